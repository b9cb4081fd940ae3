"""评审/…xlsx: what reviewers read and score in, one workbook per board and reviewing body.

In comes a `Run`; out come the workbooks. Each is for one expert, who fills in a name, scores and
signs; another expert gets a copy of the same file. Where fields (领域) have bodies of their own,
each body gets the entries of its fields.

What a newcomer would get wrong: entries stand by their number, not by unit or 推荐顺序, so that
the order says nothing in anybody's favour.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from toolkit.model import Board, ReviewPlan, Run
from toolkit.rules.names import name_key
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
        for assignment in _assignments(run, board, board.review, entries):
            volumes = volumes_of(assignment.entries, most)
            for volume in volumes:
                share = _share(assignment, volume, len(volumes))
                path = folder / _file_name(assignment, volume.name, written)
                own = replace(assignment, entries=volume.entries, share=share)
                _write_review(path, own, queries)
                written.append(path)
    return tuple(written)


def _assignments(
    run: Run, board: Board, plan: ReviewPlan, entries: Selection
) -> Iterator[Assignment]:
    """What each body reviews, with its fields: first those of the plan's own body, which reviews
    whatever no other one does.
    """
    metrics = metrics_of(run.campaign, board, plan.metrics)
    if not plan.bodies:
        yield Assignment(run.campaign, board, plan, entries, metrics)
        return
    body_of = {name_key(field): body for field, body in plan.bodies.items()}
    stated = (name_key(str(field or "")) for field in entries.shown(board.field_key))
    reviewing = [body_of.get(field, plan.body) for field in stated]
    for body in dict.fromkeys((plan.body, *plan.bodies.values())):
        own = entries.picked([at for at, other in enumerate(reviewing) if other == body])
        if len(own):
            fields = _fields_of(body, board, plan)
            own_plan = replace(plan, body=body)
            yield Assignment(run.campaign, board, own_plan, own, metrics, fields=fields)


def _fields_of(body: str, board: Board, plan: ReviewPlan) -> tuple[str, ...]:
    """The fields that a body reviews, in the order in which the board allows them."""
    allowed = board.field(board.field_key).rules.get("allowed", ())
    named = dict.fromkeys((*allowed, *plan.bodies))
    fields = tuple(str(field) for field in named if plan.bodies.get(field, plan.body) == body)
    return fields if allowed or body != plan.body else (*fields, "其他")


def _write_review(path: Path, assignment: Assignment, queries: Mapping[int, Sequence[str]]) -> None:
    blocks = lay_out_blocks(assignment, queries)
    title = f"{assignment.campaign.title} {assignment.board.title} 评审"
    with open_book(path, title=title) as book:
        fitted, woven = weave(book, assignment)
        write_guide(book, fitted)
        write_summary(book, fitted, woven, [block.place for block in blocks])
        write_details(book, fitted, blocks)


def _share(assignment: Assignment, volume: Volume, volumes: int) -> str:
    """Which part of a body's entries a workbook holds; "" for all of them."""
    if volumes == 1:
        return ""
    whose = "本机构评审的" if assignment.fields else "本榜单"
    return (
        f"{whose}共{len(assignment.entries)}项，分为{volumes}个工作簿，"
        f"本工作簿是第{int(volume.number)}个：{volume.title}，{len(volume.entries)}项。"
    )


def _file_name(assignment: Assignment, volume: str, taken: Iterable[Path]) -> str:
    title, body = assignment.board.title, assignment.plan.body
    wanted = " ".join(filter(None, (f"{title}（{body}）" if body else title, volume)))
    return f"{safe_name(wanted, (path.stem for path in taken))}.xlsx"
