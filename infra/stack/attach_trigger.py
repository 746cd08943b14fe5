"""Attaches a function to a user pool as its pre token generation trigger, or detaches it.

UpdateUserPool resets every setting that a request leaves out. So this reads all settings of the pool, sends
them back with the one change, and compares them afterwards. It refuses to replace or detach another function.

Needs credentials that allow cognito-idp:DescribeUserPool and cognito-idp:UpdateUserPool on the pool. If the
pool has triggers with customer managed keys, a custom message sender or an SMS role, it also needs what
UpdateUserPool needs for those (iam:PassRole, kms:CreateGrant).
"""

import argparse
import json
import sys

import boto3
from botocore.exceptions import BotoCoreError, ClientError

# What DescribeUserPool returns and UpdateUserPool does not take. A test compares this list with the service's
# model, so that a new setting cannot be dropped unnoticed.
READ_ONLY = {
    "AliasAttributes", "Arn", "CreationDate", "CustomDomain", "Domain", "EmailConfigurationFailure",
    "EstimatedNumberOfUsers", "Id", "LastModifiedDate", "Name", "SchemaAttributes", "SmsConfigurationFailure", "Status",
    "UsernameAttributes", "UsernameConfiguration",
}  # fmt: skip

# What an update changes by itself.
VOLATILE = {"LambdaConfig", "LastModifiedDate", "EstimatedNumberOfUsers", "Status"}

# Two names of the same trigger. PreTokenGeneration is the older one, which has no version.
TRIGGER = ("PreTokenGenerationConfig", "PreTokenGeneration")


class Refused(Exception):
    """Says why nothing was changed, and what to do."""


class UserPool:
    """The settings of one user pool, as DescribeUserPool returns them."""

    def __init__(self, client, user_pool_id, ignored=()):
        self.client, self.id, self.ignored = client, user_pool_id, set(ignored)
        client.meta.events.register("before-parse.cognito-idp.DescribeUserPool", self._keep_body)

    def _keep_body(self, response_dict, **_):
        self.body = json.loads(response_dict["body"])

    def describe(self):
        """Returns the settings; refuses ones that boto3 does not know, since it would drop them."""
        pool = self.client.describe_user_pool(UserPoolId=self.id)["UserPool"]
        shape = self.client.meta.service_model.operation_model("DescribeUserPool").output_shape
        unknown = sorted(set(unknown_members(self.body["UserPool"], shape.members["UserPool"])) - self.ignored)
        if unknown:
            raise Refused(
                f"the user pool has settings that boto3 {boto3.__version__} does not know and would reset:"
                f" {', '.join(unknown)}. Update boto3 in infra/requirements/attach-trigger.txt, or name each with"
                " --ignore-unknown if an update cannot set it."
            )
        return pool

    def update(self, before, triggers):
        """Sends all settings with other triggers; fails if another setting has changed afterwards."""
        old = self.body["UserPool"]
        self.client.update_user_pool(**update_request(before, triggers))
        self.describe()
        new = self.body["UserPool"]
        lost = sorted(name for name in (old.keys() | new.keys()) - VOLATILE if old.get(name) != new.get(name))
        if lost:
            print(json.dumps({name: old.get(name) for name in lost}, indent=2), file=sys.stderr)
            raise Refused(f"the update also changed {', '.join(lost)}; the former values are above. Restore them.")


def unknown_members(value, shape, path=""):
    """Yields the paths of members of a response that its shape does not have."""
    if shape.type_name == "structure":
        for name, member in (value or {}).items():
            if name not in shape.members:
                yield f"{path}{name}"
            else:
                yield from unknown_members(member, shape.members[name], f"{path}{name}.")
    elif shape.type_name == "list":
        for member in value or []:
            yield from unknown_members(member, shape.member, path)


def update_request(pool, triggers):
    """Returns the input of UpdateUserPool that keeps the pool as it is but for its triggers."""
    # DescribeUserPool returns a message that was never set as "", which UpdateUserPool refuses as too short.
    request = {name: value for name, value in pool.items() if name not in READ_ONLY and value != ""}
    # The older place of TemporaryPasswordValidityDays: UpdateUserPool refuses both at once.
    if "TemporaryPasswordValidityDays" in pool.get("Policies", {}).get("PasswordPolicy", {}):
        request["AdminCreateUserConfig"] = dict(request.get("AdminCreateUserConfig", {}))
        request["AdminCreateUserConfig"].pop("UnusedAccountValidityDays", None)
    return request | {"UserPoolId": pool["Id"], "PoolName": pool["Name"], "LambdaConfig": triggers}


def attached_function(pool):
    """Returns the ARN of the pool's pre token generation trigger, or None."""
    triggers = pool.get("LambdaConfig", {})
    return triggers.get("PreTokenGenerationConfig", {}).get("LambdaArn") or triggers.get("PreTokenGeneration")


def is_same_function(arn, other):
    """Compares two function ARNs without version and alias."""
    return arn.split(":")[:7] == other.split(":")[:7]


def wanted_triggers(pool, args):
    """Returns the pool's triggers after the change, or None if there is nothing to change."""
    attached, function = attached_function(pool), args.function_arn
    triggers = {name: value for name, value in pool.get("LambdaConfig", {}).items() if name not in TRIGGER}
    if args.detach:
        if attached is None:
            return None
        if not is_same_function(attached, function):
            raise Refused(f"the trigger of {args.user_pool_id} is {attached}, not {function}. Nothing was changed.")
        return triggers
    if attached and not is_same_function(attached, function) and attached != args.replace_trigger:
        raise Refused(
            f"{args.user_pool_id} already has a pre token generation trigger: {attached}. Nothing was changed."
            f" A user pool can have only one. To replace it, add --replace-trigger {attached}"
        )
    return triggers | {"PreTokenGenerationConfig": {"LambdaArn": function, "LambdaVersion": args.trigger_version}}


def parsed(arguments):
    """Reads the command line."""
    parser = argparse.ArgumentParser(
        prog="infra/attach-trigger", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--user-pool-id", required=True)
    parser.add_argument("--function-arn", required=True, help="the stack's output FunctionAliasArn")
    parser.add_argument("--trigger-version", choices=["V1_0", "V2_0", "V3_0"], default="V2_0", help="default: V2_0")
    parser.add_argument("--detach", action="store_true", help="detach this function; tokens are then issued without it")
    parser.add_argument("--replace-trigger", metavar="ARN", help="the other function that this one replaces")
    parser.add_argument(
        "--ignore-unknown", action="append", default=[], metavar="SETTING", help="a setting that boto3 does not know, and"
        " that an update of the user pool cannot set; it is compared afterwards"
    )
    parser.add_argument("--region", help="default: the region in the pool's ID; name it for a replica in another Region")
    parser.add_argument("--profile")
    parser.add_argument("--dry-run", action="store_true", help="print what would be sent, and change nothing")
    args = parser.parse_args(arguments)
    if args.detach and args.replace_trigger:
        parser.error("--detach and --replace-trigger exclude each other")
    return args


def main(arguments=None):
    """Runs the command."""
    args = parsed(arguments)
    try:
        session = boto3.Session(profile_name=args.profile, region_name=args.region or args.user_pool_id.partition("_")[0])
        user_pool = UserPool(session.client("cognito-idp"), args.user_pool_id, args.ignore_unknown)
        before = user_pool.describe()
        triggers = wanted_triggers(before, args)
        if triggers is None:
            print(f"{args.user_pool_id} has no pre token generation trigger: nothing to detach")
        elif args.dry_run:
            print(json.dumps(update_request(before, triggers), indent=2, default=str))
        else:
            user_pool.update(before, triggers)
            done = f"{args.function_arn} is detached" if args.detach else f"calls {args.function_arn} ({args.trigger_version})"
            print(f"{args.user_pool_id}: {done}; all other settings are unchanged")
    except (Refused, BotoCoreError, ClientError) as error:
        sys.exit(f"infra/attach-trigger: {error}")


if __name__ == "__main__":
    main()
