"""Starts MiniStack with eight private patches. Each names the fault in MiniStack 1.5.33 that it works around; delete it
when an update has the fix.
"""

import json

from ministack.app import main
from ministack.services import apigateway, cognito
from ministack.services.cloudformation import changesets, provisioners

# 1. AdminCreateUser without a password makes a temporary one of 12 characters, which a pool whose policy asks for 14
#    refuses. Cognito makes one that fits the policy.
temporary_password = cognito._generate_temp_password
cognito._generate_temp_password = lambda: temporary_password() + temporary_password()

# 2. A trigger with PreTokenGenerationConfig V1_0 gets an event of V1, but its answer is read as if it were V2.
trigger_response = cognito._extract_trigger_response


def trigger_response_of_every_version(payload):
    """Copies the ID token's claims of a V1 answer to where V2 has them."""
    response = trigger_response(payload)
    event = json.loads(payload) if isinstance(payload, (str, bytes)) and response else payload
    if response and isinstance(event, dict) and event.get("version") == "1":
        claims = {"idTokenGeneration": response.get("claimsOverrideDetails")}
        response = response | {"claimsAndScopeOverrideDetails": claims}
    return response


cognito._extract_trigger_response = trigger_response_of_every_version

# 3. If the trigger refuses, the token endpoint answers HTTP 500 without CORS headers, which no page can read. Cognito
#    answers with an OAuth error.
token_endpoint = cognito._oauth2_token


def token_endpoint_with_refusals(*request):
    """Answers a refusal of the trigger with the OAuth error invalid_grant."""
    try:
        return token_endpoint(*request)
    except RuntimeError as refusal:
        return cognito._oauth2_error("invalid_grant", str(refusal))


cognito._oauth2_token = token_endpoint_with_refusals

# 4. A change set also contains resources whose condition is false, so it finds no change if a parameter turns one on.
resolve_resources = changesets._resolve_props_for_diff


def resolve_existing_resources(template, params, *rest):
    """Leaves out resources whose condition is false."""
    conditions = changesets._evaluate_conditions(template, params) if template else {}
    resources = resolve_resources(template, params, *rest).get("Resources", {})
    return {"Resources": {name: one for name, one in resources.items() if conditions.get(one.get("Condition"), True)}}


changesets._resolve_props_for_diff = resolve_existing_resources


# 5. and 6. CloudFormation stores CorsConfiguration as the template spells it (AllowOrigins), but responses (5) and
#    preflight responses (6) read it as API Gateway spells it (allowOrigins), so browsers refuse every request.
def with_either_spelling(function):
    """Lets the function read both spellings."""
    return lambda cors, origin: function({name[0].lower() + name[1:]: value for name, value in cors.items()}, origin)


apigateway._cors_response_headers = with_either_spelling(apigateway._cors_response_headers)
apigateway._cors_preflight_response = with_either_spelling(apigateway._cors_preflight_response)

# 7. CloudFormation refuses alarms with metric math. Alarms are not tested on the emulator: one on the first metric of
#    the expression stands in.
alarm_record = provisioners._cw_metric_alarm_record


def alarm_record_without_math(name, properties):
    """Replaces Metrics by the first metric that they name."""
    if "Metrics" in properties:
        statistic = next(one["MetricStat"] for one in properties["Metrics"] if "MetricStat" in one)
        simple = statistic["Metric"] | {"Period": statistic["Period"], "Statistic": statistic["Stat"]}
        properties = {key: value for key, value in properties.items() if key != "Metrics"} | simple
    return alarm_record(name, properties)


provisioners._cw_metric_alarm_record = alarm_record_without_math

# 8. For the access token of a refresh at the token endpoint, the trigger gets an event without user attributes. Cognito
#    sends them all; without sub, the function cannot tell that the user's item is theirs.
token = cognito._fake_token


def token_with_user_attributes(sub, pool_id, client_id, token_type="access", username="", user_attrs=None, **others):
    """Adds the attributes of the user."""
    user = (cognito._get_pool_unscoped(pool_id) or {}).get("_users", {}).get(username)
    if user and user_attrs is None:
        user_attrs = cognito._attr_list_to_dict(user.get("Attributes", []))
    return token(sub, pool_id, client_id, token_type, username=username, user_attrs=user_attrs, **others)


cognito._fake_token = token_with_user_attributes

main()
