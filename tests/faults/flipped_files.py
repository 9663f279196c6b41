"""Every kind of file that the program reads: a tiny study around one, and the commands that read it."""
import json
import signal
import subprocess
import time
from dataclasses import dataclass
from typing import Callable

import h5py
import numpy as np

from studies import chain_of_layers, ini, modular_weights, networks, write_safetensors, write_table

LAYERS = "[layers]\nresamples = 4\nhalf-samples = 3\n"
NOT_LONG = ("--study.output=runs", "--max-hours=0.0004")


@dataclass(frozen=True)
class Kind:
    """`make(folder, run)` writes the study and returns the file to damage, FILE in the commands; `run(stage, study)`
    starts the program for results or records that it needs."""
    make: Callable
    commands: tuple = (("layers", "study.ini", "--dry-run"), ("layers", "study.ini"))
    same_result: bool = False  # a run that ends with 0 leaves the results of a run of the undamaged file
    name: str = ""             # what a refusal names, if not the file


def layers_of(seed=1):
    return {f"layer{n}": v for n, v in enumerate(chain_of_layers(np.random.default_rng(seed), 3, 16, 4))}


def npy(folder, _):
    (folder / "step1").mkdir()
    for name, values in layers_of().items():
        np.save(folder / f"step1/{name}.npy", values)
    ini(folder, "[input]\nactivations = layer*.npy\n" + LAYERS, "checkpoints = step1\n")
    return folder / "step1/layer1.npy"


def npz(folder, _):
    (folder / "step1").mkdir()
    np.savez_compressed(folder / "step1/activations.npz", **layers_of())
    ini(folder, LAYERS, "checkpoints = step1\n")
    return folder / "step1/activations.npz"


def safetensors(folder, _):
    (folder / "step1").mkdir()
    write_safetensors(folder / "step1/activations.safetensors", layers_of())
    ini(folder, LAYERS, "checkpoints = step1\n")
    return folder / "step1/activations.safetensors"


def index(folder, _):
    (folder / "step1").mkdir()
    place = {name: f"part{n % 2}.safetensors" for n, name in enumerate(layers_of())}
    for part in sorted(set(place.values())):
        write_safetensors(folder / "step1" / part, {k: v for k, v in layers_of().items() if place[k] == part})
    path = folder / "step1/activations.safetensors.index.json"
    path.write_text(json.dumps({"metadata": {"total_size": 768}, "weight_map": place}))
    ini(folder, "[input]\nactivations = activations.safetensors.index.json\n" + LAYERS, "checkpoints = step1\n")
    return path


def h5(folder, _):
    (folder / "step1").mkdir()
    with h5py.File(folder / "step1/activations.h5", "w", track_order=True) as file:
        for name, values in layers_of().items():
            file.create_dataset(name, data=values, compression="gzip" if name == "layer1" else None)
    ini(folder, LAYERS, "checkpoints = step1\n")
    return folder / "step1/activations.h5"


def weights(folder, _):
    (folder / "step1").mkdir()
    write_safetensors(folder / "step1/weights.safetensors", modular_weights(0, units=6, layers=3))
    ini(folder, "[neurons]\nchain = w{0..1}\nclusters = 3\nnull-replicates = 2\nstarts = 3\n", "checkpoints = step1\n")
    return folder / "step1/weights.safetensors"


def lines(folder, run):
    networks(folder, 0)
    path = folder / "step1/networks.jsonl"
    path.write_text("".join(path.read_text().splitlines(keepends=True)[:2]))
    ini(folder, "[hierarchy]\nunit-orders = 1\n", "checkpoints = step1\n")
    return path


def study(folder, _):
    npy(folder, None)
    path = folder / "study.ini"
    path.write_text(path.read_text() + "samples = 12\nmeasures = gw, cka\n# words\nstart = best\n[run]\nproduct = openblas\n")
    return path


def labels(folder, _):
    npy(folder, None)
    np.save(folder / "labels.npy", np.arange(16) % 3)
    ini(folder, "[input]\nactivations = layer*.npy\nlabels = labels.npy\n" + LAYERS +
        "stratify = true\nsamples = 12\ntargets = labels.npy\n", "checkpoints = step1\n")
    return folder / "labels.npy"


def table(folder, _):
    write_table(folder / "table", 0)
    ini(folder, "[train]\ntasks = table\nhidden = 4\nepochs = 2\nsamples = 4\n", "")
    return folder / "table/targets.npy"


def training(folder, _):
    path = folder / "training.csv"
    path.write_text("function,arch,lr,batch,epochs\n4-2-4,4-24-4,0.05,8,15\n4-1-4,4-24-4,0.01,4,3\n")
    ini(folder, "[sculpt]\ntasks = 4-2-4\nwidths = 24\ndepths = 1\nseeds = 0\n"
                "unit-steps = 70\nedge-steps = 2.5\ntraining = training.csv\n", "")
    return path


def records(folder, run):
    """What an unfinished run keeps: killed once some of it is there."""
    npy(folder, None)
    ini(folder, "[input]\nactivations = layer*.npy\n" + LAYERS.replace("= 4", "= 200") + "restarts = 200\nmeasures = gw, cka\n"
        "[run]\nproduct = openblas\n", "checkpoints = step1\n")
    unit = folder / "runs/s/step1"
    for _ in range(500):
        process = run("layers", "study.ini")
        while not process.ended() and not any(shard.stat().st_size > 300 for shard in unit.rglob("*.shard")):
            time.sleep(0.0005)
        process.send(signal.SIGKILL, process.processes())
        process.wait(60)
        found = [shard for shard in unit.rglob("*.shard") if shard.stat().st_size > 300]
        if found and not (unit / "layers.h5").exists():
            return found[0]
        subprocess.run(["rm", "-rf", str(folder / "runs")], check=True)
    raise SystemExit("byte flips: no run could be killed before its end")


def result_of(make, stage, name):
    def made(folder, run):
        make(folder, run)
        process = run(stage, "study.ini")
        if process.wait(120) != 0:
            raise SystemExit(f"byte flips: {stage} fails without damage: {process.text()}")
        return next((folder / "runs").rglob(name))
    return made


def previous(folder, run):
    """The first checkpoint is done, and the second begins from what it found."""
    options = "[input]\nactivations = layer*.npy\n" + LAYERS + "start = previous\n"

    def first(folder, _):
        npy(folder, None)
        (folder / "step1").rename(folder / "step0")
        ini(folder, options, "checkpoints = step0\n")

    path = result_of(first, "layers", "layers.h5")(folder, run)
    npy(folder, None)
    ini(folder, options, "checkpoints = step0, step1\n")
    return path


def sculpted(folder, run):
    ini(folder, "[sculpt]\ntasks = 4-2-4\nwidths = 24\ndepths = 1\nseeds = 0\nunit-steps = 70\nedge-steps = 2.5\n"
                "epochs = 15\n", "")


SHOW = (("show", "FILE"), ("show", "FILE", "--json"))
HIERARCHY = (("hierarchy", "study.ini", "--dry-run"), ("hierarchy", "study.ini"))
NEURONS = (("neurons", "study.ini", "--dry-run"), ("neurons", "study.ini"))
KINDS = {
    "npy": Kind(npy), "npz": Kind(npz), "safetensors": Kind(safetensors), "index.json": Kind(index), "h5": Kind(h5),
    "weights": Kind(weights, NEURONS), "networks.jsonl": Kind(lines, HIERARCHY, name="/step1: "), "labels.npy": Kind(labels),
    "study.ini": Kind(study, (("layers", "study.ini", "--dry-run", *NOT_LONG), ("layers", "study.ini", *NOT_LONG)),
                      name="step"),  # another pattern of files is refused in the folder of the checkpoint
    "task targets.npy": Kind(table, (("train", "study.ini", "--dry-run"), ("train", "study.ini"))),
    "training.csv": Kind(training, (("sculpt", "study.ini", "--dry-run"), ("sculpt", "study.ini", *NOT_LONG))),
    "records": Kind(records, (("layers", "study.ini"),), same_result=True),
    "previous layers.h5": Kind(previous, (("layers", "study.ini"),)),
    "layers.h5": Kind(result_of(npy, "layers", "layers.h5"), SHOW),
    "layers.h5 in a report": Kind(result_of(npy, "layers", "layers.h5"), (("report", "study.ini"),)),
    "neurons.h5": Kind(result_of(weights, "neurons", "neurons.h5"), SHOW),
    "hierarchy.h5": Kind(result_of(lines, "hierarchy", "hierarchy.h5"), SHOW),
    "train.h5": Kind(result_of(table, "train", "train.h5"), SHOW),
    "sculpt.h5": Kind(result_of(sculpted, "sculpt", "sculpt.h5"), SHOW),
}
