"""OUT is replaced as a whole or not at all, and what a person edited is never lost."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from killing import NAMES, lying_in, write

from toolkit.errors import UsageError
from toolkit.writers.publishing import is_ours, replace_folder

WHOLE = {text: dict.fromkeys(NAMES, text) | {"records/run.json": ""} for text in (
    "old", "new", "newer", "next",
)}  # fmt: skip
EDITED = {**WHOLE["old"], "表/b.txt": "edited", "added.txt": "added"}
SAVED = {"added.txt": "added", "表/b.txt": "edited"}
BEFORE: dict[str, dict[str, str] | None] = {"absent": None, "empty": {}, "edited": EDITED}


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "输出"


# ---------------------------------------------------------------- kills


Kills = tuple[str, list[dict[str, dict[str, dict[str, str]]]]]


@pytest.fixture(params=BEFORE, scope="module")
def kills(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Kills:
    """What lay there after a kill at each move, and after the run that followed."""
    if sys.platform == "win32":
        pytest.skip("a run is killed in a fork")
    call = [sys.executable, "killing.py", str(tmp_path_factory.mktemp("killed")), request.param]
    done = subprocess.run(call, cwd=Path(__file__).parent, check=True, capture_output=True)
    told = json.loads(done.stdout)
    assert len(told) > 30
    return request.param, told


def test_a_kill_leaves_the_old_the_new_or_the_old_beside(kills: Kills) -> None:
    state, told = kills
    before = BEFORE[state]
    seen = set()
    for each in told:
        lying = each["killed"]
        if lying.get("输出") == before:
            seen.add("old")
        elif lying.get("输出") == WHOLE["new"]:
            seen.add("new")
        else:
            assert "输出" not in lying
            assert lying.get("输出.old") == before
            seen.add("beside")
    # Where nothing was, nothing moves after the one rename.
    assert seen == ({"old", "new"} if state == "absent" else {"old", "new", "beside"})


def test_the_run_after_a_kill_succeeds_and_leaves_nothing_beside(kills: Kills) -> None:
    _, told = kills
    for each in told:
        assert each["next"].get("输出") == WHOLE["next"], each["next"]
        assert set(each["next"]) <= {"输出", "输出-改动"}


def test_no_edited_file_is_lost_by_a_kill(kills: Kills) -> None:
    state, told = kills
    for each in told:
        saved = each["next"].get("输出-改动", {})
        texts = {(name.partition("/")[2], text) for name, text in saved.items()}
        assert set(SAVED.items()) <= texts if state == "edited" else not texts


# ---------------------------------------------------------------- what may be replaced


@pytest.mark.parametrize("state", ["absent", "empty", "ours"])
def test_absent_empty_and_our_own_folders_are_replaced(out: Path, state: str) -> None:
    if state == "empty":
        out.mkdir()
    if state == "ours":
        replace_folder(out, write("old"))
    assert replace_folder(out, write("new")) == []
    assert lying_in(out.parent) == {"输出": WHOLE["new"]}


def test_missing_folders_above_are_made(tmp_path: Path) -> None:
    replace_folder(tmp_path / "一" / "二" / "输出", write("new"))
    assert lying_in(tmp_path / "一" / "二") == {"输出": WHOLE["new"]}


FOREIGN = {
    "文件.txt": "mine",
    "records/run.json": '{"name": "someone else\'s"}',
    "records/run.json ": '{"campaign_digest": "x", "outputs": {}}',
}


@pytest.mark.parametrize("name", FOREIGN)
def test_a_folder_with_anything_else_in_it_is_left_alone(out: Path, name: str) -> None:
    target = out / name
    target.parent.mkdir(parents=True)
    target.write_text(FOREIGN[name], encoding="utf-8")
    with pytest.raises(UsageError, match="没有写入"):
        replace_folder(out, write("new"))
    assert target.read_text(encoding="utf-8") == FOREIGN[name]
    assert [path.name for path in out.parent.iterdir()] == ["输出"]
    assert not is_ours(out)


def test_a_file_in_its_place_is_left_alone(out: Path) -> None:
    out.write_text("mine", encoding="utf-8")
    with pytest.raises(UsageError, match="是一个文件"):
        replace_folder(out, write("new"))
    assert out.read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("ending", [".old", ".new"])
@pytest.mark.parametrize("state", ["absent", "ours"])
def test_a_person_s_own_folder_beside_is_never_deleted(out: Path, ending: str, state: str) -> None:
    beside = out.with_name(out.name + ending)
    beside.mkdir()
    (beside / "我的.txt").write_text("mine", encoding="utf-8")
    if state == "ours":
        out.mkdir()
        write("old")(out)
    try:
        replace_folder(out, write("new"))
    except UsageError:
        assert lying_in(out.parent).get("输出") == (WHOLE["old"] if state == "ours" else None)
    kept = [path.read_text(encoding="utf-8") for path in out.parent.rglob("我的.txt")]
    assert kept == ["mine"]


def test_a_link_in_its_place_is_refused_or_replaced_but_never_half(out: Path) -> None:
    there = out.with_name("别处")
    there.mkdir()
    out.symlink_to(there)
    try:
        replace_folder(out, write("new"))
    except UsageError:
        assert out.is_symlink()
        assert sorted(path.name for path in out.parent.iterdir()) == ["别处", "输出"]
    else:
        replace_folder(out, write("next"))
        assert lying_in(out.parent)["输出"] == WHOLE["next"]


def test_a_run_that_fails_leaves_the_old_folder(out: Path) -> None:
    replace_folder(out, write("old"))

    def fail(folder: Path) -> None:
        write("new")(folder)
        raise OSError(28, "No space left on device")

    with pytest.raises(UsageError, match="写不进输出文件夹"):
        replace_folder(out, fail)
    assert lying_in(out.parent)["输出"] == WHOLE["old"]
    replace_folder(out, write("next"))
    assert lying_in(out.parent) == {"输出": WHOLE["next"]}


# ---------------------------------------------------------------- what a person edited


def test_edited_and_added_files_are_moved_beside(out: Path) -> None:
    replace_folder(out, write("old"))
    (out / "表" / "b.txt").write_text("edited", encoding="utf-8")
    (out / "added.txt").write_text("added", encoding="utf-8")
    (out / "a.txt").unlink()
    (out / "~$a.txt").write_text("lock", encoding="utf-8")
    saved = replace_folder(out, write("new"))
    beside = out.with_name("输出-改动")
    assert saved == [beside / "1" / "added.txt", beside / "1" / "表" / "b.txt"]
    assert lying_in(out.parent) == {
        "输出": WHOLE["new"],
        "输出-改动": {f"1/{name}": text for name, text in SAVED.items()},
    }


def test_each_run_s_edits_have_a_place_of_their_own(out: Path) -> None:
    for text in ("old", "new", "newer"):
        replace_folder(out, write(text))
        (out / "a.txt").write_text(f"edited {text}", encoding="utf-8")
    replace_folder(out, write("next"))
    assert lying_in(out.parent)["输出-改动"] == {
        "1/a.txt": "edited old", "2/a.txt": "edited new", "3/a.txt": "edited newer",
    }  # fmt: skip


def test_files_as_they_were_written_are_not_kept(out: Path) -> None:
    replace_folder(out, write("old"))
    (out / "a.txt").touch()
    replace_folder(out, write("new"))
    assert [path.name for path in out.parent.iterdir()] == ["输出"]
