"""Long work, told in lines: what runs, how long it took, and the end of its log where it failed."""

import subprocess
import sys
import time

from folder import ROOT, Failed

TAIL_LINES = 25


def say(text):
    """A line about progress; results go to the standard output."""
    print(text, file=sys.stderr, flush=True)


def tail(path):
    """The last lines of a log."""
    lines = path.read_text(errors="replace").splitlines() if path.exists() else []
    return "\n".join(f"  {line}" for line in lines[-TAIL_LINES:])


def run(folder, what, command, environment, stdin=""):
    """Runs a command of the checkout to its end, with a log in the folder."""
    say(f"{what} ...")
    started, log = time.monotonic(), folder / "steps.log"
    with open(log, "ab") as file:
        file.write(f"\n== {what}: {' '.join(str(word) for word in command)}\n".encode())
        file.flush()
        try:
            done = subprocess.run(command, env=environment, cwd=ROOT, input=stdin.encode(), stdout=file, stderr=file, check=False)
        except FileNotFoundError as error:
            raise Failed(f"{what}: {error.filename} is not installed") from None
    if done.returncode != 0:
        raise Failed(f"{what}: failed, the end of {log}:\n{tail(log)}")
    say(f"{what}: done in {time.monotonic() - started:.0f} s")
