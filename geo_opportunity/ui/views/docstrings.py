"""Docstrings as HTML that people read: sections, lists and tables set as such, formulas with signs and subscripts."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["html_of", "inline", "plain"]

_RULE: Final = re.compile(r"=+( +=+)+")
_UNDERLINE: Final = re.compile(r"-{3,}")
_BULLET: Final = re.compile(r"(?:- |\d+\. )")
#: (what stands in the code, what is shown), in order; on text that is escaped already.
_SIGNS: Final[tuple[tuple[str, str], ...]] = (
    (r"\+-|\+/-", "±"),
    (r"&gt;=", "≥"),
    (r"&lt;=", "≤"),
    (r" -&gt; ", " → "),
    (r"(?<=[\w)%’\]]) x (?=[\w(±\[])", " × "),
    (r"(?<=</code>) x (?=[\w(<])", " × "),
    (r"(?<=[\w)]) - (?=[\w(])", " − "),
    (r"(?<=\d) %", "%"),
    (r"\bsum_(\w)\b", r"Σ<sub>\1</sub>"),
    (r"\bsigma\b", "σ"),
    (r"\^2\b", "²"),
    (r"\^(-?\w+)", r"<sup>\1</sup>"),
    (r"\b([A-Za-z])_((?:US|[a-z]{1,2})(?:,[a-z])?)\b", r"\1<sub>\2</sub>"),
    (r"\)_([a-z])\b", r")<sub>\1</sub>"),
)


def plain(text: str) -> str:
    """Return a docstring without the marks of its markup."""
    return re.sub(r":\w+:`~?([^`]*)`", r"\1", text).replace("``", "")


def inline(text: str) -> str:
    """Return a line of a docstring as HTML: escaped, names in code, stress, signs and subscripts of formulas."""
    out = escape(text, quote=False)
    out = re.sub(r"`([^`]+)`", r"<code>\1</code>", out)
    out = re.sub(r"(?<![\w*])\*(\w[^*]*?)\*(?![\w*])", r"<em>\1</em>", out)
    parts = re.split(r"(<code>.*?</code>|https?://\S+)", out)  # names and addresses stay as they are
    out = "".join(part if i % 2 else _signs(part) for i, part in enumerate(parts))
    return re.sub(r"(?<=</code>) x (?=[\w(<])", " × ", out)


def _signs(text: str) -> str:
    for found, shown in _SIGNS:
        text = re.sub(found, shown, text)
    return text


def html_of(text: str) -> str:
    """Return a docstring, without its markup (:func:`plain`), as HTML; which errors it raises is left to those who read the code."""
    text = re.sub(r"\n+Raises\n-{3,}\n(?:(?!\n\w[^\n]*\n-{3,}).)*", "\n", text, flags=re.DOTALL)
    lines, out, at, in_section = text.splitlines(), [], 0, False
    while at < len(lines):
        line = lines[at]
        if not line.strip():
            at += 1
        elif at + 1 < len(lines) and _UNDERLINE.fullmatch(lines[at + 1].strip()):
            out.append(f'<p class="go-doc-head">{escape(line.strip())}</p>')
            in_section = True
            at += 2
        elif _RULE.fullmatch(line.strip()):
            end = _table_end(lines, at)
            out.append(_table(lines[at:end]))
            at = end
        elif _BULLET.match(line):
            end = _block_end(lines, at, bullets=True)
            out.append(_list(lines[at:end]))
            at = end
        elif in_section and at + 1 < len(lines) and lines[at + 1].startswith("    "):
            end = _entries_end(lines, at)
            out.append(_entries(lines[at:end]))
            at = end
        else:
            end = _block_end(lines, at, bullets=False)
            out.append(f"<p>{inline(' '.join(part.strip() for part in lines[at:end]))}</p>")
            at = end
    return "".join(out)


def _block_end(lines: Sequence[str], at: int, *, bullets: bool) -> int:
    """Return where a paragraph, or a list, ends."""
    end = at + 1
    while end < len(lines) and lines[end].strip():
        if not bullets and _BULLET.match(lines[end]):
            break
        if bullets and not (_BULLET.match(lines[end]) or lines[end].startswith("  ")):
            break
        end += 1
    return end


def _entries_end(lines: Sequence[str], at: int) -> int:
    """Return where the names with an indented meaning each end: at a blank line that no further entry follows, or a new section."""
    end = at
    while end + 1 < len(lines):
        if not lines[end].strip():
            end += 1
            continue
        indented = lines[end].startswith("    ")
        entry = not indented and lines[end + 1].startswith("    ")
        if not indented and not entry:
            return end
        end += 1
    return len(lines)


def _entries(lines: Sequence[str]) -> str:
    out: list[str] = []
    meaning: list[str] = []

    def close() -> None:
        if meaning:
            out.append(f"<dd>{inline(' '.join(meaning))}</dd>")
            meaning.clear()

    for line in lines:
        if line.startswith("    "):
            meaning.append(line.strip())
        elif line.strip():
            close()
            out.append(f"<dt><code>{escape(line.strip())}</code></dt>")
    close()
    return f"<dl>{''.join(out)}</dl>"


def _list(lines: Sequence[str]) -> str:
    items: list[list[str]] = []
    for line in lines:
        if mark := _BULLET.match(line):
            items.append([line[mark.end() :].strip()])
        else:
            items[-1].append(line.strip())
    shown = "".join(f"<li>{inline(' '.join(item))}</li>" for item in items)
    return f"<ul>{shown}</ul>"


def _table_end(lines: Sequence[str], at: int) -> int:
    """Return where a table of three rules ends: a rule, heads, a rule, rows, a rule."""
    rules = [n for n in range(at, len(lines)) if _RULE.fullmatch(lines[n].strip())][:3]
    return rules[-1] + 1


def _table(lines: Sequence[str]) -> str:
    count = len(lines[0].split())
    rows = [
        re.split(r"\s{2,}", line.strip(), maxsplit=count - 1)
        for line in lines
        if not _RULE.fullmatch(line.strip())
    ]
    head, *body = rows
    first = "".join(f'<th scope="col">{inline(cell)}</th>' for cell in head)
    rest = []
    for row in body:
        cells = "".join(f"<td>{inline(cell)}</td>" for cell in row[1:])
        rest.append(f'<tr><th scope="row">{inline(row[0])}</th>{cells}</tr>')
    return f'<table class="go-list"><thead><tr>{first}</tr></thead><tbody>{"".join(rest)}</tbody></table>'
