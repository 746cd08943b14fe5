"""Runs the whole stack on this machine: builds the functions, deploys infra/template.yaml to an emulator, and creates
sample users.

It needs no AWS account and no Docker. Everything of a stack is in target/local/NAME; `down` stops its processes and
deletes that folder.
"""

import argparse
import json
import platform
import re
import signal
import sys

import building
import deployment
import users
import processes
import servers
import steps
from folder import CLIENTS, REGION, ROOT, Failed, Folder

EXAMPLES = """
examples:
  infra/local up                                       about ten minutes the first time, then seconds
  infra/local tokens alice                             the claims in the tokens of alice
  infra/local deploy --parameter TriggerVersion=V1_0   changes a parameter of the template
  infra/local up --name other --iam --no-build         a second stack, which enforces permissions
  infra/local down
"""


def main():
    if platform.system() != "Linux":
        sys.exit("infra/local needs Linux: the emulator runs the functions as they are built for Lambda.")
    args = parser().parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    folder = Folder(args.name)
    try:
        args.run(folder, args)
    except Failed as failed:
        sys.exit(f"{failed}")
    except KeyboardInterrupt:
        sys.exit("interrupted")


def parser():
    """Returns the parser of the command line."""
    whole = argparse.ArgumentParser(
        prog="infra/local", description=__doc__, epilog=EXAMPLES, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = whole.add_subparsers(required=True, metavar="COMMAND")

    def command(name, run, what):
        added = commands.add_parser(name, help=what, description=what)
        added.set_defaults(run=run)
        added.add_argument("--name", default="claims", type=name_of_stack, help="the name of the stack (default: claims)")
        return added

    def parameters(added):
        added.add_argument(
            "--parameter", action="append", default=[], type=key_and_value, metavar="KEY=VALUE", help="a parameter of the template"
        )

    up = command("up", bring_up, "builds, starts and deploys the stack, and creates users; builds and deploys again if it runs")
    up.add_argument("--port", type=int, help="the port of the emulator (default: 4566, or a free one)")
    up.add_argument("--iam", action="store_true", help="the emulator enforces signatures and permissions")
    parameters(up)
    up.add_argument("--no-users", action="store_true", help="create no sample users")
    up.add_argument("--no-build", action="store_true", help="deploy the functions as they are built")
    up.add_argument("--json", action="store_true", help="print stack.json")
    parameters(command("deploy", update, "deploys the running stack again with other parameters"))
    status = command("status", show_status, "prints URLs, users and passwords")
    status.add_argument("--json", action="store_true", help="print stack.json")
    tokens = command("tokens", show_tokens, "signs a sample user in, and prints the claims in the tokens")
    tokens.add_argument("user")
    command("down", take_down, "stops the processes and deletes the folder")
    return whole


def name_of_stack(text):
    """Parses the name of a stack, which is also that of its folder."""
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,30}", text):
        raise argparse.ArgumentTypeError("use lower-case letters, digits and hyphens")
    return text


def key_and_value(text):
    """Parses a parameter."""
    key, equals, value = text.partition("=")
    if not equals:
        raise argparse.ArgumentTypeError("must be KEY=VALUE")
    return key, value


def bring_up(folder, args):
    """`up`."""
    with folder.locked():
        stack = running_stack(folder)
        if stack and (args.iam != stack["iam"] or args.port not in (None, int(stack["endpoint"].rpartition(":")[2]))):
            raise Failed(f"{folder.name} already runs with another --port or --iam. Run infra/local down --name {folder.name} first.")
        fresh = stack is None
        if fresh:
            processes.stop(folder.path)
            folder.remove()
            (folder.path / "tmp").mkdir(parents=True)
        try:
            wanted = (stack["parameters"] if stack else {}) | dict(args.parameter)
            if not args.no_build:
                building.build(folder.path, wanted)
            building.check(folder.path, wanted)
            stack = stack or started(folder, args)
            stack["parameters"] |= dict(args.parameter)
            deployment.deploy(folder, stack)
            if not args.no_users:
                users.add(folder, stack)
            folder.write(stack)
        except BaseException:
            if fresh and processes.stop(folder.path):
                steps.progress("all processes are stopped")
            raise
    print(json.dumps(stack, indent=2)) if args.json else print_stack(folder, stack)


def started(folder, args):
    """Starts the processes; returns the description of the stack."""
    return {
        "name": folder.name,
        "region": REGION,
        "stackName": deployment.STACK_NAME,
        "iam": args.iam,
        "credentials": {"accessKeyId": "test", "secretAccessKey": "test"},
        **servers.start(folder, args.port, args.iam),
        "pids": {name_of(process): process.pid for process in processes.running(folder.path)},
        "parameters": dict(deployment.PARAMETERS),
        "users": [],
    }


def name_of(process):
    """Returns the name of a process in stack.json."""
    return "proxy" if any(word.endswith("proxy.py") for word in process.cmdline()) else "ministack"


def running_stack(folder):
    """Returns the description of the stack if it runs, or None."""
    stack = folder.stack()
    alive = {process.pid for process in processes.running(folder.path)}
    return stack if stack and set(stack["pids"].values()) <= alive else None


def needed(folder):
    """Returns the description of the stack; fails if it does not run."""
    stack = running_stack(folder)
    if stack is None:
        raise Failed(f"{folder.name} does not run. Start it: infra/local up --name {folder.name}")
    return stack


def update(folder, args):
    """`deploy`."""
    with folder.locked():
        stack = needed(folder)
        stack["parameters"] |= dict(args.parameter)
        building.check(folder.path, stack["parameters"])
        deployment.deploy(folder, stack)
        folder.write(stack)


def show_status(folder, args):
    """`status`."""
    stack = needed(folder)
    print(json.dumps(stack, indent=2)) if args.json else print_stack(folder, stack)


def show_tokens(folder, args):
    """`tokens`."""
    print(json.dumps(users.tokens(needed(folder), args.user), indent=2))


def take_down(folder, _args):
    """`down`."""
    with folder.locked():
        known = folder.path.exists()
        ended = processes.stop(folder.path)
        folder.remove()
    print(f"{folder.name}: {ended} processes stopped, folder deleted" if known or ended else f"{folder.name} does not exist")


def print_stack(folder, stack):
    """Prints what is needed to use the stack."""
    path = folder.path.relative_to(ROOT)
    named = "" if folder.name == "claims" else f" --name {folder.name}"
    print(f"\n{folder.name} runs at {stack['endpoint']}, processes {stack['pids']}; all files are in {path}\n")
    print(f"sign-in page   {deployment.page(stack) or 'that of the existing user pool'}")
    print(f"issuer         {stack['signIn']['issuer']}")
    print(f"keys           {stack['signIn']['jwks']}")
    print(f"proxy          {stack['control']}/counts")
    if "ApiUrl" in stack["outputs"]:
        print(f"API            {stack['outputs']['ApiUrl']}")
    for output in ("UserPoolId", "UserPoolClientId", "UserInfoTableName", "FunctionName"):
        print(f"{output:<18} {stack['outputs'].get(output, '')}")
    for user in stack["users"]:
        print(f"  {user['userName']}, password {user['password']}: {user['department']}, projects {', '.join(user['projects']) or 'none'}")
    print(f"""
claims in tokens     infra/local tokens alice{named}
the page             infra/demo/web/serve{named.replace('--name', '--local')}    then http://localhost:8081/
AWS programs         . {path}/env    in a separate shell
change a claim       cargo run --bin user_info -- set alice --department research --stack-name {stack["stackName"]}
function's log       {CLIENTS.relative_to(ROOT)}/sam logs --stack-name {stack["stackName"]}    in that shell
stop                 infra/local down{named}""")


if __name__ == "__main__":
    main()
