"""The Training page: filters, catchment, deserts, supply, what if; its layers, and the page by AppTest on the tiny country."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import numpy as np
import pytest
import shapely

from geo_opportunity import wording
from geo_opportunity.exports.training import deserts as desert_words
from geo_opportunity.exports.training import programs as program_words
from geo_opportunity.exports.training import provider as provider_words
from geo_opportunity.geography.distance import geodesic_km
from geo_opportunity.heads import TABLES
from geo_opportunity.maps import points, style
from geo_opportunity.maps.legend import Legend
from geo_opportunity.questions.programs import filtered
from geo_opportunity.questions.what_if import what_if
from geo_opportunity.rules import Rules
from geo_opportunity.scene import Scene
from geo_opportunity.ui import display
from geo_opportunity.ui.training import deserts, maps, page, programs, supply
from geo_opportunity.ui.training import what_if as view
from geo_opportunity.vocabulary import CIP_FAMILIES, CONTROLS
from tests.drawn import codes, layers_of, map_of
from tests.support import html_of, query_of

PAGE = "training"
NURSES, TRUCKS, ASSISTANTS, AIDES = "29-1141", "53-3032", "31-1131", "31-1120"


@pytest.fixture(scope="module")
def catalog(atlas):
    return atlas.catalog()


def ids(at):
    return [layer["id"] for layer in layers_of(map_of(at))]


# ------------------------------------------------------------------------ page


def test_programs_of_the_nation_and_of_an_area(app):
    at = app()
    assert re.search(r"\b[1-7] active programs that lead to occupations that need no bachelor", html_of(at))
    at = app(lens="any")
    assert "8 active programs at 3 places that train in the nation" in html_of(at)
    assert "places-0" in ids(at)
    assert "the picked one is outlined" not in html_of(at)  # nothing is outlined where none is picked
    at.selectbox(key="area").select("45820").run()
    assert not at.exception
    assert query_of(at)["area"] == "45820"
    assert "the picked one is outlined" in html_of(at)
    assert "2 active programs at 1 place that trains within 25 mi of adults of Topeka, KS" in html_of(at)
    points = next(layer for layer in layers_of(map_of(at)) if layer["id"].startswith("places-"))["data"]
    assert [p["h"] for p in points] == ["Career ‹b›Institute‹/b›"]
    assert "<b>" not in html_of(at)


def test_filters_are_in_the_link_and_work(app):
    at = app()
    at.multiselect(key="t_awards").set_value([3]).run()
    at.multiselect(key="t_controls").set_value(["public"]).run()
    at.checkbox(key="t_open").check().run()
    at.number_input(key="t_price").set_value(6000).run()
    assert not at.exception
    assert {k: v for k, v in query_of(at).items() if k != "d"} == {
        "aw": "3",
        "ctl": "pub",
        "open": "1",
        "price": "6000",
        "v": "3",
    }
    assert re.search(r"\b\d active programs? that leads? to .*&#x27;s degree at 1 place", html_of(at))
    again = app(aw="3", ctl="pub", open="1", price="6000")
    assert again.number_input(key="t_price").value == 6000
    assert re.search(r"\b\d active programs? that leads? to .*&#x27;s degree at 1 place", html_of(again))
    at.button(key="t_reset").click().run()
    assert query_of(at) == {}


@pytest.mark.parametrize("dollars", [500_000, 1_000_000])
def test_the_control_takes_every_price_a_link_may_have(app, dollars):
    assert app(price=str(dollars)).number_input(key="t_price").value == dollars


def test_the_control_takes_every_size_a_link_may_have(app):
    at = app(look="what_if", area="45820", soc=TRUCKS, whatif="-99.5,38.5,100000")
    assert at.number_input(key="t_size").value == 100_000


def test_the_field_filter_and_nothing_left(app):
    at = app(lens="any")
    at.selectbox(key="t_field").select("51").run()
    assert "4 active programs" in html_of(at)
    assert query_of(at)["cip"] == "51"
    at.selectbox(key="t_field").select("60").run()
    assert any("No active program is left by these filters" in m.value for m in at.markdown)


def test_a_provider_of_a_link_shows_its_catchment(app):
    at = app(prov="ipeds:300", lens="any")
    html = html_of(at)
    assert "Career &lt;b&gt;Institute&lt;/b&gt;: 56,200 adults live within 25 mi by road, in 1 area." in html
    assert {"tracts", "circle", "centre"} <= set(ids(at))
    assert any("standing" in d.value for d in at.dataframe)
    at.selectbox(key="t_provider").select("ipeds:200").run()
    assert query_of(at)["prov"] == "ipeds:200"
    assert not at.exception


@pytest.mark.parametrize("definition", ["ace", "urban"])
@pytest.mark.parametrize("level", ["county", "area"])
def test_deserts_by_both_definitions(app, definition, level):
    at = app(look="deserts", desert=definition, by=level)
    assert not at.exception
    assert len(at.dataframe[0].value) == (8 if level == "county" else 5)
    assert any(desert_words.BOUNDS in c.value for c in at.caption)


def test_deserts_of_the_picked_area_are_those_of_its_states(app):
    at = app(look="deserts", area="30700")
    assert set(at.dataframe[0].value.index) == {"31001", "31003", "31005", "31007"}
    assert "Nebraska" in html_of(at)


@pytest.mark.parametrize("query", [{}, {"area": "45820"}, {"sector": "green"}])
def test_supply_and_demand(app, query):
    at = app(look="supply", **query)
    assert any("verdict" in d.value for d in at.dataframe)


def test_what_if_by_typing_by_town_and_by_click(app):
    at = app(look="what_if", area="45820", soc=TRUCKS)
    at.button(key="t_centre").click().run()
    assert query_of(at)["whatif"].startswith("-99.5,38.5")
    assert "adults in reach 0.0% before" in html_of(at)
    at.number_input(key="t_size").set_value(75).run()
    assert query_of(at)["whatif"].endswith(",75")
    at.number_input(key="t_lat").set_value(38.45).run()
    assert ",38.45,75" in query_of(at)["whatif"]
    at.selectbox(key="t_town").select("2071000").run()
    assert query_of(at)["whatif"] == "-99.5,38.5,75"
    assert at.selectbox(key="t_town").value == "2071000"
    (change,) = at.table
    assert change.value.loc[view.CHANGES["share"]].tolist() == ["0.0%", "50.0%", "+50.0 points"]
    assert "reach_after" in at.dataframe[0].value
    assert map_of(at)["anywhere"] == view.GRID
    at.button(key="t_clear").click().run()
    assert "whatif" not in query_of(at)


def test_a_place_outside_the_country_is_refused_with_words(app):
    at = app(soc=TRUCKS, whatif="13.4,52.5,40")
    assert not at.exception
    assert any("outside the United States" in w.value for w in at.warning)
    assert "circle" not in ids(at)
    assert not at.table


def test_places_of_today_do_not_depend_on_the_filters(app):
    for query in ({}, {"aw": "20", "ctl": "npo", "price": "1", "cip": "01"}):
        at = app(look="what_if", area="30700", soc=NURSES, **query)
        today = next(layer for layer in layers_of(map_of(at)) if layer["id"] == "today")
        assert len(today["data"]) == 2, query


def test_each_view_shows_the_settings_it_uses(app):
    listed = {"programs": True, "provider": True, "deserts": False, "supply": False, "what_if": False}
    for name, filters in listed.items():
        at = app(look=name)
        keys = {
            w.key
            for kind in ("selectbox", "multiselect", "checkbox", "number_input")
            for w in at.sidebar.get(kind)
        }
        assert ("t_awards" in keys) == filters, name
        assert (page._VIEWS[name][2] in [c.value for c in at.sidebar.caption]) == (name != "programs")


def test_distances_in_kilometers_everywhere(app):
    at = app(look="deserts", desert="urban", units="km")
    assert any("within 40 km in a straight line" in c.value for c in at.caption)
    at = app(look="what_if", area="45820", soc=TRUCKS, whatif="-99.5,38.5,40", units="km")
    told = html_of(at) + " ".join(c.value for c in at.caption)
    assert "within 40 km by road" in told
    assert not re.search(r"\d mi(les)?\b", told)


def test_a_phone_gets_the_answer_before_the_controls(app, monkeypatch):
    monkeypatch.setattr("geo_opportunity.ui.display.phone", lambda: True)
    monkeypatch.setattr("geo_opportunity.ui.controls.phone", lambda: True)
    at = app(look="what_if", area="45820", soc=TRUCKS, whatif="-99.5,38.5,40")
    boxes = {e.label: e for e in at.main.expander}
    assert any(label.startswith("Area and zoom") for label in boxes)
    assert view.WHERE in boxes
    assert not boxes[view.WHERE].proto.expanded
    assert at.number_input(key="t_size").value == 40


def test_the_download_holds_what_the_filters_leave(app, catalog):
    """Map, tables, counts and download rest on one answer."""
    at = app(ctl="pub", price="6000", lens="any")
    shown = at.dataframe[1].value
    found = leave(catalog, controls=("public",), max_price=6_000)
    points = next(layer for layer in layers_of(map_of(at)) if layer["id"].startswith("places-"))["data"]
    assert len(shown) == len(found.programs)
    assert (
        {p["id"] for p in points} == set(found.providers["provider_id"]) == set(at.dataframe[0].value.index)
    )
    assert f"{len(found.programs)} active programs at" in html_of(at)


def test_a_link_opens_the_program_to_try_out(app):
    at = app(soc=TRUCKS, whatif="-99.5,38.5,40")
    assert "The training test turns from" in html_of(at)
    at = app(whatif="-99.5,38.5,40")
    assert [i.value for i in at.info] == [view.NO_OCCUPATION]


# --------------------------------------------------------------------- filters


def leave(catalog, **filters):
    return filtered(catalog, **filters)


def test_online_providers_only_on_request(catalog):
    found = leave(catalog, online=True)
    assert set(found.providers["provider_id"]) == {"ipeds:100", "ipeds:200", "ipeds:300", "ipeds:400"}
    rows = program_words.provider_rows(found, area=False)
    assert rows.loc["ipeds:400", "online"] == "all of it"
    assert "1 of them teaches wholly online: in the tables, not on the map." in program_words.sentence(
        found, "in the nation", ""
    )
    assert rows.loc["ipeds:100", "online"] == "some"


def test_unknown_prices_are_left_out_and_counted(catalog):
    found = leave(catalog, max_price=10_000)
    assert found.price_unknown == 1  # the institute's
    assert "1 because no price is reported" in program_words.sentence(found, "in the nation", "")
    assert set(found.providers["provider_id"]) == {"ipeds:100", "ipeds:200"}


def test_who_does_not_say_who_runs_them_is_left_out_and_counted(catalog):
    from dataclasses import replace

    silent = catalog.providers.assign(
        control=catalog.providers["control"].where(catalog.providers["provider_id"] != "ipeds:300", "unknown")
    )
    other = replace(catalog, providers=silent)
    found = leave(other, controls=("public",))
    assert found.control_unknown == 1
    assert "1 because it is not reported who runs them" in program_words.sentence(found, "in the nation", "")
    assert leave(other, controls=("public", "unknown")).control_unknown == 0


def test_awards_are_named_by_length_in_order():
    from geo_opportunity.vocabulary import AWARD_LEVELS

    assert list(programs.AWARD_LENGTHS) == list(AWARD_LEVELS)
    assert programs.AWARD_LENGTHS[20].startswith("Up to 12 weeks")


def test_rows_say_what_programs_lead_to(catalog, atlas):
    titles = {str(k): str(v) for k, v in atlas.occupations["title"].items()}
    found = leave(catalog, online=True)
    rows = program_words.program_rows(catalog, found.programs, {"51.3801": "Nursing"}, titles)
    assert rows["leads_to"].tolist()[0] == "Registered Nurses"
    assert rows["program"].tolist()[0] == "Nursing"
    assert set(rows.columns) == set(TABLES["catalog"])


# ---------------------------------------------------------------------- layers


def test_every_provider_is_in_one_cluster():
    rng = np.random.default_rng(7)
    import pandas as pd

    many = pd.DataFrame(
        {
            "lon": rng.uniform(-120, -70, 500),
            "lat": rng.uniform(25, 48, 500),
            "programs": 2,
            "completions": 5.0,
            "provider_id": "x",
            "name": "n",
        }
    )
    for zoom in (3.0, 6.0):
        grouped = points.clusters(many, zoom)
        assert grouped["count"].sum() == 500
        assert grouped["programs"].sum() == 1_000
        assert grouped["completions"].sum() == 2_500
        assert (grouped.loc[grouped["count"] > 1, "name"] == "").all()
    assert len(points.clusters(many, 6.0)) > len(points.clusters(many, 3.0))
    assert points.clusters(many.head(0), 3.0).empty


def test_completions_nobody_tells_are_not_zero(catalog):
    import pandas as pd

    rows = 2 * points.CLUSTER_FROM
    told = np.where(np.arange(rows) < points.CLUSTER_FROM, np.nan, 5.0)
    west = np.where(np.isnan(told), -110.0, -80.0)
    providers = pd.DataFrame(
        {
            "lon": west,
            "lat": 40.0,
            "programs": 2,
            "completions": told,
            "provider_id": "x",
            "name": "n",
            "distance_only": False,
        }
    )
    grouped = points.clusters(providers, 4.0).set_index("lon")["completions"]
    assert np.isnan(grouped[-110.0])
    assert grouped[-80.0] == 5.0 * points.CLUSTER_FROM
    drawn, _ = points.provider_layers(providers, 4.0, 0, programs.PLACE_TEXTS)
    bubbles = next(layer for layer in map(json.loads, drawn) if layer["id"] == "clusters-0")["data"]
    said = {b["p"][0]: b["t"] for b in bubbles}
    assert (
        said[-110.0]
        == f"{2 * points.CLUSTER_FROM:,} programs, completions not reported\nClick to look closer"
    )
    assert said[-80.0].startswith(
        f"{2 * points.CLUSTER_FROM:,} programs, {5 * points.CLUSTER_FROM:,} completions a year\n"
    )


def test_the_sentence_of_programs_says_where_no_completions_are_told(catalog):
    found = filtered(catalog)
    silent = replace(found, programs=found.programs.assign(completions=np.nan))
    nothing = replace(found, programs=found.programs.head(0), providers=found.providers.head(0))
    assert "completions a year." in program_words.sentence(found, "here", "")
    assert "here, completions not reported." in program_words.sentence(silent, "here", "")
    assert "with 0 completions a year" in program_words.sentence(nothing, "here", "")


def test_the_circle_is_the_reach():
    ring = shapely.get_coordinates(points.circle(-99.5, 38.5, 25))
    km = geodesic_km(-99.5, 38.5, ring[:, 0], ring[:, 1])
    assert km == pytest.approx(25 * 1.609344 / 1.417, rel=1e-3)


@pytest.mark.parametrize(
    ("objects", "what"),
    [
        ({"areas-1": [{"properties": {"code": "38060"}}]}, ("area", "38060")),
        ({"places-1": [{"id": "ipeds:1"}]}, ("place", "ipeds:1")),
        ({"clusters-1": [{"p": [-112.0, 33.0]}]}, ("cluster", (-112.0, 33.0))),
        ({"places-1": []}, None),
        ({"tracts": [{}]}, None),
    ],
)
def test_clicks(objects, what):
    assert points.picked({"selection": {"objects": objects}}) == what
    assert points.picked(None) is None


# ------------------------------------------------------------------- catchment


def test_occupations_of_a_provider(atlas):
    rules = Rules(pay="own", own_wage=20_000, growth="any")
    table = atlas.catchment_occupations("ipeds:300", rules, areas=["45820", "28140"], home="45820")
    assert set(table.index) == {ASSISTANTS, "51-4041"}
    status = atlas.occupation_status(ASSISTANTS, rules, geometry=False)["kind"]
    expected = [
        t for c, t in (("45820", "Topeka, KS"), ("28140", "Kansas City, KS-NE")) if status[c] == "overlap"
    ]
    assert table.loc[ASSISTANTS, "overlap"] == "; ".join(expected)
    assert table.loc[ASSISTANTS, "completions"] == 60
    shown = provider_words.occupation_rows(table)
    assert not (shown[["overlap", "gap"]] == "").any().any()
    alone = provider_words.occupation_rows(atlas.catchment_occupations("ipeds:400", rules, areas=[]))
    assert alone["standing"].tolist() == ["unknown"]


# --------------------------------------------------------------------- deserts


@pytest.mark.parametrize("level", ["county", "area"])
def test_deserts_map_table_and_sentence_agree(atlas, level):
    ace, urban = (atlas.deserts(d, level=level) for d in ("ace", "urban"))
    classes = desert_words.classes(ace)
    drawn = desert_words.picture(ace, "ace", "quantile")
    assert set(drawn.codes) == set(ace.index)
    assert not drawn.unknown
    assert sum(int(e.label.rsplit("(", 1)[1].rstrip(")")) for e in drawn.legend.entries) == len(ace)
    assert (classes == "none").sum() == (~ace["desert"]).sum()
    assert not (ace["desert_any_public"] & ~ace["desert"]).any()  # the lower bound lies below the upper
    table = desert_words.rows(ace, "ace")
    assert len(table) == len(ace)
    assert (
        f"{int(ace['desert_any_public'].sum())} to {int(ace['desert'].sum())} of {len(ace)}"
        in desert_words.sentence(ace, "ace", "Here", level)
    )
    assert (urban["share_physical_any_public"] <= urban["share_physical"] + 1e-12).all()
    drawn = desert_words.picture(urban, "urban", "quantile")
    assert set(drawn.codes) == set(urban.index)
    assert "physical desert" in desert_words.sentence(urban, "urban", "Here", level)


def test_adults_not_known_are_not_zero_on_the_map_of_deserts(atlas):
    frame = atlas.deserts("ace", level="county")
    first, second = map(str, frame.index[:2])
    drawn = desert_words.picture(
        frame.assign(adults=frame["adults"].astype(float).mask(frame.index == first)), "ace", "quantile"
    )
    texts = dict(zip(drawn.codes, drawn.texts, strict=True))
    assert texts[first].endswith("\nAdults: not known")
    assert texts[second].endswith(f"\n{frame.loc[second, 'adults']:,.0f} adults")


def test_views_that_list_no_programs_do_not_look_for_them(app, monkeypatch):
    from geo_opportunity.ui import answers

    def never(*_, **__):
        raise AssertionError

    monkeypatch.setattr(answers, "search_programs", never)
    for name in ("deserts", "supply", "what_if"):
        app(look=name)


def test_light_figures_are_those_shown(atlas):
    table = display.rounded(desert_words.rows(atlas.deserts("urban", level="county"), "urban"))
    light = deserts.light(table)
    assert set(light.select_dtypes("number").dtypes.astype(str)) == {"float32"}
    for column in light.select_dtypes("number").columns:
        assert light[column].astype(float).round(3).tolist() == pytest.approx(
            table[column].tolist(), nan_ok=True
        )


def test_counties_of_the_nation_are_a_static_file_and_those_of_a_state_travel(app):
    spec = map_of(app(look="deserts"))
    assert spec["ground"].startswith("app/static/map/")
    assert len(spec["classes"]) == 8
    spec = map_of(app(look="deserts", zoom="NE"))
    assert set(codes(spec)) == {"31001", "31003", "31005", "31007"}


def test_the_picked_area_is_outlined_among_counties(app):
    assert map_of(app(look="deserts", area="30700"))["outline"]


# ---------------------------------------------------------------------- supply


def test_supply_of_the_nation_by_hand(atlas):
    table = atlas.nation_supply(coverage_min=0.1)
    nurses = table.loc[NURSES]
    assert nurses["openings"] == 120  # the first occupation of the tiny projections
    assert nurses["completers"] == pytest.approx(0.9 * 120)
    # of 150 bachelor's degrees 5 percent are earned online: RN-to-BSN, no new nurses
    assert nurses["completers_not_new"] == pytest.approx(0.05 * 150)
    assert nurses["ratio"] == pytest.approx((0.9 * 120 - 0.05 * 150) / 120)
    assert nurses["verdict"] == "balanced"
    assert table.loc[TRUCKS, "verdict"] == table.loc["41-2011", "verdict"] == "cannot be judged"
    assert table.loc[TRUCKS, "reason"].startswith("The list covers too little")
    assert table.loc["41-2011", "reason"].startswith("No program is needed")
    assert np.isnan(table.loc["41-2011", "completers"])


def test_the_scatter_holds_what_the_table_holds(atlas):
    table = atlas.nation_supply(coverage_min=0.1)
    spec = supply.chart(table).to_dict()
    rows = max(spec["datasets"].values(), key=len)
    assert {r["title"] for r in rows} == set(supply.drawable(table)["title"])
    columns = [
        supply.chart(table, narrow=n).to_dict()["layer"][1]["encoding"]["color"]["legend"]["columns"]
        for n in (False, True)
    ]
    assert columns == [2, 1]  # one below the other on a phone
    assert supply.chart(table.assign(completers_local=0.0)) is None


# --------------------------------------------------------------------- what if


def test_what_if_in_words(atlas):
    scene = Scene(occupation=TRUCKS, measure="kind", units="km")
    answer = what_if(atlas, TRUCKS, lon=-99.5, lat=38.5, completions=30)
    told = " ".join(view.sentences(answer, "Truck Drivers", scene))
    assert (
        "56,200 adults live within 40 km by road of the new program for Truck Drivers; 56,200 of them have "
        "none" in told
    )
    assert "adults in reach 0.0% before, 50.0% after" in told
    assert "turns from “Unknown: programs may be missing from the list” into “Training in reach”" in told
    assert "No listed place trains for it today." in told
    away = what_if(atlas, TRUCKS, lon=13.4, lat=52.5)
    assert view.refused(away)
    (told,) = view.sentences(away, "x", scene)
    assert "is outside the United States" in told
    assert "is the minus sign missing?" in told
    (told,) = view.sentences(what_if(atlas, TRUCKS, lon=-40, lat=30), "x", scene)
    assert "outside the United States" in told
    assert "minus" not in told
    assert not view.refused(answer)
    table = view.rows(answer)
    assert list(table.columns) == list(TABLES["what_if"])
    drawn = view.picture(answer, {"45820": "Topeka", "30700": "Lincoln"}, Legend("x", ()))
    assert drawn.fills == (points.BETTER, style.LAND)


def test_before_and_after_of_the_home_area(atlas):
    answer = what_if(atlas, TRUCKS, lon=-99.5, lat=38.5, completions=30)
    table, row = view.change(answer), answer.areas.iloc[0]
    assert list(table.index) == list(view.CHANGES)
    assert table.loc["adults"].tolist()[1:] == ["0", "56,200", "+56,200"]
    assert table.loc["accessible", "change"] == view.NEW
    assert table.loc["completers"].tolist()[1:] == [maps.NONE, "30", "+30"]
    assert table.loc["jobs", "after"] == f"{row['jobs_overlap_after']:,.0f}"
    more = replace(
        answer, areas=answer.areas.assign(adults_gained=answer.areas["adults_near"] + 9)
    )  # reach is rounded
    assert (
        "56,200 of them have none" in view.sentences(more, "x", Scene(occupation=TRUCKS, measure="kind"))[0]
    )
    same = view.change(what_if(atlas, AIDES, lon=-99.5, lat=38.5))
    assert same.loc["kind", "change"] == view.SAME
    assert same.loc["jobs", "change"] == view.SAME


def test_towns_in_a_box(atlas):
    points = atlas.table("place_points")
    assert list(view.towns(points, (-100, 38, -99, 39)).index) == ["2071000"]
    assert view.towns(points, (-100, 38, -99, 40))["label"].tolist() == [
        "Lincoln city, NE",
        "Topeka city, KS",
    ]


def test_words_are_complete():
    from geo_opportunity.measures.supply import VERDICTS

    assert all(len(code) == 2 for code in CIP_FAMILIES)
    assert set(CONTROLS) == {"public", "private nonprofit", "private for-profit", "unknown"}
    assert set(supply._READINGS) == set(VERDICTS.values())
    for color in (points.NEW, points.TRACT):
        from geo_opportunity.maps.palettes import contrast

        assert contrast(color, style.LAND) >= 3
    assert wording.distance(25, "km") == "40 km"
