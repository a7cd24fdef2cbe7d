"""Who waits for a query process, and for how long, if one client asks much."""

import asyncio

import pytest

from igmgraph.engine.processes.job import Job
from igmgraph.engine.processes.queue import Queue
from igmgraph.engine.values import Asker
from igmgraph.errors import Unavailable


def jobs(clients: str) -> list[Job]:
    async def made() -> list[Job]:
        loop = asyncio.get_running_loop()
        return [Job(b"", 1, lambda _: None, loop, Asker(client)) for client in clients]

    return asyncio.run(made())


def filled(queue: Queue, clients: str) -> None:
    for job in jobs(clients):
        queue.put(job)


def taken(queue: Queue, at_work: dict[str, int]) -> str:
    return "".join(queue.take(at_work).client for _ in range(len(queue)))


def test_one_client_has_its_queries_in_their_order() -> None:
    queue = Queue(3)
    came = jobs("aaa")
    for job in came:
        queue.put(job)
    assert [queue.take({"a": 2}) for _ in came] == came


def test_who_has_nothing_at_work_comes_before_who_has() -> None:
    queue = Queue(10)
    filled(queue, "aaabac")
    assert taken(queue, {"a": 4, "c": 1}) == "bcaaaa"


def test_what_was_given_back_comes_first() -> None:
    queue = Queue(10)
    filled(queue, "ab")
    queue.put_first(jobs("c")[0])
    assert taken(queue, {}) == "cab"


@pytest.mark.parametrize("again", ["is_second", "is_total"])
def test_what_is_begun_again_keeps_its_turn_but_for_what_is_there_for_others(again: str) -> None:
    queue = Queue(10)
    filled(queue, "ab")
    (job,) = jobs("c")
    setattr(job, again, True)
    queue.put_first(job)
    assert queue.take({"c": 1}, for_newcomers=True).client == "a"
    assert taken(queue, {"c": 1}) == "cb"


def test_who_has_most_in_a_full_queue_gives_way() -> None:
    queue = Queue(4)
    filled(queue, "aaaa")
    last = list(queue)[-1]
    assert queue.put(jobs("b")[0]) is last
    assert [job.client for job in queue] == ["a", "a", "a", "b"]


@pytest.mark.parametrize(("waiting", "client"), [("aaaa", "a"), ("abcd", "e"), ("aabb", "b"), ("aab", "b")])
def test_nobody_gives_way_to_who_has_as_much(waiting: str, client: str) -> None:
    queue = Queue(len(waiting))
    filled(queue, waiting)
    with pytest.raises(Unavailable):
        queue.put(jobs(client)[0])


def test_there_may_be_no_queue() -> None:
    with pytest.raises(Unavailable):
        Queue(0).put(jobs("a")[0])
