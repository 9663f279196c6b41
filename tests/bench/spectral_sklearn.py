#!/usr/bin/env python3
"""Spectral clustering of a chain of layers by scikit-learn, to time beside spectral_clusters.cpp on the same file.

usage: spectral_sklearn.py --make mlp|vgg|pythia OUT.safetensors
       spectral_sklearn.py WEIGHTS.safetensors CLUSTERS STARTS

--make writes random networks, uniform after Glorot: 784-256x4-10; kernels 2 to 13 of the 13 convolutions of CIFAR
VGG; the MLP path of a transformer, d 512, 6 layers. Kernels count by their induced 1-norm. The second form prints
one JSON line, with the seconds of each part; reading the file is none of them.
"""
import json
import sys
import time

import numpy as np

WIDTHS = {"mlp": [784, 256, 256, 256, 256, 10], "vgg": [64, 64, 128, 128, 256, 256, 256] + [512] * 6, "pythia": [512] + [2048, 512] * 6}


def make(kind, path):
    kernel, rng, at, header, data = (3, 3) if kind == "vgg" else (), np.random.default_rng(1), 0, {}, []
    for i, (inputs, outputs) in enumerate(zip(WIDTHS[kind], WIDTHS[kind][1:])):
        limit = np.sqrt(6 / ((inputs + outputs) * np.prod(kernel, initial=1)))
        data.append(((2 * rng.random((outputs, inputs) + kernel, np.float32) - 1) * limit).astype(np.float32))
        header[f"layers.{i:03d}.weight"] = {"dtype": "F32", "shape": data[-1].shape, "data_offsets": [at, at + data[-1].nbytes]}
        at += data[-1].nbytes
    text = json.dumps(header).encode()
    with open(path, "wb") as file:
        file.write(len(text).to_bytes(8, "little") + text)
        for weights in data:
            file.write(weights.tobytes())


def read(path):
    with open(path, "rb") as file:
        length = int.from_bytes(file.read(8), "little")
        tensors = json.loads(file.read(length))
        body = file.read()
    tensors.pop("__metadata__", None)
    for entry in sorted(tensors.values(), key=lambda entry: entry["data_offsets"]):
        first, end = entry["data_offsets"]
        weights = np.abs(np.frombuffer(body[first:end], np.float32).reshape(entry["shape"]))
        if weights.ndim in (2, 4):
            yield weights if weights.ndim == 2 else weights.sum(2).max(2)


def cluster(matrices, clusters, starts):
    import scipy.sparse as sp
    from sklearn.cluster import KMeans
    from sklearn.manifold import spectral_embedding

    rng, laps = np.random.RandomState(1), [time.perf_counter()]
    grid = [[None] * (len(matrices) + 1) for _ in range(len(matrices) + 1)]
    for i, weights in enumerate(matrices):
        grid[i][i + 1], grid[i + 1][i] = sp.csr_matrix(weights.T.astype(float)), sp.csr_matrix(weights.astype(float))
    adjacency = sp.bmat(grid, "csr")
    laps.append(time.perf_counter())
    points = spectral_embedding(adjacency, n_components=clusters, eigen_solver="arpack", drop_first=False, random_state=rng)
    laps.append(time.perf_counter())
    fit = KMeans(clusters, n_init=starts, random_state=rng).fit(points)
    member = np.eye(clusters)[fit.labels_]
    volume, inside = np.asarray(adjacency.sum(1))[:, 0] @ member, (member * (adjacency @ member)).sum(0)
    laps.append(time.perf_counter())
    seconds = dict(zip(("graph_s", "eigenvectors_s", "clusters_s"), np.diff(laps).round(4).tolist()))
    ncut = float(((volume - inside) / volume).sum())
    print(json.dumps({"nodes": adjacency.shape[0], "total_s": round(laps[-1] - laps[0], 4), **seconds, "ncut": round(ncut, 5), "inertia": round(fit.inertia_, 5)}))


if sys.argv[1] == "--make":
    make(sys.argv[2], sys.argv[3])
else:
    cluster(list(read(sys.argv[1])), int(sys.argv[2]), int(sys.argv[3]))
