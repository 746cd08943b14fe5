"""Starts and stops the processes of a stack.

Each process has the stack's folder in its environment. So there is no file of process IDs that could be out of date,
and no process of another program is ever stopped.
"""

import os
import subprocess

import psutil

MARK = "CLAIMS_LOCAL_STACK"

# How long a process may take to end after SIGTERM.
PATIENCE_S = 5


def start(folder, command, log, **options):
    """Starts a process that keeps running after this one ends."""
    with open(folder / log, "ab") as file:
        options.setdefault("stdout", file)
        return subprocess.Popen(
            [str(word) for word in command],
            stdin=subprocess.DEVNULL,
            stderr=file,
            cwd=folder,
            start_new_session=True,
            **options | {"env": options["env"] | {MARK: str(folder)}},
        )


def running(folder):
    """Returns the processes of the stack."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.pid != os.getpid() and process.environ().get(MARK) == str(folder):
                found.append(process)
        except psutil.Error:  # it has ended, or belongs to another user
            continue
    return found


def stop(folder):
    """Stops the processes of the stack; returns how many there were."""
    processes = running(folder)
    for end in (psutil.Process.terminate, psutil.Process.kill):
        for process in running(folder):
            try:
                end(process)
            except psutil.NoSuchProcess:
                continue
        psutil.wait_procs(processes, timeout=PATIENCE_S)
    return len(processes)
