"""Runs the program on ranks, for the tests of this folder, whose first arguments are NETSEAM MPIEXEC."""
import os
import signal
import subprocess
import sys
import time

import h5py

NETSEAM, MPIEXEC = sys.argv[1], sys.argv[2]
ENVIRONMENT = dict(
    os.environ,
    OMPI_ALLOW_RUN_AS_ROOT="1",
    OMPI_ALLOW_RUN_AS_ROOT_CONFIRM="1",
    OMPI_MCA_rmaps_base_oversubscribe="1",
    OMPI_MCA_mpi_yield_when_idle="1",
    OMP_NUM_THREADS="1",
    OPENBLAS_NUM_THREADS="1",
)


def command(ranks, *arguments):
    return [MPIEXEC, "-n", str(ranks), NETSEAM, *map(str, arguments)]


def run(ranks, *arguments, timeout=300):
    """Exit code and everything printed; a run that hangs fails the test by its time-out."""
    done = subprocess.run(command(ranks, *arguments), env=ENVIRONMENT, timeout=timeout, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    return done.returncode, done.stdout


def datasets(path):
    """Type, shape and bytes of every dataset of a result; the attributes of /provenance may differ between runs."""
    found = {}

    def keep(name, item):
        if isinstance(item, h5py.Dataset):
            found[name] = (item.dtype.str, item.shape, item[()].tobytes() if item.size else b"")

    with h5py.File(path) as file:
        file.visititems(keep)
    return found


def wait_for_ranks(stage, file):
    """Until all ranks of a run have ended: they outlive a killed launcher for a moment, and hold the lock of their unit."""
    while subprocess.run(["pgrep", "-f", f"^{NETSEAM} {stage} {file}"], stdout=subprocess.DEVNULL).returncode == 0:
        time.sleep(0.05)


def interrupted_run(sign, shards, stage, file):
    """Starts a stage on two ranks and sends a signal once the folder of shards has grown: SIGKILL to the ranks too, others to
    the launcher. The exit code, when all of its processes have ended."""
    def bytes_kept():
        return sum(shard.stat().st_size for shard in shards.iterdir()) if shards.is_dir() else 0

    before, end = bytes_kept(), time.time() + 60
    process = subprocess.Popen(command(2, stage, file), env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                               start_new_session=True)
    while process.poll() is None and time.time() < end and bytes_kept() < before + 2000:
        time.sleep(0.002)
    if sign == signal.SIGKILL and process.poll() is None:
        os.killpg(process.pid, sign)
    else:
        process.send_signal(sign)
    process.communicate(timeout=120)
    wait_for_ranks(stage, file)
    return process.returncode
