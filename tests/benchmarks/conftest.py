"""Benchmarks are run by hand: pytest collects nothing here, neither tests nor doctests."""

from __future__ import annotations

collect_ignore_glob = ["*"]
