"""In: a web page. Out: a grid for each table in it, as Excel shows them when it opens the page.

Many systems export tables as pages and name them .xls. What a newcomer would get wrong: what
stands above a table belongs to it (推荐单位：…), and is read as its first rows.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from toolkit.errors import Refused
from toolkit.model import Grid, Limits
from toolkit.model.number_format import fixed_decimals
from toolkit.reading.html_cells import CellText
from toolkit.reading.html_tables import Budget, HtmlTable
from toolkit.reading.impostors import not_a_workbook
from toolkit.reading.layout import merges_within, spans_within, width_of
from toolkit.reading.page_styles import PageStyles
from toolkit.reading.page_tokens import Comment, Tag, tokens
from toolkit.reading.text_encodings import page_text

_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6", "caption"))
_BLOCKS = (
    _HEADINGS
    | frozenset(
        (
            "address",
            "blockquote",
            "center",
            "dd",
            "div",
            "dl",
            "dt",
            "fieldset",
            "form",
            "hr",
            "legend",
        )
    )
    | frozenset(("li", "ol", "p", "pre", "section", "ul"))
)
_SECTIONS = frozenset(("thead", "tbody", "tfoot"))
_CELLS = frozenset(("td", "th"))
# Inputs that show what they hold.
_SHOWN_INPUTS = frozenset(("", "text", "number", "date", "tel", "email", "url"))
# What Excel calls its sheets, in the comment it leaves in a page.
_SHEET_NAME = re.compile(
    r"<x:ExcelWorksheet>\s*+<x:Name>([^<]{0,200})</x:Name>"
    r'(?:\s*+<x:WorksheetSource\s++HRef="([^"]{0,500})")?'
)
_LONGEST_NAME, _LONGEST_QUOTE = 31, 60
# More tables inside each other than any page lays out.
_DEEPEST = 100


@dataclass(frozen=True, slots=True)
class Page:
    """What one page holds: its tables that carry values, what Excel calls sheets and where they
    stand, and the text below the last table.
    """

    tables: tuple[HtmlTable, ...]
    sheets: Mapping[str, str]
    below: tuple[str, ...]
    is_shell: bool


def read_html(data: bytes, limits: Limits) -> tuple[tuple[Grid, ...], tuple[str, ...]]:
    """Read every table of a page; also sentences about what was not read."""
    page = read_page(page_text(data), Budget(limits))
    if not page.tables:
        raise _no_table(page)
    names = list(page.sheets) if len(page.sheets) == len(page.tables) else []
    return grids_of(page.tables, names), remarks_on([page])


def _no_table(page: Page) -> Refused:
    if page.is_shell:
        return not_a_workbook("Excel 存成网页时的外壳，表格在旁边的文件夹里")
    return not_a_workbook("网页，里面没有表格", "请核对是不是下载或报送错了文件。")


def read_page(text: str, budget: Budget, sheets: Iterable[str] = ()) -> Page:
    """Take a page apart; `sheets` are style sheets that stand outside it."""
    reader = _PageReader(budget)
    for sheet in sheets:
        reader.styles.take(sheet)
    for token in tokens(text):
        reader.take(token)
    return reader.page()


def grids_of(tables: Sequence[HtmlTable], names: Sequence[str]) -> tuple[Grid, ...]:
    """The grids of tables, named as Excel names them, by the heading above, or by number."""
    taken: dict[str, None] = {}
    for number, table in enumerate(tables, 1):
        name = names[number - 1] if names else table.heading
        if not name or len(name) > _LONGEST_NAME or name in taken:
            name = f"表{number}"
        taken[name] = None
    return tuple(_grid(table, name) for table, name in zip(tables, taken, strict=True))


def remarks_on(pages: Iterable[Page]) -> tuple[str, ...]:
    """What to say of text that stood below the last table."""
    below = "；".join(line for page in pages for line in page.below)
    if not below:
        return ()
    quoted = below if len(below) <= _LONGEST_QUOTE else f"{below[:_LONGEST_QUOTE]}…"
    return (f"网页里表格之后的文字没有读取：“{quoted}”",)


def _grid(table: HtmlTable, name: str) -> Grid:
    rows = table.rows
    while rows and not any(value != "" for value in rows[-1]):
        rows.pop()
    height, width = len(rows), width_of(rows)
    formats = frozenset(table.formats.values())
    return Grid(
        sheet=name,
        rows=rows,
        visible=not table.look.hidden,
        hidden_rows=frozenset(row for row in table.hidden_rows if row <= height),
        hidden_columns=spans_within(table.hidden_columns, width),
        merges=merges_within(table.merges, height, width),
        number_format=_number_format(table.formats),
        most_decimals=max((fixed_decimals(code) or 0 for code in formats), default=0),
        formats=formats,
        is_untyped=all(isinstance(value, str) for row in rows for value in row),
    )


def _number_format(formats: Mapping[tuple[int, int], str]) -> Callable[[int, int], str]:
    def number_format(row: int, column: int) -> str:
        return formats.get((row, column), "")

    return number_format


# ---------------------------------------------------------------- one pass over a page


@dataclass(slots=True)
class _PageReader:
    """Takes in the tokens of a page in order. `_open` are the tables not yet closed, the innermost
    last; `_silent` counts elements whose text is not shown.
    """

    budget: Budget
    styles: PageStyles = field(default_factory=PageStyles)
    tables: list[HtmlTable] = field(default_factory=list)
    sheets: dict[str, str] = field(default_factory=dict)
    _open: list[HtmlTable] = field(default_factory=list)
    _loose: CellText = field(default_factory=CellText)
    _heading: CellText | None = None
    _last_heading: str = ""
    _silent: str = ""
    _is_pre: bool = False
    _is_shell: bool = False
    _begun: int = 0

    def take(self, token: Tag | Comment | str) -> None:
        """Take in the next token."""
        if isinstance(token, str):
            self._take_text(token)
        elif isinstance(token, Comment):
            self._take_comment(token)
        elif token.closing:
            self._end(token.name)
        else:
            self._start(token.name, token.attributes)

    def page(self) -> Page:
        """What there was, when the page has ended."""
        while self._open:
            self._end_table()
        told = tuple(filter(None, self._loose.shown.split("\n")))
        tables = tuple(sorted(self.tables, key=lambda table: table.number))
        return Page(tables, self.sheets, told if tables else (), self._is_shell)

    @property
    def _text(self) -> CellText:
        """Where text goes now."""
        return (self._open[-1].text if self._open else None) or self._loose

    def _take_text(self, text: str) -> None:
        if self._silent:
            return
        if self._is_pre:
            first, *others = text.splitlines() or [""]
            self._text.add(first)
            for line in others:
                self._text.new_line()
                self._text.add(line)
        else:
            self._text.add(text)
        if self._heading:
            self._heading.add(text)

    def _take_comment(self, comment: Comment) -> None:
        if comment.name == "style":
            self.styles.take(comment.content)
        if "<x:" in comment.content:
            for name, source in _SHEET_NAME.findall(comment.content):
                self.sheets[name] = source

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        match name:
            case "br":
                self._text.new_line()
            case "table":
                self._start_table(attributes)
            case "input" if attributes.get("type", "").lower() in _SHOWN_INPUTS:
                self._text.add(attributes.get("value", ""))
            case "option":  # of a list, only what is chosen shows
                self._silent = "" if "selected" in attributes else name
            case "a" if attributes.get("class", "").lower().startswith("msocom"):
                self._silent = name  # the mark of a comment on the cell
            case "frameset" | "frame" | "iframe":
                self._is_shell = True
            case _:
                self._start_inside(name, attributes)

    def _start_inside(self, name: str, attributes: Mapping[str, str]) -> None:
        if name in _BLOCKS:
            self._text.new_block()
            self._is_pre |= name == "pre"
            if name in _HEADINGS:
                self._heading = CellText()
        if not self._open:
            return
        table = self._open[-1]
        if name in _CELLS:
            table.start_cell(attributes)
        elif name == "tr":
            table.start_row(attributes)
        elif name in _SECTIONS:
            table.start_section(attributes)
        elif name == "col":
            table.column(attributes)

    def _end(self, name: str) -> None:
        if name in (self._silent, "select"):
            self._silent = ""
        if name in _BLOCKS:
            self._text.new_block()
            self._is_pre &= name != "pre"
            if name in _HEADINGS and self._heading:
                self._last_heading, self._heading = self._heading.shown, None
        if not self._open:
            return
        table = self._open[-1]
        if name == "table":
            self._end_table()
        elif name in _CELLS:
            table.end_cell()
        elif name == "tr":
            table.end_row()
        elif name in _SECTIONS:
            table.start_section({})

    def _start_table(self, attributes: Mapping[str, str]) -> None:
        above: list[str] = []
        heading = ""
        if not self._open:
            above = list(filter(None, self._loose.shown.split("\n")))
            heading, self._last_heading, self._loose = self._last_heading, "", CellText()
        look = self.styles.look(attributes)
        if len(self._open) == _DEEPEST:
            raise Refused("F105", "表格套得太深，不像正常的网页，为安全起见没有读取；请核实来源。")
        self._begun += 1
        table = HtmlTable(self.budget, self.styles, look, above, heading, self._begun)
        self._open.append(table)

    def _end_table(self) -> None:
        table = self._open.pop()
        table.end_row()
        if table.has_values:
            self.tables.append(table)
