"""Runs the program on ranks, for the tests of this folder, whose first arguments are NETSEAM MPIEXEC."""
import os
import subprocess
import sys

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
