"""What the cache of answers keeps, and what it lets go."""

from igmgraph.web.server.cache import Cache, Kept

MEBIBYTE = 1024**2


def kept(size: int) -> Kept:
    return Kept(bytes(size), "", None, None)


def test_what_was_used_last_stays() -> None:
    cache = Cache(16 * MEBIBYTE)
    for number in range(9):
        cache.put((number,), kept(MEBIBYTE))
        cache.get((0,))
    for number in range(9, 20):
        cache.put((number,), kept(MEBIBYTE))
        cache.get((0,))
    assert cache.get((0,)) is not None
    assert cache.get((1,)) is None
    assert cache.used <= 16 * MEBIBYTE


def test_no_answer_takes_the_place_of_most_others() -> None:
    cache = Cache(16 * MEBIBYTE)
    cache.put(("large",), kept(3 * MEBIBYTE))
    assert cache.get(("large",)) is None


def test_little_is_gathered_of_an_answer_whose_size_is_not_known() -> None:
    cache = Cache(256 * MEBIBYTE)
    assert cache.room("new") == 4 * MEBIBYTE
    cache.weigh("fits", 20 * MEBIBYTE)
    cache.weigh("does not", 33 * MEBIBYTE)
    assert (cache.room("fits"), cache.room("does not")) == (32 * MEBIBYTE, 0)
    assert Cache(0).room("new") == 0
    cache.clear()
    assert cache.room("fits") == 4 * MEBIBYTE


def test_sizes_are_remembered_of_a_thousand_answers() -> None:
    cache = Cache(256 * MEBIBYTE)
    for number in range(1_001):
        cache.weigh(number, 20 * MEBIBYTE)
    assert (cache.room(0), cache.room(1)) == (4 * MEBIBYTE, 32 * MEBIBYTE)


def test_long_keys_take_room_too() -> None:
    cache = Cache(1_000_000)
    for number in range(100):
        cache.put((str(number), ("x" * 50_000,)), kept(10))
    assert len(cache) < 20
    assert cache.used <= 1_000_000


def test_what_comes_later_takes_the_place_of_what_was_kept() -> None:
    cache = Cache(16 * MEBIBYTE)
    for size in (3_000, 5_000):
        cache.put(("page",), kept(size))
        found = cache.get(("page",))
        assert found is not None
        assert len(found.body) == size
    cache.put(("page",), kept(3 * MEBIBYTE))
    assert cache.get(("page",)) is None
    assert cache.used == 0
