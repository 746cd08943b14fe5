"""The whole stack on this machine: build, emulator, deployment of infra/template.yaml, sample people.

It needs no AWS account and no Docker. All of a stack is in target/local/NAME; `down` ends its processes
and removes that folder.
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
from folder import CLIENTS, REGION, ROOT, Failed, Place

EXAMPLES = """
examples:
  infra/local up                                       about ten minutes the first time, then seconds
  infra/local tokens alice                             what her tokens say
  infra/local deploy --parameter TriggerVersion=V1_0   another parameter of the template
  infra/local up --name other --iam --no-build         one beside it, which checks permissions
  infra/local down
"""


def main():
    if platform.system() != "Linux":
        sys.exit("the emulator runs the functions as they are built for Lambda: it needs Linux, or a virtual machine with it")
    args = parser().parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    place = Place(args.name)
    try:
        args.run(place, args)
    except Failed as failed:
        sys.exit(f"{failed}")
    except KeyboardInterrupt:
        sys.exit("interrupted")


def parser():
    """The commands and their options."""
    whole = argparse.ArgumentParser(
        prog="infra/local", description=__doc__, epilog=EXAMPLES, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = whole.add_subparsers(required=True, metavar="COMMAND")

    def command(name, run, what):
        added = commands.add_parser(name, help=what, description=what)
        added.set_defaults(run=run)
        added.add_argument("--name", default="claims", type=name_of_stack, help="which stack, if there are several (claims)")
        return added

    def parameters(added):
        added.add_argument(
            "--parameter", action="append", default=[], type=key_and_value, metavar="KEY=VALUE", help="a parameter of the template"
        )

    up = command("up", bring_up, "builds, starts, deploys and adds people; where it runs, builds and deploys again")
    up.add_argument("--port", type=int, help="the emulator's (4566 if it is free, or any)")
    up.add_argument("--iam", action="store_true", help="the emulator checks signatures and permissions")
    parameters(up)
    up.add_argument("--no-people", action="store_true", help="without sample people")
    up.add_argument("--no-build", action="store_true", help="deploy what is built already")
    up.add_argument("--json", action="store_true", help="print stack.json")
    parameters(command("deploy", update, "deploys the running stack with other parameters"))
    status = command("status", tell, "says what runs where")
    status.add_argument("--json", action="store_true", help="print stack.json")
    tokens = command("tokens", show_tokens, "signs a sample person in, and prints what the tokens say")
    tokens.add_argument("person")
    command("down", take_down, "ends the processes and removes the folder")
    return whole


def name_of_stack(text):
    """A name that can be a folder's."""
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,30}", text):
        raise argparse.ArgumentTypeError("small letters, digits and hyphens")
    return text


def key_and_value(text):
    """A parameter."""
    key, equals, value = text.partition("=")
    if not equals:
        raise argparse.ArgumentTypeError("has to be KEY=VALUE")
    return key, value


def bring_up(place, args):
    """`up`."""
    with place.locked():
        stack = running_stack(place)
        if stack and (args.iam != stack["iam"] or args.port not in (None, int(stack["endpoint"].rpartition(":")[2]))):
            raise Failed(f"{place.name} runs with another --port or --iam: infra/local down --name {place.name} comes first")
        fresh = stack is None
        if fresh:
            processes.stop(place.folder)
            place.remove()
            (place.folder / "tmp").mkdir(parents=True)
        try:
            wanted = (stack["parameters"] if stack else {}) | dict(args.parameter)
            if not args.no_build:
                building.build(place.folder, wanted)
            building.check(place.folder, wanted)
            stack = stack or started(place, args)
            stack["parameters"] |= dict(args.parameter)
            deployment.deploy(place, stack)
            if not args.no_people:
                users.add(place, stack)
            place.write(stack)
        except BaseException:
            if fresh and processes.stop(place.folder):
                steps.say("nothing is left running")
            raise
    print(json.dumps(stack, indent=2)) if args.json else print_stack(place, stack)


def started(place, args):
    """A description of what has just been started."""
    return {
        "name": place.name,
        "region": REGION,
        "stackName": deployment.STACK_NAME,
        "iam": args.iam,
        "credentials": {"accessKeyId": "test", "secretAccessKey": "test"},
        **servers.start(place, args.port, args.iam),
        "pids": {pathless(process): process.pid for process in processes.running(place.folder)},
        "parameters": dict(deployment.PARAMETERS),
        "people": [],
    }


def pathless(process):
    """What a process is called in stack.json."""
    return "tap" if any(word.endswith("proxy.py") for word in process.cmdline()) else "ministack"


def running_stack(place):
    """The stack's description, if it runs."""
    stack = place.stack()
    alive = {process.pid for process in processes.running(place.folder)}
    return stack if stack and set(stack["pids"].values()) <= alive else None


def needed(place):
    """The same, or a failure."""
    stack = running_stack(place)
    if stack is None:
        raise Failed(f"{place.name} does not run: infra/local up --name {place.name}")
    return stack


def update(place, args):
    """`deploy`."""
    with place.locked():
        stack = needed(place)
        stack["parameters"] |= dict(args.parameter)
        building.check(place.folder, stack["parameters"])
        deployment.deploy(place, stack)
        place.write(stack)


def tell(place, args):
    """`status`."""
    stack = needed(place)
    print(json.dumps(stack, indent=2)) if args.json else print_stack(place, stack)


def show_tokens(place, args):
    """`tokens`."""
    print(json.dumps(users.tokens(needed(place), args.person), indent=2))


def take_down(place, _args):
    """`down`."""
    with place.locked():
        known = place.folder.exists()
        ended = processes.stop(place.folder)
        place.remove()
    print(f"{place.name}: {ended} processes ended, the folder is gone" if known or ended else f"{place.name} does not exist")


def print_stack(place, stack):
    """What one needs to play with it."""
    folder = place.folder.relative_to(ROOT)
    named = "" if place.name == "claims" else f" --name {place.name}"
    print(f"\n{place.name} runs at {stack['endpoint']}, processes {stack['pids']}; all of it is in {folder}\n")
    print(f"sign-in page   {deployment.page(stack) or 'of the existing user pool'}")
    print(f"issuer         {stack['signIn']['issuer']}")
    print(f"its keys       {stack['signIn']['jwks']}")
    print(f"tap            {stack['control']}/counts")
    if "ApiUrl" in stack["outputs"]:
        print(f"API            {stack['outputs']['ApiUrl']}")
    for output in ("UserPoolId", "UserPoolClientId", "UserInfoTableName", "FunctionName"):
        print(f"{output:<18} {stack['outputs'].get(output, '')}")
    for person in stack["people"]:
        print(f"  {person['userName']}, password {person['password']}: {person['department']}, projects {', '.join(person['projects']) or 'none'}")
    print(f"""
what a token says    infra/local tokens alice{named}
the page             infra/demo/web/serve{named.replace('--name', '--local')}    then http://localhost:8081/
AWS programs         . {folder}/env    in a shell of their own
another claim        cargo run --bin user_info -- set alice --department research --stack-name {stack["stackName"]}
the function's log   {CLIENTS.relative_to(ROOT)}/sam logs --stack-name {stack["stackName"]}    in that shell
take it down         infra/local down{named}""")


if __name__ == "__main__":
    main()
