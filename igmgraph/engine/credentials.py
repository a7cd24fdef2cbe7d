"""Who asks another engine: credentials that stand in a variable, which no list of processes shows."""

import os
from base64 import b64encode
from dataclasses import dataclass
from urllib.parse import urlsplit
from urllib.request import BaseHandler, HTTPDigestAuthHandler, HTTPPasswordMgrWithDefaultRealm

from igmgraph.errors import InputError

__all__ = ["NOT_ACCEPTED", "Credentials", "handlers", "read_credentials", "refuse_secret"]

#: Statuses that speak of credentials (RFC 9110, sections 15.5.2 and 15.5.4).
NOT_ACCEPTED = frozenset({401, 403})


@dataclass(frozen=True, slots=True)
class Credentials:
    """Who asks; `scheme` is `basic`, `digest` (RFC 7616) or `bearer`, where the secret is all there is."""

    scheme: str
    user: str
    secret: str

    def header(self) -> str:
        """Value of `Authorization` (RFC 9110, section 11.6.2); empty for digest, which answers a challenge."""
        if self.scheme == "bearer":
            return f"Bearer {self.secret}"
        token = b64encode(f"{self.user}:{self.secret}".encode()).decode()
        return f"Basic {token}" if self.scheme == "basic" else ""


def read_credentials(variable: str | None) -> Credentials | None:
    """Credentials in an environment variable: `USER:SECRET`, `digest USER:SECRET` or `bearer TOKEN`.

    Raises:
        InputError: the variable is empty, or says something else.
    """
    if not variable:
        return None
    text = os.environ.get(variable, "")
    scheme, space, rest = text.partition(" ")
    if not space or scheme.lower() not in {"basic", "digest", "bearer"}:
        scheme, rest = "basic", text
    user, colon, secret = ("", ":", rest) if scheme.lower() == "bearer" else rest.partition(":")
    if not (colon and secret):
        raise InputError(
            "{variable}: holds no credentials; write USER:SECRET, digest USER:SECRET or bearer TOKEN", variable=variable
        )
    return Credentials(scheme.lower(), user, secret)


def refuse_secret(url: str) -> None:
    """Refuse an address with a name or a secret in it, which lists of processes and messages would show.

    Raises:
        InputError: it has one.
    """
    address = urlsplit(url)
    if "@" in address.netloc:
        place = address.netloc.rpartition("@")[2]
        raise InputError(
            "{place}: credentials do not belong in an address; put them in a variable, and name it with --auth-env",
            place=place,
        )


def handlers(url: str, credentials: Credentials | None) -> list[BaseHandler]:
    """What urllib needs to answer the challenge of who stands at an address."""
    if credentials is None or credentials.scheme != "digest":
        return []
    passwords = HTTPPasswordMgrWithDefaultRealm()
    passwords.add_password(None, url, credentials.user, credentials.secret)
    return [HTTPDigestAuthHandler(passwords)]
