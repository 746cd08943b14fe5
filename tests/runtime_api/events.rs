//! Events as Cognito sends them, and the responses to them. All personal data contains the canary.

use serde_json::{Value, json};

/// Returns a sign-in of `user` in an event version ("1", "2", "3").
pub(crate) fn sign_in(version: &str, user: &str) -> Value {
    let mut event = json!({
        "version": version,
        "triggerSource": "TokenGeneration_HostedAuth",
        "region": "eu-west-1",
        "userPoolId": "eu-west-1_Canary123",
        "userName": user,
        "callerContext": {"awsSdkVersion": "aws-sdk-unknown-unknown", "clientId": "canaryclient1example23456789"},
        "request": {
            "userAttributes": {
                "sub": "canary-sub",
                "email": "canary@example.com",
                "email_verified": "true",
                "cognito:user_status": "CONFIRMED",
            },
            "groupConfiguration": {
                "groupsToOverride": ["canary-group"],
                "iamRolesToOverride": ["arn:aws:iam::123456789012:role/canary"],
                "preferredRole": null,
            },
            "clientMetadata": {"projects": "canary-metadata", "canary": "userName"},
            "fieldOfTomorrow": [1.50, {"canary": null}],
        },
        "response": {container(version): null},
    });
    if version != "1" {
        event["request"]["scopes"] = json!(["openid", "canary/read"]);
    }
    event
}

/// Returns the member of the response that Cognito reads.
pub(crate) fn container(version: &str) -> &'static str {
    if version == "1" { "claimsOverrideDetails" } else { "claimsAndScopeOverrideDetails" }
}

/// Returns `event` with `claims` in the form of its version.
pub(crate) fn with_claims(mut event: Value, claims: &Value) -> Value {
    let version = event["version"].as_str().unwrap().to_owned();
    let changes = json!({"claimsToAddOrOverride": claims});
    event["response"][container(&version)] = match version.as_str() {
        "1" => changes,
        _ => json!({"idTokenGeneration": changes, "accessTokenGeneration": changes}),
    };
    event
}

/// Returns the response to a sign-in of `user`, who is in the table.
pub(crate) fn enriched(version: &str, user: &str) -> Value {
    let projects = [format!("canary-x-{user}"), format!("canary-y-{user}")];
    let projects = if version == "1" { json!(json!(projects).to_string()) } else { json!(projects) };
    let department = format!("canary-department-{user}");
    let claims = json!({"userName": user, "projects": projects, "department": department});
    with_claims(sign_in(version, user), &claims)
}

/// Returns the response to a sign-in of `user` after a failed lookup.
pub(crate) fn null_claims(version: &str, user: &str) -> Value {
    let claims = json!({"userName": user, "projects": null, "department": null});
    with_claims(sign_in(version, user), &claims)
}

/// Returns the response to a sign-in of `user` after a failed lookup in omit mode.
pub(crate) fn omitted_claims(version: &str, user: &str) -> Value {
    with_claims(sign_in(version, user), &json!({"userName": user}))
}
