"""Mutants of the rules that hold in some cases, and of periods, sums, places and names."""

from __future__ import annotations

from mutant import Mutant

_CASES, _SCREENS = "test_rules_cases.py::test_", "test_screens_cases.py::test_"
_FORMULAS = "test_formulas_cases.py::test_formulas_say_what_their_rules_say"
_NAMES, _RECORDS = "test_rules_names.py::test_", "test_rules_records.py::test_"

CASES = (
    # Cases
    Mutant(
        "rules/required_when.py",
        "or not cases.is_so(argument, record)",
        "",
        f"{_RECORDS}comparisons",
    ),
    Mutant("rules/cases.py", "and found < bound,", "and found <= bound,", f"{_CASES}cases"),
    Mutant(
        "rules/cases.py",
        "figures >= most",
        "figures > most",
        "test_screens_rows.py::test_blanks",
    ),
    Mutant(
        "rules/when.py",
        "if all(cases.is_so(test, record)",
        "if any(cases.is_so(test, record)",
        f"{_CASES}cases",
    ),
    Mutant(
        "rules/when.py",
        "return replace(first, beside=tuple(others))",
        "return first",
        f"{_CASES}all_that_is_wrong_by_all_cases_that_apply_is_said_once",
    ),
    Mutant(
        "rules/when.py",
        "found.setdefault(breach, _said_of(breach, case, record))",
        "found[_said_of(breach, case, record)] = _said_of(breach, case, record)",
        f"{_CASES}all_that_is_wrong_by_all_cases_that_apply_is_said_once",
    ),
    Mutant(
        "rules/when.py",
        "return value is not None or rule.judges_blank",
        "return True",
        f"{_CASES}any_rule_may_be_asked_in_a_case",
    ),
    Mutant(
        "rules/when.py",
        "columns.own.is_null() | screen).fill_null(value=False)",
        "screen).fill_null(value=False)",
        f"{_SCREENS}a_case_that_does_not_apply_passes_and_one_that_does_is_screened_by_its_rules",
    ),
    Mutant(
        "rules/when.py",
        "if rule.judges_blank else columns.own.is_null() | screen)",
        "| columns.own.is_null())",
        f"{_SCREENS}a_case_that_does_not_apply_passes_and_one_that_does_is_screened_by_its_rules",
    ),
    Mutant("rules/when.py", 'f"IF({is_case},{is_fault},FALSE)"', "is_fault", f"{_FORMULAS}[cases]"),
    Mutant(
        "rules/when.py",
        'then.get("required") or may_require(then)',
        'then.get("required")',
        f"{_CASES}in_a_group_that_is_asked_for_the_cases_decide",
    ),
    Mutant(
        "validation.py",
        "self._error(field, definition, breach, *breach.beside)",
        "self._error(field, definition, breach)",
        f"{_CASES}entries",
    ),
    Mutant(
        "rules/__init__.py",
        '"ratio_of", "when"}',
        '"ratio_of"}',
        f"{_CASES}a_column_that_is_not_on_the_sheet_is_not_asked_for_again",
    ),
    Mutant(
        "campaign/lint_columns.py",
        "if choices and wanted.value is not None and shown(wanted.value) not in choices:",
        "if False:",
        f"{_CASES}a_fault_in_a_case_is_told_where_it_is_written",
    ),
    # Values
    Mutant(
        "rules/forbidden.py",
        "if readings.reads_as_one_of(each, argument)",
        "if each in argument",
        "test_rules_cells.py::test_cell",
    ),
    # Periods and sums
    Mutant(
        "rules/ends_period.py",
        "min(begun.day, monthrange(year, month + 1)[1])",
        "min(begun.day, 28)",
        f"{_RECORDS}periods",
    ),
    Mutant(
        "rules/ends_period.py",
        "value <= _last_day(begun, months)",
        "value < _last_day(begun, months)",
        f"{_RECORDS}periods",
    ),
    Mutant("rules/ends_period.py", "{own}>EDATE(", "{own}>=EDATE(", f"{_FORMULAS}[periods]"),
    Mutant(
        "rules/sum_of.py",
        "if not is_off(value, total, record):",
        "if fraction(value) == total:",
        f"{_RECORDS}sums",
    ),
    Mutant(
        "rules/figure_columns.py",
        "return _surely_sum(stated, given, most_decimals, divides=False)",
        "return _surely_sum(stated, given, most_decimals, divides=True)",
        f"{_SCREENS}sums",
    ),
    # Places, industries, names
    Mutant(
        "rules/located_in.py",
        "return False if at.province and None not in said else None",
        "return False if at.province else None",
        f"{_NAMES}places_that_are_asked_for",
    ),
    Mutant(
        "rules/located_in.py",
        "any(own and other and own != other",
        "any(own != other",
        f"{_NAMES}places_that_are_asked_for",
    ),
    Mutant(
        "rules/industry_section.py",
        "all(each and each.isdisjoint(argument)",
        "any(each and each.isdisjoint(argument)",
        f"{_NAMES}sections_that_are_asked_for",
    ),
    Mutant(
        "rules/differs_from.py",
        "for key, name in found.items() if key}",
        "for key, name in found.items()}",
        f"{_RECORDS}names_that_differ",
    ),
)
