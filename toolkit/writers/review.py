"""评审/…xlsx: what reviewers read and score in, one workbook per board and reviewing body.

In comes a `Run`; out come the workbooks. Each is for one expert, who fills in a name, scores and
signs; another expert gets a copy of the same file.

What a newcomer would get wrong: entries stand by their number, not by unit or 推荐顺序, so that
the order says nothing in anybody's favour.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from toolkit.model import Board, ReviewPlan, Run
from toolkit.writers.book import open_book
from toolkit.writers.file_names import safe_name
from toolkit.writers.review_details import lay_out_blocks, write_details
from toolkit.writers.review_figures import metrics_of, open_queries
from toolkit.writers.review_guide import Assignment, write_guide
from toolkit.writers.review_summary import weave, write_summary
from toolkit.writers.selection import Selection, accepted


def write_reviews(run: Run, folder: Path) -> tuple[Path, ...]:
    """Write ``<board>（<body>）.xlsx`` into `folder` for each board with a review plan and accepted
    entries; give the files written.
    """
    queries = open_queries(run.findings)
    written: list[Path] = []
    for board in run.campaign.boards:
        entries = accepted(run, board)
        if board.review is None or not len(entries):
            continue
        assignment = _assignment(run, board, board.review, entries)
        path = folder / _file_name(board, written)
        folder.mkdir(parents=True, exist_ok=True)
        blocks = lay_out_blocks(assignment, queries)
        with open_book(path, title=f"{run.campaign.title} {board.title} 评审") as book:
            assignment, woven = weave(book, assignment)
            write_guide(book, assignment)
            write_summary(book, assignment, woven, [block.place for block in blocks])
            write_details(book, assignment, blocks)
        written.append(path)
    return tuple(written)


def _assignment(run: Run, board: Board, plan: ReviewPlan, entries: Selection) -> Assignment:
    metrics = metrics_of(run.campaign, board, plan.metrics)
    return Assignment(run.campaign, board, plan, entries, metrics)


def _file_name(board: Board, taken: Iterable[Path]) -> str:
    body = board.review.body if board.review else ""
    wanted = f"{board.title}（{body}）" if body else board.title
    return f"{safe_name(wanted, (path.stem for path in taken))}.xlsx"
