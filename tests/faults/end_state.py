"""What a run leaves: whole results and leftovers, compared with those of an undisturbed run."""
import hashlib
import os

import h5py
import numpy as np

TRANSIENT = (".partial", ".shards", ".lock")
PLACES = {"source"}  # attributes with the path of a folder, which is another for every case


def plain(value):
    return value.tobytes() if isinstance(value, np.ndarray) and value.dtype != object else repr(value).encode()


def of_result(path):
    """Digest of every dataset and every attribute of a result file but what /provenance says of the run."""
    digest = hashlib.sha256()

    def take(name, item):
        if name.split("/")[0] == "provenance":
            return
        digest.update(name.encode())
        for key in sorted(set(item.attrs) - PLACES):
            digest.update(key.encode() + plain(item.attrs[key]))
        if isinstance(item, h5py.Dataset):
            digest.update(f"{item.dtype.str} {item.shape}".encode() + (plain(item[()]) if item.size else b""))

    with h5py.File(path, "r") as file:
        take("", file)
        file.visititems(take)
    return digest.hexdigest()


def digest_of(path):
    """None for a result that cannot be read."""
    try:
        return of_result(path) if path.suffix == ".h5" else hashlib.sha256(path.read_bytes()).hexdigest()
    except (OSError, RuntimeError, KeyError, ValueError):
        return None


def is_transient(relative):
    return any(mark in part for part in relative.split("/") for mark in TRANSIENT)


def files_below(folder, tops):
    for top in tops:
        for place, _, names in os.walk(folder / top):
            for name in names:
                path = os.path.join(place, name)
                yield os.path.relpath(path, folder)


def results_of(folder, tops):
    """{path: digest} of what has a final name; logs are told apart from run to run and left out."""
    return {name: digest_of(folder / name) for name in files_below(folder, tops)
            if not is_transient(name) and not name.endswith(".log")}


def wrong_results(folder, tops, references):
    """What has a final name without being, whole, the file of one of the references."""
    found = []
    for name, digest in sorted(results_of(folder, tops).items()):
        known = [reference[name] for reference in references if name in reference]
        if not known:
            found.append(f"{name} is a file that an undisturbed run does not make")
        elif digest is None:
            found.append(f"{name} cannot be read")
        elif digest not in known:
            found.append(f"{name} differs from that of an undisturbed run")
    return found


def missing_results(folder, tops, reference):
    return [f"{name} is missing" for name in sorted(set(reference) - set(results_of(folder, tops)))]


def leftovers(folder, tops, temporary, shared_memory):
    """Names that no run needs once the study is done; `shared_memory` is None where others use it too."""
    found = [f"{name}" for name in files_below(folder, tops) if is_transient(name)]
    for top in tops:
        found += [f"{os.path.relpath(os.path.join(place, name), folder)}/" for place, names, _
                  in os.walk(folder / top) for name in names if is_transient(name)]
    for place in filter(None, (temporary, shared_memory)):
        found += [f"{os.path.join(place, name)}" for name in sorted(os.listdir(place))]
    return found
