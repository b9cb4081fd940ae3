"""A run in; out: the sections on what changed since the last run, and on what people decide.

What a newcomer would get wrong: the lines and their words are those of 汇总.xlsx and 待裁定.xlsx,
asked from the same functions, so that two people with two files speak of the same thing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from toolkit.codes import TITLES
from toolkit.model import Case, Changes, Effect, Ruled, Run, Side, Weight
from toolkit.writers import columns as workbook
from toolkit.writers.cases.asked import WEIGHTS
from toolkit.writers.cases.decided import EFFECTS, count_rulings, rulings_in_order
from toolkit.writers.cases.sides import Sides
from toolkit.writers.changes_sheet import BEGUN, ENDED, FILE_WORDS, changed_rows, summary_of
from toolkit.writers.report.listed import place_words
from toolkit.writers.report.pieces import Block, Column, Kind, Section, Table, Tag, capped
from toolkit.writers.wording import OUTCOME_STYLES, answer_words, with_owner

_CHANGED_COLUMNS = (
    Column("类别", Kind.CODE), Column("条目号", Kind.ORDINAL), Column("推荐单位"), Column("榜单"),
    Column("名称"), Column("上次结果", Kind.CODE), Column("本次结果", Kind.CODE),
    Column("说明", Kind.LONG), Column("所在位置"),
)  # fmt: skip
# Of rulings and of files, those that have something to say.
_OF_RULINGS, _OF_FILES = (0, 1, 2, 3, 4, 7, 8), (0, 2, 8, 7)


def _shown(value: object) -> object:
    """A cell of a workbook as a cell of the page."""
    if isinstance(value, workbook.Cell):
        return Tag(str(value.value), value.style)
    return value


# ---------------------------------------------------------------- since the last run


def changes(run: Run) -> Section:
    """What is different from the last run."""
    blocks = tuple(_changed(run, run.changes)) if run.changes else ()
    return Section("changes", "与上次相比", blocks, notes=(summary_of(run.changes),))


def _changed(run: Run, found: Changes) -> Iterator[Block]:
    """The lines about entries, about rulings and about files, each in a table of its own."""
    rows = [
        (*map(_shown, row), place_words(str(file), str(place), ""))
        for *row, file, place in changed_rows(run, found)
    ]
    files = set(FILE_WORDS.values())
    kinds = (
        ("处理结果的变化", range(len(_CHANGED_COLUMNS)), {BEGUN, ENDED, *files}, False),
        ("裁定的变化", _OF_RULINGS, {BEGUN, ENDED}, True),
        ("文件的变化", _OF_FILES, files, True),
    )
    for title, places, names, among in kinds:
        own = [[row[at] for at in places] for row in rows if (row[0] in names) is among]
        if own:
            table = capped([_CHANGED_COLUMNS[at] for at in places], own)
            yield Block(f"{title}（{len(own)}）", (), None, table)


# ---------------------------------------------------------------- what people decide


def cases(run: Run) -> Section:
    """Open cases by kind, the gravest one by one, and every ruling with what became of it."""
    return Section("cases", "待裁定与已裁定", (_open(run), *_gravest(run), *_decided(run)))


def _open(run: Run) -> Block:
    if not run.cases:
        return Block("待裁定", ("没有待裁定的事项。",))
    columns = (
        Column("轻重"), Column("类别"), Column("代码", Kind.CODE), Column("件数", Kind.NUMBER),
        Column("涉及单位", Kind.NUMBER), Column("可选的裁定", Kind.LONG),
    )  # fmt: skip
    kinds: dict[tuple[Weight, str], list[Case]] = {}
    for case in run.cases:
        kinds.setdefault((case.weight, case.code), []).append(case)
    rows = [_kind(own) for own in kinds.values()]
    note = (
        "在“待裁定.xlsx”中选好裁定、写上经办人和理由，再运行一次即生效；没有裁定的保持现在的结果。"
    )
    total = ("合计", "", "", len(run.cases), None, "")
    return Block("待裁定", (note,), None, Table(columns, rows, total))


def _gravest(run: Run) -> Iterator[Block]:
    """The cases whose answer decides who stays in."""
    grave = [case for case in run.cases if case.weight is Weight.OUTCOME]
    if not grave:
        return
    columns = (
        Column("类别", Kind.CODE), Column("名称或文件"), Column("推荐单位"), Column("对方"),
        Column("对方的推荐单位"), Column("现在的结果", Kind.CODE),
    )  # fmt: skip
    sides = Sides.of(run, {})
    rows = [
        (
            TITLES.get(case.code, ""), _named(case.own), case.own.unit, _named(case.theirs),
            case.theirs.unit if case.theirs else "", _now(sides, case.own),
        )
        for case in grave
    ]  # fmt: skip
    yield Block(f"影响去留的事项（{len(grave)}件）", (), None, capped(columns, rows))


def _now(sides: Sides, side: Side) -> object:
    """What an entry is while nobody decides; of a file, whether it was read."""
    if not side.entry:
        return sides.outcome_words(side)
    outcome = sides.run.ledger.decision(side.entry).outcome
    return Tag(sides.outcome_words(side), OUTCOME_STYLES[outcome])


def _kind(own: Sequence[Case]) -> tuple[object, ...]:
    first = own[0]
    # The unit's name in “推荐单位 甲学会” is another one in every case.
    answers = dict.fromkeys(_answer(answer) for case in own for answer in case.answers)
    units = {side.unit for case in own for side in (case.own, case.theirs) if side and side.unit}
    weight = _shown(WEIGHTS[first.weight])
    title = TITLES.get(first.code, "")
    return weight, title, first.code, len(own), len(units), "、".join(answers)


def _answer(answer: str) -> str:
    verb, _, argument = answer.partition(" ")
    return answer if argument in TITLES else verb


def _decided(run: Run) -> Iterator[Block]:
    if not run.rulings:
        return
    columns = (
        Column("效果", Kind.CODE), Column("裁定"), Column("对象"), Column("推荐单位"),
        Column("对方"), Column("经办人", Kind.CODE), Column("理由"), Column("日期", Kind.CODE),
        Column("现在的结果", Kind.CODE), Column("没有执行的原因"),
    )  # fmt: skip
    rulings = rulings_in_order(run)
    sides = Sides.of(run, {})
    known = sides.by_key(key for each in rulings for key in (each.ruling.key, each.ruling.other))
    rows = [_ruled(sides, each, known) for each in rulings]
    yield Block("已裁定", (count_rulings(rulings),), None, capped(columns, rows))


def _ruled(sides: Sides, each: Ruled, known: dict[str, Side]) -> tuple[object, ...]:
    ruling = each.ruling.without_password()
    own, other = known.get(ruling.key), known.get(ruling.other)
    return (
        _shown(EFFECTS[each.effect]),
        answer_words(ruling.answer),
        _named(own) or ruling.key,
        own.unit if own else "",
        _named(other) or ruling.other,
        ruling.who,
        ruling.why,
        ruling.on,
        _now(sides, own) if own else "",
        "" if each.effect is Effect.IN_FORCE else each.words,
    )


def _named(side: Side | None) -> str:
    """What a side is called; of a whole file, the file."""
    if side is None:
        return ""
    return with_owner(side.name, side.owner) if side.name else side.ref.submission
