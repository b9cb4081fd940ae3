"""A board in; out: when an entry repeats the subject of a row above it (R101), at which cell.

Equal codes are said at the code's cell, equal names at the name's where a code is missing. The one
thing a newcomer would get wrong: a code joins entries only if it is valid, which its own verdict
says; and an entry with a code repeats one without only if no other code was first under the name.
"""

from __future__ import annotations

from toolkit.formulas.cases import Case
from toolkit.formulas.layout import Places
from toolkit.model import Board, Campaign

REPEATED = "R101"
_LENGTH_OF_CODE = 18
# What of a name's key a formula can do: more names are equal than are found here.
_DROPPED = "（）() 　"
_ONE_SPELLING = ("有限责任公司", "有限公司")


def repeated_code(board: Board, campaign: Campaign, at: Places) -> Case:
    """Equal codes, asked where nothing else is wrong with the code."""
    own, above = at.value(board.code_key), at.values_above(board.code_key)
    when = f"IF(LEN({own})={_LENGTH_OF_CODE},SUMPRODUCT(--EXACT({above},{own}))>0,FALSE)"
    return Case(REPEATED, REPEATED, campaign.severities[REPEATED], when)


def repeated_name(board: Board, campaign: Campaign, at: Places) -> Case:
    """Equal names where at least one of the two has no valid code."""
    own, above = _spelled(at.value(board.name_key)), _spelled(at.values_above(board.name_key))
    same = f"EXACT({above},{own})"
    if board.code_key:
        repeats = Case(REPEATED, REPEATED, campaign.severities[REPEATED], "").verdict
        coded_above = _sum_of_coded(
            same, at.values_above(board.code_key), at.verdicts_above(board.code_key), repeats
        )
        all_above = f"SUMPRODUCT(--{same})"
        code, verdict = at.value(board.code_key), at.verdict(board.code_key)
        is_coded = f'IF({code}="",FALSE,OR({verdict}="",{verdict}={repeats}))'
        joins = f"AND({all_above}>0,{coded_above}=0)"
        # Most names are new: the rows above are then looked through once only.
        when = f"IF({all_above}=0,FALSE,IF({is_coded},{joins},TRUE))"
    else:
        when = f"SUMPRODUCT(--{same})>0"
    return Case(REPEATED, REPEATED, campaign.severities[REPEATED], when)


def _sum_of_coded(same: str, codes: str, verdicts: str, repeats: str) -> str:
    return f'SUMPRODUCT({same}*({codes}<>"")*(({verdicts}="")+({verdicts}={repeats})))'


def _spelled(name: str) -> str:
    for mark in _DROPPED:
        name = f'SUBSTITUTE({name},"{mark}","")'
    written, counted_as = _ONE_SPELLING
    return f'SUBSTITUTE({name},"{written}","{counted_as}")'
