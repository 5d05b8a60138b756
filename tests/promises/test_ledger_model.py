"""L5: acts of more than twenty kinds, any on any serials, beside a model without SQL; the same seed, the same log head.

`CCER_SOAK=40` (`make soak`) lives so many times as many lives, each of more acts.
"""
from __future__ import annotations

import json
import os
import random
from collections import Counter
from collections.abc import Callable

from sqlalchemy import select

from app import database
from app.database import reading, transaction
from app.evidence import calls, sequencer
from app.ledger import acts, pieces
from app.ledger.pieces import Change, Span
from app.models.ledger import Holding
from tests.databases import ENGINES
from tests.promises.acting import AT, ON, broken, open_accounts
from tests.promises.ledger_model import Deed, Model, both, lift, move, of_state

SOAK = int(os.environ.get("CCER_SOAK", "0"))
ACTS, SEEDS = (4000, range(1 + SOAK)) if SOAK else (260, range(1))
SIZE, ACCOUNTS, BATCHES = 40, 4, 3
LIENS = ("court", "administrative", "pledge", "surrender", "order", "transfer")
ENDING = ("retire", "force_cancel", "surrender_retire")   # few at a time, or soon nothing could be done
Deeds = tuple[str, Change, Deed]


def any_deed(dice: random.Random, model: Model, n: int, refs: list[str]) -> Deeds:
    """A kind of act, as the ledger and as the model do it."""
    to, ref = dice.randint(1, ACCOUNTS), dice.choice(refs) if refs else "none"
    of_kind = {kind: [each for each in refs if each.startswith(kind)] or ["none"] for kind in LIENS}
    kinds: list[Callable[[], Deeds]] = [
        *(lambda kind=kind: laid(kind, f"{kind}-{n}", model, refs) for kind in LIENS),
        *(lambda kind=kind: lifted(kind, dice.choice(of_kind[kind])) for kind in LIENS),
        lambda: ("transfer", pieces.give(to), move(to, "available")),
        lambda: ("retire", pieces.only("available", pieces.end("retired")),
                 of_state("available", move(None, "retired"))),
        lambda: ("force_cancel", pieces.end("force_cancelled"), move(None, "force_cancelled")),
        lambda: ("market_in", pieces.only("available", pieces.give(1, "at_exchange")),
                 of_state("available", move(1, "at_exchange"))),
        lambda: ("market_out", pieces.only("at_exchange", pieces.give(1)),
                 of_state("at_exchange", move(1, "available"))),
        lambda: ("deliver", pieces.after(pieces.lift(ref), pieces.give(to, "at_exchange")),
                 both(lift(ref), move(to, "at_exchange"))),
        lambda: ("enforce", pieces.after(pieces.lift(ref), pieces.give(to)), both(lift(ref), move(to, "available"))),
        lambda: ("surrender_retire", pieces.after(pieces.lift(ref), pieces.end("retired")),
                 both(lift(ref), move(None, "retired"))),
        lambda: again(ref, model),
    ]
    return (kinds[n % len(kinds)] if n % 2 else dice.choice(kinds))()


def laid(kind: str, ref: str, model: Model, refs: list[str]) -> Deeds:
    refs.append(ref)
    return f"lay_{kind}", pieces.lay(kind, ref), model.lay(kind, ref)


def lifted(kind: str, ref: str) -> Deeds:
    return f"lift_{kind}", pieces.lift(ref), lift(ref)


def again(ref: str, model: Model) -> Deeds:
    """The lien of a dossier that may have one already."""
    kind = ref.split("-")[0]
    kind = kind if kind in LIENS else "pledge"
    return "lay_again", pieces.lay(kind, ref), model.lay(kind, ref)


def live(seed: int) -> tuple[str, Counter]:
    """One life; the log's head at its end, and what was done how often."""
    dice, model, refs, done = random.Random(seed), Model(), [], Counter()
    open_accounts(ACCOUNTS)
    for batch in range(1, BATCHES + 1):
        issue(batch)
        model.issue(batch, SIZE, 1)
    for n in range(ACTS):
        batch, lo = dice.randint(1, BATCHES), dice.randint(1, SIZE)
        name, change, deed = any_deed(dice, model, n, refs)
        hi = min(SIZE, lo + dice.choice((0, 0, 1) if name in ENDING else (1, 2, 5, 9)))
        if name.startswith("lift_"):
            lo, hi = 1, SIZE
        del refs[:-30]
        expected = model.do(batch, lo, hi, deed)
        assert tried(f"model-{seed}-{n:06d}", name, Span(batch, lo, hi), change) == expected, (seed, n, name)
        assert line(batch) == model.line(batch, SIZE), (seed, n, name)
        done[f"{name} {'done' if expected else 'refused'}"] += 1
    assert broken() == []
    sequencer.sequence()
    return sequencer.checkpoint(force=True).note.split("\n")[2], done


def issue(batch: int) -> None:
    with transaction() as db:
        key = f"issue-{batch:03d}"
        calls.keep(db, key, key, key, AT)
        acts.issue(db, key=key, lines=[acts.IssueLine(f"P{batch}", 2024, 1, SIZE)], account_id=1, on=ON, at=AT,
                   facts={}, act_id=f"00000000-{batch:04d}")


def tried(key: str, kind: str, span: Span, change: Change) -> bool:
    try:
        with transaction() as db:
            calls.keep(db, key, key, key, AT)
            acts.reshape(db, key=key, kind=kind[:30], subject="model", spans=[span], change=change, on=ON, at=AT,
                         act_id=key)
        return True
    except pieces.Unfit:
        return False


def line(batch: int) -> list[tuple[int, str, tuple[str, ...]]]:
    """(account, state, refs of the liens) of each serial, as the database has it."""
    with reading() as db:
        held = db.scalars(select(Holding).where(Holding.batch_id == batch, Holding.closed_by.is_(None))
                          .order_by(Holding.lo))
        return [(h.account_id, h.state, tuple(bond["ref"] for bond in json.loads(h.liens)))
                for h in held for _ in range(h.lo, h.hi + 1)]


def test_the_ledger_does_what_a_model_of_single_tonnes_does(fresh, tmp_path, monkeypatch):
    kinds: Counter = Counter()
    for seed in SEEDS:
        heads = []
        for engine in ENGINES:
            monkeypatch.setenv("CCER_HOME", str(tmp_path / f"{engine}-{seed}"))
            database.bind(fresh(engine), durable=False)
            head, done = live(seed)
            heads.append(head)
            kinds += done
        assert heads[0] == heads[1], "the same seed gives the same log head on both engines"

    print(json.dumps({"promise": "L5", "lives": len(SEEDS) * 2, "acts": sum(kinds.values()),
                      "done": sum(n for name, n in kinds.items() if name.endswith("done"))}))
    assert len({name.split()[0] for name in kinds if name.endswith("done")}) >= 20


