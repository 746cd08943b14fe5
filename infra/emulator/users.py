"""Sample people, added by add_user, and their tokens."""

import base64
import csv
import json
import secrets
from pathlib import Path

import steps
from deployment import client
from folder import Failed, client_variables, environment


def add(place, stack):
    """Adds those of users.csv that are not there yet, each with a password made here."""
    known = {person["userName"] for person in stack["people"]}
    with open(Path(__file__).with_name("users.csv"), newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["username"] not in known]
    if rows:
        build = ["cargo", "build", "--locked", "--bin", "add_user", "--bin", "user_info"]
        steps.run(place.folder, "build of add_user (minutes, the first time)", build, environment())
    run = ["cargo", "run", "--quiet", "--locked", "--bin", "add_user", "--"]
    for row in rows:
        name, projects = row["username"], [one for one in row["projects"].split(";") if one]
        password = f"{name.title()}-{secrets.token_hex(6)}"
        command = [*run, "--stack-name", stack["stackName"], "--username", name, "--email", row["email"]]
        command += [word for project in projects or [""] for word in ("--project", project)]
        command += ["--department", row["department"], "--password-stdin"]
        steps.run(place.folder, f"add_user for {name}", command, environment(**client_variables(stack)), f"{password}\n")
        person = {"userName": name, "password": password, "projects": projects, "department": row["department"]}
        stack["people"].append(person)


def tokens(stack, name):
    """The claims of the tokens that a person gets for their password."""
    person = next((one for one in stack["people"] if one["userName"] == name), None)
    if person is None:
        raise Failed(f"{name} is none of the sample people: {', '.join(one['userName'] for one in stack['people']) or 'there are none'}")
    result = tokens_of(stack, person)
    return {"id": claims(result["IdToken"]), "access": claims(result["AccessToken"])}


def tokens_of(stack, person):
    """The tokens that a person gets for their password."""
    return issued(stack, "USER_PASSWORD_AUTH", USERNAME=person["userName"], PASSWORD=person["password"])


def refreshed(stack, refresh_token):
    """New ones for a refresh token."""
    return issued(stack, "REFRESH_TOKEN_AUTH", REFRESH_TOKEN=refresh_token)


def issued(stack, flow, **parameters):
    """What Cognito answers."""
    if "UserPoolClientId" not in stack["outputs"]:
        raise Failed("the stack has no app client of its own: the user pool existed already")
    cognito = client(stack, "cognito-idp")
    try:
        answer = cognito.initiate_auth(AuthFlow=flow, ClientId=stack["outputs"]["UserPoolClientId"], AuthParameters=parameters)
    except cognito.exceptions.ClientError as error:
        raise Failed(f"the sign-in failed: {error}") from None
    return answer["AuthenticationResult"]


def claims(token):
    """The middle part of a token, which is not verified here."""
    part = token.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
