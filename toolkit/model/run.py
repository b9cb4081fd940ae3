"""The run that writers get, and the copies that `check` has written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.model.campaign import Campaign
from toolkit.model.changes import Changes
from toolkit.model.entries import Ledger, QuotaUse
from toolkit.model.findings import Finding
from toolkit.model.rulings import Case, Ruled
from toolkit.model.senders import Container, PassedOver, Registers, Submission

if TYPE_CHECKING:
    from toolkit.model.columns import Entries


@dataclass(frozen=True, slots=True)
class Run:
    """All that a writer gets.

    `entries` are ordered by number, `findings` as records/ orders them. `submissions` stand in
    received order and include repeated and refused files; `passed_over` are files that are no
    submissions (``~$…``). `late` are paths received after the deadline. `files` says where each
    submission lies; the same batch elsewhere is the same run. `passwords` are those a submission
    may be opened with. `containers` are the archives and e-mails that were opened, in received
    order. `remarks` are for the secretariat, about its own lists. `rulings` are all that were read,
    each with its effect, and `cases` what nobody has decided, the gravest first. `changes` is None
    where there is no earlier run to compare with.
    """

    campaign: Campaign
    registers: Registers
    submissions: tuple[Submission, ...]
    passed_over: tuple[PassedOver, ...]
    entries: Entries
    findings: tuple[Finding, ...]
    ledger: Ledger
    quotas: tuple[QuotaUse, ...]
    inputs: Mapping[str, str]
    late: frozenset[str] = frozenset()
    files: Mapping[str, Path] = field(default_factory=dict, compare=False)
    containers: tuple[Container, ...] = ()
    passwords: Mapping[str, tuple[str, ...]] = field(default_factory=dict, compare=False)
    remarks: tuple[str, ...] = ()
    rulings: tuple[Ruled, ...] = ()
    cases: tuple[Case, ...] = ()
    changes: Changes | None = None


@dataclass(frozen=True, slots=True)
class CheckedCopy:
    """What `check` wrote of one file: `path` is None, and `remark` says why, where it wrote none.
    `set_aside` is where a file now lies that stood in its place.
    """

    file: str
    path: Path | None
    remark: str = ""
    findings: int = 0
    set_aside: Path | None = None
