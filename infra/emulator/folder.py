"""Where things are: the checkout, and the folder of one stack, in which all of it is kept."""

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
    """What went wrong and what to do, in a line or two."""


class Place:
    """The folder of the stack `name`."""

    def __init__(self, name):
        self.name = name
        self.folder = STACKS / name
        self.described = self.folder / "stack.json"

    @contextlib.contextmanager
    def locked(self):
        """One command at a time changes a stack."""
        STACKS.mkdir(parents=True, exist_ok=True)
        with open(STACKS / f".{self.name}.lock", "w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise Failed(f"another command works on {self.name}: wait for it to end") from None
            yield

    def stack(self):
        """What `up` has written of the stack, or nothing."""
        try:
            return json.loads(self.described.read_text())
        except FileNotFoundError:
            return None

    def write(self, stack):
        """The stack's description, whole or not at all, and the same for a shell; with passwords: for the owner alone."""
        lines = [f"export {name}={value}" for name, value in client_variables(stack).items()]
        for path, text in ((self.folder / "env", "\n".join(lines)), (self.described, json.dumps(stack, indent=2))):
            new = path.with_suffix(".new")
            with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
                file.write(f"{text}\n")
            new.rename(path)

    def remove(self):
        """The folder is gone."""
        shutil.rmtree(self.folder, ignore_errors=True)


def client_variables(stack):
    """What makes AWS's programs talk to the emulator."""
    return {
        "AWS_ENDPOINT_URL": stack["endpoint"],
        "AWS_ACCESS_KEY_ID": stack["credentials"]["accessKeyId"],
        "AWS_SECRET_ACCESS_KEY": stack["credentials"]["secretAccessKey"],
        "AWS_REGION": stack["region"],
        "AWS_DEFAULT_REGION": stack["region"],
        # Nothing of an account that the machine knows is looked at.
        "AWS_CONFIG_FILE": "/dev/null",
        "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
        "AWS_EC2_METADATA_DISABLED": "true",
    }


def environment(**variables):
    """The variables of this process, without those of AWS, and with `variables`."""
    return {name: value for name, value in os.environ.items() if not name.startswith("AWS_")} | variables
