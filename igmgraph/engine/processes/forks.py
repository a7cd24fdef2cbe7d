"""The service's end of the nursery: starts it, and asks it for query processes."""

import errno
import os
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from threading import Lock

from igmgraph.engine.processes.allocator import with_allocator
from igmgraph.engine.processes.priority import processed, step_back, step_forward
from igmgraph.errors import Unavailable
from igmgraph.settings import Settings

__all__ = ["Forks", "WorkerHandle"]

#: Signals that nobody sends to oneself; the system's of a machine that has no more memory is among them.
_FROM_OTHERS = {signal.SIGKILL, signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGQUIT}
#: What this process, or the machine, has no room for now, which is no fault of the nursery.
_NO_ROOM = {errno.EMFILE, errno.ENFILE, errno.ETOOMANYREFS}


class WorkerHandle:
    """A query process: its channel, and a hold on the process that is never a hold on another one (pidfd_open(2))."""

    def __init__(self, channel: socket.socket, process: int) -> None:
        self.channel, self._process = channel, process

    def kill(self) -> None:
        """End the process at once; nothing happens when it has ended."""
        with suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._process, signal.SIGKILL)

    def is_killed(self) -> bool:
        """Whether a process that has closed its channel was killed by somebody, as far as that can be known.

        What needs too much memory or stack ends by a signal of its own. Of a process that is buried already, nobody
        knows, nor of any where no file can be opened; one whose nursery was killed is.
        """
        if (number := self._number()) <= 0:
            return True
        try:
            status = Path(f"/proc/{number}/stat").read_text("ascii", "replace")
        except OSError:
            return True
        return int(status.split()[-1]) & 0x7F in _FROM_OTHERS

    def processed(self) -> float:
        """Seconds of a processor that the process has had; 0 when that is not known."""
        return processed(number) if (number := self._number()) > 0 else 0.0

    def step_back(self, steps: int) -> None:
        """Have the process leave the processors to others so much (nice(2))."""
        if (number := self._number()) > 0:
            step_back(number, steps)

    def step_forward(self) -> bool:
        """Have it run like others again; whether it does, which not each system lets it."""
        return (number := self._number()) > 0 and step_forward(number)

    def _number(self) -> int:
        return _number(self._process)

    def close(self) -> None:
        """Let go of both."""
        self.channel.close()
        os.close(self._process)


def _number(process: int) -> int:
    """Id of a process by its pidfd; not positive once its parent has noted its end, nor where nobody can tell."""
    try:
        told = Path(f"/proc/self/fdinfo/{process}").read_text("ascii")
    except OSError:
        # Without a free descriptor, above all; whoever asks has more to do than that.
        return -1
    return next((int(line.split()[1]) for line in told.splitlines() if line.startswith("Pid:")), -1)


class Forks:
    """A nursery. Safe to share between threads."""

    def __init__(self, settings: Settings, module: str, *arguments: str) -> None:
        """Start `module` with these arguments and a control socket, and wait until it is ready.

        Raises:
            Unavailable: it could not.
        """
        self._lock = Lock()
        # The query processes that the nursery has not buried, by a pidfd of our own.
        self._workers: list[int] = []
        self._command = [sys.executable, "-m", module, *arguments]
        path = os.pathsep.join(filter(None, sys.path))
        self._environ = with_allocator({**os.environ, **settings.to_environment(), "PYTHONPATH": path}, tight=True)
        self._start()

    def _start(self) -> None:
        self._control, theirs = socket.socketpair()
        with theirs:
            descriptor = theirs.fileno()
            self._process = subprocess.Popen(  # noqa: S603
                [*self._command, str(descriptor)], pass_fds=[descriptor], env=self._environ
            )
        if self._control.recv(1) != b"r":
            self.close()
            raise Unavailable("the query processes cannot be started")

    def fork(self) -> WorkerHandle:
        """Ask for a process; it answers tasks as soon as it can. A nursery that has ended is started again.

        Raises:
            Unavailable: there is no process to be had.
            OSError: nor is there room for one.
        """
        with self._lock:
            try:
                return self._fork()
            except OSError as error:
                if error.errno in _NO_ROOM:
                    raise
                self.close()
                self._start()
                return self._fork()

    def _fork(self) -> WorkerHandle:
        ours, theirs = socket.socketpair()
        try:
            with theirs:
                socket.send_fds(self._control, [b"f"], [theirs.fileno()])
            message, descriptors, _, _ = socket.recv_fds(self._control, 1, 1)
            if not message:
                raise ConnectionResetError("the nursery has ended")
            process = self._hold(descriptors)
        except OSError:
            # Without its channel, what was forked ends.
            ours.close()
            raise
        return WorkerHandle(ours, process)

    def _hold(self, descriptors: list[int]) -> int:
        """Have a second pidfd of a process that was forked."""
        if not descriptors:
            raise OSError(errno.EMFILE, "there is no room for another process, or for a hold on it")
        self._forget_buried()
        try:
            self._workers.append(os.dup(descriptors[0]))
        except OSError:
            os.close(descriptors[0])
            raise
        return descriptors[0]

    def close(self) -> None:
        """End the nursery, and with it every process that it has forked."""
        self._control.close()
        self._process.kill()
        self._process.wait()
        # The system ends them with the nursery. The first process of a container inherits them, and must bury them; for
        # any other process there is nothing to wait for.
        while self._workers:
            worker = self._workers.pop()
            with suppress(ProcessLookupError):
                signal.pidfd_send_signal(worker, signal.SIGKILL)
            with suppress(ChildProcessError):
                os.waitid(os.P_PIDFD, worker, os.WEXITED)
            os.close(worker)

    def _forget_buried(self) -> None:
        for worker in [each for each in self._workers if _is_buried(each)]:
            self._workers.remove(worker)
            os.close(worker)


def _is_buried(process: int) -> bool:
    """Whether the parent of a process has taken note of its end; opens no file."""
    try:
        signal.pidfd_send_signal(process, 0)
    except ProcessLookupError:
        return True
    return False
