"""Providers and programs: those the filters leave, on the map and in two tables."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import streamlit as st

from geo_opportunity import wording
from geo_opportunity.heads import TABLES
from geo_opportunity.maps import points, style
from geo_opportunity.maps.legend import Entry, Legend
from geo_opportunity.rules import Selection
from geo_opportunity.ui import answers, controls, display, session
from geo_opportunity.ui.training import maps
from geo_opportunity.vocabulary import AWARD_LEVELS, CIP_FAMILIES, CONTROLS, FITS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from geo_opportunity.questions.programs import Catalog, Found
    from geo_opportunity.scene import MapView, Scene
    from geo_opportunity.ui.display import Page

#: Award level (IPEDS) -> length first, then the award; in the order of AWARD_LEVELS, short to long.
AWARD_LENGTHS: Final[dict[int, str]] = {
    20: "Up to 12 weeks (certificate)",
    21: "12 weeks to 1 year (certificate)",
    2: "1 to 2 years (certificate)",
    4: "2 to 4 years (certificate)",
    3: "About 2 years (associate's degree)",
    5: "About 4 years (bachelor's degree)",
    6: "After a bachelor's: certificate",
    7: "After a bachelor's: master's degree",
    8: "After a master's: certificate",
    17: "Doctorate, research",
    18: "Doctorate, professional practice",
    19: "Doctorate, other",
}
UNIT: Final = (
    "Unit: providers and programs with completions in the latest year. Basis: colleges and schools that take "
    "federal student aid."
)
PLACE: Final = "Place that trains"
#: Providers that are listed, programs that are listed, programs in the download.
PROVIDER_ROWS: Final = 1_000
_PROGRAM_ROWS: Final = 500
_DOWNLOAD_ROWS: Final = 50_000
#: Occupations a program leads to that are named.
_NAMED: Final = 3
_COMPLETIONS_UNKNOWN: Final = "completions not reported"


def filters(scene: Scene) -> None:
    """Draw the filters of programs in the sidebar."""
    fields = {code: f"{code} {name}" for code, name in CIP_FAMILIES.items()}
    field = scene.cip_family if scene.cip_family in fields else ""
    controls.draw(scene, "cip_family", key="t_field", value=field, names=fields)
    controls.draw(scene, "awards", key="t_awards", names=AWARD_LENGTHS)
    controls.draw(scene, "controls", key="t_controls", names=CONTROLS)
    controls.draw(scene, "max_price", key="t_price")
    controls.draw(scene, "completion_min", key="t_completion")
    controls.draw(scene, "fits", key="t_fits", names=FITS)
    controls.draw(scene, "open_only", key="t_open")
    controls.draw(scene, "online", key="t_online")


def found(page: Page) -> Found:
    """Return what the filters leave."""
    scene = page.scene
    return answers.search_programs(
        page.atlas,
        scene.area,
        None,
        wanted(scene),
        reach_miles=page.miles(scene.occupation),
        awards=scene.awards,
        controls=scene.controls,
        open_only=scene.open_only,
        online=scene.online,
        max_price=scene.max_price,
        completion_min=scene.completion_min,
        fits=scene.fits,
        field=scene.cip_family,
    )


def wanted(scene: Scene) -> Selection:
    """Return which occupations programs must lead to one of."""
    return scene.asked if scene.occupation is None else Selection(soc=scene.occupation)


def draw(page: Page, view: MapView) -> None:
    """Show the providers the filters leave, and their programs."""
    left_in, scene = found(page), page.scene
    says = sentence(left_in, _where(page), _what(page))
    display.headline(says)
    left, right = display.map_and_table()
    with left:
        _map(page, view, left_in, says)
    with right:
        _provider_table(left_in, scene)
    if len(left_in.programs):
        _program_table(page, left_in, says)


def stage(page: Page, view: MapView) -> None:
    """Draw the map alone (``ui.stage``)."""
    left_in = found(page)
    _map(page, view, left_in, sentence(left_in, _where(page), _what(page)))


def _map(page: Page, view: MapView, left_in: Found, says: str) -> None:
    """Draw the providers the filters leave."""
    texts = ALONE_TEXTS if page.alone else PLACE_TEXTS
    more, entries = points.provider_layers(left_in.providers, view.zoom, session.nonce(), texts)
    label = "Areas; the picked one is outlined" if page.scene.area else "Areas"
    onsite = left_in.providers.loc[~left_in.providers["distance_only"].astype(bool)]
    counts = onsite["area_code"].value_counts()
    maps.draw(
        page,
        maps.areas(
            page.areas,
            Legend(maps.PROVIDERS, (*entries, Entry(label, style.LAND))),
            {code: _here(int(counts.get(code, 0))) for code in page.areas},
        ),
        view=view,
        says=says,
        sources=("programs",),
        unit=UNIT,
        more=more,
    )


def _where(page: Page) -> str:
    """Return the picked area in words, for a sentence."""
    scene = page.scene
    if scene.area is None:
        return "in the nation"
    area = page.areas[scene.area]
    if not page.atlas.table("tracts")["area_code"].eq(scene.area).any():
        return f"in {area} (how many adults they reach is not known)"
    return f"within {wording.distance(page.miles(scene.occupation), scene.units)} of adults of {area}"


def _what(page: Page) -> str:
    """Return which programs, for a sentence; "" for any."""
    if page.scene.occupation:
        return f"that lead to {page.occupations[page.scene.occupation]}"
    which = wording.selection_words(page.scene.asked)
    return f"that lead to occupations {which}" if which else ""


def sentence(left_in: Found, where: str, what: str) -> str:
    """Return what the filters leave: `where` ("in the nation"), `what` ("" or "that lead to …")."""
    programs, places = len(left_in.programs), len(left_in.providers)
    completed = float(left_in.programs["completions"].sum(min_count=1)) if programs else 0.0
    people = _COMPLETIONS_UNKNOWN if math.isnan(completed) else f"with {_completions(completed)}"
    out = (
        f"{programs:,} active program{'' if programs == 1 else 's'}{f' {what}' if what else ''} at "
        f"{_places(places)} {where}, {people}."
    )
    online = int(left_in.providers["distance_only"].astype(bool).sum())
    if online:
        teach = "teaches" if online == 1 else "teach"
        out += f" {online:,} of them {teach} wholly online: in the tables, not on the map."
    reasons = (
        (left_in.price_unknown, "no price is reported"),
        (left_in.open_unknown, "it is not reported whether they admit all"),
        (left_in.control_unknown, "it is not reported who runs them"),
        (left_in.completion_unknown, "no completion rate is published"),
        (left_in.fits_unknown, "they do not report all that you chose"),
    )
    why = [f"{count:,} because {reason}" for count, reason in reasons if count]
    return f"{out} Places left out: {' and '.join(why)}." if why else out


# -------------------------------------------------------------------- on the map


def _completions(count: float) -> str:
    return f"{count:,.0f} completions a year"


def _places(count: int) -> str:
    return f"{count:,} place{'' if count == 1 else 's'} that train{'s' if count == 1 else ''}"


def _here(count: int) -> str:
    """Return how many of the places shown are in an area."""
    if not count:
        return "None of the places shown is here"
    return f"{count:,} of the places shown {'is' if count == 1 else 'are'} here"


def _place_text(row: Mapping[str, Any], click: str) -> str:
    completed, count = float(row["completions"]), int(row["programs"])
    people = _COMPLETIONS_UNKNOWN if math.isnan(completed) else _completions(completed)
    return f"{count:,} program{'' if count == 1 else 's'}, {people}\n{click}".strip()


#: What places that train say on the map.
PLACE_TEXTS: Final = points.Texts(
    place=lambda row: _place_text(row, "Click to see whom it reaches"),
    cluster=lambda row: _place_text(row, "Click to look closer"),
    places=_places,
    place_legend=PLACE,
    cluster_legend="Several places that train (larger: more of them); click to look closer",
)

#: The same on a map that cannot be clicked.
ALONE_TEXTS: Final = points.Texts(
    place=lambda row: _place_text(row, ""),
    cluster=lambda row: _place_text(row, ""),
    places=_places,
    place_legend=PLACE,
    cluster_legend="Several places that train (larger: more of them)",
)


# ---------------------------------------------------------------------- tables


def _provider_table(left_in: Found, scene: Scene) -> None:
    st.subheader(maps.PROVIDERS, anchor=False)
    every = len(left_in.providers)
    if not every:
        st.write("No active program is left by these filters. Loosen one of them, or widen the reach.")
        return
    rows = provider_rows(left_in, area=scene.area is not None).head(PROVIDER_ROWS)
    display.table(
        rows,
        display.columns({name: TABLES["providers"][name] for name in rows.columns}, adults="percent"),
        most=440,
        alt=maps.PROVIDERS,
        **display.row_selection("t_providers", list(map(str, rows.index)), scene.provider, maps.in_focus),
    )
    note = "Click the box at the left of a row to see that provider’s catchment."
    if every > len(rows):
        note += f" The {len(rows):,} largest of {every:,} are listed; the map shows them all."
    st.caption(note)


def _program_table(page: Page, left_in: Found, says: str) -> None:
    title = "Programs"
    st.subheader(title, anchor=False)
    catalog, cips = answers.catalog(page.atlas), answers.cip_titles(page.atlas)
    every = len(left_in.programs)
    if every > _PROGRAM_ROWS:
        download = "all of them" if every <= _DOWNLOAD_ROWS else f"the {_DOWNLOAD_ROWS:,} largest"
        st.caption(f"The {_PROGRAM_ROWS:,} largest of {every:,} are listed; the download has {download}.")
    display.table(
        program_rows(catalog, left_in.programs.head(_PROGRAM_ROWS), cips, page.occupations),
        display.columns(TABLES["catalog"], widths={"leads_to": "large"}),
        most=440,
        key="t_programs",
        alt=title,
    )
    display.download(
        page,
        "t_download",
        label="Download these programs (CSV)",
        file_name="geo-opportunity-programs.csv",
        table=lambda: program_rows(catalog, left_in.programs.head(_DOWNLOAD_ROWS), cips, page.occupations),
        notes=[says, UNIT],
        heads=TABLES["catalog"],
        sources=("programs",),
    )


def provider_rows(left_in: Found, *, area: bool) -> pd.DataFrame:
    """Return providers as written rows (index provider_id); the share of adults only for a picked area."""
    rows = left_in.providers
    out = rows[["name", "programs", "completions"]].copy()
    if area:
        out["adults"] = rows["adults"].where(~rows["distance_only"].astype(bool))
    out["city"] = _city(rows)
    out["control"] = rows["control"].map(CONTROLS)
    out["open_admission"] = rows["open_admission"]
    out["online"] = online_words(rows)
    out["tuition"] = rows["tuition"]
    return out.set_axis(pd.Index(rows["provider_id"], name="provider_id"))


def program_rows(
    catalog: Catalog, programs: pd.DataFrame, cips: Mapping[str, str], titles: Mapping[str, str]
) -> pd.DataFrame:
    """Return programs (rows of Catalog.programs) as written rows."""
    place = catalog.providers.iloc[catalog.seat[programs.index.to_numpy(np.intp)]]
    return pd.DataFrame(
        {
            "name": place["name"].to_numpy(),
            "city": _city(place).to_numpy(),
            "program": [cips.get(str(cip), str(cip)) for cip in programs["cip"]],
            "award": programs["award_level"].map(AWARD_LEVELS).to_numpy(),
            "completions": programs["completions"].to_numpy(float),
            "tuition": place["tuition"].to_numpy(float),
            "control": place["control"].map(CONTROLS).to_numpy(),
            "open_admission": place["open_admission"].to_numpy(),
            "leads_to": _leads_to(catalog, programs, titles),
        }
    )


def _leads_to(catalog: Catalog, programs: pd.DataFrame, titles: Mapping[str, str]) -> list[str]:
    """Return the occupations each program leads to, the first few by name."""
    links = catalog.leads_to(programs)
    named = links.assign(title=[titles.get(str(soc), str(soc)) for soc in links["soc"]])
    lists = named.sort_values(["row", "title"]).groupby("row")["title"].agg(_first)
    return [str(lists.get(row, maps.NONE)) for row in programs.index]


def _first(titles: pd.Series) -> str:
    more = f"; and {len(titles) - _NAMED:,} more" if len(titles) > _NAMED else ""
    return "; ".join(titles.head(_NAMED)) + more


def _city(providers: pd.DataFrame) -> pd.Series:
    return providers["city"].fillna("") + ", " + providers["state"]


def online_words(providers: pd.DataFrame) -> NDArray[np.object_]:
    """Return how much of their teaching is online."""
    partly = providers["some_distance"].map({"yes": "some", "no": "none"}).fillna("unknown")
    return np.where(providers["distance_only"], "all of it", partly.to_numpy(object))
