#!/usr/bin/env python3
"""Changes what a study reads, between runs and in the middle of them: every byte of every file counts, in every stage.

usage: test_changed_inputs.py NETSEAM MPIEXEC [unittest arguments]
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

from program_runs import ENVIRONMENT, command, datasets, run

PUBLISHED = Path(__file__).parents[1] / "data/sculpting/networks.jsonl"
NAMED = "[run]\nproduct = openblas\n"  # results of two libraries differ in rounding
CHANGED = "changed while this run read it: was "


def layers_of(count, samples, width=8, seed=0):
    random = np.random.default_rng(seed)
    points = random.normal(size=(samples, width))
    found = []
    for _ in range(count):
        points = np.tanh(points @ random.normal(size=(width, width)) / np.sqrt(width) * 1.5)
        found.append(points.astype(np.float32))
    return found


def save_safetensors(path, tensors):
    header, values, at = {}, b"", 0
    for name, array in tensors.items():
        header[name] = {"dtype": "F32", "shape": list(array.shape), "data_offsets": [at, at + array.nbytes]}
        values += array.tobytes()
        at += array.nbytes
    head = json.dumps(header).encode()
    path.write_bytes(len(head).to_bytes(8, "little") + head + values)


def save_shards(folder, name, shards):
    """Shards NAME-1.safetensors, ... behind an index."""
    folder.mkdir(parents=True, exist_ok=True)
    index = {}
    for number, tensors in enumerate(shards, 1):
        save_safetensors(folder / f"{name}-{number}.safetensors", tensors)
        index.update({tensor: f"{name}-{number}.safetensors" for tensor in tensors})
    (folder / f"{name}.safetensors.index.json").write_text(json.dumps({"weight_map": index}))


def flip_byte(path, place=-1):
    """Changes one byte in place."""
    with open(path, "r+b") as file:
        file.seek(place, os.SEEK_END if place < 0 else os.SEEK_SET)
        byte = file.read(1)
        file.seek(-1, os.SEEK_CUR)
        file.write(bytes([byte[0] ^ 1]))


def flip_and_set_back(path):
    """Changes one byte in place and sets the times back: size, inode and date are as before."""
    before = path.stat()
    flip_byte(path)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def overwrite_and_restore(path):
    """Other bytes for a moment, then the same again."""
    content = path.read_bytes()
    flip_byte(path)
    time.sleep(0.05)
    path.write_bytes(content)


def replace(path):
    """Another file in the place of this one."""
    copy = path.with_name("copy-of-it")
    copy.write_bytes(path.read_bytes())
    flip_byte(copy)
    os.replace(copy, path)


def truncate(path):
    os.truncate(path, path.stat().st_size - 4)


class ChangedInputs(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory(prefix="netseam-changed-")
        self.addCleanup(temporary.cleanup)
        self.folder = Path(temporary.name)

    def study(self, text, name="s", checkpoints="step*"):
        file = self.folder / f"{name}.ini"
        file.write_text(f"[study]\nname = {name}\ncheckpoints = {checkpoints}\noutput = runs\n{text}")
        return file

    def product(self, stage="layers", unit="step1", name="s"):
        return self.folder / "runs" / name / unit / f"{stage}.h5"

    def run_well(self, *arguments, ranks=1):
        code, text = run(ranks, *arguments)
        self.assertEqual(code, 0, text)
        return text

    def refused(self, code, parts, *arguments, ranks=1):
        got, text = run(ranks, *arguments)
        self.assertEqual(got, code, text)
        for part in parts:
            self.assertIn(part, text)

    # --- between two runs

    def save_sharded_layers(self, count=4, samples=30):
        layers = {f"l{k:02}": array for k, array in enumerate(layers_of(count, samples))}
        names = list(layers)
        save_shards(self.folder / "step1", "act", [{n: layers[n] for n in names[:count // 2]},
                                                   {n: layers[n] for n in names[count // 2:]}])

    def test_a_shard_behind_an_index_counts(self):
        self.save_sharded_layers()
        file = self.study("[input]\nactivations = act.safetensors.index.json\n[layers]\nresamples = 20\nhalf-samples = 5\n")
        self.run_well("layers", file)
        flip_byte(self.folder / "step1/act-2.safetensors")
        self.refused(2, ["act-2.safetensors: was '"], "layers", file)
        self.refused(3, ["act-2.safetensors: was '"], "show", self.product(), "--verify")
        self.assertIn("saved", self.run_well("layers", file, "--force"))
        self.assertIn("done already", self.run_well("layers", file, ranks=2))

    def test_a_shard_of_weights_behind_an_index_counts(self):
        random = np.random.default_rng(3)
        save_shards(self.folder / "step1", "w", [{f"w{k}": random.normal(size=(12, 12)).astype(np.float32)} for k in range(2)])
        file = self.study("[input]\nweights = w.safetensors.index.json\n[neurons]\nchain = w{0..1}\nclusters = 2\nnull = none\n")
        self.run_well("neurons", file)
        flip_byte(self.folder / "step1/w-2.safetensors")
        self.refused(2, ["w-2.safetensors: was '"], "neurons", file, ranks=2)

    def test_every_byte_of_a_large_file_counts(self):
        (self.folder / "step1").mkdir()
        for layer in range(2):  # zeros take no disk; beyond 64 MiB
            array = np.lib.format.open_memmap(self.folder / f"step1/l{layer}.npy", "w+", np.float32, (16, 1100000))
            array[:, layer] = np.arange(16)
        file = self.study("[input]\nactivations = l*.npy\n[layers]\nresamples = 0\nhalf-samples = 0\n")
        self.run_well("layers", file)
        first = self.folder / "step1/l0.npy"
        # what lies behind the 31st of 66 evenly spread blocks of 1 MiB
        flip_byte(first, (first.stat().st_size - (1 << 20)) // 65 * 30 + (1 << 20) + 4096)
        self.refused(2, ["l0.npy: was '"], "layers", file)

    def test_files_of_one_name_in_two_folders_are_two(self):
        for number, name in enumerate(("step1", "a/x", "b/x")):
            (self.folder / name).mkdir(parents=True)
            for layer, array in enumerate(layers_of(4, 30, seed=number)):
                np.save(self.folder / name / f"l{layer}.npy", array)
        file = self.study("[input]\nactivations = l*.npy\n[layers]\nresamples = 20\nhalf-samples = 5\ntwin = a/x, b/x\n")
        self.run_well("layers", file)
        (self.folder / "a/x").rename(self.folder / "c")
        (self.folder / "b/x").rename(self.folder / "a/x")
        (self.folder / "c").rename(self.folder / "b/x")
        self.refused(2, ["twin a/x/l0.npy: was '", "twin b/x/l3.npy: was '"], "layers", file)

    def test_labels_and_weights_of_one_name_are_two(self):
        (self.folder / "step1").mkdir()
        for layer, array in enumerate(layers_of(4, 30)):
            np.save(self.folder / f"step1/l{layer}.npy", array)
        for folder in ("a", "b"):
            (self.folder / folder).mkdir()
        np.save(self.folder / "a/x.npy", np.arange(30) % 3)
        np.save(self.folder / "b/x.npy", np.ones(30, np.float32))
        file = self.study("[input]\nactivations = l*.npy\nlabels = a/x.npy\n"
                          "[layers]\nresamples = 20\nhalf-samples = 5\nstratify = true\nweights = b/x.npy\n")
        self.run_well("layers", file)
        np.save(self.folder / "b/x.npy", np.full(30, 2, np.float32))
        self.refused(2, ["layers.weights b/x.npy: was '"], "layers", file)
        np.save(self.folder / "b/x.npy", np.ones(30, np.float32))
        self.assertIn("done already", self.run_well("layers", file))
        np.save(self.folder / "a/x.npy", np.arange(30) % 2)
        self.refused(2, ["input.labels a/x.npy: was '"], "layers", file)

    def test_couplings_that_starts_come_from_count_but_not_when_they_were_made(self):
        for step in (1, 2):
            (self.folder / f"step{step}").mkdir()
            for layer, array in enumerate(layers_of(4, 30, seed=step)):
                np.save(self.folder / f"step{step}/l{layer}.npy", array)
        file = self.study("[input]\nactivations = l*.npy\n[layers]\nresamples = 0\nhalf-samples = 0\nstart = previous\n")
        self.assertIn("is still to be made", self.run_well("layers", file, "--dry-run"))
        self.run_well("layers", file)
        self.product().unlink()
        text = self.run_well("layers", file)
        self.assertEqual((text.count("saved"), text.count("done already")), (1, 1), text)
        with h5py.File(self.product(), "r+") as result:
            permutation = result["measures/gw/permutation"]
            permutation[0] = np.roll(permutation[0], 1)
        self.refused(2, ["step2/layers.h5", "previous checkpoint step1 couplings: was '"], "layers", file)

    def test_an_untouched_unit_is_known_by_sizes_and_times_only_if_these_are_old(self):
        self.save_sharded_layers()
        file = self.study("[input]\nactivations = act.safetensors.index.json\n[layers]\nresamples = 0\nhalf-samples = 0\n")
        time.sleep(2.2)  # beyond the coarsest clock of a file system
        self.run_well("layers", file)

        def set_fingerprints(digit):
            with h5py.File(self.product(), "r+") as result:
                where = result["provenance"].attrs
                lines = where["input_fingerprints"].splitlines()
                where["input_fingerprints"] = "".join(line[:-1] + digit + "\n" for line in lines)

        set_fingerprints("x")  # are believed, not compared with the content
        self.assertIn("done already", self.run_well("layers", file, ranks=2))
        os.utime(self.folder / "step1/act-1.safetensors")
        self.refused(2, ["act-2.safetensors: was '"], "layers", file)

    def test_fingerprints_of_an_older_kind_are_named(self):
        self.save_sharded_layers()
        file = self.study("[input]\nactivations = act.safetensors.index.json\n[layers]\nresamples = 0\nhalf-samples = 0\n")
        self.run_well("layers", file)
        with h5py.File(self.product(), "r+") as result:
            where = result["provenance"].attrs
            where["input_fingerprints"] = "act.safetensors.index.json = 9-995dc9bbdf1939fa\n"
            for name in ("input_stamps", "inputs_read", "product_library", "processor"):
                del where[name]
        self.refused(2, ["fingerprints of the inputs are of an older kind"], "layers", file)
        self.refused(3, ["fingerprints of the inputs are of an older kind"], "show", self.product(), "--verify")
        self.assertIn("saved", self.run_well("layers", file, "--force"))

    # --- in the middle of a run

    def disturbed(self, stage, file, shards, disturb, line=None):
        """Starts a stage on two ranks and changes an input once some work is in shards, or a line is on screen."""
        process = subprocess.Popen(command(2, stage, file), env=ENVIRONMENT, stdout=subprocess.PIPE,
                                   stderr=subprocess.STDOUT, text=True)
        text = ""
        if line:
            while line not in text:
                text += process.stdout.readline()
        else:
            end = time.time() + 120
            while not any(shard.stat().st_size > 3000 for shard in shards.glob("*.shard")):
                self.assertIsNone(process.poll(), "the run ended before it could be disturbed")
                self.assertLess(time.time(), end, "nothing was finished")
                time.sleep(0.005)
        disturb()
        text += process.communicate(timeout=300)[0]
        return process.returncode, text

    def check_stage(self, stage, file, product, changed, disturb, line=None):
        """A change in mid-run saves nothing; pieces of the old input are not gone on with; --force begins anew."""
        shards = product.with_suffix(".shards")
        code, text = self.disturbed(stage, file, shards, lambda: disturb(changed), line)
        self.assertEqual(code, 3, text)
        self.assertIn(f"{changed}: {CHANGED}", text)
        self.assertFalse(product.exists())
        self.assertEqual(list(self.folder.rglob("*.partial")), [])
        if shards.exists():
            self.refused(2, [f"{changed.name}: was '"], stage, file)

    def slow_layers(self, name="step1"):
        (self.folder / name).mkdir()
        for layer, array in enumerate(layers_of(10, 250)):
            np.save(self.folder / name / f"l{layer}.npy", array)
        return self.study("[input]\nactivations = l*.npy\n[layers]\nrestarts = 20\nresamples = 20\nhalf-samples = 5\n" + NAMED)

    def test_a_layer_is_overwritten_in_mid_run_and_its_date_set_back(self):
        file = self.slow_layers()
        self.check_stage("layers", file, self.product(), self.folder / "step1/l7.npy", flip_and_set_back)

    def test_a_layer_is_other_bytes_for_a_moment(self):
        file = self.slow_layers()
        changed = self.folder / "step1/l7.npy"
        code, text = self.disturbed("layers", file, self.product().with_suffix(".shards"), lambda: overwrite_and_restore(changed))
        self.assertEqual(code, 3, text)
        self.assertIn(f"{changed}: {CHANGED}", text)
        self.assertFalse(self.product().exists())
        # what was kept before is right, and is gone on with
        self.assertIn("are done already", self.run_well("layers", file, ranks=2))
        kept = datasets(self.product())
        self.run_well("layers", file, "--force")
        self.assertEqual(datasets(self.product()), kept)

    def test_a_layer_is_truncated_in_mid_run(self):
        file = self.slow_layers()
        changed = self.folder / "step1/l7.npy"
        code, text = self.disturbed("layers", file, self.product().with_suffix(".shards"), lambda: truncate(changed))
        self.assertEqual(code, 3, text)
        self.assertIn(str(changed), text)
        self.assertFalse(self.product().exists())

    def test_a_stopped_run_does_not_go_on_with_a_replaced_shard(self):
        self.save_sharded_layers(10, 250)
        file = self.study("[input]\nactivations = act.safetensors.index.json\n"
                          "[layers]\nrestarts = 20\nresamples = 20\nhalf-samples = 5\n" + NAMED)
        process = subprocess.Popen(command(2, "layers", file), env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        while not list(self.product().with_suffix(".shards").glob("*.shard")):
            self.assertIsNone(process.poll(), "the run ended before it could be stopped")
            time.sleep(0.005)
        process.send_signal(signal.SIGUSR1)
        process.communicate(timeout=120)
        self.assertEqual(process.returncode, 75)
        replace(self.folder / "step1/act-2.safetensors")
        self.refused(2, ["act-2.safetensors: was '"], "layers", file, ranks=2)
        self.run_well("layers", file, "--force", ranks=2)
        kept = datasets(self.product())
        self.product().unlink()
        self.run_well("layers", file)
        self.assertEqual(datasets(self.product()), kept)

    def test_weights_are_replaced_in_mid_run(self):
        random = np.random.default_rng(3)
        save_shards(self.folder / "step1", "w", [{f"w{k}": random.normal(size=(80, 80)).astype(np.float32)} for k in range(3)])
        file = self.study("[input]\nweights = w.safetensors.index.json\n"
                          "[neurons]\nchain = w{0..2}\nclusters = 4\nnull-replicates = 400\n")
        self.check_stage("neurons", file, self.product("neurons"), self.folder / "step1/w-2.safetensors", replace)

    def test_networks_are_truncated_in_mid_run(self):
        cases = [json.loads(line) for line in PUBLISHED.read_text().splitlines()]
        lines = [json.dumps({"arch": case["arch"], "edges": case["edges"]}) for case in cases]
        (self.folder / "nets.jsonl").write_text("\n".join(lines * (4000 // len(lines))) + "\n")
        file = self.study("", checkpoints="nets.jsonl")
        self.check_stage("hierarchy", file, self.product("hierarchy", "nets"), self.folder / "nets.jsonl", truncate,
                         line="networks on 2 ranks")

    def table(self):
        rows = np.array([[a, b, c, d] for a in (0, 1) for b in (0, 1) for c in (0, 1) for d in (0, 1)], np.float32)
        (self.folder / "table").mkdir()
        np.save(self.folder / "table/inputs.npy", rows)
        np.save(self.folder / "table/targets.npy", np.stack([np.abs(rows[:, 0] - rows[:, 1]), rows[:, 2]], 1))

    def test_a_task_is_overwritten_while_it_is_learnt(self):
        self.table()
        file = self.study("[train]\ntasks = table\nhidden = 48-48\nseeds = " + ", ".join(map(str, range(24)))
                          + "\nepochs = 400\nbatch = 2\n", checkpoints="")
        self.check_stage("train", file, self.product("train", "table"), self.folder / "table/targets.npy", flip_and_set_back)

    def test_a_table_of_trainings_is_changed_while_networks_are_pruned(self):
        self.table()
        (self.folder / "rates.csv").write_text("table,4-24-2,0.05,8,15\n")
        file = self.study("[sculpt]\ntasks = table\nwidths = 24\ndepths = 1, 2\nseeds = " + ", ".join(map(str, range(12)))
                          + "\nunit-steps = 70, 50\nedge-steps = 2.5, 1\nbatch = 8\nepochs = 15\ntraining = rates.csv\n",
                          checkpoints="")
        self.check_stage("sculpt", file, self.product("sculpt", "table"), self.folder / "rates.csv", flip_byte)

    # --- library and processor

    def test_a_result_of_another_library_is_refused_if_one_is_named(self):
        file = self.study("[train]\ntasks = 4-2-4\nhidden = 8-8\nseeds = 0\nepochs = 4\n", checkpoints="")
        self.run_well("train", file, "--run.product=onednn")
        self.refused(2, ["run.product: was 'onednn', is 'openblas'"], "train", file, "--run.product=openblas")
        self.assertIn("done already", self.run_well("train", file))
        with h5py.File(self.product("train", "4-2-4")) as result:
            self.assertEqual(result["provenance"].attrs["product_library"], "onednn")

    def test_trainings_of_two_kinds_of_processor_are_not_mixed(self):
        file = self.study("[train]\ntasks = 4-2-4\nhidden = 48-48\nseeds = " + ", ".join(map(str, range(24)))
                          + "\nepochs = 400\nbatch = 2\n", checkpoints="")
        process = subprocess.Popen(command(2, "train", file), env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        while not list(self.product("train", "4-2-4").with_suffix(".shards").glob("*.shard")):
            self.assertIsNone(process.poll(), "the run ended before it could be stopped")
            time.sleep(0.005)
        process.send_signal(signal.SIGUSR1)
        process.communicate(timeout=120)
        self.assertEqual(process.returncode, 75)
        other = dict(ENVIRONMENT, DNNL_MAX_CPU_ISA="SSE41")

        def elsewhere(*more):
            done = subprocess.run(command(2, "train", file, *more), env=other, timeout=300, text=True,
                                  stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
            return done.returncode, done.stdout

        code, text = elsewhere()
        self.assertEqual(code, 2, text)
        self.assertIn("on another kind of processor", text)
        self.assertIn("oneDNN SSE4.1", text)
        self.run_well("train", file, ranks=2)
        code, text = elsewhere()
        self.assertEqual(code, 0, text)
        self.assertRegex(text, r"done already: .*train.h5 \(made on .*; this machine is .*oneDNN SSE4.1\)")


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], *sys.argv[3:]], verbosity=2)
