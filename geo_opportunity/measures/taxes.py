"""Taxes of a working family, and the earnings that leave it what it needs.

Federal taxes are those of tax year 2025, state income tax is an estimate under 2026 law.

Income tax: Internal Revenue Code as adjusted by Rev. Proc. 2024-40
(https://www.irs.gov/pub/irs-drop/rp-24-40.pdf) and changed by P.L. 119-21 (standard deduction, child tax
credit). Payroll tax: 7.65 percent (social security 6.2 up to the 2025 contribution base of 176,100, Medicare
1.45). All income is wages, adults who work earn equal parts, and the family takes the standard deduction, the
child tax credit with its refundable part, the child and dependent care credit (not refundable; its rise under
P.L. 119-21 starts in 2026) and the earned income tax credit.

State income tax after refundable credits is read off a table computed with PolicyEngine US 2.68.0, between
whose wages it is interpolated (:class:`StateTax`).

Not included: local income tax, pre-tax health premiums and other salary reductions, the additional Medicare
tax, other deductions. Federal credits are computed by formula; the IRS's own EITC table rounds to steps of 50
dollars.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Literal

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = [
    "FEDERAL_YEAR",
    "STATE_MODEL",
    "FilingStatus",
    "StateTax",
    "Taxes",
    "care_credit_rate",
    "earned_income_credit",
    "earnings_for_need",
    "federal_taxes",
    "fica",
    "tax_before_credits",
]

FEDERAL_YEAR: Final = 2025
#: What the state income tax was computed with; the year of its law is in table ``StateTaxes``.
STATE_MODEL: Final = "PolicyEngine US 2.68.0"
FilingStatus = Literal["single", "head", "joint"]

_RATES: Final = np.array([0.10, 0.12, 0.22, 0.24, 0.32, 0.35, 0.37])
#: Upper ends of the brackets below the last, US dollars of taxable income.
_BRACKETS: Final[dict[FilingStatus, tuple[float, ...]]] = {
    "single": (11_925, 48_475, 103_350, 197_300, 250_525, 626_350),
    "head": (17_000, 64_850, 103_350, 197_300, 250_500, 626_350),
    "joint": (23_850, 96_950, 206_700, 394_600, 501_050, 751_600),
}
_STANDARD_DEDUCTION: Final[dict[FilingStatus, float]] = {"single": 15_750, "head": 23_625, "joint": 31_500}

_SOCIAL_SECURITY, _MEDICARE, _CONTRIBUTION_BASE = 0.062, 0.0145, 176_100.0

_CHILD_CREDIT, _CHILD_CREDIT_REFUNDABLE = 2_200.0, 1_700.0
_CHILD_CREDIT_LIMIT: Final[dict[FilingStatus, float]] = {"single": 200_000, "head": 200_000, "joint": 400_000}

#: Children (3 = three or more) -> credit rate, earned income amount, phase-out rate, phase-out start (single,
#: head).
_EITC: Final[dict[int, tuple[float, float, float, float]]] = {
    0: (0.0765, 8_490, 0.0765, 10_620),
    1: (0.34, 12_730, 0.1598, 23_350),
    2: (0.40, 17_880, 0.2106, 23_350),
    3: (0.45, 17_880, 0.2106, 23_350),
}
#: Maximum credit and phase-out start for joint returns, as the revenue procedure prints them.
_EITC_MAXIMUM: Final[dict[int, float]] = {0: 649, 1: 4_328, 2: 7_152, 3: 8_046}
_EITC_JOINT_START: Final[dict[int, float]] = {0: 17_730, 1: 30_470, 2: 30_470, 3: 30_470}


@dataclass(frozen=True, slots=True, eq=False)
class StateTax:
    """State income tax after refundable credits, by a family's wages; one row per place.

    Between two wages of the table the tax is interpolated linearly: it never leaves the two published taxes,
    and what is left of wages rises wherever it rises in the table. The table is not extended: beyond its ends
    the tax is that at the end, and :meth:`covers` is false.
    """

    wages: NDArray[np.float64]
    """W: ascending, US dollars a year."""
    tax: NDArray[np.float64]
    """N x W: US dollars a year; negative is paid out, NaN where the table lacks the place."""

    def at(self, earnings: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the tax on N family `earnings`, US dollars a year."""
        pay = np.clip(earnings, self.wages[0], self.wages[-1])
        left = np.clip(np.searchsorted(self.wages, pay, side="right") - 1, 0, len(self.wages) - 2)
        part = (pay - self.wages[left]) / (self.wages[left + 1] - self.wages[left])
        rows = np.arange(len(self.tax))
        low, high = self.tax[rows, left], self.tax[rows, left + 1]
        tax: NDArray[np.float64] = low + part * (high - low)
        return tax

    def covers(self, earnings: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Return whether the table has the place, and wages on both sides of its `earnings`."""
        inside: NDArray[np.bool_] = (earnings >= self.wages[0]) & (earnings <= self.wages[-1])
        return inside & ~np.isnan(self.tax).any(axis=1)


@dataclass(frozen=True, slots=True, eq=False)
class Taxes:
    """Taxes, arrays of US dollars a year in the shape of the earnings."""

    fica: NDArray[np.float64]
    income_tax: NDArray[np.float64]
    """Before credits."""
    credits: NDArray[np.float64]
    """Federal credits used, refunds included; may exceed `income_tax`."""
    state_tax: NDArray[np.float64]
    """State income tax after refundable credits; zero where none was given."""

    @property
    def net(self) -> NDArray[np.float64]:
        """Payroll and income taxes less credits; negative where refunds exceed the taxes."""
        return self.fica + self.income_tax - self.credits + self.state_tax


def fica(earnings: ArrayLike, earners: int = 1) -> NDArray[np.float64]:
    """Return employees' payroll tax on a family's `earnings`, earned in equal parts by `earners` people."""
    pay = np.asarray(earnings, dtype=float)
    tax: NDArray[np.float64] = (
        _SOCIAL_SECURITY * np.minimum(pay, _CONTRIBUTION_BASE * earners) + _MEDICARE * pay
    )
    return tax


def tax_before_credits(income: ArrayLike, status: FilingStatus) -> NDArray[np.float64]:
    """Return federal income tax on adjusted gross `income` after the standard deduction, before credits."""
    taxable = np.maximum(np.asarray(income, dtype=float) - _STANDARD_DEDUCTION[status], 0.0)
    starts = np.array((0.0, *_BRACKETS[status]))
    steps = np.diff(_RATES, prepend=0.0)
    tax = np.zeros(taxable.shape)
    for start, step in zip(
        starts, steps, strict=True
    ):  # each bracket adds its rate's rise over the one below
        tax += step * np.maximum(taxable - start, 0.0)
    return tax


def care_credit_rate(income: ArrayLike) -> NDArray[np.float64]:
    """Return the child and dependent care credit rate.

    35 % up to 15,000, a point less per 2,000 or part of it, 20 % over 43,000.
    """
    steps = np.ceil(np.maximum(np.asarray(income, dtype=float) - 15_000.0, 0.0) / 2_000.0)
    rate: NDArray[np.float64] = np.maximum(35.0 - steps, 20.0) / 100.0
    return rate


def earned_income_credit(earnings: ArrayLike, status: FilingStatus, children: int) -> NDArray[np.float64]:
    """Return the earned income tax credit; a worker without children is assumed to be 25 to 64."""
    pay = np.asarray(earnings, dtype=float)
    count = min(children, 3)
    rate, _, out_rate, start = _EITC[count]
    start = _EITC_JOINT_START[count] if status == "joint" else start
    credit = np.minimum(rate * pay, _EITC_MAXIMUM[count])
    left: NDArray[np.float64] = np.maximum(credit - out_rate * np.maximum(pay - start, 0.0), 0.0)
    return left


def federal_taxes(
    earnings: ArrayLike, *, status: FilingStatus, earners: int, children: int, care_expenses: ArrayLike = 0.0
) -> Taxes:
    """Return a family's federal taxes.

    Parameters
    ----------
    earnings
        Family earnings, US dollars a year.
    status
        Filing status: single, head of household, or joint.
    earners
        Adults who work.
    children
        Qualifying children under 13, hence also under 17.
    care_expenses
        Paid child care, US dollars a year (broadcast with `earnings`).
    """
    pay = np.asarray(earnings, dtype=float)
    tax = tax_before_credits(pay, status)
    # child and dependent care: not refundable, first in order
    allowed = np.minimum(np.asarray(care_expenses, dtype=float), 3_000.0 * min(children, 2))
    allowed = np.minimum(allowed, pay / earners)  # at most the earnings of the spouse who earns less
    care = np.minimum(care_credit_rate(pay) * allowed, tax)
    # child tax credit: against what tax is left, then the refundable part on earnings over 2,500
    over = np.ceil(np.maximum(pay - _CHILD_CREDIT_LIMIT[status], 0.0) / 1_000.0) * 50.0
    child = np.maximum(_CHILD_CREDIT * children - over, 0.0)
    used = np.minimum(child, tax - care)
    refund = np.minimum(
        np.minimum(child - used, _CHILD_CREDIT_REFUNDABLE * children), 0.15 * np.maximum(pay - 2_500.0, 0.0)
    )
    return Taxes(
        fica=fica(pay, earners),
        income_tax=tax,
        credits=care + used + refund + earned_income_credit(pay, status, children),
        state_tax=np.zeros(pay.shape),
    )


def earnings_for_need(
    need: ArrayLike,
    *,
    status: FilingStatus,
    earners: int,
    children: int,
    care_expenses: ArrayLike = 0.0,
    state: StateTax | None = None,
    cents: float = 0.01,
) -> tuple[NDArray[np.float64], Taxes]:
    """Return the earnings that leave `need` after federal taxes and state income tax, and those taxes.

    Bisection on earnings - taxes = need, all values at once. The left side rises but for small drops where
    the care credit or a phase-out steps down; the answer always leaves at least the need, to within `cents`
    dollars.

    Parameters
    ----------
    need
        What the family must have after taxes, US dollars a year; NaN stays NaN.
    status, earners, children, care_expenses
        As in :func:`federal_taxes`.
    state
        State income tax, a row for each need (one-dimensional then). Earnings it does not cover are NaN: they
        are not known.
    cents
        Tolerance, US dollars.
    """
    wanted = np.asarray(need, dtype=float)
    care = np.broadcast_to(np.asarray(care_expenses, dtype=float), wanted.shape)

    def taxes(pay: NDArray[np.float64]) -> Taxes:
        federal = federal_taxes(pay, status=status, earners=earners, children=children, care_expenses=care)
        return federal if state is None else replace(federal, state_tax=state.at(pay))

    low = np.zeros(wanted.shape)
    high = 2.0 * np.maximum(np.nan_to_num(wanted), 0.0) + 1_000.0  # no average rate reaches one half
    rounds = int(np.ceil(np.log2(max(float(high.max(initial=1.0)) / cents, 2.0)))) + 2
    for _ in range(rounds):
        middle = (low + high) / 2.0
        enough = middle - taxes(middle).net >= wanted
        high = np.where(enough, middle, high)
        low = np.where(enough, low, middle)
    known = ~np.isnan(wanted) & (True if state is None else state.covers(high))
    earnings = np.where(known, high, np.nan)
    return earnings, taxes(earnings)
