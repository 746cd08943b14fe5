"""All checks of the template but the permission matrix, which is Node's; see `infra/check`."""

import copy
import json
import re
import subprocess
import sys
from pathlib import Path

import agreement
import broken as mutations
import parameters
import resolve as stack

HERE = Path(__file__).parent

# Only lint sees them: the empty default of a parameter that the Rules ask for, where it is used, reads to
# a linter like an empty id.
LINTED = {
    "ExistingUserPoolClientId": "1example23456789",
    "WebCertificateArn": stack.VARIANTS["everything"]["WebCertificateArn"],
}


def write(folder, name, template):
    """A file with the template as JSON."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.json"
    path.write_text(json.dumps(template, indent=1))
    return path


def lint(files):
    """What cfn-lint says, by file."""
    command = [Path(sys.executable).with_name("cfn-lint"), "-i", "W1028", "--format", "json", *files]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if not done.stdout.strip():
        sys.exit(f"cfn-lint: {done.stderr}")
    told = {}
    for match in json.loads(done.stdout):
        place = "/".join(str(part) for part in match["Location"].get("Path") or [])
        told.setdefault(Path(match["Filename"]).name, []).append(f"{match['Rule']['Id']} {place}: {match['Message']}")
    return told


def guard(binary, files):
    """The rules that each file breaks."""
    command = [binary, "validate", "--structured", "--show-summary", "none", "--output-format", "json"]
    command += ["--rules", HERE / "rules.guard", "--data", *files]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if not done.stdout.strip():
        sys.exit(f"cfn-guard: {done.stderr}")
    told = {}
    for one in json.loads(done.stdout):
        checked = [*one["not_compliant"], *one["compliant"], *one["not_applicable"]]
        if not checked:
            sys.exit(f"cfn-guard checked nothing of {one['name']}")
        told[Path(one["name"]).name] = [rule["Rule"]["name"].split("/")[-1] for rule in one["not_compliant"]]
    return told


def is_lint(check):
    """Whether it is the id of a rule of cfn-lint."""
    return re.fullmatch("[EW][0-9]{4}", check) is not None


def is_guard(check):
    """Whether it is a guard rule."""
    return check != "permissions" and not is_lint(check)


def rule_names():
    """The guard rules that there are."""
    lines = (HERE / "rules.guard").read_text().splitlines()
    return {line.split()[1] for line in lines if line.startswith("rule ")}


def written_broken(build):
    """Writes each broken template; gives the check that has to catch it, what it breaks, and its file."""
    source = stack.source()
    changes = [(check, "everything", f"Resources/{path}", value) for check, path, value in mutations.RESOURCES]
    changes += [(check, variant, f"Outputs/{name}", mutations.GONE) for check, name, variant in mutations.OUTPUTS]
    for number, (check, variant, path, value) in enumerate(changes):
        template = copy.deepcopy(source)
        mutations.broken(template, path, value)
        if is_lint(check):
            broken = stack.transformed(template, stack.VARIANTS[variant] | LINTED)
        else:
            broken = stack.resolved(template, stack.VARIANTS[variant])
        file = write(build / "broken" / ("permissions" if check == "permissions" else "others"), f"{number:03}", broken)
        yield check, f"{path} = {'gone' if value is mutations.GONE else json.dumps(value)}", file


def main(build, binary):
    source, faults = stack.source(), list(parameters.faults())
    faults += agreement.faults()

    plain = [
        write(build / "plain", name, stack.transformed(source, LINTED | values)) for name, values in stack.VARIANTS.items()
    ]
    whole = [write(build / "resolved", name, stack.resolved(source, values)) for name, values in stack.VARIANTS.items()]
    faults += [f"{file}: {one}" for file, told in lint(plain).items() for one in told]
    faults += [f"{file}: {rule}" for file, told in guard(binary, whole).items() for rule in told]
    for file in whole:
        board = json.loads(file.read_text())["Resources"]["Dashboard"]["Properties"]["DashboardBody"]
        json.loads(board)

    broken = list(written_broken(build))
    linted = lint([file for check, _, file in broken if is_lint(check)])
    guarded = guard(binary, [file for check, _, file in broken if is_guard(check)])
    for check, what, file in broken:
        if is_lint(check) and not any(one.startswith(check) for one in linted.get(file.name, [])):
            faults.append(f"{check} of cfn-lint has nothing against {what}")
        if is_guard(check) and check not in guarded[file.name]:
            faults.append(f"{check} has nothing against {what}")
    faults += [f"no broken template shows {rule} red" for rule in rule_names() - {check for check, _, _ in broken}]

    print("\n".join(faults) or f"{len(whole)} stacks in order, {len(broken)} broken ones caught or left to the matrix")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
