"""Commands: parse, call, print. With console.py, the only place that imports click.

stdout is what was asked for, stderr the narration. A command stands in `toolkit --help` because
its module is imported here.
"""

from __future__ import annotations

from toolkit.cli import catalogue, secretariat, status, templates, units
from toolkit.cli.group import main

__all__ = ["catalogue", "main", "secretariat", "status", "templates", "units"]
