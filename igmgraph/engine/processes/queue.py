"""Queries that wait for a query process: few clients do not keep the others out."""

from collections import Counter, deque
from collections.abc import Iterator, Mapping

from igmgraph.engine.processes.job import Job
from igmgraph.errors import Unavailable

__all__ = ["Queue"]


class Queue:
    """Jobs in the order in which they came; who has least at work comes first, who has most waiting gives way."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._jobs: deque[Job] = deque()

    def __len__(self) -> int:
        """How many wait."""
        return len(self._jobs)

    def __iter__(self) -> Iterator[Job]:
        """Those that wait."""
        return iter(self._jobs)

    def put(self, job: Job, besides: int = 0) -> Job | None:
        """Have a job wait where `most` and `besides` may; returns the one that gives way to it, if there is no place.

        Raises:
            Unavailable: there is no place, and no client has more in the queue than this one.
        """
        given_way = None
        if len(self._jobs) >= self._most + besides:
            waiting = Counter(each.client for each in self._jobs)
            client, number = waiting.most_common(1)[0] if waiting else ("", 0)
            if number <= waiting[job.client] + 1:
                raise Unavailable("every worker is busy and the queue is full; try again soon")
            given_way = next(each for each in reversed(self._jobs) if each.client == client)
            self._jobs.remove(given_way)
        self._jobs.append(job)
        return given_way

    def put_first(self, job: Job) -> None:
        """Have a job wait that came before all that wait now."""
        self._jobs.appendleft(job)

    def take(self, at_work: Mapping[str, int], *, for_newcomers: bool = False) -> Job:
        """The next job, by how many queries of each client are at work; there must be one.

        One that is begun again has had its turn, and keeps it, unless the place is `for_newcomers`.
        """
        job = min(self._jobs, key=lambda each: (for_newcomers or not each.is_again, at_work.get(each.client, 0)))
        self._jobs.remove(job)
        return job

    def remove(self, job: Job) -> None:
        """Have a job wait no more."""
        self._jobs.remove(job)
