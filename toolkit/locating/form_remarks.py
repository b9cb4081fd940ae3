"""A form in; out: its table, whether it is an entry, and findings about its cells.

The one thing a newcomer would get wrong: a form has no columns. What is said of a column of a
table is said here at the cell of the label.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from toolkit.locating.boxes import Box
from toolkit.locating.forms import Form
from toolkit.locating.ordinary import example_of, is_made_up
from toolkit.locating.printed import is_signature
from toolkit.locating.remarks import nearest_heading, remark_on_hidden
from toolkit.locating.sender import stated_in
from toolkit.locating.spellings import heading_key
from toolkit.locating.strays import Stray
from toolkit.locating.unclear import remark_on_board
from toolkit.locating.units import remark_on_unit, remark_on_units
from toolkit.model import (
    Campaign,
    Finding,
    Grid,
    Ref,
    Severity,
    Table,
    TemplateIdentity,
    as_text,
    column_letters,
)

_NOT_FILLED = "找到了申报表，但里面没有填写任何内容。如有推荐对象，请填写后重新报送。"
_EXAMPLE = "这份申报表是填写示例，未计为申报条目。"
_NO_LABEL = "这一格的内容不属于本榜单的任何一个栏目，未读取；如果是填报内容，请填到对应的栏目里。"
_AGAIN = "这一格与“{}”是同一个栏目，旁边没有填写，未读取；如果它本身是填报内容，请核对填写的位置。"
# More cells than these behind a form's last label are something else, and named together.
_MOST_BEHIND = 12
_DAY = re.compile(r"\s*\d*\s*年\s*\d*\s*月.*", re.DOTALL)


def table_of(grid: Grid, form: Form, submission: str, template: TemplateIdentity | None) -> Table:
    """Where a form holds the fields of its entry."""
    unit, box = _stated_unit(form)
    claims = form.claims.items()
    return Table(
        submission=submission,
        sheet=grid.sheet,
        board=form.board.id,
        heading_row=form.rows.start,
        columns={key: claim.box.left for key, claim in claims},
        stated_unit=unit,
        stated_unit_ref=Ref(submission, grid.sheet, box.top, box.left) if box else None,
        template=template,
        field_rows={key: claim.box.top for key, claim in claims},
        field_texts={key: claim.part for key, claim in claims if claim.part is not None},
    )


def _stated_unit(form: Form) -> tuple[str, Box | None]:
    """The unit that a line above or below the labels states, and where."""
    boxes = form.layout.boxes
    for box in boxes.filled.values():
        stated = stated_in(box.text)
        if stated is None or form.layout.is_label(box):
            continue
        unit = _DAY.sub("", stated)
        if unit:
            return unit, box
        beside = boxes.right_of(box)
        if form.layout.holds(beside) and not is_signature(beside.text):
            return beside.text, beside
    return "", None


def is_entry(form: Form) -> bool:
    """Whether the form holds an entry: it is filled, and not with the example."""
    return form.is_filled and not _is_example(form)


def _is_example(form: Form) -> bool:
    name = form.claims.get(form.board.name_key)
    if name is None or not name.text:
        return False
    return name.text == example_of(form.board) or is_made_up(name.text)


def remark_on_form(grid: Grid, form: Form, campaign: Campaign, submission: str) -> list[Finding]:
    """All that is to be said of a form before its values are looked at."""
    said = _Remarks(grid, form, campaign, submission)
    claims = form.claims.values()
    rows = {row for claim in claims for row in (claim.label.top, claim.box.top)}
    columns = {claim.box.left for claim in claims}
    first = min((box for box in form.layout.boxes.filled.values()), key=lambda box: box.place)
    place = Ref(submission, grid.sheet, first.top, first.left), as_text(first.raw)
    is_filled = form.is_filled
    return [
        *(remark_on_board(form, campaign, place) if is_filled else ()),
        *said.missing(),
        *said.strays(),
        *said.repeated(),
        *said.units(),
        *remark_on_hidden(grid, columns, rows, campaign, submission),
        *said.without_entry(),
    ]


@dataclass(frozen=True, slots=True)
class _Remarks:
    """What is needed to speak of a form's cells."""

    grid: Grid
    form: Form
    campaign: Campaign
    submission: str

    def missing(self) -> Iterator[Finding]:
        """S102 for each required field without a label, at the form's first filled cell; but for
        the one that tells the board, which has been told.
        """
        told_by = self.form.board.told_by
        filled = self.form.layout.boxes.filled
        first = min((box for box in filled.values()), key=lambda box: box.place)
        for column in self.form.board.fields:
            if column.required and column.key not in {*self.form.claims, told_by}:
                severity = column.severities.get("S102", self.campaign.severities["S102"])
                must, demand = "应有", "建议补上这一栏；没有这一栏不影响受理。"
                if severity is Severity.ERROR:
                    must, demand = "必需", "请在申报表中补上这一栏并填写后重新报送。"
                message = f"没有找到{must}的栏目“{column.heading}”，{demand}"
                yield self._finding("S102", first, message, column.heading, severity)

    def strays(self) -> Iterator[Finding]:
        """S103 at labels that the board does not know, S104 at values of a field that has one
        already, S109 at any other cell that has not been read.
        """
        fields = self.form.board.fields if self.form.strays else ()
        choices = {column.heading: heading_key(column.heading) for column in fields}
        behind = [stray for stray in self.form.strays if stray.box.top > self.form.last_row]
        if len(behind) > _MOST_BEHIND:
            yield self._all_behind(behind)
        else:
            behind = []
        for stray in self.form.strays[: len(self.form.strays) - len(behind)]:
            if stray.under is not None:
                yield self._further(stray)
            elif stray.is_label:
                text = " ".join(stray.box.text.split())
                said = "旁边填写的内容未读取。" if stray.value else ""
                message = f"“{text}”不是本榜单的栏目。{said}{nearest_heading(choices, text)}"
                yield self._finding("S103", stray.box, message, text)
            else:
                yield self._finding("S109", stray.box, _NO_LABEL)

    def _all_behind(self, strays: Sequence[Stray]) -> Finding:
        first, last = strays[0].box, strays[-1].box
        count = sum(1 if stray.value is None else 2 for stray in strays)
        message = (
            f"第 {first.top}–{last.top} 行在申报表的栏目之后，有 {count} 格内容不属于任何一个栏目，"
            "未读取；如果其中有填报内容，请填到对应的栏目里。"
        )
        return self._finding("S109", first, message)

    def repeated(self) -> Iterator[Finding]:
        """S104 at each further label of a field with another value, S109 at one without: it may
        be what somebody wrote.
        """
        for claim in self.form.repeated:
            heading = self.form.board.field(claim.key).heading
            if not claim.text:
                yield self._finding("S109", claim.label, _AGAIN.format(heading))
                continue
            message = (
                f"“{heading}”出现了两次，填写的内容不同，只读取 {self._read_at(claim.key)}，"
                "请删去多余的一处。"
            )
            yield self._finding("S104", claim.label, message, heading)

    def units(self) -> Iterator[Finding]:
        """V504 where another unit than the field's stands beside its number, or for the sheet."""
        board, claims = self.form.board, self.form.claims.items()
        fields = [board.field(key) for key, _ in claims]
        about = self.campaign, self.submission
        yield from remark_on_units(self.grid, self.form.rows, fields, *about)
        strays = {stray.box.place for stray in self.form.strays}
        for key, claim in claims:
            beside = self.form.layout.boxes.right_of(claim.box)
            if beside.place in strays:
                place = beside.top, beside.left
                yield from remark_on_unit(self.grid, *place, board.field(key), *about)

    def without_entry(self) -> Iterator[Finding]:
        """S109 at the subject of an example, S108 for a form that is no entry."""
        if is_entry(self.form):
            return
        if _is_example(self.form):
            name = self.form.claims[self.form.board.name_key]
            yield self._finding("S109", name.box, _EXAMPLE)
            return
        sheet = Ref(self.submission, self.grid.sheet)
        yield Finding("S108", self.campaign.severities["S108"], sheet, _NOT_FILLED)

    def _further(self, stray: Stray) -> Finding:
        key = stray.under.key if stray.under else ""
        heading = self.form.board.field(key).heading
        message = (
            f"“{heading}”填了不止一格，只读取 {self._read_at(key)}；"
            "请把内容合在一格里，用顿号或换行隔开。"
        )
        return self._finding("S104", stray.box, message, heading)

    def _read_at(self, key: str) -> str:
        box = self.form.claims[key].box
        return f"{column_letters(box.left)}{box.top}"

    def _finding(
        self, code: str, box: Box, message: str, field: str = "", severity: Severity | None = None
    ) -> Finding:
        ref = Ref(self.submission, self.grid.sheet, box.top, box.left)
        severity = severity or self.campaign.severities[code]
        return Finding(code, severity, ref, message, field=field, value=as_text(box.raw))
