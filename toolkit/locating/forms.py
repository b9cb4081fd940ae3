"""A grid and a campaign's boards in; out: the filled forms of the board that fits best.

A form holds one entry: labels with their values beside or under them, in any layout. Several
forms may stand one below the other. The one thing a newcomer would get wrong: a list of columns
with explanations looks like a form. It is one only if most of what is filled has been understood,
and if what should be numbers and dates are such.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from toolkit.locating.boxes import Box, Boxes
from toolkit.locating.claims import Claim, claims_of
from toolkit.locating.headings import Heading
from toolkit.locating.known import BoardHeadings, CampaignHeadings
from toolkit.locating.labels import FormLabels
from toolkit.locating.layout import Layout, lay_out
from toolkit.locating.lines import Lines
from toolkit.locating.ordinary import names_somebody
from toolkit.locating.printed import is_note, is_signature, is_untouched
from toolkit.locating.spellings import heading_key
from toolkit.locating.strays import Stray, find_strays
from toolkit.locating.telling import Fit, Telling, best_of, equals_of
from toolkit.locating.titles import NOBODY
from toolkit.model import Board, Grid

# What tells a form stands in the first rows; one as long as a page or two is known from these.
_ROWS_TOLD_BY, _ROWS_OF_ONE = 60, 150
_FEWEST_PROMISED = 4
_FEWEST_LABELS, _FEWEST_WITHOUT_NAME = 4, 5
_LEAST_EXPLAINED = 0.6
_TYPED = frozenset({"number", "integer", "date"})
# Of the texts where numbers and dates belong, blank words (无, 不适用) left aside.
_FEWEST_TYPED, _LONGEST_BLANK_WORD = 3, 3
_COLON = re.compile(r"[:：]")


@dataclass(frozen=True, slots=True)
class Form:
    """One form: its rows, the claim of each field that has a label, the claims of labels that
    stand there again with another value or none, and what no label explains. `last_row` is the
    last one with a label or a value: what follows are signatures and other things. The boards that
    fit alike are `equals`, `misnamed` is one that is named in vain (as in a `Heading`).
    """

    board: Board
    rows: range
    claims: Mapping[str, Claim]
    repeated: tuple[Claim, ...]
    strays: tuple[Stray, ...]
    layout: Layout
    last_row: int
    equals: tuple[Board, ...] = ()
    misnamed: str = ""

    @property
    def filled(self) -> int:
        """How many cells are filled, down to its last row."""
        return sum(row <= self.last_row for row, _ in self.layout.boxes.filled)

    @property
    def explained(self) -> int:
        """How many of these have been understood."""
        lost = (stray for stray in self.strays if stray.box.top <= self.last_row)
        return self.filled - sum(1 if stray.value is None else 2 for stray in lost)

    @property
    def is_filled(self) -> bool:
        """Whether anybody wrote anything that makes an entry."""
        return any(
            claim.text and not is_untouched(claim.text)
            for key, claim in self.claims.items()
            if key not in self.board.silent_keys
        )


def find_forms(lines: Lines, rival: Heading | None = None) -> tuple[Form, ...]:
    """The forms on a sheet, if there are any, and they explain more of it than a table with the
    heading `rival` does: more fields, and more cells. Which board they are for is told as a
    table's is (telling.py), but that a form says first itself what it is for.
    """
    grid = lines.grid
    if not _is_promising(grid, lines.headings):
        return ()
    top = range(1, min(len(grid.rows), _ROWS_OF_ONE) + 1)
    found: list[tuple[FormLabels, Form]] = []
    for known in lines.headings.boards:
        labels = FormLabels.of(known)
        forms = _forms_in(grid, labels, top)
        if forms and (rival is None or _explain_more(forms, grid, rival)):
            found.append((labels, forms[0]))
    if not found:
        return ()
    telling = _telling(lines, [form for _, form in found])
    fits = [_fit(labels.known, form, telling) for labels, form in found]
    at = best_of(fits)
    labels, taken = found[at]
    equals = () if taken.board.id in telling.values else equals_of(fits, at)
    first, *others = _forms_in(grid, labels, range(1, len(grid.rows) + 1))
    boards = tuple(found[each][1].board for each in equals)
    misnamed = telling.other_than(taken.board.id)
    return replace(first, equals=boards, misnamed=misnamed), *others


def _telling(lines: Lines, forms: Sequence[Form]) -> Telling:
    """What tells of the board of a form, however it is read."""
    titles = lines.headings.titles
    told = (form.claims.get(form.board.told_by) for form in forms)
    values = (titles.meant_by(claim.text) for claim in told if claim is not None)
    above = (titles.named_in(text) for form in forms for text in _titles(form))
    title = NOBODY.union(*above)
    return Telling(
        lines.named, title if len(title) == 1 else NOBODY, NOBODY.union(*values), lines.around
    )


def _titles(form: Form) -> Iterator[str]:
    """The texts above the labels, and those in the first row."""
    first = min((hit.box.top for hit in form.layout.hits), default=0)
    for box in form.layout.boxes.filled.values():
        if box.top < first or box.top == form.rows.start:
            yield box.text


def _fit(known: BoardHeadings, form: Form, telling: Telling) -> Fit:
    board = known.board
    return Fit(
        explained=len(form.claims),
        lacking=sum(key not in form.claims for key in known.required),
        unknown=len(form.strays),
        told=telling.of_form(board.id),
        is_named=telling.names(board.id) and board.name_key in form.claims,
    )


def _explain_more(forms: Sequence[Form], grid: Grid, rival: Heading) -> bool:
    columns = set(rival.columns.values())
    in_table = sum(
        1
        for cells in grid.rows[rival.row - 1 : forms[-1].last_row]
        for column in columns
        if column <= len(cells) and cells[column - 1] != ""
    )
    in_forms = sum(form.explained for form in forms)
    return len(forms[0].claims) > len(columns) and in_forms > in_table


def _is_promising(grid: Grid, headings: CampaignHeadings) -> bool:
    """A quick look: whether a few labels stand near the top."""
    found: set[str] = set()
    for cells in grid.rows[:_ROWS_TOLD_BY]:
        for cell in cells:
            if isinstance(cell, str) and cell:
                key = heading_key(_COLON.split(cell[:_ROWS_OF_ONE], maxsplit=1)[0])
                if key and key in headings.known:
                    found.add(key)
        if len(found) >= _FEWEST_PROMISED:
            return True
    return False


# ---------------------------------------------------------------- one below the other


def _forms_in(grid: Grid, labels: FormLabels, rows: range) -> list[Form]:
    """The forms in some rows of a sheet; none if the first is none."""
    forms: list[Form] = []
    begin = rows.start
    for end in [*_further_starts(grid, labels, rows), rows.stop]:
        form = _read(grid, labels, range(begin, end))
        if not forms and not _is_convincing(form):
            return []
        begin = end if end == rows.stop else _head_of_next(form)
        forms.append(_cut(form, begin))
    return forms


def _further_starts(grid: Grid, labels: FormLabels, rows: range) -> list[int]:
    """The rows in which the labels begin again: one that was there before, and with it most."""
    named = [
        (row, labels.plain.get(name.name, name.name))
        for row in rows
        for cell in grid.rows[row - 1]
        if isinstance(cell, str) and cell
        for name in labels.read(cell)
        if name.name not in labels.lowers
    ]
    starts: list[int] = []
    own: set[str] = set()
    for at, (row, name) in enumerate(named):
        if name in own:
            following = {other for _, other in named[at : at + len(own)]}
            if len(own & following) * 2 > len(own) > 1:
                starts.append(row)
                own = set()
        own.add(name)
    return starts


def _head_of_next(form: Form) -> int:
    """The row where the next form's titles begin, among the last rows of this one."""
    filled: dict[int, list[Box]] = {}
    for box in form.layout.boxes.filled.values():
        filled.setdefault(box.top, []).append(box)
    claimed = {claim.box.top for claim in (*form.claims.values(), *form.repeated)}
    head = form.rows.stop
    for row in reversed(form.rows):
        boxes = filled.get(row, [])
        if len(boxes) > 1 or row in claimed or any(not _may_head(form, box) for box in boxes):
            break
        head = row if boxes else head
    return head


def _may_head(form: Form, box: Box) -> bool:
    is_text = isinstance(box.raw, str) and not form.layout.is_label(box)
    return is_text and not is_signature(box.text) and not is_note(box.text)


def _cut(form: Form, end: int) -> Form:
    """A form without the rows from `end`; it begins at its first filled row."""
    first = min((row for row, _ in form.layout.boxes.filled), default=form.rows.start)
    strays = tuple(stray for stray in form.strays if stray.box.top < end)
    return replace(form, rows=range(first, end), strays=strays)


# ---------------------------------------------------------------- one form


def _read(grid: Grid, labels: FormLabels, rows: range) -> Form:
    layout = lay_out(Boxes.of(grid, rows), labels)
    claims: dict[str, Claim] = {}
    repeated: list[Claim] = []
    for claim in claims_of(layout):
        first = claims.setdefault(claim.key, claim)
        if first is not claim:
            claims[claim.key], other = (first, claim) if first.text else (claim, first)
            repeated.append(other)
    strays = tuple(find_strays(layout, [*claims.values(), *repeated]))
    different = tuple(claim for claim in repeated if claim.text != claims[claim.key].text)
    last = max(
        (row for claim in claims.values() for row in (claim.label.top, claim.box.top)),
        default=rows.start,
    )
    return Form(labels.known.board, rows, claims, different, strays, layout, last)


def _goes_on(form: Form) -> bool:
    """Whether a column beside the values names a subject too and is filled like theirs, as where
    each enterprise has a column: of these only the first could be read.
    """
    name = form.claims.get(form.board.name_key)
    if name is None or not name.text:
        return False
    others = [box for stray in form.strays for box in (stray.box, stray.value) if box is not None]
    filled = {box.place for box in others}
    rows = {claim.box.top for claim in form.claims.values() if claim.box.left == name.box.left}
    further = (
        box.left
        for box in others
        if box.top == name.box.top and box.left > name.box.right and names_somebody(box.text)
    )
    return any(sum((row, at) in filled for row in rows) * 2 > len(rows) for at in further)


def _is_convincing(form: Form) -> bool:
    board, count = form.board, len(form.claims)
    if board.name_key in form.claims:
        is_known = count >= _FEWEST_LABELS
    else:
        required = sum(column.required for column in board.fields)
        is_known = count >= max(_FEWEST_WITHOUT_NAME, (required + 1) // 2)
    if not is_known or form.explained < form.filled * _LEAST_EXPLAINED or _goes_on(form):
        return False
    typed = [
        claim.text
        for key, claim in form.claims.items()
        if board.field(key).type in _TYPED and len(claim.text) > _LONGEST_BLANK_WORD
    ]
    plausible = sum(any(map(str.isdigit, text)) for text in typed)
    return len(typed) < _FEWEST_TYPED or plausible * 2 >= len(typed)
