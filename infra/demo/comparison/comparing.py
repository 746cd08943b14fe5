"""Signs users in, sends requests to both routes of the API, and reads the counts of the proxy."""

import contextlib
import time
from urllib.parse import quote, urlsplit

import users
import processes
import requests
import steps
from deployment import client
from folder import Failed

ROUTES = ("optimized", "standard")

# The routes take turns after so many requests, so that a busy machine slows both down.
BLOCK = 10

# Far longer than a request takes on a slow machine.
PATIENCE_S = 60

# A log line may appear shortly after its event.
POLL_S = 0.2


def measured(folder, sign_ins, asked):
    """Returns the measurements."""
    stack = folder.stack()
    if stack is None or not processes.running(folder.path):
        raise Failed(f"{folder.name} does not run. Start it: infra/local up --name {folder.name} --parameter BusinessApi=true")
    if "ApiUrl" not in stack["outputs"]:
        raise Failed(f"{folder.name} has no API. Deploy it: infra/local up --name {folder.name} --parameter BusinessApi=true")
    if not stack["users"]:
        raise Failed(f"{folder.name} has no sample users. Create them: infra/local up --name {folder.name}")
    signed_in_users = [stack["users"][number % len(stack["users"])] for number in range(sign_ins)]
    api = Api(stack)
    # V1_0 does not change the access token.
    kind = "IdToken" if stack["parameters"].get("TriggerVersion") == "V1_0" else "AccessToken"

    steps.progress("first requests, not counted: cold starts ...")
    first = users.tokens_of(stack, signed_in_users[0])
    for way in ROUTES:
        api.get(way, "projects", first[kind])

    issues = {}
    with counted(stack) as issues["signIns"], triggered(stack) as signed:
        steps.progress(f"{sign_ins} sign-ins ...")
        issued = [users.tokens_of(stack, user) for user in signed_in_users]
    with counted(stack) as issues["refreshes"], triggered(stack) as refreshed:
        steps.progress(f"{sign_ins} refreshes ...")
        for one in issued:
            users.refreshed(stack, one["RefreshToken"])
    issues["signIns"]["triggerRuns"], issues["refreshes"]["triggerRuns"] = signed["runs"], refreshed["runs"]

    tokens = [one[kind] for one in issued]
    ways = {way: {"counts": {}, "milliseconds": [], "decisionMs": [], "reportedReads": 0} for way in ROUTES}
    steps.progress(f"{asked} requests to each route ...")
    for start in range(0, asked, BLOCK):
        answers = {}
        for way in ROUTES:
            with counted(stack) as counts:
                numbers = range(start, min(start + BLOCK, asked))
                answers[way] = [api.timed(ways[way], *question(way, number, signed_in_users, tokens)) for number in numbers]
            for name, requested in counts.items():
                ways[way]["counts"][name] = ways[way]["counts"].get(name, 0) + requested
        if answers["optimized"] != answers["standard"]:
            raise Failed("The two routes answer differently. A claim may have changed since the sign-ins.")
    return {
        "signIns": sign_ins,
        "requests": asked,
        "issues": issues,
        "ways": ways,
        "tokens": tokens,
        "tokenMinutes": int(stack["parameters"].get("TokenMinutes", 60)),
    }


def question(way, number, signed_in_users, tokens):
    """Returns route, path and token of the request with this number."""
    person = number % len(signed_in_users)
    own = [*signed_in_users[person]["projects"], "apollo"][0]
    path = ("projects", f"projects/{quote(own)}", "notices")[number // 3 % 3]  # so that each user gets different paths
    return way, path, tokens[person]


class Api:
    """Calls the API at the emulator's address, with the API's host name, which may not resolve, in the Host header."""

    def __init__(self, stack):
        self.endpoint, self.host = stack["endpoint"], urlsplit(stack["outputs"]["ApiUrl"]).netloc
        self.session = requests.Session()

    def get(self, way, path, token):
        """Returns the response; fails unless its status is 200 or 403."""
        headers = {"Host": self.host, "Authorization": f"Bearer {token}"}
        answer = self.session.get(f"{self.endpoint}/{way}/{path}", headers=headers, timeout=PATIENCE_S)
        if answer.status_code not in (200, 403):
            raise Failed(f"GET /{way}/{path} was answered with HTTP {answer.status_code}: {answer.text[:200]}")
        return answer

    def timed(self, measured, way, path, token):
        """Returns status and body; records duration and reads."""
        started = time.perf_counter()
        answer = self.get(way, path, token)
        measured["milliseconds"].append((time.perf_counter() - started) * 1000)
        measured["decisionMs"].append(float(answer.headers["x-decision-ms"]))
        measured["reportedReads"] += int(answer.headers["x-table-reads"])
        return answer.status_code, answer.json()


@contextlib.contextmanager
def counted(stack):
    """Yields the requests to AWS services in the block, by operation."""
    counts = {}
    before = requested(stack)
    yield counts
    counts |= {name: number - before.get(name, 0) for name, number in requested(stack).items() if number > before.get(name, 0)}


def requested(stack):
    """Returns the counts of the proxy."""
    counts = requests.get(f"{stack['control']}/counts", timeout=PATIENCE_S).json()
    return {name: count["requests"] for name, count in counts.items()}


@contextlib.contextmanager
def triggered(stack):
    """Yields how often the trigger ran in the block; it writes one line for each event."""
    runs = {}
    before = logged(stack)
    yield runs
    # All lines are there when the number stops growing.
    number, until = logged(stack), time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        time.sleep(POLL_S)
        again = logged(stack)
        if again == number and number > before:
            break
        number = again
    if number == before:
        raise Failed(f"The trigger did not run, or wrote no line to {stack['outputs']['FunctionLogGroup']}.")
    runs["runs"] = number - before


def logged(stack):
    """Returns the number of events in the trigger's log."""
    logs = client(stack, "logs")
    pages = logs.get_paginator("filter_log_events").paginate(logGroupName=stack["outputs"]["FunctionLogGroup"])
    return sum('"pre token generation"' in event["message"] for page in pages for event in page["events"])
