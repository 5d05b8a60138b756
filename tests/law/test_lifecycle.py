"""What a move calls for, deadlines, settings, and documents as data."""
from datetime import date

import pytest

from methodologies.kernel.rules import Refusal
from workflows import documents, lifecycle, settings
from workflows.calendar import CALENDAR
from workflows.documents import DESIGN, PAPERS, REPORT, SLOTS
from workflows.lifecycle import STAGES, Next, caused, deadline, opens
from workflows.registration import REGISTRATION, State


def test_a_bodys_report_is_the_upload_on_its_application():
    assert opens("validation", "issue_positive") == (Next("move", "registration", "upload_positive", "application"),)
    assert opens("verification", "issue_negative") == (Next("move", "issuance", "upload_negative", "application"),)


def test_a_released_notice_opens_the_bodys_work():
    assert opens("registration", "release") == (Next("open", "validation", "", "engagement"),)
    assert opens("issuance", "release") == (Next("open", "verification", "", "engagement"),)


@pytest.mark.parametrize("trigger", ["return", "grant_withdrawal", "terminate", "refuse", "upload_negative"])
def test_a_filing_that_ends_gives_its_period_back(trigger):
    assert opens("issuance", trigger) == (Next("move", "monitoring", "release", "period"),)
    assert opens("registration", trigger) == ()


def test_everything_called_for_exists_and_can_be_taken_by_whoever_took_the_first_move():
    for stage in STAGES.values():
        for move in stage.moves:
            for after in opens(stage.name, move.trigger):
                if after.kind == "open":
                    assert after.stage in STAGES
                    continue
                taken = [each for each in STAGES[after.stage].moves if each.trigger == after.trigger]
                assert taken
                assert all(move.actors & each.actors for each in taken)


def test_a_move_that_another_causes_is_no_button():
    assert caused("registration", "upload_positive")
    assert caused("monitoring", "claim")
    assert not caused("registration", "terminate")


def test_every_deadline_of_a_table_is_a_setting():
    for stage in STAGES.values():
        for move in stage.moves:
            assert move.due == "" or settings.SETTINGS[move.due].unit in ("WD", "CD")


def test_the_notice_ends_when_its_window_does():
    due = deadline(REGISTRATION.move("release", State.PUB_REVIEW), date(2026, 7, 16))

    assert due.on == date(2026, 8, 13)


def test_a_released_notice_keeps_its_window_whatever_day_it_is():
    window = CALENDAR.notice_window(date(2026, 7, 17))

    due = deadline(REGISTRATION.move("release", State.PUB_REVIEW), date(2026, 9, 1), notice=window)

    assert due == window.ends


def test_the_bodys_hundred_days_count_from_the_first_day_of_the_notice():
    window = CALENDAR.notice_window(date(2026, 7, 17))

    due = deadline(REGISTRATION.move("end", State.ON_NOTICE), date(2026, 8, 14), notice=window)

    assert due.on == date(2026, 10, 25)


def test_a_review_is_due_fifteen_working_days_after_the_application():
    apply = REGISTRATION.move("apply", State.BODY_DONE)

    assert deadline(apply, date(2026, 7, 17)).on == date(2026, 8, 7)
    longer = {**settings.DEFAULTS, "review.project_wd": 16}
    assert deadline(apply, date(2026, 7, 17), settings=longer).on == date(2026, 8, 10)


def test_a_move_without_a_term_has_no_deadline():
    assert deadline(REGISTRATION.move("return", State.PUB_REVIEW), date(2026, 7, 17)) is None


def test_a_rule_knows_where_it_is_obeyed():
    assert lifecycle.where_obeyed("R-81") == ("issuance.submit", "issuance.upload_positive", "issuance.recommission",
                                              "issuance.register", "verification.accept",
                                              "verification.issue_positive")


# --- settings

def test_stored_settings_overlay_the_defaults():
    read = settings.read({"pub.days_wd": "21", "elig.start_after": "2013-01-01", "vvb.limit_hard": "true"})

    assert (read["pub.days_wd"], read["elig.start_after"], read["vvb.limit_hard"]) == (21, date(2013, 1, 1), True)
    assert read["review.project_wd"] == 15


def test_every_bad_setting_is_named():
    bad = {"pub.days_wd": "x", "no.such": "1", "red.window_anchor": "some_day", "vvb.limit_hard": "1",
           "elig.start_after": "2013-02-30"}

    with pytest.raises(Refusal) as refusal:
        settings.read(bad)

    assert [b.where for b in refusal.value.broken] == [f"/settings/{key}" for key in bad]


def test_every_default_reads_back_from_its_text():
    assert settings.read({key: each.text for key, each in settings.SETTINGS.items()}) == settings.DEFAULTS


def test_every_setting_has_both_languages():
    assert all(each.zh and each.en and each.zh != each.en and each.rule for each in settings.SETTINGS.values())


# --- documents

@pytest.mark.parametrize("template", [DESIGN, REPORT], ids=lambda each: each.id)
def test_a_template_has_each_code_once_and_everything_in_both_languages(template):
    codes = [each.code for each in template.sections]

    assert len(codes) == len(set(codes))
    for each in template.sections:
        assert each.zh and each.en and each.zh != each.en
        assert each.guidance_zh and each.guidance_en
        assert set(each.slots) <= set(SLOTS)
        assert each.publication == "public" or (each.reason_zh and each.reason_en)


def test_the_design_template_has_the_sections_of_the_guide_in_order():
    codes = [each.code for each in DESIGN.sections]

    assert codes[0] == "A.1.1"
    assert codes.index("A.2.3") < codes.index("B.1") < codes.index("B.6.3") < codes.index("C.3") < codes.index("D.2")


def test_every_field_of_a_methodology_has_one_place_and_strangers_go_to_the_rest():
    names = ("project_name", "turbines", "crediting_to", "something_new")

    places = DESIGN.places(names)

    assert sorted(name for some in places.values() for name in some) == sorted(names)
    assert places["A.3"] == ("something_new",)
    assert places["C.3"] == ("crediting_to",)


def test_a_required_section_without_text_is_pointed_at():
    full = {each.code: "有" for each in DESIGN.sections}

    assert DESIGN.empty(full) == ()
    assert DESIGN.empty({**full, "C.1": "  "}) == ("/sections/C.1",)
    assert DESIGN.empty({**full, "B.7.2": ""}) == ()


def test_a_document_that_is_not_public_says_why():
    for each in SLOTS.values():
        assert each.zh and each.en and each.zh != each.en
        assert each.stage in STAGES and each.made in ("upload", "printed", "version")
        assert each.publication in documents.LEVELS
        assert bool(each.reason) == (each.publication != "public")


def test_prices_fine_readings_and_exact_vectors_start_as_not_public():
    assert {SLOTS[key].publication for key in ("settlement_vouchers", "meter_readings")} == {"private"}
    assert SLOTS["boundary_map"].publication == "redacted"


def test_missing_documents_are_pointed_at():
    wanted = documents.missing("registration", "submit", {"feasibility_study", "project_approval", "eia_approval"},
                               sector="01")
    sink = documents.missing("registration", "submit", {"business_licence", "construction_start"}, sector="14")

    assert wanted == ("/documents/business_licence", "/documents/construction_start")
    assert sink == ("/documents/project_approval", "/documents/planting_design", "/documents/tenure")
    assert documents.slot("no_such_slot") is None


def test_a_slot_that_is_needed_names_a_move_of_its_stage():
    for each in SLOTS.values():
        triggers = {move.trigger for move in STAGES[each.stage].moves}
        assert each.needed_for == "" or each.needed_for in triggers


def test_the_slots_that_rules_ask_for_exist():
    from tests.law.builders import EVIDENCE, VERIFIED, issuance_facts, registration_facts

    assert EVIDENCE | VERIFIED | issuance_facts().documents | registration_facts().documents <= set(SLOTS)


def test_every_printed_paper_has_a_slot_to_come_back_to():
    assert {each.key for each in SLOTS.values() if each.made == "printed"} == set(PAPERS)
    assert all(SLOTS[key].stage == paper.stage for key, paper in PAPERS.items())


def test_a_commitment_letter_is_filled_in_both_languages():
    paragraphs = PAPERS["commitment_letter"].paragraphs({"project_name": "甲项目"})

    assert "“甲项目”" in paragraphs[0][0] and "“甲项目”" in paragraphs[0][1]


def test_a_form_is_never_printed_with_a_hole():
    with pytest.raises(KeyError):
        PAPERS["application_form"].form({"ref": "PA-2026-0001"})


def test_an_unknown_template_is_no_template():
    with pytest.raises(FileNotFoundError):
        documents.template("design_removal_9_9")
