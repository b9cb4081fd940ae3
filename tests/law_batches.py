"""Generated batches for the laws: few names, codes, units and places, so that entries collide.

`batches()` gives a batch, `build` makes of it what `decide` takes. A batch is written as who sent
which rows, in received order; example-based tests write theirs with `sent` and `row`. What a
newcomer would get wrong: entries are numbered by submission, then sheet, then row, as a run
numbers them, and a sheet holds one board.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from hypothesis import strategies as st

from toolkit.campaign import load_campaign
from toolkit.eligibility import check_eligibility
from toolkit.model import (
    Campaign,
    Entry,
    Finding,
    ListedSubject,
    Outcome,
    Ref,
    Registers,
    Severity,
    Table,
    Unit,
)
from toolkit.model.columns import Entries, entries_of
from toolkit.pipeline.deciding import Decided, decide

SCHEMAS = Path(__file__).parent / "campaigns"
CAMPAIGN = load_campaign(SCHEMAS / "laws")
CASE, ENTERPRISE, PROJECT = "application-case", "model-enterprise", "joint-project"

_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def credit_code(number: int, prefix: str = "91", off: int = 0) -> str:
    """The valid credit code of an invented company (GB 32100 and GB 11714, worked out here).

    With `off`, the inner check character is wrong; the last one fits what stands before it.
    """
    body = f"{number:08d}"
    weights = (3, 7, 9, 10, 5, 8, 4, 2)
    inner = sum(_LETTERS.index(c) * w for c, w in zip(body, weights, strict=True))
    code = f"{prefix}310000{body}" + "0123456789X"[(off - inner) % 11]
    outer = sum(_ALPHABET.index(c) * 3**place for place, c in enumerate(code))
    return code + _ALPHABET[-outer % 31]


A, B, C, D = (credit_code(number) for number in (20, 21, 22, 23))
BROKEN = A[:-1] + ("0" if A[-1] != "0" else "1")
X, Y, Z = "晨光智能装备有限公司", "远山（上海）生物有限公司", "青禾电子有限公司"
# The same names, written as other people write them.
X_AGAIN, Y_AGAIN = "晨光智能装备有限责任公司", "远山(上海) 生物有限公司"

ONE, TWO, THREE, NONE_LEFT = "甲学会", "乙科协", "丙联合体", "丁学会"
REGISTERS = Registers(
    units=(
        Unit(ONE, ("学会",)),
        Unit(TWO, ("学会", "地方科协")),
        Unit(THREE, ("联合体成员",), adjustments={CASE: 1}),
        Unit(NONE_LEFT, ("学会",), adjustments={"": -1}),
    ),
    winners=(
        ListedSubject("往届案例有限公司", "", "案例榜", 2024),
        ListedSubject("往届企业有限公司", D, "示范企业榜", 2023),
        ListedSubject(Z, C, "示范企业榜", 2022),  # a year that the notice does not leave out
        ListedSubject("往届攻关项目", D, "攻关榜", 2024),
    ),
    barred=(ListedSubject("失信有限公司", "", reason="严重违法失信"),),
)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a submission; `fault` is the code of an error found in it."""

    board: str
    name: str
    code: str = ""
    rank: int | None = None
    domain: str = "电子"
    applicant: str = ""
    unit: str = ""
    fault: str = ""
    owner: str = ""


@dataclass(frozen=True, slots=True)
class Sent:
    """One submission: `unit` sent it, but for rows that name another; `faulty_sheet` is a board
    whose sheet lacks a required column.
    """

    unit: str
    rows: tuple[Row, ...]
    faulty_sheet: str = ""


Batch = tuple[Sent, ...]


def row(board: str, name: str, code: str = "", rank: int | None = None, **more: str) -> Row:
    """A row, its most used cells first."""
    return Row(board, name, code, rank, **more)


def sent(unit: str, *rows: Row, faulty_sheet: str = "") -> Sent:
    """A submission of these rows."""
    return Sent(unit, rows, faulty_sheet)


# ---------------------------------------------------------------- from a batch to entries


@dataclass(frozen=True, slots=True)
class Checked:
    """A batch as it stands before it is decided. `rows` are the generated ones, by entry."""

    entries: Entries
    findings: tuple[Finding, ...]
    positions: dict[str, int]
    rows: tuple[Row, ...]


def build(batch: Batch, campaign: Campaign = CAMPAIGN, registers: Registers = REGISTERS) -> Checked:
    """Number the rows of a batch, find their planted faults and what the lists say of them."""
    listed: list[Entry] = []
    findings: list[Finding] = []
    rows: list[Row] = []
    for number, submission in enumerate(batch, start=1):
        path = f"{number:02}.xlsx"
        for board in campaign.boards:
            own = [item for item in submission.rows if item.board == board.id]
            columns = {column.key: at for at, column in enumerate(board.fields, start=1)}
            table = Table(path, board.title, board.id, 1, columns)
            for at, item in enumerate(own, start=2):
                unit = item.unit or submission.unit
                listed.append(_entry(len(listed) + 1, table, at, item, unit, campaign))
                rows.append(item)
                if item.fault:
                    findings.append(_planted(item.fault, listed[-1], campaign))
            if own and submission.faulty_sheet == board.id:
                place = Ref(path, board.title, 1, 1)
                said = Finding("S102", Severity.ERROR, place, "缺列", field="联系人")
                findings.append(said)
    entries = entries_of(listed, campaign.boards)
    findings += check_eligibility(entries, campaign, registers)
    positions = {f"{number:02}.xlsx": number for number in range(1, len(batch) + 1)}
    return Checked(entries, tuple(findings), positions, tuple(rows))


def _entry(number: int, table: Table, at: int, item: Row, unit: str, campaign: Campaign) -> Entry:
    board = campaign.board(table.board)
    values: dict[str, object] = {
        "serial": None,
        "unit": unit,
        "rank": item.rank,
        board.name_key: item.name or None,
        board.owner_key: item.owner or None,
        board.code_key: item.code or None,
        "domain": item.domain or None,
        "applicant": item.applicant or None,
    }
    own = {column.key: values.get(column.key) for column in board.fields}
    originals = {key: str(value) for key, value in own.items() if value is not None}
    return Entry(number, table, at, own, originals, unit=unit)


def _planted(code: str, entry: Entry, campaign: Campaign) -> Finding:
    column = campaign.board(entry.board).field("unit")
    place = entry.ref("unit")
    return Finding(code, Severity.ERROR, place, "有误", entry.number, column.heading, entry.unit)


def settle(batch: Batch, registers: Registers = REGISTERS) -> tuple[Checked, Decided]:
    """A batch, checked and decided."""
    checked = build(batch, registers=registers)
    decided = decide(checked.entries, checked.findings, CAMPAIGN, registers, checked.positions)
    return checked, decided


def outcomes(batch: Batch, registers: Registers = REGISTERS) -> list[tuple[str, str, int]]:
    """Of each entry in order: its outcome, the codes that decided, the entry kept."""
    _, decided = settle(batch, registers)
    return [
        (decision.outcome.value, ";".join(decision.codes), decision.kept)
        for decision in decided.ledger.decisions
    ]


def accepted_only(batch: Batch) -> Batch:
    """The batch with nothing in it but what was accepted, from the same senders."""
    checked, decided = settle(batch)
    kept: dict[str, list[Row]] = {path: [] for path in checked.positions}
    for entry, item, decision in zip(
        checked.entries, checked.rows, decided.ledger.decisions, strict=True
    ):
        if decision.outcome is Outcome.ACCEPTED:
            kept[entry.submission].append(replace(item, unit=entry.unit))
    return tuple(
        Sent(submission.unit, tuple(rows))
        for submission, rows in zip(batch, kept.values(), strict=True)
    )


# ---------------------------------------------------------------- generators

_UNITS = (ONE, TWO, THREE, NONE_LEFT)
_RANKS = (None, 1, 1, 2, 3)
_SUBJECTS = (
    (X, A), (X, ""), (X_AGAIN, A), (X_AGAIN, BROKEN), (Y, A), (Y, B), (Y_AGAIN, ""),
    (X, B), (Z, ""), (Z, C), ("晨光智能设备有限公司", ""),
)  # fmt: skip
_PROJECTS = ("量子测控平台", "量子测控（平台）", "张伟")
_LEFT_OUT = (("往届案例有限公司", ""), ("往届企业有限公司", D), ("失信有限公司", ""))


def _often(often: Sequence[object], seldom: Sequence[object]) -> st.SearchStrategy[object]:
    """Mostly one of the first, about once in eight one of the others."""
    several = (*often,) * (1 + 7 * len(seldom) // len(often))
    return st.sampled_from((*several, *seldom))


@st.composite
def rows(draw: st.DrawFn) -> Row:
    """One row, of few subjects and fewer places."""
    name, code = draw(_often(_SUBJECTS, _LEFT_OUT))
    board = draw(st.sampled_from((CASE, CASE, ENTERPRISE, PROJECT)))
    owner = ""
    if board == PROJECT:
        name, owner = draw(_often(_PROJECTS, ("", "往届攻关项目", "失信有限公司"))), name
    return Row(
        board=board,
        name=name,
        code=code,
        owner=owner,
        rank=draw(st.sampled_from(_RANKS)),
        domain=draw(_often(("电子", "材料"), ("",))),
        applicant=draw(st.sampled_from(("", "申一", "申二"))),
        unit=draw(_often(("",), (ONE, TWO))),
        fault=draw(_often(("",), ("V201", "E101"))),
    )


@st.composite
def submissions(draw: st.DrawFn) -> Sent:
    """One file of up to four rows."""
    return Sent(
        unit=draw(st.sampled_from(_UNITS)),
        rows=tuple(draw(st.lists(rows(), max_size=4))),
        faulty_sheet=draw(_often(("",), (CASE, ENTERPRISE))),
    )


def batches(most: int = 6) -> st.SearchStrategy[Batch]:
    """A batch of a few submissions."""
    return st.lists(submissions(), min_size=1, max_size=most).map(tuple)


@st.composite
def contests(draw: st.DrawFn) -> Batch:
    """A batch in which units nominate the same four cases and have few places: no faults, so
    that places come free and are taken again.
    """
    subjects = (("天枢", A), ("天璇", B), ("天玑", C), ("天权", credit_code(24)))
    several = []
    for _ in range(draw(st.integers(3, 7))):
        chosen = draw(st.lists(st.sampled_from(subjects), min_size=1, max_size=2, unique=True))
        several.append(
            sent(
                draw(st.sampled_from((ONE, ONE, TWO, NONE_LEFT, NONE_LEFT))),
                *(
                    row(
                        CASE,
                        *subject,
                        draw(st.integers(1, 3)),
                        applicant=draw(st.sampled_from(("", "申一", "申二"))),
                    )
                    for subject in chosen
                ),
            )
        )
    return tuple(several)


@st.composite
def projects(draw: st.DrawFn) -> Batch:
    """A batch of enterprises and of projects that they lead, without faults: places are few for a
    lead on both boards together, and for a unit on each.
    """
    leads = ((X, A), (X, ""), (X_AGAIN, B), (Y, B), (Z, ""))
    several = []
    for _ in range(draw(st.integers(2, 6))):
        chosen = []
        for _ in range(draw(st.integers(1, 3))):
            lead, code = draw(st.sampled_from(leads))
            rank = draw(st.sampled_from(_RANKS))
            title = draw(st.sampled_from(("", "天枢", "天璇", "天玑")))
            if title:
                chosen.append(row(PROJECT, title, code, rank, owner=lead))
            else:
                chosen.append(row(ENTERPRISE, lead, code, rank))
        several.append(sent(draw(st.sampled_from((ONE, TWO, THREE))), *chosen))
    return tuple(several)
