#!/usr/bin/env python3
"""Runs `netseam hierarchy` as a user does: published networks, masks, bad networks, at several numbers of ranks.

usage: test_hierarchy.py NETSEAM MPIEXEC [unittest arguments]
"""
import json
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import h5py
import numpy as np

from program_runs import ENVIRONMENT, command, datasets, run

PUBLISHED = Path(__file__).parents[1] / "data/sculpting/networks.jsonl"
CASES = {case["name"]: case for case in map(json.loads, PUBLISHED.read_text().splitlines())}


def line(case, **extra):
    return json.dumps({"arch": case["arch"], "edges": case["edges"], **extra})


class Hierarchy(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.folder = Path(temporary.name)

    def study(self, lines, name="s", extra=""):
        (self.folder / "nets.jsonl").write_text("\n".join(lines) + "\n")
        file = self.folder / f"{name}.ini"
        file.write_text(f"[study]\nname = {name}\ncheckpoints = nets.jsonl\noutput = runs\n[hierarchy]\n{extra}")
        return file, self.folder / "runs" / name / "nets/hierarchy.h5"

    def lines_of(self, ranks, *arguments):
        """Exit code, the lines of JSON on standard output, and what is said beside."""
        done = subprocess.run(command(ranks, "hierarchy", *arguments, "--json"), env=ENVIRONMENT, timeout=300, text=True,
                              capture_output=True, cwd=self.folder)
        return done.returncode, [json.loads(text) for text in done.stdout.splitlines() if text.startswith("{")], done.stderr

    def test_published_networks_have_their_modules_on_any_ranks(self):
        file, product = self.study([line(case, name=name) for name, case in CASES.items()])
        contents = []
        for ranks in (1, 2, 3, 4):
            code, found, said = self.lines_of(ranks, file, "--force")
            self.assertEqual(code, 0, said)
            self.assertEqual([entry["name"] for entry in found], list(CASES))
            for entry, case in zip(found, CASES.values()):
                for key in ("arch", "kept", "clusters", "modules"):
                    self.assertEqual(entry[key], case[key])
                edges = {}
                for layer, pairs in enumerate(case["edges"]):
                    place = [{unit: at for at, unit in enumerate(units)} for units in case["kept"]]
                    for source, target in pairs:
                        if source in place[layer] and target in place[layer + 1]:
                            ends = (case["modules"][layer][place[layer][source]],
                                    case["modules"][layer + 1][place[layer + 1][target]])
                            if ends[0] != ends[1]:
                                edges[ends] = edges.get(ends, 0) + 1
                self.assertEqual(entry["quotient"], [[*ends, count] for ends, count in sorted(edges.items())])
            contents.append(datasets(product))
        for content in contents[1:]:
            self.assertEqual(content, contents[0])
        # done is done, and says the same
        code, again, said = self.lines_of(2, file)
        self.assertEqual((code, again), (0, found))
        self.assertIn("done already", said)
        code, text = run(1, "show", product)
        self.assertEqual(code, 0, text)
        self.assertIn("8 networks, 0 without modules", text)
        code, text = run(1, "show", product, "--json")
        self.assertEqual([json.loads(entry) for entry in text.splitlines()], found)

    def test_a_file_of_networks_needs_no_study(self):
        (self.folder / "mine.jsonl").write_text(line(CASES["A"]) + "\n")
        code, found, said = self.lines_of(2, "mine.jsonl", "--hierarchy.unit-orders=0", "--csv=tables")
        self.assertEqual(code, 0, said)
        self.assertEqual(found[0]["modules"], CASES["A"]["modules"])
        self.assertTrue((self.folder / "runs/networks/mine/hierarchy.h5").exists())
        table = (self.folder / "tables/mine/modules.csv").read_text().splitlines()
        self.assertEqual(table[0], "network,layer,unit,cluster,module")
        self.assertEqual(len(table) - 1, sum(map(len, CASES["A"]["kept"])))

    def masks(self, case, scale=1.0):
        """Masks as outputs x inputs, with weights of a magnitude of 0.1 or `scale` elsewhere and on the edges."""
        masks = {}
        for layer, pairs in enumerate(case["edges"]):
            mask = np.zeros((case["arch"][layer + 1], case["arch"][layer]), np.float32)
            for source, target in pairs:
                mask[target, source] = -scale if (source + target) % 2 else scale
            masks[f"layer{layer}"] = mask
        return masks

    def test_masks_and_weights_above_a_magnitude_are_networks(self):
        for name in ("B", "D"):
            case = CASES[name]
            np.savez(self.folder / "mask.npz", **self.masks(case))
            np.savez(self.folder / "weights.npz", bias=np.ones(3, np.float32),
                     **{key: np.where(mask == 0, 0.1, mask).T for key, mask in self.masks(case, 2.0).items()})
            for arguments in (["mask.npz"],
                              ["weights.npz", "--hierarchy.magnitude=0.5", "--hierarchy.transposed",
                               f"--hierarchy.chain=layer{{0..{len(case['edges']) - 1}}}"]):
                code, found, said = self.lines_of(2, *arguments, "--force")
                self.assertEqual(code, 0, said)
                self.assertEqual(found[0]["modules"], case["modules"])

    def test_bad_networks_are_named_and_the_others_are_done(self):
        good, arch = CASES["A"], CASES["A"]["arch"]
        bad = {
            "line 2: found no JSON": "{\"arch\": [2,",
            "line 3: edges[0][0]": json.dumps({"arch": [2, 2, 2], "edges": [[[0, 2, 2, 1]], [[0, 0]]]}),
            "again the edge 2 -> 7": json.dumps({"arch": arch, "edges": [good["edges"][0] + [[2, 7]], good["edges"][1]]}),
            "an edge from unit 2 to unit 24": json.dumps({"arch": arch, "edges": [[[2, 24]], good["edges"][1]]}),
            "output 3": json.dumps({"arch": arch, "edges": [good["edges"][0], good["edges"][1][:-2]]}),
            "layer 0: found no unit on a path": json.dumps({"arch": [2, 2, 2], "edges": [[[0, 0]], [[1, 0]]]}),
            "1 weight layers": json.dumps({"arch": [2, 2, 2], "edges": [[[0, 0]]]}),
        }
        file, product = self.study([line(good), *bad.values(), line(CASES["B"])])
        for ranks in (1, 2, 3):
            code, found, said = self.lines_of(ranks, file, "--force")
            self.assertEqual(code, 3, said)
            self.assertEqual(len(found), len(bad) + 2)
            self.assertEqual(found[0]["modules"], good["modules"])
            self.assertEqual(found[-1]["modules"], CASES["B"]["modules"])
            for number, (words, entry) in enumerate(zip(bad, found[1:]), start=2):
                self.assertIn(words, entry["fault"])
                self.assertIn(f"line {number}", entry["fault"])
            self.assertIn(f"{len(bad)} of {len(found)} networks were refused", said)
            self.assertEqual(said.count("networks were refused"), 1)
        code, text = run(1, "show", product)
        self.assertEqual(code, 0, text)
        self.assertIn(f"{len(bad)} without modules", text)

    def test_bad_files_and_options_are_refused(self):
        np.savez(self.folder / "loose.npz", a=np.ones((3, 4), np.float32), b=np.ones((2, 5), np.float32))
        np.savez(self.folder / "nan.npz", a=np.array([[1, np.nan]], np.float32))
        np.savez(self.folder / "flat.npz", a=np.ones(3, np.float32))
        (self.folder / "empty.jsonl").write_text("\n")
        good = self.study([line(CASES["A"])])[0]
        for arguments, code, words in (
                (["loose.npz"], 3, ['"b"', "5 inputs", '3, the outputs of "a"']),
                (["nan.npz"], 3, ['"a", row 0, column 1', "nan"]),
                (["flat.npz"], 3, ["none with two axes"]),
                (["flat.npz", "--hierarchy.chain=a"], 3, ['"a"', "two axes"]),
                (["loose.npz", "--hierarchy.chain=c"], 3, ['hierarchy.chain: "c"', "no tensor of that name"]),
                (["empty.jsonl"], 3, ["empty.jsonl", "no lines"]),
                (["none.jsonl"], 2, ["none.jsonl", "matches nothing"]),
                ([], 2, ["expected a study file"]),
                ([good, "--hierarchy.linkage=ward"], 2, ["hierarchy.distance = euclidean"]),
                ([good, "--hierarchy.linkage=nearest"], 2, ["hierarchy.linkage", "average"]),
                ([good, "--hierarchy.other-merge-thresholds=0.5,2"], 2, ["other-merge-thresholds", "'2'"])):
            with self.subTest(arguments=arguments):
                status, _, said = self.lines_of(2, *arguments, "--force")
                self.assertEqual(status, code, said)
                for word in words:
                    self.assertIn(word, said)

    def test_networks_of_known_functions_are_judged(self):
        """The success of the eight published networks, by the rules that give the published rates."""
        lines = [line(case, name=name, function=case["function"]) for name, case in CASES.items()]
        lines.append(line(CASES["A"], name="other inputs", function=[8, 2, 16]))
        lines.append(line(CASES["A"], name="no rule", function=[4, 3, 4]))
        lines.append(line(CASES["A"], name="again", function=[4, 2, 4]))
        file, product = self.study(lines)
        contents = []
        for ranks in (1, 2, 3):
            code, found, said = self.lines_of(ranks, file, "--force", "--csv=tables")
            self.assertEqual(code, 0, said)
            contents.append(datasets(product))
        self.assertEqual(contents[1], contents[0])
        self.assertEqual(contents[2], contents[0])
        self.assertIn("[4,2,4], 1 hidden layer: 2 of 2 show the sub-functions", said)
        by_name = {entry["name"]: entry for entry in found}
        for name in ("other inputs", "no rule"):
            self.assertNotIn("parts", by_name[name])
        self.assertEqual(by_name["A"]["parts"], [{"name": "two modules", "holds": True, "required": True}])
        self.assertEqual(by_name["A"]["function"], [4, 2, 4])
        with h5py.File(product) as result:
            groups = [text.decode() for text in result["rates/group"][:]]
            rates = {(group, part.decode()): (successes, trials) for group, part, successes, trials in zip(
                groups, result["rates/part"][:], result["rates/successes"][:], result["rates/trials"][:])}
            self.assertEqual(result["networks/function"][0].decode(), "4-2-4")
        self.assertEqual(groups[0], "[4,2,4], 1 hidden layer")
        self.assertEqual(rates[groups[0], "success"], (2, 2))
        self.assertEqual(rates["[4,1,4], 1 hidden layer", "success"], (1, 1))
        self.assertEqual(rates["[6,3,3,3], 2 hidden layers", "success"], (1, 1))
        self.assertEqual(sum(trials for (_, part), (_, trials) in rates.items() if part == "success"), 9)
        table = (self.folder / "tables/nets/rates.csv").read_text().splitlines()
        self.assertEqual(table[0], "group,part,successes,trials,low,high")
        self.assertTrue(table[1].startswith('"[4,2,4], 1 hidden layer",success,2,2,'))
        code, text = run(1, "show", product)
        self.assertIn("2 of 2", text)
        code, text = run(1, "report", file)
        self.assertEqual(code, 0, text)
        self.assertIn("<td>success</td><td>2 of 2</td>", (self.folder / "runs/s/report.html").read_text())

    def test_spoiled_results_are_refused(self):
        file, product = self.study([line(CASES[name], function=CASES[name]["function"]) for name in "AB"])
        self.assertEqual(run(1, "hierarchy", file)[0], 0)
        whole = product.read_bytes()
        for name, place, value in (("units/module", 3, 99), ("units/unit", 1, 0), ("units/layer", 0, 7),
                                   ("layers/kept", 0, 3), ("layers/layer", 1, 0), ("quotient/to", 0, 5),
                                   ("layers/network", 0, 1), ("variants/network", 0, 2), ("networks/function", 0, b"4--2-4"),
                                   ("rates/successes", 0, 5), ("parts/holds", 0, 2), ("parts/network", 0, 9), ("networks/layers", None, None)):
            with self.subTest(dataset=name):
                product.write_bytes(whole)
                with h5py.File(product, "r+") as spoiled:
                    if place is None:
                        del spoiled[name]
                    else:
                        spoiled[name][place] = value
                code, text = run(1, "show", product)
                self.assertEqual(code, 3, text)
                self.assertIn(str(product), text)
        product.write_bytes(whole[: len(whole) // 2])
        self.assertEqual(run(1, "show", product)[0], 3)


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], *sys.argv[3:]])
