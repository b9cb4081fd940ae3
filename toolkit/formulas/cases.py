"""A field's rules in; out: the ways in which its cell fails, as expressions with their codes.

A `Case` is a `Fault` in its campaign: with the code and severity that a finding would have, and
with the fields whose fault keeps it silent. The one thing a newcomer would get wrong: of one rule
only the first fault counts, and a milder one may come first, so a case denies the milder ones
before it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from toolkit.model import Board, Campaign, Field, Severity
from toolkit.rules import RULES
from toolkit.rules.expressions import any_of
from toolkit.rules.rule import Fault, FormulaCells, Rule, full_key

# Says only that a blank may stand there.
_BLANK_ALLOWED = "nullable"
# What Excel takes in a formula, less what surrounds the cases; a rule of many words (hundreds of
# choices) is left for later when it does not fit.
_MOST_LETTERS = 7_000
# What the search for repeated names takes, and what digits lost and repeated codes take.
_LETTERS_FOR_NAMES, _LETTERS_FOR_OWNED, _LETTERS_FOR_CODES = 1_700, 4_900, 1_200
# An address as long as any: the same rules are left out wherever a template puts its rows.
_LONGEST_ADDRESS = "AAA1000000"
_SIGNS = {Severity.ERROR: "错", Severity.QUERY: "疑"}
_MILDNESS = (Severity.ERROR, Severity.QUERY, Severity.NOTE)


@dataclass(frozen=True, slots=True)
class Case:
    """One way in which a cell fails: by which rule, with which code, and when. `silent_beside` are
    the keys of the fields with which it is compared.
    """

    rule: str
    code: str
    severity: Severity
    when: str
    judges_blank: bool = False
    silent_beside: tuple[str, ...] = ()

    @property
    def verdict(self) -> str:
        """What the formula says: the severity's sign and the code; nothing for a note."""
        return verdict_of(self.severity, self.code)


def verdict_of(severity: Severity, code: str) -> str:
    """A text as a formula writes it: the severity's sign and the code; nothing for a note."""
    return f'"{_SIGNS[severity]}{code}"' if severity in _SIGNS else '""'


def severity_of(code: str, column: Field, board: Board, campaign: Campaign) -> Severity:
    """How bad it is that conversion says this code of a cell; of a line's own number nothing is."""
    if column.key == board.serial_key:
        return Severity.NOTE
    return column.severities.get(code, campaign.severities[code])


def cases_of(
    column: Field, board: Board, campaign: Campaign, cells: FormulaCells
) -> tuple[Case, ...]:
    """The cases of all rules that have a formula of affordable length, in the dictionary's order;
    notes too.
    """
    told = _told(column, board, cells.types)
    return tuple(
        case
        for rule, faults in _faults(column, cells)
        if rule.name in told
        for case in _cases(rule, faults, column, campaign, cells.types)
    )


def uncovered_rules(field: Field, board: Board) -> tuple[str, ...]:
    """The names of a field's rules that formulas do not tell, or not wholly (报送后核验)."""
    types = {column.key: column.type for column in board.fields}
    told, cells = _told(field, board, types), _cells_anywhere(field, types)
    return tuple(
        rule.name
        for rule in _rules(field)
        if rule.name not in told or not rule.formula_tells_all(field.rules[rule.name], cells)
    )


def refers_to(rule: Rule, column: Field, known: Mapping[str, str]) -> tuple[str, ...]:
    """The keys of the board's other fields that a rule of the field looks at."""
    names = rule.refers(column.rules[rule.name])
    keys = (full_key(column.key, name, known) for name in names)
    return tuple(dict.fromkeys(key for key in keys if key in known))


def compared_keys(board: Board) -> frozenset[str]:
    """The keys of all fields that a rule of any field looks at."""
    known = {column.key: column.type for column in board.fields}
    return frozenset(
        key
        for column in board.fields
        for rule in _rules(column)
        for key in refers_to(rule, column, known)
    )


def _rules(column: Field) -> list[Rule]:
    named = set(column.rules) - {_BLANK_ALLOWED}
    return [rule for rule in RULES if rule.name in named]


def _cells_anywhere(column: Field, types: Mapping[str, str]) -> FormulaCells:
    return FormulaCells(column.key, dict.fromkeys(types, _LONGEST_ADDRESS), types)


def _faults(column: Field, cells: FormulaCells) -> Iterator[tuple[Rule, tuple[Fault, ...]]]:
    for rule in _rules(column):
        faults = rule.formula(column.rules[rule.name], cells)
        if faults is not None:
            yield rule, faults


def _told(column: Field, board: Board, types: Mapping[str, str]) -> frozenset[str]:
    """The rules that have a formula for which there is room."""
    cells = _cells_anywhere(column, types)
    told: list[str] = []
    left = _MOST_LETTERS
    for_names = _LETTERS_FOR_OWNED if board.owner_key else _LETTERS_FOR_NAMES
    left -= for_names if column.key == board.name_key else 0
    left -= _LETTERS_FOR_CODES if column.key == board.code_key else 0
    for rule, faults in _faults(column, cells):
        needed = _letters_needed(faults, column)
        needed += len(faults) * len(refers_to(rule, column, types)) * len(_LONGEST_ADDRESS)
        needed *= 2 if rule.judges_blank and not column.rules.get("required") else 1
        if needed <= left:
            told.append(rule.name)
            left -= needed
    return frozenset(told)


def _letters_needed(faults: Sequence[Fault], column: Field) -> int:
    """Where the column has severities of its own, each fault may have to deny those before it."""
    sizes = [len(fault.when) for fault in faults]
    if any(fault.code in column.severities and not fault.by_itself for fault in faults):
        return sum(size * (len(sizes) - at) for at, size in enumerate(sizes))
    return sum(sizes)


def _cases(
    rule: Rule,
    faults: tuple[Fault, ...],
    column: Field,
    campaign: Campaign,
    types: Mapping[str, str],
) -> Iterator[Case]:
    before: list[tuple[Severity, str]] = []
    for fault in faults:
        code = "E101" if rule.name in column.conditions else fault.code
        usual = fault.severity or campaign.severities[code]
        severity = column.severities.get(code, usual)
        milder = [when for other, when in before if _is_milder(other, severity)]
        is_denied = milder and not fault.by_itself
        when = f"IF({any_of(milder)},FALSE,{fault.when})" if is_denied else fault.when
        yield Case(
            rule.name, code, severity, when, rule.judges_blank, refers_to(rule, column, types)
        )
        before.append((severity, fault.when))


def _is_milder(other: Severity, than: Severity) -> bool:
    return _MILDNESS.index(other) > _MILDNESS.index(than)
