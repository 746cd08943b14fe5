"""Builds the functions that the template deploys."""

import os
import platform
import re

import steps
from folder import CLIENTS, ROOT, Failed, environment

# The architecture of this machine, which runs the functions, in the words of Lambda.
ARCHITECTURE = "arm64" if platform.machine() in ("arm64", "aarch64") else "x86_64"


def functions(parameters):
    """Yields package, build options and resulting files, at the paths that the template names."""
    template = (ROOT / "infra/template.yaml").read_text()
    for name in re.findall(r"CodeUri: \.\./target/lambda/([\w-]+)/bootstrap\.zip", template):
        yield name, ["--output-format", "zip"], [f"target/lambda/{name}/bootstrap.zip"]
    if parameters.get("BusinessApi") == "true":
        programs = re.findall(r"CodeUri: (demo/api/packages/\w+)", template)
        yield "claim-api", ["--lambda-dir", "infra/demo/api/packages"], [f"infra/{program}/bootstrap" for program in programs]


def build(folder, parameters):
    """Builds each function for this machine."""
    tools = environment(PATH=f"{CLIENTS}:{os.environ['PATH']}")
    for name, options, _ in functions(parameters):
        command = ["cargo", "lambda", "build", "--release", "--package", name, *options]
        steps.run(folder, f"build of {name} (minutes, the first time)", command, tools)


def check(folder, parameters):
    """Fails if a function is not built, or if its package cannot be deployed."""
    for name, _, files in functions(parameters):
        for file in files:
            if not (ROOT / file).exists():
                raise Failed(f"{name} is not built. Run the command without --no-build.")
            if file.endswith(".zip"):
                steps.run(folder, f"check of {name}", ["infra/check-package", file], environment())
