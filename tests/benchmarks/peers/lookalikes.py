"""Our search for suspected duplicates over so many invented names: the seconds of CPU it takes."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from names import make_names

from toolkit.likeness import find_lookalikes


def main() -> None:
    """Search among as many names as the command line says."""
    names = make_names(int(sys.argv[1]))
    started, burnt = time.perf_counter(), time.process_time()
    pairs = find_lookalikes(names)
    taken = {"wall": time.perf_counter() - started, "cpu": time.process_time() - burnt}
    sys.stdout.write(json.dumps({**taken, "said": f"{len(pairs)} pairs"}) + "\n")


if __name__ == "__main__":
    main()
