#!/usr/bin/env python3
"""Compares the pair solver with POT, and with any other program, on the same pairs, processor core and minutes.

The programs take turns, so that a noisy machine is noisy for all; ratios are of medians over the rounds, one for each
pair, and then the median and the ratio of sums over the pairs.
"""
import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).parent
NAMES = {"id": "identity", "ecc": "product"}


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--program", required=True, help="gw_pairs of the build to measure")
    parser.add_argument("--data", help="folder of make_layers.py; made in a temporary folder if not given")
    parser.add_argument("--points", default="200,500,1000", help="sizes (default: %(default)s)")
    parser.add_argument("--pairs", type=int, default=12, help="pairs of layers, spread over all (default: %(default)s)")
    parser.add_argument("--rounds", type=int, default=3, help="rounds of the fast programs (default: %(default)s)")
    parser.add_argument("--core", type=int, default=0, help="processor core that all run on (default: %(default)s)")
    parser.add_argument("--python", default="/usr/bin/python3", help="Python that has POT (default: %(default)s)")
    parser.add_argument("--pot", default="identity,product", help="starts of POT, or none (default: %(default)s)")
    parser.add_argument("--pot-rounds", type=int, default=1, help="rounds of POT (default: %(default)s)")
    parser.add_argument("--lowrank", action="store_true", help="also measure low-rank gradients")
    parser.add_argument("--reference", help="shell command of another program; {data}, {points} and {pairs} are filled "
                        "in. It prints one JSON line for each pair with i, j, start (or init), seconds (or t), loss (or gw)")
    return parser.parse_args()


def kernels():
    """The OpenBLAS kernels that suit the processor: others' programs get them too, their default may be much slower."""
    flags = pathlib.Path("/proc/cpuinfo").read_text() if os.path.exists("/proc/cpuinfo") else ""
    choice = "SkylakeX" if "avx512vl" in flags else "Haswell" if "avx2" in flags else None
    return {"OPENBLAS_CORETYPE": choice} if choice and "OPENBLAS_CORETYPE" not in os.environ else {}


def run(command, core, shell=False):
    """Results by (start, i, j) of a program that prints JSON lines."""
    prefix = ["taskset", "-c", str(core)]
    command = prefix + (["sh", "-c", command] if shell else command)
    environment = dict(os.environ, OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1", **kernels())
    done = subprocess.run(command, capture_output=True, text=True, env=environment)
    if done.returncode != 0:
        sys.exit(f"failed with {done.returncode}: {' '.join(command)}\n{done.stderr}")
    results = {}
    for line in done.stdout.splitlines():
        entry = json.loads(line)
        start = entry.get("start", entry.get("init"))
        key = (NAMES.get(start, start), entry["i"], entry["j"])
        results[key] = dict(seconds=entry.get("seconds", entry.get("t")), loss=entry.get("loss", entry.get("gw")),
                            lower_bound=entry.get("lower_bound"))
    return results


class Series:
    """What a program gave over some rounds."""

    def __init__(self):
        self.rounds = []

    def pairs(self, start):
        return sorted(key for key in (self.rounds[0] if self.rounds else {}) if key[0] == start)

    def seconds(self, key):
        return statistics.median(one[key]["seconds"] for one in self.rounds)

    def loss(self, key):
        return self.rounds[0][key]["loss"]


def measure(options, data, points):
    program = [options.program, f"data={data}", f"points={points}", f"pairs={options.pairs}"]
    series = {name: Series() for name in ("ours", "low rank", "reference", "POT")}
    for turn in range(max(options.rounds, options.pot_rounds)):
        if turn < options.rounds:
            series["ours"].rounds.append(run(program + ["starts=identity,product"], options.core))
            if options.reference:
                command = options.reference.format(data=data, points=points, pairs=options.pairs)
                series["reference"].rounds.append(run(command, options.core, shell=True))
            if options.lowrank:
                series["low rank"].rounds.append(run(program + ["starts=identity", "gradient=lowrank"], options.core))
        if turn < options.pot_rounds and options.pot != "none":
            series["POT"].rounds.append(run([options.python, str(HERE / "pot_pairs.py"), data, str(points),
                                             str(options.pairs), options.pot], options.core))
    return series


def compare(points, label, ours, our_start, other, other_start):
    """One row: how long `ours` takes against `other`, and how the losses compare."""
    keys = [key[1:] for key in other.pairs(other_start)]
    if not keys:
        return
    mine, theirs = [(our_start, *key) for key in keys], [(other_start, *key) for key in keys]
    time = [ours.seconds(key) for key in mine]
    other_time = [other.seconds(key) for key in theirs]
    excess = [ours.loss(a) / max(other.loss(b), 1e-300) - 1 for a, b in zip(mine, theirs)]
    ratio = sum(time) / sum(other_time)
    print(f"| {points} | {len(keys)} | {label} | {1e3 * statistics.mean(time):.3f} | {1e3 * statistics.mean(other_time):.3f} "
          f"| {ratio:.3f} | {statistics.median(a / b for a, b in zip(time, other_time)):.3f} | {1 / ratio:.1f} "
          f"| {sum(e <= 1e-5 for e in excess)} | {max(excess):+.1e} |", flush=True)


def main():
    options = arguments()
    with tempfile.TemporaryDirectory() as made:
        data = options.data or made
        if not options.data:
            subprocess.run([options.python, str(HERE / "make_layers.py"), data], check=True)
        print("| n | pairs | compared | ours ms | other ms | ours / other | median of pairs | other / ours "
              "| losses <= other (1 + 1e-5) | largest excess |")
        print("|---|---|---|---|---|---|---|---|---|---|")
        for points in map(int, options.points.split(",")):
            series = measure(options, data, points)
            ours = series["ours"]
            compare(points, "reference, identity", ours, "identity", series["reference"], "identity")
            compare(points, "reference, product", ours, "product", series["reference"], "product")
            compare(points, "POT, identity", ours, "identity", series["POT"], "identity")
            compare(points, "POT by default, ours from identity", ours, "identity", series["POT"], "product")
            compare(points, "POT by default, ours from product", ours, "product", series["POT"], "product")
            compare(points, "low rank over exact", series["low rank"], "identity", ours, "identity")
            broken = [key for one in ours.rounds for key, entry in one.items() if entry["lower_bound"] > entry["loss"]]
            if broken:
                sys.exit(f"lower bound above the loss at n = {points}: {broken}")


if __name__ == "__main__":
    main()
