"""A record of what the app, the API and the command line answer on the tiny country; tests/test_record.py compares.

For a change of structure that must not change any answer. ``python -m tests.record`` writes the record anew and shows
what has changed in it; names after the command (``python -m tests.record page/area``) write only what begins like them.
"""

from __future__ import annotations

import dataclasses
import difflib
import gzip
import json
import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest import mock
from urllib.parse import parse_qsl

import geopandas as gpd
import numpy as np
import pandas as pd

from tests.recorded_page import csv, digest, downloads, page_text, rounded, short_numbers
from tests.support import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo_opportunity import Atlas

RECORD = ROOT / "tests" / "record"
NURSES, AIDES, TRUCKS, ASSISTANTS = "29-1141", "31-1120", "53-3032", "31-1131"
REGION = (
    "r1.eNqLVgopz1ewSbJLzi_NK8lMLbbRT7JT0lFKBmIjAwMDQxBhrKRTXRsLABtWC_c"  # 20001 + 20003, Two <b>counties</b>
)
SAME = "r1.eNqLVvJOzCtOLFZwziypVNJRSgZiIwMDA2MQYaqkU10bCwCzqglq"  # 20003 + 20005, which is area 28140
#: What links of the nation name -> what stands for it here.
HERE = {
    "38060": "28140", "17900": "30700", "24860": "28140", "16740": "30700", "43900": "45820", "ipeds:105154": "ipeds:100",
    "ipeds:104717": "ipeds:100", "=SC": "=KS", "=AK": "=NE", "-112.6,33.5": "-98.6,38.5", "-82.4,34.85": "-99.5,39.5",
}  # fmt: skip
AREA_MEASURES = """share_overlap jobs_overlap occupations_overlap tests_met main_kind share_training_gap jobs_training_gap
    share_quality_gap jobs_quality_gap share_no_outlook jobs_no_outlook share_growing share_sustaining share_accessible
    share_unknown share_not_released threshold average_growth share_oversupply misalignment access_per_1000"""
OCCUPATION_MEASURES = (
    "kind tests_passed growing sustaining accessible employment wage growth openings reach location_quotient"
)
SETTINGS = [
    "fam=a1c1&wage=p25", "pay=own&own=48000&growth=any", "pay=fed&growth=percent&gpct=3", "pay=poverty&pov=2.5&growth=openings&gopen=40",
    "reach=50&share=66.7&cover=5", "sector=healthcare&per=hour&units=km", "sector=advanced&adv=30", "sector=green&green=skills&edu=hs.cert",
    "sched=50&sector=trades", "sector=green&edu=doc",
]  # fmt: skip
LIST = b"""provider,program,cip,zip,state,credential
Topeka Driving School,CDL Class A,49.0205,67000,KS,certificate
=cmd(),Nothing,99.9998,67000,KS,certificate
"""

# ------------------------------------------------------------------------ pages

#: name -> (link, steps, phone). A step is a kind of widget, the beginning of its label, and what is done to it.
Scene = tuple[str, tuple[tuple[str, str, Any], ...], bool]


def _links() -> dict[str, Scene]:
    scenes: dict[str, Scene] = {}
    for number, link in enumerate(json.loads((ROOT / "tests" / "links.json").read_text(encoding="utf-8"))):
        query = link["query"]
        scenes[f"link-{number:02d}"] = (query, (), False)
        for there, here in HERE.items():
            query = query.replace(there, here)
        if query != link["query"]:
            scenes[f"link-{number:02d}-here"] = (query, (), False)
    return scenes


def _screens() -> dict[str, Scene]:
    """Return the scenes of the screenshots, on a desk and on a phone."""
    links = {
        "explore": "", "explore-area": "area=28140", "explore-occupation": f"soc={NURSES}", "explore-tests": "show=tests_met",
        "explore-access": "area=28140&lay=providers.access", "area": "page=area&area=28140",
        "compare": "page=compare&places=28140,30700,45820&sector=healthcare", "occupation": f"page=occupation&soc={NURSES}",
        "training": "page=training&area=28140", "training-nation": "page=training",
        "training-catchment": "page=training&area=28140&prov=ipeds:200", "training-deserts": "page=training&look=deserts",
        "training-supply": "page=training&area=28140&look=supply",
        "training-what-if": "page=training&area=28140&soc=47-2111&whatif=-98.6,38.5,40", "about": "page=about",
    }  # fmt: skip
    scenes: dict[str, Scene] = {f"screen-{name}": (query, (), False) for name, query in links.items()}
    return scenes | {
        f"phone-{name}": (query, (), True)
        for name, query in links.items()
        if name not in {"explore-tests", "about"}
    }


def _more() -> dict[str, Scene]:
    """Return scenes for what links of the screenshots do not open: measures, settings, tabs, views, regions."""
    queries = {f"measure-{name}": f"show={name}&area=45820" for name in AREA_MEASURES.split()}
    for name in OCCUPATION_MEASURES.split():
        queries[f"occupation-measure-{name}"] = f"soc={ASSISTANTS}&show={name}&area=6600001&per=hour&units=km"
    for number, query in enumerate(SETTINGS):
        queries[f"settings-{number}"] = f"area=30700&{query}"
    for breaks in ("natural", "equal", "quantile", "user&cuts=100,1000,10000"):
        queries[f"breaks-{breaks[:7].rstrip('&')}"] = f"show=jobs_overlap&breaks={breaks}"
    for tab in (
        "training_gap",
        "quality_gap",
        "no_outlook",
        "rest",
        "budget",
        "programs",
        "supply",
        "ladders",
        "certainty",
    ):
        queries[f"explore-tab-{tab}"] = f"area=28140&tab={tab}"
    for area in ("30700", "2000001", "6600001"):
        queries[f"area-{area}"] = f"page=area&area={area}"
        queries[f"explore-{area}"] = f"area={area}"
    for tab in ("ladders", "supply", "sectors", "lists", "wages", "growth", "need", "neighbors", "sure"):
        queries[f"area-tab-{tab}"] = f"page=area&area=30700&tab={tab}"
    queries |= {
        "explore-region": f"region={REGION}", "area-none": "page=area", "area-region": f"page=area&region={REGION}&tab=parts",
        "area-hour": "page=area&area=45820&pay=own&per=hour&units=km&tab=wages", "area-focus": f"page=area&area=30700&focus={ASSISTANTS}&pay=fed",
        "area-budget": "page=area&area=45820&fam=a1c1&tab=lists", "compare-none": "page=compare",
        "compare-mixed": f"page=compare&places=30700,KS,{SAME}&region={SAME}&units=km&per=hour", "compare-builder": f"page=compare&region={REGION}",
        "compare-occupation": f"page=compare&places=30700,KS&soc={NURSES}&show=wage", "compare-full": "page=compare&places=30700,45820,28140,NE",
        "compare-one": "page=compare&places=6600001", "occupation-none": "page=occupation", "occupation-sector": "page=occupation&sector=healthcare",
        "training-filters": "page=training&aw=3&ctl=pub&open=1&price=6000", "training-online": "page=training&area=45820&online=1&units=km",
        "training-occupation": f"page=training&soc={NURSES}", "training-cip": "page=training&cip=51&area=30700",
        "training-provider": f"page=training&prov=ipeds:100&soc={NURSES}", "training-what-if-none": "page=training&look=what_if",
        "training-what-if-gap": f"page=training&area=45820&soc={TRUCKS}&whatif=-99.5,38.5,40&units=km", "training-supply-none": "page=training&look=supply",
        "training-supply-reach": "page=training&area=45820&look=supply&sector=healthcare", "settings-bad": "area=%3Cimg+src%3Dx%3E&reach=27&nonsense=1",
    }  # fmt: skip
    for number, (soc, tab) in enumerate(
        ((NURSES, "route"), (NURSES, "programs"), (ASSISTANTS, "spread"), (AIDES, "ladder"))
    ):
        queries[f"occupation-tab-{number}-{tab}"] = f"page=occupation&soc={soc}&tab={tab}&area=28140"
    for only in ("pass", "fail", "unknown"):
        queries[f"occupation-only-{only}"] = f"page=occupation&soc={NURSES}&show=accessible&only={only}"
    for definition in ("ace", "urban"):
        for level in ("county", "area"):
            queries[f"training-deserts-{definition}-{level}"] = (
                f"page=training&look=deserts&desert={definition}&by={level}&area=30700"
            )
    return {name: (query, (), False) for name, query in queries.items()}


def _worked() -> dict[str, Scene]:
    """Return scenes in which something is typed, pressed or uploaded."""
    upload = ("file_uploader", "File", ("drivers.csv", LIST, "text/csv"))
    return {
        "do-search": ("fam=a1c0", (("text_input", "Search", "topeka"),), False),
        "do-search-job": ("page=training", (("text_input", "Search", "nurse aide"),), False),
        "do-search-misspelled": ("", (("text_input", "Search", "electrican"),), False),
        "do-preview": (f"area=45820&soc={TRUCKS}&show=accessible", (upload,), False),
        "do-add": (f"area=45820&soc={TRUCKS}&show=accessible", (upload, ("button", "Add", None)), False),
        "do-build": (
            "page=compare",
            (("toggle", "Build a region", True), ("multiselect", "Counties", ["20001", "20003"])),
            False,
        ),
        "do-settings": ("", (("selectbox", "Family", "a1c0"), ("selectbox", "Sector", "healthcare")), False),
        "do-pick": (
            f"soc={NURSES}",
            (("selectbox", "Area", "28140"), ("button", "Back to the nation", None)),
            False,
        ),
    }


def _do(at: Any, kind: str, label: str, value: Any) -> None:
    widget = next(w for w in getattr(at, kind) if w.label.startswith(label))
    if kind == "button":
        widget.click()
    else:
        widget.set_value(value)
    at.run()


def page(scene: Scene) -> str:
    """Return what the app shows in a scene."""
    from streamlit.runtime.context import ContextProxy

    from tests.conftest import open_link

    query, steps, phone = scene
    agent = mock.patch.object(ContextProxy, "headers", {"User-Agent": "Mobile" if phone else "Desk"})
    with downloads() as files, agent:
        at = open_link(**dict(parse_qsl(query, keep_blank_values=True)))
        for step in steps:
            files.clear()
            _do(at, *step)
        return page_text(at, files)


# ---------------------------------------------------------------------- answers


def told(value: Any) -> str:
    """Return an answer as text: a table with its types, anything else by its parts."""
    if isinstance(value, gpd.GeoDataFrame):
        shapes = value.geometry.to_wkt(rounding_precision=6).map(digest, na_action="ignore")
        value = pd.DataFrame(value.drop(columns=value.geometry.name)).assign(geometry=shapes)
    if isinstance(value, pd.DataFrame):
        types = ", ".join(f"{name} {kind}" for name, kind in value.dtypes.astype(str).items())
        attrs = "".join(f"{k} = {told(v)}\n" for k, v in value.attrs.items())
        return f"{attrs}index {value.index.names}: {types}\n{csv(value, index=True)}"
    if isinstance(value, pd.Series):
        return f"series {value.name} {value.dtype}\n{csv(value.to_frame(), index=True)}"
    if isinstance(value, np.ndarray):
        return f"array {value.dtype} {value.shape}\n{csv(pd.DataFrame(value), index=False) if value.ndim < 3 else digest(value.tobytes())}"
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return "\n".join(f"{f.name}: {told(getattr(value, f.name))}" for f in dataclasses.fields(value))
    if isinstance(value, dict):
        return "\n".join(f"{k}: {told(v)}" for k, v in value.items())
    if isinstance(value, (list, tuple)) and any(isinstance(v, (dict, pd.DataFrame)) for v in value):
        return "\n".join(f"- {told(v)}" for v in value)
    return repr(rounded(value.item() if isinstance(value, np.generic) else value))


def _what_if(atlas: Atlas, *words: Any, **options: Any) -> Any:
    from geo_opportunity.questions.what_if import what_if

    return what_if(atlas, *words, **options)


def _similar(atlas: Atlas, code: str) -> Any:
    from geo_opportunity.questions.peers import area_profiles, similar

    profiles = area_profiles(atlas)
    return similar(profiles.only(code), profiles)


def _region(atlas: Atlas) -> Any:
    from geo_opportunity.geography.region import Region

    return atlas.region(Region.from_link(REGION))


def _own(atlas: Atlas) -> Any:
    from geo_opportunity.user_data import import_programs

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "drivers.csv"
        file.write_bytes(LIST)
        return atlas.add(import_programs(atlas, file, name="mine"))


def _methods() -> dict[str, Callable[[Atlas], Any]]:
    """Return name -> question of an atlas, for methods that areas and regions answer."""
    from geo_opportunity import Rules, Selection

    hard = Rules(
        family="a1c1",
        pay="poverty",
        poverty_multiple=2.5,
        wage="p25",
        growth="openings",
        growth_openings=40,
        reach_miles=50,
    )
    easy, health = Rules(pay="own", own_wage=50_000, growth="any"), Selection(sector="healthcare")
    calls: dict[str, Callable[[Atlas], Any]] = {}
    for name, rules, pick in (
        ("default", Rules(), Selection()),
        ("hard", hard, Selection(regular_schedule_min=0.5)),
        ("easy", easy, health),
    ):
        calls |= {
            f"overlap-{name}": lambda a, r=rules, p=pick: a.overlap(r, p),
            f"summary-{name}": lambda a, r=rules, p=pick: a.summary(r, p),
            f"cells-{name}": lambda a, r=rules, p=pick: {c: a.cells(c, r, p) for c in a.areas.index},
            f"status-{name}": lambda a, r=rules: {
                s: a.occupation_status(s, r) for s in (NURSES, ASSISTANTS, "15-1252")
            },
            f"certainty-{name}": lambda a, r=rules, p=pick: {
                c: a.cell_certainty(c, r, p) for c in a.areas.index[:3]
            },
            f"sensitivity-{name}": lambda a, r=rules, p=pick: {
                c: a.sensitivity(c, r, p) for c in a.areas.index[:3]
            },
            f"ladders-{name}": lambda a, r=rules: {c: a.ladders(c, AIDES, r) for c in a.areas.index},
            f"rungs-{name}": lambda a, r=rules: {c: a.next_rungs(c, ASSISTANTS, r) for c in a.areas.index},
            f"ladder-text-{name}": lambda a, r=rules: {c: a.ladder_text(c, AIDES, r) for c in a.areas.index},
            f"judge-{name}": lambda a, r=rules: a.judge(r),
            f"schedule-unknown-{name}": lambda a, p=pick: a.schedule_unknown(p),
            f"supply-{name}": lambda a, p=pick: {c: a.supply_demand(c, selection=p) for c in a.areas.index},
        }
    calls |= {
        "areas": lambda a: a.areas, "occupations": lambda a: a.occupations, "sources": lambda a: a.sources_of("overlap", "programs"),
        "budget": lambda a: {f"{c} {f}": a.budget(c, f) for c in a.areas.index for f in ("a2c2", "a1c1")},
        "county-budget": lambda a: a.county_budget("a1c1"), "supply-reach": lambda a: {c: a.supply_demand(c, catchment="reach") for c in a.areas.index},
        "supply-unsplit": lambda a: {c: a.supply_demand(c, convention="unsplit") for c in a.areas.index},
        "supply-summary": lambda a: {c: a.supply_summary(c) for c in a.areas.index},
        "supply-left-out": lambda a: {c: a.supply_left_out(c) for c in a.areas.index}, "area-supply": lambda a: a.area_supply(),
        "programs": lambda a: {c: a.programs(c) for c in a.areas.index},
        "programs-near": lambda a: {c: a.programs(c, [NURSES, ASSISTANTS], max_miles=100, reach_miles=50) for c in a.areas.index},
        "access": lambda a: a.access(), "access-tracts": lambda a: a.access(sector="healthcare", level="tract", method="gravity"),
        "access-counties": lambda a: a.access(soc=NURSES, level="county", method="2sfca"), "access-equity": lambda a: a.access_equity(method="3sfca"),
        "access-by-occupation": lambda a: a.access_by_occupation(),
        "deserts": lambda a: {f"{d} {v}": a.deserts(d, level=v) for d in ("ace", "urban") for v in ("county", "area")},
        "growth-error": lambda a: a.growth_error(),
        "search": lambda a: {t: a.search(t) for t in ("topeka", "nurse", "68501", "electrican", "career", "adams county")},
    }  # fmt: skip
    return calls


# Questions a region answers otherwise than its atlas; the rest it hands on.
OF_REGIONS = (
    "overlap",
    "summary",
    "cells",
    "certainty",
    "sensitivity",
    "ladders",
    "rungs",
    "supply",
    "programs",
    "budget",
    "access",
    "judge",
    "areas",
)


def answers() -> dict[str, Callable[[Atlas], Any]]:
    """Return name -> question of the tiny country."""
    calls = _methods()
    regions = {
        f"region-{name}": (lambda a, call=call: call(_region(a)))
        for name, call in calls.items()
        if name.startswith(OF_REGIONS)
    }
    return {
        **calls,
        **regions,
        "region-parts": lambda a: {"parts": _region(a).parts(), "coverage": _region(a).coverage()},
        "own-overlap": lambda a: _own(a).overlap(),
        "own-programs": lambda a: _own(a).programs("45820", TRUCKS),
        "own-sources": lambda a: _own(a).sources_of("programs")["title"],
        "what-if": lambda a: _what_if(a, TRUCKS, lon=-99.5, lat=38.5, completions=40),
        "similar": lambda a: {code: _similar(a, code) for code in ("30700", "28140", "45820")},
    }


COMMANDS = {
    "cells": "ask cells 30700", "cells-set": "ask cells 30700 --set pay=own --set own_wage=50000 --set growth=any --set sector=trades",
    "cells-region": "ask cells --county 31001 --county 31003", "region": "ask region --county 31001 --county 20001",
    "region-parts": "ask region --county 31001 --parts", "access": f"ask access --soc {NURSES}",
    "access-equity": "ask access --sector healthcare --equity", "access-tract": "ask access --level tract --method 2sfca --miles 40",
    "deserts": "ask deserts", "deserts-urban": "ask deserts --definition urban --level area", "supply": "ask supply 30700",
    "supply-reach": "ask supply 45820 --catchment reach --convention unsplit", "ladder": f"ask ladder 30700 {AIDES} --set pay=own --set own_wage=55000",
    "certainty": "ask certainty 30700", "sensitivity": "ask sensitivity 28140", "export": "export",
    "export-sector": "export --sector healthcare --family a1c1 --reach-miles 50", "export-occupation": f"export --soc {NURSES} --pay fed", "info": "info",
    "wrong-place": "ask cells", "wrong-setting": "ask cells 30700 --set familly=a1c1", "wrong-area": "ask cells 99999",
    "wrong-definition": "ask deserts --definition dry",
}  # fmt: skip


def command(words: str, data_dir: Path) -> str:
    """Return what a command prints and its exit code."""
    from typer.testing import CliRunner

    from geo_opportunity.cli import app

    with mock.patch.dict(os.environ, {"COLUMNS": "200", "NO_COLOR": "1", "TERM": "dumb"}):
        result = CliRunner().invoke(app, [*words.split(), "--data", str(data_dir)])
    return f"exit {result.exit_code}\n{short_numbers(result.output).replace(str(data_dir), 'DATA')}"


# ----------------------------------------------------------------------- record


def cases() -> dict[str, Callable[[Atlas, Path], str]]:
    """Return name -> what gives its text, from the atlas and the folder of the tiny country."""
    scenes = {**_links(), **_screens(), **_more(), **_worked()}
    return {
        **{
            f"page/{name}": (lambda _atlas, _folder, scene=scene: page(scene))
            for name, scene in scenes.items()
        },
        **{
            f"answer/{name}": (lambda atlas, _folder, call=call: told(call(atlas)) + "\n")
            for name, call in answers().items()
        },
        **{
            f"command/{name}": (lambda _atlas, folder, words=words: command(words, folder))
            for name, words in COMMANDS.items()
        },
    }


def file_of(name: str) -> Path:
    """Return where a text is kept."""
    return RECORD / f"{name.replace('/', '_')}.txt.gz"


def recorded(name: str) -> str:
    """Return a text as it was recorded; empty when it was not."""
    file = file_of(name)
    return gzip.decompress(file.read_bytes()).decode() if file.is_file() else ""


def difference(name: str, now: str, most: int = 60) -> str:
    """Return what differs from the record, at most so many lines; empty when nothing does."""
    lines = list(
        difflib.unified_diff(
            recorded(name).splitlines(), now.splitlines(), f"{name} recorded", f"{name} now", "", "", 1, ""
        )
    )
    shown = [line if len(line) <= 300 else f"{line[:300]} …" for line in lines[:most]]
    return "\n".join([*shown, *([f"… and {len(lines) - most} more lines"] if len(lines) > most else [])])


def main(names: tuple[str, ...]) -> None:
    """Write the record, or what begins with `names`, and show what has changed in it."""
    import geo_opportunity as go
    from tests.tiny import tiny_data

    RECORD.mkdir(exist_ok=True)
    chosen = {name: call for name, call in cases().items() if not names or name.startswith(names)}
    with tempfile.TemporaryDirectory() as folder:
        data_dir = tiny_data(Path(folder) / "data")
        with mock.patch.dict(
            os.environ,
            {
                "GEO_OPPORTUNITY_DATA_DIR": str(data_dir),
                "GEO_OPPORTUNITY_STATIC_DIR": str(Path(folder) / "static"),
            },
        ):
            atlas = go.open_atlas(data_dir)
            for name, call in chosen.items():
                now = call(atlas, data_dir)
                print(difference(name, now) if recorded(name) else f"new: {name}")
                file_of(name).write_bytes(gzip.compress(now.encode(), mtime=0))
    if not names:
        for file in set(RECORD.glob("*.txt.gz")) - {file_of(name) for name in chosen}:
            print("gone:", file.name)
            file.unlink()


if __name__ == "__main__":
    main(tuple(sys.argv[1:]))
