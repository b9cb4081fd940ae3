"""评审/…xlsx: what reviewers read and score in, one workbook per board and reviewing body.

In comes a `Run`; out come the workbooks. Each is for one expert, who fills in a name, scores and
signs; another expert gets a copy of the same file.

What a newcomer would get wrong: entries stand by their number, not by unit or 推荐顺序, so that
the order says nothing in anybody's favour.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from toolkit.model import Board, ReviewPlan, Run
from toolkit.writers.book import open_book
from toolkit.writers.file_names import safe_name
from toolkit.writers.review_details import lay_out_blocks, write_details
from toolkit.writers.review_figures import metrics_of, open_queries
from toolkit.writers.review_guide import Assignment, write_guide
from toolkit.writers.review_summary import weave, write_summary
from toolkit.writers.selection import Selection, accepted
from toolkit.writers.volumes import Volume, volumes_of

# So many entries, with all that they say, a program still opens with ease.
MOST_TO_REVIEW = 10_000


def write_reviews(run: Run, folder: Path, *, most: int = MOST_TO_REVIEW) -> tuple[Path, ...]:
    """Write ``<board>（<body>）.xlsx`` into `folder` for each board with a review plan and accepted
    entries, in volumes of at most so many entries; give the files written.
    """
    queries = open_queries(run.findings)
    written: list[Path] = []
    for board in run.campaign.boards:
        entries = accepted(run, board)
        if board.review is None or not len(entries):
            continue
        folder.mkdir(parents=True, exist_ok=True)
        volumes = volumes_of(entries, most)
        for volume in volumes:
            share = _share(entries, volume, len(volumes))
            assignment = _assignment(run, board, board.review, volume.entries, share)
            path = folder / _file_name(board, volume.name, written)
            _write_review(path, assignment, queries)
            written.append(path)
    return tuple(written)


def _write_review(path: Path, assignment: Assignment, queries: Mapping[int, Sequence[str]]) -> None:
    blocks = lay_out_blocks(assignment, queries)
    title = f"{assignment.campaign.title} {assignment.board.title} 评审"
    with open_book(path, title=title) as book:
        fitted, woven = weave(book, assignment)
        write_guide(book, fitted)
        write_summary(book, fitted, woven, [block.place for block in blocks])
        write_details(book, fitted, blocks)


def _share(entries: Selection, volume: Volume, volumes: int) -> str:
    """Which part of the board's entries a workbook holds; "" for all of them."""
    if volumes == 1:
        return ""
    return (
        f"本榜单共{len(entries)}项，分为{volumes}个工作簿，"
        f"本工作簿是第{int(volume.number)}个：{volume.title}，{len(volume.entries)}项。"
    )


def _assignment(
    run: Run, board: Board, plan: ReviewPlan, entries: Selection, share: str
) -> Assignment:
    metrics = metrics_of(run.campaign, board, plan.metrics)
    return Assignment(run.campaign, board, plan, entries, metrics, share=share)


def _file_name(board: Board, volume: str, taken: Iterable[Path]) -> str:
    body = board.review.body if board.review else ""
    wanted = " ".join(filter(None, (f"{board.title}（{body}）" if body else board.title, volume)))
    return f"{safe_name(wanted, (path.stem for path in taken))}.xlsx"
