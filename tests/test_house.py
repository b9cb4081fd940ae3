"""The plan of the code holds: storeys, one library one file, no circle, sizes.

Read from the source text, so that imports inside functions count too.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "toolkit"
FILES = sorted(PACKAGE.rglob("*.py"))

# Each room, and the storey it stands on: imports go downwards, or stay within a room.
STOREYS: dict[str, int] = {
    "__main__": 5,
    "cli": 4,
    "comparing": 3, "console": 3, "pipeline": 3, "folder": 3, "rejudging": 3, "reporting": 3,
    "writers": 3,
    "campaign": 2, "conversion": 2, "describing": 2, "eligibility": 2, "frames": 2, "intake": 2,
    "differing": 2, "previous": 2,
    "ledger": 2, "likeness": 2, "locating": 2, "quotas": 2, "reading": 2, "registers": 2,
    "formulas": 2, "naming": 2, "screening": 2, "senders": 2, "subjects": 2, "unpacking": 2,
    "rulings": 2, "validation": 2, "workers": 2,
    "rules": 1, "codes": 1,
    "model": 0, "errors": 0, "__init__": 0,
}  # fmt: skip
# One library, one file (a trailing / means everything below).
FENCES: dict[str, tuple[str, ...]] = {
    "click": ("cli/", "console.py"),
    "yaml": ("campaign/__init__.py", "campaign/yaml_files.py"),
    "cerberus": ("validation.py",),
    "python_calamine": ("reading/calamine.py",),
    "xlsxwriter": ("writers/book.py",),
    "xlrd": ("reading/xls_book.py",),
    "openpyxl": ("reading/",),
    "msoffcrypto": ("reading/encryption.py",),
    "olefile": ("reading/encryption.py",),
    "phonenumbers": ("rules/phone.py",),
    "email_validator": ("rules/email.py",),
    "multiprocessing": ("workers.py",),
    "psutil": ("workers.py",),
    "py7zr": ("unpacking/seven_zip.py",),
    "Cryptodome": ("unpacking/zip_aes.py",),
    "oxmsg": ("unpacking/outlook.py",),
    "docx": ("writers/documents/",),
    "lxml": ("writers/documents/stencil.py",),
    "jinja2": ("writers/report/page.py",),
    "pygal": ("writers/report/drawing.py",),
    "email": ("unpacking/", "reading/mht_book.py"),
}
MOST_LINES, MOST_LINES_OF_A_FUNCTION = 400, 50


def module_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports_of(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            assert node.level == 0, f"{path}: relative import"
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                yield inner if inner in MODULES else node.module


MODULES = {module_of(path) for path in FILES}
IMPORTS = {module_of(path): set(imports_of(path)) for path in FILES}


def room_of(module: str) -> str:
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else "__init__"


def test_every_room_has_a_storey() -> None:
    assert {room_of(module) for module in MODULES} <= set(STOREYS)


def test_imports_go_downwards() -> None:
    upwards = []
    for module, imported in IMPORTS.items():
        room = room_of(module)
        for name in imported:
            if not name.startswith("toolkit"):
                continue
            other = room_of(name)
            if other != room and STOREYS[other] >= STOREYS[room]:
                upwards.append(f"{module} -> {name}")
    assert upwards == []


def _lives_in(place: str, home: str) -> bool:
    return place == home or (home.endswith("/") and place.startswith(home))


def test_one_library_one_file() -> None:
    strays = []
    for path in FILES:
        place = path.relative_to(PACKAGE).as_posix()
        for name in imports_of(path):
            homes = FENCES.get(name.split(".")[0])
            if homes and not any(_lives_in(place, home) for home in homes):
                strays.append(f"{place} imports {name}")
    assert strays == []


def test_no_import_circle() -> None:
    graph = {
        module: {name for name in imported if name in MODULES and name != module}
        for module, imported in IMPORTS.items()
    }
    state: dict[str, int] = {}
    circles: list[str] = []

    def visit(module: str, path: tuple[str, ...]) -> None:
        state[module] = 1
        for name in sorted(graph[module]):
            if state.get(name) == 1:
                circles.append(" -> ".join((*path, module, name)))
            elif name not in state:
                visit(name, (*path, module))
        state[module] = 2

    for module in sorted(graph):
        if module not in state:
            visit(module, ())
    assert circles == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_sizes(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= MOST_LINES
    long = [
        f"{node.name}: {node.end_lineno - node.lineno + 1}"
        for node in ast.walk(ast.parse(text))
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        and node.end_lineno
        and node.end_lineno - node.lineno + 1 > MOST_LINES_OF_A_FUNCTION
    ]
    assert long == []


def test_every_module_says_what_it_is() -> None:
    silent = [
        module_of(path)
        for path in FILES
        if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert silent == []


def test_house_words() -> None:
    unwanted = re.compile(
        r"(?:^|_)(?:manager|handler|processor|helper|utils?|service|base|common|misc)s?$"
    )
    assert [module for module in MODULES if unwanted.search(module.split(".")[-1])] == []
