#!/usr/bin/env python3
"""Trains networks that count lines, as arXiv:2103.03386 does with its data set LINE, and saves their pruned weights.

A picture of 28 x 28 has n vertical white lines in different columns, n = 1 .. 10 is the class. Networks: 784-256x4-10,
ReLU, Glorot uniform, Adam, batches of 128, 20 epochs; then 20 epochs in which every matrix is pruned by magnitude, from
50 % to 90 % zeros (cubic schedule, every 10 steps). All replicates are trained side by side. Needs PyTorch.

    train_line.py OUTPUT_FOLDER [REPLICATES=10] [DROPOUT=0]

writes OUTPUT_FOLDER/line_RR.npz, or linedropout_RR.npz, with layers.0 .. layers.4 (outputs x inputs).
"""
import sys
import time

import numpy as np
import torch

WIDTHS = [784, 256, 256, 256, 256, 10]
EPOCHS, BATCH, TRAIN, TEST = 20, 128, 60_000, 10_000


def pictures(count, generator, device):
    label = torch.randint(0, 10, (count,), generator=generator, device=device)
    order = torch.rand(count, 28, generator=generator, device=device).argsort(1).argsort(1)
    columns = (order <= label[:, None]).float()
    return columns[:, None, :].expand(count, 28, 28).reshape(count, 784), label


def initial_weights(replicates, generator, device):
    weights, biases = [], []
    for n_in, n_out in zip(WIDTHS, WIDTHS[1:]):
        limit = (6 / (n_in + n_out)) ** 0.5
        uniform = torch.rand(replicates, n_in, n_out, generator=generator, device=device)
        weights.append((limit * (2 * uniform - 1)).requires_grad_())
        biases.append(torch.zeros(replicates, 1, n_out, device=device, requires_grad=True))
    return weights, biases


def forward(x, weights, biases, dropout):
    for layer, (w, b) in enumerate(zip(weights, biases)):
        x = torch.baddbmm(b, x, w)
        if layer + 1 < len(weights):
            x = torch.relu(x)
            if dropout:
                x = torch.nn.functional.dropout(x, dropout)
    return x


def masks_of(weights, sparsity):
    masks = []
    for w in weights:
        size = w.detach().abs().flatten(1)
        zeros = round(sparsity * size.shape[1])
        least = size.kthvalue(zeros, dim=1).values
        masks.append((w.detach().abs() > least[:, None, None]).float())
    return masks


def train(x, y, weights, biases, dropout, prune, generator):
    device, replicates = x.device, weights[0].shape[0]
    optimiser = torch.optim.Adam(weights + biases, lr=1e-3, eps=1e-7)
    steps_of_epoch = TRAIN // BATCH
    last, masks = EPOCHS * steps_of_epoch - 1, None
    for step in range(EPOCHS * steps_of_epoch):
        if step % steps_of_epoch == 0:
            order = torch.rand(replicates, TRAIN, generator=generator, device=device).argsort(1)
        if prune and step % 10 == 0:
            masks = masks_of(weights, 0.9 - 0.4 * (1 - step / last) ** 3)
        if masks:
            with torch.no_grad():
                for w, mask in zip(weights, masks):
                    w.mul_(mask)
        rows = order[:, (step % steps_of_epoch) * BATCH:][:, :BATCH]
        loss = torch.nn.functional.cross_entropy(
            forward(x[rows], weights, biases, dropout).flatten(0, 1), y[rows].flatten()) * replicates
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    if prune:
        with torch.no_grad():
            for w, mask in zip(weights, masks_of(weights, 0.9)):
                w.mul_(mask)


def accuracy(x, y, weights, biases):
    with torch.no_grad():
        scores = forward(x.expand(weights[0].shape[0], *x.shape), weights, biases, 0)
        return (scores.argmax(2) == y).float().mean(1).tolist()


def main():
    folder = sys.argv[1]
    replicates = int(sys.argv[2]) if len(sys.argv) > 2 else 10
    dropout = float(sys.argv[3]) if len(sys.argv) > 3 else 0.0
    device = "cuda" if torch.cuda.is_available() else "cpu"
    generator = torch.Generator(device=device).manual_seed(42)
    torch.manual_seed(42)  # of dropout
    x, y = pictures(TRAIN, generator, device)
    test = pictures(TEST, generator, device)
    weights, biases = initial_weights(replicates, generator, device)
    for prune in (False, True):
        begin = time.time()
        train(x, y, weights, biases, dropout, prune, generator)
        print("pruned" if prune else "trained", f"{time.time() - begin:.1f} s, test accuracy",
              [round(a, 4) for a in accuracy(*test, weights, biases)], flush=True)
    name = "linedropout" if dropout else "line"
    for r in range(replicates):
        arrays = {f"layers.{l}": w[r].detach().T.contiguous().cpu().numpy() for l, w in enumerate(weights)}
        np.savez_compressed(f"{folder}/{name}_{r:02d}.npz", **arrays)
        print(name, r, "share of zeros", [round(float((a == 0).mean()), 4) for a in arrays.values()])


if __name__ == "__main__":
    main()
