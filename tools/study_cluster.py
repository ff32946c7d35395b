"""The workers of a Dask cluster for `make study`; needs the package distributed."""

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import joblib
from distributed import Client
from distributed.comm.core import connect
from joblib._dask import DaskDistributedBackend

from descent.experiments.comparison_worker import conditions, differences, expected

PATIENCE = 5  # seconds, for a cluster to answer


class DaskBackend(DaskDistributedBackend):
    """joblib's way to a Dask cluster, with two gaps closed."""

    def effective_n_jobs(self, n_jobs: int) -> int:
        """Two at least: for one, joblib makes the runs in this process, whatever its conditions."""
        return max(2, super().effective_n_jobs(n_jobs))

    def submit(
        self, func: Callable[..., Any], callback: Callable[[Any], None] | None = None
    ) -> Future[Any]:
        """Tell of a run that Dask gives up, too: joblib would wait for it without end."""

        def tell(done: Future[Any]) -> None:
            if callback and (error := done.exception()):
                callback(BrokenExecutor(f"Dask gave up a run: {error!r}"))

        job = super().submit(func, callback)
        job.add_done_callback(tell)
        return job


@contextmanager
def cluster(address: str) -> Iterator[joblib.Parallel]:
    """The workers of the scheduler at this address, after each was asked for its conditions.

    Ends the program, with a sentence that says what to do, where no scheduler answers, it has no
    workers, or one of them has other conditions than this machine.
    """
    worker = f"dask worker {address} --nworkers -1 --nthreads 1"
    try:
        with ThreadPoolExecutor(1) as thread:  # this one may have an event loop already
            thread.submit(asyncio.run, knock(address)).result()
    except (OSError, ValueError) as error:
        raise SystemExit(
            f"No Dask scheduler answers at {address}: {error or 'something else does'}.\n"
            f"Start one there, and workers on each machine that shall help:\n"
            f"  dask scheduler\n  {worker}"
        ) from None
    with Client(address, timeout=PATIENCE) as client:
        try:
            client.wait_for_workers(1, timeout=PATIENCE)
        except TimeoutError:
            raise SystemExit(
                f"The scheduler at {address} has no workers. Start them on each machine that shall "
                f"help:\n  {worker}"
            ) from None
        refuse_others(client.run(conditions, on_error="return"))
        # All runs are sent at once, so that workers which come later find some.
        one_by_one: dict[str, Any] = {"return_as": "generator_unordered", "batch_size": 1}
        yield joblib.Parallel(backend=DaskBackend(client=client), pre_dispatch="all", **one_by_one)


async def knock(address: str) -> None:
    """Raise OSError unless a scheduler answers: a client waits forever where another program is."""
    comm = await asyncio.wait_for(connect(address, timeout=PATIENCE), 2 * PATIENCE)
    await comm.close()


def refuse_others(answers: Any) -> None:
    """End the program if a worker has other conditions than this machine, or fails to tell them.

    answers: {worker: its conditions, or the exception that it raised}.
    """
    for worker, found in answers.items():
        words = f"  {found}" if isinstance(found, Exception) else differences(expected(), found)
        if words:
            raise SystemExit(
                f"The worker at {worker} may find other digits:\n{words}\nInstall this folder's "
                "requirements.txt and distributed there, and start the worker again."
            )
