"""What holds for every test: how Hypothesis tries things, and what is no test.

Hypothesis tries the same examples every time, however slow the day.
"""

from __future__ import annotations

from hypothesis import settings

# Scripts with imports of their own, some of libraries that the tests do without.
collect_ignore = ["benchmarks"]

settings.register_profile("tests", deadline=None, derandomize=True, database=None)
settings.load_profile("tests")
