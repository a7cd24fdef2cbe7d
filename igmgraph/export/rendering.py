"""Documents to files: every variant, plain and compressed, dated as the service dates it."""

import gzip
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import brotli
from werkzeug.test import TestResponse

from igmgraph.errors import IgmError
from igmgraph.export.site import Site
from igmgraph.export.variants import VARIANTS

__all__ = ["Rendered", "render", "render_asset"]

#: Bytes from which on compressing is worth it.
_WORTH_IT = 300
#: Files that are compressed in themselves.
_COMPRESSED = frozenset({".gz", ".ico", ".jpg", ".png", ".webp", ".woff2"})


@dataclass(frozen=True, slots=True)
class Rendered:
    """A document whose files are written.

    Attributes:
        document: its URL path.
        headers: extension to all headers of the answer.
    """

    document: str
    headers: Mapping[str, Mapping[str, str]]


def render(site: Site, document: str, folder: Path) -> Rendered | None:
    """Write the files of a document; None when files cannot stand for it, because it has no date.

    Raises:
        IgmError: the service does not answer for a document.
    """
    headers: dict[str, Mapping[str, str]] = {}
    for variant in VARIANTS:
        response = site.get(f"{document}{variant.query}", variant.headers)
        if response.status_code != 200:
            raise IgmError(f"{document}: the service answers {response.status_code} for {variant.extension}")
        if response.last_modified is None:
            return None
        _write(folder / variant.file(document), response)
        headers[variant.extension] = dict(response.headers)
    return Rendered(document, headers)


def render_asset(site: Site, path: str, folder: Path) -> None:
    """Write a style sheet, script, font or image."""
    _write(folder / path.removeprefix("/"), site.get(path, {}))


def _write(path: Path, response: TestResponse) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    content = response.get_data()
    files = {path: content}
    if len(content) > _WORTH_IT and path.suffix not in _COMPRESSED:
        files[path.with_name(f"{path.name}.gz")] = gzip.compress(content, mtime=0)
        files[path.with_name(f"{path.name}.br")] = brotli.compress(content, quality=9)
    for each, written in files.items():
        each.write_bytes(written)
        if response.last_modified:
            os.utime(each, (response.last_modified.timestamp(),) * 2)
