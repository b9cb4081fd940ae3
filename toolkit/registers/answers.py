"""What a person wrote under 裁定 in; out: what was decided, or why it cannot be understood.

The one thing a newcomer would get wrong: only what is certain is understood (``豁免：v403``,
``是同一家企业``). Of anything else a question is better than a guess, and whether an answer fits
its case is not asked here.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from toolkit.codes import TITLES, nearest
from toolkit.model import Verb
from toolkit.rules.normal import squash

_COMPANY, _THING = "(?:家|企业|公司|单位)", "(?:项|个项目|项目|项技术|技术|项产品|产品|个案例|案例)"
_ALIKE = {
    Verb.SAME: re.compile(f"(?:是|就是)?同一{_COMPANY}(?:企业|公司|单位)?"),
    Verb.SAME_THING: re.compile(f"(?:是|就是)?同一{_THING}"),
    Verb.DIFFERENT: re.compile(
        f"(?:不是|非|并非)(?:同一|一)(?:{_COMPANY}(?:企业|公司|单位)?|{_THING})"
        f"|不(?:相)?同(?:的|家|项)?(?:企业|公司|单位|项目|技术|产品|案例)?"
    ),
}
_PLAIN = {
    Verb.KEEP: ("保留", "保留本条", "保留这条", "保留这一条"),
    Verb.WITHDRAW: ("撤回", "撤回本条", "撤回这条", "撤回这一条"),
}
_ABOUT_A_CODE = (Verb.WAIVE, Verb.UPHOLD)
# Behind the word: blanks, or a colon; what follows a blank is taken as it is, for a password may
# begin with anything.
_BEHIND = re.compile(r"\s+|[为是]?\s*[:：]\s*")
_QUOTED = re.compile(r"[“\"「《]([^“”\"]*)[”\"」》]")
# What a code is called: itself, its title, or the one with the other behind it.
_CODES = {
    squash(called): code for code, title in TITLES.items() for called in (code, title, code + title)
}
_WAYS = "同一家、同一项、不同、保留、撤回、豁免 代码、认定 代码、推荐单位 名称、密码 内容"


@dataclass(frozen=True, slots=True)
class Answer:
    """What was decided, and the code, unit or password it speaks of."""

    verb: Verb
    argument: str = ""


def understand_answer(written: str) -> Answer | str:
    """The answer, or a Chinese sentence that says why it cannot be understood.

    >>> understand_answer("豁免：Ｖ４０３").argument, understand_answer("是同一家企业").verb.value
    ('V403', '同一家')
    """
    written = written.strip()
    plain = squash(written)
    for verb in _ABOUT_A_CODE:
        if plain.startswith(verb.value):
            return _about_a_code(verb, plain.removeprefix(verb.value))
    for verb in (Verb.UNIT, Verb.PASSWORD):
        rest = _rest_behind(verb, written)
        if rest is not None:
            return _about_a_text(verb, rest)
    alone = _without_argument(plain)
    if alone is None:
        return f"“{told_answer(written)}”看不懂。请从下拉列表中选，或者写成：{_WAYS}。"
    return Answer(alone)


def told_answer(written: str) -> str:
    """What others may read of an answer that is not understood: of one that speaks of a password,
    that word alone.

    >>> told_answer("打开密码 s3cret"), told_answer("随便")
    ('密码', '随便')
    """
    return Verb.PASSWORD.value if Verb.PASSWORD.value in squash(written) else written


def _without_argument(plain: str) -> Verb | None:
    for verb, ways in _ALIKE.items():
        if ways.fullmatch(plain):
            return verb
    return next((verb for verb, ways in _PLAIN.items() if plain in ways), None)


def _about_a_code(verb: Verb, rest: str) -> Answer | str:
    """`rest` is squashed, as `_CODES` are."""
    if not rest:
        return f"只写了“{verb.value}”，没有写代码。请写成“{verb.value} V403”的样子。"
    if rest in _CODES:
        return Answer(verb, _CODES[rest])
    shown = told_answer(rest).upper()
    meant = "、".join(f"{each}（{TITLES[each]}）" for each in nearest(shown[:5]))
    advice = f"是不是想写{meant}？" if meant else "代码见“类别”一栏，如 V403。"
    return f"没有“{shown}”这个代码，一格只能写一个代码。{advice}"


def _rest_behind(verb: Verb, written: str) -> str | None:
    """What stands behind a word at the beginning, as it was written; None where the text does not
    begin with the word.
    """
    at = len(verb.value)
    if unicodedata.normalize("NFKC", written[:at]) != verb.value:
        return None
    behind = _BEHIND.match(written, at)
    return written[behind.end() if behind else at :]


def _about_a_text(verb: Verb, rest: str) -> Answer | str:
    if verb is Verb.PASSWORD:
        return (
            Answer(verb, rest) if rest else "只写了“密码”，没有写密码的内容。请写成“密码 123456”。"
        )
    name = rest.lstrip(":：").strip()
    within = _QUOTED.fullmatch(name)
    name = within[1].strip() if within else name
    if not name:
        return "只写了“推荐单位”，没有写是哪个单位。请写成“推荐单位 某某学会”。"
    return Answer(verb, name)
