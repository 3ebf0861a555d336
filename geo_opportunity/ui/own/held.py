"""What the session has added: each by itself, in order, and laid over the built-in data together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import streamlit as st

from geo_opportunity.errors import GeoOpportunityError
from geo_opportunity.ui import answers

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo_opportunity.atlas import Atlas
    from geo_opportunity.user_data import Imported

#: Most that a session adds: each is kept in the server's memory.
MOST: Final = 12
_LISTS: Final = "_own_lists"
_LOST: Final = "_own_lost"
#: Kinds that are matched with what other lists brought: programs with their providers, and ways to them.
_ON_OTHERS: Final = frozenset({"programs", "travel times"})


@dataclass(frozen=True, slots=True, eq=False)
class Added:
    """Own data that were added."""

    imported: Imported
    files: tuple[str, ...]
    """Names of its files."""
    again: Callable[[Atlas], Imported]
    """Matches the files as read with other data."""

    @property
    def name(self) -> str:
        """Of its ids."""
        return self.imported.name

    @property
    def checksum(self) -> str:
        """Of its main file."""
        return self.imported.source.sha256


def lists() -> tuple[Added, ...]:
    """Return what was added, in order."""
    found: tuple[Added, ...] = st.session_state.get(_LISTS, ())
    return found


def base(kind: str) -> Atlas:
    """Return the data that files of a kind are matched with."""
    return answers.atlas() if kind in _ON_OTHERS else answers.built_in()


def add(imported: Imported, files: tuple[str, ...], again: Callable[[Atlas], Imported]) -> None:
    """Lay own data over those of the session.

    Raises
    ------
    GeoOpportunityError
        There is nothing to add; the session's data are as before.
    """
    opened = answers.atlas().add(imported)
    st.session_state[_LISTS] = (*lists(), Added(imported, files, again))
    answers.lay_over(opened)


def remove(name: str) -> None:
    """Take one list off; those after it are matched anew, for they may have rested on it."""
    kept: list[Added] = []
    lost: list[str] = []
    opened, gone = answers.built_in(), False
    for one in lists():
        if one.name == name:
            gone = True
            continue
        imported = one.imported
        try:
            if gone and imported.kind in _ON_OTHERS:
                imported = one.again(opened)
            opened = opened.add(imported)
        except GeoOpportunityError as error:
            lost.append(f"{one.files[0]} was removed with it: {error}")
            continue
        kept.append(Added(imported, one.files, one.again))
    st.session_state[_LISTS], st.session_state[_LOST] = tuple(kept), lost
    answers.lay_over(opened if kept else None)


def lost() -> list[str]:
    """Return, once, what had to be removed with a list, a sentence each."""
    found: list[str] = st.session_state.pop(_LOST, [])
    return found
