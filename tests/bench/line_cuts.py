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


def main():
    rows, others = [], {}
    for path in sys.argv[2:]:
        with h5py.File(path) as file:
            cut = float(np.squeeze(file["ncut"][()]))
            for name in file["null"]:
                if name == "names":
                    continue
                null = file[f"null/{name}/ncut"][:]
                figures = (cut, null.mean(), (cut - null.mean()) / null.std(), float(np.squeeze(file[f"null/{name}/p"][()])))
                others.setdefault(name, []).append(figures)
            rows.append(others["layer"][-1])
    for name, figures in others.items():
        mean, deviation = np.mean(figures, 0), np.std(figures, 0, ddof=1)
        print(f"{name:28s} {len(figures)} networks: n-cut {mean[0]:.3f} +- {deviation[0]:.3f}, shuffled {mean[1]:.3f} +- "
              f"{deviation[1]:.3f}, z {mean[2]:.1f} +- {deviation[2]:.1f}, largest p {max(f[3] for f in figures):.3f}")
    for column, (name, (mean, deviation)) in enumerate(PUBLISHED[sys.argv[1]].items()):
        ours = np.array([row[column] for row in rows])
        if deviation is None:
            print(f"published {name}: {mean}")
            continue
        error = np.hypot(deviation / 5**0.5, ours.std(ddof=1) / len(ours) ** 0.5)
        print(f"published {name}: {mean} +- {deviation}; difference {(ours.mean() - mean) / error:.2f} standard errors")


if __name__ == "__main__":
    main()
