"""The search box: what is found, in which order, and where an answer leads; the pages and their links."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as some

from geo_opportunity.geography.region import Member, Region
from geo_opportunity.questions import search
from geo_opportunity.scene import PAGES, Scene, from_query
from geo_opportunity.ui import search as box
from geo_opportunity.ui import session
from tests.support import html_of, query_of


def best(atlas, text, **options):
    row = atlas.search(text, **options).iloc[0]
    return row["kind"], row["code"], row["area_code"]


# ----------------------------------------------------------------------- found


def test_each_kind_is_found(atlas):
    assert best(atlas, "topeka") == ("area", "45820", "45820")
    assert best(atlas, "registered nurses")[:2] == ("occupation", "29-1141")
    assert best(atlas, "nurse aide")[:2] == ("occupation", "31-1131")
    assert best(atlas, "68501")[:2] == ("zip", "68501")
    assert best(atlas, "career <b>institute")[0] == "provider"
    assert set(atlas.search("a", 200)["kind"]) <= set(search.KINDS)


def test_cities_and_zips_are_told_their_area(atlas):
    places = atlas.table("place_points")
    found = atlas.search(places["name"].iloc[0], kinds=("city",)).iloc[0]
    assert found["code"] == places["place"].iloc[0]
    county = search.locate(atlas, places["lon"].to_numpy()[:1], places["lat"].to_numpy()[:1])[0]
    assert found["area_code"] == atlas.table("counties").set_index("county_fips").loc[county, "area_code"]
    assert atlas.search("685").iloc[0]["area_code"] is not None


def test_every_tract_lies_in_its_county(atlas):
    tracts = atlas.table("tracts")
    got = search.locate(atlas, tracts["lon"].to_numpy(), tracts["lat"].to_numpy())
    known = atlas.table("county_shapes")["county_fips"]
    inside = tracts["county_fips"].isin(known).to_numpy()
    assert (got[inside] == tracts["county_fips"].to_numpy()[inside]).all()


def test_a_point_in_no_county_takes_the_nearest_tract_or_none(atlas):
    tracts = atlas.table("tracts")
    shapes = atlas.table("county_shapes")
    west = float(shapes.total_bounds[0])
    first = tracts.iloc[[int((tracts["lon"] - west).abs().to_numpy().argmin())]]
    lon, lat = first["lon"].to_numpy(float), first["lat"].to_numpy(float)
    assert search.locate(atlas, lon, lat)[0] == first["county_fips"].iloc[0]
    assert search.locate(atlas, np.array([-30.0]), np.array([10.0]))[0] is None


@pytest.mark.parametrize("text", ["TOPEKA", "topeka, ks", "ks topeka", "Tópeka", "  topeka-ks "])
def test_case_accents_punctuation_and_order_do_not_matter(atlas, text):
    assert best(atlas, text)[1] == "45820"


def test_a_misspelled_word_is_put_right(atlas):
    assert search.spelled(atlas, "registred  Nurse") == "registered nurse"
    assert best(atlas, search.spelled(atlas, "topekka"))[1] == "45820"
    for text in ("topeka", "regist nurs", "zzzzqq", "", "68501", "xq"):
        assert search.spelled(atlas, text) is None, text


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("tpoeka", "topeka"),  # two letters swapped
        ("topekaa", "topeka"),
        ("topka", "topeka"),
        ("licnoln ne", "lincoln ne"),
        ("nursng assistent", "nursing assistant"),
    ],
)
def test_the_api_answers_a_misspelling(atlas, asked, meant):
    assert search.spelled(atlas, asked) == meant
    pd.testing.assert_frame_equal(atlas.search(asked), atlas.search(meant))


def test_the_fewest_letters_are_changed_then_the_commonest_word_wins():
    """'pheonix' is Phoenix (two letters swapped), not Phenix (one left out); 'electrican' lacks a letter, 'electrical' has another."""
    names = [
        "Phenix City",
        "Phenix",
        "Phenix",
        "Phoenix",
        "Electrician",
        "Electrical Engineer",
        "Electrical Helper",
    ]
    index = search.Index(pd.Series([f" {search.fold(n)} " for n in names]))
    assert [w for _, _, w in search._alike(index, "pheonix", 8)] == ["phoenix", "phenix"]
    assert [w for _, _, w in search._alike(index, "electrican", 8)] == ["electrician", "electrical"]
    assert search._alike(index, "cty", 8) == []  # three letters are like too much
    assert search._alike(index, "phen", 8)[0] == (0.0, 3, "phen")


@given(
    some.lists(some.text(alphabet="abc ", max_size=12), max_size=12),
    some.text(alphabet="abc", min_size=1, max_size=3),
)
@settings(max_examples=60, deadline=None)
def test_the_index_finds_what_reading_all_names_would(names, word):
    keys = pd.Series([f" {search.fold(n)} " for n in names], dtype="str")
    index = search.Index(keys)
    assert index.rows(word).tolist() == [i for i, k in enumerate(keys) if f" {word}" in k]
    assert index.rows_inside(word).tolist() == [i for i, k in enumerate(keys) if word in k]


def test_a_code_gives_what_it_is_the_code_of(atlas):
    assert (
        best(atlas, "29-1141")[:2]
        == best(atlas, "291141")[:2]
        == best(atlas, " 29-1141.00 ")[:2]
        == ("occupation", "29-1141")
    )
    assert set(atlas.search("29-")["kind"]) <= set(search.KINDS)
    assert atlas.search("29-1")["code"].str.startswith("29-1").all()
    cip = str(atlas.table("cips")["cip"].iloc[0])
    assert best(atlas, cip)[:2] == ("program", cip)
    assert atlas.search("29-1141", kinds=("program",)).empty
    assert atlas.search("99-9999").empty
    assert best(atlas, "15-1132")[:2] == best(atlas, "151132")[:2] == ("occupation", "15-1252"), "SOC 2010"
    assert set(atlas.search("29-2071")["code"]) == {"29-1141", "29-2061"}, "split: both are offered"
    assert best(atlas, "51.9999")[:2] == ("program", "51.3902")


@pytest.mark.parametrize("text", ["KS", "ks", " Ks "])
def test_two_letters_are_a_state_first(atlas, text):
    assert best(atlas, text)[:2] == ("state", "KS")


def test_a_zip_without_residents_gives_the_areas_of_its_neighbors(atlas):
    points = atlas.table("postal_points")
    unlisted = next(f"685{n:02}" for n in range(100) if f"685{n:02}" not in set(points["zip"]))
    found = atlas.search(unlisted)
    assert set(found["kind"]) == {"area"}
    assert set(found["area_code"]) <= set(atlas.search("685", kinds=("zip",))["area_code"])
    assert atlas.search(unlisted, kinds=("zip",)).empty
    assert atlas.search("00999").empty
    assert "685 are in" in box.count_text(1, unlisted, zip_listed=False)


def test_schools_are_found_by_their_county_where_nothing_is_called_so(atlas):
    providers, counties = atlas.table("providers"), atlas.table("counties").set_index("county_fips")["name"]
    one = providers.loc[providers["county_fips"].isin(counties.index)].iloc[0]
    county, name = counties[one["county_fips"]], one["name"].split()[0]
    found = atlas.search(f"{county} {name}")
    assert one["provider_id"] in set(found["code"])
    assert set(found["kind"]) == {"provider"}


def test_cities_that_name_an_area_come_first():
    areas = pd.DataFrame(
        {
            "title": ["Greenville-Anderson, SC", "Kansas City, MO-KS", "Guam", "Anderson, IN"],
            "population": [9.0, 5.0, 1.0, 2.0],
        }
    )
    found = search._name_givers(areas)
    assert found["Greenville, SC"] == found["Anderson, SC"] == 9
    assert found["Kansas City, KS"] == found["Kansas City, MO"] == 5
    assert found["Anderson, IN"] == 2
    assert len(found) == 5


def test_of_occupations_begun_alike_the_one_with_more_such_titles_comes_first():
    """Welding means welders, not the more numerous supervisors; called exactly so, jobs decide."""
    rows = [
        ("51-1011", "Welding Supervisor", 700.0),
        ("51-4121", "Welding Burner", 400.0),
        ("51-4121", "Welding Operator", 400.0),
        ("51-4122", "Brazer", 40.0),
        ("51-4121", "Brazer", 400.0),
        ("51-4122", "Brazer, Furnace", 40.0),
    ]
    frame = pd.DataFrame(
        [("occupation", code, title, None, weight) for code, title, weight in rows],
        columns=["kind", "code", "label", "area_code", "weight"],
    )
    keys = pd.Series([f" {search.fold(t)} " for _, t, _ in rows], dtype="str")
    names = search.Pool(frame, keys, np.zeros(len(rows), dtype=np.int64), pd.Series([], dtype="str"))
    some_atlas = SimpleNamespace(kept={search.pool.__wrapped__: names})
    assert search.find(some_atlas, "welding")["code"].tolist() == ["51-4121", "51-1011"]
    assert search.find(some_atlas, "brazer")["code"].tolist() == ["51-4121", "51-4122"]


def test_limits(atlas):
    assert len(atlas.search("a", 3)) == 3
    assert atlas.search("a", 200, each=1)["kind"].is_unique
    assert list(atlas.search("zzzzqq").columns) == search.COLUMNS
    assert atlas.search("zzzzqq").empty
    assert set(atlas.search("n", 50, kinds=("county",))["kind"]) <= {"county"}


@given(some.text(max_size=300))
@example("W")
@settings(max_examples=60, deadline=None)
def test_whatever_is_typed_is_answered(atlas, text):
    found = atlas.search(text, 5)
    assert len(found) <= 5
    assert list(found.columns) == search.COLUMNS
    boards = found.loc[found["kind"] == "workforce area", "code"]
    box.found_lines(Scene(), found, {}, {}, {code: [REGION] for code in boards})


def test_programs_lead_to_occupations_the_largest_first(atlas):
    links = atlas.table("cip_soc")
    for cip in links["cip"].unique():
        socs = search.programs_to(atlas, cip)
        assert set(socs) <= set(links.loc[links["cip"] == cip, "soc"])
        jobs = atlas.table("nation_wages").set_index("soc")["employment"].reindex(socs).fillna(-1)
        assert jobs.is_monotonic_decreasing
    assert search.programs_to(atlas, "99.9999") == []


# ----------------------------------------------------------------------- leads


#: Link text of a region that has a share of a county.
REGION = Region("East", (Member("38060", 0.25),)).to_link()


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("kind", search.KINDS)
def test_every_answer_leads_to_a_scene_its_link_opens_again(page, kind):
    code = {"state": "SC", "occupation": "29-1141", "provider": "ipeds:1", "program": "51.3801"}.get(
        kind, "38060"
    )
    scene = box.destination(
        Scene(page=page, units="km"),
        kind,
        code,
        None if kind in ("state", "occupation") else "38060",
        [REGION] if kind == "workforce area" else ["29-1141"],
    )
    assert scene is not None
    assert scene.units == "km"
    again, problems = from_query(dict(_pairs(scene)))
    assert (again, problems) == (scene, [])


def _pairs(scene):
    from geo_opportunity.scene import to_query

    return to_query(scene).items()


def test_places_stay_on_pages_that_show_places():
    assert box.destination(Scene(), "city", "1", "38060") == replace(Scene().pick("38060"), page="explore")
    assert box.destination(Scene(page="about"), "zip", "85004", "38060").page == "area"
    assert box.destination(Scene(page="compare", places=("SC",)), "area", "38060", "38060").places == (
        "SC",
        "38060",
    )
    full = Scene(page="compare", places=("SC", "NC", "GA", "FL"))
    assert box.destination(full, "area", "38060", "38060").page == "area"
    assert box.destination(Scene(), "city", "1", None) is None


def test_occupations_providers_and_programs_go_to_their_pages():
    assert box.destination(Scene(page="area"), "occupation", "29-1141", None).page == "occupation"
    assert box.destination(Scene(page="training"), "occupation", "29-1141", None).page == "training"
    provider = box.destination(Scene(), "provider", "ipeds:1", "38060")
    assert (provider.page, provider.provider, provider.area) == ("training", "ipeds:1", "38060")
    program = box.destination(Scene(), "program", "51.3801", None, ["29-1141", "29-1171"])
    assert (program.page, program.occupation) == ("training", "29-1141")
    assert box.destination(Scene(), "program", "51.3801", None) is None
    with pytest.raises(ValueError, match="no such kind"):
        box.destination(Scene(), "planet", "x", None)


def test_answers_say_what_they_are():
    found = pd.DataFrame(
        [
            ("occupation", "31-1131", "Nurse Aide → Nursing Assistants", None),
            ("city", "1", "Mesa, AZ", "38060"),
            ("zip", "96799", "ZIP 96799", None),
            ("program", "51.3801", "Nursing", None),
        ],
        columns=search.COLUMNS,
    )
    lines = box.found_lines(
        Scene(),
        found,
        {"38060": "Phoenix"},
        {"31-1131": "Nursing Assistants", "29-1141": "Nurses"},
        {"51.3801": ["29-1141", "0", "31-1131"]},
    )
    assert [(a.label, a.note) for a in lines] == [
        ("Nursing Assistants", "Occupation · also “Nurse Aide”"),
        ("Mesa, AZ", "City or town · Phoenix"),
        ("ZIP 96799", f"ZIP code · {box.NO_AREA}"),
        ("Nursing", "Program · leads to Nurses and 1 more"),
    ]
    assert lines[2].scene is None
    assert set(box.KINDS) == set(search.KINDS)
    assert tuple(session._PAGES) == PAGES


# ------------------------------------------------------------------------ app


def links_of(at):
    return [block.proto for block in at.main.get("page_link")]


def test_the_box_lists_what_is_found_and_a_choice_is_shown(app):
    at = app(fam="a1c0")
    field = next(w for w in at.text_input if w.label == box.SEARCH)
    field.input("topeka").run()
    assert not at.exception
    assert "found for “topeka”" in html_of(at)
    button = next(b for b in at.button if "Topeka" in b.label)
    button.click().run()
    assert not at.exception
    assert query_of(at)["area"] == "45820"
    assert query_of(at)["fam"] == "a1c0"
    assert next(w for w in at.text_input if w.label == box.SEARCH).value in ("", None)


def test_a_misspelling_is_told_and_answered(app):
    at = app()
    next(w for w in at.text_input if w.label == box.SEARCH).input("topekka").run()
    assert not at.exception
    assert "Nothing is called “topekka”" in html_of(at)
    assert "found for “topeka”" in html_of(at)
    assert any("Topeka" in b.label for b in at.button)


def test_a_zip_nobody_lives_in_is_told_as_one(app):
    at = app()
    next(w for w in at.text_input if w.label == box.SEARCH).input(" 85001 ").run()
    assert not at.exception
    assert "The data hold no ZIP code 85001 with residents. Try a nearby ZIP, or the city." in html_of(at)
    assert "Try fewer letters" in box.count_text(0, "8500")
    assert "Try fewer letters" in box.count_text(0, "850011")


def test_text_searched_is_shown_as_text(app):
    at = app()
    next(w for w in at.text_input if w.label == box.SEARCH).input("<img src=x onerror=1>").run()
    assert not at.exception
    assert "<img src=x" not in html_of(at)


def test_links_between_pages_carry_the_whole_scene(app):
    at = app(sector="healthcare", area="45820")
    found = {link.page: link.query_string for link in links_of(at)}
    for page, query in found.items():
        assert "sector=healthcare" in query, page
        assert "area=45820" in query, page
    assert "about" in found


def test_a_link_that_names_its_page_goes_there(app):
    at = app(page="about", sector="healthcare", area="45820")
    assert not at.exception
    assert [t.value for t in at.title] == ["Data & methods"]
    assert query_of(at)["sector"] == "healthcare"
    assert "page" not in query_of(at)


def test_addresses():
    assert session.href(Scene()) == "/"
    assert session.href(Scene(page="area", area="38060", place="area")) == "/area?area=38060&v=3"


def test_classes_by_breaks_of_ones_own(app):
    at = app(breaks="user", cuts="0.05,0.15")
    assert next(w for w in at.text_input if w.key == "cuts").value == "5 15"
    assert "under 15.0%" in html_of(at)
    at.text_input(key="cuts").input("18").run()
    assert query_of(at)["cuts"] == "0.18"
    assert "18.0% or more" in html_of(at)
    at.text_input(key="cuts").input("ten").run()
    assert not at.exception
    assert query_of(at)["cuts"] == "0.18"
    at.selectbox(key="measure").select("jobs_overlap").run()
    assert "cuts" not in query_of(at)
