r"""In: the style sheets and style attributes of a page that Excel wrote. Out: the number formats
they give, and whether they hide.

Excel writes a number format as a property of its own (``mso-number-format:"\@"``), with the signs
of style sheets in front of whatever could be mistaken.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

_FORMAT = re.compile(r"""mso-number-format\s*:\s*+("(?:[^"\\]|\\.)*+"|'(?:[^'\\]|\\.)*+'|[^;]*+)""")
_HIDES = re.compile(r"display\s*:\s*none|mso-hide\s*:\s*all", re.IGNORECASE)
_CLASS = re.compile(r"\.([\w-]+)")
_ESCAPED = re.compile(r"\\(?:([0-9A-Fa-f]{4})|(.))", re.DOTALL)
# Excel's own names of formats, in web pages and in XML Spreadsheet 2003.
_NAMED = {
    "general": "",
    "general number": "",
    "general date": "yyyy/m/d h:mm",
    "long date": 'yyyy"年"m"月"d"日"',
    "medium date": "d-mmm-yy",
    "short date": "yyyy/m/d",
    "long time": "h:mm:ss",
    "medium time": "h:mm AM/PM",
    "short time": "h:mm",
    "currency": "#,##0.00",
    "euro currency": "#,##0.00",
    "fixed": "0.00",
    "standard": "#,##0.00",
    "percent": "0.00%",
    "scientific": "0.00E+00",
    "text": "@",
    "yes/no": "",
    "true/false": "",
    "on/off": "",
}


def format_code(written: str) -> str:
    """A number format, given by name or as a code; "" for General.

    >>> format_code("Percent"), format_code("0.0"), format_code("General")
    ('0.00%', '0.0', '')
    """
    return _NAMED.get(written.strip().lower(), written)


@dataclass(frozen=True, slots=True)
class Look:
    """What a style says: a number format ("" where none), and whether the thing is hidden."""

    number_format: str = ""
    hidden: bool = False


_PLAIN = Look()


@lru_cache(maxsize=4096)  # the cells of a table are much alike
def look_of(style: str) -> Look:
    r"""What a list of properties says.

    >>> look_of('color:red;mso-number-format:"0\\.00%"')
    Look(number_format='0.00%', hidden=False)
    """
    found = _FORMAT.search(style) if "mso-number-format" in style else None
    return Look(
        format_code(_unescaped(found[1])) if found else "",
        _HIDES.search(style) is not None,
    )


def _unescaped(written: str) -> str:
    text = written.strip()
    if text[:1] in ('"', "'"):
        text = text[1:-1]
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)) if found[1] else found[2], text)


@dataclass(slots=True)
class PageStyles:
    """The classes of a page that say something, as its style sheets are taken in."""

    classes: dict[str, Look] = field(default_factory=dict)

    def take(self, sheet: str) -> None:
        """Take in a style sheet."""
        for rule in sheet.split("}"):
            selectors, _, properties = rule.rpartition("{")
            look = look_of(properties)
            if look != _PLAIN:
                self.classes.update(dict.fromkeys(_CLASS.findall(selectors), look))

    def look(self, attributes: Mapping[str, str]) -> Look:
        """What the attributes of an element say: its own style before that of its classes."""
        if not attributes:
            return _PLAIN
        looks = [look_of(attributes["style"])] if "style" in attributes else []
        if "class" in attributes:
            looks += [self.classes.get(name, _PLAIN) for name in attributes["class"].split()]
        number_format = next((look.number_format for look in looks if look.number_format), "")
        return Look(number_format, "hidden" in attributes or any(look.hidden for look in looks))
