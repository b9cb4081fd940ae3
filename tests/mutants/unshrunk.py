"""A pytest plugin: a failing example is as good as the smallest one where only red counts."""

from __future__ import annotations

from hypothesis import Phase, settings

# Loaded before the tests, so that their own profiles inherit from it.
settings.register_profile("unshrunk", phases=(Phase.explicit, Phase.generate), database=None)
settings.load_profile("unshrunk")
