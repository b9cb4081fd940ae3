"""The styles part: our fills and the styles of the first sheet, put in behind all that is there.

What a newcomer would get wrong: styles go by position, so nothing is ever taken out or moved. A
style of ours that is there already, from an earlier marking, is used again.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from toolkit.model import Severity
from toolkit.writers.book import AMBER, FONT, HEADING, INK, LINE, RED
from toolkit.writers.marking.outline import Outline
from toolkit.writers.marking.package import HEAD, SPREADSHEET_TYPE, Package
from toolkit.writers.marking.signs import Declined

# The order of what stands in a styles part, up to the styles of conditional formats.
_BEFORE_DIFFERENCES = frozenset({
    "numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles",
})  # fmt: skip
_COLOURS = {Severity.ERROR: RED, Severity.QUERY: AMBER}
# What Excel opens without complaint.
_MOST_STYLES = 65_000
_TAG = re.compile("<[a-z]+")
_LINK_INK = "#1F4E9E"
_GREY_INK = "#595959"


def _font(size: int = 11, ink: str = "", *, bold: bool = False, underlined: bool = False) -> str:
    parts = ("<b/>" * bold, "<u/>" * underlined, f'<sz val="{size}"/>', _colour("color", ink))
    return f'<font>{"".join(parts)}<name val="{FONT}"/><charset val="134"/></font>'


def _colour(element: str, colour: str) -> str:
    return f'<{element} rgb="FF{colour[1:]}"/>' if colour else ""


def _solid(colour: str) -> str:
    return (
        f'<fill><patternFill patternType="solid">{_colour("fgColor", colour)}'
        f"{_colour('bgColor', colour)}</patternFill></fill>"
    )


_SIDES = "".join(
    f'<{side} style="thin">{_colour("color", LINE)}</{side}>'
    for side in ("left", "right", "top", "bottom")
)
_FONTS = {
    "": _font(),
    "title": _font(16, INK, bold=True),
    "note": _font(ink=_GREY_INK),
    "bold": _font(bold=True),
    "link": _font(ink=_LINK_INK, underlined=True),
}
_FILLS = {"heading": _solid(HEADING), Severity.ERROR: _solid(RED), Severity.QUERY: _solid(AMBER)}
_BOXED = f"<border>{_SIDES}<diagonal/></border>"
_BARE = "<border><left/><right/><top/><bottom/><diagonal/></border>"
_LEFT = '<alignment horizontal="left" vertical="center" wrapText="1" indent="1"/>'
_MIDDLE = '<alignment horizontal="center" vertical="center" wrapText="1"/>'
_PLAIN = '<alignment vertical="center"/>'
_WRAPPED = '<alignment vertical="center" wrapText="1"/>'
# Each style of the first sheet: its font, fill, border and alignment.
_STYLES: Mapping[str, tuple[str, str, str, str]] = {
    "title": ("title", "", _BARE, _PLAIN),
    "sentence": ("note", "", _BARE, _WRAPPED),
    "heading": ("bold", "heading", _BOXED, _MIDDLE),
    "text": ("", "", _BOXED, _LEFT),
    "number": ("", "", _BOXED, _MIDDLE),
    "link": ("link", "", _BOXED, _LEFT),
    Severity.ERROR: ("", Severity.ERROR, _BOXED, _MIDDLE),
    Severity.QUERY: ("", Severity.QUERY, _BOXED, _MIDDLE),
    Severity.NOTE: ("", "", _BOXED, _MIDDLE),
}


@dataclass(frozen=True, slots=True)
class StylePositions:
    """Where our styles stand: those of cells by name, those of fills by severity."""

    cells: Mapping[str, int]
    fills: Mapping[Severity, int]


def add_styles(package: Package, *, strict: bool) -> StylePositions:
    """See that our styles are in the workbook's, and say where they stand."""
    part = package.related(package.main, "styles") or _new_styles(package, strict=strict)
    content, positions = _with_styles(package.read(part))
    package.write(part, content)
    return positions


# Files filled in from one template often have the same styles, to the byte.
@lru_cache(maxsize=8)
def _with_styles(content: bytes) -> tuple[bytes, StylePositions]:
    outline = Outline(content)
    fonts = _Kept(outline, "fonts")
    fills = _Kept(outline, "fills")
    borders = _Kept(outline, "borders")
    cells = _Kept(outline, "cellXfs")
    font_at = {name: fonts.position(xml) for name, xml in _FONTS.items()}
    fill_at = {name: fills.position(xml) for name, xml in _FILLS.items()}
    border_at = {xml: borders.position(xml) for xml in (_BARE, _BOXED)}
    # Some programs write no list of what styles are based on.
    based = ' xfId="0"' if outline.root.child("cellStyleXfs") else ""
    positions = {
        name: cells.position(
            f'<xf numFmtId="49" fontId="{font_at[font]}" fillId="{fill_at.get(fill, 0)}"'
            f' borderId="{border_at[border]}"{based} applyNumberFormat="1" applyFont="1"'
            f' applyFill="1" applyBorder="1" applyAlignment="1">{alignment}</xf>'
        )
        for name, (font, fill, border, alignment) in _STYLES.items()
    }
    if max(positions.values()) > _MOST_STYLES:
        raise Declined("文件里的单元格格式太多")
    differences = _differences(outline)
    for kept in (fonts, fills, borders, cells):
        kept.close()
    return outline.edited(), StylePositions(positions, differences)


def _differences(outline: Outline) -> Mapping[Severity, int]:
    """Where the fills of conditional formats stand."""
    wanted = {severity: f"<dxf>{_FILLS[severity]}</dxf>" for severity in _COLOURS}
    if outline.root.child("dxfs") is not None:
        kept = _Kept(outline, "dxfs")
        positions = {severity: kept.position(xml) for severity, xml in wanted.items()}
        kept.close()
        return positions
    before = [each.end for each in outline.root.children if each.name in _BEFORE_DIFFERENCES]
    outline.put(
        max(before),
        f'<dxfs{outline.declaration} count="{len(wanted)}">{"".join(wanted.values())}</dxfs>',
    )
    return {severity: at for at, severity in enumerate(wanted)}


class _Kept:
    """A list of styles: what is in it is found again, what is not is put in at its end."""

    def __init__(self, outline: Outline, name: str) -> None:
        parent = outline.root.child(name)
        if parent is None:
            raise Declined("文件里的单元格格式不完整")
        self._outline, self._parent = outline, parent
        self._declared = outline.declaration
        spelt = [outline.content[each.start : each.end] for each in parent.children]
        self._at = {xml: at for at, xml in reversed(list(enumerate(spelt)))}
        self._length = len(spelt)
        self._new: list[str] = []

    def position(self, xml: str) -> int:
        """Where a style stands, now at the latest."""
        whole = _TAG.sub(rf"\g<0>{self._declared}", xml, count=1)
        key = whole.encode()
        if key not in self._at:
            self._at[key] = self._length + len(self._new)
            self._new.append(whole)
        return self._at[key]

    def close(self) -> None:
        """Put in what is new."""
        if self._new:
            self._outline.append(self._parent, "".join(self._new))
            if self._parent.get("count"):
                self._outline.set(self._parent, "count", self._length + len(self._new))


def _new_styles(package: Package, *, strict: bool) -> str:
    """A styles part for a workbook that came without one: what its cells looked like anyway."""
    space = Outline(package.read(package.main)).root.space
    # Some programs look for it by this name only.
    part = f"{package.folder}styles.xml"
    if part in package:
        part = package.free_name(f"{package.folder}styles{{}}.xml")
    content = (
        f'{HEAD}<styleSheet xmlns="{space}"><fonts count="1">{_font()}</fonts>'
        '<fills count="2"><fill><patternFill patternType="none"/></fill>'
        '<fill><patternFill patternType="gray125"/></fill></fills>'
        f'<borders count="1">{_BARE}</borders>'
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>'
        '</cellStyleXfs><cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"'
        ' xfId="0"/></cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0"'
        ' builtinId="0"/></cellStyles></styleSheet>'
    )
    package.write(part, content.encode())
    package.give_type(part, f"{SPREADSHEET_TYPE}.styles+xml")
    package.relate(package.main, "styles", part, strict=strict)
    return part
