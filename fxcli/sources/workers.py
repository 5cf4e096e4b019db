"""A Dask cluster as an executor: its scheduler and its workers are its own, and so are queues and retries."""

from collections.abc import Iterator
from concurrent.futures import CancelledError, Executor
from contextlib import contextmanager

from fxcli.errors import WorkersError

_PATIENCE = 5
_PATIENCE_FOR_WORKERS = 60


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
