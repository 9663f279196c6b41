#!/usr/bin/env python3
"""Ranks, memory and time of the weight graphs of language models, simulated from measured rates.

    neuron_scaling.py BANDWIDTH PRODUCTS [LATENCY=5e-6] [NETWORK=12]

BANDWIDTH: GB/s of weights that the block operator reads on one node, as tests/bench/block_operator measures it.
PRODUCTS: with the matrix that the eigenvectors of such a graph took (tests/bench/spectral_clusters, `products`).
LATENCY, NETWORK: seconds of one message and GB/s of a node, of the cluster that is asked about.

What is counted, for N neurons, W weights and k = 16 clusters on p nodes of 32 ranks:
  product   W bytes / (p BANDWIDTH), and the exchange: each rank gets the parts of x that its rows and columns need,
            and gives back as much of y, both over the node's share of NETWORK; ceil(log2 ranks) messages
  Lanczos   classical Gram-Schmidt with reorthogonalisation: the search space of 68 vectors is read twice by half, on
            average, for every product; 3 reductions
  k-means   100 starts of 30 iterations, 2 N k^2 flop each, at 10 GFlop/s a rank
Reading the file is left out. Memory of a node: its weights, 68 vectors of its neurons, and on each rank spectrum, labels
and degrees of all neurons (17 + 10 numbers of 8 bytes).
"""
import math
import sys

MODELS = {  # layers, width, hidden width; two matrices a block (up or gate, and down)
    "Pythia-1B": (16, 2048, 8192),
    "Pythia-12B": (36, 5120, 20480),
    "Llama-70B": (80, 8192, 28672),
}
RANKS_OF_NODE, CLUSTERS, SPACE = 32, 16, 68


def row(name, nodes, bytes_of_weight, bandwidth, products, latency, network):
    layers, width, hidden = MODELS[name]
    neurons, weights = layers * (width + hidden) + width, 2 * layers * width * hidden
    ranks = nodes * RANKS_OF_NODE
    read = weights * bytes_of_weight / (nodes * bandwidth)
    blocks_of_rank = max(1.0, 2 * layers / ranks)
    needed = blocks_of_rank * width + (blocks_of_rank * hidden if ranks < 2 * layers else hidden)
    exchange = 0.0
    if nodes > 1:
        exchange = 2 * needed * 8 * RANKS_OF_NODE / network + 2 * math.ceil(math.log2(ranks)) * latency
    lanczos = 2 * SPACE / 2 * neurons * 8 / (nodes * bandwidth) + 3 * math.ceil(math.log2(ranks)) * latency
    k_means = 100 * 30 * 2 * neurons * CLUSTERS**2 / (min(ranks, 100) * 10e9)
    memory = weights * bytes_of_weight / nodes + SPACE * 8 * neurons / nodes + RANKS_OF_NODE * 27 * 8 * neurons
    total = products * (read + exchange + lanczos) + k_means
    print(f"| {name} | {neurons / 1e6:.2f} M | {weights / 1e9:.1f} G | {'float32' if bytes_of_weight == 4 else 'bfloat16'} "
          f"| {nodes} x {RANKS_OF_NODE} | {memory / 2**30:.0f} | {products * read:.1f} | {products * exchange:.1f} "
          f"| {products * lanczos:.1f} | {k_means:.1f} | {total:.0f} |")


def main():
    bandwidth, products = float(sys.argv[1]) * 1e9, int(sys.argv[2])
    latency = float(sys.argv[3]) if len(sys.argv) > 3 else 5e-6
    network = (float(sys.argv[4]) if len(sys.argv) > 4 else 12) * 1e9
    print("| model | neurons | weights | stored as | ranks | GiB a node | reading weights, s | exchange, s | Lanczos, s "
          "| k-means, s | in all, s |\n|---|---|---|---|---|---|---|---|---|---|---|")
    for name, nodes in (("Pythia-1B", 1), ("Pythia-12B", 1), ("Pythia-12B", 4), ("Llama-70B", 1), ("Llama-70B", 4),
                        ("Llama-70B", 16)):
        for bytes_of_weight in (4, 2):
            row(name, nodes, bytes_of_weight, bandwidth, products, latency, network)


if __name__ == "__main__":
    main()
