"""Where an answer of the search box leads: a scene."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from geo_opportunity.scene import MAX_PLACES
from geo_opportunity.ui.words import navigation as words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from geo_opportunity.scene import Scene

__all__ = ["Answer", "answers", "destination"]

_PLACES: Final = frozenset({"area", "city", "county", "zip"})
#: Pages that show an area, an occupation: what is found is shown there; from elsewhere on the first page of its kind.
_AREA_PAGES: Final = ("area", "explore", "training")
_OCCUPATION_PAGES: Final = ("occupation", "explore", "training")


@dataclass(frozen=True, slots=True)
class Answer:
    """One line under the search box."""

    label: str
    """What was found (text, not Markdown)."""
    note: str
    """What it is, and where (text)."""
    scene: Scene | None
    """Where it leads; None: nowhere, and `note` says why."""


def destination(
    scene: Scene, kind: str, code: str, area_code: str | None, socs: Sequence[str] = ()
) -> Scene | None:
    """Return the scene that shows what was found, or None when there is nothing to show.

    Parameters
    ----------
    scene
        The scene searched from; its settings are kept.
    kind, code, area_code
        A row of ``Atlas.search``.
    socs
        Occupations a program leads to, the largest first.
    """
    if kind in _PLACES:
        if area_code is None:
            return None
        if scene.page == "compare" and len(scene.places) < MAX_PLACES:
            return scene.compare(area_code)
        return replace(scene.pick(area_code), page=_page(scene, _AREA_PAGES))
    if kind == "state":
        if scene.page == "compare" and len(scene.places) < MAX_PLACES:
            return scene.compare(code)
        return replace(scene.pick(None), page="explore", place=code, view=None)
    if kind == "occupation":
        return replace(scene.show(code), page=_page(scene, _OCCUPATION_PAGES))
    if kind == "provider":
        return replace(scene if area_code is None else scene.pick(area_code), page="training", provider=code)
    if kind == "program":
        return replace(scene.show(socs[0]), page="training") if socs else None
    msg = f"no such kind of answer: {kind!r}"
    raise ValueError(msg)


def _page(scene: Scene, pages: tuple[str, ...]) -> str:
    return scene.page if scene.page in pages else pages[0]


def answers(
    scene: Scene,
    found: pd.DataFrame,
    areas: Mapping[str, str],
    occupations: Mapping[str, str],
    leads: Mapping[str, Sequence[str]],
) -> list[Answer]:
    """Return the lines for what was found.

    Parameters
    ----------
    scene
        The scene searched from.
    found
        As ``Atlas.search`` returns it.
    areas, occupations
        Titles by code.
    leads
        Occupations each program found leads to, by cip.
    """
    out = []
    for kind, code, name, place in found[["kind", "code", "label", "area_code"]].astype(object).to_numpy():
        area_code = place if isinstance(place, str) else None
        socs = tuple(s for s in leads.get(code, ()) if s in occupations) if kind == "program" else ()
        label, note = name, words.KINDS[kind]
        if kind == "occupation":
            label, note = occupations.get(code, name), _alias(name, note)
        elif kind == "program":
            note = f"{note} · {words.leads_to([occupations[s] for s in socs])}"
        elif kind not in ("area", "state"):
            note = f"{note} · {areas.get(area_code or '', words.NO_AREA)}"
        out.append(Answer(label, note, destination(scene, kind, code, area_code, socs)))
    return out


def _alias(label: str, note: str) -> str:
    everyday, arrow, _ = label.partition(" → ")
    return f"{note} · {words.also(everyday)}" if arrow else note
