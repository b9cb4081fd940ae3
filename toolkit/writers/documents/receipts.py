"""回执/: a run in; out, for every unit that sent a file, 收件回执 as a Word document and as text.

What a newcomer would get wrong: a receipt goes to one unit and speaks of that unit alone. Of a file
that equals another's, of a subject that another nominated first, it says so without naming anyone.
Files that nobody is known to have sent get none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from toolkit.model import (
    OUTCOME_WORDS,
    Board,
    Outcome,
    QuotaUse,
    Run,
    Severity,
    Status,
    Submission,
    Unit,
)
from toolkit.writers.documents.addressing import common_texts, limited, lines_of, stationery_for
from toolkit.writers.documents.placeholders import RECEIPT, Letter, Row
from toolkit.writers.documents.plain_text import LONGEST_NAME, numbered, one_line, write_text
from toolkit.writers.documents.press import Template
from toolkit.writers.notice_words import known_name
from toolkit.writers.returned import LATE_WORDS, Returns, UnitNotice
from toolkit.writers.selection import places_by_number, units_by_number

TEXT = f"{RECEIPT.name}.txt"
_FILES, _BOARDS = (table.counted for table in RECEIPT.tables)
_MOST = {_FILES: 200}
_MOST_NAMED = 6
_TITLES = "一二三"
_REPEATED = "与先收到的一份内容完全相同，不重复处理"
Counts = Mapping[Outcome, int]


@dataclass(frozen=True, slots=True)
class _Sent:
    """What a unit (as registered) sent: its notice, how its entries stand board by board, and its
    places; of whole files that came late, by their path, how grave that is.
    """

    run: Run
    notice: UnitNotice
    unit: Unit | None
    boards: Mapping[str, Counts]
    quotas: Mapping[str, Sequence[QuotaUse]]
    late: Mapping[str, Severity]


def write_receipts(run: Run, returns: Returns, folder: Path, template: Template) -> None:
    """Write 回执/, a folder for each unit, named as in 退回/."""
    stationery = stationery_for(run, template)
    boards, quotas, weights = _outcomes(run), _quotas(run), _weights_of_late(run)
    for notice in returns.received:
        name = notice.unit
        if not name:
            continue
        unit, own_boards = stationery.units.get(name), boards.get(name, {})
        sent = _Sent(run, notice, unit, own_boards, quotas.get(name, {}), weights)
        letter = receipt(sent)
        printed = Letter(letter.texts, limited(letter.rows, _MOST, f"见{TEXT}"))
        own = folder / returns.folders[name]
        own.mkdir(parents=True)
        (own / RECEIPT.file).write_bytes(stationery.press.print(printed))
        write_text(own / TEXT, receipt_text(letter))


def receipt(sent: _Sent) -> Letter:
    """The receipt of all that a unit sent."""
    return Letter(
        common_texts(sent.run, sent.notice, sent.unit),
        {
            _FILES: [_file_row(sent, each) for each in sent.notice.submissions],
            _BOARDS: list(_board_rows(sent)),
            "提示": lines_of("提示", _remarks(sent)),
        },
    )


def receipt_text(letter: Letter) -> Iterator[str]:
    """The receipt as the text of an e-mail, line by line."""
    yield f"{letter.texts['单位']}："
    yield ""
    yield f"您好！贵单位为{letter.texts['征集']}报送的材料已经收到，收件和核查情况如下。"
    files = (
        f"{row['文件']}（收到时间：{row['收到时间']}）：{row['处理情况']}"
        for row in letter.rows[_FILES]
    )
    boards = (
        f"{row['榜单']}：申报{row['榜单条目']}条；{row['榜单情况']}；名额：{row['榜单名额']}"
        for row in letter.rows[_BOARDS]
    )
    parts = (
        (f"收到的文件（{letter.texts['收到文件']}份）", files),
        (f"申报条目（{letter.texts['申报条目']}条）", boards),
        ("请注意", letter.lines("提示")),
    )
    for number, (title, lines) in zip(_TITLES, parts, strict=True):
        yield ""
        yield f"{number}、{title}"
        yield from numbered(lines)


# ---------------------------------------------------------------- files


def _file_row(sent: _Sent, submission: Submission) -> Row:
    taken = _taken_words(sent.notice, submission)
    if submission.path in sent.late:
        taken += f"；{LATE_WORDS[sent.late[submission.path]].removesuffix('。')}"
    return {
        "文件": one_line(known_name(sent.notice, submission.path), LONGEST_NAME),
        "收到时间": _time_words(submission.received),
        "处理情况": one_line(taken),
    }


def _weights_of_late(run: Run) -> dict[str, Severity]:
    """By the path of a file that came late, how grave that is: as the campaign says, or as people
    ruled.
    """
    return {each.ref.submission: each.severity for each in run.findings if each.code == "E104"}


def _taken_words(notice: UnitNotice, submission: Submission) -> str:
    """How a file was taken."""
    if submission.status is Status.REFUSED:
        return f"未能受理：{submission.reason.removesuffix('。')}"
    if submission.status is Status.REPEATED:
        return _REPEATED
    own = notice.held.get(submission.path, 0)
    if not submission.entries:
        return "已读取，没有读到申报条目"
    if own == submission.entries:
        return f"已读取，申报条目{own}条"
    return f"已读取，其中贵单位的申报条目{own}条"


def _time_words(received: datetime | None) -> str:
    if received is None:
        return "未登记"
    return f"{received.year}年{received.month}月{received.day}日 {received:%H:%M}"


# ---------------------------------------------------------------- entries


def _outcomes(run: Run) -> dict[str, dict[str, dict[Outcome, int]]]:
    """By unit and board, how many entries have each outcome."""
    counts: dict[str, dict[str, dict[Outcome, int]]] = {}
    decided = zip(places_by_number(run), units_by_number(run), run.ledger.decisions, strict=True)
    for (table, _), unit, decision in decided:
        own = counts.setdefault(unit, {}).setdefault(table.board, dict.fromkeys(Outcome, 0))
        own[decision.outcome] += 1
    return counts


def _quotas(run: Run) -> dict[str, dict[str, list[QuotaUse]]]:
    """By unit and board, the places and their use."""
    found: dict[str, dict[str, list[QuotaUse]]] = {}
    for use in run.quotas:
        found.setdefault(use.unit, {}).setdefault(use.board, []).append(use)
    return found


def _board_rows(sent: _Sent) -> Iterator[Row]:
    for board in sent.run.campaign.boards:
        if counts := sent.boards.get(board.id):
            yield {
                "榜单": one_line(board.title, LONGEST_NAME),
                "榜单条目": str(sum(counts.values())),
                "榜单情况": _outcome_words(counts),
                "榜单名额": one_line(_quota_words(sent, board)),
            }


def _outcome_words(counts: Counts) -> str:
    told = (f"{OUTCOME_WORDS[each]}{counts[each]}条" for each in reversed(Outcome) if counts[each])
    return "，".join(told)


def _quota_words(sent: _Sent, board: Board) -> str:
    """How many places the unit has on a board, taken and left; field by field, the first ones."""
    limited_uses = [use for use in sent.quotas.get(board.id, ()) if use.limit is not None]
    if not limited_uses:
        others = (q for q in sent.run.campaign.quotas_on(board) if q != board.unit_quota)
        return "见通知" if any(others) else "不限"
    said = [_use_words(use) for use in limited_uses[:_MOST_NAMED]]
    more = "；其余领域从略" if len(limited_uses) > _MOST_NAMED else ""
    return f"{'；'.join(said)}{more}"


def _use_words(use: QuotaUse) -> str:
    limit = use.limit or 0
    left = max(limit - use.accepted, 0)
    used = f"已用{use.accepted}个，尚余{left}个" if left else "已用完"
    return f"{f'{use.field}：' if use.field else ''}共{limit}个，{used}"


# ---------------------------------------------------------------- what the unit should know


def _remarks(sent: _Sent) -> Iterator[str]:
    if sent.boards:
        yield "以上是目前的核查情况。“入围”指通过核查、进入评审，最终结果以征集方公布的为准。"
    if sent.notice.has_cause:
        yield "有需要改正或核对的地方，请看另发的退回函和退回说明。"
    else:
        yield "目前没有需要改正的地方，不必重新报送。"
    if places := _places_left(sent):
        yield f"名额还有剩余：{places}；需要补报的，请在截止时间前报送。"
    deadline = sent.run.campaign.deadline_words
    if deadline:
        yield f"报送截止时间为{deadline}；已过截止时间的，请先与征集方联系。"
    yield "对收件或核查情况有疑问的，请与征集方联系，联系方式见征集通知。"


def _places_left(sent: _Sent) -> str:
    """Where the unit may still nominate; not on boards that share their places with others."""
    left = [
        f"{board.titled(use.field)}{use.limit - use.accepted}个"
        for board in sent.run.campaign.boards
        if sent.run.campaign.quotas_on(board) == board.quotas
        for use in sent.quotas.get(board.id, ())
        if use.limit is not None and use.accepted < use.limit
    ]
    more = f"等{len(left)}处" if len(left) > _MOST_NAMED else ""
    return "、".join(left[:_MOST_NAMED]) + more
