"""The template as CloudFormation sees it.

`source()` reads the template; `transformed()` applies the SAM transform; `resolved()` also evaluates conditions and
replaces references, with made-up names for resources.
"""

import copy
import logging
import os
import re
from pathlib import Path

os.environ.setdefault("AWS_DEFAULT_REGION", "eu-west-1")

from samtranslator.parser.parser import Parser
from samtranslator.translator.translator import Translator
from samtranslator.yaml_helper import yaml_parse

logging.getLogger("samtranslator").setLevel(logging.ERROR)
logging.getLogger("samtranslator.metrics.metrics").setLevel(logging.CRITICAL)

SOURCE = Path(__file__).parents[1] / "template.yaml"
ACCOUNT = "123456789012"
PSEUDO = {
    "AWS::AccountId": ACCOUNT,
    "AWS::Partition": "aws",
    "AWS::Region": os.environ["AWS_DEFAULT_REGION"],
    "AWS::StackId": f"arn:aws:cloudformation:eu-west-1:{ACCOUNT}:stack/claims/0f8b8a40-5f5a-11f0-9a3b-0a1b2c3d4e5f",
    "AWS::StackName": "claims",
    "AWS::URLSuffix": "amazonaws.com",
}
ABSENT = object()

# Sets of parameters, by the name of the variant that they deploy.
VARIANTS = {
    "defaults": {},
    "everything": {
        "TriggerVersion": "V3_0",
        "UserPoolTier": "PLUS",
        "MachineClients": "true",
        "DepartmentAccess": "true",
        "BusinessApi": "true",
        "AlarmEmail": "operator@example.com",
        "PasswordSignIn": "true",
        "DomainPrefix": "users",
        "WebHosting": "true",
        "WebDomain": "claims.example.com",
        "WebCertificateArn": f"arn:aws:acm:us-east-1:{ACCOUNT}:certificate/0f8b8a40-5f5a-11f0-9a3b-0a1b2c3d4e5f",
        "ClaimRules": '{"claims": [{"claim": "department", "from": "table.department"}]}',
    },
    "page": {"WebHosting": "true"},
    "existing": {
        "ExistingUserPoolId": "eu-west-1_AbCdEfGhI",
        "ExistingUserPoolClientId": "1example23456789",
        "ExistingTableName": "Users",
        "ExistingTableKeyArn": f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/0f8b8a40-5f5a-11f0-9a3b-0a1b2c3d4e5f",
        "DepartmentAccess": "true",
        "BusinessApi": "true",
    },
    "lite": {
        "UserPoolTier": "LITE",
        "TriggerVersion": "V1_0",
        "ManagedLogin": "false",
        "DeletionProtection": "false",
        "Tracing": "PassThrough",
    },
}


def source():
    """Reads the template."""
    return yaml_parse(SOURCE.read_text())


def transformed(template, parameters=None):
    """Applies the SAM transform, with `parameters` as defaults."""
    template = copy.deepcopy(template)
    for name, value in (parameters or {}).items():
        template["Parameters"][name]["Default"] = value
    # As `sam deploy` does after it has uploaded the package.
    for resource in template["Resources"].values():
        if "CodeUri" in resource.get("Properties", {}):
            resource["Properties"]["CodeUri"] = "s3://packages/bootstrap.zip"
    return Translator({}, Parser()).translate(template, {})


def refused(template, parameters):
    """Returns the messages of the Rules that refuse these parameters."""
    names = _Names(template, parameters)
    messages = []
    for rule in template.get("Rules", {}).values():
        if names.value(rule.get("RuleCondition", True)):
            messages += [one["AssertDescription"] for one in rule["Assertions"] if not names.value(one["Assert"])]
    return messages


def resolved(template, parameters=None):
    """Returns the resources and outputs for these parameters, without intrinsic functions."""
    template = transformed(template, parameters)
    names = _Names(template, {})
    resources = {}
    for name, resource in template["Resources"].items():
        if names.holds(resource.get("Condition")):
            resources[name] = names.value({key: part for key, part in resource.items() if key != "Condition"})
    outputs = {}
    for name, output in template["Outputs"].items():
        if names.holds(output.get("Condition")):
            outputs[name] = {"Value": names.value(output["Value"])}
    return {"Resources": resources, "Outputs": outputs}


class _Names:
    def __init__(self, template, parameters):
        self.template = template
        self.parameters = {}
        for name, parameter in template["Parameters"].items():
            value = str(parameters.get(name, parameter["Default"]))
            is_list = parameter["Type"] == "CommaDelimitedList"
            self.parameters[name] = [one.strip() for one in value.split(",")] if is_list else value

    def holds(self, condition):
        return condition is None or self.value(self.template["Conditions"][condition])

    def value(self, node):
        """Evaluates the intrinsic functions in a node."""
        if isinstance(node, list):
            values = [self.value(one) for one in node]
            return [one for one in values if one is not ABSENT]
        if not isinstance(node, dict):
            return node
        if len(node) == 1:
            (function, argument), = node.items()
            if function == "Ref":
                return self.reference(argument)
            if function == "Condition" and isinstance(argument, str):
                return self.holds(argument)
            if function.startswith("Fn::"):
                return self.call(function.removeprefix("Fn::"), argument)
        values = {key: self.value(part) for key, part in node.items()}
        return {key: part for key, part in values.items() if part is not ABSENT}

    def call(self, function, argument):
        if function == "If":
            condition, then, otherwise = argument
            return self.value(then if self.holds(condition) else otherwise)
        if function == "Sub":
            return self.substituted(argument)
        if function == "GetAtt":
            return self.attribute(*(argument if isinstance(argument, list) else argument.split(".", 1)))
        values = self.value(argument)
        match function:
            case "Equals":
                return values[0] == values[1]
            case "Not":
                return not values[0]
            case "And":
                return all(values)
            case "Or":
                return any(values)
            case "Contains":
                return values[1] in values[0]
            case "Join":
                return values[0].join(values[1])
            case "Split":
                return values[1].split(values[0])
            case "Select":
                return values[1][int(values[0])]
        raise ValueError(f"Fn::{function} is not supported here")

    def reference(self, name):
        if name == "AWS::NoValue":
            return ABSENT
        if name in PSEUDO:
            return PSEUDO[name]
        if name in self.parameters:
            return self.parameters[name]
        resource = self.resource(name)
        if resource["Type"] == "AWS::Lambda::Alias":
            return self.attribute(self.value(resource["Properties"]["FunctionName"]), "Arn") + ":live"
        given = {"AWS::Logs::LogGroup": "LogGroupName", "AWS::Cognito::UserPoolDomain": "Domain"}.get(resource["Type"])
        if given:
            return self.value(resource["Properties"][given])
        return "eu-west-1_NewPool12" if resource["Type"] == "AWS::Cognito::UserPool" else name

    def attribute(self, name, attribute):
        kind = self.resource(name)["Type"]
        region, reference = PSEUDO["AWS::Region"], self.reference(name)
        arns = {
            "AWS::CloudWatch::Alarm": f"arn:aws:cloudwatch:{region}:{ACCOUNT}:alarm:{reference}",
            "AWS::Cognito::UserPool": f"arn:aws:cognito-idp:{region}:{ACCOUNT}:userpool/{reference}",
            "AWS::DynamoDB::Table": f"arn:aws:dynamodb:{region}:{ACCOUNT}:table/{reference}",
            "AWS::IAM::Role": f"arn:aws:iam::{ACCOUNT}:role/{reference}",
            "AWS::Lambda::Function": f"arn:aws:lambda:{region}:{ACCOUNT}:function:{reference}",
            "AWS::S3::Bucket": f"arn:aws:s3:::{reference.lower()}",
        }
        others = {
            ("AWS::ApiGatewayV2::Api", "ApiEndpoint"): f"https://{reference}.execute-api.{region}.amazonaws.com",
            ("AWS::CloudFront::Distribution", "DomainName"): "d111111abcdef8.cloudfront.net",
            ("AWS::CloudFront::OriginAccessControl", "Id"): reference,
            ("AWS::S3::Bucket", "RegionalDomainName"): f"{reference.lower()}.s3.{region}.amazonaws.com",
        }
        known = arns.get(kind) if attribute == "Arn" else others.get((kind, attribute))
        if known is None:
            raise ValueError(f"{name}.{attribute} is not supported here")
        return known

    def resource(self, name):
        resource = self.template["Resources"][name]
        if not self.holds(resource.get("Condition")):
            raise ValueError(f"{name} is referred to but not deployed")
        return resource

    def substituted(self, argument):
        text, own = argument if isinstance(argument, list) else (argument, {})

        def one(match):
            name = match[1]
            if name.startswith("!"):
                return "${" + name[1:] + "}"
            if name in own:
                return self.value(own[name])
            return self.attribute(*name.split(".", 1)) if "." in name else self.reference(name)

        return re.sub(r"\$\{([^}]+)\}", one, text)
