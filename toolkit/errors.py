"""Exceptions for runs that cannot go on.

Errors about data are values (`model.Finding`) and travel with the data; what is raised here ends
the command, or one file, with a Chinese sentence.
"""

from __future__ import annotations


class ToolkitError(Exception):
    """A run that cannot go on: `message` says what is wrong, `hint` what to type or do next."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(ToolkitError):
    """A missing file, an unknown campaign or unit, an OUT that must not be written."""


class CampaignError(ToolkitError):
    """C101: a campaign's YAML is unsound; the message names file, key and line, one a line."""


class RegisterError(ToolkitError):
    """A reference list (名录/…) that cannot be used; the message names the file and the cell."""


class Refused(Exception):  # noqa: N818  a verdict on a file, not a failure of the run
    """One submission that cannot be read: a finding `code` (F…) and the plain Chinese reason."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(code, message)
        self.code = code
        self.message = message
