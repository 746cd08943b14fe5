"""Computes the figures from the measurements, and formats them as a table."""

import json
import math
import statistics
from fractions import Fraction

import users

# The claims of the built-in rules.
ADDED = ("userName", "projects", "department")

READ, CALL = "dynamodb.GetItem", "lambda.Invoke"


def of(measured):
    """Returns the figures."""
    issues = measured["issues"]
    runs = sum(one["triggerRuns"] for one in issues.values())
    reads_per_run = Fraction(sum(one.get(READ, 0) for one in issues.values()), runs)
    ways = {}
    for way, one in measured["ways"].items():
        ways[way] = {
            "readsPerRequest": float(Fraction(one["counts"].get(READ, 0), measured["requests"])),
            "reportedReadsPerRequest": float(Fraction(one["reportedReads"], measured["requests"])),
            "callsPerRequest": float(Fraction(one["counts"].get(CALL, 0), measured["requests"])),
            "decisionMs": round(statistics.median(one["decisionMs"]), 3),
            "medianMs": round(statistics.median(one["milliseconds"]), 1),
            "p95Ms": round(sorted(one["milliseconds"])[int(len(one["milliseconds"]) * 0.95)], 1),
        }
    saved = ways["standard"]["readsPerRequest"] - ways["optimized"]["readsPerRequest"]
    reads = float(reads_per_run)
    header = [len("Bearer ") + len(token) for token in measured["tokens"]]
    added = [weight(users.claims(token)) for token in measured["tokens"]]
    return {
        "signIns": measured["signIns"],
        "requestsPerWay": measured["requests"],
        "issues": {
            name: {"triggerRuns": one["triggerRuns"] / measured["signIns"], "reads": one.get(READ, 0) / measured["signIns"]}
            for name, one in issues.items()
        },
        "readsPerTriggerRun": reads,
        "ways": ways,
        "latencyRatio": round(ways["standard"]["medianMs"] / ways["optimized"]["medianMs"], 2),
        "headerBytes": round(statistics.mean(header)),
        "headerBytesOfClaims": round(statistics.mean(added)),
        # The smallest number of requests for which the optimized route reads less.
        "breakEven": math.floor(reads / saved) + 1 if saved > 0 else None,
        "tokenMinutes": measured["tokenMinutes"],
    }


def weight(claims):
    """Returns how many bytes the added claims take in a token, which is base64."""
    rest = {name: value for name, value in claims.items() if name not in ADDED}
    sizes = [len(json.dumps(one, separators=(",", ":"), ensure_ascii=False).encode()) for one in (claims, rest)]
    return (sizes[0] - sizes[1]) * 4 / 3


def table(result):
    """Formats the figures as Markdown."""
    optimized, standard = result["ways"]["optimized"], result["ways"]["standard"]
    issues, even = result["issues"], result["breakEven"]
    verdict = "**never**" if even is None else f"**with {even} or more requests per issue**"
    return f"""| | optimized | standard |
| --- | --- | --- |
| reads of the table per request | {optimized["readsPerRequest"]:g} | {standard["readsPerRequest"]:g} |
| other Lambda calls per request | {optimized["callsPerRequest"]:g} | {standard["callsPerRequest"]:g} |
| reads of the table per run of the trigger (sign-in or refresh) | {result["readsPerTriggerRun"]:g} | no trigger |
| median latency of a request, as a ratio | 1 | {result["latencyRatio"]:g} |
| of which the decision | {optimized["decisionMs"]:g} ms | {standard["decisionMs"]:g} ms |
| bytes of the header with the token | {result["headerBytes"]} | {result["headerBytes"] - result["headerBytesOfClaims"]} suffice |

Break-even: *r* is the number of reads per run of the trigger, *s* that per standard request, and *R* the number of
requests per issue of tokens (a sign-in or a refresh). Per issue the optimized route reads *r* times, the standard route
*s* × *R* times. With *r* = {result["readsPerTriggerRun"]:g} and *s* = {standard["readsPerRequest"]:g} the optimized route reads less {verdict}.

From {result["signIns"]} sign-ins, {result["signIns"]} refreshes and {result["requestsPerWay"]} requests to each route, with equal answers, on an emulator. Most of
the latency is the emulator's own time for calling a function. It ran the trigger {issues["signIns"]["triggerRuns"]:g} times per sign-in and
{issues["refreshes"]["triggerRuns"]:g} times per refresh; Cognito runs it once. Claims are up to {result["tokenMinutes"]} minutes old (`TokenMinutes`)."""
