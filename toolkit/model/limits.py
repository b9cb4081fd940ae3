"""How much a file may cost before it is refused (F105): what no honest file meets."""

from __future__ import annotations

from dataclasses import dataclass

_MB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading one file may cost: `seconds` of the clock (the last resort), bytes of `memory`,
    bytes on disk (`file_bytes`) and unpacked (`inflated_bytes`), `cells` that carry a value,
    `members` of a container, and how deep archives may be `nested`.
    """

    seconds: int = 300
    memory: int = 6 * 1024 * _MB
    file_bytes: int = 512 * _MB
    inflated_bytes: int = 2 * 1024 * _MB
    cells: int = 50_000_000
    members: int = 20_000
    nested: int = 3


def beyond(what: str, most: str, key: str) -> str:
    """What to tell of a file that exceeds a limit, and how those who receive it may raise it;
    `key` is the limit's name in 征集.yaml.

    >>> beyond("文件", "512 MB", "file_mb")
    '文件超过了 512 MB 的上限；确属正常文件的，请秘书处在 征集.yaml 的 limits 里放宽 file_mb。'
    """
    gap = " " if most[-1].isascii() else ""
    return (
        f"{what}超过了 {most}{gap}的上限；"
        f"确属正常文件的，请秘书处在 征集.yaml 的 limits 里放宽 {key}。"
    )


def megabytes(size: int) -> str:
    """A size (bytes) as people write it.

    >>> megabytes(2 * 1024 * 1024 * 1024)
    '2048 MB'
    """
    return f"{size // _MB} MB"
