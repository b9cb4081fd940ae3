"""In: the bytes of a large workbook. Out: what calamine reads of it, while others still look at it.

calamine reads most of its time without Python, so a second core can survey the same file meanwhile.
The one thing a newcomer would get wrong: nobody has vouched for the file yet. It is read ahead only
where the memory is limited, and within a limit of its own; a file that needs more ends this
process, and is examined again, carefully, by whoever notices.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

Found = TypeVar("Found")

# Below this (bytes of XML), reading takes less time than is worth a thread.
LARGE = 8 * 1024 * 1024
# What calamine needs of memory for an ordinary workbook, in bytes for each byte of XML, and what
# libraries reserve that are loaded meanwhile.
_BYTES_FOR_EACH, _BYTES_MORE = 12, 1024**3


@contextmanager
def reading_ahead(read: Callable[[], Found], size: int) -> Iterator[Future[Found] | None]:
    """Have `read` work beside the caller on a workbook of `size` bytes of XML; None where that is
    not safe or not worth it.
    """
    if size < LARGE or not _is_limited():
        yield None
        return
    most = _memory_in_use() + size * _BYTES_FOR_EACH + _BYTES_MORE
    with _limited_to(most), ThreadPoolExecutor(1) as beside:
        yield beside.submit(read)


def _is_limited() -> bool:
    """Whether this process ends when it asks for too much, as the children of a run do."""
    if sys.platform != "linux":  # elsewhere the limit is not kept, or not known
        return False
    import resource

    return resource.getrlimit(resource.RLIMIT_AS)[0] != resource.RLIM_INFINITY


def _memory_in_use() -> int:
    import resource

    pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[0]
    return int(pages) * resource.getpagesize()


@contextmanager
def _limited_to(most: int) -> Iterator[None]:
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (min(most, soft), hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
