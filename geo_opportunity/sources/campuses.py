"""Where training takes place besides IPEDS addresses: campuses (DAPIP), places Veterans Affairs lists."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Final

import pandas as pd

from geo_opportunity.files.published import decode, read_csv, zip_member
from geo_opportunity.sources.base import Source, from_catalog
from geo_opportunity.sources.faults import check_codes, check_unique, number, refuse, require_columns

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["SITE_HINTS", "SOURCES"]

#: Kinds of site that the flattened file of campuses names by their names; the official file has none.
SITE_HINTS: Final = ("", "high_school", "correctional", "military", "clinical", "employer_or_union")

_CAMPUSES: Final[dict[str, str]] = {
    "dapip_id": "DAPIP identifier: six digits of the institution, three more for its locations",
    "ipeds_unitids": "UNITIDs of the location itself, joined by ', '; empty for most",
    "location_name": "name of the location",
    "parent_name": "name of the institution it belongs to; empty for institutions",
    "location_type": "Institution, Additional Location or Site",
    "address": "street, city, state and ZIP code in one line",
    "city": "city",
    "state": "postal code",
    "zip": "five-digit ZIP code, text; empty when the address has none",
    "currently_accredited": "1 while an accreditation of the location has no end date, else 0",
    "parent_unitids": "UNITIDs of the institution it belongs to, joined by ', '",
    "site_hint": "kind of site by its name; empty for any other, and in the official file",
}
_OFFICIAL: Final[dict[str, str]] = {
    "DapipId": "dapip_id",
    "IpedsUnitIds": "ipeds_unitids",
    "LocationName": "location_name",
    "ParentName": "parent_name",
    "ParentDapipId": "parent_dapip_id",
    "LocationType": "location_type",
    "Address": "address",
}
_UNITIDS: Final = r"(\d{6}(, ?\d{6})*)?"

_FACILITIES: Final[dict[str, str]] = {
    "facility_code": "eight characters; the first is who runs it, the second the kind of training",
    "institution": "name, in capitals; empty for some",
    "state": "postal code",
    "ownership": "public, private for-profit, private non-profit, licensing/certification body",
    "name_tag": "trade by the name, as the compiler of the file sees it; empty for most",
    "latitude": "degrees",
    "longitude": "degrees",
    "geocode_in_state": "1 when the point is inside the state, else 0",
    "county_fips_2020": "county of the point, five digits, counties of 2020 (Connecticut: counties)",
}


def _campuses(path: Path) -> pd.DataFrame:
    """Read DAPIP's locations: the official zip (its two tables joined) or the flattened file."""
    frame = _official_campuses(path) if path.suffix.lower() == ".zip" else read_csv(path)
    require_columns(frame, _CAMPUSES, path=path)
    frame = pd.DataFrame({name: frame[name].str.strip() for name in _CAMPUSES})
    check_codes(frame["dapip_id"], r"\d{6,9}", path=path, what="DAPIP identifier of six to nine digits")
    check_unique(frame, ["dapip_id"], path=path)
    for column in ("ipeds_unitids", "parent_unitids"):
        check_codes(frame[column], _UNITIDS, path=path, what="list of six-digit UNITIDs")
    check_codes(frame["zip"], r"(\d{5})?", path=path, what="five-digit ZIP code")
    _known(frame["site_hint"], SITE_HINTS, path)
    _known(frame["location_type"], ("Institution", "Additional Location", "Site"), path)
    _known(frame["currently_accredited"], ("0", "1"), path)
    return frame


def _known(values: pd.Series, allowed: tuple[str, ...], path: Path) -> None:
    refuse(
        ~values.isin(allowed),
        values,
        f"is none of {', '.join(map(repr, allowed))}",
        path=path,
        fix="check that it is the edition the reader is made for",
    )


def _official_campuses(path: Path) -> pd.DataFrame:
    def member(name: str) -> pd.DataFrame:
        text = decode(zip_member(path, name))
        return pd.read_csv(io.StringIO(text), dtype=str, keep_default_na=False)

    frame, records = member("InstitutionCampus.csv"), member("AccreditationRecords.csv")
    require_columns(frame, _OFFICIAL, path=path)
    require_columns(records, ["DapipId", "AccreditationEndDate"], path=path)
    frame = frame[list(_OFFICIAL)].rename(columns=_OFFICIAL)
    place = frame["address"].str.extract(r",\s*(?P<city>[^,]+),\s*(?P<state>[A-Z]{2})\s*(?P<zip>\d{5})?")
    frame[["city", "state", "zip"]] = place.fillna("")
    own = frame.set_index("dapip_id")["ipeds_unitids"]
    frame["parent_unitids"] = frame["parent_dapip_id"].map(own).fillna("")
    current = records.loc[records["AccreditationEndDate"].str.strip() == "", "DapipId"]
    frame["currently_accredited"] = frame["dapip_id"].isin(current).map({True: "1", False: "0"})
    return frame.assign(site_hint="")


def _facilities(path: Path) -> pd.DataFrame:
    """Read facilities of the GI Bill Comparison Tool; rows whose code a spreadsheet damaged are left out."""
    frame = read_csv(path)
    require_columns(frame, _FACILITIES, path=path)
    frame = pd.DataFrame({name: frame[name].str.strip() for name in _FACILITIES})
    good = frame["facility_code"].str.fullmatch(r"\w{8}")
    refuse(
        ~good & (good.mean() < 0.99),
        frame["facility_code"],
        "is no facility code of eight characters",
        path=path,
        fix="read codes as text",
    )
    _known(frame["geocode_in_state"], ("0", "1"), path)
    check_codes(frame["county_fips_2020"], r"(\d{5})?", path=path, what="five-digit county code")
    frame["latitude"] = number(frame["latitude"], path=path, low=-90, high=90)
    frame["longitude"] = number(frame["longitude"], path=path, low=-180, high=180)
    frame = frame[good]
    check_unique(frame, ["facility_code"], path=path, first_row=None)
    return frame.reset_index(drop=True)


SOURCES: Final[tuple[Source, ...]] = (
    from_catalog("dapip_campuses", _CAMPUSES, _campuses),
    from_catalog("va_facilities", _FACILITIES, _facilities),
)
