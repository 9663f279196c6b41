#!/usr/bin/env python3
"""Runs the program as a user does: kills, stops, full disks and bad inputs, at several numbers of ranks.

usage: test_program.py NETSEAM MPIEXEC [unittest arguments]
"""
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

import h5py
import numpy as np

from program_runs import ENVIRONMENT, NETSEAM, command, datasets, run, wait_for_ranks


class Study:
    """A study of random layers in a temporary folder."""

    def __init__(self, folder, layers=6, samples=40, extra="", seed=0):
        self.folder = Path(folder)
        self.checkpoint = self.folder / "step1"
        self.checkpoint.mkdir(parents=True)
        random = np.random.default_rng(seed)
        points = random.normal(size=(samples, 8))
        for layer in range(layers):
            points = np.tanh(points @ random.normal(size=(8, 8))) + points
            np.save(self.checkpoint / f"layer{layer}.npy", points.astype(np.float32))
        self.file = self.folder / "study.ini"
        self.file.write_text("[study]\nname = s\ncheckpoints = step*\noutput = runs\n"
                             f"[input]\nactivations = layer*.npy\n{extra}")
        self.product = self.folder / "runs/s/step1/layers.h5"
        self.shards = self.folder / "runs/s/step1/layers.shards"


class Program(unittest.TestCase):
    def setUp(self):
        self.temporary = tempfile.TemporaryDirectory(prefix="netseam-system-")
        self.folder = Path(self.temporary.name)

    def tearDown(self):
        self.temporary.cleanup()

    def assert_left_whole(self, study):
        """Nothing half-written under a final name."""
        self.assertFalse(study.product.exists())
        self.assertEqual(list(self.folder.rglob("*.partial")), [])

    # --- restart and stop

    def slow_study(self, name, product="openblas"):
        """A study that runs long enough to be disturbed; a named library, because results of two differ in rounding."""
        return Study(self.folder / name, layers=10, samples=250,
                     extra=f"[layers]\nrestarts = 60\n[run]\nproduct = {product}\n")

    def wait_for_work(self, study, process, folder=".", size=20000):
        """Until some of the work is in shards; the run must not be over by then."""
        for _ in range(3000):
            if sum(shard.stat().st_size for shard in (study.shards / folder).glob("*.shard")) > size:
                return
            self.assertIsNone(process.poll(), "the run ended before it could be disturbed")
            time.sleep(0.01)
        self.fail("nothing was finished")

    def kill_a_rank(self, study):
        """Starts a study on two ranks and kills one of them in the middle."""
        process = subprocess.Popen(command(2, "layers", study.file), env=ENVIRONMENT,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
        self.wait_for_work(study, process)
        ranks = subprocess.run(["pgrep", "-f", f"^{NETSEAM} layers {study.file}"], text=True,
                               stdout=subprocess.PIPE).stdout.split()
        self.assertGreaterEqual(len(ranks), 2)
        os.kill(int(ranks[-1]), signal.SIGKILL)
        self.assertNotEqual(process.wait(timeout=60), 0)

    def test_kill_and_resume_on_other_ranks_gives_the_same_bytes(self):
        whole, broken = self.slow_study("whole"), self.slow_study("broken")
        code, text = run(1, "layers", whole.file)
        self.assertEqual(code, 0, text)
        self.kill_a_rank(broken)
        self.assert_left_whole_in(broken)
        for ranks in (3, 1):
            code, text = run(ranks, "layers", broken.file)
            self.assertEqual(code, 0, text)
            if ranks == 3:
                self.assertIn("pairs are done already", text)
        self.assertIn("done already", text)
        self.assertEqual(datasets(whole.product), datasets(broken.product))
        self.assertFalse(broken.shards.exists())

    def test_kill_and_resume_of_a_comparison_gives_the_same_bytes(self):
        extra = "[layers]\nrestarts = 100\nagainst = other\nmeasures = gw, cka\n[run]\nproduct = openblas\n"
        studies = []
        for name in ("whole", "broken"):
            studies.append(Study(self.folder / name, layers=3, samples=250, extra=extra))
            Study(self.folder / name / "more", layers=12, samples=250, seed=1).checkpoint.rename(self.folder / name / "other")
        whole, broken = studies
        code, text = run(1, "layers", whole.file)
        self.assertEqual(code, 0, text)
        process = subprocess.Popen(command(2, "layers", broken.file), env=ENVIRONMENT, stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL)
        shards = broken.shards / "against-0"
        for _ in range(3000):
            if sum(shard.stat().st_size for shard in shards.glob("*.shard")) > 10000:
                break
            self.assertIsNone(process.poll(), "the run ended before it could be disturbed")
            time.sleep(0.01)
        else:
            self.fail("no pair of the comparison was finished")
        process.kill()
        process.wait(timeout=60)
        wait_for_ranks("layers", broken.file)
        self.assert_left_whole_in(broken)
        code, text = run(3, "layers", broken.file)
        self.assertEqual(code, 0, text)
        self.assertIn("3 of 3 pairs are done already", text)
        self.assertRegex(text, r"[1-9]\d* of 36 pairs with other are done already")
        self.assertEqual(datasets(whole.product), datasets(broken.product))
        self.assertFalse(broken.shards.exists())

    def test_measures_go_on_after_a_kill_or_a_stop_with_the_same_bytes(self):
        extra = ("[layers]\nmeasures = cka, rsa-spearman, procrustes\nhalf-samples = 150\nnull = 50\n"
                 "[run]\nproduct = openblas\n")
        whole, killed, stopped = (Study(self.folder / name, layers=10, samples=250, extra=extra)
                                  for name in ("whole", "killed", "stopped"))
        self.assertEqual(run(2, "layers", whole.file)[0], 0)
        self.kill_a_rank(killed)
        process = subprocess.Popen(command(2, "layers", stopped.file), env=ENVIRONMENT, text=True,
                                   stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.wait_for_work(stopped, process)
        process.send_signal(signal.SIGUSR1)
        text, _ = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 75, text)
        for study, ranks in ((killed, 3), (stopped, 1)):
            self.assert_left_whole_in(study)
            code, text = run(ranks, "layers", study.file)
            self.assertEqual(code, 0, text)
            self.assertRegex(text, "[1-9][0-9]* matrices of measures are done already")
            self.assertEqual(datasets(whole.product), datasets(study.product))
            self.assertFalse(study.shards.exists())
        log = (stopped.product.parent / "layers.log").read_text()
        self.assertRegex(log, "replicates 600 of 600 after")

    def assert_left_whole_in(self, study):
        self.assertFalse(study.product.exists())
        self.assertTrue(study.shards.exists())

    def test_usr1_saves_and_ends_with_75(self):
        whole = self.slow_study("whole", "onednn")
        self.assertEqual(run(2, "layers", whole.file)[0], 0)
        for ranks, nodes in ((2, 1), (4, 2)):
            with self.subTest(ranks=ranks, nodes=nodes):
                stopped = self.slow_study(f"stopped{ranks}", "onednn")
                process = subprocess.Popen(
                    command(ranks, "layers", stopped.file, f"--ranks-per-node={ranks // nodes}"), env=ENVIRONMENT,
                    text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
                self.wait_for_work(stopped, process)
                process.send_signal(signal.SIGUSR1)
                text, _ = process.communicate(timeout=60)
                self.assertEqual(process.returncode, 75, text)
                self.assertIn("stopped early", text)
                self.assert_left_whole_in(stopped)
                self.assertEqual(run(1, "layers", stopped.file)[0], 0)
                self.assertEqual(datasets(whole.product), datasets(stopped.product))

    def test_a_stop_among_the_pairs_of_a_twin_goes_on_to_the_same_bytes(self):
        options = ["--layers.twin=untrained/step1", "--layers.groups=2"]  # two groups: a border to be tested
        whole, stopped = self.slow_study("whole"), self.slow_study("stopped")
        for study in (whole, stopped):
            Study(study.folder / "untrained", layers=10, samples=250, seed=1)
        self.assertEqual(run(2, "layers", whole.file, *options)[0], 0)
        process = subprocess.Popen(command(2, "layers", stopped.file, *options), env=ENVIRONMENT, text=True,
                                   stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.wait_for_work(stopped, process, "twin-0", 5000)
        process.send_signal(signal.SIGUSR1)
        text, _ = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 75, text)
        self.assert_left_whole_in(stopped)
        code, text = run(3, "layers", stopped.file, *options)
        self.assertEqual(code, 0, text)
        self.assertIn("45 of 45 pairs are done already", text)
        self.assertIn("pairs of twin untrained/step1 are done already", text)
        self.assertEqual(datasets(whole.product), datasets(stopped.product))
        with h5py.File(stopped.product, "r") as result:
            self.assertEqual(result["groups/segmentation/twin_p_value"].shape, (1,))

    def test_term_of_the_ranks_saves_and_ends_with_75(self):
        study = self.slow_study("stopped")
        process = subprocess.Popen([NETSEAM, "layers", str(study.file)], env=ENVIRONMENT, text=True,
                                   stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.wait_for_work(study, process)
        process.terminate()
        text, _ = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 75, text)
        self.assert_left_whole_in(study)

    def test_a_time_limit_saves_and_ends_with_75(self):
        study = self.slow_study("limited")
        code, text = run(2, "layers", study.file, "--max-hours=0.00005")
        self.assertEqual(code, 75, text)
        self.assert_left_whole(study)
        self.assertEqual(run(3, "layers", study.file)[0], 0)

    def test_an_unfinished_run_of_another_config_is_named(self):
        study = self.slow_study("changed")
        # a limit that lets some pairs through: the folder of shards must exist
        for hours in (0.0002, 0.0004, 0.0008, 0.0016):
            code, _ = run(2, "layers", study.file, f"--max-hours={hours}")
            if study.shards.exists():
                break
        self.assertEqual(code, 75)
        code, text = run(2, "layers", study.file, "--layers.restarts=1")
        self.assertEqual(code, 2, text)
        self.assertIn("layers.restarts: was '60', is '1'", text)
        self.assertIn("--force", text)
        code, text = run(2, "layers", study.file, "--layers.restarts=1", "--force")
        self.assertEqual(code, 0, text)

    # --- results

    def test_all_numbers_of_ranks_give_the_same_bytes(self):
        products = []
        for ranks in (1, 2, 3, 4):
            study = Study(self.folder / str(ranks), extra="[layers]\nstart = best\n[run]\nproduct = openblas\n")
            code, text = run(ranks, "layers", study.file)
            self.assertEqual(code, 0, text)
            products.append(datasets(study.product))
        for other in products[1:]:
            self.assertEqual(products[0], other)

    def test_blocks_of_a_trained_transformer_are_its_groups(self):
        root = Path(__file__).resolve().parents[2]
        code, text = run(2, "layers", root / "configs/modular_sum.ini", f"--study.output={self.folder}")
        self.assertEqual(code, 0, text)
        with h5py.File(self.folder / "modular_sum/trained/layers.h5", "r") as result:
            names = result["layers/name"].asstr()[:]
            first_of_blocks = ["b2.attn_out", "b3.attn_out"]
            for measure in ("cka", "rsa-spearman", "identity-gw", "angular-shape"):
                groups = result[f"measures/{measure}/segmentation"]
                self.assertEqual([names[k] for k in groups["border"][:]], first_of_blocks, measure)
                # none of the 19 replicates with shuffled samples has a border as strong
                self.assertEqual(groups["p_value"][:].tolist(), [1 / 20, 1 / 20], measure)
            self.assertTrue((result["groups/segmentation/confidence"][:] > 0.95).all())

    def test_names_that_readers_rely_on(self):
        study = Study(self.folder / "names")
        self.assertEqual(run(2, "layers", study.file, f"--csv={self.folder}/csv")[0], 0)
        with h5py.File(study.product, "r") as result:
            count = len(result["layers/name"])
            loss = result["measures/gw/loss"][()]
            self.assertEqual((loss.shape, loss.dtype), ((count, count), np.float64))
            self.assertTrue((loss == loss.T).all() and (np.diag(loss) == 0).all())
            self.assertTrue((result["measures/gw/lower_bound"][()] <= loss).all())
            self.assertTrue((loss <= result["measures/gw/identity"][()] + 1e-15).all())
            for name in ("measures/gw/start", "measures/gw/status", "groups/segmentation/border",
                         "groups/segmentation/confidence"):
                self.assertIn(name, result)
        self.assertTrue((self.folder / "csv/step1/loss.csv").exists())
        self.assertEqual(run(1, "show", study.product, "--verify")[0], 0)
        self.assertIn('"groups"', run(1, "show", study.product, "--json")[1])
        self.assertTrue((study.product.parent / "layers.log").read_text().startswith("20"))

    def test_a_tampered_value_fails_verification(self):
        """Every dataset that is changed by 1e-5 of its values is named, with a place; an unchanged file passes."""
        study = Study(self.folder / "tampered", samples=40)
        twin, target = self.folder / "other/untrained", self.folder / "classes.npy"
        Study(self.folder / "other", samples=40, seed=1).checkpoint.rename(twin)
        np.save(target, np.arange(40) % 3)
        options = ["--layers.measures=gw, cka, angular-shape", "--layers.half-samples=5", "--layers.null=3",
                   "--layers.resamples=10", "--layers.profiles", f"--layers.targets={target}",
                   f"--layers.against={twin}", "--layers.select=layer0, layer1, layer2, layer3"]
        code, text = run(2, "layers", study.file, *options)
        self.assertEqual(code, 0, text)
        code, text = run(2, "show", study.product, "--verify")
        self.assertEqual(code, 0, text)
        self.assertIn("not recomputed: start, status, iterations and gap", text)
        changed = []
        with h5py.File(study.product, "r+") as result:
            def change(name, dataset):
                # not the gap of a search, and not trees of clusters, whose numbers of clusters are checked in loading
                if (isinstance(dataset, h5py.Dataset) and dataset.dtype.kind == "f" and not name.endswith(("gap", "merge"))
                        and np.nan_to_num(dataset[()]).any()):
                    dataset[...] = dataset[()] * (1 - 1e-5)
                    changed.append(name)
            result.visititems(change)
        for name in ("measures/gw/loss", "measures/gw/identity", "measures/gw/lower_bound", "measures/gw/resampled",
                     "measures/cka/distance", "targets/classes/gw/distance", "cross/untrained/gw/lower_bound",
                     "profiles/effective_rank", "groups/clustering/average/criterion", "layers/scale"):
            self.assertIn(name, changed)
        code, text = run(1, "show", study.product, "--verify")
        self.assertEqual(code, 4, text)
        for name in changed:
            self.assertRegex(text, rf"(?m)^/{name} \[.*\]: stored .*, recomputed ")

    def test_a_check_removes_what_a_killed_one_left(self):
        study, place = Study(self.folder / "abandoned"), self.folder / "tmp"
        place.mkdir()
        self.assertEqual(run(1, "layers", study.file)[0], 0)
        ended = subprocess.Popen(["true"])
        ended.wait()
        here = re.sub("[^A-Za-z0-9_]", "_", socket.gethostname())[:64]
        space = re.sub("[^0-9]", "", os.readlink("/proc/self/ns/pid"))
        dead, alive = (place / f"netseam-verify.{here}-{space}-{process}-0123456789abcdef"
                       for process in (ended.pid, os.getpid()))
        for folder in (dead, alive):
            (folder / "shards").mkdir(parents=True)
        done = subprocess.run(command(1, "show", study.product, "--verify"), env={**ENVIRONMENT, "TMPDIR": str(place)},
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=300)
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assertEqual([path.name for path in place.glob("netseam-verify.*")], [alive.name])

    # --- places that cannot be written

    def test_unwritable_output(self):
        study = Study(self.folder / "unwritable")
        (study.folder / "runs").write_text("a file where the folder should be")
        for ranks in (1, 2):
            code, text = run(ranks, "layers", study.file)
            self.assertEqual(code, 2, text)
            self.assertEqual(text.count("cannot be made"), 1, text)

    @unittest.skipUnless(os.geteuid() == 0, "needs root, to mount a small disk")
    def test_full_disk(self):
        study = Study(self.folder / "full")
        disk = self.folder / "disk"
        disk.mkdir()
        if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=24k", "tmpfs", str(disk)]).returncode != 0:
            self.skipTest("mounting is not allowed here")
        try:
            for ranks in (1, 2):
                code, text = run(ranks, "layers", study.file, f"--study.output={disk}/runs")
                self.assertEqual(code, 2, text)
                self.assertIn(str(disk), text)
                self.assertIn("No space left on device", text)
                self.assertFalse((disk / "runs/s/step1/layers.h5").exists())
        finally:
            subprocess.run(["umount", str(disk)], check=True)
        # nothing is lost: with room the same command ends well
        self.assertEqual(run(2, "layers", study.file, f"--study.output={disk}/runs")[0], 0)


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], *sys.argv[3:]], verbosity=2)
