"""Places, industries and strategic industries: how people write them, and what is understood."""

from __future__ import annotations

import csv
from importlib import resources
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.rules import RULES_BY_NAME, industries, region, strategic_industry
from toolkit.rules.normal import nearest, squash
from toolkit.rules.places import known_names, locate, province_names
from toolkit.rules.rule import Breach, Record

ASKED = True
JIANGSU, SHANGHAI = "江苏省", "上海市"


def judged(rule: str, value: object, argument: object = ASKED) -> Breach | None:
    return RULES_BY_NAME[rule].breach(value, argument, Record({}))  # type: ignore[arg-type]


def code_of(rule: str, value: object, argument: object) -> str | None:
    breach = judged(rule, value, argument)
    return breach.code if breach else None


def rows(name: str) -> list[dict[str, str]]:
    file = resources.files("toolkit") / "data" / name
    return list(csv.DictReader(file.read_text(encoding="utf-8-sig").splitlines()))


# ---------------------------------------------------------------- places

PLACES: list[tuple[str, tuple[str, str, str], str | None]] = [
    ("江苏省苏州市", (JIANGSU, "苏州市", ""), None),
    ("江苏苏州", (JIANGSU, "苏州市", ""), None),
    ("苏州", (JIANGSU, "苏州市", ""), None),
    ("江苏省 苏州市/昆山市", (JIANGSU, "苏州市", "昆山市"), None),
    ("江苏省昆山市", (JIANGSU, "苏州市", "昆山市"), None),
    ("昆山市", (JIANGSU, "苏州市", "昆山市"), None),
    ("苏州市（江苏省）", (JIANGSU, "苏州市", ""), None),
    ("上海市长宁区", (SHANGHAI, SHANGHAI, "长宁区"), None),
    ("上海长宁", (SHANGHAI, SHANGHAI, "长宁区"), None),
    ("上海市上海市长宁区", (SHANGHAI, SHANGHAI, "长宁区"), None),
    ("上海市市辖区浦东新区", (SHANGHAI, SHANGHAI, "浦东新区"), None),
    ("浦东新区", (SHANGHAI, SHANGHAI, "浦东新区"), None),
    ("中国上海市长宁区仙霞路", (SHANGHAI, SHANGHAI, "长宁区"), None),
    ("上海市南汇区", (SHANGHAI, SHANGHAI, "南汇区"), None),
    ("北京经济技术开发区", ("北京市", "北京市", ""), None),
    ("上海市", (SHANGHAI, SHANGHAI, ""), "V402"),
    ("江苏省", (JIANGSU, "", ""), "V402"),
    ("吉林", ("吉林省", "", ""), "V402"),
    ("吉林市", ("吉林省", "吉林市", ""), None),
    ("海南", ("海南省", "", ""), "V402"),
    ("青海省海南州", ("青海省", "海南藏族自治州", ""), None),
    ("内蒙古呼和浩特", ("内蒙古自治区", "呼和浩特市", ""), None),
    ("广西南宁市", ("广西壮族自治区", "南宁市", ""), None),
    ("新疆乌鲁木齐", ("新疆维吾尔自治区", "乌鲁木齐市", ""), None),
    ("宁夏自治区银川市", ("宁夏回族自治区", "银川市", ""), None),
    ("新疆生产建设兵团第八师石河子市", ("新疆维吾尔自治区", "石河子市", ""), None),
    ("湖北恩施州恩施市", ("湖北省", "恩施土家族苗族自治州", "恩施市"), None),
    ("延边州", ("吉林省", "延边朝鲜族自治州", ""), None),
    ("吉林省白山市长白县", ("吉林省", "白山市", "长白朝鲜族自治县"), None),
    ("湖北省仙桃市", ("湖北省", "仙桃市", ""), None),
    ("济源", ("河南省", "济源市", ""), None),
    ("贵州毕节", ("贵州省", "毕节市", ""), None),
    ("青海省海东地区", ("青海省", "海东地区", ""), None),
    ("河北省邢台市桥东区", ("河北省", "邢台市", "襄都区"), None),
    ("河北雄安新区", ("河北省", "雄安新区", ""), None),
    ("朝阳区", ("", "", ""), "V402"),
    ("北京朝阳区", ("北京市", "北京市", "朝阳区"), None),
    ("辽宁朝阳", ("辽宁省", "朝阳市", ""), None),
    ("河北省桥西区", ("河北省", "", ""), "V402"),
    ("江苏省苏洲市", (JIANGSU, "", ""), "V401"),
    ("美国加州", ("", "", ""), "V401"),
    ("未定", ("", "", ""), "V401"),
    ("香港", ("", "", ""), "E101"),
    ("中国香港特别行政区", ("", "", ""), "E101"),
    ("澳门特别行政区", ("", "", ""), "E101"),
    ("台湾省台北市", ("", "", ""), "E101"),
]


@pytest.mark.parametrize(("text", "parts", "code"), PLACES)
def test_places(text: str, parts: tuple[str, str, str], code: str | None) -> None:
    breach = judged("region", text, "mainland")
    assert region.split(text) == parts
    assert (breach and breach.code) == code


def test_a_misspelt_city_is_answered_with_the_nearest() -> None:
    breach = judged("region", "江苏省苏洲市", "mainland")
    assert breach is not None
    assert "江苏省苏州市" in breach.message


def test_an_ambiguous_district_is_answered_with_all_it_can_be() -> None:
    breach = judged("region", "朝阳区", "mainland")
    assert breach is not None
    assert "北京市朝阳区、吉林省长春市朝阳区" in breach.message


PREFECTURES = [
    (row, province["name_2023"])
    for row in rows("region_codes.csv")
    if row["name_2023"].endswith(("市", "州", "盟", "地区"))
    and row["code"][2:] != "0000"
    and row["code"].endswith("00")
    for province in rows("region_codes.csv")
    if province["code"] == f"{row['code'][:2]}0000"
]


def test_every_city_in_use_is_understood_with_and_without_its_province() -> None:
    assert len(PREFECTURES) > 320
    for row, province in PREFECTURES:
        name = row["name_2023"]
        expected = (province, name, "")
        assert region.split(f"{province}{name}") == expected
        assert region.split(name) == expected


@given(st.text(max_size=20))
def test_any_text_is_judged_as_a_place(text: str) -> None:
    breach = judged("region", text, "mainland")
    assert breach is None or breach.code in ("V401", "V402", "E101")


# ---------------------------------------------------------------- industries

INDUSTRIES: list[tuple[str, str | None]] = [
    ("农副食品加工业+13", None),
    ("13 农副食品加工业", None),
    ("农副食品加工业（13）", None),
    ("C13农副食品加工业", None),
    ("农副食品加工业 C13", None),
    ("农副食品加工业,13", None),
    ("行业代码：13，农副食品加工业", None),
    ("农、林、牧、渔业+A", None),
    ("A 农、林、牧、渔业", None),
    ("铁路、船舶、航空航天和其他运输设备制造业+37", None),
    ("农副食品加工业+13；谷物磨制+131", None),
    ("农副食品加工业+13、谷物磨制+131", None),
    ("农副食品加工业13和谷物磨制131", None),
    ("农副食品加工业+13\n谷物磨制+131", None),
    ("大类：农副食品加工业 13 中类：谷物磨制 131", None),
    ("C制造业-13农副食品加工业-131谷物磨制", None),
    ("三维（3D)打印技术推广服务+7517", None),
    ("软件和信息技术服务+65", None),
    ("教育+83", None),
    ("教育+P", None),
    ("居民服务业+80", None),
    ("居民服务业+79", "V503"),
    ("开采辅助活动+11", "V503"),
    ("教育+82", "V503"),
    ("软件和信息技术服务业+64", "V503"),
    ("食品工业+13", "V503"),
    ("农副食品加工业+13；教育+82", "V503"),
    ("农业+1", "V401"),
    ("农副食品加工业+99", "V401"),
    ("A13 农副食品加工业", "V401"),
    ("农副食品加工业", "V402"),
    ("农、林、牧、渔业", "V402"),
    ("13", "V402"),
    ("农副食品加工业+13；谷物磨制", "V402"),
    ("+", "V402"),
]


@pytest.mark.parametrize(("text", "code"), INDUSTRIES)
def test_industries(text: str, code: str | None) -> None:
    breach = judged("industry_code", text)
    assert (breach and breach.code) == code


def test_a_list_of_industries_is_judged_one_by_one() -> None:
    assert judged("industry_code", ["农副食品加工业+13", "谷物磨制+131"]) is None
    breach = judged("industry_code", ["农副食品加工业+13", "谷物磨制+132"])
    assert breach is not None
    assert breach.code == "V503"


def test_a_code_of_2011_is_explained() -> None:
    breach = judged("industry_code", "居民服务业+79")
    assert breach is not None
    assert "2011年版" in breach.message
    assert "“居民服务业”的代码是80" in breach.message


@pytest.mark.parametrize(
    "form", ["{name}+{code}", "{code} {name}", "{name}（{code}）", "{code}{name}"]
)
def test_every_industry_of_the_standard_is_understood(form: str) -> None:
    for row in rows("gbt4754_2017.csv"):
        assert judged("industry_code", form.format(**row)) is None, row


def test_any_two_neighbouring_industries_are_told_apart() -> None:
    table = rows("gbt4754_2017.csv")
    for one, other in pairwise(table):
        text = f"{one['name']}+{one['code']}、{other['name']}+{other['code']}"
        assert judged("industry_code", text) is None, text


@given(st.text(max_size=30))
def test_any_text_is_judged_as_an_industry(text: str) -> None:
    breach = judged("industry_code", text)
    assert breach is None or breach.code in ("V401", "V402", "V503")


# ---------------------------------------------------------------- strategic industries


@pytest.mark.parametrize(
    ("text", "industry"),
    [
        ("新一代信息技术产业", "新一代信息技术产业"),
        ("新一代信息技术", "新一代信息技术产业"),
        ("1", "新一代信息技术产业"),
        ("1.2", "新一代信息技术产业"),
        ("1.2.1", "新一代信息技术产业"),
        ("1.2 电子核心产业", "新一代信息技术产业"),
        ("1.2.1新型电子元器件及设备制造", "新一代信息技术产业"),
        ("一、新一代信息技术产业", "新一代信息技术产业"),
        ("互联网与云计算、大数据服务", "新一代信息技术产业"),
        ("人工智能", "新一代信息技术产业"),
        ("高端装备制造", "高端装备制造产业"),
        ("生物", "生物产业"),
        ("生物医药", "生物产业"),
        ("生物产业（生物医药产业）", "生物产业"),
        ("新材料产业-先进钢铁材料", "新材料产业"),
        ("新能源汽车装置、配件制造", "新能源汽车产业"),
        ("相关服务", "相关服务业"),
        ("新型电子元器件及设备制造", ""),
        ("1 不知名的产业", ""),
        ("", ""),
    ],
)
def test_strategic_industries_roll_up_to_the_nine(text: str, industry: str) -> None:
    assert strategic_industry.roll_up(text) == industry
    assert (judged("strategic_industry", text) is None) == (industry != "")


def test_every_strategic_industry_of_the_file_rolls_up() -> None:
    table = rows("sei2018_level1_2.csv")
    nine = {row["code"]: row["name"] for row in table if row["level"] == "1"}
    assert len(nine) == 9
    for row in table:
        for text in (row["name"], row["name"].removesuffix("产业"), row["code"]):
            assert strategic_industry.roll_up(text) == nine[row["code"][0]], text


def test_an_unknown_strategic_industry_is_answered_with_the_nearest() -> None:
    breach = judged("strategic_industry", "新能源车产业")
    assert breach is not None
    assert "新能源汽车产业" in breach.message


# ---------------------------------------------------------------- comparing


@given(st.text(max_size=20))
def test_squashing_twice_changes_nothing(text: str) -> None:
    assert squash(squash(text)) == squash(text)


def test_the_nearest_come_first_and_the_unlike_not_at_all() -> None:
    assert nearest("电子信息业", ["生物医药", "电子信息"]) == ["电子信息"]


# ---------------------------------------------------------------- places and industries asked for


@pytest.mark.parametrize(
    ("text", "named", "code"),
    [
        ("上海市长宁区", ["上海市"], None),
        ("上海", ["上海市"], None),
        ("浦东新区", ["上海市"], None),
        ("江苏省苏州市", ["上海市"], "E101"),
        ("江苏省苏州市", ["上海市", "江苏省"], None),
        ("江苏省昆山市", ["苏州市"], None),
        ("江苏昆山", ["江苏省苏州市"], None),
        ("江苏省无锡市", ["苏州市"], "E101"),
        # Not far enough down to tell, or known only in part.
        ("江苏省", ["苏州市"], None),
        ("江苏省火星市", ["苏州市"], None),
        ("江苏省火星市", ["上海市"], "E101"),
        ("上海市", ["浦东新区"], None),
        ("上海市长宁区", ["浦东新区"], "E101"),
        # Unknown, or several places.
        ("火星", ["上海市"], None),
        ("鼓楼区", ["上海市"], None),
        ("江苏省鼓楼区", ["江苏省"], None),
        ("江苏省鼓楼区", ["南京市"], None),
        ("江苏省鼓楼区", ["上海市"], "E101"),
        ("雄安新区", ["河北省"], None),
        ("雄安新区", ["北京市"], "E101"),
        # Beyond the mainland.
        ("香港", ["上海市"], "E101"),
        ("中国香港特别行政区", ["香港特别行政区", "澳门特别行政区"], None),
        ("台湾省台北市", ["香港特别行政区", "澳门特别行政区"], "E101"),
        ("广东省深圳市", ["香港特别行政区"], "E101"),
        ("国外", ["上海市"], "E101"),
        ("海外（新加坡）", ["香港特别行政区"], "E101"),
        ("港澳台", ["上海市"], "E101"),
        ("港澳台", ["上海市", "香港特别行政区"], None),
    ],
)
def test_places_that_are_asked_for(text: str, named: list[str], code: str | None) -> None:
    assert code_of("located_in", text, named) == code


def test_the_place_and_those_that_are_asked_for_are_named() -> None:
    breach = RULES_BY_NAME["located_in"].breach("江苏省苏州市", ["上海市", "浙江省"], Record({}))
    assert breach is not None
    assert breach.message == "“江苏省苏州市”不在上海市、浙江省范围内，不符合条件，请核对。"


def test_every_city_in_use_lies_in_its_own_province_and_in_no_other() -> None:
    provinces = [name for name in province_names() if name.endswith(("省", "市", "自治区"))]
    for city in known_names("")[::3]:
        within = [name for name in provinces if code_of("located_in", city, [name]) is None]
        assert {locate(name).province for name in within} == {locate(city).province}, city


@pytest.mark.parametrize(
    ("text", "sections", "code"),
    [
        ("研究和试验发展+73", ["M"], None),
        ("研究和试验发展+7320", ["M"], None),
        ("研究和试验发展 M73", ["M"], None),
        ("M", ["M"], None),
        ("专业技术服务业", ["M"], None),
        ("农副食品加工业+13", ["M"], "E101"),
        ("农副食品加工业", ["M"], "E101"),
        ("C13", ["M"], "E101"),
        ("科学研究+73；农副食品加工业+13", ["M"], None),
        ("房地产业+70；农副食品加工业+13", ["M"], "E101"),
        ("房地产业+70；农副食品加工业+13", ["C", "M"], None),
        # The code decides, whatever the name says.
        ("农副食品加工业+73", ["M"], None),
        ("研究和试验发展+13", ["M"], "E101"),
        # What cannot be understood is industry_code's business.
        ("研究和试验发展C73", ["M"], None),
        ("某某业", ["M"], None),
        ("99", ["M"], None),
        ("某某业；农副食品加工业+13", ["M"], None),
        ("、", ["M"], None),
    ],
)
def test_sections_that_are_asked_for(text: str, sections: list[str], code: str | None) -> None:
    assert code_of("industry_section", text, sections) == code
    assert code_of("industry_section", text.split("；"), sections) == code


def test_every_industry_of_the_standard_is_in_one_section_only() -> None:
    letters = "ABCDEFGHIJKLMNOPQRST"
    for code, name in industries.names().items():
        written = f"{name}+{code}"
        within = [each for each in letters if code_of("industry_section", written, [each]) is None]
        assert len(within) == 1, written


def test_the_section_of_the_cell_and_the_one_asked_for_are_named() -> None:
    breach = RULES_BY_NAME["industry_section"].breach("农副食品加工业+13", ["M"], Record({}))
    assert breach is not None
    assert breach.message == (
        "“农副食品加工业+13”属于制造业（C），要求属于国民经济行业门类科学研究和技术服务业（M），"
        "不符合条件，请核对。"
    )
