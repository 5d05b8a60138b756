"""What an account held at any instant and on any day, and the life of serials, on both databases."""
from __future__ import annotations

import ast
import csv
import io
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

import config
from app import clock
from app.credits import service  # noqa: F401  (each stage of credits declares its effects)
from app.credits.effects import EFFECTS
from app.credits.queries import NOUN_OF
from app.database import reading, transaction
from app.evidence import calls
from app.fields.outgoing import csv_of
from app.ledger import acts, held, queries
from app.ledger.forms import period_of
from app.ledger.histories import Reader, history
from app.ledger.pieces import Span, end, give, lay
from app.ledger.serials import Block, read_any
from app.ledger.statement_sheet import statement_csv
from app.ledger.statements import net_of
from app.ledger.words import ACTS
from app.models.credit import LETTERS, place_of
from app.models.ledger import Account
from app.models.party import Organisation
from methodologies.kernel.rules import NotFound, Unreadable
from tests.promises.acting import PROJECT, open_accounts

START = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)        # ten in the morning of Beijing
DAY = timedelta(days=1)
NOW = START + 9 * DAY


def on(n: int) -> date:
    return START.date() + n * DAY


def shape(n: int, kind: str, lo: int, hi: int, change, subject: str = "PL-2026-0001", at=None) -> None:
    """An act of day n on serials of the first batch."""
    at = at or START + n * DAY
    with transaction() as db:
        calls.keep(db, f"call-{n:04d}", [n], {}, at)
        acts.reshape(db, key=f"call-{n:04d}", kind=kind, subject=subject, spans=[Span(1, lo, hi)], change=change,
                     on=on(n), at=at)


@pytest.fixture
def lived(db_url):
    """Day 0: 1000 issued to account 1; 1: 300 pledged; 2: 200 to account 2; 3: 50 retired."""
    open_accounts(2)
    with transaction() as db:
        calls.keep(db, "call-0000", [0], {}, START)
        acts.issue(db, key="call-0000", lines=[acts.IssueLine(PROJECT, 2024, 1, 1000)], account_id=1, on=on(0),
                   at=START, facts={})
    shape(1, "pledge", 1, 300, lay("pledge", "PL-2026-0001"))
    shape(2, "transfer", 301, 500, give(2), PROJECT)
    shape(3, "retire", 501, 550, end("retired"), "RT-2026-0001")


def stood(until, account: int = 1) -> dict[str, int]:
    """By postings; by holdings it must be the same."""
    with reading() as db:
        found = held.balance(db, account, until)
        ranges = held.read(db, held.then(account, until))
    summed: dict[str, int] = {}
    for each in ranges:
        summed[each.state] = summed.get(each.state, 0) + each.tonnes
    assert summed == found
    return found


def statement(first: date, until, number: str = "CN00000001"):
    with reading() as db:
        account = db.query(Account).filter_by(number=number).one()
        return queries.statement_of(db, account, db.get(Organisation, account.organisation_id), first, until, NOW)


def test_an_account_stands_as_its_acts_left_it_to_the_instant_or_the_end_of_a_day(lived):
    tick = timedelta(microseconds=1)

    assert stood(START - tick) == {} and stood(START) == {"available": 1000}
    assert stood(START + DAY - tick) == {"available": 1000}
    assert stood(START + DAY) == {"available": 700, "pledged": 300}
    assert stood(START + 2 * DAY) == {"available": 500, "pledged": 300}
    assert stood(START + 2 * DAY, account=2) == {"available": 200}
    assert stood(NOW) == {"available": 450, "pledged": 300, "retired": 50}
    assert [sum(stood(on(n)).values()) for n in (-1, 0, 1, 2, 3)] == [0, 1000, 1000, 800, 800]


def test_a_statement_goes_from_its_opening_to_its_closing_by_its_entries(lived):
    made = statement(on(1), on(3))

    assert (made.opening, made.opening_in_hand, made.in_hand) == ({"available": 1000}, 1000, 750)
    told = [(e.kind, e.tonnes, [(c.state, c.block.lo, c.block.hi, c.tonnes) for c in e.changes]) for e in made.entries]
    assert told == [
        ("pledge", 0, [("available", 1, 300, -300), ("pledged", 1, 300, 300)]),
        ("transfer", -200, [("available", 301, 500, -200)]),
        ("retire", 0, [("available", 501, 550, -50), ("retired", 501, 550, 50)])]
    assert made.entries[0].place == "/pledges/PL-2026-0001" and made.entries[1].dossier == ""
    for state in {*made.opening, *made.closing}:
        moved = sum(c.tonnes for e in made.entries for c in e.changes if c.state == state)
        assert made.opening.get(state, 0) + moved == made.closing.get(state, 0)

    before, after = statement(on(0), START + DAY - timedelta(seconds=1)), statement(on(0), START + DAY)

    assert [h.liens for h in before.holdings] == [()]
    assert [[lien["ref"] for lien in h.liens] for h in after.holdings] == [["PL-2026-0001"], []]
    assert (before.last, before.at) == (on(1), START + DAY - timedelta(seconds=1))
    adds_up(statement_csv(made))


def test_an_act_is_of_the_day_of_its_instant_or_is_refused(lived):
    before = statement(on(0), START + 9 * DAY)
    midnight = clock.end_of(on(5))

    with pytest.raises(acts.DayOver):
        shape(5, "retire", 600, 600, end("retired"), at=midnight)
    shape(5, "retire", 600, 600, end("retired"), at=midnight - timedelta(microseconds=1))

    made, after = statement(on(5), on(5)), statement(on(6), START + 9 * DAY)
    assert [each.kind for each in made.entries] == ["retire"]
    assert after.opening == after.closing != before.closing


def adds_up(table: bytes) -> None:
    rows = list(csv.reader(io.StringIO(table.decode("utf-8-sig"))))
    of = lambda line, column: sum(int(row[column]) for row in rows if row[0].endswith(line) and row[column])

    assert of("opening", 13) + of("change", 11) - of("change", 12) == of("closing", 13) == of("range", 13) == 800
    assert not any(cell.startswith(tuple("=+-@\t\r")) for row in rows for cell in row)


def test_no_text_of_a_table_is_a_formula():
    assert csv_of(("a",), [("=1+1",), (-5 + 10,), (None,)]).decode("utf-8-sig").split() == ["a", "'=1+1", "5", '""']


@pytest.mark.parametrize("asked, where", [
    ({"on": "2026-11-31"}, ["/on"]), ({"on": "2026-11-30"}, ["/on"]), ({"first": "x"}, ["/first"]),
    ({"first": "2026-11-29", "on": "2026-11-28"}, ["/first"]), ({"at": "2026-11-20T10:00:00"}, ["/at"]),
    ({"at": "2026-11-29T02:00:01Z"}, ["/at"]), ({"at": "2026-11-20T02:00:00Z", "on": "2026-11-20"}, ["/at"])])
def test_a_period_that_can_not_be_is_refused_with_its_place(asked, where):
    with pytest.raises(Unreadable) as refusal:
        period_of(asked, on(9), NOW)

    assert [broken.where for broken in refusal.value.broken] == where


def test_a_period_is_the_year_so_far_unless_it_is_named():
    assert period_of({}, on(9), NOW) == (date(2026, 1, 1), on(9))
    assert period_of({"at": "2026-11-29T10:00:00 08:00"}, on(9), NOW) == (date(2026, 1, 1), NOW)
    assert period_of({"first": "2026-11-20", "on": "2026-11-29"}, on(9), NOW) == (on(0), on(9))


@pytest.mark.parametrize("spans, left", [
    ([(1, 100, -1), (1, 40, 1), (41, 100, 1)], []), ([(1, 100, -1), (41, 100, 1)], [(1, 40, -1)]),
    ([(5, 5, 1)], [(5, 5, 1)]), ([(1, 10, 1), (11, 20, 1)], [(1, 20, 1)]),
    ([(1, 10, -1), (5, 20, 1)], [(1, 4, -1), (11, 20, 1)])])
def test_what_closes_only_to_open_again_has_not_changed(spans, left):
    assert list(net_of(spans)) == left


def test_the_life_of_serials_is_told_to_each_as_far_as_they_may_know(lived):
    with reading() as db:
        found = history(db, f"CN-CCER-{PROJECT}-2024-01-510", Reader(everything=True))

    (part,) = found.parts
    assert (part.key, part.account, part.since) == ("retired", "CN00000001", on(3))
    assert [(e.kind, [(c.state, c.tonnes) for c in e.changes]) for e in found.entries] == [
        ("retire", [("available", -1), ("retired", 1)]), ("issue", [("available", 1)])]
    shown_to_others()
    never_issued()


def shown_to_others() -> None:
    """What is alive and what is at its end, and not whose it is; of one's own account all of it."""
    with reading() as db:
        public = history(db, f"CN-CCER-{PROJECT}-2024-01", Reader())
        holder = history(db, f"CN-CCER-{PROJECT}-2024-01", Reader(own=frozenset({"CN00000002"})))

    assert [(p.block.lo, p.block.hi, p.key, p.account, p.liens) for p in public.parts] == [
        (1, 500, "alive", "", ()), (501, 550, "retired", "", ()), (551, 1000, "alive", "", ())]
    assert public.entries == ()
    assert [(p.block.lo, p.block.hi, p.key, p.account) for p in holder.parts] == [
        (1, 300, "alive", ""), (301, 500, "available", "CN00000002"), (501, 550, "retired", ""),
        (551, 1000, "alive", "")]
    assert [(e.kind, [(c.account, c.tonnes) for c in e.changes]) for e in holder.entries] == [
        ("transfer", [("CN00000002", 200)])]


def never_issued() -> None:
    for text, error in ((f"CN-CCER-{PROJECT}-2024-01-1001", NotFound), (f"CN-CCER-{PROJECT}-2025-01-1", NotFound),
                        (f"CN-CCER-{PROJECT}-2024-01-9-1", Unreadable), ("=1+1", Unreadable), ("", Unreadable)):
        with reading() as db, pytest.raises(error):
            history(db, text, Reader(everything=True))


@pytest.mark.parametrize("text, block, whole", [
    ("CN-CCER-A-1-2024-01-5-9", Block("A-1", 2024, 1, 5, 9), False),
    (" CN-CCER-A-1-2024-01－5 ", Block("A-1", 2024, 1, 5, 5), False),
    ("CN-CCER-A-1-2024-01", Block("A-1", 2024, 1, 1, 1), True)])
def test_a_serial_a_block_and_a_batch_are_read(text, block, whole):
    assert read_any(text) == (block, whole)


def test_the_address_of_a_dossier_of_credits_is_known_by_its_ref():
    assert {stage: place_of(f"{letters}-2026-0001") for stage, letters in LETTERS.items()} == {
        stage: f"/{NOUN_OF[stage]}/{letters}-2026-0001" for stage, letters in LETTERS.items()}
    assert place_of("A210001") == place_of("PA-2026-0001") == ""


def test_every_kind_of_act_that_the_house_makes_has_its_words():
    """Those that a stage of credits declares, and those that stand where a room calls the ledger itself."""
    named = set()
    for path in Path(config.ROOT, "app").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in ("reshape", "execute"):
                named |= {each.value.value for each in node.keywords
                          if each.arg == "kind" and isinstance(each.value, ast.Constant)}
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "_reshape":
                named |= {each.value for each in node.args if isinstance(each, ast.Constant)}

    made = named | {effect.kind for effect in EFFECTS.values()}

    assert {"order_release", "issue", "market_delivery", "retire"} <= made and made <= set(ACTS)
