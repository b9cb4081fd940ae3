"""How Hypothesis tries things in every test: the same examples every time, however slow the day."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("tests", deadline=None, derandomize=True, database=None)
settings.load_profile("tests")
