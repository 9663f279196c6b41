#!/usr/bin/env python3
"""Writes the files of this folder with numpy and h5py, the writers that users have. See ORIGIN.md."""
import zipfile

import h5py
import numpy as np

i, j, k = np.meshgrid(np.arange(4), np.arange(3), np.arange(2), indexing="ij")
cube = (100 * i + 10 * j + k).astype("<f4")
halves = np.arange(8, dtype="<f4").reshape(4, 2) / 2

np.save("c_order.npy", cube)
np.save("fortran_order.npy", np.asfortranarray(cube))
np.save("big_endian.npy", cube.astype(">f8"))
np.save("int16.npy", cube.astype("<i2"))
with open("version2.npy", "wb") as file:
    np.lib.format.write_array(file, cube, version=(2, 0))
arrays = {"layers.2": cube, "layers.10": halves.astype("<f8"), "fortran": np.asfortranarray(cube)}
np.savez("stored.npz", **arrays)
np.savez_compressed("deflated.npz", **arrays)

with zipfile.ZipFile("other_members.npz", "w", zipfile.ZIP_DEFLATED) as archive:
    archive.writestr("net/", "")
    archive.writestr("README", "hello")
    archive.write("c_order.npy", "net/cube.npy")
    archive.writestr("__MACOSX/net/._cube.npy", "resource")

with h5py.File("truth.h5", "w") as file:
    file["mask"] = cube[:, :, 0] % 20 == 0
    file.create_dataset("packed", data=cube[:, :, 0] % 20 == 0, chunks=(3, 2), compression="gzip")
    file["layer"] = halves
with h5py.File("layers.h5", "w") as file:
    file["features/2"] = cube
    file["features/10"] = halves
    file.create_dataset("features/1", data=cube.astype("<f8"), chunks=(3, 2, 2), compression="gzip", shuffle=True)
    file["integers"] = cube.astype("<i2")
    file["reversed"] = cube.astype(">f8")
    file["half"] = cube.astype("<f2")
    file["labels"] = np.array([b"ab", b"cd"])
    file["scalar"] = np.float32(3)
    file["huge"] = np.array([1e300, 1.0])
with h5py.File("creation_order.h5", "w", track_order=True) as file:
    for name in ("stem", "block", "head"):
        file[name] = halves
with h5py.File("unwritten.h5", "w") as file:
    file.create_dataset("x", shape=(1 << 40, 1 << 10), dtype="<f4", chunks=(64, 64))
with h5py.File("external.h5", "w") as file:
    file["x"] = h5py.ExternalLink("layers.h5", "features/2")
    file["y"] = halves
with h5py.File("compact.h5", "w") as file:
    layout = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    layout.set_layout(h5py.h5d.COMPACT)
    space = h5py.h5s.create_simple((7,))
    h5py.h5d.create(file.id, b"x", h5py.h5t.IEEE_F32LE, space, layout).write(space, space, np.zeros(7, "<f4"))
# the shape then says 7000 numbers where 7 are stored
content = open("compact.h5", "rb").read()
small, large = (np.array([length, length], "<u8").tobytes() for length in (7, 7000))
assert content.count(small) == 1
open("compact.h5", "wb").write(content.replace(small, large))
