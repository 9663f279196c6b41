#!/usr/bin/env python3
"""Trains a transformer of three blocks on a composed modular sum and saves what its sub-modules put out.

usage: make_modular_sum.py FOLDER [SEED]          (PyTorch; some minutes on one core)

For all pairs (a, b) modulo p = 59 the network learns y = ((a + b)^2 + a)^2 + b mod p, three steps of which each squares
and adds, from the tokens a, b and "=". Blocks of the usual form, x + attention(x), then x + mlp(x), without
normalisation; width 128, 4 heads, mlp 512. AdamW, learning rate 1e-3, batches of 512, until every answer is right.
Writes FOLDER/activations.safetensors: for each block what attention adds, the sum behind it, the hidden units of the mlp,
what the mlp adds, and the sum behind it, at the token "=", for 200 pairs (a, b), float16.
"""
import json
import struct
import sys

import numpy as np
import torch

P, WIDTH, HEADS, HIDDEN, SAMPLES = 59, 128, 4, 512, 200


class Block(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.attention = torch.nn.MultiheadAttention(WIDTH, HEADS, batch_first=True)
        self.enter = torch.nn.Linear(WIDTH, HIDDEN)
        self.leave = torch.nn.Linear(HIDDEN, WIDTH)

    def forward(self, x, kept):
        attended = self.attention(x, x, x, need_weights=False)[0]
        middle = x + attended
        hidden = torch.relu(self.enter(middle))
        added = self.leave(hidden)
        after = middle + added
        kept += [("attn_out", attended), ("resid_mid", middle), ("mlp_act", hidden), ("mlp_out", added),
                 ("resid_post", after)]
        return after


class Network(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.token = torch.nn.Embedding(P + 1, WIDTH)
        self.place = torch.nn.Parameter(torch.randn(3, WIDTH) * 0.02)
        self.blocks = torch.nn.ModuleList(Block() for _ in range(3))
        self.head = torch.nn.Linear(WIDTH, P)

    def forward(self, tokens):
        x, kept = self.token(tokens) + self.place, []
        for number, block in enumerate(self.blocks, 1):
            mine = []
            x = block(x, mine)
            kept += [(f"b{number}.{name}", value[:, -1]) for name, value in mine]
        return self.head(x[:, -1]), kept


def write_safetensors(path, arrays):
    header, offset = {}, 0
    for name, array in arrays:
        header[name] = {"dtype": "F16", "shape": list(array.shape), "data_offsets": [offset, offset + array.nbytes]}
        offset += array.nbytes
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for _, array in arrays:
            file.write(array.tobytes())


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    torch.manual_seed(int(sys.argv[2]) if len(sys.argv) == 3 else 1)
    torch.set_num_threads(1)
    a, b = [grid.reshape(-1) for grid in torch.meshgrid(torch.arange(P), torch.arange(P), indexing="ij")]
    tokens = torch.stack([a, b, torch.full_like(a, P)], 1)
    answer = (((a + b) ** 2 + a) ** 2 + b) % P
    network = Network()
    optimizer = torch.optim.AdamW(network.parameters(), lr=1e-3)
    for step in range(1, 5001):
        chosen = torch.randint(len(answer), (512,))
        loss = torch.nn.functional.cross_entropy(network(tokens[chosen])[0], answer[chosen])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if step % 50 == 0:
            with torch.no_grad():
                right = (network(tokens)[0].argmax(1) == answer).float().mean().item()
            print(step, f"loss {loss.item():.4f} right {right:.4f}", flush=True)
            if right == 1:
                break
    rows = torch.randperm(len(answer), generator=torch.Generator().manual_seed(0))[:SAMPLES].sort().values
    with torch.no_grad():
        kept = network(tokens[rows])[1]
    write_safetensors(f"{sys.argv[1]}/activations.safetensors",
                      [(name, value.numpy().astype(np.float16)) for name, value in kept])


if __name__ == "__main__":
    main()
