"""Configuration: where things lie and how we behave towards publishers' servers.

Each setting comes from, in this order: an argument, the environment (``GEO_OPPORTUNITY_<NAME>``), the file
``geo-opportunity.toml`` in the working directory, the default. Nothing is read at import.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote, urlsplit

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from geo_opportunity.errors import BuildError
from geo_opportunity.version import __version__

__all__ = ["CONFIG_FILE", "Settings", "app_dir", "default_cache_dir", "shipped"]

#: Where a wheel puts what lies beside the package in a checkout (pyproject.toml, force-include).
_INSIDE: Final = Path(__file__).resolve().parent / "shipped"

CONFIG_FILE = "geo-opportunity.toml"


def default_cache_dir() -> Path:
    """Return the user's cache folder for this program, by the convention of the operating system."""
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Caches"
    else:
        base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return base / "geo-opportunity"


def shipped(name: str) -> Path:
    """Return the path of a file or folder that comes with the code (`data`, `app.py`, `docs` ...).

    In a checkout it lies beside the package, once installed inside it. Nothing is ever written to an
    installed one.
    """
    return (_INSIDE if _INSIDE.is_dir() else _INSIDE.parents[1]) / name


def app_dir(cache_dir: Path) -> Path:
    """Return the folder the app is served from, which holds app.py and, in `static`, what browsers fetch.

    It is the checkout; once installed, a folder of the cache, since the shapes of the map are written there.
    """
    return cache_dir / "app" / __version__ if _INSIDE.is_dir() else shipped("")


def _static_dir(given: dict[str, Any]) -> Path:
    return app_dir(given.get("cache_dir") or default_cache_dir()) / "static"


class Settings(BaseSettings):
    """Typed settings; each is set in the environment as ``GEO_OPPORTUNITY_`` and its name in capitals."""

    model_config = SettingsConfigDict(
        env_prefix="GEO_OPPORTUNITY_", toml_file=CONFIG_FILE, extra="forbid", frozen=True
    )

    data_dir: Path = Field(
        default=shipped("data"), description="The data set that is built, opened, checked and exported."
    )
    raw_dir: Path | None = Field(
        default=None, description="Local source files for a build; unset: official URLs, through the cache."
    )
    cache_dir: Path = Field(
        default_factory=default_cache_dir,
        description="Downloads (raw/), unfinished downloads (partial/) and parsed copies (parsed/).",
    )
    contact: str = Field(
        default="https://github.com/geo-opportunity/geo-opportunity",
        min_length=3,
        description=(
            "Address or e-mail in the User-Agent, so that a publisher can reach who downloads (BLS refuses "
            "clients without)."
        ),
    )
    pace_seconds: float = Field(
        default=1.0, ge=0, le=60, description="Least pause between two requests to one host, seconds."
    )
    timeout_seconds: float = Field(
        default=60.0, gt=0, le=3600, description="How long a silent server is waited for, seconds."
    )
    retries: int = Field(
        default=4,
        ge=0,
        le=20,
        description="Further attempts after a busy answer (429, 5xx) or a broken connection.",
    )
    backoff_seconds: float = Field(
        default=2.0,
        ge=0,
        le=300,
        description="Pause before the first retry, doubled each time; Retry-After wins.",
    )
    static_dir: Path = Field(
        default_factory=_static_dir,
        description=(
            "Its folder map/ takes the shapes browsers fetch. Streamlit serves only `static` beside app.py: "
            "elsewhere they are written but not served."
        ),
    )

    site_dir: Path | None = Field(
        default=None,
        description=(
            "Folder that `geo-opportunity site --address` wrote, or one that holds several: “Share” then "
            "gives the address of a view's page there, which other sites show with title and picture."
        ),
    )
    basemap_style: str = Field(
        default="",
        description=(
            "Address of a MapLibre style drawn under the map; {key} is replaced by the key. Unset: our "
            "shapes alone, and no other host is contacted."
        ),
    )
    basemap_key: SecretStr = Field(
        default=SecretStr(""),
        description=(
            "Key of the basemap's provider; it reaches every visitor's browser, so restrict it to your "
            "address."
        ),
    )
    basemap_credit: str = Field(
        default="",
        max_length=200,
        description="Attribution the basemap's provider asks for; shown under every map.",
    )

    @property
    def build_dir(self) -> Path:
        """The data directory a build may write to.

        Raises
        ------
        BuildError
            It is the data set inside an installed package.
        """
        if self.data_dir.resolve() == _INSIDE / "data":
            what = f"the data set inside the installed package ({self.data_dir}) is not rebuilt in place"
            raise BuildError(what, fix="name another directory with --out or GEO_OPPORTUNITY_DATA_DIR")
        return self.data_dir

    @property
    def basemap_address(self) -> str:
        """The basemap's address with its key; empty without one."""
        return self.basemap_style.replace("{key}", quote(self.basemap_key.get_secret_value(), safe=""))

    @model_validator(mode="after")
    def _basemap_is_whole(self) -> Settings:
        style, host = self.basemap_style, urlsplit(self.basemap_style)
        if not style:
            return self
        here = host.scheme == "http" and host.hostname in ("127.0.0.1", "localhost")
        if not here and not (host.scheme == "https" and host.hostname):
            # visitors read this: the rest of the address may hold a key
            named = (
                f"at {host.scheme}://{host.hostname}"
                if host.scheme and host.hostname
                else "no address of a server"
            )
            msg = f"basemap_style is {named}; it must be an https:// address of a MapLibre style (JSON)"
            raise ValueError(msg)
        if not self.basemap_credit.strip():
            msg = (
                "basemap_style is set but basemap_credit is not; set it to the attribution the provider "
                "asks for"
            )
            raise ValueError(msg)
        if "{key}" in style and not self.basemap_key.get_secret_value():
            msg = "basemap_style holds {key} but basemap_key is not set; set GEO_OPPORTUNITY_BASEMAP_KEY"
            raise ValueError(msg)
        return self

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments, then the environment, then the file."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)
