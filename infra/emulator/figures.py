"""From what was measured to the figures, and to a table for people."""

import json
import statistics
from fractions import Fraction

import people

# The claims of the built-in rules.
ADDED = ("userName", "projects", "department")

READ, CALL = "dynamodb.GetItem", "lambda.Invoke"


def of(measured):
    """The figures. `R` stands for requests per issue of tokens."""
    issues = measured["issues"]
    runs = sum(one["triggerRuns"] for one in issues.values())
    reads_per_run = Fraction(sum(one.get(READ, 0) for one in issues.values()), runs)
    ways = {}
    for way, one in measured["ways"].items():
        ways[way] = {
            "readsPerRequest": float(Fraction(one["counts"].get(READ, 0), measured["requests"])),
            "readsToldPerRequest": float(Fraction(one["toldReads"], measured["requests"])),
            "callsPerRequest": float(Fraction(one["counts"].get(CALL, 0), measured["requests"])),
            "medianMs": round(statistics.median(one["milliseconds"]), 1),
            "p95Ms": round(sorted(one["milliseconds"])[int(len(one["milliseconds"]) * 0.95)], 1),
        }
    saved = ways["standard"]["readsPerRequest"] - ways["optimized"]["readsPerRequest"]
    header = [len("Bearer ") + len(token) for token in measured["tokens"]]
    added = [weight(people.claims(token)) for token in measured["tokens"]]
    return {
        "signIns": measured["signIns"],
        "requestsPerWay": measured["requests"],
        "issues": {
            name: {"triggerRuns": one["triggerRuns"] / measured["signIns"], "reads": one.get(READ, 0) / measured["signIns"]}
            for name, one in issues.items()
        },
        "readsPerTriggerRun": float(reads_per_run),
        "ways": ways,
        "latencyRatio": round(ways["standard"]["medianMs"] / ways["optimized"]["medianMs"], 2),
        "headerBytes": round(statistics.mean(header)),
        "headerBytesOfClaims": round(statistics.mean(added)),
        "breakEven": float(reads_per_run) / saved if saved > 0 else None,
        "tokenMinutes": measured["tokenMinutes"],
    }


def weight(claims):
    """The bytes that the added claims take in a token, which is base64."""
    rest = {name: value for name, value in claims.items() if name not in ADDED}
    sizes = [len(json.dumps(one, separators=(",", ":"), ensure_ascii=False).encode()) for one in (claims, rest)]
    return (sizes[0] - sizes[1]) * 4 / 3


def table(told):
    """The same in Markdown."""
    optimized, standard = told["ways"]["optimized"], told["ways"]["standard"]
    issues, even = told["issues"], told["breakEven"]
    # What is left of the formula: whole requests, since there are no others.
    from_on = "never" if even is None else f"more than {even:g}"
    return f"""| | optimized | standard |
| --- | --- | --- |
| reads of the table per request | {optimized["readsPerRequest"]:g} | {standard["readsPerRequest"]:g} |
| further calls of Lambda per request | {optimized["callsPerRequest"]:g} | {standard["callsPerRequest"]:g} |
| reads of the table per run of the trigger, at a sign-in or a refresh | {told["readsPerTriggerRun"]:g} | 0 |
| median latency of a request, as a ratio | 1 | {told["latencyRatio"]:g} |
| bytes of the header with the access token | {told["headerBytes"]} | {told["headerBytes"] - told["headerBytesOfClaims"]} without the claims |

Break-even: with *r* reads per run of the trigger, *s* reads per standard request and *R* requests per issue of
tokens (a sign-in or a refresh, one run each), the optimized way reads *r* times and the standard way *s* × *R* times
per issue. It reads less from *R* > *r* / *s* = {told["readsPerTriggerRun"]:g} / {standard["readsPerRequest"]:g} on: **{from_on} requests per issue**.

From {told["signIns"]} sign-ins, {told["signIns"]} refreshes and {told["requestsPerWay"]} requests on each way, which answered alike.
The emulator ran the trigger {issues["signIns"]["triggerRuns"]:g} times per sign-in and {issues["refreshes"]["triggerRuns"]:g} times per refresh; Cognito runs it once.
Claims are up to {told["tokenMinutes"]} minutes old (`TokenMinutes`)."""
