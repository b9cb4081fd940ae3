"""Entries as a frame in; out: who is the same subject, who stands, and who disagrees.

Frames have one row an entry: `entry` (its number, which is received order), `board`, `unit`,
`submission`, `position` (the submission's place in received order), `key` (name key), `owner_key`
(the name key that `code` goes with: the owner's, else the subject's own), `is_owned` (whether the
board's subjects have owners) and `code` (a valid credit code or null). The one thing a newcomer
would get wrong: joining by name never chains two codes; looser likeness (likeness.py) only ever
asks.
"""

from __future__ import annotations

from collections.abc import Collection

import polars as pl


def group_subjects(entries: pl.DataFrame) -> pl.DataFrame:
    """Add `owner`, who it is that the code goes with, and `subject`.

    Of owners, those with a code group by it alone; one without joins the group of its name that
    was received first, else stands under its name. The subject is the owner itself, or, where
    subjects have owners, what bears one name of one owner; without a name it is like no other.
    """
    coded = entries.filter(pl.col("code").is_not_null() & (pl.col("owner_key") != ""))
    first_code_of_name = (
        coded.sort("entry")
        .group_by("owner_key", maintain_order=True)
        .agg(pl.col("code").first().alias("joined"))
    )
    joined = entries.join(first_code_of_name, on="owner_key", how="left", maintain_order="left")
    alone = pl.concat_str(pl.lit("entry:"), "entry")
    owner = (
        pl.when(pl.col("code").is_not_null()).then("code:" + pl.col("code"))
        .when(pl.col("joined").is_not_null()).then("code:" + pl.col("joined"))
        .when(pl.col("owner_key") != "").then("name:" + pl.col("owner_key"))
        .otherwise(alone)
    )  # fmt: skip
    return name_subjects(joined.with_columns(owner.alias("owner")).drop("joined"))


def name_subjects(owned: pl.DataFrame) -> pl.DataFrame:
    """Add `subject` where `owner` is known."""
    subject = (
        pl.when(pl.col("is_owned").not_()).then("owner")
        .when(pl.col("key") != "").then(pl.concat_str("owner", "key", separator=" "))
        .otherwise(pl.concat_str(pl.lit("entry:"), "entry"))
    )  # fmt: skip
    return owned.with_columns(subject=subject)


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


def find_left_behind(grouped: pl.DataFrame, superseded: pl.DataFrame) -> pl.DataFrame:
    """D103: entries that a later version of their list leaves out: `entry`, `later` (that file).

    A later submission is a version of an earlier one where it supersedes one of its entries, of
    the same unit and board; the last such version tells. `grouped` holds every entry, whatever
    became of it: one that the later version has with faults is not left out.
    """
    own = ["submission", "board", "unit"]
    sent = grouped.select("entry", *own, "position")
    versions = (
        superseded.join(sent, on="entry", how="inner", maintain_order="left")
        .join(sent.select("entry", "submission", "position"), left_on="kept", right_on="entry")
        .sort("position_right")
        .unique(own, keep="last", maintain_order=True)
        .select(*own, pl.col("submission_right").alias("later"))
    )
    return (
        grouped.join(versions, on=own, how="inner", maintain_order="left")
        .join(
            grouped,
            left_on=["later", "board", "unit", "subject"],
            right_on=[*own, "subject"],
            how="anti",
            maintain_order="left",
        )
        .select("entry", "later")
        .sort("entry")
    )


def find_repeats(candidates: pl.DataFrame) -> dict[int, int]:
    """Entries whose subject and board stand earlier in the same submission → the first such; of
    those that a ruling puts first (`preferred`), that one.
    """
    key = ["subject", "board", "submission"]
    firsts = (
        candidates.sort("preferred", "entry", descending=[True, False])
        .group_by(key, maintain_order=True)
        .agg(pl.col("entry").first().alias("first"))
    )
    repeated = candidates.join(firsts, on=key, how="left", maintain_order="left").filter(
        pl.col("entry") != pl.col("first")
    )
    return dict(repeated.select("entry", "first").iter_rows())


def order_rivals(candidates: pl.DataFrame, *, latest_stands: bool = False) -> pl.DataFrame:
    """Add `turn` and `rivals`: an entry's place in its `contest` (a subject on a board), and how
    many are in it. What a ruling puts first (`preferred`) comes before the others; of these the
    earliest received, or the latest where the campaign says so.
    """
    return (
        candidates.sort("preferred", "position", "entry", descending=[True, latest_stands, False])
        .with_columns(
            pl.int_range(pl.len()).over("contest").alias("turn"),
            pl.len().over("contest").alias("rivals"),
        )
        .sort("entry")
    )


def find_disagreements(
    entries: pl.DataFrame, settled: Collection[tuple[int, int]] = ()
) -> pl.DataFrame:
    """D202: entries whose owner's name (the subject's own, where there is none) stands under
    another valid code too, or whose code under another name: `entry`, `other` (the first such
    entry), `same` ("name" or "code"). Nothing is said of pairs that are `settled`.
    """
    named = entries.select("entry", pl.col("owner_key").alias("key"), "code").filter(
        pl.col("key") != ""
    )
    coded = named.filter(pl.col("code").is_not_null())
    found = pl.concat(
        [
            _disagreeing(coded, "key", "code", "name"),
            _disagreeing(coded, "code", "key", "code"),
            _ambiguous_names(named, coded),
        ]
    )
    ruled = pl.DataFrame(
        sorted(settled), schema={"entry": pl.Int64, "other": pl.Int64}, orient="row"
    )
    return (
        found.join(ruled, on=["entry", "other"], how="anti", maintain_order="left")
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
