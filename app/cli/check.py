"""`ccer check`: prove that nothing has been lost, doubled or changed."""
from __future__ import annotations

import json

import click
from sqlalchemy import select

from app import clock, installation
from app.database import Db, reading
from app.evidence import documents
from app.evidence.proof import Check, check_log
from app.ledger.proof import check_ledger
from app.models.document import Document


def check_documents(db: Db) -> list[Check]:
    """Every stored document has the bytes of its name."""
    names = db.scalars(select(Document.sha256).order_by(Document.sha256)).all()
    broken = tuple(f"{name}: {wrong}" for name, wrong in documents.store().verify(names))
    return [Check("documents are the bytes that were uploaded", len(names), broken)]


def check_certificates() -> list[Check]:
    from app.certificates import job

    return [Check(each.name, each.counted, tuple(str(place) for place in each.broken)) for each in job.check_stored()]


def parts() -> list[tuple[str, str, list[Check]]]:
    """(中文, English, what was checked), read from one snapshot."""
    from app.summaries import service as summaries

    with reading() as db:
        made = [("账本", "Ledger", check_ledger(db)), ("日志", "Log", check_log(db, clock.now())),
                ("文件", "Documents", check_documents(db))]
    return [*made, ("证书", "Certificates", check_certificates()), ("摘要", "Summaries", [summaries.check_stored()])]


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of text.")
@click.pass_context
def check(context: click.Context, as_json: bool) -> None:
    """Check ledger, log, documents and certificates. Exit 1 when anything is broken."""
    installation.prepare()
    found = parts()
    whole = not any(each.broken for _, _, checks in found for each in checks)
    if as_json:
        click.echo(json.dumps({"whole": whole, **{en.lower(): [each._asdict() for each in checks]
                                                  for _, en, checks in found}}, ensure_ascii=False, indent=2))
    else:
        for zh, en, checks in found:
            click.echo(f"{zh} {en}")
            _print(checks)
        click.echo("全部完好。 Everything is whole." if whole else "有破损之处。 Something is broken.")
    context.exit(0 if whole else 1)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of text.")
@click.pass_context
def prove(context: click.Context, as_json: bool) -> None:
    """Prove the ledger and keep the proof, which /conservation shows. Exit 1 when a promise is broken."""
    from app.ledger import service

    installation.prepare()
    run = service.prove("command")
    found = [Check(name, counted, tuple(places)) for name, counted, places in json.loads(run.found)]
    if as_json:
        click.echo(json.dumps({"at": run.at.isoformat(), "whole": run.whole, "batches": run.batches,
                               "issued_t": run.issued_t, "took_ms": run.took_ms,
                               "promises": [each._asdict() for each in found]}, ensure_ascii=False, indent=2))
    else:
        _print(found)
        click.echo(f"{run.batches:,} 个批次 batches   {run.issued_t:,} 吨 t   {run.took_ms:,} ms")
        click.echo("守恒。 Conserved." if run.whole else "不守恒。 NOT conserved.")
    context.exit(0 if run.whole else 1)


def _print(checks: list[Check]) -> None:
    for each in checks:
        click.echo(f"  {'完好 whole ' if not each.broken else '破损 BROKEN'} {each.counted:>9,}  {each.name}")
        for place in each.broken:
            click.echo(f"       {place}")


COMMANDS = (check, prove)
