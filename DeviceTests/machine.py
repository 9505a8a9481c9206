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


def folder():
    """A folder of its own, in the machine's memory."""
    return pathlib.Path(tempfile.mkdtemp(prefix="camera-"))


def growthscope(*arguments, timeout=120):
    return subprocess.run(
        [PROGRAM, *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=timeout)


def start(*arguments):
    return subprocess.Popen(
        [PROGRAM, *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def end(process, number=signal.SIGINT, timeout=120):
    """Asks a command to end; its status, output and messages."""
    process.send_signal(number)
    output, errors = process.communicate(timeout=timeout)
    return process.returncode, output, errors


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


def database_frames(run):
    """Frames in the record of a run that may still be going on."""
    import sqlite3
    path = pathlib.Path(run) / "run.sqlite"
    if not path.exists():
        return 0
    try:
        with sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=5) as connection:
            return connection.execute("SELECT count(*) FROM frames").fetchone()[0]
    except sqlite3.OperationalError:
        return 0


def wait_for(condition, seconds, what):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return
        time.sleep(0.1)
    raise AssertionError(f"waited {seconds} s in vain: {what}")
