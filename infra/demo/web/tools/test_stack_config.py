"""The configuration that follows from a stack."""

import copy
import json
import unittest

from stack_config import ROOT, configuration

PAGES = "https://people.auth.eu-west-1.amazoncognito.com"
STACK = {
    "stackName": "people",
    "parameters": {"TriggerVersion": "V2_0", "ClaimRules": ""},
    "outputs": {
        "Region": "eu-west-1",
        "UserPoolId": "eu-west-1_AbCdEfGhI",
        "Issuer": "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEfGhI",
        "UserPoolClientId": "1example23456789",
        "HostedUiUrl": PAGES,
    },
}
BUILT_IN = ["userName", "projects", "department"]


def stack(*, parameters=None, outputs=None, **more):
    one = copy.deepcopy(STACK) | more
    one["parameters"] |= parameters or {}
    one["outputs"] |= outputs or {}
    return one


class InAws(unittest.TestCase):
    def test_endpoints_are_at_the_domain_of_the_user_pool(self):
        config = configuration(stack())
        self.assertEqual(
            config["endpoints"],
            {
                "authorize": f"{PAGES}/oauth2/authorize",
                "token": f"{PAGES}/oauth2/token",
                "revoke": f"{PAGES}/oauth2/revoke",
                "logout": f"{PAGES}/logout",
            },
        )
        self.assertIsNone(config["apiUrl"])
        self.assertIsNone(config["identityPool"])

    def test_api_and_identity_pool_are_optional(self):
        outputs = {"ApiUrl": "https://abc.execute-api.eu-west-1.amazonaws.com/", "IdentityPoolId": "p", "DepartmentBucketName": "files"}
        config = configuration(stack(outputs=outputs))
        self.assertEqual(config["apiUrl"], "https://abc.execute-api.eu-west-1.amazonaws.com")
        self.assertEqual(config["identityPool"]["endpoint"], "https://cognito-identity.eu-west-1.amazonaws.com/")
        self.assertEqual(config["identityPool"]["bucketUrl"], "https://files.s3.eu-west-1.amazonaws.com/")

    def test_other_partitions_have_other_domains(self):
        outputs = {
            "Region": "cn-north-1",
            "Issuer": "https://cognito-idp.cn-north-1.amazonaws.com.cn/cn-north-1_x",
            "IdentityPoolId": "p",
            "DepartmentBucketName": "files",
        }
        pool = configuration(stack(outputs=outputs))["identityPool"]
        self.assertEqual(pool["bucketUrl"], "https://files.s3.cn-north-1.amazonaws.com.cn/")

    def test_existing_user_pool_needs_client_and_domain(self):
        existing = stack()
        del existing["outputs"]["UserPoolClientId"], existing["outputs"]["HostedUiUrl"]
        with self.assertRaisesRegex(SystemExit, "--client-id ID --sign-in-pages URL"):
            configuration(existing)
        config = configuration(existing, "client", "https://a.example.com")
        self.assertEqual((config["clientId"], config["endpoints"]["logout"]), ("client", "https://a.example.com/logout"))


class Claims(unittest.TestCase):
    def test_built_in_rules(self):
        rules = json.loads((ROOT / "src/rules/built-in.json").read_text())
        self.assertEqual([one["claim"] for one in rules["claims"]], BUILT_IN)
        self.assertEqual(configuration(stack())["claims"], {"id": BUILT_IN, "access": BUILT_IN})

    def test_v1_does_not_change_the_access_token(self):
        config = configuration(stack(parameters={"TriggerVersion": "V1_0"}))
        self.assertEqual(config["claims"], {"id": BUILT_IN, "access": []})

    def test_rules_for_single_tokens(self):
        rules = '{"claims": [{"claim": "a"}, {"claim": "b", "tokens": ["access", "machine"]}, {"claim": "c", "tokens": ["id"]}]}'
        self.assertEqual(configuration(stack(parameters={"ClaimRules": rules}))["claims"], {"id": ["a", "c"], "access": ["a", "b"]})

    def test_rules_in_the_package_are_unknown(self):
        self.assertEqual(configuration(stack(parameters={"ClaimRules": "@rules.json"}))["claims"], {"id": [], "access": []})


class Local(unittest.TestCase):
    def test_endpoints_are_at_the_emulator(self):
        sign_in = {"authorize": "http://127.0.0.1:4566/a", "token": "http://127.0.0.1:4566/t", "revoke": "r", "logout": "l", "jwks": "j"}
        outputs = {"ApiUrl": "https://abc.execute-api.eu-west-1.amazonaws.com", "IdentityPoolId": "p", "DepartmentBucketName": "files"}
        config = configuration(stack(name="mine", endpoint="http://127.0.0.1:4566", signIn=sign_in, outputs=outputs))
        self.assertEqual(config["stack"], "mine")
        self.assertEqual(config["issuer"], STACK["outputs"]["Issuer"])
        self.assertEqual(config["endpoints"], {name: sign_in[name] for name in ("authorize", "token", "revoke", "logout")})
        self.assertEqual(config["apiUrl"], "http://abc.execute-api.localhost:4566")
        self.assertEqual(config["identityPool"]["bucketUrl"], "http://127.0.0.1:4566/files/")


if __name__ == "__main__":
    unittest.main()
