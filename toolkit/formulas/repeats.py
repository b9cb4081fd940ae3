"""A board in; out: when an entry repeats the subject of a row above it (R101), at which cell.

Equal codes are said at the code's cell, equal names at the name's where a code is missing; where
subjects have owners, what must be equal is the subject's name, and the owner's code or name. The
one thing a newcomer would get wrong: a code joins entries only if it is valid, which its own
verdict says; and an entry with a code repeats one without only if no other code was first under
the name.
"""

from __future__ import annotations

from toolkit.formulas.cases import Case
from toolkit.formulas.layout import Places
from toolkit.model import Board, Campaign
from toolkit.rules.name_expressions import spelled

REPEATED = "R101"
_LENGTH_OF_CODE = 18


def repeated_code(board: Board, campaign: Campaign, at: Places) -> Case:
    """Equal codes, asked where nothing else is wrong with the code."""
    own = at.value(board.code_key)
    same = f"EXACT({at.values_above(board.code_key)},{own})"
    is_code = f"LEN({own})={_LENGTH_OF_CODE}"
    if board.owner_key:
        is_code = f'AND({is_code},{at.value(board.name_key)}<>"")'
        same = f"{same}*{_same_name(board.name_key, at)}"
    else:
        same = f"--{same}"
    when = f"IF({is_code},SUMPRODUCT({same})>0,FALSE)"
    return Case(REPEATED, REPEATED, campaign.severities[REPEATED], when)


def repeated_name(board: Board, campaign: Campaign, at: Places) -> Case:
    """Equal names where at least one of the two has no valid code."""
    if board.owner_key:
        when = _repeats_thing(board, campaign, at)
    elif board.code_key:
        same = _same_name(board.name_key, at)
        all_above = f"SUMPRODUCT(--{same})"
        coded_above = f"SUMPRODUCT({same}*{_coded_above(board, campaign, at)})"
        is_coded = _is_coded(board, campaign, at)
        joins = f"AND({all_above}>0,{coded_above}=0)"
        # Most names are new: the rows above are then looked through once only.
        when = f"IF({all_above}=0,FALSE,IF({is_coded},{joins},TRUE))"
    else:
        when = f"SUMPRODUCT(--{_same_name(board.name_key, at)})>0"
    return Case(REPEATED, REPEATED, campaign.severities[REPEATED], when)


def _repeats_thing(board: Board, campaign: Campaign, at: Places) -> str:
    """A name of an owner above, where that one and this have one code, or are joined by the name
    of the owner: to the first code that stands there.
    """
    owner = _same_name(board.owner_key, at)
    same = f"{_same_name(board.name_key, at)}*{owner}"
    if not board.code_key:
        return f'IF({at.value(board.owner_key)}="",FALSE,SUMPRODUCT({same})>0)'
    own, codes = at.value(board.code_key), at.values_above(board.code_key)
    coded = _coded_above(board, campaign, at)
    # The higher a row stands, the larger the number.
    last = at.layout.last_row
    height = f"({last}-ROW({codes}))"
    first = f"SUMPRODUCT(MAX({owner}*{coded}*{height}))"
    first_of_own = f"SUMPRODUCT(MAX({owner}*{coded}*EXACT({codes},{own})*{height}))"
    code_of_first = f"INDEX({codes},{last - at.layout.first_row + 2}-{first})"
    of_first = f"SUMPRODUCT({same}*{coded}*EXACT({codes},{code_of_first}))"
    uncoded = f"SUMPRODUCT({same}*(1-{coded}))"
    joins = f"AND({uncoded}>0,{first}={first_of_own})"
    # Where none is without a code, all have one, so that there is a first one.
    is_joined = f"IF({uncoded}>0,TRUE,{of_first}>0)"
    told = f"IF({_is_coded(board, campaign, at)},{joins},{is_joined})"
    # Most things are new: the rows above are then looked through once only.
    return f'IF({at.value(board.owner_key)}="",FALSE,IF(SUMPRODUCT({same})=0,FALSE,{told}))'


def _verdict(campaign: Campaign) -> str:
    return Case(REPEATED, REPEATED, campaign.severities[REPEATED], "").verdict


def _is_coded(board: Board, campaign: Campaign, at: Places) -> str:
    code, verdict = at.value(board.code_key), at.verdict(board.code_key)
    return f'IF({code}="",FALSE,OR({verdict}="",{verdict}={_verdict(campaign)}))'


def _coded_above(board: Board, campaign: Campaign, at: Places) -> str:
    """For each row above, 1 where it has a valid code, else 0."""
    codes, verdicts = at.values_above(board.code_key), at.verdicts_above(board.code_key)
    return f'({codes}<>"")*(({verdicts}="")+({verdicts}={_verdict(campaign)}))'


def _same_name(key: str, at: Places) -> str:
    """For each row above, whether its name is this row's."""
    return f"EXACT({spelled(at.values_above(key))},{spelled(at.value(key))})"
