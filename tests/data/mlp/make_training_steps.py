#!/usr/bin/env python3
"""Writes training_steps.json: a dozen steps of Adam on a small masked network, in numpy and float64, for each loss.

usage: make_training_steps.py > training_steps.json        (Debian: python3-numpy)
Inputs, targets and first parameters are float32 numbers, so that a float32 program can start from the same ones. Every step
takes all samples. Adam as in torch.optim.Adam(weight_decay): the decay is added to the gradient. `parameters` has the list
after every step: layer by layer the weights (outputs x inputs), then the biases.
"""
import json

import numpy as np

UNITS, SAMPLES, STEPS = [4, 6, 5, 2], 19, 12
RATE, FIRST, SECOND, EPSILON, DECAY, L1 = 0.02, 0.9, 0.999, 1e-8, 0.01, 0.003


def forward(weights, biases, x):
    values = [x]
    for k, (w, b) in enumerate(zip(weights, biases)):
        z = values[-1] @ w.T + b
        values.append(np.maximum(z, 0) if k + 1 < len(weights) else z)
    return values


def loss_and_slope(kind, z, y):
    if kind == "squared_error":
        return np.mean((z - y) ** 2), 2 * (z - y) / y.size
    if kind == "binary_cross_entropy":
        p = 1 / (1 + np.exp(-z))
        return -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p)), (p - y) / y.size
    p = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
    return -np.mean((y * np.log(p)).sum(axis=1)), (p - y) / len(y)


def gradients(kind, weights, biases, x, y):
    values = forward(weights, biases, x)
    loss, slope = loss_and_slope(kind, values[-1], y)
    result = []
    for k in reversed(range(len(weights))):
        result[:0] = [slope.T @ values[k], slope.sum(axis=0)]
        slope = (slope @ weights[k]) * (values[k] > 0)
    return loss, result


def flat(tensors):
    return [float(v) for t in tensors for v in np.ravel(t)]


def run(kind, random):
    single = lambda a: a.astype(np.float32).astype(np.float64)
    x = single(random.normal(size=(SAMPLES, UNITS[0])))
    y = random.integers(0, 2, size=(SAMPLES, UNITS[-1])).astype(np.float64)
    if kind == "squared_error":
        y = single(random.normal(size=y.shape))
    if kind == "cross_entropy":
        y[:, 1] = 1 - y[:, 0]
    tensors, masks = [], []
    for inputs, outputs in zip(UNITS, UNITS[1:]):
        mask = (random.random((outputs, inputs)) < 0.75).astype(np.float64)
        mask[0] = outputs == UNITS[-1]  # a hidden unit without inputs has no bias either
        masks += [mask, mask.any(axis=1).astype(np.float64)]
        tensors += [single(random.normal(size=mask.shape) * np.sqrt(2 / inputs)), single(0.1 * random.normal(size=outputs))]
    tensors = [t * m for t, m in zip(tensors, masks)]
    record = dict(loss=kind, inputs=flat([x]), targets=flat([y]), mask=[[int(v) for v in np.ravel(m)] for m in masks[::2]],
                  start=flat(tensors), losses=[], parameters=[])
    first, second = [np.zeros_like(t) for t in tensors], [np.zeros_like(t) for t in tensors]
    for step in range(1, STEPS + 1):
        loss, slopes = gradients(kind, tensors[::2], tensors[1::2], x, y)
        for k, (t, m) in enumerate(zip(tensors, masks)):
            slope = slopes[k] + DECAY * t + (L1 * np.sign(t) if k % 2 == 0 else 0)
            slope = slope * m
            first[k] = FIRST * first[k] + (1 - FIRST) * slope
            second[k] = SECOND * second[k] + (1 - SECOND) * slope**2
            size = RATE / (1 - FIRST**step)
            tensors[k] = t - size * first[k] / (np.sqrt(second[k]) / np.sqrt(1 - SECOND**step) + EPSILON)
        record["losses"].append(float(loss))
        record["parameters"].append([float(f"{v:.10g}") for v in flat(tensors)])
    return record


random = np.random.default_rng(1)
runs = [run(kind, random) for kind in ("binary_cross_entropy", "cross_entropy", "squared_error")]
print(json.dumps(dict(units=UNITS, samples=SAMPLES, learning_rate=RATE, first_decay=FIRST, second_decay=SECOND, epsilon=EPSILON,
                      weight_decay=DECAY, l1=L1, runs=runs)))
