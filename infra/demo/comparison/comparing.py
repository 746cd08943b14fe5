"""Signs people in, asks both ways of the API, and counts at the tap."""

import contextlib
import time
from urllib.parse import quote, urlsplit

import users
import processes
import requests
import steps
from deployment import client
from folder import Failed

WAYS = ("optimized", "standard")

# So many requests go one way before it is the other's turn: what slows the machine down meets both.
BLOCK = 10

# Far above what a request takes on a slow machine.
PATIENCE_S = 60

# A log line may come a little after its event.
POLL_S = 0.2


def measured(place, sign_ins, asked):
    """All that is measured, as plain numbers."""
    stack = place.stack()
    if stack is None or not processes.running(place.folder):
        raise Failed(f"{place.name} does not run: infra/local up --name {place.name} --parameter BusinessApi=true")
    if "ApiUrl" not in stack["outputs"]:
        raise Failed(f"{place.name} has no API: infra/local up --name {place.name} --parameter BusinessApi=true")
    if not stack["people"]:
        raise Failed(f"{place.name} has no sample people: infra/local up --name {place.name}, without --no-people")
    persons = [stack["people"][number % len(stack["people"])] for number in range(sign_ins)]
    api = Api(stack)
    # V1 leaves the access token alone.
    kind = "IdToken" if stack["parameters"].get("TriggerVersion") == "V1_0" else "AccessToken"

    steps.say("a first round, uncounted: the functions start ...")
    first = users.tokens_of(stack, persons[0])
    for way in WAYS:
        api.get(way, "projects", first[kind])

    issues = {}
    with counted(stack) as issues["signIns"], triggered(stack) as signed:
        steps.say(f"{sign_ins} sign-ins ...")
        issued = [users.tokens_of(stack, person) for person in persons]
    with counted(stack) as issues["refreshes"], triggered(stack) as refreshed:
        steps.say(f"{sign_ins} refreshes ...")
        for one in issued:
            users.refreshed(stack, one["RefreshToken"])
    issues["signIns"]["triggerRuns"], issues["refreshes"]["triggerRuns"] = signed["runs"], refreshed["runs"]

    tokens = [one[kind] for one in issued]
    ways = {way: {"counts": {}, "milliseconds": [], "decisionMs": [], "toldReads": 0} for way in WAYS}
    steps.say(f"{asked} requests on each way ...")
    for start in range(0, asked, BLOCK):
        answers = {}
        for way in WAYS:
            with counted(stack) as counts:
                numbers = range(start, min(start + BLOCK, asked))
                answers[way] = [api.timed(ways[way], *question(way, number, persons, tokens)) for number in numbers]
            for name, requested in counts.items():
                ways[way]["counts"][name] = ways[way]["counts"].get(name, 0) + requested
        if answers["optimized"] != answers["standard"]:
            raise Failed("the two ways answer differently: was a claim changed since the sign-ins?")
    return {
        "signIns": sign_ins,
        "requests": asked,
        "issues": issues,
        "ways": ways,
        "tokens": tokens,
        "tokenMinutes": int(stack["parameters"].get("TokenMinutes", 60)),
    }


def question(way, number, persons, tokens):
    """What the request of this number asks, and with which token."""
    person = number % len(persons)
    own = [*persons[person]["projects"], "apollo"][0]
    path = ("projects", f"projects/{quote(own)}", "notices")[number // 3 % 3]  # not always the same for a person
    return way, path, tokens[person]


class Api:
    """The API's address, which this machine may not resolve: the connection goes to the emulator, the name into a header."""

    def __init__(self, stack):
        self.endpoint, self.host = stack["endpoint"], urlsplit(stack["outputs"]["ApiUrl"]).netloc
        self.session = requests.Session()

    def get(self, way, path, token):
        """The answer, which may be a refusal but no failure."""
        headers = {"Host": self.host, "Authorization": f"Bearer {token}"}
        answer = self.session.get(f"{self.endpoint}/{way}/{path}", headers=headers, timeout=PATIENCE_S)
        if answer.status_code not in (200, 403):
            raise Failed(f"GET /{way}/{path} was answered with HTTP {answer.status_code}: {answer.text[:200]}")
        return answer

    def timed(self, measured, way, path, token):
        """Status and content; time and reads are noted."""
        started = time.perf_counter()
        answer = self.get(way, path, token)
        measured["milliseconds"].append((time.perf_counter() - started) * 1000)
        measured["decisionMs"].append(float(answer.headers["x-decision-ms"]))
        measured["toldReads"] += int(answer.headers["x-table-reads"])
        return answer.status_code, answer.json()


@contextlib.contextmanager
def counted(stack):
    """What the functions ask of AWS meanwhile, by operation."""
    counts = {}
    before = requested(stack)
    yield counts
    counts |= {name: number - before.get(name, 0) for name, number in requested(stack).items() if number > before.get(name, 0)}


def requested(stack):
    """The tap's counts."""
    counts = requests.get(f"{stack['control']}/counts", timeout=PATIENCE_S).json()
    return {name: count["requests"] for name, count in counts.items()}


@contextlib.contextmanager
def triggered(stack):
    """How often the trigger ran meanwhile: it writes one line for each event."""
    runs = {}
    before = logged(stack)
    yield runs
    # The last line is there once the number stays.
    number, until = logged(stack), time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        time.sleep(POLL_S)
        again = logged(stack)
        if again == number and number > before:
            break
        number = again
    if number == before:
        raise Failed(f"the trigger did not run, or wrote no line into {stack['outputs']['FunctionLogGroup']}: are its claims in the tokens?")
    runs["runs"] = number - before


def logged(stack):
    """The lines about events in the trigger's log."""
    logs = client(stack, "logs")
    pages = logs.get_paginator("filter_log_events").paginate(logGroupName=stack["outputs"]["FunctionLogGroup"])
    return sum('"pre token generation"' in event["message"] for page in pages for event in page["events"])
