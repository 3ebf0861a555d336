"""One family of exceptions. Every message names the thing that is wrong and the fix."""

from __future__ import annotations

import difflib
import errno
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

__all__ = [
    "BuildError",
    "ChecksumError",
    "DataNotFoundError",
    "DiskError",
    "DoubtError",
    "FormatError",
    "GeoOpportunityError",
    "JoinError",
    "LinkError",
    "MissingColumnError",
    "MissingPackageError",
    "SchemaError",
    "SourceUnavailableError",
    "UnknownCodeError",
    "ValueRangeError",
    "did_you_mean",
    "disk_errors",
    "nearest",
]


class GeoOpportunityError(Exception):
    """Base of every error this package raises on purpose.

    Parameters
    ----------
    what
        What is wrong, naming the thing.
    fix
        What to do about it, a clause without its period; follows `what` in the message.
    """

    def __init__(self, what: str = "", *, fix: str = "") -> None:
        self.what, self.fix = what, fix
        super().__init__(f"{what.rstrip('.')}. Fix: {fix}." if fix else what)

    def __reduce__(self) -> tuple[Any, ...]:
        """Survive the way from a child process."""
        return _restored, (type(self), self.what, self.fix)


def _restored(kind: type[GeoOpportunityError], what: str, fix: str) -> GeoOpportunityError:
    return kind(what, fix=fix)


class SourceUnavailableError(GeoOpportunityError, OSError):
    """A raw file is neither on disk nor to be had from its publisher."""


class ChecksumError(GeoOpportunityError, ValueError):
    """A file is not the one that was expected."""


class FormatError(GeoOpportunityError, ValueError):
    """A raw file cannot be read as what it should be (HTML for data, truncated zip, wrong vintage)."""


class DoubtError(FormatError):
    """A file can be meant in several ways, and what is meant must be said.

    Parameters
    ----------
    what, fix
        As of every error; `fix` names the setting and its values.
    setting
        Name of the importer's parameter that settles it.
    choices
        Its values, and what each would mean for the file's first rows, in plain words.
    """

    def __init__(
        self, what: str = "", *, fix: str = "", setting: str = "", choices: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(what, fix=fix)
        self.setting, self.choices = setting, dict(choices or {})

    def __reduce__(self) -> tuple[Any, ...]:
        """Survive the way from a child process."""
        return _doubt, (self.what, self.fix, self.setting, self.choices)


def _doubt(what: str, fix: str, setting: str, choices: dict[str, str]) -> DoubtError:
    return DoubtError(what, fix=fix, setting=setting, choices=choices)


class MissingColumnError(FormatError):
    """A raw file lacks a column its reader needs.

    Parameters
    ----------
    what, fix
        As of every error.
    file
        The file's name.
    wanted
        Our columns of which it needs one.
    has
        The columns it has.
    """

    def __init__(
        self,
        what: str = "",
        *,
        fix: str = "",
        file: str = "",
        wanted: Iterable[str] = (),
        has: Iterable[object] = (),
    ) -> None:
        super().__init__(what, fix=fix)
        self.file, self.wanted, self.has = file, tuple(wanted), tuple(map(str, has))

    def __reduce__(self) -> tuple[Any, ...]:
        """Survive the way from a child process."""
        return _missing, (self.what, self.fix, self.file, self.wanted, self.has)


def _missing(
    what: str, fix: str, file: str, wanted: tuple[str, ...], has: tuple[str, ...]
) -> MissingColumnError:
    return MissingColumnError(what, fix=fix, file=file, wanted=wanted, has=has)


class ValueRangeError(FormatError):
    """A raw file has a value that cannot be true."""


class SchemaError(GeoOpportunityError, ValueError):
    """One of our tables breaks its contract."""


class JoinError(GeoOpportunityError, ValueError):
    """Two tables match worse than the build allows."""


class BuildError(GeoOpportunityError, RuntimeError):
    """A build could not be finished; the old data stay in place."""


class DataNotFoundError(GeoOpportunityError, FileNotFoundError):
    """The embedded data set is missing or incomplete."""


class MissingPackageError(GeoOpportunityError, ImportError):
    """An optional package that is needed for this is not installed."""


class UnknownCodeError(GeoOpportunityError, KeyError):
    """An area, occupation, provider or sector that the data do not have."""

    def __str__(self) -> str:
        """Return the message itself (KeyError would quote it)."""
        return str(self.args[0]) if self.args else ""


class ExportError(GeoOpportunityError, RuntimeError):
    """Not all of the files asked for could be written."""


class LinkError(GeoOpportunityError, ValueError):
    """A link asks for something that cannot be shown as asked."""


class DiskError(GeoOpportunityError, OSError):
    """The system refuses to write or read a file.

    No space left, read-only, no permission, a file in the place of a directory.
    """


_ROOM: Final = "free some space, or choose a path on another disk"
_PLACE: Final = "choose a path that can be written to"
_NAME: Final = "choose another path, or move what is in the way"
#: What to do about a path that cannot be written, by the system's number.
_FIXES: Final[dict[int, str]] = {
    **dict.fromkeys((errno.ENOSPC, errno.EDQUOT, errno.EFBIG), _ROOM),
    **dict.fromkeys((errno.EROFS, errno.EACCES, errno.EPERM), _PLACE),
    **dict.fromkeys((errno.ENOTDIR, errno.EEXIST, errno.EISDIR), _NAME),
}


@contextmanager
def disk_errors(
    path: Path | None = None, *, instead: Path | None = None, then: str = "", fix: str = ""
) -> Iterator[None]:
    """Turn what the system says about a file into a DiskError.

    Parameters
    ----------
    path
        Named in the message; None names the path the system names.
    instead
        Named where the system names none (it does not when a disk is full).
    then
        What follows from it, a clause added to the sentence.
    fix
        What to do about it, where that can be said better than by the kind of refusal.

    Raises
    ------
    DiskError
        An OSError that is not one of ours was raised within; a broken pipe passes as it is.
    """
    try:
        yield
    except (GeoOpportunityError, BrokenPipeError):
        raise
    except OSError as error:
        theirs = error.filename if isinstance(error.filename, str | bytes) else None
        named = path or (os.fsdecode(theirs) if theirs else instead) or "a file"
        number = error.errno or 0
        reason = os.strerror(number).lower() if number else str(error)
        what = f"{named} cannot be {'written' if number in _FIXES else 'read or written'}: {reason}" + (
            f"; {then}" if then else ""
        )
        raise DiskError(what, fix=fix or _FIXES.get(number, "check the path and the disk")) from error


def nearest(value: object, valid: Iterable[object], *, most: int = 3) -> list[str]:
    """Return the valid values most like a value that is none of them.

    Those that hold it, then those spelled like it.
    """
    wanted = str(value).casefold()
    known = {str(v).casefold(): str(v) for v in valid}
    if not wanted:
        return []
    holding = [k for k in known if wanted in k] if len(wanted) > 2 else []
    alike = difflib.get_close_matches(wanted, known, n=most, cutoff=0.6)
    return [known[k] for k in dict.fromkeys([*holding[:most], *alike])][:most]


def did_you_mean(value: object, valid: Iterable[object], otherwise: str) -> str:
    """Return the fix for a value that is not valid: the nearest valid ones; `otherwise` where none is near.

    `valid` may map codes to names (a Series or a dict): then either may have been meant, and the code is
    suggested.
    """
    named = getattr(valid, "items", None)
    if named is None:
        found = [repr(v) for v in nearest(value, valid)]
    else:
        names = {str(code): str(name) for code, name in named()}
        codes = {name: code for code, name in names.items()}
        both = dict.fromkeys([codes[name] for name in nearest(value, codes)] + nearest(value, names))
        found = [f"{code!r} ({names[code]})" for code in both][:3]
    return f"perhaps {' or '.join(found)}; {otherwise}" if found else otherwise
