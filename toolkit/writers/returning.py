"""What a child process does for one marked copy: a file and its marks in, the copy out.

The one thing a newcomer would get wrong: nothing that happens here may cost more than the copy.
Where there can be none, a sentence comes out in its place.
"""

from __future__ import annotations

import traceback
from dataclasses import dataclass
from pathlib import Path

from toolkit.errors import Refused
from toolkit.intake import sha256_of
from toolkit.model import Limits
from toolkit.writers.marking import Marked, Marks, mark_workbook

GONE = "收到的文件已不在原处，没有标注副本。"
CHANGED = "文件在核查之后又有改动，没有标注副本。"


@dataclass(frozen=True, slots=True)
class Order:
    """A copy to be made: of the file that lies at `source`, had that `sha256` when it was read, and
    may have to be opened with one of the `passwords`.
    """

    source: Path
    sha256: str
    marks: Marks
    passwords: tuple[str, ...] = ()


def mark_copy(order: Order, limits: Limits) -> Marked | str:
    """The marked copy, made within the limits of one file, or a Chinese sentence that says why
    there is none.
    """
    try:
        if sha256_of(order.source) != order.sha256:
            return CHANGED
        return mark_workbook(order.source, order.marks, limits, order.passwords)
    except MemoryError:  # for the parent to hear of: this child is of no more use
        raise
    except OSError:
        return GONE
    except Refused as refused:
        return f"没有标注副本：{refused.message}"
    except Exception as bug:
        traceback.print_exc()  # seen with --debug
        return (
            f"没有标注副本：生成时程序出错（{type(bug).__name__}）。这是工具的缺陷，"
            "请把文件发给维护者。"
        )
