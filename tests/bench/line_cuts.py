#!/usr/bin/env python3
"""n-cuts of networks that count lines (train_line.py) beside the published ones, from their neurons.h5.

    line_cuts.py line | linedropout NEURONS.h5 ...

Published for five networks each (arXiv:2103.03386, its result files): n-cut, n-cut of networks shuffled within layers, z.
A difference is given in standard errors of both means.
"""
import sys

import h5py
import numpy as np

PUBLISHED = {"line": {"ncut": (7.361, 0.096), "shuffled": (7.743, 0.107), "z": (-3.9, 2.1)},
             "linedropout": {"ncut": (6.850, 0.161), "shuffled": (8.886, None), "z": (None, None)}}


def read(path):
    """{null model: (n-cut, mean n-cut of its replicates, z, p)} of one network."""
    figures = {}
    with h5py.File(path) as file:
        cut = float(np.squeeze(file["ncut"][()]))
        for name in file["null/names"].asstr()[:]:
            null = file[f"null/{name}/ncut"][:]
            p = float(np.squeeze(file[f"null/{name}/p"][()]))
            figures[name] = (cut, null.mean(), (cut - null.mean()) / null.std(), p)
    return figures


def beside(name, values):
    """Mean and deviation of values, and how far from the published ones."""
    published, deviation = PUBLISHED[sys.argv[1]][name]
    text = f"{name} {values.mean():.3f} +- {values.std(ddof=1):.3f}"
    if deviation is None:
        return text + (f" ({published})" if published else "")
    error = np.hypot(deviation / 5**0.5, values.std(ddof=1) / len(values) ** 0.5)
    return text + f" ({published} +- {deviation}: {(values.mean() - published) / error:+.2f} standard errors)"


def main():
    networks = [read(path) for path in sys.argv[2:]]
    for null in networks[0]:
        cut, shuffled, z, p = np.array([network[null] for network in networks]).T
        print(f"{null}: {len(networks)} networks, " + ", ".join(
            (beside("ncut", cut), beside("shuffled", shuffled), beside("z", z), f"largest p {p.max():.3f}")))


if __name__ == "__main__":
    main()
