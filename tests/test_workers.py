"""A child that dies, hangs or swells costs only its own item."""

from __future__ import annotations

import faulthandler
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from toolkit.workers import Early, Lost, examine_each, start_early

GIB = 1024**3
_seen: list[str] = []


def behave(word: str) -> str:
    """Do what the item says: the module-level function that children import."""
    if word == "abort":
        os.abort()
    if word == "sleep":
        time.sleep(60)
    if word == "swell":
        return str(len(bytearray(8 * GIB)))
    if word == "grow":
        return _grow_for_ever()
    if word == "kill":
        os.kill(os.getpid(), signal.SIGTERM)
    if word == "exit":
        os._exit(0)
    if word == "leave":
        sys.exit(0)
    if word == "overflow":
        faulthandler._stack_overflow()  # type: ignore[attr-defined]
    if word == "shout":
        for stream in (1, 2):
            os.write(stream, b"!" * 10_000_000)
    if word == "raise":
        raise LookupError("no such thing")
    return word.upper()


def _grow_for_ever() -> str:
    held = []
    while True:
        held.append(b"\1" * 20_000_000)


def answer_with(word: str) -> object:
    """Answer with what cannot be sent, or not be put together again."""
    match word:
        case "lambda":
            return lambda: word
        case "generator":
            return (letter for letter in word)
        case "deep":
            nested: list[object] = []
            for _ in range(100_000):
                nested = [nested]
            return nested
        case "stubborn":
            return Stubborn()
    return word.upper()


class Stubborn:
    """Can be sent and not received."""

    def __reduce__(self) -> tuple[object, tuple[object, ...]]:
        return int, ("no number",)


class Picky(Exception):  # noqa: N818
    """Cannot be made anew from its message alone, as exceptions of libraries often cannot."""

    def __init__(self, first: str, second: str) -> None:
        super().__init__(f"{first} {second}")


def be_picky(word: str) -> str:
    """Raise what cannot be received."""
    if word == "picky":
        raise Picky("no", "good")
    return word.upper()


def greet(word: str) -> str:
    """Answer with what the initializer left in this child."""
    return f"{_seen[0]} {word}"


def remember(word: str) -> None:
    """Prepare a child."""
    if not word:
        raise ValueError("nothing to remember")
    _seen.append(word)


def patient(_: str) -> float:
    """Time enough for what ends by itself."""
    return 60


def run(items: list[str], jobs: int = 2, seconds: float = 30) -> list[str | Lost]:
    return list(examine_each(behave, items, jobs=jobs, seconds=lambda _: seconds, memory=4 * GIB))


def test_results_come_in_the_order_of_the_items() -> None:
    words = [f"w{number}" for number in range(40)]
    assert run(words) == [word.upper() for word in words]


def test_no_items_no_results() -> None:
    assert run([]) == []


def test_a_crash_costs_only_its_own_item() -> None:
    assert run(["a", "abort", "b", "abort", "c"]) == [
        "A",
        Lost("crashed"),
        "B",
        Lost("crashed"),
        "C",
    ]


@pytest.mark.parametrize("end", ["kill", "exit", "leave", "overflow"])
def test_however_a_child_ends_only_its_own_item_is_lost(end: str) -> None:
    assert run(["a", end, "b"], jobs=1) == ["A", Lost("crashed"), "B"]


def test_what_a_child_says_besides_its_answer_is_not_heard(
    capfd: pytest.CaptureFixture[str],
) -> None:
    assert run(["a", "shout", "b"], jobs=1) == ["A", "SHOUT", "B"]
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("word", ["lambda", "generator", "deep", "stubborn"])
def test_an_answer_that_cannot_be_sent_costs_only_its_own_item(word: str) -> None:
    results = examine_each(answer_with, ["a", word, "b"], jobs=1, seconds=patient, memory=4 * GIB)
    assert list(results) == ["A", Lost("crashed"), "B"]


def test_an_exception_that_cannot_be_received_costs_only_its_own_item() -> None:
    results = examine_each(be_picky, ["a", "picky", "b"], jobs=1, seconds=patient, memory=4 * GIB)
    assert list(results) == ["A", Lost("crashed"), "B"]


def test_a_child_that_grows_is_ended_where_only_the_parent_watches() -> None:
    words = ["a", "grow", "b", "c"]
    results = examine_each(behave, words, jobs=2, seconds=patient, memory=400_000_000, watched=True)
    assert list(results) == ["A", Lost("out of memory"), "B", "C"]


def test_each_item_has_its_own_time() -> None:
    results = examine_each(
        behave,
        ["sleep", "a", "b"],
        jobs=1,
        seconds=lambda word: 1 if word == "sleep" else 60,
        memory=4 * GIB,
    )
    assert list(results) == [Lost("timed out"), "A", "B"]


@pytest.mark.skipif(sys.platform != "linux", reason="the system keeps no such limit there")
def test_memory_costs_only_its_own_item() -> None:
    assert run(["a", "swell", "b"], jobs=1) == ["A", Lost("out of memory"), "B"]


def test_time_costs_only_its_own_item() -> None:
    assert run(["a", "sleep", "b", "c"], seconds=3) == ["A", Lost("timed out"), "B", "C"]


def test_an_exception_of_the_function_is_raised_at_its_turn() -> None:
    results = examine_each(behave, ["a", "raise"], jobs=1, seconds=patient, memory=4 * GIB)
    assert next(results) == "A"
    with pytest.raises(LookupError, match="no such thing"):
        next(results)
    assert multiprocessing.active_children() == []


def test_the_initializer_runs_in_each_child() -> None:
    results = examine_each(
        greet,
        ["a", "b"],
        jobs=1,
        seconds=patient,
        memory=4 * GIB,
        initializer=remember,
        initargs=("hello",),
    )
    assert list(results) == ["hello a", "hello b"]


def test_an_initializer_that_fails_is_raised() -> None:
    results = examine_each(
        greet,
        ["a"],
        jobs=1,
        seconds=patient,
        memory=4 * GIB,
        initializer=remember,
        initargs=("",),
    )
    with pytest.raises(ValueError, match="nothing to remember"):
        next(results)


def test_a_child_that_cannot_start_is_an_error_of_the_run() -> None:
    results = examine_each(
        greet,
        ["a"],
        jobs=1,
        seconds=patient,
        memory=4 * GIB,
        initializer=behave,
        initargs=("abort",),
    )
    with pytest.raises(RuntimeError, match="before it could begin"):
        next(results)


def test_a_child_killed_while_idle_costs_nothing() -> None:
    def words() -> Iterator[str]:
        yield "a"
        for child in multiprocessing.active_children():
            child.kill()
            child.join()
        yield "b"

    results = examine_each(behave, words(), jobs=1, seconds=patient, memory=4 * GIB)
    assert list(results) == ["A", "B"]


def test_a_result_larger_than_a_pipe_holds() -> None:
    assert run(["x" * 1_000_000] * 3) == ["X" * 1_000_000] * 3


def test_an_item_and_an_answer_of_many_megabytes() -> None:
    assert run(["x" * 64_000_000, "a"], jobs=1) == ["X" * 64_000_000, "A"]


def garble(word: str) -> str:
    """Write into the pipe what this module would never write there."""
    frame = sys._getframe()
    while frame.f_code.co_name != "_work":
        assert frame.f_back is not None
        frame = frame.f_back
    pipe = frame.f_locals["pipe"]
    match word:
        case "garbage":
            pipe.send_bytes(b"garbage")
        case "greeting":
            pipe.send("ready")
        case "nothing":
            pipe.send_bytes(b"")
        case "endless":
            os.write(pipe.fileno(), b"\xff" * 12)
        case "torn and gone":
            os.write(pipe.fileno(), b"\0\0\1\0torn")
            os._exit(0)
        case "torn":
            os.write(pipe.fileno(), b"\0\0\1\0torn")
            time.sleep(60)
    return word.upper()


@pytest.mark.parametrize("word", ["garbage", "greeting", "nothing"])
def test_garbage_in_its_pipe_costs_only_its_own_item(word: str) -> None:
    results = examine_each(garble, ["a", word, "b"], jobs=1, seconds=patient, memory=4 * GIB)
    assert list(results) == ["A", Lost("crashed"), "B"]


@pytest.mark.skipif(sys.platform == "win32", reason="there a message comes whole or not at all")
@pytest.mark.parametrize(
    ("word", "kind"),
    [("endless", "crashed"), ("torn and gone", "crashed"), ("torn", "timed out")],
)
def test_a_torn_message_costs_only_its_own_item(word: str, kind: str) -> None:
    results = examine_each(
        garble,
        ["a", word, "b"],
        jobs=1,
        seconds=lambda item: 1 if item == "torn" else 60,
        memory=4 * GIB,
    )
    assert list(results) == ["A", Lost(kind), "B"]  # type: ignore[arg-type]


def who(_: str) -> int:
    """Which child this is."""
    return os.getpid()


def children_of(*, takes_early: bool) -> list[int | Lost]:
    results = examine_each(
        who, ["a", "b"], jobs=1, seconds=patient, memory=4 * GIB, takes_early=takes_early
    )
    return list(results)


def test_children_started_early_wait_for_those_they_were_started_for() -> None:
    children_of(takes_early=True)  # those of earlier tests
    start_early([Early("", "json", None, 4 * GIB)])
    (early,) = multiprocessing.active_children()
    assert early.pid not in children_of(takes_early=False)
    assert children_of(takes_early=True) == [early.pid] * 2
    assert multiprocessing.active_children() == []


def test_stopping_early_ends_the_children() -> None:
    results = examine_each(behave, ["a", "sleep", "sleep"], jobs=2, seconds=patient, memory=4 * GIB)
    assert next(results) == "A"
    assert isinstance(results, Iterator)
    results.close()  # type: ignore[attr-defined]
    assert multiprocessing.active_children() == []


INTERRUPTED = """
import sys, test_workers
from toolkit.workers import examine_each
if __name__ == "__main__":
    results = examine_each(
        test_workers.behave, ["a", "sleep", "sleep"], jobs=2, seconds=lambda _: 60,
        memory=4 * 1024**3
    )
    try:
        print(next(results), flush=True)
        next(results)
    except KeyboardInterrupt:
        results.close()
        import multiprocessing
        print("children:", len(multiprocessing.active_children()), flush=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs a signal sent to a group")
def test_ctrl_c_ends_all_children(tmp_path: Path) -> None:
    script = tmp_path / "interrupted.py"
    script.write_text(INTERRUPTED, encoding="utf-8")
    here = Path(__file__).parent
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(here), str(here.parent)])}
    with subprocess.Popen(
        [sys.executable, str(script)],
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
        start_new_session=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "A\n"
        os.killpg(process.pid, signal.SIGINT)
        assert process.stdout.read() == "children: 0\n"
    assert process.returncode == 0


ABANDONED = """
import os, signal, sys, test_workers
from toolkit.workers import examine_each
if __name__ == "__main__":
    results = examine_each(
        test_workers.tell_and_sleep, ["a", "b"], jobs=2, seconds=lambda _: 60, memory=4 * 1024**3
    )
    next(results)
"""


def tell_and_sleep(_: str) -> None:
    """Tell the parent's parent who this is, then go on for longer than any test."""
    with Path(os.environ["TOLD"]).open("a", encoding="ascii") as told:
        told.write(f"{os.getpid()}\n")
    time.sleep(600)


def test_children_in_the_middle_of_an_item_end_with_a_killed_parent(tmp_path: Path) -> None:
    script, told = tmp_path / "abandoned.py", tmp_path / "told"
    script.write_text(ABANDONED, encoding="utf-8")
    told.touch()
    here = Path(__file__).parent
    paths = os.pathsep.join([str(here), str(here.parent)])
    environment = {**os.environ, "PYTHONPATH": paths, "TOLD": str(told)}
    with subprocess.Popen([sys.executable, str(script)], env=environment) as process:
        while len(at_work := told.read_text(encoding="ascii").split()) < 2:
            assert process.poll() is None
        children = [psutil.Process(int(child)) for child in at_work]
        process.kill()
    _, alive = psutil.wait_procs(children, timeout=30)
    assert alive == []
