"""In: the styles part of an OOXML workbook. Out: the number format of each cell style.

Formats below 164 are not written in the file: a program knows them by heart, and those from 27 to
58 mean dates in Chinese editions.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from toolkit.model.number_format import fixed_decimals
from toolkit.reading.markup import parse_elements
from toolkit.reading.serials import is_date_format, is_elapsed_format

_YEAR_MONTH, _MONTH_DAY = 'yyyy"年"m"月"', 'm"月"d"日"'
_FULL_DATE, _HALF_DAY = 'yyyy"年"m"月"d"日"', '上午/下午h"时"mm"分"'
BUILT_IN = {
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    5: "¥#,##0;¥-#,##0",
    6: "¥#,##0;[Red]¥-#,##0",
    7: "¥#,##0.00;¥-#,##0.00",
    8: "¥#,##0.00;[Red]¥-#,##0.00",
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    12: "# ?/?",
    13: "# ??/??",
    14: "yyyy/m/d",
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM",
    20: "h:mm",
    21: "h:mm:ss",
    22: "yyyy/m/d h:mm",
    27: _YEAR_MONTH,
    28: _MONTH_DAY,
    29: _MONTH_DAY,
    30: "m/d/yy",
    31: _FULL_DATE,
    32: 'h"时"mm"分"',
    33: 'h"时"mm"分"ss"秒"',
    34: _HALF_DAY,
    35: '上午/下午h"时"mm"分"ss"秒"',
    36: _YEAR_MONTH,
    37: "#,##0;-#,##0",
    38: "#,##0;[Red]-#,##0",
    39: "#,##0.00;-#,##0.00",
    40: "#,##0.00;[Red]-#,##0.00",
    45: "mm:ss",
    46: "[h]:mm:ss",
    47: "mm:ss.0",
    48: "##0.0E+0",
    49: "@",
    50: _YEAR_MONTH,
    51: _MONTH_DAY,
    52: _YEAR_MONTH,
    53: _MONTH_DAY,
    54: _MONTH_DAY,
    55: _HALF_DAY,
    56: '上午/下午h"时"mm"分"ss"秒"',
    57: _YEAR_MONTH,
    58: _MONTH_DAY,
}


@dataclass(frozen=True)
class Styles:
    """The number format of each cell style, by the style's index; "" is General."""

    codes: tuple[str, ...] = field(default=())

    def code(self, style: int) -> str:
        """The number format of a style; "" for General or a style the file does not have."""
        return self.codes[style] if style < len(self.codes) else ""

    def is_date(self, style: int) -> bool:
        """Whether a style shows its number as a date or a time."""
        return style in self.dates

    def is_elapsed(self, style: int) -> bool:
        """Whether a style shows its number as hours, minutes or seconds without end."""
        return is_elapsed_format(self.code(style))

    @cached_property
    def most_decimals(self) -> int:
        """The most decimals any of the styles shows."""
        return max((fixed_decimals(code) or 0 for code in self.codes), default=0)

    @cached_property
    def formats(self) -> frozenset[str]:
        """Every number format of the styles but General."""
        return frozenset(self.codes) - {""}

    @cached_property
    def dates(self) -> frozenset[int]:
        """The styles that show their numbers as dates or times."""
        return frozenset(style for style, code in enumerate(self.codes) if is_date_format(code))


# Files filled in from one template have the same styles, to the byte.
@lru_cache(maxsize=4)
def read_styles(content: bytes) -> Styles:
    """Resolve each cell style of a styles part to its number format."""
    custom: dict[str, str] = {}
    codes: list[str] = []
    within = ""
    for name, attributes in parse_elements(content):
        if name == "numFmt":
            custom[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif name in ("cellXfs", "cellStyleXfs", "cellStyles", "dxfs"):
            within = name
        elif name == "xf" and within == "cellXfs":
            codes.append(_code(attributes.get("numFmtId", "0"), custom))
    return Styles(tuple(codes))


def _code(number: str, custom: dict[str, str]) -> str:
    code = custom.get(number)
    if code is None:
        code = BUILT_IN.get(int(number), "") if number.isdecimal() else ""
    return "" if code.lower() == "general" else code
