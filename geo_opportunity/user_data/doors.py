"""One door for all of a user's own data: the kind, its files, and answers to what was asked.

>>> from geo_opportunity import user_data                                                   # doctest: +SKIP
>>> user_data.read(atlas, "budgets", "standard.xlsx", name="sss", hours=2112)         # doctest: +SKIP
"""

from __future__ import annotations

import inspect
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from geo_opportunity.errors import FormatError, did_you_mean
from geo_opportunity.user_data.budgets import import_budgets
from geo_opportunity.user_data.importer import Given, read_given
from geo_opportunity.user_data.programs import import_programs
from geo_opportunity.user_data.projections import import_projections
from geo_opportunity.user_data.travel import import_travel_times

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from geo_opportunity.dataset import Dataset
    from geo_opportunity.user_data.importer import FrameOrFile, Imported

__all__ = ["IMPORTERS", "read", "settings"]

#: Kind -> how its files are read.
IMPORTERS: Final[dict[str, Callable[..., Imported]]] = {
    "programs": import_programs,
    "projections": import_projections,
    "budgets": import_budgets,
    "travel times": import_travel_times,
}
#: What every importer takes that answers no question.
_GIVEN: Final = frozenset({"atlas", "source", "regions", "name"})
#: Read by this door, not by the importer: columns of the second file.
_REGIONS_COLUMNS: Final = "regions_columns"


def _kind(kind: str) -> str:
    name = kind.replace("-", " ").replace("_", " ").strip().casefold()
    if name not in IMPORTERS:
        otherwise = f"the kinds are {', '.join(IMPORTERS)}"
        raise FormatError(
            f"{kind!r} is no kind of data that can be added", fix=did_you_mean(kind, IMPORTERS, otherwise)
        )
    return name


def _parameters(function: Callable[..., Any]) -> Mapping[str, inspect.Parameter]:
    return inspect.signature(function).parameters


def settings(kind: str) -> tuple[str, ...]:
    """Return the names a kind's files can be read by: 'state', 'layer', 'columns' and answers to questions.

    Raises
    ------
    FormatError
        There is no such kind.
    """
    own = _parameters(IMPORTERS[_kind(kind)])
    reading = [n for n, p in _parameters(read_given).items() if p.kind is p.KEYWORD_ONLY]
    more = [n for n in reading if n not in {"file", "waiting"}]
    second = [_REGIONS_COLUMNS] if "regions" in own else []
    return tuple(dict.fromkeys([n for n in own if n not in _GIVEN] + more + second))


def _typed(function: Callable[..., Any], name: str, value: Any) -> Any:
    """Return an answer given as text as the type the importer declares: 2112, not '2112'."""
    declared = str(_parameters(function)[name].annotation)
    if isinstance(value, str) and "int" in declared.replace("|", " ").split():
        if not value.strip().lstrip("-").isdecimal():
            raise FormatError(f"{name} is {value!r}", fix="give a whole number")
        return int(value)
    return value


@dataclass(frozen=True, slots=True)
class _Answers:
    """Answers by whom they go to."""

    importer: dict[str, Any]
    reading: dict[str, Any]
    regions_columns: Mapping[str, str]


def _sorted(kind: str, answers: Mapping[str, Any]) -> _Answers:
    importer = IMPORTERS[kind]
    known = settings(kind)
    for name in answers:
        if name not in known:
            otherwise = f"the settings of {kind} are {', '.join(known)}"
            raise FormatError(f"{kind} have no setting {name!r}", fix=did_you_mean(name, known, otherwise))
    own, theirs = _parameters(importer), _parameters(read_given)
    return _Answers(
        {n: _typed(importer, n, v) for n, v in answers.items() if n in own},
        {n: _typed(read_given, n, v) for n, v in answers.items() if n in theirs},
        answers.get(_REGIONS_COLUMNS) or {},
    )


def read(
    atlas: Dataset,
    kind: str,
    source: FrameOrFile,
    *,
    name: str = "own",
    regions: FrameOrFile | None = None,
    **answers: Any,
) -> Imported:
    """Read a user's files of any kind; nothing is added to the atlas yet.

    Parameters
    ----------
    atlas
        The data they are matched with; of travel times, one that holds the providers they lead to.
    kind
        'programs', 'projections', 'budgets' or 'travel times' (also 'travel-times').
    source
        The file, or its table; see :func:`geo_opportunity.user_data.importer.read_given`.
    name
        A short name, part of ids; two of a kind that are added need different ones.
    regions
        Of projections, the second file: the counties of each region.
    **answers
        Any setting of the kind's importer (:func:`settings`), such as ``state='TX'``, ``unit='percent'``
        or ``columns={'cip': 'CIP_CODE'}``: the answer to the question a ``DoubtError`` asked
        (``**{error.setting: choice}``), or given before it is asked. Numbers may be text.
        ``regions_columns`` are the columns of `regions`.

    Returns
    -------
    Imported
        As of the kind's importer.

    Raises
    ------
    DoubtError
        A file can be meant in several ways; it names the setting that says which.
    SourceUnavailableError, FormatError, MissingColumnError, ValueRangeError
        A file, a kind or a setting cannot be used; the message says the fix.
    """
    kind = _kind(kind)
    wanted = _sorted(kind, answers)
    reader: Callable[..., Imported] = partial(IMPORTERS[kind], atlas)
    two = "regions" in _parameters(IMPORTERS[kind])
    if two != (regions is not None):
        given = "needs a second file, the counties of each region" if two else "takes one file"
        raise FormatError(f"{kind}: it {given}", fix=f"{'give' if two else 'leave out'} regions")
    table = read_given(source, **wanted.reading)
    if regions is None:
        return reader(table, name=name, **wanted.importer)
    second = wanted.reading | {"layer": wanted.importer.get("regions_layer")}
    counties = _renamed(read_given(regions, **second), wanted.regions_columns)
    return reader(table, counties, name=name, **wanted.importer)


def _renamed(given: Given, columns: Mapping[str, str]) -> Given:
    """Return a file whose columns go by our names: our name -> the file's."""
    theirs = {v: k for k, v in columns.items() if v in given.frame.columns}
    frame = given.frame.drop(columns=[c for c in theirs.values() if c in given.frame.columns])
    return replace(given, frame=frame.rename(columns=theirs))
