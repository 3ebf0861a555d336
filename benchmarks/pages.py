"""What is measured of the pages after the first: opened, seen otherwise, and with a list of one's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from tests.support import RAW

if TYPE_CHECKING:
    from collections.abc import Callable

#: Texas' list of training providers, where the raw files are: 6,245 programs.
TEXAS: Final = RAW / "etpl" / "tx_twc_statewide_etpl_2024-03-20.csv.gz"
#: Five counties around Houston, as in a link.
_REGION: Final = "r1.eNqLVvKtVChKTc_Mz1PSUUoGYhMLA2NLEwtDU3MgYQYkjAwMTSyMjS2VdKprYwExtwvz"
_VIEW: Final = (
    '[data-testid="stMain"] .go-headline, [data-testid="stMain"] [data-testid="stCaptionContainer"]'
)


def _scene(query: str) -> Callable[[Any], None]:
    """Return what opens a scene on the page that works out nothing; its links carry the scene."""

    def before(seen: Any) -> None:
        place = urlsplit(seen.page.url)
        seen.page.goto(f"{place.scheme}://{place.netloc}/about{query}")
        seen.page.get_by_role("link", name="Compare", exact=True).wait_for()
        seen.settle()

    return before


def _page(name: str) -> Callable[[Any], None]:
    return lambda seen: seen.page.get_by_role("link", name=name, exact=True).click()


def _view(name: str) -> Callable[[Any], None]:
    return lambda seen: seen.page.locator(".st-key-t_views").get_by_text(name, exact=True).click()


def _own_data(seen: Any) -> None:
    _scene("")(seen)
    _page("Explore")(seen)
    seen.page.locator(".go-map-legend .go-legend").first.wait_for()
    seen.settle()
    seen.page.get_by_text("Your own data").first.click()
    seen.page.wait_for_timeout(500)


def _upload(seen: Any) -> None:
    field = seen.page.locator("[class*=st-key-own_file] input[type=file]")
    seen.page.evaluate("() => document.body.click()")  # starts the clock
    field.set_input_files(str(TEXAS))


#: Name -> (what comes before and is not measured, what to do, the text that answers: a CSS selector).
ACTIONS: Final[dict[str, tuple[Callable[[Any], None] | None, Callable[[Any], None], str]]] = {
    "Training": (_scene(""), _page("Training"), ".st-key-t_views"),
    "Training: one provider": (None, _view("One provider’s catchment"), _VIEW),
    "Training: deserts": (None, _view("Education deserts"), _VIEW),
    "Training: supply and demand": (None, _view("Supply and demand"), _VIEW),
    "Training: what if": (None, _view("What if a program opened here"), _VIEW),
    "Training: programs": (None, _view("Providers and programs"), _VIEW),
    "Compare three states": (_scene("?places=TX,CA,NY"), _page("Compare"), "table.go-compare"),
    "Compare the three states again": (_scene("?places=TX,CA,NY"), _page("Compare"), "table.go-compare"),
    "Area of New York": (_scene("?area=35620"), _page("Area"), ".go-headline"),
    "Area of a region": (_scene(f"?region={_REGION}"), _page("Area"), ".go-headline"),
}
if TEXAS.is_file():
    ACTIONS |= {
        "upload Texas' list, to its preview": (_own_data, _upload, ".st-key-own_add button"),
        "add Texas' list": (
            None,
            lambda seen: seen.page.locator(".st-key-own_add button").click(),
            "[class*=st-key-own_remove_] button",
        ),
        "another sector, with the list": (
            None,
            lambda seen: seen.choose("sector", "Healthcare", settle=False),
            ".go-headline",
        ),
    }
