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


@pytest.mark.parametrize(
    ("variable", "values"),
    [
        ("IGM_WORKERS", ["0", "-1"]),
        ("IGM_PORT", ["0", "-1", "70000"]),
        ("IGM_HOST", ["", " "]),
        ("IGM_QUERY_TIMEOUT", ["nan", "inf", "0", "-1"]),
        ("IGM_WORKER_MEMORY", ["0", "1000", str(2**63)]),
        ("IGM_MAX_ROWS", ["0", "-1"]),
        ("IGM_MAX_BYTES", ["0", "-1"]),
        ("IGM_MAX_QUERY_LENGTH", ["0"]),
        ("IGM_RESULT_CACHE", ["-1"]),
        ("IGM_QUEUE_LENGTH", ["-1"]),
        ("IGM_CLIENT_SECONDS_PER_MINUTE", ["nan", "inf", "-1"]),
        ("IGM_CLIENT_BURST_SECONDS", ["nan", "inf", "0", "-1", "1e308"]),
        ("IGM_BASE_IRI", ["", "https://data.example.org", "nonsense /", "x/"]),
        ("IGM_SNAPSHOT_URL", ["ftp://x/", "http:///x"]),
        ("IGM_ENDPOINT", ["nonsense", "ftp://x/", "http://", "http://[x", "http://x:y/"]),
        ("IGM_UPDATE_ENDPOINT", ["nonsense"]),
        ("IGM_ALLOW_SERVICE", ["not an iri", "https://e.org/ relative"]),
    ],
)
def test_a_value_that_is_of_no_use_is_refused_by_name(variable: str, values: list[str]) -> None:
    option = variable.removeprefix("IGM_").replace("_", "-").lower()
    for value in values:
        with pytest.raises(InputError, match=f"^{option} .* is expected$"):
            Settings.from_environment({variable: value})


@pytest.mark.parametrize(
    "settings",
    [
        Settings(result_cache=0, client_seconds_per_minute=0, queue_length=0, memory_budget=0),
        Settings(host="::1", endpoint="http://[::1]:3030/ds/sparql", update_endpoint="HTTPS://e.org"),
        Settings(snapshot_url="packs", allow_service=("https://e.org/sparql", "urn:x:y")),
        Settings(snapshot_url="file:///srv/packs"),
    ],
)
def test_what_turns_something_off_or_is_another_way_to_say_where_is_taken(settings: Settings) -> None:
    assert Settings.from_environment(settings.to_environment()) == settings
