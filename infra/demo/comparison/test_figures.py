"""The figures of infra/demo/compare, from made-up measurements."""

import base64
import json
import unittest

import figures


def token(**claims):
    part = base64.urlsafe_b64encode(json.dumps(claims, separators=(",", ":")).encode()).decode().rstrip("=")
    return f"e30.{part}.c2ln"


def measured(runs=8, reads=8, standard=20, optimized=0):
    def way(read, call, time):
        counts = {name: number for name, number in (("dynamodb.GetItem", read), ("lambda.Invoke", call)) if number}
        return {"counts": counts, "milliseconds": [time] * 10, "decisionMs": [time / 2] * 10, "reportedReads": read}

    return {
        "signIns": 4,
        "requests": 10,
        "issues": {
            "signIns": {"triggerRuns": runs, "dynamodb.GetItem": reads},
            "refreshes": {"triggerRuns": runs, "dynamodb.GetItem": reads},
        },
        "ways": {"optimized": way(optimized, 0, 10), "standard": way(standard, 10, 25)},
        "tokens": [token(sub="b2e5", projects=["apollo"], department="Legal")],
        "tokenMinutes": 60,
    }


class FiguresTest(unittest.TestCase):
    def test_reads_are_counted_per_run_and_per_request(self):
        result = figures.of(measured())
        self.assertEqual(result["readsPerTriggerRun"], 1)
        self.assertEqual(result["issues"]["signIns"], {"triggerRuns": 2, "reads": 2})
        self.assertEqual((result["ways"]["optimized"]["readsPerRequest"], result["ways"]["standard"]["readsPerRequest"]), (0, 2))
        self.assertEqual((result["ways"]["standard"]["callsPerRequest"], result["latencyRatio"]), (1, 2.5))

    def test_break_even_is_the_first_number_of_requests_that_reads_less(self):
        for changes, even in (
            ({"standard": 10}, 2),  # one read per request, one per run: as many at one request
            ({"standard": 20}, 1),
            ({"standard": 10, "reads": 24}, 4),
            ({"standard": 10, "optimized": 5}, 3),
            ({"standard": 10, "optimized": 10}, None),
        ):
            self.assertEqual(figures.of(measured(**changes))["breakEven"], even, changes)

    def test_claims_weigh_what_they_take_in_the_token(self):
        result = figures.of(measured())
        without = len(token(sub="b2e5")) + len("Bearer ")
        self.assertAlmostEqual(result["headerBytes"] - result["headerBytesOfClaims"], without, delta=1)

    def test_the_table_says_what_was_counted(self):
        text = figures.table(figures.of(measured(standard=10)))
        self.assertIn("| reads of the table per request | 0 | 1 |", text)
        self.assertIn("**with 2 or more requests per issue**", text)
        self.assertIn("**never**", figures.table(figures.of(measured(standard=0))))


if __name__ == "__main__":
    unittest.main()
