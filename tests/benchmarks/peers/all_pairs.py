"""rapidfuzz over all pairs of 2,000 invented names; run.py scales it by the square of the count."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from rapidfuzz import fuzz, process

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from names import make_names

# From here on two names of a dozen characters differ in one.
_ALIKE = 90


def main() -> None:
    """Compare as many names as the command line says, each with each."""
    names = make_names(int(sys.argv[1]))["key"].to_list()
    started, burnt = time.perf_counter(), time.process_time()
    likeness = process.cdist(names, names, scorer=fuzz.ratio, score_cutoff=_ALIKE, workers=1)
    taken = {"wall": time.perf_counter() - started, "cpu": time.process_time() - burnt}
    pairs = (int((likeness > 0).sum()) - len(names)) // 2
    sys.stdout.write(json.dumps({**taken, "said": f"{pairs} pairs"}) + "\n")


if __name__ == "__main__":
    main()
