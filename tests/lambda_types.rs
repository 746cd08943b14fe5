//! Answers, read with the types of `aws_lambda_events`: another team's reading of the same contract.

// A test fails by a panic.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use aws_lambda_events::event::cognito::{
    CognitoEventUserPoolsPreTokenGen as V1, CognitoEventUserPoolsPreTokenGenV2 as V2,
};
use serde_json::{Value, json};
use test_support::answer::{answer, settings};
use test_support::cases::base_event;
use test_support::store::Store;

/// Returns the answer to a sign-in of a user who is not found. The types require the other members of
/// `details`, which Cognito does not.
fn answered(version: &str, details: &Value) -> Value {
    let mut event = base_event(version, "Authentication");
    let container = if version == "1" { "claimsOverrideDetails" } else { "claimsAndScopeOverrideDetails" };
    event["response"][container] = details.clone();
    let answer = answer(Store(async |_| Ok(None)), settings(&[]), &event.to_string());
    serde_json::from_str(&answer.response.unwrap()).unwrap()
}

fn groups() -> Value {
    json!({"groupsToOverride": ["admins"], "iamRolesToOverride": [], "preferredRole": null})
}

#[test]
fn the_types_of_version_2_read_the_claims_of_both_tokens() {
    let details = json!({
        "idTokenGeneration": {"claimsToSuppress": []},
        "accessTokenGeneration": {"claimsToSuppress": [], "scopesToAdd": [], "scopesToSuppress": []},
        "groupOverrideDetails": groups(),
    });
    for version in ["2", "3"] {
        let event: V2 = serde_json::from_value(answered(version, &details)).unwrap();
        let details = event.response.claims_and_scope_override_details.unwrap();
        let claims = json!({"userName": "alice", "projects": null, "department": null});
        assert_eq!(json!(details.id_token_generation.unwrap().claims_to_add_or_override), claims);
        assert_eq!(json!(details.access_token_generation.unwrap().claims_to_add_or_override), claims);
        assert_eq!(details.group_override_details.groups_to_override, ["admins"]);
    }
}

#[test]
fn the_types_of_version_1_read_all_but_null_claims() {
    let mut event = answered("1", &json!({"claimsToSuppress": [], "groupOverrideDetails": groups()}));
    let claims = &mut event["response"]["claimsOverrideDetails"]["claimsToAddOrOverride"];
    claims.as_object_mut().unwrap().retain(|_, value| !value.is_null());
    let event: V1 = serde_json::from_value(event).unwrap();
    let details = event.response.claims_override_details.unwrap();
    assert_eq!(json!(details.claims_to_add_or_override), json!({"userName": "alice"}));
    assert_eq!(details.group_override_details.groups_to_override, ["admins"]);
}
