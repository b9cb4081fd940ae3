"""The list of mutants has not rotted: each text stands once, each test is there, all is covered."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from toolkit.rules import RULES

TESTS = Path(__file__).parent
sys.path.insert(0, str(TESTS / "mutants"))

from mutants import MUTANTS, Mutant  # noqa: E402  the list is a script's neighbour, no package
from mutants import RULES as RULE_MUTANTS  # noqa: E402


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: f"{mutant.file}: {mutant.old[:30]}")
def test_the_text_stands_exactly_once_and_the_change_changes_it(mutant: Mutant) -> None:
    text = (TESTS.parent / "toolkit" / mutant.file).read_text(encoding="utf-8")
    assert text.count(mutant.old) == 1
    assert mutant.old != mutant.new


@pytest.mark.parametrize("test", sorted({mutant.test for mutant in MUTANTS}))
def test_the_named_test_is_there(test: str) -> None:
    file, _, name = test.partition("[")[0].partition("::")
    text = (TESTS / file).read_text(encoding="utf-8")
    assert not name or re.search(rf"^def {name}\(", text, re.MULTILINE)


def test_every_rule_has_a_mutant() -> None:
    changed = {Path(mutant.file).stem for mutant in RULE_MUTANTS}
    shared = {"identifiers": "credit_code", "figures": "mean_of"}
    modules = {rule.breach.__module__.rpartition(".")[2] for rule in RULES}
    assert modules <= changed | set(shared)
