"""The kinds of disturbance. Each takes a Case, disturbs its study, and expects the state of an undisturbed one."""
import math
import os
import shutil
import signal
import time

from processes import mount_disk

HIGHEST_SIGNAL = 128
TAKEN = "being worked on by"  # another run


def codes_after(sign, by_mpirun):
    """Exit codes of a run that got a signal; mpirun answers some with a 1 of its own."""
    return {0, 75, -sign, HIGHEST_SIGNAL + sign} | ({1} if by_mpirun else set())


def is_saving(case):
    for top in case.study.outputs:
        for _, folders, names in os.walk(case.folder / top):
            if any(".partial" in name for name in (*folders, *names)):
                return True
    return False


def wait_for_a_moment(case, run):
    """A random moment of a run, saving included: a third of them are just after a temporary name is seen."""
    usual = case.usual_seconds()
    if case.random.random() < 0.33:
        beyond = case.random.uniform(0, 0.08)
        while not run.ended() and not is_saving(case) and run.seconds() < 20 * usual:
            time.sleep(0.002)
        case.sleep(beyond, run)
        case.say(f"at {run.seconds():.3f} s, {beyond:.3f} s into saving")
    else:
        moment = case.random.uniform(0, 1.05) * usual
        case.sleep(moment - run.seconds(), run)
        case.say(f"at {run.seconds():.3f} s of {usual:.2f}")


# --- signals and time limits

WAYS = (("kill a rank", 5), ("kill mpirun", 5), ("kill all", 5), ("TERM mpirun", 2), ("INT mpirun", 2), ("USR1 mpirun", 2),
        ("TERM ranks", 2), ("INT ranks", 2), ("USR1 ranks", 2), ("TERM a rank", 1), ("time limit", 2))


def disturbed_by_signal(case, run, way):
    """Sends it; the exit codes that may come."""
    verb, whom = way.split(" ", 1)
    sign = signal.SIGKILL if verb == "kill" else signal.Signals["SIG" + verb]
    ranks = run.rank_processes()
    if whom == "mpirun":
        targets = [run.launcher_process()]
    elif whom == "a rank":
        targets = [case.random.choice(ranks)] if ranks else []
    elif whom == "all":
        targets = list(run.processes())
    else:
        targets = ranks
    case.say(f"{sign.name} to {len(targets)} of its processes ({whom})")
    if sign == signal.SIGKILL:
        case.kill_processes(run, targets)
    else:
        run.send(sign, targets)
    return codes_after(sign, bool(run.ranks))


def kill(case):
    """Kills or stops up to three runs, one after the other, then lets one end."""
    for _ in range(case.random.choice((1, 1, 1, 2, 3))):
        way = case.random.choices([name for name, _ in WAYS], [weight for _, weight in WAYS])[0]
        ranks = case.some_ranks()
        case.count("kills")
        if way == "time limit":
            hours = case.random.uniform(0, 1) * case.usual_seconds() / 3600
            run, allowed = case.start(ranks, f"--max-hours={hours:.9f}"), {0, 75}
        else:
            run = case.start(ranks)
            wait_for_a_moment(case, run)
            allowed = disturbed_by_signal(case, run, way)
            if case.random.random() < 0.15:
                at_once = case.start(case.some_ranks())
                case.expect(at_once, case.wait(at_once), {0, 2}, "the next run, started at once,")
                allowed = allowed | {2}  # a unit that it had not come to may be the other's now
        case.expect(run, case.wait(run), allowed, "the run")
        case.expect_whole_results()
    case.go_to_the_end()


# --- several runs at once

def double(case):
    """Two or three starts of one study, some of which are killed."""
    usual, count = case.usual_seconds(), case.random.choice((2, 2, 3))
    case.count("double starts")
    together = case.random.random() < 0.5
    delays = sorted(case.random.uniform(0, 0.05 if together else usual) for _ in range(count - 1))
    runs = [case.start(case.some_ranks())]
    for delay in delays:
        case.sleep(delay - runs[0].seconds())
        case.say(f"after {runs[0].seconds():.3f} s:")
        runs.append(case.start(case.some_ranks()))
    killed = case.random.choice(runs) if case.random.random() < 0.25 else None
    if killed:
        case.sleep(case.random.uniform(0, 1) * usual, killed)
        case.say(f"SIGKILL to all processes of start {runs.index(killed) + 1}")
        case.kill_processes(killed, list(killed.processes()))
    codes = [case.wait(run) for run in runs]
    for number, (run, code) in enumerate(zip(runs, codes), 1):
        case.expect(run, code, {0, 2} | (codes_after(signal.SIGKILL, True) if run is killed else set()), f"start {number}")
        if code == 2 and TAKEN not in run.text():
            case.found("wrong", f"start {number} does not say who has the study:\n{run.text()[-600:]}")
    case.expect_whole_results()
    if not killed:
        case.expect_all_results()
    case.go_to_the_end()


def two_studies(case):
    """Two studies in one output: of other names, which must not see each other, or of one name, of which one waits."""
    usual, other_name = case.usual_seconds(), case.random.random() < 0.5
    case.count("pairs of studies")
    options = ["--study.name=other"] if other_name else ["--study.seed=2"]
    reference = dict(case.reference)
    first = case.start(case.some_ranks())
    case.sleep(case.random.uniform(0, 1) * usual * case.random.choice((0, 1)))
    case.say(f"after {first.seconds():.3f} s:")
    second = case.start(case.some_ranks(), *options, beside=True)
    codes = [case.wait(first), case.wait(second)]
    for number, (run, code) in enumerate(zip((first, second), codes), 1):
        case.expect(run, code, {0} if other_name else {0, 2}, f"study {number}")
    if other_name:
        reference |= {name.replace("runs/s/", "runs/other/", 1): digest for name, digest in case.reference.items()}
        case.expect_whole_results([reference])
        case.expect_all_results(reference)
        case.go_to_the_end(reference=reference)
    else:
        case.expect_whole_results([reference, case.workplace.reference(case.study.name, 0, ("--study.seed=2",))])
        case.go_to_the_end("--force")


# --- full disks

def disk(case):
    """Output, TMPDIR or /dev/shm on a disk from too small to nearly large enough; then there is room."""
    case.count("full disks")
    needed = 2 * sum(os.path.getsize(place) for place in files_of_reference(case))
    where = case.random.choice(("output", "output", "temporary", "memory"))
    place, most = {"output": (case.folder / "runs", needed), "temporary": (case.temporary, 8 << 20),
                   "memory": (case.workplace.shared_memory, 32 << 20)}[where]
    size = int(math.exp(case.random.uniform(math.log(8192), math.log(most))))
    kept = case.place / "kept"
    if where == "output" and place.exists():
        shutil.copytree(place, kept)
    mount_disk(place, size)
    if where != "memory":
        case.disks.append(place)
    if kept.exists():
        try:
            shutil.copytree(kept, place, dirs_exist_ok=True)
        except OSError:  # too small even for what the study reads
            mount_disk(place, 1 << 26)
            shutil.copytree(kept, place, dirs_exist_ok=True)
            mount_disk(place, disk_in_use(place) + 4096)
    case.say(f"{size} bytes for {where}")
    run = case.start(case.some_ranks())
    code = case.wait(run)
    # Open MPI begins no run then, with an error or a signal of its own, before our program says anything
    by_mpi = where != "output" and not any(text in run.text() for text in ("netseam:", " of 1)", " of 2)"))
    case.expect(run, code, {0, 2, code} if by_mpi else {0, 2}, f"a run with a full disk ({where})")
    if code == 2 and where == "output" and "No space left on device" not in run.text():
        case.found("wrong", f"the disk is full, but it says\n{run.text()[-600:]}")
    case.expect_whole_results()
    mount_disk(place, 1 << 28)
    case.go_to_the_end()


def disk_in_use(place):
    state = os.statvfs(place)
    return (state.f_blocks - state.f_bfree) * state.f_frsize


def files_of_reference(case):
    folder = case.workplace.folder / "references" / f"{case.study.name}-0" / "study"
    return [folder / name for name in case.reference]


# --- inputs that change

def replace_file(path, content):
    """Under the same name at once, as a copy program of care does."""
    beside = path.with_name(path.name + ".new")
    beside.write_bytes(content)
    beside.rename(path)


def overwrite(path, content):
    with open(path, "r+b") as file:
        file.write(content)
        file.truncate()


def changed_input(case):
    """One input is truncated, replaced, removed or overwritten while the study runs, and restored or left so."""
    case.count("changed inputs")
    name, usual = case.random.choice(case.study.inputs), case.usual_seconds()
    path = case.folder / name
    before = path.read_bytes()
    other = (case.workplace.inputs_of(case.study.name, 1) / name).read_bytes()
    how = case.random.choice(("truncated", "replaced", "replaced", "overwritten", "overwritten", "removed"))
    if how == "removed" and case.study.by_glob:
        how = "truncated"  # without the file it is another study, and a sound one
    run = case.start(case.some_ranks())
    case.sleep(case.random.uniform(0, 1) * usual, run)
    case.say(f"{name} {how} at {run.seconds():.3f} s of {usual:.2f}")
    if how == "truncated":
        os.truncate(path, case.random.randrange(len(before)))
    elif how == "removed":
        path.unlink()
    else:
        (replace_file if how == "replaced" else overwrite)(path, other)
    restored = how not in ("replaced", "overwritten") or case.random.random() < 0.5
    if restored:
        case.sleep(case.random.uniform(0, 0.5) * usual, run)
        (replace_file if how == "removed" else overwrite)(path, before)
        case.say(f"restored at {run.seconds():.3f} s")
    code = case.wait(run)
    case.expect(run, code, {0, 3}, "the run")
    if code == 3 and path.name not in run.text():
        case.found("wrong", f"does not name {name}:\n{run.text()[-600:]}")
    changed = case.workplace.reference(case.study.name, 0, (), name) if how in ("replaced", "overwritten") else case.reference
    case.expect_whole_results([case.reference, changed])
    case.reference = case.reference if restored else changed
    again = case.start(case.some_ranks())
    code = case.wait(again)
    case.expect(again, code, {0, 2}, "the same command")
    if code == 2 and "--force" not in again.text():
        case.found("wrong", f"refused without a word of --force:\n{again.text()[-600:]}")
    if code == 2:
        case.go_to_the_end("--force")
    else:
        case.expect_end()


KINDS = {"kill": kill, "double": double, "two": two_studies, "disk": disk, "input": changed_input}
NEEDS_MOUNTS = {"disk"}


def applies(kind, study):
    """Whether a study can be disturbed in this way."""
    return bool(study.inputs) or kind not in ("two", "input")
