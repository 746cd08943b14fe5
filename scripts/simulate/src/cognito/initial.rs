//! Cognito's own claims: what the tokens hold without a trigger, as far as an event tells.
//!
//! The claims are those of the AWS developer guide, pages "Understanding the identity (ID) token" and
//! "Understanding the access token". Values that the event does not hold are placeholders of the right
//! size.

use std::collections::BTreeSet;

use super::event::{GroupConfiguration, TokenEvent};
use super::json::Json;
use super::{Claims, GROUPS, PREFERRED_ROLE, ROLES};

/// The form of the identifiers that Cognito creates for each sign-in.
const PLACEHOLDER_ID: &str = "00000000-0000-4000-8000-000000000000";

/// Stands for a field that the event should have but lacks.
const MISSING: &str = "missing";

/// The default of an app client: ID and access tokens are valid for an hour.
const VALIDITY_SECONDS: u64 = 3600;

/// The scope of a sign-in that did not ask for one.
const DEFAULT_SCOPE: &str = "aws.cognito.signin.user.admin";

/// Attributes of an event that are not in the ID token.
const HIDDEN_ATTRIBUTES: [&str; 2] = ["cognito:user_status", "cognito:email_alias"];

/// Attributes that are text in the event and booleans in the ID token.
const BOOLEANS: [&str; 2] = ["email_verified", "phone_number_verified"];

/// A token before the trigger.
#[derive(Debug, Default)]
pub(super) struct InitialToken {
    pub(super) claims: Claims,
    /// The claims whose values are placeholders.
    pub(super) placeholders: BTreeSet<String>,
}

/// Returns the ID token of `event`; `None` for a machine token, which is only an access token. `now` is in
/// seconds since the epoch.
pub(super) fn id_token(event: &TokenEvent, now: u64) -> Option<InitialToken> {
    if event.is_machine() {
        return None;
    }
    let mut token = common(event, "id", now);
    for (name, value) in &event.attributes {
        let Some(text) = value.as_text().filter(|_| !HIDDEN_ATTRIBUTES.contains(&name.as_str())) else {
            continue;
        };
        let value = match name.as_str() {
            name if BOOLEANS.contains(&name) => Json::of(text == "true"),
            // The attribute holds JSON text, the token the JSON.
            "identities" => Json::parse(text).unwrap_or_else(|| value.clone()),
            _ => value.clone(),
        };
        token.claims.insert(name.clone(), value);
    }
    token.set("aud", event.client_id.as_deref(), MISSING);
    if let Some(user) = &event.user_name {
        token.claims.insert("cognito:username".to_owned(), Json::of(user.as_str()));
    }
    write_groups(&event.groups, &mut token.claims, true);
    Some(token)
}

/// Returns the access token of `event`.
pub(super) fn access_token(event: &TokenEvent, now: u64) -> InitialToken {
    let is_machine = event.is_machine();
    let mut token = common(event, "access", now);
    token.set("client_id", event.client_id.as_deref(), MISSING);
    let scopes = (!event.scopes.is_empty()).then(|| event.scopes.join(" "));
    token.set("scope", scopes.as_deref(), DEFAULT_SCOPE);
    if is_machine || event.is_hosted() {
        token.claims.insert("version".to_owned(), Json::of(2));
    }
    if is_machine {
        for name in ["event_id", "origin_jti"] {
            token.claims.remove(name);
            token.placeholders.remove(name);
        }
        return token;
    }
    if let Some(user) = &event.user_name {
        token.claims.insert("username".to_owned(), Json::of(user.as_str()));
    }
    write_groups(&event.groups, &mut token.claims, false);
    token
}

/// The claims that both tokens have.
fn common(event: &TokenEvent, token_use: &str, now: u64) -> InitialToken {
    let mut token = InitialToken::default();
    let sub = match event.attributes.get("sub") {
        _ if event.is_machine() => event.client_id.as_deref(),
        sub => sub.and_then(Json::as_text),
    };
    token.set("sub", sub, PLACEHOLDER_ID);
    token.set("iss", event.issuer.as_deref(), MISSING);
    token.claims.insert("token_use".to_owned(), Json::of(token_use));
    for name in ["jti", "origin_jti", "event_id"] {
        token.set(name, None, PLACEHOLDER_ID);
    }
    for (name, second) in [("auth_time", now), ("iat", now), ("exp", now.saturating_add(VALIDITY_SECONDS))] {
        token.claims.insert(name.to_owned(), Json::of(second));
        token.placeholders.insert(name.to_owned());
    }
    token
}

/// Makes `groups` the groups of a token. Only the ID token holds roles.
pub(super) fn write_groups(groups: &GroupConfiguration, claims: &mut Claims, with_roles: bool) {
    let list = |items: &[String]| (!items.is_empty()).then(|| Json::of(items.to_vec()));
    let roles = list(&groups.roles).filter(|_| with_roles);
    let preferred_role = groups.preferred_role.as_deref().map(Json::of).filter(|_| with_roles);
    for (name, value) in [(GROUPS, list(&groups.groups)), (ROLES, roles), (PREFERRED_ROLE, preferred_role)] {
        claims.remove(name);
        if let Some(value) = value {
            claims.insert(name.to_owned(), value);
        }
    }
}

impl InitialToken {
    /// Gives the claim `name` the text that the event has for it, or else the placeholder.
    fn set(&mut self, name: &str, known: Option<&str>, placeholder: &str) {
        self.claims.insert(name.to_owned(), Json::of(known.unwrap_or(placeholder)));
        if known.is_none() {
            self.placeholders.insert(name.to_owned());
        }
    }
}
