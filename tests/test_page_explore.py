"""The Explore page beyond its large map: single tests, layers over a picked area, outside basemap; AppTest and views."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest
from pydantic import ValidationError

from geo_opportunity.maps import palettes
from geo_opportunity.maps import picture as pictures
from geo_opportunity.questions.access import quarters
from geo_opportunity.scene import Scene
from geo_opportunity.settings import Settings
from geo_opportunity.ui import answers, explore, panels
from geo_opportunity.vocabulary import BELOW_DEGREES, Status
from tests.drawn import fills, layers_of, maps_of
from tests.support import html_of

NURSES = "29-1141"


# --------------------------------------------------------------- single tests


def test_tests_met_are_explained_by_three_small_maps_on_one_scale(app, atlas):
    at = app(show="tests_met")
    maps = maps_of(at)
    assert list(maps) == ["map", "small_share_growing", "small_share_sustaining", "small_share_accessible"]
    ramp = palettes.sequential("YlGnBu", 5)
    frame = atlas.overlap(education=BELOW_DEGREES, geometry=False)
    for name in ("share_growing", "share_sustaining", "share_accessible"):
        shown = fills(maps[f"small_{name}"])
        for code, color in shown.items():
            share = frame[name].loc[code]
            assert color == list(
                palettes.rgb(
                    palettes.NO_DATA if np.isnan(share) else ramp[sum(share >= s for s in explore._STEPS)]
                )
            )
        assert maps[f"small_{name}"]["small"]
    assert len({json.dumps(m.get("box", m.get("view"))) for n, m in maps.items() if n != "map"}) == 1
    at.button(key="show_share_sustaining").click().run()
    assert not at.exception
    assert at.query_params["show"] in ("share_sustaining", ["share_sustaining"])
    assert list(maps_of(at)) == ["map"]


def test_one_occupation_shows_its_tests_passed_and_each_outcome(app, atlas):
    at = app(soc=NURSES, show="tests_passed")
    maps = maps_of(at)
    assert list(maps) == ["map", "small_growing", "small_sustaining", "small_accessible"]
    frame = atlas.occupation_status(NURSES, geometry=False)
    for code, color in fills(maps["map"]).items():
        met = frame["tests_passed"].loc[code]
        assert color == list(
            palettes.rgb(palettes.TESTS_PASSED["unknown" if np.isnan(met) else f"{met:.0f}"])
        )
    for test in ("growing", "sustaining", "accessible"):
        assert fills(maps[f"small_{test}"]) == {
            code: list(palettes.rgb(palettes.STATUSES[frame[test].loc[code]])) for code in fills(maps["map"])
        }


def test_tests_passed_is_unknown_where_a_test_is_and_never_a_fail(atlas):
    for soc in (NURSES, "31-1131"):
        frame = atlas.occupation_status(soc, geometry=False)
        statuses = frame[["growing", "sustaining", "accessible"]]
        unknown = statuses.eq(Status.UNKNOWN.value).any(axis=1)
        passed = statuses.isin([Status.PASS.value, Status.NOT_NEEDED.value, Status.WOULD_HELP.value]).sum(
            axis=1
        )
        assert frame["tests_passed"].isna().equals(unknown)
        assert frame["tests_passed"][~unknown].tolist() == passed[~unknown].tolist()


def test_small_maps_tell_their_counts(atlas):
    frame = pd.DataFrame(
        {
            "share_growing": [0.1, 0.2, np.nan],
            "share_sustaining": [1.0, 0.79, 0.8],
            "share_accessible": [0.0, 0.5, 0.6],
        },
        index=["a", "b", "c"],
    )
    small = explore._by_shares(frame)
    picture, counts = small["share_growing"]
    assert counts == "0% to 20%: 1; 20% to 40%: 1; unknown: 1."
    assert picture.unknown == ("c",)
    assert small["share_sustaining"][1] == "60% to 80%: 1; 80% to 100%: 2."
    assert [e.label for e in picture.legend.entries][:5] == [
        "0% to 20%",
        "20% to 40%",
        "40% to 60%",
        "60% to 80%",
        "80% to 100%",
    ]
    assert picture.legend.entries[-1].hatched
    nothing = explore._by_shares(frame.assign(share_growing=np.nan))
    assert nothing["share_growing"][1] == "unknown: 3."


def test_quarters_are_of_people_not_of_tracts():
    tracts = pd.DataFrame(
        {
            "access_per_1000": [0.0, 1.0, 2.0, 3.0, 4.0, np.nan],
            "people": [900.0, 10.0, 70.0, 10.0, 10.0, 50.0],
        }
    )
    assert quarters(tracts) == [2.0]  # from a tenth to four fifths of those who have some
    assert quarters(tracts.assign(access_per_1000=0.0)) == []


def with_ranges(frame):
    """Areas with intervals of share and rank: the tiny country has no standard errors."""
    known = frame["share_overlap"].notna()
    ends = {"share_overlap_low": 0.12, "share_overlap_high": 0.24, "rank_low": 2.0, "rank_high": 4.0}
    return frame.assign(**{name: known.map({True: value, False: np.nan}) for name, value in ends.items()})


def test_table_and_map_give_the_range_of_a_rank(atlas):
    plain, scene = atlas.overlap(geometry=False), Scene()
    frame = with_ranges(plain)
    table = panels.ranking_rows(frame, scene)
    assert list(table)[:3] == ["title", "share_overlap", "rank_likely"]
    assert table.loc["30700", "rank_likely"] == "2nd to 4th"
    assert table.loc["6600001", "rank_likely"] == "—"  # pay needed is unknown there
    assert "rank_likely" not in panels.ranking_rows(
        atlas.occupation_status("29-1141"), Scene(occupation="29-1141", measure="kind")
    )
    at = list(frame.index).index("30700")
    assert "Likely share: 12 to 24%; rank: 2nd to 4th" in pictures.picture(frame, scene).texts[at].split("\n")
    region = pictures.picture(frame.assign(rank_low=np.nan), scene)
    assert "Likely share: 12 to 24%" in region.texts[at].split("\n")
    assert "Likely" not in pictures.picture(plain, scene).texts[at]


def test_only_what_is_clear(app, atlas):
    frame, scene = atlas.overlap(geometry=False), Scene(clear=True)
    frame["share_overlap_clear"] = frame["share_overlap"] / np.arange(2, len(frame) + 2)
    shown = pictures.picture(frame, scene)
    assert shown.legend.title == "Share of jobs where all three clearly meet"
    assert shown.fills != pictures.picture(frame, Scene()).fills
    table = panels.ranking_rows(frame, scene)
    assert list(table)[:4] == ["title", "share_overlap_clear", "states", "jobs_overlap_clear"]
    assert table["share_overlap_clear"].dropna().is_monotonic_decreasing
    assert not {"share_overlap", "rank_likely"} & set(table)
    cells = atlas.cells("30700").assign(certainty="close")
    cells.loc["29-1141", "certainty"] = "clear"
    listed = [soc for group in panels.LISTS for soc in panels.list_rows(cells, scene, group).index]
    assert set(listed) == {"29-1141"}
    at = app(area="30700", clear="1")
    assert "Share of jobs where all three clearly meet" in html_of(at)
    assert "Something in this link" not in html_of(at)


def test_the_picked_areas_rank_is_a_range(app, atlas, monkeypatch):
    frame = atlas.overlap(education=BELOW_DEGREES, geometry=False)
    count = int(frame["rank"].notna().sum())
    monkeypatch.setattr(answers, "overlap", lambda *_: with_ranges(frame))
    captions = " ".join(c.value for c in app(area="30700").caption)
    assert f"Lincoln, NE ranks 2nd to 4th of {count} with a figure." in captions
    assert "Areas of one group are not ranked apart" in captions
    monkeypatch.undo()  # without standard errors in the data there is no range
    captions = " ".join(c.value for c in app(area="30700").caption)
    assert "Lincoln, NE is number" in captions
    assert "ranges overlap" not in captions
    jobs = frame["jobs_overlap"]
    rank = int((jobs > jobs["30700"]).sum()) + 1
    other = " ".join(c.value for c in app(area="30700", show="jobs_overlap").caption)
    assert f"Lincoln, NE is number {rank} of {jobs.notna().sum()} with a figure." in other
    assert pictures.rank_of(atlas.overlap(geometry=False), Scene(area="6600001", place="area")) is None


# ----------------------------------------------------------------------- layers


def test_layers_of_the_picked_area_are_chosen_and_stand_in_the_link(app):
    at = app(area="30700")
    ids = [layer["id"] for layer in layers_of(maps_of(at)["map"])]
    assert any(i.startswith("providers-") for i in ids)
    assert not any(i.startswith("access-") for i in ids)
    at.button_group(key="layers").set_value(["access"]).run()
    assert not at.exception
    assert at.query_params["lay"] in ("access", ["access"])
    spec = maps_of(at)["map"]
    ids = [layer["id"] for layer in layers_of(spec)]
    assert any(i.startswith("access-") for i in ids)
    assert not any(i.startswith("providers-") for i in ids)
    assert len(set(map(tuple, fills(spec).values()))) == 1  # the dots are not read against a choropleth
    assert "Training within reach, by county" in [e.label for e in at.expander]
    at.button_group(key="layers").set_value([]).run()
    assert at.query_params["lay"] in ("-", ["-"])


def test_every_tract_of_the_area_is_drawn_once_in_its_class(atlas):
    tracts = atlas.access(level="tract", catchment_miles=25.0).join(
        atlas.table("tracts").set_index("tract")[["lon", "lat"]]
    )
    cuts = quarters(tracts)
    area = dict(atlas.access(level="area", catchment_miles=25.0).loc["30700"])
    mine = tracts.loc[tracts["area_code"] == "30700"]
    dots, legend = explore._access_dots(mine, cuts, "any program", "25 mi")
    assert sum(len(json.loads(layer)["data"]) for layer in dots) == len(mine)
    assert sum(int(e.label.rsplit("(", 1)[1][:-1].replace(",", "")) for e in legend.entries) == len(mine)
    sentence = explore._access_sentence(area, "any program", Scene())
    assert f"{area['access_per_1000']:,.1f} completions a year of any program" in sentence
    assert "within 25 mi by road" in legend.note


def test_none_and_unknown_access_are_told_apart():
    tracts = pd.DataFrame(
        {
            "area_code": ["1"] * 4, "people": [10.0, 10.0, 10.0, 10.0], "access_per_1000": [0.0, np.nan, 1.0, 9.0],
            "lon": [-99.0, -99.1, -99.2, -99.3], "lat": [40.0] * 4,
        }
    )  # fmt: skip
    area = {"title": "A", "access_per_1000": np.nan, "share_no_access": np.nan, "nearest_miles": np.nan}
    scene = Scene(area="1", place="area")
    labels = [e.label for e in explore._access_dots(tracts, [2.0], "x", "25 mi")[1].entries]
    assert labels[:2] == ["Unknown: no point for its people (1)", "None within reach (1)"]
    assert "is not known" in explore._access_sentence(
        area, "x", scene
    )  # nothing is said of what is not known


def test_an_occupation_no_field_of_study_leads_to_says_so(app, atlas):
    soc = str(atlas.occupations.index[atlas.occupations["program_links"] == 0][0])
    at = app(area="30700", soc=soc, lay="access")
    assert not any(layer["id"].startswith("access-") for layer in maps_of(at)["map"]["layers"])
    assert any("links no field of study" in c.value for c in at.caption)


def test_an_area_without_shape_or_pay_needed_says_so_and_offers_nothing_without_effect(app):
    at = app(area="6600001", lay="access")
    assert "area" not in at.selectbox(key="place").options
    assert at.selectbox(key="place").value == ""
    assert not at.get("button_group") or "layers" not in [b.key for b in at.get("button_group")]
    assert any(c.value.startswith("Guam has no shape on our map") for c in at.caption)
    labels = [t.label for t in at.tabs]
    assert labels[0] == "Trained for (unknown)"
    assert any("What a family needs here is not known" in m.value for m in at.markdown)
    assert "(0)" not in " ".join(labels[:3])  # unknown is not none


# ---------------------------------------------------------------------- basemap


def test_an_outside_basemap_is_drawn_through_the_fills_and_named(fresh_caches, app, monkeypatch):
    monkeypatch.setenv("GEO_OPPORTUNITY_BASEMAP_STYLE", "https://tiles.example.org/style.json?key={key}")
    monkeypatch.setenv("GEO_OPPORTUNITY_BASEMAP_KEY", "s3cret/ä")
    monkeypatch.setenv("GEO_OPPORTUNITY_BASEMAP_CREDIT", "© Example <b>maps</b>")
    at = app()
    (chart,) = at.main.get("deck_gl_json_chart")
    spec = json.loads(chart.proto.json)
    assert spec["mapStyle"] == "https://tiles.example.org/style.json?key=s3cret%2F%C3%A4"
    assert 0 < spec["layers"][0]["opacity"] < 1
    assert "© Example &lt;b&gt;maps&lt;/b&gt;" in html_of(at)


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ({"STYLE": "https://tiles.example.org/s.json"}, "basemap_credit"),
        (
            {"STYLE": "https://tiles.example.org/s.json?k={key}", "CREDIT": "© X"},
            "GEO_OPPORTUNITY_BASEMAP_KEY",
        ),
        ({"STYLE": "http://tiles.example.org/s.json", "CREDIT": "© X"}, "https://"),
        ({"STYLE": "ftp://localhost/s.json", "CREDIT": "© X"}, "https://"),
    ],
)
def test_a_basemap_set_by_halves_is_refused_in_words(fresh_caches, app, monkeypatch, setting, said):
    for name, value in setting.items():
        monkeypatch.setenv(f"GEO_OPPORTUNITY_BASEMAP_{name}", value)
    at = app()
    assert any(said in e.value.replace("\\", "") for e in at.error)
    assert not at.main.get("deck_gl_json_chart")


@pytest.mark.parametrize(
    ("address", "said"),
    [
        (
            "http://user:s3cret@tiles.example.org:81/s3cret/s.json?k=s3cret#s3cret",
            "basemap_style is at http://tiles.example.org; it",
        ),
        ("ftp://localhost/s.json?k=s3cret", "basemap_style is at ftp://localhost; it"),
        ("ftp://127.0.0.1/s.json?k=s3cret", "basemap_style is at ftp://127.0.0.1; it"),
        ("//localhost/s.json?k=s3cret", "basemap_style is no address of a server; it"),
        ("https:///s.json?k=s3cret", "basemap_style is no address of a server; it"),
        ("s.json?k=s3cret", "basemap_style is no address of a server; it"),
    ],
)
def test_a_refused_basemap_is_named_without_what_may_be_its_key(address, said):
    with pytest.raises(ValidationError) as refused:
        Settings(basemap_style=address, basemap_credit="© X")
    (fault,) = refused.value.errors()
    assert said in fault["msg"]
    assert "s3cret" not in fault["msg"]


@pytest.mark.parametrize(
    "address", ["https://tiles.example.org/s.json", "http://localhost:8080/s.json", "http://127.0.0.1/s.json"]
)
def test_a_basemap_may_be_anywhere_by_https_and_here_without(address):
    assert Settings(basemap_style=address, basemap_credit="© X").basemap_address == address
