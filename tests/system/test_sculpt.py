#!/usr/bin/env python3
"""Runs `netseam sculpt` as a user does: Boolean functions, tables, stops, bad tasks, at several numbers of ranks.

usage: test_sculpt.py NETSEAM MPIEXEC [unittest arguments]
"""
import json
import signal
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import numpy as np

from program_runs import ENVIRONMENT, command, datasets, interrupted_run, run

DIGITS = Path(__file__).parents[1] / "data/digits"
SMALL = "widths = 24\ndepths = 1\nseeds = 0, 1\nunit-steps = 70\nedge-steps = 2.5, 1\nbatch = 8\nepochs = 15\n"


class Sculpt(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.folder = Path(temporary.name)

    def study(self, tasks, options=SMALL, name="s", of_tasks=""):
        file = self.folder / f"{name}.ini"
        file.write_text(f"[study]\nname = {name}\noutput = runs\n[sculpt]\ntasks = {tasks}\n{options}"
                        + (f"[tasks]\n{of_tasks}" if of_tasks else ""))
        return file, self.folder / "runs" / name

    def table(self, name, inputs, targets):
        (self.folder / name).mkdir()
        np.save(self.folder / name / "inputs.npy", np.asarray(inputs, np.float32))
        np.save(self.folder / name / "targets.npy", np.asarray(targets, np.float32))

    def networks(self, product):
        code, text = run(1, "show", product, "--json")
        self.assertEqual(code, 0, text)
        return json.loads(text)["networks"]

    def test_separable_inputs_are_found_on_any_ranks_with_the_published_size(self):
        contents = []
        for ranks in (1, 2, 3):
            file, results = self.study("4-2-4", name=f"r{ranks}")
            code, text = run(ranks, "sculpt", file)
            self.assertEqual(code, 0, text)
            contents.append([datasets(results / "4-2-4" / name) for name in ("sculpt.h5", "hierarchy.h5")])
        for content in contents[1:]:
            self.assertEqual(content, contents[0])
        code, text = run(1, "show", results / "4-2-4/sculpt.h5", "--json")
        self.assertEqual(code, 0, text)
        found = json.loads(text)
        # spec of the published networks: 16 edges and 4 hidden units, always, with one hidden layer
        for network in found["networks"]:
            chosen = [outcome for outcome in network["outcomes"] if outcome["chosen"]]
            self.assertEqual(len(chosen), 1)
            self.assertEqual((chosen[0]["accuracy"], chosen[0]["reached"]), (1, True))
            self.assertEqual(sum(map(len, network["edges"])), 16)
            self.assertEqual(len({target for _, target in network["edges"][0]}), 4)
            self.assertEqual(chosen[0]["weights_left"], min(o["weights_left"] for o in network["outcomes"]))
            self.check_network(network)
            steps = [step for step in network["path"] if step["accepted"] and step["phase"] != "retraining"]
            self.assertEqual(sorted((s["weights_left"] for s in steps), reverse=True), [s["weights_left"] for s in steps])
        rates = {rate["part"]: (rate["successes"], rate["trials"]) for rate in found["rates"]}
        self.assertEqual(rates["success"], (2, 2))
        self.assertIn("success", run(1, "show", results / "4-2-4/sculpt.h5")[1])
        code, text = run(2, "sculpt", file, "--csv=" + str(self.folder / "tables"))
        self.assertEqual(code, 0, text)
        self.assertIn("done already", text)
        self.assertEqual(len((self.folder / "tables/4-2-4/outcomes.csv").read_text().splitlines()), 1 + 2 * 2)
        code, text = run(1, "report", file)
        self.assertEqual(code, 0, text)
        page = (results / "report.html").read_text()
        self.assertIn("modules of 1 of 1 task, 1 sculpted task, ", text)
        self.assertIn("Modules of pruned networks: 1 task, 2 networks.", page)
        self.assertIn("2 of 2", page)
        self.assertEqual(page.count('class="pruning-path"'), 1)

    def check_network(self, network):
        """The stored weights, with biases unknown, cannot be run; their units and edges must be possible."""
        for layer, edges in enumerate(network["edges"]):
            self.assertEqual(len({tuple(edge) for edge in edges}), len(edges))
            for source, target in edges:
                self.assertLess(source, network["arch"][layer])
                self.assertLess(target, network["arch"][layer + 1])
            self.assertTrue(all(weight != 0 for weight in network["edge_weights"][layer]))

    def test_a_stopped_and_a_killed_run_go_on_to_the_same_bytes(self):
        options = SMALL.replace("seeds = 0, 1", "seeds = 0, 1, 2, 5").replace("unit-steps = 70", "unit-steps = 70, 30, 10")
        whole, whole_results = self.study("4-1-4", options.replace("depths = 1", "depths = 1, 2"), "whole")
        self.assertEqual(run(2, "sculpt", whole)[0], 0)
        file, results = self.study("4-1-4", options.replace("depths = 1", "depths = 1, 2"), "cut")
        shards = results / "4-1-4/sculpt.shards"
        for sign, expected in ((signal.SIGKILL, (-signal.SIGKILL, 0)), (signal.SIGUSR1, (75, 0))):
            self.assertIn(interrupted_run(sign, shards, "sculpt", file), expected)
        code, text = run(3, "sculpt", file)
        self.assertEqual(code, 0, text)
        for name in ("sculpt.h5", "hierarchy.h5"):
            self.assertEqual(datasets(results / "4-1-4" / name), datasets(whole_results / "4-1-4" / name))
        self.assertFalse(shards.exists())

    def test_a_table_is_learned_and_pruned(self):
        rows = np.array([[a, b, c] for a in (0, 1) for b in (0, 1) for c in (0, 1)])
        self.table("and", rows, rows[:, :1] * rows[:, 1:2])
        code, text = run(2, "sculpt", self.study("and")[0])
        self.assertEqual(code, 0, text)
        code, text = run(1, "show", self.folder / "runs/s/and/sculpt.h5", "--json")
        for network in json.loads(text)["networks"]:
            # input 2 says nothing: nothing leads from it
            self.assertNotIn(2, [source for source, _ in network["edges"][0]])
            self.assertEqual(network["parts"], [])

    def test_bad_tasks_are_refused_with_their_place(self):
        self.table("twice", [[0, 1], [1, 1], [0, 1]], [[0], [1], [1]])
        self.table("range", [[0, 1], [1, 1]], [[0], [2]])
        self.table("rows", [[0, 1], [1, 1]], [[0], [1], [1]])
        self.table("nan", [[0, np.nan], [1, 1]], [[0], [1]])
        np.save(self.folder / "images.npy", np.zeros((3, 4, 4), np.float32))
        np.save(self.folder / "labels.npy", np.array([0, 2, 2]))
        pictures = "\n[tasks]\nimages = images.npy\nlabels = labels.npy\n"
        (self.folder / "bad.csv").write_text("function,arch,lr,batch,epochs\n4-2-4,4-24-4,0.05,8\n")
        for tasks, options, code, words in (
                ("twice", SMALL, 3, ["rows 0 and 2", "different targets for equal inputs"]),
                ("range", SMALL, 3, ["row 1, column 0", "2", "from 0 to 1"]),
                ("rows", SMALL, 3, ["3", "2, as inputs.npy has"]),
                ("nan", SMALL, 3, ["row 0, column 1", "nan"]),
                ("none", SMALL, 2, ["'none'", "4-1-2-16"]),
                ("lines", SMALL, 2, ["'lines'", "perhaps 'line'"]),
                ("two-digits", SMALL, 2, ["tasks.images", "found nothing"]),
                ("two-digits", SMALL + pictures.replace("labels.npy", "gone.npy"), 3, ["gone.npy", "nothing"]),
                ("two-digits", SMALL + pictures, 3, ["labels.npy", "no row of class 1"]),
                ("modular-sum", SMALL + "[tasks]\nmodulus = 300\nterms = 4", 2, ["tasks.modulus", "2^24 rows"]),
                ("line", SMALL + "[tasks]\nlines = 40", 2, ["tasks.lines", "40", "28"]),
                ("4-2-4", SMALL + "accuracy = 1.5", 2, ["sculpt.accuracy", "'1.5'", "from 0 to 1"]),
                ("4-2-4", SMALL + "[tasks]\nloss = hinge", 2, ["tasks.loss", "'hinge'", "squared-error"]),
                ("4-3-9", SMALL, 2, ["'4-3-9'"]),
                ("4-2-4, 4-2-4", SMALL, 2, ["twice"]),
                ("", SMALL, 2, ["sculpt.tasks", "nothing"]),
                ("4-2-4", SMALL + "training = bad.csv\n", 3, ["bad.csv", "line 2", "4 cells"]),
                ("4-2-4", SMALL + "training = gone.csv\n", 3, ["gone.csv"]),
                ("4-2-4", SMALL.replace("70", "170"), 2, ["unit-steps", "'170'"])):
            with self.subTest(tasks=tasks, code=code):
                status, text = run(2, "sculpt", self.study(tasks, options)[0], "--force")
                self.assertEqual(status, code, text)
                for word in words:
                    self.assertIn(word, text)

    def test_pairs_of_digits_are_told_apart_on_any_ranks(self):
        options = ("widths = 64\ndepths = 1\nseeds = 0\nunit-steps = 70, 35\nedge-steps = 10\nbatch = 32\nepochs = 6\n"
                   "learning-rate = 0.01\ninput-noise = 0\naccuracy = 0.97\n")
        of_tasks = f"images = {DIGITS}/train_inputs.npy\nlabels = {DIGITS}/train_labels.npy\nimages-of-pair = 20\n"
        contents = []
        for ranks in (1, 2, 3):
            file, results = self.study("two-digits", options, f"r{ranks}", of_tasks)
            code, text = run(ranks, "sculpt", file)
            self.assertEqual(code, 0, text)
            # 100 pairs of 8 x 8 images; of each 16 of 20 rows train
            self.assertIn("1600 rows to train on, 400 to test on, 128 inputs, 20 outputs; 2 pieces", text)
            contents.append(datasets(results / "two-digits/sculpt.h5"))
        self.assertEqual(contents[1], contents[0])
        self.assertEqual(contents[2], contents[0])
        for network in self.networks(results / "two-digits/sculpt.h5"):
            chosen = [outcome for outcome in network["outcomes"] if outcome["chosen"]][0]
            self.assertGreaterEqual(chosen["accuracy"], 0.97)
            self.assertLess(chosen["weights_left"], network["weights"] / 2)

    def test_lines_and_sums_are_learned(self):
        file, results = self.study("line, modular-sum", SMALL.replace("epochs = 15", "epochs = 60\ninput-noise = 0\naccuracy = 0.9"),
                                   of_tasks="rows = 400\ntest-rows = 100\nlines = 3\nheight = 2\nwidth = 6\nmodulus = 3\n")
        code, text = run(2, "sculpt", file)
        # a softmax may do without one of its outputs, which then is in no module
        self.assertTrue(code == 0 or "found no path from an input" in text, text)
        self.assertIn("400 rows to train on, 100 to test on, 12 inputs, 3 outputs", text)
        self.assertIn("9 rows to train on, 9 to test on, 6 inputs, 3 outputs", text)
        for task in ("line", "modular-sum"):
            for network in self.networks(results / task / "sculpt.h5"):
                self.assertTrue([outcome for outcome in network["outcomes"] if outcome["chosen"]][0]["reached"])
        self.assertIn("by the largest output", run(1, "show", results / "line/sculpt.h5")[1])
        # another row of [tasks] is another result
        file.write_text(file.read_text().replace("rows = 400", "rows = 401"))
        code, text = run(1, "sculpt", file)
        self.assertEqual(code, 2, text)
        self.assertIn("tasks.rows", text)

    def test_classes_are_judged_on_the_rows_that_are_held_back(self):
        random = np.random.default_rng(1)
        centre = np.array([[2, 0], [-1, 2], [-1, -2]])
        label = np.arange(120) % 3
        inputs = (centre[label] + 0.3 * random.normal(size=(120, 2))).astype(np.float32)
        inputs[1] = inputs[0]  # two classes, as real data may have
        for name, shift in (("fair", 0), ("foul", 1)):
            self.table(name, inputs, [0])
            np.save(self.folder / name / "targets.npy", label)
            np.save(self.folder / name / "test_inputs.npy", inputs[2:50])
            np.save(self.folder / name / "test_targets.npy", (label[2:50] + shift) % 3)
        file, results = self.study("fair, foul", SMALL + "accuracy = 0.95\nlearning-rate = 0.01\n")
        code, text = run(2, "sculpt", file)
        self.assertEqual(code, 4, text)
        self.assertIn("networks fall short", text)
        self.assertIn("120 rows to train on, 48 to test on, 2 inputs, 3 outputs", text)
        for network in self.networks(results / "fair/sculpt.h5"):
            self.assertGreaterEqual(network["dense_accuracy"], 0.95)
            self.assertTrue([outcome for outcome in network["outcomes"] if outcome["chosen"]][0]["reached"])
        for network in self.networks(results / "foul/sculpt.h5"):
            self.assertLess(network["dense_accuracy"], 0.5)

    def test_a_stop_ends_a_long_training_within_an_epoch(self):
        options = SMALL.replace("epochs = 15", "epochs = 10000000")  # hours; run() waits for minutes
        file, results = self.study("4-2-4", options)
        code, text = run(2, "sculpt", file, "--max-hours=0.0003")
        self.assertEqual(code, 75, text)
        self.assertIn("stopped early", text)
        process = subprocess.Popen(command(2, "sculpt", file), env=ENVIRONMENT, stdout=subprocess.PIPE,
                                   stderr=subprocess.STDOUT, text=True)
        for text in process.stdout:
            if "pieces on 2 ranks" in text:
                break
        process.send_signal(signal.SIGUSR1)
        text = process.communicate(timeout=120)[0]
        self.assertEqual(process.returncode, 75, text)
        self.assertIn("stopped early", text)
        self.assertFalse((results / "4-2-4/sculpt.h5").exists())

    def test_networks_that_do_not_reach_the_accuracy_are_named_and_the_others_done(self):
        # one step of training does not learn a function of four inputs
        file, results = self.study("4-1-2-2, 4-2-4", SMALL.replace("epochs = 15", "epochs = 1\nlearning-rate = 0.0001"))
        for again in (False, True):
            code, text = run(2, "sculpt", file)
            self.assertEqual(code, 4, text)
            self.assertIn("4 of 4 networks fall short, all are saved; the first: task 4-1-2-2: 4-24-2 seed 0: accuracy", text)
            self.assertIn("expected 1", text)
            self.assertEqual(again, "done already" in text)
        for task in ("4-1-2-2", "4-2-4"):
            self.assertIn("accuracy not reached", run(1, "show", results / task / "sculpt.h5")[1])


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], *sys.argv[3:]])
