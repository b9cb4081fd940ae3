"""What is made to hurt gets a verdict within little memory; what is harmless in it is read."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from bombs import BOMBS, explode

from toolkit.workers import Lost

# What a child takes before it reads anything, and room for the largest of the files.
MOST_MEGABYTES = 600


@pytest.mark.skipif(sys.platform != "linux", reason="a child's peak is told otherwise elsewhere")
@pytest.mark.parametrize("kind", BOMBS)
def test_a_bomb_gets_its_verdict_within_little_memory(kind: str, tmp_path: Path) -> None:
    peak = explode(kind, tmp_path)
    assert not isinstance(peak, Lost)
    assert peak.verdict == BOMBS[kind][2], peak.reason
    assert peak.megabytes < MOST_MEGABYTES
