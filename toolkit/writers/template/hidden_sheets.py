"""The sheets behind a template, a `Plan` in: 校验公式 and 模板信息.

校验公式 has the rows of the sheet to be filled. Its columns are three blocks as wide as the board
(the values as understood, the verdicts, and what is wrong before any rule is silenced), then two
columns about each row, then single numbers, each below its heading. 自检 only shows what is
reckoned here.

What a newcomer would get wrong: nothing here refers to a cell of the filled sheet by its address,
which would move when people sort, insert or delete rows; only whole columns are named, and the row
is the formula's own. A formula is written once a column and shared by the rows below.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from toolkit.formulas import Places, telling_columns, with_names
from toolkit.model import Quota, column_letters
from toolkit.model.templates import FORMULAS, IDENTITY
from toolkit.writers.book import Book, cell_in_row, quoted, row_xml
from toolkit.writers.cells import Formula, escaped
from toolkit.writers.template.choices import lists_of
from toolkit.writers.template.plan import EXAMPLE, Plan, formula_block, on_formulas

# The name under which other sheets, and the conditional formats, know the verdicts.
VERDICTS = "校验结论"
VALUES, FAULTS, WRONGS = 0, 1, 2
_TITLES = {VALUES: "理解为：", FAULTS: "结论：", WRONGS: "原有错误："}
LAST_ROW = 1_048_576
# Where the single numbers stand.
_NUMBER_ROW = 2


@dataclass(frozen=True, slots=True)
class Reckoned:
    """Where on 校验公式 other sheets find what they show."""

    plan: Plan

    @property
    def filled(self) -> int:
        """The column that says whether a row is an entry (1) or not (0)."""
        return 3 * self.plan.width + 1

    @property
    def place(self) -> int:
        """The column that says in which column a row's first fault stands; 0 for none."""
        return self.filled + 1

    @property
    def below(self) -> str:
        """How many cells are filled below the prepared rows."""
        return self._number(1)

    @property
    def moved(self) -> str:
        """1 where heading or example are no longer where they were."""
        return self._number(2)

    def used(self, at: int) -> str:
        """How many places of a quota that can be counted are used."""
        return self._number(3 + at)

    def _number(self, at: int) -> str:
        return on_formulas(f"${column_letters(self.place + at)}${_NUMBER_ROW}")

    def cell(self, column: int, row: int) -> str:
        """A cell."""
        return on_formulas(f"${column_letters(column)}${row}")

    def row(self, block: int, row: int) -> str:
        """A row of a block."""
        first, last = map(column_letters, formula_block(block, self.plan))
        return on_formulas(f"${first}${row}:${last}${row}")

    def rows(self, column: int) -> str:
        """All prepared rows of a column."""
        letters, layout = column_letters(column), self.plan.layout
        return on_formulas(f"${letters}${layout.first_row}:${letters}${layout.last_row}")


def countable_quotas(plan: Plan) -> tuple[tuple[Quota, str], ...]:
    """The quotas whose use a template can count, each with the key that it counts per beside the
    unit ("" for none). It sees one board only, and cannot tell whose two entries are.
    """
    found = []
    for quota in plan.board.quotas:
        keys = [key for key in quota.per if key != "unit"]
        if len(keys) <= 1 and "owner" not in keys:
            key = plan.board.field_key if keys == ["field"] else "".join(keys)
            found.append((quota, key))
    return tuple(found)


# ---------------------------------------------------------------- 校验公式


def add_formula_sheet(book: Book, plan: Plan) -> None:
    """Add 校验公式, and name its verdicts."""
    sheet = book.sheet(FORMULAS)
    reckoned = Reckoned(plan)
    layout = plan.layout
    for at, words in enumerate(_headings(plan)):
        book.put(sheet, 0, at, words, "plainly")
    numbers = _numbers(plan, reckoned)
    for at, formula in enumerate(numbers, reckoned.place):
        book.put(sheet, _NUMBER_ROW - 1, at, Formula(f"={formula}", 0), "plainly")
    columns = _with_names(book, [*_block_columns(plan, reckoned), *_row_columns(plan)])
    first, last = layout.first_row - 1, layout.last_row - 1
    sheet.add_body(first, last, len(columns), _shared_rows(columns, first, last))
    letters = [column_letters(column) for column in formula_block(FAULTS, plan)]
    area = f"${letters[0]}${layout.first_row}:${letters[1]}${layout.last_row}"
    book.file.define_name(VERDICTS, f"={on_formulas(area)}")
    sheet.hide()


def _headings(plan: Plan) -> Iterator[str]:
    """The first row: what each column holds, the first cell beginning with the sheet's name."""
    for block, title in _TITLES.items():
        for at, column in enumerate(plan.board.fields):
            start = f"{FORMULAS}　" if not (block or at) else ""
            yield f"{start}{title}{column.heading}"
    yield from ("是否条目", "首个问题在第几列", "准备好的行以下已填的格数", "表头或示例有变动")
    for number, _ in enumerate(countable_quotas(plan), 1):
        yield f"已用名额{number}"


# A column of shared formulas: the formula, and what it gives in an empty template.
_SharedColumn = tuple[str, str]


def _with_names(book: Book, columns: Sequence[_SharedColumn]) -> list[_SharedColumn]:
    """The columns as cells may share them, the names defined that they then need."""
    formulas, names = with_names([formula for formula, _ in columns])
    for name, meaning in names.items():
        book.file.define_name(name, f"={meaning}")
    return [(formula, value) for formula, (_, value) in zip(formulas, columns, strict=True)]


def _block_columns(plan: Plan, reckoned: Reckoned) -> list[_SharedColumn]:
    """The three blocks. What is missing in a row that is no entry is nothing wrong."""
    filled = f"${column_letters(reckoned.filled)}{plan.layout.first_row}"
    wrongs = [each.wrong for each in plan.formulas]
    blocks = (
        [each.value for each in plan.formulas],
        [each.verdict for each in plan.formulas],
        [f'IF({filled}=0,"",{wrong})' if wrong else "" for wrong in wrongs],
    )
    return [(formula, "") for block in blocks for formula in block]


def _row_columns(plan: Plan) -> list[_SharedColumn]:
    """Whether a row is an entry, and where its first fault stands."""
    verdicts = [column_letters(column) for column in formula_block(FAULTS, plan)]
    row = plan.layout.first_row
    cells = f"${verdicts[0]}{row}:${verdicts[1]}{row}"
    first = {
        sign: f'SUMPRODUCT(MAX((LEFT({cells},1)="{sign}")*({2 * plan.width + 1}-COLUMN({cells}))))'
        for sign in "错疑"
    }
    after = plan.width + 1
    doubtful = f"IF({first['疑']}>0,{after}-{first['疑']},0)"
    place = f"IF({first['错']}>0,{after}-{first['错']},{doubtful})"
    is_empty = Places(plan.board, plan.layout).is_empty_row()
    return [(f"IF({is_empty},0,1)", "0"), (place, "0")]


def _columns(plan: Plan, first: int, last: int) -> str:
    """Whole columns of the filled sheet."""
    return f"{quoted(plan.data_sheet)}!${column_letters(first)}:${column_letters(last)}"


def _numbers(plan: Plan, reckoned: Reckoned) -> list[str]:
    return [
        _filled_below(plan),
        _is_moved(plan),
        *(_places_used(key, plan, reckoned) for _, key in countable_quotas(plan)),
    ]


def _filled_below(plan: Plan) -> str:
    counts = []
    for first, last in telling_columns(plan.board):
        columns = _columns(plan, first, last)
        row = plan.layout.last_row + 1
        counts.append(f"COUNTA(INDEX({columns},{row},0):INDEX({columns},{LAST_ROW},0))")
    return "+".join(counts)


def _is_moved(plan: Plan) -> str:
    """Whether the heading of the name, or the example, stand elsewhere than they did."""
    at = plan.column(plan.board.name_key)
    field = plan.board.field(plan.board.name_key)
    row = plan.example_row - 1 if field.group else plan.heading_row
    heading = f"INDEX({_columns(plan, at, at)},{row})"
    example = f"INDEX({_columns(plan, 1, 1)},{plan.example_row})"
    words = plan.heading_words(field).replace('"', '""')
    return f'IF(AND(EXACT({heading},"{words}"),LEFT({example},2)="{EXAMPLE}"),0,1)'


def _places_used(key: str, plan: Plan, reckoned: Reckoned) -> str:
    """The entries, or the most entries that share a value of the key."""
    if not key:
        return f"SUM({reckoned.rows(reckoned.filled)})"
    values = reckoned.rows(formula_block(VALUES, plan)[0] + plan.column(key) - 1)
    return f'SUMPRODUCT(MAX(({values}<>"")*COUNTIF({values},{values})))'


def _shared_rows(columns: Sequence[_SharedColumn], first: int, last: int) -> Iterator[str]:
    """The rows of XML: a formula in the first row of each column, the same one below."""
    used = [(at, *column) for at, column in enumerate(columns) if column[0]]
    for row in range(first, last + 1):
        cells = "".join(
            _shared_cell(at, formula, value, last + 1 if row == first else 0)
            for at, formula, value in used
        )
        yield row_xml(row, cells.replace("%", "%%"))


def _shared_cell(at: int, formula: str, value: str, last: int) -> str:
    """A cell of a shared formula; the first one, with the `last` row, holds the formula."""
    where = cell_in_row(at)
    kind = "" if value else ' t="str"'
    area = f' ref="{where}:{column_letters(at + 1)}{last}"' if last else ""
    text = f">{escaped(formula)}</f>" if last else "/>"
    return f'<c r="{where}"{kind}><f t="shared"{area} si="{at}"{text}<v>{value}</v></c>'


# ---------------------------------------------------------------- 模板信息


def add_identity_sheet(book: Book, plan: Plan) -> None:
    """Add 模板信息: what the workbook is, and to the right the longer lists to choose from."""
    sheet = book.sheet(IDENTITY)
    book.put(sheet, 0, 0, IDENTITY, "plainly")
    for row, (label, value) in enumerate(plan.identity.items(), 1):
        book.put_row(sheet, row, (label, value), "text plainly")
    for options, (column, heading) in lists_of(plan.board, plan.campaign).items():
        book.put(sheet, 0, column - 1, heading, "plainly")
        for row, option in enumerate(options, 1):
            book.put(sheet, row, column - 1, option, "text plainly")
    sheet.set_column(0, 1, 24)
    sheet.hide()
