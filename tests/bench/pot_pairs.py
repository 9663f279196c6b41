#!/usr/bin/env python3
"""Times POT on the layers that make_layers.py wrote: one thread, one JSON line for each pair and start.

usage: pot_pairs.py FOLDER POINTS PAIRS STARTS

STARTS: identity (the coupling I/n is given to POT), product (POT as called by default), or both with a comma.
numItermaxEmd is 1e7, without which POT stops its inner transport problems unsolved at these sizes.
"""
import itertools
import json
import sys
import time
import warnings

import numpy as np
import ot


def distances(folder, layer, width, points):
    values = np.fromfile(f"{folder}/layer{layer:02d}.f32", np.float32).reshape(-1, width)[:points].astype(np.float64)
    values -= values.mean(0)
    square = (values * values).sum(1)
    result = np.sqrt(np.maximum(square[:, None] + square[None] - 2 * values @ values.T, 0))
    np.fill_diagonal(result, 0)
    return np.ascontiguousarray(result / np.sqrt((result * result).mean()))


def main():
    if len(sys.argv) != 5:
        sys.exit(__doc__)
    folder, points, count, starts = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4].split(",")
    widths = [int(word) for word in open(f"{folder}/dims.txt").read().split()][2:]
    pairs = list(itertools.combinations(range(len(widths)), 2))
    if count < len(pairs):
        pairs = [pairs[k] for k in np.linspace(0, len(pairs) - 1, count).round().astype(int)]
    matrix = {layer: distances(folder, layer, widths[layer], points) for pair in pairs for layer in pair}
    uniform = np.full(points, 1 / points)
    for (i, j), start in itertools.product(pairs, starts):
        first = np.eye(points) / points if start == "identity" else None
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            begin = time.perf_counter()
            loss = ot.gromov.gromov_wasserstein2(
                matrix[i], matrix[j], uniform, uniform, "square_loss", G0=first, numItermaxEmd=10_000_000)
            seconds = time.perf_counter() - begin
        print(json.dumps(dict(n=points, i=i, j=j, start=start, seconds=seconds, loss=float(loss), version=ot.__version__)),
              flush=True)


if __name__ == "__main__":
    main()
