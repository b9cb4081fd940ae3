"""email: an e-mail address, or several. V402. Nothing is looked up on the network."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import Any

from toolkit.model import Value
from toolkit.rules.rule import Breach, Record, Rule
from toolkit.rules.wording import quoted

_BETWEEN = re.compile(r"[\s;；,，、/]+")


def _is_address(text: str) -> bool:
    from email_validator import EmailNotValidError, validate_email

    try:
        validate_email(text, check_deliverability=False)
    except EmailNotValidError:
        return False
    return True


def _breach(value: Value, argument: Any, _record: Record) -> Breach | None:
    text = unicodedata.normalize("NFKC", str(value)).strip()
    addresses = [part for part in _BETWEEN.split(text) if part]
    if not argument or (addresses and all(_is_address(part) for part in addresses)):
        return None
    said = f"{quoted(value)}不是有效的电子邮箱"
    return Breach("V402", f"{said}，请把@前后都写完整，如name@example.com。")


def _words(_argument: Any, _heading: Callable[[str], str]) -> str:
    return "填写电子邮箱，如name@example.com"


RULE = Rule("email", {"type": "boolean"}, _breach, _words)
