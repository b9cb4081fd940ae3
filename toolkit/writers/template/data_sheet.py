"""The sheet to be filled: a `Plan` in; out: headings, an example, and prepared rows.

What a newcomer would get wrong: a cell's format decides whether a code survives. Columns keep
their format below the prepared rows, too, and every cell but the heading and the example can be
changed, so that rows can be inserted, deleted and sorted on the protected sheet.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from toolkit.conversion.cells import convert_cell
from toolkit.describing import MUST, example_text, filling_words, requirement_words, type_words
from toolkit.model import Field, Raw
from toolkit.writers.book import AMBER, RED, Book, row_layout, row_xml
from toolkit.writers.columns import Column, fitted_width, page_bands
from toolkit.writers.lines import row_pixels, wrapped_lines
from toolkit.writers.tables import lay_out_pages
from toolkit.writers.template.choices import choice_of, lists_of, source_of
from toolkit.writers.template.hidden_sheets import VERDICTS
from toolkit.writers.template.plan import EXAMPLE, Plan

_LAST_COLUMN = 16_383
_LONGEST_TITLE, _LONGEST_HINT = 32, 255
# Text cells with more characters than this show as #### in Excel.
_LONGEST_IN_TEXT_CELL = 255
_AS_TEXT = ("credit_code", "resident_id", "phone", "email", "allowed")
# Styles of cells that hold a number or a date.
_RECKONED = ("figure", "share", "date")
_MOST_FROZEN = 5
_ENTRY_PIXELS = 26
# How a heading is dressed: what must be filled is told from what may be at a glance.
_HEADINGS = {MUST: "heading must", "选填": "heading may"}
_ALLOWED = dict.fromkeys(
    (
        "format_cells", "format_columns", "format_rows", "insert_rows", "delete_rows",
        "insert_hyperlinks", "sort", "autofilter",
    ),
    True,
)  # fmt: skip


def add_data_sheet(book: Book, plan: Plan) -> None:
    """Add the sheet, and have the workbook open on it."""
    sheet = book.sheet(plan.data_sheet, plan.campaign.title)
    widths = _column_widths(plan)
    _format_columns(book, sheet, plan, widths)
    _write_titles(book, sheet, plan)
    _write_headings(book, sheet, plan, widths)
    _write_example(book, sheet, plan, widths)
    _prepare_rows(book, sheet, plan)
    _add_hints(sheet, plan)
    _colour_faults(book, sheet, plan)
    _set_up_view(book, sheet, plan, widths)
    sheet.protect("", _ALLOWED)


# ---------------------------------------------------------------- formats


def entry_style(column: Field) -> str:
    """The style of a column's cells, by what is to be written in them."""
    if column.meta.get("as") == "percent":
        return "share"
    match column.type:
        case "number" | "integer":
            return "figure"
        case "date":
            return "date"
        case "boolean":
            return "text center"
    return "text" if _stays_text(column) else "general"


def _stays_text(column: Field) -> bool:
    marked = column.meta.get("as") == "text" or any(rule in column.rules for rule in _AS_TEXT)
    longest = column.rules.get("maxlength", _LONGEST_IN_TEXT_CELL + 1)
    return marked or bool(longest <= _LONGEST_IN_TEXT_CELL)


def _column_widths(plan: Plan) -> tuple[float, ...]:
    return tuple(
        fitted_width(_table_column(plan, column), (example_words(column),))
        for column in plan.board.fields
    )


def _table_column(plan: Plan, column: Field) -> Column:
    style = "wrapped" if entry_style(column) == "general" else "text"
    return Column(plan.heading_words(column), style, column.group)


def example_words(column: Field) -> str:
    """The example of a column as a person would type it; "" where there is none."""
    return example_text(column.meta["example"]) if "example" in column.meta else ""


def _format_columns(book: Book, sheet: Any, plan: Plan, widths: Sequence[float]) -> None:
    for at, (column, width) in enumerate(zip(plan.board.fields, widths, strict=True)):
        sheet.set_column(at, at, width, book.format(f"{entry_style(column)} free plainly"))
    sheet.set_column(plan.width, _LAST_COLUMN, None, book.format("free"))


# ---------------------------------------------------------------- cells


def _write_titles(book: Book, sheet: Any, plan: Plan) -> None:
    styles = ["title", *["bold"] * (len(plan.titles) - 2), "note"]
    for row, (words, style) in enumerate(zip(plan.titles, styles, strict=True)):
        sheet.set_row_pixels(row, 24 if row else 36)
        book.put(sheet, row, 0, words, style)


def _write_headings(book: Book, sheet: Any, plan: Plan, widths: Sequence[float]) -> None:
    top, height = plan.heading_row - 1, plan.heading_height
    lines = [1] * height
    start = 0
    for group, members in groupby(plan.board.fields, key=lambda column: column.group):
        columns = list(members)
        own = widths[start : start + len(columns)]
        if group:
            _write_group(book, sheet, (top, start), columns)
            lines[0] = max(lines[0], wrapped_lines(group, sum(own)))
        for at, (column, width) in enumerate(zip(columns, own, strict=True), start):
            words, style = plan.heading_words(column), heading_style(column)
            row = top + height - 1 if group else top
            if not group and height == 2:
                sheet.merge_range(top, at, top + 1, at, "", book.format(style))
            book.put(sheet, row, at, words, style)
            needed = wrapped_lines(words, width) - (0 if group else height - 1)
            lines[-1] = max(lines[-1], needed)
            sheet.write_comment(row, at, _hover_text(plan, column), _comment_size(plan, column))
        start += len(columns)
    for row, count in enumerate(lines, top):
        sheet.set_row_pixels(row, 10 + 19 * count)


def _write_group(book: Book, sheet: Any, place: tuple[int, int], columns: Sequence[Field]) -> None:
    row, first = place
    asked = any(filling_words(column) != "选填" for column in columns)
    style = "heading" if asked else "heading may"
    if len(columns) > 1:
        sheet.merge_range(row, first, row, first + len(columns) - 1, "", book.format(style))
    book.put(sheet, row, first, columns[0].group, style)


def heading_style(column: Field) -> str:
    """How a heading tells whether its column must be filled."""
    return _HEADINGS.get(filling_words(column), "heading")


def _hover_text(plan: Plan, column: Field) -> str:
    lines = [column.heading, f"{filling_words(column)} · {type_words(column)}"]
    if words := requirement_words(column, plan.board):
        lines.append(f"要求：{words}")
    if example := example_words(column):
        lines.append(f"示例：{example}")
    return "\n".join(lines)


def _comment_size(plan: Plan, column: Field) -> dict[str, Any]:
    lines = wrapped_lines(_hover_text(plan, column), 38.0)
    return {"author": "填报说明", "font_name": "宋体", "width": 300, "height": 16 + 18 * lines}


def _write_example(book: Book, sheet: Any, plan: Plan, widths: Sequence[float]) -> None:
    row = plan.example_row - 1
    lines = 1
    for at, (column, width) in enumerate(zip(plan.board.fields, widths, strict=True)):
        value = example_value(column) if at else _first_example(plan, column)
        book.put(sheet, row, at, value, f"{entry_style(column)} sample")
        lines = max(lines, wrapped_lines(example_words(column), width - 1.5))
    sheet.set_row_pixels(row, row_pixels(lines))


def _first_example(plan: Plan, column: Field) -> str:
    """What stands first in the example row says that it is one."""
    words = example_words(column)
    return f"{EXAMPLE}：{words}" if words and column.key != plan.board.serial_key else EXAMPLE


def example_value(column: Field) -> object:
    """The example as its cell should hold it: a number or a date as such, all else in words."""
    if entry_style(column) not in _RECKONED:
        return example_words(column)
    typed: Raw = column.meta.get("example", "")
    return convert_cell(typed, column).value


def _prepare_rows(book: Book, sheet: Any, plan: Plan) -> None:
    styles = [book.style(f"{entry_style(column)} free") for column in plan.board.fields]
    layout = row_layout(f' s="{style}"/>' for style in styles)
    first, last = plan.layout.first_row - 1, plan.layout.last_row - 1
    rows = (
        row_xml(row, layout, pixels=_ENTRY_PIXELS, grows=True) for row in range(first, last + 1)
    )
    sheet.add_body(first, last, plan.width, rows)


# ---------------------------------------------------------------- help while filling


def _add_hints(sheet: Any, plan: Plan) -> None:
    first, last = plan.layout.first_row - 1, plan.layout.last_row - 1
    lists = lists_of(plan.board, plan.campaign)
    for at, column in enumerate(plan.board.fields):
        sheet.data_validation(first, at, last, at, entry_validation(plan, column, lists))


def entry_validation(
    plan: Plan, column: Field, lists: Mapping[tuple[str, ...], tuple[int, str]]
) -> dict[str, Any]:
    """The help at a column's cells, and what they are chosen from."""
    choice = choice_of(column, plan.campaign)
    rule: dict[str, Any] = {
        "validate": "any",
        "input_title": _cut(column.heading, _LONGEST_TITLE),
        "input_message": _cut(_hint(plan, column), _LONGEST_HINT),
    }
    if choice:
        rule |= {
            "validate": "list",
            "source": source_of(choice, lists),
            "show_error": choice.only,
            "error_title": "请从下拉列表中选择",
            "error_message": _cut(f"可填：{'、'.join(choice.options)}。", _LONGEST_HINT),
        }
    return rule


def _hint(plan: Plan, column: Field) -> str:
    words = requirement_words(column, plan.board)
    example = example_words(column)
    parts = [f"{filling_words(column)} · {type_words(column)}"]
    parts += [words] if words else []
    parts += [f"示例：{example}"] if example else []
    return "。".join(parts)


def _cut(text: str, most: int) -> str:
    if len(text.encode("utf-16-le")) // 2 <= most:
        return text
    return text.encode("utf-16-le")[: 2 * (most - 1)].decode("utf-16-le", errors="ignore") + "…"


def _colour_faults(book: Book, sheet: Any, plan: Plan) -> None:
    """Colour the very cells that 校验公式 finds wrong or doubtful."""
    first, last = plan.layout.first_row, plan.layout.last_row
    for sign, colour in (("错", RED), ("疑", AMBER)):
        verdict = f"INDEX({VERDICTS},ROW()-{first - 1},COLUMN())"
        rule = {
            "type": "formula",
            "criteria": f'=LEFT({verdict},1)="{sign}"',
            "format": book.file.add_format({"bg_color": colour}),
        }
        sheet.conditional_format(first - 1, 0, last - 1, plan.width - 1, rule)


# ---------------------------------------------------------------- view and print


def _set_up_view(book: Book, sheet: Any, plan: Plan, widths: Sequence[float]) -> None:
    first, last = plan.layout.first_row - 1, plan.layout.last_row - 1
    named = plan.column(plan.board.name_key)
    frozen = named if named <= _MOST_FROZEN else 0
    sheet.freeze_panes(first, frozen)
    sheet.set_selection(first, 0, first, 0)
    sheet.activate()
    sheet.repeat_rows(plan.heading_row - 1, plan.example_row - 2)
    columns = [_table_column(plan, column) for column in plan.board.fields]
    bands = page_bands(columns, widths, frozen)
    lay_out_pages(book, sheet, plan.data_sheet, bands, frozen, (plan.heading_row - 1, last))
