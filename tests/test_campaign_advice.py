"""What `toolkit lint` advises on a sound campaign: at which line, and that it stops nobody."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from test_campaign import write_campaign

from toolkit.campaign import advise_on_campaign, find_campaigns, shipped_schemas
from toolkit.cli import main

HEAD = "id: firms\ntitle: 企业榜\nsubject: {name: name}\n"
NAME = "  name: {type: string, required: true, meta: {header: 名称, example: 某某公司}}\n"
OTHER = HEAD.replace("firms", "parks").replace("企业", "园区")


def advice(folder: Path, **files: str) -> list[str]:
    found = advise_on_campaign(write_campaign(folder, **files))
    return [f"{each.file.removeprefix('small/')}:{each.line} {each.key}" for each in found]


def board(*columns: str, head: str = HEAD) -> str:
    return "\n".join((f"{head}schema:\n{NAME.rstrip()}", *(f"  {column}" for column in columns)))


def test_nothing_to_advise(tmp_path: Path) -> None:
    column = "area: {type: string, allowed: [甲, 乙], meta: {header: 领域, source: 通知 二}}"
    assert advice(tmp_path, firms=board(column)) == []


@pytest.mark.parametrize(
    "rules",
    [
        "allowed: [甲, 乙]",
        "word_count: {max: 200}",
        "forbidden: [甲]",
        "when: [{if: {field: name, given: true}, then: {allowed: [甲]}}]",
    ],
)
def test_a_rule_of_a_notice_names_its_clause(tmp_path: Path, rules: str) -> None:
    column = f"area: {{type: string, {rules}, meta: {{header: 领域}}}}"
    assert advice(tmp_path, firms=board(column)) == ["firms.yaml:6 schema.area"]


def test_a_bound_that_goes_without_saying_needs_none(tmp_path: Path) -> None:
    columns = (
        "people: {type: integer, min: 1, meta: {header: 人数}}",
        "years: {type: integer, min: 10, meta: {header: 年限}}",
    )
    assert advice(tmp_path, firms=board(*columns)) == ["firms.yaml:7 schema.years"]


def test_a_condition_needs_a_clause_whatever_its_rule(tmp_path: Path) -> None:
    column = "place: {type: string, region: mainland, meta: {header: 所在地, condition: [region]}}"
    assert advice(tmp_path, firms=board(column)) == ["firms.yaml:6 schema.place"]


def test_the_source_of_a_merged_heading_goes_for_its_columns(tmp_path: Path) -> None:
    group = (
        "level: {type: dict, meta: {header: 程度, source: 通知 附件2}, schema: "
        '{"2025": {type: string, allowed: [高, 低], meta: {header: 2025年}}}}'
    )
    assert advice(tmp_path, firms=board(group)) == []


def test_a_column_without_words(tmp_path: Path) -> None:
    columns = (
        "note: {type: string, meta: {header: 备注}}",
        "post: {type: string, regex: '[0-9]{6}', meta: {header: 邮编, example: '100000'}}",
    )
    assert advice(tmp_path, firms=board(*columns)) == [
        "firms.yaml:6 schema.note",
        "firms.yaml:7 schema.post",
    ]


def test_quotas_conditions_and_lines_for_reviewers_name_their_clauses(tmp_path: Path) -> None:
    head = (
        f"{HEAD}quota: [{{limit: 1, per: [name]}}]\n"
        "conditions: [{list: parks, field: name, words: 在园区内}]\n"
        "for_reviewers: [社会信誉良好, 业绩突出（通知 二）]\n"
    )
    assert advice(tmp_path, firms=board(head=head)) == [
        "firms.yaml:4 quota.1",
        "firms.yaml:5 conditions.1",
        "firms.yaml:6 for_reviewers.1",
    ]


CAMPAIGN = "id: small\ntitle: 小征集\nsource: 某发1号\nboards: [firms, parks]\n"


def choices(listed: str) -> str:
    return f"area: {{type: string, allowed: [{listed}], meta: {{header: 领域, source: 通知 二}}}}"


@pytest.mark.parametrize(
    ("listed", "found"),
    [
        ("甲, 乙, 丙", []),  # the same
        ("甲, 乙, 丁", ["parks.yaml:6 schema.area.allowed"]),
        ("戊, 己, 庚", []),  # of something else
    ],
)
def test_choices_that_differ_a_little(tmp_path: Path, listed: str, found: list[str]) -> None:
    boards = {
        "firms": board(choices("甲, 乙, 丙")),
        "parks": board(choices(listed), head=OTHER),
    }
    assert advice(tmp_path, campaign=CAMPAIGN, **boards) == found


def test_the_column_that_tells_the_board_needs_nothing(tmp_path: Path) -> None:
    told = "kind: {type: string, allowed: [企业榜], meta: {header: 类别}}"
    assert advice(tmp_path, firms=board(told, head=f"{HEAD}told_by: kind\n")) == []


def test_a_quota_over_several_boards_names_its_clause(tmp_path: Path) -> None:
    campaign = f"{CAMPAIGN}quotas: [{{limit: 1, per: [name], boards: [firms, parks]}}]\n"
    boards = {"firms": board(), "parks": board(head=OTHER)}
    assert advice(tmp_path, campaign=campaign, **boards) == ["campaign.yaml:5 quotas.1"]


def test_an_unsound_campaign_is_not_advised(tmp_path: Path) -> None:
    assert advice(tmp_path, firms=board("area: {type: text, meta: {header: 领域}}")) == []


def test_lint_prints_advice_and_ends_with_0(tmp_path: Path) -> None:
    folder = write_campaign(tmp_path, firms=board("note: {type: string, meta: {header: 备注}}"))
    result = CliRunner().invoke(main, ["lint", str(folder)])
    assert result.exit_code == 0
    assert result.stdout.startswith("建议 small/firms.yaml:6 schema.note：没有说明怎么填")
    assert "0 个问题，另有 1 条建议" in result.stderr


@pytest.mark.parametrize("folder", find_campaigns(shipped_schemas()).values(), ids=str)
def test_nothing_is_to_be_advised_on_campaigns_that_ship(folder: Path) -> None:
    assert [str(each) for each in advise_on_campaign(folder)] == []
