#!/usr/bin/env python3
"""How runs end that cannot go on: stops that do not come, disks that fail, memory, names that outlive a kill, wrong launchers.

usage: test_endings.py NETSEAM MPIEXEC FAULTY_DISK [unittest arguments]
"""
import errno
import os
import signal
import struct
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

from program_runs import ENVIRONMENT, MPIEXEC, NETSEAM, command, datasets, run
from small_studies import STAGES, make

FAULTY_DISK = sys.argv[3]
SLOW = ["--layers.restarts=10000"]  # layers of many samples: no end in sight
MANY = 300
UNSHARED = ["unshare", "-m", "--propagation", "private"]
CAN_UNSHARE = subprocess.run([*UNSHARED, "true"], stderr=subprocess.DEVNULL).returncode == 0


def start(words, **more):
    return subprocess.Popen(list(map(str, words)), env=dict(ENVIRONMENT, **more.pop("environment", {})), text=True,
                            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **more)


def ended(process, timeout=120):
    """Exit code and what was said; a run that hangs fails the test by its time-out, and is killed."""
    try:
        text, _ = process.communicate(timeout=timeout)
    except subprocess.TimeoutExpired:
        for child in children(process.pid) + [process.pid]:
            os.kill(child, signal.SIGKILL)
        raise
    return process.returncode, text


def children(process):
    listed = subprocess.run(["pgrep", "-P", str(process)], text=True, stdout=subprocess.PIPE).stdout
    return sorted(map(int, listed.split()))


def on_faulty_disk(ranks, words, **faults):
    """The program on a disk with faults; without mpirun on one rank."""
    settings = {f"FAULTY_{name.upper()}": str(value) for name, value in faults.items()}
    if ranks == 1:
        return start([NETSEAM, *words], environment={"LD_PRELOAD": FAULTY_DISK, **settings})
    exported = sum((["-x", name] for name in ("LD_PRELOAD", *settings)), [])
    # mpirun would be preloaded too: env sets the library for its ranks only
    return start([MPIEXEC, "-n", ranks, *exported[2:], "env", f"LD_PRELOAD={FAULTY_DISK}", NETSEAM, *words],
                 environment=settings)


class Case(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory(prefix="netseam-endings-")
        self.addCleanup(temporary.cleanup)
        self.folder = Path(temporary.name)

    def wait_until(self, process, condition, what):
        for _ in range(6000):
            if condition():
                return
            if process.poll() is not None:
                self.fail(f"the run ended before {what}: {process.communicate()[0]}")
            time.sleep(0.01)
        self.fail(f"no {what}")


class Stops(Case):
    def test_a_save_that_blocks_is_ended_by_a_signal_in_every_stage(self):
        for which, stage in enumerate(STAGES):
            ranks, sign = 1 + which % 2, (signal.SIGTERM, signal.SIGINT)[which % 2]
            with self.subTest(stage=stage, ranks=ranks):
                file, product = make(self.folder / stage, stage)
                process = on_faulty_disk(ranks, [stage, file, "--run.grace=0.5"], path=".partial", reserve="hang")
                self.wait_until(process, lambda: list(product.parent.glob("*.partial")), "the save")
                for rank in children(process.pid) if ranks > 1 else [process.pid]:
                    os.kill(rank, sign)
                code, text = ended(process)
                self.assertEqual(code, 75, text)
                self.assertIn("0.5 s later (run.grace)", text)
                self.assertFalse(product.exists())
                self.assertEqual(run(1, stage, file)[0], 0)
                self.assertEqual(list(product.parent.glob("*.partial")), [])

    def test_a_save_that_blocks_is_ended_by_the_time_limit(self):
        for ranks in (1, 2):
            file, product = make(self.folder / str(ranks), "hierarchy")
            process = on_faulty_disk(ranks, ["hierarchy", file, "--run.grace=0.2", f"--max-hours={2 / 3600}"],
                                     path=".partial", reserve="hang")
            code, text = ended(process)
            self.assertEqual(code, 75, text)
            self.assertIn("time limit", text)
            self.assertFalse(product.exists())

    def test_a_rank_that_stands_still_does_not_hold_the_others(self):
        file, product = make(self.folder, "layers", samples=MANY)
        process = start(command(2, "layers", file, "--run.grace=0.5", *SLOW))
        self.wait_until(process, lambda: (product.parent / "layers.log").exists(), "the work")
        ranks = children(process.pid)
        os.kill(ranks[1], signal.SIGSTOP)
        os.kill(ranks[0], signal.SIGTERM)
        code, text = ended(process)
        self.assertEqual(code, 75, text)
        self.assertIn("by SIGTERM", text)

    def test_a_second_signal_ends_at_once(self):
        file, product = make(self.folder, "layers", samples=MANY)
        process = start([NETSEAM, "layers", file, "--run.grace=1000", *SLOW])
        self.wait_until(process, lambda: (product.parent / "layers.log").exists(), "the work")
        process.terminate()
        time.sleep(0.5)
        process.send_signal(signal.SIGINT)
        code, text = ended(process)
        self.assertEqual(code, 75, text)


class FailingDisks(Case):
    def check(self, stage, ranks, reason, **faults):
        with self.subTest(stage=stage, ranks=ranks, faults=faults):
            self.count = getattr(self, "count", 0) + 1
            file, product = make(self.folder / str(self.count), stage)
            code, text = ended(on_faulty_disk(ranks, [stage, file], path=".partial", **faults))
            self.assertEqual(code, 2, text)
            self.assertIn(str(product.parent), text)
            self.assertIn(os.strerror(reason), text)
            self.assertFalse(product.exists())
            if stage == "layers":  # with room the same command ends well
                self.assertEqual(run(1, stage, file)[0], 0)

    def test_a_quota_is_named_where_space_cannot_be_reserved(self):
        for stage in STAGES:
            for ranks in (1, 2):
                for room in (0, 3000) if stage == "layers" else (3000,):
                    self.check(stage, ranks, errno.EDQUOT, reserve=errno.EOPNOTSUPP, write=errno.EDQUOT, room=room)

    def test_space_is_reserved_by_writing_where_the_disk_cannot(self):
        products = []
        for name in ("plain", "filled"):
            file, product = make(self.folder / name, "layers", "[run]\nproduct = openblas\n")
            faults = {} if name == "plain" else {"reserve": errno.EOPNOTSUPP}
            code, text = ended(on_faulty_disk(2, ["layers", file], path=".partial", **faults))
            self.assertEqual(code, 0, text)
            products.append(product)
        self.assertEqual(*map(datasets, products))
        self.assertEqual(*(product.stat().st_size for product in products))

    def test_a_write_that_fails_on_one_rank_ends_all(self):
        self.check("layers", 2, errno.EIO, write=errno.EIO, rank=1)
        self.check("layers", 1, errno.EIO, write=errno.EIO, room=2000)

    def test_a_sync_that_fails_on_one_rank_ends_all(self):
        for stage in STAGES:
            self.check(stage, 2, errno.EIO, sync=errno.EIO, rank=1)
        self.check("layers", 2, errno.EIO, sync=errno.EIO, rank=0)
        self.check("layers", 1, errno.EIO, sync=errno.EIO)

    def test_a_limit_on_file_sizes_is_named(self):
        # in blocks of 1024 bytes; the second fits shared memory but no result, the third not even that
        for stage, ranks, limit in [*((stage, 1, 64) for stage in STAGES), ("layers", 2, 5000), ("layers", 2, 8)]:
            with self.subTest(stage=stage, ranks=ranks, limit=limit):
                file, product = make(self.folder / f"{stage}{ranks}-{limit}", stage)
                limited = ["bash", "-c", f'ulimit -f {limit}; exec "$0" "$@"', NETSEAM, stage, file]
                code, text = ended(start(limited if ranks == 1 else [MPIEXEC, "-n", ranks, *limited]))
                self.assertEqual(code, 2, text)
                self.assertIn("File too large", text)
                self.assertFalse(product.exists())


class Outputs(Case):
    def shell(self, script, *words):
        done = subprocess.run(["bash", "-c", script, NETSEAM, *map(str, words)], env=ENVIRONMENT, text=True, timeout=120,
                              capture_output=True)
        return done.returncode, done.stdout + done.stderr

    def test_a_full_screen_does_not_stop_the_work(self):
        file, product = make(self.folder, "layers")
        code, _ = self.shell('"$0" layers "$1" 2>/dev/full', file)
        self.assertEqual(code, 0)
        self.assertTrue(product.exists())
        self.assertIn("saved", (product.parent / "layers.log").read_text())

    def test_standard_output_that_cannot_be_written_is_one_error(self):
        file, product = make(self.folder, "hierarchy")
        for words in (["hierarchy", file, "--json"], ["show", product], ["show", product, "--json"], ["config", "--defaults"],
                      ["config", "--presets"], ["--help"], ["--version"]):
            code, text = self.shell('"$0" "$@" >/dev/full', *words)
            self.assertEqual((code, text.splitlines()[-1]),
                             (2, "netseam: standard output: cannot be written: No space left on device"), words)

    def test_a_reader_that_leaves_is_no_error(self):
        file, product = make(self.folder, "hierarchy")
        self.assertEqual(run(1, "hierarchy", file)[0], 0)
        code, text = self.shell('"$0" config --defaults | head -n 1; echo ${PIPESTATUS[0]}')
        self.assertEqual(text.splitlines()[1:], ["0"], text)
        code, text = self.shell('{ "$0" show "$1"; echo $? >&2; } | true', product)
        self.assertEqual(text, "0\n")


class Memory(Case):
    def test_a_rank_without_memory_ends_all_and_says_so(self):
        for ranks in (1, 2, 3):
            file, product = make(self.folder / str(ranks), "layers", samples=2000)
            last = {"rank": ranks - 1} if ranks > 1 else {}
            code, text = ended(on_faulty_disk(ranks, ["layers", file], memory=8 << 20, **last))
            self.assertEqual(code, 2, text)
            self.assertIn(f"out of memory on rank {ranks - 1} of {ranks}: the node has", text)
            self.assertFalse(product.exists())

    def test_an_address_space_that_is_too_small_holds_nobody(self):
        """Where it fails depends on libraries; the ranks end in any case."""
        file, product = make(self.folder, "hierarchy")
        for megabytes in (150, 400, 700):
            limited = ["bash", "-c", f'ulimit -v {megabytes * 1024}; exec "$0" "$@"', NETSEAM, "hierarchy", file, "--force"]
            ended(start([MPIEXEC, "-n", 1, NETSEAM, "hierarchy", file, "--force", ":", "-n", 1, *limited]))


def semaphore(value):
    """What glibc keeps in the file of a named semaphore."""
    return struct.pack("<QiI16x", value, 128, 0)


@unittest.skipUnless(CAN_UNSHARE, "needs a mount namespace of its own (unshare -m)")
class Names(Case):
    def setUp(self):
        super().setUp()
        self.shared, self.scratch = self.folder / "shm", self.folder / "tmp"
        for folder in (self.shared, self.scratch):
            folder.mkdir()

    def start(self, words, before="true"):
        """In a name space with folders of its own for /dev/shm and TMPDIR."""
        mounts = f"mount --bind '{self.shared}' /dev/shm && {before} && exec \"$0\" \"$@\""
        return start([*UNSHARED, "sh", "-c", mounts, *map(str, words)], environment={"TMPDIR": str(self.scratch)})

    def names(self):
        return sorted(str(path.relative_to(self.folder)) for place in (self.shared, self.scratch) for path in place.rglob("*"))

    def test_nothing_outlives_a_killed_run_and_the_end_of_the_next(self):
        file, product = make(self.folder / "study", "layers", samples=MANY)
        for ranks in (1, 2):
            for killed in ("ranks", "launcher", "both") if ranks == 2 else ("ranks",):
                with self.subTest(ranks=ranks, killed=killed):
                    words = [NETSEAM, "layers", file, *SLOW, "--force"]
                    process = self.start(words if ranks == 1 else [MPIEXEC, "-n", ranks, *words])
                    self.wait_until(process, lambda: (product.parent / "layers.log").exists(), "the work")
                    found = children(process.pid)[:ranks] if ranks > 1 else []
                    victims = {"ranks": found or [process.pid], "launcher": [process.pid], "both": [process.pid, *found]}
                    for victim in victims[killed]:
                        os.kill(victim, signal.SIGKILL)
                    ended(process)
                    for rank in found:
                        while Path(f"/proc/{rank}/exe").exists():
                            time.sleep(0.01)
                    (product.parent / "layers.log").unlink()
                    code, text = ended(self.start([NETSEAM, "layers", file, "--force", "--layers.samples=30"]))
                    self.assertEqual(code, 0, text)
                    self.assertEqual(self.names(), [])
                    (product.parent / "layers.log").unlink()

    def test_semaphores_of_dead_runs_and_of_others_hold_nobody(self):
        for stage in STAGES:
            for name in (f"{stage}.h5.partial", f"{stage}.h5"):
                (self.shared / f"sem.OMPIO_{name}").write_bytes(semaphore(0))
            for ranks in (1, 2):
                file, product = make(self.folder / f"{stage}{ranks}", stage)
                words = [NETSEAM, stage, file]
                code, text = ended(self.start(words if ranks == 1 else [MPIEXEC, "-n", ranks, *words]))
                self.assertEqual(code, 0, text)
                self.assertTrue(product.exists())

    def test_a_full_folder_for_temporary_files_holds_nobody(self):
        for which, stage in enumerate(STAGES):
            ranks = 2 - which % 2
            with self.subTest(stage=stage, ranks=ranks):
                file, product = make(self.folder / stage, stage)
                words = [NETSEAM, stage, file]
                process = self.start(words if ranks == 1 else [MPIEXEC, "-n", ranks, *words],
                                     before=f"mount -t tmpfs -o size=64m tmpfs '{self.scratch}'")
                self.wait_until(process, lambda: (product.parent / f"{stage}.log").exists(), "the work")
                try:
                    with open(f"/proc/{process.pid}/root{self.scratch}/full", "wb", buffering=0) as full:
                        while full.write(bytes(4096)):
                            pass
                except (OSError, FileNotFoundError):
                    pass
                code, text = ended(process)
                self.assertEqual(code, 0, text)
                self.assertTrue(product.exists())


class Launchers(Case):
    def test_one_of_several_processes_that_does_not_see_the_others_is_refused(self):
        file, product = make(self.folder, "layers")
        for variables in ({"SLURM_STEP_NUM_TASKS": "4", "SLURM_STEP_ID": "0", "SLURM_NTASKS": "4", "SLURM_PROCID": "1"},
                          {"SLURM_STEP_ID": "0", "SLURM_NTASKS": "4"}, {"PMI_SIZE": "2", "PMI_RANK": "0"},
                          {"OMPI_COMM_WORLD_SIZE": "3"}):
            code, text = ended(start([NETSEAM, "layers", file], environment=variables))
            self.assertEqual(code, 2, text)
            self.assertIn("MPI sees a single rank", text)
            self.assertFalse(product.parent.exists())

    def test_one_process_in_a_larger_allocation_is_right(self):
        file, _ = make(self.folder, "layers")
        batch = {"SLURM_NTASKS": "4", "SLURM_JOB_ID": "7", "SLURM_PROCID": "0", "SLURM_NODEID": "0"}
        for words, variables in (([NETSEAM, "layers", file], batch),
                                 ([NETSEAM, "layers", file], {**batch, "SLURM_STEP_ID": "0", "SLURM_STEP_NUM_TASKS": "1"}),
                                 (command(1, "layers", file), {"PMI_SIZE": "1"}),
                                 ([NETSEAM, "show", self.folder / "runs/s/step1/layers.h5"], {"SLURM_STEP_NUM_TASKS": "4"})):
            code, text = ended(start(words, environment=variables))
            self.assertEqual(code, 0, text)


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], *sys.argv[4:]], verbosity=2)
