"""What the server refuses beyond Streamlit's own rules: metrics, and lookups of this machine's addresses.

Streamlit 1.67 has no setting for either. Its metrics tell anyone who asks how many visitors there are and
what is cached; and a page of another site that opens a connection makes it ask checkip.amazonaws.com for this
machine's external address, which takes up to two seconds, during which no one is served.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from starlette.middleware import Middleware
from starlette.responses import Response
from streamlit import net_util

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

__all__ = ["MIDDLEWARE", "HiddenPaths", "look_up_no_address"]

#: Endings of paths that are answered as if they did not exist, whatever path the app is served under.
HIDDEN: Final = ("/_stcore/metrics",)


class HiddenPaths:
    """ASGI middleware: answers "404 Not Found" for the paths that are not offered, whatever the method."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or pass it on."""
        if scope["type"] == "http" and scope["path"].rstrip("/").endswith(HIDDEN):
            await Response(status_code=404)(scope, receive, send)
        else:
            await self.app(scope, receive, send)


def look_up_no_address() -> None:
    """Make Streamlit allow the origins its settings name, without looking up this machine's addresses."""
    net_util.get_internal_ip = net_util.get_external_ip = lambda: None


#: Runs before Streamlit's own.
MIDDLEWARE: Final = (Middleware(HiddenPaths),)
