#!/usr/bin/env python3
"""Modules of pruned networks by numpy and scikit-learn, step by step as the released code of arXiv:2305.18402 goes: dense
matrix powers, one agglomerative clustering for each number of clusters, loops over pairs. Written from the method, to time
beside find_modules; prints the same JSON line.

usage: modules_sklearn.py NETWORKS.jsonl [--rounds 1]
"""
import argparse
import json
import time

import numpy as np
from scipy.spatial.distance import pdist, squareform
from sklearn.cluster import AgglomerativeClustering


def condense(arch, edges):
    masks = [np.zeros((n, m), bool) for n, m in zip(arch, arch[1:])]
    for mask, layer in zip(masks, edges):
        for source, target in layer:
            mask[source, target] = True
    kept = [np.ones(n, bool) for n in arch]
    for _ in range(10):
        for layer in range(len(arch) - 1):
            kept[layer] &= masks[layer].any(1)
            if layer > 0:
                kept[layer] &= masks[layer - 1].any(0)
            masks[layer][~kept[layer]] = False
            if layer > 0:
                masks[layer - 1][:, ~kept[layer]] = False
    return [mask[np.ix_(a, b)] for mask, a, b in zip(masks, kept, kept[1:])]


def reachable(masks):
    sizes = [masks[0].shape[0]] + [mask.shape[1] for mask in masks]
    first = np.concatenate([[0], np.cumsum(sizes)])
    adjacency = np.zeros((first[-1], first[-1]))
    for layer, mask in enumerate(masks):
        adjacency[first[layer]:first[layer + 1], first[layer + 1]:first[layer + 2]] = mask
    power, total = adjacency.copy(), adjacency.copy()
    for _ in range(len(masks) - 1):
        power = power @ adjacency
        total += power
    return (total > 0).astype(float), first


def clustering(distance, k):
    return AgglomerativeClustering(k, affinity="precomputed", linkage="average").fit(distance).labels_


def modularity(distance, labels):
    value = 0.0
    for c in np.unique(labels):
        inside = labels == c
        value += distance[np.ix_(inside, inside)].sum() - distance[inside].sum() ** 2
    return round(value, 8)


def layer_clusters(features, possible, tau=0.2):
    n = len(features)
    if n == 1:
        return np.zeros(1, int)
    distance = squareform(pdist(features, "cosine"))
    scaled = distance / distance.sum() if distance.sum() > 0 else distance
    k_best, best = 2, np.inf
    for k in range(2, n):
        value = modularity(scaled, clustering(distance, k))
        if value <= best:
            k_best, best = k, value

    def overlap(first, second):
        a, b, both = first.sum(), second.sum(), (first * second).sum()
        expected, share = a * b / possible, a * b / possible ** 2
        return a, b, both, expected, np.sqrt(possible * share * (1 - share))

    proposals = {}
    labels = clustering(distance, n - 1) if n > 2 else np.zeros(2, int)
    pair = np.flatnonzero(labels == np.argmax(np.bincount(labels)))
    a, b, both, expected, deviation = overlap(features[pair[0]], features[pair[1]])
    if (both < max(a, b) and both <= expected) or both < 1:
        proposals[n] = (expected - both) / (deviation if deviation > 0 else 1)
    labels = clustering(distance, 2)
    a, b, both, expected, deviation = overlap(features[labels == 0].max(0), features[labels == 1].max(0))
    if (both >= 1 and both >= expected) or both >= max(a, b):
        proposals[1] = (both - expected) / (deviation if deviation > 0 else 1)
    k = k_best
    if proposals and (k_best == 2 or k_best == n - 1 or best > -tau):
        k = n if set(proposals) == {n} else 1 if set(proposals) == {1} else (1 if proposals[1] >= proposals[n] else n)
    return clustering(distance, k)


def merge(masks, clusters, theta=0.9):
    modules, count = [list(clusters[0])], max(clusters[0]) + 1
    for layer in range(1, len(clusters)):
        before, now = modules[-1], clusters[layer]
        ids = sorted(set(before))
        edges = np.zeros((len(ids), max(now) + 1))
        for i, m in enumerate(before):
            for j, c in enumerate(now):
                edges[ids.index(m), c] += masks[layer - 1][i, j]
        labels = []
        for c in range(max(now) + 1):
            chosen = None
            for m in range(len(ids)):
                row, column = edges[m].sum(), edges[:, c].sum()
                rows_fit = layer + 1 == len(clusters) or (row > 0 and edges[m, c] / row > theta)
                if chosen is None and rows_fit and column > 0 and edges[m, c] / column > theta:
                    chosen = ids[m]
            if chosen is None:
                chosen, count = count, count + 1
            labels.append(chosen)
        modules.append([labels[c] for c in now])
    return modules


def find_modules(arch, edges):
    masks = condense(arch, edges)
    features, first = reachable(masks)
    clusters = []
    for layer in range(len(masks)):
        own = features[first[layer]:first[layer + 1], first[layer + 1]:]
        clusters.append(layer_clusters(own, own.shape[1]))
    clusters.append(np.arange(masks[-1].shape[1]))
    return merge(masks, clusters)


def canonical(modules):
    seen = {}
    return [[seen.setdefault(label, len(seen)) for label in layer] for layer in modules]


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("networks")
    parser.add_argument("--rounds", type=int, default=1)
    arguments = parser.parse_args()
    with open(arguments.networks) as file:
        cases = [json.loads(line) for line in file if line.strip()]
    times = []
    for _ in range(arguments.rounds):
        start = time.perf_counter()
        found = [find_modules(case["arch"], case["edges"]) for case in cases]
        times.append((time.perf_counter() - start) / len(cases) * 1e6)
    checked = [(case, modules) for case, modules in zip(cases, found) if "modules" in case]
    different = sum(canonical(case["modules"]) != canonical(modules) for case, modules in checked)
    print(json.dumps({"networks": len(cases), "checked": len(checked), "different": different,
                      "microseconds": round(float(np.median(times)), 2), "least": round(min(times), 2)}))
