"""Runs one command and says what it cost."""
import dataclasses
import os
import shutil
import signal
import subprocess
import sys
import threading
import time


@dataclasses.dataclass(frozen=True)
class Cost:
    cpu: float  # seconds, user and system, of the process and its waited-for children
    wall: float  # seconds
    peak_bytes: int  # largest resident set of any of them; at least this script's own (about 15 MB)
    exit_code: int  # negative: ended by that signal
    others: float  # share of the machine that other processes used meanwhile
    timed_out: bool = False


def require(*commands):
    """Ends the script with exit code 2 where the program of a command is not there."""
    for command in commands:
        if not shutil.which(command[0]):
            print(f"{os.path.basename(sys.argv[0])}: {command[0]} is not there", file=sys.stderr)
            sys.exit(2)


def _busy_seconds():
    with open("/proc/stat") as file:
        user, nice, system, _, _, irq, softirq, steal = map(int, file.readline().split()[1:9])
    return (user + nice + system + irq + softirq + steal) / os.sysconf("SC_CLK_TCK")


def run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, limit_seconds=None):
    """Runs `command` to its end, or kills it and its children after `limit_seconds`."""
    expired = threading.Event()

    def stop():
        expired.set()
        os.killpg(process.pid, signal.SIGKILL)

    busy, begin = _busy_seconds(), time.monotonic()
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=stdout, stderr=stderr,
                               start_new_session=True)
    timer = threading.Timer(limit_seconds, stop) if limit_seconds else None
    if timer:
        timer.start()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.monotonic() - begin
    if timer:
        timer.cancel()
    process.returncode = os.waitstatus_to_exitcode(status)
    cpu = usage.ru_utime + usage.ru_stime
    others = max(0.0, _busy_seconds() - busy - cpu) / (wall * os.cpu_count())
    return Cost(cpu, wall, usage.ru_maxrss * 1024, process.returncode, others, expired.is_set())
