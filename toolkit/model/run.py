"""The run that writers get."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from toolkit.model.campaign import Campaign
from toolkit.model.entries import Ledger, QuotaUse
from toolkit.model.findings import Finding
from toolkit.model.senders import Registers, Submission

if TYPE_CHECKING:
    from toolkit.model.columns import Entries


@dataclass(frozen=True, slots=True)
class Run:
    """All that a writer gets.

    `entries` are ordered by number, `findings` as records/ orders them. `submissions` stand in
    received order and include repeated and refused files; `passed_over` are files that are no
    submissions (``~$…``). `late` are paths received after the deadline.
    """

    campaign: Campaign
    registers: Registers
    submissions: tuple[Submission, ...]
    passed_over: tuple[str, ...]
    entries: Entries
    findings: tuple[Finding, ...]
    ledger: Ledger
    quotas: tuple[QuotaUse, ...]
    inputs: Mapping[str, str]
    late: frozenset[str] = frozenset()
