"""A user's region: counties whole or in part, a frozen value that can be saved and sent in a link.

A county of which only some residents are inside is kept as the census tracts inside and their share of the
county's residents, or, where the tracts are not known, as that share alone: its residents then count evenly.
So a region is a list of counties and tracts, and means the same without the boundary it came from
(:mod:`.boundary` makes regions). Shapes are in EPSG:4326.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import unicodedata
import zlib
from dataclasses import dataclass, field
from itertools import pairwise
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np
import pandas as pd
import shapely

from geo_opportunity.errors import FormatError, UnknownCodeError, ValueRangeError
from geo_opportunity.files.outline import polygonal
from geo_opportunity.geography.region_links import PREFIX, cut, number_share, read_link

if TYPE_CHECKING:
    import geopandas as gpd


__all__ = [
    "Member",
    "Region",
    "check_tracts",
    "region_shape",
]

_NAME_LIMIT: Final = 120
_NAME_READ: Final = 2_000  # of a name's characters, spaces included


@dataclass(frozen=True, slots=True)
class Member:
    """A county, or part of one, in a region."""

    county_fips: str
    share: float = 1.0
    """Share of the county's residents who live inside, fraction; 1 = whole."""
    tracts: tuple[str, ...] = ()
    """Tracts inside (11 digits, sorted); empty when whole, or when only the share is known."""

    @property
    def even(self) -> bool:
        """Whether only the share of a county in part is known, not its tracts."""
        return self.share < 1 and not self.tracts


@dataclass(frozen=True, slots=True)
class Region:
    """A set of counties, whole or in part. Frozen and hashable; members are kept sorted.

    Raises
    ------
    ValueRangeError
        No members, a county twice, or a code or share that cannot be.
    """

    name: str
    members: tuple[Member, ...]
    source: Literal["counties", "boundary"] = "counties"
    notes: tuple[str, ...] = ()
    boundary: shapely.Geometry | None = field(default=None, compare=False, repr=False)
    """EPSG:4326; None for counties, and for a region that came by link."""

    def __post_init__(self) -> None:
        """Refuse what is no region; sort members, tidy the name."""
        if not self.members:
            msg = f"region {self.name!r} has no counties. Fix: name at least one."
            raise ValueRangeError(msg)
        if self.source not in ("counties", "boundary"):
            msg = f"the source of a region is 'counties' or 'boundary', not {self.source!r}"
            raise ValueRangeError(msg)
        ordered = tuple(sorted(self.members, key=attrgetter("county_fips")))
        for m in ordered:
            _check_member(m)
        double = [a.county_fips for a, b in pairwise(ordered) if a.county_fips == b.county_fips]
        if double:
            msg = f"county {double[0]} is in the region twice. Fix: name it once."
            raise ValueRangeError(msg)
        object.__setattr__(self, "members", ordered)
        object.__setattr__(self, "name", _tidy(self.name) or "Region")

    @property
    def code(self) -> str:
        """Short code of the members (not of the name): the same counties and tracts, the same code."""
        text = json.dumps([[m.county_fips, m.share if m.even else m.tracts] for m in self.members])
        return "region-" + hashlib.sha256(text.encode()).hexdigest()[:10]

    @property
    def county_fips(self) -> tuple[str, ...]:
        """Counties, sorted, whole or not."""
        return tuple(m.county_fips for m in self.members)

    @property
    def whole(self) -> bool:
        """Whether every county is in it with all its residents."""
        return all(m.share >= 1 for m in self.members)

    @property
    def even_note(self) -> str:
        """Say how counties in part are counted whose tracts are not known; "" without such counties."""
        count = sum(m.even for m in self.members)
        if not count:
            return ""
        which = "A county" if count == 1 else f"{count} counties"
        return (
            f"{which} in part: counted by the share of residents inside, evenly over the county, since its "
            "census tracts inside are not known; reach is that of the entire county."
        )

    @property
    def inside(self) -> pd.Series:
        """Share of each member county's residents who live inside, indexed by county_fips."""
        return pd.Series(
            {m.county_fips: m.share for m in self.members}, name="inside", dtype=float
        ).rename_axis("county_fips")

    def tracts_of(self, tracts: pd.DataFrame) -> pd.DataFrame:
        """Return the rows of table ``Tracts`` that belong to the region, in its order.

        Of a county whose share alone is known these are all, each with that share of its people.
        """
        whole = [m.county_fips for m in self.members if not m.tracts]
        some = [t for m in self.members for t in m.tracts]
        mine = tracts.loc[tracts["county_fips"].isin(whole) | tracts["tract"].isin(some)]
        even = {m.county_fips: m.share for m in self.members if m.even}
        if not even:
            return mine
        share = mine["county_fips"].map(even).fillna(1.0)
        return mine.assign(**{name: mine[name] * share for name in ("population", "adults") if name in mine})

    # ---------------------------------------------------------------- portable

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON, the boundary as GeoJSON geometry; :meth:`from_dict` reads them."""
        return {
            "version": 1,
            "name": self.name,
            "source": self.source,
            "notes": list(self.notes),
            "members": [
                {"county_fips": m.county_fips, "share": m.share, "tracts": list(m.tracts)}
                for m in self.members
            ],
            "boundary": None if self.boundary is None else json.loads(shapely.to_geojson(self.boundary)),
        }

    @classmethod
    def from_dict(cls, values: object) -> Region:
        """Return the region :meth:`to_dict` wrote.

        Raises
        ------
        FormatError
            The values are no region, or of a later version.
        """
        if not isinstance(values, dict) or values.get("version") != 1:
            msg = (
                "this is not a region saved by version 1 of this app. Fix: save it again, or pick its "
                "counties."
            )
            raise FormatError(msg)
        try:
            members = tuple(
                Member(str(m["county_fips"]), number_share(m["share"]), tuple(map(str, m["tracts"])))
                for m in values["members"]
            )
            shape = values.get("boundary")
            boundary = (
                None if shape is None else polygonal(np.array([shapely.from_geojson(json.dumps(shape))]), [])
            )
            return cls(
                str(values["name"]), members, values["source"], tuple(map(str, values["notes"])), boundary
            )
        except (KeyError, TypeError, ValueError, RecursionError, shapely.errors.GEOSException) as error:
            msg = (
                f"the saved region cannot be read: {str(error)[:200]!r}. Fix: save it again, or pick its "
                "counties."
            )
            raise FormatError(msg) from error

    def to_geojson(self, county_shapes: gpd.GeoDataFrame) -> dict[str, Any]:
        """Return an RFC 7946 Feature: the shape, with :meth:`to_dict` (less the boundary) as properties."""
        properties = {k: v for k, v in self.to_dict().items() if k != "boundary"}
        return {
            "type": "Feature",
            "properties": properties,
            "geometry": json.loads(shapely.to_geojson(region_shape(self, county_shapes))),
        }

    def to_link(self) -> str:
        """Return name, counties, tracts and shares as a compact URL string (A-Z a-z 0-9 - _ and one dot)."""
        counties = "".join(m.county_fips for m in self.members)
        parts = {
            m.county_fips: [m.share, "".join(t[5:] for t in m.tracts)] for m in self.members if m.share < 1
        }
        packed = zlib.compress(
            json.dumps([self.name, self.source[0], counties, parts], separators=(",", ":")).encode(), 9
        )
        return PREFIX + base64.urlsafe_b64encode(packed).decode().rstrip("=")

    @classmethod
    def from_link(cls, text: str) -> Region:
        """Return the region of :meth:`to_link`.

        Raises
        ------
        LinkError
            The string is damaged, too large, or of a version not known here (``region_links.read_link``).
        """
        link = read_link(text)
        read = ((county, *link.parts.get(county, [1.0, ""])) for county in link.counties)
        members = tuple(
            Member(county, float(share), tuple(county + t for t in cut(tracts)))
            for county, share, tracts in read
        )
        return cls(link.name, members, link.source)


def _check_member(m: Member) -> None:
    if not (len(m.county_fips) == 5 and m.county_fips.isascii() and m.county_fips.isdigit()):
        msg = (
            f"{m.county_fips[:40]!r} is no county code. Fix: use five digits, state and county, such as "
            "'45045'."
        )
        raise ValueRangeError(msg)
    if not 0 < m.share <= 1:
        msg = (
            f"{m.share:g} of county {m.county_fips} cannot be inside. Fix: give a share above 0 and at "
            "most 1."
        )
        raise ValueRangeError(msg)
    if (m.share >= 1 and m.tracts) or not _tracts_fit(m):
        msg = (
            f"county {m.county_fips}: a whole county has no codes of tracts, one in part those of its tracts "
            "inside, each once."
        )
        raise ValueRangeError(msg)


def _tracts_fit(m: Member) -> bool:
    return all(re.fullmatch("[0-9]{11}", t) and t[:5] == m.county_fips for t in m.tracts) and len(
        set(m.tracts)
    ) == len(m.tracts)


def _tidy(name: str) -> str:
    plain = "".join(c if unicodedata.category(c)[0] != "C" else " " for c in name[:_NAME_READ])
    return " ".join(plain.split())[:_NAME_LIMIT].strip()


def check_tracts(region: Region, tracts: pd.DataFrame) -> None:
    """Refuse a region of census tracts that table ``Tracts`` does not hold.

    Raises
    ------
    UnknownCodeError
        Names the first of them.
    """
    inside = {t for m in region.members for t in m.tracts}
    lost = sorted(inside.difference(tracts["tract"][tracts["tract"].isin(inside)])) if inside else []
    if lost:
        what = (
            "the data have no census tract "
            f"{lost[0]}{f' and {len(lost) - 1:,} more' if len(lost) > 1 else ''}"
        )
        raise UnknownCodeError(
            what, fix="the region is of another edition; choose its counties, or upload its outline, again"
        )


def region_shape(region: Region, county_shapes: gpd.GeoDataFrame) -> shapely.Geometry:
    """Return the region's shape (polygonal, EPSG:4326): its boundary, else its counties dissolved.

    A region in part that came by link has lost its boundary; the counties it touches are drawn.

    Raises
    ------
    UnknownCodeError
        A county has no shape.
    """
    if region.boundary is not None:
        return region.boundary
    shapes = county_shapes.set_index("county_fips").geometry.reindex(list(region.county_fips))
    if shapes.isna().any():
        msg = (
            f"no shape for county {shapes.index[shapes.isna()][0]}. Fix: use the county shapes of the "
            "same data."
        )
        raise UnknownCodeError(msg)
    return polygonal(np.array([shapely.union_all(shapes.to_numpy())]), [])
