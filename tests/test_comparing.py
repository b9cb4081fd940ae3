"""`toolkit compare`: two years of a small campaign, and workbooks filled for the first."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlsxwriter
from click.testing import CliRunner, Result

from toolkit.campaign import load_campaign
from toolkit.cli import main
from toolkit.comparing import compare_campaigns

OLD = {
    "campaign": (
        'id: award-2024\ntitle: 2024年评选\nsource: 某发〔2024〕1号\ndeadline: "2024-10-20 24:00"\n'
        "channels: [学会, 高校]\nboards: [pioneer, street]\n"
    ),
    "pioneer": """\
id: pioneer
title: 先锋企业
subject: {name: company}
quota: [{limit: 5, per: [unit]}]
schema:
  company: {type: string, required: true, meta: {header: 企业名称}}
  trade: {type: string, required: true, allowed: [材料, 能源, 医药], meta: {header: 行业}}
  people: {type: integer, max: 500, meta: {header: 人数}}
  grown: {type: number, meta: {header: 增长率, as: percent}}
  motto: {type: string, meta: {header: 口号}}
  place: {type: string, required: true, meta: {header: 地址}}
  note: {type: string, meta: {header: 备注}}
""",
    "street": "id: street\ntitle: 街区\nsubject: {name: name}\nschema:\n"
    "  name: {type: string, required: true, meta: {header: 街区名称}}\n",
}
NEW = {
    "campaign": (
        'id: award-2025\ntitle: 2025年评选\nsource: 某发〔2025〕1号\ndeadline: "2025-11-20 24:00"\n'
        "channels: [学会, 园区]\nboards: [pioneer, service]\nseverities: {V403: note}\n"
    ),
    "pioneer": """\
id: pioneer
title: 先锋品牌
subject: {name: company}
quota: [{limit: 3, per: [unit]}]
schema:
  company: {type: string, required: true, meta: {header: 品牌名称, also: [企业名称]}}
  trade: {type: string, required: true, allowed: [材料, 能源, 消费], meta: {header: 行业}}
  people: {type: integer, required: true, max: 300, meta: {header: 人数}}
  growth: {type: number, required: true, meta: {header: 增长率}}
  place: {type: string, required: true, meta: {header: 所在地}}
  note: {type: string, meta: {header: 备注, words: 不超过一页}}
  promise:
    {type: boolean, required: true, allowed: [true], meta: {header: 承诺, condition: [allowed]}}
""",
    "service": "id: service\ntitle: 服务商\nsubject: {name: name}\nschema:\n"
    "  name: {type: string, required: true, meta: {header: 服务商名称}}\n",
}


@pytest.fixture
def schemas(tmp_path: Path) -> Path:
    for name, files in (("award-2024", OLD), ("award-2025", NEW)):
        folder = tmp_path / "schemas" / name
        folder.mkdir(parents=True)
        for stem, text in files.items():
            (folder / f"{stem}.yaml").write_text(text, encoding="utf-8")
    return tmp_path / "schemas"


def toolkit(schemas: Path, *arguments: object) -> Result:
    return CliRunner().invoke(main, [str(each) for each in (*arguments, "--schemas", schemas)])


def test_what_changed_and_what_it_means_for_a_filled_workbook(schemas: Path) -> None:
    old, new = (load_campaign(schemas / f"award-{year}") for year in (2024, 2025))
    assert compare_campaigns(old, new).splitlines() == [
        "2024年评选（award-2024） → 2025年评选（award-2025）",
        "",
        "【活动】",
        "  依据：某发〔2024〕1号 → 某发〔2025〕1号",
        "  截止时间：2024年10月20日24:00 → 2025年11月20日24:00",
        "  推荐渠道：增加“园区”，去掉“高校”",
        "  V403 校验位不符：存疑 → 提示",
        "",
        "新增榜单：服务商（service）",
        "取消榜单：街区（street）",
        "",
        "【先锋品牌（pioneer）】",
        "  榜单名称：先锋企业 → 先锋品牌",
        "  名额：每个推荐单位不超过 5 个 → 每个推荐单位不超过 3 个",
        "  品牌名称：表头由“企业名称”改来。旧表：原来的表头仍然认得",
        "  行业：可选项增加“消费”，去掉“医药”。旧表：填了去掉的选项的，会退回（V401 不在可选范围）",
        "  人数：选填 → 必填。旧表：空着的，会退回（V101 必填未填）",
        "  人数：要求由“不大于500”改为“不大于300”。旧表：不合新要求的会指出",
        "  增长率：百分比 → 数字",
        "  增长率：选填 → 必填。旧表：空着的，会退回（V101 必填未填）",
        "  所在地：表头由“地址”改来。旧表：原来的表头不再认得，会退回（S102 缺少必需的列）",
        "  备注：要求由“（无）”改为“不超过一页”",
        "  承诺：新增列，必填：可选：是。旧表：没有这一列，会退回（S102 缺少必需的列）",
        "  口号：不再要求这一列。旧表：这一列不读取（S103 无法识别的列，提示）",
    ]


def test_two_campaigns_that_are_the_same(schemas: Path) -> None:
    old = load_campaign(schemas / "award-2024")
    told = compare_campaigns(old, old).splitlines()
    assert told[2:] == ["【活动】", "  没有变化", "", "【先锋企业（pioneer）】", "  没有变化", "",
                        "【街区（street）】", "  没有变化"]  # fmt: skip


def filled(path: Path, headings: str, *row: object) -> Path:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("先锋")
        sheet.write_row(0, 0, headings.split())
        sheet.write_row(1, 0, row)
    return path


def test_workbooks_filled_for_the_earlier_year(schemas: Path, tmp_path: Path) -> None:
    passing = filled(tmp_path / "能通过.xlsx", "品牌名称 行业 人数 增长率 所在地 承诺",
                     "甲公司", "材料", 20, 5, "上海", "是")  # fmt: skip
    failing = filled(tmp_path / "通不过.xlsx", "企业名称 行业 人数 增长率 地址",
                     "乙公司", "医药", 400, 5, "上海")  # fmt: skip
    result = toolkit(schemas, "compare", "award-2024", "award-2025", passing, failing)
    assert result.exit_code == 0, result.output
    told = result.stdout.split("旧表按“2025年评选”核对，比原来多出的问题：\n")[1].splitlines()
    assert told[1].endswith("能通过.xlsx：1 个申报条目")
    assert told[2] == "  没有发现问题 ✓"
    assert told[4].endswith("通不过.xlsx：1 个申报条目")
    assert [line.split("]")[0].split("[")[1] for line in told if "[" in line] == [
        "S102 缺少必需的列",  # 所在地
        "S102 缺少必需的列",  # 承诺
        "V401 不在可选范围",
        "V302 超过上限",
    ]
    assert told[-1] == "合计：2 份旧表，1 份会有条目不能通过。"


def test_a_fault_that_the_earlier_year_found_too_is_not_new(schemas: Path, tmp_path: Path) -> None:
    file = filled(tmp_path / "旧错.xlsx", "企业名称 行业 人数 增长率 所在地 地址 承诺",
                  "丙公司", "石油", 20, 5, "上海", "上海", "是")  # fmt: skip
    result = toolkit(schemas, "compare", "award-2024", "award-2025", file)
    assert "V401" not in result.stdout.split("多出的问题")[1]


def test_a_campaign_that_there_is_not(schemas: Path) -> None:
    result = toolkit(schemas, "compare", "award-2024", "award-2026")
    assert result.exit_code == 2
    assert "award-2026" in result.stderr
