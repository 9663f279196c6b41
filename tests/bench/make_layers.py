#!/usr/bin/env python3
"""Makes the layers that the benchmarks of the pair solver run on.

usage: make_layers.py FOLDER [SAMPLES]

Trains a residual network of 12 hidden layers (64 to 512 wide) on ten classes that lie on a curved manifold, in numpy,
and writes what the layers answer to the same SAMPLES (5000) new inputs: FOLDER/layerNN.f32 (float32, one row for each
sample) and FOLDER/dims.txt (samples, layers, then the widths). Takes about half a minute. Needs numpy only.
"""
import pathlib
import sys

import numpy as np

WIDTHS = [64, 128, 256, 256, 512, 512, 256, 256, 256, 128, 128, 64]
CLASSES, LATENT, INPUTS = 10, 8, 64
STEPS, BATCH, RATE = 600, 256, 1e-3
LEAK = 0.05


class Task:
    """Gaussian classes in a few latent dimensions, bent into the input space by a fixed random network."""

    def __init__(self, random):
        self.random = random
        self.centre = 1.6 * random.normal(size=(CLASSES, LATENT))
        self.bend = random.normal(size=(LATENT, 128)) / np.sqrt(LATENT)
        self.spread = random.normal(size=(128, INPUTS)) / np.sqrt(128)

    def draw(self, count):
        label = self.random.integers(CLASSES, size=count)
        latent = self.centre[label] + self.random.normal(size=(count, LATENT))
        clean = 2 * np.tanh(latent @ self.bend) @ self.spread
        return (clean + 0.1 * self.random.normal(size=clean.shape)).astype(np.float32), label


class Network:
    def __init__(self, random):
        shapes = list(zip([INPUTS] + WIDTHS[:-1], WIDTHS))
        self.weight = [(random.normal(size=s) * np.sqrt(2 / s[0])).astype(np.float32) for s in shapes]
        self.bias = [np.zeros(s[1], np.float32) for s in shapes]
        self.head = (random.normal(size=(WIDTHS[-1], CLASSES)) / np.sqrt(WIDTHS[-1])).astype(np.float32)

    def parameters(self):
        return self.weight + self.bias + [self.head]

    def forward(self, inputs):
        """The inputs and every layer's output, and every layer's sum before the bend."""
        outputs, sums = [inputs], []
        for weight, bias in zip(self.weight, self.bias):
            total = outputs[-1] @ weight + bias
            bent = np.maximum(total, LEAK * total)
            square = weight.shape[0] == weight.shape[1]
            outputs.append(bent + outputs[-1] if square else bent)
            sums.append(total)
        return outputs, sums

    def gradients(self, inputs, label):
        """Gradients of the cross entropy in the order of parameters(), and the accuracy."""
        outputs, sums = self.forward(inputs)
        logits = outputs[-1] @ self.head
        share = np.exp(logits - logits.max(1, keepdims=True))
        share /= share.sum(1, keepdims=True)
        accuracy = (share.argmax(1) == label).mean()
        share[np.arange(len(label)), label] -= 1
        share /= len(label)
        of_head, back = outputs[-1].T @ share, share @ self.head.T
        of_weight, of_bias = [], []
        for weight, total, before in zip(self.weight[::-1], sums[::-1], outputs[-2::-1]):
            slope = back * np.where(total > 0, 1, LEAK).astype(np.float32)
            of_weight.insert(0, before.T @ slope)
            of_bias.insert(0, slope.sum(0))
            through = slope @ weight.T
            back = through + back if weight.shape[0] == weight.shape[1] else through
        return of_weight + of_bias + [of_head], accuracy


def train(network, task):
    """Adam (arXiv:1412.6980)."""
    first = [np.zeros_like(p) for p in network.parameters()]
    second = [np.zeros_like(p) for p in network.parameters()]
    for step in range(1, STEPS + 1):
        gradients, accuracy = network.gradients(*task.draw(BATCH))
        for parameter, gradient, m, v in zip(network.parameters(), gradients, first, second):
            m += 0.1 * (gradient - m)
            v += 0.001 * (gradient * gradient - v)
            update = m / (1 - 0.9**step) / (np.sqrt(v / (1 - 0.999**step)) + 1e-8)
            parameter -= (RATE * update).astype(np.float32)
    return accuracy


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    folder, samples = pathlib.Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) == 3 else 5000
    folder.mkdir(parents=True, exist_ok=True)
    random = np.random.default_rng(0)
    task, network = Task(random), Network(random)
    print(f"accuracy of the last batch: {train(network, task):.2f}")
    for layer, output in enumerate(network.forward(task.draw(samples)[0])[0][1:]):
        output.astype(np.float32).tofile(folder / f"layer{layer:02d}.f32")
    (folder / "dims.txt").write_text(f"{samples} {len(WIDTHS)}\n{' '.join(map(str, WIDTHS))}\n")


if __name__ == "__main__":
    main()
