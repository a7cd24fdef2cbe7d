"""What a browser may do with our pages (Content Security Policy 3): nothing but what each kind of page needs."""

from flask import Response

__all__ = ["allow_scripts", "content_security"]

#: Style sheets, scripts, fonts and images are ours; nothing inline runs, nothing comes from another host.
_EVERYWHERE = {
    "default-src": "'none'",
    "style-src": "'self'",
    "script-src": "'self'",
    "font-src": "'self'",
    "img-src": "'self' data:",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
#: Where a page works better with a script of ours, the script may ask this service, and nobody else.
_SCRIPTS = {"script-src": "'self'", "connect-src": "'self'"}


def content_security(**more: str) -> str:
    """Value of the header; `more` adds directives, or replaces them, by names with `_` for `-`.

    >>> content_security(style_src="'none'").split("; ")[1]
    "style-src 'none'"
    """
    given = {name.replace("_", "-"): sources for name, sources in more.items()}
    return "; ".join(f"{name} {sources}" for name, sources in {**_EVERYWHERE, **given}.items())


def allow_scripts(response: Response, **more: str) -> Response:
    """Let a page run the scripts of this service; none that is inline, none that is made from text."""
    directives = {name.replace("-", "_"): sources for name, sources in _SCRIPTS.items()}
    response.headers["Content-Security-Policy"] = content_security(**{**directives, **more})
    return response
