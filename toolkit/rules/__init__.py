"""The dictionary of rules: what a campaign's schema can ask of a cell, one file a rule."""

from __future__ import annotations

from toolkit.rules import (
    age_at_most,
    allowed,
    at_least_of,
    at_most_of,
    at_most_share_of,
    born_not_before,
    credit_code,
    email,
    founded_within,
    industry_code,
    maximum,
    maximum_length,
    mean_of,
    minimum,
    minimum_length,
    not_after,
    not_before,
    pattern,
    phone,
    ratio_of,
    region,
    required,
    required_when,
    resident_id,
    same_scale_as,
    share,
    sme_eligible,
    sme_score,
    strategic_industry,
    value_type,
    word_count,
)
from toolkit.rules.rule import Rule

RULES: tuple[Rule, ...] = (
    # Cerberus judges these; the dictionary words them.
    value_type.RULE,
    required.RULE,
    minimum.RULE,
    maximum.RULE,
    minimum_length.RULE,
    maximum_length.RULE,
    allowed.RULE,
    pattern.RULE,
    # One cell.
    word_count.RULE,
    share.RULE,
    not_before.RULE,
    not_after.RULE,
    founded_within.RULE,
    age_at_most.RULE,
    born_not_before.RULE,
    credit_code.RULE,
    resident_id.RULE,
    phone.RULE,
    email.RULE,
    region.RULE,
    strategic_industry.RULE,
    industry_code.RULE,
    # One cell against others of its row.
    required_when.RULE,
    mean_of.RULE,
    ratio_of.RULE,
    at_most_of.RULE,
    at_least_of.RULE,
    at_most_share_of.RULE,
    same_scale_as.RULE,
    sme_score.RULE,
    sme_eligible.RULE,
)
RULES_BY_NAME: dict[str, Rule] = {rule.name: rule for rule in RULES}
# A column that is not on the sheet has been spoken of once (S102), or need not be there.
SILENT_WITHOUT_COLUMN = frozenset({"required", "required_when", "mean_of", "ratio_of"})
