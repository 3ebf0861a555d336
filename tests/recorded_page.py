"""What a page shows, as lines of text: every word, number, option, order, color and tooltip, no name from our code.

For the record of the screens (tests/record.py). Left out is what a visitor does not see and a change of the code's
structure may change: ids of elements, keys of widgets, hashes of pages, styles, scripts, containers without a label.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest import mock
from urllib.parse import unquote

from google.protobuf.json_format import MessageToDict

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd
    from streamlit.testing.v1 import AppTest

#: Blocks whose label or width is seen; the others only arrange.
BLOCKS = {"column", "expander", "tab", "popover", "dialog", "form", "status", "chat_message"}
#: Fields of an element that name it, or that are written in another way here.
UNSEEN = {
    "id",
    "formId",
    "arrowData",
    "columns",
    "pageScriptHash",
    "deferredFileId",
    "url",
    "setValue",
    "uuid",
}
#: Elements that show nothing by themselves.
NOTHING = {"empty", "skeleton", "bidi_component", "spinner"}
STYLE = re.compile(r"<(style|script)\b.*?</\1>", re.DOTALL)
INLINE = {
    "a",
    "abbr",
    "b",
    "br",
    "code",
    "em",
    "i",
    "q",
    "s",
    "small",
    "span",
    "strong",
    "sub",
    "sup",
    "u",
    "wbr",
}
TAG = re.compile(r"(<[^>]*>)")
STATIC = re.compile(r"app/static/map/([0-9a-f]{20}\.(?:json|geojson))")
#: Numbers written out longer than this (outlines of shapes) are recorded by a hash; so are rows beyond so many.
LONG, ROWS = 200, 300
LONG_NUMBER = re.compile(r"\d+\.\d{9,}(?:e-?\d+)?")


def digest(text: str | bytes) -> str:
    """Return a short hash."""
    return hashlib.sha256(text.encode() if isinstance(text, str) else text).hexdigest()[:12]


def _numbers(value: Any) -> bool:
    return isinstance(value, (int, float)) or (isinstance(value, (list, tuple)) and all(map(_numbers, value)))


def rounded(value: Any) -> Any:
    """Return JSON with floats at ten digits, and long lists of numbers as a hash."""
    if isinstance(value, float):
        return float(f"{value:.10g}")
    if isinstance(value, dict):
        return {k: rounded(v) for k, v in value.items()}
    if not isinstance(value, (list, tuple)):
        return value
    if _numbers(value):
        text = json.dumps(
            json.loads(json.dumps(value), parse_float=lambda number: float(f"{float(number):.10g}"))
        )
        return f"numbers {digest(text)}" if len(text) > LONG else json.loads(text)
    return [rounded(v) for v in value]


def short_numbers(text: str) -> str:
    """Return a text with its long numbers at ten digits."""
    return LONG_NUMBER.sub(lambda found: f"{float(found[0]):.10g}", text)


def csv(frame: pd.DataFrame, *, index: bool) -> str:
    """Return a table as CSV, numbers at ten digits."""
    return frame.to_csv(index=index, float_format="%.10g", lineterminator="\n", na_rep="NA")


def _flat(name: str, value: Any) -> list[str]:
    """Return a field as lines: text as it is, anything else as JSON."""
    if isinstance(value, str):
        lines = value.strip("\n").split("\n")
    elif isinstance(value, list) and value and all(isinstance(v, str) for v in value):
        lines = [" | ".join(value)]
    else:
        lines = [json.dumps(rounded(value), ensure_ascii=False, sort_keys=True)]
    return [f"{name}: {lines[0]}", *(f"  {line}" for line in lines[1:])]


def _html(text: str) -> list[str]:
    """Return HTML as lines, one for each block; white space that a browser does not show is left out."""
    text = text.replace("&#39;", "&#x27;").replace("&#34;", "&quot;")  # two ways to write a quote
    lines = [""]
    for part in TAG.split(re.sub(r"\s+", " ", STYLE.sub("", text))):
        name = re.match(r"</?([a-zA-Z0-9]+)", part)
        block = bool(part.startswith("<") and name and name[1].lower() not in INLINE)
        if block and not part.startswith("</") and lines[-1].strip():
            lines.append("")
        lines[-1] = lines[-1].rstrip() + part if block else lines[-1] + part
        if block and part.startswith("</"):
            lines.append("")
    return [line.strip() for line in lines if line.strip()]


def _static(found: re.Match[str]) -> str:
    """Return what a published file holds in place of its name."""
    file = Path(os.environ["GEO_OPPORTUNITY_STATIC_DIR"]) / "map" / found[1]
    return f"file {digest(json.dumps(rounded(json.loads(file.read_text(encoding='utf-8')))))}"


def _map(proto: Any) -> list[str]:
    spec = json.loads(STATIC.sub(_static, proto.json))
    layers = spec.pop("layers", [])
    style = str(spec.pop("mapStyle", "")).removeprefix("data:application/json,")
    lines = [*_flat("style", unquote(style)), *_flat("view", spec)]
    for layer in layers:
        data = layer.pop("data", None)
        lines += _flat("layer", layer)
        if isinstance(data, dict):
            data = data.get("features", data)
        rows = data if isinstance(data, list) else [data]
        for row in rows[:ROWS]:
            lines += [f"  {line}" for line in _flat("-", row)]
        if len(rows) > ROWS:
            lines.append(f"  {len(rows)} rows {digest(json.dumps(rounded(rows[ROWS:])))}")
    return lines


def _chart(element: Any) -> list[str]:
    proto = element.proto
    spec = json.loads(proto.spec)
    spec.pop("$schema", None)
    text = json.dumps(rounded(spec), sort_keys=True, indent=1)
    lines = []
    for number, data in enumerate(proto.datasets):
        text = text.replace(data.name, f"data {number}")
        lines += [
            f"data {number}",
            *(f"  {line}" for line in csv(_arrow(data.data.data), index=False).splitlines()),
        ]
    return [*text.splitlines(), *lines]


def _arrow(data: bytes) -> pd.DataFrame:
    from streamlit.dataframe_util import convert_arrow_bytes_to_pandas_df

    return convert_arrow_bytes_to_pandas_df(data)


def _table(element: Any) -> list[str]:
    """Return the columns in sight with what is set for them, and the rows."""
    frame, proto = element.value, element.proto
    config = json.loads(getattr(proto, "columns", "") or "{}")
    order = [c for c in getattr(proto, "column_order", ()) if c in frame.columns] or list(frame.columns)
    order = [c for c in order if not config.get(c, {}).get("hidden")]
    with_index = not config.get("_index", {}).get("hidden")
    heads = {c: config.get(c, {}).pop("label", None) or str(c) for c in order}
    index = config.get("_index", {}).pop("label", None) or frame.index.name
    heads["_index"] = f"{index} (index)"
    lines = [
        f"column {heads[c]}: {json.dumps(config[c], sort_keys=True)}"
        for c in ("_index", *order)
        if config.get(c)
    ]
    shown = frame[order].set_axis([heads[c] for c in order], axis=1)
    if with_index:
        shown = shown.rename_axis(index)
    style = proto.arrow_data.styler
    lines += [f"styles: {style.styles.replace(style.uuid, '')}"] if style.styles else []
    return [*lines, *(f"  {line}" for line in csv(shown, index=with_index).splitlines())]


def _element(element: Any, files: dict[str, str]) -> list[str]:
    proto = element.proto
    fields = {k: v for k, v in MessageToDict(proto).items() if k not in UNSEEN and v not in ({}, "")}
    kind = element.type
    if kind == "html":
        return _html(proto.body)
    if kind == "deck_gl_json_chart":
        fields.pop("json", None)
        more = _map(proto)
    elif kind == "vega_lite_chart":
        fields = {k: v for k, v in fields.items() if k not in {"spec", "datasets", "data"}}
        more = _chart(element)
    elif kind in {"dataframe", "table", "arrow_data_frame", "arrow_table"}:
        fields = {k: v for k, v in fields.items() if k != "columnOrder"}
        more = _table(element)
    elif kind == "download_button":
        more = short_numbers(files.get(element.key or proto.label, "?")).splitlines()
    else:
        more = []
    lines = [
        line
        for k, v in sorted(fields.items(), key=lambda item: (item[0] not in {"label", "body"}, item[0]))
        for line in _flat(k, v)
    ]
    return [kind, *(f"  {line}" for line in [*lines, *more])]


def _block(block: Any) -> str:
    proto = MessageToDict(block.proto)
    fields = {
        k: v
        for k, v in proto.items()
        if k not in {"id", "verticalAlignment", "gapConfig"} and v not in ({}, "")
    }
    return f"[{block.type}] {json.dumps(rounded(fields), ensure_ascii=False, sort_keys=True)}"


def _walk(node: Any, files: dict[str, str]) -> Iterator[str]:
    for child in node.children.values():
        if hasattr(child, "children"):
            deep = child.type in BLOCKS
            if deep:
                yield _block(child)
            for line in _walk(child, files):
                yield f"  {line}" if deep else line
        elif child.type not in NOTHING:
            yield from _element(child, files)


@contextmanager
def downloads() -> Iterator[dict[str, str]]:
    """Collect what each download button offers, by its key or label, while pages are run."""
    from streamlit.elements.widgets.button import ButtonMixin

    draw, files = ButtonMixin._download_button, {}

    def keep(self: Any, label: str, data: Any, file_name: str | None = None, **options: Any) -> bool:
        pressed = draw(self, label, data, file_name, **options)
        content = data() if callable(data) else data
        if isinstance(content, bytes) and str(file_name).endswith((".csv", ".geojson")):
            content = content.decode("utf-8-sig").replace("\r\n", "\n")
        text = content if isinstance(content, str) else f"{type(content).__name__} {digest(content)}"
        files[options.get("key") or label] = f"file: {file_name}\n{text}"
        return pressed

    with mock.patch.object(ButtonMixin, "_download_button", keep):
        yield files


def page_text(at: AppTest, files: dict[str, str]) -> str:
    """Return what the app shows after a run."""
    assert not at.exception, [e.value for e in at.exception]
    pages = {key: str(info.get("url_pathname", "")) for key, info in at._registered_pages.items()}
    query = {k: v for k, v in sorted(at.query_params.items()) if k != "d"}
    lines = [f"page: /{pages.get(at._finished_page_script_hash, '?')}", *_flat("link", query)]
    for root in at._tree.children.values():
        lines += [f"== {root.type}", *_walk(root, files)]
    text = "\n".join(line.rstrip() for line in lines)
    text = re.sub(r"([?&;]d=|\bd=)[0-9a-z-]{6,}", r"\1…", text)
    return re.sub(r"(Data version )[0-9a-z-]{6,}", r"\1…", text) + "\n"
