"""Numbers compared exactly. In: cell values; out: decimals and fractions.

A cell's number is the shortest decimal that Excel would show for it, at most 15 significant
digits: 0.1 + 0.2 is 0.3, and means are compared without any tolerance for floats.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any, TypeGuard

from toolkit.rules.rule import Record


def is_number(value: object) -> TypeGuard[int | float]:
    """Whether the value can be reckoned with; ticks (TRUE, FALSE) cannot."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def exact(number: float) -> Decimal:
    """The shortest decimal of a cell's number.

    >>> exact(0.1 + 0.2), exact(12.0)
    (Decimal('0.3'), Decimal('12'))
    """
    return Decimal(number) if isinstance(number, int) else Decimal(format(number, ".15g"))


def fraction(number: float) -> Fraction:
    """The cell's number as an exact fraction."""
    return Fraction(exact(number))


def own_decimals(number: float) -> int:
    """How many decimals the number itself has.

    >>> own_decimals(12.50), own_decimals(3.0), own_decimals(0.125)
    (1, 0, 3)
    """
    exponent = exact(number).normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def decimals_shown(number: float, record: Record) -> int:
    """The decimals of the judged cell as it shows them, else those the number itself has.

    They count in the value's own scale: a cell that shows 15.2% holds 0.152 and has three.
    """
    shown = record.decimals.get(record.key)
    return own_decimals(number) if shown is None else shown


def is_off(stated: float, computed: Fraction, record: Record) -> bool:
    """Whether the stated number is one unit or more of its last shown decimal away."""
    unit = Fraction(1, 10 ** decimals_shown(stated, record))
    return abs(fraction(stated) - computed) >= unit


def figures(names: list[str], record: Record) -> list[int | float] | None:
    """The numbers of those fields that are filled; None where one holds no number."""
    filled: list[Any] = [found for name in names if (found := record.get(name)) is not None]
    return filled if all(is_number(value) for value in filled) else None
