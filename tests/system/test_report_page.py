#!/usr/bin/env python3
"""Opens the report of a study in headless Chromium and uses it. Leaves with 77 (skipped) where there is no Chromium.

usage: test_report_page.py NETSEAM STUDY.ini [unittest arguments]
"""
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import unittest
import xml.etree.ElementTree as ElementTree
from pathlib import Path

try:
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service
    from selenium.webdriver.common.action_chains import ActionChains
    from selenium.webdriver.common.by import By
    from selenium.webdriver.common.keys import Keys
    from selenium.webdriver.support.ui import Select
except ImportError:
    webdriver = None

NETSEAM, STUDY = sys.argv[1], sys.argv[2]
BROWSER = shutil.which("chromium") or shutil.which("chromium-browser")
DRIVER = shutil.which("chromedriver")


def run(*arguments):
    done = subprocess.run([NETSEAM, *map(str, arguments)], text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=300)
    if done.returncode:
        raise RuntimeError(done.stdout)


def open_browser(downloads, scripts=True, width=1280):
    options = webdriver.ChromeOptions()
    options.binary_location = BROWSER
    for word in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", f"--window-size={width},1000"):
        options.add_argument(word)
    preferences = {"download.default_directory": str(downloads)}
    if not scripts:
        preferences["profile.managed_default_content_settings.javascript"] = 2
    options.add_experimental_option("prefs", preferences)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    return webdriver.Chrome(service=Service(DRIVER), options=options)


class ReportPage(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory(prefix="netseam-report-")
        cls.folder = Path(cls.temporary.name)
        output = f"--study.output={cls.folder}"
        against = "--layers.against=previous,first"
        run("layers", STUDY, output, against)
        run("report", STUDY, output, against)
        cls.page = next(cls.folder.glob("*/report.html"))
        cls.numbers = json.loads(cls.page.with_suffix(".json").read_text())
        cls.browser = open_browser(cls.folder)

    @classmethod
    def tearDownClass(cls):
        cls.browser.quit()
        cls.temporary.cleanup()

    def setUp(self):
        self.browser.get(self.page.as_uri())
        self.last = self.numbers["checkpoints"][-1]

    def tearDown(self):
        complaints = [entry for entry in self.browser.get_log("browser") if entry["level"] in ("SEVERE", "WARNING")]
        self.assertEqual(complaints, [])

    def find(self, selector):
        return self.browser.find_element(By.CSS_SELECTOR, selector)

    def find_all(self, selector):
        return self.browser.find_elements(By.CSS_SELECTOR, selector)

    def borders_shown(self):
        return [int(line.get_attribute("data-border")) for line in self.find_all("#figure .border")]

    def borders_stored(self, checkpoint):
        return [group["first"] for group in checkpoint["measures"][0]["groups"][1:]]

    def assert_shows(self, text, row, column):
        """The text names both layers and has the value and the bracket of the cell, to the digits that are shown."""
        measure, names = self.last["measures"][0], self.last["layers"]
        self.assertIn(names[row], text)
        self.assertIn(names[column], text)
        value, least, most = map(float, re.search(r": (\S+), between (\S+) and ([\d.e-]+)", text).groups())
        # four digits, and a step of the packed values (65,534 and 254 of them)
        largest = max(map(max, measure["value"]))
        self.assertAlmostEqual(value, measure["value"][row][column], delta=1e-3 * largest)
        self.assertAlmostEqual(most, measure["value"][row][column], delta=1e-3 * largest)
        self.assertLessEqual(least, measure["least"][row][column] + 1e-3 * largest)
        self.assertAlmostEqual(least, measure["least"][row][column], delta=largest / 200)

    def test_every_cell_is_there_with_its_colour(self):
        cells = self.find_all("#figure .cell")
        layers = len(self.last["layers"])
        self.assertEqual(len(cells), layers * layers)
        self.assertEqual(len({cells[k * layers + k].get_attribute("fill") for k in range(layers)}), 1)
        self.assertEqual(cells[1].get_attribute("fill"), cells[layers].get_attribute("fill"))

    def test_borders_stand_where_the_data_says(self):
        checkpoints = self.numbers["checkpoints"]
        for index, checkpoint in enumerate(checkpoints):
            Select(self.find("#checkpoint")).select_by_index(index)
            stored = self.borders_stored(checkpoint)
            self.assertEqual(self.borders_shown(), stored)
            cells = self.find_all("#figure .cell")
            for border, line in zip(stored, self.find_all("#figure .border path")[::2]):
                left, top, across, down = map(float, re.fullmatch(r"M(\S+) (\S+)h\S+M(\S+) (\S+)v\S+", line.get_attribute("d")).groups())
                self.assertAlmostEqual(across - left, float(cells[border].get_attribute("x")))
                self.assertAlmostEqual(top - down, float(cells[border * len(checkpoint["layers"])].get_attribute("y")))
            ranges = [group.text for group in self.find_all("#group-list .group")]
            self.assertEqual(ranges, [group["layers"] for group in checkpoint["measures"][0]["groups"]])
        bars = [(int(bar.get_attribute("data-checkpoint")), int(bar.get_attribute("data-border")))
                for bar in self.find_all("#border-chart .bar")]
        self.assertEqual(bars, [(k, border) for k, checkpoint in enumerate(checkpoints) for border in self.borders_stored(checkpoint)])

    def test_pointer_shows_value_and_bracket(self):
        layers = len(self.last["layers"])
        for row, column in ((0, 1), (2, layers - 1), (layers - 1, 0)):
            ActionChains(self.browser).move_to_element(self.find_all("#figure .cell")[row * layers + column]).perform()
            self.assert_shows(self.find("#readout").text, row, column)
            self.assert_shows(self.find("#map .tip").text, row, column)

    def test_arrow_keys_move_over_the_cells(self):
        figure = self.find("#figure svg")
        figure.send_keys(Keys.ARROW_RIGHT)
        self.assert_shows(self.find("#readout").text, 0, 1)
        figure.send_keys(Keys.ARROW_DOWN, Keys.END)
        self.assert_shows(self.find("#readout").text, 1, len(self.last["layers"]) - 1)
        figure.send_keys(Keys.HOME, Keys.ARROW_LEFT)
        self.assert_shows(self.find("#readout").text, 1, 0)

    def test_dendrogram_and_profiles_are_those_of_the_checkpoint(self):
        for index, measure in enumerate(self.last["measures"]):
            Select(self.find("#measure")).select_by_index(index)
            shown = [path for path in self.find_all("#dendrogram .merge") if path.is_displayed()]
            self.assertEqual(len(shown), len(measure.get("merges", [])))
        captions = [caption.text for caption in self.find_all("#profiles figcaption")]
        self.assertEqual(captions, [f"{profile['title']} ({profile['unit']})" for profile in self.last["profiles"]])
        dots = [len(figure.find_elements(By.TAG_NAME, "circle")) for figure in self.find_all("#profiles figure")]
        self.assertEqual(dots, [sum(value is not None for value in profile["value"]) for profile in self.last["profiles"]])

    def test_switch_of_checkpoint_and_measure(self):
        colours = lambda: [cell.get_attribute("fill") for cell in self.find_all("#figure .cell")]
        last, names = colours(), [checkpoint["name"] for checkpoint in self.numbers["checkpoints"]]
        self.assertEqual([option.text for option in Select(self.find("#checkpoint")).options], names)
        self.find("#previous").click()
        self.assertIn(names[-2], self.find("#map-caption").text)
        self.assertNotEqual(colours(), last)
        self.find("#next").click()
        self.assertEqual(colours(), last)
        titles = [measure["title"] for measure in self.last["measures"]]
        self.assertEqual([option.text for option in Select(self.find("#measure")).options], titles)
        for index, title in enumerate(titles):
            Select(self.find("#measure")).select_by_index(index)
            self.assertIn(title, self.find("#map-caption").text)
            self.assertEqual(len(colours()), len(last))
        Select(self.find("#measure")).select_by_index(0)
        Select(self.find("#checkpoint")).select_by_index(0)
        shared = colours()
        self.find("#own-scale").click()
        self.assertNotEqual(colours(), shared)

    def downloaded(self, ending):
        for _ in range(100):
            found = list(self.folder.glob(f"*{ending}"))
            if found:
                return found[0]
            time.sleep(0.1)
        return self.fail(f"no {ending} was saved")

    def test_figure_and_numbers_can_be_saved(self):
        layers = len(self.last["layers"])
        for button in ("#save-svg", "#save-csv", "#save-json"):
            self.find(button).click()
        figure = ElementTree.parse(self.downloaded(".svg")).getroot()
        space = "{http://www.w3.org/2000/svg}"
        self.assertEqual(figure.tag, space + "svg")
        self.assertEqual(sum(rect.get("class") == "cell" for rect in figure.iter(space + "rect")), layers * layers)
        table = self.downloaded(".csv").read_text().splitlines()
        self.assertEqual(table[0], "layer_i,layer_j,value,least,most,how")
        self.assertEqual(len(table), 1 + layers * (layers - 1) // 2)
        saved = json.loads(self.downloaded(".json").read_text())
        largest = max(map(max, self.last["measures"][0]["value"]))
        pairs = [(i, j) for i in range(layers) for j in range(i + 1, layers)]
        for (i, j), pair in zip(pairs, saved["pairs"]):
            self.assertEqual((pair["layer_i"], pair["layer_j"]), (self.last["layers"][i], self.last["layers"][j]))
            # half a step of the packed values
            self.assertAlmostEqual(pair["value"], self.last["measures"][0]["value"][i][j], delta=largest / 65534)
            self.assertLessEqual(pair["least"], self.last["measures"][0]["least"][i][j] + 1e-12)

    def cross_shown(self):
        """The comparison that is chosen, as report.json has it, and its first measure."""
        name = lambda select: Select(self.find(select)).first_selected_option.text
        checkpoint = next(page for page in self.numbers["checkpoints"] if page["name"] == name("#cross-checkpoint"))
        other = next(cross for cross in checkpoint["cross"] if cross["name"] == name("#cross-other"))
        return checkpoint, other, other["measures"][Select(self.find("#cross-measure")).options.index(
            Select(self.find("#cross-measure")).first_selected_option)]

    def assert_cross_is_drawn(self):
        checkpoint, other, measure = self.cross_shown()
        self.assertEqual(len(self.find_all("#cross-figure .cell")), len(checkpoint["layers"]) * len(other["layers"]))
        marked = {int(dot.get_attribute("data-row")): int(dot.get_attribute("data-column"))
                  for dot in self.find_all("#cross-figure .nearest")}
        self.assertEqual(marked, {row: column for row, column in enumerate(measure["nearest"]) if column is not None})
        rows = self.find_all("#cross-nearest tr")
        self.assertEqual(len(rows), len(checkpoint["layers"]))
        for row, column in marked.items():
            self.assertTrue(rows[row].text.startswith(f"{checkpoint['layers'][row]} {other['layers'][column]} "))
        titles = [title.text for title in self.find_all("#cross-figure text[font-weight=bold]")]
        self.assertIn(f"layers of {checkpoint['name']}", titles)
        self.assertIn(f"layers of {other['name']}", titles)
        borders = lambda axis: [int(line.get_attribute("data-border")) for line in self.find_all(f"#cross-figure .border.{axis}")]
        groups = lambda page: [group["first"] for found in page["measures"] if found["name"] == measure["name"]
                               for group in found["groups"][1:]]
        self.assertEqual(borders("rows"), groups(checkpoint))
        there = next(page for page in self.numbers["checkpoints"] if page["name"] == other["name"])
        self.assertEqual(borders("columns"), groups(there))

    def test_comparisons_of_checkpoints_are_those_chosen(self):
        names = [page["name"] for page in self.numbers["checkpoints"]]
        # the first checkpoint has neither a previous nor a first one; the second has one that is both
        self.assertEqual([option.text for option in Select(self.find("#cross-checkpoint")).options], names[1:])
        self.assertEqual(self.cross_shown()[:2], (self.last, self.last["cross"][0]))
        self.assertEqual([option.text for option in Select(self.find("#cross-other")).options], [names[-2], names[0]])
        self.assert_cross_is_drawn()
        Select(self.find("#cross-other")).select_by_index(1)
        self.assert_cross_is_drawn()
        for index in range(len(self.last["cross"][0]["measures"])):
            Select(self.find("#cross-measure")).select_by_index(index)
            self.assert_cross_is_drawn()
        Select(self.find("#cross-checkpoint")).select_by_index(0)
        self.assertEqual([option.text for option in Select(self.find("#cross-other")).options], [names[0]])
        self.assert_cross_is_drawn()
        self.assertIn(names[1], self.find("#cross-caption").text)

    def assert_cross_says(self, text, row, column):
        _, other, measure = self.cross_shown()
        self.assertIn(f"{self.last['layers'][row]} of {self.last['name']} and {other['layers'][column]} of {other['name']}", text)
        value, least = map(float, re.search(r": (\S+), at least ([\d.e-]+)", text).groups())
        largest = max(map(max, measure["distance"]))
        # four digits, and a step of the packed values (65,534 and 254 of them)
        self.assertAlmostEqual(value, measure["distance"][row][column], delta=1e-3 * largest)
        self.assertAlmostEqual(least, measure["lower_bound"][row][column] ** 0.5 / 2, delta=largest / 200)
        self.assertEqual("nearest, confidence" in text, measure["nearest"][row] == column)

    def test_comparisons_can_be_read_by_pointer_and_keys(self):
        columns = len(self.last["cross"][0]["layers"])
        for row, column in ((0, 0), (2, columns - 1), (columns - 1, 3)):
            ActionChains(self.browser).move_to_element(self.find_all("#cross-figure .cell")[row * columns + column]).perform()
            self.assert_cross_says(self.find("#cross-readout").text, row, column)
            self.assert_cross_says(self.find("#cross-map .tip").text, row, column)
        figure = self.find("#cross-figure svg")
        figure.send_keys(Keys.HOME, Keys.PAGE_UP, Keys.ARROW_DOWN)
        self.assert_cross_says(self.find("#cross-readout").text, 1, 0)
        figure.send_keys(Keys.END, Keys.PAGE_DOWN)
        self.assert_cross_says(self.find("#cross-readout").text, len(self.last["layers"]) - 1, columns - 1)

    def test_agreement_of_checkpoints_is_that_of_the_measure(self):
        names = [page["name"] for page in self.numbers["checkpoints"]]
        for index, table in enumerate(self.numbers["agreement"]):
            Select(self.find("#agreement-measure")).select_by_index(index)
            self.assertEqual(self.find("#agreement-caption").text, table["title"])
            cells = self.find_all("#agreement-figure .cell")
            self.assertEqual(len(cells), len(names) ** 2)
            ActionChains(self.browser).move_to_element(cells[1 * len(names) + 3]).perform()
            text = self.find("#agreement-readout").text
            self.assertTrue(text.startswith(f"{names[1]} and {names[3]}: "))
            self.assertAlmostEqual(float(text.split(": ")[1]), table["adjusted_rand_index"][1][3], delta=1e-3)

    def test_no_horizontal_overflow_on_a_phone(self):
        phone = open_browser(self.folder, width=500)
        try:
            phone.execute_cdp_cmd("Emulation.setDeviceMetricsOverride",
                                  {"width": 390, "height": 844, "deviceScaleFactor": 2, "mobile": True})
            phone.get(self.page.as_uri())
            self.assertLessEqual(phone.execute_script("return document.documentElement.scrollWidth"), 390)
        finally:
            phone.quit()

    def test_main_figure_without_scripts(self):
        plain = open_browser(self.folder, scripts=False)
        try:
            plain.get(self.page.as_uri())
            self.assertEqual(plain.find_elements(By.ID, "figure"), [])
            figure = plain.find_element(By.CSS_SELECTOR, "#map > svg")
            self.assertTrue(figure.is_displayed())
            self.assertGreater(figure.rect["height"], 300)
            borders = [int(line.get_attribute("data-border")) for line in figure.find_elements(By.CSS_SELECTOR, ".border")]
            self.assertEqual(borders, self.borders_stored(self.last))
            cross = plain.find_element(By.CSS_SELECTOR, "#cross-map > svg")
            self.assertTrue(cross.is_displayed())
            self.assertGreater(cross.rect["height"], 300)
            nearest = [int(dot.get_attribute("data-column")) for dot in cross.find_elements(By.CSS_SELECTOR, ".nearest")]
            self.assertEqual(nearest, self.last["cross"][0]["measures"][0]["nearest"])
            self.assertTrue(plain.find_element(By.CSS_SELECTOR, "#agreement-map > svg").is_displayed())
            for controls in ("controls", "cross-controls", "agreement-controls"):
                self.assertFalse(plain.find_element(By.ID, controls).is_displayed())
            self.assertFalse(plain.find_element(By.ID, "save").is_displayed())
            self.assertIn("Scripts are off", plain.find_element(By.TAG_NAME, "body").text)
        finally:
            plain.quit()


if __name__ == "__main__":
    if webdriver is None or BROWSER is None or DRIVER is None:
        print("skipped: Chromium, its driver or python3-selenium is missing (tools/setup browser)")
        sys.exit(77)
    os.environ.setdefault("SE_OFFLINE", "true")
    unittest.main(argv=[sys.argv[0], *sys.argv[3:]], verbosity=2)
