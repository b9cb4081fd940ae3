"""The texts beside 退回说明: a letter to paste into an e-mail, and memos for the secretariat.

What a newcomer would get wrong: names and messages come from strangers' workbooks. In a letter
each stands on one line, whatever line ends it holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from toolkit.model import Run, Status
from toolkit.writers.notice_words import (
    Told,
    count_words,
    known_name,
    most_urgent,
    problem_words,
    step_words,
)
from toolkit.writers.wording import senders_of

LETTER = "邮件正文.txt"
MEMO = "请先阅读.txt"
_TITLES = "一二三四"
_SORT_OUT = (
    "查明报送单位后，在“收件”文件夹里建一个以该单位命名的文件夹，把收到的文件移进去，再运行一次，"
    "标注副本就会放进该单位的文件夹。"
)


def write_text(path: Path, lines: Iterable[str]) -> None:
    """Write lines as every editor on every Windows opens them: UTF-8 with a mark, CRLF."""
    text = "".join(f"{line}\r\n" for line in lines)
    path.write_bytes(b"\xef\xbb\xbf" + text.encode("utf-8", "replace"))


def unit_letter(told: Told, notice_file: str) -> Iterator[str]:
    """A letter to the unit, line by line: what was received, the three most important things, what
    to do until when, and what is attached.
    """
    yield f"{_one_line(told.notice.unit)}："
    yield ""
    yield f"您好！贵单位为{told.run.campaign.title}报送的材料已经收到并核查，情况如下。"
    parts = (
        ("收到的材料", [count_words(told.notice), *_numbered(_files(told))]),
        ("最要紧的事", _numbered(point.text for point in most_urgent(told.notice))),
        ("请这样办理", _numbered(step_words(told))),
        ("附件", _numbered(_attached(told, notice_file))),
    )
    for number, (title, lines) in zip(_TITLES, parts, strict=True):
        yield ""
        yield f"{number}、{title}"
        yield from lines


def _numbered(sentences: Iterable[str]) -> Iterator[str]:
    for number, sentence in enumerate(sentences, 1):
        yield f"{number}. {_one_line(sentence)}"


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


def unknown_sender_memo() -> Iterator[str]:
    """For the folder of files that nobody is known to have sent."""
    yield "这里的文件不知道是哪家单位报送的，而且可能来自不同的单位。"
    yield "请不要把整个文件夹发给任何一家单位。"
    yield _SORT_OUT


def several_units_memo(run: Run, files: Mapping[str, str]) -> Iterator[str]:
    """For the folder of files that hold entries of several units; `files` maps the name of a copy
    to the path of the file.
    """
    yield "这里的每份文件都含有多家单位的申报条目，又不知道是谁报送的，没有放进哪一家的文件夹。"
    yield "请不要把它们转给其中任何一家，以免看到别家的材料；各家的问题已写在各自的退回说明里。"
    yield _SORT_OUT
    yield ""
    by_path = {each.path: each for each in run.submissions}
    yield from _numbered(
        f"{name}：收到的文件是“{path}”，涉及{'、'.join(senders_of(by_path[path]))}"
        for name, path in files.items()
    )


def _one_line(text: str) -> str:
    return " ".join(text.split())
