"""The table within the rows of a file: titles above its head, a head of two rows, notes below it.

What is passed over is said (``Found.said``); what may be a row of the table stays one.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import chain, islice
from typing import TYPE_CHECKING, Final

from geo_opportunity.errors import FormatError
from geo_opportunity.files.cells import Cells, text_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    import pyarrow as pa

    from geo_opportunity.files.limits import Limits

__all__ = ["Found", "collect", "key", "known_names"]

#: Rows looked at for the head, and the last of them that may be it.
_LOOK: Final = 40
_DEEPEST: Final = 15
#: What starts a note below a table.
_NOTE: Final = re.compile(
    r"(sources?|notes?|footnotes?|disclaimer|prepared by|contact|compiled by)\s*[:.]|data (as of|source)|"
    r"last updated|updated|copyright|for more information|©|\*|†|‡|\(\d+\)|\[\d+\]|\d+/ ",
    re.IGNORECASE,
)
_MOST_PENDING: Final = 40
_YEAR: Final = re.compile(r"(19|20)\d\d")
_NUMBER: Final = re.compile(r"[-+−–$(]?\s*[\d.,]+\s*[%)]?")
#: Words of the lower row of a head: 'Employment' over '2024', 'Change' over 'Number' and 'Percent'.
_LOWER: Final = re.compile(
    r"((19|20)\d\d([-–]\d{2,4})?|number|percent(age)?|%|#|total|annual|average|code|title|name|base|projected|"
    r"employment|change|growth|openings|rate|level|year)+"
)


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """A table as found in a file."""

    cells: pa.Table
    first: int
    """Number of its first row below the head."""
    said: tuple[str, ...]
    """Where it was found and what was passed over, a clause each."""
    separator: str = ""
    """Of delimited text."""


def key(text: str) -> str:
    """Return a name's letters and digits in lower case: 'Program Name' and 'PROGRAM_NAME' are the same."""
    return re.sub(r"[^a-z0-9%]", "", text.casefold())


def known_names(row: Sequence[str], known: Collection[str]) -> int:
    """Return how many cells of a row are names a reader knows (keys), whatever year they name."""
    return len({k for k in (_YEAR.sub("", key(c)) or key(c) for c in row if c) if k in known})


def collect(
    file: str,
    rows: Iterable[Sequence[object]],
    limits: Limits,
    *,
    start: int = 1,
    known: Collection[str] = (),
) -> Found:
    """Return the table in rows.

    Parameters
    ----------
    file
        Name for messages.
    rows
        Every row of the file, blank ones included.
    limits
        Limits of the table.
    start
        Number of the first of `rows`.
    known
        Keys of the names its columns may have (:func:`key`), where the reader knows some.

    Raises
    ------
    FormatError, ValueRangeError
        There is no table, a row is longer than the head, or a limit is passed.
    """
    every = ([text_of(v) for v in row] for row in rows)
    look = list(islice(every, _LOOK))
    if not any(map(any, look)):  # blank rows only so far
        for row in every:
            start += 1
            look = [*look[1:], row]
            if any(row):
                look += islice(every, _LOOK)
                break
        else:
            raise FormatError(f"{file} is empty", fix="check that the right file was saved")
    top, last = _head(look, known)
    names = look[top] if top == last else _joined(look[top], look[last])
    if len(names) > limits.columns:
        names = names[: max((i for i, name in enumerate(names, start=1) if name), default=1)]
    cells = Cells(file, names, limits, head=start + last)
    said = _say_head(look[:top], start, top, last)
    said += _say_doubled(names, cells.names)
    left = _add(cells, chain(look[last + 1 :], every), start + last + 1)
    if left:
        number, text = left[0]
        also = f" and {len(left) - 1} more" if len(left) > 1 else ""
        said.append(f"below the table not read: row {number} ({_short(text)}){also}")
    return Found(cells.table(), start + last + 1, tuple(said))


def _short(text: str) -> str:
    return repr(text if len(text) <= 60 else f"{text[:59]}…")


def _say_head(above: list[list[str]], start: int, top: int, last: int) -> list[str]:
    said = [f"head on row {start + top}" if top == last else f"head on rows {start + top} and {start + last}"]
    titles = [" ".join(filter(None, row)) for row in above if any(row)]
    if titles:
        also = f" and {len(titles) - 1} more" if len(titles) > 1 else ""
        said.append(f"above it not read: {_short(titles[0])}{also}")
    return said


def _say_doubled(names: list[str], given: list[str]) -> list[str]:
    said = [
        f"a second column {n!r} is called {g!r}"
        for n, g in zip(names, given, strict=True)
        if n and n != g[:200]
    ]
    return said[:4]


def _add(cells: Cells, rows: Iterable[list[str]], number: int) -> list[tuple[int, str]]:
    """Add rows from `number` on, and return those below the table: notes (number, text)."""
    width = len(cells.names)
    pending: list[tuple[int, list[str]]] = []
    for at, row in enumerate(rows, start=number):
        filled = sum(map(bool, row))
        noted = filled > 0 and _NOTE.match(next(filter(None, row))) is not None
        lone = filled == 1 and width > 2
        if (
            filled == 0 or lone or (noted and filled <= max(1, width // 2)) or (noted and len(row) > width)
        ) and (len(pending) < _MOST_PENDING):
            pending.append((at, row))
            continue
        for before, held in pending:
            cells.add(held, before)
        pending = []
        cells.add(row, at)
    blank, cut = False, len(pending)
    for i, (_, row) in enumerate(pending):
        text = next(filter(None, row), "")
        if text and (blank or _NOTE.match(text) or len(text) > 60):
            cut = i
            break
        blank = blank or not text
    for at, row in pending[:cut]:
        cells.add(row, at)
    return [(at, " ".join(filter(None, row))) for at, row in pending[cut:] if any(row)]


# ------------------------------------------------------------------------- head


def _head(look: list[list[str]], known: Collection[str]) -> tuple[int, int]:
    """Return the first and the last row of the head, as positions in `look`."""
    counts = [sum(map(bool, row)) for row in look]
    first = next(i for i, n in enumerate(counts) if n)
    common = Counter(n for n in counts[first:] if n)
    typical = max(common, key=lambda n: (common[n] * n, n))
    least = max(2, 0.6 * typical)
    end = max(i for i, n in enumerate(counts) if n)  # rows must follow a head
    deepest = [i for i in range(first, min(end, first + _DEEPEST)) if counts[i]] or [first]
    head = next((i for i in deepest if counts[i] >= least and _is_words(look[i])), first)
    if typical == 1:
        head = first
    scores = {i: known_names(look[i], known) for i in deepest} if known else {}
    best = max(scores, key=lambda i: (scores[i], -i), default=head)
    if scores and scores[best] >= 2 and scores[best] > scores[head]:
        head = best
    if head + 1 < len(look) and _continues(look[head], look[head + 1]):
        return head, head + 1
    if head > first and _spans(look[head - 1], look[head]):
        return head - 1, head
    return head, head


def _is_words(row: list[str]) -> bool:
    """Return whether most cells are no numbers (years may name columns)."""
    filled = [c for c in row if c]
    numbers = sum(_NUMBER.fullmatch(c) is not None and _YEAR.fullmatch(c) is None for c in filled)
    return numbers * 2 < len(filled)


def _padded(row: list[str], width: int) -> list[str]:
    return [*row, *[""] * (width - len(row))][:width]


def _continues(top: list[str], below: list[str]) -> bool:
    """Return whether the row below a head is its second row: it names what spans several columns."""
    width = max(len(top), len(below))
    upper, lower = _padded(top, width), _padded(below, width)
    words = [c for c in lower if c]
    if not words or not all(_LOWER.fullmatch(key(c)) for c in words):
        return False
    under = [i for i, c in enumerate(lower) if c]
    split = any(not upper[i] for i in under) or len({upper[i] for i in under}) < len(under)
    return split and (not upper[0] or any(u and not w for u, w in zip(upper, lower, strict=True)))


def _spans(above: list[str], head: list[str]) -> bool:
    """Return whether the row above a head is its first row: it spans columns the head alone cannot name."""
    width = max(len(above), len(head))
    upper, lower = _padded(above, width), _padded(head, width)
    filled = [c for c in lower if c]
    needed = len(set(filled)) < len(filled) or any(
        _LOWER.fullmatch(key(c)) and _YEAR.search(c) for c in filled
    )
    spans = any(c and i > 0 for i, c in enumerate(upper))
    return needed and spans and sum(map(bool, upper)) < len(filled) and _is_words(upper)


def _joined(top: list[str], below: list[str]) -> list[str]:
    """Return the names of a head of two rows; an upper one spans the blanks to its right."""
    width = max(len(top), len(below))
    names, carried, years = [], "", False
    for upper, lower in zip(_padded(top, width), _padded(below, width), strict=True):
        year = _YEAR.fullmatch(lower) is not None
        if upper:
            carried, years = upper if lower else "", year
        elif year != years:  # 'Employment' is over years; 'Percent change' beside them is not under it
            carried = ""
        names.append(" ".join(filter(None, [upper or (carried if lower else ""), lower])))
    return names
