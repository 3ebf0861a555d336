"""The Compare page on the tiny country by AppTest, and its views without Streamlit."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from geo_opportunity.errors import FormatError, UnknownCodeError
from geo_opportunity.exports.comparison import places, table
from geo_opportunity.figures import FIGURES
from geo_opportunity.geography.boundary import from_counties
from geo_opportunity.geography.region import Member, Region
from geo_opportunity.heads import TABLES
from geo_opportunity.rules import Rules, Selection
from geo_opportunity.scene import Scene
from geo_opportunity.ui import answers, canvas
from geo_opportunity.ui.compare import builder, charts, page
from geo_opportunity.vocabulary import KINDS_SHORT, SECTORS, Kind
from tests.drawn import codes, looks, maps_of, tips
from tests.support import html_of, places_of, query_of

PAGE = "compare"
pytestmark = pytest.mark.usefixtures("in_process")


@pytest.fixture(scope="module")
def counties(atlas):
    return atlas.table("counties")


def region(counties, *fips, name="Three Rivers"):
    return from_counties(fips, counties, name=name)


def buttons(at):
    return {b.key: b for b in at.button}


# -------------------------------------------------------------------- the page


def test_without_places_the_page_says_what_to_do(app):
    at = app()
    assert (
        "Pick two to four places above: a metropolitan or nonmetropolitan area, a whole state, or a region "
        "of your own (turn on “Build a region”). The tests, the family and the occupations are those in "
        "the settings, the same for all places." in [i.value for i in at.info]
    )
    assert not maps_of(at)


def test_the_picked_area_comes_along_and_can_be_put_away(app):
    at = app(area="30700")
    assert at.multiselect(key="places").value == ["30700"]
    assert "places" not in query_of(at)
    at.multiselect(key="places").set_value([]).run()
    assert not at.exception
    assert "area" not in query_of(at)
    assert (
        "Pick two to four places above: a metropolitan or nonmetropolitan area, a whole state, or a region "
        "of your own (turn on “Build a region”). The tests, the family and the occupations are those in "
        "the settings, the same for all places." in [i.value for i in at.info]
    )


def test_an_area_a_state_and_a_region_side_by_side(app, counties):
    link = region(counties, "20001", "31001").to_link()
    at = app(places=f"30700,KS,{link}", sector="healthcare")
    html = html_of(at).split('<div class="go-sheet')[0]
    assert "Something in this link" not in html
    specs = list(maps_of(at).values())
    assert len(specs) == 3
    assert all(spec["selected"] in codes(spec) for spec in specs)
    for title in ("Lincoln, NE", "Kansas", "Three Rivers"):
        assert f'<th scope="col">{title}' in html
    assert "Of jobs in healthcare that need no bachelor&#x27;s degree, those in occupations that grow" in html
    assert html.count("through a program in reach)") == 3
    assert "State agencies differ in outlook" in html
    assert (
        html.count('class="go-legend-title">Share of jobs where all three meet') == 1
    )  # one legend for all maps
    # one scale: an area on two maps has one colour
    seen = {}
    for spec in specs:
        for code, look in looks(spec).items():
            seen.setdefault(code, set()).add(look)
    assert all(len(colors) == 1 for colors in seen.values())
    assert any(code.startswith("region-") for code in seen)


def test_a_peer_is_added_by_one_click_and_removed_again(app):
    at = app(places="30700")
    keys = [k for k in buttons(at) if str(k).startswith("peer-")]
    assert set(keys) == {"peer-45820", "peer-28140", "peer-3100001"}
    assert "Fewer jobs (70,000; here 150,000); prices at 90.0 of the nation&#x27;s 100" in html_of(at)
    buttons(at)["peer-45820"].click().run()
    assert not at.exception
    assert query_of(at)["places"] == "30700,45820"
    assert {"peer-28140", "peer-3100001"} <= set(
        buttons(at)
    )  # the list stays open: the next one is a click away
    at.selectbox(key="reference").select("45820").run()
    assert query_of(at)["places"] == "45820,30700"
    buttons(at)["remove-45820"].click().run()
    assert query_of(at)["places"] == "30700"


def test_at_most_four_places(app):
    at = app(places="30700")
    for place in ("45820", "28140", "3100001"):
        buttons(at)[f"peer-{place}"].click().run()
    assert query_of(at)["places"] == "30700,45820,28140,3100001"
    assert all(b.disabled for k, b in buttons(at).items() if str(k).startswith("peer-"))


def test_peers_are_looked_for_when_unfolded(app):
    at = app(places="30700,45820,28140,KS")
    assert not [k for k in buttons(at) if str(k).startswith("peer-")]
    assert len(maps_of(at)) == 4


def test_peers_of_a_state_are_states_and_those_of_an_area_may_be_of_its_state(app):
    at = app(places="KS")
    assert [k for k in buttons(at) if str(k).startswith("peer-")] == ["peer-NE"]
    at = app(places="30700")
    at.segmented_control(key="peers_where").select("state").run()
    assert [k for k in buttons(at) if str(k).startswith("peer-")] == ["peer-3100001"]


def test_a_region_is_built_from_the_list_named_and_added(app, counties):
    at = app()
    at.toggle(key="builder").set_value(True).run()
    at.selectbox(key="builder-state").select("NE").run()
    assert query_of(at)["zoom"] == "NE"
    at.multiselect(key="counties").set_value(["31001", "31003"]).run()
    at.selectbox(key="builder-state").select("KS").run()
    assert at.multiselect(key="counties").value == ["31001", "31003"]  # kept although of another state
    at.multiselect(key="counties").set_value(["31001", "31003", "20001"]).run()
    assert at.text_input(key="region-name").value == "Allen County, KS; Adams County, NE; Boone County, NE"
    at.text_input(key="region-name").set_value("My <b>board</b>").run()
    assert not at.exception
    held = Region.from_link(query_of(at)["region"])
    assert (held.name, held.county_fips) == ("My <b>board</b>", ("20001", "31001", "31003"))
    parts = at.dataframe[0].value
    assert set(parts[TABLES["parts"]["title"]]) == {"Lincoln, NE", "Topeka, KS"}
    buttons(at)["region-add"].click().run()
    assert not at.exception
    query = query_of(at)
    assert "region" not in query
    assert query["places"] == held.to_link()
    assert "<b>board</b>" not in html_of(at)
    assert "My &lt;b&gt;board&lt;/b&gt;" in html_of(at)
    assert not at.toggle(key="builder").value
    buttons(at)[f"edit-{held.code}"].click().run()
    assert query_of(at)["region"] == held.to_link()
    buttons(at)["region-clear"].click().run()
    assert "region" not in query_of(at)


def test_a_county_of_any_state_can_be_typed_and_the_map_follows(app):
    at = app(places="30700")
    at.toggle(key="builder").set_value(True).run()
    assert at.selectbox(key="builder-state").value == "NE"
    offered = at.multiselect(key="counties").options
    assert offered[:2] == sorted(o for o in offered if o.endswith(", NE"))[:2]
    assert "Allen County, KS" in offered
    at.multiselect(key="counties").set_value(["31001"]).run()
    assert at.selectbox(key="builder-state").value == "NE"
    at.multiselect(key="counties").set_value(["31001", "20001"]).run()
    assert not at.exception
    assert at.selectbox(key="builder-state").value == "KS"
    drawn = looks(maps_of(at)["county-map"])
    assert {"20001", "20003", "31001"} <= set(drawn)  # all of Kansas is drawn
    assert Region.from_link(query_of(at)["region"]).county_fips == ("20001", "31001")
    at.multiselect(key="counties").set_value(["20001"]).run()  # one taken out: the map stays
    assert at.selectbox(key="builder-state").value == "KS"


def test_a_name_can_come_before_the_counties(app):
    at = app()
    at.toggle(key="builder").set_value(True).run()
    at.text_input(key="region-name").set_value("Board").run()
    at.multiselect(key="counties").set_value(["20001"]).run()
    assert Region.from_link(query_of(at)["region"]).name == "Board"


def test_a_click_on_the_map_puts_a_county_in_and_out(data_dir, use_data, monkeypatch):
    import streamlit as st

    use_data(data_dir)
    memory = {"scene": Scene(page="compare")}
    monkeypatch.setattr(st, "session_state", memory)
    for number, expected in enumerate((("20003",), None)):
        pressed = {"layer": "areas-0", "object": {"properties": {"code": "20003"}}}
        memory["county-map"] = SimpleNamespace(picked=pressed)
        builder._clicked()
        held = memory["scene"].region
        assert (Region.from_link(held).county_fips if held else None) == expected
        assert memory["_map_nonce"] == number + 1  # the map forgets its own selection
    memory["county-map"] = SimpleNamespace(picked=None)
    builder._clicked()
    assert memory["scene"].region is None


def test_a_region_in_the_link_opens_the_builder(app, counties):
    at = app(region=region(counties, "20003").to_link())
    assert at.toggle(key="builder").value
    assert at.multiselect(key="counties").value == ["20003"]
    colors = looks(maps_of(at)["county-map"])
    assert len(set(colors.values())) == 2
    assert colors["20003"] != colors["20001"]


def test_one_occupation_side_by_side(app):
    at = app(places="30700,KS", soc="29-1141", per="hour")
    html = html_of(at)
    assert "Registered Nurses. Lincoln, NE:" in html
    assert "Wage, $ an hour" in html
    assert "Where the places differ" not in [s.value for s in at.subheader]


@pytest.mark.parametrize(("units", "said"), [("mi", "100 road miles"), ("km", "161 road kilometers")])
def test_tooltips_of_one_occupation_follow_the_unit(app, units, said, monkeypatch):
    monkeypatch.setattr(canvas, "_SHORT", 1_000_000)  # all travel along
    maps = maps_of(app(places="30700,KS", soc="29-1141", units=units)).values()
    drawn = json.dumps([tips(spec) for spec in maps])
    assert said in drawn
    assert ("kilometers" in drawn) == (units == "km")


@pytest.mark.parametrize("show", ["threshold", "misalignment", "access_per_1000", "average_growth"])
def test_measures_with_a_region(app, counties, show):
    at = app(places=f"{region(counties, '20001', '31001').to_link()},6600001", show=show, per="hour")
    assert FIGURES[show].label in html_of(at)
    assert "unknown" in html_of(at)  # Guam's pay needed


def test_bad_places_are_explained(app):
    at = app(places="30700,99999,r1.nonsense")
    assert "There is no place “99999”" in html_of(at)
    assert at.multiselect(key="places").value == ["30700"]


# --------------------------------------------------------------------- figures


def test_a_region_of_an_areas_counties_has_the_areas_figures(atlas, counties):
    def of(key, **pick):
        return page.figures(*answers.at(atlas, key), Rules(), Selection(**pick))

    whole = region(counties, "20003", "20005")
    area, mine = of("28140"), of(whole.to_link())
    for name in (
        "population",
        "jobs_total",
        "share_growing",
        "threshold",
        "average_growth",
        "misalignment",
        "access_per_1000",
        "rpp_all",
    ):
        assert mine[name] == pytest.approx(area[name], nan_ok=True), name
    mixed = of(region(counties, "20001", "31001").to_link(), sector="healthcare")
    tracts = atlas.access(sector="healthcare", level="tract").loc[
        lambda t: t["county_fips"].isin(["20001", "31001"])
    ]
    assert mixed["access_per_1000"] == pytest.approx(
        np.average(tracts["access_per_1000"], weights=tracts["people"])
    )
    assert of("NE")["population"] == 330_000
    assert "28140" not in answers.peers(atlas, whole).index


# ----------------------------------------------------------------------- views


def test_occupations_that_differ(atlas):
    def cells(**kinds):
        return pd.DataFrame(
            {
                "title": list(kinds),
                "kind": [k for k, _ in kinds.values()],
                "employment": [float(n) for _, n in kinds.values()],
                "employment_flag": [
                    "not_listed" if math.isnan(n) else "published" for _, n in kinds.values()
                ],
            },
            index=list(kinds),
        )

    o, q = Kind.OVERLAP.value, Kind.QUALITY_GAP.value
    one = cells(a=(o, 100), b=(o, 50), c=(q, 10), d=(q, 5))
    two = cells(a=(o, 10), b=(q, 20), c=(o, 70), d=(o, math.nan))
    found, everywhere = atlas.differing([one, two])
    # most jobs first; a meets in both, d is listed in one and does not meet
    assert list(found.index) == ["c", "b"]
    assert everywhere == 1
    shown = charts.differing_table(found, places_of("X", "Y"))
    assert shown.loc["b", ["X", "Y"]].tolist() == [KINDS_SHORT[o], KINDS_SHORT[q]]
    assert shown.loc["b", ["Jobs, X", "Jobs, Y"]].tolist() == [50, 20]
    assert atlas.differing([one, one])[0].empty
    only, _ = atlas.differing([cells(e=(o, 5)), cells(e=(o, math.nan))])
    assert charts.differing_table(only, places_of("X", "Y")).loc["e", "Y"] == "Not listed here"


def test_short_titles_tell_places_apart():
    names = places.short_titles(
        places_of("Louisville/Jefferson County, KY-IN", "Louisville/Jefferson County, KY-OH", "Topeka, KS")
    )
    assert len(set(names)) == 3
    assert names[2] == "Topeka, KS"
    assert all(len(n) <= 32 for n in names)


def test_labels_of_charts_are_whole_on_two_lines():
    titles = (
        "Greenville-Anderson-Greer, SC",
        "Topeka, KS",
        "Topeka, KS",
        "New York-Newark-Jersey City, NY-NJ",
        "A" * 60,
    )
    names = places.chart_labels(places_of(*titles))
    assert names[0] == "Greenville-Anderson-\nGreer, SC"
    assert names[1:3] == ["Topeka, KS (2)", "Topeka, KS (3)"]
    assert names[3].replace("\n", "") == "New York-Newark-Jersey City, NY-NJ"
    assert names[4] == "A" * 22 + "…"
    long = places.chart_labels(places_of("Central Kentucky Bluegrass nonmetropolitan statistical area"))[0]
    assert long.count("\n") == 1
    assert long.endswith("…")


def test_bars_of_all_kinds_add_up_and_leave_out_what_is_not_published(atlas):
    frame = pd.DataFrame(
        {
            "kind": [Kind.OVERLAP.value] * 3 + [Kind.OTHER.value, Kind.UNKNOWN.value, Kind.OVERLAP.value],
            "accessible": ["pass", "not needed", "would help", "pass", "unknown", "pass"],
            "employment": [40.0, 15.0, 5.0, 30.0, 10.0, math.nan],
        }
    )
    shares = [atlas.jobs_by_kind(f, parts=True) for f in (frame, frame.assign(employment=math.nan))]
    bars = charts.kind_bars(shares, places_of("X", "Y"))
    assert set(bars["place"]) == {"X"}
    assert len(bars) == len(Kind) + 2  # the overlap in three parts
    share = bars.set_index("kind")["share"]
    assert share.sum() == pytest.approx(1)
    assert share.iloc[:3].tolist() == pytest.approx([0.4, 0.15, 0.05])
    assert share.index[:2].tolist() == ["Trained for", "Learned on the job"]
    assert atlas.jobs_by_kind(frame)["share"][Kind.OVERLAP.value] == pytest.approx(0.6)
    assert share[KINDS_SHORT[Kind.UNKNOWN.value]] == pytest.approx(0.1)
    shown = charts.kind_table(shares, places_of("X", "Y"))
    assert list(shown.columns) == ["Place", *bars["kind"]]
    assert shown["Place"].tolist() == ["X"]
    assert shown[KINDS_SHORT[Kind.OTHER.value]].tolist() == [0.3]


def test_labels_are_never_the_same(counties):
    one, two = region(counties, "20001", name="Board"), region(counties, "20003", name="Board")
    found = places.labels(
        [one.to_link(), two.to_link(), "KS", "30700"], {"30700": "Lincoln, NE"}, {"KS": "Kansas"}
    )
    assert list(found.values()) == [
        "Board (your region)",
        "Board (your region) (2)",
        "Kansas (whole state)",
        "Lincoln, NE",
    ]


def test_bars_leave_unknown_out_and_share_a_scale():
    row = {
        "share_overlap": 0.31,
        "share_trained_for": 0.11,
        "share_learned_on_the_job": 0.2,
        "share_training_gap": 0.1,
        "share_quality_gap": 0.2,
        "jobs_overlap": 31.0,
        "jobs_selected": 100.0,
    }
    unknown = dict.fromkeys(row, math.nan)
    rows = [dict.fromkeys(SECTORS, row), dict.fromkeys(SECTORS, unknown)]
    bars = charts.sector_bars(rows, places_of("X", "Y"))
    assert set(bars["place"]) == {"X"}
    assert charts.scale_top(bars) == pytest.approx(0.7)
    assert charts.scale_top(bars.head(0)) == 1
    table = charts.sector_table(rows, places_of("X", "Y"))
    assert len(table) == 8
    assert table.loc[table["Place"] == "Y", FIGURES["share_overlap"].head].isna().all()


# ----------------------------------------------------------------- the builder


def test_counties_go_in_and_out_and_the_name_follows(counties):
    first = builder.toggled(None, None, "20001", counties)
    assert first is not None
    assert first.name == "Allen County, KS"
    both = builder.toggled(first, None, "31001", counties)
    assert both is not None
    assert both.name == "Allen County, KS; Adams County, NE"
    named = builder.toggled(replace(both, name="Board"), None, "20003", counties)
    assert named is not None
    assert named.name == "Board"  # a name that was given stays
    assert builder.toggled(first, None, "20001", counties) is None
    assert builder.toggled(None, "Early", "20001", counties).name == "Early"
    assert builder.region_with(None, None, ["nonsense"], counties) is None


def test_counties_of_the_state_shown_come_first_and_all_others_after(counties):
    everywhere = dict.fromkeys(counties["state"], "")
    offered = builder.county_options(counties, "NE", everywhere, [])
    assert sorted(offered) == sorted(counties["county_fips"])
    states = counties.set_index("county_fips")["state"].loc[offered].tolist()
    assert states == ["NE"] * states.count("NE") + sorted(s for s in states if s != "NE")
    assert set(builder.county_options(counties, "NE", {"NE": "Nebraska"}, ["20001"])) == {
        "20001",
        *counties.loc[counties["state"] == "NE", "county_fips"],
    }


def test_the_map_goes_where_a_county_was_added(counties):
    held = region(counties, "31001")
    assert builder.state_added(held, ["31001", "20001"], counties) == "KS"
    assert builder.state_added(None, ["31001"], counties) == "NE"
    assert builder.state_added(held, ["31001"], counties) is None
    assert builder.state_added(held, [], counties) is None


def test_parts_stay_parts_when_counties_are_added(atlas, counties):
    tracts = tuple(sorted(atlas.table("tracts").loc[lambda t: t["county_fips"] == "20001", "tract"])[:2])
    held = Region("Half", (Member("20001", 0.5, tracts), Member("20003")), "boundary")
    more = builder.toggled(held, None, "31001", counties)
    assert more is not None
    assert [(m.county_fips, m.share) for m in more.members] == [
        ("20001", 0.5),
        ("20003", 1.0),
        ("31001", 1.0),
    ]
    less = builder.toggled(more, None, "20001", counties)
    assert less is not None
    assert less.source == "counties"
    picture = builder.county_picture(counties, held)
    shown = dict(zip(picture.codes, picture.fills, strict=True))
    assert (shown["20001"], shown["20003"], shown["31001"]) == (builder.PART, builder.IN, builder.OUT)
    assert any("50.0% of residents" in t for t in picture.texts)
    assert [e.label for e in picture.legend.entries] == [
        "In the region",
        "In the region in part",
        "Not in the region: click to add",
    ]


def test_a_region_is_saved_and_loaded_again(atlas, counties):
    shapes = atlas.table("county_shapes")
    held = region(counties, "20001", "31001", name="Board")
    content = json.dumps(held.to_geojson(shapes)).encode()
    assert atlas.load_region(content, "board.geojson") == held


def test_a_boundary_is_loaded_with_its_parts(atlas):
    west = {
        "type": "Polygon",
        "coordinates": [[[-100, 38], [-99.5, 38], [-99.5, 39], [-100, 39], [-100, 38]]],
    }
    held = atlas.load_region(json.dumps(west).encode(), "west.geojson", name="West")
    assert held.name == "West"
    assert held.county_fips == ("20001",)
    assert 0 < held.members[0].share < 1
    table = builder.county_table(held, atlas.table("counties"))
    assert table[TABLES["counties"]["share"]].tolist() == [held.members[0].share]


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"<html>", "a.geojson"),
        (b'{"type":"Feature","properties":{"version":9,"members":[]},"geometry":null}', "b.geojson"),
        (b"x", "c.exe"),
        (b'{"properties": {"version": 1, "members": 3}}', "d.json"),
    ],
)
def test_bad_files_are_refused_with_a_mend(atlas, content, name):
    with pytest.raises(FormatError, match="Fix"):
        atlas.load_region(content, name)


@pytest.mark.parametrize(
    ("member", "named"),
    [
        (Member("99999"), "99999"),
        (Member("20001", 0.5, ("20001999998", "20001999999")), "census tract 20001999998 and 1 more"),
    ],
)
def test_a_saved_region_of_other_counties_or_tracts_is_refused(atlas, member, named):
    square = {"type": "Polygon", "coordinates": [[[-99, 38], [-98, 38], [-98, 39], [-99, 38]]]}
    saved = {"type": "Feature", "properties": Region("X", (member,)).to_dict(), "geometry": square}
    with pytest.raises(UnknownCodeError, match=named):
        atlas.load_region(json.dumps(saved).encode(), "x.geojson")


def test_the_map_shows_where_most_live_and_the_states_reached_into(counties):
    both = region(counties, "20007", "31001")
    assert builder.home_state(both, counties) == "NE"
    assert builder.states_drawn(both, "NE", counties) == ("KS", "NE")
    assert builder.states_drawn(None, "KS", counties) == ("KS",)


def test_names_fit_for_files():
    assert builder.file_name("Upstate / <Board> №1") == "upstate-board-1"
    assert builder.file_name("…") == "region"


def test_figures_of_regions_join_the_nations_frame(atlas):
    frame = pd.DataFrame(atlas.overlap(geometry=False))
    place = places.Place("k", "region", "Mine", "", region(atlas.table("counties"), "20001"))
    row = {c: frame.iloc[0][c] for c in frame.columns}
    both = table.with_regions(frame, [place], [row])
    assert len(both) == len(frame) + 1
    assert both.loc[place.code, "title"] == "Mine"
    assert both["share_overlap"].dtype == np.float64
    assert table.with_regions(frame, [], []) is frame


def test_an_outline_that_refers_to_a_file_is_a_sentence(app):
    at = app(places="30700")
    at.toggle(key="builder").set_value(True).run()
    at.segmented_control(key="builder-how").set_value("Upload a boundary or a saved region").run()
    bait = b"<OGRVRTDataSource><OGRVRTLayer name='a'><SrcDataSource>/etc/passwd</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>"
    at.file_uploader[0].set_value(("a.geojson", bait, "")).run()
    assert not at.exception
    assert any("is not GeoJSON" in e.value for e in at.error)
    at.file_uploader[0].set_value(None).run()
    assert not at.error
    assert "_compare_uploaded" not in at.session_state


SQUARE = b'{"type":"Polygon","coordinates":[[[-100,38],[-98.7,38],[-98.7,39],[-100,39],[-100,38]]]}'


@pytest.mark.parametrize(
    "refused",
    [b"no map", SQUARE.replace(b"-100", b"10").replace(b"-98.7", b"11")],
    ids=("no map", "nobody inside"),
)
@pytest.mark.usefixtures("in_process")
def test_a_refused_boundary_leaves_nothing_to_add(app, refused):
    at = app(places="30700")
    at.toggle(key="builder").set_value(True).run()
    at.segmented_control(key="builder-how").set_value("Upload a boundary or a saved region").run()
    at.file_uploader(key="upload-0").set_value(("good.geojson", SQUARE, "")).run()
    assert "region" in at.query_params
    assert "region-add" in {b.key for b in at.button}
    at.file_uploader(key="upload-0").set_value(("bad.geojson", refused, "")).run()
    for _ in range(2):  # the message stays
        assert not at.exception
        (error,) = at.error
        assert "bad.geojson" in error.value.replace("\\", "")
        assert "region" not in at.query_params
        assert "region-add" not in {b.key for b in at.button}
        at.run()
    at.file_uploader(key="upload-0").set_value(("good.geojson", SQUARE, "")).run()
    assert not at.error
    assert "region-add" in {b.key for b in at.button}
