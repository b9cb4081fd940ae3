"""The frozen values that flow from stage to stage.

Nothing here reads or writes files. The one thing a newcomer would get wrong: an `Entry` holds no
cell addresses. Its `table` knows, once per sheet, which column holds which field, and a `Ref` is
made only when a finding is born.
"""

from __future__ import annotations

from toolkit.model.campaign import (
    Board,
    Campaign,
    Field,
    FormPlan,
    FormSection,
    ListCondition,
    NamePattern,
    Quota,
    ReferenceList,
    ReviewPlan,
)
from toolkit.model.cells import (
    ErrorCell,
    Grid,
    Merge,
    Raw,
    UncachedFormula,
    Value,
    Workbook,
    as_text,
)
from toolkit.model.changes import (
    ChangedEntry,
    ChangedFile,
    Changes,
    FileChange,
    PastEntry,
    Previous,
)
from toolkit.model.entries import (
    OUTCOME_WORDS,
    CheckedFile,
    Decision,
    Entry,
    Exceeded,
    Ledger,
    Outcome,
    QuotaUse,
    Table,
)
from toolkit.model.findings import SEVERITY_WORDS, Finding, Ref, Severity, column_letters
from toolkit.model.limits import Limits
from toolkit.model.rulings import Case, Effect, Judged, Ruled, Ruling, Side, Verb, Weight
from toolkit.model.run import Run
from toolkit.model.senders import (
    Container,
    Letter,
    ListedSubject,
    PassedOver,
    Receipt,
    Registers,
    Status,
    Submission,
    Unit,
)
from toolkit.model.templates import TemplateIdentity

__all__ = [
    "OUTCOME_WORDS",
    "SEVERITY_WORDS",
    "Board",
    "Campaign",
    "Case",
    "ChangedEntry",
    "ChangedFile",
    "Changes",
    "CheckedFile",
    "Container",
    "Decision",
    "Effect",
    "Entry",
    "ErrorCell",
    "Exceeded",
    "Field",
    "FileChange",
    "Finding",
    "FormPlan",
    "FormSection",
    "Grid",
    "Judged",
    "Ledger",
    "Letter",
    "Limits",
    "ListCondition",
    "ListedSubject",
    "Merge",
    "NamePattern",
    "Outcome",
    "PassedOver",
    "PastEntry",
    "Previous",
    "Quota",
    "QuotaUse",
    "Raw",
    "Receipt",
    "Ref",
    "ReferenceList",
    "Registers",
    "ReviewPlan",
    "Ruled",
    "Ruling",
    "Run",
    "Severity",
    "Side",
    "Status",
    "Submission",
    "Table",
    "TemplateIdentity",
    "UncachedFormula",
    "Unit",
    "Value",
    "Verb",
    "Weight",
    "Workbook",
    "as_text",
    "column_letters",
]
