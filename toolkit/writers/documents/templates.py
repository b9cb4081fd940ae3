"""The folder 模板/ in, or none; out: the two letter templates, checked and ready to be filled in.

What a newcomer would get wrong: a template is checked before anything is written, by filling it in
with examples. Whatever is wrong with it ends the run, with the name of the file and of the
placeholder.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from toolkit.errors import UsageError
from toolkit.model import Limits
from toolkit.reading.budget import normal_name, open_parts
from toolkit.writers.documents.placeholders import LETTERS, RECEIPT, RETURNED, LetterPlan
from toolkit.writers.documents.press import Template, open_press
from toolkit.writers.documents.stencil import Piece, cut_stencil, find_unreached

FOLDER = "模板"
GUIDE = "模板说明.docx"
_MB = 1024 * 1024
# A letterhead's picture goes out with every letter.
_MOST_BYTES = 5 * _MB
_LIMITS = Limits(file_bytes=_MOST_BYTES, inflated_bytes=50 * _MB, members=2000)
_OLD_FORMAT = b"\xd0\xcf\x11\xe0"
_OTHER_ENDINGS = (".doc", ".docm", ".dot", ".dotx", ".dotm", ".wps", ".wpt", ".odt", ".rtf")
_MADE_OF = "application/vnd.openxmlformats-officedocument.wordprocessingml."
_STORIES = tuple(
    f"{_MADE_OF}{kind}+xml"
    for kind in ("document.main", "header", "footer", "footnotes", "endnotes")
)
_DRAWN = ("word/diagrams/", "word/charts/")
_SAVE_AGAIN = "请在 Word 或 WPS 里打开，另存为“Word 文档（.docx）”。"


@dataclass(frozen=True, slots=True)
class LetterTemplates:
    """Both templates; `digests` are of the files they were read from, by their path in a working
    folder, none of those that come with the toolkit.
    """

    returned: Template
    receipt: Template
    digests: Mapping[str, str] = field(default_factory=dict)


def load_letter_templates(folder: Path | None = None) -> LetterTemplates:
    """Read and check the templates in a folder, built-in ones in place of those it lacks.

    Raises UsageError that names each file and placeholder that is wrong.
    """
    if folder is None or not folder.is_dir():
        return LetterTemplates(built_in_template(RETURNED), built_in_template(RECEIPT))
    found = {plan: _content(folder, plan) for plan in LETTERS}
    made = {plan: _made(data, plan) for plan, data in found.items()}
    faults = [fault for _, wrong in made.values() for fault in wrong]
    if faults:
        raise UsageError(
            "\n".join(faults),
            f"可以用的占位符见“{GUIDE}”；把“{FOLDER}”文件夹里的这份文件移走，就用自带的模板。",
        )
    digests = {
        f"{FOLDER}/{plan.file}": hashlib.sha256(data).hexdigest()
        for plan, data in found.items()
        if data is not None
    }
    return LetterTemplates(made[RETURNED][0], made[RECEIPT][0], digests)


@lru_cache
def built_in_template(plan: LetterPlan) -> Template:
    """The template that comes with the toolkit."""
    from toolkit.writers.documents.built_in import draw_template

    return _cut(draw_template(plan), plan)[0]


def write_letter_templates(folder: Path) -> None:
    """Write the built-in templates, to be changed or left, and how to change them."""
    from toolkit.writers.documents.guide import draw_guide

    folder.mkdir(parents=True, exist_ok=True)
    for plan in LETTERS:
        (folder / plan.file).write_bytes(built_in_template(plan).data)
    (folder / GUIDE).write_bytes(draw_guide())


# ---------------------------------------------------------------- one template


def _content(folder: Path, plan: LetterPlan) -> bytes | None:
    """The bytes of a letter's template; None if there is none."""
    files = {path.name.casefold(): path for path in sorted(folder.iterdir()) if path.is_file()}
    path = files.get(plan.file.casefold())
    if path is None:
        for ending in _OTHER_ENDINGS:
            if other := files.get(f"{plan.name}{ending}"):
                raise UsageError(f"模板“{other.name}”用不上：它不是 .docx 文件。", _SAVE_AGAIN)
        return None
    try:
        data = path.read_bytes()
    except OSError as fault:
        raise UsageError(f"模板“{path}”打不开。", "请关闭正在用它的程序，检查权限。") from fault
    if len(data) > _MOST_BYTES:
        raise UsageError(
            f"模板“{path.name}”有 {len(data) / _MB:.1f} MB，超过了 {_MOST_BYTES // _MB} MB。",
            "每封信都带着它的图片，请先压缩其中的图片。",
        )
    return data


def _made(data: bytes | None, plan: LetterPlan) -> tuple[Template, list[str]]:
    """The template cut at its placeholders, and what is wrong with it."""
    if data is None:
        return built_in_template(plan), []
    unread = f"模板“{plan.file}”读不出来：它不是完好的 Word 文档。{_SAVE_AGAIN}"
    if data.startswith(_OLD_FORMAT):
        unread = f"模板“{plan.file}”读不出来：它是旧格式的文档，或设有打开密码。{_SAVE_AGAIN}"
        return Template(data, {}), [unread]
    try:
        made, faults = _cut(data, plan)
        if not faults:
            _stories(open_press(made).print(plan.sample()))
    except Exception:  # whatever it is that a file's inside trips over, it cannot be used
        return Template(data, {}), [unread]
    return made, [f"模板“{plan.file}”：{fault}。" for fault in faults]


def _cut(data: bytes, plan: LetterPlan) -> tuple[Template, list[str]]:
    parts = open_parts(data, _LIMITS)
    stencils: dict[str, tuple[Piece, ...]] = {}
    faults: list[str] = []
    for name in _stories(data):
        pieces, wrong = cut_stencil(parts.read(name), plan)
        faults += wrong
        if len(pieces) > 1:
            stencils[name] = pieces
    for name in parts.members:  # in the order of the file
        if name.startswith(_DRAWN) and name.endswith(".xml"):
            faults += find_unreached(parts.read(name).decode("utf-8", "replace"))
    return Template(data, stencils), faults


def _stories(data: bytes) -> list[str]:
    """The parts of a document that hold text: its body, headers, footers and notes."""
    from docx import Document

    package = Document(io.BytesIO(data)).part.package
    return sorted(
        normal_name(str(part.partname))
        for part in package.iter_parts()
        if part.content_type in _STORIES
    )
