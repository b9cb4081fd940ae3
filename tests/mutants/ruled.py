"""Mutants of what people rule: cases, rulings and what they ask for; and of what shows the whole
campaign: what changed, the page, the letters, the working folder.
"""

from __future__ import annotations

from mutant import Mutant

_LAWS, _FILES = "test_laws_with_rulings.py::test_", "test_rulings_on_files.py::test_"
_READ, _CASES = "test_registers_rulings.py::test_", "test_cases_workbook.py::test_"
_PREVIOUS, _CHANGES = "test_previous.py::test_", "test_changes.py::test_"
_STATUS, _FOLDER = "test_status.py::test_", "test_working_folder.py::test_"
_REPORT, _LETTERS = "test_report.py::test_", "test_documents.py::test_"
_OBEYED = f"{_FILES}outcomes_change_exactly_as_ruled"
_UNHEEDED = f"{_FILES}rulings_that_cannot_be_obeyed_are_told_at_their_cells_and_change_nothing"

_RULINGS = (
    Mutant("pipeline/deciding.py", "*sorted(judged.withdrawn)])", "])", _OBEYED),
    Mutant("quotas.py", '"entry"), (True, False, False)', '"entry"), (False, False, False)',
           _OBEYED),
    Mutant("subjects/ruled.py", "leaving = [first] if second in alike else alike",
           "leaving = []", _OBEYED),
    Mutant("subjects/ruled.py", "root.join(groups[first], groups[second])",
           "root.join(groups[first], groups[first])", _OBEYED),
    Mutant("rulings/weighing.py", "Severity.NOTE if waived else Severity.ERROR",
           "Severity.NOTE", _OBEYED),
    Mutant("pipeline/deciding.py", "        preferred -= contest.unheeded\n",
           "        return Stand(contest, repeats, preferred)\n",
           f"{_LAWS}rulings_without_effect_change_nothing"),
    Mutant("rulings/docket.py", "several = (given for given in answers.values() if len(given) > 1)",
           "several = (given for given in answers.values() if len(given) > 2)", _UNHEEDED),
    Mutant("rulings/docket.py", "if not own.entry or not (aimed.other or aimed.listed):",
           "if not own.entry:", _UNHEEDED),
    Mutant("rulings/aims.py", "        if campaign != self.campaign:\n",
           "        if not campaign:\n", _UNHEEDED),
    Mutant("pipeline/obeying.py", "if not torn:\n            break",
           "if True:\n            break", _UNHEEDED),
    Mutant("model/rulings.py", 'return f"{campaign}:{sha256[:_DIGITS]}/{sheet}/{row}"',
           'return f"{campaign}:/{sheet}/{row}"',
           f"{_FILES}a_ruling_survives_renaming_and_moving_but_not_a_change"),
    Mutant("pipeline/obeying.py", "receipt=asking.with_unit(each.receipt, each.path,",
           'receipt=asking.with_unit(each.receipt, "",',
           f"{_FILES}a_unit_and_a_password_that_were_ruled_are_used"),
    Mutant("pipeline/cases.py", "    for alike in asked.values():\n",
           "    for alike in [[each] for found in asked.values() for each in found]:\n",
           f"{_FILES}what_was_decided_is_not_asked_again_but_kept"),
)  # fmt: skip

_WORKBOOK = (
    Mutant("registers/rulings.py", "or (in_place and _echoes(line))", "or _echoes(line)",
           f"{_READ}an_echo_of_another_workbook_is_read_only_in_that_workbook"),
    Mutant("registers/rulings.py", "    if not line.text(WHO):",
           "    if not line.text(WHO) and not line.text(WHY):",
           f"{_READ}every_cell_that_keeps_a_line_from_counting_is_named"),
    Mutant("registers/origins.py", "for text in texts)", "for text in texts[1:])",
           f"{_READ}an_echo_that_a_person_changed_counts"),
    Mutant("registers/lines.py", "for grid, found in headings:", "for grid, found in headings[:2]:",
           f"{_READ}all_sheets_are_read_and_samples_and_repeated_headings_are_not"),
    Mutant("registers/lines.py", "if leading and not _is_sample(leading):", "if leading:",
           f"{_FOLDER}the_sample_rows_say_how_to_fill_in_and_are_not_read"),
    Mutant("writers/cases/choices.py", "len(self._answers) * _MOST_ANSWERS",
           "len(self._places) * _MOST_ANSWERS",
           f"{_CASES}a_drop_down_offers_the_answers_of_its_case_alone"),
    Mutant("writers/cases/contrast.py",
           'unicodedata.normalize("NFKC", letter).casefold()', "letter",
           f"{_CASES}what_differs_stands_out_and_what_is_equal_is_quiet"),
    Mutant("writers/cases/filling.py", "SUMPRODUCT({keyed}*(1-{answer}))", "SUMPRODUCT({keyed}*1)",
           f"{_CASES}the_line_on_top_counts_what_is_filled_in"),
    Mutant("writers/cases/sides.py", "links.append(file_link_xml(cell, number, place,",
           "links.append(file_link_xml(cell, 1, place,",
           f"{_CASES}places_lead_to_their_cells_in_the_marked_copies"),
    Mutant("writers/cases/decided.py", 'or [("",) * len(columns)]', "or []",
           f"{_FOLDER}what_nobody_has_filled_in_holds_no_ruling"),
)  # fmt: skip

_COMPARED = (
    Mutant("previous.py", 'f"{PREVIOUS}/" if last.fingerprint == now else ""', '""',
           f"{_PREVIOUS}the_same_run_again_is_compared_with_what_that_one_was"),
    Mutant("previous.py",
           "return data if hashlib.sha256(data).hexdigest() == last.outputs.get(path) else None",
           "return data", f"{_PREVIOUS}what_is_not_ours_or_not_whole_is_compared_with_nothing"),
    Mutant("model/rulings.py",
           'return replace(self, argument="****") if self.verb is Verb.PASSWORD else self',
           "return self", f"{_PREVIOUS}rulings_are_recorded_without_passwords"),
    Mutant("differing.py", "if is_one and all(times[subject] == 1 for subject in subjects):",
           "if is_one:", f"{_CHANGES}of_a_subject_sent_twice_nothing_is_sure"),
    Mutant("differing.py", "told = here.keys() | sent_again.values()", "told = here.keys()",
           f"{_CHANGES}moved_sent_again_and_gone"),
    Mutant("folder/standing.py",
           "_answers(filled) - _answers(each for each in known or () if each.is_complete)",
           "_answers(filled)", f"{_STATUS}rulings_wait_until_a_run_has_read_them"),
    Mutant("folder/standing_words.py", "if last is None or has_news(standing):", "if last is None:",
           f"{_STATUS}files_that_came_went_or_changed"),
)  # fmt: skip

_SHOWN = (
    Mutant("writers/report/page.py", "autoescape=True,", "autoescape=False,",
           f"{_REPORT}strangers_texts_stay_texts"),
    Mutant("writers/report/personal.py",
           "return WITHHELD if self.hides(finding) else finding.message", "return finding.message",
           f"{_REPORT}nothing_personal_is_shown"),
    Mutant("writers/report/counted.py", "remaining = [total - sum(left[: at + 1])",
           "remaining = [total - left[at]", f"{_REPORT}every_way_of_leaving_adds_up"),
    Mutant("writers/documents/press.py",
           "return {name: escaped(text) for name, text in row.items()}", "return dict(row)",
           "test_documents.py"),
    Mutant("writers/documents/stencil.py", "if first >= start:", "if True:", "test_documents.py"),
    Mutant("writers/documents/drawing.py",
           "return pack(open_container(data), contents, ())", "return data", "test_documents.py"),
    Mutant("folder/settings.py", "yield f'#deadline: \"{day:%Y-%m-%d} {clock}\"'",
           "yield f'# deadline: \"{day:%Y-%m-%d} {clock}\"'",
           f"{_FOLDER}there_is_a_line_for_everything_that_may_be_changed"),
    Mutant("folder/making.py", 'newline="\\r\\n"', 'newline="\\n"',
           f"{_FOLDER}the_guide_opens_in_every_editor_and_is_of_this_campaign"),
    Mutant("folder/__init__.py", "if (above / SETTINGS).is_file():", "if False:",
           f"{_FOLDER}elsewhere_run_says_where_to_go"),
    Mutant("writers/notices.py", "else decision.reason,", "else decision.full_reason,",
           f"{_FILES}units_do_not_read_who_ruled_nor_of_the_other_side"),
    Mutant("registers/answers.py", "if Verb.PASSWORD.value in squash(written) else written",
           "if False else written", f"{_READ}what_is_told_of_a_password_does_not_tell_it"),
    Mutant("writers/returned.py", 'Severity.NOTE: "文件在截止时间之后收到，已同意受理。"',
           'Severity.NOTE: "文件在截止时间之后收到。"',
           f"{_LETTERS}whether_a_late_file_is_taken_is_asked_only_while_nobody_has_decided"),
    Mutant("cli/secretariat.py", "kept.name == CASES_FILE and", "False and",
           f"{_FILES}what_was_filled_in_is_said_to_be_read_and_kept_as_other_changes_are"),
    Mutant("writers/report/chased.py", " and (each.path, each.code) not in waived", "",
           f"{_REPORT}nobody_is_chased_for_what_is_settled"),
    Mutant("writers/report/decided.py", "case.weight is Weight.OUTCOME",
           "case.weight is Weight.FACT",
           f"{_REPORT}open_cases_are_told_by_kind_and_rulings_by_effect"),
    Mutant("writers/wording.py", "if code in TITLES else answer",
           "if code not in TITLES else answer", f"{_CHANGES}the_sheet_says_why"),
)  # fmt: skip

RULED = (*_RULINGS, *_WORKBOOK, *_COMPARED, *_SHOWN)
