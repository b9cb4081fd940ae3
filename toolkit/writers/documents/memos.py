"""Memos for the secretariat, in folders of files that must not be passed on as they lie there.

A run and the names of copies come in; lines of text go out. What a newcomer would get wrong: the
reader of these is the secretariat, never a unit.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from toolkit.model import Run
from toolkit.writers.documents.plain_text import numbered, one_line
from toolkit.writers.wording import senders_of

MEMO = "请先阅读.txt"
_SORT_OUT = (
    "查明报送单位后，在“收件”文件夹里建一个以该单位命名的文件夹，把收到的文件移进去，再运行一次，"
    "标注副本就会放进该单位的文件夹。"
)


def unknown_sender_memo() -> Iterator[str]:
    """For the folder of files that nobody is known to have sent."""
    yield "这里的文件不知道是哪家单位报送的，而且可能来自不同的单位。"
    yield "请不要把整个文件夹发给任何一家单位，也没有为这些文件写收件回执。"
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
    yield from numbered(
        one_line(f"{name}：收到的文件是“{path}”，涉及{'、'.join(senders_of(by_path[path]))}")
        for name, path in files.items()
    )
