"""The processes of a stack, which carry its folder in their environment.

So no file of process ids can be out of date, and nothing else is ever ended.
"""

import os
import subprocess

import psutil

MARK = "CLAIMS_LOCAL_STACK"

# How long a process may take to end by itself.
PATIENCE_S = 5


def start(folder, command, log, **options):
    """Starts a process that outlives this one."""
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
    """All that belong to the stack."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.pid != os.getpid() and process.environ().get(MARK) == str(folder):
                found.append(process)
        except psutil.Error:  # gone, or somebody else's
            continue
    return found


def stop(folder):
    """Ends them, and says how many there were."""
    processes = running(folder)
    for end in (psutil.Process.terminate, psutil.Process.kill):
        for process in running(folder):
            try:
                end(process)
            except psutil.NoSuchProcess:
                continue
        psutil.wait_procs(processes, timeout=PATIENCE_S)
    return len(processes)
