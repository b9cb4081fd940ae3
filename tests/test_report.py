"""报告.html: it agrees with records/, adds up, and shows strangers' texts as nothing but text."""

from __future__ import annotations

import csv
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from compared_runs import OPENS_WITH, now, then, write_run
from report_page import Page, PageTable
from sample_run import BOARD, CAMPAIGN, ENTRIES, FINDINGS, SHANGHAI, SUZHOU, sample_run

from toolkit.model import (
    OUTCOME_WORDS,
    SEVERITY_WORDS,
    Case,
    Entry,
    Finding,
    Ledger,
    Outcome,
    QuotaUse,
    Run,
    Severity,
    Side,
    Submission,
    Unit,
    Verb,
    Weight,
)
from toolkit.model.columns import Entries, entries_of
from toolkit.previous import fingerprint_of, read_previous
from toolkit.writers.counts import count_boards, count_industries, count_units
from toolkit.writers.records import write_records
from toolkit.writers.report import listed, pieces, write_report
from toolkit.writers.report.figures import count_faults, count_regions, medians_of

SECTIONS = ["funnel", "changes", "cases", "boards", "units", "regions", "industries", "quotas",
            "faults", "medians", "ledger", "findings"]  # fmt: skip
HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "]]></svg><svg onload=alert(1)>",
    "{{ 7 * 7 }}{% raw %}",
    "</style></title></textarea>甲",
)
TURNED, CONTROL = "甲\u202egnp.exe\u2069乙", "丙\x00\x0b\x1b丁\ud800"


def page_of(run: Run, folder: Path) -> tuple[Page, str]:
    path = folder / "报告.html"
    write_report(run, path)
    text = path.read_text(encoding="utf-8")
    return Page(text), text


def records_of(run: Run, folder: Path, name: str) -> list[dict[str, str]]:
    write_records(run, folder)
    with (folder / f"{name}.csv").open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def only_table(page: Page, section: str) -> PageTable:
    (table,) = page.tables[section]
    return table


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[Page, str]:
    return page_of(sample_run(), tmp_path_factory.mktemp("report"))


@pytest.fixture(scope="module")
def page(written: tuple[Page, str]) -> Page:
    return written[0]


# ---------------------------------------------------------------- what it says


def test_ledger_agrees_with_the_records_row_by_row(page: Page, tmp_path: Path) -> None:
    table = only_table(page, "ledger")
    records = records_of(sample_run(), tmp_path, "ledger")
    assert table.headings == [
        "条目号", "推荐单位", "榜单", "名称", "统一社会信用代码", "处理结果", "判定依据", "原因",
        "所在位置",
    ]  # fmt: skip
    assert table.rows == [
        [
            each["entry"], each["unit"], BOARD.title, each["name"], each["uscc"],
            OUTCOME_WORDS[Outcome(each["outcome"])], each["codes"].replace(";", "、"),
            each["reason"],
            f"{each['submission']} › {each['sheet']} 第{each['row']}行".replace("›  ", "› "),
        ]
        for each in records
    ]  # fmt: skip


def test_findings_agree_with_the_records_row_by_row(page: Page, tmp_path: Path) -> None:
    table = only_table(page, "findings")
    records = records_of(sample_run(), tmp_path, "findings")
    assert len(table.rows) == len(records) == 15
    columns = [table.column(each) for each in ("严重程度", "代码", "条目号", "栏目", "所在位置")]
    assert [list(row) for row in zip(*columns, strict=True)] == [
        [
            SEVERITY_WORDS[Severity(each["severity"])], each["code"], each["entry"], each["field"],
            " › ".join(filter(None, (each["submission"],
                                     f"{each['sheet']} {each['cell']}".strip()))),
        ]
        for each in records
    ]  # fmt: skip
    assert [row[7:9] for row in table.rows if row[1] != "V404"] == [
        [each["value"], each["message"]] for each in records if each["code"] != "V404"
    ]


def test_quotas_agree_with_the_records(page: Page, tmp_path: Path) -> None:
    records = records_of(sample_run(), tmp_path, "quotas")
    assert [row[:1] + row[2:7] for row in only_table(page, "quotas").rows] == [
        [each["unit"], each["channels"], each["limit"] or "不限", each["nominated"],
         each["accepted"], each["over"]]
        for each in records
    ]  # fmt: skip
    assert only_table(page, "quotas").column("使用率") == ["100.0%", "50.0%", ""]


def test_every_way_of_leaving_adds_up(page: Page) -> None:
    files, entries = page.tables["funnel"]
    assert [row[0] + row[2] for row in files.rows] == ["已读取4", "未能受理2", "重复文件1"]
    assert files.total == ["收到报送文件", "", "7", "100.0%"]
    assert [row[0] + row[2] for row in entries.rows] == [
        "退回2", "不符合条件1", "被新报送替代1", "重复2", "超名额1", "入围4",
    ]  # fmt: skip
    assert entries.total[2] == "11"
    drawn = page.drawings["funnel"]
    leaving = next(texts for texts in drawn if "退回" in texts)
    assert sorted(leaving) == sorted(
        ["申报条目", "退回", "不符合条件", "被新报送替代", "重复", "超名额", "入围",
         "11", "−2", "−1", "−1", "−2", "−1", "4"]
    )  # fmt: skip
    assert "其中1份在截止时间之后收到" in page.words["funnel"]


def test_tables_say_what_the_overview_says(page: Page) -> None:
    run = sample_run()
    boards, (waited_for, units) = only_table(page, "boards"), page.tables["units"]
    ((title, senders, counts),) = count_boards(run)
    assert boards.rows[0][:3] == [title, str(senders), str(sum(counts.values()))]
    assert units.column("推荐单位") == [each.unit for each in count_units(run)]
    assert units.column("申报条目") == [str(each.entries) for each in count_units(run)]
    assert units.total == ["合计", "7", "2", "1", "1", "11", "2", "1", "1", "2", "1", "4"]
    industries = only_table(page, "industries")
    assert [(row[0], int(row[1]), int(row[3])) for row in industries.rows] == list(
        count_industries(run)
    )
    assert "名录中共4家，1家尚未报送：新疆生产建设兵团科协。" in page.words["units"]
    assert waited_for.rows == [["中国电子学会", "1", "1"], ["（未识别单位）", "0", "1"]]
    assert waited_for.total == ["合计", "1", "2"]


def test_nobody_is_chased_for_what_is_settled(tmp_path: Path) -> None:
    run = sample_run()
    locked = next(each for each in run.findings if each.code == "F102")
    waived = tuple(
        replace(each, severity=Severity.NOTE) if each is locked else each for each in run.findings
    )
    page, _ = page_of(replace(run, findings=waived), tmp_path)
    rows = page.tables["units"][0].rows
    assert rows == [["中国电子学会", "1", "0"], ["（未识别单位）", "0", "1"]]


def test_commonest_faults_are_told_by_column(page: Page) -> None:
    severities, faults = page.tables["faults"]
    assert [row[:2] for row in severities.rows] == [["错误", "8"], ["存疑", "6"], ["提示", "1"]]
    assert faults.rows[0] == [
        "专利申请量（项） · 平均值", "平均值不符", "V501", "新锐企业榜", "3", "2",
        "平均值应为607.0，填的是600，请核对",
    ]  # fmt: skip
    assert ["（整表或整份文件）", "工作簿已加密", "F102"] in [row[:3] for row in faults.rows]
    # What several entries are to each other is no fault of the template.
    assert not {"D101", "D201", "Q101"} & set(faults.column("代码"))


def test_what_nobody_need_do_anything_about_is_no_fault() -> None:
    first = ENTRIES[0]
    note = Finding(
        "V202", Severity.NOTE, first.ref("capital"), "已按数字理解", 1, "注册资本", "1000"
    )
    asked = replace(note, code="V403", severity=Severity.QUERY)
    (fault,) = count_faults(replace(sample_run(), findings=(note, asked)))
    assert (fault.code, fault.heading, fault.findings, fault.units) == ("V403", "注册资本", 1, 1)


def test_medians_are_of_accepted_entries_by_industry(page: Page) -> None:
    patents, growth = medians_of(sample_run(), BOARD)
    assert growth.metric.title == "就业贡献（增长率）"
    assert growth.lines == (
        ("全部", 4, (None, 0.1)),
        ("新一代信息技术产业", 1, (None, 0.15)),
        ("新材料产业", 1, (None, 0.1)),
        ("生物产业", 1, (None, -0.034)),
        ("高端装备制造产业", 1, (None, 0.1)),
    )
    assert patents.lines[0] == ("全部", 4, (1200.0, 14.0))
    assert page.tables["medians"][1].rows[3] == ["生物产业", "1", "", "-3.4%"]
    assert "-3.4%" in [text for texts in page.drawings["medians"] for text in texts]
    assert "中位数" in page.words["medians"]


def test_regions_are_provinces_or_what_lies_below_the_only_one() -> None:
    run = sample_run()
    assert count_regions(run) == (("浦东新区", 11, 4),)
    values = ["江苏省苏州市", "江苏省南京市", "上海市长宁区", "火星"]
    places = [
        replace(each, values={**each.values, "region": values[at % 4]})
        for at, each in enumerate(ENTRIES)
    ]
    several = replace(run, entries=entries_of(places, (BOARD,)))
    assert count_regions(several) == (("江苏省", 6, 3), ("上海市", 3, 0), ("（未能归类）", 2, 1))


def test_sections_without_anything_to_say_are_left_out(page: Page, tmp_path: Path) -> None:
    assert [told["id"] for tag, told in page.tags if tag == "section"] == SECTIONS
    assert [told["href"] for tag, told in page.tags if tag == "a"][6:-1] == [
        f"#{name}" for name in SECTIONS
    ]
    plain = replace(BOARD, region_key="", industry_key="")
    run = replace(
        sample_run(), campaign=replace(CAMPAIGN, boards=(plain,)), entries=Entries(),
        ledger=Ledger(()), findings=(), quotas=(), submissions=(),
    )  # fmt: skip
    empty, text = page_of(run, tmp_path)
    assert [told["id"] for tag, told in empty.tags if tag == "section"] == [
        "funnel", "changes", "cases", "boards", "units", "faults", "ledger", "findings",
    ]  # fmt: skip
    assert "没有待裁定的事项" in text


# ---------------------------------------------------------------- changes and rulings


@pytest.fixture(scope="module")
def compared(tmp_path_factory: pytest.TempPathFactory) -> tuple[Page, str]:
    folder = tmp_path_factory.mktemp("compared")
    run = now(read_previous(write_run(then(), folder / "then"), fingerprint_of(now())))
    own = Side("键1", "甲公司", unit=SHANGHAI, entry=1)
    theirs = Side("键2", "乙公司", unit=SUZHOU, entry=5)
    asked = ("同一家", "不同")
    cases = (
        Case("D201", Weight.OUTCOME, own, theirs, "是否同一家？", asked),
        Case("D201", Weight.OUTCOME, theirs, own, "是否同一家？", (*asked, "保留")),
        Case("V403", Weight.FACT, own, None, "是否属实？", ("豁免 V403", "推荐单位 甲学会")),
    )
    return page_of(replace(run, cases=cases), folder)


def test_what_changed_is_told(compared: tuple[Page, str]) -> None:
    entries, rulings, files = compared[0].tables["changes"]
    assert entries.headings[0] == "类别"
    kept = next(row for row in entries.rows if row[1] == "3")
    assert kept[2:8] == [
        SHANGHAI, BOARD.title, "上海丙生物科技有限公司", "超名额", "入围",
        "按赵敏的裁定保留：专家组意见",
    ]  # fmt: skip
    assert {row[0] for row in rulings.rows} == {"裁定生效", "裁定不再有效"}
    assert [row[0] for row in files.rows] == [
        "文件改名",
        "文件内容有改动",
        "新收文件",
        "文件已移走",
    ]


def test_open_cases_are_told_by_kind_and_rulings_by_effect(compared: tuple[Page, str]) -> None:
    page, text = compared
    cases, grave, rulings = page.tables["cases"]
    assert cases.rows == [
        ["影响去留", "疑似重复", "D201", "2", "2", "同一家、不同、保留"],
        ["核对事实", "校验位不符", "V403", "1", "1", "豁免 V403、推荐单位"],
    ]
    assert cases.total == ["合计", "", "", "3", "", ""]
    assert [row[:5] for row in grave.rows] == [
        ["疑似重复", "甲公司", SHANGHAI, "乙公司", SUZHOU],
        ["疑似重复", "乙公司", SUZHOU, "甲公司", SHANGHAI],
    ]
    assert rulings.column("效果") == ["未执行：找不到所指", "已执行", "已执行"]
    assert rulings.rows[1][1:8] == [
        "保留", "上海丙生物科技有限公司", SHANGHAI, "", "赵敏", "专家组意见", "2022-11-08",
    ]  # fmt: skip
    assert Verb.PASSWORD.value in text
    assert OPENS_WITH not in text


def test_a_first_run_says_so(page: Page) -> None:
    assert "这是第一次运行" in page.words["changes"]
    assert "changes" not in page.tables


# ---------------------------------------------------------------- what it must never do


def hostile_run() -> Run:
    """The run with hostile names, units, files, values and messages."""
    names = [*HOSTILE, TURNED, CONTROL]

    def renamed(at: int, entry: Entry) -> Entry:
        name = names[at % len(names)]
        values: dict[str, Any] = {**entry.values, "company": name, "region": name, "industry": name}
        table = replace(entry.table, submission=HOSTILE[0], sheet=HOSTILE[1])
        return replace(entry, values=values, originals={}, unit=HOSTILE[at % 5], table=table)

    def retold(finding: Finding) -> Finding:
        message = CONTROL if finding.code == "D201" else HOSTILE[2]
        return replace(finding, message=message, value=HOSTILE[0], field=HOSTILE[4])

    run = sample_run()
    entries = [renamed(at, entry) for at, entry in enumerate(ENTRIES)]
    decisions = [replace(each, reason=each.reason and HOSTILE[2]) for each in run.ledger.decisions]
    file = Submission(HOSTILE[1], "a" * 64, run.submissions[0].status, sender=HOSTILE[0])
    files = (file, replace(file, path=HOSTILE[0], sha256="b" * 64))
    side = Side("键", HOSTILE[0], unit=HOSTILE[1])
    return replace(
        run,
        campaign=replace(CAMPAIGN, title=HOSTILE[4], source=HOSTILE[0]),
        registers=replace(run.registers, units=(Unit(HOSTILE[3]), Unit(TURNED))),
        submissions=files,
        entries=entries_of(entries, (BOARD,)),
        findings=tuple(map(retold, FINDINGS)),
        ledger=Ledger(tuple(decisions)),
        quotas=(QuotaUse(HOSTILE[0], BOARD.id, HOSTILE[1], 1, 2, 4, 2, 1),),
        cases=(Case("D201", Weight.OUTCOME, side, None, HOSTILE[0], (HOSTILE[1],)),),
    )


def test_strangers_texts_stay_texts(tmp_path: Path) -> None:
    page, text = page_of(hostile_run(), tmp_path)
    tags = {tag for tag, _ in page.tags}
    assert tags <= {
        "html", "head", "meta", "title", "style", "body", "header", "h1", "h2", "h3", "p", "span",
        "ul", "ol", "li", "a", "b", "nav", "main", "section", "div", "figure", "figcaption", "svg",
        "g", "rect", "text", "tspan", "table", "thead", "tbody", "tfoot", "tr", "th", "td",
        "details", "summary", "script",
    }  # fmt: skip
    assert sum(tag == "script" for tag, _ in page.tags) == 1
    told = [(name, value) for _, attributes in page.tags for name, value in attributes.items()]
    assert not [name for name, _ in told if name.startswith("on") or name in ("src", "srcdoc")]
    assert all(value and value.startswith("#") for name, value in told if name == "href")
    names = only_table(page, "ledger").column("名称")
    assert names[:5] == list(HOSTILE)
    assert names[5:7] == ["甲gnp.exe乙", "丙丁?"]
    said = only_table(page, "findings")
    assert said.column("说明")[2] == HOSTILE[2]
    assert said.column("说明")[said.column("代码").index("D201")] == "丙丁�"
    assert not re.search("[\u202a-\u202e\u2066-\u2069\x00-\x08\x0b-\x1f]", text)


def test_nothing_personal_is_shown(tmp_path: Path) -> None:
    fields = tuple(
        replace(each, meta={"private": True}) if each.key == "business" else each
        for each in BOARD.fields
    )
    board = replace(BOARD, fields=fields)
    resident = "310101199001010018"
    entries = [
        replace(each, values={**each.values, "business": "张三私人事项"}) for each in ENTRIES
    ]
    first = ENTRIES[0]
    findings = (
        Finding("V402", Severity.ERROR, first.ref("phone"), "“13800000000”不是电话", 1, "电话",
                "13800000000"),
        Finding("V304", Severity.ERROR, first.ref("business"), "“张三私人事项”太长", 1, "主营业务",
                "张三私人事项"),
        Finding("V404", Severity.ERROR, first.ref("uscc"), f"“{resident}”像是身份证号", 1,
                "统一社会信用代码", resident),
        Finding("V101", Severity.ERROR, first.ref("phone"), "这一格是空的", 1, "电话", ""),
    )  # fmt: skip
    entries[0] = replace(
        entries[0], values={**entries[0].values, "uscc": None}, originals={"uscc": resident}
    )
    run = replace(
        sample_run(),
        campaign=replace(CAMPAIGN, boards=(board,)),
        entries=entries_of(entries, (board,)),
        findings=findings,
    )
    page, text = page_of(run, tmp_path)
    withheld = "（涉及个人信息，见汇总.xlsx）"
    for secret in ("13800000000", "张三", resident, "50800000", OPENS_WITH):
        assert secret not in text
    assert [row[7:9] for row in only_table(page, "findings").rows] == [
        *[[withheld, withheld]] * 3, ["", "这一格是空的"],
    ]  # fmt: skip
    assert only_table(page, "ledger").column("统一社会信用代码")[:2] == [
        withheld, "91310000MA1FL00026",
    ]  # fmt: skip


def test_it_needs_nothing_beside_it(written: tuple[Page, str]) -> None:
    page, text = written
    assert set(re.findall(r"https?://[^\"' <]*", text)) <= {
        "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink", "https://example.com，",
    }  # fmt: skip
    policy = next(
        told["content"] for tag, told in page.tags if told.get("http-equiv", "") and tag == "meta"
    )
    assert policy == (
        "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:"
    )
    script = text.split("<script>")[1].split("</script>")[0]
    assert script.count("\n") <= 125
    assert not re.search(r"\beval\b|innerHTML|fetch|XMLHttp|import\(|document\.write", script)
    assert not re.search("(?i)pygal|generated|uuid", text.split("<body>")[1])


def test_same_run_same_bytes(written: tuple[Page, str], tmp_path: Path) -> None:
    assert page_of(sample_run(), tmp_path)[1] == written[1]


def test_a_large_run_is_shown_in_part_and_says_so(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(listed, "MOST_LISTED", 9)
    page, _ = page_of(sample_run(), tmp_path)
    assert only_table(page, "ledger").column("条目号") == [str(at) for at in range(1, 10)]
    assert "这里列出前9行，其余2行见“汇总.xlsx”" in page.words["ledger"]
    # Of findings the gravest stay.
    assert only_table(page, "findings").column("严重程度") == ["错误"] * 8 + ["存疑"]
    assert "这里列出前9行，其余6行见“汇总.xlsx”" in page.words["findings"]


def test_long_tables_go_on_paper_in_part_and_say_so(
    written: tuple[Page, str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    page, text = written
    assert "打印时只印" not in page.words["findings"]
    assert f"table.cut > tbody > tr:nth-child(n + {pieces.MOST_PRINTED + 1})" in text
    monkeypatch.setattr(pieces, "MOST_PRINTED", 12)
    long, _ = page_of(sample_run(), tmp_path)
    assert "打印时只印" in long.words["findings"]
    assert [told.get("class") for tag, told in long.tags if tag == "table"].count("cut") == 1
