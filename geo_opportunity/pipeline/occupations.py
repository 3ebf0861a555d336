"""Tables of occupations: what they ask for, when they work, which sector and ladder they belong to.

O*NET describes finer occupations than OEWS publishes. Rules for going back, used throughout:

- O*NET-SOC 2019 codes map to SOC 2018 by their first seven characters, then to the code OEWS publishes.
- The base code (``.00``) speaks for the occupation. Specialties (``.01`` …) speak only where no base code has
  a value.
- Several base codes (31-1121.00 and 31-1122.00 for 31-1120): shares are averaged with equal weight; of job
  zones the most common is taken, the lower on a tie.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from geo_opportunity.errors import JoinError
from geo_opportunity.measures.alignment import allocate_completions, fitting_awards
from geo_opportunity.measures.sectors import (
    ADVANCED_TAG,
    advanced_shares,
    advanced_shares_by_industry,
    green_membership,
    listed_membership,
)
from geo_opportunity.pipeline.step import Step, needed
from geo_opportunity.pipeline.trained_outside import TRAINED_OUTSIDE
from geo_opportunity.vocabulary import (
    AWARD_LEVELS,
    EDUCATION_LEVELS,
    SUBASSOCIATE,
    ProgramNeed,
    onet_to_soc,
    published_soc,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

__all__ = ["LONG_TRAINING", "OPENINGS_SERIES", "STEPS", "SUPPLIED", "program_need", "speaking"]

#: Training that makes a program helpful although high school is enough to enter (ProgramNeed.HELPFUL).
LONG_TRAINING: Final[frozenset[str]] = frozenset({"Long-term on-the-job training", "Apprenticeship"})

#: Completers below a bachelor's degree per opening, nation, from which programs supply an occupation (ours).
SUPPLIED: Final = 1 / 20

#: National series whose openings weigh the allocation of completers.
OPENINGS_SERIES: Final = "ep_2024_34"

_HIGH_SCHOOL_OR_LESS: Final = frozenset(EDUCATION_LEVELS[:2])
_SOME_COLLEGE: Final = EDUCATION_LEVELS[2]
_TIERS: Final = ("Primary-Short", "Primary-Long", "Supplemental")
_SCHEDULE: Final = "4.C.3.d.4"
_WEEK: Final = "4.C.3.d.8"
_SMALL_WORDS: Final = frozenset({"and", "of", "or", "to", "the", "in", "for", "with", "a", "an"})


def _headline(title: str) -> str:
    """Return an EP title in the capitals OEWS uses: 'Home health aides' -> 'Home Health Aides'."""
    words = title.split(" ")
    return " ".join(
        word
        if i and word in _SMALL_WORDS
        else "-".join(part[:1].upper() + part[1:] for part in word.split("-"))
        for i, word in enumerate(words)
    )


def _detailed(raw: Mapping[str, pd.DataFrame | None], tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Detailed occupations OEWS publishes nationally or for any area, with their titles.

    A code counts as detailed when it is a SOC 2018 detailed code or a combined code of ``soc_groups``;
    totals, major and minor groups are not. Titles are SOC 2018's, which OEWS uses; combined codes take EP's
    title.
    """
    names = (
        needed(raw, "onet_soc_2019_to_2018").drop_duplicates("soc_2018").set_index("soc_2018")["soc_title"]
    )
    groups = set(needed(raw, "soc_groups")["oews_ep_code"])
    ep = needed(raw, "ep_education").set_index("soc")["title"]
    seen = pd.concat([tables["nation_wages"]["soc"], tables["area_wages"]["soc"]]).drop_duplicates()
    soc = (
        seen[seen.isin(names.index) | seen.isin(groups)]
        .sort_values(kind="stable")
        .reset_index(drop=True)
        .astype("str")
    )
    title = soc.map(names)
    title = title.where(title.notna(), soc.map(ep.dropna().map(_headline)))
    if title.isna().any():
        msg = (
            f"{int(title.isna().sum())} occupations have no title, first {soc[title.isna()].iloc[0]}. "
            "Fix: check ep_education and soc_groups."
        )
        raise JoinError(msg)
    return pd.DataFrame({"soc": soc, "title": title.astype("str")})


def speaking(soc: pd.Series, onet: pd.Series) -> pd.Series:
    """Return which O*NET codes speak for their occupation: base codes, or specialties where it has none."""
    base = onet.str.endswith(".00")
    return base | ~soc.isin(set(soc[base]))


def _base_first(soc: pd.Series, onet: pd.Series, value: pd.Series) -> pd.DataFrame:
    """Return (soc, value) of base codes, and of specialties only where no base code has a value."""
    frame = pd.DataFrame({"soc": soc, "value": value, "onet": onet}).dropna(subset=["value"])
    return frame.loc[speaking(frame["soc"], frame["onet"]), ["soc", "value"]]


def _most_common(frame: pd.DataFrame) -> pd.Series:
    """Most common value per soc, the lower on a tie."""
    counted = frame.groupby(["soc", "value"]).size().rename("n").reset_index()
    ordered = counted.sort_values(["soc", "n", "value"], ascending=[True, False, True], kind="stable")
    return ordered.drop_duplicates("soc").set_index("soc")["value"]


def program_need(education: pd.Series, training: pd.Series, links: pd.Series, supply: pd.Series) -> pd.Series:
    """Return the :class:`ProgramNeed` of each occupation (as text), by the rule its docstrings state.

    `education` and `training` are BLS EP assignments (null where none), `links` the number of linked CIP
    codes, `supply` completers below a bachelor's degree per opening in the nation (null where unknown).
    """
    low = education.isin(list(_HIGH_SCHOOL_OR_LESS))
    some = education.eq(_SOME_COLLEGE)
    helpful = low & ((training.isin(list(LONG_TRAINING)) & links.gt(0)) | supply.ge(SUPPLIED))
    chosen = np.select(
        [education.isna(), some | helpful, ~low],
        [ProgramNeed.UNKNOWN.value, ProgramNeed.HELPFUL.value, ProgramNeed.REQUIRED.value],
        ProgramNeed.NOT_NEEDED.value,
    )
    return pd.Series(chosen, index=education.index, dtype="str")


def _for_newcomers(base: pd.DataFrame) -> pd.Series:
    """Return which occupations (soc, work_experience) take newcomers, whom a program could prepare.

    Not those that BLS says need five years in a related occupation, nor supervisors of workers (minor groups
    -1000 of SOC 2018 from protective services on): both are reached from another job, so completers of
    linked programs do not supply them.
    """
    supervisors = base["soc"].str.fullmatch(r"(3[3-9]|4\d|5\d)-1\d{3}")
    return ~supervisors & base["work_experience"].ne("5 years or more")


def _descriptions(raw: Mapping[str, pd.DataFrame | None], groups: pd.DataFrame) -> pd.Series:
    """O*NET descriptions of base codes; those of combined codes are joined, each under its own title."""
    data = needed(raw, "onet_occupations")
    base = data[data["onet_soc"].str.endswith(".00")].sort_values("onet_soc", kind="stable")
    base = base.assign(soc=published_soc(onet_to_soc(base["onet_soc"]), groups))
    several = base["soc"].duplicated(keep=False)
    text = base["description"].where(~several, base["title"] + ": " + base["description"])
    return text.groupby(base["soc"]).agg(" ".join)


def _context_share(
    context: pd.DataFrame | None, groups: pd.DataFrame, element: str, category: int
) -> pd.Series:
    """Share of incumbents in one category of an O*NET CTP distribution (fraction), by published soc.

    Rows O*NET recommends suppressing are left out.
    """
    if context is None:
        return pd.Series(dtype="float64")
    rows = context[
        (context["element"] == element)
        & (context["scale"] == "CTP")
        & (context["category"] == category)
        & (context["suppress"] != "Y")
    ]
    kept = _base_first(
        published_soc(onet_to_soc(rows["onet_soc"]), groups), rows["onet_soc"], rows["value"] / 100.0
    )
    return kept.groupby("soc")["value"].mean().clip(0.0, 1.0)


def _derived_share(derived: pd.DataFrame | None) -> pd.Series:
    """Regular-schedule shares of careergraph, only where they are shares (kind pct_non_regular)."""
    if derived is None:
        return pd.Series(dtype="float64")
    rows = derived[(derived["kind"] == "pct_non_regular") & (derived["code"].str.len() == 7)].dropna(
        subset=["regular_percent"]
    )
    return rows.drop_duplicates("code").set_index("code")["regular_percent"] / 100.0


def _apprenticeable(
    raw: Mapping[str, pd.DataFrame | None], _tables: Mapping[str, pd.DataFrame]
) -> dict[str, pd.DataFrame]:
    """Make table ``apprenticeable``: the first seven characters of RAPIDS codes, from SOC 2010 to 2018."""
    code = needed(raw, "rapids")["onet_code"].str.slice(0, 7)
    walk = needed(raw, "soc_2010_to_2018")
    soc = published_soc(walk.loc[walk["soc_2010"].isin(set(code)), "soc_2018"], needed(raw, "soc_groups"))
    return {"apprenticeable": pd.DataFrame({"soc": sorted(set(soc))}, dtype="str")}


def _openings(projections: pd.DataFrame) -> pd.Series:
    rows = projections[(projections["series"] == OPENINGS_SERIES) & (projections["level"] == "nation")]
    if rows.empty:
        msg = (
            f"the projections hold no national series {OPENINGS_SERIES!r}; completers cannot be weighed. "
            "Fix: check the step that makes projections."
        )
        raise JoinError(msg)
    return rows.drop_duplicates("soc").set_index("soc")["openings"]


def _per_opening(
    base: pd.DataFrame, tables: Mapping[str, pd.DataFrame], awards: Collection[int]
) -> pd.Series:
    """National completers at `awards` allocated to each occupation / its national annual openings.

    Null where no program could be allocated by rule (no linked CIP, no entry education) or openings are null
    or zero; 0 where programs are linked and no one completed one at a fitting level among `awards`.
    """
    openings = _openings(tables["projections"])
    fits = fitting_awards(base)
    links = tables["cip_soc"][tables["cip_soc"]["soc"].isin(set(base["soc"]))]
    programs = tables["programs"]
    programs = programs[programs["award_level"].isin(awards)]
    given = allocate_completions(programs, links, openings, fits).set_index("soc")["completers"]
    completers = base["soc"].map(given)
    linked = base["soc"].isin(set(links["soc"])) & base["entry_education"].notna()
    completers = completers.mask(linked & completers.isna(), 0.0).where(linked)
    demand = base["soc"].map(openings)
    return completers / demand.where(demand > 0)


def _occupations(
    raw: Mapping[str, pd.DataFrame | None], tables: Mapping[str, pd.DataFrame]
) -> dict[str, pd.DataFrame]:
    groups = needed(raw, "soc_groups")
    base = _detailed(raw, tables)
    ep = base[["soc"]].merge(
        needed(raw, "ep_education").drop(columns="title"), on="soc", how="left", validate="1:1"
    )
    lacking = ep["entry_education"].isna()
    if lacking.mean() > 0.05:
        msg = (
            f"{int(lacking.sum())} of {len(ep)} occupations have no EP education, first "
            f"{ep.loc[lacking, 'soc'].iloc[0]}. Fix: check soc_groups and the EP edition."
        )
        raise JoinError(msg)
    base = base.assign(
        entry_education=ep["entry_education"], work_experience=ep["work_experience"], training=ep["training"]
    )
    links = (
        base["soc"].map(tables["cip_soc"]["soc"].value_counts()).fillna(0).astype("int64")
    )  # no row: no linked CIP, a count of 0

    supply = _per_opening(base, tables, SUBASSOCIATE | {3})

    zones = needed(raw, "onet_job_zones")
    zone = _most_common(
        _base_first(
            published_soc(onet_to_soc(zones["onet_soc"]), groups), zones["onet_soc"], zones["job_zone"]
        )
    )

    context = raw.get("onet_work_context")
    official = base["soc"].map(_context_share(context, groups, _SCHEDULE, 1)).astype("float64")
    derived = base["soc"].map(_derived_share(raw.get("work_context_derived"))).astype("float64")
    basis = np.select(
        [official.notna(), derived.notna()], ["O*NET distribution", "derived from O*NET"], "none"
    )

    bright = needed(raw, "bright_outlook")["onet_soc"]
    bright_socs = set(published_soc(onet_to_soc(bright[bright.str.endswith(".00")]), groups))
    out = pd.DataFrame(
        {
            "soc": base["soc"],
            "title": base["title"],
            "description": base["soc"].map(_descriptions(raw, groups)),
            "entry_education": base["entry_education"],
            "work_experience": base["work_experience"],
            "training": base["training"],
            "program_need": program_need(
                base["entry_education"], base["training"], links, supply.where(_for_newcomers(base))
            ),
            "program_links": links,
            "listing_coverage": _per_opening(base, tables, AWARD_LEVELS.keys()),
            "supply_below_ba": supply,
            "trained_outside": base["soc"].map(TRAINED_OUTSIDE).astype("str"),
            "job_zone": base["soc"].map(zone).astype("float64"),
            "apprenticeable": base["soc"].isin(tables["apprenticeable"]["soc"]),
            "regular_schedule_share": official.where(official.notna(), derived),
            "schedule_basis": pd.Series(basis, dtype="str"),
            "long_hours_share": base["soc"].map(_context_share(context, groups, _WEEK, 3)).astype("float64"),
            "bright_outlook": base["soc"].isin(bright_socs),
        }
    )
    return {"occupations": out.sort_values("soc", kind="stable").reset_index(drop=True)}


#: Without the OEWS file by industry, these give the share of jobs in advanced industries.
_MATRIX: Final = ("nem_2018_employment", "nem_2018_occupations", "advanced_to_nem", "oes_2019_hybrid")


def _sectors(
    raw: Mapping[str, pd.DataFrame | None], tables: Mapping[str, pd.DataFrame]
) -> dict[str, pd.DataFrame]:
    groups = needed(raw, "soc_groups")
    socs = tables["occupations"]["soc"]
    green = green_membership(
        needed(raw, "green_occupations"), needed(raw, "onet_soc_2010_to_2019"), groups
    ).assign(sector="green")
    industry = raw["oews_industry"]
    if industry is not None:
        advanced = advanced_shares_by_industry(
            industry, tables["nation_wages"], needed(raw, "advanced_industries")["naics4"]
        )
    else:
        employment, lines, to_nem, hybrid = (needed(raw, name) for name in _MATRIX)
        advanced = advanced_shares(employment, lines, to_nem, hybrid, groups)
    advanced = advanced[advanced["share"] > 0].assign(sector="advanced", tag=ADVANCED_TAG)
    every = pd.concat([listed_membership(socs), green, advanced], ignore_index=True)
    every = every[every["soc"].isin(set(socs))]
    every["share"] = every["share"].astype("float64")
    columns = ["sector", "soc", "tag", "share"]
    return {
        "sectors": every[columns].sort_values(["sector", "soc", "tag"], kind="stable").reset_index(drop=True)
    }


def _related(
    raw: Mapping[str, pd.DataFrame | None], tables: Mapping[str, pd.DataFrame]
) -> dict[str, pd.DataFrame]:
    """O*NET related occupations on published codes: self links dropped, best tier and lowest rank kept."""
    groups = needed(raw, "soc_groups")
    links = needed(raw, "onet_related")
    known = set(tables["occupations"]["soc"])
    out = pd.DataFrame(
        {
            "soc": published_soc(onet_to_soc(links["onet_soc"]), groups),
            "related_soc": published_soc(onet_to_soc(links["related_onet_soc"]), groups),
            "tier": links["tier"].map({tier: i for i, tier in enumerate(_TIERS)}),
            "rank": links["rank"],
        }
    )
    out = out[(out["soc"] != out["related_soc"]) & out["soc"].isin(known) & out["related_soc"].isin(known)]
    best = out.groupby(["soc", "related_soc"], as_index=False, sort=True)[["tier", "rank"]].min()
    best["tier"] = best["tier"].map(dict(enumerate(_TIERS))).astype("str")
    best["rank"] = best["rank"].astype("int64")
    return {"related": best}


def _titles(
    raw: Mapping[str, pd.DataFrame | None], tables: Mapping[str, pd.DataFrame]
) -> dict[str, pd.DataFrame]:
    """Make table ``titles``: reported, alternate and short titles, one spelling each, no official one.

    Of titles that differ in capitals only the first is kept, reported before alternate before short.
    """
    groups = needed(raw, "soc_groups")
    alternate = needed(raw, "onet_alternate_titles")
    short = alternate[["onet_soc", "short_title"]].rename(columns={"short_title": "title"})
    every = pd.concat(
        [needed(raw, "onet_reported_titles")[["onet_soc", "title"]], alternate[["onet_soc", "title"]], short],
        ignore_index=True,
    )
    every["title"] = every["title"].str.replace(r"\s+", " ", regex=True).str.strip()
    every["soc"] = published_soc(onet_to_soc(every["onet_soc"]), groups)
    every["key"] = every["title"].str.casefold()
    every = every[~every["key"].isin(["", "n/a"])]
    own = tables["occupations"].set_index("soc")["title"].str.casefold()
    every = every[every["soc"].isin(set(own.index)) & (every["soc"].map(own) != every["key"])]
    every = every.drop_duplicates(["soc", "key"])[["soc", "title"]]
    return {"titles": every.sort_values(["soc", "title"], kind="stable").reset_index(drop=True)}


STEPS: Final[tuple[Step, ...]] = (
    Step(
        "apprenticeable",
        ("apprenticeable",),
        ("rapids", "soc_2010_to_2018", "soc_groups"),
        (),
        _apprenticeable,
    ),
    Step(
        "occupations",
        ("occupations",),
        (
            "ep_education",
            "soc_groups",
            "onet_soc_2019_to_2018",
            "onet_occupations",
            "onet_job_zones",
            "onet_work_context",
            "work_context_derived",
            "bright_outlook",
        ),
        ("nation_wages", "area_wages", "cip_soc", "programs", "projections", "apprenticeable"),
        _occupations,
    ),
    Step(
        "sectors",
        ("sectors",),
        (
            "green_occupations",
            "onet_soc_2010_to_2019",
            "soc_groups",
            "oews_industry",
            "advanced_industries",
            *_MATRIX,
        ),
        ("occupations", "nation_wages"),
        _sectors,
        stand_ins={"oews_industry": _MATRIX},
    ),
    Step("related", ("related",), ("onet_related", "soc_groups"), ("occupations",), _related),
    Step(
        "titles",
        ("titles",),
        ("onet_alternate_titles", "onet_reported_titles", "soc_groups"),
        ("occupations",),
        _titles,
    ),
)
