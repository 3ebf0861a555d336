"""The command that starts the app with Streamlit, which need not be installed to import this module."""

from __future__ import annotations

import importlib.util
import shutil
import sys
from typing import TYPE_CHECKING, Final

from geo_opportunity.errors import MissingPackageError
from geo_opportunity.settings import app_dir, shipped

if TYPE_CHECKING:
    from pathlib import Path

    from geo_opportunity.settings import Settings

#: What Streamlit reads from the folder of the app.
_FILES: Final = ("app.py", "static/icon.png", ".streamlit/config.toml")


def command(settings: Settings, port: int, address: str) -> list[str]:
    """Return the command that serves the app on a port of an address.

    Raises
    ------
    MissingPackageError
        The packages of the app are not installed.
    """
    if importlib.util.find_spec("streamlit") is None:
        raise MissingPackageError("the app needs Streamlit", fix="pip install 'geo-opportunity[app]'")
    shown = "localhost" if address in {"0.0.0.0", "::"} else address  # noqa: S104 - compared, not listened on
    page = str(_app_file(settings.cache_dir))
    run = [sys.executable, "-m", "streamlit", "run", page, "--browser.serverAddress", shown]
    return [*run, "--server.port", str(port), "--server.address", address]


def _app_file(cache_dir: Path) -> Path:
    """Return the app's file in a folder whose `static` is writable, else the installed one.

    From the installed one the map works too: its shapes then travel with each picture.
    """
    folder = app_dir(cache_dir)
    try:
        for name in _FILES:
            source, target = shipped(name), folder / name
            if not target.is_file() or target.read_bytes() != source.read_bytes():
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(source, target)
    except OSError:
        return shipped("app.py")
    return folder / "app.py"
