"""In: the bytes of a workbook. Out: each sheet's values at their true addresses.

The only file that imports calamine. Its answers are not the last word: it gives blanks for error
cells and for formulas without a value, and a sheet it cannot read costs only that sheet here.
"""

from __future__ import annotations

import gc
import io
from collections.abc import Container, Mapping
from dataclasses import dataclass

from python_calamine import CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from toolkit.errors import Refused
from toolkit.model import Raw


@dataclass(frozen=True, slots=True)
class Sheet:
    """`rows` is None where calamine gave the sheet up, or was not asked for it."""

    visible: bool
    rows: list[list[Raw]] | None


def read_sheets(data: bytes, wanted: Container[str] | None = None) -> Mapping[str, Sheet]:
    """Read the wanted worksheets (all of them when None) by name, in workbook order; nothing
    comes back where calamine refuses the file.
    """
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            return {
                sheet.name: Sheet(
                    sheet.visible == SheetVisibleEnum.Visible,
                    _rows(book, sheet.name) if wanted is None or sheet.name in wanted else None,
                )
                for sheet in book.sheets_metadata
                if sheet.typ == SheetTypeEnum.WorkSheet
            }
    except PasswordError as error:
        raise Refused("F102", "文件设有密码，无法读取；请取消密码后重新报送。") from error
    except BaseException as error:
        _pass_on(error)
        return {}


def _rows(book: CalamineWorkbook, name: str) -> list[list[Raw]] | None:
    collecting = gc.isenabled()
    try:
        sheet = book.get_sheet_by_name(name)
        gc.disable()  # it would walk through the growing rows again and again, and find nothing
        # Without skip_empty_area=False, leading blank rows and columns would shift every address.
        return sheet.to_python(skip_empty_area=False)  # type: ignore[return-value]
    except BaseException as error:
        _pass_on(error)
        return None
    finally:
        if collecting:
            gc.enable()


def _pass_on(error: BaseException) -> None:
    """Let what is not calamine's fault pass; a panic inside it is a BaseException of its own."""
    if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
        raise error
