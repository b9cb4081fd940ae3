"""What a cell was understood as: the value every converter of this stage returns.

`code` names the finding that goes with it ("" when the cell is simply what it should be), and
`message` is its Chinese sentence. A cell that could not be understood has no value.
"""

from __future__ import annotations

from dataclasses import dataclass

from toolkit.model import Value


@dataclass(frozen=True, slots=True)
class Understood:
    """A cell's typed value, and what there is to say about how it was read."""

    value: Value
    code: str = ""
    message: str = ""


BLANK = Understood(None)


def refused(code: str, message: str) -> Understood:
    """A cell that could not be understood."""
    return Understood(None, code, message)
