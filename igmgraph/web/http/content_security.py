"""What a browser may do with our pages (Content Security Policy 3): nothing but what each kind of page needs."""

from flask import Response

__all__ = ["allow_scripts", "content_security", "content_security_of"]

#: Nothing comes from another host, and what is not a page runs nothing.
_EVERYWHERE = {
    "default-src": "'none'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
#: Pages are set in a font of ours and run scripts of ours; none is inline.
_PAGES = {"script-src": "'self'", "font-src": "'self'"}
#: Where a page works better with a script of ours, the script may ask this service, and nobody else.
_SCRIPTS = {"script-src": "'self'", "connect-src": "'self'"}


def content_security(**more: str) -> str:
    """Value of the header; `more` adds directives, or replaces them, by names with `_` for `-`.

    >>> content_security(style_src="'none'").split("; ")[1]
    "style-src 'none'"
    """
    given = {name.replace("_", "-"): sources for name, sources in more.items()}
    return "; ".join(f"{name} {sources}" for name, sources in {**_EVERYWHERE, **given}.items())


def content_security_of(response: Response) -> str:
    """Value of the header for an answer that needs nothing beyond what its kind does."""
    pages = {name.replace("-", "_"): sources for name, sources in _PAGES.items()}
    return content_security(**(pages if response.mimetype == "text/html" else {}))


def allow_scripts(response: Response, **more: str) -> Response:
    """Let the scripts of a page ask this service; none is inline, none is made from text."""
    directives = {name.replace("-", "_"): sources for name, sources in {**_PAGES, **_SCRIPTS}.items()}
    response.headers["Content-Security-Policy"] = content_security(**{**directives, **more})
    return response
