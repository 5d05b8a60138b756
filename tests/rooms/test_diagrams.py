"""The diagrams in docs/diagrams are those of the tables, and nothing in them lies upon anything else."""
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner

import config
from app.cli.diagrams import diagrams
from app.disclosure.diagrams import EDGE, LEFT, draw, rows, size, wrap
from workflows.lifecycle import STAGES

FOLDER = config.ROOT / "docs" / "diagrams"
AGAIN = "a table has changed: run `.venv/bin/ccer diagrams`, look at docs/diagrams and commit it"
PIXELS = {"title": 20, "zh": 13, "state": 12.5, "en": 10.5, "who": 10.5, "note": 10.5, "code": 10}
SVG = "{http://www.w3.org/2000/svg}"


def test_the_committed_diagrams_are_drawn_from_the_present_tables():
    kept = {path.stem: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.svg")}

    assert sorted(kept) == sorted(STAGES), AGAIN
    assert [name for name, stage in STAGES.items() if kept[name] != draw(stage)] == [], AGAIN


@pytest.mark.parametrize("name", STAGES)
def test_every_state_and_every_move_is_in_the_picture(name):
    stage, drawn = STAGES[name], ElementTree.fromstring(draw(STAGES[name]))
    said = "".join("".join(drawn.itertext()).split())

    for each in (*stage.states, *stage.moves):
        assert "".join(each.zh.split()) in said and "".join(each.en.split()) in said
    assert sum(len(row.sources) for row in rows(stage)) == len(stage.moves)


@pytest.mark.parametrize("name", STAGES)
def test_no_words_lie_upon_others_or_leave_the_picture(name):
    drawn = ElementTree.fromstring(draw(STAGES[name]))
    boxes = [_box(each) for each in drawn.iter(f"{SVG}text")]
    of_moves = [_box(each) for each in drawn.iter(f"{SVG}text") if each.get("class") in ("zh", "en", "who")]

    assert all(0 <= left and right <= float(drawn.get("width")) for left, right, _, _ in boxes)
    for n, (left, right, top, bottom) in enumerate(boxes):
        assert not any(left < other[1] and other[0] < right and top < other[3] and other[2] < bottom
                       for other in boxes[n + 1:])
    assert all(right <= EDGE + LEFT for left, right, _, _ in of_moves if left < EDGE + LEFT)


def _box(said):
    """left, right, top, bottom of a line of text, about."""
    pixels = PIXELS[said.get("class")]
    x, y, wide = float(said.get("x")), float(said.get("y")), size(said.text, pixels)
    left = x - wide / 2 if said.get("text-anchor") else x
    return left, left + wide, y - pixels * 0.8, y + pixels * 0.15


def test_long_words_are_broken_and_none_is_lost():
    said = "待核查机构上传核查附件，Awaiting the verification report"

    lines = wrap(said, 80, 12)

    assert "".join(lines).replace(" ", "") == said.replace(" ", "")
    assert all(size(line, 12) <= 92 for line in lines)
    assert not any(line.startswith("，") for line in lines)


def test_the_command_writes_one_file_for_each_table_and_removes_what_has_none(tmp_path):
    (tmp_path / "gone.svg").write_text("<svg/>")
    (tmp_path / "notes.txt").write_text("kept")

    done = CliRunner().invoke(diagrams, ["--out", str(tmp_path)])

    assert done.exit_code == 0
    assert {path.name for path in tmp_path.iterdir()} == {*(f"{name}.svg" for name in STAGES), "notes.txt"}
