"""Deploys the template to the emulator with the SAM CLI."""

import json
from urllib.parse import urlencode

import boto3
import steps
from building import ARCHITECTURE
from folder import CLIENTS, client_variables, environment

STACK_NAME = "claim-enrichment"

# Parameters of the template that the emulator needs different from an account.
PARAMETERS = {
    "Architecture": ARCHITECTURE,
    "ManagedLogin": "false",  # the emulator does not support AWS::Cognito::ManagedLoginBranding
    "PasswordSignIn": "true",  # for `infra/local tokens`, and tests
    "RefreshTokenRotation": "false",  # the emulator does not rotate refresh tokens
    "DeletionProtection": "false",
}


def client(stack, service):
    """Returns a boto3 client of a service of the emulator."""
    credentials = stack["credentials"]
    return boto3.client(
        service,
        endpoint_url=stack["endpoint"],
        region_name=stack["region"],
        aws_access_key_id=credentials["accessKeyId"],
        aws_secret_access_key=credentials["secretAccessKey"],
    )


def deploy(folder, stack):
    """Deploys with the stack's parameters, and stores the outputs in `stack`."""
    parameters = folder.path / "parameters.yaml"
    parameters.write_text(json.dumps(stack["parameters"], indent=1))  # JSON is YAML
    command = [CLIENTS / "sam", "deploy", "--template-file", "infra/template.yaml", "--no-confirm-changeset"]
    command += ["--parameter-overrides", f"file://{parameters}"]
    quiet = {"SAM_CLI_TELEMETRY": "0", "__SAM_CLI_APP_DIR": str(folder.path / "sam")}
    steps.run(folder.path, "deployment", command, environment(**client_variables(stack), **quiet))

    described = client(stack, "cloudformation").describe_stacks(StackName=STACK_NAME)["Stacks"][0]
    stack["outputs"] = {output["OutputKey"]: output["OutputValue"] for output in described["Outputs"]}
    stack["signIn"] = sign_in(stack["endpoint"], stack["outputs"])


def sign_in(endpoint, outputs):
    """Returns the local URLs of the endpoints of Cognito's domain and issuer."""
    return {
        "issuer": outputs["Issuer"],
        "authorize": f"{endpoint}/oauth2/authorize",
        "token": f"{endpoint}/oauth2/token",
        "logout": f"{endpoint}/logout",
        "revoke": f"{endpoint}/oauth2/revoke",
        "jwks": f"{endpoint}/{outputs['UserPoolId']}/.well-known/jwks.json",
    }


def page(stack):
    """Returns the URL of the sign-in page (without PKCE), or None for an existing user pool."""
    if "UserPoolClientId" not in stack["outputs"]:
        return None
    callback = stack["parameters"].get("CallbackUrls", "http://localhost:8081/").split(",")[0]
    asked = {
        "client_id": stack["outputs"]["UserPoolClientId"],
        "response_type": "code",
        "scope": "openid email",
        "redirect_uri": callback,
    }
    return f"{stack['signIn']['authorize']}?{urlencode(asked)}"
