"""Measures what claims in tokens save: signs users in, sends requests to both routes of the API, and counts the
requests of the functions to AWS services.

Needs a running stack with the API: infra/local up --parameter BusinessApi=true. It changes no data. Other use of the
stack at the same time is counted too. It fails if the two routes answer a user differently.
"""

import argparse
import json
import sys

import comparing
import figures
from folder import Failed, Folder

EXAMPLES = """
examples:
  infra/demo/compare                              prints a table in Markdown
  infra/demo/compare --sign-ins 30 --requests 300
  infra/demo/compare --name other --json
"""


def main():
    parser = argparse.ArgumentParser(
        prog="infra/demo/compare", description=__doc__, epilog=EXAMPLES, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--name", default="claims", help="the name of the stack (default: claims)")
    parser.add_argument("--sign-ins", type=positive, default=12, help="the number of sign-ins, and of refreshes, by the sample users in turn (default: 12)")
    parser.add_argument("--requests", type=positive, default=120, help="the number of requests to each route, to its three paths in turn (default: 120)")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    args = parser.parse_args()
    try:
        result = figures.of(comparing.measured(Folder(args.name), args.sign_ins, args.requests))
    except Failed as failed:
        sys.exit(f"{failed}")
    except KeyboardInterrupt:
        sys.exit("interrupted")
    print(json.dumps(result, indent=2) if args.json else figures.table(result))


def positive(text):
    """Parses a positive integer."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError("must be a positive integer")
    return int(text)


if __name__ == "__main__":
    main()
