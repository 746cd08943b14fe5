"""MiniStack, and the tap between the functions and it."""

import json
import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

import processes
import steps
from folder import CLIENTS, REGION, ROOT, Failed, environment

# Far above the second that a start takes, since it may share the machine with compilers.
START_LIMIT_S = 60
POLL_INTERVAL_S = 0.1

# A free port may be taken by somebody else before the emulator has it.
STARTS = 5

USUAL_PORT = 4566


def start(place, port, iam):
    """Starts both; gives their addresses, and those of the tap's control."""
    say = subprocess.run([ROOT / "infra/venv", "emulator"], stdout=subprocess.PIPE, text=True, check=False)
    if say.returncode != 0:
        raise Failed("the emulator could not be installed, see above")
    emulator = Path(say.stdout.strip())
    for attempt in range(STARTS):
        chosen = port or (USUAL_PORT if attempt == 0 and is_free(USUAL_PORT) else free_port())
        if not is_free(chosen):
            raise Failed(f"port {chosen} is taken: give another --port, or none for a free one")
        url = f"http://127.0.0.1:{chosen}"
        tap, control = start_tap(place.folder, url)
        steps.say(f"MiniStack at {url} ...")
        variables = {
            "BIND_HOST": "127.0.0.1",
            "GATEWAY_PORT": str(chosen),
            "AWS_ENDPOINT_URL": tap,
            "MINISTACK_REGION": REGION,
            "MINISTACK_COGNITO_PRETOKEN_STRICT": "1",
            "IOT_MTLS_ENABLED": "0",
            "SFTP_ENABLED": "0",
            "AUTH": "true" if iam else "false",
            "TMPDIR": str(place.folder / "tmp"),
            "STATE_DIR": str(place.folder / "tmp"),
            # Its functions need the machine itself, no containers.
            "DOCKER_HOST": "unix:///nonexistent",
        }
        command = [emulator / "bin/python", Path(__file__).with_name("patched_ministack.py")]
        started = processes.start(place.folder, command, "ministack.log", env=environment(**variables))
        if answers(started, f"{url}/_ministack/health"):
            return {"endpoint": url, "tap": tap, "control": control}
        processes.stop(place.folder)
    raise Failed(f"MiniStack did not start, the end of its log:\n{steps.tail(place.folder / 'ministack.log')}")


def start_tap(folder, upstream):
    """Starts the tap, which chooses its ports and prints their addresses in its first line."""
    command = [CLIENTS / "python", Path(__file__).with_name("proxy.py"), upstream]
    started = processes.start(folder, command, "tap.log", env=environment(), stdout=subprocess.PIPE)
    line = started.stdout.readline()
    if not line:
        raise Failed(f"the tap did not start, the end of its log:\n{steps.tail(folder / 'tap.log')}")
    told = json.loads(line)
    return told["tap"], told["control"]


def answers(started, url):
    """Whether it does, before it ends or the limit is over."""
    until = time.monotonic() + START_LIMIT_S
    while started.poll() is None and time.monotonic() < until:
        if is_up(url):
            return True
        time.sleep(POLL_INTERVAL_S)
    return False


def is_up(url):
    """Whether a request is answered."""
    try:
        with urllib.request.urlopen(url, timeout=START_LIMIT_S) as answer:
            return answer.status == 200
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


def is_free(port):
    """Whether nobody listens there."""
    with socket.socket() as asked:
        asked.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            asked.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def free_port():
    """One that nobody has right now."""
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return asked.getsockname()[1]
