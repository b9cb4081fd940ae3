"""The kinds that are about the file itself: locked, torn, no file at all, sent again."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from pathlib import Path

from protected_files import agile, rc4_key, rc4_lock, rc4_xls
from raw_workbooks import write_zip
from zoo_archives import book_bytes
from zoo_formats import ods_parts, write_xls
from zoo_parts import HEADINGS, READ, Cast, Kind, Receipt, one_file, save_book

LOCKED = "password-protected"
BROKEN = "empty, truncated, not a workbook, a folder named x.xlsx, a dead link"
NOT_SENT = "`~$名单.xlsx`, `.DS_Store`, `Thumbs.db`, `desktop.ini`, `__MACOSX/`"
LINKS = "symbolic links leading out of the inbox"
TWICE = "the same bytes twice"
VERSIONS = "five files `名单.xlsx`, `名单(1).xlsx`, `名单-修改.xlsx`, `名单最终版.xlsx` of one unit"
NO_FILES = "a FIFO, a device, a link to one, a name that is not UTF-8"

_PASSWORD = "Kj2025"  # noqa: S105  an invented one
_BOARD = "样本企业榜"
_TWO = ("装备", "医药")


def _save_locked(path: Path, cast: Cast, *trades: str, password: str = _PASSWORD) -> None:
    """Write a workbook that Excel asks a password for."""
    path.write_bytes(agile(book_bytes(cast, *trades), password))


def _make_locked(folder: Path, cast: Cast) -> None:
    _save_locked(folder / "名单.xlsx", cast, *_TWO)


def _make_locked_and_open(folder: Path, cast: Cast) -> None:
    _save_locked(folder / "加密.xlsx", cast, "装备")
    save_book(folder / "名单.xlsx", {_BOARD: cast.table("医药")})


def _make_write_protected(folder: Path, cast: Cast) -> None:
    """Excel locks such files with a password that every Excel knows."""
    _save_locked(folder / "名单.xlsx", cast, *_TWO, password="VelvetSweatshop")  # noqa: S106


def _make_locked_xls(folder: Path, cast: Cast) -> None:
    rows = [list(HEADINGS), *(cast.line(trade, 成立日期="2018-05-06") for trade in _TWO)]
    lock = rc4_lock(_PASSWORD)
    rc4_xls(folder / "名单.xls", rows, lock, lambda block: rc4_key(_PASSWORD, block))


def _make_locked_ods(folder: Path, cast: Cast) -> None:
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        '<manifest:file-entry manifest:full-path="content.xml"><manifest:encryption-data/>'
        "</manifest:file-entry></manifest:manifest>"
    )
    parts = {**ods_parts(cast.table("装备")), "content.xml": bytes(range(256))}
    write_zip(folder / "名单.ods", {**parts, "META-INF/manifest.xml": manifest})


# ---------------------------------------------------------------- torn, or no file


def _make_torn(folder: Path, cast: Cast) -> None:
    save_book(folder / "整.xlsx", {_BOARD: cast.table("装备")})
    whole = (folder / "整.xlsx").read_bytes()
    (folder / "半截.xlsx").write_bytes(whole[: len(whole) // 2])
    (folder / "整.xlsx").unlink()
    write_xls(folder / "半截.xls", cast.table("装备"))
    whole = (folder / "半截.xls").read_bytes()
    (folder / "半截.xls").write_bytes(whole[: len(whole) // 2])
    save_book(folder / "名单.xlsx", {_BOARD: cast.table("医药")})


def _make_folder(folder: Path, cast: Cast) -> None:
    (folder / "名单.xlsx").mkdir()
    save_book(folder / "名单.xlsx" / "补充.xlsx", {_BOARD: cast.table("装备")})


def _make_dead_links(folder: Path, cast: Cast) -> None:
    (folder / "断.xlsx").symlink_to("没有这个文件.xlsx")
    (folder / "圈.xlsx").symlink_to("圈.xlsx")
    save_book(folder / "名单.xlsx", {_BOARD: cast.table("装备")})


def _make_closed(folder: Path, cast: Cast) -> None:
    save_book(folder / "名单.xlsx", {_BOARD: cast.table("装备")})
    save_book(folder / "打不开.xlsx", {_BOARD: cast.table("医药")})
    (folder / "打不开.xlsx").chmod(0)


def _make_links_out(folder: Path, cast: Cast) -> None:
    save_book(folder / "名单.xlsx", {_BOARD: cast.table("装备")})
    (folder / "又是名单.xlsx").symlink_to("名单.xlsx")
    (folder / "外面的文件.xlsx").symlink_to(Path(__file__).resolve())
    (folder / "外面的文件夹").symlink_to(Path(__file__).resolve().parent)


def _make_pipes(folder: Path, cast: Cast) -> None:
    save_book(folder / "名单.xlsx", {_BOARD: cast.table("装备")})
    os.mkfifo(folder / "管道.xlsx")
    (folder / "管道的链接.xlsx").symlink_to("管道.xlsx")
    (folder / "设备的链接.xlsx").symlink_to(os.devnull)
    with socket.socket(socket.AF_UNIX) as own:  # the name of a socket has little room
        before = Path.cwd()
        os.chdir(folder)
        own.bind("套接字.xlsx")
        os.chdir(before)


def _make_other_names(folder: Path, cast: Cast) -> None:
    save_book(folder / "临时.xlsx", {_BOARD: cast.table("装备")})
    (folder / "临时.xlsx").rename(folder / os.fsdecode("名单.xlsx".encode("gbk")))


def _make_not_sent(folder: Path, cast: Cast) -> None:
    save_book(folder / "名单.xlsx", {_BOARD: cast.table("装备")})
    for name in ("~$名单.xlsx", ".DS_Store", "Thumbs.db", "desktop.ini"):
        (folder / name).write_bytes(b"\x05\0\0\0\1Bud1")
    (folder / "__MACOSX").mkdir()
    (folder / "__MACOSX" / "._名单.xlsx").write_bytes(b"\0\5\x16\7\0\2\0\0Mac OS X")


# ---------------------------------------------------------------- again and again


def _make_twice(folder: Path, cast: Cast) -> None:
    save_book(folder / "名单.xlsx", {_BOARD: cast.table(*_TWO)})
    (folder / "名单 - 副本.xlsx").write_bytes((folder / "名单.xlsx").read_bytes())


def _make_versions(folder: Path, cast: Cast) -> None:
    sent = {
        "名单.xlsx": ("装备", "医药", "信息"),
        "名单(1).xlsx": ("装备", "医药", "材料"),
        "名单-修改.xlsx": ("装备", "能源"),
        "名单最终版.xlsx": ("装备", "材料", "环保"),
        "名单最终版2.xlsx": ("环保", "软件"),
    }
    for at, (name, trades) in enumerate(sent.items()):
        lines = [cast.line(trade, 主要产品=f"第{at + 1}稿") for trade in trades]
        save_book(folder / name, {_BOARD: [cast.table()[0], *lines]})


def _empty(folder: Path, _cast: Cast) -> None:
    (folder / "空.xlsx").touch()


def _noise(folder: Path, _cast: Cast) -> None:
    (folder / "乱码.xlsx").write_bytes(bytes(range(256)) * 4)


def _locked(name: str, file: str, says: str, make: Callable[..., None]) -> Kind:
    return Kind(name, LOCKED, says, make, {file: "refused F102"}, findings=(f"{file} F102",))


KINDS = (
    _locked("locked-xlsx", "名单.xlsx", "设有打开密码的 .xlsx，没有告诉秘书处密码。", _make_locked),
    Kind("locked-xlsx-opened", LOCKED, "设有打开密码的 .xlsx，收件.xlsx 里写着密码。",
         _make_locked_and_open, {"加密.xlsx": "read", "名单.xlsx": "read"}, entries=_TWO,
         receipts=(Receipt("加密.xlsx", _PASSWORD),)),
    Kind("locked-xlsx-wrong-password", LOCKED, "收件.xlsx 里写的密码不对。", _make_locked_and_open,
         {"加密.xlsx": "refused F102", "名单.xlsx": "read"}, findings=("加密.xlsx F102",),
         entries=("医药",), receipts=(Receipt("加密.xlsx", "别的密码"),)),
    _locked("locked-xls", "名单.xls", "设有打开密码的 .xls。", _make_locked_xls),
    Kind("locked-xls-opened", LOCKED, "设有打开密码的 .xls，收件.xlsx 里写着密码。",
         _make_locked_xls, {"名单.xls": "read"}, entries=_TWO,
         findings=("名单.xls 名单!F2 V207", "名单.xls 名单!F3 V207"),
         receipts=(Receipt("名单.xls", _PASSWORD),)),
    Kind("write-protected", LOCKED, "只设了写保护的 .xlsx，Excel 打开时不问密码。",
         _make_write_protected, READ, entries=_TWO),
    _locked("locked-ods", "名单.ods", "设有打开密码的 ODS。", _make_locked_ods),
    Kind("empty", BROKEN, "0 字节的文件。", _empty, {"空.xlsx": "refused F101"},
         findings=("空.xlsx F101",)),
    Kind("truncated", BROKEN, "只传了一半的 .xlsx 和 .xls；旁边完好的一份照常读取。", _make_torn,
         {"半截.xls": "refused F101", "半截.xlsx": "refused F101", "名单.xlsx": "read"},
         findings=("半截.xls F101", "半截.xlsx F101"), entries=("医药",)),
    Kind("noise", BROKEN, "名为 .xlsx 的乱码。", _noise, {"乱码.xlsx": "refused F103"},
         findings=("乱码.xlsx F103",)),
    Kind("folder-named-xlsx", BROKEN, "名为 名单.xlsx 的文件夹，里面真有一份名单。", _make_folder,
         {"名单.xlsx": "refused F103", "名单.xlsx/补充.xlsx": "read"},
         findings=("名单.xlsx F103",), entries=("装备",)),
    Kind("dead-links", BROKEN, "失效的链接，指向自己的链接。", _make_dead_links,
         {"名单.xlsx": "read", "圈.xlsx": "refused F103", "断.xlsx": "refused F103"},
         findings=("圈.xlsx F103", "断.xlsx F103"), entries=("装备",), needs="links"),
    Kind("closed-file", "an unreadable permission", "没有权限打开的文件。", _make_closed,
         {"名单.xlsx": "read", "打不开.xlsx": "refused F103"}, findings=("打不开.xlsx F103",),
         entries=("装备",), needs="closed files"),
    Kind("not-submissions", NOT_SENT, "Excel、Windows 和 macOS 自己留下的文件。", _make_not_sent,
         {"名单.xlsx": "read", "~$名单.xlsx": "passed over", ".DS_Store": "passed over",
          "Thumbs.db": "passed over", "desktop.ini": "passed over",
          "__MACOSX/._名单.xlsx": "passed over"}, entries=("装备",)),
    Kind("links-out", LINKS, "指向收件文件夹之外的链接，指向旁边名单的链接。", _make_links_out,
         {"又是名单.xlsx": "read", "名单.xlsx": "repeated F104",
          "外面的文件.xlsx": "refused F103", "外面的文件夹": "refused F103"},
         findings=("名单.xlsx F104", "外面的文件.xlsx F103", "外面的文件夹 F103"),
         entries=("装备",), needs="links"),
    Kind("no-regular-files", NO_FILES, "管道、套接字，指向管道和设备的链接。", _make_pipes,
         {"名单.xlsx": "read", "套接字.xlsx": "refused F103", "管道.xlsx": "refused F103",
          "管道的链接.xlsx": "refused F103", "设备的链接.xlsx": "refused F103"},
         findings=("套接字.xlsx F103", "管道.xlsx F103", "管道的链接.xlsx F103",
                   "设备的链接.xlsx F103"), entries=("装备",), needs="pipes"),
    Kind("name-not-utf-8", NO_FILES, "文件名是 GBK 的字节，不是 UTF-8。", _make_other_names,
         {"\\xc3\\xfb\\xb5\\xa5.xlsx": "read"}, entries=("装备",), needs="other names"),
    Kind("same-bytes", TWICE, "同一份文件放了两次。", _make_twice,
         {"名单.xlsx": "read", "名单 - 副本.xlsx": "repeated F104"},
         findings=("名单 - 副本.xlsx F104",), entries=_TWO),
    Kind("versions", VERSIONS, "一家单位先后报了五份名单；后来的替代先前的，没有再报的保留。",
         _make_versions,
         {"名单.xlsx": "read", "名单(1).xlsx": "read", "名单-修改.xlsx": "read",
          "名单最终版.xlsx": "read", "名单最终版2.xlsx": "read"},
         findings=(
             f"名单.xlsx {_BOARD}!E2 D102", f"名单.xlsx {_BOARD}!E3 D102",
             f"名单.xlsx {_BOARD}!D4 D103",
             f"名单(1).xlsx {_BOARD}!E2 D102", f"名单(1).xlsx {_BOARD}!D3 D103",
             f"名单(1).xlsx {_BOARD}!E4 D102",
             f"名单-修改.xlsx {_BOARD}!E2 D102", f"名单-修改.xlsx {_BOARD}!D3 D103",
             f"名单最终版.xlsx {_BOARD}!D2 D103", f"名单最终版.xlsx {_BOARD}!D3 D103",
             f"名单最终版.xlsx {_BOARD}!E4 D102",
         ),
         entries=("装备 superseded", "医药 superseded", "信息",
                  "装备 superseded", "医药", "材料 superseded",
                  "装备 superseded", "能源",
                  "装备", "材料", "环保 superseded",
                  "环保", "软件")),
    Kind("heading-only", "a heading and no entries below it", "只有表头，一个条目也没有填。",
         one_file(lambda cast: cast.table()), READ, findings=(f"名单.xlsx {_BOARD} S108",)),
)  # fmt: skip
