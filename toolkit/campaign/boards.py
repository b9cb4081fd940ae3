"""A board as written (`YamlFile` and the places in it) in, a `model.Board` out.

`read_columns` lists a board's columns, each with the place where it is written; `build_board`
makes the fields and the Cerberus schema of columns in which nothing is unsound. The one thing a
newcomer would get wrong: a column's place may be in registry.yaml, when the board took a shared
piece by its name, so a problem with it is reported there and not in the board's file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import Any

from toolkit.campaign.plans import build_condition, build_form, build_quota, build_review
from toolkit.model import Board, Field, Severity
from toolkit.rules.when import may_require

KeyPath = tuple[str | int, ...]

# Names the shared piece that a column is, but for what is written beside it.
_PIECE = "piece"
# A longer list of what could have been written helps nobody.
_MOST_LISTED = 12


@dataclass(frozen=True, slots=True)
class Problem:
    """Something unsound in a campaign's files: `key` is dotted, "" for the whole file."""

    file: str
    line: int
    key: str
    message: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}"
        return f"{place} {self.key}：{self.message}" if self.key else f"{place}：{self.message}"


@dataclass(frozen=True, slots=True)
class YamlFile:
    """One parsed file: plain values, and the line on which each path of keys begins."""

    name: str
    data: Any
    lines: Mapping[KeyPath, int] = field(default_factory=dict)

    def line(self, path: KeyPath) -> int:
        """Give the line of a path, or of the nearest thing around it that the file does hold."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


@dataclass(frozen=True, slots=True)
class Located:
    """A value and the place in the files where it stands."""

    file: YamlFile
    path: KeyPath
    value: Any

    def child(self, key: str | int) -> Located:
        """Give what stands below a key or an index; its value may be None."""
        inside = self.value
        if isinstance(inside, Mapping):
            return Located(self.file, (*self.path, key), inside.get(key))
        items = inside if isinstance(inside, list) and isinstance(key, int) else []
        value = items[key] if isinstance(key, int) and key < len(items) else None
        return Located(self.file, (*self.path, key), value)

    def children(self) -> Iterator[tuple[str, Located]]:
        """Give the entries of a mapping, in the order of the file; nothing for any other value."""
        if isinstance(self.value, Mapping):
            for key in self.value:
                yield str(key), self.child(key)

    def items(self) -> Iterator[Located]:
        """Give the items of a list; nothing for any other value."""
        if isinstance(self.value, list):
            for index in range(len(self.value)):
                yield self.child(index)

    def texts(self) -> Iterator[Located]:
        """Give the items of a list that are text, as nearly all lists of a campaign are."""
        yield from (item for item in self.items() if isinstance(item.value, str))

    def problem(self, message: str) -> Problem:
        """Make a problem at this place; list positions are counted from 1 in its key."""
        parts = (part + 1 if isinstance(part, int) else part for part in self.path)
        key = ".".join(str(part) for part in parts)
        return Problem(self.file.name, self.file.line(self.path), key, message)


@dataclass(frozen=True, slots=True)
class Column:
    """One leaf of a board's schema: its document key, its rules, and the group it stands in."""

    key: str
    rules: Located
    group: Located | None = None

    @property
    def meta(self) -> Mapping[str, Any]:
        """What Cerberus does not need: heading, hints, severities."""
        return meta_of(self.rules)

    @property
    def is_computed(self) -> bool:
        """Whether the column holds a mean, which a required group leaves to the sender."""
        return "mean_of" in self.rules.value

    @property
    def must_be_filled(self) -> bool:
        """Whether a blank cell is always wrong."""
        if "required" in self.rules.value:
            return bool(self.rules.value["required"])
        return self._group_requires and not may_require(self.rules.value)

    @property
    def must_exist(self) -> bool:
        """Whether a sheet without the column is wrong."""
        return self.must_be_filled or self._group_requires or may_require(self.rules.value)

    @property
    def _group_requires(self) -> bool:
        return bool(self.group and self.group.value.get("required")) and not self.is_computed


def meta_of(place: Located) -> Mapping[str, Any]:
    """Give the `meta` of a column or group; empty when it has none."""
    meta = place.value.get("meta") if isinstance(place.value, Mapping) else None
    return meta if isinstance(meta, Mapping) else {}


def nearest(word: str, known: tuple[str, ...]) -> str:
    """End a message with the known word that an unknown one resembles most."""
    close = get_close_matches(word, known, n=1, cutoff=0.6)
    if close:
        return f"，是否想写“{close[0]}”？"
    return f"，可用的有：{'、'.join(known)}" if 0 < len(known) <= _MOST_LISTED else ""


def read_columns(
    board: Located, registries: Sequence[Located]
) -> tuple[tuple[Column, ...], tuple[Problem, ...]]:
    """List a board's columns with shared pieces expanded, and what stands in the way of that. Of
    two `registries` with a piece of one name, the first counts.
    """
    rules = [registry.child("rules") for registry in registries]
    schemas = [registry.child("schemas") for registry in registries]
    columns: list[Column] = []
    problems: list[Problem] = []
    for key, written in board.child("schema").children():
        place = _expanded(written, rules, problems)
        if place is None:
            continue
        if place.value.get("type") != "dict":
            columns.append(Column(key, place))
            continue
        inner = _expanded(place.child("schema"), schemas, problems)
        for leaf_key, leaf in inner.children() if inner else ():
            column = _expanded(leaf, rules, problems)
            if column is not None and column.value.get("type") == "dict":
                problems.append(column.problem("合并表头下面不能再有合并表头，只能嵌套一层"))
            elif column is not None:
                columns.append(Column(f"{key}.{leaf_key}", column, place))
    return tuple(columns), tuple(problems)


def _expanded(
    written: Located, shelves: Sequence[Located], problems: list[Problem]
) -> Located | None:
    """A mapping as it stands, the shared piece that a name stands for, or one that is changed:
    `piece` names it, and what stands beside that goes for it.
    """
    key = str(written.path[-1])
    if not key or "." in key:
        problems.append(written.problem("键不能为空，也不能含“.”"))
        return None
    is_changed = isinstance(written.value, Mapping) and _PIECE in written.value
    named = written.child(_PIECE) if is_changed else written
    place = _on_shelves(named, shelves, problems) if isinstance(named.value, str) else named
    if place is None:
        return None
    if not isinstance(place.value, Mapping):
        problems.append(place.problem("这里应为“键: 值”的形式，或 registry.yaml 中一项的名字"))
        return None
    return replace(written, value=_changed(place, written)) if is_changed else place


def _on_shelves(
    named: Located, shelves: Sequence[Located], problems: list[Problem]
) -> Located | None:
    """The piece of that name. It may itself be a piece of a registry behind its own, changed."""
    for at, shelf in enumerate(shelves):
        piece = shelf.child(named.value)
        if piece.value is not None:
            return _expanded(piece, shelves[at + 1 :], problems)
    known = tuple(key for shelf in shelves for key, _ in shelf.children())
    where = f"registry.yaml 的 {shelves[0].path[-1]} 里" if shelves else "共用的 registry.yaml 里"
    problems.append(named.problem(f"{where}没有“{named.value}”{nearest(named.value, known)}"))
    return None


def _changed(piece: Located, written: Located) -> dict[str, Any]:
    own = {key: value for key, value in written.value.items() if key != _PIECE}
    return {**piece.value, **own, "meta": {**meta_of(piece), **meta_of(written)}}


def groups_of(columns: tuple[Column, ...]) -> dict[str, Located]:
    """Give the merged headings by key, in order."""
    return {
        column.key.partition(".")[0]: column.group for column in columns if column.group is not None
    }


def build_fields(columns: tuple[Column, ...]) -> tuple[Field, ...]:
    """Make the columns as the stages see them, of columns in which nothing is unsound."""
    return tuple(_field(column) for column in columns)


def _field(column: Column) -> Field:
    meta = column.meta
    above = meta_of(column.group) if column.group else {}
    rules = _leaf_rules(column)
    return Field(
        key=column.key,
        header=meta["header"],
        type=rules["type"],
        group=above.get("header", ""),
        also=tuple(meta.get("also", ())),
        group_also=tuple(above.get("also", ())),
        required=column.must_exist,
        rules={name: argument for name, argument in rules.items() if name != "meta"},
        meta=dict(meta),
        severities={code: Severity(word) for code, word in meta.get("severity", {}).items()},
        conditions=tuple(meta.get("condition", ())),
    )


def _leaf_rules(column: Column) -> dict[str, Any]:
    """A leaf's Cerberus rules; blank is allowed wherever a value is not always required."""
    rules = {name: rule for name, rule in column.rules.value.items() if name != "required"}
    if column.must_be_filled:
        return {**rules, "required": True}
    return {**rules, "nullable": True}


def build_schema(columns: tuple[Column, ...]) -> dict[str, Any]:
    """Make the board's Cerberus schema, shared pieces expanded, `meta` kept."""
    schema: dict[str, Any] = {}
    for column in columns:
        key, _, leaf = column.key.partition(".")
        if not leaf or column.group is None:
            schema[key] = _leaf_rules(column)
            continue
        group = {"type": "dict", "schema": {}, "meta": dict(meta_of(column.group))}
        schema.setdefault(key, group)["schema"][leaf] = _leaf_rules(column)
    return schema


def _with_titles(field: Field, board: Mapping[str, Any]) -> Field:
    """A field that understands the board's other titles as its title, where it holds that."""
    if field.key != board.get("told_by"):
        return field
    choices = field.rules.get("allowed", ())
    others = [title for title in board.get("also", ()) if title not in choices]
    return replace(field, meta={**field.meta, "means": dict.fromkeys(others, board["title"])})


def build_board(
    board: Mapping[str, Any], columns: tuple[Column, ...], limit: int | None = None
) -> Board:
    """Make the board as the stages see it; `limit` is a local change of its quotas by unit."""
    subject, past = board["subject"], board.get("past", {})
    return Board(
        id=board["id"],
        title=board["title"],
        fields=tuple(_with_titles(field, board) for field in build_fields(columns)),
        schema=build_schema(columns),
        name_key=subject["name"],
        code_key=subject.get("code", ""),
        owner_key=subject.get("owner", ""),
        rank_key=board.get("order", ""),
        unit_key=board.get("unit", ""),
        serial_key=board.get("serial", ""),
        field_key=board.get("field", ""),
        region_key=board.get("region", ""),
        industry_key=board.get("industry", ""),
        quotas=tuple(build_quota(quota, limit) for quota in board.get("quota", ())),
        keep=board.get("keep", "earliest"),
        past_titles=tuple(past.get("titles", ())),
        past_years=tuple(past.get("years", ())),
        list_conditions=tuple(build_condition(item) for item in board.get("conditions", ())),
        review=build_review(board["review"]) if "review" in board else None,
        source=board.get("source", ""),
        for_reviewers=tuple(board.get("for_reviewers", ())),
        also=tuple(board.get("also", ())),
        told_by=board.get("told_by", ""),
        form=build_form(board["form"]) if "form" in board else None,
    )
