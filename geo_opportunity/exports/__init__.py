"""Files that leave for other programs: what a scene shows, as a picture, a document, a table or a map.

>>> export(atlas, scene, "map.png")                                          # doctest: +SKIP

A format is a function ``write(sheet, atlas, **options) -> bytes`` named in :data:`FORMATS` by the ending of
its files; it is imported when it is first written.
"""

from __future__ import annotations

import errno
import os
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from geo_opportunity.errors import FormatError, MissingPackageError, disk_errors

if TYPE_CHECKING:
    from geo_opportunity.atlas import Atlas
    from geo_opportunity.deck import Deck
    from geo_opportunity.scene import Scene

__all__ = ["FORMATS", "MAKERS", "export", "replace_file", "writer"]

#: Ending of a file -> module of this package and its function that writes it.
FORMATS: Final[dict[str, str]] = {
    ".png": "pictures:png",
    ".svg": "pictures:svg",
    ".csv": "csv:sheet_csv",
    ".html": "html:html_bytes",
    ".docx": "docx:docx",
    ".pdf": "pdf:pdf",
    ".pptx": "pptx:pptx",
    ".xlsx": "xlsx:xlsx",
    ".json": "record:record",
    ".geojson": "geo:geojson",
    ".gpkg": "geo:geopackage",
    ".parquet": "geo:geoparquet",
}
#: Package a format needs -> its name in the package index; all are in the extra "export".
MAKERS: Final[dict[str, str]] = {
    "matplotlib": "matplotlib",
    "pptx": "python-pptx",
    "docx": "python-docx",
    "xlsxwriter": "xlsxwriter",
    "reportlab": "reportlab",
    "segno": "segno",
    "folium": "folium",
}


def writer(suffix: str) -> Any:
    """Return the function that writes files with this ending (".png"): ``write(sheet, atlas, **options)``.

    Raises
    ------
    FormatError
        No format has this ending.
    MissingPackageError
        The package that makes such files is not installed.
    """
    named = FORMATS.get(suffix.lower())
    if named is None:
        known = ", ".join(sorted(FORMATS))
        raise FormatError(
            f"{suffix or 'a name without an ending'} is no kind of file we write",
            fix=f"name a file that ends in one of {known}",
        )
    module, _, name = named.partition(":")
    try:
        return getattr(import_module(f"{__name__}.{module}"), name)
    except ImportError as error:
        lacking = MAKERS.get((error.name or "").partition(".")[0])
        if lacking is None:
            raise
        raise MissingPackageError(
            f"{suffix} files need {lacking}", fix="pip install 'geo-opportunity[export]'"
        ) from error


def export(
    atlas: Atlas,
    scene: Scene | Deck | str,
    path: Path | str,
    *,
    title: str | None = None,
    note: str | None = None,
    address: str = "",
    **options: Any,
) -> Path | bytes:
    """Write what a scene shows as a file, completely or not at all.

    Parameters
    ----------
    atlas
        The data set.
    scene
        What is looked at: a scene, or a link (address or query; what it cannot show gives way as in the
        app); or a deck, as slides (.pptx).
    path
        File, whose ending says what kind; an ending alone (".png") returns the bytes.
    title, note, address
        As of ``exports.base.sheet``.
    **options
        Of the format; for pictures those of ``exports.pictures``.

    Returns
    -------
    Path | bytes
        The file written, or its bytes.

    Raises
    ------
    FormatError, MissingPackageError
        As of :func:`writer`.
    UnknownCodeError, LinkError
        The scene names what the data do not have.
    DiskError
        The file cannot be written; the one that was there is unchanged.
    """
    from geo_opportunity.deck import Deck  # noqa: PLC0415
    from geo_opportunity.exports.base import read_link, sheet  # noqa: PLC0415 - quick to import without pandas

    name = str(path)
    bare = name.startswith(".") and "/" not in name and name.count(".") == 1
    write = writer(name if bare else Path(name).suffix)
    content: bytes
    if isinstance(scene, Deck):
        content = _deck(atlas, scene, name, address)
    else:
        looked = read_link(atlas, scene)[0] if isinstance(scene, str) else scene
        content = write(sheet(atlas, looked, title=title, note=note, address=address), atlas, **options)
    if bare:
        return content
    out = Path(name)
    with disk_errors(out, fix="choose a file in a directory that can be written to and has room"):
        out.parent.mkdir(parents=True, exist_ok=True)
        replace_file(out, content)
    return out


def _deck(atlas: Atlas, deck: Deck, name: str, address: str) -> bytes:
    """Return a deck as slides, the one format that holds several scenes."""
    if not name.lower().endswith(".pptx"):
        raise FormatError(
            f"a deck is written as slides, and {name} is none",
            fix="name a file that ends in .pptx; “geo-opportunity site” writes a deck as pages",
        )
    content: bytes = import_module(f"{__name__}.pptx").deck_slides(atlas, deck, address=address)
    return content


def replace_file(out: Path, content: bytes) -> None:
    """Write a file completely or leave it as it was; a device or a pipe is written to directly."""
    if out.exists() and not out.is_file():
        out.write_bytes(content)
        return
    if out.exists() and not os.access(out, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(out))
    side = out.with_name(f".{out.name}.{os.getpid()}")
    try:
        side.write_bytes(content)
        side.replace(out)
    finally:
        side.unlink(missing_ok=True)
