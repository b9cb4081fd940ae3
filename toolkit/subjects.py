"""Entries as a frame in; out: who is the same subject, who stands, and which pairs only look
alike.

Frames have one row an entry: `entry` (its number, which is received order), `board`, `unit`,
`submission`, `position` (the submission's place in received order), `name`, `key` (name key) and
`code` (a valid credit code or null). The one thing a newcomer would get wrong: joining by name
never chains two codes; looser likeness only ever asks.
"""

from __future__ import annotations

import polars as pl

# Names that differ in serial numbers alone are alike by the hundred.
_MANY_ALIKE = 20
# No organisation has a longer name; longer texts are compared whole.
_LONGEST_NAME = 100
# Parts of a company's name that come and go without making it another company.
_LOOSE_PARTS = ("股份", "集团")
_BRANCH = (
    r"^(.+(?:公司|集团|厂|院|所|中心|大学|学院))(.{0,12}?(?:分公司|分部|分厂|分院|办事处|分中心))$"
)


def group_subjects(entries: pl.DataFrame) -> pl.DataFrame:
    """Add `subject`: entries with a code group by it alone; one without joins the group of its
    name that was received first, else stands under its name.
    """
    coded = entries.filter(pl.col("code").is_not_null())
    first_code_of_name = (
        coded.sort("entry")
        .group_by("key", maintain_order=True)
        .agg(pl.col("code").first().alias("joined"))
    )
    joined = entries.join(first_code_of_name, on="key", how="left", maintain_order="left")
    subject = (
        pl.when(pl.col("code").is_not_null()).then("code:" + pl.col("code"))
        .when(pl.col("joined").is_not_null()).then("code:" + pl.col("joined"))
        .when(pl.col("key") != "").then("name:" + pl.col("key"))
        .otherwise(pl.concat_str(pl.lit("entry:"), "entry"))
    )  # fmt: skip
    return joined.with_columns(subject.alias("subject")).drop("joined")


def find_superseded(grouped: pl.DataFrame) -> pl.DataFrame:
    """Entries whose subject the same unit sent again, for the same board, in a later submission:
    `entry`, `kept` (the first entry of that subject in the last such submission), `by_code`.
    """
    key = ["subject", "board", "unit"]
    last = grouped.group_by(key, maintain_order=True).agg(pl.col("position").max().alias("last"))
    marked = grouped.join(last, on=key, how="left", maintain_order="left")
    standing = (
        marked.filter(pl.col("position") == pl.col("last"))
        .sort("entry")
        .group_by(key, maintain_order=True)
        .agg(pl.col("entry").first().alias("kept"), pl.col("code").first().alias("kept_code"))
    )
    return (
        marked.filter(pl.col("position") < pl.col("last"))
        .join(standing, on=key, how="left", maintain_order="left")
        .with_columns(
            (pl.col("code") == pl.col("kept_code")).fill_null(value=False).alias("by_code")
        )
        .select("entry", "kept", "by_code")
    )


def find_repeats(candidates: pl.DataFrame) -> dict[int, int]:
    """Entries whose subject and board stand earlier in the same submission → the first such."""
    key = ["subject", "board", "submission"]
    firsts = (
        candidates.sort("entry")
        .group_by(key, maintain_order=True)
        .agg(pl.col("entry").first().alias("first"))
    )
    repeated = candidates.join(firsts, on=key, how="left", maintain_order="left").filter(
        pl.col("entry") != pl.col("first")
    )
    return dict(repeated.select("entry", "first").iter_rows())


def order_rivals(candidates: pl.DataFrame, *, latest_stands: bool = False) -> pl.DataFrame:
    """Add `turn` and `rivals`: an entry's place in its `contest` (a subject on a board), and how
    many are in it. The earliest received comes first, or the latest where the campaign says so.
    """
    return (
        candidates.sort("position", "entry", descending=[latest_stands, False])
        .with_columns(
            pl.int_range(pl.len()).over("contest").alias("turn"),
            pl.len().over("contest").alias("rivals"),
        )
        .sort("entry")
    )


def find_disagreements(entries: pl.DataFrame) -> pl.DataFrame:
    """D202: entries whose name stands under another valid code too, or whose code under another
    name: `entry`, `other` (the first such entry), `same` ("name" or "code").
    """
    named = entries.filter(pl.col("key") != "").select("entry", "key", "code")
    coded = named.filter(pl.col("code").is_not_null())
    return (
        pl.concat(
            [
                _disagreeing(coded, "key", "code", "name"),
                _disagreeing(coded, "code", "key", "code"),
                _ambiguous_names(named, coded),
            ]
        )
        .unique(subset="entry", keep="first", maintain_order=True)
        .sort("entry")
    )


def _disagreeing(entries: pl.DataFrame, same: str, differs: str, label: str) -> pl.DataFrame:
    several = (
        entries.group_by(same, maintain_order=True)
        .agg(pl.col(differs).n_unique().alias("kinds"))
        .filter(pl.col("kinds") > 1)
        .select(same)
    )
    firsts = (
        entries.join(several, on=same, how="semi", maintain_order="left")
        .sort("entry")
        .unique(subset=[same, differs], keep="first", maintain_order=True)
        .select(same, pl.col(differs).alias("theirs"), pl.col("entry").alias("other"))
    )
    return (
        entries.join(firsts, on=same, how="inner", maintain_order="left")
        .filter(pl.col(differs) != pl.col("theirs"))
        .sort("entry", "other")
        .unique(subset="entry", keep="first", maintain_order=True)
        .select("entry", "other", pl.lit(label).alias("same"))
    )


def _ambiguous_names(named: pl.DataFrame, coded: pl.DataFrame) -> pl.DataFrame:
    """Entries without a code whose name stands under several codes."""
    several = (
        coded.sort("entry")
        .group_by("key", maintain_order=True)
        .agg(pl.col("code").n_unique().alias("kinds"), pl.col("entry").first().alias("other"))
        .filter(pl.col("kinds") > 1)
    )
    return (
        named.filter(pl.col("code").is_null())
        .join(several, on="key", how="inner", maintain_order="left")
        .select("entry", "other", pl.lit("name").alias("same"))
    )


def loose_keys(names: pl.DataFrame) -> pl.DataFrame:
    """`id`, `key` in; out: `id`, `kind`, `loose` — several a name. Two names that share a kind
    and a loose key are suspected (D201). Linear in the number of names.
    """
    plain = pl.col("key").str.replace_all("|".join(_LOOSE_PARTS), "")
    characters = pl.col("key").str.split("").list.sort().list.join("")
    branch = pl.col("key").str.extract(_BRANCH, 1)
    return pl.concat(
        [
            _keyed(names, "简称", plain),
            _keyed(names, "字序", characters),
            _keyed(names, "总分", pl.coalesce(branch, pl.col("key"))),
            _one_left_out(names),
        ]
    )


def _keyed(names: pl.DataFrame, kind: str, loose: pl.Expr) -> pl.DataFrame:
    return names.select("id", pl.lit(kind).alias("kind"), loose.alias("loose"))


def _one_left_out(names: pl.DataFrame) -> pl.DataFrame:
    """Each name with one character left out, marked by where: names that differ in one character
    share the key of that place; a name that lacks one character shares the unmarked form.
    """
    places = (
        names.filter(pl.col("key").str.len_chars().is_between(4, _LONGEST_NAME))
        .with_columns(pl.int_ranges(pl.col("key").str.len_chars()).alias("at"))
        .explode("at")
    )
    left = pl.col("key").str.slice(0, pl.col("at"))
    right = pl.col("key").str.slice(pl.col("at") + 1)
    swapped = places.select(
        "id", pl.lit("一字").alias("kind"), (left + "\u0000" + right).alias("loose")
    )
    shortened = places.select("id", pl.lit("缺字").alias("kind"), (left + right).alias("loose"))
    whole = names.select("id", pl.lit("缺字").alias("kind"), pl.col("key").alias("loose"))
    return pl.concat([swapped, shortened.unique(maintain_order=True), whole])


def find_lookalikes(names: pl.DataFrame) -> pl.DataFrame:
    """Pairs of `id`s whose names look alike but differ: `first`, `second` (first < second) and
    the `kind` of likeness, each pair once. `names` has `id` and `key`; equal keys are no pair.
    """
    keys = loose_keys(names)
    members = pl.len().over("kind", "loose")
    held = (
        keys.with_columns(members.alias("members"))
        .filter(pl.col("members") > 1)
        .join(names, on="id", how="left", maintain_order="left")
    )
    pairs = (
        held.filter(_asks_others())
        .select("kind", "loose", "id", "key")
        .join(held, on=["kind", "loose"], suffix="_other", maintain_order="left")
        .filter(pl.col("key") != pl.col("key_other"))
    )
    ids = ("id", "id_other")
    return (
        pairs.select(
            pl.min_horizontal(ids).alias("first"), pl.max_horizontal(ids).alias("second"), "kind"
        )
        .unique(subset=["first", "second"], keep="first", maintain_order=True)
        .sort("first", "second")
    )


def _asks_others() -> pl.Expr:
    """Who of those that share a loose key is compared with all of them: a parent with its
    branches, a name with those that have one character more; of equals everybody, but where
    they are many only the first, so that the cost stays linear.
    """
    is_whole = pl.col("key") == pl.col("loose")
    is_first = pl.col("id") == pl.col("id").min().over("kind", "loose")
    few = pl.col("members") <= _MANY_ALIKE
    return pl.when(pl.col("kind").is_in(["总分", "缺字"])).then(is_whole).otherwise(few | is_first)
