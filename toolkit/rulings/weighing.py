"""Findings and rulings on them in; out: the same findings, as grave as people ruled.

The one thing a newcomer would get wrong: a finding that is waived stays, as a note that says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from toolkit.model import Finding, Ruling, Severity, Verb
from toolkit.rulings.aims import Aim, Aimed
from toolkit.rulings.docket import Docket


@dataclass(frozen=True, slots=True)
class Weighed:
    """Findings at the severity that rulings give them, and the rulings that met one."""

    findings: list[Finding]
    met: frozenset[Aimed] = frozenset()


def weigh(findings: Sequence[Finding], docket: Docket) -> Weighed:
    """Make notes of findings that are waived, and errors of queries that are upheld.

    An entry's ruling speaks of its own findings, a file's or table's of those about the whole.
    """
    ruled = {
        (each.own, each.ruling.argument): each for each in docket.of_verb(Verb.WAIVE, Verb.UPHOLD)
    }
    if not ruled:
        return Weighed(list(findings))
    weighed: list[Finding] = []
    met: set[Aimed] = set()
    whole: set[tuple[str, str]] = set()
    by_entry = {(aim.entry, code): each for (aim, code), each in ruled.items() if aim.entry}
    for finding in findings:
        ref, code = finding.ref, finding.code
        if finding.entry:
            found = by_entry.get((finding.entry, code))
        else:
            whole.add((ref.submission, code))
            aims = (Aim(ref.submission, ref.sheet, ref.row), Aim(ref.submission))
            found = next((ruled[aim, code] for aim in aims if (aim, code) in ruled), None)
        weighed.append(_weighed(finding, found.ruling) if found else finding)
        met |= {found} if found else set()
    waived = (each for (aim, code), each in ruled.items() if (aim.submission, code) in whole)
    met |= {each for each in waived if each.own.entry and each.ruling.verb is Verb.WAIVE}
    return Weighed(weighed, frozenset(met))


def _weighed(finding: Finding, ruling: Ruling) -> Finding:
    waived = ruling.verb is Verb.WAIVE
    severity = Severity.NOTE if waived else Severity.ERROR
    decided = "同意豁免" if waived else "核实认定"
    message = f"{finding.message}（秘书处已{decided}：{ruling.why}）"
    return replace(finding, severity=severity, message=message)
