#!/usr/bin/env python3
"""Files as users have them: other types beside the layers, pruned networks, padding, layouts, files of other kinds.

usage: test_inputs.py NETSEAM MPIEXEC [unittest arguments]
"""
import fcntl
import io
import json
import struct
import subprocess
import sys
import tempfile
import unittest
import zipfile
from pathlib import Path

import h5py
import numpy as np

import program_runs
from program_runs import ENVIRONMENT, NETSEAM

USAGE, INPUT = 2, 3
DTYPES = {"float32": "F32", "int64": "I64", "bool": "BOOL", "uint8": "U8", "int8": "I8"}
LFS_POINTER = b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n"


def run(ranks, *arguments):
    """As program_runs.run; one rank without a launcher, which takes most of the time of these small studies."""
    if ranks > 1:
        return program_runs.run(ranks, *arguments)
    done = subprocess.run([NETSEAM, *map(str, arguments)], env=ENVIRONMENT, timeout=300, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    return done.returncode, done.stdout


def acts(samples, layers, width):
    random = np.random.default_rng(1)
    values = [random.normal(size=(samples, width))]
    for _ in range(layers - 1):
        values.append(np.tanh(values[-1] @ random.normal(size=(width, width)) / np.sqrt(width) * 1.5))
    return [value.astype(np.float32) for value in values]


def save_safetensors(path, arrays, raw=()):
    """Arrays, then (name, dtype, shape, bytes) as they are."""
    header, body = {}, b""
    entries = [(name, DTYPES[str(array.dtype)], array.shape, array.tobytes()) for name, array in arrays.items()]
    for name, dtype, shape, content in [*entries, *raw]:
        header[name] = {"dtype": dtype, "shape": list(shape), "data_offsets": [len(body), len(body) + len(content)]}
        body += content
    text = json.dumps(header).encode()
    path.write_bytes(struct.pack("<Q", len(text)) + text + body)


def npy_bytes(array):
    stream = io.BytesIO()
    np.save(stream, array)
    return stream.getvalue()


class Inputs(unittest.TestCase):
    def setUp(self):
        self.temporary = tempfile.TemporaryDirectory(prefix="netseam-inputs-")
        self.folder = Path(self.temporary.name)
        self.step = self.folder / "step0"
        self.step.mkdir()

    def tearDown(self):
        self.temporary.cleanup()

    def study(self, text):
        file = self.folder / "s.ini"
        file.write_text("[study]\nname = s\ncheckpoints = step0\n" + text)
        return file

    def layers(self, *arguments, ranks=1, code=0):
        file = self.study("[input]\nactivations = activations.*\n[layers]\nresamples = 5\nhalf-samples = 0\n")
        found, output = run(ranks, "layers", file, "--force", *arguments)
        self.assertEqual(found, code, output)
        return output

    def result(self, stage="layers"):
        return h5py.File(self.folder / f"runs/s/step0/{stage}.h5")

    def names(self):
        with self.result() as file:
            return list(file["layers/name"].asstr()[:])

    # --- types

    def test_other_tensors_beside_the_layers(self):
        layers = {f"layer{k}": array for k, array in enumerate(acts(40, 3, 5))}
        others = {"labels": np.arange(40), "mask": np.arange(40) < 20, "image": np.zeros((40, 6), np.uint8)}
        path = self.step / "activations.safetensors"
        save_safetensors(path, {**layers, **others}, [("f8", "F8_E4M3", (40, 1), bytes(40)),
                                                     ("step", "F32", (), bytes(4))])
        output = self.layers()
        line = next(line for line in output.splitlines() if "no layers, since" in line)
        for name in (*others, "f8", "step"):
            self.assertIn(f'"{name}"', line)
        self.assertEqual(self.names(), list(layers))
        output = self.layers("--layers.select=layer*, labels, mask")
        self.assertNotIn("no layers, since", output)
        self.assertEqual(self.names(), [*layers, "labels", "mask"])
        output = self.layers("--layers.select=layer*, f8", code=INPUT)
        self.assertIn('"f8": found elements of type F8_E4M3', output)
        path.unlink()
        with h5py.File(self.step / "activations.h5", "w") as file:
            for name, array in {**layers, **others, "text": "a text"}.items():
                file[name] = array
        output = self.layers()
        self.assertIn('"text"', next(line for line in output.splitlines() if "no layers, since" in line))
        self.assertEqual(self.names(), list(layers))

    def test_files_of_integers_only_are_layers(self):
        for k in range(3):
            np.save(self.step / f"activations.{k}.npy", np.random.default_rng(k).integers(0, 9, (30, 4)))
        self.assertNotIn("no layers", self.layers())
        self.assertEqual(self.names(), [f"activations.{k}" for k in range(3)])

    def hierarchy_line(self, path):
        code, output = run(1, "hierarchy", path, "--json", f"--study.output={self.folder}/out-{path.name}")
        self.assertEqual(code, 0, output)
        network = json.loads(next(line for line in output.splitlines() if line.startswith("{")))
        network.pop("name")
        return network

    def test_masks_of_every_format_and_pruned_networks_give_the_same_modules(self):
        random = np.random.default_rng(3)
        masks = {f"fc{k}.weight_mask": random.random(shape) < 0.5 for k, shape in enumerate([(6, 4), (6, 6), (2, 6)])}
        for mask in masks.values():
            mask[:, 0] = mask[0, :] = True
        np.savez(self.folder / "a.npz", **masks)
        save_safetensors(self.folder / "b.safetensors", masks)
        save_safetensors(self.folder / "c.safetensors", {name: mask.astype(np.int8) for name, mask in masks.items()})
        with h5py.File(self.folder / "d.h5", "w") as file:
            for name, mask in masks.items():
                file[name] = mask
        pruned = {}
        for k, (name, mask) in enumerate(masks.items()):
            stem = name.removesuffix("_mask")
            pruned[stem + "_orig"] = random.normal(size=mask.shape).astype(np.float32)
            pruned[name] = mask.astype(np.float32)
            pruned[f"fc{k}.bias"] = np.zeros(mask.shape[0], np.float32)
        save_safetensors(self.folder / "e.safetensors", pruned)
        expected = self.hierarchy_line(self.folder / "a.npz")
        for name in ("b.safetensors", "c.safetensors", "d.h5", "e.safetensors"):
            self.assertEqual(self.hierarchy_line(self.folder / name), expected, name)
        study = self.folder / "h.ini"
        study.write_text("[study]\ncheckpoints = e.safetensors\noutput = h\n[hierarchy]\nchain = fc{0..2}.weight_orig\n")
        code, output = run(1, "hierarchy", study)
        self.assertEqual(code, INPUT, output)
        self.assertIn("*weight_mask", output)

    # --- npz

    def test_an_archive_with_other_members(self):
        arrays = acts(30, 3, 4)
        with zipfile.ZipFile(self.step / "activations.npz", "w") as archive:
            archive.writestr("net/", "")
            archive.writestr("README", "hello")
            for k, array in enumerate(arrays):
                archive.writestr(f"net/layer{k}.npy", npy_bytes(array))
                archive.writestr(f"__MACOSX/net/._layer{k}.npy", "resource")
        self.assertIn("passed over what is no .npy array: net/, README, __MACOSX", self.layers())
        self.assertEqual(self.names(), [f"net/layer{k}" for k in range(3)])
        with zipfile.ZipFile(self.step / "activations.npz", "a") as archive:
            archive.writestr("cut.npy", npy_bytes(arrays[0])[:-1])
        self.layers("--layers.select=net/*")
        self.assertIn('"cut": found', self.layers(code=INPUT))

    # --- padding

    def test_padding_is_noticed(self):
        random = np.random.default_rng(5)
        lengths = 3 + np.arange(60) % 14  # 3 to 16
        short = int((lengths < 16).sum())
        self.assertEqual(short, 56)  # 60 = 4 rounds of 14 and 4 more; 4 samples are of length 16
        text = f"the same vector, bit for bit, in {short} of 60 samples (93 %) in layer0, layer1"
        clean = {f"layer{k}": random.normal(size=(60, 16, 12)).astype(np.float32) for k in range(2)}
        padded = {name: array.copy() for name, array in clean.items()}
        for array in padded.values():
            array[np.arange(16)[None, :] >= lengths[:, None]] = 0.25
        np.savez(self.step / "activations.npz", **padded)
        for rule, ranks in (("last", 1), ("15", 2), ("mean", 2)):
            output = self.layers(f"--input.token={rule}", ranks=ranks)
            lines = [line for line in output.splitlines() if line.strip()]
            warning = next(k for k, line in enumerate(lines) if text in line)
            self.assertLessEqual(warning, 1, output)  # behind the title only
            self.assertIn("warning: padding seems to count as data", lines[warning])
            self.assertIn(text, (self.folder / "runs/s/step0/layers.log").read_text())
        product = self.folder / "runs/s/step0/layers.h5"
        self.assertIn(text, run(1, "show", product)[1])
        self.assertIn(text, run(1, "show", product, "--json")[1])
        self.assertEqual(run(1, "report", self.folder / "s.ini")[0], 0)
        self.assertIn(text, (self.folder / "runs/s/report.html").read_text())
        output = self.layers("--input.token=first")
        self.assertNotIn("padding", output)
        np.savez(self.step / "activations.npz", **clean)
        self.assertNotIn("padding", self.layers("--input.token=last"))
        np.savez(self.step / "activations.npz", **padded)
        study = self.study("[input]\nactivations = activations.*\ntoken = last\n[neurons]\ngraph = activations\n"
                           "clusters = 2\nnull = none\n")
        code, output = run(1, "neurons", study, "--dry-run")
        self.assertEqual(code, 0, output)
        self.assertIn(text, output)

    # --- layouts

    def neurons(self, text, code=0):
        found, output = run(1, "neurons", self.study(f"[neurons]\nclusters = 2\nnull = none\n{text}"), "--force")
        self.assertEqual(found, code, output)
        return output

    def test_kernels_of_another_layout_are_doubted_first(self):
        random = np.random.default_rng(7)
        weights = {f"conv{k}": random.normal(size=(1, 1, 6, 6)).astype(np.float32) for k in range(4)}
        np.savez(self.step / "weights.npz", **weights)
        lines = self.neurons("chain = conv{0..3}\n").splitlines()
        self.assertIn("warning: neurons.kernel-layout = output-first gives 5 neurons", lines[1])
        self.assertIn("there are 30 neurons", lines[1])
        code, output = run(1, "show", self.folder / "runs/s/step0/neurons.h5")
        self.assertIn("gives 5 neurons", output)
        self.assertNotIn("warning", self.neurons("chain = conv{0..3}\nkernel-layout = output-last\n"))

    def test_graphs_whose_layers_have_other_names_are_told_apart(self):
        random = np.random.default_rng(9)
        np.savez(self.step / "weights.npz", fc1=random.normal(size=(6, 5)), fc2=random.normal(size=(4, 6)))
        shapes = {"x": 5, "relu1": 6, "fc2": 4}
        np.savez(self.step / "activations.npz", **{k: random.normal(size=(50, n)) for k, n in shapes.items()})
        output = self.neurons("chain = fc1, fc2\ngraph = both\n")
        self.assertIn("compared by layers of the same name and units: fc2 (4 units); not compared: of the weights "
                      "input (5 units), fc1 (6 units), of the activations x (5 units), relu1 (6 units)", output)
        output = self.neurons("chain = fc1\ngraph = both\n", USAGE)
        self.assertIn("no layer has the same name and units in both graphs", output)
        self.assertIn("neurons.edges", output)
        self.assertNotIn("not compared",
                         self.neurons("edges = fc1: x -> relu1, fc2: relu1 -> fc2\ngraph = both\n"))

    # --- files of other kinds

    def test_pointers_and_locked_files_are_named_in_every_stage(self):
        (self.step / "activations.safetensors").write_bytes(LFS_POINTER)
        self.assertIn("a Git LFS pointer", self.layers(code=INPUT))
        (self.step / "weights.safetensors").write_bytes(LFS_POINTER)
        self.assertIn("git lfs pull", self.neurons("chain = a\n", INPUT))
        (self.folder / "nets.npz").write_bytes(LFS_POINTER)
        code, output = run(1, "hierarchy", self.folder / "nets.npz", f"--study.output={self.folder / 'h'}")
        self.assertEqual(code, INPUT, output)
        self.assertIn("git lfs pull", output)
        (self.step / "activations.safetensors").unlink()
        path = self.step / "activations.h5"
        with h5py.File(path, "w") as file:
            for k, array in enumerate(acts(30, 3, 4)):
                file[f"layer{k}"] = array
        with open(path, "rb+") as writer:
            fcntl.flock(writer, fcntl.LOCK_EX)
            output = self.layers(code=INPUT)
        self.assertIn("open for writing elsewhere", output)
        self.assertNotIn("sound HDF5", output)
        self.layers()


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], *sys.argv[3:]], verbosity=2)
