//! The answers to the golden events, held against the types of `aws_lambda_events`, and what those
//! types can't express: reasons for types of our own, each of which fails when a later version of the
//! crate has learned it.

// Helpers of a test may panic: that is how they fail it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use aws_lambda_events::event::cognito::{
    CognitoEventUserPoolsPreTokenGen as V1, CognitoEventUserPoolsPreTokenGenV2 as V2, GroupConfiguration,
};
use claim_enrichment::telemetry::Outcome;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use test_support::cases::{Case, cases};

/// As many answers at least as have to be comparable, or the golden events have lost their point.
const MANY: usize = 30;

fn case(name: &str) -> Case {
    cases().into_iter().find(|case| case.name == name).unwrap_or_else(|| panic!("no event called {name}"))
}

fn parses<T: DeserializeOwned>(event: &Value) -> bool {
    serde_json::from_value::<T>(event.clone()).is_ok()
}

/// The events of people in one of `versions` that `T` can read: the answer, and what it is to be.
fn comparable<T: DeserializeOwned>(versions: &[&str]) -> Vec<(Case, Value, Value)> {
    // Other rules than the built-in ones may leave members out that the types ask for.
    let built_in = cases().into_iter().filter(|case| case.setup().get("rules").is_none());
    let cases = built_in.filter_map(|case| {
        let input: Value = serde_json::from_str(&case.input).unwrap();
        let is_asked_for = versions.iter().any(|version| input["version"] == *version);
        let answer = case.answer();
        let is_person = answer.report.outcome != Outcome::Skipped;
        let output = serde_json::from_str(&answer.response.ok()?).unwrap();
        let expected = case.expected();
        (is_asked_for && is_person && parses::<T>(&input)).then_some((case, output, expected))
    });
    cases.collect()
}

/// Writes what the types ask for and Cognito doesn't, where it is missing: see
/// [`a_response_without_every_member_cannot_be_read`].
fn complete(details: &mut Value, missing: &[(&str, Value)]) {
    for (name, empty) in missing {
        details.as_object_mut().unwrap().entry(*name).or_insert_with(|| empty.clone());
    }
}

fn no_groups() -> Value {
    json!({ "groupsToOverride": [], "iamRolesToOverride": [], "preferredRole": null })
}

#[test]
fn v2_and_v3_answers_are_what_the_types_of_v2_read() {
    let comparable = comparable::<V2>(&["2", "3"]);
    assert!(comparable.len() >= MANY, "{}", comparable.len());
    for (case, mut output, expected) in comparable {
        let details = &mut output["response"]["claimsAndScopeOverrideDetails"];
        complete(details, &[("groupOverrideDetails", no_groups())]);
        complete(&mut details["idTokenGeneration"], &[("claimsToSuppress", json!([]))]);
        let lists = ["claimsToSuppress", "scopesToAdd", "scopesToSuppress"].map(|name| (name, json!([])));
        complete(&mut details["accessTokenGeneration"], &lists);
        let read: V2 =
            serde_json::from_value(output).unwrap_or_else(|error| panic!("{}: {error}", case.name));
        let expected = &expected["response"]["claimsAndScopeOverrideDetails"];
        let details = read.response.claims_and_scope_override_details.expect(&case.name);
        let claims = [
            details.id_token_generation.expect(&case.name).claims_to_add_or_override,
            details.access_token_generation.expect(&case.name).claims_to_add_or_override,
        ];
        for (token, claims) in ["idTokenGeneration", "accessTokenGeneration"].iter().zip(claims) {
            assert_eq!(json!(claims), expected[token]["claimsToAddOrOverride"], "{}", case.name);
        }
        let groups = &expected["groupOverrideDetails"]["groupsToOverride"];
        let groups = groups.as_array().cloned().unwrap_or_default();
        assert_eq!(json!(details.group_override_details.groups_to_override), json!(groups), "{}", case.name);
    }
}

#[test]
fn v1_answers_without_null_claims_are_what_the_types_of_v1_read() {
    let mut compared = 0;
    for (case, mut output, expected) in comparable::<V1>(&["0", "1"]) {
        let expected = &expected["response"]["claimsOverrideDetails"];
        if expected["claimsToAddOrOverride"].as_object().unwrap().values().any(Value::is_null) {
            assert!(!parses::<V1>(&output), "{}", case.name);
            continue;
        }
        let details = &mut output["response"]["claimsOverrideDetails"];
        complete(details, &[("groupOverrideDetails", no_groups()), ("claimsToSuppress", json!([]))]);
        let read: V1 =
            serde_json::from_value(output).unwrap_or_else(|error| panic!("{}: {error}", case.name));
        let details = read.response.claims_override_details.expect(&case.name);
        assert_eq!(
            json!(details.claims_to_add_or_override),
            expected["claimsToAddOrOverride"],
            "{}",
            case.name
        );
        let groups = &expected["groupOverrideDetails"]["groupsToOverride"];
        let groups = groups.as_array().cloned().unwrap_or_default();
        assert_eq!(json!(details.group_override_details.groups_to_override), json!(groups), "{}", case.name);
        compared += 1;
    }
    assert!(compared >= 10, "{compared}");
}

#[test]
fn answers_to_responses_with_every_member_are_read_as_they_are() {
    for name in ["response/filled-v1", "aws-samples/v1-parameters"] {
        let output = serde_json::from_str(&case(name).answer().response.unwrap()).unwrap();
        assert!(parses::<V1>(&output), "{name}");
    }
    for name in ["response/filled-v2", "aws-samples/v2-parameters"] {
        let output = serde_json::from_str(&case(name).answer().response.unwrap()).unwrap();
        assert!(parses::<V2>(&output), "{name}");
    }
}

/// Whether `T` reads the golden event `name` after `change`, and that it does before.
fn reads_after<T: DeserializeOwned>(name: &str, change: impl FnOnce(&mut Value)) -> bool {
    let mut event = case(name).expected();
    assert!(parses::<T>(&event), "{name} is to be readable");
    change(&mut event);
    parses::<T>(&event)
}

#[test]
fn a_null_claim_of_v1_cannot_be_read() {
    assert!(!reads_after::<V1>("response/filled-v1", |event| {
        event["response"]["claimsOverrideDetails"]["claimsToAddOrOverride"]["projects"] = Value::Null;
    }));
}

#[test]
fn the_trigger_source_of_a_machine_cannot_be_read() {
    for source in ["TokenGeneration_ClientCredentials", "TokenGeneration_PasskeyUpgrade"] {
        assert!(!reads_after::<V2>("response/filled-v2", |event| event["triggerSource"] = json!(source)));
    }
}

#[test]
fn scopes_that_are_missing_or_null_cannot_be_read() {
    assert!(!reads_after::<V2>("response/filled-v2", |event| event["request"]["scopes"] = Value::Null));
    assert!(!reads_after::<V2>("response/filled-v2", |event| {
        drop(event["request"].as_object_mut().unwrap().remove("scopes"));
    }));
}

#[test]
fn a_null_attribute_cannot_be_read() {
    assert!(!reads_after::<V2>("response/filled-v2", |event| {
        event["request"]["userAttributes"]["nickname"] = Value::Null;
    }));
}

#[test]
fn a_partial_group_configuration_cannot_be_read() {
    // `{}` is what cognito-local sends, a list as preferredRole what AWS's own sample does.
    for groups in [
        json!({}),
        json!({ "groupsToOverride": ["engineering"] }),
        json!({ "groupsToOverride": [], "iamRolesToOverride": [], "preferredRole": [] }),
    ] {
        assert!(!reads_after::<V2>("response/filled-v2", |event| {
            event["request"]["groupConfiguration"] = groups;
        }));
    }
}

#[test]
fn a_missing_response_cannot_be_read() {
    assert!(!reads_after::<V2>("response/filled-v2", |event| {
        drop(event.as_object_mut().unwrap().remove("response"));
    }));
}

#[test]
fn a_response_without_every_member_cannot_be_read() {
    for member in
        ["groupOverrideDetails", "idTokenGeneration/claimsToSuppress", "accessTokenGeneration/scopesToAdd"]
    {
        assert!(
            !reads_after::<V2>("response/filled-v2", |event| {
                let (path, name) = member.rsplit_once('/').unwrap_or(("", member));
                let details = &mut event["response"]["claimsAndScopeOverrideDetails"];
                let part = if path.is_empty() { details } else { &mut details[path] };
                drop(part.as_object_mut().unwrap().remove(name));
            }),
            "{member}"
        );
    }
    assert!(!reads_after::<V1>("response/filled-v1", |event| {
        drop(
            event["response"]["claimsOverrideDetails"]
                .as_object_mut()
                .unwrap()
                .remove("groupOverrideDetails"),
        );
    }));
}

#[test]
fn the_default_group_override_would_strip_the_groups() {
    use aws_lambda_events::event::cognito::{ClaimsAndScopeOverrideDetailsV2, ClaimsOverrideDetails};
    let empty = json!(GroupConfiguration::default());
    assert_eq!(empty["groupsToOverride"], json!([]));
    assert_eq!(json!(ClaimsOverrideDetails::default())["groupOverrideDetails"], empty);
    assert_eq!(json!(ClaimsAndScopeOverrideDetailsV2::default())["groupOverrideDetails"], empty);
}

#[test]
fn unknown_members_are_lost() {
    let mut event = case("response/filled-v2").expected();
    event["newMember"] = json!(1);
    let read: V2 = serde_json::from_value(event).unwrap();
    assert_eq!(json!(read).get("newMember"), None);
}
