"""What the tests inside the virtual machine share: the program, the drivers' switches, tables of a run."""
import csv
import json
import os
import pathlib
import re
import signal
import subprocess
import tempfile
import time

PROGRAM = os.environ["GROWTHSCOPE"]
VIVID = "/dev/video0"
# The size and rate at which an emulated machine keeps up with every format.
SMALL = ["--size", "320x180", "--rate", "10"]
# Seconds within which anything happens, on an emulated machine beside other work too. A wait ends when it has happened.
PATIENCE = 240


def folder():
    """A folder of its own, in the machine's memory."""
    return pathlib.Path(tempfile.mkdtemp(prefix="camera-"))


def growthscope(*arguments, timeout=2 * PATIENCE):
    return subprocess.run(
        [PROGRAM, *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=timeout)


class Running:
    """A command that goes on; its messages can be read meanwhile. Leaving the context ends it by force."""

    def __init__(self, *arguments):
        self.texts = folder()
        with open(self.texts / "output", "w") as output, open(self.texts / "errors", "w") as errors:
            self.process = subprocess.Popen([PROGRAM, *map(str, arguments)], stdout=output, stderr=errors)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()

    @property
    def errors(self):
        return (self.texts / "errors").read_text(errors="replace")

    def wait_for(self, condition, what):
        """Waits until `condition()` holds; what the command says where it never does or the command ends before."""
        deadline = time.monotonic() + PATIENCE
        while not condition():
            if self.process.poll() is not None:
                raise AssertionError(f"ended with {self.process.returncode} before {what}: {self.errors}")
            if time.monotonic() > deadline:
                raise AssertionError(f"waited {PATIENCE} s in vain for {what}: {self.errors}")
            time.sleep(0.1)

    def end(self, number=signal.SIGINT):
        """Asks the command to end; its status."""
        self.process.send_signal(number)
        return self.process.wait(timeout=2 * PATIENCE)


def control(settings, device=VIVID):
    subprocess.run(["v4l2-ctl", "-d", device, "-c", settings], check=True, stdout=subprocess.DEVNULL)


def control_if_possible(settings, device=VIVID):
    subprocess.run(
        ["v4l2-ctl", "-d", device, "-c", settings], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def format_codes(device=VIVID):
    """The four-character codes that a driver lists itself."""
    text = subprocess.run(
        ["v4l2-ctl", "-d", device, "--list-formats"], check=True, stdout=subprocess.PIPE, text=True).stdout
    return re.findall(r"'(.{4}(?:-BE)?)'", text)


def table(run, name):
    with open(pathlib.Path(run) / f"{name}.csv", newline="") as file:
        return list(csv.DictReader(file))


def summary(run):
    return json.loads((pathlib.Path(run) / "summary.json").read_text())


def events(run):
    return [row["event"] for row in table(run, "events")]


def recorded(run, query):
    """What the record of a run that may still be going on answers; nothing where it cannot yet."""
    import sqlite3
    path = pathlib.Path(run) / "run.sqlite"
    if not path.exists():
        return []
    try:
        with sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=5) as connection:
            return [row[0] for row in connection.execute(query)]
    except sqlite3.OperationalError:
        return []


def recorded_frames(run):
    return sum(recorded(run, "SELECT count(*) FROM frames"))


def recorded_events(run):
    return recorded(run, "SELECT event FROM events")


def wait_for(condition, what):
    deadline = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError(f"waited {PATIENCE} s in vain for {what}")
        time.sleep(0.1)
