"""What a rule is: one value with a function for every face.

A rule file defines ``RULE = Rule(...)``; `toolkit.rules.RULES` lists them all. The faces are
`breach` (the truth, value by value), `screen` (where it surely holds, column by column), `formula`
(how a spreadsheet finds out by itself) and `words` (the requirement in Chinese).
"""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from toolkit.model import Severity, Value

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True, slots=True)
class Breach:
    """How a value fails: a finding code, and a message that says what was found, what is
    allowed, and what to do, in spreadsheet words. `severity` is set only where this way of failing
    is milder than the code's own. `beside` is what else is wrong by the same rule, where it holds
    several (when). `unmet` is the message where the rule is a condition of entry, if it takes more
    than another ending: who does not meet it must not be asked to answer otherwise.
    """

    code: str
    message: str
    severity: Severity | None = None
    beside: tuple[Breach, ...] = ()
    unmet: str = ""


def full_key(key: str, name: str, known: Container[str]) -> str:
    """The key that `name` stands for in a constraint of the field `key`: a sibling in the same
    group if there is one, else a field of the board (dotted for a column under a merged heading).
    """
    group = key.rpartition(".")[0]
    sibling = f"{group}.{name}"
    return sibling if group and sibling in known else name


@dataclass(frozen=True, slots=True)
class Record:
    """One entry as a rule sees it.

    `values` holds typed values by field key (``patents.2022``); a blank is None or left out.
    `key` is the field being judged (``patents.mean``). `headings` names fields in messages.
    `decimals` says how many decimals a cell shows.
    """

    values: Mapping[str, Any]
    key: str = ""
    headings: Mapping[str, str] = field(default_factory=dict)
    decimals: Mapping[str, int] = field(default_factory=dict)

    def full_key(self, name: str) -> str:
        """The key a constraint's `name` stands for."""
        return full_key(self.key, name, self.headings)

    def get(self, name: str) -> Any:
        """The typed value of the field that `name` stands for; None when blank."""
        return self.values.get(self.full_key(name))

    def heading(self, name: str) -> str:
        """The heading of the field that `name` stands for."""
        key = self.full_key(name)
        return self.headings.get(key, key)


@dataclass(frozen=True, slots=True)
class Columns:
    """A board's entries as a screen sees them: a column a field, a row an entry, blanks null.

    Texts are String, numbers and integers Float64 (never NaN or infinite, at most 15 digits),
    dates Date, ticks Boolean, several choices List(String). `key` is the field being judged and
    `types` the Cerberus type of every field. `decimals` names the column that says how many
    decimals the judged cell shows at most.
    """

    key: str
    types: Mapping[str, str]
    decimals: str = "(decimals)"

    @property
    def own(self) -> pl.Expr:
        """The column being judged."""
        import polars as pl

        return pl.col(self.key)

    @property
    def most_decimals(self) -> pl.Expr:
        """How many decimals of its value the judged cell shows at most, 0 or more."""
        import polars as pl

        return pl.col(self.decimals)

    def type_of(self, name: str) -> str:
        """The type of the field that `name` stands for; "" where the board has no such field."""
        return self.types.get(full_key(self.key, name, self.types), "")

    def other(self, name: str) -> pl.Expr:
        """The column that `name` stands for; nothing but blanks where there is none."""
        import polars as pl

        key = full_key(self.key, name, self.types)
        return pl.col(key) if key in self.types else pl.lit(None)


Screen = Callable[[Any, Columns], "pl.Expr | None"]


@dataclass(frozen=True, slots=True)
class Fault:
    """One way of failing, as a spreadsheet finds it out: the finding code, and an Excel expression
    (without ``=``) that is TRUE where the cell fails so. It is never an error value, whatever
    cells of their columns' types hold. `severity` is set as in `Breach`. `by_itself`: it counts
    beside the other faults of its rule, not only where none before it is true.
    """

    code: str
    when: str
    severity: Severity | None = None
    by_itself: bool = False


@dataclass(frozen=True, slots=True)
class FormulaCells:
    """One entry's row as a formula sees it: the address of each field's value as understood.

    There a blank is the text ``""``, and so are words for nothing (无, ／). Texts are as received
    without white space at their edges, identifiers in upper case without spaces and dashes;
    numbers and integers are numbers, dates whole serial numbers, ticks the texts 是 and 否, several
    choices one text joined by ；. `key` is the field being judged, `types` the Cerberus type of
    every field. `decimals` says how many decimals of its value the judged cell shows; None where
    the number itself decides.
    """

    key: str
    addresses: Mapping[str, str]
    types: Mapping[str, str]
    decimals: int | None = None

    @property
    def own(self) -> str:
        """The address of the value being judged."""
        return self.addresses[self.key]

    @property
    def own_type(self) -> str:
        """The Cerberus type of the field being judged."""
        return self.types[self.key]

    def type_of(self, name: str) -> str:
        """The type of the field that `name` stands for; "" where the board has no such field."""
        return self.types.get(full_key(self.key, name, self.types), "")

    def other(self, name: str) -> str:
        """The address of the value that `name` stands for; a blank where there is no such field."""
        return self.addresses.get(full_key(self.key, name, self.types), '""')


Formula = Callable[[Any, FormulaCells], "tuple[Fault, ...] | None"]


def _has_no_formula(_argument: Any, _cells: FormulaCells) -> None:
    return None


def _tells_all(_argument: Any, _cells: FormulaCells) -> bool:
    return True


def tells_part(_argument: Any, _cells: FormulaCells) -> bool:
    """Say of a rule that its formula never tells all (`Rule.formula_tells_all`)."""
    return False


def tells_all_of_texts(_argument: Any, cells: FormulaCells) -> bool:
    """Say of a rule that its formula tells all but of several choices, of which one named twice
    counts once in conversion, which no formula sees.
    """
    return cells.own_type != "list"


def _screens_nothing(_argument: Any, _columns: Columns) -> None:
    return None


Words = Callable[[Any, Callable[[str], str]], str]


def _refers_to_nothing(_argument: Any) -> tuple[str, ...]:
    return ()


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of the schema language.

    `constraint` is the Cerberus schema of the rule's argument (what `toolkit lint` checks).
    `breach(value, argument, record)` gives None where the rule holds. `words(argument, heading)`
    gives the requirement in Chinese; `heading(name)` names another field; `words_of_choices` does
    so where a cell holds several, if that is worded otherwise. `refers(argument)`
    lists the other fields it looks at: where one of them is wrong, the rule stays silent.
    `judges_blank`: it is also asked about blank cells. `native`: Cerberus itself judges, and
    `breach` only words what it found.

    `screen(argument, columns)` gives a Polars expression that is true only where the rule surely
    holds (null counts as doubt, and so does a screen that gives None); it is asked about blank
    cells only where the rule judges them.

    `formula(argument, cells)` gives the faults that a spreadsheet can find out by itself, the
    first that is true being the cell's; None where it cannot. They work in Excel 2016, WPS and
    LibreOffice without macros. A rule that does not judge blanks is asked about filled cells whose
    type is right only. `formula_tells_all(argument, cells)`: where no fault is true, the rule
    holds; otherwise more may be found once the workbook has been sent.
    """

    name: str
    constraint: Mapping[str, Any]
    breach: Callable[[Value, Any, Record], Breach | None]
    words: Words
    refers: Callable[[Any], tuple[str, ...]] = _refers_to_nothing
    judges_blank: bool = False
    native: bool = False
    screen: Screen = _screens_nothing
    formula: Formula = _has_no_formula
    formula_tells_all: Callable[[Any, FormulaCells], bool] = _tells_all
    words_of_choices: Words | None = None

    def requirement(self, argument: Any, heading: Callable[[str], str], kind: str) -> str:
        """The requirement in Chinese, in a column of such a type."""
        worded = self.words_of_choices if kind == "list" else None
        return (worded or self.words)(argument, heading)

    def holds(self, value: Value, argument: Any, record: Record) -> bool:
        """Whether the value obeys the rule."""
        if value is None and not self.judges_blank:
            return True
        return self.breach(value, argument, record) is None
