"""Loading: YAML in, a Campaign out; local changes, digests, folders."""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path

import pytest

from toolkit.campaign import find_campaigns, load_campaign, parse_changes, shipped_schemas
from toolkit.codes import CATALOGUE
from toolkit.errors import CampaignError, UsageError
from toolkit.model import ListCondition, Quota, ReferenceList, Severity

CAMPAIGN = """\
id: small
title: 小征集
source: 某发〔2025〕1号
deadline: "2025-09-30 24:00"
channels: [学会、协会, 高校]
stacking: true
boards: [firms]
severities: {Q201: query}
lists: [{id: parks, title: 园区, column: 名称}]
"""

REGISTRY = """\
schemas:
  years:
    "2024": {type: number, meta: {header: 2024年}}
    "2025": {type: number, required_when: {field: name, given: true}, meta: {header: 2025年}}
    mean: {type: number, mean_of: ["2024", "2025"], meta: {header: 平均值}}
rules:
  phone: {type: string, phone: any, meta: {header: 电话, as: text}}
"""

BOARD = """\
id: firms
title: 企业榜
subject: {name: name, code: code}
field: area
quota: [{limit: 3, per: [unit, field]}, {limit: 1, per: [name]}]
keep: latest
past: {titles: [老榜], years: [2024]}
conditions: [{list: parks, field: area, words: 在园区内, severity: query}]
review: {body: 秘书处, columns: [area], metrics: [sales], scores: [{title: 创新, max: 60}]}
schema:
  name: {type: string, required: true, meta: {header: 名称, also: [单位名称]}}
  code: {type: string, credit_code: true, meta: {header: 代码, severity: {V403: error}}}
  area: {type: string, allowed: [甲, 乙], meta: {header: 领域, condition: [allowed]}}
  phone: phone
  sales: {type: dict, required: true, schema: years, meta: {header: 收入, also: [销售收入]}}
  spent: {type: dict, schema: years, meta: {header: 支出}}
"""


def write_campaign(folder: Path, **files: str) -> Path:
    """A campaign folder `small` with the files above, or others in their place."""
    campaign = folder / "small"
    campaign.mkdir()
    texts = {"campaign": CAMPAIGN, "registry": REGISTRY, "firms": BOARD, **files}
    for name, text in texts.items():
        (campaign / f"{name}.yaml").write_text(text, encoding="utf-8")
    return campaign


@pytest.fixture
def small(tmp_path: Path) -> Path:
    return write_campaign(tmp_path)


def test_a_campaign_is_loaded_with_everything_it_says(small: Path) -> None:
    campaign = load_campaign(small)
    assert (campaign.id, campaign.title) == ("small", "小征集")
    assert campaign.source == "某发〔2025〕1号"
    assert campaign.deadline == datetime(2025, 10, 1)
    assert campaign.channels == ("学会、协会", "高校")
    assert campaign.stacking is True
    assert campaign.lists == (ReferenceList("parks", "园区", "名称"),)


def test_severities_are_the_catalogues_with_the_campaigns_own(small: Path) -> None:
    severities = load_campaign(small).severities
    assert severities["Q201"] is Severity.QUERY
    others = {code.code: code.severity for code in CATALOGUE if code.code != "Q201"}
    assert {code: severities[code] for code in others} == others
    assert len(severities) == len(CATALOGUE)


def test_a_board_is_loaded_with_everything_it_says(small: Path) -> None:
    board = load_campaign(small).board("firms")
    assert (board.name_key, board.code_key, board.field_key) == ("name", "code", "area")
    assert (board.rank_key, board.unit_key, board.region_key) == ("", "", "")
    assert board.quotas == (Quota(3, ("unit", "field")), Quota(1, ("name",)))
    assert board.keep == "latest"
    assert (board.past_titles, board.past_years) == (("老榜",), (2024,))
    assert board.list_conditions == (
        ListCondition("parks", "area", Severity.QUERY, "在园区内", ""),
    )
    assert board.review is not None
    assert board.review.scores == (("创新", 60),)
    assert board.review.metrics == ("sales",)


def test_groups_and_shared_pieces_become_leaves_in_order(small: Path) -> None:
    board = load_campaign(small).board("firms")
    assert [(field.key, field.heading) for field in board.fields] == [
        ("name", "名称"),
        ("code", "代码"),
        ("area", "领域"),
        ("phone", "电话"),
        ("sales.2024", "收入 · 2024年"),
        ("sales.2025", "收入 · 2025年"),
        ("sales.mean", "收入 · 平均值"),
        ("spent.2024", "支出 · 2024年"),
        ("spent.2025", "支出 · 2025年"),
        ("spent.mean", "支出 · 平均值"),
    ]
    assert board.field("sales.2024").group_also == ("销售收入",)
    assert board.field("name").also == ("单位名称",)


def test_a_piece_may_be_one_of_a_registry_further_out_changed(tmp_path: Path) -> None:
    shared = "rules:\n  phone: {type: string, phone: any, meta: {header: 电话, private: true}}\n"
    (tmp_path / "registry.yaml").write_text(shared, encoding="utf-8")
    own = "rules:\n  phone: {piece: phone, required: true, meta: {header: 手机}}\n"
    registry = REGISTRY.partition("rules:")[0] + own
    field = load_campaign(write_campaign(tmp_path, registry=registry)).board("firms").field("phone")
    assert field.rules == {"type": "string", "phone": "any", "required": True}
    assert field.meta == {"header": "手机", "private": True}


def test_a_required_group_requires_every_leaf_but_means(small: Path) -> None:
    board = load_campaign(small).board("firms")
    assert [field.key for field in board.fields if field.required] == [
        "name",
        "sales.2024",
        "sales.2025",
        "spent.2025",
    ]


def test_a_leaf_with_a_when_may_be_blank_even_in_a_required_group(small: Path) -> None:
    rules = {field.key: field.rules for field in load_campaign(small).board("firms").fields}
    assert rules["sales.2024"] == {"type": "number", "required": True}
    assert rules["sales.2025"] == {
        "type": "number",
        "required_when": {"field": "name", "given": True},
        "nullable": True,
    }
    assert rules["sales.mean"]["nullable"] is True
    assert rules["spent.2024"] == {"type": "number", "nullable": True}


def test_the_schema_is_plain_cerberus_with_pieces_expanded(small: Path) -> None:
    schema = load_campaign(small).board("firms").schema
    assert list(schema) == ["name", "code", "area", "phone", "sales", "spent"]
    assert schema["phone"] == {
        "type": "string",
        "phone": "any",
        "meta": {"header": "电话", "as": "text"},
        "nullable": True,
    }
    assert schema["sales"]["type"] == "dict"
    assert list(schema["sales"]["schema"]) == ["2024", "2025", "mean"]
    assert "required" not in schema["sales"]


def test_severities_and_conditions_of_a_column(small: Path) -> None:
    board = load_campaign(small).board("firms")
    assert board.field("code").severities == {"V403": Severity.ERROR}
    assert board.field("area").conditions == ("allowed",)


@pytest.mark.parametrize(
    ("written", "passes_at"),
    [
        ('"2025-09-30 24:00"', datetime(2025, 10, 1)),
        ('"2025-09-30 17:30"', datetime(2025, 9, 30, 17, 30)),
        ("2025-09-30 17:30:00", None),
        ("2025-09-30", datetime(2025, 10, 1)),
        ('"2025-02-30"', None),
        ('"2025-09-30 24:01"', None),
        ("月底", None),
    ],
)
def test_deadlines(tmp_path: Path, written: str, passes_at: datetime | None) -> None:
    small = write_campaign(tmp_path, campaign=CAMPAIGN.replace('"2025-09-30 24:00"', written))
    if passes_at is None:
        with pytest.raises(CampaignError, match=r"small/campaign\.yaml:4 deadline："):
            load_campaign(small)
    else:
        assert load_campaign(small).deadline == passes_at


def test_every_problem_of_an_unsound_campaign_stands_on_its_own_line(tmp_path: Path) -> None:
    small = write_campaign(
        tmp_path,
        campaign=CAMPAIGN.replace("title: 小", "titel: 小"),
        firms=BOARD.replace("keep: latest", "keep: newest"),
    )
    with pytest.raises(CampaignError) as caught:
        load_campaign(small)
    places = [line.split("：")[0] for line in caught.value.message.splitlines()]
    assert places == [
        "small/campaign.yaml:1",
        "small/campaign.yaml:2 titel",
        "small/firms.yaml:6 keep",
    ]
    assert "toolkit lint" in caught.value.hint


# ---------------------------------------------------------------- local changes


def changes_file(folder: Path, text: str) -> Path:
    path = folder / "征集.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_local_changes_are_applied(tmp_path: Path, small: Path) -> None:
    text = "campaign: small\ndeadline: 2025-10-15\nseverities: {V101: query}\nquotas: {firms: 6}\n"
    campaign_id, changes = parse_changes(changes_file(tmp_path, text))
    campaign = load_campaign(small, changes)
    assert campaign_id == "small"
    assert campaign.deadline == datetime(2025, 10, 16)
    assert campaign.severities["V101"] is Severity.QUERY
    assert campaign.severities["Q201"] is Severity.QUERY
    assert campaign.board("firms").quotas == (Quota(6, ("unit", "field")), Quota(1, ("name",)))


def test_keys_left_empty_change_nothing(tmp_path: Path, small: Path) -> None:
    text = "campaign: small\ndeadline:\nseverities:\nquotas:\n"
    _, changes = parse_changes(changes_file(tmp_path, text))
    assert load_campaign(small, changes) == load_campaign(small)


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("deadline: 2025-10-15\n", ["征集.yaml:1"]),
        ("campaign: small\ndedline: 2025-10-15\n", ["征集.yaml:2 dedline"]),
        ("campaign: small\ndeadline: 明天\n", ["征集.yaml:2 deadline"]),
        ("campaign: small\nseverities:\n  V999: note\n", ["征集.yaml:3 severities.V999"]),
        ("campaign: small\nseverities: {V101: mild}\n", ["征集.yaml:2 severities.V101"]),
        ("campaign: small\nquotas: {firms: many}\n", ["征集.yaml:2 quotas.firms"]),
        ("campaign: small\nquotas: 6\n", ["征集.yaml:2 quotas"]),
        ("campaign: small\nquotas: {firms: 6\n", ["征集.yaml:2"]),
        ("- small\n", ["征集.yaml:1"]),
        ("", ["征集.yaml:1"]),
    ],
)
def test_unsound_local_changes_say_where(tmp_path: Path, text: str, places: list[str]) -> None:
    with pytest.raises(CampaignError) as caught:
        parse_changes(changes_file(tmp_path, text))
    assert [line.split("：")[0] for line in caught.value.message.splitlines()] == places


def test_a_quota_for_an_unknown_board_says_where(tmp_path: Path, small: Path) -> None:
    text = "campaign: small\nquotas:\n  firm: 6\n"
    _, changes = parse_changes(changes_file(tmp_path, text))
    with pytest.raises(CampaignError, match=r"^征集\.yaml:3 quotas\.firm：.*“firms”"):
        load_campaign(small, changes)


def test_a_quota_where_units_have_none_is_refused(tmp_path: Path) -> None:
    board = BOARD.replace("quota: [{limit: 3, per: [unit, field]}, ", "quota: [")
    small = write_campaign(tmp_path, firms=board)
    with pytest.raises(CampaignError, match=r"^征集\.yaml:1 quotas\.firms："):
        load_campaign(small, {"quotas": {"firms": 6}})


def test_a_missing_changes_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(CampaignError, match=r"^征集\.yaml:1："):
        parse_changes(tmp_path / "征集.yaml")


# ---------------------------------------------------------------- digests and folders


def test_the_digest_follows_contents_and_changes_and_nothing_else(
    tmp_path: Path, small: Path
) -> None:
    copied = tmp_path / "elsewhere" / "small"
    shutil.copytree(small, copied)
    digest = load_campaign(small).digest
    assert load_campaign(copied).digest == digest
    assert load_campaign(copied, {}).digest == digest
    assert load_campaign(copied, {"quotas": {"firms": 6}}).digest != digest
    board = copied / "firms.yaml"
    board.write_text(board.read_text(encoding="utf-8") + "# 注\n", encoding="utf-8")
    assert load_campaign(copied).digest != digest


def test_the_digest_knows_the_pieces_that_campaigns_share(tmp_path: Path) -> None:
    (tmp_path / "registry.yaml").write_text(
        "rules:\n  remark: {type: string, meta: {header: 备注, example: 无}}\n", encoding="utf-8"
    )
    small = write_campaign(tmp_path, firms=f"{BOARD}  remark: remark\n")
    digest = load_campaign(small).digest
    (tmp_path / "registry.yaml").write_text(
        "rules:\n  remark: {type: string, meta: {header: 说明, example: 无}}\n", encoding="utf-8"
    )
    assert load_campaign(small).digest != digest


def test_the_digest_does_not_depend_on_where_a_change_is_written(
    tmp_path: Path, small: Path
) -> None:
    one = changes_file(tmp_path, "campaign: small\nquotas: {firms: 6}\ndeadline: 2025-10-15\n")
    digests = {load_campaign(small, parse_changes(one)[1]).digest}
    two = changes_file(
        tmp_path, "# 本地\ndeadline: 2025-10-15\nquotas: {firms: 6}\ncampaign: small\n"
    )
    digests.add(load_campaign(small, parse_changes(two)[1]).digest)
    assert len(digests) == 1


def test_campaigns_are_found_in_folders_and_as_folders(tmp_path: Path, small: Path) -> None:
    (tmp_path / "notes").mkdir()
    assert find_campaigns(tmp_path) == {"small": small}
    assert find_campaigns(small) == {"small": small}


def test_a_later_folder_replaces_a_campaign_of_the_same_id(tmp_path: Path, small: Path) -> None:
    own = tmp_path / "own" / "small"
    shutil.copytree(small, own)
    assert find_campaigns(tmp_path, tmp_path / "own") == {"small": own}


def test_a_schema_folder_that_does_not_exist_is_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="nowhere"):
        find_campaigns(tmp_path / "nowhere")


def test_shipped_campaigns_are_found() -> None:
    assert list(find_campaigns(shipped_schemas())) == [
        "accelerator-2025",
        "ai-plus-2025",
        "ai-product-2025",
        "bci-championship-2025",
        "delta-research-2025",
        "digital-ad-2025",
        "engineer-2025",
        "explorer-2025",
        "fintech-2025",
        "future-scene-2025",
        "hnte-award-2024",
        "innovation-challenge-8",
        "kcxf-2024",
        "kcxf-2025",
        "kczg-2022",
        "key-technology-2025",
        "metaverse-2025",
        "partner-research-2025",
        "proving-ground-2025",
        "s-generation-2025",
        "service-fund",
        "smart-manufacturing-2025",
        "sme-2025",
        "star-team-2025",
        "startup-contest-2025",
        "strategic-6g-2025",
        "tech-tender-2025",
        "zhangjiang-2025",
    ]
