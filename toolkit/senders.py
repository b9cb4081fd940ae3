"""Entries and the register in; out: the unit that sent each, S105 where that is doubtful, and
S107 where a template made for one unit came from another.

Sources, from strongest: 收件.xlsx, the unit recorded in the template, the entry's 推荐单位 column,
the line above the heading, the first-level folder or archive, the start of the file name. The
first that names a registered unit wins. Without a register any name is accepted.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import PurePosixPath

from toolkit.model import (
    Campaign,
    Entry,
    Finding,
    Receipt,
    Ref,
    Severity,
    Table,
    TemplateIdentity,
    Unit,
)
from toolkit.model.columns import Entries, Span
from toolkit.rules.names import name_key

_STAMP = re.compile(r"[（(](?:盖章|公章|签章|加盖公章)[)）]")
_LABEL_AFTER = re.compile(r"\s*(?:填报|填表|报送|联系)[^\s:：]*\s*[:：].*$")
_NUMBERING = re.compile(r"^\s*(?:[(（]?\d+[)）]?\s*[-_.、．—–－\s]+|[(（]\d+[)）])\s*")
# A message names so many places where another unit stands.
_MOST_OTHERS = 3
_END_OF_NAME = re.compile(r"[-_—–－+＋\s(（【\[]")


@dataclass(frozen=True, slots=True)
class UnitIndex:
    """Registered units by the name keys of their names and aliases; None: no register."""

    by_key: Mapping[str, str] | None

    @classmethod
    def of(cls, units: Sequence[Unit] | None) -> UnitIndex:
        """Index the register."""
        if units is None:
            return cls(None)
        return cls(
            {name_key(name): unit.name for unit in units for name in (unit.name, *unit.aliases)}
        )

    def find(self, stated: str) -> str:
        """The unit a text names, "" if none does."""
        cleaned = _cleaned(stated)
        if self.by_key is None:
            return cleaned
        return self.by_key.get(name_key(cleaned), "")

    def find_at_start(self, file_name: str) -> str:
        """The unit that a file name begins with; the longest of several."""
        cleaned = _cleaned(file_name)
        if self.by_key is None:
            return _END_OF_NAME.split(cleaned, maxsplit=1)[0]
        key = name_key(cleaned)
        return max(
            (
                (known, unit)
                for known, unit in self.by_key.items()
                if known and key.startswith(known)
            ),
            key=lambda found: len(found[0]),
            default=("", ""),
        )[1]


def _cleaned(text: str) -> str:
    return _NUMBERING.sub("", _LABEL_AFTER.sub("", _STAMP.sub("", text))).strip(" 　_＿")


@dataclass(frozen=True, slots=True)
class _Source:
    """Where a sender may be named: what stands there, the unit it names ("" if none), its cell,
    and how a message calls the place.
    """

    stated: str
    unit: str
    ref: Ref
    place: str


_TEMPLATE = "模板里记下的"


def sender_of_file(
    path: str,
    receipt: Receipt | None,
    index: UnitIndex,
    template: TemplateIdentity | None = None,
    containers: Container[str] = frozenset(),
) -> str:
    """The unit that a file's receipt, template, folder or name tells; "" if none does. `containers`
    are the paths of archives and e-mails.
    """
    sources = [
        *_receipt_sources(path, receipt, index),
        *_template_sources(path, template, index),
        *_path_sources(path, index, containers),
    ]
    return next((source.unit for source in sources if source.unit), "")


def _receipt_sources(path: str, receipt: Receipt | None, index: UnitIndex) -> Iterator[_Source]:
    if receipt is not None and receipt.unit:
        yield _Source(receipt.unit, index.find(receipt.unit), Ref(path), "收件登记")


def _template_sources(
    path: str, template: TemplateIdentity | None, index: UnitIndex
) -> Iterator[_Source]:
    if template is not None and template.unit:
        yield _Source(template.unit, index.find(template.unit), Ref(path), _TEMPLATE)


def _path_sources(path: str, index: UnitIndex, containers: Container[str]) -> Iterator[_Source]:
    """The first-level folder; an archive is one, named without its ending, and so is the first
    folder in an archive of the first level. Then the start of the file's name and of the names of
    what it lay in.
    """
    whole, file = Ref(path), PurePosixPath(path)
    around = [place for place in reversed(file.parents) if place.name]
    is_inside = bool(around) and str(around[0]) in containers
    own = index.find_at_start(file.stem)
    for place in around[: 2 if is_inside else 1]:
        is_container = str(place) in containers
        name = place.stem if is_container else place.name
        unit, begun = index.find(name), index.find_at_start(name) if is_container else ""
        # A name that goes on after a unit's (甲区科委报送材料.zip) is no unknown unit's: what it
        # begins with is told below. And folders in an archive are called anything.
        is_said = bool(unit) or (place is around[0] and not (begun and own in ("", begun)))
        called = "压缩包名" if is_container else "文件夹"
        yield _Source(name if is_said else "", unit, whole, called)
    yield _Source("", own, whole, "文件名")
    for place in file.parents:
        if str(place) in containers:
            yield _Source("", index.find_at_start(place.stem), whole, "压缩包名")


def _line_sources(table: Table, index: UnitIndex) -> Iterator[_Source]:
    stated, ref = table.stated_unit, table.stated_unit_ref
    if stated and ref:
        place = "表头上方" if ref.row <= table.heading_row else "表格下方"
        yield _Source(stated, index.find(stated), ref, place)


def _own_sources(entry: Entry, campaign: Campaign, index: UnitIndex) -> Iterator[_Source]:
    yield from _template_sources(entry.submission, entry.table.template, index)
    key = campaign.board(entry.board).unit_key
    stated = str(entry.value(key) or "") if key else ""
    if stated:
        yield _Source(stated, index.find(stated), entry.ref(key), "")
    yield from _line_sources(entry.table, index)


def resolve_senders(
    entries: Entries,
    campaign: Campaign,
    receipts: Mapping[str, Receipt],
    index: UnitIndex,
    containers: Container[str] = frozenset(),
) -> tuple[Entries, list[Finding]]:
    """Give every entry its unit. `receipts` are by submission, `containers` are the paths of
    archives and e-mails.
    """
    units = [""] * len(entries)
    findings: list[Finding] = []
    spelled: dict[str, str] = {}
    for submission, spans in entries.by_submission.items():
        receipt = receipts.get(submission)
        around = _Around(
            tuple(_receipt_sources(submission, receipt, index)),
            tuple(_path_sources(submission, index, containers)),
        )
        said: list[tuple[Entry, Finding]] = []
        tables = _by_heading(spans)
        others = (_other_sender(entries, own, around, campaign, index) for own in tables)
        findings.extend(filter(None, others))
        for span in spans:
            found = _resolve_table(entries, span, around, campaign, index, spelled)
            for number, (unit, doubt) in enumerate(found, start=span.first):
                units[number - 1] = unit
                if doubt is not None:
                    said.append((entries[number - 1], doubt))
        findings.extend(_grouped(said, sum(len(span.rows) for span in spans), campaign))
    return entries.with_units(units), findings


@dataclass(frozen=True, slots=True)
class _Around:
    """What a file tells of its sender around its entries: stronger and weaker than they do."""

    stronger: tuple[_Source, ...]
    weaker: tuple[_Source, ...]


def _resolve_table(
    entries: Entries,
    span: Span,
    around: _Around,
    campaign: Campaign,
    index: UnitIndex,
    spelled: dict[str, str],
) -> Iterator[tuple[str, Finding | None]]:
    """Each entry's unit and what is doubtful about it; entries that state the same are resolved
    once. `spelled` keeps how each name was spelled first.
    """
    board = campaign.board(span.table.board)
    stated = entries.of_board(board.id).column(board.unit_key)[span.at : span.at + len(span.rows)]
    known: dict[str, tuple[str, bool]] = {}
    for nth in range(len(span.rows)):
        text = str(stated[nth] or "")
        unit, is_doubtful = known.get(text, ("", True))
        doubt = None
        if is_doubtful:
            entry = entries[span.first + nth - 1]
            own = _own_sources(entry, campaign, index)
            sources = [*around.stronger, *own, *around.weaker]
            unit = next((source.unit for source in sources if source.unit), "")
            if index.by_key is None:  # one name, however it is spelled, is one unit
                unit = spelled.setdefault(name_key(unit), unit)
            doubt = _doubt(entry, sources, unit, campaign)
            known[text] = unit, doubt is not None
        yield unit, doubt


# ---------------------------------------------------------------- templates of other units


def remark_on_templates(entries: Entries, campaign: Campaign) -> list[Finding]:
    """S107 as `check` can tell it, without a register: where the column or the line above the
    heading names another unit than the one the template was made for.
    """
    nowhere, anyone = _Around((), ()), UnitIndex.of(None)
    tables = _by_heading(entries.spans)
    found = (_other_sender(entries, own, nowhere, campaign, anyone) for own in tables)
    return list(filter(None, found))


def _other_sender(
    entries: Entries,
    spans: Sequence[Span],
    around: _Around,
    campaign: Campaign,
    index: UnitIndex,
) -> Finding | None:
    """S107 where a table's template was made for another unit than some other source names. Of
    a unit that no register knows, S105 asks; but not where the receipt settles who sent it.
    `spans` are the entries below one heading.
    """
    table = spans[0].table
    if table.template is None or not table.template.unit:
        return None
    recorded = index.find(table.template.unit)
    used = next((source.unit for source in around.stronger if source.unit), recorded)
    if not used:
        return None
    around_it = () if index.by_key is None else (*around.stronger, *around.weaker)
    columns = (_column_sources(entries, span, campaign, index) for span in spans)
    inside = [*chain.from_iterable(columns), *_line_sources(table, index)]
    others = {
        f"{source.place}写的是“{source.unit}”": None
        for source in (*around_it, *inside)
        if source.unit and name_key(source.unit) != name_key(recorded)
    }
    if not others:
        return None
    message = (
        f"模板是发给“{table.template.unit}”的，而{'，'.join(list(others)[:_MOST_OTHERS])}，"
        f"暂按“{used}”处理。请核对报送单位；如果由别的单位报送，请改用发给该单位的模板。"
    )
    ref = Ref(table.submission, table.sheet)
    return Finding("S107", campaign.severities["S107"], ref, message)


def _column_sources(
    entries: Entries, span: Span, campaign: Campaign, index: UnitIndex
) -> Iterator[_Source]:
    """The units that a table's column names, each once."""
    board = campaign.board(span.table.board)
    if not board.unit_key:
        return
    stated = entries.of_board(board.id).column(board.unit_key)
    texts = dict.fromkeys(stated[span.at : span.at + len(span.rows)])
    place = f"“{board.field(board.unit_key).heading}”一列"
    for text in filter(None, texts):
        yield _Source(text, index.find(text), Ref(span.table.submission), place)


def _by_heading(spans: Iterable[Span]) -> Iterator[list[Span]]:
    """The entries below each heading, of whatever boards."""
    grouped: dict[tuple[str, str, int], list[Span]] = {}
    for span in spans:
        table = span.table
        place = table.submission, table.sheet, table.heading_row
        grouped.setdefault(place, []).append(span)
    return iter(grouped.values())


def _doubt(
    entry: Entry, sources: Sequence[_Source], unit: str, campaign: Campaign
) -> Finding | None:
    """S105: no source names a registered unit, or a stronger one names an unknown unit."""
    strongest = next((source for source in sources if source.stated), None)
    column = campaign.board(entry.board).unit_key
    heading = campaign.board(entry.board).field(column).heading if column else "推荐单位"
    recorded = _TEMPLATE if strongest and strongest.place == _TEMPLATE else ""
    if not unit:
        stated = f"{recorded}“{strongest.stated}”" if strongest else "文件"
        ref = strongest.ref if strongest else Ref(entry.submission)
        message = (
            f"{stated}对应不到推荐单位名录中的任何单位。请核对单位全称，"
            "或由秘书处在名录中补上该单位或别名。"
        )
        value = strongest.stated if strongest and ref.cell else ""
        return Finding(
            "S105", campaign.severities["S105"], ref, message, entry.number, heading, value
        )
    if strongest is None or strongest.unit:
        return None
    message = f"{recorded}“{strongest.stated}”不在推荐单位名录中，暂按“{unit}”处理，请核对。"
    value = strongest.stated if strongest.ref.cell else ""
    return Finding("S105", Severity.QUERY, strongest.ref, message, entry.number, heading, value)


def _grouped(
    said: Sequence[tuple[Entry, Finding]], entries: int, campaign: Campaign
) -> Iterator[Finding]:
    """One finding for the whole file where every entry of it has the same doubt, and it does not
    come from the entry's own cell.
    """
    alike = {(finding.ref, finding.message) for _, finding in said}
    own = {entry.ref(campaign.board(entry.board).unit_key) for entry, _ in said}
    if len(said) == entries and len(alike) == 1 and said[0][1].ref not in own:
        yield replace(said[0][1], entry=0)
    else:
        yield from (finding for _, finding in said)
