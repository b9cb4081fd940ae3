"""A text of a form in; out: whether it was printed there, rather than filled in by somebody.

The one thing a newcomer would get wrong: a hint that was left standing is no value, but people
also write their value behind it or before it, and then only the hint is taken away.
"""

from __future__ import annotations

import re

from toolkit.rules.ticks import OPEN, TICKED

# A bracket, with at most one more inside it.
_BRACKET = re.compile(r"[（(](?:[^（）()]|[（(][^（）()]*[）)])*[）)]")
_ASKS = re.compile(
    r"请|填写|参照|例如|介绍|包括|包含|可多选|不超过|不少于|以内|仅限|^[（(]指"
    r"|[xX×某]+省|年.{0,3}月|\d\s*字"
)
_REQUEST = re.compile(
    r"请(?:根据|参照|参考|按|依据|填|在|选|注明|说明|详细|简要|如实)|(?:可)?参照《|仅限"
)
_OPENING, _CLOSING = "（(《“‘[【", "）)》”’]】"
_NOTE = re.compile(r"(?:备?注|说明|填[表报]说明)\s*[:：]|填[表报]说明")
_SIGNATURE = re.compile(
    r"公章|盖章|签章|签字|签名|(?:单位|部门|机构|专家|学会|科协|审核|审查|初审|评审|推荐)意见"
)
_DAY = re.compile(r"^(?:日期\s*[:：]?\s*)?\d*\s*年\s*\d*\s*月\s*\d*\s*日?$")
# Lines above or below the labels: an annex's number, who filled the form and when, the unit used.
_FRAME = re.compile(
    r"附件|[(（]?单位\s*[:：]|(?:填[报表]|报送|推荐|申报|制表|申请)?(?:日期|时间|人|负责人)\s*[:：]"
)
_TYPED_BOX = re.compile(r"[（(\[【]\s*[】\])）]")
_SERIES = re.compile(r"[_＿\s　]+")


def without_hints(text: str) -> str:
    r"""A label without the hints that stand behind it.

    >>> without_hints("从业人数 （人）\n请参照缴纳社会保险的人数填写").strip()
    '从业人数 （人）'
    >>> without_hints("企业工商登记日期（年-月-日）")
    '企业工商登记日期'
    """
    bare = _BRACKET.sub(lambda found: "" if is_asking(found[0]) else found[0], text)
    request = _REQUEST.search(bare)
    return bare[: request.start()] if request else bare


def is_asking(text: str) -> bool:
    """Whether a text tells what to write, rather than being part of a name or a value."""
    return _ASKS.search(text) is not None


def end_of_hint(text: str) -> int:
    """Where the first bracket with a hint ends; 0 if there is none."""
    return next((found.end() for found in _BRACKET.finditer(text) if is_asking(found[0])), 0)


def written(text: str) -> str:
    """What somebody wrote into a cell that may hold a hint; "" where only the hint stands.

    >>> written("（年-月-日）"), written("2018-05-06（年-月-日）"), written("甲（上海）公司")
    ('', '2018-05-06', '甲（上海）公司')
    """
    bare = text.strip()
    opening = _BRACKET.match(bare)
    if opening and is_asking(opening[0]):
        bare = bare[opening.end() :].strip()
    closing = next((found for found in _BRACKET.finditer(bare) if found.end() == len(bare)), None)
    if closing and closing.start() and _is_placeholder(closing[0]):
        bare = bare[: closing.start()].strip()
    if _REQUEST.match(bare):
        bare = _behind_request(bare)
    return _SERIES.sub("", bare) and bare.strip("_＿ 　\n\t\r")


def _is_placeholder(bracket: str) -> bool:
    """Whether a bracket behind a value only shows the form it should have."""
    return re.fullmatch(r"[（(][年月日xX×某省市区县\s\-—－/、.]+[）)]", bracket) is not None


def _behind_request(text: str) -> str:
    """The lines behind a request: from the first that begins nothing of it and asks for nothing."""
    lines = text.split("\n")
    for at in range(1, len(lines)):
        asked, rest = "\n".join(lines[:at]), "\n".join(lines[at:])
        if _ends_asking(asked) and _is_balanced(rest) and not is_asking(rest):
            return rest.strip()
    return ""


def _ends_asking(text: str) -> bool:
    return _is_balanced(text) and text.rstrip().endswith((*_CLOSING, "。", "写", "："))


def _is_balanced(text: str) -> bool:
    return all(
        text.count(opening) == text.count(closing)
        for opening, closing in zip(_OPENING, _CLOSING, strict=True)
    )


def is_untouched(text: str) -> bool:
    """Whether a cell holds tick boxes, drawn or typed, of which none is ticked."""
    has_boxes = any(mark in text for mark in OPEN) or _TYPED_BOX.search(text) is not None
    return has_boxes and not any(mark in text for mark in TICKED)


def has_ticks(text: str) -> bool:
    """Whether a cell holds tick boxes, ticked or not."""
    return any(mark in text for mark in OPEN + TICKED)


def is_signature(text: str) -> bool:
    """Whether a text is a place to sign, stamp or date, or an opinion of those who sign."""
    return bool(_SIGNATURE.search(text) or _DAY.match(text))


def is_frame(text: str) -> bool:
    """Whether a text says where a form belongs, who filled it and when, or in which unit."""
    return bool(_FRAME.match(text))


def is_note(text: str) -> bool:
    """Whether a text explains the form."""
    return bool(_NOTE.match(text)) or written(text) == ""
