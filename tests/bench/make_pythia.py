#!/usr/bin/env python3
"""Writes the dense layers of a random network of the shape of Pythia, as the preset `pythia` reads them.

    make_pythia.py FILE.safetensors [LAYERS=16] [WIDTH=2048] [HIDDEN=4*WIDTH] [MODULES=8]

Uniform weights as Glorot starts them, those within one of MODULES modules (unit u is in module u % MODULES) three times as
large. The defaults, those of Pythia-1B, give 0.54 billion weights (2.1 GB) and 165,888 neurons.
"""
import json
import struct
import sys

import numpy as np


def matrix(random, rows, columns, modules):
    limit = np.float32((6 / (rows + columns)) ** 0.5)
    values = random.random((rows, columns), dtype=np.float32)
    values *= 2 * limit
    values -= limit
    row_module, column_module = np.arange(rows) % modules, np.arange(columns) % modules
    for module in range(modules):
        values[np.ix_(row_module == module, column_module == module)] *= 3
    return values


def main():
    layers = int(sys.argv[2]) if len(sys.argv) > 2 else 16
    width = int(sys.argv[3]) if len(sys.argv) > 3 else 2048
    hidden = int(sys.argv[4]) if len(sys.argv) > 4 else 4 * width
    modules = int(sys.argv[5]) if len(sys.argv) > 5 else 8
    shapes = {}
    for layer in range(layers):
        shapes[f"gpt_neox.layers.{layer}.mlp.dense_h_to_4h.weight"] = (hidden, width)
        shapes[f"gpt_neox.layers.{layer}.mlp.dense_4h_to_h.weight"] = (width, hidden)
    header, offset = {}, 0
    for name, (rows, columns) in shapes.items():
        header[name] = {"dtype": "F32", "shape": [rows, columns], "data_offsets": [offset, offset + 4 * rows * columns]}
        offset += 4 * rows * columns
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    random = np.random.default_rng(1)
    with open(sys.argv[1], "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for rows, columns in shapes.values():
            matrix(random, rows, columns, modules).tofile(file)


if __name__ == "__main__":
    main()
