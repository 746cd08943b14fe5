//! What must hold between any event and its answer.

use proptest::prelude::*;
use serde_json::Value;

use super::json::members;

const CLAIMS: [&str; 3] = ["userName", "projects", "department"];

/// Checks the answer to an event about a user: all members but `response` are as they were written, each
/// token has the three claims, and the user keeps the groups.
pub(crate) fn check(input: &str, output: &str, is_v1: bool) -> Result<(), TestCaseError> {
    let others = |event: &str| {
        let members = members(event).unwrap_or_default();
        members.into_iter().filter(|member| !member.is("response")).collect::<Vec<_>>()
    };
    prop_assert_eq!(others(input), others(output), "only the response changes");
    let response = members(output).unwrap_or_default();
    let responses: Vec<_> = response.iter().filter(|member| member.is("response")).collect();
    prop_assert_eq!(responses.len(), 1, "a response stands once");
    // Deep nesting, halves of surrogate pairs and huge numbers have no `Value`.
    let Ok(response) = serde_json::from_str::<Value>(&responses[0].value) else { return Ok(()) };
    let container = if is_v1 { "claimsOverrideDetails" } else { "claimsAndScopeOverrideDetails" };
    let details = &response[container];
    let tokens = match is_v1 {
        true => vec![details],
        false => vec![&details["idTokenGeneration"], &details["accessTokenGeneration"]],
    };
    for token in tokens {
        let claims = &token["claimsToAddOrOverride"];
        for name in CLAIMS {
            prop_assert!(claims.get(name).is_some(), "{name} is missing: {claims}");
            prop_assert!(!is_v1 || claims[name].is_null() || claims[name].is_string(), "{name}: {claims}");
        }
    }
    if let Some(groups) = details.get("groupOverrideDetails") {
        let named = groups["groupsToOverride"].as_array().is_some_and(|groups| !groups.is_empty());
        prop_assert!(named, "an override without a group removes all groups: {groups}");
    }
    Ok(())
}

/// The value of the last member called `name`: the one that counts.
pub(crate) fn last<'a>(members: &'a [super::json::Member], name: &str) -> Option<&'a str> {
    members.iter().rfind(|member| member.is(name)).map(|member| member.value.as_str())
}
