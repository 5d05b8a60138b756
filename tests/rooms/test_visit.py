"""The visit by its services, on both engines: records, pictures with consent, interviews, and the offline file."""
from __future__ import annotations

import json
from datetime import timedelta

import pytest

from app.demo.cast import EVIDENCE
from app.engagement import queries, visiting
from app.papers.queries import download
from methodologies.kernel.rules import NotFound, NotOpen, NotYours, Refusal
from tests.rooms.commission import Commission, broken
from tests.rooms.pictures import jpeg

HERE = {"lat": "36.071000", "lon": "121.454000"}


def at_site(case: Commission) -> dict:
    """The desk review is done; gives back who acts on which day."""
    case.start()
    case.judge_evidence()
    case.move("finish_desk", "val1", focus="计量点位。")
    return {"by": case.who["val1"], "today": case.today}


def picture(case: Commission, data: bytes | None = None, **said: str) -> int:
    day = case.today.isoformat()
    told = {"site": "升压站", "at": "", "lat": "", "lon": "", "consent_by": "林海", "consent_on": day, **said}
    return visiting.add_picture(case.work, told, "a.jpg", data or jpeg(), by=case.who["val1"], today=case.today)


def test_a_record_says_where_when_and_who_and_everything_wrong_is_told_at_once(case: Commission):
    acting = at_site(case)
    tomorrow = case.today + timedelta(days=1)

    with pytest.raises(Refusal) as refusal:
        visiting.record_site(case.work, {"site": "码头", "person": "val3", "at": f"{tomorrow}T10:00", "lat": "91",
                                         "lon": "12x"}, **acting)
    with pytest.raises(Refusal) as empty:
        visiting.record_site(case.work, {"site": "升压站", "note": "看了。"}, **acting)
    for outsider, refused in (("val3", NotYours), ("owner1", NotYours), ("stranger", NotFound)):
        with pytest.raises(refused):
            visiting.record_site(case.work, {}, by=case.who[outsider], today=case.today)
    visiting.record_site(case.work, {"site": "升压站", "person": "val2", "at": f"{case.today}T10:20", **HERE}, **acting)

    assert [where for _, where in broken(refusal)] == ["/site", "/person", "/at", "/lat", "/lon"]
    assert [where for _, where in broken(empty)] == ["/person", "/at", "/lat", "/lon"]
    shown = case.seen_by("owner1")
    assert [(s.site, s.seen_at, s.who, s.origin) for s in shown.sites] == [("升压站", "10:20", "许正", "typed")]
    assert shown.sites_unseen == ()


def test_records_outside_the_days_of_the_visit_hold_the_visit_back(case: Commission):
    acting, before = at_site(case), case.today - timedelta(days=1)
    visiting.record_site(case.work, {"site": "升压站", "person": "val1", "at": f"{before}T10:20", **HERE}, **acting)
    day = case.today.isoformat()

    with pytest.raises(Refusal) as refusal:
        case.move("finish_visit", "val1", visited_from=day, visited_to=day, people="林海")

    assert broken(refusal) == [("R-50c", "/sites/1")]


def test_a_picture_without_consent_is_refused_and_one_with_it_is_kept(case: Commission):
    at_site(case)
    tomorrow = (case.today + timedelta(days=1)).isoformat()

    for said in ({"consent_by": ""}, {"consent_on": ""}, {"consent_by": "  "}):
        with pytest.raises(Refusal) as refusal:
            picture(case, **said)
        assert broken(refusal) == [("R-50d", "/consent_by")]
    with pytest.raises(Refusal) as late:
        picture(case, at=f"{case.today - timedelta(days=1)}T10:00")
    with pytest.raises(Refusal) as wrong:
        picture(case, site="码头", consent_on=tomorrow, at="soon", lat="36")
    assert case.seen_by("val1").shots == ()
    assert picture(case) == 1

    assert broken(late) == [("R-50d", "/consent_by")]
    assert {where for _, where in broken(wrong)} == {"/site", "/at", "/lon", "/consent_on"}


def test_what_the_file_says_stands_beside_what_was_typed_and_contradictions_show(case: Commission):
    at_site(case)
    day = case.today.isoformat()
    stamp = f"{case.today:%Y:%m:%d} 10:20:30"
    beijing = {"stamp": stamp, "lat": (36, 4, 15.6), "lon": (121, 27, 14.4)}

    picture(case, jpeg(**beijing), at=f"{day}T10:25", lat="36.071000", lon="121.454000")
    picture(case, jpeg(**beijing), at=f"{day}T12:25", lat="36.271000", lon="121.454000")
    picture(case, jpeg(), at=f"{day}T10:25", lat="36.071000", lon="121.454000")
    near, far, silent = case.seen_by("val1").shots

    assert near.read == {"at": f"{day}T10:20", "lat": "36.071000", "lon": "121.454000"}
    assert (near.apart, near.contradicts, near.silent) == ((5, 0.0), False, False)
    assert far.typed["at"] == f"{day}T12:25" and far.read == near.read and far.contradicts
    assert far.apart[0] == 125 and 22 < far.apart[1] < 23
    assert (silent.apart, silent.contradicts, silent.silent) == ((None, None), False, True)
    assert case.seen_by("owner1").shots == ()


def test_a_record_may_take_time_and_place_from_a_picture_that_says_both(case: Commission):
    acting = at_site(case)
    stamp = f"{case.today:%Y:%m:%d} 09:05:00"
    picture(case, jpeg(stamp=stamp, lat=(36, 4, 15.6), lon=(121, 27, 14.4)))
    picture(case)
    said = {"site": "升压站", "person": "val1", "at": "", "lat": "", "lon": ""}

    with pytest.raises(Refusal) as silent:
        visiting.record_site(case.work, {**said, "picture": "2"}, **acting)
    visiting.record_site(case.work, {**said, "picture": "1"}, **acting)

    assert broken(silent) == [("INPUT", "/picture")]
    site = case.seen_by("val1").sites[0]
    assert (site.seen_at, site.latitude, site.origin) == ("09:05", "36.071000", "picture")


def test_the_report_waits_for_a_signed_interview(case: Commission):
    acting = at_site(case)
    heard = {"name": "王表", "role": "值班长", "on": case.today.isoformat(), "person": "val1",
             "talk": [["如何抄表？", "两人抄表。"]]}

    with pytest.raises(Refusal) as refusal:
        visiting.hear(case.work, {**heard, "name": "", "talk": [["只有问？", ""]]}, **acting)
    n = visiting.hear(case.work, heard, **acting)
    unsigned = queries.dossier(case.work, case.who["val1"], case.today).heard[0]
    visiting.sign_sheet(case.work, n, "签字.pdf", EVIDENCE, **acting)
    signed = queries.dossier(case.work, case.who["val1"], case.today).heard[0]
    ref = signed.scan_href.rpartition("/")[2]

    assert [where for _, where in broken(refusal)] == ["/talk/0"]
    assert (unsigned.scan_href, signed.scan_name) == ("", "签字.pdf")
    assert download(ref, by=case.who["val3"], today=case.today).name == "签字.pdf"
    with pytest.raises(NotFound):
        download(ref, by=case.who["owner1"], today=case.today)


# --- the offline file

def offline(case: Commission, **changed) -> bytes:
    said = {"template": "visit_1_0", "engagement": case.work,
            "sites": [{"site": "升压站", "person": "val1", "at": f"{case.today}T10:20", **HERE, "note": "相符。"}],
            "checklist": [{"key": "R-49-eia_approval", "answer": "yes", "note": "现场再看。"}],
            "interviews": [{"name": "王表", "role": "值班长", "on": case.today.isoformat(), "person": "val2",
                            "talk": [["如何抄表？", "两人抄表。"]]}]}
    return json.dumps({**said, **changed}, ensure_ascii=False).encode()


def test_an_offline_file_is_taken_whole_and_once(case: Commission):
    acting = at_site(case)

    taken = visiting.take_file(case.work, "visit.json", offline(case), **acting)
    with pytest.raises(Refusal) as twice:
        visiting.take_file(case.work, "visit.json", offline(case), **acting)

    shown = case.seen_by("val1")
    assert taken == (1, 1, 1) and broken(twice) == [("INPUT", "/file")]
    assert [(s.site, s.origin) for s in shown.sites] == [("升压站", "file")]
    assert [(i.name, i.who, i.talk) for i in shown.heard] == [("王表", "许正", (("如何抄表？", "两人抄表。"),))]
    assert ("现场再看。" in {p.note for p in shown.points}) and [p.slot.key for p in shown.papers] == ["visit-1"]


HOSTILE = {
    "[]": [""], "{}": ["/template", "/engagement"], '"x"': [""],
    '{"template": "visit_1_0", "engagement": "VA-1999-0001", "sites": {}, "evil": 1}': [
        "/engagement", "/evil", "/sites"],
}


@pytest.mark.parametrize("text", HOSTILE)
def test_a_file_that_is_no_record_is_refused_at_each_place(case: Commission, text: str):
    acting = at_site(case)

    with pytest.raises(Refusal) as refusal:
        visiting.take_file(case.work, "visit.json", text.encode(), **acting)

    assert [where for _, where in broken(refusal)] == HOSTILE[text]


def test_every_bad_entry_of_a_file_is_told_at_once_and_nothing_is_stored(case: Commission):
    acting = at_site(case)
    bad = offline(case, sites=[{"site": "码头", "person": "x", "at": "2026-13-01T10:20", "lat": "1e9", "lon": "NaN",
                                "note": "x"}, "text", {"site": "升压站", "at": 7}, {"site": "升压站", "hack": "x"}],
                  checklist=[{"key": "none", "answer": "perhaps"}, {"key": "R-49-eia_approval", "note": "\x00"}],
                  interviews=[{"name": "", "role": "", "on": "x", "person": "", "talk": []},
                              {"name": "a", "talk": [["q"], ["q", 1], ["x" * 5001, "a"]]}])

    with pytest.raises(Refusal) as refusal:
        visiting.take_file(case.work, "visit.json", bad, **acting)

    assert [where for _, where in broken(refusal)] == [
        "/sites/0/site", "/sites/0/person", "/sites/0/at", "/sites/0/lat", "/sites/0/lon", "/sites/1", "/sites/2/at",
        "/sites/3/hack", "/checklist/0/key", "/checklist/0/answer", "/checklist/1/note", "/interviews/0/name",
        "/interviews/0/role", "/interviews/0/talk", "/interviews/0/person", "/interviews/0/on", "/interviews/1/talk/0",
        "/interviews/1/talk/1", "/interviews/1/talk/2"]
    shown = case.seen_by("val1")
    assert (shown.sites, shown.heard, shown.papers) == ((), (), ())


def test_a_file_deeper_than_any_record_and_one_too_long_are_refused(case: Commission):
    acting = at_site(case)

    for data in (b"[" * 200_000 + b"]" * 200_000, offline(case, sites=[{}] * 501)):
        with pytest.raises(Refusal):
            visiting.take_file(case.work, "visit.json", data, **acting)


def test_after_the_visit_nothing_more_is_recorded(case: Commission):
    case.start()
    case.visit()

    with pytest.raises(NotOpen):
        case.record("升压站")
