"""Price levels and national costs as constants, each with its table, period and address.

National costs are estimates for a family anywhere in the country; they are not moved by local prices. All
amounts are US dollars a year in the prices of their own period; :func:`in_prices_of` brings them to another.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

__all__ = [
    "CPI_U",
    "HEALTHCARE_BY_SIZE",
    "HEALTH_INSURANCE_SHARE",
    "PREMIUM_FAMILY",
    "PREMIUM_SINGLE",
    "PRICES_OF",
    "RENTS_OF",
    "TRANSPORT_BY_SIZE",
    "NationalCost",
    "in_prices_of",
]

#: Period the family budgets are priced in: the reference month of the OEWS wages they are compared with.
PRICES_OF: Final = "2025-05"
#: Edition of the fair market rents, which are taken as published.
RENTS_OF: Final = "FY 2026"

#: CPI-U, US city average, all items, not seasonally adjusted, 1982-84 = 100 (series CUUR0000SA0).
#: A year is its annual average. https://data.bls.gov/timeseries/CUUR0000SA0
CPI_U: Final[dict[str, float]] = {
    "2008": 215.303,
    "2009": 214.537,
    "2010": 218.056,
    "2011": 224.939,
    "2012": 229.594,
    "2013": 232.957,
    "2014": 236.736,
    "2015": 237.017,
    "2016": 240.007,
    "2017": 245.120,
    "2018": 251.107,
    "2019": 255.657,
    "2020": 258.811,
    "2021": 270.970,
    "2022": 292.655,
    "2022-09": 296.808,
    "2023-03": 301.836,
    "2024": 313.689,
    "2025-05": 321.465,
}


@dataclass(frozen=True, slots=True)
class NationalCost:
    """A national average or median cost."""

    annual: float
    """US dollars a year."""
    period: str
    """Key of CPI_U."""
    source: str
    url: str

    def at(self, period: str = PRICES_OF) -> float:
        """Return the cost in the prices of `period`, US dollars a year."""
        return in_prices_of(self.annual, self.period, period)


def in_prices_of(amount: float, from_period: str, to_period: str = PRICES_OF) -> float:
    """Return `amount` moved by the CPI-U (all items) from the prices of one period to those of another.

    Raises
    ------
    ValueError
        There is no index for a period; the message lists those there are.
    """
    for period in (from_period, to_period):
        if period not in CPI_U:
            msg = (
                f"there is no CPI-U for {period!r}, only for {', '.join(CPI_U)}. Fix: add the published "
                "value to CPI_U in measures/prices.py"
            )
            raise ValueError(msg)
    return amount * CPI_U[to_period] / CPI_U[from_period]


# ------------------------------------------------------------------------ health

_NCS: Final = (
    "BLS National Compensation Survey, Medical care premiums in the United States, March 2023: median "
    "flat-dollar employee contribution"
)
_NCS_URL: Final = "https://www.bls.gov/ebs/factsheets/medical-care-premiums-in-the-united-states.htm"

#: What a civilian worker with a contributory plan pays for single coverage (published 130.00 a month).
PREMIUM_SINGLE: Final = NationalCost(
    1_560.00, "2023-03", f"{_NCS}, single coverage, civilian workers", _NCS_URL
)
#: The same for family coverage (published 508.26 a month); no figure is published for an adult with one
#: child.
PREMIUM_FAMILY: Final = NationalCost(
    6_099.12, "2023-03", f"{_NCS}, family coverage, civilian workers", _NCS_URL
)

_CE: Final = "BLS Consumer Expenditure Surveys 2024, table 1400 (size of consumer unit)"
_CE_URL: Final = "https://www.bls.gov/cex/tables.htm"
# The CE figures by size were read from republished copies of the BLS/FRED series named below, not from the
# workbook. Two copies agree for one person (transportation 6,953, healthcare 4,026); the rest rests on one
# copy. Weighted by rough shares of consumer units by size (ours, unsourced) they come within 1 % of
# healthcare for all units (6,197).

#: Healthcare spending by persons in the consumer unit, premiums included (series CXUHEALTHLB0502M, 04, 05,
#: 06). Units of two spend more than units of three, for many of them are retired couples: see
#: ``budget.health_cost``.
HEALTHCARE_BY_SIZE: Final[dict[int, NationalCost]] = {
    size: NationalCost(annual, "2024", f"{_CE}: healthcare", _CE_URL)
    for size, annual in {1: 4_026.0, 2: 7_228.0, 3: 6_706.0, 4: 7_629.0}.items()
}
#: Part of healthcare spending that is health insurance, all consumer units 2024: 4,055 of 6,197
#: (CXUHLTHINSRLB0101M, CXUHEALTHLB0101M). The rest, about 35 percent, is paid out of pocket: services, drugs,
#: supplies. Our estimate puts this one share on every size, since the split by size is not available.
HEALTH_INSURANCE_SHARE: Final = 4_055.0 / 6_197.0

# --------------------------------------------------------------------- transport

#: Owning and running vehicles, by persons in the consumer unit: net outlays on vehicles and fuel plus
#: insurance, maintenance, finance and other vehicle expenses. Equal to transportation (6,953, 14,012, 15,692,
#: 19,527) less public and other transportation (734, 1,326, 1,234, 1,550; series CXUTRANS, CXUPUBTRANS
#: LB0502M, 04, 05, 06). Public and other transportation is left out: four fifths of it are fares on trips
#: away from home (BTS from CE 2014: 474 of 581), not a worker's need; local transit is therefore not included
#: either. Averages over all units of a size, retired people and owners of several cars among them: low for a
#: working single adult. How they are put on families: ``budget.transport_cost``.
TRANSPORT_BY_SIZE: Final[dict[int, NationalCost]] = {
    size: NationalCost(annual, "2024", f"{_CE}: transportation less public and other transportation", _CE_URL)
    for size, annual in {
        1: 6_953.0 - 734.0,
        2: 14_012.0 - 1_326.0,
        3: 15_692.0 - 1_234.0,
        4: 19_527.0 - 1_550.0,
    }.items()
}
