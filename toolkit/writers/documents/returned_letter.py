"""退回函.docx and 邮件正文.txt: what a unit is told comes in; the letter goes out twice, with the
same words, once for print and stamp and once to paste into an e-mail.

What a newcomer would get wrong: the Word document is kept to a page, so a unit with hundreds of
files reads of the first ones there, and of all of them in the text and in 退回说明.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from toolkit.model import Outcome, Status, Unit
from toolkit.writers.documents.addressing import Stationery, common_texts, limited, lines_of
from toolkit.writers.documents.placeholders import RETURNED, Letter
from toolkit.writers.documents.plain_text import numbered, write_text
from toolkit.writers.notice_words import (
    Told,
    known_name,
    mended_count,
    most_urgent,
    problem_words,
    step_words,
)

TEXT = "邮件正文.txt"
_TITLES = "一二三四"
_MOST = {"文件情况": 8, "附件": 8}


def write_returned_letter(
    told: Told, notice_file: str, stationery: Stationery, folder: Path
) -> None:
    """Write both forms of the letter beside the notice."""
    letter = returned_letter(told, notice_file, stationery.units.get(told.notice.unit))
    printed = Letter(letter.texts, limited(letter.rows, _MOST, f"，见{notice_file}。"))
    (folder / RETURNED.file).write_bytes(stationery.press.print(printed))
    write_text(folder / TEXT, letter_text(letter))


def returned_letter(told: Told, notice_file: str, unit: Unit | None = None) -> Letter:
    """A letter to the unit: what was received, the three most important things, what to do until
    when, and what is attached.
    """
    lines = {
        "文件情况": _files(told),
        "最要紧的事": (point.text for point in most_urgent(told.notice)),
        "办理步骤": step_words(told),
        "附件": _attached(told, notice_file),
    }
    return Letter(
        {**common_texts(told.run, told.notice, unit), "改正情况": _mended_words(told)},
        {name: lines_of(name, sentences) for name, sentences in lines.items()},
    )


def letter_text(letter: Letter) -> Iterator[str]:
    """The letter as the text of an e-mail, line by line."""
    yield f"{letter.texts['单位']}："
    yield ""
    yield f"您好！贵单位为{letter.texts['征集']}报送的材料已经收到并核查，情况如下。"
    printed = f"{RETURNED.file}：以上内容的正式函件"
    parts = (
        ("收到的材料", [letter.texts["收到情况"], *numbered(letter.lines("文件情况"))]),
        ("最要紧的事", numbered(letter.lines("最要紧的事"))),
        ("请这样办理", numbered(letter.lines("办理步骤"))),
        ("附件", numbered((printed, *letter.lines("附件")))),
    )
    for number, (title, lines) in zip(_TITLES, parts, strict=True):
        yield ""
        yield f"{number}、{title}"
        yield from lines


def _mended_words(told: Told) -> str:
    mended = mended_count(told.notice)
    returned = told.notice.outcomes[Outcome.RETURNED]
    share = f"有{mended}条" if mended < returned else ""
    return f"退回的条目{share}已在后来报送的文件中改正。" if mended else ""


def _files(told: Told) -> Iterator[str]:
    for each in told.notice.submissions:
        name = known_name(told.notice, each.path)
        if each.status is Status.REFUSED:
            yield f"{name}：未能受理，{each.reason}"
        else:
            yield f"{name}：{problem_words(told.notice, each)}"


def _attached(told: Told, notice_file: str) -> Iterator[str]:
    yield f"{notice_file}：{_notice_words(told)}"
    for path, copy in told.enclosed:
        sent = known_name(told.notice, path)
        yield f"{copy.name}：{'' if sent == copy.name else f'“{sent}”的'}标注副本"


def _notice_words(told: Told) -> str:
    if told.enclosed:
        return "逐处列出问题和改法，点单元格地址就到标注副本里的那一处"
    if told.notice.complaints:
        return "逐处列出问题和改法"
    return "写明未能受理的文件和原因"
