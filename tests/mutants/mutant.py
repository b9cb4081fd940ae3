"""A change of the code that a test must notice."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mutant:
    """A file below toolkit/, a text that stands there exactly once, what to put in its place, and
    the id (below tests/) of the test that must fail.
    """

    file: str
    old: str
    new: str
    test: str
