#!/usr/bin/env python3
"""Runs `netseam train` as a user does: checkpoints, stops, what other stages make of them, bad studies.

usage: test_train.py NETSEAM MPIEXEC [unittest arguments]
"""
import json
import signal
import sys
import tempfile
import unittest
from pathlib import Path

import numpy as np

from program_runs import datasets, interrupted_run, run

SMALL = "hidden = 8-8, 6\nseeds = 0, 1\nepochs = 6\nbatch = 4\nlearning-rate = 0.02\nsamples = 5\n"


def tensors(path):
    """The arrays of a safetensors file by name, and their order, read with nothing but its specification."""
    content = path.read_bytes()
    length = int.from_bytes(content[:8], "little")
    header, values = json.loads(content[8:8 + length]), content[8 + length:]
    found = {}
    assert json.loads(header.pop("__metadata__")["netseam.layers"]) == list(header)
    for name, entry in header.items():
        assert entry["dtype"] == "F32"
        first, last = entry["data_offsets"]
        found[name] = np.frombuffer(values[first:last], "<f4").reshape(entry["shape"])
    return found


def outputs(weights, inputs):
    """Activations of every layer of a network with ReLU, in float64."""
    layers = {"input": inputs.astype(float)}
    now = layers["input"]
    names = [name[:-len(".weight")] for name in weights if name.endswith(".weight")]
    for name in names:
        now = now @ weights[name + ".weight"].T.astype(float) + weights[name + ".bias"]
        if name != "head":
            now = np.maximum(now, 0)
        layers[name] = now
    return layers


class Train(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.folder = Path(temporary.name)

    def study(self, tasks, options=SMALL, name="s", more=""):
        file = self.folder / f"{name}.ini"
        file.write_text(f"[study]\nname = {name}\noutput = runs\n[train]\ntasks = {tasks}\n{options}{more}")
        return file, self.folder / "runs" / name

    def files(self, results):
        return {str(file.relative_to(results)): file.read_bytes() for file in sorted(results.rglob("*.safetensors"))}

    def test_checkpoints_are_networks_whose_activations_and_scores_are_their_own_on_any_ranks(self):
        contents = []
        for ranks in (1, 2, 3):
            file, results = self.study("4-2-4", name=f"r{ranks}")
            code, text = run(ranks, "train", file)
            self.assertEqual(code, 0, text)
            contents.append((datasets(results / "4-2-4/train.h5"), self.files(results)))
        for content in contents[1:]:
            self.assertEqual(content, contents[0])
        rows = np.array([[a, b, c, d] for a in (0, 1) for b in (0, 1) for c in (0, 1) for d in (0, 1)])
        pairs = rows[:, ::2] ^ rows[:, 1::2]
        targets = np.stack([pairs[:, 0], 1 - pairs[:, 0], pairs[:, 1], 1 - pairs[:, 1]], 1)
        code, text = run(1, "show", results / "4-2-4/train.h5", "--json")
        self.assertEqual(code, 0, text)
        found = json.loads(text)
        self.assertEqual([n["name"] for n in found["networks"]],
                         [f"{shape} seed {seed}" for shape in ("4-8-8-4", "4-6-4") for seed in (0, 1)])
        for network in found["networks"]:
            self.assertEqual([e["epoch"] for e in network["epochs"]], list(range(7)))
            saved = [e for e in network["epochs"] if e["checkpoint"]]
            self.assertEqual([e["epoch"] for e in saved], [0, 1, 2, 4, 6])
            for epoch in saved:
                folder = results / "4-2-4" / epoch["checkpoint"]
                weights = tensors(folder / "weights.safetensors")
                stored = tensors(folder / "activations.safetensors")
                expected = outputs(weights, rows[[0, 3, 6, 9, 12]])
                self.assertEqual(list(stored), list(expected))
                for name, values in expected.items():
                    # sums of at most 9 float32 products of the size of the values
                    np.testing.assert_allclose(stored[name], values, rtol=1e-5, atol=1e-5)
                logits = outputs(weights, rows)["head"]
                loss = np.mean(np.logaddexp(0, np.where(targets == 1, -logits, logits)))
                self.assertAlmostEqual(epoch["test_loss"], loss, delta=1e-5 * max(1, loss))
                right = (logits >= 0) == (targets == 1)
                self.assertEqual(epoch["test_accuracy"], np.mean(right))
                self.assertAlmostEqual(epoch["test_rows_right"], np.mean(right.all(axis=1)), delta=1e-15)
        self.assertLess(found["networks"][0]["epochs"][-1]["training_loss"],
                        found["networks"][0]["epochs"][1]["training_loss"])
        code, text = run(2, "train", file, "--csv=" + str(self.folder / "tables"))
        self.assertIn("done already", text)
        self.assertEqual(len((self.folder / "tables/4-2-4/training.csv").read_text().splitlines()), 1 + 4 * 7)

    def test_other_stages_read_the_checkpoints_of_the_same_study(self):
        file, results = self.study("4-1-2-4", SMALL.replace("8-8, 6", "12-12").replace("seeds = 0, 1", "seeds = 3"))
        self.assertEqual(run(2, "train", file, "--run.report")[0], 0)
        page = results / "report.html"
        self.assertIn("4-12-12-4 seed 3", page.read_text())
        more = "[layers]\nstart = identity\n[neurons]\nclusters = 2\nchain = layers.{0..1}.weight, head.weight\n"
        file.write_text(file.read_text().replace("output = runs", "output = runs\ncheckpoints = runs/s/4-1-2-4/4-12-12-4/seed3-*")
                        + "[input]\nactivations = activations.safetensors\nweights = weights.safetensors\n" + more)
        for stage in ("layers", "neurons"):
            code, text = run(2, stage, file)
            self.assertEqual(code, 0, text)
            self.assertTrue((results / f"seed3-epoch00006/{stage}.h5").exists())
        code, text = run(1, "report", file)
        self.assertEqual(code, 0, text)
        self.assertIn("4-12-12-4 seed 3", page.read_text())
        self.assertIn("seed3-epoch00006", page.read_text())

    def test_a_killed_and_a_stopped_run_go_on_to_the_same_bytes(self):
        options = "hidden = 48-48, 40-40, 32-32\nseeds = 0, 1, 2\nepochs = 400\nbatch = 2\n"
        whole, whole_results = self.study("8-2-2", options, "whole")
        self.assertEqual(run(2, "train", whole)[0], 0)
        file, results = self.study("8-2-2", options, "cut")
        shards = results / "8-2-2/train.shards"
        for sign, expected in ((signal.SIGKILL, (-signal.SIGKILL, 0)), (signal.SIGUSR1, (75, 0))):
            self.assertIn(interrupted_run(sign, shards, "train", file), expected)
        code, text = run(3, "train", file)
        self.assertEqual(code, 0, text)
        self.assertEqual(datasets(results / "8-2-2/train.h5"), datasets(whole_results / "8-2-2/train.h5"))
        self.assertEqual(self.files(results), self.files(whole_results))
        self.assertFalse(shards.exists())
        self.assertEqual([str(path) for path in results.rglob("*.partial")], [])

    def test_another_training_replaces_the_checkpoints_only_by_force(self):
        file, results = self.study("4-1-4")
        self.assertEqual(run(1, "train", file)[0], 0)
        before = self.files(results)
        file.write_text(file.read_text().replace("epochs = 6", "epochs = 3"))
        code, text = run(2, "train", file)
        self.assertEqual(code, 2, text)
        self.assertIn("train.epochs: was '6', is '3'", text)
        self.assertEqual(self.files(results), before)
        self.assertEqual(run(2, "train", file, "--force")[0], 0)
        self.assertEqual(sorted({name.split("epoch")[1][:5] for name in self.files(results)}),
                         ["00000", "00001", "00002", "00003"])

    def test_trainings_that_all_break_off_leave_no_result_in_the_way(self):
        random = np.random.default_rng(3)
        (self.folder / "huge").mkdir()
        np.save(self.folder / "huge/inputs.npy", random.uniform(2.5e38, 3.4e38, (24, 3)).astype(np.float32))  # whose sums are infinite
        np.save(self.folder / "huge/targets.npy", random.integers(0, 2, size=(24, 2)).astype(np.float32))
        file, results = self.study("huge, 4-1-4")
        for ranks in (1, 2):
            code, text = run(ranks, "train", file)
            self.assertEqual(code, 4, text)
            self.assertIn("all 4 trainings broke off, nothing is saved; the first: 3-8-8-2 seed 0", text)
            self.assertIn("1 of 2 tasks failed: huge", text)
            self.assertTrue((results / "4-1-4/train.h5").exists())
            self.assertEqual([path.name for path in (results / "huge").glob("train.*")], ["train.log"])
        np.save(self.folder / "huge/inputs.npy", random.normal(size=(24, 3)).astype(np.float32))
        code, text = run(2, "train", file)
        self.assertEqual(code, 0, text)

    def test_bad_studies_are_refused_with_their_place(self):
        for tasks, options, code, words in (
                ("", SMALL, 2, ["train.tasks", "nothing"]),
                ("4-2-4, 4-2-4", SMALL, 2, ["train.tasks", "twice"]),
                ("lime", SMALL, 2, ["train.tasks", "'lime'", "perhaps 'line'"]),
                ("4-2-4", SMALL.replace("8-8, 6", "8--8"), 2, ["train.hidden", "''"]),
                ("4-2-4", SMALL.replace("8-8, 6", "8-0"), 2, ["train.hidden", "'0'"]),
                ("4-2-4", SMALL.replace("8-8, 6", "8-8, 8-8"), 2, ["train.hidden", "twice"]),
                ("4-2-4", SMALL + "save = 0, 7\n", 2, ["train.save", "7", "up to 6"]),
                ("4-2-4", SMALL + "dropout = 1\n", 2, ["train.dropout", "'1'", "below 1"]),
                ("4-2-4", SMALL.replace("0.02", "0"), 2, ["train.learning-rate", "above 0"])):
            with self.subTest(tasks=tasks, options=options):
                status, text = run(2, "train", self.study(tasks, options)[0])
                self.assertEqual(status, code, text)
                for word in words:
                    self.assertIn(word, text)


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], *sys.argv[3:]])
