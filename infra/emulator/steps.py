"""Runs commands with a log; prints their progress, duration, and on failure the end of the log."""

import subprocess
import sys
import time

from folder import ROOT, Failed

TAIL_LINES = 25


def progress(text):
    """Prints a line about progress to standard error; results go to standard output."""
    print(text, file=sys.stderr, flush=True)


def tail(path):
    """Returns the last lines of a log."""
    lines = path.read_text(errors="replace").splitlines() if path.exists() else []
    return "\n".join(f"  {line}" for line in lines[-TAIL_LINES:])


def run(folder, what, command, environment, stdin=""):
    """Runs a command in the checkout, with its output in steps.log of the folder."""
    progress(f"{what} ...")
    started, log = time.monotonic(), folder / "steps.log"
    with open(log, "ab") as file:
        file.write(f"\n== {what}: {' '.join(str(word) for word in command)}\n".encode())
        file.flush()
        try:
            done = subprocess.run(command, env=environment, cwd=ROOT, input=stdin.encode(), stdout=file, stderr=file, check=False)
        except FileNotFoundError as error:
            raise Failed(f"{what}: {error.filename} is not installed") from None
    if done.returncode != 0:
        raise Failed(f"{what}: failed. The end of {log}:\n{tail(log)}")
    progress(f"{what}: done in {time.monotonic() - started:.0f} s")
