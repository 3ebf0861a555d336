"""Eligible training providers and programs: state lists and TrainingProviderResults.gov.

These lists reach the short courses IPEDS leaves out (truck driving above all). They carry addresses without
coordinates, and codes damaged by spreadsheets (:mod:`geo_opportunity.codes`) are repaired where that
can be done without guessing.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

import pandas as pd

from geo_opportunity.codes import repair_cip, repair_zip
from geo_opportunity.codes.soc import repair_soc
from geo_opportunity.errors import FormatError
from geo_opportunity.files.published import read_csv, read_excel
from geo_opportunity.sources.base import Source, from_catalog
from geo_opportunity.sources.crosswalks import stripped
from geo_opportunity.sources.faults import number, require_columns

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

__all__ = ["SOURCES"]


def _blank_to_null(frame: pd.DataFrame) -> pd.DataFrame:
    text = stripped(frame)
    return text.where(text != "", None)


_NJ_2018: Final[dict[str, str]] = {
    "program_id": "program identifier",
    "program_name": "program",
    "provider_name": "provider",
    "city": "city",
    "county": "New Jersey county",
    "clock_hours": "clock hours; null where 0 is written",
    "cost_usd": "US dollars",
    "in_demand": "True where the state lists it as in demand",
}


def _nj_2018(path: Path) -> pd.DataFrame:
    frame = read_csv(path)
    require_columns(frame, _NJ_2018, path=path)
    out = _blank_to_null(frame[list(_NJ_2018)])
    out["provider_name"] = out["provider_name"].str.replace("\\'", "'", regex=False)
    out["program_name"] = out["program_name"].str.replace("\\'", "'", regex=False)
    hours = number(frame["clock_hours"], path=path)
    out["clock_hours"] = hours.where(hours > 0)
    out["cost_usd"] = number(frame["cost_usd"], path=path, low=0, high=1_000_000)
    return out


_NJ_2021: Final[dict[str, str]] = {
    "programid": "program identifier",
    "officialname": "program",
    "cipcode": "CIP code, repaired to six digits with a point",
    "providerid": "provider identifier",
    "name": "provider",
    "statusname": "status of the program",
    "providerstatusname": "status of the provider",
    "wiaeligible": "eligible for WIOA funds: True or False",
    "totalcost": "US dollars; null where 0 is written",
    "totalclockhours": "clock hours; null where 0 is written",
    "industrycredentialname": "industry credential",
    "licenseawardedname": "license",
    "degreeawardedname": "degree",
    "street1": "street",
    "city": "city",
    "state": "postal code",
    "zip": "ZIP code, zeros restored",
    "county": "county",
    "website": "web address",
}


def _nj_2021(path: Path) -> pd.DataFrame:
    frame = read_csv(path)
    require_columns(frame, _NJ_2021, path=path)
    out = _blank_to_null(frame[list(_NJ_2021)])
    out["cipcode"] = repair_cip(frame["cipcode"])
    out["zip"] = repair_zip(frame["zip"])
    for column in ("totalcost", "totalclockhours"):
        value = number(frame[column], path=path)
        out[column] = value.where(value > 0)
    return out


_NJ_PROVIDERS: Final[dict[str, str]] = {
    "PROVIDERID": "provider identifier",
    "NAME": "provider",
    "STREET1": "street",
    "CITY": "city",
    "STATE": "postal code",
    "ZIP": "ZIP code, zeros restored",
    "COUNTY": "county",
    "WEBSITE": "web address",
    "DISTANCELEARNING": "1 yes, 2 no",
    "CHILDCARE": "1 yes, 2 no",
    "EVENINGCOURSES": "1 yes, 2 no",
    "STATUSNAME": "status",
}


def _nj_providers(path: Path) -> pd.DataFrame:
    frame = read_csv(path)
    require_columns(frame, _NJ_PROVIDERS, path=path)
    out = _blank_to_null(frame[list(_NJ_PROVIDERS)])
    out["ZIP"] = repair_zip(frame["ZIP"])
    return out


_TPR_SAMPLE: Final[dict[str, str]] = {
    "uuid": "program identifier",
    "provider_name": "provider",
    "program_name": "program",
    "program_format": "in person, online or both, in the publisher's words",
    "entity_type": "kind of provider",
    "cip": "CIP code, repaired",
    "soc_codes": "SOC codes the provider names, joined by a blank",
    "city": "city",
    "state": "postal code",
    "zip": "ZIP code",
    "lat": "latitude of the place, degrees",
    "lon": "longitude of the place, degrees",
    "weeks": "length in weeks",
    "hours": "length in hours",
    "tuition": "US dollars",
    "out_of_pocket": "US dollars",
    "served": "people served",
    "completed": "people who completed",
    "credentials": "credentials earned",
    "employed_q2": "employed in the second quarter after exit",
    "median_earnings": "US dollars a quarter",
}


def _tpr_sample(path: Path) -> pd.DataFrame:
    try:
        whole = json.loads(path.read_text(encoding="utf-8-sig"))
    except ValueError as error:
        msg = f"{path.name} is no JSON: {error}. Fix: download it again."
        raise FormatError(msg) from error
    programs = whole.get("programs") if isinstance(whole, dict) else None
    if not isinstance(programs, list) or not programs:
        msg = f"{path.name} has no list 'programs'. Fix: check that it is a TrainingProviderResults extract."
        raise FormatError(msg)

    def part(program: Mapping[str, object], name: str, key: str) -> object:
        inner = program.get(name)
        return inner.get(key) if isinstance(inner, dict) else None

    rows = [
        {
            "uuid": p.get("uuid"),
            "provider_name": p.get("provider_name"),
            "program_name": p.get("program_name"),
            "program_format": p.get("program_format"),
            "entity_type": p.get("entity_type"),
            "cip": p.get("cip_code"),
            "soc_codes": " ".join(p.get("soc_codes") or ()),
            "city": part(p, "location", "city"),
            "state": part(p, "location", "state"),
            "zip": part(p, "location", "zip"),
            "lat": part(p, "location", "lat"),
            "lon": part(p, "location", "lon"),
            "weeks": part(p, "length", "weeks"),
            "hours": part(p, "length", "hours"),
            "tuition": part(p, "cost", "tuition"),
            "out_of_pocket": part(p, "cost", "total_out_of_pocket"),
            "served": part(p, "outcomes", "total_served"),
            "completed": part(p, "outcomes", "total_completed"),
            "credentials": part(p, "outcomes", "credentials_earned"),
            "employed_q2": part(p, "outcomes", "employed_q2"),
            "median_earnings": part(p, "outcomes", "median_earnings"),
        }
        for p in programs
    ]
    frame = pd.DataFrame(rows)
    figures = list(_TPR_SAMPLE)[10:]
    frame[figures] = frame[figures].apply(lambda column: number(column, path=path))
    frame["cip"] = repair_cip(frame["cip"])
    frame["zip"] = repair_zip(frame["zip"])
    return frame


#: Columns of DownloadPrograms.xlsx that are used, with ours.
_TPR_NAMES: Final[dict[str, str]] = {
    "d101_eligible_training_provider": "provider_name",
    "d105_program_name": "program_name",
    "d109_associated_credential": "credential",
    "d110_cip_code": "cip",
    "d114_program_length_weeks": "weeks",
    "d116_program_format": "program_format",
    "d117_soc_code_1": "soc_1",
    "d118_soc_code_2": "soc_2",
    "d119_soc_code_3": "soc_3",
    "d120_total_served": "served",
    "d123_total_employed_q2": "employed_q2",
    "address": "address",
    "city": "city",
    "state": "state",
    "zip": "zip",
    "reportingstate": "reporting_state",
}
_TPR_COLUMNS: Final[dict[str, str]] = {
    "provider_name": "eligible training provider",
    "program_name": "program",
    "credential": "credential, in the publisher's code",
    "cip": "CIP code, repaired; null where unreadable",
    "weeks": "length in weeks; null where not reported",
    "program_format": "in person, online or both, in the publisher's code",
    "soc_1": "first SOC code the state names, '29-1141'",
    "soc_2": "second",
    "soc_3": "third",
    "served": "people served; null where not reported (blank or -1)",
    "employed_q2": "employed in the second quarter after exit; null where not reported",
    "address": "street",
    "city": "city",
    "state": "postal code",
    "zip": "ZIP code, zeros restored",
    "reporting_state": "state that reports it",
}


def _tpr_column(columns: list[str], wanted: str) -> str | None:
    """Return the column for `wanted`: the same name, or the same leading element number (d117 …)."""
    by_name = {c.strip().lower(): c for c in columns}
    if wanted in by_name:
        return by_name[wanted]
    head = wanted.split("_", 1)[0]
    return next(
        (
            c
            for low, c in by_name.items()
            if head[:1] == "d" and head[1:].isdigit() and low.split("_", 1)[0] == head
        ),
        None,
    )


def _tpr_programs(path: Path) -> pd.DataFrame:
    frame = read_excel(path)
    found = {wanted: _tpr_column(list(frame.columns), wanted) for wanted in _TPR_NAMES}
    require_columns(frame, [wanted for wanted, column in found.items() if column is None], path=path)
    out = pd.DataFrame(
        {
            ours: frame[found[theirs]].astype("string").str.strip().fillna("")
            for theirs, ours in _TPR_NAMES.items()
        }
    ).astype("str")
    for column in ("weeks", "served", "employed_q2"):
        out[column] = number(out[column], path=path, missing=("-1", "-1.0", "."), low=0)
    out["cip"] = repair_cip(out["cip"])
    out["zip"] = repair_zip(out["zip"])
    for column in ("soc_1", "soc_2", "soc_3"):
        out[column] = repair_soc(out[column])
    text = [
        "provider_name",
        "program_name",
        "credential",
        "program_format",
        "address",
        "city",
        "state",
        "reporting_state",
    ]
    out[text] = out[text].where(~out[text].isin(["", "-1"]), None)
    return out


SOURCES: Final[tuple[Source, ...]] = (
    from_catalog("nj_etpl_2018", _NJ_2018, _nj_2018),
    from_catalog("nj_etpl_2021", _NJ_2021, _nj_2021),
    from_catalog("nj_providers_2020", _NJ_PROVIDERS, _nj_providers),
    from_catalog("nj_providers_2021", _NJ_PROVIDERS, _nj_providers),
    from_catalog("tpr_sample", _TPR_SAMPLE, _tpr_sample),
    from_catalog("tpr_programs", _TPR_COLUMNS, _tpr_programs),
)
