"""One run of the program: its processes on this machine, signals to them, and an end within a deadline."""
import ctypes
import os
import signal
import subprocess
import time
import uuid
from pathlib import Path

MARK = "NETSEAM_FAULTS_RUN"
SETTINGS = {
    "OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1", "OMPI_MCA_rmaps_base_oversubscribe": "1",
    "OMPI_MCA_hwloc_base_binding_policy": "none", "OMPI_MCA_mpi_yield_when_idle": "1", "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
}
CLONE_NEWNS = 0x20000
ALONE = "none of its own"  # stands for an exit code
LONGEST_ALONE = 20  # seconds that mpirun may live before its ranks begin or after they have ended


def private_mounts():
    """Gives this process mounts of its own, with an empty /dev/shm. False where that is not allowed."""
    libc = ctypes.CDLL(None, use_errno=True)
    if os.geteuid() != 0 or libc.unshare(CLONE_NEWNS) != 0:
        return False
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    return all(subprocess.run(["mount", *words], **quiet).returncode == 0
               for words in (["--make-rprivate", "/"], ["-t", "tmpfs", "-o", "size=1g", "tmpfs", "/dev/shm"]))


def mount_disk(place, size):
    """A disk of `size` bytes at a folder; what is there already stays where it is the disk of an earlier call."""
    place.mkdir(parents=True, exist_ok=True)
    if os.path.ismount(place):
        words = ["-o", f"remount,size={size}", str(place)]
    else:
        words = ["-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(place)]
    subprocess.run(["mount", *words], check=True)


def unmount(place):
    subprocess.run(["umount", "-l", str(place)], check=True)


class Run:
    """The program on some ranks; without mpirun where `ranks` is 0. Whatever it prints goes to a file."""

    def __init__(self, program, arguments, ranks, folder, temporary):
        self.mark = uuid.uuid4().hex
        self.ranks = ranks
        self.arguments = arguments
        self.started = time.monotonic()
        self.output = Path(folder).parent / f"{self.mark}.txt"
        launcher = ["mpirun", "-n", str(ranks)] if ranks else []
        environment = dict(os.environ, **SETTINGS, TMPDIR=str(temporary), **{MARK: self.mark})
        with open(self.output, "wb") as output:
            self.leader = subprocess.Popen([*launcher, str(program), *arguments], cwd=folder, env=environment,
                                           stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT,
                                           start_new_session=True)

    def text(self):
        return self.output.read_text(errors="replace")

    def processes(self):
        """The living ones by number, each with whether it is a rank."""
        wanted, found = f"{MARK}={self.mark}\0".encode(), {}
        for entry in os.listdir("/proc"):
            if not entry.isdigit():
                continue
            try:
                with open(f"/proc/{entry}/environ", "rb") as file:
                    if wanted not in file.read() + b"\0":
                        continue
                with open(f"/proc/{entry}/stat") as file:
                    state = file.read().rpartition(")")[2].split()[0]
                program = os.readlink(f"/proc/{entry}/exe")
            except OSError:
                continue
            if state != "Z":
                found[int(entry)] = os.path.basename(program).startswith("netseam")
        return found

    def rank_processes(self):
        return sorted(number for number, is_rank in self.processes().items() if is_rank)

    def launcher_process(self):
        return self.leader.pid

    def send(self, sign, numbers):
        for number in numbers:
            try:
                os.kill(number, sign)
            except ProcessLookupError:
                pass

    def seconds(self):
        return time.monotonic() - self.started

    def ended(self):
        return self.leader.poll() is not None

    def wait(self, seconds):
        """Exit code, negative for a signal; None where the run, or a rank of it, has not ended by then; ALONE where
        mpirun has no ranks any more and was killed for that it stood still."""
        end, last_rank = time.monotonic() + seconds, time.monotonic()
        while not self.ended() or self.processes():
            now = time.monotonic()
            if self.rank_processes():
                last_rank = now
            elif self.ranks and not self.ended() and now - last_rank > LONGEST_ALONE:
                self.end_all()
                return ALONE
            if now > end:
                return None
            time.sleep(0.05)
        return self.leader.returncode

    def stacks(self):
        """Where the processes stand, for a run that hangs."""
        lines = []
        for number, is_rank in self.processes().items():
            shown = subprocess.run(["gdb", "-p", str(number), "-batch", "-ex", "thread apply all bt 14"], text=True,
                                   stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout if is_rank and has_gdb() else ""
            lines += [f"process {number}{' (rank)' if is_rank else ''}"]
            lines += [text[:150] for text in shown.splitlines() if text.startswith(("#", "Thread"))][:60]
        return "\n".join(lines)

    def end_all(self):
        """Kills whatever lives of it."""
        for _ in range(100):
            living = self.processes()
            if not living:
                break
            self.send(signal.SIGKILL, living)
            time.sleep(0.02)
        self.leader.wait()


def has_gdb():
    return any(os.access(os.path.join(folder, "gdb"), os.X_OK) for folder in os.environ.get("PATH", "").split(":"))
