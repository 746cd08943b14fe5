"""Parameters that belong together, and that don't: what the template's Rules and patterns say."""

import re

import resolve as stack

POOL, CLIENT = {"ExistingUserPoolId": "eu-west-1_AbCdEfGhI"}, {"ExistingUserPoolClientId": "1example23456789"}
KEY = {"ExistingTableKeyArn": stack.VARIANTS["existing"]["ExistingTableKeyArn"]}
PAGE = {name: stack.VARIANTS["everything"][name] for name in ("WebHosting", "WebDomain", "WebCertificateArn")}
LITE = stack.VARIANTS["lite"]

# Parameters, and a word of why they are refused (none: they are not).
PAIRS = [
    *((parameters, None) for parameters in stack.VARIANTS.values()),
    (LITE | {"TriggerVersion": "V2_0"}, "V1_0"),
    (LITE | {"TriggerVersion": "V3_0"}, "V1_0"),
    (LITE | {"ManagedLogin": "true"}, "managed login"),
    ({"UserPoolTier": "LITE"} | POOL, None),
    ({"TriggerVersion": "V1_0"}, None),
    ({"UserPoolTier": "PLUS", "TriggerVersion": "V3_0"}, None),
    ({"MachineClients": "true"}, "V3_0"),
    ({"MachineClients": "true", "TriggerVersion": "V1_0"}, "V3_0"),
    ({"MachineClients": "true", "TriggerVersion": "V3_0"}, None),
    ({"MachineClients": "true", "TriggerVersion": "V3_0"} | POOL, "own clients"),
    ({"DepartmentAccess": "true"}, None),
    ({"DepartmentAccess": "true"} | POOL, "needs ExistingUserPoolClientId"),
    ({"DepartmentAccess": "true"} | POOL | CLIENT, None),
    ({"BusinessApi": "true"}, None),
    ({"BusinessApi": "true"} | POOL, "BusinessApi with an existing user pool"),
    ({"BusinessApi": "true"} | POOL | CLIENT, None),
    ({"BusinessApi": "true", "UserInfoKey": "sub"}, None),
    ({"BusinessApi": "true", "UserInfoKey": "attribute:email"}, "UserInfoKey=userName or sub"),
    ({"UserInfoKey": "attribute:email"}, None),
    (CLIENT, "needs the ExistingUserPoolId"),
    ({"WebHosting": "true"}, None),
    ({"WebHosting": "true"} | POOL, "serve the page yourself"),
    (PAGE, None),
    (PAGE | {"WebCertificateArn": ""}, "need each other"),
    (PAGE | {"WebDomain": ""}, "need each other"),
    (KEY, "needs the ExistingTableName"),
    (KEY | {"ExistingTableName": "People"}, None),
    (POOL, None),
    ({"ExistingTableName": "People"}, None),
]

# Values by parameter: those that its pattern takes, those that it doesn't.
VALUES = {
    "ExistingUserPoolId": (["", "eu-west-1_AbCdEfGhI", "us-gov-west-1_a1"], ["eu-west-1", "arn:aws:x", "eu-west-1_a-b"]),
    "ExistingUserPoolClientId": (["", "1example23456789"], ["A B", "1_2"]),
    "ExistingTableName": (["", "UserInfoTable", "a.b-c_d"], ["ab", "arn:aws:dynamodb:x:1:table/T", "a b c"]),
    "ExistingTableKeyArn": (["", *KEY.values()], ["alias/people", "arn:aws:kms:eu-west-1:123456789012:alias/people"]),
    "ClaimRules": (
        ["", "{}", '{"claims": [\n]}\n', "@claim-rules.json"],
        ["@", "[]", "claim-rules.json", '{"claims": []'],
    ),
    "TableAttributes": (["projects", "custom:tenant"], ["", "*", "pro*"]),
    "KeyAttribute": (["userName", "user name"], ["", "a,b", "*"]),
    "UserInfoKey": (["userName", "sub", "attribute:custom:id"], ["", "email", "attribute:"]),
    "DomainPrefix": (["", "a", "people-2"], ["People", "-a", "a-", "a.b", "a" * 64]),
    "CallbackUrls": (
        ["https://example.com/", "http://localhost:8081/", "http://localhost", "com.example.app:/in"],
        ["http://example.com/", "http://localhost.example.com/", "*", "https://*.example.com/", "", "javascript:alert(1)"],
    ),
    "LogoutUrls": (["https://example.com/out"], ["http://example.com/", "https://example.com/#a"]),
    "PageOrigins": (
        ["http://localhost:8081", "https://app.example.com"],
        ["*", "", "http://example.com", "https://example.com/", "https://*.example.com", "http://localhost.example.com"],
    ),
    "WebDomain": (["", "claims.example.com"], ["localhost", "https://claims.example.com", "-a.example.com", "*.example.com"]),
    "WebCertificateArn": (
        ["", PAGE["WebCertificateArn"]],
        [PAGE["WebCertificateArn"].replace("us-east-1", "eu-west-1"), "claims.example.com"],
    ),
    "AlarmEmail": (["", "operator@example.com"], ["operator", "a@b", "a b@example.com"]),
}


def faults():
    """What of this doesn't hold."""
    template = stack.source()
    for parameters, why in PAIRS:
        told = stack.refused(template, parameters)
        if (why is None and told) or (why is not None and not any(why in one for one in told)):
            yield f"{parameters}: {told or 'not refused'}"
    for name, (taken, refused) in VALUES.items():
        parameter = template["Parameters"][name]

        def fits(value):
            return re.fullmatch(parameter["AllowedPattern"], value) and len(value) >= parameter.get("MinLength", 0)

        yield from (f"{name} refuses {value!r}" for value in taken if not fits(value))
        yield from (f"{name} takes {value!r}" for value in refused if fits(value))
    grouped = [
        name
        for group in template["Metadata"]["AWS::CloudFormation::Interface"]["ParameterGroups"]
        for name in group["Parameters"]
    ]
    if sorted(grouped) != sorted(template["Parameters"]):
        yield f"not in one group: {set(grouped) ^ set(template['Parameters'])}"
    yield from (f"{name} has no description" for name, one in template["Parameters"].items() if "Description" not in one)
    yield from (
        f"{name} says nothing of what it takes"
        for name, one in template["Parameters"].items()
        if not {"AllowedPattern", "AllowedValues", "MinValue"} & set(one)
    )
