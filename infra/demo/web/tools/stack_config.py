"""A stack, on this machine or in AWS, and the configuration of the page that follows from it."""

import json
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parents[4]


def local_stack(name):
    """What `infra/local up` left of a stack."""
    file = ROOT / "target/local" / name / "stack.json"
    if not file.exists():
        sys.exit(f"no local stack {name}: make one with infra/local up --name {name}")
    return json.loads(file.read_text())


def stack_in_aws(name, where):
    """Outputs and parameters of a stack, and where AWS serves it."""
    command = ["aws", "cloudformation", "describe-stacks", "--stack-name", name, "--output", "json", *where]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        sys.exit("the AWS CLI is not installed; for a stack on this machine take --local NAME")
    if done.returncode != 0:
        sys.exit(done.stderr.strip() or f"aws cloudformation describe-stacks failed for {name}")
    stack = json.loads(done.stdout)["Stacks"][0]
    return {
        "stackName": name,
        "outputs": {one["OutputKey"]: one["OutputValue"] for one in stack.get("Outputs", [])},
        "parameters": {one["ParameterKey"]: one["ParameterValue"] for one in stack.get("Parameters", [])},
    }


def claims_of(parameters):
    """The claims that the stack's rules add, by token."""
    written = parameters.get("ClaimRules", "").strip()
    if written.startswith("@"):
        print(f"the claim rules are in {written[1:]} of the function's package: the page can't tell which claims are absent",
              file=sys.stderr)
        return {"id": [], "access": []}
    rules = json.loads(written or (ROOT / "src/rules/built-in.json").read_text())
    tokens = {claim["claim"]: claim.get("tokens", ["id", "access"]) for claim in rules.get("claims", [])}
    of = {kind: [name for name, kinds in tokens.items() if kind in kinds] for kind in ("id", "access")}
    return of | {"access": []} if parameters.get("TriggerVersion") == "V1_0" else of


def configuration(stack, client_id=None, pages=None):
    """The content of config.json."""
    outputs, parameters, endpoint = stack["outputs"], stack["parameters"], stack.get("endpoint")
    region, issuer = outputs["Region"], outputs["Issuer"]
    domain = urlsplit(issuer).hostname.removeprefix(f"cognito-idp.{region}.")
    client_id = client_id or outputs.get("UserPoolClientId") or parameters.get("ExistingUserPoolClientId")
    pages = pages or outputs.get("HostedUiUrl")
    if not client_id or not (pages or endpoint):
        sys.exit("the user pool is not the stack's own: name its client and sign-in pages, --client-id ID --sign-in-pages URL")
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
    """Where the API answers; the emulator has its APIs below localhost, by the first label of their names."""
    if not url:
        return None
    parts = urlsplit(url)
    if endpoint and not parts.hostname.endswith("localhost"):
        port = urlsplit(endpoint).port
        return f"http://{parts.hostname.split('.')[0]}.execute-api.localhost:{port}{parts.path}".rstrip("/")
    return url.rstrip("/")
