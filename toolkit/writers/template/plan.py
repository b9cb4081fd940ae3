"""A board and a unit in; out: where everything stands in the workbook that the unit is to fill.

What a newcomer would get wrong: rows and columns are 1-based here, as formulas and people count
them; only where a cell is put do they become 0-based.
"""

from __future__ import annotations

from dataclasses import dataclass

from toolkit.describing import MUST, filling_words
from toolkit.formulas import ColumnFormulas, Layout
from toolkit.model import Board, Campaign, Field, Quota, Unit
from toolkit.model.templates import (
    FORMULAS,
    GUIDE,
    IDENTITY,
    OWN_SHEETS,
    PROPERTIES,
    SELF_CHECK,
    TemplateIdentity,
    version_of,
)
from toolkit.quotas import Limits
from toolkit.writers.book import quoted, sheet_name

# What stands first in the example row, so that whoever reads it passes it over.
EXAMPLE = "示例"
# What a form's sheet and file are called.
FORM = "申报表"
FEWEST_ROWS, ROWS_WITHOUT_QUOTA = 20, 200
# Formulas are what makes a template heavy: three a column and row, and some more a row.
_MOST_ROWS, _MOST_COLUMN_ROWS = 300, 3400


@dataclass(frozen=True, slots=True)
class Plan:
    """One workbook: whose it is, how many rows are prepared, and what its cells compute; or that
    it is a form.
    """

    campaign: Campaign
    board: Board
    unit: Unit | None
    rows: int
    formulas: tuple[ColumnFormulas, ...] = ()
    is_form: bool = False

    @property
    def data_sheet(self) -> str:
        """The name of the sheet to be filled."""
        return FORM if self.is_form else sheet_name(self.board.title, OWN_SHEETS)

    @property
    def titles(self) -> tuple[str, ...]:
        """The lines above the heading."""
        title = f"{self.campaign.title}　{self.board.title}"
        if self.unit is None:
            return title, self._hint
        channels = f"　　推荐渠道：{'；'.join(self.unit.channels)}" if self.unit.channels else ""
        return title, f"推荐单位：{self.unit.name}{channels}", self._hint

    @property
    def _hint(self) -> str:
        return f"带 * 的栏目必填；点选单元格可看填写要求，详见“{GUIDE}”；填完请看“{SELF_CHECK}”。"

    @property
    def heading_row(self) -> int:
        """The first row of the heading."""
        return (3 if self.unit else 2) + 1

    @property
    def heading_height(self) -> int:
        """Two rows where columns stand under a merged heading."""
        return 2 if any(column.group for column in self.board.fields) else 1

    @property
    def example_row(self) -> int:
        """The row below the heading."""
        return self.heading_row + self.heading_height

    @property
    def layout(self) -> Layout:
        """Where the entries stand."""
        first = self.example_row + 1
        return Layout(self.data_sheet, first, first + self.rows - 1)

    @property
    def width(self) -> int:
        """How many columns the board has."""
        return len(self.board.fields)

    def column(self, key: str) -> int:
        """The column of a field."""
        return [column.key for column in self.board.fields].index(key) + 1

    def heading_words(self, column: Field) -> str:
        """A column's own heading as it stands on the sheet: marked where it must be filled."""
        return f"*{column.header}" if filling_words(column) == MUST else column.header

    def places(self, quota: Quota) -> int:
        """How many entries a quota allows: of a unit that is not known, one channel counts."""
        units = {self.unit.name: self.unit} if self.unit else {}
        return Limits(self.campaign, units).limit(quota, self.board, next(iter(units), ""))

    @property
    def identity(self) -> dict[str, str]:
        """What the workbook says of itself, by its labels."""
        unit = self.unit.name if self.unit else ""
        told = TemplateIdentity(self.campaign.id, self.board.id, version_of(self.board), unit)
        return {label: getattr(told, key) for key, label in PROPERTIES.items()}


def rows_to_prepare(plan: Plan) -> int:
    """How many rows to prepare: twice the places, more where they are not limited, fewer where
    the board is wide.
    """
    board = plan.board
    quota = board.unit_quota
    wanted = ROWS_WITHOUT_QUOTA
    if quota is not None and set(quota.per) <= {"unit", "field"}:
        fields = board.field(board.field_key).rules.get("allowed", ()) if len(quota.per) > 1 else ()
        wanted = 2 * plan.places(quota) * max(1, len(fields))
    return max(FEWEST_ROWS, min(wanted, _MOST_ROWS, _MOST_COLUMN_ROWS // plan.width))


def formula_block(block: int, plan: Plan) -> tuple[int, int]:
    """First and last column of a block on 校验公式: 0 the values, 1 the verdicts, 2 the wrongs."""
    return block * plan.width + 1, (block + 1) * plan.width


def on_formulas(cells: str) -> str:
    """Cells of 校验公式 as other sheets refer to them."""
    return f"{quoted(FORMULAS)}!{cells}"


def on_identity(cells: str) -> str:
    """Cells of 模板信息 as other sheets refer to them."""
    return f"{quoted(IDENTITY)}!{cells}"
