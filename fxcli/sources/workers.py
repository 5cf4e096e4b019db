"""Other processes that read: of this machine, or of a Dask cluster; and what they give, in order."""

import os
import signal
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future, ProcessPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from itertools import islice
from multiprocessing import active_children, parent_process
from threading import Thread
from typing import TYPE_CHECKING, Any

from fxcli.errors import WorkersError

if TYPE_CHECKING:
    from fxcli.sources.result import BatchResult, Read

_AHEAD = 4
"""So many batches for each worker are read or being read while the first of them is awaited."""
_MOST_PROCESSES = 61
"""Windows can wait for no more, and one process takes what they all have read."""
_PATIENCE = 5
"""A scheduler answers within so many seconds."""
_PATIENCE_FOR_WORKERS = 60

Workers = AbstractContextManager[tuple[Executor, int]]
"""An executor and how many tasks it works on at once."""


def in_order(
    read: "Callable[[Any], BatchResult[Read]]", batches: Iterator[object], workers: Workers
) -> "Iterator[Read]":
    """The results of all batches in their order, while workers read some of them at once."""
    pending: deque[Future[BatchResult[Read]]] = deque()
    with workers as (executor, tasks):
        while True:
            pending.extend(executor.submit(read, batch) for batch in islice(batches, tasks * _AHEAD - len(pending)))
            if not pending:
                return
            first = pending.popleft().result()
            if first.rest:
                pending.appendleft(executor.submit(read, first.rest))
            yield from first.results


@contextmanager
def processes(jobs: int) -> Iterator[tuple[Executor, int]]:
    """So many processes of this machine; where work on them ends early they are killed. Raises WorkersError."""
    jobs = min(jobs, _MOST_PROCESSES)
    others = active_children()
    pool = ProcessPoolExecutor(jobs, initializer=_begin_worker)
    try:
        yield pool, jobs
        pool.shutdown()
    except BaseException as error:  # an interrupt, too: nobody waits for what they still read
        for process in set(active_children()).difference(others):
            process.kill()
            process.join()
        pool.shutdown(wait=False, cancel_futures=True)  # the half of an answer would be waited for without end
        if isinstance(error, BrokenExecutor):
            raise WorkersError(
                "a process that read was killed, perhaps for want of memory; what is listed is done, "
                "so run the same again, with a smaller --jobs"
            ) from error
        if isinstance(error, OSError):
            why = os.strerror(error.errno or 0)
            raise WorkersError(f"the processes that read cannot be started ({why}); read with --jobs 1") from error
        raise


def _begin_worker() -> None:
    """Leave every interrupt to the process that started this one, and end with it, however it ends."""
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent:
        parent.join()
        os._exit(1)


@contextmanager
def joined(address: str) -> Iterator[tuple[Executor, int]]:
    """The cluster whose scheduler has this address, and how many tasks it works on at once. Raises WorkersError."""
    try:
        from distributed import Client, KilledWorker
    except ImportError as error:
        raise WorkersError("a cluster needs another library: pip install 'fxcli[cluster]'") from error
    try:
        client = Client(address, timeout=_PATIENCE, set_as_default=False)
    except (OSError, ValueError, TypeError) as error:  # the last where a certificate is missing
        raise WorkersError(
            f"{address}: no scheduler answers there ({error}); start one with: dask scheduler"
        ) from error
    with client:
        try:
            client.wait_for_workers(1, timeout=_PATIENCE_FOR_WORKERS)
            yield client.get_executor(), sum(client.nthreads().values())
        except TimeoutError as error:
            raise WorkersError(
                f"{address}: the cluster has no workers; start some with: dask worker {address}"
            ) from error
        except ImportError as error:
            raise WorkersError(f"{address}: a worker cannot run fxcli ({error}); install it there") from error
        except (KilledWorker, CancelledError) as error:
            raise WorkersError(f"{address}: the cluster gave up ({error})") from error
