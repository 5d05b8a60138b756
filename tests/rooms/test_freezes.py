"""Judicial freezes with their waiting list, and suspensions of trading."""
from __future__ import annotations

import uuid
from datetime import timedelta

import pytest

from app.credits import queries, service
from app.credits.ranges import Pick
from app.inbox import queries as inbox
from app.sanctions import service as sanctions
from methodologies.kernel.rules import NotFound, Refusal
from tests.databases import ENGINES
from tests.rooms.clients import client_of
from tests.rooms.courts import account_no, another_court, balance, home_of, pieces, with_court
from tests.rooms.offices import Offices

LIFTING = {"lifting_no": "（2026）鲁01执9号之二"}


@pytest.fixture(params=ENGINES)
def office(request, told):
    return with_court(Offices(told("issued", request.param)))


@pytest.fixture
def lite(told):
    return with_court(Offices(told("issued")))


def broken(call) -> list[tuple[str, str]]:
    with pytest.raises(Refusal) as refusal:
        call()
    return [(b.rule.id, b.where) for b in refusal.value.broken if b.rule.grade == "refuse"]


def begun(office: Offices, total: str = "1000", who: str = "court1", kind: str = "freeze") -> str:
    return service.begin(kind, account_no(office), [], total=total, by=office.who[who], today=office.today,
                         key=uuid.uuid4().hex)


def asked(office: Offices, total: str = "1000", days: int = 30, number: str = "（2026）鲁01执9号") -> str:
    ref = begun(office, total)
    office.move(service, ref, "ask", "court1", organ="court", document_no=number,
                expires_on=(office.today + timedelta(days=days)).isoformat())
    return ref


def frozen(office: Offices, total: str = "1000", **said) -> str:
    ref = asked(office, total, **said)
    office.two(service, ref, "freeze", "registry1", "registry2")
    return ref


def state(office: Offices, ref: str) -> str:
    return queries.show(ref, by=office.who["registry1"], today=office.today).line.state.key


def test_a_court_names_an_account_and_an_amount_and_the_lowest_free_serials_are_frozen(lite):
    before = balance(lite)["available"]

    ref = frozen(lite)

    first = pieces(lite)[0]
    assert balance(lite) == {"available": before - 1000, "judicial_frozen": 1000}
    assert (first.lo, first.hi, first.bonds) == (1, 1000, [{"kind": "court", "ref": ref, "was": "available"}])


def test_a_later_document_waits_and_takes_effect_by_itself_when_the_first_is_gone(office):
    first = frozen(office, days=10)
    second, third = _same(office, first, "第2号"), _same(office, first, "第3号")
    refused = broken(lambda: office.move(service, second, "freeze", "registry1"))
    for ref in (second, third):
        office.two(service, ref, "queue", "registry1", "registry2")
    line = queries.show(third, by=office.who["registry1"], today=office.today).more
    early = service.end_due(office.today)

    office.two(service, first, "lift", "registry1", "registry2", **LIFTING)
    ended = service.end_due(office.today)              # there was nothing left for the clock

    assert refused == [("R-117b", f"/freezes/{first}")]
    assert [(q.place, q.ref, q.state.key, q.mine) for q in line] == [
        (1, first, "frozen", False), (2, second, "waiting", False), (3, third, "waiting", True)]
    assert (early, ended, state(office, second), state(office, third)) == (0, 0, "frozen", "waiting")
    assert {bond["ref"] for piece in pieces(office) for bond in piece.bonds} == {second}


def _same(office: Offices, other: str, number: str) -> str:
    """A further document about the very serials of another one, entered by the registry."""
    held = queries.show(other, by=office.who["registry1"], today=office.today).ranges
    ref = service.begin("freeze", account_no(office), [Pick(r.serial) for r in held], by=office.who["registry1"],
                        today=office.today, key=uuid.uuid4().hex)
    office.move(service, ref, "ask", "registry1", organ="public_security", document_no=number,
                expires_on=(office.today + timedelta(days=90)).isoformat())
    return ref


def test_a_freeze_expires_by_the_clock_unless_it_was_prolonged(lite):
    short, long = frozen(lite, "10", days=5), frozen(lite, "20", days=5)
    later = lite.today + timedelta(days=6)
    lite.move(service, long, "prolong", "court1", document_no="（2026）鲁01执9号之一",
                expires_on=(lite.today + timedelta(days=60)).isoformat())

    ended = service.end_due(later)

    assert (ended, state(lite, short), state(lite, long)) == (1, "expired", "frozen")
    assert balance(lite)["judicial_frozen"] == 20


def test_a_freeze_is_prolonged_to_a_later_day_and_never_cut_short(lite):
    ref = frozen(lite, "10", days=30)
    prolong = lambda days: lite.move(service, ref, "prolong", "court1", document_no="（2026）鲁01执9号之一",
                                     expires_on=(lite.today + timedelta(days=days)).isoformat())

    for wrong in (lambda: prolong(0), lambda: prolong(30)):
        assert broken(wrong) == [("R-117h", "/expires_on")]
    prolong(31)

    ended = [service.end_due(lite.today + timedelta(days=days)) for days in (31, 32)]
    assert (ended, state(lite, ref)) == ([0, 1], "expired")


def test_the_holder_spends_nothing_between_the_end_of_one_freeze_and_the_next(lite):
    first = frozen(lite, "100")
    second = _same(lite, first, "第2号")
    lite.two(service, second, "queue", "registry1", "registry2")
    lite.move(service, second, "lift", "registry1", **LIFTING)             # and the second person does not come

    lite.two(service, first, "lift", "registry1", "registry2", **LIFTING)

    assert (state(lite, first), state(lite, second)) == ("lifted", "frozen")
    assert balance(lite)["judicial_frozen"] == 100 and service.end_due(lite.today) == 0


def test_a_later_document_lies_at_once_on_what_no_earlier_one_has_a_claim_on_and_waits_for_the_rest(lite):
    total = sum(piece.tonnes for piece in pieces(lite))
    first, second = frozen(lite, "100"), asked(lite, str(total), number="（2026）鲁02执1号")
    third = asked(lite, str(total), number="（2026）鲁03执1号")

    queued = broken(lambda: lite.move(service, second, "queue", "registry1"))
    lite.two(service, second, "freeze", "registry1", "registry2")
    behind = broken(lambda: lite.move(service, third, "freeze", "registry1"))
    lite.two(service, third, "queue", "registry1", "registry2")
    under = lambda: [sum(p.tonnes for p in pieces(lite) if p.is_bound_by(ref)) for ref in (first, second, third)]
    before = under()
    lite.two(service, first, "lift", "registry1", "registry2", **LIFTING)
    after = under()
    lite.two(service, second, "lift", "registry1", "registry2", **LIFTING)

    assert queued == [("R-117d", "/ahead")] and {rule for rule, _ in behind} == {"R-117b"}
    assert (before, after, under()) == ([100, total - 100, 0], [0, total, 0], [0, 0, total])


def test_what_left_the_account_before_a_freeze_was_laid_saves_nothing_else_from_it(lite):
    spent = begun(lite, "1", "owner1", "retirement")
    lite.two(service, spent, "request", "owner1", "owner2", beneficiary="甲", purpose="event", user="other",
             use_year=str(lite.today.year), abroad="no", statement="乙")
    lite.move(service, spent, "take_up", "registry1")
    ref = asked(lite)
    seen = [client_of(lite.who["owner1"]).get(f"/freezes/{ref}").status_code]
    lite.move(service, spent, "retire", "registry1")

    lite.two(service, ref, "freeze", "registry1", "registry2")

    seen.append(client_of(lite.who["owner1"]).get(f"/freezes/{ref}").status_code)
    assert (balance(lite)["judicial_frozen"], balance(lite)["retired"], seen) == (999, 1, [404, 200])


def test_a_ruling_moves_frozen_credits_and_every_lower_lien_falls_and_is_told(office):
    suspension = begun(office, "", "registry1", "suspension")
    office.two(service, suspension, "suspend", "registry1", "registry2", ground="breach", authority="registry",
               clause="登记规则第10条", reason="未按期补正。")
    ref, receiver = frozen(office), account_no(office, "stranger")
    ruling = {"ruling_no": "（2025）鲁01民初3号", "ruling_from": office.today.isoformat(), "recipient": receiver}
    wrong = broken(lambda: office.move(service, ref, "transfer", "registry1",
                                       **{**ruling, "recipient": account_no(office)}))

    office.two(service, ref, "transfer", "registry1", "registry2", **ruling)

    told = queries.show(suspension, by=office.who["owner1"], today=office.today).history
    assert wrong == [("R-117e", "/recipient")]
    assert balance(office, "stranger") == {"available": 1000} and "judicial_frozen" not in balance(office)
    assert (state(office, ref), told[0].kind) == ("transferred", "lien_fell")


def test_a_freeze_without_an_organ_a_number_or_a_day_to_come_names_all_that_is_wrong(lite):
    ref = begun(lite)

    wrong = broken(lambda: lite.move(service, ref, "ask", "court1", organ="court", document_no=" x ",
                                     expires_on=(lite.today - timedelta(days=1)).isoformat()))

    assert wrong == [("R-117a", "/expires_on")]


def test_a_court_s_desk_sees_no_holdings_and_others_begin_no_freeze(lite):
    page = queries.choice("freeze", account_no(lite), lite.who["court1"])
    seen = client_of(lite.who["court1"]).get(f"/credits/new/freeze?account={account_no(lite)}")

    assert page.held == () and page.by_total and seen.status_code == 200 and 'name="total"' in seen.text
    with pytest.raises(NotFound):
        begun(lite, who="stranger")


def test_another_court_s_desk_knows_nothing_of_a_freeze_nor_any_desk_of_what_the_registry_enters(lite):
    another_court(lite)
    mine, entered = begun(lite, "10"), begun(lite, "20", "registry1")
    refs = lambda who: {line.ref for line in queries.listing("freeze", lite.who[who]).lines}
    waits = lambda who: repr(inbox.inbox(lite.who[who], lite.today))

    assert (refs("court1"), refs("court9"), refs("registry2")) == ({mine}, set(), {mine, entered})
    assert mine in waits("court1") and mine not in waits("court9")
    for ref, who in ((mine, "court9"), (entered, "court1")):
        with pytest.raises(NotFound):
            queries.show(ref, by=lite.who[who], today=lite.today)
    with pytest.raises(NotFound):
        lite.move(service, mine, "ask", "court9", organ="court", document_no="x", expires_on="2030-01-01")


def test_the_holder_sees_a_freeze_once_it_is_laid_and_can_not_spend_what_it_lies_on(lite):
    draft, ref = begun(lite), frozen(lite, str(sum(p.tonnes for p in pieces(lite))))
    see = lambda what: client_of(lite.who["owner1"]).get(f"/freezes/{what}").status_code
    retire = service.begin("retirement", account_no(lite), [], total="10", by=lite.who["owner1"], today=lite.today,
                           key=uuid.uuid4().hex)

    wrong = broken(lambda: lite.move(service, retire, "request", "owner1", beneficiary="甲", purpose="event",
                                     user="other", use_year="2026", abroad="no", statement="乙"))

    told = queries.show(ref, by=lite.who["owner1"], today=lite.today)
    assert (see(draft), see(ref)) == (404, 200)
    assert told.said[0] == (("提出机关", "Organ"), ("人民法院", "Court"))
    assert ("司法冻结", "Frozen by a court") in [(each.zh, each.en) for each in told.history]
    assert ("R-124", "/ranges/0") in wrong


def test_a_suspension_lies_on_all_that_the_account_holds_on_the_day_it_is_confirmed(office):
    freeze = frozen(office, "40")
    ref, wish = begun(office, "", "exchange1", "suspension"), begun(office, "1", "owner1", "retirement")
    office.two(service, freeze, "lift", "registry1", "registry2", **LIFTING)
    held = sum(p.tonnes for p in pieces(office))

    office.two(service, ref, "suspend", "exchange1", "registry2", ground="breach", authority="exchange",
               clause="交易规则第45条", reason="频繁大额撤单。")
    during = balance(office)
    stopped = broken(lambda: office.move(
        service, wish, "request", "owner1", beneficiary="示范会议组委会", purpose="event", user="other",
        use_year=str(office.today.year), abroad="no", statement="会议碳中和"))
    office.two(service, ref, "ask_lifting", "owner1", "owner2", reason="已整改。")
    office.two(service, ref, "lift", "registry1", "registry2", reason="整改属实。")

    assert during == {"admin_frozen": held} and balance(office) == {"available": held}
    assert ("R-118c", "/account") in stopped


def test_what_a_suspended_account_acquires_later_bears_no_lien_and_is_kept_from_use_by_rule(lite):
    suspension, freeze = begun(lite, "", "registry1", "suspension"), frozen(lite, "40")
    lite.two(service, suspension, "suspend", "registry1", "registry2", ground="breach", authority="registry",
             clause="登记规则第10条", reason="未按期补正。")
    ruling = {"ruling_no": "（2025）鲁01民初3号", "ruling_from": lite.today.isoformat()}
    lite.two(service, freeze, "transfer", "registry1", "registry2", recipient=account_no(lite, "stranger"), **ruling)
    back = service.begin("freeze", account_no(lite, "stranger"), [], total="40", by=lite.who["court1"],
                         today=lite.today, key=uuid.uuid4().hex)
    lite.move(service, back, "ask", "court1", organ="court", document_no="（2026）鲁01执10号",
              expires_on=(lite.today + timedelta(days=30)).isoformat())
    lite.two(service, back, "freeze", "registry1", "registry2")
    lite.two(service, back, "transfer", "registry1", "registry2", recipient=account_no(lite), **ruling)
    wish = begun(lite, "40", "owner1", "retirement")

    stopped = broken(lambda: lite.move(service, wish, "request", "owner1", beneficiary="甲", purpose="event",
                                       user="other", use_year=str(lite.today.year), abroad="no", statement="乙"))

    assert balance(lite)["available"] == 40
    assert stopped == [("R-118c", "/account")]


def test_a_suspension_for_false_credits_ends_after_the_ordered_cancellation_alone(lite):
    case = sanctions.open_case(home_of(lite, "owner1").credit_code, "R-129", lite.today.isoformat(), "虚假数据。",
                               by=lite.who["province1"], today=lite.today, key=uuid.uuid4().hex)
    lite.move(sanctions, case, "investigate", "province1")
    ref = begun(lite, "", "registry1", "suspension")
    said = {"ground": "investigation", "authority": "province", "document_no": "演示立〔2026〕1号", "reason": "立案。"}

    unproved = broken(lambda: lite.move(service, ref, "suspend", "registry1", **{**said, "document_no": ""}))
    lite.two(service, ref, "suspend", "registry1", "registry2", **said)
    lite.move(sanctions, case, "hear", "province1", statement="无异议。")
    lite.move(sanctions, case, "propose_measure", "province1", kind="order_cancel", quantity="500")
    lite.move(sanctions, case, "decide", "province1", number="演示罚〔2026〕9号", reason="属实。")

    wrong = broken(lambda: lite.move(service, ref, "lift", "registry1", reason="恢复。"))
    assert unproved == [("R-115", "/document_no")]
    assert wrong == [("R-118a", "/case"), ("R-118a", "/cancel_left_t")]
