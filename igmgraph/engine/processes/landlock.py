"""Landlock (landlock(7)): a process gives up files and addresses for good, without being root. Linux 6.7 and later.

The C library has no names for these calls; their numbers are the same on every architecture that Linux runs on today.
"""

import ctypes
import os
import struct
from collections.abc import Iterable
from pathlib import Path

__all__ = ["is_supported", "keep_only"]

_CREATE, _ADD, _RESTRICT = 444, 445, 446
_VERSION_FLAG, _BENEATH, _PORT, _NO_NEW_PRIVILEGES = 1, 1, 2, 38
#: Version from where on there are rules for addresses, and from where on signals to other processes can be given up.
_ADDRESSES, _SIGNALS = 4, 6
#: All that can be done with files, and the part of it that reads.
_FILES, _READS = (1 << 15) - 1, 1 << 2 | 1 << 3
#: All that can be done with TCP, and to connect; all that can be done to processes outside.
_TCP, _CONNECT, _SCOPES = 1 << 0 | 1 << 1, 1 << 1, 1 << 0 | 1 << 1


def _call(number: int, *arguments: object) -> int:
    library = ctypes.CDLL(None, use_errno=True)
    done: int = library.syscall(ctypes.c_long(number), *arguments)
    if done < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return done


def _version() -> int:
    try:
        return _call(_CREATE, None, ctypes.c_size_t(0), ctypes.c_uint32(_VERSION_FLAG))
    except OSError:
        return 0


def is_supported() -> bool:
    """Whether this system has it, with rules for addresses."""
    return _version() >= _ADDRESSES


def keep_only(folders: Iterable[Path] = (), ports: Iterable[int] = ()) -> None:
    """Let this thread, and what it starts, open nothing but files to read below `folders`, and connections to `ports`.

    What is open stays open. Nothing happens where the system does not support it.

    Raises:
        OSError: a folder is not there.
    """
    if not is_supported():
        return
    asked = struct.pack("QQ", _FILES, _TCP) + (struct.pack("Q", _SCOPES) if _version() >= _SIGNALS else b"")
    rules = _call(_CREATE, asked, ctypes.c_size_t(len(asked)), ctypes.c_uint32(0))
    try:
        for folder in folders:
            place = os.open(folder, os.O_PATH)
            _call(_ADD, rules, _BENEATH, struct.pack("=Qi", _READS, place), ctypes.c_uint32(0))
            os.close(place)
        for port in ports:
            _call(_ADD, rules, _PORT, struct.pack("QQ", _CONNECT, port), ctypes.c_uint32(0))
        ctypes.CDLL(None).prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
        _call(_RESTRICT, rules, ctypes.c_uint32(0))
    finally:
        os.close(rules)
