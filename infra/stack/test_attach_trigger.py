"""infra/attach-trigger against a server that resets what an update leaves out, as Cognito does."""

import contextlib
import copy
import io
import json
import os
import threading
import unittest
from http.server import BaseHTTPRequestHandler, HTTPServer
from unittest import mock

import attach_trigger
import botocore.session

POOL_ID = "eu-west-1_AbCdEfGhI"
FUNCTION = "arn:aws:lambda:eu-west-1:123456789012:function:enrich:live"
OTHER = "arn:aws:lambda:eu-west-1:123456789012:function:other"
MODEL = botocore.session.get_session().get_service_model("cognito-idp")
POOL_SHAPE = MODEL.operation_model("DescribeUserPool").output_shape.members["UserPool"]
UPDATE_SHAPE = MODEL.operation_model("UpdateUserPool").input_shape


def sample(shape):
    """A value with every member of the shape."""
    match shape.type_name:
        case "structure":
            return {name: sample(member) for name, member in shape.members.items()}
        case "list":
            return [sample(shape.member)]
        case "map":
            return {"key": sample(shape.value)}
        case "string":
            return shape.enum[-1] if shape.enum else "text that is long enough {####}"
        case "boolean":
            return True
        case _:
            return max(shape.metadata.get("min", 0), 7)


def whole_pool():
    """A pool on which everything is set, with triggers of its own but no pre token generation trigger."""
    pool = sample(POOL_SHAPE) | {"Id": POOL_ID, "Name": "users"}
    del pool["LambdaConfig"]["PreTokenGeneration"], pool["LambdaConfig"]["PreTokenGenerationConfig"]
    # Both places hold the same number of days.
    days = pool["Policies"]["PasswordPolicy"]["TemporaryPasswordValidityDays"]
    pool["AdminCreateUserConfig"]["UnusedAccountValidityDays"] = days
    return pool


class Cognito(HTTPServer):
    """DescribeUserPool and UpdateUserPool of one pool."""

    def __init__(self, pool):
        super().__init__(("127.0.0.1", 0), Handler)
        self.pool, self.updates, self.loses = pool, [], set()

    def update(self, request):
        """Keeps what no update takes, and resets what this one leaves out."""
        self.updates.append(request)
        read_only = {name: value for name, value in self.pool.items() if name not in UPDATE_SHAPE.members}
        self.pool = {name: value for name, value in (read_only | request).items() if name not in self.loses}
        self.pool["Name"] = self.pool.pop("PoolName")
        del self.pool["UserPoolId"]
        password = self.pool.get("Policies", {}).get("PasswordPolicy", {})
        if "TemporaryPasswordValidityDays" in password:
            self.pool["AdminCreateUserConfig"]["UnusedAccountValidityDays"] = password["TemporaryPasswordValidityDays"]


class Handler(BaseHTTPRequestHandler):
    """Answers in the protocol of the service."""

    def do_POST(self):
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        answer = {}
        if self.headers["X-Amz-Target"].endswith(".DescribeUserPool"):
            answer = {"UserPool": self.server.pool}
        else:
            self.server.update(request)
        body = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """Says nothing."""


class AttachTriggerTest(unittest.TestCase):
    def setUp(self):
        self.cognito = Cognito(whole_pool())
        self.addCleanup(self.cognito.server_close)
        self.addCleanup(self.cognito.shutdown)
        threading.Thread(target=self.cognito.serve_forever, args=(0.01,), daemon=True).start()
        endpoint = f"http://127.0.0.1:{self.cognito.server_port}"
        variables = {"AWS_ENDPOINT_URL": endpoint, "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}
        self.enterContext(mock.patch.dict(os.environ, variables))

    def attach(self, *options):
        """Runs the command; returns its exit code or message, and what it printed."""
        with contextlib.redirect_stdout(io.StringIO()) as out, contextlib.redirect_stderr(io.StringIO()) as err:
            try:
                attach_trigger.main(["--user-pool-id", POOL_ID, "--function-arn", FUNCTION, *options])
                code = None
            except SystemExit as end:
                code = end.code
        return code, out.getvalue() + err.getvalue()

    def set_trigger(self, **triggers):
        self.cognito.pool["LambdaConfig"] |= triggers

    def trigger(self):
        return self.cognito.pool["LambdaConfig"].get("PreTokenGenerationConfig")

    def test_every_setting_of_the_pool_survives(self):
        before = copy.deepcopy(self.cognito.pool)
        self.assertEqual(self.attach("--trigger-version", "V3_0")[0], None)
        self.assertEqual(self.trigger(), {"LambdaArn": FUNCTION, "LambdaVersion": "V3_0"})
        self.assertEqual(self.attach("--detach")[0], None)
        self.assertEqual(self.cognito.pool, before)
        for request in self.cognito.updates:
            self.assertEqual(set(request), set(UPDATE_SHAPE.members))

    def test_read_only_settings_are_those_of_the_service(self):
        self.assertEqual(attach_trigger.READ_ONLY, set(POOL_SHAPE.members) - set(UPDATE_SHAPE.members))

    def test_days_of_a_temporary_password_survive_in_their_older_place(self):
        del self.cognito.pool["Policies"]["PasswordPolicy"]["TemporaryPasswordValidityDays"]
        before = copy.deepcopy(self.cognito.pool["AdminCreateUserConfig"])
        self.assertEqual(self.attach()[0], None)
        self.assertEqual(self.cognito.pool["AdminCreateUserConfig"], before)

    def test_a_trigger_of_another_function_is_not_replaced(self):
        for name, value in (
            ("PreTokenGenerationConfig", {"LambdaArn": OTHER, "LambdaVersion": "V2_0"}),
            ("PreTokenGeneration", OTHER),
        ):
            self.cognito.pool = whole_pool()
            self.set_trigger(**{name: value})
            for options in ((), ("--replace-trigger", f"{OTHER}2")):
                code, _ = self.attach(*options)
                self.assertIn(f"--replace-trigger {OTHER}", code)
                self.assertEqual(self.cognito.updates, [])
            self.assertEqual(self.attach("--replace-trigger", OTHER)[0], None)
            self.assertEqual(self.trigger()["LambdaArn"], FUNCTION)
            self.assertNotIn("PreTokenGeneration", self.cognito.pool["LambdaConfig"])
            self.cognito.updates.clear()

    def test_a_trigger_of_another_function_is_not_detached(self):
        self.set_trigger(PreTokenGenerationConfig={"LambdaArn": OTHER, "LambdaVersion": "V2_0"})
        self.assertIn(OTHER, self.attach("--detach")[0])
        self.assertEqual(self.cognito.updates, [])

    def test_a_pool_without_a_trigger_has_nothing_to_detach(self):
        code, printed = self.attach("--detach")
        self.assertEqual((code, self.cognito.updates), (None, []))
        self.assertIn("nothing to detach", printed)

    def test_another_alias_of_the_same_function_is_replaced(self):
        self.set_trigger(PreTokenGeneration=FUNCTION.removesuffix(":live"))
        self.assertEqual(self.attach()[0], None)
        self.assertEqual(self.trigger()["LambdaArn"], FUNCTION)

    def test_a_setting_that_boto3_does_not_know_is_not_reset(self):
        for change in ({"SettingOfNextYear": {}}, {"Policies": {"SettingOfNextYear": 1}}):
            self.cognito.pool = whole_pool() | change
            self.assertIn("SettingOfNextYear", self.attach()[0])
            self.assertEqual(self.cognito.updates, [])

    def test_an_ignored_unknown_setting_is_compared_afterwards(self):
        self.cognito.pool["SettingOfNextYear"] = 1
        self.assertEqual(self.attach("--ignore-unknown", "SettingOfNextYear")[0], None)
        self.cognito.loses = {"SettingOfNextYear"}
        self.assertIn("SettingOfNextYear", self.attach("--ignore-unknown", "SettingOfNextYear")[0])

    def test_a_setting_that_the_update_changed_is_named(self):
        self.cognito.loses = {"UserPoolTier"}
        code, printed = self.attach()
        self.assertIn("UserPoolTier", code)
        self.assertIn("PLUS", printed)

    def test_a_dry_run_changes_nothing(self):
        code, printed = self.attach("--dry-run")
        self.assertEqual((code, self.cognito.updates), (None, []))
        self.assertEqual(json.loads(printed)["LambdaConfig"]["PreTokenGenerationConfig"]["LambdaArn"], FUNCTION)


if __name__ == "__main__":
    unittest.main()
