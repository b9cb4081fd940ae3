"""What a campaign and its boards ask for: a `Campaign` in, Chinese text out.

Used by `toolkit campaigns` and by templates. The one thing a newcomer would get wrong: no
requirement is worded here. Every rule brings its own words (`Rule.words`), so that this text, a
template's notes and a finding's message never say different things; only the type, 必填 and quotas
are worded here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from toolkit.codes import SEVERITIES, TITLES
from toolkit.model import SEVERITY_WORDS, Board, Campaign, Field, Quota, Severity
from toolkit.rules import RULES
from toolkit.rules.rule import Record
from toolkit.rules.when import may_require

_TYPE_WORDS = {
    "string": "文字",
    "integer": "整数",
    "number": "数字",
    "date": "日期",
    "boolean": "是或否",
    "list": "可填多项",
}
# How a column is said to be filled in every entry.
MUST = "必填"
# What a quota may go by that is no column of its own name.
_NO_COLUMNS = ("unit", "field", "owner")
# What is found only where a value must be given.
_OF_REQUIRED = ("V101", "S102")
# Worded beside the heading, or (regex) by the column's own meta.words.
_WORDED_APART = ("type", "required", "nullable", "regex")


def describe_campaigns(campaigns: Iterable[Campaign]) -> str:
    """List campaigns and their boards by id and title."""
    lines = []
    for campaign in campaigns:
        lines.append(f"{campaign.id}  {campaign.title}（{campaign.source}）")
        lines += [f"    {board.id}  {board.title}" for board in campaign.boards]
    return "\n".join([*lines, "", "查看榜单的填报要求：toolkit campaigns 活动代号 榜单代号"])


def describe_campaign(campaign: Campaign) -> str:
    """Say what holds for a whole campaign, and which boards it has."""
    lines = [f"{campaign.id}  {campaign.title}", f"依据：{campaign.source}"]
    if campaign.deadline is not None:
        lines.append(f"截止时间：{campaign.deadline_words}")
    lines += _graded_lines(campaign.severities, SEVERITIES)
    if campaign.channels:
        lines.append("推荐渠道：")
        lines += [f"  · {channel}" for channel in campaign.channels]
    if campaign.lists:
        lines.append("需要自备的名录：")
        lines += [f"  · {listed.title}（表头“{listed.column}”）" for listed in campaign.lists]
    lines.append("榜单：")
    for board in campaign.boards:
        required = sum(field.required for field in board.fields)
        lines.append(
            f"  {board.id}  {board.title}（{len(board.fields)} 列，其中 {required} 列必备）"
        )
        quotas = quota_lines(campaign, board) if campaign.quotas_on(board) else ("名额不限",)
        lines += [f"      {words}" for words in quotas]
    return "\n".join(lines)


def describe_board(campaign: Campaign, board: Board) -> str:
    """Say everything that a board asks for: quotas, conditions, and each column's requirements."""
    lines = [f"{campaign.title} · {board.title}（{campaign.id} {board.id}）"]
    if board.source:
        lines.append(f"依据：{board.source}")
    if campaign.deadline is not None:
        lines.append(f"截止时间：{campaign.deadline_words}")
    lines += [f"名额：{words}" for words in quota_lines(campaign, board)]
    lines += _section("申报条件", condition_lines(board))
    lines += _section("请评审专家把握", board.for_reviewers)
    lines += ["", "各列的要求："]
    group = ""
    for number, column in enumerate(board.fields, start=1):
        if column.group and column.group != group:
            lines += _group_lines(column)
        group = column.group
        lines += _column_lines(number, column, board, campaign)
    return "\n".join(lines)


def quota_lines(campaign: Campaign, board: Board) -> tuple[str, ...]:
    """Word a board's quotas, those it shares with others last, one a line; a board without any
    says so.
    """
    quotas = campaign.quotas_on(board)
    return tuple(_quota_words(campaign, board, quota) for quota in quotas) or ("不限",)


def _quota_words(campaign: Campaign, board: Board, quota: Quota) -> str:
    scope = "、".join(_scope_words(board, quota))
    titles = "".join(f"“{campaign.board(board_id).title}”" for board_id in quota.boards)
    together = f"在{titles}合计" if titles else ""
    words = f"{scope}{together}不超过 {quota.limit} 个"
    if campaign.stacking and "unit" in quota.per:
        words += "，推荐单位同时属于多个推荐渠道的可叠加"
    return words + _source_words(quota.source)


def _scope_words(board: Board, quota: Quota) -> Iterator[str]:
    """Of what a quota allows so many each; of several columns what they say together."""
    columns = [key for key in quota.per if key not in _NO_COLUMNS]
    for key in quota.per:
        if key == "unit":
            yield "每个推荐单位"
        elif key == "owner":
            yield f"同一{board.holder_words}"
        elif key == "field":
            yield f"每个{board.field(board.field_key).heading}"
    named = [f"“{board.field(key).heading}”" for key in columns]
    if named:
        yield f"{'同一' if len(named) > 1 else '每个'}{'和'.join(named)}"


def _graded_lines(own: Mapping[str, Severity], usual: Mapping[str, Severity]) -> Iterator[str]:
    """Say of which findings less is made than usually, and of which more."""
    gravity = [*SEVERITY_WORDS]
    for title, sign in (("从宽", 1), ("从严", -1)):
        said = [
            f"{TITLES[code]}按“{SEVERITY_WORDS[severity]}”处理"
            for code, severity in own.items()
            if sign * (gravity.index(severity) - gravity.index(usual[code])) > 0
        ]
        if said:
            yield f"{title}：{'；'.join(said)}"


def _section(title: str, items: Iterable[str]) -> list[str]:
    lines = [f"  · {item}" for item in items]
    return [f"{title}：", *lines] if lines else []


def condition_lines(board: Board) -> Iterator[str]:
    """Word what must hold of an entry that is to be admitted, one a line."""
    for condition in board.list_conditions:
        heading = board.field(condition.field).heading
        yield f"{condition.words}（按“{heading}”核对）{_source_words(condition.source)}"
    for column in board.fields:
        for name, words in _rule_words(column, board):
            if name in column.conditions:
                yield f"{column.heading}：{words}{_source_words(column.meta.get('source', ''))}"
    if board.past_years:
        years = "、".join(f"{year}年" for year in board.past_years)
        earlier = (board.title, *board.also, *board.past_titles)
        titles = "、".join(f"“{title}”" for title in dict.fromkeys(earlier))
        yield f"{years}已入选{titles}的不再纳入候选（按《往届入选》名录核对）"


def _source_words(source: str) -> str:
    return f"〔{source}〕" if source else ""


def _group_lines(column: Field) -> Iterator[str]:
    yield f"  【{column.group}】"
    if column.group_also:
        yield f"       表头也可写作：{'、'.join(column.group_also)}"


def _column_lines(number: int, column: Field, board: Board, campaign: Campaign) -> Iterator[str]:
    yield f"{number:>3}. {column.heading}  {filling_words(column)} · {type_words(column)}"
    if requirements := requirement_words(column, board):
        yield f"       要求：{requirements}"
    asked = {
        code: severity
        for code, severity in column.severities.items()
        if column.required or code not in _OF_REQUIRED
    }
    yield from (f"       {line}" for line in _graded_lines(asked, campaign.severities))
    if column.also:
        yield f"       表头也可写作：{'、'.join(column.also)}"
    if "example" in column.meta:
        yield f"       示例：{shortened(example_text(column.meta['example']))}"
    if "source" in column.meta:
        yield f"       出处：{column.meta['source']}"


def filling_words(column: Field) -> str:
    """Word whether a column must be filled."""
    if not column.required:
        return "选填"
    if may_require(column.rules):
        return "按条件必填"
    asked = column.severities.get("V101", Severity.ERROR) is not Severity.ERROR
    return "应填" if asked else MUST


def type_words(column: Field) -> str:
    """Word what a column is filled with, and in which unit."""
    words = "百分比" if column.meta.get("as") == "percent" else _TYPE_WORDS[column.type]
    unit = column.meta.get("unit", "")
    return f"{words}（{unit}）" if unit else words


def requirement_words(column: Field, board: Board) -> str:
    """Word what a column asks for beyond its type, by its rules and its own hint; "" if nothing."""
    words = [words for _, words in _rule_words(column, board)]
    if "words" in column.meta:
        words.append(column.meta["words"])
    return "；".join(words)


def _rule_words(column: Field, board: Board) -> Iterator[tuple[str, str]]:
    """The words of each rule of a column, in the order of the dictionary."""
    heading = _headings_seen_from(column, board)
    for rule in RULES:
        if rule.name in column.rules and rule.name not in _WORDED_APART:
            yield rule.name, rule.requirement(column.rules[rule.name], heading, column.type)


def _headings_seen_from(column: Field, board: Board) -> Callable[[str], str]:
    """Names another column as this one's rules do: a sibling by its own short heading."""
    record = Record({}, column.key, {field.key: field.heading for field in board.fields})
    group = column.key.rpartition(".")[0]

    def heading(name: str) -> str:
        key = record.full_key(name)
        if group and key.startswith(f"{group}."):
            return board.field(key).header
        return record.heading(name)

    return heading


# A long text is known by how it begins; a template's example row holds all of it.
_MOST_SHOWN = 60


def shortened(example: str) -> str:
    """The beginning of an example that takes several lines; any other as it is.

    >>> shortened("某某公司"), len(shortened("字" * 400))
    ('某某公司', 62)
    """
    return example if len(example) <= _MOST_SHOWN else f"{example[:_MOST_SHOWN]}……"


def example_text(example: str | float) -> str:
    """Write an example value as a person would type it.

    >>> example_text(True), example_text(12.5), example_text("30%")
    ('是', '12.5', '30%')
    """
    if isinstance(example, bool):
        return "是" if example else "否"
    return str(example)
