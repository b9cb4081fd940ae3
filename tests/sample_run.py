"""A small run made by hand for the writers' tests: nine files, every outcome but 撤回.

`sample_run()` gives it. What a newcomer would get wrong: nothing here is computed from the
rules; the outcomes are stated, as the stages would hand them over.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from toolkit.codes import SEVERITIES
from toolkit.model import (
    Board,
    Campaign,
    Decision,
    Entry,
    Field,
    Finding,
    Ledger,
    Outcome,
    PassedOver,
    Quota,
    QuotaUse,
    Ref,
    ReferenceList,
    Registers,
    Run,
    Severity,
    Status,
    Submission,
    Table,
    Unit,
)
from toolkit.model.columns import entries_of

ERROR, QUERY, NOTE = Severity.ERROR, Severity.QUERY, Severity.NOTE
SHANGHAI, SUZHOU, SOCIETY = "上海市科学技术协会", "苏州工业园区", "中国电子学会"
SILENT = "新疆生产建设兵团科协"
PERCENT = {"as": "percent"}

FIELDS = (
    Field("serial", "序号", "integer"),
    Field("unit", "推荐单位", "string"),
    Field("rank", "推荐顺序", "integer"),
    Field("company", "申报企业名称", "string", required=True),
    Field("uscc", "统一社会信用代码", "string", rules={"credit_code": True}),
    Field("region", "所在地区", "string"),
    Field("founded", "企业工商登记日期", "date"),
    Field("high_tech", "是否高新技术企业", "boolean"),
    Field("capital", "注册资本", "number", meta={"unit": "万元"}),
    Field("phone", "电话", "string", rules={"phone": "any"}),
    Field("industry", "所属行业", "string", rules={"strategic_industry": True}),
    Field("business", "主营业务", "string"),
    Field("patents.2020", "2020年", "integer", group="专利申请量（项）"),
    Field("patents.2021", "2021年", "integer", group="专利申请量（项）"),
    Field("patents.mean", "平均值", "number", group="专利申请量（项）"),
    Field("growth.2020", "2020年", "number", group="就业贡献（增长率）", meta=PERCENT),
    Field("growth.2021", "2021年", "number", group="就业贡献（增长率）", meta=PERCENT),
)
BOARD = Board(
    "rising-enterprise",
    "新锐企业榜",
    FIELDS,
    {},
    "company",
    code_key="uscc",
    rank_key="rank",
    unit_key="unit",
    serial_key="serial",
    region_key="region",
    industry_key="industry",
    quotas=(Quota(2, ("unit",)),),
)
CAMPAIGN = Campaign(
    "kczg-2022",
    "2022年“科创中国”系列榜单",
    "科协办函创字〔2022〕91号",
    (BOARD,),
    SEVERITIES,
    "0" * 64,
    deadline=datetime(2022, 11, 1),
    channels=("全国学会、协会、研究会", "省、自治区、直辖市科协"),
    stacking=True,
    lists=(ReferenceList("pilot-cities", "试点城市", "名称"),),
)
COLUMNS = {field.key: at for at, field in enumerate(FIELDS, 1)}

# number, file, row, unit, rank, company, code, industry, capital, growth in 2021
_ENTRIES: tuple[tuple[Any, ...], ...] = (
    (1, "上海科协/名单.xlsx", 4, SHANGHAI, 1, "上海甲信息技术有限公司", "91310000MA1FL00018",
     "新一代信息技术产业", 1000, 0.15),
    (2, "上海科协/名单.xlsx", 5, SHANGHAI, 2, "=cmd|'/c calc'!A1", "91310000MA1FL00026",
     "生物产业", 2500.5, -0.034),
    (3, "上海科协/名单.xlsx", 6, SHANGHAI, 3, "上海丙生物科技有限公司", "91310000MA1FL00034",
     "生物产业", 300, 0.2),
    (4, "上海科协/名单.xlsx", 7, SHANGHAI, 4, "上海甲信息技术有限公司", "91310000MA1FL00018",
     "新一代信息技术产业", 1000, 0.15),
    (5, "苏州工业园区/1.xlsx", 4, SUZHOU, 1, "苏州丁新材料有限公司", "91320500MA1FL00045",
     "新材料产业", None, 0.1),
    (6, "苏州工业园区/1.xlsx", 5, SUZHOU, 2, "苏州戊装备制造有限公司", "91320500MA1FL00053",
     "高端装备制造产业", 800, 0.1),
    (7, "苏州工业园区/1.xlsx", 6, SUZHOU, 3, "上海甲信息技术有限公司", "91310000MA1FL00018",
     "新一代信息技术产业", 1000, 0.15),
    (8, "苏州工业园区/2.xlsx", 4, SUZHOU, 1, "苏州丁新材料有限公司", "91320500MA1FL00045",
     "新材料产业", 1200, 0.1),
    (9, "苏州工业园区/2.xlsx", 5, SUZHOU, 2, "苏州戊装备制造有限公司", "91320500MA1FL00053",
     "高端装备制造产业", 880, 0.1),
    (10, "中国电子学会.csv", 3, SOCIETY, None, "北京己芯片有限公司", "91110000MA1FL00061",
     "电子核心产业", 5000, None),
    (11, "中国电子学会.csv", 4, SOCIETY, 2, "北京庚软件有限公司", "911100000000000000",
     "不知道", 600, 0.3),
)  # fmt: skip

_DECISIONS = (
    Decision(1, Outcome.ACCEPTED),
    Decision(2, Outcome.ACCEPTED),
    Decision(3, Outcome.OVER_QUOTA, ("Q101",), 0,
             "“上海市科学技术协会”在“新锐企业榜”的推荐名额为2个，本条在名额之外"),
    Decision(4, Outcome.DUPLICATE, ("R101",), 1, "同一份文件第4行已报送，本条为重复"),
    Decision(5, Outcome.RETURNED, ("V101",), 0, "I5 注册资本：必填未填"),
    Decision(6, Outcome.SUPERSEDED, ("D102",), 9,
             "本单位后来报送的“苏州工业园区/2.xlsx”第5行已替代本条"),
    Decision(7, Outcome.DUPLICATE, ("D101",), 1,
             "与“上海市科学技术协会”推荐的条目（“上海科协/名单.xlsx”第4行）为同一对象，保留先收到的一条"),
    Decision(8, Outcome.ACCEPTED),
    Decision(9, Outcome.ACCEPTED),
    Decision(10, Outcome.INELIGIBLE, ("E102",), 0, "D3 申报企业名称：往届已入选"),
    Decision(11, Outcome.RETURNED, ("V204", "V401"), 0,
             "E4 统一社会信用代码：数字丢失位数；K4 所属行业：不在可选范围"),
)  # fmt: skip


def _entry(line: tuple[Any, ...]) -> Entry:
    number, path, row, unit, rank, company, code, industry, capital, growth = line
    sheet = "" if path.endswith(".csv") else "新锐企业榜"
    values = {
        "serial": number,
        "unit": unit,
        "rank": rank,
        "company": company,
        "uscc": code,
        "region": "上海市浦东新区",
        "founded": date(2018, 5, 16),
        "high_tech": True,
        "capital": capital,
        "phone": "+8621-50800000",
        "industry": industry,
        "business": "@新型电子元器件的研发、制造和销售，https://example.com，" + "用于工业现场" * 8,
        "patents.2020": 1200,
        "patents.2021": 14,
        "patents.mean": 607.0,
        "growth.2020": None,
        "growth.2021": growth,
    }
    originals = {"company": company, "uscc": code}
    table = Table(path, sheet, BOARD.id, 3, COLUMNS)
    return Entry(number, table, row, values, originals, unit=unit)


def _finding(
    entry: int, code: str, key: str, message: str, value: str = "", others: tuple[int, ...] = ()
) -> Finding:
    where = ENTRIES[entry - 1].ref(key)
    heading = BOARD.field(key).heading
    return Finding(code, SEVERITIES[code], where, message, entry, heading, value, others)


ENTRIES = tuple(_entry(line) for line in _ENTRIES)
SUBMISSIONS = (
    Submission("上海科协/名单.xlsx", "a" * 64, Status.READ, "", "", "xlsx", (SHANGHAI,),
               (BOARD.id,), 4, SHANGHAI, datetime(2022, 10, 20, 9, 30)),
    Submission("苏州工业园区/1.xlsx", "b" * 64, Status.READ, "", "", "xlsx", (SUZHOU,),
               (BOARD.id,), 3, SUZHOU, datetime(2022, 10, 21, 16, 0)),
    Submission("苏州工业园区/2.xlsx", "c" * 64, Status.READ, "", "", "xlsx", (SUZHOU,),
               (BOARD.id,), 2, SUZHOU, datetime(2022, 11, 3, 8, 5)),
    Submission("中国电子学会.csv", "d" * 64, Status.READ, "", "", "csv", (SOCIETY,),
               (BOARD.id,), 2),
    Submission("苏州工业园区/1 - 副本.xlsx", "b" * 64, Status.REPEATED, "F104",
               "与“苏州工业园区/1.xlsx”内容完全相同，只按先收到的一份处理", "xlsx", (SUZHOU,)),
    Submission("中国电子学会/加密.xlsx", "e" * 64, Status.REFUSED, "F102",
               "工作簿设有打开密码，无法读取，请去掉密码后重新报送", sender=SOCIETY),
    Submission("不知何人.xlsx", "f" * 64, Status.REFUSED, "S101", "没有找到榜单的表头"),
)  # fmt: skip
FINDINGS = (
    Finding("E104", QUERY, Ref("苏州工业园区/2.xlsx"), "收到时间晚于报送截止时间"),
    Finding("F102", ERROR, Ref("中国电子学会/加密.xlsx"), "工作簿设有打开密码，无法读取"),
    _finding(1, "V501", "patents.mean", "平均值应为607.0，填的是600，请核对", "600"),
    _finding(2, "V501", "patents.mean", "平均值应为607.0，填的是600，请核对", "600"),
    _finding(2, "V403", "uscc", "最后一位校验位不符，请对照营业执照核对", "91310000MA1FL00026"),
    _finding(3, "Q101", "rank", "超出推荐名额", "3"),
    _finding(4, "R101", "uscc", "与第4行重复", "91310000MA1FL00018"),
    _finding(5, "V101", "capital", "没有填写，请填写注册资本"),
    _finding(6, "D102", "uscc", "已由后来的报送替代", "91320500MA1FL00053"),
    _finding(6, "V501", "patents.mean", "平均值应为607.0，填的是600，请核对", "600"),
    _finding(7, "D101", "uscc", "与其他单位重复", "91310000MA1FL00018"),
    _finding(9, "D201", "company", "名称只差一个字，请核实", "苏州戊装备制造有限公司", (2,)),
    _finding(10, "E102", "company", "2021年已入选，不再纳入候选", "北京己芯片有限公司"),
    _finding(11, "V204", "uscc", "代码按数字保存，末几位已丢失，请改成文本重新填写", "9.111E+17"),
    _finding(11, "V401", "industry", "不在战略性新兴产业分类中", "不知道"),
)
UNITS = (
    Unit(SHANGHAI, ("省、自治区、直辖市科协",)),
    Unit(SUZHOU, ("“科创中国”试点城市（园区）", "省、自治区、直辖市科协")),
    Unit(SOCIETY, ("全国学会、协会、研究会",)),
    Unit(SILENT, ("新疆生产建设兵团科协",)),
)


def sample_run() -> Run:
    """The run, whole and balanced."""
    return Run(
        campaign=CAMPAIGN,
        registers=Registers(units=UNITS, winners=()),
        submissions=SUBMISSIONS,
        passed_over=(PassedOver("上海科协/~$名单.xlsx", "临时文件或系统文件，不含申报内容"),),
        entries=entries_of(ENTRIES, (BOARD,)),
        findings=FINDINGS,
        ledger=Ledger(_DECISIONS),
        quotas=(
            QuotaUse(SHANGHAI, BOARD.id, "", 1, 2, 4, 2, 1),
            QuotaUse(SUZHOU, BOARD.id, "", 2, 4, 5, 2, 0),
            QuotaUse(SOCIETY, BOARD.id, "", 1, None, 2, 0, 0),
        ),
        inputs={},
        late=frozenset({"苏州工业园区/2.xlsx"}),
    )
