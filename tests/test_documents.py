"""退回函 and 收件回执: what stands in them, whom they name, and what a template may ask for."""

from __future__ import annotations

import io
import pickle
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt, RGBColor
from sample_run import CAMPAIGN, SHANGHAI, SILENT, SOCIETY, SUZHOU, sample_run

from toolkit.errors import UsageError
from toolkit.model import Finding, Quota, Ref, Run, Severity, Unit
from toolkit.writers.documents import (
    load_letter_templates,
    write_letter_templates,
    write_receipts,
)
from toolkit.writers.documents.addressing import stationery_for
from toolkit.writers.documents.placeholders import LETTERS, RECEIPT, RETURNED, Letter
from toolkit.writers.documents.press import Template, open_press
from toolkit.writers.documents.returned_letter import returned_letter, write_returned_letter
from toolkit.writers.documents.templates import built_in_template
from toolkit.writers.notice_words import Copy, Told
from toolkit.writers.returned import collect_returns

DEADLINE = "2022年10月31日24:00"
Draw = Callable[[Any], object]


def texts_of(document: Any) -> list[str]:
    return [paragraph.text for paragraph in document.paragraphs]


def cells_of(table: Any) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in table.rows]


def whole_text(path: Path) -> str:
    """Every text of a document, whatever it stands in."""
    with zipfile.ZipFile(path) as archive:
        parts = [archive.read(name).decode() for name in archive.namelist() if "word/" in name]
    return "".join(parts)


def told_of(run: Run, unit: str, copies: dict[str, Copy]) -> Told:
    notices = {notice.unit: notice for notice in collect_returns(run).notices}
    return Told(run, notices[unit], copies)


def template_folder(folder: Path, name: str, draw: Draw) -> Path:
    """A folder with one template of a secretariat's own."""
    document = Document()
    draw(document)
    folder.mkdir(exist_ok=True)
    document.save(str(folder / name))
    return folder


def printed(templates: Any, letter: Letter) -> Any:
    return Document(io.BytesIO(open_press(templates.returned).print(letter)))


def acknowledge(run: Run, folder: Path, template: Template | None = None) -> None:
    """Write the receipts of a run, by a template of one's own or the one that comes with us."""
    write_receipts(run, collect_returns(run), folder, template or built_in_template(RECEIPT))


# ---------------------------------------------------------------- the letters as they come


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The letter to one unit and the receipts to all, from the built-in templates."""
    out, run = tmp_path_factory.mktemp("out"), sample_run()
    (out / "退回").mkdir()
    told = told_of(run, SHANGHAI, {"上海科协/名单.xlsx": Copy(SHANGHAI, "名单.xlsx")})
    stationery = stationery_for(run, load_letter_templates().returned)
    write_returned_letter(told, "退回说明.xlsx", stationery, out / "退回")
    acknowledge(run, out / "回执")
    return out


def test_the_letter_as_the_unit_reads_it(written: Path) -> None:
    letter = Document(str(written / "退回" / "退回函.docx"))
    assert texts_of(letter) == [
        "关于2022年“科创中国”系列榜单\n报送材料核查意见的函",
        "上海市科学技术协会：",
        "贵单位报送的材料收悉。经核查，现将有关情况和修改意见函告如下。",
        "一、收到的材料",
        "1．名单.xlsx：错误2项，存疑2项",
        "二、最要紧的事",
        "1．“推荐顺序”超出推荐名额（名单.xlsx 新锐企业榜 C6）：超出推荐名额",
        "2．“统一社会信用代码”同一文件内重复（名单.xlsx 新锐企业榜 E7）：与第4行重复",
        (
            "3．“专利申请量（项） · 平均值”平均值不符（名单.xlsx 新锐企业榜 O4:O5）："
            "平均值应为607.0，填的是600，请核对"
        ),
        "三、请这样办理",
        (
            "1．打开标注副本，在第一张工作表“校验结果”里点“位置”，就到有问题的单元格："
            "标红的必须改正；标黄的请核对，确认无误的不必改动，请告知征集方。"
        ),
        (
            "2．在标注副本或原来的工作簿里改正，不要改动表头，改好后重新报送整份文件，"
            "以最后一次报送的为准。"
        ),
        f"3．请在{DEADLINE}前报送；已过截止时间的，请先与征集方联系。",
        "四、附件",
        "1．退回说明.xlsx：逐处列出问题和改法，点单元格地址就到标注副本里的那一处",
        "2．名单.xlsx：标注副本",
        "特此函告。",
        "征集活动秘书处（盖章）",
        "　　　　年　　月　　日",
    ]
    assert cells_of(letter.tables[0]) == [
        ["收到文件", "申报条目", "入围", "退回", "不符合条件", "重复", "超名额", "其他"],
        ["1", "4", "2", "0", "0", "1", "1", "0"],
    ]


def test_the_text_says_what_the_document_says(written: Path) -> None:
    mail = (written / "退回" / "邮件正文.txt").read_text(encoding="utf-8-sig").splitlines()
    document = texts_of(Document(str(written / "退回" / "退回函.docx")))
    numbered = [line.split("．", 1)[1] for line in document if line[1:2] == "．"]
    said = [line.split(". ", 1)[1] for line in mail if line[1:3] == ". "]
    assert said == [*numbered[:-2], "退回函.docx：以上内容的正式函件", *numbered[-2:]]


def test_the_form_of_the_letter(written: Path) -> None:
    letter = Document(str(written / "退回" / "退回函.docx"))
    used = {paragraph.text: paragraph.style for paragraph in letter.paragraphs}
    body = used["特此函告。"]
    assert body.element.pPr.ind.get(qn("w:firstLineChars")) == "200"
    assert used["上海市科学技术协会："].element.pPr.ind is None
    fonts = [body, used["四、附件"]]
    assert [each.element.rPr.rFonts.get(qn("w:eastAsia")) for each in fonts] == ["宋体", "黑体"]
    assert letter.tables[0].rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    about = letter.core_properties
    assert (about.author, about.last_modified_by, about.comments) == ("", "", "")


def test_every_unit_that_sent_a_file_has_a_receipt(written: Path) -> None:
    units = sorted(path.name for path in (written / "回执").iterdir())
    assert units == sorted([SHANGHAI, SUZHOU, SOCIETY])
    for unit in units:
        assert sorted(path.name for path in (written / "回执" / unit).iterdir()) == [
            "收件回执.docx",
            "收件回执.txt",
        ]


def test_a_receipt_as_the_unit_reads_it(written: Path) -> None:
    receipt = Document(str(written / "回执" / SUZHOU / "收件回执.docx"))
    files, boards = map(cells_of, receipt.tables)
    late = "；文件在截止时间之后收到，是否受理由征集方决定，请与征集方联系"
    assert files == [
        ["序号", "文件", "收到时间", "处理情况"],
        ["1", "1.xlsx", "2022年10月21日 16:00", "已读取，申报条目3条"],
        ["2", "2.xlsx", "2022年11月3日 08:05", f"已读取，申报条目2条{late}"],
        ["3", "1 - 副本.xlsx", "未登记", "与先收到的一份内容完全相同，不重复处理"],
    ]
    assert boards == [
        ["榜单", "申报", "目前情况", "名额"],
        [
            "新锐企业榜",
            "5",
            "入围2条，重复1条，被新报送替代1条，退回1条",
            "共4个，已用2个，尚余2个",
        ],
    ]
    assert texts_of(receipt) == [
        "收件回执",
        "苏州工业园区：",
        "贵单位为2022年“科创中国”系列榜单报送的材料已经收到，现将收件和核查情况告知如下。",
        "一、收到的文件（3份）",
        "二、申报条目（5条）",
        "三、请注意",
        "1．以上是目前的核查情况。“入围”指通过核查、进入评审，最终结果以征集方公布的为准。",
        "2．有需要改正或核对的地方，请看另发的退回函和退回说明。",
        "3．名额还有剩余：新锐企业榜2个；需要补报的，请在截止时间前报送。",
        f"4．报送截止时间为{DEADLINE}；已过截止时间的，请先与征集方联系。",
        "5．对收件或核查情况有疑问的，请与征集方联系，联系方式见征集通知。",
        "特此回执。",
        "征集活动秘书处（盖章）",
        "　　　　年　　月　　日",
    ]


def test_a_receipt_as_text(written: Path) -> None:
    path = written / "回执" / SOCIETY / "收件回执.txt"
    data = path.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.count(b"\n") == data.count(b"\r\n")
    assert data.decode("utf-8-sig").split("\r\n")[:11] == [
        "中国电子学会：",
        "",
        "您好！贵单位为2022年“科创中国”系列榜单报送的材料已经收到，收件和核查情况如下。",
        "",
        "一、收到的文件（2份）",
        "1. 中国电子学会.csv（收到时间：未登记）：已读取，申报条目2条",
        (
            "2. 加密.xlsx（收到时间：未登记）：未能受理：工作簿设有打开密码，无法读取，"
            "请去掉密码后重新报送"
        ),
        "",
        "二、申报条目（2条）",
        "1. 新锐企业榜：申报2条；不符合条件1条，退回1条；名额：不限",
        "",
    ]


def test_no_letter_names_another_unit_or_its_nominees(written: Path) -> None:
    own = {
        SHANGHAI: "上海甲信息技术有限公司 苏州丁新材料有限公司 不知何人",
        SUZHOU: "上海甲信息技术有限公司 北京己芯片有限公司 不知何人",
        SOCIETY: "上海甲信息技术有限公司 苏州丁新材料有限公司 不知何人",
    }
    for unit, foreign in own.items():
        others = {SHANGHAI, SUZHOU, SOCIETY, SILENT} - {unit}
        for path in (written / "回执" / unit).iterdir():
            text = path.read_text("utf-8") if path.suffix == ".txt" else whole_text(path)
            assert unit in text
            assert [name for name in (*others, *foreign.split()) if name in text] == []


@pytest.mark.parametrize(
    ("severity", "words"),
    [(Severity.NOTE, "已同意受理"), (Severity.ERROR, "已按逾期不予受理")],
)
def test_whether_a_late_file_is_taken_is_asked_only_while_nobody_has_decided(
    tmp_path: Path, severity: Severity, words: str
) -> None:
    run = sample_run()
    ruled = tuple(
        replace(each, severity=severity) if each.code == "E104" else each for each in run.findings
    )
    acknowledge(replace(run, findings=ruled), tmp_path / "回执")
    text = (tmp_path / "回执" / SUZHOU / "收件回执.txt").read_text(encoding="utf-8-sig")
    assert f"申报条目2条；文件在截止时间之后收到，{words}\n" in text
    assert "由征集方决定" not in text


def test_a_unit_without_fault_is_told_so(tmp_path: Path) -> None:
    run = sample_run()
    spared = tuple(f for f in run.findings if not f.ref.submission.startswith("上海科协"))
    acknowledge(replace(run, findings=spared), tmp_path / "回执")
    text = (tmp_path / "回执" / SHANGHAI / "收件回执.txt").read_text(encoding="utf-8-sig")
    assert "2. 目前没有需要改正的地方，不必重新报送。" in text
    assert "退回函" not in text
    assert "名额：共2个，已用完" in text
    assert "名额还有剩余" not in text


def test_places_shared_with_other_boards_are_not_offered(tmp_path: Path) -> None:
    shared = Quota(3, ("unit",), (CAMPAIGN.boards[0].id, "another"))
    run = replace(sample_run(), campaign=replace(CAMPAIGN, quotas=(shared,), deadline=None))
    acknowledge(run, tmp_path / "回执")
    text = (tmp_path / "回执" / SUZHOU / "收件回执.txt").read_text(encoding="utf-8-sig")
    assert "名额还有剩余" not in text
    assert "报送截止时间" not in text
    society = (tmp_path / "回执" / SOCIETY / "收件回执.txt").read_text(encoding="utf-8-sig")
    assert "名额：见通知" in society


def test_the_same_bytes_each_time(written: Path, tmp_path: Path) -> None:
    acknowledge(sample_run(), tmp_path / "回执", load_letter_templates().receipt)
    for path in (tmp_path / "回执").rglob("*.*"):
        same = written / "回执" / path.relative_to(tmp_path / "回执")
        assert path.read_bytes() == same.read_bytes()
    with zipfile.ZipFile(written / "回执" / SUZHOU / "收件回执.docx") as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_a_unit_of_many_files_reads_of_all_in_the_text(tmp_path: Path) -> None:
    run = sample_run()
    first = run.submissions[0]
    many = tuple(replace(first, path=f"上海科协/{at}.xlsx") for at in range(1, 301))
    acknowledge(replace(run, submissions=(*run.submissions, *many)), tmp_path / "回执")
    own = tmp_path / "回执" / SHANGHAI
    rows = cells_of(Document(str(own / "收件回执.docx")).tables[0])
    assert len(rows) == 1 + 200 + 1
    assert rows[-1] == ["201", "其余101项见收件回执.txt", "", ""]
    text = (own / "收件回执.txt").read_text(encoding="utf-8-sig")
    assert "301. 300.xlsx（" in text


def test_a_letter_keeps_to_its_page_and_its_text_tells_all(tmp_path: Path) -> None:
    run = sample_run()
    first = run.submissions[0]
    many = tuple(replace(first, path=f"上海科协/{at}.xlsx") for at in range(1, 21))
    told = told_of(replace(run, submissions=(*run.submissions, *many)), SHANGHAI, {})
    stationery = stationery_for(run, load_letter_templates().returned)
    write_returned_letter(told, "退回说明.xlsx", stationery, tmp_path)
    lines = texts_of(Document(str(tmp_path / "退回函.docx")))
    assert lines[lines.index("二、最要紧的事") - 2 :][:2] == [
        "8．7.xlsx：没有问题",
        "9．其余13项，见退回说明.xlsx。",
    ]
    mail = (tmp_path / "邮件正文.txt").read_text(encoding="utf-8-sig").splitlines()
    assert "21. 20.xlsx：没有问题" in mail


# ---------------------------------------------------------------- texts from strangers


def test_what_strangers_write_stays_text(tmp_path: Path) -> None:
    run, written = sample_run(), "<w:p/>&{{单位}}{% x %}\r\n\x07\u202e第二行" + "长" * 600
    hostile = Finding(
        "V101", Severity.ERROR, Ref("上海科协/名单.xlsx", "新锐企业榜", 4, 3), written
    )
    told = told_of(replace(run, findings=(hostile,)), SHANGHAI, {})
    stationery = stationery_for(run, load_letter_templates().returned)
    write_returned_letter(told, "退回说明.xlsx", stationery, tmp_path)
    lines = texts_of(Document(str(tmp_path / "退回函.docx")))
    point = next(line for line in lines if line.startswith("1．必填未填"))
    head = "1．必填未填（名单.xlsx 新锐企业榜 C4）：<w:p/>&{{单位}}{% x %} 第二行长"
    assert point.startswith(head)
    assert point.endswith("长……")
    assert len(point) == 2 + 500
    mail = (tmp_path / "邮件正文.txt").read_text(encoding="utf-8-sig")
    assert point.replace("1．", "1. ", 1) in mail.splitlines()


# ---------------------------------------------------------------- a secretariat's own templates


def test_the_templates_to_change_are_the_built_in_ones(tmp_path: Path) -> None:
    write_letter_templates(tmp_path / "模板")
    names = sorted(path.name for path in (tmp_path / "模板").iterdir())
    assert names == ["收件回执.docx", "模板说明.docx", "退回函.docx"]
    own, built_in = load_letter_templates(tmp_path / "模板"), load_letter_templates()
    assert (own.returned, own.receipt) == (built_in.returned, built_in.receipt)
    assert (sorted(own.digests), built_in.digests) == (
        ["模板/收件回执.docx", "模板/退回函.docx"],
        {},
    )
    assert pickle.loads(pickle.dumps(own)) == own  # noqa: S301  our own bytes
    guide = Document(str(tmp_path / "模板" / "模板说明.docx"))
    listed = {row[0] for table in guide.tables for row in cells_of(table)}
    asked = {f"{{{{{name}}}}}" for plan in LETTERS for name in plan.names}
    assert listed == asked | {"占位符"}


def _letterhead(document: Any) -> None:
    """A page with a letterhead, as a secretary makes it: only some placeholders, anywhere."""
    head = document.sections[0].header.paragraphs[0]
    run = head.add_run("致{")
    run.font.color.rgb = RGBColor(0xC0, 0, 0)
    for piece in ("{单", "位}", "｝："):
        head.add_run(piece).font.size = Pt(30)
    document.sections[0].footer.paragraphs[0].add_run("｛｛ 截止时间 ｝｝止")
    document.add_paragraph("事项：{{序号}}、{{办理步骤}}（{{单位}}）")
    document.add_paragraph("{{改正情况}}")
    document.add_paragraph("{{单位电话}} {{单位联系人}}")
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "{{附件}}", "{{改正情况}}"
    box = document.add_paragraph("框")
    box._p.append(parse_xml(
        f'<w:r {nsdecls("w")} xmlns:v="urn:schemas-microsoft-com:vml"><w:pict><v:shape><v:textbox>'
        "<w:txbxContent><w:p><w:r><w:t>{{征集}}</w:t></w:r></w:p></w:txbxContent>"
        "</v:textbox></v:shape></w:pict></w:r>"
    ))  # fmt: skip


def test_a_template_of_one_s_own_is_filled_wherever_it_asks(tmp_path: Path) -> None:
    folder = template_folder(tmp_path / "模板", "退回函.docx", _letterhead)
    templates = load_letter_templates(folder)
    assert list(templates.digests) == ["模板/退回函.docx"]
    assert templates.receipt == load_letter_templates().receipt
    run = sample_run()
    letter = returned_letter(told_of(run, SUZHOU, {}), "退回说明.xlsx")
    steps = list(letter.lines("办理步骤"))
    made = printed(templates, letter)
    head = made.sections[0].header.paragraphs[0]
    assert head.text == f"致{SUZHOU}："
    assert (head.runs[0].text, head.runs[0].font.color.rgb) == (f"致{SUZHOU}", RGBColor(0xC0, 0, 0))
    assert made.sections[0].footer.paragraphs[0].text == f"{DEADLINE}止"
    mended = "退回的条目已在后来报送的文件中改正。"
    assert texts_of(made) == [
        *(f"事项：{number}、{step}（{SUZHOU}）" for number, step in enumerate(steps, 1)),
        mended,
        "框",
    ]
    assert cells_of(made.tables[0]) == [["退回说明.xlsx：逐处列出问题和改法", mended]]
    boxed = made.element.body.iter(qn("w:txbxContent"))
    assert [each.text for box in boxed for each in box.iter(qn("w:t"))] == [CAMPAIGN.title]


def test_what_has_nothing_to_say_is_left_out(tmp_path: Path) -> None:
    templates = load_letter_templates(
        template_folder(tmp_path / "模板", "退回函.docx", _letterhead)
    )
    told = told_of(sample_run(), SHANGHAI, {})
    letter = returned_letter(told, "退回说明.xlsx")
    made = printed(templates, Letter(letter.texts, {**letter.rows, "办理步骤": [], "附件": []}))
    assert texts_of(made) == ["框"]
    cells = made.tables[0].rows[0].cells
    assert [[each.tag for each in cell._tc][-1] for cell in cells] == [qn("w:p")] * 2
    assert [cell.text for cell in cells] == ["", ""]


def test_a_receipt_of_one_s_own_names_who_is_registered(tmp_path: Path) -> None:
    draw = _lines("{{单位联系人}}，{{单位电话}}", "{{通知}}：{{收到情况}}")
    run = sample_run()
    units = (Unit(SHANGHAI, contact="张某某", phone="000-00000001"), Unit(SUZHOU), Unit(SOCIETY))
    registers = replace(run.registers, units=units)
    templates = load_letter_templates(template_folder(tmp_path / "模板", RECEIPT.file, draw))
    acknowledge(replace(run, registers=registers), tmp_path / "回执", templates.receipt)
    said = {
        unit: texts_of(Document(str(tmp_path / "回执" / unit / "收件回执.docx")))
        for unit in (SHANGHAI, SUZHOU)
    }
    counts = "收到文件1份，申报条目4条：入围2条，超名额1条，重复1条。"
    assert said[SHANGHAI] == ["张某某，000-00000001", f"{CAMPAIGN.source}：{counts}"]
    assert said[SUZHOU][0] == "，"


def test_a_section_ends_once_however_often_its_last_paragraph_comes(tmp_path: Path) -> None:
    def draw(document: Any) -> None:
        document.add_paragraph("{{办理步骤}}")
        section = parse_xml(f"<w:sectPr {nsdecls('w')}/>")
        document.paragraphs[0]._p.get_or_add_pPr().append(section)
        document.add_paragraph("完")

    templates = load_letter_templates(template_folder(tmp_path / "模板", "退回函.docx", draw))
    letter = RETURNED.sample()
    made = printed(templates, letter)
    step = next(letter.lines("办理步骤"))
    assert texts_of(made) == [step, step, "", "完"]
    assert len(made.sections) == 2


# ---------------------------------------------------------------- templates that cannot be used


def _lines(*texts: str) -> Draw:
    return lambda document: [document.add_paragraph(text) for text in texts]


def _row(*texts: str) -> Draw:
    def draw(document: Any) -> None:
        for cell, text in zip(document.add_table(1, len(texts)).rows[0].cells, texts, strict=True):
            cell.text = text

    return draw


def _drawn(document: Any) -> None:
    shape = '<w:r {} xmlns:a="urn:a"><w:drawing><a:t>{{{{单位}}}}</a:t></w:drawing></w:r>'
    document.add_paragraph("画")._p.append(parse_xml(shape.format(nsdecls("w"))))


FAULTS: tuple[tuple[Draw, str], ...] = (
    (_lines("{{单位名}}"), "不认识的占位符{{单位名}}"),
    (_lines("{{ 单位.__class__ }}"), "不认识的占位符{{单位.__class__}}"),
    (_lines("{{}}"), "不认识的占位符{{}}"),
    (_lines("收到{{单位}的材料"), "占位符的括号不成对：“收到{{单位}的材料”，应写成{{单位}}的样子"),
    (_lines("致{单位}："), "占位符的括号不成对：“致{单位}：”，应写成{{单位}}的样子"),
    (_lines("{{文件}}"), "{{文件}}要写在表格里，那一行按内容重复"),
    (_lines("{{序号}}．{{单位}}"), "{{序号}}要和会重复的占位符写在同一段，或表格的同一行里"),
    (_row("{{序号}}", "{{单位}}"), "{{序号}}要和会重复的占位符写在同一段，或表格的同一行里"),
    (_row("{{文件}}", "{{榜单}}"), "{{文件}}和{{榜单}}不能写在表格的同一行里，请分成两个表格"),
    (_drawn, "{{单位}}写在艺术字、图表或 SmartArt 里，填不进去，请改用普通文字或文本框"),
)


def test_what_is_wrong_with_a_template_is_named(tmp_path: Path) -> None:
    for number, (draw, fault) in enumerate(FAULTS):
        folder = template_folder(tmp_path / str(number), RECEIPT.file, draw)
        with pytest.raises(UsageError) as told:
            load_letter_templates(folder)
        assert told.value.message == f"模板“收件回执.docx”：{fault}。"
        assert "模板说明.docx" in told.value.hint


def test_every_fault_of_both_templates_is_told_at_once(tmp_path: Path) -> None:
    two = _lines("{{附件}}{{办理步骤}}", "{{甲}}", "{{甲}}")
    template_folder(tmp_path, RETURNED.file, two)
    template_folder(tmp_path, RECEIPT.file, _lines("{{附件}}"))
    with pytest.raises(UsageError) as told:
        load_letter_templates(tmp_path)
    assert told.value.message.split("\n") == [
        "模板“退回函.docx”：不认识的占位符{{甲}}。",
        "模板“退回函.docx”：{{办理步骤}}和{{附件}}写在了同一段里，请各占一段。",
        "模板“收件回执.docx”：不认识的占位符{{附件}}。",
    ]


def _with_entity(data: bytes) -> bytes:
    """A document whose body names an outside file."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "word/document.xml":
                doctype = b'<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
                content = content.replace(b"<w:document", doctype + b"<w:document", 1)
            new.writestr(name, content)
    return made.getvalue()


def _broken_files() -> Iterator[tuple[str, bytes, str]]:
    buffer = io.BytesIO()
    Document().save(buffer)
    again = "请在 Word 或 WPS 里打开，另存为“Word 文档（.docx）”。"
    broken = f"模板“退回函.docx”读不出来：它不是完好的 Word 文档。{again}"
    yield "退回函.docx", b"", broken
    yield "退回函.docx", buffer.getvalue()[:-40], broken
    yield "退回函.docx", _with_entity(buffer.getvalue()), broken
    old = f"模板“退回函.docx”读不出来：它是旧格式的文档，或设有打开密码。{again}"
    yield "退回函.docx", b"\xd0\xcf\x11\xe0" + bytes(600), old
    yield "退回函.doc", b"\xd0\xcf\x11\xe0", "模板“退回函.doc”用不上：它不是 .docx 文件。"
    yield "退回函.DOCX", bytes(6 << 20), "模板“退回函.DOCX”有 6.0 MB，超过了 5 MB。"


def test_a_file_that_is_no_word_document_is_refused(tmp_path: Path) -> None:
    for number, (name, data, message) in enumerate(_broken_files()):
        folder = tmp_path / str(number)
        folder.mkdir()
        (folder / name).write_bytes(data)
        with pytest.raises(UsageError) as told:
            load_letter_templates(folder)
        assert told.value.message == message


def test_other_files_beside_the_templates_are_left_alone(tmp_path: Path) -> None:
    for name in ("~$退回函.docx", "退回函-旧.docx", "说明.txt"):
        (tmp_path / name).write_bytes(b"x")
    assert load_letter_templates(tmp_path) == load_letter_templates()
    assert load_letter_templates(tmp_path / "没有") == load_letter_templates()
