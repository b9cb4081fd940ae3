"""Rulings in; out: how people are told of them, and the findings at those that were not obeyed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from toolkit.model import Effect, Finding, Ruled, Ruling, Severity, Verb


def told(ruling: Ruling) -> str:
    """A ruling as it is told to people, without what only the file's reader needs.

    >>> told(Ruling("k", "", Verb.WAIVE, "V403", "张三", "已核对营业执照"))
    '豁免 V403（经办人张三：已核对营业执照）'
    """
    return f"{_answer(ruling)}（经办人{ruling.who}：{ruling.why}）"


def _answer(ruling: Ruling) -> str:
    """What was ruled; of a password, only that one was given."""
    return ruling.verb.value if ruling.verb is Verb.PASSWORD else ruling.answer


def report(refused: Iterable[Ruled]) -> Iterator[Finding]:
    """J201, J202 and J203, each at the cell of the ruling that has no effect; what one lacks that
    is not complete was told when it was read.
    """
    for each in refused:
        ruling = each.ruling
        if not ruling.is_complete:
            continue
        value = _answer(ruling)
        message = f"“{value}”没有执行：{each.words}"
        code = _CODE_OF[each.effect]
        yield Finding(code, Severity.QUERY, ruling.ref, message, field="裁定", value=value)


_CODE_OF = {Effect.ORPHANED: "J201", Effect.CONTRADICTING: "J202", Effect.UNCLEAR: "J203"}


def is_about_rulings(finding: Finding) -> bool:
    """Whether a finding stands in a workbook of rulings, which is no submission."""
    return finding.code in _CODE_OF.values()
