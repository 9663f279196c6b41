#!/usr/bin/env python3
"""Sculpting of many networks at once in PyTorch, an independent version to compare populations with.

    /usr/bin/python3 tests/bench/sculpting_torch.py 4,1,2,16 4,24,24,24,16 0.1 8 40 32 > networks.jsonl
    netseam hierarchy networks.jsonl

function, units of the layers, learning rate, batch, epochs, how many networks. Written from the method of
arXiv:2305.18402 as its code was released: loss from a float32 sigmoid (an output that says a flat 1 where 0 is
wanted has no gradient), one dense network for each seed, the training between units and edges untested, the
whole grid of steps. A line for every outcome that has as few edges as the sparsest of its network, in the order
in which the released code looks for the maximum. All networks and steps of a grid are trained side by side in
batched products. Random numbers: PyTorch's, from --seed.
"""
import argparse
import itertools
import json
import sys

import numpy as np
import torch

UNIT_STEPS = np.arange(5.0, 75.0, 5.0)
EDGE_STEPS = np.array([2.5, 2.0, 1.5, 1.0, 0.5])


def truth_table(function):
    """All rows of inputs, and their outputs."""
    x = np.array(list(itertools.product([0, 1], repeat=function[0])))
    text = ["".join(map(str, row)) for row in x]
    is_one_of = lambda patterns: np.array([t in patterns for t in text], dtype=float)
    if function[:3] == [4, 1, 2] and len(function) == 4:
        pair = [is_one_of(("1010", "1100")), is_one_of(("0011", "1010"))]
        y = [pair[j % 2] for j in range(function[-1])]
    elif function == [6, 3, 3, 3]:
        a, b, c = (x[:, i] & x[:, i + 1] for i in (0, 2, 4))
        y = [a | b, a | c, b | c]
    elif function == [4, 2, 4]:
        a, b = x[:, 0] ^ x[:, 1], x[:, 2] ^ x[:, 3]
        y = [a, 1 - a, b, 1 - b]
    elif function == [4, 1, 4]:
        y = [is_one_of(("0011", "1010", "1100"))] * 4
    else:
        sys.exit(f"function {function}: expected 4,2,4, 4,1,4, 6,3,3,3 or 4,1,2,2u")
    return torch.tensor(x, dtype=torch.float32), torch.tensor(np.stack(y, 1), dtype=torch.float64)


class Population:
    """Networks of one shape as lists [weights, biases, ...] of tensors whose first dimension is the network."""

    def __init__(self, function, units, learning_rate, batch, epochs):
        self.x, self.y = truth_table(function)
        self.units, self.layers = units, len(units) - 1
        self.learning_rate, self.batch, self.epochs = learning_rate, batch, epochs
        self.weights = sum(a * b for a, b in zip(units, units[1:]))

    def start(self, networks):
        start = []
        for a, b in zip(self.units, self.units[1:]):
            start += [torch.randn(networks, b, a) * (2 / a) ** 0.5, torch.zeros(networks, b)]
        return start

    def forward(self, network, mask, x):
        hidden = []
        for l in range(self.layers):
            weight, bias = network[2 * l] * mask[2 * l], network[2 * l + 1] * mask[2 * l + 1]
            x = torch.baddbmm(bias.unsqueeze(1), x, weight.transpose(1, 2))
            if l < self.layers - 1:
                x = torch.relu(x)
                hidden.append(x)
        return torch.sigmoid(x), hidden

    @staticmethod
    def losses(output, target):
        right = output * target + (1 - target) * (1 - output)
        return -torch.log(right + (right <= 0).double() * 1e-8)

    def on_table(self, network, mask):
        output, _ = self.forward(network, mask, self.x.expand(len(network[0]), -1, -1))
        right = (output > 0.5).double() == self.y
        return right.double().mean((1, 2)).float(), self.losses(output, self.y).mean((1, 2))

    def train(self, network, mask):
        """The best epoch of every network, and whether it has all entries right."""
        count, rows = len(network[0]), len(self.x)
        network = [p * m for p, m in zip(network, mask)]
        first, second = ([torch.zeros_like(p) for p in network] for _ in range(2))
        best, steps = [p.clone() for p in network], 0
        best_loss, best_accuracy = torch.full((count,), 1000.0, dtype=torch.float64), torch.zeros(count)
        for _ in range(self.epochs):
            order = torch.rand(count, rows).argsort(1)
            noise = 0.1 * torch.randn(count, rows, self.units[0])
            for b in range(0, rows, self.batch):
                row = order[:, b:b + self.batch]
                leaf = [p.detach().requires_grad_() for p in network]
                output, _ = self.forward(leaf, mask, self.x[row] + noise[:, b:b + self.batch])
                gradient = torch.autograd.grad(self.losses(output, self.y[row]).mean((1, 2)).sum(), leaf)
                steps += 1
                for i, g in enumerate(gradient):
                    g = g.add(network[i], alpha=1e-4)
                    first[i].mul_(0.9).add_(g, alpha=0.1)
                    second[i].mul_(0.999).addcmul_(g, g, value=0.001)
                    root = second[i].sqrt().div_((1 - 0.999 ** steps) ** 0.5).add_(1e-8)
                    network[i] = network[i].addcdiv(first[i], root, value=-self.learning_rate / (1 - 0.9 ** steps))
            with torch.no_grad():
                accuracy, loss = self.on_table(network, mask)
                if self.batch >= rows:  # the released mean over batches less one is infinite
                    take = accuracy >= best_accuracy
                else:
                    take = ((loss <= best_loss) & (accuracy >= best_accuracy)) | (accuracy > best_accuracy)
                best_loss = torch.where(take, loss, best_loss)
                best_accuracy = torch.where(take, accuracy, best_accuracy)
                for i, p in enumerate(network):
                    best[i] = torch.where(take.view(-1, *[1] * (p.dim() - 1)), p, best[i])
        return best, self.on_table(best, mask)[0] == 1

    def unit_scores(self, network, mask):
        leaf = [p.detach().requires_grad_() for p in network]
        output, hidden = self.forward(leaf, mask, self.x.expand(len(network[0]), -1, -1))
        gradient = torch.autograd.grad(self.losses(output, self.y).mean(2).sum(), hidden)
        return torch.cat([(h * g).abs().mean(1).detach() for h, g in zip(hidden, gradient)], 1)

    def without_units(self, network, mask, percent):
        scores = self.unit_scores(network, mask)
        kept, place = (scores.double() > percentile(scores, percent)).float(), 0
        weights = [m.clone() for m in mask[0::2]]
        for l, units in enumerate(self.units[1:-1]):
            of_layer = kept[:, place:place + units]
            weights[l] *= of_layer[:, :, None]
            weights[l + 1] *= of_layer[:, None, :]
            place += units
        return with_biases(weights)

    def without_edges(self, network, mask, percent):
        sizes = [p.abs() for p in network[0::2]]
        threshold = percentile(torch.cat([s.flatten(1) for s in sizes], 1), percent)
        return with_biases([(s.double() > threshold[:, :, None]).float() for s in sizes])

    def search(self, network, mask, step, start, least, prune):
        """Prunes by `step` per cent until a refusal, then by halves of it down to `least`."""
        count, number = len(step), 1
        network, mask = [p.clone() for p in network], [m.clone() for m in mask]
        accepted, size = np.zeros(count) + start, np.zeros(count)
        on_schedule, ended, got = np.ones(count, bool), np.zeros(count, bool), np.zeros(count, bool)
        while not ended.all():
            percent = np.where(on_schedule, start + step * number, accepted + size)
            size = np.where(on_schedule, percent - accepted, size)
            tried, fine = np.where(~ended & (percent < 100))[0], np.zeros(count, bool)
            if len(tried):
                place = torch.tensor(tried)
                now, old_mask = [p[place] for p in network], [m[place] for m in mask]
                new_mask = prune(now, old_mask, torch.tensor(percent[tried]))
                trained, right = self.train(now, new_mask)
                fine[tried] = right.numpy()
                for i in range(len(network)):
                    network[i][place[right]] = trained[i][right]
                    mask[i][place[right]] = new_mask[i][right]
            refused = ~fine & ~ended
            accepted, got = np.where(fine, percent, accepted), got | fine
            ended |= refused & (size <= least)
            size = np.where(refused, np.maximum(size / 2, least), size)
            on_schedule &= ~refused
            number += 1
        return network, mask, got

    def grid(self, networks):
        """Masks of all outcomes, and their network, unit step and edge step."""
        network = self.start(networks)
        mask = [torch.ones_like(p) for p in network]
        network, _ = self.train(network, mask)
        network, mask = repeat(network, len(UNIT_STEPS)), repeat(mask, len(UNIT_STEPS))
        seed, unit_step = np.repeat(np.arange(networks), len(UNIT_STEPS)), np.tile(UNIT_STEPS, networks)
        network, mask, got = self.search(network, mask, unit_step, 0.0, 100 / sum(self.units[1:-1]),
                                         self.without_units)
        network, mask = ([t[torch.tensor(got)] for t in ts] for ts in (network, mask))
        network, _ = self.train(network, mask)
        network, mask = repeat(network, len(EDGE_STEPS)), repeat(mask, len(EDGE_STEPS))
        seed, unit_step = (np.repeat(v[got], len(EDGE_STEPS)) for v in (seed, unit_step))
        edge_step = np.tile(EDGE_STEPS, got.sum())
        removed = 100 * (1 - edges_left(mask) / self.weights)
        _, mask, _ = self.search(network, mask, edge_step, removed, 100 / self.weights, self.without_edges)
        return mask, seed, unit_step, edge_step


def percentile(values, percent):
    values = values.double().sort(1)[0]
    place = (values.shape[1] - 1) * percent / 100
    low = place.floor().long().clamp(max=values.shape[1] - 2)[:, None]
    a, b = values.gather(1, low), values.gather(1, low + 1)
    return a + (b - a) * (place[:, None] - low)


def with_biases(weights):
    return [t for w in weights for t in (w, (w.sum(2) > 0).float())]


def repeat(tensors, times):
    return [t.repeat_interleave(times, 0) for t in tensors]


def edges_left(mask):
    return sum(m.flatten(1).sum(1) for m in mask[0::2]).numpy().astype(int)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    numbers = lambda text: [int(part) for part in text.split(",")]
    parser.add_argument("function", type=numbers)
    parser.add_argument("units", type=numbers)
    parser.add_argument("learning_rate", type=float)
    parser.add_argument("batch", type=int)
    parser.add_argument("epochs", type=int)
    parser.add_argument("networks", type=int)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    torch.manual_seed(given.seed)
    population = Population(given.function, given.units, given.learning_rate, given.batch, given.epochs)
    mask, seed, unit_step, edge_step = population.grid(given.networks)
    left = edges_left(mask)
    for number in range(given.networks):
        outcomes = np.where(seed == number)[0]
        if not len(outcomes):
            print(f"network {number}: no unit could be removed", file=sys.stderr)
            continue
        fewest = [k for k in outcomes if left[k] == left[outcomes].min()]
        for k in sorted(fewest, key=lambda k: (-edge_step[k], -unit_step[k])):
            edges = [[[int(source), int(target)] for target, source in m[k].nonzero()] for m in mask[0::2]]
            print(json.dumps({"function": given.function, "arch": given.units, "seed": number, "edges": edges}))


if __name__ == "__main__":
    main()
