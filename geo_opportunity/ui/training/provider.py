"""One provider: whom it reaches, and whether the occupations it trains for are in demand there."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import streamlit as st

from geo_opportunity import wording
from geo_opportunity.exports.training import programs as program_words
from geo_opportunity.exports.training import provider as provider_words
from geo_opportunity.exports.training import views
from geo_opportunity.heads import TABLES
from geo_opportunity.maps import layers, points, style
from geo_opportunity.maps.legend import Entry, Legend
from geo_opportunity.maps.picture import land
from geo_opportunity.ui import answers, display, session
from geo_opportunity.ui.training import maps, programs

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from geo_opportunity.questions.catchments import Catchment
    from geo_opportunity.scene import MapView
    from geo_opportunity.ui.display import Page


def draw(page: Page, view: MapView) -> None:
    """Show one provider's catchment; none is picked yet: those to choose from."""
    _select(page)
    providers = answers.catalog(page.atlas).providers
    mine = providers.loc[providers["provider_id"] == page.scene.provider]
    if mine.empty:
        _choice(page, view)
        return
    provider = {str(name): value for name, value in mine.iloc[0].items()}
    if bool(provider["distance_only"]):
        display.headline(str(provider["name"]), provider_words.facts(provider))
        st.write(
            "This provider teaches wholly online: distance means nothing for it, so it has no catchment."
        )
        return
    _catchment(page, provider)


def stage(page: Page, view: MapView) -> None:
    """Draw the map alone (``ui.stage``)."""
    providers = answers.catalog(page.atlas).providers
    mine = providers.loc[providers["provider_id"] == page.scene.provider]
    if mine.empty or bool(mine["distance_only"].iloc[0]):
        _choice(page, view)
        return
    provider = {str(name): value for name, value in mine.iloc[0].items()}
    reach = answers.catchment(
        page.atlas, str(provider["provider_id"]), miles=float(page.miles(page.scene.occupation))
    )
    _map(page, provider, reach, f"Whom {provider['name']} reaches.")


def _select(page: Page) -> None:
    """Draw the choice of provider among those the filters leave."""
    picked = page.scene.provider
    providers = answers.catalog(page.atlas).providers.set_index("provider_id")
    left_in = map(str, programs.found(page).providers["provider_id"])
    options = list(dict.fromkeys([*([picked] if picked else []), *left_in]))[: program_words.PROVIDER_ROWS]
    labels = providers["name"] + ", " + providers["city"].fillna("") + ", " + providers["state"]
    names = {option: str(labels[option]) for option in options if option in providers.index}
    st.selectbox(
        program_words.PLACE,
        ["", *names],
        format_func=lambda option: names[option] if option else "Choose a place that trains",
        help="The places left by the filters. A click on a point of the map, or on a row of the table, does "
        "the same.",
        **session.bound(
            "t_provider",
            picked if picked in names else "",
            lambda scene, new: replace(scene, provider=new or None, training_view="provider"),
        ),
    )


def _choice(page: Page, view: MapView) -> None:
    """Draw the map of providers to choose from."""
    providers = programs.found(page).providers
    more, entries = points.provider_layers(providers, view.zoom, session.nonce(), programs.PLACE_TEXTS)
    maps.draw(
        page,
        land(page.areas, Legend(maps.PROVIDERS, entries)),
        view=view,
        says="Places that train, to choose one of.",
        sources=("programs",),
        unit=program_words.UNIT,
        more=more,
    )


def _catchment(page: Page, provider: Mapping[str, Any]) -> None:
    """Draw whom a provider reaches, and what for."""
    atlas, scene = page.atlas, page.scene
    code, name = str(provider["provider_id"]), str(provider["name"])
    miles = page.miles(scene.occupation)
    reach = answers.catchment(atlas, code, miles=float(miles))
    home = str(provider["area_code"]) if isinstance(provider["area_code"], str) else None
    occupations = answers.catchment_occupations(
        atlas, code, scene.rules, areas=tuple(map(str, reach.areas.index)), home=home
    )
    says = provider_words.sentence(name, reach, occupations, wording.distance(miles, scene.units))
    display.headline(says, provider_words.facts(provider))
    left, right = display.map_and_table()
    with left:
        _map(page, provider, reach, says)
    with right:
        _tables(reach)
    title = "Occupations its programs lead to"
    st.subheader(title, anchor=False)
    if occupations.empty:
        st.write("Its active programs lead to no occupation at an award level that fits.")
        return
    st.caption(
        "Active programs of this provider, and whether the occupations they lead to are in the overlap "
        "(recruit and place) or in a training gap (too few reach any such program) in the areas it reaches. "
        "Jobs are those of these areas."
    )
    config = display.columns(TABLES["catchment"])
    display.table(provider_words.occupation_rows(occupations), config, most=440, key="t_socs", alt=title)
    display.source_line(page, ("area_wages", "projections", "reach"), wording.settings_sentence(scene))


def _map(page: Page, provider: Mapping[str, Any], reach: Catchment, says: str) -> None:
    lon, lat, name = float(provider["lon"]), float(provider["lat"]), str(provider["name"])
    miles = float(page.miles(page.scene.occupation))
    legend = Legend(
        name,
        (
            points.entry(program_words.PLACE),
            points.entry("Census tract in reach (larger: more adults)", len(reach.tracts), points.TRACT),
            Entry(views.CIRCLE, style.PROVIDER, ring=True),
            Entry("Area whose adults it reaches", points.REACHED),
        ),
    )
    adults = {str(code): float(people) for code, people in reach.areas["adults"].items()}
    counties = page.atlas.table("county_shapes")
    outlines = list(counties.loc[counties["county_fips"].isin(reach.counties.index)].geometry)
    maps.draw(
        page,
        land(
            page.areas,
            legend,
            {code: f"{people:,.0f} adults in reach" for code, people in adults.items()},
            dict.fromkeys(adults, points.REACHED),
        ),
        view=layers.fit(points.circle(lon, lat, miles).bounds, display.map_size(), margin=0.8),
        says=says,
        sources=("programs", "accessible"),
        unit=maps.UNIT_ADULTS,
        more=[
            points.outline_layer(outlines),
            points.tract_layer(reach.tracts),
            *points.reach_layers(lon, lat, miles, name=name),
        ],
    )


def _tables(reach: Catchment) -> None:
    title = "Adults in reach, by area"
    st.subheader(title, anchor=False)
    if reach.areas.empty:
        st.write("No one lives within this distance of it.")
        return
    _table(reach.areas, "reached_areas", title, "t_reach_areas")
    title = "By county"
    st.subheader(title, anchor=False)
    _table(reach.counties, "reached_counties", title, "t_reach_counties")


def _table(rows: pd.DataFrame, heads: str, title: str, key: str) -> None:
    config = display.columns(TABLES[heads], adults="localized")
    display.table(rows, config, most=230, placeholder=None, key=key, alt=title)
