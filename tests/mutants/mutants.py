"""Changes of the code that must turn a named test red: for each law, each rule, each decision.

A change is a file below toolkit/, a text that stands there exactly once, what to put in its place,
and the test that must fail. `tests/test_mutants.py` checks that every text still stands;
`python tests/mutants/run.py` makes the changes.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change; `test` is a test's id below tests/."""

    file: str
    old: str
    new: str
    test: str


_LAWS, _ON_FILES = "test_laws.py::test_", "test_laws_on_files.py::test_"
_DECISIONS = "test_decisions.py::test_"
_CONSERVED = f"{_LAWS}every_entry_has_one_outcome_and_every_outcome_occurs"
_FILES = f"{_ON_FILES}no_row_of_a_workbook_is_lost_and_cited_cells_hold_the_values_quoted"
_NO_SILENT_NO = f"{_LAWS}every_outcome_but_accepted_has_a_code_a_reason_and_a_place"
_QUOTA = f"{_LAWS}no_more_than_the_limit_and_nobody_out_while_a_place_is_free"
_FED_BACK = f"{_LAWS}the_accepted_entries_fed_back_are_all_accepted"
_INDEPENDENT = f"{_LAWS}one_more_entry_with_a_free_place_changes_no_other_outcome"
_BYTES = f"{_ON_FILES}the_same_batch_gives_the_same_bytes_in_another_process"

LAWS = (
    # 1 conservation
    Mutant("pipeline/deciding.py", "settled = ledger.settle(entries, deciding",
           "settled = ledger.settle(entries[1:], deciding", _CONSERVED),
    Mutant("model/entries.py", "if numbers != list(range(1, len(numbers) + 1)):",
           "if len(numbers) != len(set(numbers)):",
           f"{_LAWS}an_unbalanced_ledger_cannot_exist"),
    Mutant("locating/rows.py", 'findings.append(sheet.finding("S109", row, filled[0], why))',
           "pass", _FILES),
    Mutant("locating/rows.py", "telling = set(heading.columns.values()) - sheet.silent",
           "telling = set(heading.columns.values())", _FILES),
    # 2 no silent no
    Mutant("model/entries.py", "decision.codes and decision.reason",
           "decision.codes or decision.reason",
           f"{_LAWS}a_ledger_with_a_silent_no_cannot_exist"),
    Mutant("pipeline/deciding.py", "        *remarks.superseded(context, superseded),\n", "",
           _NO_SILENT_NO),
    Mutant("pipeline/remarks.py", "    yield from _repeated(context, comparison.repeats)\n", "",
           _NO_SILENT_NO),
    Mutant("pipeline/remarks.py", 'yield context.finding("Q101", number, context.board(entry)',
           'yield context.finding("Q102", number, context.board(entry)', _NO_SILENT_NO),
    # 3 order
    Mutant("intake.py", "return sorted(registered, key=_received_key), sorted(passed_over)",
           "return registered, sorted(passed_over)",
           "test_intake.py::test_unknown_times_go_by_natural_order"),
    Mutant("intake.py", "natural_key(arrival.path), arrival.path",
           "natural_key(arrival.path), str(arrival.file.stat().st_mtime)",
           "test_intake.py::test_unknown_times_go_by_natural_order"),
    # 4 quota
    Mutant("quotas.py", "if taken.get(scope, 0) >= limit}", "if taken.get(scope, 0) > limit}",
           _QUOTA),
    Mutant("quotas.py", "for number, quota in enumerate(board.quotas):",
           "for number, quota in enumerate(board.quotas[:1]):", _QUOTA),
    Mutant("quotas.py", "        if crowded:\n            full[place.entry] = crowded\n",
           "        if crowded:\n            full[place.entry] = crowded\n"
           "            for scope, _ in place.scopes:\n"
           "                taken[scope] = taken.get(scope, 0) + 1\n", _QUOTA),
    Mutant("pipeline/deciding.py", "called |= {contest: called.get(contest, 1) + 1",
           "candidates = candidates.filter(~pl.col('entry').is_in(list(cut.over)))\n"
           "        queued = subjects.order_rivals(candidates, latest)\n"
           "        called = {} and {contest: called.get(contest, 1) + 1",
           f"{_LAWS}a_place_that_came_free_is_taken"),
    # 5 provenance
    Mutant("model/cells.py", 'return format(raw, ".15g")', 'return format(raw, ".17g")', _FILES),
    Mutant("model/entries.py", "row = self.table.origins.get((self.row, column), self.row)",
           "row = self.row", _FILES),
    Mutant("conversion/__init__.py", "value=as_text(cells.raw(at, column.key)),",
           "value=as_text(cells.raw(at, column.key)).strip()[:9],",
           "test_examples.py::test_a_table_is_letter_for_letter_the_expected_one"),
    Mutant("pipeline/examining.py", "key: as_text(cells.raw(at, key)) for key in keys",
           "key: as_text(cells.raw(at, key))[:9] for key in keys", _FILES),
    # 7 idempotence
    Mutant("quotas.py", "        if members.height > limit:\n",
           "        if members.height >= limit:\n            limit -= members.height == limit\n",
           _FED_BACK),
    # 8 independence
    Mutant("subjects.py", 'key = ["subject", "board", "unit"]\n    last',
           'key = ["board", "unit"]\n    last', _INDEPENDENT),
    # 9 same bytes
    Mutant("writers/records.py", '"inputs": dict(sorted(run.inputs.items())),',
           '"inputs": {name: run.inputs[name] for name in set(run.inputs)},', _BYTES),
    Mutant("writers/records.py", '"campaign": run.campaign.id,',
           '"campaign": run.campaign.id,\n        "written": __import__("time").time(),', _BYTES),
)  # fmt: skip

_BESIDE = "test_publishing.py::test_a_kill_leaves_the_old_the_new_or_the_old_beside"
_SENDERS, _INTAKE, _KILLS = "test_senders.py::test_", "test_intake.py::test_", "test_publishing.py"
_LEDGER, _QUOTAS, _LISTS = "test_ledger.py::test_", "test_quotas.py::test_", "test_registers.py"
_ELIGIBLE, _SUBJECTS = "test_eligibility.py::test_", "test_subjects.py::test_"
_LIKENESS = "test_likeness.py::test_"
_ALL_PAIRS = f"{_LIKENESS}the_pairs_are_those_of_comparing_all"
_QUICK = "test_locating_shortcuts.py::test_quick_looks_find_what_exact_ones_find"

DECISIONS = (
    # errors decide
    Mutant("ledger.py", 'if any(not finding.code.startswith("E") for finding in deciding):',
           'if all(not finding.code.startswith("E") for finding in deciding):',
           f"{_LEDGER}errors_decide_returned_before_ineligible"),
    Mutant("ledger.py", "finding.severity is not Severity.ERROR or", "False or",
           f"{_LEDGER}errors_decide_returned_before_ineligible"),
    Mutant("ledger.py", "said = said + shared.get((table.submission, table.sheet), [])", "pass",
           f"{_DECISIONS}a_missing_column_returns_every_entry_of_its_sheet_and_no_other"),
    Mutant("ledger.py", "key=lambda finding: (finding.entry != 0, finding.ref.column)",
           "key=lambda finding: finding.entry != 0",
           f"{_LEDGER}reasons_name_up_to_three_places_in_column_order"),
    Mutant("ledger.py", "return 0 if kept in self.over else kept", "return kept",
           f"{_DECISIONS}nothing_is_kept_where_the_later_one_is_over_quota"),
    Mutant("ledger.py", "kept = self.kept.get(entry, entry)", "kept = entry",
           f"{_DECISIONS}kept_names_an_accepted_entry_where_the_later_one_is_a_duplicate"),
    Mutant("pipeline/deciding.py", 'filter(~pl.col("entry").is_in(list(deciding)))',
           "filter(pl.lit(value=True))", f"{_DECISIONS}entries_that_left_take_no_part"),
    # the same subject
    Mutant("rules/names.py", '("有限责任公司", "有限公司")', '("有限责任公司", "有限责任")',
           f"{_DECISIONS}names_written_otherwise_are_the_same_name"),
    Mutant("rules/names.py", 'not in "PZC"', 'not in "ZC"',
           "test_names.py::test_what_counts_of_a_name"),
    Mutant("rules/names.py", 'texts.str.replace_all(_DROPPED, "")', "texts",
           f"{_DECISIONS}names_written_otherwise_are_the_same_name"),
    Mutant("rules/names.py", 'unicodedata.normalize("NFKC", name)', "name",
           f"{_SUBJECTS}codes_group_alone_and_names_join_the_first"),
    Mutant("rules/names.py", "isinstance(value, str) and identifiers.is_credit_code(value)",
           "isinstance(value, str) and len(value) == 18",
           "test_names.py::test_only_a_code_with_right_checks_identifies"),
    Mutant("subjects.py", 'pl.col("code").first().alias("joined")',
           'pl.col("code").last().alias("joined")',
           f"{_SUBJECTS}codes_group_alone_and_names_join_the_first"),
    Mutant("subjects.py", 'is_not_null()).then("code:" + pl.col("code"))',
           'is_not_null()).then("code:" + pl.col("joined"))',
           f"{_SUBJECTS}two_codes_are_never_in_one_group"),
    Mutant("subjects.py", '.otherwise(pl.concat_str(pl.lit("entry:"), "entry"))',
           '.otherwise(pl.lit("name:"))',
           f"{_SUBJECTS}codes_group_alone_and_names_join_the_first"),
    # superseded, repeated, duplicate
    Mutant("subjects.py", 'pl.col("position").max().alias("last")',
           'pl.col("position").min().alias("last")',
           f"{_DECISIONS}a_later_submission_of_the_same_unit_supersedes"),
    Mutant("pipeline/remarks.py", "key, asked, Severity.QUERY)", "key, asked)",
           f"{_DECISIONS}superseding_by_name_alone_is_a_query_at_the_name"),
    Mutant("subjects.py", 'key = ["subject", "board", "submission"]',
           'key = ["subject", "submission"]',
           f"{_SUBJECTS}on_two_boards_nothing_is_repeated"),
    Mutant("subjects.py", "descending=[latest_stands, False]", "descending=[False, False]",
           f"{_DECISIONS}a_campaign_may_keep_the_latest"),
    Mutant("pipeline/deciding.py", "            if turn + 1 == called.get(contest, 1)\n",
           "            if turn + 1 < called.get(contest, 1)\n",
           f"{_DECISIONS}a_duplicate_of_an_entry_over_quota_competes_again"),
    Mutant("pipeline/remarks.py",
           "return board.code_key if code and code == self.code(other) else board.name_key",
           "return board.name_key",
           f"{_DECISIONS}the_earlier_received_stands_and_the_other_unit_keeps_its_place"),
    # quotas
    Mutant("quotas.py", "(self.channels(unit) if self.campaign.stacking else 1)", "1",
           f"{_QUOTAS}a_limit_is_places_times_channels_plus_adjustments"),
    Mutant("quotas.py", 'adjustments.get("", 0) + ', "",
           f"{_QUOTAS}a_limit_is_places_times_channels_plus_adjustments"),
    Mutant("quotas.py", 'ordered = competing.sort("rank", "entry", nulls_last=True',
           'ordered = competing.sort("rank", "entry", nulls_last=False',
           f"{_QUOTAS}entries_without_rank_come_after_those_with"),
    Mutant("quotas.py", 'ordered = competing.sort("rank", ', "ordered = competing.sort(",
           f"{_QUOTAS}places_go_by_rank_then_received_order_then_entry"),
    Mutant("quotas.py", 'if key not in ("unit", "field")]', 'if key != "unit"]',
           f"{_QUOTAS}entries_without_a_field_are_counted_together"),
    Mutant("quotas.py", 'if key not in ("unit", "field")]', "if key in ()]",
           f"{_QUOTAS}entries_that_name_no_applicant_share_no_place"),
    Mutant("pipeline/remarks.py", "or row.accepted >= row.limit:", "or row.accepted > row.limit:",
           f"{_DECISIONS}unused_places_are_noted_once_per_unit_and_board_with_entries"),
    # eligibility
    Mutant("eligibility.py", "winner.year in board.past_years and ", "",
           f"{_ELIGIBLE}only_the_years_and_titles_of_the_notice_are_out"),
    Mutant("eligibility.py", "(board.title, *board.past_titles)", "(board.title,)",
           f"{_ELIGIBLE}only_the_years_and_titles_of_the_notice_are_out"),
    Mutant("eligibility.py", "key = board.code_key if by_code else board.name_key",
           "key = board.name_key", f"{_ELIGIBLE}a_winner_is_known_by_code_else_by_name"),
    Mutant("eligibility.py", "received == deadline and deadline.time() == time()",
           "received == deadline", f"{_ELIGIBLE}a_deadline_at_an_hour_includes_that_minute"),
    Mutant("eligibility.py", "(name in value or value in name)", "name == value",
           f"{_ELIGIBLE}a_value_that_is_not_on_its_list_is_asked_about_at_its_cell"),
    # lookalikes
    Mutant("likeness.py", '_LOOSE_PARTS = ("股份", "集团")', '_LOOSE_PARTS = ("股份",)',
           f"{_LIKENESS}loose_likeness_asks"),
    Mutant("likeness.py", "        yield CHANGED, _changed(gone)\n", "",
           f"{_LIKENESS}loose_likeness_asks"),
    Mutant("likeness.py", 'alive = alive.filter(pl.col("length") >= place)',
           'alive = alive.filter(pl.col("length") > place)',
           f"{_LIKENESS}a_name_that_lacks_but_the_last_character_is_met_at_its_end"),
    Mutant("likeness.py", "        place = end\n", "        place = end + 1\n", _ALL_PAIRS),
    Mutant("likeness.py", "letters.is_duplicated())", "letters.is_duplicated().not_())",
           _ALL_PAIRS),
    Mutant("likeness.py", 'pl.len().over("loose") <= _MANY_ALIKE',
           'pl.len().over("loose") < _MANY_ALIKE',
           f"{_LIKENESS}where_many_are_alike_all_are_compared_with_the_first"),
    Mutant("rules/names.py", '{_KEPT}]*$"', '{_KEPT}]*"',
           "test_names.py::test_a_column_of_names_has_the_key_of_each"),
    # quick looks at cells and rows
    Mutant("locating/ordinary.py", " or name.strip() == example:", ":", _QUICK),
    Mutant("locating/ordinary.py", "ideograph_outside(labels).search",
           "ideograph_outside(frozenset()).search", _QUICK),
    Mutant("locating/ordinary.py", " and not first.strip().startswith(EXAMPLES)", "",
           "test_locating_shortcuts.py::test_an_ordinary_row_is_told_at_a_look"),
    Mutant("locating/headings.py", "(numbers if self.headings.numbers_below else 0)", "0",
           "test_locating_shortcuts.py"
           "::test_years_written_as_numbers_below_a_metric_count_as_headings"),
    Mutant("locating/headings.py", "earlier = (-row,", "earlier = (row,",
           "test_locating.py::test_titles_totals_notes_and_blank_rows_are_no_entries"),
    Mutant("locating/headings.py", "if most < best_rank[0]:", "if most <= best_rank[0]:", _QUICK),
    Mutant("locating/headings.py", "for text in (*texts, _NUMERALS)", "for text in texts",
           "test_locating_shortcuts.py::test_strange_characters"),
    Mutant("locating/rows.py", "if not empty and is_surely_entry(cells):",
           "if is_surely_entry(cells):", _QUICK),
    # senders
    Mutant("senders.py", '_NUMBERING.sub("", _LABEL_AFTER', "(_LABEL_AFTER",
           f"{_SENDERS}folders_and_file_names_tell_after_their_numbering_is_cut"),
    Mutant("senders.py", "for name in (unit.name, *unit.aliases)", "for name in (unit.name,)",
           f"{_SENDERS}names_are_compared_by_key_or_alias_after_cutting"),
    Mutant("senders.py", "key=lambda found: len(found[0]),", "key=lambda found: -len(found[0]),",
           f"{_SENDERS}folders_and_file_names_tell_after_their_numbering_is_cut"),
    Mutant("senders.py", 'return Finding("S105", Severity.QUERY, strongest.ref',
           'return Finding("S105", Severity.ERROR, strongest.ref',
           f"{_SENDERS}a_stronger_source_with_an_unknown_name_is_a_query"),
    # intake
    Mutant("intake.py", "return arrival.received is None, received",
           "return arrival.received is not None, received",
           f"{_INTAKE}known_times_come_first_and_in_their_order"),
    Mutant("pipeline/running.py", "if arrival.sha256 and arrival.sha256 in seen:",
           "if arrival.path in seen:",
           f"{_INTAKE}every_file_has_its_status_and_code"),
    Mutant("intake.py", 'name.startswith(("~$", "._"))', 'name.startswith("._")',
           f"{_INTAKE}files_that_are_no_submissions_are_passed_over"),
    Mutant("intake.py", "if not file.resolve(strict=True).is_relative_to(real_inbox):",
           "if not file.resolve(strict=True):",
           f"{_INTAKE}links_out_dead_links_and_pipes_are_not_opened"),
    # registers
    Mutant("registers.py", '_SEVERAL = re.compile(r"[；;\\n]+")',
           '_SEVERAL = re.compile(r"[；;、\\n]+")',
           f"{_LISTS}::test_a_fault_is_named_with_its_cell"),
    Mutant("registers.py", "if owner != name or", "if False or",
           f"{_LISTS}::test_a_fault_is_named_with_its_cell"),
    # replacing OUT
    Mutant("writers/publishing.py", "        saved = _save_edited(out)\n", "        saved = []\n",
           f"{_KILLS}::test_edited_and_added_files_are_moved_beside"),
    Mutant("writers/publishing.py", "        if out.exists():\n            out.rename(old)\n",
           "        _remove(out)\n", _BESIDE),
    Mutant("writers/publishing.py", "    mark.touch()\n", "    mark.touch()\n    mark.unlink()\n",
           f"{_KILLS}::test_the_run_after_a_kill_succeeds_and_leaves_nothing_beside"),
    Mutant("writers/publishing.py", "if any(out.iterdir()) and not is_ours(out):", "if False:",
           f"{_KILLS}::test_a_folder_with_anything_else_in_it_is_left_alone"),
    Mutant("writers/publishing.py", "if beside.exists() and not _is_leftover(beside):", "if False:",
           f"{_KILLS}::test_a_person_s_own_folder_beside_is_never_deleted"),
    # large tables and boards
    Mutant("writers/cells.py", '_LOOKS_ESCAPED.sub("_x005F", escaped(text))',
           '_LOOKS_ESCAPED.sub("_x005F", text)',
           "test_book.py::test_rows_of_xml_hold_what_cells_one_by_one_hold"),
    Mutant("writers/lines.py", "len(run) - max(int((room - used) / 2), 0)", "len(run)",
           "test_book.py::test_wrapped_lines_never_too_few"),
    Mutant("writers/volumes.py", "if held and len(taken) + len(own) > most:",
           "if held and len(taken) + len(own) >= most:",
           "test_writers_volumes.py::test_whole_units_stand_together"),
    Mutant("writers/volumes.py", "if len(part) > most:", "if len(part) > most and levels[1:]:",
           "test_writers_volumes.py::test_every_entry_stands_in_one_volume_and_none_is_too_large"),
    Mutant("writers/board_sheets.py", "_columns(piece, before + start)", "_columns(piece, start)",
           "test_writers_volumes.py::test_a_large_board_has_workbooks_beside_the_master"),
    Mutant("writers/review_details.py", "start = start if at % BLOCKS_ON_A_SHEET else 0",
           "start = start if at else 0",
           "test_writers_volumes.py::test_details_of_very_many_entries_stand_on_several_sheets"),
)  # fmt: skip

_CELLS, _NUMBERS = "test_rules_cells.py::test_cell", "test_rules_identifiers.py::test_numbers"
_CELL_SCREENS = "test_screens_cells.py::test_"
_SCREENED = f"{_CELL_SCREENS}what_is_right_passes_and_what_is_wrong_does_not"
_OFFICIAL = f"{_CELL_SCREENS}columns_of_official_numbers_are_judged_as_each_number_is"
_ROW_SCREENS = "test_screens_rows.py::test_"
_SCORE_SCREENS = "test_screens_sme.py::test_"
_ELIGIBLE_SCREEN = f"{_SCORE_SCREENS}eligible_companies"
_PAIRS, _NAMES = "test_rules_records.py::test_comparisons", "test_rules_names.py::test_"

RULES = (
    Mutant("rules/value_type.py", '"number": (is_number,',
           '"number": (lambda value: isinstance(value, int | float),', _CELLS),
    Mutant("rules/required.py", "or value is not None:", "or value:", _CELLS),
    Mutant("rules/minimum.py", "or value >= argument:", "or value > argument:", _CELLS),
    Mutant("rules/maximum.py", "or value <= argument:", "or value < argument:", _CELLS),
    Mutant("rules/minimum_length.py", "or len(value) >= argument:", "or len(value) > argument:",
           _CELLS),
    Mutant("rules/maximum_length.py", "or len(value) <= argument:", "or len(value) < argument:",
           _CELLS),
    Mutant("rules/allowed.py", "given = value if isinstance(value, list) else [value]",
           "given = [value]", _CELLS),
    Mutant("rules/pattern.py", 'else f"{pattern}$"', "else pattern", _CELLS),
    Mutant("rules/word_count.py", 'if count > argument.get("max", count):',
           'if len(value) > argument.get("max", count):', _CELLS),
    Mutant("rules/share.py", "0 <= value <= 1:", "0 <= value <= 100:", _CELLS),
    Mutant("rules/not_before.py", "value >= date.fromisoformat", "value > date.fromisoformat",
           _CELLS),
    Mutant("rules/not_after.py", "value <= date.fromisoformat", "value < date.fromisoformat",
           _CELLS),
    Mutant("rules/founded_within.py", 'argument["of"] - argument["years"]',
           'argument["of"] - argument["years"] - 1', _CELLS),
    Mutant("rules/age_at_most.py", " - ((on.month, on.day) < (born.month, born.day))", "", _CELLS),
    Mutant("rules/born_not_before.py", "value >= date.fromisoformat", "value > date.fromisoformat",
           _CELLS),
    Mutant("rules/email.py", 'unicodedata.normalize("NFKC", text)', "text", _CELLS),
    Mutant("rules/phone.py", 'return kind != "landline"', "return True", _CELLS),
    Mutant("rules/strategic_industry.py", 'bare = plain.removesuffix("产业")', "bare = plain",
           _CELLS),
    Mutant("rules/credit_code.py", "(_wrong_kind, _wrong_shape, _wrong_checks)",
           "(_wrong_shape, _wrong_checks, _wrong_kind)", _NUMBERS),
    Mutant("rules/identifiers.py", "return code[16] == inner and code[17]", "return code[17]",
           _OFFICIAL),
    Mutant("rules/identifiers.py", "and code[:2] in prefixes()", "",
           "test_names.py::test_only_a_code_with_right_checks_identifies"),
    Mutant("rules/resident_id.py", "if identifiers.birth_date(number) is None:", "if False:",
           _NUMBERS),
    Mutant("rules/region.py", 'return "V402", f"只写了', 'return "V401", f"只写了',
           f"{_NAMES}places"),
    Mutant("rules/industry_code.py", "if industries.is_named(code, name):",
           "if industries.codes_of(name):", f"{_NAMES}industries"),
    Mutant("rules/mean_of.py", "mean = sum(map(fraction, given), Fraction()) / len(given)",
           "mean = sum(map(fraction, given), Fraction()) / len(argument)",
           "test_rules_records.py::test_means"),
    Mutant("rules/figures.py", "return abs(fraction(stated) - computed) >= unit",
           "return abs(fraction(stated) - computed) > unit", "test_rules_records.py::test_means"),
    Mutant("rules/ratio_of.py", "or both[1] == 0:", "or not all(both):",
           "test_rules_records.py::test_ratios"),
    Mutant("rules/at_most_of.py", 'argument.get("times", 1)) *', "1) *", _PAIRS),
    Mutant("rules/at_least_of.py", 'argument.get("times", 1)) *', "1) *", _PAIRS),
    Mutant("rules/at_most_share_of.py", "if fraction(value) <= most:", "if fraction(value) < most:",
           _PAIRS),
    Mutant("rules/same_scale_as.py", "and other > 0 and", "and other >= 0 and", _PAIRS),
    Mutant("rules/required_when.py", 'return tests == [("given", False)]', "return True", _PAIRS),
    Mutant("rules/sme_points.py", "results=max(", "results=sum(",
           "test_rules_records.py::test_the_official_score"),
    Mutant("rules/sme_score.py", "or value in points.totals:", "or value == points.totals[0]:",
           "test_rules_records.py::test_the_official_score"),
    Mutant("rules/sme_eligible.py", "if points.staff == 0:", "if points.staff < 0:",
           "test_rules_records.py::test_who_can_be_a_small_technology_company"),
    # The screens of the rules that judge one cell.
    Mutant("rules/value_type.py", "(columns.own == columns.own.floor()) & ", "", _SCREENED),
    Mutant("rules/value_type.py", " & (columns.own.abs() < _FIRST_FLOAT)", "", _SCREENED),
    Mutant("rules/required.py", "return columns.own.is_not_null()",
           "return everywhere(columns.own)", _SCREENED),
    Mutant("rules/screens.py", "return nearest if nearest == number else None", "return nearest",
           _SCREENED),
    Mutant("rules/minimum.py", "columns.own >= bound", "columns.own > bound", _SCREENED),
    Mutant("rules/maximum.py", "columns.own <= bound", "columns.own < bound", _SCREENED),
    Mutant("rules/minimum_length.py", "else length >= argument", "else length > argument",
           _SCREENED),
    Mutant("rules/maximum_length.py", "else length <= argument", "else length < argument",
           _SCREENED),
    Mutant("rules/screens.py", "columns.own.str.len_chars()", "columns.own.str.len_bytes()",
           _SCREENED),
    Mutant("rules/allowed.py", ".list.len() == 0", ".list.len() < 2", _SCREENED),
    Mutant("rules/allowed.py", "if is_number(choice)]", "]",
           f"{_CELL_SCREENS}true_means_that_the_rule_holds"),
    Mutant("rules/pattern.py", "each_distinct(columns.own, lambda text: _matches(text, argument))",
           "columns.own.str.contains(argument, strict=False)", _SCREENED),
    Mutant("rules/word_count.py", "beyond_ascii - spaces + runs", "beyond_ascii + runs",
           f"{_CELL_SCREENS}any_character_is_counted_as_word_counts_it_or_left_alone"),
    Mutant("rules/word_count.py", '    r"|[A-Za-z]’[A-Za-z]"\n', "",
           f"{_CELL_SCREENS}any_character_is_counted_as_word_counts_it_or_left_alone"),
    Mutant("rules/word_count.py", "if least > 0 else texts.str.len_chars()",
           "if least < 0 else texts.str.len_chars()", _SCREENED),
    Mutant("rules/share.py", "is_between(0, 1)", "is_between(0, 100)", _SCREENED),
    Mutant("rules/not_before.py", "columns.own >=", "columns.own >", _SCREENED),
    Mutant("rules/not_after.py", "columns.own <=", "columns.own <", _SCREENED),
    Mutant("rules/born_not_before.py", "columns.own >=", "columns.own >", _SCREENED),
    Mutant("rules/founded_within.py", "columns.own >=", "columns.own >", _SCREENED),
    Mutant("rules/age_at_most.py", "(birthday > on.month", "(birthday >= on.month", _SCREENED),
    Mutant("rules/credit_code.py", " & ~identifiers.resident_ids(codes)", "",
           f"{_CELL_SCREENS}a_resident_number_that_passes_as_a_credit_code_is_in_doubt"),
    Mutant("rules/identifiers.py", " & (whole % 31 == 0)", "", _OFFICIAL),
    Mutant("rules/identifiers.py", " & (inner % 11 == 0)", "", _OFFICIAL),
    Mutant("rules/identifiers.py", " & (sums % 11 == 1)", "", _OFFICIAL),
    Mutant("rules/identifiers.py", "|2000)0229", "|[12]900)0229",
           f"{_CELL_SCREENS}every_day_of_two_centuries_can_be_a_birthday"),
    Mutant("rules/resident_id.py", "identifiers.resident_ids(columns.own) if argument",
           "identifiers.identifying_codes(columns.own) if argument", _SCREENED),
    Mutant("rules/phone.py", "(china.general_desc, china.fixed_line)", "(china.general_desc,)",
           f"{_CELL_SCREENS}a_landline_passes_only_where_it_can_be_called"),
    Mutant("rules/phone.py", '"landline": landlines}', '"landline": mobiles | landlines}',
           _SCREENED),
    Mutant("rules/email.py", "(?i:com|", "(?i:test|com|", _SCREENED),
    Mutant("rules/email.py", "texts.str.len_bytes() <= _SHORT", "texts.str.len_bytes() > 0",
           f"{_CELL_SCREENS}an_address_that_is_too_long_is_no_ordinary_one"),
    Mutant("rules/region.py", "each_distinct(columns.own, _is_known)",
           "each_distinct(columns.own, bool)", _SCREENED),
    Mutant("rules/strategic_industry.py", "each_distinct(texts, _is_known)",
           "each_distinct(texts, bool)", _SCREENED),
    Mutant("rules/industry_code.py", "each_distinct(texts, lambda text: not _faults(text))",
           "each_distinct(texts, bool)", _SCREENED),
    Mutant("rules/screens.py", "texts.drop_nulls().unique()", "texts.drop_nulls()",
           f"{_CELL_SCREENS}each_distinct_text_is_asked_about_once"),
    Mutant("rules/screens.py", "texts.set(settled, None)", "texts",
           f"{_CELL_SCREENS}only_what_is_not_settled_is_asked_about"),
    Mutant("rules/required_when.py", "value=not asks_for_one_of_two", "value=True",
           f"{_ROW_SCREENS}blanks"),
    Mutant("rules/required_when.py", "kind, found > date", "kind, found >= date",
           f"{_ROW_SCREENS}blanks"),
    Mutant("rules/required_when.py", "found != (name == shown(value=True))",
           "found != (name == shown(value=False))", f"{_ROW_SCREENS}blanks"),
    Mutant("rules/required_when.py", "if (number := _number(name)) is None else found != number",
           "if kind else found", f"{_ROW_SCREENS}blanks"),
    Mutant("rules/required_when.py", 'column.is_null() | (column == "")', "column.is_null()",
           f"{_ROW_SCREENS}blanks"),
    Mutant("rules/mean_of.py", "return none_given |", "return columns.own.is_null() | none_given |",
           f"{_ROW_SCREENS}means"),
    Mutant("rules/ratio_of.py", " | (divisors == 0)", "", f"{_ROW_SCREENS}ratios"),
    Mutant("rules/figure_columns.py", ".abs() + doubt) / divisor", ".abs()) / divisor",
           f"{_ROW_SCREENS}means_that_are_a_unit_off_are_in_doubt"),
    Mutant("rules/figure_columns.py", "product.abs() * 2 +", "product.abs() * 9 +",
           f"{_ROW_SCREENS}means_of_counts_and_of_money_as_a_workbook_has_them_all_pass"),
    Mutant("rules/figure_columns.py", '& (pl.col("most_decimals") <= decimals)', "",
           f"{_ROW_SCREENS}means"),
    Mutant("rules/figure_columns.py", '& _stand_for_whole(pl.col("scaled"))', "",
           f"{_ROW_SCREENS}means"),
    Mutant("rules/figure_columns.py", "pl.max_horizontal(apart, stated.abs() / _MOST_DIGITS)",
           "apart", f"{_ROW_SCREENS}means"),
    Mutant("rules/figure_columns.py", "return figures <= others", "return figures < others",
           f"{_ROW_SCREENS}comparisons"),
    Mutant("rules/figure_columns.py", "clearly = most - figures > doubt",
           "clearly = most >= figures", f"{_ROW_SCREENS}comparisons"),
    Mutant("rules/figure_columns.py", "return clearly | (", "return clearly & (",
           f"{_ROW_SCREENS}comparisons"),
    Mutant("rules/at_least_of.py", "surely_at_most(-columns.own, times, -bounds[0])",
           "surely_at_most(columns.own, times, bounds[0])", f"{_ROW_SCREENS}comparisons"),
    Mutant("rules/at_most_of.py", "return bounds[0].is_null() |", "return",
           f"{_ROW_SCREENS}comparisons"),
    Mutant("rules/at_most_share_of.py", "surely_at_most(columns.own, share, wholes[0])",
           "surely_at_most(columns.own, fraction(1), wholes[0])", f"{_ROW_SCREENS}comparisons"),
    Mutant("rules/same_scale_as.py", "other * _SURELY_NO_JUMP", "other * _JUMP",
           f"{_ROW_SCREENS}comparisons"),
    Mutant("rules/same_scale_as.py", " | (other <= 0) |", " |", f"{_ROW_SCREENS}comparisons"),
    Mutant("rules/sme_columns.py", "is_unscored | (is_known & sure)", "is_unscored | sure",
           f"{_SCORE_SCREENS}official_scores"),
    Mutant("rules/sme_columns.py", "pl.when(sales <= 0, costs <= 0)", "pl.when(sales <= 0)",
           f"{_SCORE_SCREENS}official_scores"),
    Mutant("rules/sme_columns.py", "is_reached = dividends * float(whole) >=",
           "is_reached = dividends * float(whole) >", f"{_SCORE_SCREENS}official_scores"),
    Mutant("rules/sme_score.py", "for total in TOTALS)", "for total in TOTALS[:1])",
           f"{_SCORE_SCREENS}official_scores"),
    Mutant("rules/sme_eligible.py", '(pl.col("staff") > 0) & passes', "passes", _ELIGIBLE_SCREEN),
    Mutant("rules/sme_eligible.py", "(found <= most[name])", "(found < most[name])",
           _ELIGIBLE_SCREEN),
    Mutant("rules/sme_eligible.py", "(found.list.len() > 1) | ", "", _ELIGIBLE_SCREEN),
)  # fmt: skip

_BLOCKS = "test_reading_blocks.py::test_"
_AHEAD = "test_reading_ahead.py::test_"
_BOTH_READERS = f"{_BLOCKS}what_the_fast_reader_gives_is_what_the_careful_one_gives"
_FAR_CELLS = f"{_BLOCKS}room_for_far_cells_is_counted_before_it_is_reserved"

READING = (
    Mutant("reading/budget.py", "return self._are_in(seam) or self._are_in(piece)",
           "return self._are_in(piece)", f"{_BLOCKS}a_document_type_is_seen_across_pieces"),
    Mutant("reading/budget.py", "if checksum != info.CRC:", "if checksum < 0:",
           "test_reading_refusals.py::test_a_member_that_is_not_what_its_checksum_says"),
    Mutant("reading/row_blocks.py", "memoryview(piece)[:cut])), piece[cut:]",
           "memoryview(piece)[:cut])), piece[cut + 5 :]", f"{_BLOCKS}blocks_are_the_part"),
    Mutant("reading/ooxml_formats.py", "{*self._expected, column} - self._styles.keys()",
           "{*self._expected} or {column}", f"{_AHEAD}formats_are_the_same_however_asked_for"),
    Mutant("reading/ooxml_formats.py", "            if not is_waiting():\n                return\n",
           "            if not is_waiting():\n                break\n",
           f"{_AHEAD}formats_are_the_same_however_asked_for"),
    Mutant("pipeline/batches.py", 'result.kind != "timed out"', 'result.kind == "timed out"',
           f"{_AHEAD}a_large_file_that_ends_its_child_is_read_carefully"),
    Mutant("reading/ooxml_survey.py", 'rb"[^>]*><(?:v>[^ \\n\\r\\t<]|', 'rb"[^>]*><(?:v>|',
           _BOTH_READERS),
    Mutant("reading/ooxml_survey.py", 'if rows.hold(b" </v>"):', 'if rows.hold(b"  </v>"):',
           "test_reading_xlsx.py::test_an_odd_cell_costs_nobody_else"),
    Mutant("reading/ooxml_survey.py", "bottom, right = max(bottom, last) + rows, right + widest",
           "bottom, right = max(bottom, last) + rows, right", _FAR_CELLS),
    Mutant("reading/ooxml_survey.py", "if is_rough_enough and rough <= max(DENSE_AREA,",
           "if is_rough_enough or rough <= max(DENSE_AREA,", _FAR_CELLS),
    Mutant("reading/ooxml_strings.py", '_STRING_END = b"</si>"', '_STRING_END = b"si>"',
           "test_reading_refusals.py::test_a_long_text_used_too_often"),
    Mutant("reading/ooxml_strings.py", 'if b"<!" in strings or strings.count',
           "if strings.count", "test_reading_refusals.py::test_a_long_text_used_too_often"),
    Mutant("model/number_format.py", '+ (2 if "%" in section else 0)', "",
           f"{_BLOCKS}decimals_of_a_format"),
)  # fmt: skip

_LONG = (
    "test_conversion_columns.py"
    "::test_what_people_are_known_to_write_reads_the_same_in_a_long_column"
)
_LONG_NAME, _LONG_CODE, _LONG_PHONE, _LONG_LEVEL, _LONG_RANK, _LONG_SHARE = (
    f"{_LONG}[xlsx-{key}]" for key in ("name", "code", "phone", "level", "rank", "share")
)
_SAME = "test_screening.py::test_findings_are_the_same_with_and_without_screening"
_HELD = "test_entries_in_columns.py::test_"
_TOGETHER = "test_batches.py::test_files_that_share_a_batch_give_what_each_gives_alone"

# Columns from the start, and the screen before Cerberus.
COLUMNS = (
    Mutant("conversion/plain.py", "& ~((numbers == 0) & (1 / numbers < 0))", "", _LONG_RANK),
    Mutant("conversion/plain.py", "(size < _WHOLE_BELOW)", "(size < 1e17)", _LONG_RANK),
    Mutant("conversion/plain.py", "numbers.is_between(-1, 1)", "numbers.is_between(-99, 99)",
           _LONG_SHARE),
    Mutant("conversion/plain.py", "texts.str.contains(_CREDIT_CODE) & ~is_lost",
           "texts.str.contains(_CREDIT_CODE)", _LONG_CODE),
    Mutant("conversion/plain.py", "(texts.str.strip_chars(EDGES) == texts)", "(texts == texts)",
           _LONG_NAME),
    Mutant("conversion/plain.py", " | short.str.to_lowercase().is_in(_BLANKS)", "", _LONG_NAME),
    Mutant("conversion/plain.py", "if not read.code and read.value is not None:",
           "if read.value is not None:", _LONG_LEVEL),
    Mutant("conversion/plain.py", 'is_plain &= ~texts.str.ends_with(".0")', "pass", _LONG_PHONE),
    Mutant("conversion/__init__.py", "sorted(said, key=lambda each: each[:2])", "said",
           "test_conversion_columns.py::test_findings_stand_in_the_order_of_entries_then_columns"),
    Mutant("model/columns.py", "self._spans[bisect_right(self._firsts, at + 1) - 1]",
           "self._spans[bisect_right(self._firsts, at) - 1]",
           f"{_HELD}entries_are_a_sequence"),
    Mutant("model/columns.py", "{at + height: texts for at, texts in part.originals.items()}",
           "part.originals", f"{_HELD}joined_parts_keep_their_numbers_places_and_how_cells_stood"),
    Mutant("pipeline/examining.py", "replace(finding, entry=table.first + at)",
           "replace(finding, entry=at + 1)", _TOGETHER),
    Mutant("screening.py", "own.is_null() | screen).fill_null(value=False)",
           "own.is_null() | screen).fill_null(value=True)", _SAME),
    Mutant("screening.py", "screen = pl.lit(value=False)", "screen = pl.lit(value=True)",
           "test_screening.py::test_a_rule_without_a_screen_sends_its_column_to_cerberus"),
    Mutant("screening.py", "if name not in SILENT_WITHOUT_COLUMN]",
           "if name in SILENT_WITHOUT_COLUMN]",
           "test_screening.py::test_a_column_that_is_not_there_is_in_doubt_where_its_rule_speaks"
           "_all_the_same"),
    Mutant("screening.py", "frame.with_columns(frame[name].clone().scatter(at, shown))",
           "frame.with_columns(frame[name].clone().scatter(at, [0] * len(at)))",
           "test_screening.py::test_a_mean_is_right_by_what_its_cell_shows_not_by_what_others_show"),
    Mutant("rules/minimum.py", "screen=_screen",
           "screen=lambda _, columns: columns.own == columns.own", _SAME),
)  # fmt: skip

MUTANTS = (*LAWS, *DECISIONS, *RULES, *READING, *COLUMNS)
