"""Links nobody meant: those of ``links.json`` changed at random, and texts that are dear to read."""

from __future__ import annotations

import base64
import json
import random
import zlib
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

KEPT = json.loads((Path(__file__).parent / "links.json").read_text(encoding="utf-8"))

#: Texts that readers of numbers and codes trip over.
NASTY = (
    *("1e99999999999999999", "-1e999999999999999999", "1e-999999999999999999", "1e400", "1e308", "NaN", "sNaN", "-Infinity", "9" * 5000),
    *("1_0", "٣", "²", "½", "0x10", "--1", "+", "-0", ".", "", " ", "-", "\x00", "a\x00b", "\ud800", "\u202e", "İ" * 400, "́" * 500),
    *("[]", "{}", "null", "true", "<script>", "'", "%00", "1,2", "1e5,2,3", "," * 500, "1," * 200, "r1.", "r1.AAAA", "r99999.x", "us", "all"),
)  # fmt: skip


def link_text(values: object) -> str:
    """Return a region's link text of any JSON text (bytes) or value."""
    raw = values if isinstance(values, bytes) else json.dumps(values, separators=(",", ":")).encode()
    return "r1." + base64.urlsafe_b64encode(zlib.compress(raw, 9)).decode().rstrip("=")


def nasty_regions(counties: list[str], tracts: dict[str, list[str]]) -> list[str]:
    """Return link texts of regions that are damaged or dear; `tracts` are those of each county (six digits)."""
    one, many = counties[0], "".join(counties)
    shares = [
        b"1" + b"0" * 400,
        b"NaN",
        b"Infinity",
        b"-1",
        b"0",
        b"1",
        b"true",
        b"null",
        b'"0.5"',
        b"1e-320",
        b"1e400",
        b"[]",
        b"9" * 5000,
    ]
    texts = [b'["n","b","%b",{"%b":[%b,"000001"]}]' % (one.encode(), one.encode(), share) for share in shares]
    values: list[Any] = [
        ["n", "b", many, {c: [0.5, "".join(t)] for c, t in tracts.items()}],
        ["n", "b", many, {c: [0.5, "999999"] for c in counties}],
        ["n", "b", one, {one: [0.5, "".join(f"{i:06d}" for i in range(33_000))]}],
        *(
            ["n", "b", one, {one: [0.5, t]}]
            for t in ("000001" * 30_000, "0000", "", 5, ["000001"], "٣" * 6, "00000\x00")
        ),
        *(
            ["n", "c", codes, {}]
            for codes in (
                many,
                many + one,
                "99999",
                "",
                "1",
                one * 2,
                "9" * 5 * 7_000,
                "٣" * 5,
                5,
                [one],
                None,
            )
        ),
        *(["n", "c", "".join(f"{i:05d}" for i in range(n)), {}] for n in (3_999, 4_001, 38_000)),
        *(
            [name, "c", one, {}]
            for name in ("n" * 190_000, "\ud800 " * 5_000, "", "\x00", "<b>", 5, [], None, "x" * 3_000)
        ),
        *(["n", source, one, {}] for source in ("", "x", [], None, 1)),
        *(
            ["n", "c", one, parts]
            for parts in (
                [],
                5,
                None,
                {one: 5},
                {one: []},
                {"99999": [0.5, "000001"]},
                {one: [0.5, "000001", 1]},
            )
        ),
        *([[], {}, 5, None, "text", [[]] * 60_000, [1.5] * 40_000]),
    ]
    raw = (
        b"[" * 100_000,
        b"[" * 900,
        b" " * 10_000_000,
        b"[" + b",".join([b"9" * 4_300] * 40) + b"]",
        b"",
        b"\xff\xfe",
        b"x" * 150_000,
    )
    good = link_text(["n", "c", one, {}])
    odd = [
        "r1." + "A" * 60_000,
        "r1." + "A" * 59_997,
        "r1.=",
        "r1.****",
        good + "=",
        good + "A",
        good[:-1],
        good[3:],
        "r2" + good[2:],
        good.upper(),
    ]
    return [*map(link_text, (*texts, *values, *raw)), *odd]


class Mutator:
    """Makes links of the kept ones: values flipped, repeated, spliced, exchanged; parameters swapped, added, given as lists."""

    def __init__(self, seed: int, regions: list[str]) -> None:
        self.dice = random.Random(seed)  # noqa: S311 - the same links each time
        self.regions = regions
        self.links = [dict(parse_qsl(link["query"], keep_blank_values=True)) for link in KEPT]
        self.keys = sorted({key for link in self.links for key in link})
        self.values = sorted({value for link in self.links for value in link.values()})

    def link(self) -> dict[str, Any]:
        """Return one more link."""
        dice = self.dice
        link: dict[str, Any] = dict(dice.choice(self.links))
        for _ in range(dice.randint(1, 4)):
            key = dice.choice(list(link) or self.keys) if dice.random() < 0.5 else dice.choice(self.keys)
            link[key] = self._value(str(link.get(key, "")))
        if dice.random() < 0.05:
            link |= {dice.choice(NASTY) + str(i): "" for i in range(dice.choice((1, 150)))}
        if dice.random() < 0.05:
            link[dice.choice(self.keys)] = dice.choice(
                ([], None, True, 1.5, float("nan"), 10**400, ["", "38060"], [None], b"x", {"a": 1})
            )
        return link

    def _value(self, old: str) -> str:
        dice, pick = self.dice, self.dice.randrange(8)
        at = dice.randint(0, len(old))
        if pick == 0:
            return dice.choice(NASTY)
        if pick == 1:
            return (
                old[:at]
                + chr(
                    dice.choice(
                        (0, 32, 44, 46, 48, 57, 95, 127, 0x663, 0xD800, 0x1F600, dice.randrange(1, 300))
                    )
                )
                + old[at + 1 :]
            )
        if pick == 2:
            return (old or "0") * dice.choice((2, 3, 50))
        if pick == 3:
            return old[:at] + dice.choice(self.values)[-(at + 1) :]
        if pick == 4:
            return dice.choice(("", ",", ".", "-", " ")).join(
                dice.choice((old, *NASTY, *self.values)) for _ in range(dice.randint(2, 9))
            )
        if pick == 5:
            return dice.choice(self.regions) if dice.random() < 0.3 else dice.choice(self.values)
        if pick == 6:
            return str(dice.choice((-1, 1)) * 10 ** dice.choice((0, 1, 2, 5, 17, 40, 309, 400)))
        return dice.choice(self.values)
