"""What the claims in the token save: signs people in, sends requests on both ways of the API, and counts what
the functions ask of AWS.

Needs a running stack with the API: infra/local up --parameter BusinessApi=true. It adds nobody and changes
nothing; whatever else uses the stack at the same time is counted as well. It fails if the two ways answer one
person differently.
"""

import argparse
import json
import sys

import comparing
import figures
from folder import Failed, Place

EXAMPLES = """
examples:
  infra/demo/compare                              a table in Markdown, after some seconds
  infra/demo/compare --sign-ins 30 --requests 300
  infra/demo/compare --name other --json
"""


def main():
    parser = argparse.ArgumentParser(
        prog="infra/demo/compare", description=__doc__, epilog=EXAMPLES, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--name", default="claims", help="which stack, if there are several (claims)")
    parser.add_argument("--sign-ins", type=positive, default=12, help="so many, and as many refreshes, by the sample people in turn (12)")
    parser.add_argument("--requests", type=positive, default=120, help="so many on each way, on its three routes in turn (120)")
    parser.add_argument("--json", action="store_true", help="print the figures, not the table")
    args = parser.parse_args()
    try:
        told = figures.of(comparing.measured(Place(args.name), args.sign_ins, args.requests))
    except Failed as failed:
        sys.exit(f"{failed}")
    except KeyboardInterrupt:
        sys.exit("interrupted")
    print(json.dumps(told, indent=2) if args.json else figures.table(told))


def positive(text):
    """A whole number from 1 on."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError("has to be a whole number from 1 on")
    return int(text)


if __name__ == "__main__":
    main()
