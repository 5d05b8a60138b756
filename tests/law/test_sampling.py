"""R-50: which sites are visited, and that nobody chooses them."""
from hashlib import sha256

import pytest

from workflows.sampling import draw
from workflows.settings import DEFAULTS


def drawn(count, must="", ref="VA-2026-0001"):
    return draw(ref, "\n".join(f"F{n:02}" for n in range(1, count + 1)), must, DEFAULTS)


@pytest.mark.parametrize("total, visited", [(1, 1), (5, 5), (6, 5), (50, 5)])
def test_up_to_five_sites_are_all_visited_and_of_more_five(total, visited):
    assert len(drawn(total).chosen) == visited


def test_the_draw_is_repeated_by_anyone_with_sha256():
    names = [f"F{n:02}" for n in range(1, 51)]
    seed = sha256("\n".join(["VA-2026-0001", *names]).encode()).hexdigest()

    by_rank = sorted(names, key=lambda name: sha256(f"{seed}\n{name}".encode()).hexdigest())

    assert drawn(50).seed == seed and list(drawn(50).chosen) == by_rank[:5]


def test_neither_the_order_of_the_list_nor_blanks_change_the_draw_and_another_engagement_does():
    typed = draw("VA-2026-0001", "\n".join(f"  F{n:02} " for n in range(50, 0, -1)) + "\n\n", "", DEFAULTS)

    assert typed == drawn(50)
    assert drawn(50, ref="VA-2026-0002").chosen != drawn(50).chosen


def test_a_site_that_must_be_seen_is_added_and_none_is_taken_away():
    plain = drawn(50)
    left_out = next(site.name for site in plain.sites if not site.drawn)

    more = drawn(50, must=left_out)

    assert set(more.chosen) == {*plain.chosen, left_out} and more.seed == plain.seed


def test_a_site_named_twice_or_not_in_the_list_is_told():
    assert draw("VA-1", "A\nB\nA", "C", DEFAULTS).odd == ("A", "C")
