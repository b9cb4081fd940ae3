"""In: the parts of an .ods. Out: its grids, error values and formulas without a result included.

Everything stands in one part, where a single element may stand for a million equal rows: repeats
are counted before they are laid out, and equal rows share one list.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from toolkit.errors import Refused
from toolkit.model import Grid, Limits, Merge, Raw
from toolkit.reading.budget import Parts, damaged, refuse_too_many_cells
from toolkit.reading.layout import (
    MAX_COLUMN,
    MAX_ROW,
    merges_within,
    refuse_sparse,
    spans_within,
    width_of,
)
from toolkit.reading.markup import follow, local, parse_elements
from toolkit.reading.ods_cells import CellText, cell_value
from toolkit.reading.ods_formats import OdsStyles

_MANIFEST = "META-INF/manifest.xml"
_HIDDEN = ("collapse", "filter")
# Elements whose texts are no cell's: notes, drawings, what was deleted, copies of other files.
_APART = ("annotation", "tracked-changes", "dde-links", "shapes", "ruby-text")
_DRAWING = "drawing:1.0"
# Characters that a file counts instead of writing them, in all its texts.
_MOST_UNROLLED = 10_000_000


def read_ods(parts: Parts) -> tuple[Grid, ...]:
    """Read every sheet; raise `Refused` where the file is torn, locked or unsafe."""
    # Old programs begin this part, and macros, with a document type: only what is parsed may not.
    if _MANIFEST in parts and b"encryption-data" in parts.read(_MANIFEST, parsed=False):
        raise Refused("F102", "文件设有打开密码，无法读取；请取消密码后重新报送。")
    content = parts.read("content.xml")
    styles = OdsStyles()
    if "styles.xml" in parts:
        for element, attributes in parse_elements(parts.read("styles.xml")):
            styles.take(element, attributes)
    return _grids(content, styles, parts.limits)


def read_flat_ods(content: bytes, limits: Limits) -> tuple[Grid, ...]:
    """Read every sheet of a document that is one XML file (.fods), styles and all."""
    return _grids(content, OdsStyles(), limits)


def _grids(content: bytes, styles: OdsStyles, limits: Limits) -> tuple[Grid, ...]:
    reader = _ContentReader(styles, limits)
    follow([content], reader)
    most_decimals = styles.most_decimals()
    return tuple(replace(grid, most_decimals=most_decimals) for grid in reader.grids)


@dataclass(slots=True)
class _Sheet:
    """A sheet as it grows; `styles` holds each row's cell styles as spans (first, last, name)."""

    name: str
    style: str
    rows: list[list[Raw] | tuple[()]] = field(default_factory=list)
    next_row: int = 1
    next_column: int = 1
    columns: list[tuple[int, int, str]] = field(default_factory=list)
    styles: dict[int, tuple[tuple[int, int, str], ...]] = field(default_factory=dict)
    merges: list[Merge] = field(default_factory=list)
    hidden_rows: list[tuple[int, int]] = field(default_factory=list)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)


class _ContentReader:
    """The handlers of one pass over content.xml; `grids` grows as sheets end."""

    def __init__(self, styles: OdsStyles, limits: Limits) -> None:
        self.grids: list[Grid] = []
        self._styles = styles
        self._limits = limits
        self._sheet: _Sheet | None = None
        self._cells = self._places = self._unrolled = 0
        self._apart = 0
        self._row: dict[str, str] = {}
        self._line: list[Raw] = []
        self._spans: list[tuple[int, int, str]] = []
        self._column = 1
        self._cell: CellText | None = None

    def start(self, name: str, attributes: dict[str, str]) -> None:
        namespace, _, element = name.rpartition(" ")
        if self._apart or element in _APART or namespace.endswith(_DRAWING):
            self._apart += 1
            return
        plain = {local(key): value for key, value in attributes.items()}
        if element == "table":
            self._sheet = _Sheet(plain.get("name", ""), plain.get("style-name", ""))
        elif self._sheet is not None:
            self._start_inside(self._sheet, element, plain, attributes)
        else:
            self._styles.take(element, plain)

    def end(self, name: str) -> None:
        if self._apart:
            self._apart -= 1
            return
        element = local(name)
        if self._cell is not None:
            self._cell.end(element)
        if self._sheet is None:
            return
        match element:
            case "table-cell" | "covered-table-cell":
                self._end_cell(self._sheet)
            case "table-row":
                self._end_row(self._sheet)
            case "table":
                self.grids.append(_grid(self._sheet, self._styles))
                self._sheet = None

    def text(self, data: str) -> None:
        if self._cell is not None and not self._apart:
            self._cell.add(data)

    def _start_inside(
        self, sheet: _Sheet, element: str, plain: dict[str, str], attributes: dict[str, str]
    ) -> None:
        match element:
            case "table-column":
                _add_column(sheet, plain)
            case "table-row":
                self._row, self._line, self._spans, self._column = plain, [], [], 1
            case "table-cell" | "covered-table-cell":
                self._cell = CellText(plain, is_error="error" in _value_types(attributes))
            case _ if self._cell is not None:
                self._unrolled += self._cell.start(element, plain)
                if self._unrolled > _MOST_UNROLLED:
                    raise Refused("F105", "文字里的空格多得不正常，没有读取；请核实来源。")

    def _end_cell(self, sheet: _Sheet) -> None:
        if self._cell is None:
            return
        attributes, value = self._cell.attributes, cell_value(self._cell)
        self._cell = None
        repeated = _count(attributes, "number-columns-repeated")
        first, last = self._column, self._column + repeated - 1
        self._column += repeated
        if style := attributes.get("style-name", ""):
            self._spans.append((first, last, style))
        right = first + _count(attributes, "number-columns-spanned") - 1
        bottom = sheet.next_row + _count(attributes, "number-rows-spanned") - 1
        if right > first or bottom > sheet.next_row:
            sheet.merges.append(Merge(sheet.next_row, first, bottom, right))
        if value != "":
            if last > MAX_COLUMN:
                raise damaged()
            self._line.extend([""] * (first - 1 - len(self._line)))
            self._line.extend([value] * repeated)

    def _end_row(self, sheet: _Sheet) -> None:
        first, repeated = sheet.next_row, _count(self._row, "number-rows-repeated")
        sheet.next_row += repeated
        if self._row.get("visibility") in _HIDDEN:
            sheet.hidden_rows.append((first, sheet.next_row - 1))
        if not self._line:
            return
        if sheet.next_row - 1 > MAX_ROW:
            raise damaged()
        self._cells += (len(self._line) - self._line.count("")) * repeated
        self._places += len(self._line) * repeated
        refuse_too_many_cells(self._cells, self._limits)
        refuse_sparse(self._places, self._cells)
        sheet.rows.extend([()] * (first - 1 - len(sheet.rows)))
        sheet.rows.extend([self._line] * repeated)
        if style := self._row.get("default-cell-style-name", ""):
            self._spans.append((1, MAX_COLUMN, style))
        spans = tuple(self._spans)
        sheet.styles.update(dict.fromkeys(range(first, first + repeated), spans))


def _value_types(attributes: dict[str, str]) -> set[str]:
    """What a cell says it is, in the standard attribute and in LibreOffice's own beside it."""
    return {value for key, value in attributes.items() if key.endswith(" value-type")}


def _count(attributes: Mapping[str, str], name: str) -> int:
    text = attributes.get(name, "1")
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise damaged()
    return max(1, int(text))


def _add_column(sheet: _Sheet, plain: dict[str, str]) -> None:
    first = sheet.next_column
    sheet.next_column += _count(plain, "number-columns-repeated")
    span = first, sheet.next_column - 1
    if plain.get("visibility") in _HIDDEN:
        sheet.hidden_columns.append(span)
    if first <= MAX_COLUMN:
        sheet.columns.append((*span, plain.get("default-cell-style-name", "")))


def _grid(sheet: _Sheet, styles: OdsStyles) -> Grid:
    height, width = len(sheet.rows), width_of(sheet.rows)
    return Grid(
        sheet=sheet.name,
        rows=sheet.rows,
        visible=sheet.style not in styles.hidden_sheets,
        hidden_rows=spans_within(sheet.hidden_rows, height),
        hidden_columns=spans_within(sheet.hidden_columns, width),
        merges=merges_within(sheet.merges, height, width),
        number_format=_number_formats(sheet, styles),
    )


def _number_formats(sheet: _Sheet, styles: OdsStyles) -> Callable[[int, int], str]:
    def number_format(row: int, column: int) -> str:
        for first, last, style in (*sheet.styles.get(row, ()), *sheet.columns):
            if first <= column <= last:
                return styles.code(style)
        return ""

    return number_format
