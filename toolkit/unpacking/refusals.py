"""What is said of containers and members that cannot be unpacked, whatever kind they are."""

from __future__ import annotations

from toolkit.errors import Refused
from toolkit.model.limits import beyond, megabytes

LOCKED = (
    "加了密码，取不出来。请去掉密码后重新报送；"
    "秘书处也可以在 收件.xlsx 的“密码”一栏写上密码，或用 --password 指定。"
)
OPENED_WITH = "压缩包用密码打开。"
_DIRECTLY, _IN_PARTS = "请直接报送工作簿。", "请分几次报送。"
_ZIP_AGAIN = "请重新压缩成一个 zip 文件再报送。"


def broken() -> Refused:
    """An archive that cannot be opened."""
    words = "压缩包打不开，可能已损坏、没有传完，或只是分卷压缩中的一卷。"
    return Refused("F101", words + _ZIP_AGAIN)


def broken_member() -> Refused:
    """A member that is not what its archive says."""
    return Refused("F101", f"在压缩包里已损坏，取不出来。{_ZIP_AGAIN}")


def locked_member() -> Refused:
    """A member whose password is not known."""
    return Refused("F102", LOCKED)


def locked() -> Refused:
    """An archive whose password is not known."""
    return Refused("F102", f"压缩包{LOCKED}")


def leads_outside() -> Refused:
    """A member whose name leads out of its container."""
    words = "它的路径指向压缩包之外，为安全起见没有取出。"
    return Refused("F105", words + _ZIP_AGAIN)


def not_a_file() -> Refused:
    """A member that is a link, a device or a pipe."""
    return Refused("F105", "是链接或设备，不是文件，为安全起见没有取出。请重新压缩原文件。")


def broken_letter() -> Refused:
    """An e-mail that cannot be opened."""
    return Refused("F101", "邮件打不开，可能已损坏。请重新导出邮件，或直接放入它的附件。")


def broken_attachment() -> Refused:
    """An attachment that is not what its e-mail says."""
    return Refused("F101", "在邮件里已损坏，取不出来。请重新发送。")


def wrapped_by_outlook() -> Refused:
    """An attachment in which Outlook has wrapped all the others."""
    return Refused(
        "F103",
        "这是 Outlook 专用格式的附件（winmail.dat），真正的附件包在里面，取不出来。"
        "请对方把邮件格式改为“HTML”或“纯文本”后重新发送。",
    )


def sent_on_by_outlook() -> Refused:
    """A message of Outlook's in another."""
    return Refused(
        "F103",
        "这是附在邮件里的另一封 Outlook 邮件，取不出来。请单独另存这封邮件，或直接放入它的附件。",
    )


def fault_of_ours(fault: Exception) -> Refused:
    """A container over which this program has stumbled; it costs only itself."""
    return Refused(
        "F101",
        f"拆开时程序出错（{type(fault).__name__}）。这是工具的缺陷，请把文件发给维护者；"
        "也可以直接报送里面的工作簿。",
    )


def unopened(kind: str) -> Refused:
    """An archive of a kind that is not opened."""
    return Refused(
        "F103",
        f"这是 {kind.upper()} 压缩包，不能直接读取。"
        "请解压后直接报送里面的工作簿，或重新压缩成 zip 文件再报送。",
    )


def nested_too_deep(most: int) -> Refused:
    """A container in too many others."""
    return Refused("F105", beyond("压缩包里又有压缩包，层数", f"{most} 层", "nesting") + _DIRECTLY)


def too_large(most: int) -> Refused:
    """A container of more bytes than any honest one."""
    return Refused("F105", beyond("压缩包或邮件", megabytes(most), "file_mb") + _IN_PARTS)


def too_many(most: int) -> Refused:
    """A container of more members than any honest one."""
    return Refused("F105", beyond("里面的文件个数", f"{most} 个", "members") + _IN_PARTS)


def too_much(most: int) -> Refused:
    """A member at which its container has given more bytes than any honest one."""
    return Refused(
        "F105", beyond("同一压缩包取出的内容", megabytes(most), "unpacked_mb") + _IN_PARTS
    )


def too_large_member(most: int) -> Refused:
    """A member of more bytes than any honest file."""
    return Refused("F105", beyond("取出的文件", megabytes(most), "file_mb") + _DIRECTLY)


def folded() -> Refused:
    """A member made to unfold to very much more than it was."""
    words = "取出后是压缩时的几百倍，像是有害文件，没有取出。"
    return Refused("F105", words + _DIRECTLY)
