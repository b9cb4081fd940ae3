"""schemas/README.md against the code: its table of rules and its lists of keys are the real ones.

`python tests/test_campaign_language.py` prints the table as it must stand.
"""

from __future__ import annotations

import re
import sys
from typing import Any

import pytest

from toolkit.campaign import lint, lint_columns, shipped_schemas
from toolkit.campaign.shapes import Shape
from toolkit.rules import RULES, sme_points

SME = {name: name for name in sme_points.NAMES}
# One argument for each rule of the dictionary, as a campaign writes it and as Python sees it.
SAMPLES: dict[str, tuple[str, Any]] = {
    "type": ("integer", "integer"),
    "required": ("true", True),
    "min": ("0", 0),
    "max": ("500", 500),
    "minlength": ("2", 2),
    "maxlength": ("100", 100),
    "allowed": ("[高, 较高, 一般]", ["高", "较高", "一般"]),
    "regex": ("'[0-9]{6}'", "[0-9]{6}"),
    "credit_code": ("true", True),
    "resident_id": ("true", True),
    "phone": ("any", "any"),
    "email": ("true", True),
    "founded_within": ("{years: 10, of: 2022}", {"years": 10, "of": 2022}),
    "age_at_most": ('{years: 40, on: "2025-12-31"}', {"years": 40, "on": "2025-12-31"}),
    "born_not_before": ('"1985-01-01"', "1985-01-01"),
    "not_before": ('"2020-01-01"', "2020-01-01"),
    "not_after": ('"2022-10-31"', "2022-10-31"),
    "mean_of": ('["2020", "2021", "2022"]', ["2020", "2021", "2022"]),
    "ratio_of": (
        "{of: rd_spending.2022, to: revenue.2022}",
        {"of": "rd_spending.2022", "to": "revenue.2022"},
    ),
    "share": ("true", True),
    "required_when": (
        '{field: founded, not_after: "2020-12-31"}',
        {"field": "founded", "not_after": "2020-12-31"},
    ),
    "at_most_of": ("{field: employees, times: 1}", {"field": "employees", "times": 1}),
    "at_least_of": ("{field: grant, times: 2}", {"field": "grant", "times": 2}),
    "at_most_share_of": ("{field: total, share: 0.3}", {"field": "total", "share": 0.3}),
    "same_scale_as": ('{fields: ["2021", "2022"]}', {"fields": ["2021", "2022"]}),
    "industry_code": ("true", True),
    "strategic_industry": ("true", True),
    "region": ("mainland", "mainland"),
    "sme_score": ("{employees: employees, sales: sales, …}", SME),
    "sme_eligible": (
        "{…, assets: assets, fast_track: fast_track}",
        {**SME, "assets": "assets", "fast_track": "fast_track"},
    ),
    "forbidden": ("[中国]", ["中国"]),
    "located_in": ("[上海市]", ["上海市"]),
    "industry_section": ("[M]", ["M"]),
    "ends_period": ("{from: begun, years: 2}", {"from": "begun", "years": 2}),
    "differs_from": ("{fields: [lead]}", {"fields": ["lead"]}),
    "sum_of": ("[grant, own]", ["grant", "own"]),
    "when": (
        "[{if: {field: kind, equals: 企业}, then: {at_least_of: {field: grant, times: 2}}}]",
        [
            {
                "if": {"field": "kind", "equals": "企业"},
                "then": {"at_least_of": {"field": "grant", "times": 2}},
            }
        ],
    ),
    "word_count": ("{min: 400, max: 600}", {"min": 400, "max": 600}),
}
HEADINGS = {
    "2020": "2020年",
    "2021": "2021年",
    "2022": "2022年",
    "begun": "开始日期",
    "employees": "从业人数（人）",
    "founded": "企业工商登记日期",
    "grant": "申请资助（万元）",
    "kind": "申报主体",
    "lead": "牵头单位",
    "own": "自筹经费（万元）",
    "rd_spending.2022": "研发经费总额（万元） · 2022年",
    "revenue.2022": "营业收入（万元） · 2022年",
    "total": "总投资（万元）",
}
README = shipped_schemas() / "README.md"
TABLE = re.compile(r"<!-- rules:[^>]*-->\n(.*?)\n?<!-- /rules -->", re.DOTALL)


def rules_table() -> str:
    """The table of rules as schemas/README.md must have it."""
    lines = ["| rule | written | reads |", "|---|---|---|"]
    for rule in RULES:
        written, argument = SAMPLES[rule.name]
        words = rule.words(argument, HEADINGS.__getitem__).replace("|", "\\|")
        lines.append(f"| `{rule.name}` | `{written}` | {words} |")
    return "\n".join(lines)


def test_every_rule_has_a_sample_and_no_sample_is_left_over() -> None:
    assert list(SAMPLES.keys() ^ {rule.name for rule in RULES}) == []


def test_the_table_of_rules_is_not_stale() -> None:
    found = TABLE.search(README.read_text(encoding="utf-8"))
    assert found is not None
    assert found[1] == rules_table()


@pytest.mark.parametrize(
    ("heading", "keys"),
    [
        ("## campaign.yaml", lint.CAMPAIGN_KEYS),
        ("## A board's file", lint.BOARD_KEYS),
        ("## schema: the columns", lint_columns.META_KEYS),
    ],
)
def test_the_tables_of_keys_are_not_stale(heading: str, keys: dict[str, Shape]) -> None:
    section = README.read_text(encoding="utf-8").split(f"{heading}\n")[1].split("\n## ")[0]
    firsts = [line.split("|")[1] for line in section.splitlines() if line.startswith("| `")]
    named = [name for cell in firsts for name in re.findall(r"`([a-z_]+)`", cell)]
    assert sorted(named) == sorted(keys)


if __name__ == "__main__":
    sys.stdout.write(rules_table() + "\n")
