"""A college's papers: the Perkins page and the program proposal, in words, rows and files."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from geo_opportunity.errors import UnknownCodeError
from geo_opportunity.exports import asked
from geo_opportunity.exports.board.place import book_name, book_options, on_paper, where_of, yes_no
from geo_opportunity.exports.parts import Contents, plain_table
from geo_opportunity.heads import TABLES
from geo_opportunity.units import counted
from geo_opportunity.wording import value_missing

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from geo_opportunity.atlas import Atlas
    from geo_opportunity.scene import Scene

__all__ = [
    "LIMITS",
    "NO_COLLEGE",
    "YEARS",
    "Papers",
    "contents",
    "papers",
    "proposal_sentence",
    "rows",
    "sentence",
    "settings",
]

NO_COLLEGE: Final = "No college is chosen: pick one, here or on the Training page."
YEARS: Final = "Our data hold two award years: 2022-23 and 2023-24."
_NONE: Final = "none of those looked at"
LIMITS: Final = (
    f"{YEARS} Completers are first majors. Openings, wages and need are of the area named; wages are of "
    "all who work in an occupation, not of the college's completers. A gap is openings less the "
    "completers of the area's own providers, spread over the occupations their field leads to; where it "
    "cannot be judged the reason is beside it. Perkins V sec. 134(c)(2)(B), as we know it from memory and "
    "not from its text, asks that programs are of sufficient size, scope and quality and align with "
    "in-demand sectors or occupations; quality is not in our data."
)  # fmt: skip

#: Columns of the tables in a document.
_PAPER: Final[dict[str, tuple[str, ...]]] = {
    "college_programs": (
        "program", "award", "years_held", "occupation", "on_list", "openings", "p50", "threshold", "gap",
    ),
    "college_occupations": (
        "title", "programs", "completers_college", "on_list", "openings", "p50", "threshold", "gap",
    ),
    "college_proposals": (
        "title", "fields", "openings", "growth", "p50", "threshold", "gap", "on_list",
    ),
}  # fmt: skip


class Papers:
    """The tables of one college for a scene, worked out when asked."""

    def __init__(self, atlas: Atlas, scene: Scene, answers: Any = asked) -> None:
        """Read for a scene with a provider.

        Raises
        ------
        UnknownCodeError
            The data have no such provider, or it lies in no area and no place is chosen.
        """
        place = where_of(atlas, scene, answers)
        self.atlas = atlas if place is None else place.atlas
        self.provider = str(scene.provider)
        every = answers.catalog(atlas).providers
        mine = every.loc[every["provider_id"] == self.provider]
        if mine.empty:
            raise UnknownCodeError(f"no provider {self.provider!r} in the data", fix="pick one by name")
        self.name = str(mine["name"].iloc[0])
        home = mine["area_code"].iloc[0]
        if place is None and not isinstance(home, str):
            raise UnknownCodeError(f"{self.name} lies in no area here", fix="choose the place it trains for")
        self.code = str(home) if place is None else place.code
        self.area = str(self.atlas.areas.loc[self.code, "title"])
        self._scene, self._answers = scene, answers

    def _ask(self, question: str) -> pd.DataFrame:
        scene = self._scene
        found: pd.DataFrame = getattr(self._answers, question)(
            self.atlas, self.provider, self.code, scene.rules, scene.asked, **book_options(scene)
        )
        return found

    @property
    def programs(self) -> pd.DataFrame:
        """Programs by occupation (``Atlas.college_programs``)."""
        return self._ask("college_programs")

    @property
    def occupations(self) -> pd.DataFrame:
        """Occupations they lead to."""
        return self._ask("college_occupations")

    @property
    def proposals(self) -> pd.DataFrame:
        """Occupations it could propose a program for."""
        return self._ask("college_proposals")

    def proposal(self, soc: str) -> Any:
        """Return what a proposal rests on (``questions.college.Proposal``)."""
        return self._answers.college_proposal(
            self.atlas, self.provider, soc, self.code, self._scene.rules, **book_options(self._scene)
        )


def papers(atlas: Atlas, scene: Scene, answers: Any = asked) -> Papers | None:
    """Return a college's papers; None where the scene has no college."""
    return None if scene.provider is None else Papers(atlas, scene, answers)


def rows(found: pd.DataFrame, table: str) -> pd.DataFrame:
    """Return a frame as rows of one of the tables ``college_…`` or ``proposal_…``."""
    out = found.assign(
        **{name: found[name].map(yes_no) for name in ("growing", "sustaining") if name in found},
    )
    if "occupation" in out:
        out["occupation"] = out["occupation"].fillna(_NONE)
        out[["growing", "sustaining", "on_list", "verdict"]] = out[
            ["growing", "sustaining", "on_list", "verdict"]
        ].where(out["soc"].notna(), "")
    return out[list(TABLES[table])]


def sentence(made: Papers) -> str:
    """Return what the Perkins page finds."""
    programs, occupations = made.programs, made.occupations
    count = len(programs[["cip", "award_level"]].drop_duplicates())
    good = occupations.loc[(occupations["growing"] == "pass") & (occupations["sustaining"] == "pass")]
    both = programs.loc[programs["years_held"].str.contains(",")]
    held = len(both[["cip", "award_level"]].drop_duplicates())
    return (
        f"{made.name}: {counted(count, 'program')} with completers, {held:,} of them in "
        f"both award years. They lead to {len(occupations):,} of the occupations looked at; {len(good):,} "
        f"of these grow and pay enough in {made.area}."
    )  # fmt: skip


def proposal_sentence(made: Papers, market: Mapping[str, Any], near: int) -> str:
    """Return what a proposal rests on, in a sentence."""
    openings, gap = float(market["openings"]), float(market["gap"])
    said = "openings a year are not known" if value_missing(openings) else f"{openings:,.0f} openings a year"
    if not value_missing(gap):
        said += (
            f" against {float(market['completers_local']):,.0f} completers of the area"
            if gap >= 0
            else f" and {-gap:,.0f} more completers than that"
        )
    why = f" {market['gap_reason']}" if market["gap_reason"] else ""
    return (
        f"{market['title']} in {made.area}: {said}; growing: {yes_no(market['growing'])}, pays enough: "
        f"{yes_no(market['sustaining'])}. {counted(near, 'program')} for it near.{why}"
    )


def settings(scene: Scene) -> str:
    """Return which rule book lists occupations."""
    return f"On the list: by {book_name(scene)}."


def contents(atlas: Atlas, scene: Scene) -> Contents:
    """Return a college's papers for a scene."""
    frame = atlas.areas[["title", "states"]].rename_axis("area_code")
    made = papers(atlas, scene)
    if made is None:
        return Contents("A college's papers", NO_COLLEGE, frame, rests_on=("college",), settings="")
    proposals = made.proposals
    tables = [
        _table("college_programs", "Programs against the labor market (Perkins)", made.programs),
        _table("college_occupations", "Occupations they lead to", made.occupations),
        _table("college_proposals", "Occupations it could propose a program for", proposals),
    ]
    notes = [LIMITS]
    soc = scene.focus or scene.occupation
    if soc:
        found = made.proposal(soc)
        notes.insert(0, f"Proposal. {proposal_sentence(made, found.market, len(found.near))}")
        title = str(found.market["title"])
        tables.append(_table("proposal_fields", f"{title}: fields of study", found.fields))
        tables.append(_table("proposal_near", f"{title}: programs near", found.near))
    return Contents(
        title=f"{made.name}: Perkins page and program proposal",
        headline=sentence(made),
        frame=frame,
        tables=tuple(tables),
        rests_on=("college", "supply"),
        notes=tuple(notes),
        settings=settings(scene),
    )


def _table(name: str, title: str, found: pd.DataFrame) -> Any:
    table = plain_table(name, title, rows(found, name), TABLES[name])
    if name not in _PAPER:
        return table
    printed = on_paper(table, _PAPER[name])
    if printed.paper is None or "occupation" not in _PAPER[name]:
        return printed
    # of a program that leads to none of the occupations looked at there are no figures, known or not
    lines = tuple(
        tuple("—" if cell == "unknown" else cell for cell in line) if _NONE in line else line
        for line in printed.paper.rows
    )
    return replace(printed, paper=replace(printed.paper, rows=lines))
