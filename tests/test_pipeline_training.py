"""Build steps of training, on small raw tables and on the real ones."""

from __future__ import annotations

import pandas as pd
import pytest

from geo_opportunity import tables as t
from geo_opportunity.errors import BuildError
from geo_opportunity.pipeline import code_changes, training
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


def test_code_changes_tell_what_became_of_each_old_code():
    pairs = lambda columns, *rows: pd.DataFrame(rows, columns=columns.split())  # noqa: E731
    raw = {
        "cip_codes": pairs(
            "cip moved_to", ("51.0808", "01.8301"), ("60.0499", "61"), ("01.8301", None),
            ("60.1", "61.2201"), ("60.2", "61.2201"),
        ),
        "soc_2010_to_2018": pairs(
            "soc_2010 soc_2018", ("11-1011", "11-1011"), ("31-1011", "31-1121"), ("39-9021", "31-1122"),
            ("29-2071", "29-2072"), ("29-2071", "29-9021"), ("23-2091", "27-3092"), ("13-2051", "13-2051"),
            ("13-2051", "13-2054"),
        ),
        "oes_2019_hybrid": pairs(
            "oes_2019 oes_2018 soc_2018", ("15-1256", "15-1132", "15-1252"), ("15-1256", "15-1132", "15-1253")
        ),
        "soc_groups": GROUPS[["soc_2018", "oews_ep_code"]],
        "onet_soc_2019_to_2018": pairs(
            "onet_2019 soc_2018", ("11-1011.00", "11-1011"), ("13-2051.00", "13-2051"), ("x", "13-2054")
        ),
        "onet_soc_2010_to_2019": pairs(
            "onet_2010 onet_2019", ("11-1011.00", "11-1011.00"), ("15-1199.09", "15-1299.09"),
            ("15-1199.00", "15-1299.00"), ("15-1199.00", "15-1255.00"), ("39-9021.00", "31-1122.00"),
        ),
        "onet_soc_2009_to_2010": pairs("onet_2009 onet_2010", ("31-1011.01", "15-1199.09")),
    }  # fmt: skip
    step = next(s for s in code_changes.STEPS if s.name == "code_changes")
    out = t.validate("code_changes", step.run(raw, {})["code_changes"])
    found = {
        (s, o): (k, tuple(g["new"])) for (s, o, k), g in out.groupby(["system", "old", "kind"], sort=False)
    }
    assert found["cip", "51.0808"] == ("moved", ("01.8301",))
    assert found["cip", "60.0499"] == ("dropped", ("61",))
    assert found["cip", "60.1"] == found["cip", "60.2"] == ("merged", ("61.2201",))
    assert found["soc", "31-1011"] == found["soc", "39-9021"] == ("merged", ("31-1120",))
    assert found["soc", "31-1121"] == ("combined", ("31-1120",))
    assert found["soc", "29-2071"] == ("split", ("29-2072", "29-9021"))
    assert found["soc", "23-2091"] == ("moved", ("27-3092",))
    assert found["soc", "15-1256"] == found["soc", "15-1132"] == ("split", ("15-1252", "15-1253"))
    assert found["onet", "15-1199.09"] == found["onet", "31-1011.01"] == ("moved", ("15-1299",))
    assert found["onet", "15-1199.00"] == ("split", ("15-1255", "15-1299"))
    assert found["onet", "39-9021.00"] == ("moved", ("31-1120",))
    today = {"13-2051", "11-1011", "11-1011.00"}
    assert not today & {old for _, old in found}, "a code of today means what it means today"


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
    steps = (*training.STEPS, *code_changes.STEPS)
    wanted = {name for step in steps for name in step.sources}
    raw = {name: sources[name].locate(RAW).read() for name in wanted}
    areas = pd.read_csv(RAW / "oews_areas/county_to_oews_area.csv", dtype=str).rename(
        columns={"area": "area_code"}
    )
    whole = pd.DataFrame({"area_code": ["6600001", "7800001"], "states": ["GU", "VI"]})
    tables = {"counties": areas[["county_fips", "area_code"]], "areas": whole}
    for step in steps:
        tables |= {k: t.validate(k, f) for k, f in step.run(raw, tables).items()}
    changes = tables["code_changes"].drop_duplicates(["system", "old"])
    assert changes["system"].value_counts().to_dict() == {"onet": 345, "cip": 152, "soc": 149}
    assert not set(changes["old"]) & set(tables["cips"]["cip"])
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
