"""A board's YAML in; out: what the peers can say of its rules, column by column.

What a newcomer would get wrong: the peers have no words for several of the rules (check digits,
places, counting 字). They get a pattern or nothing instead, so what they leave out is in their
favour.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

BOARD = Path(__file__).resolve().parents[1] / "schemas" / "sme-national" / "company-list.yaml"
# Title, sender, and the two rows of the heading.
ROWS_ABOVE = 4
CODE = r"[0-9A-HJ-NPQRTUWXY]{18}"
PHONE = r"1[3-9][0-9]{9}|0[0-9]{2,3}-[0-9]{7,8}"
EMAIL = r"[^@\s]+@[^@\s]+\.[^@\s]+"
_PATTERNS = (("credit_code", CODE), ("phone", PHONE), ("email", EMAIL))


@dataclass(frozen=True, slots=True)
class Column:
    """A column with the rules that are left of it, years and metrics as plain columns."""

    key: str
    type: str
    required: bool
    rules: dict[str, Any]

    @property
    def pattern(self) -> str:
        """A pattern for a rule that the peers do not have; "" for none."""
        return next((pattern for rule, pattern in _PATTERNS if rule in self.rules), "")


def read_columns() -> list[Column]:
    """The columns in the order of the sheet."""
    schema = yaml.safe_load(BOARD.read_text(encoding="utf-8"))["schema"]
    return list(_columns(schema, ""))


def _columns(schema: dict[str, Any], above: str) -> Iterator[Column]:
    for key, rules in schema.items():
        if rules["type"] == "dict":
            yield from _columns(rules["schema"], f"{key}.")
        else:
            yield Column(above + key, rules["type"], rules.get("required", False), rules)


def beside(column: Column, name: str) -> str:
    """The key of the column that a rule of `column` means by `name`."""
    group = column.key.rpartition(".")[0]
    return f"{group}.{name}" if group and name.isdigit() else name
