"""The signs of tick boxes, as office software and people write them: ticked, and open.

The last of each are boxes of the typeface Wingdings, as forms made in Word leave them.
"""

from __future__ import annotations

TICKED = "☑✓✔√■☒●▣✅\uf052\uf0fe\uf0fc"
OPEN = "□☐○◻\uf0a8\uf06f\uf0a3"
