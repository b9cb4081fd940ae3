"""Files and e-mails by their names in; out: F107 where the notice asks for other names.

The one thing a newcomer would get wrong: a name decides nothing. Files come from people who were
told what to call them, and have been renamed by others since; they are read all the same.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

from toolkit.model import Campaign, Finding, Letter, NamePattern, Ref

_SEPARATORS = re.compile(r"[/\\]")


def check_names(
    files: Iterable[tuple[str, Letter | None]], campaign: Campaign
) -> Iterator[Finding]:
    """F107 at each file whose name, without its ending, or whose e-mail's subject is not as the
    notice asks. `files` are paths, each with the e-mail it came with.
    """
    for path, letter in files:
        name = PurePosixPath(_SEPARATORS.split(path)[-1]).stem
        if campaign.file_name is not None and not _is_as_asked(name, campaign.file_name):
            yield _finding(path, f"文件名“{name}”", campaign.file_name, campaign)
        asked = campaign.mail_subject
        if asked is not None and letter is not None and not _is_as_asked(letter.subject, asked):
            said = f"邮件主题“{letter.subject}”" if letter.subject else "邮件没有写主题，"
            yield _finding(path, said, asked, campaign)


def _is_as_asked(name: str, asked: NamePattern) -> bool:
    """Whether a name is as asked for; full-width and half-width letters are the same."""
    spellings = (name, unicodedata.normalize("NFKC", name))
    return any(re.search(asked.pattern, spelling) for spelling in spellings)


def _finding(path: str, said: str, asked: NamePattern, campaign: Campaign) -> Finding:
    source = f"（{asked.source}）" if asked.source else ""
    message = f"{said}不合要求，应为：{asked.words}{source}。内容已照常读取，下次报送请照此命名。"
    return Finding("F107", campaign.severities["F107"], Ref(path), message)
