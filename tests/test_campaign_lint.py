"""What `toolkit lint` says of an unsound campaign: each fault at its file, line and key."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from test_campaign import BOARD, CAMPAIGN, REGISTRY, write_campaign

from toolkit.campaign import lint_campaign

COLUMNS = """\
id: firms
title: 企业榜
subject: {name: name}
schema:
  name: {type: string, required: true, meta: {header: 名称}}
"""


def faults(folder: Path, **files: str) -> list[str]:
    """The places of all problems: file name, line, key."""
    problems = lint_campaign(write_campaign(folder, **files))
    return [f"{p.file.removeprefix('small/')}:{p.line} {p.key}".rstrip() for p in problems]


def messages(folder: Path, **files: str) -> str:
    return "\n".join(str(problem) for problem in lint_campaign(write_campaign(folder, **files)))


def test_a_sound_campaign_has_no_problem(tmp_path: Path) -> None:
    assert faults(tmp_path) == []


# ---------------------------------------------------------------- the YAML itself


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("id: small\ntitle: [小\nboards: [firms]\n", "campaign.yaml:3"),
        ("id: small\n\ttitle: 小\n", "campaign.yaml:2"),
        ("id: small\ntitle: a: b\n", "campaign.yaml:2"),
        ("id: small\nid: small\n", "campaign.yaml:2 id"),
        ("id: small\n2022: 新\n", "campaign.yaml:2 2022"),
        ("id: small\n? [a, b]\n: 新\n", "campaign.yaml:2"),
        ("id: &x small\ntitle: *x\n", "campaign.yaml:1"),
        ("id: small\nlists: &all [a]\n", "campaign.yaml:2"),
        ("id: small\n<<: {title: 小}\n", "campaign.yaml:2"),
        ("id: small\ntitle: !!python/name:os.system\n", "campaign.yaml:2 title"),
        ("id: small\ntitle: !own 小\n", "campaign.yaml:2 title"),
        ("id: small\nstacking: !!int 很多\n", "campaign.yaml:2 stacking"),
        ("id: small\nlists: .inf\n", "campaign.yaml:2 lists"),
        ("id: small\n---\nid: small\n", "campaign.yaml:2"),
        ("id: small\nlists: " + "[" * 60 + "]" * 60 + "\n", "campaign.yaml:2"),
        ("id: small\x07\n", "campaign.yaml:1"),
        ("- small\n", "campaign.yaml:1"),
        ("", "campaign.yaml:1"),
    ],
)
def test_faults_of_writing(tmp_path: Path, text: str, place: str) -> None:
    assert place in faults(tmp_path, campaign=text)


def test_a_file_that_is_not_utf8_is_named(tmp_path: Path) -> None:
    small = write_campaign(tmp_path)
    (small / "firms.yaml").write_bytes(BOARD.encode("gb18030"))
    assert [(p.file, p.line) for p in lint_campaign(small)] == [("small/firms.yaml", 1)]


def test_a_folder_without_campaign_yaml_is_one_problem(tmp_path: Path) -> None:
    (tmp_path / "small").mkdir()
    assert [str(problem) for problem in lint_campaign(tmp_path / "small")] == [
        "small/campaign.yaml:1：文件不存在或无法打开"
    ]


def test_an_integer_key_says_how_to_write_it(tmp_path: Path) -> None:
    registry = REGISTRY.replace('"2024": {', "2024: {")
    assert 'small/registry.yaml:3 schemas.years.2024：键要加引号："2024"' in messages(
        tmp_path, registry=registry
    )


def test_words_that_yaml_takes_for_truth_values_are_keys_as_written(tmp_path: Path) -> None:
    born = (
        "  born: {type: date, meta: {header: 出生日期},"
        ' age_at_most: {years: 40, on: "2025-12-31"}}\n'
    )
    assert faults(tmp_path, firms=COLUMNS + born) == []


# ---------------------------------------------------------------- campaign.yaml


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("source: 某发〔2025〕1号\n", "", "campaign.yaml:1"),
        ("id: small", "id: smal", "campaign.yaml:1 id"),
        ("title: 小征集", "title: 2025", "campaign.yaml:2 title"),
        ("stacking: true", "stacking: 可以", "campaign.yaml:6 stacking"),
        ("学会、协会", "学会；协会", "campaign.yaml:5 channels.1"),
        ("高校]", "高校, 高校]", "campaign.yaml:5 channels.3"),
        ("Q201", "Q999", "campaign.yaml:8 severities.Q999"),
        ("query}", "warning}", "campaign.yaml:8 severities.Q201"),
        ("query}", "error}", "campaign.yaml:8 severities.Q201"),
        ("[firms]", "[firms, teams]", "campaign.yaml:7 boards.2"),
        ("[firms]", "[firms, firms]", "campaign.yaml:7 boards.2"),
        ("[firms]", "[]", "campaign.yaml:7 boards"),
        ("title: 园区", "title: 往届入选", "campaign.yaml:9 lists.1.title"),
        (", column: 名称", "", "campaign.yaml:9 lists.1"),
        (
            "column: 名称}",
            "column: 名称}, {id: parks, title: 园 区, column: 名称}",
            "campaign.yaml:9 lists.2.id",
        ),
    ],
)
def test_faults_of_a_campaign(tmp_path: Path, old: str, new: str, place: str) -> None:
    assert old in CAMPAIGN
    assert place in faults(tmp_path, campaign=CAMPAIGN.replace(old, new))


def test_an_unknown_key_is_told_the_nearest_known_one(tmp_path: Path) -> None:
    campaign = CAMPAIGN.replace("stacking", "staking")
    assert "不认识“staking”，是否想写“stacking”？" in messages(tmp_path, campaign=campaign)


def test_a_board_file_that_no_one_names_is_a_problem(tmp_path: Path) -> None:
    assert faults(tmp_path, teams=BOARD) == ["campaign.yaml:7 boards"]


def test_two_boards_must_not_share_a_title(tmp_path: Path) -> None:
    campaign = CAMPAIGN.replace("[firms]", "[firms, teams]")
    teams = BOARD.replace("id: firms", "id: teams")
    assert faults(tmp_path, campaign=campaign, teams=teams) == ["teams.yaml:2 title"]


# ---------------------------------------------------------------- a board


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("id: firms", "id: firm", "firms.yaml:1 id"),
        ("subject: {name: name, code: code}\n", "", "firms.yaml:1"),
        ("name: name, code", "code", "firms.yaml:3 subject"),
        ("code: code}", "code: uscc}", "firms.yaml:3 subject.code"),
        ("field: area", "field: sales.2024", "firms.yaml:4 field"),
        ("field: area\n", "order: area\n", "firms.yaml:4 order"),
        ("field: area\n", "", "firms.yaml:4 quota.1.per.2"),
        ("limit: 3", "limit: -3", "firms.yaml:5 quota.1.limit"),
        ("limit: 3", "limit: true", "firms.yaml:5 quota.1.limit"),
        ("per: [name]", "per: [nam]", "firms.yaml:5 quota.2.per.1"),
        ("per: [name]", "par: [name]", "firms.yaml:5 quota.2.par"),
        ("keep: latest", "keep: newest", "firms.yaml:6 keep"),
        ("years: [2024]", 'years: ["2024"]', "firms.yaml:7 past.years"),
        ("list: parks", "list: park", "firms.yaml:8 conditions.1.list"),
        ("parks, field: area", "parks, field: aria", "firms.yaml:8 conditions.1.field"),
        ("severity: query}]", "severity: maybe}]", "firms.yaml:8 conditions.1.severity"),
        ("columns: [area]", "columns: [sales]", "firms.yaml:9 review.columns.1"),
        ("metrics: [sales]", "metrics: [area]", "firms.yaml:9 review.metrics.1"),
        ("max: 60", "max: 六十", "firms.yaml:9 review.scores.1.max"),
        ("body: 秘书处, ", "", "firms.yaml:9 review"),
        ("body: 秘书处", "body: 秘书处, bodies: {丙: 协会}", "firms.yaml:9 review.bodies.丙"),
        ("body: 秘书处", "body: 秘书处, bodies: {甲: 5}", "firms.yaml:9 review.bodies.甲"),
    ],
)
def test_faults_of_a_board(tmp_path: Path, old: str, new: str, place: str) -> None:
    assert old in BOARD
    assert place in faults(tmp_path, firms=BOARD.replace(old, new))


def test_a_board_without_columns_is_a_problem(tmp_path: Path) -> None:
    text = "id: firms\ntitle: 企业榜\nsubject: {name: name}\nschema: {}\n"
    assert faults(tmp_path, firms=text) == ["firms.yaml:3 subject.name", "firms.yaml:4 schema"]


def test_a_board_that_is_a_list_is_a_problem(tmp_path: Path) -> None:
    assert faults(tmp_path, firms="- name\n") == ["firms.yaml:1"]


# ---------------------------------------------------------------- columns


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ("  x: {meta: {header: 甲}}", "x"),
        ("  x: {type: text, meta: {header: 甲}}", "x.type"),
        ("  x: {type: string}", "x"),
        ("  x: {type: string, meta: {}}", "x.meta"),
        ("  x: {type: string, meta: {heading: 甲}}", "x.meta.heading"),
        ("  x: {type: string, meta: {header: 2022}}", "x.meta.header"),
        ("  x: {type: string, meta: {header: 甲, also: 乙}}", "x.meta.also"),
        ("  x: {type: list, meta: {header: 甲, example: [乙]}}", "x.meta.example"),
        ("  x: {type: string, lenght: 3, meta: {header: 甲}}", "x.lenght"),
        ("  x: {type: string, required: 是, meta: {header: 甲}}", "x.required"),
        ("  x: {type: string, meta: {header: 甲, as: percent}}", "x.meta.as"),
        ("  x: {type: number, meta: {header: 甲, as: text}}", "x.meta.as"),
        ("  x: {type: number, meta: {header: 甲, as: money}}", "x.meta.as"),
        ("  x: {type: string, meta: {header: 甲, severity: {V1: note}}}", "x.meta.severity.V1"),
        ("  x: {type: string, meta: {header: 甲, severity: {V101: 轻}}}", "x.meta.severity.V101"),
        ("  x: {type: string, meta: {header: 甲, condition: [phone]}}", "x.meta.condition.1"),
        ("  x: {type: number, mean_of: [y], meta: {header: 甲}}", "x.mean_of"),
        ("  x: {type: number, ratio_of: [name], meta: {header: 甲}}", "x.ratio_of"),
        ("  x: {type: string, allowed: [甲, no], meta: {header: 甲}}", "x.allowed.2"),
        ("  x: {type: string, allowed: [[甲]], meta: {header: 甲}}", "x.allowed.1"),
        ('  x: {type: string, regex: "[0-9", meta: {header: 甲}}', "x.regex"),
        ('  x: {type: date, not_after: "2022-06-31", meta: {header: 甲}}', "x.not_after"),
        ("  x.y: {type: string, meta: {header: 甲}}", "x.y"),
        ('  "": {type: string, meta: {header: 甲}}', ""),
        ("  x: phone2", "x"),
        ("  x: 3", "x"),
        ("  x: {type: string, meta: {header: 名 称}}", "x.meta.header"),
        ("  x: {type: string, meta: {header: 甲, also: [甲：]}}", "x.meta.also.1"),
        ("  x: {type: dict, meta: {header: 甲}}", "x.schema"),
        ("  x: {type: dict, schema: yeers, meta: {header: 甲}}", "x.schema"),
        ("  x: {type: dict, schema: years, min: 0, meta: {header: 甲}}", "x.min"),
        ("  x: {type: dict, schema: years, meta: {header: 名称}}", "x.meta.header"),
        ("  x: {type: dict, schema: years, meta: {header: 甲, unit: 万元}}", "x.meta.unit"),
        (
            "  x: {type: dict, meta: {header: 甲}, schema: {y: {type: dict, schema: years}}}",
            "x.schema.y",
        ),
    ],
)
def test_faults_of_a_column(tmp_path: Path, line: str, place: str) -> None:
    where = f"firms.yaml:6 schema.{place}".rstrip()
    assert where in faults(tmp_path, firms=f"{COLUMNS}{line}\n")


def test_bodies_by_field_need_the_column_with_the_field(tmp_path: Path) -> None:
    without = BOARD.replace("field: area\nquota: [{limit: 3, per: [unit, field]}, ", "quota: [")
    bodied = without.replace("body: 秘书处", "body: 秘书处, bodies: {甲: 协会}")
    assert faults(tmp_path, firms=bodied) == ["firms.yaml:8 review.bodies"]


@pytest.mark.parametrize(
    ("quota", "places"),
    [
        ("{limit: 1, per: [owner], boards: [firms]}", []),
        ("{limit: 1, per: [name], boards: [firms]}", []),
        ("{limit: 1, per: [owner], boards: []}", ["campaign.yaml:10 quotas.1.boards"]),
        ("{limit: 1, per: [owner], boards: [firm]}", ["campaign.yaml:10 quotas.1.boards.1"]),
        ("{limit: 1, per: [nam], boards: [firms]}", ["campaign.yaml:10 quotas.1.per.1"]),
        ("{limit: 1, per: [field], boards: [firms]}", ["campaign.yaml:10 quotas.1.per.1"]),
        ("{limit: 1, per: [owner]}", ["campaign.yaml:10 quotas.1"]),
    ],
)
def test_quotas_over_several_boards(tmp_path: Path, quota: str, places: list[str]) -> None:
    campaign = f"{CAMPAIGN.rstrip()}\nquotas: [{quota}]\n"
    assert faults(tmp_path, campaign=campaign) == places


def test_a_fault_in_a_shared_piece_is_told_once_where_it_is_written(tmp_path: Path) -> None:
    registry = REGISTRY.replace("{header: 2024年}", "{heading: 2024年}")
    assert faults(tmp_path, registry=registry) == [
        "registry.yaml:3 schemas.years.2024.meta.heading",
        "registry.yaml:3 schemas.years.2024.meta",
    ]


def test_a_piece_that_no_registry_further_out_holds_is_told_where_it_is_written(
    tmp_path: Path,
) -> None:
    registry = f"{REGISTRY}  mobile: {{piece: mobile, meta: {{header: 手机}}}}\n"
    firms = BOARD.replace("phone: phone", "phone: mobile")
    assert faults(tmp_path, registry=registry, firms=firms) == [
        "registry.yaml:8 rules.mobile.piece"
    ]


def test_a_rule_in_a_shared_piece_may_name_columns_of_the_board(tmp_path: Path) -> None:
    registry = REGISTRY.replace("field: name", "field: nome")
    assert faults(tmp_path, registry=registry) == [
        "registry.yaml:4 schemas.years.2025.required_when",
        "registry.yaml:4 schemas.years.2025.required_when",
    ]


def test_arguments_are_judged_by_the_callers_check(tmp_path: Path) -> None:
    def fits(constraint: Mapping[str, Any], argument: Any) -> tuple[str, ...]:
        return ("太短",) if argument == ["2024", "2025"] else ()

    problems = lint_campaign(write_campaign(tmp_path), fits)
    assert [str(problem) for problem in problems] == [
        "small/registry.yaml:5 schemas.years.mean.mean_of：太短"
    ]
