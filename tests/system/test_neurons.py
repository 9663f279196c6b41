#!/usr/bin/env python3
"""Runs `netseam neurons` as a user does: kills, stops, bad weights, at several numbers of ranks.

usage: test_neurons.py NETSEAM MPIEXEC [unittest arguments]
"""
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

import h5py
import numpy as np

from program_runs import ENVIRONMENT, command, datasets, run, wait_for_ranks

MODULES, UNITS, LAYERS = 4, 32, 4


class Network:
    """Weights with planted modules, unit u in module u % MODULES, in an archive of a temporary folder."""

    def __init__(self, folder, extra="", chain="w{0..2}"):
        self.folder = Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        random = np.random.default_rng(7)
        inside = np.equal.outer(np.arange(UNITS) % MODULES, np.arange(UNITS) % MODULES)
        self.weights = {f"w{layer}": np.where(inside, random.uniform(0.5, 1, inside.shape),
                                              random.uniform(-0.2, 0.2, inside.shape)).astype(np.float32)
                        for layer in range(LAYERS - 1)}
        self.save()
        self.file = self.folder / "study.ini"
        self.file.write_text("[study]\nname = s\ncheckpoints = step1\noutput = runs\n[input]\nweights = weights.npz\n"
                             f"[neurons]\nchain = {chain}\nclusters = {MODULES}\n{extra}")
        self.product = self.folder / "runs/s/step1/neurons.h5"

    def save(self):
        (self.folder / "step1").mkdir(exist_ok=True)
        np.savez(self.folder / "step1/weights.npz", **self.weights)


class Neurons(unittest.TestCase):
    def setUp(self):
        self.temporary = tempfile.TemporaryDirectory()
        self.addCleanup(self.temporary.cleanup)

    def network(self, name="a", **options):
        return Network(Path(self.temporary.name) / name, **options)

    def test_planted_modules_are_found_on_any_ranks_and_readable_without_us(self):
        planted = np.tile(np.arange(UNITS) % MODULES, LAYERS)
        labels = []
        for ranks in (1, 2, 3, 4):
            network = self.network(f"ranks{ranks}", extra="null-replicates = 19\n")
            code, text = run(ranks, "neurons", network.file)
            self.assertEqual(code, 0, text)
            with h5py.File(network.product) as file:
                labels.append(file["partition/label"][:])
                self.assertTrue(np.array_equal(file["partition/unit"][:], np.tile(np.arange(UNITS), LAYERS)))
                self.assertTrue(np.array_equal(file["partition/layer"][:], np.repeat(np.arange(LAYERS), UNITS)))
                self.assertTrue(np.all(file["eigen/residual"][:] < 1e-5))
                for name in ("layer", "layer-nonzero", "strengths"):
                    self.assertEqual(float(np.squeeze(file[f"null/{name}/p"][()])), 1 / 20)
                    self.assertEqual(file[f"null/{name}/ncut"].shape, (19,))
                # n-cut from its definition
                adjacency = np.zeros((planted.size, planted.size))
                for layer, weights in enumerate(network.weights.values()):
                    low = slice(layer * UNITS, (layer + 1) * UNITS)
                    high = slice((layer + 1) * UNITS, (layer + 2) * UNITS)
                    adjacency[high, low] = np.abs(weights)
                    adjacency[low, high] = np.abs(weights).T
                cut = sum(adjacency[labels[-1] == k][:, labels[-1] != k].sum() / adjacency[labels[-1] == k].sum()
                          for k in range(MODULES))
                self.assertAlmostEqual(float(np.squeeze(file["ncut"][()])), cut, delta=1e-12 * MODULES)
        for label in labels:
            self.assertTrue(np.array_equal(label, labels[0]))
        self.assertEqual(len(set(zip(planted, labels[0]))), MODULES)

    def test_ranks_change_nothing_but_the_last_digits_of_eigenvalues(self):
        self.network(extra="null-replicates = 9\n")
        random = np.random.default_rng(5)
        points, layers = random.normal(size=(150, UNITS)), {}
        for name in ["input"] + [f"w{layer}" for layer in range(LAYERS - 1)]:
            points = np.tanh(points + 0.4 * random.normal(size=points.shape) + points[:, np.arange(UNITS) % MODULES])
            layers[name] = points.astype(np.float32)
        np.savez(Path(self.temporary.name) / "a/step1/activations.npz", **layers)
        found = []
        for ranks in (1, 2, 3):
            file = Path(self.temporary.name) / "a" / f"r{ranks}.ini"
            file.write_text(f"[study]\nname = r{ranks}\ncheckpoints = step1\noutput = runs\n[input]\nweights = weights.npz\n"
                            "[neurons]\nchain = w{0..2}\nclusters = 0\nmost = 6\ngraph = both\nnull-replicates = 9\n")
            code, text = run(ranks, "neurons", file)
            self.assertEqual(code, 0, text)
            found.append(file.parent / f"runs/r{ranks}/step1/neurons.h5")
        rounded = {graph + name for graph in ("", "activations/") for name in ("eigen/value", "eigen/residual", "counts/eigengap")}
        contents = [datasets(path) for path in found]
        for content in contents[1:]:
            self.assertEqual(set(content), set(contents[0]))
            for name in set(content) - rounded:
                self.assertEqual(content[name], contents[0][name], name)
        with h5py.File(found[0]) as one:
            for path in found[1:]:
                with h5py.File(path) as other:
                    for graph in ("/", "/activations"):
                        values = [file[graph]["eigen/value"][:] for file in (one, other)]
                        residuals = [file[graph]["eigen/residual"][:] for file in (one, other)]
                        # either value is within its residual of the exact one; the rest is rounding of sums of N terms
                        allowed = residuals[0] + residuals[1] + UNITS * LAYERS * 2.0 ** -52
                        self.assertTrue(np.all(np.abs(values[0] - values[1]) <= allowed))

    def test_show_and_report_of_neurons_alone(self):
        network = self.network(extra="null-replicates = 9\n")
        self.assertEqual(run(2, "neurons", network.file)[0], 0)
        code, text = run(1, "show", network.product)
        self.assertEqual(code, 0, text)
        self.assertIn("strengths", text)
        code, text = run(1, "show", network.product, "--json")
        self.assertEqual(code, 0, text)
        self.assertTrue(json.loads(text))
        code, text = run(1, "report", network.file)
        self.assertEqual(code, 0, text)
        page = (network.folder / "runs/s/report.html").read_text()
        self.assertIn("<svg", page)
        self.assertNotIn("http://", page.replace("http://www.w3.org/", ""))

    def test_kill_and_resume_gives_the_same_values(self):
        whole = self.network("whole", extra="null-replicates = 60\n")
        self.assertEqual(run(1, "neurons", whole.file)[0], 0)
        killed = self.network("killed", extra="null-replicates = 60\n")
        process = subprocess.Popen(command(2, "neurons", killed.file), env=ENVIRONMENT, start_new_session=True,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        shards = killed.product.with_suffix(".shards")
        while process.poll() is None and not (shards.is_dir() and any(f.stat().st_size > 500 for f in shards.iterdir())):
            time.sleep(0.005)
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        wait_for_ranks("neurons", killed.file)
        code, text = run(3, "neurons", killed.file)
        self.assertEqual(code, 0, text)
        with h5py.File(whole.product) as a, h5py.File(killed.product) as b:
            self.assertTrue(np.array_equal(a["partition/label"][:], b["partition/label"][:]))
            for name in ("layer", "layer-nonzero", "strengths"):
                self.assertTrue(np.array_equal(a[f"null/{name}/p"][()], b[f"null/{name}/p"][()]))
                # sums over ranks may be rounded otherwise
                np.testing.assert_allclose(a[f"null/{name}/ncut"][:], b[f"null/{name}/ncut"][:], rtol=1e-12)
        self.assertFalse(shards.exists())

    def refused(self, network, code, *parts):
        for ranks in (1, 2, 3):
            got, text = run(ranks, "neurons", network.file)
            self.assertEqual(got, code, text)
            for part in parts:
                self.assertIn(part, text)
            spoken = [line for line in text.splitlines() if line.startswith("netseam: ")]
            self.assertEqual(len(spoken), 1, text)  # one rank speaks
            self.assertFalse(network.product.exists())

    def test_not_a_number(self):
        network = self.network()
        network.weights["w1"][3, 5] = np.nan
        network.save()
        self.refused(network, 3, 'weights.npz: tensor "w1": row 3, column 5: found NaN')

    def test_shapes_that_do_not_meet(self):
        network = self.network()
        network.weights["w1"] = np.ones((8, 7), np.float32)
        network.save()
        self.refused(network, 3, "w0", "w1", "(8, 7)", f"({UNITS}, {UNITS})")

    def test_unknown_tensor(self):
        self.refused(self.network(chain="w0, w1, w9"), 3, "w9")

    def test_more_clusters_than_neurons(self):
        network = self.network(extra="null = none\n")
        code, text = run(2, "neurons", network.file, f"--neurons.clusters={LAYERS * UNITS + 1}")
        self.assertEqual(code, 2, text)

    def test_no_topology(self):
        network = self.network(chain="")
        self.refused(network, 2, "neurons.chain")


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], *sys.argv[3:]], verbosity=2)
