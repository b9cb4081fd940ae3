"""Are campaign.yaml and a board's own keys sound? Parsed files in; problems out, each at its file,
line and key.

Nothing is read here: `toolkit.campaign` parses the YAML and asks. The one thing a newcomer would
get wrong: loading makes the same checks as `toolkit lint`, and refuses the campaign on any of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from toolkit.campaign.boards import Column, Located, Problem, groups_of, nearest
from toolkit.campaign.shapes import (
    COUNT,
    FLAG,
    GRADE,
    ID,
    IDS,
    KEEP,
    LEAF_TYPES,
    MAPPING,
    MAPPINGS,
    TEXT,
    TEXTS,
    YEARS,
    Shape,
    check_keys,
    check_repeats,
    check_severities,
    is_pattern,
)

_RESERVED_TITLES = ("推荐单位", "往届入选", "限制名单", "收件")
CAMPAIGN_KEYS = {
    "id": ID,
    "title": TEXT,
    "source": TEXT,
    "deadline": TEXT,
    "channels": TEXTS,
    "stacking": FLAG,
    "boards": IDS,
    "severities": MAPPING,
    "lists": MAPPINGS,
    "quotas": MAPPINGS,
    "file_name": MAPPING,
    "mail_subject": MAPPING,
}
_LIST = {"id": ID, "title": TEXT, "column": TEXT}
_REGISTRY = {"schemas": MAPPING, "rules": MAPPING}
# The keys of a board that each name one column, and the types such a column may have.
_SPECIAL = {
    "unit": ("string",),
    "serial": ("string", "integer", "number"),
    "order": ("integer", "number"),
    "field": ("string",),
    "region": ("string",),
    "industry": ("string",),
    "told_by": ("string",),
}
BOARD_KEYS = {
    "id": ID,
    "title": TEXT,
    "also": TEXTS,
    "source": TEXT,
    "subject": MAPPING,
    **dict.fromkeys(_SPECIAL, TEXT),
    "quota": MAPPINGS,
    "keep": KEEP,
    "past": MAPPING,
    "conditions": MAPPINGS,
    "review": MAPPING,
    "for_reviewers": TEXTS,
    "form": MAPPING,
    "schema": MAPPING,
}
_SUBJECT = ("name", "code", "owner")
_QUOTA = {"limit": COUNT, "per": TEXTS, "source": TEXT}
_SHARED_QUOTA = {**_QUOTA, "boards": IDS}
_NAME = {"pattern": TEXT, "words": TEXT, "source": TEXT}
_CONDITION = {"list": TEXT, "field": TEXT, "severity": GRADE, "words": TEXT, "source": TEXT}
_REVIEW = {
    "body": TEXT,
    "bodies": MAPPING,
    "columns": TEXTS,
    "metrics": TEXTS,
    "highlights": TEXTS,
    "scores": MAPPINGS,
    "notes": TEXTS,
}
_FORM = {"title": TEXT, "sections": MAPPINGS, "signatures": TEXTS, "source": TEXT}
_LINES = Shape(
    "列名的列表的列表，如 [[company, region], [founded]]",
    lambda value: isinstance(value, list) and all(map(TEXTS.accepts, value)),
)
_SECTION = {"title": TEXT, "lines": _LINES, "matrix": TEXTS, "boxes": TEXTS}


def check_campaign(campaign: Located) -> Iterator[Problem]:
    """Find what is unsound in campaign.yaml by itself."""
    yield from check_keys(campaign, CAMPAIGN_KEYS, needed=("id", "title", "source", "boards"))
    if campaign.child("boards").value == []:
        yield campaign.child("boards").problem("至少要有一个榜单")
    for channel in campaign.child("channels").texts():
        if any(mark in channel.value for mark in "；;"):
            yield channel.problem("推荐渠道的名称中不能有“；”，名录里用它分隔多个渠道")
    yield from check_severities(campaign.child("severities"))
    yield from check_repeats(campaign.child("boards").items(), "榜单")
    yield from check_repeats(campaign.child("channels").items(), "推荐渠道")
    yield from _check_names(campaign)
    for item in campaign.child("lists").items():
        yield from check_keys(item, _LIST, needed=("id", "title", "column"))
        if item.child("title").value in _RESERVED_TITLES:
            yield item.child("title").problem("这个名称已用于工具自带的名录，请换一个")
    for key in ("id", "title"):
        places = (item.child(key) for item in campaign.child("lists").items())
        yield from check_repeats(places, "名录")


def _check_names(campaign: Located) -> Iterator[Problem]:
    """How files and e-mails are to be named."""
    for key in ("file_name", "mail_subject"):
        asked = campaign.child(key)
        if not isinstance(asked.value, Mapping):
            continue
        yield from check_keys(asked, _NAME, needed=("pattern", "words"))
        pattern = asked.child("pattern")
        if isinstance(pattern.value, str) and not is_pattern(pattern.value):
            yield pattern.problem("这个格式（正则表达式）写得不对")


def check_shared_quotas(
    campaign: Located, columns: Mapping[str, tuple[Column, ...]]
) -> Iterator[Problem]:
    """Find what is unsound in quotas that count several boards together. Where a subject has no
    owner, it is itself what counts.
    """
    for quota in campaign.child("quotas").items():
        yield from check_keys(quota, _SHARED_QUOTA, needed=("limit", "per", "boards"))
        if quota.child("boards").value == []:
            yield quota.child("boards").problem("至少要有一个榜单")
        for board in quota.child("boards").texts():
            if board.value not in columns:
                yield board.problem(f"没有榜单“{board.value}”{nearest(board.value, (*columns,))}")
                continue
            known = ("unit", "owner", *(column.key for column in columns[board.value]))
            for key in quota.child("per").texts():
                if key.value not in known:
                    said = f"榜单“{board.value}”不能按“{key.value}”计算名额"
                    yield key.problem(f"{said}{nearest(key.value, known)}")


def check_registry(registry: Located) -> Iterator[Problem]:
    """Find what is unsound in registry.yaml itself; its pieces are judged where used."""
    yield from check_keys(registry, _REGISTRY)


# ---------------------------------------------------------------- a board


def check_board(board: Located, columns: tuple[Column, ...], lists: set[str]) -> Iterator[Problem]:
    """Find what is unsound in a board's own keys; `lists` are the reference lists' ids."""
    yield from check_keys(board, BOARD_KEYS, needed=("id", "title", "subject", "schema"))
    if board.child("schema").value == {}:
        yield board.child("schema").problem("至少要有一列")
    types = {column.key: str(column.rules.value.get("type")) for column in columns}
    yield from _check_subject(board.child("subject"), types)
    for key, allowed in _SPECIAL.items():
        yield from _check_reference(board.child(key), types, allowed)
    known = (*_counted_per(board), *types)
    for quota in board.child("quota").items():
        yield from _check_quota(quota, known)
    for condition in board.child("conditions").items():
        yield from check_keys(condition, _CONDITION, needed=("list", "field", "words"))
        yield from _check_reference(condition.child("field"), types, LEAF_TYPES)
        name = condition.child("list")
        if isinstance(name.value, str) and name.value not in lists:
            yield name.problem(f"campaign.yaml 的 lists 里没有“{name.value}”")
    if "past" in board.value:
        yield from check_keys(board.child("past"), {"titles": TEXTS, "years": YEARS})
    if "review" in board.value:
        yield from _check_review(board.child("review"), types, tuple(groups_of(columns)))
        yield from _check_bodies(board, columns)
    if "form" in board.value:
        yield from _check_form(board.child("form"), types, tuple(groups_of(columns)))


def _check_subject(subject: Located, types: Mapping[str, str]) -> Iterator[Problem]:
    if isinstance(subject.value, Mapping):
        yield from check_keys(subject, dict.fromkeys(_SUBJECT, TEXT), needed=("name",))
        for key in _SUBJECT:
            yield from _check_reference(subject.child(key), types, ("string",))


def _check_reference(
    place: Located, types: Mapping[str, str], allowed: tuple[str, ...]
) -> Iterator[Problem]:
    if not isinstance(place.value, str):
        return
    if place.value not in types:
        yield place.problem(f"schema 里没有“{place.value}”这一列{nearest(place.value, (*types,))}")
    elif types[place.value] not in allowed and types[place.value] in LEAF_TYPES:
        yield place.problem(f"“{place.value}”的 type 应为 {'、'.join(allowed)}")


def _counted_per(board: Located) -> Iterator[str]:
    """What quotas may count per besides columns."""
    yield "unit"
    if "field" in board.value:
        yield "field"
    if board.child("subject").child("owner").value is not None:
        yield "owner"


def _check_quota(quota: Located, known: tuple[str, ...]) -> Iterator[Problem]:
    yield from check_keys(quota, _QUOTA, needed=("limit", "per"))
    for key in quota.child("per").texts():
        if key.value not in known:
            yield key.problem(f"名额不能按“{key.value}”计算{nearest(key.value, known)}")


def _check_review(
    review: Located, types: Mapping[str, str], groups: tuple[str, ...]
) -> Iterator[Problem]:
    yield from check_keys(review, _REVIEW, needed=("body",))
    for key in ("columns", "highlights"):
        for item in review.child(key).items():
            yield from _check_reference(item, types, LEAF_TYPES)
    for item in review.child("metrics").texts():
        if item.value not in groups:
            yield item.problem(f"没有“{item.value}”这组合并表头{nearest(item.value, groups)}")
    for score in review.child("scores").items():
        yield from check_keys(score, {"title": TEXT, "max": COUNT}, needed=("title", "max"))


def _check_bodies(board: Located, columns: tuple[Column, ...]) -> Iterator[Problem]:
    """Reviewing bodies by field: the board must say which column that is, and what it allows."""
    bodies = board.child("review").child("bodies")
    if bodies.value is None:
        return
    key = board.child("field").value
    if key is None:
        yield bodies.problem("评审机构按领域分时，榜单要用 field 写明哪一列是领域")
    choices = (column.rules.value.get("allowed", ()) for column in columns if column.key == key)
    allowed = tuple(map(str, next(choices, ())))
    for field, body in bodies.children():
        if not TEXT.accepts(body.value):
            yield body.problem(f"应为{TEXT.words}")
        if allowed and field not in allowed:
            yield body.problem(f"领域的可选项里没有“{field}”{nearest(field, allowed)}")


def _check_form(
    form: Located, types: Mapping[str, str], groups: tuple[str, ...]
) -> Iterator[Problem]:
    yield from check_keys(form, _FORM, needed=("title", "sections"))
    for section in form.child("sections").items():
        yield from check_keys(section, _SECTION)
        singles = [item for line in section.child("lines").items() for item in line.items()]
        for item in (*singles, *section.child("boxes").items()):
            yield from _check_reference(item, types, LEAF_TYPES)
        for item in section.child("matrix").texts():
            if item.value not in groups:
                yield item.problem(f"没有“{item.value}”这组合并表头{nearest(item.value, groups)}")


def check_titles(boards: list[Located]) -> Iterator[Problem]:
    """Find boards of one campaign that share a title."""
    yield from check_repeats((board.child("title") for board in boards), "榜单名称")
