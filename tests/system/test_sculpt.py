#!/usr/bin/env python3
"""Runs `netseam sculpt` as a user does: Boolean functions, tables, stops, bad tasks, at several numbers of ranks.

usage: test_sculpt.py NETSEAM MPIEXEC [unittest arguments]
"""
import json
import signal
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

import h5py
import numpy as np

from program_runs import ENVIRONMENT, command, run

SMALL = "widths = 24\ndepths = 1\nseeds = 0, 1\nunit-steps = 70\nedge-steps = 2.5, 1\nbatch = 8\nepochs = 15\n"


def datasets(path):
    found = {}
    with h5py.File(path) as file:
        file.visititems(lambda name, item: found.update({name: (item.dtype.str, item[()].tobytes())})
                        if isinstance(item, h5py.Dataset) else None)
    return found


class Sculpt(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.folder = Path(temporary.name)

    def study(self, tasks, options=SMALL, name="s"):
        file = self.folder / f"{name}.ini"
        file.write_text(f"[study]\nname = {name}\noutput = runs\n[sculpt]\ntasks = {tasks}\n{options}")
        return file, self.folder / "runs" / name

    def table(self, name, inputs, targets):
        (self.folder / name).mkdir()
        np.save(self.folder / name / "inputs.npy", np.asarray(inputs, np.float32))
        np.save(self.folder / name / "targets.npy", np.asarray(targets, np.float32))

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
        for sign in (signal.SIGKILL, signal.SIGTERM):
            process = subprocess.Popen(command(2, "sculpt", file), env=ENVIRONMENT, stdout=subprocess.PIPE,
                                       stderr=subprocess.STDOUT)
            end = time.time() + 60
            while process.poll() is None and time.time() < end:
                if shards.is_dir() and any(shard.stat().st_size > 2000 for shard in shards.iterdir()):
                    break
                time.sleep(0.002)
            process.send_signal(sign)
            process.communicate(timeout=120)
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
        (self.folder / "bad.csv").write_text("function,arch,lr,batch,epochs\n4-2-4,4-24-4,0.05,8\n")
        for tasks, options, code, words in (
                ("twice", SMALL, 3, ["rows 0 and 2", "different targets for equal inputs"]),
                ("range", SMALL, 3, ["row 1, column 0", "2", "from 0 to 1"]),
                ("rows", SMALL, 3, ["3", "2, as inputs.npy has"]),
                ("nan", SMALL, 3, ["row 0, column 1", "nan"]),
                ("none", SMALL, 2, ["'none'", "4-1-2-16"]),
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
