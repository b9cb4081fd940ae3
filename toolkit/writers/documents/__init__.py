"""The letters that go to units as Word documents: 退回函 and 收件回执, each with its text.

A run and the letter templates come in; .docx and .txt files go out. What a newcomer would get
wrong: a template is only ever filled, never obeyed. A placeholder stands for a text, for lines
that repeat their paragraph or for rows that repeat their table row, and for nothing else.
"""

from __future__ import annotations

from toolkit.writers.documents.receipts import write_receipts
from toolkit.writers.documents.templates import (
    LetterTemplates,
    load_letter_templates,
    write_letter_templates,
)

__all__ = ["LetterTemplates", "load_letter_templates", "write_letter_templates", "write_receipts"]
