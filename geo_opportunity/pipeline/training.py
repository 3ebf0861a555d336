"""Tables of training: fields of study, their occupations, providers and programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from geo_opportunity.errors import BuildError
from geo_opportunity.pipeline.step import Step, needed
from geo_opportunity.sources.scorecard import PROGRAMS
from geo_opportunity.vocabulary import AWARD_LEVELS, Flag, published_soc

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["STEPS", "TEACHERS_OF_FIELDS", "provider_id"]

#: Postsecondary teachers: the crosswalk links every field to the teachers of that field. As an outcome of the
#: program they say nothing (337 CIPs would lead to little else), so they are left out.
TEACHERS_OF_FIELDS: Final = "25-1"

#: Military occupations: outside the scope of OEWS and of the projections.
_MILITARY: Final = "55-"

_CONTROL: Final[dict[float, str]] = {1.0: "public", 2.0: "private nonprofit", 3.0: "private for-profit"}
_LEVEL: Final[dict[float, str]] = {1.0: "4-year", 2.0: "2-year", 3.0: "less than 2-year"}

#: Months of full-time study that tell award levels apart where a school teaches a field at several (ours,
#: from the schools that teach it at one): certificates of up to 11 weeks, below a year, of one year and of
#: two; bachelor's.
_MONTHS: Final[dict[int, tuple[int, int]]] = {
    20: (1, 2),
    21: (3, 7),
    2: (8, 17),
    4: (18, 30),
    3: (18, 30),
    5: (31, 60),
}

#: Level of IPEDS distance enrollment -> our column.
_ONLINE: Final[dict[int, str]] = {
    1: "share_online",
    2: "share_online_undergraduate",
    12: "share_online_graduate",
}


def provider_id(unitid: pd.Series) -> pd.Series:
    """Return our provider ids for IPEDS UNITIDs."""
    return ("ipeds:" + unitid).astype("str")


def _cips(
    raw: Mapping[str, pd.DataFrame | None],
    tables: Mapping[str, pd.DataFrame],  # noqa: ARG001
) -> dict[str, pd.DataFrame]:
    codes = needed(raw, "cip_codes")
    codes = codes[codes["moved_to"].isna()]
    return {"cips": codes[["cip", "title"]].sort_values("cip", kind="stable").reset_index(drop=True)}


def _cip_soc(
    raw: Mapping[str, pd.DataFrame | None],
    tables: Mapping[str, pd.DataFrame],  # noqa: ARG001
) -> dict[str, pd.DataFrame]:
    """Map SOC children to published codes; drop postsecondary teachers and the armed forces as outcomes."""
    links = needed(raw, "cip_soc")
    out = pd.DataFrame(
        {"cip": links["cip"], "soc": published_soc(links["soc_2018"], needed(raw, "soc_groups"))}
    )
    out = out[~out["soc"].str.startswith((TEACHERS_OF_FIELDS, _MILITARY))]
    return {
        "cip_soc": out.drop_duplicates().sort_values(["cip", "soc"], kind="stable").reset_index(drop=True)
    }


def _kept_institutions(directory: pd.DataFrame) -> pd.DataFrame:
    """Active institutions that teach: CYACTIVE 1, SECTOR not 0 (administrative units)."""
    return directory[directory["CYACTIVE"].eq(1) & directory["SECTOR"].ne(0)]


def _answer(code: pd.Series, yes: float, no: float) -> pd.Series:
    return pd.Series(
        np.select([code.eq(yes), code.eq(no)], ["yes", "no"], "unknown"), index=code.index, dtype="str"
    )


def _either(frame: pd.DataFrame, first: str, second: str) -> tuple[pd.Series, pd.Series]:
    """Return value and flag of two College Scorecard columns of which an institution has one at most."""
    one, other = frame[f"{first}_FLAG"], frame[f"{second}_FLAG"]
    flag = one.where(one.ne(Flag.NOT_LISTED.value), other)
    return frame[first].fillna(frame[second]), flag.fillna(Flag.NOT_LISTED.value).astype("str")


def _results(raw: Mapping[str, pd.DataFrame | None], unitid: pd.Series) -> pd.DataFrame:
    """Return net price and completion of each institution; without the optional source nothing is listed."""
    card = raw.get("scorecard_institutions")
    if card is None:
        nothing, unlisted = float("nan"), Flag.NOT_LISTED.value
        return pd.DataFrame(
            {
                "net_price": nothing,
                "net_price_flag": unlisted,
                "completion_rate": nothing,
                "completion_students": nothing,
                "completion_flag": unlisted,
            },
            index=unitid.index,
        )
    of = card.set_index("UNITID").reindex(unitid).set_index(unitid.index)
    price, price_flag = _either(of, "NPT4_PUB", "NPT4_PRIV")
    rate, rate_flag = _either(of, "C150_4_POOLED", "C150_L4_POOLED")
    students, _ = _either(of, "D150_4_POOLED", "D150_L4_POOLED")
    return pd.DataFrame(
        {
            "net_price": price,
            "net_price_flag": price_flag,
            "completion_rate": rate,
            "completion_students": students.where(rate.notna()),
            "completion_flag": rate_flag,
        }
    )


def _online(raw: Mapping[str, pd.DataFrame | None], unitid: pd.Series) -> pd.DataFrame:
    """Return the shares of students exclusively in distance courses; null where IPEDS reports no students."""
    enrolled = raw.get("ipeds_distance")
    if enrolled is None:
        return pd.DataFrame(float("nan"), index=unitid.index, columns=list(_ONLINE.values()))
    share = enrolled["EFDEEXC"] / enrolled["EFDETOT"].where(enrolled["EFDETOT"] > 0)
    share.index = pd.MultiIndex.from_frame(enrolled[["EFDELEV", "UNITID"]])
    return pd.DataFrame(
        {name: share.reindex([(level, one) for one in unitid]).to_numpy() for level, name in _ONLINE.items()},
        index=unitid.index,
    )


def _providers(
    raw: Mapping[str, pd.DataFrame | None], tables: Mapping[str, pd.DataFrame]
) -> dict[str, pd.DataFrame]:
    """Make table ``providers``: active institutions with county and area.

    Both are null abroad; Guam and the Virgin Islands are areas without counties.
    """
    kept = _kept_institutions(needed(raw, "ipeds_directory")).reset_index(drop=True)
    traits = kept[["UNITID"]].merge(
        needed(raw, "ipeds_characteristics"), on="UNITID", how="left", validate="1:1"
    )
    price = kept[["UNITID"]].merge(needed(raw, "ipeds_prices"), on="UNITID", how="left", validate="1:1")[
        "CHG2AY3"
    ]
    area = tables["counties"].set_index("county_fips")["area_code"]
    of_county = kept["COUNTYCD"].map(area)
    whole = tables["areas"].loc[~tables["areas"]["area_code"].isin(area)].set_index("states")["area_code"]
    whole = whole.loc[~whole.index.duplicated(keep=False)]
    area_code = of_county.where(of_county.notna(), kept["STABBR"].map(whole))
    out = pd.DataFrame(
        {
            "provider_id": provider_id(kept["UNITID"]),
            "name": kept["INSTNM"],
            "address": kept["ADDR"],
            "city": kept["CITY"],
            "state": kept["STABBR"],
            "zip": kept["ZIP"],
            "county_fips": kept["COUNTYCD"].where(of_county.notna(), None),
            "area_code": area_code.where(area_code.notna(), None),
            "lon": kept["LONGITUD"],
            "lat": kept["LATITUDE"],
            "location_basis": "published",
            "control": kept["CONTROL"].map(_CONTROL).fillna("unknown"),
            "level": kept["ICLEVEL"].map(_LEVEL).fillna("unknown"),
            "open_admission": _answer(traits["OPENADMP"], 1, 2),
            "distance_only": traits["DISTNCED"].eq(1),
            "some_distance": _answer(traits["DSTNCED3"], 0, 1),
            "evening_weekend": _answer(traits["SLO7"], 1, 0),
            "part_time": _answer(traits["PT_UG"], 1, 2),
            "day_care": _answer(traits["STUSRV8"], 1, 0),
            "tuition": price,
            **_results(raw, kept["UNITID"]),
            **_online(raw, kept["UNITID"]),
            "website": kept["WEBADDR"],
        }
    )
    return {"providers": out.sort_values("provider_id", kind="stable").reset_index(drop=True)}


def _program_prices(card: pd.DataFrame | None, programs: pd.DataFrame) -> pd.DataFrame:
    """Return prices of entire programs: provider_id, cip, award_level, price_program, its flag, months.

    College Scorecard gives them by field of study, without the award level. A price goes to the one level at
    which the school has completers in the field; where there are several, to the one whose usual length
    holds its months, and to none where that is not one. Of several prices for one program the first is kept,
    that of the larger program.
    """
    key = ["provider_id", "cip", "award_level"]
    if card is None:
        return pd.DataFrame(columns=[*key, "price_program", "price_program_flag", "months"])
    given = pd.concat(
        [
            pd.DataFrame(
                {
                    "provider_id": provider_id(card["UNITID"]),
                    "cip": card[f"CIPCODE{k}"],
                    "price_program": card[f"CIPTFBS{k}"],
                    "price_program_flag": card[f"CIPTFBS{k}_FLAG"],
                    "months": card[f"MTHCMP{k}"],
                    "place": k,
                }
            )
            for k in PROGRAMS
        ]
    )
    given = given[given["cip"] != ""]
    pair = [programs["provider_id"], programs["cip"]]
    active = programs["completions"] > 0
    levels = programs.loc[active | ~active.groupby(pair).transform("any"), key]
    levels = levels.assign(several=levels.duplicated(key[:2], keep=False))
    found = given.merge(levels, on=key[:2], validate="many_to_many")
    low, high = (found["award_level"].map({level: b[i] for level, b in _MONTHS.items()}) for i in (0, 1))
    found = found[~found["several"] | found["months"].between(low, high)]
    found = found[~found.duplicated([*key[:2], "place"], keep=False)].sort_values("place", kind="stable")
    return found.drop_duplicates(key)[[*key, "price_program", "price_program_flag", "months"]]


def _programs(
    raw: Mapping[str, pd.DataFrame | None], tables: Mapping[str, pd.DataFrame]
) -> dict[str, pd.DataFrame]:
    """Make table ``programs``: those of kept providers in the latest year, with or without completers.

    Programs reported last year only are closed or renamed and are left out. Codes the CIP list does not
    hold stop the build.
    """
    now, before = needed(raw, "ipeds_completions"), needed(raw, "ipeds_completions_previous")
    key = ["UNITID", "CIPCODE", "AWLEVEL"]
    both = now[[*key, "CTOTALT"]].merge(
        before[[*key, "CTOTALT"]].rename(columns={"CTOTALT": "previous"}), on=key, how="left", validate="1:1"
    )
    out = pd.DataFrame(
        {
            "provider_id": provider_id(both["UNITID"]),
            "cip": both["CIPCODE"],
            "award_level": both["AWLEVEL"].astype("int64"),
            "completions": both["CTOTALT"],
            "completions_previous": both["previous"],
        }
    )
    out = out[
        out["provider_id"].isin(tables["providers"]["provider_id"])
        & out["award_level"].isin(list(AWARD_LEVELS))
    ]
    unknown = sorted(set(out["cip"]) - set(tables["cips"]["cip"]))
    if unknown:
        msg = (
            f"{len(unknown)} CIP codes of IPEDS completions are not in the CIP 2020 list, first "
            f"{unknown[0]}. Fix: take list and completions of one CIP edition."
        )
        raise BuildError(msg)
    prices = _program_prices(raw.get("scorecard_institutions"), out)
    out = out.merge(prices, on=["provider_id", "cip", "award_level"], how="left", validate="1:1")
    out["price_program_flag"] = out["price_program_flag"].fillna(Flag.NOT_LISTED.value).astype("str")
    return {
        "programs": out.sort_values(["provider_id", "cip", "award_level"], kind="stable").reset_index(
            drop=True
        )
    }


STEPS: Final[tuple[Step, ...]] = (
    Step("cips", ("cips",), ("cip_codes",), (), _cips),
    Step("cip_soc", ("cip_soc",), ("cip_soc", "soc_groups"), (), _cip_soc),
    Step(
        "providers",
        ("providers",),
        (
            "ipeds_directory",
            "ipeds_characteristics",
            "ipeds_prices",
            "scorecard_institutions",
            "ipeds_distance",
        ),
        ("counties", "areas"),
        _providers,
    ),
    Step(
        "programs",
        ("programs",),
        ("ipeds_completions", "ipeds_completions_previous", "scorecard_institutions"),
        ("providers", "cips"),
        _programs,
    ),
)
