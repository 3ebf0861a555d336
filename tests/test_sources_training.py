"""Readers of IPEDS, the CIP crosswalk and training-provider lists."""

from __future__ import annotations

import json
import zipfile
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from geo_opportunity.codes import repair_cip, repair_zip
from geo_opportunity.errors import FormatError, MissingColumnError, SourceUnavailableError, ValueRangeError
from geo_opportunity.sources import crosswalks, etpl, ipeds
from tests.support import RAW, needs_raw

if TYPE_CHECKING:
    from pathlib import Path

SOURCES = {s.id: s for module in (ipeds, crosswalks, etpl) for s in module.SOURCES}

COMPLETIONS = """UNITID,CIPCODE,MAJORNUM,AWLEVEL,XCTOTALT,CTOTALT,XCTOTALM,CTOTALM,CTOTALW ,CAIANT
100654,01.0999,1,5,R,12,R,2,10,0
100654,51.3801,1,5,R,8,R,3,5,0
100654,51.3801,2,5,R,99,R,50,49,0
100654,51.3901,1,2,R,0,R,0,0,0
100654,99,1,5,R,20,R,5,15,0
100654,99,1,2,R,0,R,0,0,0
"""
DIRECTORY_HEADER = "UNITID,INSTNM,ADDR,CITY,STABBR,ZIP,COUNTYCD,COUNTYNM,SECTOR,ICLEVEL,CONTROL,CYACTIVE,LOCALE,HBCU,TRIBAL,LONGITUD,LATITUDE,WEBADDR"
DIRECTORY_ROW = (
    "100654,Universidad de Peñuelas,1 Main "
    "St,Normal,AL,35762,1089,Madison,1,1,1,1,12,1,2,-86.57,34.78,www.example.edu"
)


def write_zip(raw: Path, path: str, members: dict[str, bytes]) -> Path:
    target = raw / path
    target.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(target, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return target


def write(raw: Path, path: str, text: str) -> Path:
    target = raw / path
    target.parent.mkdir(parents=True, exist_ok=True)
    if path.endswith(".gz"):
        import gzip

        target.write_bytes(gzip.compress(text.encode()))
    else:
        target.write_text(text)
    return target


def read(source_id: str, raw: Path) -> pd.DataFrame:
    return SOURCES[source_id].locate(raw).read()


def test_official_completions_zip_keeps_first_majors_and_zeros_and_drops_totals(tmp_path):
    write_zip(tmp_path, "ipeds/C2024_A.zip", {"C2024_A.CSV": COMPLETIONS.encode("cp1252")})
    frame = read("ipeds_completions", tmp_path)
    assert frame[["CIPCODE", "AWLEVEL", "CTOTALT"]].values.tolist() == [
        ["01.0999", 5, 12.0],
        ["51.3801", 5, 8.0],
        ["51.3901", 2, 0.0],
    ]


def test_revised_member_is_preferred(tmp_path):
    revised = COMPLETIONS.replace("100654,51.3801,1,5,R,8,R,3,5", "100654,51.3801,1,5,R,9,R,4,5").replace(
        "99,1,5,R,20,R,5,15", "99,1,5,R,21,R,6,15"
    )
    write_zip(
        tmp_path,
        "ipeds/C2024_A.zip",
        {"c2024_a.csv": COMPLETIONS.encode(), "c2024_a_rv.csv": revised.encode()},
    )
    assert read("ipeds_completions", tmp_path)["CTOTALT"].tolist() == [12.0, 9.0, 0.0]


def test_lost_rows_are_found_by_the_totals(tmp_path):
    lost = (
        "\n".join(line for line in COMPLETIONS.splitlines() if not line.startswith("100654,01.0999")) + "\n"
    )
    write_zip(tmp_path, "ipeds/C2024_A.zip", {"c2024_a.csv": lost.encode()})
    with pytest.raises(
        ValueRangeError, match=r"C2024_A\.zip.*CTOTALT.*UNITID 100654.*award level 5, by 12.*Fix"
    ):
        read("ipeds_completions", tmp_path)


def test_all_forms_of_completions_agree(tmp_path):
    write_zip(tmp_path, "ipeds/C2024_A.zip", {"c2024_a.csv": COMPLETIONS.encode()})
    official = read("ipeds_completions", tmp_path)
    (tmp_path / "b").mkdir()
    write(tmp_path / "b", "ipeds/c2024_a_first_major.csv.gz", COMPLETIONS)
    pd.testing.assert_frame_equal(official, read("ipeds_completions", tmp_path / "b"))
    table = pd.read_csv(tmp_path / "b/ipeds/c2024_a_first_major.csv.gz", dtype={"CIPCODE": str})
    table.columns = table.columns.str.strip()
    (tmp_path / "c/ipeds").mkdir(parents=True)
    table.to_parquet(tmp_path / "c/ipeds/c2024_a_first_major.parquet")
    pd.testing.assert_frame_equal(official, read("ipeds_completions", tmp_path / "c"))


@pytest.mark.parametrize(
    ("old", "new", "error", "match"),
    [
        ("AWLEVEL", "LEVEL", MissingColumnError, "lacks the column AWLEVEL"),
        ("51.3901,1,2", "51.39,1,2", FormatError, r"CIPCODE.*'51\.39'"),
        ("51.3901,1,2,R,0", "51.3901,1,2,R,-7", ValueRangeError, "CTOTALT.*-7"),
        ("51.3901,1,2,R,0", "51.3901,1,2,R,many", ValueRangeError, "'many' is not a number"),
        ("51.3901,1,2", "51.3901,1,12", ValueRangeError, "AWLEVEL.*12"),
        ("100654,51.3901", "10065,51.3901", FormatError, "six-digit UNITID"),
        ("51.3901,1,2", "51.3801,1,5", FormatError, "UNITID, CIPCODE, AWLEVEL: .* is there twice"),
    ],
)
def test_faults_of_completions_name_file_column_and_mend(tmp_path, old, new, error, match):
    write(tmp_path, "ipeds/c2024_a_first_major.csv.gz", COMPLETIONS.replace(old, new, 1))
    with pytest.raises(error, match=match) as caught:
        read("ipeds_completions", tmp_path)
    assert "c2024_a_first_major.csv.gz" in str(caught.value)
    assert "Fix" in str(caught.value)


def test_html_truncated_and_empty_zip_are_refused(tmp_path):
    path = tmp_path / "ipeds/HD2024.zip"
    path.parent.mkdir()
    path.write_bytes(b"<!DOCTYPE html><html>blocked</html>")
    with pytest.raises(FormatError, match="HTML page"):
        read("ipeds_directory", tmp_path)
    whole = write_zip(
        tmp_path,
        "ipeds/HD2024.zip",
        {"hd2024.csv": (DIRECTORY_HEADER + "\n" + DIRECTORY_ROW).encode("cp1252") * 50},
    )
    whole.write_bytes(whole.read_bytes()[:-40])
    with pytest.raises(FormatError, match="truncated"):
        read("ipeds_directory", tmp_path)
    write_zip(tmp_path, "ipeds/HD2024.zip", {"readme.txt": b"no"})
    with pytest.raises(FormatError, match=r"no member '\*.csv'; it has readme.txt"):
        read("ipeds_directory", tmp_path)


def test_directory_in_cp1252_with_missing_codes(tmp_path):
    abroad = (
        DIRECTORY_ROW.replace("100654", "100655")
        .replace(",1089,", ",-2,")
        .replace(",1,1,1,1,12,", ",99,-3,-3,1,-3,")
    )
    text = f"{DIRECTORY_HEADER}\n{DIRECTORY_ROW}\n{abroad}\n"
    write_zip(tmp_path, "ipeds/HD2024.zip", {"hd2024.csv": text.encode("cp1252")})
    frame = read("ipeds_directory", tmp_path)
    assert frame["INSTNM"][0] == "Universidad de Peñuelas"
    assert frame["COUNTYCD"][0] == "01089"
    assert frame.loc[1, ["COUNTYCD", "ICLEVEL", "CONTROL", "LOCALE"]].isna().all()


def test_prices_with_points_are_missing_not_zero(tmp_path):
    text = 'UNITID,XCHG,CHG1AY3,CHG2AY3,CHG3AY3\n100654,"R",100,0,5\n100663,"A",.,.,.\n'
    write(tmp_path, "ipeds/ic2023_ay.csv.gz", text)
    frame = read("ipeds_prices", tmp_path)
    assert frame["CHG2AY3"].tolist()[0] == 0.0
    assert pd.isna(frame["CHG2AY3"][1])


def test_absent_source_names_path_and_url(tmp_path):
    with pytest.raises(SourceUnavailableError, match=r"HD2024\.zip.*nces\.ed\.gov"):
        SOURCES["ipeds_directory"].locate(tmp_path)


def test_cip_codes_unwraps_and_says_where_the_moved_went(tmp_path):
    text = (
        "CIPFamily,CIPCode,Action,TextChange,CIPTitle,CIPDefinition,CrossReferences,Examples\n"
        '="01",="01","New",no,"FAMILY.","","",""\n'
        '="01",="01.0000","No substantive changes",no,"Agriculture, General.","A","",""\n'
        '="01",="01.0001","Moved from",no,"Old.","Moved from 01.0001 to 02.0003","",""\n'
        '="01",="01.0002","Deleted",no,"Gone.","Deleted, Report under 61","",""\n'
    )
    write(tmp_path, "crosswalks/CIPCode2020.csv", text)
    assert read("cip_codes", tmp_path)[["cip", "title", "moved_to"]].fillna("").values.tolist() == [
        ["01.0000", "Agriculture, General", ""],
        ["01.0001", "Old", "02.0003"],
        ["01.0002", "Gone", "61"],
    ]


def test_a_moved_field_that_does_not_say_where_to_is_refused(tmp_path):
    text = (
        "CIPFamily,CIPCode,Action,TextChange,CIPTitle,CIPDefinition,CrossReferences,Examples\n"
        '="01",="01.0000","No substantive changes",no,"Agriculture, General.","A","",""\n'
        '="01",="01.0001","Moved from",no,"Old.","See elsewhere","",""\n'
    )
    write(tmp_path, "crosswalks/CIPCode2020.csv", text)
    with pytest.raises(FormatError, match=r"01\.0001 is no longer in force.*See elsewhere"):
        read("cip_codes", tmp_path)


def test_cip_soc_workbook_with_numbers_for_codes_is_refused(tmp_path):
    path = tmp_path / "crosswalks/CIP2020_SOC2018_Crosswalk.xlsx"
    path.parent.mkdir()
    rows = {
        "CIP2020Code": ["01.0000", "99.9999", "01.0508"],
        "CIP2020Title": "T.",
        "SOC2018Code": ["19-1011", "13-1074", "99-9999"],
        "SOC2018Title": "S",
    }
    pd.DataFrame(rows).to_excel(path, sheet_name="CIP-SOC", index=False)
    assert read("cip_soc", tmp_path)[["cip", "soc_2018"]].values.tolist() == [["01.0000", "19-1011"]]
    pd.DataFrame(rows | {"CIP2020Code": [1.0, 99.9999, 1.0508]}).to_excel(
        path, sheet_name="CIP-SOC", index=False
    )
    with pytest.raises(FormatError, match="codes are numbers"):
        read("cip_soc", tmp_path)
    pd.DataFrame(rows).to_excel(path, sheet_name="SOC-CIP", index=False)
    with pytest.raises(FormatError, match="no sheet 'CIP-SOC'"):
        read("cip_soc", tmp_path)


def test_repair_of_codes():
    codes = pd.Series(
        ["430107", "10101", "43.0107", "1.0101", "51.39", "51.390199999", "", "nursing", "000000", None]
    )
    assert repair_cip(codes).astype(object).where(lambda s: s.notna(), None).tolist() == [
        "43.0107", "01.0101", "43.0107", "01.0101", "51.3900", "51.3902", None, None, None, None,
    ]  # fmt: skip
    zips = pd.Series(["8069", "07016", "92110-1234", "921101234", "8861.0", "", "n/a"])
    assert repair_zip(zips).astype(object).where(lambda s: s.notna(), None).tolist() == [
        "08069",
        "07016",
        "92110",
        "92110",
        "08861",
        None,
        None,
    ]


def test_training_provider_results_workbook(tmp_path):
    names = list(etpl._TPR_NAMES)
    row = [
        "Truck School",
        "CDL A",
        "4",
        49.0205,
        4,
        "1",
        53303200,
        "",
        -1,
        -1,
        12,
        "1 Road",
        "Trenton",
        "NJ",
        8608,
        "NJ",
    ]
    path = tmp_path / "etpl/DownloadPrograms.xlsx"
    path.parent.mkdir()
    pd.DataFrame(
        [row], columns=[n if n != "d117_soc_code_1" else "d117_program_soc_1" for n in names]
    ).to_excel(path, index=False)
    first = read("tpr_programs", tmp_path).iloc[0]
    assert (first["cip"], first["zip"], first["soc_1"], first["employed_q2"]) == (
        "49.0205",
        "08608",
        "53-3032",
        12.0,
    )
    assert pd.isna(first["served"])
    assert pd.isna(first["soc_3"])
    pd.DataFrame([row], columns=["x" if n == "d110_cip_code" else n for n in names]).to_excel(
        path, index=False
    )
    with pytest.raises(MissingColumnError, match="d110_cip_code"):
        read("tpr_programs", tmp_path)


def test_sample_json_faults(tmp_path):
    path = tmp_path / "etpl/tpr_ca_sample_60_programs_2026-08.json"
    path.parent.mkdir()
    path.write_text("{broken")
    with pytest.raises(FormatError, match="no JSON"):
        read("tpr_sample", tmp_path)
    path.write_text(json.dumps({"state": "CA"}))
    with pytest.raises(FormatError, match="no list 'programs'"):
        read("tpr_sample", tmp_path)


@needs_raw
@pytest.mark.raw
def test_real_files_have_the_known_counts():
    rows = {
        name: len(SOURCES[name].locate(RAW).read())
        for name in ("ipeds_directory", "ipeds_characteristics", "ipeds_prices", "cip_codes")
    }
    assert rows == {
        "ipeds_directory": 6072,
        "ipeds_characteristics": 5963,
        "ipeds_prices": 3825,
        "cip_codes": 2325,
    }
    done = SOURCES["ipeds_completions"].locate(RAW).read()
    assert len(done) == 267_595
    assert done["CTOTALT"].sum() == 5_459_862
    assert (done["CTOTALT"] == 0).sum() == 68_140
    for name in ("nj_etpl_2018", "nj_etpl_2021", "nj_providers_2020", "nj_providers_2021", "tpr_sample"):
        frame = SOURCES[name].locate(RAW).read()
        assert len(frame) > 50
    assert SOURCES["nj_etpl_2021"].locate(RAW).read()["cipcode"].notna().mean() > 0.95


def test_every_source_is_fully_described():
    for source in SOURCES.values():
        assert source.title
        assert source.publisher
        assert source.vintage
        assert source.licence
        assert source.landing_page.startswith("https://")
        assert source.columns
