"""What a rule is: one value with a function for every face.

A rule file defines ``RULE = Rule(...)``; `toolkit.rules.RULES` lists them all. Today's faces are
`breach` (the truth, value by value) and `words` (the requirement in Chinese). The columnar face
(`screen`) and the template's face (`formula`) become two more fields here and one more function
in each rule file.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from toolkit.model import Severity, Value


@dataclass(frozen=True, slots=True)
class Breach:
    """How a value fails: a finding code, and a message that says what was found, what is
    allowed, and what to do, in spreadsheet words. `severity` is set only where this way of failing
    is milder than the code's own.
    """

    code: str
    message: str
    severity: Severity | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """One entry as a rule sees it.

    `values` is the typed document. `key` is the field being judged (``patents.mean``).
    `headings` names fields in messages. `decimals` says how many decimals a cell shows.
    """

    values: Mapping[str, Any]
    key: str = ""
    headings: Mapping[str, str] = field(default_factory=dict)
    decimals: Mapping[str, int] = field(default_factory=dict)

    def full_key(self, name: str) -> str:
        """The key a constraint's `name` stands for: a sibling in the same group if there is one,
        else a field of the board (dotted for a column under a merged heading).
        """
        group, _, leaf = self.key.rpartition(".")
        sibling = f"{group}.{name}"
        return sibling if leaf and group and sibling in self.headings else name

    def get(self, name: str) -> Any:
        """The typed value of the field that `name` stands for; None when blank."""
        group, _, leaf = self.full_key(name).partition(".")
        found = self.values.get(group)
        if not leaf:
            return found
        return found.get(leaf) if isinstance(found, Mapping) else None

    def heading(self, name: str) -> str:
        """The heading of the field that `name` stands for."""
        key = self.full_key(name)
        return self.headings.get(key, key)


def _refers_to_nothing(_argument: Any) -> tuple[str, ...]:
    return ()


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of the schema language.

    `constraint` is the Cerberus schema of the rule's argument (what `toolkit lint` checks).
    `breach(value, argument, record)` gives None where the rule holds. `words(argument, heading)`
    gives the requirement in Chinese; `heading(name)` names another field. `refers(argument)`
    lists the other fields it looks at: where one of them is wrong, the rule stays silent.
    `judges_blank`: it is also asked about blank cells. `native`: Cerberus itself judges, and
    `breach` only words what it found.
    """

    name: str
    constraint: Mapping[str, Any]
    breach: Callable[[Value, Any, Record], Breach | None]
    words: Callable[[Any, Callable[[str], str]], str]
    refers: Callable[[Any], tuple[str, ...]] = _refers_to_nothing
    judges_blank: bool = False
    native: bool = False

    def holds(self, value: Value, argument: Any, record: Record) -> bool:
        """Whether the value obeys the rule."""
        if value is None and not self.judges_blank:
            return True
        return self.breach(value, argument, record) is None
