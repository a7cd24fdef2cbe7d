"""Options of the commands that meet another engine."""

from collections.abc import Callable
from typing import Any, TypeVar

import click

__all__ = ["auth_env", "update_endpoint"]

_Command = TypeVar("_Command", bound=Callable[..., Any])


def auth_env(command: _Command) -> _Command:
    """Name of the variable with credentials, which no list of processes shows."""
    return click.option(
        "--auth-env",
        default="",
        envvar="IGM_AUTH_ENV",
        help="Variable with USER:SECRET, digest USER:SECRET or bearer TOKEN.",
    )(command)


def update_endpoint(text: str) -> Callable[[_Command], _Command]:
    """Where updates go; `text` says what they are for."""
    return click.option("--update-endpoint", default="", envvar="IGM_UPDATE_ENDPOINT", help=text)
