"""The warm-up: a server that has started opens the data and works out its first page before a visitor asks.

It runs beside the server, in a thread of its own and once. A visitor who comes before it is done waits for
what is being worked out: answers that are kept are worked out once. After the first page follows, with
pauses, what the other pages rest on and what reading a list needs.
"""

from __future__ import annotations

import logging
import threading
import time
from importlib import import_module
from typing import Final

from geo_opportunity.errors import GeoOpportunityError
from geo_opportunity.scene import PAGES, Scene
from geo_opportunity.ui import memory
from geo_opportunity.ui.opened import Page

_LOG: Final = logging.getLogger(__name__)
#: Seconds the server is left to start.
_LATER: Final = 0.3
#: What follows the first page, each a module with a function `warm`, and seconds before each: visitors go
#: first.
_OTHERS: Final = ("explore.changes", "area.page", "compare.page", "training.page", "own.reading")
_PAUSE: Final = 5.0
_CACHES: Final = "streamlit.runtime.caching.cache_data_api"
_WARNS: Final = "streamlit.runtime.scriptrunner_utils.script_run_context"


def begin() -> None:
    """Import every page, then start the warm-up in a thread, which ends with the server.

    The pages are imported here, by one thread before there are others: of two that import packages whose
    modules import each other (pyproj), one can find a module half made, and the server stays without it.
    """
    logger = logging.getLogger(_CACHES)
    logger.addFilter(_nothing)  # it warns that no server runs yet
    try:
        from geo_opportunity.ui import session

        for page in PAGES:
            session.module_of(page)
    finally:
        logger.removeFilter(_nothing)
    waiting = threading.Timer(_LATER, _warm_up)
    waiting.daemon = True
    waiting.start()


def first_page() -> Page:
    """Return the page that a visitor without a link opens, of no session.

    Raises
    ------
    DataNotFoundError, ChecksumError
        There are no data, or they are damaged.
    """
    from geo_opportunity.ui import answers

    data = answers.newest()
    return Page(Scene(), [], data, *answers.names(data))


def _nothing(_: logging.LogRecord) -> bool:
    return False


def _warm_up() -> None:
    # Streamlit warns where something it keeps is asked for outside a visitor's run: here it is meant
    logging.getLogger(_WARNS).addFilter(lambda _: not isinstance(threading.current_thread(), threading.Timer))
    start = time.monotonic()
    from geo_opportunity.ui import session

    try:
        page = first_page()
        session.module_of(PAGES[0]).warm(page)
    except (GeoOpportunityError, ValueError) as error:  # the page says it to its visitor, with the fix
        _LOG.info("No warm-up: %s", error)
        return
    memory.settle()
    _LOG.info("The first page is worked out, in %.1f s.", time.monotonic() - start)
    _warm_others(page)


def _warm_others(page: Page) -> None:
    for name in _OTHERS:
        time.sleep(_PAUSE)
        try:
            import_module(f"{__package__}.{name}").warm(page)
        except (GeoOpportunityError, ValueError) as error:  # as above
            _LOG.info("No warm-up of %s: %s", name, error)
    memory.settle()
