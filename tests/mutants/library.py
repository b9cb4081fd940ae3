"""Mutants of what the library of campaigns needs: owners, quotas over boards, bodies, forms, lint's
advice, comparison of years; and of the campaigns themselves, whose examples must notice.
"""

from __future__ import annotations

from mutant import Mutant

_OWNERS, _QUOTAS = "test_owners.py::test_", "test_shared_quotas.py::test_"
_BODIES, _SELF = "test_review_bodies.py::test_", "test_self_sent.py::test_"
_ADVICE, _COMPARING = "test_campaign_advice.py::test_", "test_comparing.py::test_"
_EXAMPLE = "test_examples.py::test_a_table_is_letter_for_letter_the_expected_one"


def _of_campaign(name: str, old: str, new: str, campaign: str, table: str = "ledger") -> Mutant:
    return Mutant(f"../schemas/{name}.yaml", old, new, f"{_EXAMPLE}[{campaign}-{table}]")


LIBRARY = (
    # Owners
    Mutant(
        "subjects/__init__.py",
        '.when(pl.col("key") != "").then(pl.concat_str("owner", "key", separator=" "))',
        '.when(pl.col("key") != "").then("owner")',
        f"{_OWNERS}a_subject_is_one_name_of_one_owner",
    ),
    Mutant(
        "subjects/__init__.py",
        'pl.col("owner_key").alias("key"), "code").filter(',
        '"key", "code").filter(',
        f"{_OWNERS}the_code_and_the_owners_name_must_agree_whatever_the_project_is_called",
    ),
    Mutant(
        "eligibility.py",
        "if not (code and listed_code(subject))]",
        "]",
        f"{_OWNERS}a_winner_is_known_by_its_name_where_codes_do_not_differ",
    ),
    Mutant(
        "eligibility.py",
        "milder = Severity.QUERY if severity is Severity.ERROR else severity",
        "milder = severity",
        f"{_OWNERS}who_is_barred_is_the_owner",
    ),
    Mutant(
        "pipeline/lookalikes.py",
        'things.filter(pl.col("key").str.len_chars() >= _SHORTEST_TITLE)',
        "things",
        f"{_OWNERS}things_are_asked_about_by_name_and_owner",
    ),
    # Quotas over several boards
    Mutant(
        "quotas.py",
        "groups.append(set().union(*shared))",
        "groups += shared",
        f"{_QUOTAS}boards_that_are_linked_by_a_third_are_decided_together",
    ),
    Mutant(
        "quotas.py",
        "shared = (quota for quota in campaign.quotas if quota.boards[0] in ids)",
        "shared = ()",
        "test_decisions.py::test_decisions_are_those_of_the_plain_reference",
    ),
    Mutant(
        "quotas.py",
        "sum(adjustments.get(id_, 0) for id_ in quota.boards)",
        "0",
        f"{_QUOTAS}adjustments_of_a_unit_count_for_what_its_boards_share",
    ),
    # Bodies, and what goes back
    Mutant(
        "writers/review.py",
        "reviewing = [body_of.get(field, plan.body) for field in stated]",
        "reviewing = [plan.body for _ in stated]",
        f"{_BODIES}each_body_has_a_workbook_of_its_fields",
    ),
    Mutant(
        "writers/returned.py",
        'known = [f"{key} {name}" for key in known if name]',
        "known = [*known, name]",
        f"{_BODIES}another_project_of_an_owner_mends_nothing",
    ),
    Mutant(
        "model/campaign.py",
        'unit = "" if self.sends_itself else self.unit_key',
        "unit = self.unit_key",
        f"{_SELF}whoever_takes_part_is_the_unit_unless_the_receipt_tells_another",
    ),
    Mutant(
        "writers/board_sheets.py",
        "return not board.unit_key or board.sends_itself",
        "return not board.unit_key",
        f"{_SELF}the_secretariats_sheet_keeps_the_name_beside_the_sender",
    ),
    # Boards told apart
    Mutant(
        "locating/titles.py",
        "key=lambda title: (-len(title), title)",
        "key=lambda title: (len(title), title)",
        "test_locating_boards.py::test_the_longest_title_that_stands_in_a_text_counts",
    ),
    Mutant(
        "locating/titles.py",
        "return self.meant_by(ticked[0]) if len(ticked) == 1 else NOBODY",
        "return self.meant_by(ticked[0])",
        "test_locating_boards.py::test_a_cell_names_a_board_by_a_title_and_nothing_else",
    ),
    Mutant(
        "locating/telling.py",
        "return self.explained >= best.explained * _NEARLY and self.lacking <= best.lacking",
        "return self.explained >= best.explained * _NEARLY",
        "test_locating_boards.py::test_a_named_board_that_lacks_more_of_its_required_columns_is_not_taken",
    ),
    Mutant(
        "locating/telling.py",
        "_NEARLY = 0.8",
        "_NEARLY = 0.95",
        "test_locating_boards.py::test_a_named_board_is_taken_before_one_that_knows_an_optional_column_more",
    ),
    Mutant(
        "locating/telling.py",
        "return self.explained, self.told, -self.lacking, -self.unknown",
        "return self.explained, self.told, 0, -self.unknown",
        "test_locating_boards.py::test_of_boards_that_fit_alike_the_one_that_lacks_fewer_required_columns_is_taken",
    ),
    Mutant(
        "locating/lines.py",
        "range(row - 1, max(after, row - 1 - _LINES_OF_A_TITLE), -1)",
        "range(row - 1, max(0, row - 1 - _LINES_OF_A_TITLE), -1)",
        "test_locating_boards.py::test_a_title_above_another_table_tells_nothing_of_the_one_below",
    ),
    Mutant(
        "locating/headings.py",
        "at = most_told(fits) if values else best_of(fits)",
        "at = best_of(fits)",
        "test_locating_boards.py::test_columns_tell_nothing_of_rows_that_name_no_board_in_a_list_of_several",
    ),
    Mutant(
        "locating/sharing.py",
        "board = min(named) if len(named) == 1 else own",
        "board = own",
        "test_locating_boards.py::test_each_row_goes_to_the_board_it_names_the_others_stay",
    ),
    Mutant(
        "locating/sharing.py",
        "origins.get((row, at), row)",
        "row",
        "test_locating_boards.py::test_a_category_merged_down_counts_for_each_row",
    ),
    Mutant(
        "locating/rows.py",
        "return not is_titled and any(",
        "return any(",
        "test_locating_boards.py::test_tables_below_each_other_go_by_their_own_titles",
    ),
    Mutant(
        "ledger.py",
        '        said = [finding for finding in said if finding.board in ("", table.board)]\n',
        "",
        "test_shared_lists.py::test_a_column_missing_for_one_board_sends_back_its_rows_only",
    ),
    Mutant(
        "pipeline/numbering.py",
        "rows = sorted(row for table in tables for row in table.rows)",
        "rows = [row for table in tables for row in table.rows]",
        "test_shared_lists.py::test_entries_stand_in_the_order_of_the_rows_each_with_its_board",
    ),
    Mutant(
        "locating/template.py",
        "for located in others if located.is_told]",
        "for located in others if not located]",
        "test_locating_boards.py::test_rows_of_another_board_in_a_template_are_asked_about",
    ),
    Mutant(
        "naming.py",
        'unicodedata.normalize("NFKC", name)',
        "name",
        "test_shared_lists.py::test_an_e_mail_is_asked_for_its_subject",
    ),
    Mutant(
        "locating/fitting.py",
        "sorted(fittings, key=_deadline, reverse=True)",
        "fittings",
        "test_locating_boards.py::test_of_campaigns_that_fit_alike_the_one_with_the_later_deadline_is_taken",
    ),
    Mutant(
        "conversion/choices.py",
        "    option = means.get(option, option)\n    return",
        "    return",
        "test_shared_lists.py::test_another_title_in_the_column_is_read_as_the_board_s_own",
    ),
    # The language
    Mutant(
        "campaign/boards.py",
        "{**meta_of(piece), **meta_of(written)}",
        "{**meta_of(written), **meta_of(piece)}",
        "test_campaign.py::test_a_piece_may_be_one_of_a_registry_further_out_changed",
    ),
    Mutant(
        "campaign/__init__.py",
        "for part in (columns, local):",
        "for part in (local,):",
        "test_campaign.py::test_the_digest_knows_the_pieces_that_campaigns_share",
    ),
    Mutant(
        "campaign/advice.py",
        "if column.key != told_by:",
        "if True:",
        f"{_ADVICE}the_column_that_tells_the_board_needs_nothing",
    ),
    Mutant(
        "campaign/advice.py",
        "return set(map(str, some)) != set(map(str, others)) and",
        "return",
        f"{_ADVICE}choices_that_differ_a_little",
    ),
    Mutant(
        "comparing.py",
        "asks_more = after.required and (now == MUST or not before.required)",
        "asks_more = False",
        f"{_COMPARING}what_changed_and_what_it_means_for_a_filled_workbook",
    ),
    Mutant(
        "locating/claims.py",
        "return box.place in layout.boxes.merged",
        "return False",
        "test_form_templates.py::test_an_empty_form_is_no_entry",
    ),
    # Words
    Mutant(
        "validation.py",
        "or (finding.field in blank and finding.code != _TAKEN_FOR_BLANK)",
        "or False",
        "test_validation.py::test_a_cell_that_could_not_be_read_is_not_called_missing",
    ),
    Mutant(
        "validation.py",
        "if severity is Severity.QUERY and not is_usual_query:",
        "if severity is Severity.QUERY:",
        "test_validation.py",
    ),
    Mutant(
        "validation.py",
        'breach.code not in {code, "V101"}',
        'breach.code != "V101"',
        "test_validation.py::test_what_a_message_asks_for_fits_what_it_means",
    ),
    Mutant(
        "rules/wording.py",
        "(?:不符合[^，。]*条件，)?",
        "",
        "test_validation.py::test_what_a_message_asks_for_fits_what_it_means",
    ),
    Mutant(
        "rules/allowed.py",
        "return len(argument) == 1 and isinstance(argument[0], bool)",
        "return False",
        "test_validation.py::test_what_a_message_asks_for_fits_what_it_means",
    ),
    Mutant(
        "describing.py",
        "if column.required or code not in _OF_REQUIRED",
        "if code",
        "test_describing.py::test_what_is_judged_otherwise_than_usually",
    ),
    Mutant(
        "ledger.py",
        "list(dict.fromkeys(map(_place_and_title, ordered)))",
        "list(map(_place_and_title, ordered))",
        "test_ledger.py::test_reasons_name_up_to_three_places_in_column_order",
    ),
    Mutant(
        "pipeline/remarks.py",
        'if context.campaign.severities["Q101"] is not Severity.ERROR:',
        "if False:",
        "test_shared_quotas.py::test_an_entry_that_may_be_beyond_a_quota_is_asked_about",
    ),
    Mutant(
        "writers/book.py",
        'cell.replace("%", "%%")',
        "cell",
        "test_examples.py::test_a_table_is_letter_for_letter_the_expected_one[kczg-2022-ledger]",
    ),
    # The campaigns: a border moved by one, a quota changed
    _of_campaign("engineer-2025/young-engineer", '"1985-01-01"', '"1985-01-02"', "engineer-2025"),
    _of_campaign(
        "smart-manufacturing-2025/solution-project",
        "{limit: 1, per: [owner]",
        "{limit: 2, per: [owner]",
        "smart-manufacturing-2025",
    ),
    _of_campaign(
        "future-scene-2025/scene-side", '"2024-12-31"', '"2024-12-30"', "future-scene-2025"
    ),
    _of_campaign(
        "partner-research-2025/project",
        "per: [scientist, born]",
        "per: [scientist, organisation]",
        "partner-research-2025",
    ),
    _of_campaign("service-fund/key-project", "share: 0.2", "share: 0.21", "service-fund"),
    _of_campaign(
        "delta-research-2025/joint-project",
        "company_grant, times: 2",
        "company_grant, times: 1",
        "delta-research-2025",
    ),
    _of_campaign(
        "zhangjiang-2025/park-industry",
        "limit: 2, per: [unit]",
        "limit: 3, per: [unit]",
        "zhangjiang-2025",
    ),
    _of_campaign("strategic-6g-2025/free-exploration", "limit: 5", "limit: 6", "strategic-6g-2025"),
    _of_campaign(
        "key-technology-2025/frontier-crossing",
        "per: [owner, topic]",
        "per: [owner]",
        "key-technology-2025",
    ),
    _of_campaign("explorer-2025/co-funder", '"2024-09-01"', '"2024-09-02"', "explorer-2025"),
)
