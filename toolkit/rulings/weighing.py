"""Findings and rulings on them in; out: the same findings, as grave as people ruled.

The one thing a newcomer would get wrong: a finding that is waived stays, as a note that says so.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
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

    An entry's ruling speaks of its own findings, a file's or place's of those about the whole; the
    head of a form is a place, too.
    """
    weighing = list(docket.of_verb(Verb.WAIVE, Verb.UPHOLD))
    if not weighing:
        return Weighed(list(findings))
    by_entry = {(each.own.entry, each.ruling.argument): each for each in weighing if each.own.entry}
    by_place = {(_place(each.own), each.ruling.argument): each for each in weighing}
    weighed: list[Finding] = []
    met: set[Aimed] = set()
    whole: set[tuple[str, str, str]] = set()
    for finding in findings:
        ref, code = finding.ref, finding.code
        if finding.entry:
            found = [by_entry.get((finding.entry, code))]
        else:
            whole.add((ref.submission, ref.sheet, code))
            places = ((ref.submission, ref.sheet, ref.row), (ref.submission, "", 0))
            found = [by_place.get((place, code)) for place in places]
        ruled = [each for each in found if each and _speaks_of(each.ruling, finding)]
        weighed.append(_weighed(finding, ruled[0].ruling) if ruled else finding)
        met.update(ruled)
    met.update(each for each in by_entry.values() if _is_of_whole(each, whole))
    return Weighed(weighed, frozenset(met))


def _place(aim: Aim) -> tuple[str, str, int]:
    return aim.submission, aim.sheet, aim.row


def _speaks_of(ruling: Ruling, finding: Finding) -> bool:
    """A note asks nothing, so there is nothing to uphold."""
    return ruling.verb is Verb.WAIVE or finding.severity is not Severity.NOTE


def _is_of_whole(each: Aimed, whole: Container[tuple[str, str, str]]) -> bool:
    """Whether an entry is let off what is said of its whole file or sheet."""
    own, code = each.own, each.ruling.argument
    said = ((own.submission, sheet, code) in whole for sheet in ("", own.sheet))
    return each.ruling.verb is Verb.WAIVE and any(said)


def _weighed(finding: Finding, ruling: Ruling) -> Finding:
    waived = ruling.verb is Verb.WAIVE
    severity = Severity.NOTE if waived else Severity.ERROR
    decided = "同意豁免" if waived else "核实认定"
    message = f"{finding.message}（秘书处已{decided}：{ruling.why}）"
    return replace(finding, severity=severity, message=message)
