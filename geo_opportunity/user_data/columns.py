"""Columns of a user's file under our names: by name, whatever years their heads name, or as the user says."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pandas as pd

from geo_opportunity.errors import DoubtError, MissingColumnError
from geo_opportunity.files.find import key

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["Given", "Matched", "match_columns", "years_of"]


@dataclass(frozen=True, slots=True, eq=False)
class Given:
    """A file as read."""

    frame: pd.DataFrame
    """Every cell as text ('' where empty), indexed by the row of the file (the header is row 1)."""
    file: str
    """Name to show; of a database its host, database and table, never its password."""
    sha256: str
    bytes: int
    form: str = ""
    """How the file was read, one line: 'semicolon, decimal comma, head on row 4 of sheet Data'."""


@dataclass(frozen=True, slots=True, eq=False)
class Matched:
    """A file with its columns under our names."""

    frame: pd.DataFrame
    columns: Mapping[str, str]
    """Our column -> the file's."""
    unknown: tuple[str, ...]
    years: tuple[int, int] | None = None
    """Base and projected year, where the heads of the columns name them: '2024 Employment'."""
    told: tuple[str, ...] = ()
    """What was decided between columns, a clause each."""

    def get(self, column: str) -> pd.Series:
        """Return a column, '' throughout where the file has none."""
        if column in self.frame:
            return self.frame[column]
        return pd.Series("", index=self.frame.index, name=column, dtype="str")


#: A year, or a range of two: 2024, 2024-2034, 2024–34, 2024 to 2034.
_YEARS: Final = re.compile(
    r"(?<!\d)((?:19|20)\d\d)(?:\s*(?:-|–|—|/|to)\s*((?:19|20)?\d\d))?(?!\d)", re.IGNORECASE
)
#: What two columns of different years may be called to be base and projected.
_JOBS: Final = frozenset(
    {
        "employment",
        "jobs",
        "employed",
        "workers",
        "totalemployment",
        "employmenttotal",
        "employmentlevel",
        "employmentestimate",
        "estimatedemployment",
        "employmentnumber",
        "numberemployed",
        "baseemployment",
        "projectedemployment",
    }
)


def years_of(head: str) -> tuple[int, ...]:
    """Return the years a column's head names, in order: (2024, 2034) of '2024–34 Percent Change'."""
    years: list[int] = []
    for first, last in _YEARS.findall(head):
        years.append(int(first))
        if last:
            years.append(int(last) if len(last) == 4 else int(first[:2] + last))
    return tuple(years)


def _bare(head: str) -> str:
    """Return the key of a head without its years."""
    return key(_YEARS.sub(" ", head))


def _sorted_words(text: str) -> str:
    """Return the words of a head without its years, in order of the alphabet: 'Change Percent'."""
    words = re.split(r"[^a-z0-9%]+", _YEARS.sub(" ", text).casefold())
    return " ".join(sorted(filter(None, words)))


def _said(columns: Mapping[str, str] | str | None) -> dict[str, str]:
    """Return the user's word as a mapping; as text it is 'growth_percent=Percent Change'."""
    if isinstance(columns, str):
        ours, _, theirs = columns.partition("=")
        return {ours.strip(): theirs.strip()}
    return dict(columns or {})


def _twins(frame: pd.DataFrame, hit: str) -> list[str]:
    """Return the columns of the same name as `hit` (of which later ones are numbered) with other cells."""
    base = key(re.sub(r"\.\d+$", "", hit) if re.sub(r"\.\d+$", "", hit) in frame.columns else hit)
    same = [
        c
        for c in frame.columns
        if c != hit
        and (key(c) == base or (key(re.sub(r"\.\d+$", "", c)) == base and re.search(r"\.\d+$", c)))
    ]
    return [c for c in same if not frame[c].equals(frame[hit].rename(c)) and (frame[c] != "").any()]


def _ask(file: str, frame: pd.DataFrame, ours: str, among: list[str]) -> DoubtError:
    def sample(column: str) -> str:
        filled = frame[column][frame[column] != ""]
        return ", ".join(map(repr, filled.head(3).tolist())) or "all blank"

    return DoubtError(
        f"{file} has {len(among)} columns that may be {ours!r}: {_list(map(repr, among), 6)}",
        fix=f"say columns={{{ours!r}: {among[0]!r}}}, or which it is",
        setting="columns",
        choices={f"{ours}={c}": f"{c!r}: {sample(c)}" for c in among[:12]},
    )


def match_columns(
    given: Given,
    aliases: Mapping[str, tuple[str, ...]],
    required: Iterable[tuple[str, ...]],
    *,
    columns: Mapping[str, str] | str | None = None,
) -> Matched:
    """Return the file with its columns under our names.

    A name that fits as it is comes first; then one that fits without its years or in another order of words.
    Of two columns of jobs that differ in their year, the earlier is the base and the later the projection.

    Parameters
    ----------
    given
        The file.
    aliases
        Our column -> names it goes by, preferred first; case, blanks and signs do not count, our own name
        always does.
    required
        Groups of our columns; of each group one is needed.
    columns
        The user's own word: our column -> the file's column; or one of them as text, 'cip=CIP CODE'.

    Raises
    ------
    MissingColumnError
        A required column is missing, or `columns` names one the file does not have; the message names file
        and column.
    DoubtError
        Several columns of one name, with different cells, fit (setting ``columns``).
    """
    frame, said, needed = given.frame, _said(columns), list(required)
    lost = [c for c in said.values() if c not in frame.columns]
    strange = [c for c in said if c not in aliases]
    if lost or strange:
        what = (
            f"has no column {lost[0]!r}; it has {_list(frame.columns)}"
            if lost
            else f"cannot give {strange[0]!r}; there are {_list(aliases)}"
        )
        raise MissingColumnError(f"{given.file} {what}", fix="correct the column named")
    by_key = {key(c): c for c in reversed(frame.columns) if c not in said.values()}
    found: dict[str, str] = {}
    for ours, names in aliases.items():
        hit = said.get(ours) or next((by_key[k] for k in map(key, (ours, *names)) if k in by_key), None)
        if hit is None or hit in found.values():
            continue
        twins = [] if ours in said else [c for c in _twins(frame, hit) if c not in said.values()]
        if twins:
            raise _ask(given.file, frame, ours, [hit, *twins])
        found[ours] = hit
    told = _match_years(given, aliases, found, needed)
    _check_required(given, aliases, found, needed)
    out = frame[list(found.values())].set_axis(list(found), axis=1)
    unknown = tuple(c for c in frame.columns if c not in found.values())
    return Matched(out, found, unknown, _years(found), tuple(told))


def _match_years(
    given: Given,
    aliases: Mapping[str, tuple[str, ...]],
    found: dict[str, str],
    required: list[tuple[str, ...]],
) -> list[str]:
    """Add to `found` columns whose names fit without their years, and return what was decided."""
    told: list[str] = []
    if {"base", "projected"} <= aliases.keys():
        _match_jobs(given, found)
    for ours, names in aliases.items():
        if ours in found:
            continue
        left = [c for c in given.frame.columns if c not in found.values()]
        bare = {_bare(n) for n in (ours, *names)}
        words = {_sorted_words(n.replace("_", " ")) for n in (ours, *names)}
        fits = [
            c
            for c in left
            if (years_of(c) and _bare(c) in bare) or _sorted_words(c.replace("_", " ")) in words
        ]
        if len(fits) == 1:
            found[ours] = fits[0]
        elif len(fits) > 1:
            if any(ours in group and not any(c in found for c in group) for group in required):
                raise _ask(given.file, given.frame, ours, fits)
            told.append(f"{ours} not read, since it may be {' or '.join(map(repr, fits[:4]))}")
    return told


def _match_jobs(given: Given, found: dict[str, str]) -> None:
    """Add base and projected to `found`: columns of jobs whose heads name one year each."""
    if "base" in found and "projected" in found:
        return
    jobs = {c: years_of(c) for c in given.frame.columns if _bare(c) in _JOBS and c not in found.values()}
    of_year = {years[0]: c for c, years in reversed(jobs.items()) if len(years) == 1}
    span = next((y for y in map(years_of, given.frame.columns) if len(y) == 2), None)
    if span and set(span) <= of_year.keys():
        of_year = {year: of_year[year] for year in span}
    if len(of_year) < 2 or found.keys() & {"base", "projected"}:
        return
    if len(of_year) > 2:
        raise _ask(given.file, given.frame, "base", [of_year[y] for y in sorted(of_year)])
    found["base"], found["projected"] = of_year[min(of_year)], of_year[max(of_year)]


def _years(found: Mapping[str, str]) -> tuple[int, int] | None:
    """Return base and projected year as the heads of matched columns name them."""
    single = [years_of(found[c]) for c in ("base", "projected") if c in found]
    if len(single) == 2 and all(len(y) == 1 for y in single) and single[0] < single[1]:
        return single[0][0], single[1][0]
    spans = {y for y in map(years_of, found.values()) if len(y) == 2 and y[0] < y[1]}
    if len(spans) != 1:
        return None
    ((first, last),) = spans
    return first, last


def _check_required(
    given: Given,
    aliases: Mapping[str, tuple[str, ...]],
    found: Mapping[str, str],
    required: Iterable[tuple[str, ...]],
) -> None:
    """Raise MissingColumnError when of a group of columns none was found."""
    read = f" (read as {given.form})" if given.form else ""
    for group in required:
        if not any(c in found for c in group):
            named = " or ".join(f"{c!r} (also called {_list(aliases[c], 4)})" for c in group)
            raise MissingColumnError(
                f"{given.file} has no column for {named}; it has {_list(given.frame.columns)}{read}",
                fix=f"rename the column, or say columns={{{group[0]!r}: 'its name'}}",
                file=given.file,
                wanted=group,
                has=given.frame.columns,
            )


def _list(names: Iterable[str], most: int = 30) -> str:
    every = [n if len(n) <= 60 else f"{n[:59]}…" for n in map(str, names)]
    return ", ".join(every[:most]) + (" …" if len(every) > most else "")
