#!/usr/bin/env python3
"""Size and load time of the report of many checkpoints: makes the results of a study, the report, and opens it in Chromium.

usage: many_checkpoints.py NETSEAM FOLDER [CHECKPOINTS [LAYERS]]      (150 checkpoints, 160 layers; FOLDER is made)
"""
import shutil
import subprocess
import sys
import time
from pathlib import Path

import h5py
import numpy as np

CONVENTION = {"loss": "square", "ground_distance": "euclidean", "normalisation": "rms", "token_rule": "all",
              "image_rule": "flatten", "start": "identity", "gradient": "exact", "sample_seed": "1"}


def losses(layers, share, random):
    """Losses of layers that drift, with a border that moves as training goes on (share from 0 to 1)."""
    border = int(layers * (0.3 + 0.4 * share))
    place = np.cumsum(random.uniform(0.5, 1.5, layers)) / layers + (np.arange(layers) >= border) * share
    distance = np.abs(place[:, None] - place[None, :]) * (1 + 0.2 * random.uniform(size=(layers, layers)))
    distance = np.triu(distance, 1)
    return (distance + distance.T) ** 2, border


def write_result(file, layers, share, seed):
    """One layers.h5 in the layout of src/artifact/LAYOUT.md."""
    random = np.random.default_rng(seed)
    loss, border = losses(layers, share, random)
    lower = np.triu(random.uniform(0.2, 0.9, (layers, layers)), 1)
    file.parent.mkdir(parents=True, exist_ok=True)
    with h5py.File(file, "w") as f:
        f.attrs["schema"], f.attrs["schema_version"], f.attrs["netseam_version"] = "netseam.layers", np.int64(1), "0"
        names = [f"transformer.h.{k}.mlp".encode() for k in range(layers)]
        f["layers/name"] = np.array(names, dtype=h5py.string_dtype("utf-8", max(map(len, names))))
        f["layers/points"] = f["layers/width"] = np.full(layers, 512)
        f["layers/scale"] = np.ones(layers)
        f["samples/index"] = np.arange(512)
        gw = f.create_group("measures/gw")
        gw.attrs.update(CONVENTION)
        gw["loss"], gw["identity"], gw["lower_bound"] = loss, loss * 1.1, loss * (lower + lower.T)
        gw["gap"] = np.zeros((layers, layers))
        start = np.triu(random.integers(0, 3, (layers, layers)), 1)
        gw["start"] = (start + start.T).astype(np.uint8)
        gw["status"] = np.zeros((layers, layers), np.uint8)
        gw["iterations"] = np.zeros((layers, layers), np.uint32)
        groups = f.create_group("groups/segmentation")
        groups.attrs["resamples"] = np.int64(200)
        groups["border"], groups["confidence"] = np.array([border]), np.array([0.2 + 0.7 * share])
        groups["label"] = (np.arange(layers) >= border).astype(np.int64)
        groups["border_frequency"] = np.zeros(layers)
        groups["criterion"] = groups["cost"] = np.zeros(8)
        f.create_group("provenance").attrs.update({"study": "many", "checkpoint": file.parent.name})


def make_study(folder, checkpoints, layers):
    for k in range(checkpoints):
        name = f"step{k:05d}"
        (folder / "checkpoints" / name).mkdir(parents=True, exist_ok=True)
        write_result(folder / "runs/many" / name / "layers.h5", layers, k / max(1, checkpoints - 1), k)
    study = folder / "many.ini"
    study.write_text("[study]\nname = many\ncheckpoints = checkpoints/step*\noutput = runs\n")
    return study


def open_page(page):
    """Seconds from the start of navigation until the first figure is drawn, several times."""
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service

    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium")
    for word in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--window-size=1280,1000"):
        options.add_argument(word)
    seconds = []
    for _ in range(5):  # a browser of its own each time: nothing is cached
        browser = webdriver.Chrome(service=Service(shutil.which("chromedriver")), options=options)
        try:
            browser.get(page.as_uri())
            done = browser.execute_script("const t = performance.timing; return [t.loadEventEnd - t.navigationStart,"
                                          " performance.getEntriesByName('first-contentful-paint')[0].startTime]")
            assert browser.execute_script("return document.querySelector('#figure svg') !== null")
            seconds.append([number / 1000 for number in done])
        finally:
            browser.quit()
    return np.array(seconds)


def main():
    program, folder = sys.argv[1], Path(sys.argv[2])
    checkpoints, layers = (int(word) for word in (sys.argv[3:] + ["150", "160"][len(sys.argv) - 3:])[:2])
    study = make_study(folder, checkpoints, layers)
    begun = time.perf_counter()
    subprocess.run([program, "report", study], check=True)
    took = time.perf_counter() - begun
    page = folder / "runs/many/report.html"
    seconds = open_page(page)
    print(f"{checkpoints} checkpoints x {layers} layers: {page.stat().st_size / 1e6:.2f} MB, written in {took:.2f} s, "
          f"loaded in {np.median(seconds[:, 0]):.2f} s ({seconds[:, 0].min():.2f} to {seconds[:, 0].max():.2f}), "
          f"first painted after {np.median(seconds[:, 1]):.2f} s")


main()
