"""Build steps of training, on small raw tables and on the real ones."""

from __future__ import annotations

import pandas as pd
import pytest

from geo_opportunity import tables as t
from geo_opportunity.errors import BuildError
from geo_opportunity.pipeline import training
from geo_opportunity.sources import crosswalks, ipeds, scorecard
from tests.support import RAW, needs_raw

STEPS = {s.name: s for s in training.STEPS}
GROUPS = pd.DataFrame({"soc_2018": ["31-1121", "31-1122"], "oews_ep_code": ["31-1120", "31-1120"]})


def run(name, raw, tables=None):
    return {k: t.validate(k, f) for k, f in STEPS[name].run(raw, tables or {}).items()}


def directory(**changes):
    row = {
        "UNITID": "100001", "INSTNM": "College", "ADDR": "1 Main", "CITY": "Town", "STABBR": "AL", "ZIP": "35762", "COUNTYCD": "01001",
        "COUNTYNM": "Autauga", "SECTOR": 4.0, "ICLEVEL": 2.0, "CONTROL": 1.0, "CYACTIVE": 1.0, "LOCALE": 12.0, "HBCU": 2.0, "TRIBAL": 2.0,
        "LONGITUD": -86.5, "LATITUDE": 32.5, "WEBADDR": "x.edu",
    }  # fmt: skip
    return row | changes


def raw_ipeds():
    nothing = dict.fromkeys(ipeds._CHARACTERISTICS)
    yes = dict.fromkeys(ipeds._CHARACTERISTICS, 1.0)
    return {
        "ipeds_directory": pd.DataFrame(
            [
                directory(),
                directory(UNITID="100002", CYACTIVE=3.0),
                directory(UNITID="100003", SECTOR=0.0),
                directory(UNITID="100004", COUNTYCD="66010", STABBR="GU", CONTROL=None, ICLEVEL=None),
                directory(UNITID="100005", COUNTYCD=None, STABBR="PW"),
            ]
        ),
        "ipeds_characteristics": pd.DataFrame(
            [yes | {"UNITID": "100001", "DSTNCED3": 0.0, "DISTNCED": 2.0}, nothing | {"UNITID": "100004"}]
        ),
        "ipeds_prices": pd.DataFrame(
            [{"UNITID": "100001", "CHG1AY3": 1.0, "CHG2AY3": 4500.0, "CHG3AY3": 9000.0}]
        ),
    }


COUNTIES = pd.DataFrame({"county_fips": ["01001"], "area_code": ["33860"]})


def test_providers_keep_active_teaching_places_and_say_what_is_unknown():
    areas = pd.DataFrame({"area_code": ["33860", "6600001"], "states": ["AL", "GU"]})
    out = run("providers", raw_ipeds(), {"counties": COUNTIES, "areas": areas})["providers"].set_index(
        "provider_id"
    )
    assert list(out.index) == ["ipeds:100001", "ipeds:100004", "ipeds:100005"]
    first = out.loc["ipeds:100001"]
    assert (first["area_code"], first["control"], first["level"], first["tuition"]) == (
        "33860",
        "public",
        "2-year",
        4500.0,
    )
    assert (first["open_admission"], first["some_distance"], first["day_care"], first["distance_only"]) == (
        "yes",
        "yes",
        "yes",
        False,
    )
    away = out.loc[["ipeds:100004", "ipeds:100005"]]
    assert away[["county_fips", "tuition"]].isna().all(axis=None)
    assert out.loc["ipeds:100004", "area_code"] == "6600001"  # Guam is an area without counties
    assert pd.isna(out.loc["ipeds:100005", "area_code"])
    assert (
        out.loc["ipeds:100004", ["control", "level", "open_admission", "day_care"]].tolist()
        == ["unknown"] * 4
    )
    assert not away["distance_only"].any()


def test_cip_soc_maps_children_and_drops_teachers_and_armed_forces():
    links = pd.DataFrame(
        {
            "cip": ["51.2602", "51.2602", "51.2602", "29.0101", "51.3801"],
            "cip_title": "t",
            "soc_2018": ["31-1121", "31-1122", "25-1071", "55-1011", "29-1141"],
            "soc_title": "s",
        }
    )
    out = run("cip_soc", {"cip_soc": links, "soc_groups": GROUPS})["cip_soc"]
    assert out.values.tolist() == [["51.2602", "31-1120"], ["51.3801", "29-1141"]]


def completions(*rows):
    frame = pd.DataFrame(rows, columns=["UNITID", "CIPCODE", "AWLEVEL", "CTOTALT"])
    return frame.assign(CTOTALM=0.0, CTOTALW=0.0)


def test_programs_keep_zero_and_leave_the_unreported_null():
    raw = {
        "ipeds_completions": completions(
            ("100001", "51.3801", 3, 12.0), ("100001", "51.3901", 2, 0.0), ("100009", "51.3801", 3, 5.0)
        ),
        "ipeds_completions_previous": completions(
            ("100001", "51.3801", 3, 10.0), ("100001", "46.0302", 2, 7.0)
        ),
    }
    tables = {
        "providers": pd.DataFrame({"provider_id": ["ipeds:100001"]}),
        "cips": pd.DataFrame({"cip": ["51.3801", "51.3901"]}),
    }
    out = run("programs", raw, tables)["programs"]
    assert out[["cip", "completions"]].values.tolist() == [["51.3801", 12.0], ["51.3901", 0.0]]
    assert out["completions_previous"][0] == 10.0
    assert pd.isna(out["completions_previous"][1])
    tables["cips"] = pd.DataFrame({"cip": ["51.3801"]})
    with pytest.raises(BuildError, match=r"51\.3901.*CIP edition"):
        run("programs", raw, tables)


def test_absent_source_stops_the_step():
    with pytest.raises(BuildError, match="'cip_codes' is needed"):
        run("cips", {"cip_codes": None})


@needs_raw
@pytest.mark.raw
def test_real_training_tables():
    sources = {s.id: s for module in (ipeds, crosswalks, scorecard) for s in module.SOURCES}
    wanted = {name for step in training.STEPS for name in step.sources}
    raw = {name: sources[name].locate(RAW).read() for name in wanted}
    areas = pd.read_csv(RAW / "oews_areas/county_to_oews_area.csv", dtype=str).rename(
        columns={"area": "area_code"}
    )
    whole = pd.DataFrame({"area_code": ["6600001", "7800001"], "states": ["GU", "VI"]})
    tables = {"counties": areas[["county_fips", "area_code"]], "areas": whole}
    for step in training.STEPS:
        tables |= run(step.name, raw, tables)
    providers, programs = tables["providers"], tables["programs"]
    assert len(providers) == 5924
    assert providers["county_fips"].isna().sum() == 9
    alone = providers.loc[providers["county_fips"].isna()].set_index("state")["area_code"]
    assert alone.dropna().groupby(level=0).agg(list).to_dict() == {"GU": ["6600001"] * 3, "VI": ["7800001"]}
    assert providers["distance_only"].sum() == 74
    assert len(programs) == 267_595
    assert providers["completion_rate"].notna().sum() == 5_276
    assert (providers["completion_rate"].notna() == (providers["completion_flag"] == "published")).all()
    assert providers["share_online"].notna().sum() == 5_799
    priced = programs.loc[programs["price_program"].notna()]
    assert (len(priced), priced["provider_id"].nunique()) == (6_945, 2_051)
    assert programs["completions"].sum() == 5_459_862
    links = tables["cip_soc"]
    assert links.loc[links["soc"] == "53-3032", "cip"].tolist() == ["49.0205"]
    assert links.loc[links["soc"] == "47-2111", "cip"].tolist() == ["46.0302"]
    assert "31-1120" in set(links["soc"])
    assert not links["soc"].isin(GROUPS["soc_2018"]).any()
