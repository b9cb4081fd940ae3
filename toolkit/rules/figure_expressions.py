"""Figures compared in Excel expressions. In: addresses of numbers; out: tests that equal `figures`.

The one thing a newcomer would get wrong: a spreadsheet reckons in floats, so what was reckoned is
rounded to the digits that can be relied on before it is compared; and numbers near 10^308 have
products that are errors, which count as no fault.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from toolkit.rules.expressions import any_of, number, reliable, when_number
from toolkit.rules.rule import Fault, FormulaCells
from toolkit.rules.screens import NUMBERS

# No cell of 15 digits has more decimals that can be told apart.
_MOST_DECIMALS = 15


def figures_given(cells: FormulaCells, names: Iterable[str]) -> list[str]:
    """The addresses of those named fields that hold numbers."""
    return [cells.other(name) for name in names if cells.type_of(name) in NUMBERS]


def others_given(cells: FormulaCells, names: Iterable[str]) -> list[str]:
    """The addresses of those named fields of the board that hold something else."""
    return [cells.other(name) for name in names if cells.type_of(name) not in ("", *NUMBERS)]


def unit_of(cells: FormulaCells) -> str:
    """One unit of the last decimal that the judged cell shows, else that its number has."""
    own = cells.own
    if cells.decimals is not None:
        return str(number(10.0**-cells.decimals))
    tried = ",".join(map(str, range(_MOST_DECIMALS)))
    return f"10^-SUMPRODUCT(--(ROUND({own},{{{tried}}})<>{own}))"


def differs_by(difference: str, allowed: str, sizes: list[str]) -> str:
    """Whether two numbers of such sizes differ by so much or more, noise of floats aside."""
    differs = reliable(f"ABS({difference})", sizes)
    too_much = reliable(f"ABS({difference})-{allowed}", sizes)
    return f"IFERROR(AND({differs}>0,{too_much}>=0),FALSE)"


def faults_beside(
    cells: FormulaCells,
    code: str,
    sign: str,
    times: float,
    names: Sequence[str],
    *,
    only_above_zero: bool = False,
) -> tuple[Fault, ...] | None:
    """A fault where the judged figure is above (``>``), below or at (…) so many times another one.

    Where the other is no number nothing is compared; None where Excel does not hold the factor.
    """
    if cells.own_type not in NUMBERS:
        return ()
    tests = []
    for other in figures_given(cells, names):
        test = _compared(cells.own, sign, times, other)
        if test is None:
            return None
        above = f"IF({other}>0,{test},FALSE)" if only_above_zero else test
        tests.append(when_number(other, above))
    return (Fault(code, any_of(tests)),) if tests else ()


def _compared(own: str, sign: str, times: float, other: str) -> str | None:
    factor = number(times)
    if factor in (None, "1"):
        return None if factor is None else f"{own}{sign}{other}"
    product = f"{factor}*{other}"
    return f"IFERROR({reliable(f'{own}-{product}', [own, product])}{sign}0,FALSE)"
