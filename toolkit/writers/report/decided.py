"""A run in; out: the sections on what changed since the last run, and on what people decide.

What a newcomer would get wrong: an entry that is gone has no number any more, so it is told by what
the last run's ledger said of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from toolkit.codes import ORDER, TITLES
from toolkit.model import Case, Changes, Run
from toolkit.model.changes import ChangedEntry, FileChange
from toolkit.model.rulings import Effect, Ruled, Ruling, Weight
from toolkit.writers.report.counted import outcome_tag
from toolkit.writers.report.personal import answer_words
from toolkit.writers.report.pieces import Block, Column, Kind, Section, Table, Tag, capped
from toolkit.writers.selection import owned_names_by_number
from toolkit.writers.wording import name_or_row, unit_name

_FILE_WORDS = {
    FileChange.NEW: Tag("新收到", "good"),
    FileChange.GONE: Tag("不见了", "error"),
    FileChange.CHANGED: Tag("内容改了", "query"),
    FileChange.RENAMED: Tag("改了名", "quiet"),
}
_EFFECT_WORDS = {
    Effect.IN_FORCE: Tag("生效", "good"),
    Effect.ORPHANED: Tag("找不到条目", "query"),
    Effect.CONTRADICTING: Tag("相互矛盾", "query"),
    Effect.UNCLEAR: Tag("填写不明", "query"),
}
_WEIGHT_WORDS = {
    Weight.OUTCOME: "关系到谁入围、算谁推荐",
    Weight.FACT: "所填的是否属实",
    Weight.CHOICE: "已按规则处理，可以改定",
}
_GONE = "所在的文件这次没有了，或内容已改"


# ---------------------------------------------------------------- since the last run


def changes(run: Run) -> Section:
    """What is different from the last run."""
    return Section("changes", "与上次相比", tuple(_changes(run, run.changes)))


def _changes(run: Run, found: Changes | None) -> Iterator[Block]:
    if found is None:
        yield Block("", ("这是第一次运行，没有上次的结果可以比较。",))
        return
    if not found:
        yield Block("", ("与上次运行相比，文件、处理结果和裁定都没有变化。",))
        return
    if found.entries:
        yield Block(f"处理结果变了的条目（{len(found.entries)}条）", (), None, _entries(run, found))
    if found.files:
        columns = (Column("变化"), Column("报送文件"), Column("原来的文件名"))
        rows = [(_FILE_WORDS[each.change], each.path, each.before) for each in found.files]
        yield Block(f"文件的变化（{len(rows)}份）", (), None, capped(columns, rows))
    for title, rulings in (("新生效的裁定", found.begun), ("不再有效的裁定", found.ended)):
        if rulings:
            yield Block(f"{title}（{len(rulings)}条）", (), None, _rulings(run, rulings))


def _entries(run: Run, found: Changes) -> Table:
    columns = (
        Column("条目号", _NUMBER), Column("推荐单位"), Column("榜单"), Column("名称"),
        Column("上次"), Column("这次"), Column("原因", Kind.LONG),
    )  # fmt: skip
    titles = {board.id: board.title for board in run.campaign.boards}
    names = owned_names_by_number(run)
    rows = [_changed(run, each, titles, names) for each in found.entries]
    return capped(columns, rows)


def _changed(
    run: Run, each: ChangedEntry, titles: dict[str, str], names: Sequence[str]
) -> tuple[object, ...]:
    past = each.past
    # The campaign may have dropped the board since.
    told = (unit_name(past.unit), titles.get(past.board, past.board))
    before = outcome_tag(past.outcome)
    if each.after is None or not each.entry:
        name = name_or_row(past.name, past.row)
        return (None, *told, name, before, Tag("不见了", "quiet"), _GONE)
    reason = run.ledger.decision(each.entry).reason or "现在没有妨碍入围的问题"
    return (each.entry, *told, names[each.entry - 1], before, outcome_tag(each.after), reason)


def _rulings(run: Run, rulings: Sequence[Ruling]) -> Table:
    columns = (Column("对象"), *_RULING_COLUMNS)
    known = {each.ruling: each for each in run.rulings}
    names = owned_names_by_number(run)
    rows = [(_about(ruling, known.get(ruling), names), *_told(ruling)) for ruling in rulings]
    return capped(columns, rows)


# ---------------------------------------------------------------- what people decide


def cases(run: Run) -> Section:
    """The open cases by kind, and every ruling with what became of it."""
    return Section("cases", "待裁定与裁定", (_open(run), *_decided(run)))


def _open(run: Run) -> Block:
    if not run.cases:
        return Block("待裁定", ("没有待裁定的事项。",))
    columns = (
        Column("事项"), Column("代码", Kind.CODE), Column("关系"), Column("件数", _NUMBER),
        Column("涉及单位", _NUMBER), Column("可作的裁定", Kind.LONG),
    )  # fmt: skip
    kinds = sorted(run.cases, key=_graveness)
    rows = [_kind(list(own)) for _, own in groupby(kinds, key=lambda each: (each.weight, each.code))]
    note = f"共{len(run.cases)}件，请在 待裁定.xlsx 中填写裁定、经办人和理由后再运行。"
    total = ("合计", "", "", len(run.cases))
    return Block("待裁定", (note,), None, Table(columns, rows, total))


def _graveness(case: Case) -> tuple[int, int]:
    return list(Weight).index(case.weight), ORDER[case.code]


def _kind(own: Sequence[Case]) -> tuple[object, ...]:
    first = own[0]
    answers = dict.fromkeys(answer for case in own for answer in case.answers)
    units = {side.unit for case in own for side in (case.own, case.theirs) if side and side.unit}
    return (
        TITLES[first.code], first.code, _WEIGHT_WORDS[first.weight], len(own), len(units),
        "、".join(answers),
    )  # fmt: skip


def _decided(run: Run) -> Iterator[Block]:
    if not run.rulings:
        return
    in_force = sum(each.effect is Effect.IN_FORCE for each in run.rulings)
    note = f"共读到{len(run.rulings)}条裁定，{in_force}条生效；没有生效的不改变任何结果。"
    columns = (Column("效力", picked=True), Column("对象"), *_RULING_COLUMNS, _WORDS)
    names = owned_names_by_number(run)
    rows = [
        (_EFFECT_WORDS[each.effect], _about(each.ruling, each, names), *_told(each.ruling),
         each.words)
        for each in run.rulings
    ]  # fmt: skip
    yield Block("已裁定", (note,), None, capped(columns, rows))


_NUMBER = Kind.NUMBER
_WORDS = Column("结果", Kind.LONG)
_RULING_COLUMNS = (
    Column("裁定"), Column("经办人"), Column("理由", Kind.LONG), Column("日期", Kind.CODE),
)  # fmt: skip


def _told(ruling: Ruling) -> tuple[object, ...]:
    return answer_words(ruling), ruling.who, ruling.why, ruling.on


def _about(ruling: Ruling, ruled: Ruled | None, names: Sequence[str]) -> str:
    """The entry a ruling is about, else where its key says that it stands."""
    if ruled and ruled.entry:
        return f"{names[ruled.entry - 1]}（条目{ruled.entry}）"
    return ruling.key.partition("/")[2].replace("/", " 第") + _row_word(ruling.key)


def _row_word(key: str) -> str:
    return "行" if key.rpartition("/")[2].isdecimal() else ""
