"""Accepted entries and listed names in; out: D201, which asks whether two are the same.

Subjects without an owner are asked about where their names are alike. A thing that is somebody's
is asked about where its name is alike and its owner the same or alike, where its name is equal and
its owner alike, or where a longer name is equal under another owner. The one thing a newcomer
would get wrong: no entry is compared with all others, nor two of one owner for being its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import polars as pl

from toolkit import likeness
from toolkit.eligibility import listed_code, listed_key, past_winners
from toolkit.model import Board, Entry, Finding, ListedSubject, Registers
from toolkit.pipeline.remarks import Context
from toolkit.rules.names import name_keys

# Names that differ in a serial number are alike by the dozen: an entry is asked about this often.
_MOST_ALIKE = 10
# Persons bear shorter names, which are equal by chance; a title of this length hardly is.
_SHORTEST_TITLE = 6
# More things of one name than these are each compared with the first one only.
_MANY_NAMESAKES = 20
_SAME_NAME = "同名"
_LIKENESS = {
    "简称": "只差“股份”“集团”等字",
    "字序": "用字相同，次序不同",
    "总分": "像是总公司与分支机构",
    "一字": "一字之差",
    "缺字": "一字之差",
}
_PAIR = ("first", "second", "kind")


def lookalikes(context: Context, accepted: pl.DataFrame) -> Iterator[Finding]:
    """D201: once a pair, at the later entry, both otherwise accepted; or against a listed name.
    `accepted` are the entries, grouped by subject and owner.
    """
    for board in context.campaign.boards:
        own = accepted.filter(pl.col("board") == board.id).rename({"entry": "id"})
        if board.owner_key:
            yield from _alike_things(context, board, own)
        else:
            yield from _alike_names(context, board, own)


# ---------------------------------------------------------------- subjects without an owner


def _alike_names(context: Context, board: Board, own: pl.DataFrame) -> Iterator[Finding]:
    listed = _listed_names(_listed(board, context.registers))
    names = pl.concat([own.select("id", "key"), listed.select("id", "key")])
    said_of = dict(listed.select("id", "said").iter_rows())
    listed_as = dict(listed.select("id", "listed").iter_rows())
    found = _unsettled(context, likeness.find_lookalikes(names), listed)
    for first, second, kind, more in _asked(found):
        other = said_of[first] if first < 0 else _named_by(context, context.entry(first))
        message = f"与{other}名称近似（{_LIKENESS[kind]}），请核对是否同一家。{more}"
        finding = context.finding("D201", second, board.name_key, message)
        yield replace(
            finding, others=(first,) if first > 0 else (), listed=listed_as.get(first, "")
        )
    for number, said, name in _other_code_listed(context, own, listed):
        message = f"与{said}名称相同而代码不同，请核对是否同一家。"
        yield replace(context.finding("D201", number, board.name_key, message), listed=name)


def _unsettled(context: Context, pairs: pl.DataFrame, listed: pl.DataFrame) -> pl.DataFrame:
    """The pairs (`first`, `second`) that nobody has ruled on."""
    if not (context.judged.settled or context.judged.listed):
        return pairs
    number_of: dict[str, list[int]] = {}
    for number, name in listed.select("id", "listed").iter_rows():
        number_of.setdefault(name, []).append(number)
    unlike = [
        (at, entry) for entry, name in context.judged.listed for at in number_of.get(name, ())
    ]
    ruled = pl.DataFrame(
        sorted((*context.judged.settled, *unlike)),
        schema={"first": pairs.schema["first"], "second": pairs.schema["second"]},
        orient="row",
    )
    return pairs.join(ruled, on=["first", "second"], how="anti", maintain_order="left")


def _asked(alike: pl.DataFrame) -> Iterator[tuple[int, int, str, str]]:
    """The pairs that an entry is asked about, the last of too many with words for the others."""
    counted = alike.with_columns(
        pl.int_range(pl.len()).over("second").alias("nth"), pl.len().over("second").alias("of")
    )
    asked = counted.filter((pl.col("second") > 0) & (pl.col("nth") < _MOST_ALIKE))
    for first, second, kind, nth, of in asked.select(*_PAIR, "nth", "of").iter_rows():
        left = of - _MOST_ALIKE if nth == _MOST_ALIKE - 1 else 0
        yield first, second, kind, f"另有{left}个名称也近似，不再逐一列出。" if left > 0 else ""


def _named_by(context: Context, entry: Entry) -> str:
    return f"{context.said_of(entry)}的“{context.name(entry)}”"


def _other_code_listed(
    context: Context, own: pl.DataFrame, listed: pl.DataFrame
) -> Iterator[tuple[int, str, str]]:
    """Accepted entries that bear a listed name, which is therefore under another valid code: with
    what is said of it, and its name as rulings call it.
    """
    named = listed.filter(pl.col("key") != "").unique("key", keep="last", maintain_order=True)
    told = named.select("key", "said", "listed")
    found = own.join(told, on="key", how="inner", maintain_order="left")
    for number, said, name in found.select("id", "said", "listed").iter_rows():
        if (number, name) not in context.judged.listed:
            yield number, said, name


# ---------------------------------------------------------------- listed names


def _listed(board: Board, registers: Registers) -> list[tuple[ListedSubject, str]]:
    return [*_winners(board, registers), *_barred(registers)]


def _winners(board: Board, registers: Registers) -> list[tuple[ListedSubject, str]]:
    winners = past_winners(board, registers.winners or ())
    return [(winner, f"{winner.year}年入选的“{winner.name}”") for winner in winners]


def _barred(registers: Registers) -> list[tuple[ListedSubject, str]]:
    return [(item, f"限制名单上的“{item.name}”") for item in registers.barred or ()]


def _listed_names(listed: list[tuple[ListedSubject, str]]) -> pl.DataFrame:
    """Listed subjects with negative ids, so that they come before every entry; `listed` is what
    rulings call them.
    """
    names = pl.Series([subject.name for subject, _ in listed], dtype=pl.String)
    said = pl.Series([said for _, said in listed], dtype=pl.String)
    codes = pl.Series([listed_code(subject) or None for subject, _ in listed], dtype=pl.String)
    keys = pl.Series([listed_key(subject) for subject, _ in listed], dtype=pl.String)
    told = {"key": name_keys(names), "said": said, "code": codes, "listed": keys}
    return pl.DataFrame(told).select((-1 - pl.int_range(pl.len())).alias("id"), *told)


# ---------------------------------------------------------------- things that are somebody's


def _alike_things(context: Context, board: Board, own: pl.DataFrame) -> Iterator[Finding]:
    yield from _alike_among_themselves(context, board, own)
    yield from _alike_winners(context, board, own)
    yield from _alike_barred(context, board, own)


def _alike_among_themselves(context: Context, board: Board, own: pl.DataFrame) -> Iterator[Finding]:
    owners = board.holder_words
    nothing = _listed_names([])
    for first, second, kind, more in _asked(_unsettled(context, _pairs_of_things(own), nothing)):
        other = context.entry(first)
        theirs = f"{_named_by(context, other)}（{context.holder(other)}）"
        how = f"名称近似（{_LIKENESS[kind]}）" if kind in _LIKENESS else f"名称相同，{owners}不同"
        message = f"与{theirs}{how}，请核对是否同一项。{more}"
        finding = context.finding("D201", second, board.name_key, message)
        yield replace(finding, others=(first,))


def _pairs_of_things(own: pl.DataFrame) -> pl.DataFrame:
    """Pairs of entries, each once: `first`, `second`, and the `kind` of likeness of their names."""
    things = own.filter(pl.col("key") != "").select("id", "key", "owner", "owner_key")
    same = things.select("key", key_2="key", kind=pl.lit(_SAME_NAME)).unique(maintain_order=True)
    beside = things.join(pl.concat([_alike_keys(things.select("key")), same]), on="key")
    owners = things.select(pl.col("owner_key").alias("key")).filter(pl.col("key") != "")
    near = _alike_keys(owners).select(owner_key="key", owner_key_2="key_2")
    named = beside.filter(pl.col("owner_key") != "")
    pairs = [
        _beside(beside, things, "owner", "owner"),
        _beside(named, things, "owner_key", "owner_key"),
        _beside(beside.join(near, on="owner_key"), things, "owner_key_2", "owner_key"),
        _namesakes(things.filter(pl.col("key").str.len_chars() >= _SHORTEST_TITLE)),
    ]
    found = pl.concat(pairs).sort(_PAIR)
    return found.unique(("first", "second"), keep="first", maintain_order=True)


def _alike_keys(keys: pl.DataFrame) -> pl.DataFrame:
    """Which of the keys (`key`) look alike, each pair both ways round: `key`, `key_2`, `kind`."""
    names = keys.unique(maintain_order=True).with_row_index("id")
    pairs = (
        likeness.find_lookalikes(names)
        .join(names, left_on="first", right_on="id")
        .join(names, left_on="second", right_on="id", suffix="_2")
        .select("key", "key_2", "kind")
    )
    turned = pairs.select(key="key_2", key_2="key", kind="kind")
    return pl.concat([pairs, turned])


def _beside(one: pl.DataFrame, things: pl.DataFrame, left: str, right: str) -> pl.DataFrame:
    """Things of a name (`key_2`) and an owner, each beside another one that asks for them."""
    found = one.join(
        things, left_on=["key_2", left], right_on=["key", right], suffix="_other", coalesce=False
    )
    is_another = (pl.col("key") != pl.col("key_2")) | (pl.col("owner") != pl.col("owner_other"))
    return found.filter((pl.col("id") < pl.col("id_other")) & is_another).select(
        first="id", second="id_other", kind="kind"
    )


def _namesakes(things: pl.DataFrame) -> pl.DataFrame:
    """Pairs of things of one name under different owners."""
    several = things.filter(pl.col("owner").n_unique().over("key") > 1)
    few = pl.len().over("key") <= _MANY_NAMESAKES
    asking = several.filter(few | (pl.col("id") == pl.col("id").min().over("key")))
    return (
        asking.join(several, on="key", suffix="_other")
        .filter((pl.col("id") < pl.col("id_other")) & (pl.col("owner") != pl.col("owner_other")))
        .select(first="id", second="id_other", kind=pl.lit(_SAME_NAME))
    )


def _like_listed(own: pl.DataFrame, listed: pl.DataFrame) -> pl.DataFrame:
    """Entries (`second`) whose key is like that of a listed one (`first`), with the codes of both:
    `code` and `code_listed`.
    """
    alike = _alike_keys(pl.concat([listed.select("key"), own.select("key")]))
    return (
        own.select("id", "key", "code")
        .join(alike, on="key")
        .join(listed, left_on="key_2", right_on="key", suffix="_listed")
        .rename({"id": "second", "id_listed": "first"})
        .sort("second", "first", "kind")
    )


def _asked_of_listed(
    context: Context, alike: pl.DataFrame, listed: pl.DataFrame
) -> Iterator[tuple[int, str, str, str, str]]:
    """Entries that are asked about as like listed ones: what is said of that, its name as rulings
    call it, how they are alike, and words for the others.
    """
    told = {
        at: (said, name) for at, said, name in listed.select("id", "said", "listed").iter_rows()
    }
    for first, second, kind, more in _asked(_unsettled(context, alike, listed)):
        yield second, *told[first], kind, more


def _alike_winners(context: Context, board: Board, own: pl.DataFrame) -> Iterator[Finding]:
    """A winner is told by its name, and by its owner's code where both have one."""
    listed = _listed_names(_winners(board, context.registers))
    agree = (pl.col("code") == pl.col("code_listed")).fill_null(value=True)
    alike = _like_listed(own, listed).filter(agree)
    for number, said, name, kind, more in _asked_of_listed(context, alike, listed):
        message = f"与{said}名称近似（{_LIKENESS[kind]}），请核对是否同一项。{more}"
        yield replace(context.finding("D201", number, board.name_key, message), listed=name)
    titled = own.filter(pl.col("key").str.len_chars() >= _SHORTEST_TITLE)
    for number, said, name in _other_code_listed(context, titled, listed):
        message = f"与{said}名称相同而{board.holder_words}代码不同，请核对是否同一项。"
        yield replace(context.finding("D201", number, board.name_key, message), listed=name)


def _alike_barred(context: Context, board: Board, own: pl.DataFrame) -> Iterator[Finding]:
    """An owner whose name is like a barred one, at each of its entries."""
    listed = _listed_names(_barred(context.registers))
    owners = own.select("id", "code", key="owner_key")
    alike = _like_listed(owners, listed)
    for number, said, name, kind, more in _asked_of_listed(context, alike, listed):
        near = f"{board.holder_words}与{said}名称近似（{_LIKENESS[kind]}）"
        message = f"{near}，请核对是否同一家。{more}"
        yield replace(context.finding("D201", number, board.holder_key, message), listed=name)
    for number, said, name in _other_code_listed(context, owners, listed):
        message = f"{board.holder_words}与{said}名称相同而代码不同，请核对是否同一家。"
        yield replace(context.finding("D201", number, board.holder_key, message), listed=name)
