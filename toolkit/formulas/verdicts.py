"""A field's cases in; out: the formulas for its verdict, and for what is wrong before any silence.

They follow `BoardValidator.findings`: what cannot be understood gets nothing else, nor does a
wrong type; a blank that is asked for is not compared as well; a comparison with a wrong cell is
silent. The one thing a newcomer would get wrong: the two formulas must not refer to each other's
kind, or two columns compared with each other would go round in a circle; so the second is the
first without its silences and its queries, not something read off it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from toolkit.formulas import repeats, values
from toolkit.formulas.cases import Case, cases_of, severity_of, verdict_of
from toolkit.formulas.layout import Places
from toolkit.model import Board, Campaign, Field, Severity
from toolkit.rules.expressions import any_of

_ERROR_VALUE, _MISSING, _LOST_DIGITS = "V901", "V101", "V204"
# A text that conversion would cut at its edges first: what it says of it, no formula knows. It may
# be a blank, or no choice, so that a question would not do.
_UNTRIMMED = '"错V402"'
# Whatever goes wrong in a formula itself must not pass.
_NOT_RECKONED = '"错V201"'


@dataclass(frozen=True, slots=True)
class Judge:
    """What the formulas of one field are made from. `is_final`: with silences, queries and
    repeated subjects; else only what makes the cell wrong for those that are compared with it.
    """

    column: Field
    board: Board
    campaign: Campaign
    at: Places
    is_final: bool

    def formula(self) -> str:
        """The formula, without ``=``."""
        read, data = self.at.value(self.column.key), self.at.data(self.column.key)
        unread = values.is_unread(self.column, self.at)
        blank = self._of_blank('""')
        if unread is not None:
            blank = f"IF({unread},{self._of_unread(values.unread_code(self.column))},{blank})"
        is_error = f"IF(ISERROR({data}),TRUE,{values.is_error_word(data)})"
        blank = f"IF({is_error},{self._of_unread(_ERROR_VALUE)},{blank})"
        judged = f'IF({read}="",{blank},{self._of_filled()})'
        if self.is_final and self.column.key in self.board.silent_keys:
            judged = f'IF({self.at.is_empty_row()},"",{judged})'
        return f"IFERROR({judged},{_NOT_RECKONED})"

    def _cases(self) -> tuple[Case, ...]:
        cells = self.at.cells(self.column.key)
        return cases_of(self.column, self.board, self.campaign, cells)

    # ------------------------------------------------ cells without a value

    def _of_unread(self, code: str) -> str:
        """It is all that is said, and wrong for those compared with it, however grave; only where
        it is no more than a note, the cell is left a blank.
        """
        severity = severity_of(code, self.column, self.board, self.campaign)
        if severity is Severity.NOTE:
            return self._of_blank(self._said(severity, code))
        return verdict_of(severity, code)

    def _of_blank(self, ending: str) -> str:
        cases = [case for case in self._cases() if case.judges_blank]
        if self.column.rules.get("required"):
            cases = [case for case in cases if case.rule == "required"]
        if not cases:
            return ending
        asking = [case for case in cases if case.code == _MISSING]
        others = [case for case in cases if case.code != _MISSING]
        judged = self._chain(others, ending)
        if asking and others:
            is_missing = any_of(case.when for case in asking)
            judged = f"IF({is_missing},{self._chain(asking, ending)},{judged})"
        elif asking:
            judged = self._chain(asking, ending)
        if not self.is_final or ending != '""':
            return judged
        return f'IF({self.at.is_empty_row()},"",{judged})'

    # ------------------------------------------------ cells with a value

    def _of_filled(self) -> str:
        cases = [case for case in self._cases() if case.code != _MISSING]
        of_type = [case for case in cases if case.rule == "type"]
        others = [case for case in cases if case.rule != "type"]
        ending = '""'
        if self.is_final and self.column.key == self.board.code_key:
            ending = self._chain([repeats.repeated_code(self.board, self.campaign, self.at)], '""')
        if self.is_final and self.column.key == self.board.name_key:
            others.append(repeats.repeated_name(self.board, self.campaign, self.at))
        judged = self._chain(others, ending)
        for case in of_type:
            judged = f"IF({case.when},{self._said(case.severity, case.code)},{judged})"
        if self.is_final and values.is_plain_text(self.column):
            judged = f"IF({values.has_edges(self.at.value(self.column.key))},{_UNTRIMMED},{judged})"
        if values.is_identifier(self.column):
            judged = f"IF({self._has_lost_digits(cases)},{self._of_unread(_LOST_DIGITS)},{judged})"
        return judged

    def _has_lost_digits(self, cases: Iterable[Case]) -> str:
        """A text that is a number in powers of ten; or ends as Excel ends a number whose last
        digits it could not keep, and is no valid code.
        """
        code = self.at.value(self.column.key)
        in_powers = f'AND(OR(MID({code},2,1)="E",MID({code},2,1)="."),ISNUMBER(FIND("E",{code})))'
        invalid = [
            case.when for case in cases if case.rule == "credit_code" and case.code != "V404"
        ]
        ends_in_zeros = f'AND(LEN({code})=18,RIGHT({code},3)="000")'
        is_cut = f"IF({ends_in_zeros},{any_of(invalid)},FALSE)"
        return f"IF(ISNUMBER(VALUE({code})),IF({in_powers},TRUE,{is_cut}),FALSE)"

    # ------------------------------------------------ cases, one after the other

    def _chain(self, cases: Sequence[Case], ending: str) -> str:
        """The first that is true, errors before queries."""
        errors = [case for case in cases if case.severity is Severity.ERROR]
        queries = [case for case in cases if case.severity is Severity.QUERY]
        judged = ending
        for case in reversed([*errors, *queries] if self.is_final else errors):
            judged = f"IF({self._unless_silent(case)},{case.verdict},{judged})"
        return judged

    def _unless_silent(self, case: Case) -> str:
        if not (self.is_final and case.silent_beside):
            return case.when
        wrong = "&".join(self.at.wrong(key) for key in case.silent_beside)
        return f'IF({wrong}="",{case.when},FALSE)'

    def _said(self, severity: Severity, code: str) -> str:
        if self.is_final or severity is Severity.ERROR:
            return verdict_of(severity, code)
        return '""'
