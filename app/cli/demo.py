"""`ccer demo`: one offshore wind project through all stages, in a data folder of its own."""
from __future__ import annotations

import json
import os
from pathlib import Path

import click

import config
from app import installation


@click.group(invoke_without_command=True)
@click.option("--out", type=click.Path(path_type=Path), default=Path("demo"), show_default=True,
              help="Folder for the certificate and a data folder of its own.")
@click.option("--json", "as_json", is_flag=True)
@click.pass_context
def demo(context: click.Context, out: Path, as_json: bool) -> None:
    """Live one project from design document to signed certificate."""
    if context.invoked_subcommand:
        return
    os.environ["CCER_HOME"] = str(out / "data")
    os.environ.pop("DATABASE_URL", None)
    installation.prepare("demo")
    said = load()
    click.echo(json.dumps(said, ensure_ascii=False, indent=2) if as_json else _told(said))


@demo.command()
@click.argument("days")
def advance(days: str) -> None:
    """Move the demo's clock forward: `7` or `7d` calendar days, `20wd` working days."""
    from app import clock, worker
    from app.published import service
    from workflows.calendar import CALENDAR

    installation.prepare()
    number = days.removesuffix("wd").removesuffix("d")
    if not number.isdigit() or not 0 < int(number) < 4000:
        raise click.BadParameter("a number of days: 7, 7d, 20wd")
    today = clock.today()
    until = CALENDAR.nth_workday(today, int(number), first_counts=False) if days.endswith("wd") else None
    service.advance_clock((until - today).days if until else int(number))
    worker.work_until_idle()
    click.echo(clock.today().isoformat())


@demo.command()
@click.argument("name")
def code(name: str) -> None:
    """The one-time code that NAME's authenticator shows now, as the second step of signing in asks for it."""
    from app import clock
    from app.parties import factors

    installation.prepare()
    shown = factors.demonstration_code(name, clock.wall())
    click.echo(shown or "刚用过，请半分钟后再试 just used: again in half a minute")


def load() -> dict:
    """The story's result: lived now, or as it was lived in this data folder before."""
    from app.demo import run

    kept = config.home() / "demo.json"
    if not kept.exists():
        kept.write_text(json.dumps(run.load(), ensure_ascii=False), encoding="utf-8")
    return json.loads(kept.read_text(encoding="utf-8"))


def load_and_tell() -> None:
    """For `make run`: where the certificate lies, and who can sign in."""
    from app.demo import story

    click.echo(_told(load()))
    click.echo(f"\n登录名 sign-in names（密码 password: {story.PASSWORD}）")
    for sign_in, name, where, duty in story.PEOPLE:
        click.echo(f"  {sign_in:<10} {name}  {story.ORGANISATIONS[where][1] if where else '公众'}  {duty}")
    click.echo("动态验证码显示在登录页，也可用命令查看。 One-time codes: on the sign-in page, or `ccer demo code NAME`")


def _told(said: dict) -> str:
    lines = [f"项目 project      {said['project_code']}",
             f"减排量 tonnes     {said['tonnes']:,} tCO2e  {said['by_year']}",
             *(f"序列号 serials    {serial}" for serial in said["serials"]), f"证书 certificate  {said['certificate']}",
             f"信任根 trust      {said['trust']}"]
    return "\n".join(lines)


COMMANDS = (demo,)
