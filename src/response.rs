//! The response: the event as it came, with its response completed.

use std::borrow::Cow;

use serde_json::value::RawValue;

use crate::claims::{Changes, GroupOverride, TokenChanges};
use crate::event::{Event, TokenRequest};
use crate::json::{RawObject, string_of};
use crate::rules::TokenKind;
use crate::value::json_text;

const GROUPS: &str = "groupOverrideDetails";
const GROUP_NAMES: &str = "groupsToOverride";

/// Returns the whole event with `changes` merged into its response.
///
/// What the response holds already stays, but for claims of the same name, and for the groups and roles
/// where a rule changes them.
pub fn complete(event: &Event<'_>, changes: &TokenChanges<'_>) -> String {
    let version = event.request().version();
    let mut response = RawObject::parse_or_empty(event.members.get_parsed("response"));
    let container = version.container();
    let mut details = RawObject::parse_or_empty(response.get_parsed(container));
    let mut is_changed = false;
    for (token, changes) in [(TokenKind::Id, &changes.id), (TokenKind::Access, &changes.access)] {
        if changes.is_empty() {
            continue;
        }
        is_changed = true;
        match version.section(token) {
            None => merge(&mut details, changes),
            Some(section) => {
                let mut object = RawObject::parse_or_empty(details.get_parsed(section));
                merge(&mut object, changes);
                details.set(section, object.to_json());
            }
        }
    }
    if changes.group_override != GroupOverride::default() {
        is_changed = true;
        details.set(GROUPS, group_override(event.request(), &changes.group_override));
    } else if details.get(GROUPS).is_some_and(|groups| !names_a_group(groups)) {
        // Cognito would take all groups away.
        is_changed = true;
        details.remove(GROUPS);
    }
    if !is_changed {
        return event.members.to_json();
    }
    response.set(container, details.to_json());
    let mut members = event.members.clone();
    members.set("response", response.to_json());
    members.to_json()
}

fn merge(details: &mut RawObject<'_>, changes: &Changes<'_>) {
    if !changes.claims.is_empty() {
        const CLAIMS: &str = "claimsToAddOrOverride";
        let mut claims = RawObject::parse_or_empty(details.get_parsed(CLAIMS));
        let is_new = claims.is_empty();
        for (name, json) in &changes.claims {
            if is_new {
                // The names of a token's claims differ.
                claims.push(name, json.as_str());
            } else {
                claims.set(name, json.as_str());
            }
        }
        let claims = claims.to_json();
        details.set(CLAIMS, claims);
    }
    join(details, "claimsToSuppress", &changes.suppress);
    join(details, "scopesToAdd", &changes.add_scopes);
    join(details, "scopesToSuppress", &changes.suppress_scopes);
}

/// Adds the `names` to the list `key` that are not there yet.
fn join(details: &mut RawObject<'_>, key: &str, names: &[impl AsRef<str>]) {
    if names.is_empty() {
        return;
    }
    let before = details.get(key).filter(|list| list.starts_with('['));
    let before: Vec<&RawValue> = before.and_then(|list| serde_json::from_str(list).ok()).unwrap_or_default();
    let mut list: Vec<Cow<'_, str>> = before.iter().map(|item| Cow::Borrowed(item.get())).collect();
    for name in names {
        let name = name.as_ref();
        if !before.iter().any(|item| string_of(item.get()).is_some_and(|item| item == name)) {
            list.push(Cow::Owned(json_text(name)));
        }
    }
    let list = format!("[{}]", list.join(","));
    details.set(key, list);
}

/// Returns the request's group configuration with what the rules change.
fn group_override(request: &TokenRequest<'_>, changes: &GroupOverride) -> String {
    let mut configuration = request.group_configuration();
    for (key, names) in [(GROUP_NAMES, &changes.groups), ("iamRolesToOverride", &changes.roles)] {
        if let Some(names) = names {
            let names: Vec<String> = names.iter().map(|name| json_text(name)).collect();
            configuration.set(key, format!("[{}]", names.join(",")));
        }
    }
    if let Some(role) = &changes.preferred_role {
        configuration.set("preferredRole", json_text(role));
    }
    configuration.to_json()
}

/// Returns whether a group override names a group. If it does not, even with `{}` or null, Cognito takes
/// all groups out of both tokens; without the key they stay.
fn names_a_group(groups: &str) -> bool {
    let groups = RawObject::parse_or_empty(Some(groups));
    crate::json::strings_of(groups.get(GROUP_NAMES))
        .is_some_and(|names| names.iter().any(|name| !name.is_empty()))
}
