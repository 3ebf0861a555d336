"""The reader of links that loops over declared settings says what the one before it said, on every link it is given."""

from __future__ import annotations

import random
from dataclasses import asdict

import pytest

from geo_opportunity import scene as new
from tests import old_scene as old
from tests.links_fuzz import Mutator
from tests.test_links_fuzz import SMALL_REGIONS, TINY


def plain(scene):
    return sorted((k, sorted(v.items()) if isinstance(v, dict) else v) for k, v in asdict(scene).items())


def same(params, known):
    was, said = old.from_query(dict(params), **known)
    now, says = new.from_query(dict(params), **known)
    assert says == said, params
    assert repr(plain(now)) == repr(plain(was)), params
    assert list(new.to_query(now, "x").items()) == list(old.to_query(was, "x").items()), params


KEYS = [one.key for one in new.SETTINGS.values()]
WORDS = sorted(
    {word for one in new.SETTINGS.values() for word in (getattr(one.codec, "_values", None) or {})}
    | {
        *new.AREA_MEASURES,
        "all",
        "us",
        "area",
        "AK",
        "SC",
        "zz",
        "38060",
        "17900",
        "29-1141",
        "ipeds:104717",
        "-0.0",
        "1e3",
        "27",
    }
)


def links(seed):
    mutator, dice = Mutator(seed, SMALL_REGIONS), random.Random(seed)  # noqa: S311 - the same links each time
    while True:
        yield mutator.link()
        link = {dice.choice(KEYS): dice.choice(WORDS) for _ in range(dice.randint(1, 8))}
        yield link
        yield {k: (v.upper() if k != "show" and dice.random() < 0.1 else f" {v} ") for k, v in link.items()}
        yield {
            k: f"{v}.{dice.choice(WORDS)},{dice.choice(WORDS)}" if dice.random() < 0.3 else v
            for k, v in link.items()
        }
        yield {k: str(round(dice.uniform(-200, 2_000), dice.randint(0, 3))) for k in link}


@pytest.mark.parametrize("seed", range(2))
def test_both_readers_say_the_same(seed):
    known = TINY if seed else {}
    for _, link in zip(range(30_000), links(seed), strict=False):
        same(link, known)
