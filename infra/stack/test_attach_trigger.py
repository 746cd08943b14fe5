"""`attach-trigger` sends all of a pool's settings back, in a form that UpdateUserPool takes."""

import importlib.util
from importlib.machinery import SourceFileLoader
from pathlib import Path

import botocore.session
from botocore.validate import ParamValidator

ARN = "arn:aws:lambda:eu-west-1:123456789012:function:enrich:live"
OTHER = "arn:aws:lambda:eu-west-1:123456789012:function:other"

# A pool as DescribeUserPool shows it, with what can't be sent back, and with triggers of its own.
DESCRIBED = {
    "Id": "eu-west-1_AbCdEfGhI",
    "Name": "people",
    "Arn": "arn:aws:cognito-idp:eu-west-1:123456789012:userpool/eu-west-1_AbCdEfGhI",
    "CreationDate": "2026-01-01T00:00:00Z",
    "LastModifiedDate": "2026-01-01T00:00:00Z",
    "SchemaAttributes": [{"Name": "sub"}],
    "EstimatedNumberOfUsers": 12,
    "UsernameAttributes": ["email"],
    "UsernameConfiguration": {"CaseSensitive": False},
    "Domain": "people",
    "Policies": {"PasswordPolicy": {"MinimumLength": 20, "TemporaryPasswordValidityDays": 3}},
    "DeletionProtection": "ACTIVE",
    "MfaConfiguration": "ON",
    "UserPoolTier": "PLUS",
    "UserPoolTags": {"team": "identity"},
    "AutoVerifiedAttributes": ["email"],
    "AdminCreateUserConfig": {"AllowAdminCreateUserOnly": True, "UnusedAccountValidityDays": 3},
    "EmailConfiguration": {"EmailSendingAccount": "COGNITO_DEFAULT"},
    "EmailVerificationMessage": "",
    "UserPoolAddOns": {"AdvancedSecurityMode": "ENFORCED"},
    "LambdaConfig": {"PreSignUp": OTHER, "PreTokenGeneration": OTHER},
}


def faults():
    """What of this doesn't hold."""
    loader = SourceFileLoader("attach_trigger", str(Path(__file__).parents[1] / "attach-trigger"))
    script = importlib.util.module_from_spec(importlib.util.spec_from_loader(loader.name, loader))
    loader.exec_module(script)
    model = botocore.session.get_session().get_service_model("cognito-idp").operation_model("UpdateUserPool")
    takes = model.input_shape.members
    for arn in (ARN, None):
        sent = script.changed(DESCRIBED, takes, arn, "V2_0")
        report = ParamValidator().validate(sent, model.input_shape)
        if report.has_errors():
            yield f"UpdateUserPool would refuse: {report.generate_report()}"
        kept = {name: sent.get(name) for name in ("Policies", "MfaConfiguration", "UserPoolTier", "UserPoolTags",
                "DeletionProtection", "AutoVerifiedAttributes", "EmailConfiguration", "UserPoolAddOns")}
        yield from (f"attach-trigger loses {name}" for name, value in kept.items() if value != DESCRIBED[name])
        if sent["AdminCreateUserConfig"] != {"AllowAdminCreateUserOnly": True}:
            yield f"attach-trigger sends {sent['AdminCreateUserConfig']}"
        triggers = {"PreSignUp": OTHER}
        if arn:
            triggers["PreTokenGenerationConfig"] = {"LambdaArn": ARN, "LambdaVersion": "V2_0"}
        if sent["LambdaConfig"] != triggers:
            yield f"attach-trigger sends the triggers {sent['LambdaConfig']}"
