"""In: one function and many items. Out: its results in the order of the items, each found in a
child process that can be ended.

Readers written in other languages can end a process, hang it or eat the memory. Here such an item
costs only itself: in its place stands a `Lost`. What a newcomer would get wrong: children are
spawned on every platform, so the function must be importable, and every item, argument and result
is pickled.

Each child has a pipe of its own, so it is always known which item a dead child had. Pools that
share one queue learn of it by a message, and when that comes too late another item pays.

On Linux the system itself ends a child that asks for too much memory. Elsewhere it keeps no such
limit, or none that can be relied on; there the parent looks at what its children take.
"""

from __future__ import annotations

import gc
import importlib
import multiprocessing
import os
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from typing import Any, Literal, TypeVar

Item = TypeVar("Item")
Found = TypeVar("Found")

# Items given out before the one whose turn it is has come back, per child: enough that none idles
# behind a slow item, few enough that results do not pile up.
_AHEAD = 8
# What a child may need to begin (seconds): its imports, on a slow day.
_BEGINNING = 120
# How often the parent looks at its children's memory, and how long it waits at most without
# looking at the clock (seconds); systems cannot wait for weeks.
_GLANCE, _LONGEST_WAIT = 0.2, 3600.0
# What a child may at least take to say to its end what it has begun to (seconds).
_SAYING = 5.0
_READY = "ready"
_SYSTEM_KEEPS_MEMORY = sys.platform == "linux"
_CONTEXT = multiprocessing.get_context("spawn")


@dataclass(frozen=True, slots=True)
class Lost:
    """What stands in place of a result: how the child ended that had the item."""

    kind: Literal["crashed", "timed out", "out of memory"]


@dataclass(frozen=True, slots=True)
class _Found:
    value: Any


@dataclass(frozen=True, slots=True)
class _Raised:
    error: BaseException


_Answer = _Found | _Raised | Lost


@dataclass(frozen=True, slots=True)
class Early:
    """What a child does before it has orders: import the module `begins` and call its `begin` with
    `first`, unless there is none, then import the module `goes_on`, all within `memory` bytes.
    """

    begins: str
    goes_on: str
    first: Any
    memory: int


def start_early(jobs: Iterable[Early]) -> None:
    """Start children that get ready while the parent does; the next call of `examine_each` that
    `takes_early` gives them their orders.
    """
    _early.extend(_start_child(early) for early in jobs)


@contextmanager
def speaking_children() -> Iterator[None]:
    """Let what children say on stderr be seen: tracebacks, and the last words of dying readers."""
    global _speaking  # noqa: PLW0603  children are started in many places, and asked for in one
    _speaking = True
    try:
        yield
    finally:
        _speaking = False


def examine_each(
    function: Callable[[Item], Found],
    items: Iterable[Item],
    *,
    jobs: int,
    seconds: Callable[[Item], float],
    memory: int,
    initializer: Callable[..., None] | None = None,
    initargs: tuple[Any, ...] = (),
    watched: bool = not _SYSTEM_KEEPS_MEMORY,
    takes_early: bool = False,
) -> Iterator[Found | Lost]:
    """Run the function on each item in `jobs` children, at most `seconds` that item and `memory`
    bytes a child, which this process keeps an eye on where `watched`, and the system where not;
    an exception of the function itself is raised here, at its item's turn. `takes_early`: children
    that were started early have been started for this.
    """
    kept = None if watched else memory
    orders = function, kept, initializer, initargs
    crew = _Crew(jobs, seconds, memory, watched, orders, _early if takes_early else [])
    coming = enumerate(items)
    try:
        crew.give_out(coming)
        while crew.turn < crew.given:
            while crew.turn not in crew.answers:
                crew.listen()
                crew.give_out(coming)
            yield crew.take_answer()
            crew.give_out(coming)
    finally:
        # Reached on Ctrl-C and when the caller stops asking, too: no child outlives the run.
        crew.disband()


# ---------------------------------------------------------------- the parent's side


@dataclass(slots=True)
class _Child:
    """A process, the parent's end of its pipe, and the item it has (`index`), until when; once it
    is ready, an item has so many `seconds`.
    """

    process: SpawnProcess
    pipe: Connection
    is_early: bool = False
    has_orders: bool = False
    ready: bool = False
    index: int | None = None
    seconds: float = 0.0
    deadline: float = float("inf")

    def take(self, index: int, seconds: float) -> None:
        """Have an item, from now on."""
        self.index, self.seconds = index, seconds
        allowed = seconds if self.ready else max(seconds, _BEGINNING)
        self.deadline = time.monotonic() + allowed

    def begin(self) -> None:
        """Be ready: the item's own time begins."""
        self.ready, self.deadline = True, time.monotonic() + self.seconds

    def hear(self) -> Any:
        """What it says. One that breaks off in the middle is ended when its time is up."""
        left = min(max(self.deadline - time.monotonic(), _SAYING), _LONGEST_WAIT)
        clock = threading.Timer(left, self.process.kill)
        clock.start()
        try:
            return self.pipe.recv()
        finally:
            clock.cancel()

    def memory(self) -> int:
        """How much memory (bytes) it takes that nobody else could have; 0 when it has ended."""
        import psutil

        try:
            taken = psutil.Process(self.process.pid).memory_info()
        except psutil.Error:
            return 0
        # What is resident can be little on Windows, which moves out what is not in use.
        return int(getattr(taken, "private", taken.rss))

    def end(self) -> None:
        self.process.kill()
        self.process.join()
        self.pipe.close()


@dataclass(slots=True)
class _Crew:
    """The children at work, first those started `early`: `given` items are out or answered, `turn`
    is the next to yield.
    """

    jobs: int
    seconds: Callable[[Any], float]
    memory: int
    watched: bool
    orders: tuple[Any, ...]
    early: list[_Child]
    turn: int = 0
    given: int = 0
    answers: dict[int, _Answer] = field(default_factory=dict)
    children: list[_Child] = field(default_factory=list)

    def give_out(self, coming: Iterator[tuple[int, Any]]) -> None:
        """Give items to idle children, starting children while there are fewer than `jobs`."""
        busy = sum(child.index is not None for child in self.children)
        while busy < self.jobs and self.given < self.turn + self.jobs * _AHEAD:
            index, item = next(coming, (None, None))
            if index is None:
                return
            self._give(index, item)
            self.given += 1
            busy += 1

    def take_answer(self) -> Any:
        """The answer whose turn it is."""
        answer = self.answers.pop(self.turn)
        self.turn += 1
        if isinstance(answer, _Raised):
            raise answer.error
        return answer.value if isinstance(answer, _Found) else answer

    def listen(self) -> None:
        """Wait until a child has something to say, has died, or has had its time or memory."""
        left = min(child.deadline for child in self.children) - time.monotonic()
        longest = _GLANCE if self.watched else _LONGEST_WAIT
        speaking = wait([child.pipe for child in self.children], min(max(0.0, left), longest))
        for child in list(self.children):
            if child.pipe in speaking:
                self._hear(child)
            elif child.deadline <= time.monotonic():
                self._dismiss(child, Lost("timed out"))
            elif self.watched and child.memory() > self.memory:
                self._dismiss(child, Lost("out of memory"))

    def disband(self) -> None:
        """End every child at once, those that were started early for nothing too."""
        for child in (*self.children, *self.early):
            child.process.kill()
        for child in (*self.children, *self.early):
            child.end()
        self.children.clear()
        self.early.clear()

    def _give(self, index: int, item: Any) -> None:
        child = next((child for child in self.children if child.index is None), None)
        if child is None:
            child = self.early.pop(0) if self.early else _start_child()
            self.children.append(child)
        try:
            if not child.has_orders:
                child.pipe.send(self.orders)
                child.has_orders = True
            child.pipe.send(item)
        except OSError:  # it died while it had nothing to do: not this item's fault
            self._dismiss(child, Lost("crashed"))
            self._give(index, item)
            return
        child.take(index, self.seconds(item))

    def _hear(self, child: _Child) -> None:
        try:
            said = None if child.index is None else child.hear()
        except Exception:  # it has died, or what it said cannot be put together again
            is_late = child.deadline <= time.monotonic()
            self._dismiss(child, Lost("timed out" if is_late else "crashed"))
            return
        if child.index is not None and child.ready and isinstance(said, _Answer):
            self.answers[child.index] = said
            child.index, child.deadline = None, float("inf")
            if isinstance(said, Lost):  # what is left of its memory would judge the next item
                self._dismiss(child, said)
        elif isinstance(said, _Raised):
            raise said.error
        elif said == _READY and not child.ready:
            child.begin()
        else:  # it has died idle, or what it said was not asked for
            self._dismiss(child, Lost("crashed"))

    def _dismiss(self, child: _Child, lost: Lost) -> None:
        child.end()
        self.children.remove(child)
        if not (child.ready or child.is_early):
            raise RuntimeError(f"a child ended before it could begin: {child.process.exitcode}")
        if child.index is not None:
            self.answers[child.index] = lost


_early: list[_Child] = []
_speaking = False


def _start_child(early: Early | None = None) -> _Child:
    ours, theirs = _CONTEXT.Pipe()
    process = _CONTEXT.Process(target=_work, args=(theirs, early, _speaking), daemon=True)
    process.start()
    theirs.close()  # else the end of the child would not end the pipe
    return _Child(process, ours, is_early=early is not None)


# ---------------------------------------------------------------- the child's side


def _work(pipe: Connection, early: Early | None, speaking: bool) -> None:  # noqa: FBT001
    # The parent hears Ctrl-C and ends the children.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _keep_quiet(speaking=speaking)
    # Millions of cells hold no circles: looking for some over and over takes a tenth of the time.
    gc.disable()
    try:
        if early is not None and not _is_ready(early):
            return
        function, memory, initializer, initargs = pipe.recv()
        if memory is not None:
            _limit_memory(memory)
        if initializer is not None:
            initializer(*initargs)
    except EOFError:
        return
    except Exception as error:
        pipe.send(_Raised(_noted(error)))
        return
    # What is loaded by now stays: nothing need look through it again for what could be freed.
    gc.freeze()
    pipe.send(_READY)
    while True:
        try:
            item = pipe.recv()
        except EOFError:
            return
        _answer(pipe, function, item)


def _end_with_parent() -> None:
    """End when the parent is gone, in the middle of an item too: nobody is left to end a hang."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _keep_quiet(*, speaking: bool) -> None:
    """Say nothing on stdout, which is for what was asked for; and on stderr only where wanted,
    because last words of a dying reader help nobody else.
    """
    nowhere = os.open(os.devnull, os.O_WRONLY)
    if not speaking:
        os.dup2(nowhere, 2)
    os.dup2(2, 1)


def _is_ready(early: Early) -> bool:
    if _SYSTEM_KEEPS_MEMORY:
        _limit_memory(early.memory)
    try:
        if early.first is not None:
            importlib.import_module(early.begins).begin(early.first)
        importlib.import_module(early.goes_on)
    except Exception:  # this one was in a hurry: the child that takes its place will say why
        return False
    return True


def _answer(pipe: Connection, function: Callable[[Any], Any], item: Any) -> None:
    gc.disable()
    answer: _Answer
    try:
        answer = _Found(function(item))
    except MemoryError:
        answer = Lost("out of memory")
    except Exception as error:  # carried to the parent, which raises it there
        answer = _Raised(_noted(error))
    finally:
        gc.enable()
    try:
        pipe.send(answer)
    except MemoryError:
        pipe.send(Lost("out of memory"))
    except Exception:  # an answer that cannot be sent is as good as none
        traceback.print_exc()
        pipe.send(Lost("crashed"))


def _noted(error: Exception) -> Exception:
    error.add_note(traceback.format_exc())
    return error


def _limit_memory(memory: int) -> None:
    """Let the system refuse more; what was allowed before stays the most that can be."""
    import resource

    _, most = resource.getrlimit(resource.RLIMIT_AS)
    allowed = memory if most == resource.RLIM_INFINITY else min(memory, most)
    resource.setrlimit(resource.RLIMIT_AS, (allowed, most))
