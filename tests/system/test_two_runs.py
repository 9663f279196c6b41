#!/usr/bin/env python3
"""Runs of one unit at the same moment, units that fail beside others, failures that must not block the corrected command, and
output folders that vanish or are not shared.

usage: test_two_runs.py NETSEAM MPIEXEC [unittest arguments]
"""
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

import h5py
import numpy as np

from program_runs import ENVIRONMENT, MPIEXEC, NETSEAM, command, datasets, run

PUBLISHED = Path(__file__).parents[1] / "data/sculpting/networks.jsonl"
DOUBLE_STARTS = 20
TASK = "widths = 6\ndepths = 1\nseeds = 0\nunit-steps = 50\nedge-steps = 10\nepochs = 2\naccuracy = 0.1\n"


def layer_files(folder, seed=0, layers=4, samples=60):
    folder.mkdir(parents=True, exist_ok=True)
    random = np.random.default_rng(seed)
    points = random.normal(size=(samples, 5))
    for n in range(layers):
        np.save(folder / f"layer{n}.npy", points.astype(np.float32))
        points = np.tanh(points @ random.normal(size=(5, 5)))


class TwoRuns(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.folder = Path(temporary.name)

    def study(self, stage, text="", checkpoints="step*"):
        """The study file of a tiny unit of that stage; its inputs are made where they are missing."""
        if stage == "layers" and not (self.folder / "step1").exists():
            layer_files(self.folder / "step1")
        elif stage == "neurons":
            (self.folder / "step1").mkdir(exist_ok=True)
            random = np.random.default_rng(1)
            np.savez(self.folder / "step1/weights.npz", **{f"w{n}": random.normal(size=(6, 6)) for n in range(2)})
        elif stage == "hierarchy":
            (self.folder / "step1").mkdir(exist_ok=True)
            shutil.copy(PUBLISHED, self.folder / "step1/networks.jsonl")
        sections = {
            "layers": "[input]\nactivations = layer*.npy\n[layers]\nresamples = 10\n",
            "neurons": "[neurons]\nchain = w{0..1}\nclusters = 2\nnull-replicates = 3\n",
            "hierarchy": "[hierarchy]\nunit-orders = 2\n",
            "train": "[train]\ntasks = 4-1-4\nhidden = 5\nseeds = 0, 1\nepochs = 2\n",
            "sculpt": f"[sculpt]\ntasks = 4-1-4\n{TASK}",
        }
        of = "" if stage in ("train", "sculpt") else f"checkpoints = {checkpoints}\n"
        file = self.folder / f"{stage}.ini"
        file.write_text(f"[study]\nname = s\noutput = runs\n{of}{sections[stage]}{text}[run]\nproduct = openblas\n")
        return file

    def leftovers(self):
        return [str(path) for end in ("*.partial", "*.lock", "*.shards", "*.takeover") for path in self.folder.rglob(end)]

    def results(self):
        return {path.relative_to(self.folder): datasets(path) for path in self.folder.glob("runs/**/*.h5")}

    def test_double_and_triple_starts_leave_one_whole_result(self):
        for stage in ("layers", "neurons", "train", "sculpt", "hierarchy"):
            with self.subTest(stage=stage):
                file = self.study(stage)
                shutil.rmtree(self.folder / "runs", ignore_errors=True)
                code, text = run(1, stage, file)
                self.assertIn(code, (0, 4), text)
                undisturbed = self.results()
                for number in range(DOUBLE_STARTS):
                    shutil.rmtree(self.folder / "runs")
                    started = [subprocess.Popen([NETSEAM, stage, file, *(["--report"] if number % 2 else [])],
                                                env=ENVIRONMENT, text=True, stdout=subprocess.PIPE,
                                                stderr=subprocess.STDOUT) for _ in range(2 + number % 2)]
                    said = [process.communicate(timeout=120)[0] for process in started]
                    codes = [process.returncode for process in started]
                    self.assertIn(code, codes, said)
                    for ended, words in zip(codes, said):
                        self.assertIn(ended, (code, 2), words)
                        if ended == 2:
                            self.assertRegex(words, r"being worked on by host \S+, process \d+, since \S+; wait for it or stop it")
                    self.assertEqual(self.results(), undisturbed)
                    self.assertEqual(self.leftovers(), [])
                    if number % 2:
                        page = (self.folder / "runs/s/report.html").read_text()
                        self.assertTrue(page.rstrip().endswith("</html>"))
                        json.loads((self.folder / "runs/s/report.json").read_text())

    def test_a_second_run_on_more_ranks_ends_at_once_and_touches_nothing(self):
        # long enough to be met: the first one is stopped at the end
        file = self.study("train", "")
        long = ["--train.epochs=1000000", "--train.hidden=256-256", "--train.save=0"]
        first = subprocess.Popen(command(2, "train", file, *long), env=ENVIRONMENT, stdout=subprocess.PIPE,
                                 stderr=subprocess.STDOUT, text=True)
        self.addCleanup(first.kill)
        lock, log = self.folder / "runs/s/4-1-4/train.lock", self.folder / "runs/s/4-1-4/train.log"
        end = time.time() + 60
        while not log.exists() and time.time() < end:  # it is opened under the lock
            time.sleep(0.01)
        before = log.read_text()
        for ranks in (1, 3):
            code, text = run(ranks, "train", file, *long, timeout=60)
            self.assertEqual(code, 2, text)
            self.assertIn("being worked on by host", text)
        self.assertEqual(log.read_text()[:len(before)], before)
        first.send_signal(signal.SIGUSR1)
        self.assertIn("stopped early", first.communicate(timeout=60)[0])
        self.assertFalse(lock.exists())
        # a run that was killed does not stand in the way of the next one
        code, text = run(1, "train", file, "--force")
        self.assertEqual(code, 0, text)
        killed = subprocess.Popen([NETSEAM, "train", file, "--force", *long], env=ENVIRONMENT, stderr=subprocess.DEVNULL)
        end = time.time() + 60
        while not lock.exists() and time.time() < end:
            time.sleep(0.01)
        killed.kill()
        killed.wait()
        lock_text = lock.read_text()
        code, text = run(1, "train", file, "--force")
        self.assertEqual(code, 0, text)
        self.assertEqual(self.leftovers(), [])
        # nor is anything left of one that died behind its last rename
        lock.write_text(lock_text)
        code, text = run(1, "train", file)
        self.assertIn("done already", text)
        self.assertEqual((code, self.leftovers()), (0, []))

    def test_one_bad_checkpoint_does_not_end_the_sweep(self):
        for step in (1, 2, 10):
            layer_files(self.folder / f"step{step}", step)
        (self.folder / "step3").mkdir()
        layer_files(self.folder / "step4", 4)
        np.save(self.folder / "step4/layer2.npy", np.full((60, 5), np.nan, np.float32))
        file = self.study("layers")
        for ranks in (1, 2):
            code, text = run(ranks, "layers", file, "--force", "--report")
            self.assertEqual(code, 3, text)
            self.assertIn("step3 (3 of 5): failed:", text)
            self.assertIn("step4 (4 of 5): failed:", text)
            self.assertIn("netseam: 2 of 5 checkpoints failed: step3, step4\n", text)
            for step, there in ((1, True), (2, True), (3, False), (4, False), (10, True)):
                self.assertEqual((self.folder / f"runs/s/step{step}/layers.h5").exists(), there)
            self.assertTrue((self.folder / "runs/s/report.html").exists())
        # a start at a checkpoint that failed is no start
        code, text = run(1, "layers", file, "--force", "--layers.start=previous")
        self.assertEqual(code, 3, text)
        self.assertIn("netseam: 3 of 5 checkpoints failed: step3, step4, step10", text)
        self.assertIn("a checkpoint that failed in this run", text)
        # what the ranks had finished of a checkpoint before one found its fault does not stand in the way
        for step in (3, 4):
            layer_files(self.folder / f"step{step}", step)
        code, text = run(2, "layers", file, "--force")
        self.assertEqual(code, 0, text)
        np.save(self.folder / "step4/layer2.npy", np.full((60, 5), np.nan, np.float32))
        (self.folder / "runs/s/step4/layers.h5").unlink()
        self.assertEqual(run(2, "layers", file)[0], 3)
        layer_files(self.folder / "step4", 4)
        code, text = run(2, "layers", file)
        self.assertEqual(code, 0, text)
        self.assertEqual(self.leftovers(), [])

    def test_a_dry_run_lists_the_faults_of_all_units_and_of_one(self):
        layer_files(self.folder / "step1")
        (self.folder / "step2").mkdir()
        layer_files(self.folder / "untrained", layers=3)
        layer_files(self.folder / "other", samples=50)
        np.save(self.folder / "labels.npy", np.zeros(7, np.int64))
        np.save(self.folder / "weights.npy", -np.ones(60))
        np.save(self.folder / "target.npy", np.ones(9))
        text = ("stratify = true\nweights = weights.npy\ntwin = untrained\ntargets = target.npy\nagainst = other\n"
                "[input]\nlabels = labels.npy\n")
        file = self.study("layers", text)
        code, said = run(2, "layers", file, "--dry-run")
        self.assertEqual(code, 3, said)
        for words in ("labels.npy", "weights.npy", "untrained", "target.npy", "other", "step2"):
            self.assertRegex(said, rf"(fault|failed): .*{words}")
        self.assertIn("2 of 2 checkpoints failed: step1, step2", said)
        self.assertFalse((self.folder / "runs").exists())

    def test_a_stale_checkpoint_does_not_end_the_sweep(self):
        for step in (1, 2):
            layer_files(self.folder / f"step{step}", step)
        file = self.study("layers")
        self.assertEqual(run(1, "layers", file)[0], 0)
        np.save(self.folder / "step1/layer0.npy", np.random.default_rng(5).normal(size=(60, 5)).astype(np.float32))
        shutil.rmtree(self.folder / "runs/s/step2")
        code, text = run(1, "layers", file)
        self.assertEqual(code, 2, text)
        self.assertIn("--force replaces it", text)
        self.assertIn("1 of 2 checkpoints failed: step1", text)
        self.assertTrue((self.folder / "runs/s/step2/layers.h5").exists())

    def test_a_failure_is_no_result_that_blocks_the_corrected_command(self):
        (self.folder / "step1").mkdir()
        np.savez(self.folder / "step1/masks.npz", a=np.ones((3, 4), np.float32), b=np.ones((2, 3), np.float32))
        file = self.study("layers", "", "step1")
        file.write_text("[study]\nname = s\noutput = runs\ncheckpoints = step1\n[input]\nnetworks = masks.npz\n")
        code, text = run(1, "hierarchy", file, "--hierarchy.chain=b, a", "--json")
        self.assertEqual(code, 3, text)
        self.assertFalse((self.folder / "runs/s/step1/hierarchy.h5").exists())
        code, text = run(1, "hierarchy", file, "--hierarchy.chain=a, b")
        self.assertEqual(code, 0, text)

    def test_the_two_results_of_sculpt_stand_and_fall_together(self):
        file = self.study("sculpt")
        code, text = run(2, "sculpt", file)
        self.assertIn(code, (0, 4), text)
        whole = self.results()
        modules = self.folder / "runs/s/4-1-4/hierarchy.h5"
        for spoil in (modules.unlink, lambda: shutil.copy(self.other_modules(), modules)):
            spoil()
            again, text = run(2, "sculpt", file)
            self.assertEqual(again, code, text)
            self.assertIn("hierarchy.h5 was missing or of another run", text)
            self.assertEqual(self.results(), whole)
            again, text = run(1, "sculpt", file)
            self.assertIn("done already", text)

    def other_modules(self):
        kept = self.folder / "other.h5"
        if not kept.exists():
            file = self.study("hierarchy", "", "step1/networks.jsonl")
            code, text = run(1, "hierarchy", file, "--study.output=elsewhere")
            self.assertEqual(code, 0, text)
            shutil.copy(next((self.folder / "elsewhere").rglob("hierarchy.h5")), kept)
        return kept

    def in_namespace(self, *lines):
        """Runs lines of shell where mounts are its own; skips where that is not allowed."""
        if os.geteuid() != 0 or subprocess.run(["unshare", "-m", "true"], capture_output=True).returncode != 0:
            self.skipTest("mount namespaces are not allowed here")
        done = subprocess.run(["unshare", "-m", "sh", "-ec", "\n".join(lines)], env=ENVIRONMENT, text=True, timeout=120,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd=self.folder)
        return done.returncode, done.stdout

    def test_an_output_that_is_not_shared_is_noticed_at_the_start(self):
        file = self.study("layers")
        (self.folder / "runs").mkdir()
        one = f"{NETSEAM} layers {file}"
        code, text = self.in_namespace(
            f"{MPIEXEC} -n 1 {one} : -n 1 sh -c 'exec unshare -m sh -c \"mount -t tmpfs none {self.folder}/runs; exec {one}\"'")
        self.assertEqual(code, 2, text)
        self.assertRegex(text, r"study.output: \S+ is not seen by rank 1 on host \S+ .*choose a folder that all nodes share")
        self.assertEqual(self.leftovers(), [])

    def test_pieces_that_cannot_be_removed_are_a_warning_and_go_with_the_next_run(self):
        file = self.study("layers")
        code, text = run(1, "layers", file)
        undisturbed = self.results()
        shutil.rmtree(self.folder / "runs")
        shards = self.folder / "runs/s/step1/layers.shards"
        code, text = self.in_namespace(f"mkdir -p {shards}/held", f"mount -t tmpfs none {shards}/held",
                                       f"{NETSEAM} layers {file}", f"{NETSEAM} layers {file}")
        self.assertEqual(code, 0, text)
        self.assertIn("warning: ", text)
        self.assertIn("cannot be removed", text)
        self.assertIn("done already", text)
        self.assertEqual(self.results(), undisturbed)
        self.assertTrue(shards.exists())
        code, text = run(2, "layers", file)
        self.assertIn("done already", text)
        self.assertEqual((code, self.leftovers()), (0, []))

    def test_an_output_that_is_removed_meanwhile_is_said_to_be(self):
        file = self.study("train")
        long = ["--train.epochs=1000000", "--train.hidden=256-256", "--train.save=0"]
        process = subprocess.Popen(command(2, "train", file, *long, "--max-hours=0.001"), env=ENVIRONMENT, text=True,
                                   stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        lock = self.folder / "runs/s/4-1-4/train.lock"
        end = time.time() + 60
        while not lock.exists() and time.time() < end:
            time.sleep(0.01)
        shutil.rmtree(self.folder / "runs")
        text = process.communicate(timeout=60)[0]
        self.assertIn(process.returncode, (2, 75), text)
        self.assertNotIn("no shard", text)

    def test_a_result_that_cannot_be_read_is_not_to_be_replaced(self):
        file = self.study("layers")
        self.assertEqual(run(1, "layers", file)[0], 0)
        product = self.folder / "runs/s/step1/layers.h5"
        with h5py.File(product, "r+"):
            code, text = run(1, "layers", file)
        self.assertEqual(code, 3, text)
        self.assertIn("open for writing elsewhere", text)
        self.assertNotIn("--force", text)
        self.assertEqual(run(1, "layers", file)[0], 0)


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], *sys.argv[3:]])
