"""What our marks look like in a file, so that they are found again when a marked copy comes back.

Whatever program saved the copy meanwhile, these stay: the formula of a fill, the author of a
comment, the line before what we add to somebody's own comment, the tip of a link, and the name
that leads to the first sheet.
"""

from __future__ import annotations

from toolkit.model.templates import RESULTS

# Always true; it says whose fill it is.
FILL_FORMULA = 'LEN("校验标记")=4'
AUTHOR = "校验"
# The first line of a comment of ours, and of what we add to a comment of theirs.
OWN_LINE, ADDED_LINE = "校验：", "—— 校验 ——"
LINK_TIP = f"返回{RESULTS}"
MARKS_NAME = "toolkit_marks"


class Declined(Exception):  # noqa: N818  a verdict on a file, not a failure of the run
    """A workbook that cannot be marked in place; the message says why, in plain words."""
