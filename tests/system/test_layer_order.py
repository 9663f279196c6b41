#!/usr/bin/env python3
"""The order of layers: stored with the files, kept by their format, by numbers, or a guess that is said; never silent.

usage: test_layer_order.py NETSEAM MPIEXEC [unittest arguments]
"""
import contextlib
import json
import pathlib
import re
import sys
import tempfile
import types
import unittest
from pathlib import Path

import h5py
import numpy as np

from program_runs import datasets, run

ROOT = Path(__file__).resolve().parents[2]
NETWORK = ["stem", "conv1", "relu", "layer1", "layer2", "pool", "fc", "act", "head"]  # three planted groups of three
GUESSED = sorted(NETWORK)


def planted(names=NETWORK, group=3, samples=60, seed=0):
    """Layers of groups that are alike, each turned and a little noisy, in network order."""
    random = np.random.default_rng(seed)
    layers = {}
    for place, name in enumerate(names):
        if place % group == 0:
            base = random.normal(size=(samples, 6)) * random.gamma(1, size=6)
        turn, _ = np.linalg.qr(random.normal(size=(6, 6)))
        layers[name] = (base @ turn + 0.02 * random.normal(size=base.shape)).astype(np.float32)
    return layers


def save_sorted(path, layers, order=None):
    """Writes what the safetensors library does for float32 arrays: tensors by name, metadata as texts."""
    header, data = {}, b""
    if order is not None:
        header["__metadata__"] = {"format": "pt", "netseam.layers": json.dumps(order)}
    for name in sorted(layers):
        values = np.ascontiguousarray(layers[name], "<f4").tobytes()
        header[name] = {"dtype": "F32", "shape": layers[name].shape, "data_offsets": [len(data), len(data) + len(values)]}
        data += values
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    Path(path).write_bytes(len(text).to_bytes(8, "little") + text + data)


def recipe(start):
    """The indented lines of README.md after the line that begins so."""
    lines = iter((ROOT / "README.md").read_text().split("\n"))
    for line in lines:
        if start in line:
            break
    code = []
    for line in lines:
        if line.startswith("    "):
            code.append(line[4:])
        elif code and line:
            break
    return "\n".join(code)


class LayerOrder(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory(prefix="netseam-order-")
        self.addCleanup(temporary.cleanup)
        self.folder = Path(temporary.name)
        self.step = self.folder / "step1"
        self.step.mkdir()

    def run_stage(self, *options, stage="layers", code=0):
        """What a run prints; its result is in self.result."""
        study = self.folder / "study.ini"
        if not study.exists():
            study.write_text("[study]\nname = s\ncheckpoints = step1\noutput = runs\n[input]\nactivations = activations.*\n"
                             "[layers]\nresamples = 20\nhalf-samples = 5\n")
        found, printed = run(1, stage, study, *options)
        self.assertEqual(found, code, printed)
        self.result = self.folder / f"runs/s/step1/{stage}.h5"
        return printed

    def order(self):
        with h5py.File(self.result) as file:
            return list(file["layers/name"].asstr()[:]), file["layers"].attrs["order"]

    def check_groups(self, source):
        with h5py.File(self.result) as file:
            self.assertEqual(list(file["groups/segmentation/border"][:]), [3, 6])
        self.assertEqual(self.order(), (NETWORK, source))

    def check_warning(self, text, select="select = " + ", ".join(GUESSED)):
        self.assertIn("order of the layers is a guess", text)
        self.assertIn(select, text)

    # --- the order of activations

    def test_a_stored_order_gives_the_groups_of_the_network(self):
        save_sorted(self.step / "activations.safetensors", planted(), NETWORK)
        self.assertNotIn("guess", self.run_stage())
        self.check_groups("stored")
        self.assertIn("order       as the files store it", run(1, "show", self.result)[1])
        self.assertEqual(json.loads(run(1, "show", self.result, "--json")[1])["order"], "stored")

    def test_a_guessed_order_is_said_everywhere_and_mended_by_what_is_said(self):
        save_sorted(self.step / "activations.safetensors", planted())
        printed = self.run_stage("--report")
        self.check_warning(printed.split("\n")[0])
        self.assertEqual(self.order(), (GUESSED, "guessed"))
        self.check_warning((self.result.parent / "layers.log").read_text())
        self.check_warning(run(1, "show", self.result)[1].split("\n")[1])
        self.check_warning(json.loads(run(1, "show", self.result, "--json")[1])["order_warning"])
        report = json.loads((self.folder / "runs/s/report.json").read_text())
        self.check_warning(report["traps"][0])
        self.assertEqual(report["checkpoints"][0]["order"], "guessed")
        page = (self.folder / "runs/s/report.html").read_text()
        self.assertGreaterEqual(page.count("order of the layers is a guess"), 2)  # beside the map, and in what to keep in mind
        self.assertIn('<p class="warning" role="alert">', page)
        # the list that is shown, put into the order of the network
        shown = re.search(r"\[layers\] select = (.*)", printed).group(1).split(", ")
        self.assertEqual(sorted(shown), sorted(NETWORK))
        printed = self.run_stage("--force", "--layers.select=" + ", ".join(sorted(shown, key=NETWORK.index)))
        self.assertNotIn("guess", printed)
        self.check_groups("selected")

    def test_a_dry_run_prints_the_order_and_where_it_is_from(self):
        save_sorted(self.step / "activations.safetensors", planted(), NETWORK)
        self.assertIn("order of the layers (stored), as the files store it: " + ", ".join(NETWORK), self.run_stage("--dry-run"))
        save_sorted(self.step / "activations.safetensors", planted())
        printed = self.run_stage("--dry-run")
        self.check_warning(printed.split("\n")[0])
        self.assertIn("order of the layers (guessed), guessed from their names: " + ", ".join(GUESSED), printed)
        self.assertIn("(selected), as the study names them: head, stem",
                      self.run_stage("--dry-run", "--layers.select=head,stem"))
        self.assertFalse((self.folder / "runs").exists())

    def test_globs_keep_a_known_order(self):
        save_sorted(self.step / "activations.safetensors", planted(), NETWORK)
        self.run_stage("--layers.select=*")
        self.check_groups("stored")
        printed = self.run_stage("--dry-run", "--layers.select=head, [!h]*e*", "--force")
        self.assertIn("(stored), as the files store it: head, stem, relu, layer1, layer2", printed)

    def test_other_formats(self):
        layers = planted()
        np.savez(self.step / "activations.npz", **layers)
        self.assertIn("(file), in which the file has them: " + ", ".join(NETWORK), self.run_stage("--dry-run"))
        (self.step / "activations.npz").unlink()
        for track, source in ((True, "file"), (False, "guessed")):
            with h5py.File(self.step / "activations.h5", "w", track_order=track) as file:
                for name, values in layers.items():
                    file[name] = values
            printed = self.run_stage("--dry-run")
            self.assertIn(f"({source})", printed)
            self.assertIn(": " + ", ".join(NETWORK if track else GUESSED), printed)
        for stored in (json.dumps(NETWORK), NETWORK, np.array(NETWORK, "S")):
            with h5py.File(self.step / "activations.h5", "a") as file:
                file.attrs["netseam.layers"] = stored
            self.assertIn("(stored), as the files store it: " + ", ".join(NETWORK), self.run_stage("--dry-run"))
        self.run_stage()
        self.check_groups("stored")
        for stored in ([*NETWORK, "stem"], NETWORK[1:] + ["steam"], "stem"):
            with h5py.File(self.step / "activations.h5", "a") as file:
                file.attrs["netseam.layers"] = stored
            self.assertIn("netseam.layers", self.run_stage("--force", code=3))

    def test_tensors_out_of_a_stored_order_are_named(self):
        save_sorted(self.step / "activations.safetensors", planted() | {"mask": np.ones((1, 3))}, NETWORK)
        self.assertIn("since the stored order does not name them: \"mask\"", self.run_stage())
        self.check_groups("stored")

    def test_the_example_in_alphabetical_order_gives_the_same_distances(self):
        source = ROOT / "tests/data/digits/step03000/activations.safetensors"
        content = source.read_bytes()
        length = int.from_bytes(content[:8], "little")
        header, data = json.loads(content[8:8 + length]), content[8 + length:]
        arrays = [np.frombuffer(data[slice(*entry["data_offsets"])], "<f4").reshape(entry["shape"])
                  for entry in sorted((e for n, e in header.items() if n != "__metadata__"), key=lambda e: e["data_offsets"])]
        names = ["stem", "conv1", "relu", "conv2", "act2", "pool", "fc1", "act3", "fc2", "norm", "head"]
        self.assertNotEqual(names, sorted(names))
        options = ("--layers.samples=100", "--layers.resamples=10")
        results = {}
        for case, stored in (("original", None), ("stored", names), ("sorted", None)):
            if case == "original":
                (self.step / "activations.safetensors").write_bytes(content)
            else:
                save_sorted(self.step / "activations.safetensors", dict(zip(names, arrays)), stored)
            printed = self.run_stage("--force", *options)
            self.assertEqual("guess" in printed, case == "sorted")
            results[case] = datasets(self.result)
            with h5py.File(self.result) as file:
                results[case]["loss"] = file["measures/gw/loss"][:]
        for case in ("original", "stored"):
            results[case].pop("layers/name")
        self.assertEqual(results["original"].keys(), results["stored"].keys())
        for name, value in results["original"].items():
            if name != "loss":
                self.assertEqual(value, results["stored"][name], name)
        place = [names.index(name) for name in sorted(names)]
        # which of two layers comes first decides in which order a descent sums
        np.testing.assert_allclose(results["sorted"]["loss"], results["original"]["loss"][np.ix_(place, place)], rtol=1e-6)

    def test_checkpoints_in_different_orders_are_named_in_the_report(self):
        for step, order in (("step1", NETWORK), ("step2", NETWORK[::-1])):
            (self.folder / step).mkdir(exist_ok=True)
            save_sorted(self.folder / step / "activations.safetensors", planted(), order)
        self.run_stage("--study.checkpoints=step*", "--report")
        traps = json.loads((self.folder / "runs/s/report.json").read_text())["traps"]
        self.assertIn("The layers of step1 are those of step2 in another order", traps[0])

    # --- other networks and other stages

    def test_an_untrained_twin_is_matched_by_names(self):
        save_sorted(self.step / "activations.safetensors", planted(), NETWORK)
        twin = self.folder / "twin"
        twin.mkdir()
        found = []
        for order in (NETWORK, None):
            save_sorted(twin / "activations.safetensors", planted(seed=1), order)
            self.run_stage("--force", "--layers.twin=twin")
            with h5py.File(self.result) as file:
                found.append(file["groups/segmentation/twin_p_value"][:])
        np.testing.assert_array_equal(*found)
        save_sorted(twin / "activations.safetensors", planted(["u" + name for name in NETWORK], seed=1))
        printed = self.run_stage("--force", "--layers.twin=twin", code=3)
        self.assertIn("other names than", printed)
        self.assertIn("in an order that is a guess", printed)

    def test_another_network_in_a_guessed_order_is_said(self):
        save_sorted(self.step / "activations.safetensors", planted(), NETWORK)
        (self.folder / "other").mkdir()
        save_sorted(self.folder / "other/activations.safetensors", planted(seed=1))
        self.check_warning(self.run_stage("--layers.against=other"))
        self.assertIn("the order of the layers of other is a guess", run(1, "show", self.result, "--json")[1])

    def test_neurons_by_activations(self):
        save_sorted(self.step / "activations.safetensors", planted())
        options = ("--neurons.graph=activations", "--neurons.clusters=3", "--neurons.half-samples=0")
        self.check_warning(self.run_stage(*options, stage="neurons").split("\n")[0])
        with h5py.File(self.result) as file:
            self.assertEqual(file["layers"].attrs["order"], "guessed")
        self.check_warning(run(1, "show", self.result)[1])
        self.check_warning(json.loads(run(1, "show", self.result, "--json")[1])["partitions"][0]["warnings"][0])
        save_sorted(self.step / "activations.safetensors", planted(), NETWORK)
        self.assertIn("(stored)", self.run_stage(*options, "--dry-run", "--force", stage="neurons"))

    def test_masks_of_a_hierarchy(self):
        random = np.random.default_rng(3)
        names = ["stem", "conv", "head"]
        masks = {name: (random.random((6, 6)) < 0.8).astype(np.float32) for name in names}
        study = self.folder / "study.ini"
        study.write_text("[study]\nname = s\ncheckpoints = step1\noutput = runs\n[input]\nnetworks = masks.*\n")
        found = []
        for order, source in ((names, "stored"), (None, "guessed")):
            save_sorted(self.step / "masks.safetensors", masks, order)
            self.assertIn(f"({source})", self.run_stage("--dry-run", "--force", stage="hierarchy"))
            printed = self.run_stage("--force", stage="hierarchy")
            self.assertEqual("chain = conv, head, stem" in printed.split("\n")[0], order is None)
            self.assertEqual("chain = conv, head, stem" in run(1, "show", self.result)[1], order is None)
            with h5py.File(self.result) as file:
                found.append([file["edges/source"][:].tolist(), file["edges/layer"][:].tolist()])
        self.assertNotEqual(*found)
        self.run_stage("--force", "--hierarchy.chain=stem, conv, head", stage="hierarchy")
        with h5py.File(self.result) as file:
            self.assertEqual([file["edges/source"][:].tolist(), file["edges/layer"][:].tolist()], found[0])

    # --- the recipes of README.md

    def test_the_recipe_for_pytorch_stores_the_order(self):
        class Tensor:
            def __init__(self, values):
                self.values = values

            def is_floating_point(self):
                return self.values.dtype.kind == "f"

            def clone(self):
                return Tensor(self.values.copy())

            detach = cpu = contiguous = lambda self: self

        class Module:
            def __init__(self, forward):
                self.forward, self.hooks = forward, []

            def register_forward_hook(self, hook):
                self.hooks.append(hook)

            def __call__(self, x):
                y = self.forward(x)
                for hook in self.hooks:
                    hook(self, (x,), y)
                return y

        def in_place(x):
            x.values *= 2
            return x

        parts = {"stem": Module(lambda x: Tensor(x.values + 1)), "act": Module(in_place),
                 "pool": Module(lambda x: (Tensor(x.values[:, ::2].copy()), None)),
                 "block": Module(lambda x: {"hidden": Tensor(x.values + 2)}),
                 "ids": Module(lambda x: Tensor(np.arange(60))), "none": Module(lambda x: None)}

        def network(x):
            x = parts["pool"](parts["act"](parts["stem"](x)))[0]
            parts["ids"](x), parts["none"](x)
            return parts["act"](parts["block"](x)["hidden"])

        model = Module(network)
        model.named_modules = lambda: [("", model), *sorted(parts.items())]
        saved = {}

        def save_file(out, path, metadata):
            saved.update({name: tensor.values for name, tensor in out.items()})
            save_sorted(path, saved, json.loads(metadata["netseam.layers"]))

        fake = types.SimpleNamespace(no_grad=contextlib.nullcontext, is_tensor=lambda y: isinstance(y, Tensor))
        x = np.random.default_rng(0).normal(size=(60, 8)).astype(np.float32)
        exec(recipe("From PyTorch,"), {
            "m": model, "x": Tensor(x.copy()), "path": self.step / "activations.safetensors", "json": json, "torch": fake,
            "safetensors": types.SimpleNamespace(torch=types.SimpleNamespace(save_file=save_file))})
        np.testing.assert_array_equal(saved["stem"], x + 1)  # not what was made of it in place
        self.assertIn("(stored), as the files store it: stem, act, pool, block, act:2", self.run_stage("--dry-run"))

    def test_the_recipes_for_npy_and_hdf5_store_the_order(self):
        layers = planted()
        code = recipe("To store it for a dict").replace("step01000", str(self.step))
        exec(code, {"out": layers, "json": json, "h5py": h5py, "pathlib": pathlib})
        self.run_stage()
        self.check_groups("stored")
        for name, values in layers.items():
            np.save(self.step / f"{name}.npy", values)
        self.run_stage("--force", "--input.activations=*.npy")
        self.check_groups("stored")
        (self.step / "layers.json").unlink()
        self.check_warning(self.run_stage("--dry-run", "--force", "--input.activations=*.npy"))


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1] + sys.argv[3:])
