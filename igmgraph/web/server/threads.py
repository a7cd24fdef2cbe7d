"""Threads that answer requests: as many as there should be, or as the system has room for."""

from concurrent.futures import ThreadPoolExecutor

__all__ = ["Threads"]


class Threads(ThreadPoolExecutor):
    """Where the system has no room for another thread, requests wait for those that there are."""

    def __init__(self, most: int, name: str) -> None:
        """Begin one, so that there is one in any case; later, at most so many.

        Raises:
            RuntimeError: there is no room even for that.
        """
        super().__init__(most, thread_name_prefix=name)
        self.submit(int)

    def _adjust_thread_count(self) -> None:
        try:
            super()._adjust_thread_count()
        except RuntimeError:
            if not self._threads:
                raise
