"""MiniStack, run by its own Python, with five faults mended that the template and add_user can't go around."""

import json

from ministack.app import main
from ministack.services import apigateway, cognito
from ministack.services.cloudformation import changesets

# Cognito makes temporary passwords that the pool's policy takes. MiniStack's have 12 characters, and the
# template asks for 14.
password = cognito._generate_temp_password
cognito._generate_temp_password = lambda: password() + password()

# A PreTokenGenerationConfig of V1_0 is sent the event of V1, but its answer is read like one of V2.
read = cognito._extract_trigger_response


def response(payload):
    """The answer to an event of V1, put where that of V2 has the ID token's claims."""
    told = read(payload)
    event = json.loads(payload) if isinstance(payload, (str, bytes)) and told else payload
    if told and isinstance(event, dict) and event.get("version") == "1":
        told = told | {"claimsAndScopeOverrideDetails": {"idTokenGeneration": told.get("claimsOverrideDetails")}}
    return told


cognito._extract_trigger_response = response

# A trigger that refuses ends the request for tokens in an HTTP 500, which no page may read.
tokens = cognito._oauth2_token


def told_as_oauth(*asked):
    """The tokens, or what the trigger said."""
    try:
        return tokens(*asked)
    except RuntimeError as refused:
        return cognito._oauth2_error("invalid_grant", str(refused))


cognito._oauth2_token = told_as_oauth

# A change set counts resources whose condition is false, and so sees no change where a parameter turns
# one on.
resolve = changesets._resolve_props_for_diff


def deployed(template, params, *rest):
    """The resources that there are with these parameters."""
    conditions = changesets._evaluate_conditions(template, params) if template else {}
    resources = resolve(template, params, *rest).get("Resources", {})
    return {"Resources": {name: one for name, one in resources.items() if conditions.get(one.get("Condition"), True)}}


changesets._resolve_props_for_diff = deployed


# The CorsConfiguration of a template is kept as it is written there, AllowOrigins, and read as API Gateway's
# own operations write it, allowOrigins: so no page may call an API.
def of_either_case(answer):
    """The same function, for both spellings."""
    return lambda cors, origin: answer({name[0].lower() + name[1:]: value for name, value in cors.items()}, origin)


apigateway._cors_response_headers = of_either_case(apigateway._cors_response_headers)
apigateway._cors_preflight_response = of_either_case(apigateway._cors_preflight_response)

main()
