"""Writes the decks that come with the app, ``geo_opportunity/decks``: every figure is asked of the atlas.

python scripts/decks.py            writes them anew, after a build of the data
python scripts/decks.py --check    says which differ; exits with 1 if any does
"""

from __future__ import annotations

import sys
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import geo_opportunity as go
from geo_opportunity import headlines, wording
from geo_opportunity.deck import SHIPPED, Deck, Slide, to_json, view_of_scene
from geo_opportunity.exports import asked, origins
from geo_opportunity.exports.training import deserts
from geo_opportunity.figures import FIGURES
from geo_opportunity.maps.picture import measure_of, source_keys
from geo_opportunity.rules import Rules, Selection
from geo_opportunity.scene import Scene
from geo_opportunity.vocabulary import AWARD_LEVELS

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from geo_opportunity import Atlas

FOLDER: Final = Path(__file__).parents[1] / "geo_opportunity" / "decks"
LOS_ANGELES, CHICAGO, PHOENIX, COLUMBIA, CLEVELAND = "31080", "16980", "38060", "17900", "17410"
NURSING_ASSISTANT, PRACTICAL_NURSE, HOME_CARE = "31-1131", "29-2061", "31-1120"
ELECTRICIAN, LINE_WORKER, MACHINERY, SUPPORT, TRUCK = "47-2111", "49-9051", "49-9041", "15-1232", "53-3032"
#: Certificates that take a year at most.
SHORT: Final = tuple(level for level, name in AWARD_LEVELS.items() if "12 weeks" in name)
ONE_EARNER: Final = "a2c2w1"


class Story:
    """What slides are made with: an atlas, and the words of its answers."""

    def __init__(self, atlas: Atlas) -> None:
        self.atlas = atlas

    # ------------------------------------------------------------------ words

    def title(self, code: str) -> str:
        """Return the title of an area or an occupation."""
        table = self.atlas.occupations if "-" in code else self.atlas.areas
        return str(table["title"][code])

    def short(self, code: str) -> str:
        """Return the first city of an area's title."""
        return self.title(code).split("-")[0].split(",")[0]

    def nation(self, scene: Scene) -> str:
        """Return the nation's headline."""
        return headlines.nation_headline(self.atlas.summary(scene.rules, scene.asked), scene)

    def place(self, where: str, scene: Scene) -> str:
        """Return the headline of an area or a state (postal code)."""
        opened, code = asked.at(self.atlas, where)
        row = {str(k): v for k, v in asked.overlap(opened, scene.rules, scene.asked).loc[code].items()}
        nation = self.atlas.summary(scene.rules, scene.asked)
        return headlines.area_headline(row, nation, scene)

    @cache  # noqa: B019 - a story lives as long as the script
    def status(self, soc: str, rules: Rules = Rules()) -> pd.DataFrame:  # noqa: B008 - frozen
        """Return one occupation over all areas."""
        frame: pd.DataFrame = self.atlas.occupation_status(soc, rules, geometry=False)
        return frame

    def within(self, soc: str, state: str) -> pd.DataFrame:
        """Return one occupation over the areas that touch a state."""
        frame = self.status(soc)
        return frame.loc[[state in str(states).split("-") for states in frame["states"]]]

    def cell(self, area: str, soc: str) -> dict[str, Any]:
        """Return an occupation's row in an area."""
        return {str(k): v for k, v in self.atlas.cells(area, Rules(), Selection()).loc[soc].items()}

    # ----------------------------------------------------------------- slides

    def slide(
        self, scene: Scene, title: str, note: str, *, act: str, to: Scene, rests_on: tuple[str, ...] = ()
    ) -> Slide:
        """Return a slide whose source line is what its map rests on."""
        main = origins.main_sources(self.atlas, *(rests_on or source_keys(scene)))
        version = self.atlas.data_version
        shows = FIGURES[measure_of(scene)].label
        map_of = {"area": f"Map of {self.title(scene.area)}" if scene.area else "", "training": "Map"}
        return Slide(
            view=view_of_scene(scene, version),
            title=title,
            note=note,
            alt=f"{map_of.get(scene.page) or f'Map of {shows} by area'}. {title}. {note}",
            source=f"From {'; '.join(origins.short_sources(main))}. Data version {version}.",
            act=act,
            act_view=view_of_scene(to, version),
        )

    def programs(self, scene: Scene, state: str = "") -> tuple[int, int, float]:
        """Return programs, providers and completions a year that the scene's filters leave, in a state."""
        selection = scene.asked if scene.occupation is None else Selection(soc=scene.occupation)
        found = self.atlas.search_programs(
            scene.area,
            None,
            selection,
            reach_miles=scene.rules.reach_miles,
            awards=scene.awards,
            controls=scene.controls,
            open_only=scene.open_only,
        )
        rows = found.providers
        rows = rows.loc[rows["state"] == state] if state else rows
        return int(rows["programs"].sum()), len(rows), float(rows["completions"].sum())


def _known(frame: pd.DataFrame, test: str = "sustaining") -> tuple[int, int]:
    """Return in how many areas a test passes, and of how many that are known."""
    known = frame.loc[frame[test] != "unknown"]
    return int((known[test] == "pass").sum()), len(known)


def claim(title: str, *, holds: bool) -> str:
    """Return a title that claims something, where the data bear it out."""
    if not holds:
        raise SystemExit(f"The data no longer bear out the slide “{title}”: tell another story there.")
    return title


def _learned(frame: pd.DataFrame) -> str:
    """Return in how many areas where all three meet people are trained, and learn on the job."""
    meets = frame.loc[frame["kind"] == "overlap", "accessible"]
    trained = int((meets == "pass").sum())
    return (
        f"in {trained:,} of them through a program in reach, in {len(meets) - trained:,} learned on the job"
    )


def _names(cells: pd.DataFrame, count: int) -> str:
    """Return the occupations with the most openings a year, with their median pay."""
    top = cells.nlargest(count, "openings")
    said = [f"{row['title'].lower()} ({wording.dollars(row['wage'])})" for row in top.to_dict("records")]
    return wording.listed(said)


def tour(s: Story) -> Deck:
    """Return four views that show what the app can do."""
    nation, area = Scene(), Scene(page="area", area=CLEVELAND, place="area")
    job = Scene(page="occupation", occupation=ELECTRICIAN, measure="kind", focus=ELECTRICIAN)
    dry = Scene(page="training", training_view="deserts")
    found = s.atlas.deserts(dry.desert, level=dry.desert_level)
    return Deck(
        title="A tour in four views",
        slides=(
            s.slide(
                nation, "Where growth, pay and training meet", s.nation(nation),
                act="Pick your area on the map", to=nation,
            ),
            s.slide(
                area, f"One place: {s.title(CLEVELAND)}", s.place(CLEVELAND, area),
                act="Compare it with Phoenix", to=Scene(page="compare", places=(CLEVELAND, PHOENIX)),
                rests_on=("overlap", "budget", "programs"),
            ),
            s.slide(
                job, f"One occupation: {s.title(ELECTRICIAN)}",
                headlines.occupation_headline(s.status(ELECTRICIAN), s.title(ELECTRICIAN)),
                act="Find programs that lead to it",
                to=Scene(page="training", occupation=ELECTRICIAN, measure="kind", focus=ELECTRICIAN),
            ),
            s.slide(
                dry, "Where no open public college is near",
                deserts.sentence(found, dry.desert, "The nation", "county"),
                act="Try out a program that could open", to=Scene(page="training", training_view="what_if"),
                rests_on=("programs", "providers", "county_need"),
            ),
        ),
    )  # fmt: skip


def los_angeles(s: Story) -> Deck:
    """Return green and trades jobs one can earn while learning in Los Angeles."""
    trades = Scene(selection=Selection(sector="trades"), area=LOS_ANGELES, place="area")
    green = replace(trades, page="area", selection=Selection(sector="green"))
    lines = Scene(
        occupation=LINE_WORKER, measure="sustaining", focus=LINE_WORKER, area=LOS_ANGELES, place="area"
    )
    near = replace(
        Scene(page="training", occupation=ELECTRICIAN, measure="kind", focus=ELECTRICIAN, area=LOS_ANGELES),
        place="area", training_view="programs",
    )  # fmt: skip
    meets = {
        name: cells.loc[(cells["kind"] == "overlap") & cells["apprenticeable"].astype(bool)]
        for name, cells in (
            (one.selection.sector, s.atlas.cells(LOS_ANGELES, Rules(), one.asked)) for one in (trades, green)
        )
    }
    line, (programs, places, completed) = s.cell(LOS_ANGELES, LINE_WORKER), s.programs(near)
    need = wording.dollars(line["threshold"])
    return Deck(
        title="Los Angeles: green and trades jobs to earn in while learning",
        slides=(
            s.slide(
                trades, "Construction and trades jobs where all three meet",
                f"{s.place(LOS_ANGELES, trades)} {_apprentices(meets['trades'])}",
                act="See them one by one", to=replace(trades, page="area", tab="lists"),
            ),
            s.slide(
                green, "Green jobs with a paid way in",
                f"{_apprentices(meets['green'], 'green occupations where all three meet')} Most openings a "
                f"year: {_names(meets['green'], 4)} at the "
                f"median; a family needs {need} per earner.",
                act="See green jobs that are learned on the job", to=replace(green, tab="lists"),
                rests_on=("overlap", "budget", "occupations"),
            ),
            s.slide(
                lines, "Utility line work: what a pre-craft course leads to",
                f"In {s.title(LOS_ANGELES)} about {wording.people(line['employment'])} people work as "
                "electrical "
                f"power-line installers and repairers, at a median of {wording.dollars(line['wage'])} a "
                "year where "
                f"{need} is needed per earner. {line['reason_accessible']} That all three "
                f"meet there is {line['certainty']}: {line['reason_growing']}",
                act="Open the occupation", to=replace(lines, page="occupation"),
            ),
            s.slide(
                near, "Where electricians are taught",
                f"{programs:,} active programs at {places:,} places that train lead to the work of "
                f"electricians within {near.rules.reach_miles} miles of adults of the area, with "
                f"{completed:,.0f} completions a year. "
                "Apprenticeships themselves are not in these lists: unions and employers offer them.",
                act="Choose a program", to=near, rests_on=("programs",),
            ),
        ),
    )  # fmt: skip


def _apprentices(cells: pd.DataFrame, which: str = "of these occupations") -> str:
    jobs = wording.people(float(cells["employment"].sum()))
    count = f"{len(cells):,} {which}, with {jobs} jobs"
    return f"{count}, are apprenticeable: one earns while learning."


def south_carolina(s: Story) -> Deck:
    """Return the allied-health ladder across South Carolina."""
    state = "SC"
    start, rung = s.within(NURSING_ASSISTANT, state), s.within(PRACTICAL_NURSE, state)
    first = Scene(occupation=NURSING_ASSISTANT, focus=NURSING_ASSISTANT, measure="sustaining", place=state)
    second = Scene(occupation=PRACTICAL_NURSE, focus=PRACTICAL_NURSE, measure="sustaining", place=state)
    here = Scene(page="area", area=COLUMBIA, place="area", focus=NURSING_ASSISTANT, tab="ladders")
    taught = replace(second, page="training", training_view="programs", measure="kind")
    raises = (rung["wage"] / start["wage"] - 1).dropna()
    steps = s.atlas.ladders(COLUMBIA, NURSING_ASSISTANT, Rules())
    steps = steps.loc[steps["chain"] == 0]
    climb = "; then ".join(
        f"{t}, {wording.dollars(w)}" for t, w in zip(steps["title"], steps["wage"], strict=True)
    )
    need = wording.dollars(float(steps["threshold"].iloc[0]))
    passing, known = _known(start)
    arrived, judged = _known(rung)
    programs, places, completed = s.programs(taught, state)
    return Deck(
        title="South Carolina: a ladder in health care",
        slides=(
            s.slide(
                first,
                claim("Nursing assistants: below what a family needs everywhere", holds=passing == 0 < known),
                f"In {passing or 'none'} of the {known:,} areas in or partly in South Carolina the median "
                "pay of nursing assistants reaches what a family needs per earner. They earn "
                f"{wording.dollars(float(start['wage'].min()))} "
                f"to {wording.dollars(float(start['wage'].max()))} a year at the median.",
                act="Why, area by area", to=replace(first, page="occupation"),
            ),
            s.slide(
                second, claim("One step up, the pay is enough everywhere", holds=0 < arrived == judged),
                f"Licensed practical nurses earn {wording.percent(float(raises.min()), 0)} to "
                f"{wording.percent(float(raises.max()), 0)} more than nursing assistants in the same area, "
                "and "
                f"enough for a family in {arrived:,} of {judged:,} areas.",
                act="Open the occupation", to=replace(second, page="occupation"),
            ),
            s.slide(
                here, f"The ladder in {s.short(COLUMBIA)}",
                f"{climb} a year at the median. A family needs {need} per earner.",
                act="See the ladders", to=here, rests_on=("related", "overlap", "budget"),
            ),
            s.slide(
                taught, "Where the step is taught",
                f"{programs:,} active programs that lead to the work of licensed practical nurses at "
                f"{places:,} places in South Carolina, with {completed:,.0f} completions a year.",
                act="Choose a program", to=taught, rests_on=("programs",),
            ),
        ),
    )  # fmt: skip


def illinois(s: Story) -> Deck:
    """Return STEM and advanced industries in Illinois."""
    sector = Selection(sector="advanced")
    state = Scene(selection=sector, place="IL")
    chicago = Scene(page="area", selection=sector, area=CHICAGO, place="area")
    every = replace(state, lens="any", measure="jobs_overlap")
    supply = replace(chicago, page="training", training_view="supply")
    cells = s.atlas.cells(CHICAGO, Rules(), chicago.asked)
    cells = cells.loc[cells["kind"] == "overlap"]
    found = s.atlas.supply_summary(CHICAGO, selection=chicago.asked)
    return Deck(
        title="Illinois: STEM and advanced industries",
        slides=(
            s.slide(
                state, "Advanced-industry jobs without a bachelor’s degree",
                s.place("IL", state), act="See the areas of Illinois", to=state,
            ),
            s.slide(
                every, "The same with all jobs, STEM degrees included", s.place("IL", every),
                act="See these jobs on the map", to=every,
            ),
            s.slide(
                chicago, f"{s.short(CHICAGO)}: which jobs they are",
                f"Most openings a year among {len(cells):,} occupations where all three meet: "
                f"{_names(cells, 5)} a "
                "year at the median.",
                act="See them all", to=replace(chicago, tab="lists"),
                rests_on=("overlap", "budget", "programs"),
            ),
            s.slide(
                supply, f"{s.short(CHICAGO)}: does training follow?", wording.supply_sentence(found),
                act="See completers against openings", to=supply, rests_on=("supply",),
            ),
        ),
    )  # fmt: skip


def minnesota(s: Story) -> Deck:
    """Return low-barrier programs into health, manufacturing and IT in Minnesota."""
    entry = Selection(sector="healthcare", experience="none")
    health = Scene(selection=entry, place="MN")
    short = replace(health, page="training", training_view="programs", awards=SHORT, open_only=True)
    programs, places, completed = s.programs(short, "MN")
    slides = [
        s.slide(
            health, "Health care jobs without experience or degree", s.place("MN", health),
            act="See which they are", to=health,
        ),
        s.slide(
            short, "Short programs that admit anyone",
            f"{programs:,} active programs of up to a year, at {places:,} places in Minnesota that report "
            "open "
            "admission, lead to health care jobs entered without experience or degree, with "
            f"{completed:,.0f} "
            "completions a year. Places that do not report admission are left out.",
            act="Choose a program", to=short, rests_on=("programs",),
        ),
    ]  # fmt: skip
    for soc, title in ((MACHINERY, "Manufacturing: machinery mechanics"), (SUPPORT, "IT: user support")):
        frame = s.within(soc, "MN")
        meets = int((frame["kind"] == "overlap").sum())
        scene = Scene(occupation=soc, focus=soc, measure="kind", place="MN")
        count, where, _ = s.programs(replace(scene, page="training"), "MN")
        slides.append(
            s.slide(
                scene,
                title,
                f"All three meet in {meets:,} of the {len(frame):,} areas in or partly in Minnesota, "
                f"{_learned(frame)}, with "
                f"{wording.people(float(frame['employment'].sum()))} jobs at a median of "
                f"{wording.dollars(float(frame['wage'].min()))} to "
                f"{wording.dollars(float(frame['wage'].max()))} "
                f"a year. {count:,} active programs at {where:,} places in the state lead to it.",
                act="Find a program",
                to=replace(scene, page="training", training_view="programs"),
            )
        )  # fmt: skip
    return Deck(title="Minnesota: low-barrier ways into health, manufacturing and IT", slides=tuple(slides))


def phoenix(s: Story) -> Deck:
    """Return advanced industries and community colleges around Phoenix."""
    sector = Selection(sector="advanced")
    here = Scene(selection=sector, area=PHOENIX, place="area")
    colleges = replace(here, page="training", training_view="programs", controls=("public",))
    found = s.atlas.search_programs(
        PHOENIX, None, here.asked, reach_miles=here.rules.reach_miles, controls=("public",)
    )
    named = found.providers["name"].str.contains("Community College")
    first = found.providers.loc[named].nlargest(1, "completions").iloc[0]
    reached = s.atlas.catchment(str(first["provider_id"]), miles=float(here.rules.reach_miles))
    one = replace(colleges, training_view="provider", provider=str(first["provider_id"]))
    supply = replace(here, page="training", training_view="supply")
    programs, places, completed = s.programs(colleges)
    return Deck(
        title="Phoenix: advanced industries and community colleges",
        slides=(
            s.slide(
                here, "Advanced-industry jobs around Phoenix", s.place(PHOENIX, here),
                act="See them one by one", to=replace(here, page="area", tab="lists"),
            ),
            s.slide(
                colleges, "Public colleges that train for them",
                f"{programs:,} active programs at {places:,} public places that train, within "
                f"{here.rules.reach_miles} miles of adults of the area, lead to occupations in advanced "
                f"industries, with {completed:,.0f} completions a year.",
                act="Choose a college", to=colleges, rests_on=("programs",),
            ),
            s.slide(
                one, f"{first['name']}: whom it reaches",
                f"{wording.people(reached.adults)} adults live within {here.rules.reach_miles} miles by "
                "road. "
                f"{first['completions']:,.0f} people a year complete a program there that leads to an "
                "advanced-industry occupation, the most of the community colleges that reach the area.",
                act="See what it trains for", to=one, rests_on=("programs", "accessible"),
            ),
            s.slide(
                supply, "Does training follow the openings?",
                wording.supply_sentence(s.atlas.supply_summary(PHOENIX, selection=here.asked)),
                act="See completers against openings", to=supply, rests_on=("supply",),
            ),
        ),
    )  # fmt: skip


def growing_not_sustaining(s: Story) -> Deck:
    """Return growing jobs that do not sustain a family, nationwide."""
    gap = Scene(measure="share_quality_gap")
    summary = s.atlas.summary(gap.rules, gap.asked)
    care = Scene(occupation=HOME_CARE, focus=HOME_CARE, measure="sustaining")
    drive = Scene(occupation=TRUCK, focus=TRUCK, measure="sustaining")
    alone = replace(drive, rules=Rules(family=ONE_EARNER))
    (few, judged), (enough, known) = _known(s.status(HOME_CARE)), _known(s.status(TRUCK))
    single, of = _known(s.status(TRUCK, alone.rules))
    grows, seen = _known(s.status(HOME_CARE), "growing")
    up = replace(care, page="occupation", tab="ladders")
    return Deck(
        title="Growing jobs that do not sustain a family",
        slides=(
            s.slide(
                gap, "Growing and in reach, but paid too little",
                f"{wording.people(summary['jobs_quality_gap'])} of "
                f"{wording.people(summary['jobs_selected'])} jobs that "
                f"need no bachelor’s degree ({wording.percent(summary['share_quality_gap'], 0)}) are in "
                "occupations that "
                "grow and can be trained for, but whose median pay is below what a family needs there.",
                act="See where they are most common", to=gap,
            ),
            s.slide(
                care, "Home health and personal care aides",
                f"{wording.people(float(s.status(HOME_CARE)['employment'].sum()))} people do this work. It "
                "grows in "
                f"{grows:,} of {seen:,} areas. The median pay is enough for a family of two earners in "
                f"{few:,} of "
                f"{judged:,}.",
                act="Ladders out of it", to=up,
            ),
            s.slide(
                drive,
                claim("Tractor-trailer drivers: mostly enough if two earn", holds=enough > 0.9 * known),
                "With two earners, the median pay of heavy and tractor-trailer truck drivers is enough in "
                f"{enough:,} "
                f"of {known:,} areas.",
                act="Open the occupation", to=replace(drive, page="occupation"),
            ),
            s.slide(
                alone, claim("… and short in many places where one earns for all", holds=single < 0.7 * of),
                f"Where one of two adults earns for both and two children, it is enough in {single:,} of "
                f"{of:,} "
                "areas. Short truck-driving courses are mostly missing from lists of programs, so whether "
                "one is "
                "in reach is often unknown.",
                act="Change the family", to=alone,
            ),
        ),
    )  # fmt: skip


STORIES: Final[dict[str, Callable[[Story], Deck]]] = {
    "tour": tour,
    "los-angeles-trades": los_angeles,
    "south-carolina-health": south_carolina,
    "illinois-advanced": illinois,
    "minnesota-low-barrier": minnesota,
    "phoenix-colleges": phoenix,
    "growing-not-sustaining": growing_not_sustaining,
}


def made(atlas: Atlas) -> dict[str, str]:
    """Return the files of all decks, by name, as the atlas's figures are."""
    story = Story(atlas)
    decks = {name: replace(STORIES[name](story), data_version=atlas.data_version) for name in SHIPPED}
    return {name: to_json(deck) for name, deck in decks.items()}


def main() -> int:
    """Write the decks, or check them."""
    wrong = []
    for name, text in made(go.open_atlas()).items():
        path = FOLDER / f"{name}.json"
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            wrong.append(path.name)
            if "--check" not in sys.argv:
                path.write_text(text, encoding="utf-8")
    sys.stdout.write(f"{'differ' if '--check' in sys.argv else 'written'}: {', '.join(wrong) or 'none'}\n")
    return 1 if wrong and "--check" in sys.argv else 0


if __name__ == "__main__":
    sys.exit(main())
