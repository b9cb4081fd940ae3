"""The catalogue: every finding code with its slug, severity and title, and a page for each.

Nothing comes in; `CATALOGUE` and the mappings made from it go out, and `page` gives a code's
Markdown text. The one thing a newcomer would get wrong: the severities here are the catalogue's
own. A campaign, or one column of it, may set others, so a finding takes its severity from
`Campaign.severities`, never from here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from toolkit.model import Severity

_ERROR, _QUERY, _NOTE = Severity.ERROR, Severity.QUERY, Severity.NOTE


@dataclass(frozen=True, slots=True)
class Code:
    """A finding code: its meaning never changes, and a retired one is never used again."""

    code: str
    slug: str
    severity: Severity
    title: str


# Letters in the order C F S V E R D Q J, then by number. C101 ends the command: its severity
# stands in no finding.
CATALOGUE: tuple[Code, ...] = (
    Code("C101", "campaign-unsound", _ERROR, "征集活动配置有误"),
    Code("F101", "workbook-unreadable", _ERROR, "工作簿无法读取"),
    Code("F102", "workbook-encrypted", _ERROR, "工作簿已加密"),
    Code("F103", "format-unsupported", _ERROR, "文件格式不支持"),
    Code("F104", "file-repeated", _NOTE, "文件重复报送"),
    Code("F105", "workbook-unsafe", _ERROR, "工作簿不安全"),
    Code("F106", "format-disguised", _NOTE, "扩展名与内容不符"),
    Code("F107", "name-irregular", _NOTE, "文件名不合要求"),
    Code("S101", "board-not-found", _ERROR, "未找到榜单"),
    Code("S102", "column-missing", _ERROR, "缺少必需的列"),
    Code("S103", "column-unknown", _NOTE, "无法识别的列"),
    Code("S104", "column-repeated", _QUERY, "列重复"),
    Code("S105", "unit-unknown", _ERROR, "推荐单位无法识别"),
    Code("S106", "rows-hidden", _NOTE, "含隐藏行列"),
    Code("S107", "template-other", _QUERY, "模板不符"),
    Code("S108", "submission-empty", _NOTE, "没有申报条目"),
    Code("S109", "row-skipped", _NOTE, "跳过的行"),
    Code("S110", "sheet-bloated", _NOTE, "远处有零散单元格"),
    Code("S111", "board-unclear", _QUERY, "榜单不明"),
    Code("V101", "value-missing", _ERROR, "必填未填"),
    Code("V201", "type-wrong", _ERROR, "类型不符"),
    Code("V202", "number-as-text", _NOTE, "文本数字"),
    Code("V203", "date-ambiguous", _QUERY, "日期不明确"),
    Code("V204", "digits-lost", _ERROR, "数字丢失位数"),
    Code("V205", "unit-in-cell", _NOTE, "单元格内含单位"),
    Code("V206", "percent-points", _NOTE, "按百分点理解"),
    Code("V207", "value-understood", _NOTE, "已按规范理解"),
    Code("V208", "text-unreadable", _QUERY, "文字无法辨认"),
    Code("V301", "below-minimum", _ERROR, "低于下限"),
    Code("V302", "above-maximum", _ERROR, "超过上限"),
    Code("V303", "too-short", _ERROR, "字数不足"),
    Code("V304", "too-long", _ERROR, "字数超限"),
    Code("V401", "value-not-listed", _ERROR, "不在可选范围"),
    Code("V402", "pattern-mismatch", _ERROR, "格式不符"),
    Code("V403", "check-digit-failed", _QUERY, "校验位不符"),
    Code("V404", "code-wrong-kind", _ERROR, "号码种类不符"),
    Code("V501", "mean-mismatch", _QUERY, "平均值不符"),
    Code("V502", "ratio-mismatch", _QUERY, "比率不符"),
    Code("V503", "figures-contradict", _QUERY, "数据相互矛盾"),
    Code("V504", "unit-suspect", _QUERY, "单位疑似有误"),
    Code("V901", "error-value", _ERROR, "错误值"),
    Code("V902", "formula-without-value", _ERROR, "公式无结果"),
    Code("E101", "condition-unmet", _ERROR, "不符合申报条件"),
    Code("E102", "past-winner", _ERROR, "往届已入选"),
    Code("E103", "subject-barred", _ERROR, "在限制名单内"),
    Code("E104", "received-late", _QUERY, "逾期收到"),
    Code("R101", "repeated-in-submission", _ERROR, "同一文件内重复"),
    Code("D101", "duplicate-entry", _ERROR, "与其他单位重复"),
    Code("D102", "entry-superseded", _NOTE, "已被新报送替代"),
    Code("D103", "only-in-earlier", _QUERY, "新报送中没有"),
    Code("D201", "duplicate-suspected", _QUERY, "疑似重复"),
    Code("D202", "code-and-name-disagree", _QUERY, "代码与名称不一致"),
    Code("D301", "on-several-boards", _NOTE, "同时申报多个榜单"),
    Code("Q101", "quota-exceeded", _ERROR, "超出推荐名额"),
    Code("Q102", "rank-unclear", _QUERY, "名次不清"),
    Code("Q201", "quota-unused", _NOTE, "名额未用完"),
    Code("J101", "withdrawn-by-ruling", _NOTE, "按裁定撤回"),
    Code("J102", "ruling-applied", _NOTE, "已按裁定处理"),
    Code("J201", "ruling-without-entry", _QUERY, "裁定没有对应条目"),
    Code("J202", "rulings-contradict", _QUERY, "裁定相互矛盾"),
    Code("J203", "ruling-unclear", _QUERY, "裁定不明确"),
)

TITLES: Mapping[str, str] = MappingProxyType({each.code: each.title for each in CATALOGUE})
SEVERITIES: Mapping[str, Severity] = MappingProxyType(
    {each.code: each.severity for each in CATALOGUE}
)
ORDER: Mapping[str, int] = MappingProxyType(
    {each.code: position for position, each in enumerate(CATALOGUE)}
)


def page(code: str) -> str:
    """Give the Markdown page of a code; KeyError if there is no such code."""
    from importlib.resources import files  # 15 ms that only `toolkit explain` should spend

    if code not in ORDER:
        raise KeyError(code)
    return files(__name__).joinpath(f"{code}.md").read_text(encoding="utf-8")


def nearest(code: str) -> tuple[str, ...]:
    """List the codes someone may have meant, likeliest first; empty if none is near.

    >>> nearest("v41")
    ('V401',)
    """
    from difflib import get_close_matches

    return tuple(get_close_matches(code.strip().upper(), ORDER, n=3, cutoff=0.75))
