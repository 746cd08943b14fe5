"""Tests the Rules and patterns of the template's parameters."""

import re

import resolve

POOL, CLIENT = {"ExistingUserPoolId": "eu-west-1_AbCdEfGhI"}, {"ExistingUserPoolClientId": "1example23456789"}
KEY = {"ExistingTableKeyArn": resolve.VARIANTS["existing"]["ExistingTableKeyArn"]}
PAGE = {name: resolve.VARIANTS["everything"][name] for name in ("WebHosting", "WebDomain", "WebCertificateArn")}
LITE = resolve.VARIANTS["lite"]

# Sets of parameters, and a part of the message that refuses them (None: they are accepted).
PAIRS = [
    *((parameters, None) for parameters in resolve.VARIANTS.values()),
    (LITE | {"TriggerVersion": "V2_0"}, "V1_0"),
    (LITE | {"TriggerVersion": "V3_0"}, "V1_0"),
    (LITE | {"ManagedLogin": "true"}, "managed login"),
    ({"UserPoolTier": "LITE"} | POOL, None),
    ({"TriggerVersion": "V1_0"}, None),
    ({"UserPoolTier": "PLUS", "TriggerVersion": "V3_0"}, None),
    ({"MachineClients": "true"}, "V3_0"),
    ({"MachineClients": "true", "TriggerVersion": "V1_0"}, "V3_0"),
    ({"MachineClients": "true", "TriggerVersion": "V3_0"}, None),
    ({"MachineClients": "true", "TriggerVersion": "V3_0"} | POOL, "Create the clients"),
    ({"DepartmentAccess": "true"}, None),
    ({"DepartmentAccess": "true"} | POOL, "needs ExistingUserPoolClientId"),
    ({"DepartmentAccess": "true"} | POOL | CLIENT, None),
    ({"BusinessApi": "true"}, None),
    ({"BusinessApi": "true"} | POOL, "BusinessApi with an existing user pool"),
    ({"BusinessApi": "true"} | POOL | CLIENT, None),
    ({"BusinessApi": "true", "UserInfoKey": "sub"}, None),
    ({"BusinessApi": "true", "UserInfoKey": "attribute:email"}, "UserInfoKey=userName or sub"),
    ({"UserInfoKey": "attribute:email"}, None),
    (CLIENT, "also needs the ExistingUserPoolId"),
    ({"TableAttributes": "projects,department"}, "has to name sub"),
    ({"TableAttributes": "projects,subject"}, "has to name sub"),
    ({"TableAttributes": "tier, sub"}, None),
    ({"TableAttributes": "projects", "UserInfoKey": "sub"}, None),
    ({"WebHosting": "true"}, None),
    ({"WebHosting": "true"} | POOL, "run infra/demo/web/serve"),
    (PAGE, None),
    (PAGE | {"WebCertificateArn": ""}, "need each other"),
    (PAGE | {"WebDomain": ""}, "need each other"),
    (KEY, "also needs the ExistingTableName"),
    (KEY | {"ExistingTableName": "Users"}, None),
    (POOL, None),
    ({"ExistingTableName": "Users"}, None),
]

# For each parameter, values that its pattern accepts and values that it refuses.
VALUES = {
    "ExistingUserPoolId": (["", "eu-west-1_AbCdEfGhI", "us-gov-west-1_a1"], ["eu-west-1", "arn:aws:x", "eu-west-1_a-b"]),
    "ExistingUserPoolClientId": (["", "1example23456789"], ["A B", "1_2"]),
    "ExistingTableName": (["", "UserInfoTable", "a.b-c_d"], ["ab", "arn:aws:dynamodb:x:1:table/T", "a b c"]),
    "ExistingTableKeyArn": (["", *KEY.values()], ["alias/users", "arn:aws:kms:eu-west-1:123456789012:alias/users"]),
    "ClaimRules": (
        ["", "{}", '{"claims": [\n]}\n', "@claim-rules.json"],
        ["@", "[]", "claim-rules.json", '{"claims": []'],
    ),
    "TableAttributes": (["projects", "custom:tenant"], ["", "*", "pro*"]),
    "KeyAttribute": (["userName", "user name"], ["", "a,b", "*"]),
    "UserInfoKey": (["userName", "sub", "attribute:custom:id"], ["", "email", "attribute:"]),
    "DomainPrefix": (["", "a", "users-2"], ["Users", "-a", "a-", "a.b", "a" * 64]),
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
    """Yields what does not hold."""
    template = resolve.source()
    for parameters, why in PAIRS:
        messages = resolve.refused(template, parameters)
        if (why is None and messages) or (why is not None and not any(why in one for one in messages)):
            yield f"{parameters}: {messages or 'accepted'}"
    for name, (accepted, refused) in VALUES.items():
        parameter = template["Parameters"][name]

        def fits(value):
            return re.fullmatch(parameter["AllowedPattern"], value) and len(value) >= parameter.get("MinLength", 0)

        yield from (f"{name} refuses {value!r}" for value in accepted if not fits(value))
        yield from (f"{name} accepts {value!r}" for value in refused if fits(value))
    grouped = [
        name
        for group in template["Metadata"]["AWS::CloudFormation::Interface"]["ParameterGroups"]
        for name in group["Parameters"]
    ]
    if sorted(grouped) != sorted(template["Parameters"]):
        yield f"not in exactly one group: {set(grouped) ^ set(template['Parameters'])}"
    yield from (f"{name} has no description" for name, one in template["Parameters"].items() if "Description" not in one)
    yield from (
        f"{name} does not limit its values"
        for name, one in template["Parameters"].items()
        if not {"AllowedPattern", "AllowedValues", "MinValue"} & set(one)
    )
