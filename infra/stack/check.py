"""Checks the template, except for its permissions, which permissions/matrix.mjs checks; see `infra/check`."""

import copy
import json
import re
import subprocess
import sys
from pathlib import Path

import broken
import headers
import parameters
import resolve

HERE = Path(__file__).parent

# Defaults for linting only. These parameters are empty by default, and the Rules require them where they are used;
# cfn-lint does not evaluate that and would report an empty ID.
LINTED = {
    "ExistingUserPoolClientId": "1example23456789",
    "WebCertificateArn": resolve.VARIANTS["everything"]["WebCertificateArn"],
}


def write(folder, name, template):
    """Writes the template as JSON; returns the file."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.json"
    path.write_text(json.dumps(template, indent=1))
    return path


def output(command):
    """Runs a checker that prints JSON; returns it parsed."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if not done.stdout.strip():
        sys.exit(f"{command[0]}: {done.stderr}")
    return json.loads(done.stdout)


def lint(files):
    """Returns the messages of cfn-lint, by name of the file."""
    messages = {}
    for match in output([Path(sys.executable).with_name("cfn-lint"), "-i", "W1028", "--format", "json", *files]):
        place = "/".join(str(part) for part in match["Location"].get("Path") or [])
        message = f"{match['Rule']['Id']} {place}: {match['Message']}"
        messages.setdefault(Path(match["Filename"]).name, []).append(message)
    return messages


def guard(binary, files):
    """Returns the guard rules that do not hold, by name of the file."""
    command = [binary, "validate", "--structured", "--show-summary", "none", "--output-format", "json"]
    violated = {}
    for one in output([*command, "--rules", HERE / "rules.guard", "--data", *files]):
        if not [*one["not_compliant"], *one["compliant"], *one["not_applicable"]]:
            sys.exit(f"cfn-guard checked nothing in {one['name']}")
        violated[Path(one["name"]).name] = [rule["Rule"]["name"].split("/")[-1] for rule in one["not_compliant"]]
    return violated


def kind(check):
    """Returns which tool has the check: lint, guard or permissions."""
    if check == "permissions":
        return check
    return "lint" if re.fullmatch("[EW][0-9]{4}", check) else "guard"


def write_broken(folder):
    """Writes each broken template; yields the check that has to fail, what is broken, and the file."""
    source = resolve.source()
    changes = [(check, "everything", f"Resources/{path}", value) for check, path, value in broken.RESOURCES]
    changes += [(check, variant, f"Outputs/{name}", broken.GONE) for check, name, variant in broken.OUTPUTS]
    for number, (check, variant, path, value) in enumerate(changes):
        template = copy.deepcopy(source)
        broken.broken(template, path, value)
        values = resolve.VARIANTS[variant]
        is_linted = kind(check) == "lint"
        changed = resolve.transformed(template, values | LINTED) if is_linted else resolve.resolved(template, values)
        file = write(folder / ("permissions" if check == "permissions" else "others"), f"{number:03}", changed)
        yield check, f"{path} = {'gone' if value is broken.GONE else json.dumps(value)}", file


def broken_faults(build, binary):
    """Yields the broken templates that their check accepts, and the guard rules that no broken template violates."""
    templates = list(write_broken(build / "broken"))
    linted = lint([file for check, _, file in templates if kind(check) == "lint"])
    guarded = guard(binary, [file for check, _, file in templates if kind(check) == "guard"])
    for check, what, file in templates:
        caught = {"lint": [one[:5] for one in linted.get(file.name, [])], "guard": guarded.get(file.name)}.get(kind(check))
        if caught is not None and check not in caught:
            yield f"{check} accepts {what}"
    rules = re.findall(r"^rule (\w+)", (HERE / "rules.guard").read_text(), re.MULTILINE)
    yield from (f"no broken template violates {rule}" for rule in set(rules) - {check for check, _, _ in templates})


def main(build, binary):
    """Runs all checks; exits with 1 if one fails."""
    source, faults = resolve.source(), [*parameters.faults(), *headers.faults()]
    variants = resolve.VARIANTS.items()
    plain = [write(build / "plain", name, resolve.transformed(source, LINTED | values)) for name, values in variants]
    resolved = [write(build / "resolved", name, resolve.resolved(source, values)) for name, values in variants]
    faults += [f"{file}: {message}" for file, messages in lint(plain).items() for message in messages]
    faults += [f"{file}: {rule}" for file, rules in guard(binary, resolved).items() for rule in rules]
    for file in resolved:
        json.loads(json.loads(file.read_text())["Resources"]["Dashboard"]["Properties"]["DashboardBody"])
    faults += broken_faults(build, binary)
    print("\n".join(faults) or f"{len(resolved)} variants and {len(broken.RESOURCES + broken.OUTPUTS)} broken templates: as expected")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
