"""One small study of each stage in a folder, for tests of what all stages do alike."""
import json

import numpy as np

STAGES = ("layers", "neurons", "hierarchy", "train", "sculpt")


def make(folder, stage, more="", samples=30):
    """The study file and its result. `more`: further lines of the file, with their sections; `samples`: of layers."""
    folder.mkdir(parents=True, exist_ok=True)
    step, random = folder / "step1", np.random.default_rng(3)
    unit = "step1"
    if stage in ("layers", "neurons"):
        step.mkdir()
        for layer in range(4):
            np.save(step / f"layer{layer}.npy", random.normal(size=(samples, 5)).astype(np.float32))
            np.save(step / f"w{layer}.npy", random.uniform(0.1, 1, size=(8, 8)).astype(np.float32))
    if stage == "layers":
        own = ("checkpoints = step1\n[input]\nactivations = layer*.npy\n[layers]\nmeasures = gw, cka\nresamples = 10\n"
               "half-samples = 3")
    elif stage == "neurons":
        own = ("checkpoints = step1\n[input]\nweights = w*.npy\n[neurons]\nchain = w{0..3}\nclusters = 2\n"
               "null-replicates = 3")
    elif stage == "hierarchy":
        edges = [[[i, j] for i in range(4) for j in range(4) if (i < 2) == (j < 2)]] * 2
        (folder / "step1.jsonl").write_text((json.dumps({"arch": [4, 4, 4], "edges": edges}) + "\n") * 3)
        own = "checkpoints = step1.jsonl"
    else:
        options = "hidden = 8\nseeds = 0, 1\nepochs = 3" if stage == "train" else (
            "widths = 24\ndepths = 1\nseeds = 0, 1\nunit-steps = 70\nedge-steps = 2.5\nepochs = 15")
        own, unit = f"[{stage}]\ntasks = 4-2-4\n{options}", "4-2-4"
    file = folder / "study.ini"
    file.write_text(f"[study]\nname = s\noutput = runs\n{own}\n{more}")
    return file, folder / "runs/s" / unit / f"{stage}.h5"
