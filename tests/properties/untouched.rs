//! What must hold between any event and its answer.

use proptest::prelude::*;
use serde_json::value::RawValue;

use super::json::{Member, members};

type Checked<T = ()> = Result<T, TestCaseError>;

const OURS: [&str; 3] = ["userName", "projects", "department"];

/// Checks `output` against `input`, an event that is about a person.
pub(crate) fn check(input: &str, output: &str, is_v1: bool) -> Checked {
    prop_assert!(serde_json::from_str::<&RawValue>(output).is_ok(), "the answer is JSON");
    let (before, after) = changed_alone(Some(input), output, &["response"])?;
    let (before, after) = (last(&before, "response"), once(&after, "response")?);
    let container = if is_v1 { "claimsOverrideDetails" } else { "claimsAndScopeOverrideDetails" };
    let (before, after) = changed_alone(before, after, &[container])?;
    let (before, after) = (last(&before, container), once(&after, container)?);
    let person = members(input).unwrap();
    let person = last(&person, "userName").unwrap();
    if is_v1 {
        let names = ["claimsToAddOrOverride", "groupOverrideDetails"];
        let (before, after) = changed_alone(before, after, &names)?;
        check_groups(&before, &after)?;
        check_claims(last(&before, names[0]), once(&after, names[0])?, person, is_v1)?;
    } else {
        let names = ["idTokenGeneration", "accessTokenGeneration", "groupOverrideDetails"];
        let (before, after) = changed_alone(before, after, &names)?;
        check_groups(&before, &after)?;
        for token in &names[..2] {
            let claims = "claimsToAddOrOverride";
            let (before, after) = changed_alone(last(&before, token), once(&after, token)?, &[claims])?;
            check_claims(last(&before, claims), once(&after, claims)?, person, is_v1)?;
        }
    }
    Ok(())
}

/// The members of both, which are the same but for those called one of `names`.
fn changed_alone(before: Option<&str>, after: &str, names: &[&str]) -> Checked<(Vec<Member>, Vec<Member>)> {
    let before = before.and_then(members).unwrap_or_default();
    prop_assert!(members(after).is_some(), "what the function writes is an object");
    let after = members(after).unwrap_or_default();
    let others = |all: &[Member]| -> Vec<Member> {
        all.iter().filter(|member| !names.iter().any(|name| member.is(name))).cloned().collect()
    };
    prop_assert_eq!(others(&before), others(&after), "all but {:?} stays", names);
    Ok((before, after))
}

/// The person's groups stay: by an override that names groups and was there, or by none.
fn check_groups(before: &[Member], after: &[Member]) -> Checked {
    const GROUPS: &str = "groupOverrideDetails";
    match last(before, GROUPS).filter(|groups| name_groups(groups)) {
        Some(groups) => prop_assert_eq!(once(after, GROUPS)?, groups, "real group overrides stay"),
        None => prop_assert_eq!(last(after, GROUPS), None, "an override that names no group strips all"),
    }
    Ok(())
}

fn name_groups(groups: &str) -> bool {
    let groups = members(groups).unwrap_or_default();
    let named = last(&groups, "groupsToOverride").unwrap_or_default();
    serde_json::from_str::<Vec<&RawValue>>(named)
        .is_ok_and(|named| named.iter().any(|name| name.get().starts_with('"') && name.get() != "\"\""))
}

/// Only our claims were added, each once, with values that the version can hold.
fn check_claims(before: Option<&str>, after: &str, person: &str, is_v1: bool) -> Checked {
    let (_, after) = changed_alone(before, after, &OURS)?;
    for name in OURS {
        let value = once(&after, name)?;
        prop_assert!(!is_v1 || value == "null" || value.starts_with('"'), "{name} is {value} in V1");
    }
    let decoded = |text| serde_json::from_str::<String>(text).unwrap();
    prop_assert_eq!(decoded(once(&after, "userName")?), decoded(person), "the claim is the person's name");
    Ok(())
}

/// The value of the last member called `name`: the one that counts.
pub(crate) fn last<'a>(members: &'a [Member], name: &str) -> Option<&'a str> {
    members.iter().rfind(|member| member.is(name)).map(|member| member.value.as_str())
}

/// The value of the one member called `name`.
fn once<'a>(members: &'a [Member], name: &str) -> Checked<&'a str> {
    prop_assert_eq!(
        members.iter().filter(|member| member.is(name)).count(),
        1,
        "{} stands once in the answer",
        name
    );
    Ok(last(members, name).unwrap_or_default())
}
