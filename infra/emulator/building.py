"""Builds what the template deploys, by the command of the README."""

import os
import platform
import re

import steps
from place import CLIENTS, ROOT, Failed, environment

# What Lambda calls the machine that the emulator runs the functions on.
ARCHITECTURE = "arm64" if platform.machine() in ("arm64", "aarch64") else "x86_64"


def functions():
    """The packages of the functions, by where the template looks for them."""
    return re.findall(r"CodeUri: \.\./target/lambda/([\w-]+)/bootstrap\.zip", (ROOT / "infra/template.yaml").read_text())


def build(folder):
    """Builds each function for this machine."""
    tools = environment(PATH=f"{CLIENTS}:{os.environ['PATH']}")
    for name in functions():
        command = ["cargo", "lambda", "build", "--release", "--package", name, "--output-format", "zip"]
        steps.run(folder, f"build of {name} (minutes, the first time)", command, tools)


def built():
    """Refuses what is not built yet."""
    for name in functions():
        if not (ROOT / f"target/lambda/{name}/bootstrap.zip").exists():
            raise Failed(f"{name} is not built: leave out --no-build")
