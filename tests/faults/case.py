"""One disturbed study: its folder, its runs, what was done to it and what was found."""
import os
import random
import shutil
import signal
import time
from pathlib import Path

from end_state import leftovers, missing_results, results_of, wrong_results
from processes import ALONE, Run, unmount
from studies import STUDIES

LONGEST = 60  # seconds that a run may last beyond 20 times its usual duration, before it counts as hanging
LAUNCHER = "times that mpirun alone stood still"  # after the death of a rank in MPI_Init; no process of ours lives then


class Hanging(Exception):
    pass


class Workplace:
    """What a worker has for its cases: program, folder, references, and how long each study lasts now."""

    def __init__(self, program, folder, pace, shared_memory):
        self.program, self.folder, self.pace, self.shared_memory = program, Path(folder), pace, shared_memory
        self.references = {}

    def reference(self, name, variant=0, options=(), replaced=None):
        """Results of an undisturbed run, by path; of a folder that is kept for other workers and for copies."""
        key = "-".join(map(str, (name, variant, *options, replaced or ""))).replace("/", "_").strip("-")
        if key not in self.references:
            place = self.folder / "references" / key
            if not (place / "done").exists():
                self.make_reference(place, name, variant, options, replaced)
            self.references[key] = results_of(place / "study", STUDIES[name].outputs)
        return self.references[key]

    def make_reference(self, place, name, variant, options, replaced):
        study = STUDIES[name]
        shutil.rmtree(place, ignore_errors=True)
        (place / "temporary").mkdir(parents=True)
        self.lay(place / "study", name, variant)
        if replaced:
            shutil.copy2(self.inputs_of(name, 1) / replaced, place / "study" / replaced)
        run = Run(self.program, study.command(*options), 2, place / "study", place / "temporary")
        code = run.wait(600)
        if code != 0:
            run.end_all()
            raise SystemExit(f"faults: an undisturbed run of {name} ends with {code}:\n{run.text()}")
        if not options and not replaced:
            self.pace[name] = run.seconds()
        (place / "done").touch()

    def inputs_of(self, name, variant):
        """A folder with the study and its inputs, and results of the studies that it reads."""
        place = self.folder / "inputs" / f"{name}-{variant}"
        if not place.exists():
            making = self.folder / "inputs" / f"{name}-{variant}-{os.getpid()}"
            making.mkdir(parents=True)
            STUDIES[name].make(making, variant)
            for other in STUDIES[name].of:
                self.reference(other, variant)
                key = f"{other}-{variant}"
                shutil.copytree(self.folder / "references" / key / "study/runs", making / "runs", dirs_exist_ok=True)
            try:
                making.rename(place)
            except OSError:  # another worker was first
                shutil.rmtree(making)
        return place

    def lay(self, folder, name, variant=0):
        shutil.copytree(self.inputs_of(name, variant), folder)


class Case:
    def __init__(self, workplace, name, study, seed):
        self.workplace, self.name, self.study = workplace, name, STUDIES[study]
        self.random = random.Random(f"{seed}:{name}")
        self.place = workplace.folder / "cases" / name.replace(":", "-")
        self.folder, self.temporary = self.place / "study", self.place / "temporary"
        self.launcher_left_files = False  # mpirun was killed where none of our processes could note its folder
        self.runs, self.disks, self.steps, self.findings, self.counts = [], [], [], [], {}

    def __enter__(self):
        shutil.rmtree(self.place, ignore_errors=True)
        self.temporary.mkdir(parents=True)
        self.reference = self.workplace.reference(self.study.name)
        self.workplace.lay(self.folder, self.study.name)
        return self

    def __exit__(self, kind, error, trace):
        for run in self.runs:
            run.end_all()
        for disk in self.disks:
            unmount(disk)
        shared = self.workplace.shared_memory
        for path in shared.iterdir() if shared else ():
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        if not self.findings:
            shutil.rmtree(self.place, ignore_errors=True)

    def usual_seconds(self):
        return self.workplace.pace[self.study.name]

    def say(self, text):
        self.steps.append(text)

    def count(self, what):
        self.counts[what] = self.counts.get(what, 0) + 1

    def found(self, kind, text):
        self.findings.append((kind, text))

    def some_ranks(self):
        return self.random.choice(self.study.ranks)

    def start(self, ranks, *options, beside=False):
        """A run; `beside`: without the options that every run of the study has."""
        command = [self.study.stage, "study.ini", *options] if beside else self.study.command(*options)
        self.say(f"`{' '.join(command)}` on {ranks or 'one, without mpirun,'} ranks")
        run = Run(self.workplace.program, command, ranks, self.folder, self.temporary)
        self.runs.append(run)
        return run

    def kill_processes(self, run, numbers):
        """SIGKILL; notes whether one of them is an mpirun whose ranks have not begun."""
        shared = self.workplace.shared_memory
        begun = shared and any(f"-{rank}-" in place.name for rank in run.rank_processes() for place in shared.iterdir())
        if run.launcher_process() in numbers and run.ranks and not begun:
            self.launcher_left_files = True
        run.send(signal.SIGKILL, numbers)

    def sleep(self, seconds, run=None):
        """Sleeps, but not beyond the end of a run."""
        end = time.monotonic() + seconds
        while time.monotonic() < end and not (run and run.ended()):
            time.sleep(max(0, min(0.005, end - time.monotonic())))

    def wait(self, run):
        """The exit code; a run that does not end is a finding, and the end of the case."""
        code = run.wait(LONGEST + 20 * self.usual_seconds())
        if code == ALONE:
            self.count(LAUNCHER)
            self.launcher_left_files = True
        elif code is None and "PMIX ERROR: OUT-OF-RESOURCE" in run.text():
            self.count(LAUNCHER)  # in MPI_Init, for mpirun found no room in TMPDIR
            self.launcher_left_files = True
            run.end_all()
            return ALONE
        elif code is None:
            self.found("hanging", f"no end after {run.seconds():.0f} s\n{run.text()[-600:]}\n{run.stacks()}")
            raise Hanging
        self.say(f"exit code {code} after {run.seconds():.2f} s")
        return code

    def expect(self, run, code, allowed, what):
        """A finding if the exit code is not one of those that may be here."""
        if code not in allowed and code != ALONE:
            self.found("wrong", f"{what} ends with {code}, not one of {sorted(allowed)}:\n{run.text()[-800:]}")

    def expect_whole_results(self, references=None):
        for text in wrong_results(self.folder, self.study.outputs, references or [self.reference]):
            self.found("wrong", text)

    def go_to_the_end(self, *options, reference=None):
        """The same command until it is done: results and names are then those of an undisturbed run."""
        run = self.start(self.some_ranks(), *options)
        code = self.wait(run)
        if code == ALONE:
            self.go_to_the_end(*options, reference=reference)
        elif code != 0:
            self.found("lost", f"the same command ends with {code}:\n{run.text()[-800:]}")
        else:
            self.expect_end(reference)

    def expect_all_results(self, reference=None):
        reference = reference or self.reference
        self.expect_whole_results([reference])
        for text in missing_results(self.folder, self.study.outputs, reference):
            self.found("lost", text)

    def expect_end(self, reference=None):
        self.expect_all_results(reference)
        left = leftovers(self.folder, self.study.outputs, self.temporary, self.workplace.shared_memory)
        if self.launcher_left_files:
            left = [name for name in left if not os.path.basename(name).startswith("ompi.")]
        if left:
            self.found("leftover", "left over: " + ", ".join(left))
