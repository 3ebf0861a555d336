# ruff: noqa: D102 - what Codec documents is not said again
"""How a setting is declared: once, with all that its link, control, command line and docs need to know.

>>> from dataclasses import dataclass
>>> @dataclass(frozen=True, kw_only=True)
... class Trip:
...     miles: float = setting("mi", 25.0, Number("distance", 1, 100, unit=MILES), "Within")
>>> declared(Trip)["miles"].parse("250")
Traceback (most recent call last):
...
ValueError: The distance “250” is out of range; choose a number from 1 to 100
"""

from __future__ import annotations

import math
import re
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

__all__ = [
    "COUNT",
    "MILES",
    "PERCENT",
    "RATIO",
    "SHARE",
    "USD",
    "Choice",
    "Codec",
    "Nearest",
    "Number",
    "Reading",
    "Setting",
    "Several",
    "Text",
    "Yes",
    "check",
    "decimal",
    "declared",
    "digits",
    "quoted",
    "setting",
]

T = TypeVar("T")

#: Units of numbers. A share and a ratio are fractions, written in percent in links.
COUNT: Final = ""
MILES: Final = "miles"
USD: Final = "dollars a year"
PERCENT: Final = "percent"
SHARE: Final = "share"
RATIO: Final = "ratio"

_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)(e[+-]?[0-9]{1,3})?", re.IGNORECASE)
_NUMBER_LIMIT = 40  # characters
_SHOWN = 40


def quoted(text: str) -> str:
    """Return the beginning of a text that anybody may have written, in quotation marks and printable."""
    shown = "".join(c if c.isprintable() else " " for c in text[:_SHOWN])
    return f"“{shown}…”" if len(text) > _SHOWN else f"“{shown}”"


def decimal(text: str) -> Decimal:
    """Return the number a text writes in ASCII digits, as :func:`digits` does; others raise ValueError."""
    if len(text) > _NUMBER_LIMIT or not _NUMBER.fullmatch(text):
        msg = f"{quoted(text)} is not a number"
        raise ValueError(msg)
    return Decimal(text)  # of three digits of exponent at most: no step with it can overflow


def digits(value: float, *, percent: bool = False) -> str:
    """Write a number, or a fraction in percent, in as few digits as say it exactly."""
    exact = Decimal(repr(float(value))).scaleb(2 if percent else 0)
    text = format(exact, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text if len(text) <= 24 else str(exact)


class Reading:
    """What settings are read with: codes the data have, by kind, and what was wrong, by link key."""

    def __init__(self, known: Mapping[str, Any] | None = None) -> None:
        """Begin with nothing wrong."""
        self.known: Mapping[str, Any] = known or {}
        self.room = 0
        """Bytes that packed texts may still unpack to, all together."""
        self.key = ""
        """Key of the parameter being read."""
        self.faults: dict[str, list[tuple[str, str]]] = {}

    def say(self, fault: str, instead: str) -> None:
        """Note what is wrong with the value being read and what is used instead: clauses of one sentence."""
        self.faults.setdefault(self.key, []).append((fault, instead))


class Codec(ABC, Generic[T]):
    """What values a setting may have, and how they are written in links."""

    what: str
    """Its name within a sentence."""
    unit: str = COUNT
    """Of numbers."""

    @abstractmethod
    def check(self, value: T) -> None:
        """Refuse a value that means nothing (ValueError)."""

    @abstractmethod
    def read(self, text: str, default: Any, at: Reading) -> Any:
        """Return the value a link's text says, or the nearest there is, with one sentence; never raises."""

    def write(self, value: T) -> str:
        """Return the link's text of a value."""
        return str(value)

    def neighbors(self, value: T) -> tuple[T, ...]:  # noqa: ARG002 - what is no step from anything has none
        """Return the values one step away, lower ones first."""
        return ()

    @property
    def offer(self) -> str:
        """Return in words what can be chosen."""
        return ""

    @property
    def named(self) -> Codec[T]:
        """Return the codec of the value as Python writes it: a share as a fraction, a level by its name."""
        return self


@dataclass(frozen=True)
class Choice(Codec[T]):
    """One of several values."""

    what: str
    options: Collection[T]
    """In order; a mapping gives their words on screen."""
    codes: Mapping[T, str] = field(default_factory=dict)
    """In links, where not the values themselves."""
    buttons: bool = False
    """Drawn as a row of buttons, not as a list."""
    steps: Callable[[T], tuple[T, ...]] | None = None
    """One step away from a value; not given, all others are."""

    @cached_property
    def _values(self) -> dict[str, T]:
        return {self.write(value): value for value in self.options}

    def words(self, value: T) -> str:
        """Return what a value is called on screen."""
        return str(self.options[value] if isinstance(self.options, Mapping) else value)

    def check(self, value: T) -> None:
        if value not in self.options:
            msg = f"{self.what} is {value!r}; choose one of {', '.join(map(str, self.options))}"
            raise ValueError(msg)

    def write(self, value: T) -> str:
        return self.codes.get(value, str(value))

    def read(self, text: str, default: T | None, at: Reading) -> T | None:
        found = self._values.get(text)
        if found is None:
            found = {code.casefold(): value for code, value in self._values.items()}.get(text.casefold())
        if found is None:
            at.say(f"There is no {self.what} {quoted(text)}", "the usual one is shown")
        return default if found is None else found

    def neighbors(self, value: T) -> tuple[T, ...]:
        return self.steps(value) if self.steps else tuple(x for x in self.options if x != value)

    @property
    def offer(self) -> str:
        return f"one of {', '.join(self._values)}"


@dataclass(frozen=True)
class Number(Codec[float]):
    """A number between two."""

    what: str
    low: float
    high: float
    unit: str = COUNT
    step: float = 1.0
    """Of the number field."""
    stops: tuple[float, ...] = ()
    """Drawn as a slider with these stops."""
    near: Callable[[float], tuple[float, ...]] | None = None
    """One step away from a value; those out of range are none."""
    unset: tuple[str, str] = ("", "")
    """Where it may be unset: what is wrong with a text that is no number, and what unset means."""
    whole: bool = False
    """A whole number; an empty text leaves it unset."""

    @property
    def fraction(self) -> bool:
        """Return whether links write it in percent."""
        return self.unit in (SHARE, RATIO)

    def check(self, value: float) -> None:
        if not self.low <= value <= self.high:
            msg = f"{self.what} is {value:g}; it must lie between {self.low:g} and {self.high:g}"
            raise ValueError(msg)

    def write(self, value: float) -> str:
        return digits(value, percent=self.fraction)

    def read(self, text: str, default: float | None, at: Reading) -> float | None:
        if self.whole and not text:
            return default
        try:
            exact = decimal(text)
            value = float(exact.scaleb(-2) if self.fraction else exact)
        except ValueError:
            value = math.nan
        if not math.isfinite(value):
            if default is None:
                at.say(*self.unset)
            else:
                at.say(f"The {self.what} is not a number: {quoted(text)}", f"{self._shown(default)} is used")
            return default
        kept = min(max(value, self.low), self.high)
        if kept != value:
            at.say(f"The {self.what} {quoted(text)} is out of range", f"{self._shown(kept)} is used")
        return round(kept) if self.whole else kept

    def _shown(self, value: float) -> str:
        return f"{100 * value:,g}%" if self.fraction else f"{value:,g}"

    def neighbors(self, value: float) -> tuple[float, ...]:
        around = self.near(value) if self.near else ()
        return tuple(x for x in around if self.low <= x <= self.high and x != value)

    @property
    def offer(self) -> str:
        low, high = map(self.write, (self.low, self.high))
        return f"a number from {low} to {high}" + (", percent" if self.fraction else "")

    @property
    def named(self) -> Number:
        return replace(self, unit=COUNT) if self.fraction else self


@dataclass(frozen=True)
class Nearest(Codec[int]):
    """One of several whole numbers; any other number becomes the nearest."""

    what: str
    options: tuple[int, ...]
    plural: str
    """The beginning of a sentence about what is offered."""
    unit: str = COUNT

    def check(self, value: int) -> None:
        Choice(self.what, self.options).check(value)

    def read(self, text: str, default: int, at: Reading) -> int:
        asked: Any = Number(self.what, 0, 1_000_000).read(text, default, at)
        nearest = min(self.options, key=lambda x: (abs(x - asked), x))
        if nearest != asked:
            offered = ", ".join(map(str, self.options))
            at.say(
                f"{self.plural} offered are {offered} {self.unit}", f"{nearest} is used instead of {asked:g}"
            )
        return nearest

    def neighbors(self, value: int) -> tuple[int, ...]:
        return beside(self.options)(value)

    @property
    def offer(self) -> str:
        return f"one of {', '.join(map(str, self.options))}"


@dataclass(frozen=True)
class Several(Codec[tuple[T, ...]]):
    """Any number of several values, joined by dots."""

    what: str
    codes: Mapping[T, str]
    """Value -> its code in links, in order."""
    words: Mapping[T, str] = field(default_factory=dict)
    """Value -> words on screen, where not the values themselves."""
    ordered: bool = True
    """Only in this order, each once."""
    by_name: bool = False
    """Values are read by their names, too."""

    @cached_property
    def _values(self) -> dict[str, T]:
        return {code: value for value, code in self.codes.items()}

    def chosen(self, values: Collection[T]) -> tuple[T, ...]:
        """Return values in order, each once."""
        return tuple(x for x in self.codes if x in values)

    def check(self, value: tuple[T, ...] | str) -> None:
        if isinstance(value, str):
            msg = f"{self.what} is the text {value!r}; give a tuple, such as ({next(iter(self.codes))!r},)"
            raise ValueError(msg)  # noqa: TRY004 - as every other value that a setting refuses
        for one in value:
            Choice(self.what, self.codes).check(one)
        if self.ordered and value != self.chosen(value):
            order = ", ".join(map(str, self.codes))
            msg = f"{self.what} is {value!r}; choose of {order}, in this order, each once"
            raise ValueError(msg)

    def write(self, value: tuple[T, ...]) -> str:
        return ".".join(self.codes[x] for x in value) or "-"

    def read(self, text: str, default: tuple[T, ...], at: Reading) -> tuple[T, ...]:
        for name in sorted(map(str, self.codes), key=len, reverse=True) if self.by_name else ():
            code = next(code for value, code in self.codes.items() if str(value) == name)
            text = re.sub(re.escape(name), code, text, flags=re.IGNORECASE)
        asked = [p for p in re.split(r"[.,\s]+", text) if p and p != "-"]
        unknown = [p for p in asked if p not in self._values]
        if unknown:
            at.say(f"There is no {self.what} {quoted(unknown[0])}", "it is left out")
        found = [self._values[p] for p in asked if p in self._values]
        return default if asked and not found else self.chosen(found)

    @property
    def offer(self) -> str:
        return f"any of {', '.join(self._values)}"

    @property
    def named(self) -> Several[T]:
        return replace(self, by_name=True)


@dataclass(frozen=True)
class Yes(Codec[bool]):
    """On or off; off where nothing else is said."""

    what: str
    """What is on, a clause."""

    def check(self, value: bool) -> None:
        pass

    def write(self, value: bool) -> str:
        return "1" if value else "0"

    def read(self, text: str, default: bool, at: Reading) -> bool:
        said = text.casefold()
        if said not in ("", "0", "no", "false", "1", "yes", "true"):
            at.say(f"Whether {self.what} is not clear from {quoted(text)}", "it is off")
            return default
        return said in ("1", "yes", "true")

    @property
    def offer(self) -> str:
        return "1"


@dataclass(frozen=True)
class Text(Codec[str]):
    """A code or a name of some pattern, maybe one that the data have; an empty text leaves it unset."""

    what: str
    pattern: re.Pattern[str]
    instead: str
    """What is shown where there is no such thing."""
    known: str = ""
    """The kind of codes the data have."""
    nothing: str | None = None
    """The text that leaves it unset, where something else is its default."""
    example: str = ""

    def check(self, value: str) -> None:
        if not self.pattern.fullmatch(value):
            msg = f"{quoted(value)} is no {self.what}"
            raise ValueError(msg)

    def read(self, text: str, default: str | None, at: Reading) -> str | None:  # noqa: ARG002
        if not text or text == self.nothing:
            return None
        codes = at.known.get(self.known)
        if not self.pattern.fullmatch(text) or (codes is not None and text not in codes):
            who = "The data have" if self.known else "There is"
            at.say(f"{who} no {self.what} {quoted(text)}", self.instead)
            return None
        return text

    def write(self, value: str | None) -> str:
        return str(value or self.nothing)

    @property
    def offer(self) -> str:
        return f"such as {self.example}" + (f"; {self.nothing} for none" if self.nothing else "")


def beside(options: tuple[T, ...]) -> Callable[[T], tuple[T, ...]]:
    """Return what gives the options before and after one."""

    def near(value: T) -> tuple[T, ...]:
        at = options.index(value)
        return options[max(at - 1, 0) : at] + options[at + 1 : at + 2]

    return near


@dataclass(frozen=True)
class Setting:
    """One setting, as it is declared."""

    name: str
    """Of the field."""
    key: str | None
    """Of the parameter in links; None: not in links."""
    default: Any
    codec: Codec[Any]
    label: str
    help: str
    empty: str
    """The words of a choice that is not made."""
    when: tuple[str, tuple[Any, ...]] | None
    """The field it depends on, with the values under which it has an effect."""

    def check(self, value: Any) -> None:
        """Refuse a value that means nothing (ValueError)."""
        if value is not None or self.default is not None:
            self.codec.check(value)

    def applies(self, owner: Any) -> bool:
        """Return whether it has an effect beside the other fields of `owner`."""
        return self.when is None or getattr(owner, self.when[0]) in self.when[1]

    def parse(self, text: str, *, by_name: bool = False) -> Any:
        """Return the value of a text as links write it, or as Python does; others raise ValueError."""
        codec, at = self.codec.named if by_name else self.codec, Reading()
        value = codec.read(text.strip(), self.default, at)
        for fault, _ in [pair for pairs in at.faults.values() for pair in pairs]:
            named = not codec.offer or codec.offer.removeprefix("one of ") in fault
            raise ValueError(fault if named else f"{fault}; choose {codec.offer}")
        return value


def setting(
    key: str | None,
    default: Any,
    codec: Codec[Any],
    label: str,
    help: str = "",  # noqa: A002 - Streamlit's word
    *,
    empty: str = "",
    when: tuple[str, tuple[Any, ...]] | None = None,
) -> Any:
    """Declare a field of a dataclass as a setting.

    Parameters
    ----------
    key
        Its parameter in links; None: not in links.
    default
        Its value by default; None: unset.
    codec
        What values it may have, and how links write them.
    label
        What its control says.
    help
        What its control says when asked.
    empty
        What its control says for a choice that is not made.
    when
        The field it depends on, with the values under which it has an effect.
    """
    return field(
        default=default, metadata={"setting": Setting("", key, default, codec, label, help, empty, when)}
    )


@lru_cache(maxsize=8)
def declared(owner: type) -> dict[str, Setting]:
    """Return the settings a dataclass declares, by field name, in their order."""
    return {
        f.name: replace(f.metadata["setting"], name=f.name) for f in fields(owner) if "setting" in f.metadata
    }


def check(owner: Any) -> None:
    """Refuse an instance with a value that means nothing (ValueError)."""
    kind: type = type(owner)
    for name, one in declared(kind).items():
        one.check(getattr(owner, name))
