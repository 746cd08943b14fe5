"""Reads a local stack or a stack in AWS, and derives the configuration of the page."""

import json
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parents[4]


def local_stack(name):
    """Reads the description of a stack that `infra/local up` wrote."""
    file = ROOT / "target/local" / name / "stack.json"
    if not file.exists():
        sys.exit(f"there is no local stack {name}: run infra/local up --name {name}")
    return json.loads(file.read_text())


def stack_in_aws(name, aws_options):
    """Reads the outputs and parameters of a stack in AWS."""
    command = ["aws", "cloudformation", "describe-stacks", "--stack-name", name, "--output", "json", *aws_options]
    try:
        process = subprocess.run(command, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        sys.exit("the AWS CLI is not installed; use --local NAME for a local stack")
    if process.returncode != 0:
        sys.exit(process.stderr.strip() or f"aws cloudformation describe-stacks failed for {name}")
    stack = json.loads(process.stdout)["Stacks"][0]
    return {
        "stackName": name,
        "outputs": {item["OutputKey"]: item["OutputValue"] for item in stack.get("Outputs", [])},
        "parameters": {item["ParameterKey"]: item["ParameterValue"] for item in stack.get("Parameters", [])},
    }


def claims_of(parameters):
    """Returns the names of the claims that the rules of the stack write into each token."""
    text = parameters.get("ClaimRules", "").strip()
    if text.startswith("@"):
        print(f"warning: the claim rules are in the file {text[1:]} of the function's package, so the page cannot show absent claims",
              file=sys.stderr)
        return {"id": [], "access": []}
    rules = json.loads(text or (ROOT / "src/rules/built-in.json").read_text())
    tokens = {claim["claim"]: claim.get("tokens", ["id", "access"]) for claim in rules.get("claims", [])}
    of = {kind: [name for name, kinds in tokens.items() if kind in kinds] for kind in ("id", "access")}
    return of | {"access": []} if parameters.get("TriggerVersion") == "V1_0" else of


def configuration(stack, client_id=None, pages=None):
    """Returns the content of config.json."""
    outputs, parameters, endpoint = stack["outputs"], stack["parameters"], stack.get("endpoint")
    region, issuer = outputs["Region"], outputs["Issuer"]
    domain = urlsplit(issuer).hostname.removeprefix(f"cognito-idp.{region}.")
    client_id = client_id or outputs.get("UserPoolClientId") or parameters.get("ExistingUserPoolClientId")
    pages = pages or outputs.get("HostedUiUrl")
    if not client_id or not (pages or endpoint):
        sys.exit("the stack uses an existing user pool: add --client-id ID --sign-in-pages URL")
    sign_in = stack.get("signIn") or {
        "authorize": f"{pages}/oauth2/authorize",
        "token": f"{pages}/oauth2/token",
        "revoke": f"{pages}/oauth2/revoke",
        "logout": f"{pages}/logout",
    }
    bucket, identity_pool = outputs.get("DepartmentBucketName"), None
    if bucket:
        identity_pool = {
            "id": outputs["IdentityPoolId"],
            "endpoint": f"{endpoint}/" if endpoint else f"https://cognito-identity.{region}.{domain}/",
            "bucket": bucket,
            "bucketUrl": f"{endpoint}/{bucket}/" if endpoint else f"https://{bucket}.s3.{region}.{domain}/",
        }
    return {
        "stack": stack.get("name") or stack["stackName"],
        "region": region,
        "userPoolId": outputs["UserPoolId"],
        "clientId": client_id,
        "issuer": issuer,
        "triggerVersion": parameters.get("TriggerVersion", "V2_0"),
        "endpoints": {name: sign_in[name] for name in ("authorize", "token", "revoke", "logout")},
        "claims": claims_of(parameters),
        "apiUrl": api_url(outputs.get("ApiUrl"), endpoint),
        "identityPool": identity_pool,
    }


def api_url(url, endpoint):
    """Returns the URL of the API. The emulator serves APIs below localhost, by the first label of their host name."""
    if not url:
        return None
    parts = urlsplit(url)
    if endpoint and not parts.hostname.endswith("localhost"):
        port = urlsplit(endpoint).port
        return f"http://{parts.hostname.split('.')[0]}.execute-api.localhost:{port}{parts.path}".rstrip("/")
    return url.rstrip("/")
