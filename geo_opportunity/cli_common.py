"""What the commands of both command-line modules share."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from geo_opportunity.errors import GeoOpportunityError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo_opportunity.settings import Settings

__all__ = ["Data", "Debug", "data_dir", "settings", "told"]

Debug = Annotated[bool, typer.Option("--debug", help="Show the whole traceback of an error.")]
Data = Annotated[Path | None, typer.Option("--data", help="Data directory (default: GEO_OPPORTUNITY_DATA_DIR, or data/).")]


@contextmanager
def told(debug: bool) -> Iterator[None]:
    """Turn errors of ours into one clear line and exit code 1; settings that mean nothing into 2."""
    try:
        yield
    except GeoOpportunityError as error:
        if debug:
            raise
        typer.echo("\n".join([f"error: {error}", *getattr(error, "__notes__", [])]), err=True)
        raise typer.Exit(1) from None


def settings() -> Settings:
    """Return the configuration; settings that mean nothing are told as wrong usage."""
    from pydantic import ValidationError

    from geo_opportunity.settings import Settings

    try:
        return Settings()
    except ValidationError as error:
        faults = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        msg = f"a setting from the environment or geo-opportunity.toml is wrong: {faults}"
        raise typer.BadParameter(msg) from None


def data_dir(data: Path | None) -> Path:
    """Return the data directory a command was given, or the configured one."""
    return data or settings().data_dir
