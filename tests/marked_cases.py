"""Every workbook of the corpus, as it came and with findings marked; each made once."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

import pytest
from marking_corpus import LIBRARY_CASES, Case
from marking_findings import mark
from marking_oddities import ODDITIES

from toolkit.writers.marking import Marked

CASES = (*LIBRARY_CASES, *ODDITIES)
by_case = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)


@cache
def original(case: Case) -> bytes:
    """The case as it came."""
    return case.make()


@cache
def marked(case: Case) -> Marked:
    """The case with `FINDINGS` marked."""
    with tempfile.TemporaryDirectory() as folder:
        return mark(original(case), Path(folder), case.ending)
