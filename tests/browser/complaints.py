"""What a browser complains of: something refused by CSP, a file that is not there, a fault in a script."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import BrowserContext, ConsoleMessage, Request

#: What htmx says of a request without an answer. Whether that was a failure, the browser tells better.
_UNANSWERED = ("htmx:afterRequest", "htmx:sendError", "htmx:sendAbort")
#: A page that was left, a network that was taken away: what the stories do, no fault of the service.
_TAKEN_AWAY = ("net::ERR_ABORTED", "net::ERR_FAILED", "net::ERR_INTERNET_DISCONNECTED")
#: The service's own answers, each with its words on the page: refused, bad input, too often, a proxy that lost it.
_ANSWERED = re.compile(r"the server responded with a status of (401|403|409|422|429|502|503)\b")


def listen(context: BrowserContext, heard: list[str]) -> None:
    """Note in ``heard`` everything that the pages of ``context`` complain of from now on."""

    def said(message: ConsoleMessage) -> None:
        told = message.text
        expected = told.startswith(_UNANSWERED) or _ANSWERED.search(told) or any(one in told for one in _TAKEN_AWAY)
        if message.type == "error" and not expected:
            heard.append(told)

    def failed(request: Request) -> None:
        if request.failure not in _TAKEN_AWAY:
            heard.append(f"{request.url}: {request.failure}")

    context.on("weberror", lambda error: heard.append(str(error.error)))
    context.on("console", said)
    context.on("requestfailed", failed)


@contextmanager
def without_complaints(new_context: Callable[..., BrowserContext]) -> Iterator[Callable[..., BrowserContext]]:
    """The same, listened to: nothing ends well while a browser complains."""
    heard: list[str] = []

    def listened(**asked: Any) -> BrowserContext:
        context = new_context(**asked)
        listen(context, heard)
        return context

    yield listened
    assert not heard, "\n".join(heard)
