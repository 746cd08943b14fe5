"""Starts MiniStack, and the proxy between the functions and MiniStack."""

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

# A start takes about a second; compilers may run beside it.
START_LIMIT_S = 60
POLL_INTERVAL_S = 0.1

# Another process may take the free port before the emulator does.
STARTS = 5

DEFAULT_PORT = 4566


def start(folder, port, iam):
    """Starts both; returns their addresses, and that of the proxy's control API."""
    installed = subprocess.run([ROOT / "infra/venv", "emulator"], stdout=subprocess.PIPE, text=True, check=False)
    if installed.returncode != 0:
        raise Failed("The emulator could not be installed, see above.")
    emulator = Path(installed.stdout.strip())
    for attempt in range(STARTS):
        chosen = port or (DEFAULT_PORT if attempt == 0 and is_free(DEFAULT_PORT) else free_port())
        if not is_free(chosen):
            raise Failed(f"Port {chosen} is in use. Choose another --port, or leave it out to use a free one.")
        url = f"http://127.0.0.1:{chosen}"
        proxy, control = start_proxy(folder.path, url)
        steps.progress(f"MiniStack at {url} ...")
        variables = {
            "BIND_HOST": "127.0.0.1",
            "GATEWAY_PORT": str(chosen),
            "AWS_ENDPOINT_URL": proxy,
            "MINISTACK_REGION": REGION,
            "MINISTACK_COGNITO_PRETOKEN_STRICT": "1",
            "IOT_MTLS_ENABLED": "0",
            "SFTP_ENABLED": "0",
            "AUTH": "true" if iam else "false",
            "TMPDIR": str(folder.path / "tmp"),
            "STATE_DIR": str(folder.path / "tmp"),
            # Functions run as processes of this machine, not in containers.
            "DOCKER_HOST": "unix:///nonexistent",
        }
        command = [emulator / "bin/python", Path(__file__).with_name("patched_ministack.py")]
        started = processes.start(folder.path, command, "ministack.log", env=environment(**variables))
        if answers(started, f"{url}/_ministack/health"):
            return {"endpoint": url, "proxy": proxy, "control": control}
        processes.stop(folder.path)
    raise Failed(f"MiniStack did not start. The end of its log:\n{steps.tail(folder.path / 'ministack.log')}")


def start_proxy(path, upstream):
    """Starts the proxy, which chooses its ports and prints their addresses in its first line."""
    command = [CLIENTS / "python", Path(__file__).with_name("proxy.py"), upstream]
    started = processes.start(path, command, "proxy.log", env=environment(), stdout=subprocess.PIPE)
    line = started.stdout.readline()
    if not line:
        raise Failed(f"The proxy did not start. The end of its log:\n{steps.tail(path / 'proxy.log')}")
    addresses = json.loads(line)
    return addresses["proxy"], addresses["control"]


def answers(process, url):
    """Waits until the URL answers; returns False if the process ends or the time is over."""
    until = time.monotonic() + START_LIMIT_S
    while process.poll() is None and time.monotonic() < until:
        if is_up(url):
            return True
        time.sleep(POLL_INTERVAL_S)
    return False


def is_up(url):
    """Returns whether the URL answers with HTTP 200."""
    try:
        with urllib.request.urlopen(url, timeout=START_LIMIT_S) as answer:
            return answer.status == 200
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


def is_free(port):
    """Returns whether the port can be bound."""
    with socket.socket() as asked:
        asked.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            asked.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def free_port():
    """Returns a port that is free now."""
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return asked.getsockname()[1]
