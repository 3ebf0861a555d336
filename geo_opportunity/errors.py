"""One family of exceptions. Every message names the thing that is wrong and the mend."""

from __future__ import annotations

from typing import Any

__all__ = [
    "BuildError",
    "ChecksumError",
    "DataNotFoundError",
    "FormatError",
    "GeoOpportunityError",
    "JoinError",
    "LinkError",
    "MissingColumnError",
    "SchemaError",
    "SourceUnavailableError",
    "UnknownCodeError",
    "ValueRangeError",
]


class GeoOpportunityError(Exception):
    """Base of every error this package raises on purpose.

    Parameters
    ----------
    what
        What is wrong, naming the thing.
    fix
        What to do about it, a clause without its full stop; stands behind `what` in the message.
    """

    def __init__(self, what: str = "", *, fix: str = "") -> None:
        self.what, self.fix = what, fix
        super().__init__(f"{what.rstrip('.')}. Mend: {fix}." if fix else what)

    def __reduce__(self) -> tuple[Any, ...]:
        """Survive the way from a child process."""
        return _restored, (type(self), self.what, self.fix)


def _restored(kind: type[GeoOpportunityError], what: str, fix: str) -> GeoOpportunityError:
    return kind(what, fix=fix)


class SourceUnavailableError(GeoOpportunityError, OSError):
    """A raw file is neither on disk nor to be had from its publisher."""


class ChecksumError(GeoOpportunityError, ValueError):
    """A file is not the one that was asked for."""


class FormatError(GeoOpportunityError, ValueError):
    """A raw file cannot be read as what it should be (HTML for data, truncated zip, wrong vintage)."""


class MissingColumnError(FormatError):
    """A raw file lacks a column its reader needs."""


class ValueRangeError(FormatError):
    """A raw file holds a value that cannot be true."""


class SchemaError(GeoOpportunityError, ValueError):
    """One of our own tables breaks its contract."""


class JoinError(GeoOpportunityError, ValueError):
    """Two tables match worse than the build allows."""


class BuildError(GeoOpportunityError, RuntimeError):
    """A build could not be finished; the old data stay in place."""


class DataNotFoundError(GeoOpportunityError, FileNotFoundError):
    """The embedded data set is missing or incomplete."""


class UnknownCodeError(GeoOpportunityError, KeyError):
    """An area, occupation, provider or sector that the data do not hold."""

    def __str__(self) -> str:
        """Return the message itself (KeyError would quote it)."""
        return str(self.args[0]) if self.args else ""


class LinkError(GeoOpportunityError, ValueError):
    """A link asks for something that cannot be shown as asked."""
