"""What is made to hurt gets a verdict within little memory; what is harmless in it is read."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from bombs import ARCHIVES, BOMBS, burst, explode

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


@pytest.mark.skipif(sys.platform != "linux", reason="a child's peak is told otherwise elsewhere")
@pytest.mark.parametrize("kind", ARCHIVES)
def test_archives_in_archives_are_opened_as_far_as_the_limits_say(
    kind: str, tmp_path: Path
) -> None:
    told = burst(kind, tmp_path)
    assert not isinstance(told, Lost)
    verdicts, megabytes = told
    assert verdicts == ARCHIVES[kind][1]
    assert megabytes < MOST_MEGABYTES
