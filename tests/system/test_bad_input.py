#!/usr/bin/env python3
"""Every kind of bad input gives its exit code and one message that names file, place, found and expected.

usage: test_bad_input.py NETSEAM MPIEXEC [unittest arguments]
"""
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

from program_runs import ENVIRONMENT, MPIEXEC, NETSEAM

CONFIG, INPUT = 2, 3


def points(samples=12, width=4, seed=0):
    return np.random.default_rng(seed).normal(size=(samples, width)).astype(np.float32)


def safetensors(header, body=b"", length=None):
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack("<Q", len(text) if length is None else length) + text + body


def tensor(begin, end, shape=(12, 4), dtype="F32"):
    return {"dtype": dtype, "shape": list(shape), "data_offsets": [begin, end]}


class BadInput(unittest.TestCase):
    def setUp(self):
        self.temporary = tempfile.TemporaryDirectory(prefix="netseam-bad-")
        self.folder = Path(self.temporary.name)
        self.step = self.folder / "step1"
        self.step.mkdir()

    def tearDown(self):
        self.temporary.cleanup()

    def study(self, activations, extra=""):
        file = self.folder / "study.ini"
        file.write_text(f"[study]\nname = s\ncheckpoints = step*\noutput = runs\n[input]\nactivations = {activations}\n{extra}")
        return file

    def refused(self, code, study, *words, arguments=()):
        """At 1 and 2 ranks: the exit code, one message with all the words, and no result."""
        for ranks in (1, 2):
            launcher = [MPIEXEC, "-n", str(ranks)] if ranks > 1 else []
            done = subprocess.run([*launcher, NETSEAM, "layers", str(study), *arguments],
                                  env=ENVIRONMENT, timeout=60, text=True, stdout=subprocess.PIPE,
                                  stderr=subprocess.STDOUT)
            self.assertEqual(done.returncode, code, done.stdout)
            messages = [line for line in done.stdout.splitlines() if line.startswith("netseam: ")]
            self.assertEqual(len(messages), 1, done.stdout)
            for word in words:
                self.assertIn(str(word), messages[0])
        self.assertEqual(list(self.folder.rglob("*.h5")), [] if not (self.step / "a.h5").exists() else [self.step / "a.h5"])

    # --- values

    def layers(self, *arrays):
        for number, array in enumerate(arrays):
            np.save(self.step / f"layer{number}.npy", array)
        return self.study("layer*.npy")

    def test_not_a_number(self):
        for value in (np.nan, np.inf):
            bad = points()
            bad[7, 2] = value
            self.refused(INPUT, self.layers(points(), bad), "layer1.npy", "layer1", "row 7", "column 2",
                         "NaN" if value != value else "Inf")

    def test_different_sample_counts(self):
        self.refused(INPUT, self.layers(points(), points(13)), "layer0", "layer1", "12", "13")

    def test_constant_layer(self):
        self.refused(INPUT, self.layers(points(), np.ones((12, 4), np.float32)), "layer1")

    def test_one_sample(self):
        self.refused(INPUT, self.layers(points(1), points(1)), "layer0", "1")

    def test_one_layer(self):
        self.refused(INPUT, self.layers(points()), "1 layer", "at least 2")

    def test_empty_layer(self):
        self.refused(INPUT, self.layers(points(), np.zeros((12, 0), np.float32)), "layer1")

    def test_missing_layer(self):
        study = self.layers(points(), points(seed=1))
        self.refused(INPUT, study, "layer7", arguments=["--layers.select=layer0, layer7"])

    def test_duplicate_layer(self):
        study = self.layers(points(), points(seed=1))
        self.refused(CONFIG, study, "layer0", arguments=["--layers.select=layer0, layer*"])

    def test_no_files(self):
        self.refused(INPUT, self.study("nothing*.npy"), "step1", "nothing*.npy")

    def test_too_many_samples(self):
        self.refused(CONFIG, self.layers(points(), points(seed=1)), "13", "12", arguments=["--layers.samples=13"])

    def test_labels_that_do_not_fit(self):
        study = self.layers(points(), points(seed=1))
        np.save(self.folder / "labels.npy", np.arange(5))
        self.refused(INPUT, study, "labels.npy", "5", "12", arguments=["--layers.stratify", "--input.labels=labels.npy"])

    def test_weights_that_are_not_positive(self):
        study = self.layers(points(), points(seed=1))
        weights = np.ones(12)
        weights[3] = 0
        np.save(self.folder / "weights.npy", weights)
        self.refused(INPUT, study, "weights.npy", "row 3", arguments=["--layers.weights=weights.npy"])

    # --- npy and npz

    def test_npy_of_objects(self):
        np.save(self.step / "layer0.npy", points())
        np.save(self.step / "layer1.npy", np.array([{}] * 12, dtype=object), allow_pickle=True)
        self.refused(INPUT, self.study("layer*.npy"), "layer1.npy", "object")

    def test_npy_cut_short(self):
        study = self.layers(points(), points(seed=1))
        whole = (self.step / "layer1.npy").read_bytes()
        for length in (5, 60, len(whole) - 1):
            (self.step / "layer1.npy").write_bytes(whole[:length])
            self.refused(INPUT, study, "layer1.npy")

    def test_npy_in_fortran_order_gives_the_same_distances(self):
        study = self.layers(points(), points(seed=1))
        np.save(self.step / "layer2.npy", np.asfortranarray(points(seed=1)))
        done = subprocess.run([NETSEAM, "layers", str(study)], env=ENVIRONMENT, timeout=60, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.assertEqual(done.returncode, 0, done.stdout)
        with h5py.File(self.folder / "runs/s/step1/layers.h5", "r") as result:
            self.assertEqual(result["measures/gw/loss"][1, 2], 0)

    def npz(self, members, compression=zipfile.ZIP_DEFLATED):
        with zipfile.ZipFile(self.step / "a.npz", "w", compression) as archive:
            for name, content in members.items():
                archive.writestr(name, content)
        return self.study("a.npz")

    @staticmethod
    def npy_bytes(array):
        stream = io.BytesIO()
        np.save(stream, array)
        return stream.getvalue()

    def test_npz_bomb(self):
        header = self.npy_bytes(np.zeros((12, 1), np.float32))[:128]
        bomb = header + bytes(200_000_000)
        self.refused(INPUT, self.npz({"a.npy": self.npy_bytes(points()), "b.npy": bomb}), "a.npz", "b")

    def test_npz_that_is_no_archive(self):
        (self.step / "a.npz").write_bytes(b"PK\x03\x04 nonsense")
        self.refused(INPUT, self.study("a.npz"), "a.npz")

    # --- safetensors

    def tensors(self, content):
        (self.step / "a.safetensors").write_bytes(content)
        return self.study("a.safetensors")

    def test_safetensors_header_length(self):
        for length in (0, 1 << 40, (1 << 64) - 1):
            self.refused(INPUT, self.tensors(safetensors({}, length=length)), "a.safetensors")

    def test_safetensors_cut_short(self):
        body = points().tobytes() * 2
        whole = safetensors({"a": tensor(0, 192), "b": tensor(192, 384)}, body)
        for length in (4, 20, len(whole) - 1):
            self.refused(INPUT, self.tensors(whole[:length]), "a.safetensors")

    def test_safetensors_offsets_out_of_range(self):
        header = {"a": tensor(0, 192), "b": tensor(192 * 10, 192 * 11)}
        self.refused(INPUT, self.tensors(safetensors(header, bytes(384))), "a.safetensors", "b")

    def test_safetensors_overlap(self):
        header = {"a": tensor(0, 192), "b": tensor(100, 292)}
        self.refused(INPUT, self.tensors(safetensors(header, bytes(292))), "a.safetensors")

    def test_safetensors_shape_that_does_not_fit(self):
        header = {"a": tensor(0, 192), "b": tensor(192, 384, shape=(1 << 33, 1 << 33))}
        self.refused(INPUT, self.tensors(safetensors(header, bytes(384))), "a.safetensors", "b")

    def test_safetensors_of_a_wrong_type(self):
        header = {"a": tensor(0, 192), "b": tensor(192, 240, dtype="F8_E4M3")}
        self.refused(INPUT, self.tensors(safetensors(header, bytes(240))), "a.safetensors", "b", "F8_E4M3")

    def test_safetensors_deep_json(self):
        deep = b'{"a":' + b"[" * 100000 + b"]" * 100000 + b"}"
        self.refused(INPUT, self.tensors(safetensors(deep)), "a.safetensors")

    def test_safetensors_index_that_leaves_the_folder(self):
        (self.step / "a.safetensors.index.json").write_text(json.dumps({"weight_map": {"a": "../../etc/passwd"}}))
        self.refused(INPUT, self.study("a.safetensors.index.json"), "index.json", "../../etc/passwd")

    # --- HDF5

    def test_hdf5_without_the_dataset(self):
        with h5py.File(self.step / "a.h5", "w") as file:
            file["a"], file["b"] = points(), points(seed=1)
        self.refused(INPUT, self.study("a.h5"), "a.h5", "missing", arguments=["--layers.select=a, missing"])

    def test_hdf5_of_a_wrong_rank(self):
        with h5py.File(self.step / "a.h5", "w") as file:
            file["a"], file["b"] = points(), 3.0
        self.refused(INPUT, self.study("a.h5"), "a.h5", "b")

    def test_hdf5_that_is_none(self):
        (self.step / "a.h5").write_bytes(b"\x89HDF\r\n\x1a\n" + bytes(50))
        self.refused(INPUT, self.study("a.h5"), "a.h5")

    # --- config

    def test_config(self):
        study = self.layers(points(), points(seed=1))
        self.refused(CONFIG, study, "layers.sample", "did you mean 'layers.samples'", arguments=["--layers.sample=3"])
        self.refused(CONFIG, study, "layers.gradient", "'fast'", "exact | lowrank",
                     arguments=["--layers.gradient=fast"])
        study.write_text(study.read_text() + "[layers]\nsampels = 3\n")
        self.refused(CONFIG, study, "study.ini", "line 8", "layers.sampels")
        self.refused(CONFIG, self.folder / "missing.ini", "missing.ini")

    def test_a_comment_sign_in_a_name_is_part_of_it(self):
        study = self.layers(points(), points(seed=1))
        (self.folder / "run#3").mkdir()
        self.step.rename(self.folder / "run#3/step1")
        study.write_text("[ study ]\nname = s # the name\noutput = ./runs#2\ncheckpoints = run#3/step*\n"
                         "[input]\nactivations = *.npy\n[layers]\nresamples = 5\n")
        done = subprocess.run([NETSEAM, "layers", str(study)], env=ENVIRONMENT, text=True, stderr=subprocess.PIPE)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertTrue((self.folder / "runs#2/s/step1/layers.h5").exists())

    def test_sizes_that_no_machine_has(self):
        study = self.layers(points(), points(seed=1))
        for argument, words in (("--train.epochs=18446744073709551615", ["train.epochs", "1 to 10000000"]),
                                ("--tasks.rows=100000000000", ["tasks.rows", "1 to 10000000000"]),
                                ("--layers.resamples=1000001", ["layers.resamples", "0 to 1000000"])):
            self.refused(CONFIG, study, *words, argument.split("=")[1], arguments=[argument])
        shapes = ", ".join(f"{units}-{units}" for units in range(1, 101))
        study.write_text("[study]\nname = s\n[train]\ntasks = 4-2-4\nepochs = 10000000\nhidden = " + shapes + "\n")
        done = subprocess.run([NETSEAM, "train", str(study), "--dry-run"], env=ENVIRONMENT, text=True,
                              stderr=subprocess.PIPE)
        self.assertEqual(done.returncode, CONFIG, done.stderr)
        self.assertIn("100 shapes (train.hidden) x 1 seeds (train.seeds) x 10000000 epochs (train.epochs)", done.stderr)

    def test_a_row_without_direction(self):
        values = points()
        values[3] = 0
        self.refused(INPUT, self.layers(points(seed=1), values), "row 3", "zeros", "layers.distance",
                     arguments=["--layers.distance=cosine"])

    def test_an_unknown_command(self):
        done = subprocess.run([NETSEAM, "lesions"], env=ENVIRONMENT, text=True, stderr=subprocess.PIPE)
        self.assertEqual(done.returncode, CONFIG)
        self.assertIn("'lesions' is no command; commands are layers, neurons,", done.stderr)

    def test_memory_that_does_not_suffice(self):
        study = self.layers(points(), points(seed=1))
        self.refused(CONFIG, study, "the run needs", "What helps", arguments=["--memory=0.000001"])


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], *sys.argv[3:]], verbosity=2)
