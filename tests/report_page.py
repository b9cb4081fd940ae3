"""报告.html as a test reads it: its sections with their tables, drawings, and every tag."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

_VOID = frozenset(("meta", "link", "img", "br", "input"))


@dataclass
class PageTable:
    """The headings of a table, its rows, and the row below."""

    headings: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    total: list[str] = field(default_factory=list)

    def column(self, heading: str) -> list[str]:
        at = self.headings.index(heading)
        return [row[at] for row in self.rows]


class Page(HTMLParser):
    """A page read through; it refuses tags that do not close in order."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: dict[str, list[PageTable]] = {}
        self.drawings: dict[str, list[list[str]]] = {}
        self.words: dict[str, str] = {}
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self._open: list[str] = []
        self._section = ""
        self.feed(text)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        self.tags.append((tag, told))
        if tag in _VOID:
            return
        self._open.append(tag)
        if tag == "section":
            self._section = told["id"] or ""
        elif tag == "table":
            self.tables.setdefault(self._section, []).append(PageTable())
        elif tag == "svg":
            self.drawings.setdefault(self._section, []).append([])
        elif tag == "tr":
            self._row().append([])
        elif tag in ("td", "th"):
            self._row()[-1].append("")
        elif tag == "text":
            self.drawings[self._section][-1].append("")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag
        if tag == "tr":
            self._keep_row()
        elif tag == "section":
            self._section = ""

    def handle_data(self, data: str) -> None:
        if "td" in self._open or "th" in self._open:
            self._row()[-1][-1] += data
        elif "text" in self._open:
            self.drawings[self._section][-1][-1] += data
        self.words[self._section] = self.words.get(self._section, "") + data

    def _row(self) -> list[list[str]]:
        return self.tables[self._section][-1].rows

    def _keep_row(self) -> None:
        table = self.tables[self._section][-1]
        if "thead" in self._open:
            table.headings = table.rows.pop()
        elif "tfoot" in self._open:
            table.total = table.rows.pop()
