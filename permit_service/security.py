"""Headers of every response: what a page may load, who may frame it, what time it is here."""

from flask import Flask, Response, request

from permit_service import static_files, wallclock
from permit_service.canonical import timestamp

#: Pages behind printed codes and one-time links: their address is a credential that must not travel on.
CODE_PATHS = ("/A/", "/Q/", "/S/", "/W/", "/T/", "/E/")

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'self'",
        "img-src 'self' data: blob:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)

_ALWAYS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), geolocation=(self), microphone=(), payment=(), usb=()",
}
_ONE_YEAR = 31_536_000
_WITHOUT_TIME = frozenset({"static", "ops.livez"})


def init_security(app: Flask, *, https: bool) -> None:
    """Add the headers to every response of ``app``."""

    @app.after_request
    def _add_headers(response: Response) -> Response:
        response.headers.update(_ALWAYS)
        to_code = request.path.startswith(CODE_PATHS)
        response.headers["Referrer-Policy"] = "no-referrer" if to_code else "same-origin"
        if https:
            response.headers["Strict-Transport-Security"] = f"max-age={_ONE_YEAR}"
        if request.endpoint == "static" and response.status_code < 400:
            response.headers["Cache-Control"] = static_files.CACHE_CONTROL
        else:
            response.headers.setdefault("Cache-Control", "no-store")
        if request.endpoint not in _WITHOUT_TIME:
            response.headers["X-Server-Time"] = timestamp(wallclock.now())
        return response
