"""Names as a frame in (`id`, `key`: a name key); out: which pairs only look alike (D201).

Two names look alike when they share a loose key of one kind. The one thing a newcomer would get
wrong: hashes only drop names that surely share nothing; what is left is compared as text, so no
pair depends on a hash, and the cost grows with the names, not with their pairs.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

# The kinds of likeness; of two that hold for a pair, the one named first is told.
SHORT_FORM, REORDERED, BRANCH, CHANGED, LEFT_OUT = KINDS = ("简称", "字序", "总分", "一字", "缺字")

# Names that differ in serial numbers alone are alike by the hundred.
_MANY_ALIKE = 20
# One character more or less says little of a shorter name.
_SHORTEST_NAME = 4
# No organisation has a longer name; longer texts are compared whole.
_LONGEST_NAME = 100
# So many names cut at a place are held at a time.
_MOST_AT_ONCE = 500_000
# Parts of a company's name that come and go without making it another company.
_LOOSE_PARTS = ("股份", "集团")
_BRANCH = (
    r"^(.+(?:公司|集团|厂|院|所|中心|大学|学院))(.{0,12}?(?:分公司|分部|分厂|分院|办事处|分中心))$"
)


def find_lookalikes(names: pl.DataFrame) -> pl.DataFrame:
    """Pairs of `id`s whose names look alike but differ: `first`, `second` (first < second) and
    the `kind` of likeness, each pair once. `names` has `id` and `key`; equal keys are no pair.
    """
    keys = names.select("key").unique(maintain_order=True)
    pairs = pl.concat(
        [_pairs(names, kind, alike) for kind, alike in _suspects(keys)], rechunk=False
    ).sort("first", "second", "kind")
    again = (pl.col("first") == pl.col("first").shift(1)) & (
        pl.col("second") == pl.col("second").shift(1)
    )
    return pairs.filter(again.fill_null(value=False).not_()).with_columns(
        pl.col("kind").replace_strict(range(len(KINDS)), KINDS, return_dtype=pl.String)
    )


def _suspects(keys: pl.DataFrame) -> Iterator[tuple[str, pl.DataFrame]]:
    """Frames of `key` and `loose` by kind. Whoever shares a loose key with another stands in the
    same frame; who shares none has mostly been dropped.
    """
    yield SHORT_FORM, _shared(keys, pl.col("key").str.replace_all("|".join(_LOOSE_PARTS), ""))
    yield REORDERED, _shared(_with_equal_letters(keys), _letters().list.sort().list.join(""))
    yield BRANCH, _branches(keys)
    yield from _one_character_apart(keys)


def _shared(keys: pl.DataFrame, loose: pl.Expr) -> pl.DataFrame:
    """Only the keys that share the loose key with others."""
    return keys.select("key", loose.alias("loose")).filter(pl.col("loose").is_duplicated())


def _letters() -> pl.Expr:
    return pl.col("key").str.split("")


def _with_equal_letters(keys: pl.DataFrame) -> pl.DataFrame:
    """Keys with the same characters as another, in any order, as far as a sum of hashes can tell:
    to sort every name's characters costs more than all the rest.
    """
    # Halves of hashes: their sum stays below 2 ** 64.
    letters = _letters().list.eval(pl.element().hash() // 2**32).list.sum()
    return keys.filter(letters.is_duplicated())


def _branches(keys: pl.DataFrame) -> pl.DataFrame:
    """Branches under their parent's key, and the parents that are there."""
    parent = pl.col("key").str.extract(_BRANCH, 1)
    marked = keys.with_columns(parent.alias("loose"))
    branches = marked.filter(pl.col("loose").is_not_null())
    parents = marked.filter(pl.col("loose").is_null()).join(
        branches.select("loose"), left_on="key", right_on="loose", how="semi"
    )
    return pl.concat([parents.with_columns(loose="key"), branches])


def _one_character_apart(keys: pl.DataFrame) -> Iterator[tuple[str, pl.DataFrame]]:
    """Place by place: names equal but for the character there, and names that lack it."""
    alive = keys.with_columns(pl.col("key").str.len_chars().alias("length")).filter(
        pl.col("length").is_between(_SHORTEST_NAME - 1, _LONGEST_NAME)
    )
    place = 0
    while not alive.is_empty():
        end = place + max(1, _MOST_AT_ONCE // alive.height)
        places = pl.int_ranges(place, pl.min_horizontal(end, pl.col("length") + 1))
        here = _halves(alive.with_columns(places.alias("at")).explode("at"))
        gone = here.filter((pl.col("length") > pl.col("at")) & (pl.col("length") >= _SHORTEST_NAME))
        yield CHANGED, _changed(gone)
        yield LEFT_OUT, _left_out(gone, here)
        place = end
        alive = alive.filter(pl.col("length") >= place)


def _halves(cut: pl.DataFrame) -> pl.DataFrame:
    """Keys cut `at` a place: the hash of the `whole`, and of what is left `without` the character
    there. Both join a hash of what stands before with one of what stands after, and match where
    one name lacks the character that another has.
    """
    before = pl.col("key").str.slice(0, pl.col("at")).hash()
    # Another seed than for what stands before: else equal halves would cancel each other out.
    onward = pl.col("key").str.slice(pl.col("at")).hash(seed=1)
    after = pl.col("key").str.slice(pl.col("at") + 1).hash(seed=1)
    return cut.with_columns((before ^ onward).alias("whole"), (before ^ after).alias("without"))


def _joined(between: str) -> pl.Expr:
    left = pl.col("key").str.slice(0, pl.col("at"))
    return left + between + pl.col("key").str.slice(pl.col("at") + 1)


def _changed(gone: pl.DataFrame) -> pl.DataFrame:
    # No name key holds this character: it marks the place.
    return _shared(gone.filter(pl.col("without").is_duplicated()), _joined("\u0000"))


def _left_out(gone: pl.DataFrame, here: pl.DataFrame) -> pl.DataFrame:
    """Names with one character more, under the name that lacks it, and that name."""
    longer = gone.join(here, left_on="without", right_on="whole", how="semi")
    shorter = here.join(longer, left_on="whole", right_on="without", how="semi")
    return pl.concat(
        [
            shorter.select("key", pl.col("key").alias("loose")),
            longer.select("key", _joined("").alias("loose")),
        ]
    )


def _pairs(names: pl.DataFrame, kind: str, alike: pl.DataFrame) -> pl.DataFrame:
    """The pairs of ids among keys that share a loose key; `kind` as its place in KINDS."""
    held = alike.join(names, on="key")
    asking = held.filter(_asks_others(kind)).select("id", "key", "loose")
    ids = ("id", "id_other")
    return (
        asking.join(held, on="loose", suffix="_other")
        .filter(pl.col("key") != pl.col("key_other"))
        .select(
            pl.min_horizontal(ids).alias("first"),
            pl.max_horizontal(ids).alias("second"),
            pl.lit(KINDS.index(kind), dtype=pl.UInt8).alias("kind"),
        )
    )


def _asks_others(kind: str) -> pl.Expr:
    """Who of those that share a loose key is compared with all of them: a parent with its
    branches, a name with those that have one character more; of equals everybody, but where
    they are many only the first, so that the cost stays linear.
    """
    if kind in (BRANCH, LEFT_OUT):
        return pl.col("key") == pl.col("loose")
    few = pl.len().over("loose") <= _MANY_ALIKE
    return few | (pl.col("id") == pl.col("id").min().over("loose"))
