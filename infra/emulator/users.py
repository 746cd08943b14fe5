"""Sample users, created by add_user, and their tokens."""

import base64
import csv
import json
import secrets
from pathlib import Path

import steps
from deployment import client
from folder import Failed, client_variables, environment


def add(folder, stack):
    """Creates the users of users.csv that do not exist yet, each with a random password."""
    known = {user["userName"] for user in stack["users"]}
    with open(Path(__file__).with_name("users.csv"), newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["username"] not in known]
    if rows:
        build = ["cargo", "build", "--locked", "--bin", "add_user", "--bin", "user_info"]
        steps.run(folder.path, "build of add_user (minutes, the first time)", build, environment())
    run = ["cargo", "run", "--quiet", "--locked", "--bin", "add_user", "--"]
    for row in rows:
        name, projects = row["username"], [one for one in row["projects"].split(";") if one]
        password = f"{name.title()}-{secrets.token_hex(6)}"
        command = [*run, "--stack-name", stack["stackName"], "--username", name, "--email", row["email"]]
        command += [word for project in projects or [""] for word in ("--project", project)]
        command += ["--department", row["department"], "--password-stdin"]
        steps.run(folder.path, f"add_user for {name}", command, environment(**client_variables(stack)), f"{password}\n")
        stack["users"].append({"userName": name, "password": password, "projects": projects, "department": row["department"]})


def tokens(stack, name):
    """Returns the claims of the tokens that the user gets after signing in with the password."""
    user = next((one for one in stack["users"] if one["userName"] == name), None)
    if user is None:
        raise Failed(f"{name} is not a sample user. There are: {', '.join(one['userName'] for one in stack['users']) or 'none'}.")
    result = tokens_of(stack, user)
    return {"id": claims(result["IdToken"]), "access": claims(result["AccessToken"])}


def tokens_of(stack, user):
    """Signs the user in with the password; returns the tokens."""
    return issued(stack, "USER_PASSWORD_AUTH", USERNAME=user["userName"], PASSWORD=user["password"])


def refreshed(stack, refresh_token):
    """Refreshes the tokens."""
    return issued(stack, "REFRESH_TOKEN_AUTH", REFRESH_TOKEN=refresh_token)


def issued(stack, flow, **parameters):
    """Returns the tokens that Cognito issues."""
    if "UserPoolClientId" not in stack["outputs"]:
        raise Failed("The stack has no app client, since it uses an existing user pool.")
    cognito = client(stack, "cognito-idp")
    try:
        answer = cognito.initiate_auth(AuthFlow=flow, ClientId=stack["outputs"]["UserPoolClientId"], AuthParameters=parameters)
    except cognito.exceptions.ClientError as error:
        raise Failed(f"The sign-in failed: {error}") from None
    return answer["AuthenticationResult"]


def claims(token):
    """Returns the claims of a token without verifying it."""
    part = token.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
