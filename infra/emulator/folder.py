"""The paths of the checkout, and the folder that holds everything of one local stack."""

import contextlib
import fcntl
import json
import os
import shutil
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CLIENTS = ROOT / "target/infra/clients/bin"
STACKS = ROOT / "target/local"
REGION = "eu-west-1"


class Failed(Exception):
    """Says what failed, why, and what to do next."""


class Folder:
    """The folder of the stack `name`."""

    def __init__(self, name):
        self.name = name
        self.path = STACKS / name
        self.described = self.path / "stack.json"

    @contextlib.contextmanager
    def locked(self):
        """Makes sure that only one command at a time changes the stack."""
        STACKS.mkdir(parents=True, exist_ok=True)
        with open(STACKS / f".{self.name}.lock", "w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise Failed(f"Another command is changing {self.name}. Wait until it ends.") from None
            yield

    def stack(self):
        """Returns the content of stack.json, or None."""
        try:
            return json.loads(self.described.read_text())
        except FileNotFoundError:
            return None

    def write(self, stack):
        """Writes stack.json and env atomically; only the owner may read them, since they hold passwords."""
        lines = [f"export {name}={value}" for name, value in client_variables(stack).items()]
        for path, text in ((self.path / "env", "\n".join(lines)), (self.described, json.dumps(stack, indent=2))):
            new = path.with_suffix(".new")
            with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
                file.write(f"{text}\n")
            new.rename(path)

    def remove(self):
        """Deletes the folder."""
        shutil.rmtree(self.path, ignore_errors=True)


def client_variables(stack):
    """Returns the environment variables that direct AWS tools to the emulator."""
    return {
        "AWS_ENDPOINT_URL": stack["endpoint"],
        "AWS_ACCESS_KEY_ID": stack["credentials"]["accessKeyId"],
        "AWS_SECRET_ACCESS_KEY": stack["credentials"]["secretAccessKey"],
        "AWS_REGION": stack["region"],
        "AWS_DEFAULT_REGION": stack["region"],
        # Keeps credentials and settings of real accounts out.
        "AWS_CONFIG_FILE": "/dev/null",
        "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
        "AWS_EC2_METADATA_DISABLED": "true",
    }


def environment(**variables):
    """Returns the environment of this process without AWS_ variables, and with `variables`."""
    return {name: value for name, value in os.environ.items() if not name.startswith("AWS_")} | variables
