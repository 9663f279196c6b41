"""Small studies of every stage, each 0.3 to 3 s on two ranks. A variant has the same shapes and other numbers."""
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Callable

import h5py
import numpy as np

PUBLISHED = Path(__file__).resolve().parents[1] / "data/sculpting/networks.jsonl"


@dataclass(frozen=True)
class Study:
    """`make(folder, variant)` writes study.ini and the inputs; results are below OUTPUT of that folder."""
    name: str
    stage: str
    make: Callable[[Path, int], None]
    inputs: tuple = ()     # files that a run reads, which may be changed while it runs
    options: tuple = ()    # of the command line
    of: tuple = ()         # studies whose results it reads
    ranks: tuple = (0, 2, 2, 2, 3)  # numbers that runs have, one of them at random; 0 = one, without mpirun
    outputs: tuple = ("runs", "csv")
    by_glob: bool = False  # its inputs are those that are there

    def command(self, *options):
        return [self.stage, "study.ini", *self.options, *options]


def chain_of_layers(random, layers, samples, width):
    points = random.normal(size=(samples, width))
    for _ in range(layers):
        yield points.astype(np.float32)
        points = np.tanh(points @ random.normal(size=(width, width)) / np.sqrt(width) * 1.5)


def write_safetensors(path, tensors):
    header, offset = {}, 0
    for name, values in tensors.items():
        header[name] = {"dtype": "F32", "shape": values.shape, "data_offsets": [offset, offset + values.nbytes]}
        offset += values.nbytes
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(len(text).to_bytes(8, "little") + text + b"".join(v.tobytes() for v in tensors.values()))


def write_checkpoint(folder, seed, layers=6, samples=100, kind="npy"):
    folder.mkdir(parents=True)
    values = {f"layer{n}": v for n, v in enumerate(chain_of_layers(np.random.default_rng(seed), layers, samples, 8))}
    if kind == "safetensors":
        write_safetensors(folder / "activations.safetensors", values)
    elif kind == "h5":
        with h5py.File(folder / "activations.h5", "w") as file:
            for name, points in values.items():
                file[name] = points
    else:
        for name, points in values.items():
            np.save(folder / f"{name}.npy", points)


def ini(folder, text, checkpoints="checkpoints = step1, step2\n"):
    (folder / "study.ini").write_text(f"[study]\nname = s\noutput = runs\n{checkpoints}{text}")


def gw(folder, variant):
    for step in (1, 2):
        write_checkpoint(folder / f"step{step}", (step, variant))
    ini(folder, "[input]\nactivations = layer*.npy\n[layers]\nrestarts = 6\nresamples = 40\n[run]\nproduct = openblas\n")


def measures(folder, variant):
    for step in (1, 2):
        write_checkpoint(folder / f"step{step}", (step, variant), samples=120, kind="safetensors")
    ini(folder, "[input]\nactivations = activations.safetensors\n[layers]\nmeasures = cka, rsa-spearman, procrustes\n"
                "half-samples = 30\nnull = 20\nprofiles = true\n[run]\nproduct = openblas\n")


def beside(folder, variant):
    """Twins, known targets and other networks, by gw and another measure."""
    for step in (1, 2):
        write_checkpoint(folder / f"step{step}", (step, variant), layers=4, kind="h5")
    write_checkpoint(folder / "untrained/step0", (7, variant), layers=4, kind="h5")
    write_checkpoint(folder / "other", (8, variant), layers=3, kind="h5")
    random = np.random.default_rng((9, variant))
    np.save(folder / "sums.npy", random.normal(size=(100, 2)))
    np.save(folder / "labels.npy", random.integers(0, 3, size=100))
    ini(folder, "[input]\nactivations = activations.h5\n[layers]\nmeasures = gw, cka\nresamples = 20\nhalf-samples = 10\n"
                "groups = 2\ntwin = untrained/step0\ntargets = sums.npy, labels.npy\nagainst = previous, other\n"
                "against-select = *\n[run]\nproduct = openblas\n")


def modular_weights(variant, units=24, layers=4, modules=3):
    random = np.random.default_rng((10, variant))
    inside = np.equal.outer(np.arange(units) % modules, np.arange(units) % modules)
    return {f"w{n}": np.where(inside, random.uniform(0.5, 1, inside.shape),
                              random.uniform(-0.2, 0.2, inside.shape)).astype(np.float32) for n in range(layers - 1)}


def weights(folder, variant):
    for step in (1, 2):
        (folder / f"step{step}").mkdir(parents=True)
        np.savez(folder / f"step{step}/weights.npz", **modular_weights(2 * variant + step))
    ini(folder, "[input]\nweights = weights.npz\n[neurons]\nchain = w{0..2}\nclusters = 3\nnull-replicates = 12\n"
                "local = three-layers\n[run]\nproduct = openblas\n")


def activations(folder, variant):
    write_checkpoint(folder / "step1", (11, variant), layers=4, samples=150, kind="safetensors")
    write_safetensors(folder / "step1/weights.safetensors",
                      {f"layer{n}": np.random.default_rng((12, n, variant)).normal(size=(8, 8)).astype(np.float32)
                       for n in range(1, 4)})
    ini(folder, "[input]\nactivations = activations.safetensors\nweights = weights.safetensors\n[neurons]\ngraph = both\n"
                "chain = layer{1..3}\nclusters = 3\nhalf-samples = 10\nnull = layer, strengths\nnull-replicates = 10\n"
                "[run]\nproduct = openblas\n", "checkpoints = step1\n")


def write_table(folder, variant):
    """A task as a folder: sums of bits, of which two are told apart; inverted in the other variant."""
    folder.mkdir()
    bits = np.array([[n >> k & 1 for k in range(4)] for n in range(16)], np.float32)
    both = np.stack([bits[:, 0] * bits[:, 1], np.maximum(bits[:, 2], bits[:, 3])], 1)
    np.save(folder / "inputs.npy", bits)
    np.save(folder / "targets.npy", (1 - both if variant else both).astype(np.float32))


def training(folder, variant):
    write_table(folder / "table", variant)
    ini(folder, "[train]\ntasks = table, 4-2-4\nhidden = 24-24, 16\nseeds = 0, 1, 2\nepochs = 150\nbatch = 4\n"
                "learning-rate = 0.01\nsave = 0, 10, 150\nsamples = 8\n", "")


def sculpting(folder, variant):
    write_table(folder / "table", variant)
    ini(folder, "[sculpt]\ntasks = table, 4-2-4\nwidths = 24\ndepths = 1\nseeds = 0, 1\nunit-steps = 70, 35\n"
                "edge-steps = 2.5\nbatch = 8\nepochs = 25\n", "")


def networks(folder, variant):
    cases = [json.loads(text) for text in PUBLISHED.read_text().splitlines()]
    lines = [json.dumps({"name": case["name"], "arch": case["arch"], "edges": case["edges"]}) for case in cases]
    for step in (1, 2):
        (folder / f"step{step}").mkdir(parents=True)
        text = "\n".join(lines[::-1] if (step + variant) % 2 else lines) + "\n"
        (folder / f"step{step}/networks.jsonl").write_text(text)
    ini(folder, "[input]\nnetworks = networks.jsonl\n[hierarchy]\nunit-orders = 30\n")


def page(folder, variant):
    gw(folder, variant)  # its results are copied beside it


def npy_layers(step):
    return tuple(f"step{step}/layer{n}.npy" for n in range(6))


TWO = (2,)  # eigenvalues differ in their last digits with the number of ranks

STUDIES = {study.name: study for study in (
    Study("layers-gw", "layers", gw, npy_layers(1) + npy_layers(2), by_glob=True),
    Study("layers-measures", "layers", measures, ("step1/activations.safetensors", "step2/activations.safetensors"),
          ("--csv=csv",)),
    Study("layers-beside", "layers", beside,
          ("step1/activations.h5", "untrained/step0/activations.h5", "other/activations.h5", "sums.npy", "labels.npy")),
    Study("neurons-weights", "neurons", weights, ("step1/weights.npz", "step2/weights.npz"), ("--csv=csv",), ranks=TWO),
    Study("neurons-both", "neurons", activations, ("step1/activations.safetensors", "step1/weights.safetensors"), ranks=TWO),
    Study("train", "train", training, ("table/inputs.npy", "table/targets.npy")),
    Study("sculpt", "sculpt", sculpting, ("table/inputs.npy", "table/targets.npy")),
    Study("hierarchy", "hierarchy", networks, ("step1/networks.jsonl", "step2/networks.jsonl")),
    Study("report", "report", page, of=("layers-gw",), options=("--csv=csv",)),
)}
