"""State diagrams, drawn from the tables of moves: a column for each state, a row for each move, an arrow in the row.

Nothing is placed by hand and nothing can overlap: words stand in the first column and over the states, arrows alone in
the field between. Moves of one trigger that lead to one state share a row, with a dot for each state they come from.
"""
from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape

from workflows.engine import Move, Stage, State

EDGE, TOP, LEFT, LINE = 16, 52, 330, 15                 # pixels: margin, above the states, first column, line of text
NARROW, WIDE, TALL = 104, 132, 9                        # column of many or few states; rows that show states twice
LEGEND = ("浅色框为起点，双线框为终点，框下数字为公开记录的状态码；圆点为出发状态，绿色向右，褐色向左，多为退回。",
          "Tinted: the first state; double frame: a final one; number: code of the public records. A dot is a state "
          "the move starts from; green leads to the right, brown to the left, mostly back.")
STYLE = """
text { font-family: "Noto Sans CJK SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei", sans-serif; }
text { fill: #1b2a32; } .title { font-size: 20px; font-weight: 700; } .zh { font-size: 13px; font-weight: 600; }
.state { font-size: 12.5px; } .en, .note, .who { font-size: 10.5px; fill: #51626b; } .who { fill: #0b5d6b; }
.code { font-size: 10px; fill: #fff; } .tag { fill: #37525e; } .band { fill: #f3f6f7; }
.box { fill: #fff; stroke: #37525e; } .first { fill: #e3f1f3; } .final { fill: #eceff0; }
.life { stroke: #b9c6cb; stroke-dasharray: 3 4; } .way { stroke-width: 1.8; fill: none; }
.way.on { stroke: #0b5d6b; } .way.back { stroke: #a2542a; } .dot.on { fill: #0b5d6b; } .dot.back { fill: #a2542a; }
""".strip()
COLOURS = {"on": "#0b5d6b", "back": "#a2542a"}


@dataclass(frozen=True)
class Row:
    """What a move does, from which states, by whom."""
    move: Move
    sources: tuple[State, ...]

    @property
    def names(self) -> list[tuple[str, str, float]]:
        """(class, words, how far to the right) of both names: side by side, or one a line."""
        zh, en = self.move.zh, self.move.en
        beside = size(zh, 13) + 8
        return [("zh", zh, 0), ("en", en, beside if beside + size(en, 10.5) < LEFT - 12 else -1)]

    @property
    def who(self) -> list[str]:
        """Actors, the second person, the rules, in lines."""
        second = f" → {self.move.confirm.zh}复核" if self.move.confirm else ""
        rules = " ".join(rule.id for rule in self.move.rules)
        actors = "、".join(actor.zh for actor in sorted(self.move.actors))
        return wrap(f"{actors}{second}{' · ' if rules else ''}{rules}", LEFT - 12, 10.5)

    @property
    def lines(self) -> int:
        return 1 + sum(right < 0 for _, _, right in self.names) + len(self.who)

    @property
    def height(self) -> int:
        return 16 + LINE * self.lines


@dataclass(frozen=True)
class Field:
    """Where the states stand."""
    stage: Stage
    column: int
    at: Mapping[State, int]             # the middle of each column
    names: Mapping[State, tuple[list[str], list[str]]]

    @property
    def height(self) -> int:
        """Of the boxes."""
        return LINE * max(len(zh) + len(en) for zh, en in self.names.values()) + 22

    @property
    def width(self) -> int:
        return EDGE * 2 + LEFT + self.column * len(self.at)


def rows(stage: Stage) -> tuple[Row, ...]:
    """The rows of a table in its own order; equal moves from several states share one."""
    found: dict[object, list[Move]] = {}
    for move in stage.moves:
        back_to_itself = move.source if move.source is move.dest else None
        alike = (move.trigger, move.zh, move.dest, move.who, move.confirm, move.rules, back_to_itself)
        found.setdefault(alike, []).append(move)
    return tuple(Row(moves[0], tuple(move.source for move in moves)) for moves in found.values())


def field_of(stage: Stage) -> Field:
    states = list(stage.states)
    column = WIDE if len(states) <= 7 else NARROW
    return Field(stage, column, {state: EDGE + LEFT + column * n + column // 2 for n, state in enumerate(states)},
                 {state: (even(state.zh, column - 22, 12.5), even(state.en, column - 22, 10.5)) for state in states})


def draw(stage: Stage) -> str:
    """The whole diagram as one SVG file, its words in Chinese and English."""
    ground, found = field_of(stage), rows(stage)
    top = TOP + ground.height + 18
    under = top + sum(row.height for row in found)
    heads = [TOP] + ([under + 14] if len(found) >= TALL else [])
    foot = heads[-1] + ground.height + 14 if len(heads) > 1 else under
    legend = [line for said in LEGEND for line in wrap(said, ground.width - 2 * EDGE, 10.5)]
    height = foot + 22 + LINE * len(legend)
    whole = f'width="{ground.width}" height="{height}"'
    said = [f'<rect {whole} fill="#fff"/>', text(EDGE, 32, "title", title(stage))]
    y = top
    for n, row in enumerate(found):
        if n % 2 == 0:
            said.append(f'<rect class="band" x="{EDGE - 6}" y="{y}" width="{ground.width - 2 * EDGE + 12}" '
                        f'height="{row.height}"/>')
        y += row.height
    said += [f'<line class="life" x1="{x}" y1="{TOP + ground.height}" x2="{x}" y2="{heads[1] if heads[1:] else y}"/>'
             for x in ground.at.values()]
    said += [line for head in heads for state in ground.at for line in box(ground, state, head)]
    y = top
    for row in found:
        said += [*words(row, y), *arrow(row, ground.at, y + row.height // 2)]
        y += row.height
    said += [text(EDGE, foot + 22 + LINE * n, "note", line) for n, line in enumerate(legend)]
    points = "".join(point(way, colour) for way, colour in COLOURS.items())
    return "\n".join((f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {ground.width} {height}" {whole} '
                      'role="img">', f"<title>{escape(title(stage))}</title>", f"<style>{STYLE}</style>",
                      f"<defs>{points}</defs>", *said, "</svg>", ""))


def title(stage: Stage) -> str:
    return f"{stage.zh}　{stage.en}" if stage.zh else stage.name


def words(row: Row, y: int) -> Iterator[str]:
    """The names of a move and, under them, who takes it by which rules."""
    line = y + 18
    for kind, said, right in row.names:
        if right < 0:
            line += LINE
        yield text(EDGE + max(right, 0), line, kind, said)
    for n, said in enumerate(row.who):
        yield text(EDGE, line + LINE * (n + 1), "who", said)


def arrow(row: Row, at: Mapping[State, int], y: int) -> Iterator[str]:
    """From the outermost state it starts from, on either side, to the one it leads to; or round to the same state."""
    end = at[row.move.dest]
    if row.sources == (row.move.dest,):
        yield f'<path class="way on" d="M{end} {y - 8} h24 a8 8 0 0 1 0 16 h-18" marker-end="url(#on)"/>'
        yield dot("on", end, y - 8)
        return
    starts = sorted(at[source] for source in row.sources)
    for way, side, reach in (("on", -1, [x for x in starts if x < end]), ("back", 1, [x for x in starts if x > end])):
        if reach:
            far = reach[0] if side < 0 else reach[-1]
            yield f'<path class="way {way}" d="M{far} {y} H{end + 7 * side}" marker-end="url(#{way})"/>'
            yield from (dot(way, x, y) for x in reach)


def box(ground: Field, state: State, top: int) -> Iterator[str]:
    """A state: both names, a second frame when it is final, the code of the public records under it."""
    final = state in ground.stage.finals()
    x, wide, tall = ground.at[state], ground.column - 10, ground.height
    kind = " final" if final else " first" if state is ground.stage.first else ""
    yield f'<rect class="box{kind}" x="{x - wide // 2}" y="{top}" width="{wide}" height="{tall}" rx="6"/>'
    if final:
        yield (f'<rect class="box final" x="{x - wide // 2 + 3}" y="{top + 3}" width="{wide - 6}" height="{tall - 6}" '
               'rx="4"/>')
    zh, en = ground.names[state]
    line = top + (tall - LINE * (len(zh) + len(en))) // 2 + 12
    for n, (kind, said) in enumerate([*(("state", each) for each in zh), *(("en", each) for each in en)]):
        yield text(x, line + LINE * n, kind, said, "middle")
    if state.code:
        yield f'<rect class="tag" x="{x - 11}" y="{top + tall - 7}" width="22" height="14" rx="3"/>'
        yield text(x, top + tall + 4, "code", state.code, "middle")


def dot(way: str, x: int, y: int) -> str:
    return f'<circle class="dot {way}" cx="{x}" cy="{y}" r="3.5"/>'


def point(way: str, colour: str) -> str:
    """The point of an arrow."""
    return (f'<marker id="{way}" viewBox="0 0 8 8" refX="6" refY="4" markerWidth="8" markerHeight="8" '
            f'markerUnits="userSpaceOnUse" orient="auto"><path d="M0 0 L8 4 L0 8 z" fill="{colour}"/></marker>')


def text(x: float, y: float, kind: str, said: str, anchor: str = "") -> str:
    placed = f' text-anchor="{anchor}"' if anchor else ""
    return f'<text class="{kind}" x="{x:g}" y="{y:g}"{placed}>{escape(said)}</text>'


def size(said: str, pixels: float) -> float:
    """How wide a line will be, about: a Chinese character is square, a Latin one a little over half."""
    return round(sum(pixels if ord(letter) > 0x2E7F else pixels * 0.6 for letter in said), 1)


def wrap(said: str, width: float, pixels: float) -> list[str]:
    """Lines no wider than this; broken between words, and between Chinese characters."""
    lines = [""]
    for piece in pieces(said):
        if lines[-1] and size(lines[-1] + piece.rstrip(), pixels) > width:
            lines.append("")
        lines[-1] += piece
    return [line.strip() for line in lines]


def even(said: str, width: float, pixels: float) -> list[str]:
    """The same number of lines, of about one length: no character stands alone under a full line."""
    count = len(wrap(said, width, pixels))
    narrow = size(said, pixels) / count
    while len(wrap(said, narrow, pixels)) > count:
        narrow += pixels / 2
    return wrap(said, min(narrow, width), pixels)


def pieces(said: str) -> Iterator[str]:
    """What may begin a line: a word with the blank after it, a Chinese character with the mark after it."""
    piece = ""
    for letter in said:
        if ord(letter) > 0x2E7F and letter not in "，、。；）】”" and piece and not piece.endswith("（"):
            yield piece
            piece = ""
        piece += letter
        if letter == " ":
            yield piece
            piece = ""
    yield piece
