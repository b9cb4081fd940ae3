"""A campaign, boards and units in; out: the workbooks that the units fill.

A workbook has 填报说明, the sheet to be filled, 自检, and behind them 校验公式 and 模板信息; one
for a form (申报表) has the form in place of the table, and no 自检. The one thing a newcomer would
get wrong: a table reckons by itself, with formulas made from the same schema that `check` and `run`
judge by.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from toolkit.errors import UsageError
from toolkit.formulas import ColumnFormulas, Layout, board_formulas
from toolkit.model import Board, Campaign, Unit
from toolkit.writers.book import open_book
from toolkit.writers.file_names import safe_name
from toolkit.writers.template.data_sheet import add_data_sheet
from toolkit.writers.template.form_sheet import add_form_sheet
from toolkit.writers.template.guide import add_guide
from toolkit.writers.template.hidden_sheets import add_formula_sheet, add_identity_sheet
from toolkit.writers.template.plan import FORM, Plan, rows_to_prepare
from toolkit.writers.template.self_check import add_self_check

__all__ = ["write_forms", "write_templates"]


def write_templates(
    campaign: Campaign,
    boards: Sequence[Board],
    units: Sequence[Unit],
    folder: Path,
    rows: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> list[Path]:
    """Write a workbook for each unit and board, or one a board for all where no unit is named;
    UsageError, and nothing written, where one of them is there already. `progress` is told how
    many are done, of how many.
    """
    planned = list(_planned(campaign, boards, units, folder, rows))
    _refuse_overwriting(planned)
    known: dict[tuple[str, Layout], tuple[ColumnFormulas, ...]] = {}
    for done, (path, plan) in enumerate(planned, 1):
        key = plan.board.id, plan.layout
        if key not in known:
            known[key] = board_formulas(plan.board, campaign, plan.layout)
        _write(replace(plan, formulas=known[key]), path)
        if progress:
            progress(done, len(planned))
    return [path for path, _ in planned]


def write_forms(
    campaign: Campaign, boards: Sequence[Board], units: Sequence[Unit], folder: Path
) -> list[Path]:
    """Write the forms of those boards that have one, as `write_templates` does its workbooks;
    UsageError where none has.
    """
    printed = [board for board in boards if board.form]
    if not printed:
        raise UsageError(
            f"“{campaign.title}”的这些榜单没有规定申报表的样式。",
            "去掉 --form，生成一行填一条的模板。",
        )
    planned = [
        (path.with_name(f"{path.stem}-{FORM}.xlsx"), plan)
        for path, plan in _planned(campaign, printed, units, folder, 1)
    ]
    _refuse_overwriting(planned)
    for path, plan in planned:
        _write(replace(plan, is_form=True), path)
    return [path for path, _ in planned]


def _refuse_overwriting(planned: Iterable[tuple[Path, Plan]]) -> None:
    for path, _ in planned:
        if path.exists():
            raise UsageError(
                f"“{path}”已经存在，没有写入任何文件。", "请换一个文件夹，或先移走旧的模板。"
            )


def _planned(
    campaign: Campaign,
    boards: Sequence[Board],
    units: Sequence[Unit],
    folder: Path,
    rows: int | None,
) -> Iterator[tuple[Path, Plan]]:
    for place, start, unit in _places(units, folder):
        taken: list[str] = []
        for board in boards:
            taken.append(safe_name(f"{start}{board.title}", taken))
            plan = Plan(campaign, board, unit, rows or 0)
            yield place / f"{taken[-1]}.xlsx", replace(plan, rows=rows or rows_to_prepare(plan))


def _places(units: Iterable[Unit], folder: Path) -> Iterator[tuple[Path, str, Unit | None]]:
    """Each unit with its folder, and how the names of its files begin."""
    taken: list[str] = []
    for unit in units:
        taken.append(safe_name(unit.name, taken))
        yield folder / taken[-1], f"{taken[-1]}-", unit
    if not taken:
        yield folder, "", None


def _write(plan: Plan, path: Path) -> None:
    title = f"{plan.campaign.title} {plan.board.title}"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with open_book(path, title=title, properties=plan.identity) as book:
            add_guide(book, plan)
            if plan.is_form:
                add_form_sheet(book, plan)
            else:
                add_data_sheet(book, plan)
                add_self_check(book, plan)
                add_formula_sheet(book, plan)
            add_identity_sheet(book, plan)
    except OSError as fault:
        raise UsageError(f"写不进“{path}”。", "请检查写入权限，或换一个文件夹。") from fault
