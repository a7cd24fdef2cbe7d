from pathlib import Path

import pytest

from igmgraph.errors import InputError
from igmgraph.settings import Settings


def test_defaults_need_no_environment() -> None:
    assert Settings.from_environment({}) == Settings()


def test_variables_override_defaults() -> None:
    settings = Settings.from_environment(
        {"IGM_PORT": "9000", "IGM_STORE": "elsewhere", "IGM_QUERY_TIMEOUT": "2.5", "IGM_UNION_DEFAULT_GRAPH": "false"}
    )
    assert (settings.port, settings.store, settings.query_timeout) == (9000, Path("elsewhere"), 2.5)
    assert settings.union_default_graph is False


def test_settings_survive_the_way_through_the_environment() -> None:
    settings = Settings(port=1, store=Path("x y"), union_default_graph=False, base_iri="https://data.example.org/")
    assert Settings.from_environment(settings.to_environment()) == settings


@pytest.mark.parametrize(
    ("variable", "value"), [("IGM_PORT", "many"), ("IGM_UNION_DEFAULT_GRAPH", "perhaps"), ("IGM_QUERY_TIMEOUT", "")]
)
def test_a_wrong_value_is_named(variable: str, value: str) -> None:
    with pytest.raises(InputError, match=f"{variable}={value!r}"):
        Settings.from_environment({variable: value})


def test_a_base_iri_ends_in_a_slash() -> None:
    with pytest.raises(InputError, match="base_iri"):
        Settings(base_iri="https://data.example.org")
