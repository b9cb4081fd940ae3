"""`toolkit compare`: two years of a small campaign, and workbooks filled for the first."""

from __future__ import annotations

from collections.abc import Sequence
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
        "  人数、增长率：选填 → 必填。旧表：空着的，会退回（V101 必填未填）",
        "  人数：要求由“不大于500”改为“不大于300”。旧表：不合新要求的会指出",
        "  增长率：百分比 → 数字",
        "  所在地：表头由“地址”改来。旧表：原来的表头不再认得，会退回（S102 缺少必需的列）",
        "  备注：要求“不超过一页”",
        "  承诺：新增，必填：须填“是”。旧表：没有这一列，会退回（S102 缺少必需的列）",
        "  口号：不再要求。旧表：不读取（S103 无法识别的列，提示）",
    ]


def test_two_campaigns_that_are_the_same(schemas: Path) -> None:
    old = load_campaign(schemas / "award-2024")
    told = compare_campaigns(old, old).splitlines()
    assert told[2:] == ["【活动】", "  没有变化", "", "【先锋企业（pioneer）】", "  没有变化", "",
                        "【街区（street）】", "  没有变化"]  # fmt: skip


CONTEST_OLD = {
    "campaign": (
        "id: contest-2024\ntitle: 2024年大赛\nsource: 通知\nboards: [engine, person, thing]\n"
    ),
    "engine": """\
id: engine
title: 引擎
subject: {name: company}
told_by: category
for_reviewers: [团队强（通知 二（一）1）, 产品好（通知 二（一）2）]
review: {body: 甲委员会, scores: [{title: 评分, max: 100}]}
schema:
  category: {type: string, required: true, allowed: [引擎], meta: {header: 类别}}
  company: {type: string, required: true, meta: {header: 企业名称}}
  patents: {type: integer, min: 1, max: 90, meta: {header: 专利数}}
  way: {type: string, allowed: [自荐, “推荐”], meta: {header: 方式}}
  a: {type: string, meta: {header: 融资}}
  b: {type: string, meta: {header: 评级}}
""",
    "person": """\
id: person
title: 人物
subject: {name: name}
told_by: category
schema:
  category: {type: string, required: true, allowed: [人物], meta: {header: 类别}}
  name: {type: string, required: true, meta: {header: 姓名}}
  a: {type: string, meta: {header: 事迹}}
""",
    "thing": """\
id: thing
title: 产品
subject: {name: name}
told_by: category
schema:
  category: {type: string, required: true, allowed: [产品], meta: {header: 类别}}
  name: {type: string, required: true, meta: {header: 产品名称}}
  a: {type: string, meta: {header: 融资}}
""",
}
CONTEST_NEW = {
    "campaign": (
        "id: contest-2025\ntitle: 2025年大赛\nsource: 通知\nboards: [engine, application, thing]\n"
        "mail_subject: {pattern: '[+]', words: 类别+名称}\n"
    ),
    "engine": """\
id: engine
title: 引擎品牌
also: [引擎]
subject: {name: company}
told_by: category
for_reviewers: [团队强（通知 三（二）1）, 产品新（通知 三（二）2）]
review: {body: 乙委员会, scores: [{title: 技术, max: 60}, {title: 市场, max: 40}]}
schema:
  category: {type: string, required: true, allowed: [引擎品牌], meta: {header: 类别}}
  company: {type: string, required: true, meta: {header: 企业名称}}
  patents: {type: integer, min: 1, meta: {header: 专利数, condition: [min]}}
  way: {type: string, allowed: [自荐], meta: {header: 方式, severity: {V401: query}}}
""",
    "application": """\
id: application
title: 应用
subject: {name: name}
told_by: category
schema:
  category: {type: string, required: true, allowed: [应用], meta: {header: 类别}}
  name: {type: string, required: true, meta: {header: 产品名称}}
""",
    "thing": """\
id: thing
title: 科技品
subject: {name: name}
told_by: category
schema:
  category:
    {type: string, required: true, allowed: [科技品], meta: {header: 类别, severity: {V401: query}}}
  name: {type: string, required: true, meta: {header: 产品名称}}
  proof: {type: string, required: true, meta: {header: 验证}}
""",
}


@pytest.fixture
def contests(tmp_path: Path) -> Path:
    for name, files in (("contest-2024", CONTEST_OLD), ("contest-2025", CONTEST_NEW)):
        folder = tmp_path / "schemas" / name
        folder.mkdir(parents=True)
        for stem, text in files.items():
            (folder / f"{stem}.yaml").write_text(text, encoding="utf-8")
    return tmp_path / "schemas"


def test_what_boards_share_is_said_once_and_a_clause_is_no_condition(contests: Path) -> None:
    old, new = (load_campaign(contests / f"contest-{year}") for year in (2024, 2025))
    assert compare_campaigns(old, new).splitlines()[2:] == [
        "【活动】",
        "  邮件主题：（无） → 类别+名称",
        "",
        "新增榜单：应用（application）",
        "取消榜单：人物（person）",
        "",
        "【以下各榜单共同的变化】",
        "  融资：不再要求。旧表：不读取（S103 无法识别的列，提示）",
        "",
        "【引擎品牌（engine）】",
        "  榜单名称：引擎 → 引擎品牌",
        "  评审单位：甲委员会 → 乙委员会",
        "  评分：评分100分 → 技术60分、市场40分",
        "  请评审专家把握：增加“产品新”",
        "  请评审专家把握：去掉“产品好”",
        "  专利数：不再要求“不大于90”",
        "  专利数：原有的要求成为申报条件。旧表：不合要求的，不能入围（E101 不符合申报条件）",
        "  方式：可选项去掉“‘推荐’”。旧表：填了去掉的选项的，会询问（V401 不在可选范围）",
        "  方式：不在可选范围（V401）由“错误”改为“存疑”",
        "  评级：不再要求。旧表：不读取（S103 无法识别的列，提示）",
        "",
        "【科技品（thing）】",
        "  榜单名称：产品 → 科技品",
        "  类别：改填“科技品”。旧表：填了“产品”的，会询问（V401 不在可选范围）",
        "  类别：不在可选范围（V401）由“错误”改为“存疑”",
        "  验证：新增，必填。旧表：没有这一列，会退回（S102 缺少必需的列）",
    ]


def test_a_later_campaign_back_to_an_earlier_one_says_the_reverse(contests: Path) -> None:
    old, new = (load_campaign(contests / f"contest-{year}") for year in (2025, 2024))
    told = compare_campaigns(old, new).splitlines()
    assert "  邮件主题：类别+名称 → （无）" in told
    assert "  专利数：要求“不大于90”。旧表：不合新要求的会指出" in told
    assert "  专利数：原有的要求不再是申报条件" in told
    shared = told[told.index("【以下各榜单共同的变化】") + 1]
    assert shared == "  融资：新增，选填"


def test_columns_of_which_the_same_is_said_share_a_line(contests: Path) -> None:
    board = contests / "contest-2025" / "thing.yaml"
    text = board.read_text(encoding="utf-8")
    more = "  proof: {type: string, required: true, meta: {header: 验证}}\n"
    board.write_text(text + more.replace("proof", "use").replace("验证", "用途"), encoding="utf-8")
    old, new = (load_campaign(contests / f"contest-{year}") for year in (2024, 2025))
    together = "  验证、用途：新增，必填。旧表：没有这一列，会退回（S102 缺少必需的列）"
    assert together in compare_campaigns(old, new).splitlines()


def test_old_workbooks_are_judged_as_the_boards_they_were_filled_for(
    contests: Path, tmp_path: Path
) -> None:
    """Not as a new one (应用) that asks for less; and of a board that is gone nothing is found."""
    thing = filled(tmp_path / "甲.xlsx", "类别 产品名称 融资", "", "甲灯", "无")
    person = filled(tmp_path / "人物.xlsx", "类别 姓名 事迹", "人物", "张三", "发明甲灯")
    result = toolkit(contests, "compare", "contest-2024", "contest-2025", thing, person)
    assert result.exit_code == 0, result.output
    told = result.stdout.split("：“人物”已取消，其条目不再核对。\n")
    assert told[0].endswith("人物.xlsx")
    lines = told[1].splitlines()
    assert lines[0] == "旧表按“2025年大赛”核对，比原来多出的问题："
    assert lines[2].endswith("甲.xlsx：1 个申报条目")
    assert [line.split("]")[0] for line in lines if "[" in line] == [
        "    先锋!A1 验证 [S102 缺少必需的列"
    ]
    assert lines[-1] == "合计：1 份旧表，1 份会有条目不能通过。"


def test_rows_of_a_board_that_is_gone_are_left_alone_in_a_list_with_others(
    contests: Path, tmp_path: Path
) -> None:
    """产品 is 科技品 now, which only the earlier campaign says; 人物 is no other board's row."""
    rows = [["产品", "甲灯", "", "无", ""], ["人物", "", "张三", "", "发明甲灯"]]
    file = filled_rows(tmp_path / "汇总.xlsx", "类别 产品名称 姓名 融资 事迹", rows)
    result = toolkit(contests, "compare", "contest-2024", "contest-2025", file)
    told = result.stdout.split("：“人物”已取消，其条目不再核对。\n")[1].splitlines()
    assert told[2].endswith("汇总.xlsx：2 个申报条目")
    assert [line.split("]")[0].strip() for line in told if "[" in line] == [
        "先锋!A1 验证 [S102 缺少必需的列",
        "先锋!A2 类别 [V401 不在可选范围",
    ]


def filled(path: Path, headings: str, *row: object) -> Path:
    return filled_rows(path, headings, [row])


def filled_rows(path: Path, headings: str, rows: Sequence[Sequence[object]]) -> Path:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("先锋")
        for at, row in enumerate([headings.split(), *rows]):
            sheet.write_row(at, 0, row)
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
