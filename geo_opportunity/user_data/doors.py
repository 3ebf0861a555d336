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
from geo_opportunity.files.find import key
from geo_opportunity.user_data import budgets, programs, projections, travel
from geo_opportunity.user_data.importer import read_given

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from geo_opportunity.dataset import Dataset
    from geo_opportunity.files.reading import Waiting
    from geo_opportunity.user_data.columns import Given
    from geo_opportunity.user_data.importer import FrameOrFile, Imported

__all__ = ["IMPORTERS", "given", "read", "settings"]

#: Kind -> how its files are read.
IMPORTERS: Final[dict[str, Callable[..., Imported]]] = {
    "programs": programs.import_programs,
    "projections": projections.import_projections,
    "budgets": budgets.import_budgets,
    "travel times": travel.import_travel_times,
}
#: Kind -> the names columns of its file, and of its second one, go by.
_ALIASES: Final[dict[str, tuple[Mapping[str, tuple[str, ...]], ...]]] = {
    "programs": (programs.ALIASES,),
    "projections": (projections.ALIASES, projections.REGION_ALIASES),
    "budgets": (budgets.ALIASES,),
    "travel times": (travel.ALIASES,),
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
    second = [_REGIONS_COLUMNS] if "regions" in own else []
    return tuple(dict.fromkeys([n for n in own if n not in _GIVEN] + _of_reading() + second))


def _of_reading() -> list[str]:
    """Return the settings of the reading of a file."""
    reading = [n for n, p in _parameters(read_given).items() if p.kind is p.KEYWORD_ONLY]
    return [n for n in reading if n not in {"file", "known", "waiting"}]


def given(
    kind: str,
    source: FrameOrFile | bytes,
    *,
    second: bool = False,
    file: str | None = None,
    waiting: Waiting | None = None,
    **answers: Any,
) -> Given:
    """Return a file of a kind as a table of text: what :func:`read` takes as well, without reading again.

    Parameters
    ----------
    kind
        As of :func:`read`.
    source, file, waiting
        As of :func:`geo_opportunity.user_data.importer.read_given`.
    second
        Whether it is the second file of the kind: the regions of projections.
    **answers
        As of :func:`read`; those that are not of the reading of a file are passed over.

    Raises
    ------
    DoubtError, SourceUnavailableError, FormatError
        As of ``read_given``.
    """
    aliases = _ALIASES[_kind(kind)][second]
    options = {n: v for n, v in answers.items() if n in _of_reading()}
    if second:
        options["layer"] = answers.get("regions_layer")
    options["known"] = frozenset(key(n) for ours, names in aliases.items() for n in (ours, *names))
    return read_given(source, file=file, waiting=waiting, **options)


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
    regions_columns: Mapping[str, str]


def _sorted(kind: str, answers: Mapping[str, Any]) -> _Answers:
    importer = IMPORTERS[kind]
    known = settings(kind)
    for name in answers:
        if name not in known:
            otherwise = f"the settings of {kind} are {', '.join(known)}"
            raise FormatError(f"{kind} have no setting {name!r}", fix=did_you_mean(name, known, otherwise))
    own = _parameters(importer)
    return _Answers(
        {n: _typed(importer, n, v) for n, v in answers.items() if n in own},
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
        takes = "needs a second file, the counties of each region" if two else "takes one file"
        raise FormatError(f"{kind}: it {takes}", fix=f"{'give' if two else 'leave out'} regions")
    table = given(kind, source, **answers)
    if regions is None:
        return reader(table, name=name, **wanted.importer)
    counties = _renamed(given(kind, regions, second=True, **answers), wanted.regions_columns)
    return reader(table, counties, name=name, **wanted.importer)


def _renamed(table: Given, columns: Mapping[str, str]) -> Given:
    """Return a file whose columns go by our names: our name -> the file's."""
    theirs = {v: k for k, v in columns.items() if v in table.frame.columns}
    frame = table.frame.drop(columns=[c for c in theirs.values() if c in table.frame.columns])
    return replace(table, frame=frame.rename(columns=theirs))
