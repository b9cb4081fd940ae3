"""The dictionary of rules: what a campaign's schema can ask of a cell, one file a rule."""

from __future__ import annotations

from toolkit.rules import unconditional, when
from toolkit.rules.rule import Rule

RULES: tuple[Rule, ...] = (*unconditional.RULES, when.RULE)
RULES_BY_NAME: dict[str, Rule] = {rule.name: rule for rule in RULES}
# A column that is not on the sheet has been spoken of once (S102), or need not be there.
SILENT_WITHOUT_COLUMN = frozenset({"required", "required_when", "mean_of", "ratio_of", "when"})
