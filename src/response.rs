//! The answer that an event becomes: itself, with its response completed.

use std::borrow::Cow;

use serde_json::value::RawValue;

use crate::claims::{Changes, Enrichment, Groups};
use crate::event::{Event, EventVersion};
use crate::json::RawObject;
use crate::rules::format::GroupMode;
use crate::value::json_text;

const GROUPS: &str = "groupOverrideDetails";
const GROUP_NAMES: &str = "groupsToOverride";

/// The whole event with `enrichment` merged into its response: what is there already stays, but for
/// a claim of the same name, or the groups where there is a rule for them.
pub fn complete(event: &Event<'_>, enrichment: &Enrichment) -> String {
    let (version, mut event) = (event.version, event.event.clone());
    let groups = enrichment.groups.as_ref().map(|groups| group_override(&event, groups));
    let mut response = RawObject::parse_or_empty(event.get("response"));
    let container = match version {
        EventVersion::V1 => "claimsOverrideDetails",
        _ => "claimsAndScopeOverrideDetails",
    };
    let mut details = RawObject::parse_or_empty(response.get(container));
    match version {
        EventVersion::V1 => merge(&mut details, &enrichment.id),
        _ => {
            for (token, changes) in
                [("idTokenGeneration", &enrichment.id), ("accessTokenGeneration", &enrichment.access)]
            {
                if *changes != Changes::default() {
                    let mut generation = RawObject::parse_or_empty(details.get(token));
                    merge(&mut generation, changes);
                    let generation = generation.to_json();
                    details.set(token, generation);
                }
            }
        }
    }
    match groups.or_else(|| details.get(GROUPS).filter(|groups| names_a_group(groups)).map(str::to_owned)) {
        // An earlier member of the same key goes: it may be an empty one.
        Some(groups) => details.set(GROUPS, groups),
        None => details.remove(GROUPS),
    }
    let details = details.to_json();
    if details == RawObject::parse_or_empty(response.get(container)).to_json() {
        return event.to_json();
    }
    response.set(container, details);
    let response = response.to_json();
    event.set("response", response);
    event.to_json()
}

fn merge(details: &mut RawObject<'_>, changes: &Changes) {
    if !changes.claims.is_empty() {
        const CLAIMS: &str = "claimsToAddOrOverride";
        let mut claims = RawObject::parse_or_empty(details.get(CLAIMS));
        for (name, json) in &changes.claims {
            claims.set(name, json.as_str());
        }
        let claims = claims.to_json();
        details.set(CLAIMS, claims);
    }
    join(details, "claimsToSuppress", &changes.suppress);
    join(details, "scopesToAdd", &changes.add_scopes);
    join(details, "scopesToSuppress", &changes.suppress_scopes);
}

/// Adds `names` to the list `key`, those that are not there yet.
fn join(details: &mut RawObject<'_>, key: &str, names: &[String]) {
    if !names.is_empty() {
        let joined = joined(details.get(key), names);
        details.set(key, joined);
    }
}

/// The list `before` (JSON; anything else is as good as an empty one) with those of `names` that are
/// not in it.
fn joined(before: Option<&str>, names: &[String]) -> String {
    let before: Vec<&RawValue> = before.and_then(|list| serde_json::from_str(list).ok()).unwrap_or_default();
    let mut list: Vec<Cow<'_, str>> = before.iter().map(|item| Cow::Borrowed(item.get())).collect();
    for name in names {
        let is_name =
            |item: &Cow<'_, str>| serde_json::from_str::<String>(item).is_ok_and(|item| item == *name);
        if !list.iter().any(is_name) {
            list.push(Cow::Owned(json_text(name)));
        }
    }
    format!("[{}]", list.join(","))
}

/// The request's group configuration with the groups of the rule; roles and preferred role stay.
fn group_override(event: &RawObject<'_>, groups: &Groups) -> String {
    let request = RawObject::parse_or_empty(event.get("request"));
    let mut configuration = RawObject::parse_or_empty(request.get("groupConfiguration"));
    let before = match groups.mode {
        GroupMode::Add => configuration.get(GROUP_NAMES),
        GroupMode::Replace => None,
    };
    let names = joined(before, &groups.names);
    configuration.set(GROUP_NAMES, names);
    configuration.to_json()
}

/// Whether a group override names a group. If it doesn't, even with `{}` or null, Cognito strips the
/// person's groups from both tokens; without the key they stay as they are.
fn names_a_group(groups: &str) -> bool {
    let groups = RawObject::parse_or_empty(Some(groups));
    let names: Option<Vec<&RawValue>> =
        groups.get(GROUP_NAMES).and_then(|names| serde_json::from_str(names).ok());
    names.is_some_and(|names| names.iter().any(|name| name.get().starts_with('"') && name.get() != "\"\""))
}
