"""What all code systems share: the answer of a parser, wrappers taken off, lists split, whole columns."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["BLANK", "Code", "column", "listed", "one_each", "plain", "unwrap"]

#: Dresses spreadsheets and exporters put around a code: ="85004", '01, "01", a number's .0
_WRAPPED: Final = re.compile(r"""^=?\s*(["'“”‘’]*)(.*?)(["'“”‘’]*)$""", re.DOTALL)
_WHOLE: Final = re.compile(r"^(\d+)\.0+$")
#: Signs that part the codes of one cell.
_PARTS: Final = re.compile(r"\s*[,;|/&\r\n]+\s*|\s+and\s+")
#: How people write that there is no code.
BLANK: Final = frozenset(
    {"", "-", "--", "—", ".", "n/a", "na", "nan", "none", "null", "not applicable", "tbd"}
)


@dataclass(frozen=True, slots=True)
class Code:
    """What a parser made of one text."""

    code: str | None
    """The code in its own spelling; None where none can be told."""
    note: str = ""
    """What was done or why there is none, a clause such as "51.0808 moved to 01.8301 in CIP 2020"; '' if
    nothing needs to be said (a lost zero restored needs not)."""
    candidates: tuple[str, ...] = ()
    """Codes it may be, where there are several: parts of one that was split, places of one name."""
    parts: bool = False
    """Whether the candidates make up exactly what was meant, so that whoever takes several takes them all."""


def unwrap(text: str) -> str:
    """Return a code without the quotes, equals signs and blanks around it: '="085004"' gives 085004."""
    found = _WRAPPED.match(text.strip())
    return found[2].strip() if found else text.strip()


def plain(text: str) -> str:
    """Return a code unwrapped and in plain characters: full-width digits and hard blanks as usual ones."""
    return unicodedata.normalize("NFKC", unwrap(text))


def whole(text: str) -> str:
    """Return a number without its '.0', as a data frame writes whole numbers: '7102.0' gives 7102."""
    return _WHOLE.sub(r"\1", text)


def listed(text: str) -> list[str]:
    """Return the parts of a cell that lists several codes, unwrapped, blank ones left out."""
    return [part for part in map(unwrap, _PARTS.split(unwrap(text))) if part]


def column(texts: pd.Series, parse: Callable[[str], Code]) -> pd.DataFrame:
    """Return code (str or null), note and candidates of each text; each different text is parsed once."""
    found = {text: parse(text) for text in texts.dropna().unique()}
    nothing = Code(None)
    answers = [
        found.get(text, nothing) if isinstance(text, str) else nothing for text in texts.to_numpy(object)
    ]
    return pd.DataFrame(
        {
            "code": pd.array([a.code for a in answers], dtype="str"),
            "note": pd.array([a.note for a in answers], dtype="str"),
            "candidates": pd.Series([a.candidates for a in answers], index=texts.index, dtype=object),
        },
        index=texts.index,
    )


def one_each(texts: pd.Series, codes: Callable[[str], list[str]]) -> pd.Series:
    """Return the code of each text in which `codes` finds one, of whatever edition; null elsewhere."""

    def only(text: str) -> Code:
        found = list(dict.fromkeys(codes(text)))
        return Code(found[0] if len(found) == 1 else None)

    found: pd.Series = column(texts.astype("str"), only)["code"]
    found.name = texts.name
    return found
