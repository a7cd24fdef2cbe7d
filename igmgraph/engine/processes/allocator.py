"""The allocator of memory that processes of the service begin with.

Half of the time of a short query goes into small pieces of memory; mimalloc hands them out faster than the C library
(docs/performance.md has how much).
"""

import ctypes
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, files

__all__ = ["keep_pages", "with_allocator"]

_PACKAGE, _LIBRARY = "cmeel-mimalloc", "libmimalloc.so"
#: What the system's linker loads before all else (ld.so(8)).
_PRELOAD = "LD_PRELOAD"
#: Set a small stretch of addresses (KiB) aside at a time: what a query may use is counted in addresses.
_STRETCH = {"MIMALLOC_ARENA_RESERVE": "32768"}
#: Set nothing aside: what loading a snapshot has needed for a while goes back to the system.
_TIGHT = {"MIMALLOC_DISALLOW_ARENA_ALLOC": "1"}
#: The number of that option (mimalloc.h, 3.4).
_DISALLOW_ARENA_ALLOC = 26


def with_allocator(environ: Mapping[str, str], *, tight: bool = False) -> dict[str, str]:
    """An environment whose processes use mimalloc, where that is installed and nothing else is asked for.

    Args:
        environ: the environment as it is.
        tight: whether the processes keep no page that they do not use, until `keep_pages`.
    """
    library = _library()
    if not library:
        return dict(environ)
    return {**_STRETCH, **(_TIGHT if tight else {}), **environ, _PRELOAD: environ.get(_PRELOAD) or library}


def keep_pages() -> None:
    """Let this process keep pages for later: else each query of some rows asks the system thrice for the same ones."""
    library = ctypes.CDLL(None)
    if hasattr(library, "mi_option_set_enabled"):
        library.mi_option_set_enabled(_DISALLOW_ARENA_ALLOC, False)


def _library() -> str:
    try:
        return next((str(file.locate()) for file in files(_PACKAGE) or () if file.name == _LIBRARY), "")
    except PackageNotFoundError:
        return ""
