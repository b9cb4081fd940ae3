"""A file of a campaign in; its plain values with the line of every key out, and what is unsound.

The only file that imports yaml. The one thing a newcomer would get wrong: this is YAML with the
traps taken out. Dates stay text, `on` and `yes` stay text where they are keys, other keys than
text are problems, and so are aliases, tags and a key written twice.
"""

from __future__ import annotations

import math
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from toolkit.campaign.boards import KeyPath, Located, Problem, YamlFile

_DEPTH_LIMIT = 40
# The parser in C, where PyYAML was built with it, is many times faster and says the same.
_LOADER = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader
_TAG = "tag:yaml.org,2002:"
_PLAIN = ("str", "timestamp", "int", "float", "bool", "null")


def read_yaml(path: Path, name: str) -> tuple[YamlFile, tuple[Problem, ...]]:
    """Parse one file, keeping the line of every key and item."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        why = "文件不是 UTF-8 编码" if isinstance(error, ValueError) else "文件不存在或无法打开"
        return YamlFile(name, None), (Problem(name, 1, "", why),)
    return _parsed(text, name)


# What all campaigns share is read again with each of them.
@lru_cache(maxsize=64)
def _parsed(text: str, name: str) -> tuple[YamlFile, tuple[Problem, ...]]:
    empty = YamlFile(name, None)
    try:
        refused = _refused_features(text, name)
        if refused:
            return empty, refused
        node = yaml.compose(text, Loader=_LOADER)
    except yaml.YAMLError as error:
        return empty, (_syntax_problem(error, name, text),)
    reader = _Reader(name)
    data = reader.value(node, ()) if node is not None else None
    return YamlFile(name, data, reader.lines), tuple(reader.problems)


def _refused_features(text: str, name: str) -> tuple[Problem, ...]:
    """Anchors and aliases (a few lines of them can stand for gigabytes), and deep nesting."""
    depth = 0
    for event in yaml.parse(text, Loader=_LOADER):
        line = _line(event)
        if getattr(event, "anchor", None) is not None:
            return (Problem(name, line, "", "不支持 & 和 * 引用，请写全或放进 registry.yaml"),)
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEPTH_LIMIT:
            return (Problem(name, line, "", f"嵌套超过 {_DEPTH_LIMIT} 层"),)
        if isinstance(event, yaml.DocumentStartEvent) and event.explicit and line > 1:
            return (Problem(name, line, "", "一个文件里只能有一份内容，请去掉“---”"),)
    return ()


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark is not None else 1


def _syntax_problem(error: yaml.YAMLError, name: str, text: str) -> Problem:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    # What is left open is found at the end, which may lie below the last line.
    line = min(mark.line + 1 if mark is not None else 1, text.rstrip().count("\n") + 1)
    if "\t" in text.split("\n")[line - 1]:
        return Problem(name, line, "", "缩进不能用制表符（Tab 键），请改用空格")
    return Problem(name, line, "", "这一行附近写法有误：请检查缩进、冒号后的空格、成对的引号和括号")


class _Reader:
    """Turns composed nodes into plain values, noting lines and problems on the way."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.lines: dict[KeyPath, int] = {}
        self.problems: list[Problem] = []

    def value(self, node: yaml.Node, path: KeyPath) -> Any:
        """The plain value of a node; its line is that of its key, set before, or its own."""
        self.lines.setdefault(path, node.start_mark.line + 1)
        if isinstance(node, yaml.MappingNode) and node.tag == f"{_TAG}map":
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode) and node.tag == f"{_TAG}seq":
            return [self.value(item, (*path, index)) for index, item in enumerate(node.value)]
        return self._scalar(node, path)

    def _mapping(self, node: yaml.MappingNode, path: KeyPath) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = self._key(key_node, path)
            if key is None:
                continue
            inside = (*path, key)
            if key in result:
                self._report(key_node, inside, "同一个键写了两次")
                continue
            self.lines[inside] = key_node.start_mark.line + 1
            result[key] = self.value(value_node, inside)
        return result

    def _key(self, node: yaml.Node, path: KeyPath) -> str | None:
        # `on:` and `yes:` are truth values to YAML 1.1; as a key they can only be meant as text.
        text = node.value if isinstance(node, yaml.ScalarNode) else ""
        if node.tag in (f"{_TAG}str", f"{_TAG}bool"):
            return str(text)
        if node.tag == f"{_TAG}merge":
            self._report(node, path, "不支持 <<，请写全或放进 registry.yaml")
        else:
            self._report(node, (*path, text), f'键要加引号："{text}"')
        return None

    def _scalar(self, node: yaml.Node, path: KeyPath) -> Any:
        kind = node.tag.removeprefix(_TAG)
        if not isinstance(node, yaml.ScalarNode) or kind not in _PLAIN:
            self._report(node, path, f"不支持 {node.tag.replace(_TAG, '!!')} 这种写法")
            return None
        if kind in ("str", "timestamp") or ":" in node.value:  # 24:00 is 1440 to YAML 1.1
            return node.value
        try:
            value = yaml.SafeLoader("").construct_object(node)
        except (ValueError, yaml.YAMLError):
            value = math.nan
        if isinstance(value, float) and not math.isfinite(value):
            self._report(node, path, "这个值无法识别，如果是文字请加引号")
            return None
        return value

    def _report(self, node: yaml.Node, path: KeyPath, message: str) -> None:
        place = Located(YamlFile(self.name, None, {(): node.start_mark.line + 1}), path, None)
        self.problems.append(place.problem(message))
