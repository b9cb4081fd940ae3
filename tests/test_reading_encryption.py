"""A protected workbook opens with its password, and says plainly why it does not."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from protected_files import (
    agile,
    crypto_api_key,
    crypto_api_lock,
    locked_stream,
    plain_xlsx,
    protected_xls,
    rc4_key,
    rc4_lock,
    rc4_xls,
    standard,
    wrapped,
    xor_lock,
    xor_xls,
    xored,
)
from raw_workbooks import write_zip

from toolkit.cli import main
from toolkit.errors import Refused
from toolkit.model import Finding, Limits, Ref, Severity, Workbook
from toolkit.reading import OPENED, read_workbook
from toolkit.reading.encryption import decrypted
from toolkit.writers.marking import Marks, mark_workbook
from toolkit.writers.marking.rebuilt import UNPROTECTED

SECRET = "报送2025"  # noqa: S105  a password in a test
ROWS = [["推荐单位", "企业名称"], ["甲学会", "晨光智能装备有限公司"], ["甲学会", 42.0]]


def at(tmp_path: Path, content: bytes, name: str = "名单.xlsx") -> Path:
    path = tmp_path / name
    path.write_bytes(content)
    return path


def verdict(path: Path, *passwords: str, limits: Limits | None = None) -> tuple[str, str]:
    with pytest.raises(Refused) as refused:
        read_workbook(path, passwords=passwords, limits=limits or Limits())
    return refused.value.code, refused.value.message


def outcome(path: Path) -> str:
    try:
        read_workbook(path, passwords=(SECRET,))
    except Refused as refused:
        return refused.code
    return "read"


def rows(workbook: Workbook) -> list[list[object]]:
    (grid,) = workbook.grids
    return [list(row) for row in grid.rows]


@pytest.fixture(params=["agile", "standard", "rc4", "crypto-api", "xor"])
def protected(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    xls = tmp_path / "名单.xls"
    match request.param:
        case "agile":
            return at(tmp_path, agile(plain_xlsx(ROWS), SECRET))
        case "standard":
            return at(tmp_path, standard(plain_xlsx(ROWS), SECRET))
        case "rc4":
            return rc4_xls(xls, ROWS, rc4_lock(SECRET), lambda block: rc4_key(SECRET, block))
        case "crypto-api":
            lock = crypto_api_lock(SECRET)
            return rc4_xls(xls, ROWS, lock, lambda block: crypto_api_key(SECRET, block))
        case _:
            return xor_xls(xls, ROWS, SECRET)


def test_the_password_opens_it(protected: Path) -> None:
    workbook = read_workbook(protected, passwords=("", "不对", SECRET, "另一个"))
    assert rows(workbook) == ROWS
    assert workbook.kind == protected.suffix[1:]
    assert (workbook.disguise, workbook.remarks) == ("", (OPENED,))


def test_without_the_password_the_reason_says_how_to_give_it(protected: Path) -> None:
    code, needed = verdict(protected)
    assert code == "F102"
    assert "需要密码" in needed
    assert "收件.xlsx" in needed
    assert "--password" in needed
    code, unfit = verdict(protected, "不对", "")
    assert code == "F102"
    assert "打不开" in unfit
    assert verdict(protected, "") == ("F102", needed)


OWN = "VelvetSweatshop"


def test_what_excel_opens_without_asking_is_opened(tmp_path: Path) -> None:
    locked = at(tmp_path, agile(plain_xlsx(ROWS), OWN))
    old = rc4_xls(tmp_path / "b.xls", ROWS, rc4_lock(OWN), lambda block: rc4_key(OWN, block))
    for path in (locked, old):
        for passwords in ((), ("不对",)):
            workbook = read_workbook(path, passwords=passwords)
            assert rows(workbook) == ROWS
            assert workbook.remarks == ()


def test_long_and_odd_passwords_open_what_they_can(tmp_path: Path) -> None:
    path = xor_xls(tmp_path / "a.xls", ROWS, "fifteen letters")
    assert verdict(path, "sixteen letters!", "十六个字的密码它太长了打不开的呀")[0] == "F102"
    assert rows(read_workbook(path, passwords=("😀" * 9, "fifteen letters"))) == ROWS


def test_what_excel_5_and_95_write_opens(tmp_path: Path) -> None:
    """They write the two numbers alone, without a kind of protection before them."""
    stream = locked_stream(ROWS, xor_lock(SECRET)[2:])
    stream[4:6] = (0x0500).to_bytes(2, "little")
    path = protected_xls(tmp_path / "a.xls", xored(stream, SECRET))
    opened = decrypted(path.read_bytes(), [SECRET])
    lock = stream.find(b"\x2f\x00\x04\x00")
    assert opened.asked
    assert opened.data.startswith(stream[:lock] + b"\0" + stream[lock + 1 :])


def test_a_wrong_ending_is_told_of_what_is_inside(tmp_path: Path) -> None:
    workbook = read_workbook(
        at(tmp_path, agile(plain_xlsx(ROWS), SECRET), "名单.xls"), passwords=(SECRET,)
    )
    assert (workbook.kind, rows(workbook)) == ("xlsx", ROWS)
    assert ".xlsx" in workbook.disguise


# ---------------------------------------------------------------- what no password opens


def info(*version: int) -> bytes:
    return b"".join(number.to_bytes(2, "little") for number in version) + bytes(64)


CERTIFICATE = (
    b"\x04\0\x04\0\x40\0\0\0<encryption xmlns='http://schemas.microsoft.com/office/2006/encryption'>"
    b"<keyEncryptors><keyEncryptor uri='c'><encryptedKey X509Certificate='x'/></keyEncryptor>"
    b"</keyEncryptors></encryption>"
)


@pytest.mark.parametrize(
    ("content", "code", "words"),
    [
        (wrapped(info(4, 3), bytes(64)), "F102", "密码打不开"),
        (wrapped(info(3, 3), bytes(64)), "F102", "密码打不开"),
        (wrapped(info(1, 1), bytes(64)), "F102", "密码打不开"),
        (wrapped(b"", bytes(64)), "F102", "密码打不开"),
        (wrapped(CERTIFICATE, bytes(64)), "F102", "密码打不开"),
        (wrapped(info(4, 4), bytes(64), "DRMEncryptedTransform"), "F102", "权限"),
        (wrapped(info(4, 4), bytes(64)), "F102", "损坏"),
        (wrapped(info(3, 2), bytes(64)), "F102", "损坏"),
        (wrapped(CERTIFICATE.replace(b"<enc", b"<!DOCTYPE a><enc", 1), b""), "F105", "文档类型"),
        (b"b\x14#e\x3f\x00\x1d\x00E-SafeNet\x00\x00\x00LOCK\x00", "F102", "亿赛通"),
        (b"%TSD-Header-###%" + bytes(80), "F102", "天锐绿盾"),
    ],
)
def test_protections_no_password_opens(
    tmp_path: Path, content: bytes, code: str, words: str
) -> None:
    said = verdict(at(tmp_path, content), SECRET)
    assert said[0] == code
    assert words in said[1]


def test_a_hostile_number_of_rounds_is_refused_at_once(tmp_path: Path) -> None:
    whole = agile(plain_xlsx(ROWS), SECRET)
    space = b"\n" + b" " * 28
    at_key = whole.find(b'spinCount="100000"')
    hostile = whole[:at_key] + whole[at_key:].replace(
        b'spinCount="100000"', b'spinCount="1000000000"', 1
    ).replace(space, space[:-4], 1)
    assert len(hostile) == len(whole)
    assert verdict(at(tmp_path, hostile), SECRET)[0] == "F105"


def test_a_package_over_the_limit_is_refused(tmp_path: Path) -> None:
    path = at(tmp_path, agile(plain_xlsx(ROWS), SECRET))
    assert verdict(path, SECRET, limits=Limits(inflated_bytes=4000))[0] == "F105"


def test_encrypted_documents_of_others(tmp_path: Path) -> None:
    manifest = "<manifest><file-entry><encryption-data/></file-entry></manifest>"
    parts = {
        "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
        "META-INF/manifest.xml": manifest,
        "content.xml": "x",
    }
    assert verdict(write_zip(tmp_path / "a.ods", parts), SECRET)[0] == "F102"


@pytest.mark.parametrize("make", [agile, standard])
@settings(max_examples=60)
@given(data=st.data())
def test_a_torn_protection_is_a_verdict(
    tmp_path_factory: pytest.TempPathFactory, make: object, data: st.DataObject
) -> None:
    whole = bytearray(WHOLE[make])
    for _ in range(data.draw(st.integers(1, 6))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(8, len(whole)))
    path = at(tmp_path_factory.mktemp("torn"), bytes(whole[:cut]))
    assert outcome(path) in ("read", "F101", "F102", "F103", "F105")


WHOLE = {make: make(plain_xlsx(ROWS), SECRET) for make in (agile, standard)}


@settings(max_examples=200)
@given(lock=st.binary(max_size=80))
def test_any_lock_of_an_xls_is_a_verdict(
    tmp_path_factory: pytest.TempPathFactory, lock: bytes
) -> None:
    path = tmp_path_factory.mktemp("lock") / "a.xls"
    protected_xls(path, locked_stream(ROWS, lock))
    assert verdict(path, SECRET)[0] == "F102"


# ---------------------------------------------------------------- copies, and the command


def marks() -> Marks:
    ref = Ref("名单.xlsx", "名单", 3, 2)
    return Marks("示范", "名单.xlsx", (Finding("V201", Severity.ERROR, ref, "不是文字。"),), {})


def test_the_marked_copy_has_no_password_and_says_so(protected: Path, tmp_path: Path) -> None:
    copy = mark_workbook(protected, marks(), passwords=(SECRET,))
    assert UNPROTECTED in copy.remark
    assert copy.ending == ".xlsx"
    again = read_workbook(at(tmp_path, copy.data, "副本.xlsx"))
    assert [list(row) for row in again.grids[1].rows] == ROWS
    assert again.remarks == ()


def test_nothing_to_mark_leaves_the_file_as_it_is(protected: Path) -> None:
    nothing = Marks("示范", "名单.xlsx", (), {})
    copy = mark_workbook(protected, nothing, passwords=(SECRET,))
    assert (copy.data, copy.remark) == (protected.read_bytes(), "")


def test_check_says_that_a_password_is_needed(protected: Path) -> None:
    result = CliRunner().invoke(
        main, ["check", str(protected), "-c", "sme-2025", "--format", "json"]
    )
    assert result.exit_code == 1
    (file,) = json.loads(result.stdout)["files"]
    assert [(each["code"], each["cell"]) for each in file["findings"]] == [("F102", "")]


LIST = [
    ["序号", "推荐单位", "企业名称", "统一社会信用代码", "所在区", "批次"],
    [1, "甲区科委", "上海启明测试有限公司", "", "长宁区", "第一批"],
    [2, "甲区科委", "", "", "长宁区", "第一批"],
]


def test_check_with_the_password_marks_a_copy_without_one(tmp_path: Path) -> None:
    path = at(tmp_path, agile(plain_xlsx(LIST), SECRET))
    arguments = ["check", str(path), "-c", "sme-2025", "-o", str(tmp_path / "标注")]
    result = CliRunner().invoke(main, [*arguments, "--password", "不对", "--password", SECRET])
    assert result.exit_code == 1
    assert UNPROTECTED in result.output
    copy = read_workbook(tmp_path / "标注" / "名单.xlsx")
    assert [list(row) for row in copy.grids[1].rows][2][3:] == ["", "长宁区", "第一批"]


def test_run_opens_it_with_the_password_of_its_receipt(tmp_path: Path) -> None:
    inbox = tmp_path / "收件" / "甲区科委"
    inbox.mkdir(parents=True)
    at(inbox, agile(plain_xlsx(LIST), SECRET))
    receipts = openpyxl.Workbook()
    receipts.active.append(["文件", "收到时间", "推荐单位", "密码"])
    receipts.active.append(["甲区科委/名单.xlsx", "", "", SECRET])
    receipts.save(tmp_path / "收件.xlsx")
    out = tmp_path / "输出"
    command = ["run", str(inbox.parent), "-c", "sme-2025", "-o", str(out)]
    result = CliRunner().invoke(main, [*command, "--received", str(tmp_path / "收件.xlsx")])
    assert result.exit_code == 0, result.output
    copy = read_workbook(out / "退回" / "甲区科委" / "名单.xlsx")
    assert copy.grids[0].sheet == "校验结果"
    assert [list(row)[2] for row in copy.grids[1].rows] == ["企业名称", "上海启明测试有限公司", ""]
    told = read_workbook(out / "汇总.xlsx")
    arrivals = next(grid for grid in told.grids if grid.sheet == "收件登记")
    assert any(OPENED in str(value) for row in arrivals.rows for value in row)
