"""Counties, areas, population points and shapes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import pandas as pd

from geo_opportunity.errors import JoinError
from geo_opportunity.geography import shapes as shp
from geo_opportunity.pipeline.costs import price_parities
from geo_opportunity.pipeline.step import Step

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["STEPS", "areas", "counties", "recode_connecticut", "shapes", "tracts"]

_ISLANDS: Final = (("6600001", "Guam", "GU", "nonmetro"), ("7800001", "Virgin Islands", "VI", "nonmetro"))
_POSTAL_TERRITORY: Final = {"GU": "66", "VI": "78"}


def _need(raw: Mapping[str, pd.DataFrame | None], source: str) -> pd.DataFrame:
    frame = raw.get(source)
    if frame is None:
        msg = (
            f"source {source!r} is needed for the places of the build and is absent. Fix: see 'python -m "
            "geo_opportunity info'."
        )
        raise JoinError(msg)
    return frame


def counties(
    raw: Mapping[str, pd.DataFrame | None], _tables: Mapping[str, pd.DataFrame]
) -> dict[str, pd.DataFrame]:
    """Make table ``counties``: the 2022 set with its OEWS area, people, land and internal point.

    Raises
    ------
    JoinError
        The county sets of area list, gazetteer and ACS differ; the message lists the codes.
    """
    member = _need(raw, "county_to_area").rename(columns={"area": "area_code"})
    gazetteer, acs, svi = _need(raw, "gaz_counties"), _need(raw, "acs_counties"), raw.get("svi")
    for name, other in (("gaz_counties", gazetteer["geoid"]), ("acs_counties", acs["county_fips"])):
        differ = sorted(set(member["county_fips"]) ^ set(other))
        if differ:
            msg = (
                f"county_to_area and {name} hold different counties: {', '.join(differ[:10])} "
                f"({len(differ)}). Fix: use editions of the same year."
            )
            raise JoinError(msg)
    delineation = (
        _need(raw, "cbsa_counties").drop_duplicates("county_fips").set_index("county_fips")["cbsa_code"]
    )
    frame = member[["county_fips", "state", "area_code"]].merge(
        gazetteer.rename(columns={"geoid": "county_fips"})[["county_fips", "name", "land_km2", "lat", "lon"]],
        on="county_fips",
        validate="one_to_one",
    )
    frame = frame.merge(
        acs[["county_fips", "population", "housing_units"]], on="county_fips", validate="one_to_one"
    )
    frame["state_fips"] = frame["county_fips"].str.slice(0, 2)
    beyond = (frame["state_fips"] == "02") & (
        frame["lon"] > 0
    )  # Aleutians West: on the side its shape is drawn on
    frame["lon"] = frame["lon"].mask(beyond, frame["lon"] - 360)
    frame["cbsa_code"] = frame["county_fips"].map(delineation)
    frame["adult_share"] = frame["county_fips"].map(_adult_share(svi)) if svi is not None else np.nan
    columns = [
        "county_fips",
        "name",
        "state_fips",
        "state",
        "area_code",
        "cbsa_code",
        "population",
        "adult_share",
        "housing_units",
    ]
    return {"counties": frame[[*columns, "land_km2", "lon", "lat"]]}


def _adult_share(svi: pd.DataFrame) -> pd.Series:
    """Return the share of residents aged 18 and over by county_fips (SVI's ACS counts)."""
    people = svi.set_index("county_fips")
    share: pd.Series = (1 - people["under_18"] / people["total_population"]).where(
        people["total_population"] > 0
    )
    return share.round(4)


def recode_connecticut(tract: pd.Series, ct_tracts: pd.DataFrame) -> pd.Series:
    """Return tract codes with Connecticut's in the planning regions of 2022 instead of the old counties."""
    new = dict(zip(ct_tracts["tract_fips_2020"], ct_tracts["tract_fips_2022"], strict=True))
    return tract.map(lambda code: new.get(code, code)).astype("str")


def tracts(
    raw: Mapping[str, pd.DataFrame | None], tables: Mapping[str, pd.DataFrame]
) -> dict[str, pd.DataFrame]:
    """Make table ``tracts``: population points with their county, area and adults.

    Tracts of the island areas (outside the states, DC and Puerto Rico) are left out, and so are the four
    water tracts of Connecticut, where no one lives and which the state's recoding does not list.

    Raises
    ------
    JoinError
        A tract of the states, DC or Puerto Rico lies in no county of the 2022 set.
    """
    points = _need(raw, "tract_centres").copy()
    points["tract"] = recode_connecticut(points["tract"], _need(raw, "ct_tracts"))
    points["county_fips"] = points["tract"].str.slice(0, 5)
    county = tables["counties"].set_index("county_fips")
    known = points["county_fips"].isin(county.index)
    states = set(tables["counties"]["state_fips"])
    strange = points.loc[
        ~known & points["tract"].str.slice(0, 2).isin(states) & (points["population"] > 0), "tract"
    ]
    if len(strange):
        msg = (
            f"{len(strange)} tracts lie in no county of the 2022 set, first {strange.iloc[0]}. Fix: "
            "extend the recoding in pipeline/places.py."
        )
        raise JoinError(msg)
    points = points.loc[known].copy()
    points["area_code"] = points["county_fips"].map(county["area_code"])
    share = points["county_fips"].map(county["adult_share"]).fillna(1.0)
    points["adults"] = (points["population"] * share).round(1)
    points["population"] = points["population"].astype("int64")
    return {"tracts": points[["tract", "county_fips", "area_code", "population", "adults", "lon", "lat"]]}


def shapes(
    raw: Mapping[str, pd.DataFrame | None], tables: Mapping[str, pd.DataFrame]
) -> dict[str, pd.DataFrame]:
    """Make the shape tables, all from one set of counties: areas at two levels of detail, states, counties.

    Raises
    ------
    JoinError
        Shapes and counties are different sets, or simplification broke the coverage.
    """
    source = _need(raw, "county_shapes")
    member = tables["counties"].set_index("county_fips")
    differ = sorted(set(source["geoid"]) ^ set(member.index))
    if differ:
        msg = (
            f"county shapes and counties are different sets: {', '.join(differ[:10])} ({len(differ)}). "
            "Fix: use shapes of 2022."
        )
        raise JoinError(msg)
    county = gpd.GeoDataFrame(
        source[["geoid", "statefp", "state_name", "geometry"]], geometry="geometry", crs=source.crs
    )
    county = (
        county.rename(columns={"geoid": "county_fips", "statefp": "state_fips"})
        .sort_values("county_fips")
        .reset_index(drop=True)
    )
    county = shp.unwrap_antimeridian(county.to_crs("EPSG:4326"), county["state_fips"])
    county["area_code"] = county["county_fips"].map(member["area_code"])
    fine = shp.simplify_pieces(county, county["state_fips"], shp.AREA_LEVEL)

    # the smallest pieces both areas and states are made of, so that their lines coincide
    county["piece"] = county["area_code"] + "|" + county["state_fips"]
    pieces = shp.dissolve(county, "piece")
    pieces[["area_code", "state_fips"]] = pieces["piece"].str.split("|", expand=True)
    coarse = shp.simplify_pieces(pieces, pieces["state_fips"], shp.NATION_LEVEL)

    nation, area = shp.dissolve(coarse, "area_code"), shp.dissolve(fine, "area_code")
    state = shp.dissolve(coarse, "state_fips")
    for name, made in (("area_shapes_nation", nation), ("area_shapes", area), ("state_shapes", state)):
        if not made.geometry.is_valid.all() or not made.geometry.is_valid_coverage():
            msg = (
                f"{name}: simplified shapes overlap, gape or are invalid. Fix: lower the tolerance in "
                "geography/shapes.py."
            )
            raise JoinError(msg)
    names = source.drop_duplicates("statefp").set_index("statefp")
    state["state"] = state["state_fips"].map(names["stusps"]).astype("str")
    state["name"] = state["state_fips"].map(names["state_name"]).astype("str")
    return {
        "area_shapes_nation": nation[["area_code", "geometry"]],
        "area_shapes": area[["area_code", "geometry"]],
        "state_shapes": state[["state_fips", "state", "name", "geometry"]],
        "county_shapes": shp.dissolve(fine, "county_fips")[["county_fips", "geometry"]],
    }


def _listed(member: pd.DataFrame, wages: pd.DataFrame) -> pd.DataFrame:
    """Return area, area_title, states (joined by '|'), kind, tot_emp_est of counties and published totals."""
    grouped = member.sort_values("county_fips").groupby("area")
    listed = grouped.agg(area_title=("area_title", "first"), kind=("area_kind", "first")).reset_index()
    in_title = (
        listed["area_title"].str.extract(r", ([A-Z]{2}(?:-[A-Z]{2})*)")[0].str.replace("-", "|", regex=False)
    )
    listed["states"] = in_title.fillna(
        listed["area"].map(grouped["state"].agg(lambda s: "|".join(dict.fromkeys(s))))
    )
    islands = pd.DataFrame(_ISLANDS, columns=["area", "area_title", "states", "kind"])
    listed = pd.concat([listed, islands.loc[islands["area"].isin(wages["area_code"])]], ignore_index=True)
    return listed.assign(tot_emp_est=np.nan)


def areas(
    raw: Mapping[str, pd.DataFrame | None], tables: Mapping[str, pd.DataFrame]
) -> dict[str, pd.DataFrame]:
    """Make table ``areas``: the people, price level, jobs and label point of every OEWS area."""
    county = tables["counties"]
    compiled = raw.get("oews_areas")
    listed = (
        compiled if compiled is not None else _listed(_need(raw, "county_to_area"), tables["area_wages"])
    ).set_index("area")
    homeless = sorted(set(county["area_code"]) - set(listed.index))
    if homeless:
        msg = (
            f"{len(homeless)} areas of the counties are not among the OEWS areas: "
            f"{', '.join(homeless[:10])}. Fix: use editions of the same May."
        )
        raise JoinError(msg)
    frame = pd.DataFrame({"area_code": sorted(listed.index)})
    frame["title"] = frame["area_code"].map(listed["area_title"])
    frame["kind"] = frame["area_code"].map(listed["kind"])
    frame["states"] = frame["area_code"].map(listed["states"]).str.replace("|", "-", regex=False)
    fips = dict(zip(county["state"], county["state_fips"], strict=True)) | _POSTAL_TERRITORY
    frame["state_fips"] = frame["states"].str.split("-").str[0].map(fips)

    grouped = county.assign(adults=county["population"] * county["adult_share"].fillna(np.nan)).groupby(
        "area_code"
    )
    sums = grouped.agg(
        population=("population", "sum"),
        adults=("adults", lambda s: s.sum(min_count=len(s))),
        county_count=("county_fips", "size"),
        land_km2=("land_km2", "sum"),
    )
    for column in ("population", "adults", "land_km2"):
        frame[column] = frame["area_code"].map(sums[column])
    frame["adults"] = frame["adults"].round(0)
    frame["county_count"] = frame["area_code"].map(sums["county_count"]).fillna(0).astype("int64")

    label = tables["area_shapes"]
    lon, lat = shp.label_points(gpd.GeoDataFrame(label, geometry="geometry", crs="EPSG:4326"))
    frame["lon"] = frame["area_code"].map(dict(zip(label["area_code"], lon, strict=True)))
    frame["lat"] = frame["area_code"].map(dict(zip(label["area_code"], lat, strict=True)))
    frame["has_shape"] = frame["area_code"].isin(label["area_code"])

    parity = price_parities(county, _need(raw, "rpp_metro"), _need(raw, "rpp_portion")).assign(
        area_code=county["area_code"]
    )
    one = parity.groupby("area_code").agg(
        low=("rpp_all", "min"), high=("rpp_all", "max"), basis=("rpp_basis", "first")
    )
    # a multi-state metro has one parity; an area whose counties differed would have none to show
    frame["rpp_all"] = frame["area_code"].map(one["low"].where(one["low"] == one["high"]))
    frame["rpp_basis"] = frame["area_code"].map(one["basis"]).where(frame["rpp_all"].notna(), "none")

    published = tables["area_wages"].loc[lambda w: w["soc"] == "00-0000"].set_index("area_code")
    total = frame["area_code"].map(published["employment"])
    frame["employment_total"] = total.fillna(frame["area_code"].map(listed["tot_emp_est"]))
    frame["employment_total_basis"] = np.select(
        [total.notna(), frame["employment_total"].notna()], ["published", "derived"], "none"
    )
    frame["mean_wage"] = frame["area_code"].map(published["mean"])
    frame["mean_wage_prse"] = frame["area_code"].map(published["mean_prse"])
    order = [
        *(
            "area_code",
            "title",
            "kind",
            "state_fips",
            "states",
            "population",
            "adults",
            "county_count",
            "land_km2",
            "lon",
            "lat",
        ),
        *("rpp_all", "rpp_basis", "employment_total", "employment_total_basis"),
        *("mean_wage", "mean_wage_prse", "has_shape"),
    ]
    return {"areas": frame[order]}


STEPS: Final[tuple[Step, ...]] = (
    Step(
        name="counties",
        makes=("counties",),
        sources=("county_to_area", "gaz_counties", "acs_counties", "cbsa_counties", "svi"),
        needs=(),
        run=counties,
    ),
    Step(
        name="tracts",
        makes=("tracts",),
        sources=("tract_centres", "ct_tracts"),
        needs=("counties",),
        run=tracts,
    ),
    Step(
        name="shapes",
        makes=("area_shapes_nation", "area_shapes", "state_shapes", "county_shapes"),
        sources=("county_shapes",),
        needs=("counties",),
        run=shapes,
    ),
    Step(
        name="areas",
        makes=("areas",),
        sources=("oews_areas", "county_to_area", "rpp_metro", "rpp_portion"),
        needs=("counties", "area_shapes", "area_wages"),
        run=areas,
    ),
)
