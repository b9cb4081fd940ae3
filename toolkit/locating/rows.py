"""A grid and its heading in; out: which rows below are entries, S109 for those that are not, and
the heading of the next table on the sheet.

An entry is a row with a value in a column the board knows; 序号, 推荐单位 and 推荐顺序 alone make
none. Values merged down over several rows count for each of them. The one thing a newcomer would
get wrong: a line that stands right above a further heading is that one's title, whatever it
looked like when it was met.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from toolkit.locating import asides
from toolkit.locating.asides import Body, is_blank, is_like_an_entry, why_no_entry
from toolkit.locating.headings import Heading, find_further_heading
from toolkit.locating.lines import Lines
from toolkit.locating.ordinary import surely_entry
from toolkit.locating.sender import find_stated_unit
from toolkit.model import Campaign, Finding, Grid, Ref

# A gap this long before the next filled cell is a stray cell, not a table with blank rows.
_GAP = 1000


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows below a heading: `entries`; `origins` of values merged down, by (row, column) →
    the row that holds the value; findings about the rows that are no entries; `feet` are those
    with signatures, `last` is the last row with anything in it; and the heading of the table below,
    if there is one.
    """

    entries: tuple[int, ...]
    origins: Mapping[tuple[int, int], int]
    findings: list[Finding]
    feet: tuple[int, ...]
    last: int
    following: Heading | None


@dataclass(slots=True)
class _Sorted:
    """What became of each row: an entry, or why it is none, `before` of the last one. `blank`
    are the blank rows since then, `gaps` runs of them by the row that follows. Rows up to `passed`
    are settled; `following` is the heading of the next table.
    """

    passed: int
    before: str = asides.HEADING
    entries: list[int] = field(default_factory=list)
    asides: dict[int, str] = field(default_factory=dict)
    blank: list[int] = field(default_factory=list)
    gaps: dict[int, list[int]] = field(default_factory=dict)
    following: Heading | None = None

    def take_back(self, first: int) -> None:
        """Forget what was found from a row on."""
        self._taken(first)
        for row in range(first, self.passed + 1):
            self.asides.pop(row, None)
            self.gaps.pop(row, None)

    def put_aside(self, rows: Sequence[int], why: str) -> None:
        """Call rows no entries after all."""
        taken = self._taken(min(rows, default=self.passed + 1))
        self.entries += [row for row in taken if row not in rows]
        self.asides |= dict.fromkeys(rows, why)

    def _taken(self, first: int) -> list[int]:
        at = bisect_left(self.entries, first)
        taken, self.entries[at:] = self.entries[at:], []
        return taken


def sort_rows(lines: Lines, heading: Heading, submission: str, after: int = 0) -> Rows:
    """Tell entries from totals, notes, examples, repeated headings, signatures and blank rows.
    The rows up to `after` belong to the table above.
    """
    body = Body.of(lines.grid, heading, after)
    origins = _merged_down(lines.grid, heading.last_row)
    found = _sort(lines, body, origins)
    if found.following:
        last = found.following.row
        origins = {at: row for at, row in origins.items() if at[0] < last}
    return Rows(
        entries=tuple(found.entries),
        origins=origins,
        findings=list(_remarks(body, found, submission, lines.headings.campaign)),
        feet=tuple(row for row, why in found.asides.items() if why == asides.SIGNED),
        last=max((heading.last_row, *found.entries[-1:], *found.asides)),
        following=found.following,
    )


def _sort(lines: Lines, body: Body, origins: Mapping[tuple[int, int], int]) -> _Sorted:
    """Judge every row, up to the heading of the next table."""
    merged_into: dict[int, set[int]] = {}
    for row, column in origins:
        merged_into.setdefault(row, set()).add(column)
    is_surely_entry = surely_entry(body.heading, body.silent, lines.headings, body.titles)
    rows = lines.grid.rows
    found = _Sorted(body.heading.last_row)
    for row in range(found.passed + 1, len(rows) + 1):
        if row <= found.passed:
            continue
        if found.before != asides.HEADING and not found.blank and is_surely_entry(rows[row - 1]):
            found.entries.append(row)
            found.before = ""
        else:
            _judge(lines, body, row, merged_into.get(row, set()), found)
        if found.following:
            break
        found.passed = max(row, found.passed)
    return found


def _judge(lines: Lines, body: Body, row: int, merged_into: set[int], found: _Sorted) -> None:
    """Look at a row cell by cell."""
    filled = body.filled(row)
    told = body.telling.intersection({*filled, *merged_into})
    if not filled and not told:
        if row not in lines.grid.continued:
            found.blank.append(row)
        return
    if found.blank:
        found.gaps[row], found.blank = found.blank, []
    found.before = why_no_entry(body, row, filled, told, found.before)
    further = _further_heading(lines, body, row, filled)
    if further:
        found.passed = row
        _meet(lines, body, further, found)
    elif found.before:
        _put_aside(body, row, found.before, found)
    else:
        found.entries.append(row)


def _put_aside(body: Body, row: int, why: str, found: _Sorted) -> None:
    """Note why a row is none. Right above the day of a signature, a lone text is who signs."""
    found.asides[row] = why
    signs = why == asides.SIGNED and body.is_day(row, body.filled(row))
    if signs and found.entries[-1:] == [row - 1] and body.is_lone(row - 1, body.filled(row - 1)):
        found.put_aside([row - 1], asides.SIGNED)


def _further_heading(lines: Lines, body: Body, row: int, filled: Sequence[int]) -> Heading | None:
    """A heading in this row, if its first text or the one for the subject names a column."""
    asked = [*filled[:1], body.heading.columns.get(body.heading.board.name_key, 0)]
    if not any(lines.names_column(row, column) for column in asked):
        return None
    return find_further_heading(lines, row, body.heading.last_row)


def _meet(lines: Lines, body: Body, further: Heading, found: _Sorted) -> None:
    """Another table begins with a further heading; the same heading again, as on the next page,
    is only passed over, unless its title names another unit.
    """
    first = _first_of_title(body, further, found)
    is_same = _is_again(lines, body.heading, further)
    unit, *_ = find_stated_unit(lines.grid, range(first, further.row))
    if not is_same or (unit and unit != find_stated_unit(lines.grid, body.above)[0]):
        found.take_back(first)
        found.following = further
        return
    for why, rows in (
        (asides.TITLE, range(first, further.row)),
        (asides.HEADING, range(further.row, further.last_row + 1)),
    ):
        found.put_aside([row for row in rows if body.filled(row)], why)
    found.passed, found.before = max(found.passed, further.last_row), asides.HEADING


def _is_again(lines: Lines, heading: Heading, further: Heading) -> bool:
    """Whether a further heading is the same as the first: as its board reads it, or as another
    board does whose rows may stand below it, where no title of its own names that board.
    """
    if further.board is heading.board:
        return further.places <= heading.places
    is_titled = bool(lines.titled(further.row, heading.last_row))
    others = (each for each in heading.others if each.board is further.board)
    return not is_titled and any(further.places <= each.places for each in others)


def _first_of_title(body: Body, further: Heading, found: _Sorted) -> int:
    """The first of the lines that stand above a further heading: lone texts and labels, with
    blank rows at most right above the heading.
    """
    first = row = further.row
    while (row := row - 1) > body.heading.last_row:
        filled = body.filled(row)
        is_line = body.is_lone(row, filled) or found.asides.get(row) in (
            asides.TITLE,
            asides.SIGNED,
        )
        if filled and is_line and found.asides.get(row) not in (asides.TOTAL, asides.NOTE):
            first = row
        elif filled or first < further.row:
            break
    return first


def _remarks(body: Body, found: _Sorted, submission: str, campaign: Campaign) -> Iterator[Finding]:
    """What is said of rows that are no entries: of some kinds once for each run of rows."""

    def finding(code: str, row: int, column: int, message: str) -> Finding:
        ref = Ref(submission, body.grid.sheet, row, column)
        severity = campaign.severities[code]
        return Finding(code, severity, ref, message, value=body.text(row, column))

    for row in body.above:
        if is_like_an_entry(body, row):
            yield finding("S109", row, body.filled(row)[0], asides.BEFORE)
    for row in sorted({*found.asides, *found.gaps}):
        blank = found.gaps.get(row, ())
        first = next(iter(body.filled(row)), min(body.heading.columns.values()))
        if len(blank) >= _GAP:
            message = (
                f"与上面的内容隔了 {len(blank)} 个空行，请核对这一格是否误填；中间的空行已略过。"
            )
            yield finding("S110", row, first, message)
        elif blank:
            column = min(body.heading.columns.values())
            yield finding("S109", blank[0], column, f"{_span(blank)}是空行，已略过。")
        why = found.asides.get(row, "")
        if why and why not in asides.IN_RUNS:
            yield finding("S109", row, first, why)
    for run, why in _runs(found.asides):
        yield finding("S109", run[0], body.filled(run[0])[0], f"{_span(run)}{why}")


def _span(rows: Sequence[int]) -> str:
    return f"第 {rows[0]} 行" if len(rows) == 1 else f"第 {rows[0]}–{rows[-1]} 行"


def _runs(said: Mapping[int, str]) -> Iterator[tuple[list[int], str]]:
    """Rows that follow each other and are no entries for the same reason."""
    run: list[int] = []
    for row in sorted(row for row, why in said.items() if why in asides.IN_RUNS):
        if run and (row != run[-1] + 1 or said[row] != said[run[0]]):
            yield run, said[run[0]]
            run = []
        run.append(row)
    if run:
        yield run, said[run[0]]


def _merged_down(grid: Grid, last_heading_row: int) -> dict[tuple[int, int], int]:
    """(row, column) → the row that holds the value, for ranges merged down below the heading."""
    origins: dict[tuple[int, int], int] = {}
    for merge in grid.merges:
        if merge.top <= last_heading_row or merge.top == merge.bottom:
            continue
        cells = grid.rows[merge.top - 1] if merge.top <= len(grid.rows) else ()
        if merge.left > len(cells) or is_blank(cells[merge.left - 1]):
            continue
        for row in range(merge.top + 1, min(merge.bottom, len(grid.rows)) + 1):
            origins[row, merge.left] = merge.top
    return origins
