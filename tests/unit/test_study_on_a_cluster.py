"""`make study CLUSTER=…`: the tables are this machine's, or a sentence says why there are none."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time

import pytest
from distributed import Client, LocalCluster, default_client

from descent.experiments import comparison_worker as worker
from tools import study as runner
from tools import study_cluster

pytestmark = pytest.mark.slow
SECONDS = 60  # for processes to start


@pytest.fixture(scope="module")
def start(tmp_path_factory):
    """start("worker", …): a process of Dask, which finds its scheduler and has the library only."""
    folder = tmp_path_factory.mktemp("cluster")
    started = []

    def start(what, *arguments, library=worker.PACKAGE.parent):
        place = ["--scheduler-file", folder / "scheduler.json", "--host", "127.0.0.1"]
        threads = dict.fromkeys(worker.ONE_THREAD, "1")
        with (folder / f"{what}-{len(started)}.log").open("w") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "dask", what, *place, "--no-dashboard", *arguments],
                cwd=folder,
                env=os.environ | threads | {"PYTHONPATH": str(library)},
                stdout=log,
                stderr=log,
            )
        started.append(process)
        return process

    start.folder = folder
    yield start
    for process in started:
        process.kill()
        process.wait()


@pytest.fixture(scope="module")
def address(start):
    """The address of a scheduler that has two workers."""
    start("scheduler", "--port", "0")
    place = start.folder / "scheduler.json"
    until(place.exists)
    address = json.loads(place.read_text("utf8"))["address"]
    for name in ("one", "two"):
        join(start, address, name)
    return address


def join(start, address, name, **settings):
    """The process of a new worker, and its address, once its scheduler knows it."""
    process = start("worker", "--name", name, "--nthreads", "1", "--no-nanny", **settings)
    with Client(address, set_as_default=False) as client:
        return process, until(lambda: places(client).get(name))


def places(client):
    """{name: address} of a cluster's workers."""
    workers = client.scheduler_info(n_workers=-1)["workers"]
    return {worker["name"]: address for address, worker in workers.items()}


def until(there):
    """What there() returns, as soon as it is something."""
    end = time.monotonic() + SECONDS
    while not (found := there()):
        assert time.monotonic() < end, "nothing came"
        time.sleep(0.05)
    return found


def test_a_cluster_makes_this_machines_tables(make, address):
    assert make(address) == make()


def test_what_a_cluster_began_this_machine_ends(make, address, bars, interrupt):
    bars.act[5] = interrupt
    with pytest.raises(SystemExit, match="Stopped"):
        make(address)
    assert make() == make()
    assert bars[1] == ("training", 5, 12)


@pytest.fixture
def kill(start, address):
    """kill(): the end of a third worker in the middle of a run."""
    process, place = join(start, address, "doomed")

    def kill():
        process.send_signal(signal.SIGSTOP)  # so that it keeps the run that it has
        until(lambda: default_client().processing()[place])
        process.kill()
        process.wait()

    return kill


def test_nothing_is_lost_with_a_worker_that_is_killed(make, address, bars, kill):
    bars.act[1] = kill
    assert make(address) == make()
    assert not bars.act


def test_a_run_that_dask_gives_up_stops_the_study(make, address, bars, kill):
    def allow(failures):
        def tell(dask_scheduler):
            dask_scheduler.allowed_failures = failures

        with Client(address, set_as_default=False) as client:
            client.run_on_scheduler(tell)

    bars.act[1] = kill
    allow(0)  # by default, a run is tried on three other workers
    with pytest.raises(SystemExit, match=r"(?s)Dask gave up a run: KilledWorker.*is kept"):
        make(address)
    allow(3)
    assert make(address) == make()


def test_the_only_core_of_a_cluster_is_used(make, monkeypatch):
    """joblib alone would make the runs in this process, with all its threads."""
    for name in worker.ONE_THREAD:
        monkeypatch.setenv(name, "1")
    with local(n_workers=1, threads_per_worker=1) as cluster:
        for name in worker.ONE_THREAD:
            monkeypatch.delenv(name)
        assert make(cluster.scheduler_address) == make()


def local(**settings):
    return LocalCluster(host="127.0.0.1", dashboard_address=":0", **settings)


@pytest.fixture
def odd(start, address, tmp_path):
    """The address of a worker with another version of the library."""
    shutil.copytree(worker.PACKAGE, tmp_path / "code" / "descent")
    with (tmp_path / "code" / "descent" / "optimizers.py").open("a") as lines:
        lines.write("# another\n")
    process, place = join(start, address, "odd", library=tmp_path / "code")
    yield place
    process.terminate()
    process.wait()


def test_a_worker_with_another_library_is_refused(make, address, odd):
    with pytest.raises(SystemExit, match=f"{odd} .*\n  library: {worker.LIBRARY} here"):
        make(address)


def test_a_worker_with_another_library_is_refused_when_it_comes_later(
    make, address, odd, monkeypatch
):
    monkeypatch.setattr(study_cluster, "refuse_others", print)
    with pytest.raises(SystemExit, match=f"(?s)A worker on.*library: {worker.LIBRARY} here"):
        make(address)


@pytest.mark.parametrize("name", ["NumPy", "Python", "machine", *worker.ONE_THREAD])
def test_a_worker_under_another_condition_is_refused(name):
    same = worker.expected()
    study_cluster.refuse_others({"tcp://one:1": same})
    with pytest.raises(SystemExit, match=f"tcp://two:2 .*\n  {name}: {same[name]} here, 0"):
        study_cluster.refuse_others({"tcp://one:1": same, "tcp://two:2": same | {name: "0.1"}})


def test_a_worker_without_the_library_is_refused():
    failed = ModuleNotFoundError("No module named 'descent'")
    with pytest.raises(SystemExit, match=r"tcp://one:1 .*\n  No module named 'descent'\nInstall"):
        study_cluster.refuse_others({"tcp://one:1": failed})


@pytest.fixture
def impatient(monkeypatch, bounded):
    monkeypatch.setattr(study_cluster, "PATIENCE", 1)


@pytest.mark.parametrize("listens", [False, True])
def test_an_address_where_no_scheduler_answers(listens, impatient):
    with socket.create_server(("127.0.0.1", 0)) as mute:
        address = "tcp://{}:{}".format(*mute.getsockname())
        if not listens:
            mute.close()
        started = time.monotonic()
        with pytest.raises(SystemExit, match=f"(?s)at {address}: .*dask scheduler.*dask worker"):
            runner.main(address)
        assert time.monotonic() - started < 10


def test_an_address_that_is_none(impatient):
    with pytest.raises(SystemExit, match="answers at htp://a:1: unknown address scheme 'htp'"):
        runner.main("htp://a:1")


def test_a_scheduler_without_workers(impatient):
    with local(n_workers=0, processes=False, protocol="tcp://") as cluster:
        address = cluster.scheduler_address
        with pytest.raises(SystemExit, match=f"{address} has no workers.*\n  dask worker"):
            runner.main(address)


def test_the_missing_package_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    monkeypatch.delitem(sys.modules, "tools.study_cluster")
    monkeypatch.delattr("tools.study_cluster")
    with pytest.raises(SystemExit, match=r"-m pip install -c constraints\.txt distributed"):
        runner.main("tcp://127.0.0.1:8786")
