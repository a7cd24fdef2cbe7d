"""Where published packs are looked for: a folder, or an HTTP address that the operator gives.

Both are asked for `latest.json` alone, HTTP conditionally (RFC 9110, section 13); a download that was interrupted goes
on where it ended (section 14). `urllib` of the standard library does all of it.
"""

import http.client
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urljoin, urlsplit

from igmgraph import __version__
from igmgraph.errors import IgmError, InputError, Unavailable
from igmgraph.packs.shelf import LATEST, Latest
from igmgraph.packs.writing import digest

__all__ = ["Source", "source_at"]

#: Seconds that an address may be silent.
_PATIENCE = 30
_LONGEST, _PIECE = 64 * 1024, 1024**2


class Source(Protocol):
    """Where packs are published."""

    def look(self) -> Latest | None:
        """The pack that counts; None if the same counts as at the last look.

        Raises:
            IgmError: it cannot be told.
        """

    def fetch(self, latest: Latest, folder: Path) -> Path:
        """The file of a pack, as it was published; `folder` is for those that have to be downloaded.

        Raises:
            IgmError: it cannot be read, or is another one.
        """

    def forget(self) -> None:
        """Have the next look tell of the pack whether it is another one or not."""


def source_at(location: str) -> Source:
    """What is at `http://...`, `https://...`, `file:///...`, or the path of a folder.

    Raises:
        InputError: the location is of another kind.
    """
    parts = urlsplit(location)
    if parts.scheme in {"http", "https"} and parts.hostname:
        return _Site(location.removesuffix(LATEST).rstrip("/") + "/")
    if parts.scheme == "file" and parts.hostname in {None, "localhost"}:
        return _Folder(Path(unquote(parts.path)))
    if "://" in location or not location:
        raise InputError(f"{location!r}: a folder, file:///folder, http:// or https:// is expected")
    return _Folder(Path(location))


class _Folder:
    def __init__(self, folder: Path) -> None:
        self._folder, self._seen = folder, b""

    def look(self) -> Latest | None:
        path = self._folder / LATEST
        try:
            content = path.read_bytes()
        except OSError as error:
            raise Unavailable(f"{path}: {error.strerror}") from None
        if content == self._seen:
            return None
        latest = _read(content, str(path))
        self._seen = content
        return latest

    def fetch(self, latest: Latest, _folder: Path) -> Path:
        path = self._folder / latest.pack
        try:
            _compare(path, latest)
        except OSError as error:
            raise Unavailable(f"{path}: {error.strerror}") from None
        return path

    def forget(self) -> None:
        self._seen = b""


class _Site:
    def __init__(self, base: str) -> None:
        self._base, self._validators = base, dict[str, str]()

    def look(self) -> Latest | None:
        url = urljoin(self._base, LATEST)
        try:
            with _open(url, self._validators) as response:
                content = response.read(_LONGEST)
                headers = response.headers
        except _NotModified:
            return None
        latest = _read(content, url)
        self._validators = _validators(headers["ETag"], headers["Last-Modified"])
        return latest

    def fetch(self, latest: Latest, folder: Path) -> Path:
        target = folder / latest.pack
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._download(urljoin(self._base, latest.pack), target, latest.size)
            _compare(target, latest)
        except InputError:
            # Nothing to go on from.
            target.unlink(missing_ok=True)
            raise
        except OSError as error:
            raise IgmError(f"{target}: {error.strerror or error}") from None
        return target

    def _download(self, url: str, target: Path, size: int) -> None:
        have = target.stat().st_size if target.exists() else 0
        if have < size:
            self._go_on(url, target, have, size)
        if (arrived := target.stat().st_size) < size:
            raise Unavailable(f"{url}: {arrived} of {size} bytes have arrived; the next attempt goes on there")

    @staticmethod
    def _go_on(url: str, target: Path, have: int, size: int) -> None:
        with _open(url, {"Range": f"bytes={have}-"} if have else {}) as response:
            # Who knows no ranges sends all of it.
            begins = response.status == http.client.PARTIAL_CONTENT and have
            with target.open("ab" if begins else "wb") as written:
                while written.tell() <= size and (piece := response.read(_PIECE)):
                    written.write(piece)

    def forget(self) -> None:
        self._validators = {}


def _validators(tag: str | None, date: str | None) -> dict[str, str]:
    # RFC 9110, section 13.1.3: the date is for who has no tag.
    if tag:
        return {"If-None-Match": tag}
    return {"If-Modified-Since": date} if date else {}


class _NotModified(Exception):
    """The answer would be the one that we have."""


@contextmanager
def _open(url: str, headers: dict[str, str]) -> Iterator[http.client.HTTPResponse]:
    # The operator gave the address; redirects of urllib stay within HTTP.
    request = urllib.request.Request(url, headers={"User-Agent": f"igmgraph/{__version__}", **headers})  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=_PATIENCE) as response:  # noqa: S310
            yield response
    except urllib.error.HTTPError as error:
        error.close()
        if error.code == http.client.NOT_MODIFIED:
            raise _NotModified from None
        raise Unavailable(f"{url}: answers {error.code} {error.reason}") from None
    except urllib.error.URLError as error:
        raise Unavailable(f"{url}: {error.reason}") from None
    except (http.client.HTTPException, ConnectionError, TimeoutError) as error:
        raise Unavailable(f"{url}: {str(error) or type(error).__name__}") from None


def _read(content: bytes, place: str) -> Latest:
    try:
        return Latest.from_json(content)
    except InputError as error:
        raise InputError(f"{place}: {error}") from None


def _compare(path: Path, latest: Latest) -> None:
    """Raise InputError if a file is not the pack that was told of."""
    if (size := path.stat().st_size) != latest.size:
        raise InputError(f"{path}: has {size} bytes, not the {latest.size} that {LATEST} tells")
    if digest(path) != latest.sha256:
        raise InputError(f"{path}: its hash is not the one that {LATEST} tells")
