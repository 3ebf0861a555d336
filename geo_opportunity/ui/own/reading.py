"""Reads uploads while the page stays usable: each file once, and what is made of it once for each answer."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, Final, TypeVar

import pandas as pd
import streamlit as st

from geo_opportunity.errors import DoubtError, GeoOpportunityError
from geo_opportunity.files import LIMITS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from geo_opportunity.atlas import Atlas
    from geo_opportunity.files.reading import Waiting
    from geo_opportunity.ui.opened import Page
    from geo_opportunity.user_data import Imported

T = TypeVar("T")

#: Of the session: the upload that is being looked at, how many there were, and the number of the upload
#: fields (another number, another field, hence an empty one).
_UPLOAD: Final = "_own_read"
_COUNT: Final = "_own_uploads"
_NUMBER: Final = "_own_number"
#: Letters of a file's name that are shown.
_SHOWN: Final = 60
#: Answers that already the reading of a file needs.
_FILE_ANSWERS: Final = ("layer", "regions_layer", "decimal")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of own data in words."""

    title: str
    holds: str
    """What its file is, and the columns it needs."""
    second: str = ""
    """What its second file is."""
    state: bool = True
    """Whether rows may lack a state that is said once for all."""


#: Kinds as ``user_data.read`` names them.
KINDS: Final[dict[str, Kind]] = {
    "programs": Kind(
        "Training programs",
        "A state's list of eligible training providers, say: provider, field of study (CIP code), and ZIP "
        "code, city or coordinates.",
    ),
    "projections": Kind(
        "Projections",
        "The table: region, occupation (SOC code), base employment, and projected employment or growth.",
        second="The regions: region, and county (FIPS code, or name and state).",
    ),
    "budgets": Kind("Family budgets", "County, family type and total, or all components."),
    "travel times": Kind(
        "Travel times", "Origin (tract or county), destination (provider id) and minutes.", state=False
    ),
}


@dataclass(slots=True)
class Upload:
    """What is known of the files in the upload fields, of this session alone."""

    files: tuple[str, ...]
    """Their ids: another file is another upload."""
    kind: str
    number: int
    """Of the uploads of this session: another one is asked anew."""
    answers: dict[str, Any] = field(default_factory=dict)
    """Answers so far, by the importer's settings."""
    asked: dict[str, DoubtError] = field(default_factory=dict)
    """Questions so far, by setting."""
    given: dict[Any, Any] = field(default_factory=dict)
    """(file id, answers its reading needs) -> the table as read."""
    tables: tuple[Any, ...] = ()
    """The tables that were last read of the files, in order."""
    mark: Any = None
    found: Imported | GeoOpportunityError | None = None
    """What was made of it, under `mark`."""

    def key(self, name: str) -> str:
        """Return the key of a question about it."""
        return f"{name}_{self.number}" if self.number else name


def shown(name: str) -> str:
    """Return a file's name as it is shown: one line without control or direction marks, long ones cut."""
    plain = "".join(" " if unicodedata.category(c) in {"Cc", "Cf", "Cs", "Zl", "Zp"} else c for c in name)
    plain = " ".join(plain.split()) or "file"
    end = PurePath(plain).suffix[:10]
    return plain if len(plain) <= _SHOWN else f"{plain[: _SHOWN - len(end) - 1]}…{end}"


def id_name(file: str, taken: Sequence[str]) -> str:
    """Return a short name for ids made of a file's, different from those `taken`."""
    stem = re.sub(r"[^a-z0-9]+", "-", file.partition(".")[0].casefold()).strip("-")[:24].strip("-") or "own"
    others = (f"{stem}-{number}" for number in range(2, len(taken) + 3))
    return next(name for name in (stem, *others) if name not in taken)


def attempt(
    work: Callable[[Waiting], T], label: str, *, key: str, on_cancel: Callable[[], None]
) -> T | GeoOpportunityError:
    """Return what `work` returns, or the error it raises, showing seconds and a button to cancel meanwhile.

    Each time `work` reports the seconds spent, Streamlit may end this run (another click, the upload
    removed); that stops the reading too.
    """
    place = st.empty()
    with place.container():
        line = st.empty()
        st.button("Cancel", key=key, on_click=on_cancel)
    line.caption(label)

    def waiting(seconds: float) -> None:
        line.caption(f"{label} {seconds:.0f} s of at most {LIMITS.seconds} s")

    try:
        result: T | GeoOpportunityError = work(waiting)
    except GeoOpportunityError as error:
        result = error
    place.empty()
    return result


def warm(page: Page) -> None:
    """Read a list of one program, so that the first user's finds the codes laid out (``ui.warm``)."""
    from geo_opportunity import user_data

    atlas = page.atlas
    row = {"provider": "School", "cip": atlas.table("cips")["cip"].iloc[0], "city": "", "state": ""}
    user_data.read(atlas, "programs", pd.DataFrame([row | {"zip": "00000"}]), name="warm")


def field_key(name: str) -> str:
    """Return the key of an upload field."""
    number = st.session_state.get(_NUMBER, 0)
    return f"{name}_{number}" if number else name


def forget() -> None:
    """Empty the upload fields and drop what was read from them."""
    drop()
    st.session_state[_NUMBER] = st.session_state.get(_NUMBER, 0) + 1


def drop() -> None:
    """Drop what was read from uploads that are gone."""
    st.session_state.pop(_UPLOAD, None)


def upload(kind: str, files: Sequence[Any]) -> Upload:
    """Return what is known of these files; nothing yet, where they are new or meant as another kind."""
    ids = tuple(file.file_id for file in files)
    held: Upload | None = st.session_state.get(_UPLOAD)
    if held is None or (held.files, held.kind) != (ids, kind):
        before = {} if held is None else {k: v for k, v in held.given.items() if k[0] in ids}
        number = st.session_state.get(_COUNT, 0)
        held = Upload(ids, kind, number, given=before)
        st.session_state[_UPLOAD], st.session_state[_COUNT] = held, number + 1
    return held


def current() -> Upload | None:
    """Return what is known of the files in the upload fields."""
    found: Upload | None = st.session_state.get(_UPLOAD)
    return found


def read(
    held: Upload, files: Sequence[Any], data: Atlas, name: str, said: Mapping[str, Any]
) -> Imported | GeoOpportunityError:
    """Return what the files are, or what is wrong with them or asked about them; read once.

    Parameters
    ----------
    held
        Of these files.
    files
        As uploaded.
    data
        What they are matched with.
    name
        For ids.
    said
        Settings besides the answers: the state.
    """
    answers = {**said, **held.answers}
    mark = (data.key, name, repr(sorted(answers.items())))
    if held.mark != mark or held.found is None:

        def work(waiting: Waiting) -> Imported:
            from geo_opportunity import user_data

            tables = [_table(held, bool(at), file, answers, waiting) for at, file in enumerate(files)]
            held.tables = tuple(tables)
            regions = tables[1] if len(tables) > 1 else None
            return user_data.read(data, held.kind, tables[0], name=name, regions=regions, **answers)

        held.mark, held.found = None, None  # a run that is ended leaves nothing half-read
        found = attempt(work, "Reading and matching …", key="own_cancel", on_cancel=forget)
        if isinstance(found, DoubtError) and found.setting:
            held.asked[found.setting] = found
        held.mark, held.found = mark, found
    return held.found


def _table(held: Upload, second: bool, file: Any, answers: Mapping[str, Any], waiting: Waiting) -> Any:
    """Return a file's table, read in a process of its own the first time."""
    from geo_opportunity import user_data

    options = {n: answers[n] for n in _FILE_ANSWERS if n in answers}
    mark = (file.file_id, held.kind, *options.items())
    if mark not in held.given:
        content, name = file.getvalue(), shown(file.name)
        held.given[mark] = user_data.given(
            held.kind, content, second=second, file=name, waiting=waiting, **options
        )
    return held.given[mark]
