//! A model of Cognito: the tokens that it makes of a trigger's response. Pure, without input or output.
//!
//! The model follows Cognito's documentation; no user pool is called. What is not documented is shown as
//! the function sends it: a null claim stays a null claim.

mod changes;
mod event;
mod initial;
mod json;
mod size;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use claim_enrichment::reserved::{self, Token};
use serde::Serialize;
use serde_json::value::RawValue;

use changes::Changes;
pub(crate) use event::TokenEvent;
use initial::InitialToken;
pub(crate) use json::Json;
pub(crate) use size::Bytes;

/// Claims by name.
pub(crate) type Claims = BTreeMap<String, Json>;

/// The claims that the group override sets. A response cannot set them, but it can suppress them.
const GROUPS: &str = "cognito:groups";
const ROLES: &str = "cognito:roles";
const PREFERRED_ROLE: &str = "cognito:preferred_role";

/// The claims of an ID token that cannot be objects (AWS developer guide, page "Pre token generation
/// Lambda trigger").
const NEVER_OBJECTS: [&str; 4] = ["address", "email_verified", "phone_number_verified", "updated_at"];

/// The tokens of one sign-in.
#[derive(Debug, Serialize)]
pub(crate) struct Tokens {
    /// The ID token; `None` for client credentials.
    pub(crate) id: Option<TokenView>,
    /// The access token.
    pub(crate) access: TokenView,
}

/// One token, before and after the trigger.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct TokenView {
    /// The claims without the trigger.
    pub(crate) before: Claims,
    /// Those of them whose value is a placeholder, because no event holds it.
    pub(crate) placeholders: BTreeSet<String>,
    /// New claims.
    pub(crate) added: Claims,
    /// Claims with another value than before.
    pub(crate) changed: BTreeMap<String, Change>,
    /// Claims that the response removes or keeps out.
    pub(crate) suppressed: BTreeSet<String>,
    /// What Cognito ignores in the response.
    pub(crate) ignored: Vec<Ignored>,
    /// The claims of the finished token.
    pub(crate) claims: Claims,
    /// Sizes.
    pub(crate) bytes: Bytes,
}

/// A value that was replaced.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Change {
    pub(crate) from: Json,
    pub(crate) to: Json,
}

/// A claim or a scope of the response that Cognito ignores.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Ignored {
    /// The claim, or the scope.
    pub(crate) name: String,
    /// Why.
    pub(crate) reason: IgnoredReason,
}

/// Why Cognito ignores a claim or a scope of the response.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum IgnoredReason {
    /// The claim is reserved and cannot be set.
    Reserved,
    /// The claim is reserved and cannot be suppressed.
    ReservedSuppression,
    /// V1 holds only text.
    NotText,
    /// This claim of the ID token cannot be an object.
    Object,
    /// A scope cannot contain spaces.
    ScopeWithSpaces,
}

/// Returns the tokens that Cognito makes of `event` as the trigger returned it. `is_v1` selects V1's part of
/// the response; `now` is in seconds since the epoch.
pub(crate) fn tokens(event: &RawValue, is_v1: bool, now: u64) -> Tokens {
    let facts = TokenEvent::new(event);
    let view = |token: Token, before: InitialToken| {
        TokenView::new(token, before, &Changes::new(event, is_v1, token), facts.client_id.as_deref())
    };
    Tokens {
        id: initial::id_token(&facts, now).map(|before| view(Token::Id, before)),
        access: view(Token::Access, initial::access_token(&facts, now)),
    }
}

impl TokenView {
    fn new(token: Token, before: InitialToken, changes: &Changes, client_id: Option<&str>) -> Self {
        let InitialToken { claims: before, mut placeholders } = before;
        let mut claims = before.clone();
        let (mut suppressed, mut ignored) = (BTreeSet::new(), Vec::new());
        let mut ignore = |name: &str, reason| ignored.push(Ignored { name: name.to_owned(), reason });

        if let Some(groups) = &changes.groups {
            initial::write_groups(groups, &mut claims, token == Token::Id);
            suppressed.extend(before.keys().filter(|name| !claims.contains_key(*name)).cloned());
        }
        for (name, value) in &changes.set {
            match ignored_reason(token, name, value, changes.text_only, client_id) {
                Some(reason) => ignore(name, reason),
                None => drop(claims.insert(name.clone(), value.clone())),
            }
        }
        for scope in changes.add_scopes.iter().filter(|scope| scope.contains(char::is_whitespace)) {
            ignore(scope, IgnoredReason::ScopeWithSpaces);
        }
        change_scopes(&mut claims, changes);
        // Last, because suppression overrides addition.
        for name in &changes.suppress {
            if reserved::is_kept(token, name) {
                ignore(name, IgnoredReason::ReservedSuppression);
                continue;
            }
            if name == GROUPS && claims.remove(ROLES).is_some() {
                suppressed.insert(ROLES.to_owned());
            }
            claims.remove(name);
            suppressed.insert(name.clone());
        }

        let differs = |name: &String, value: &Json| before.get(name).filter(|from| *from != value).cloned();
        let changed: BTreeMap<_, _> = claims
            .iter()
            .filter_map(|(name, to)| {
                Some((name.clone(), Change { from: differs(name, to)?, to: to.clone() }))
            })
            .collect();
        let is_new = |(name, _): &(&String, &Json)| !before.contains_key(*name);
        let added: Claims =
            claims.iter().filter(is_new).map(|(name, value)| (name.clone(), value.clone())).collect();
        placeholders.retain(|name| claims.contains_key(name) && !changed.contains_key(name));
        let bytes = Bytes::new(&claims, &added, &changed);
        Self { before, placeholders, added, changed, suppressed, ignored, claims, bytes }
    }
}

/// Returns why Cognito does not give the claim `name` this value; `None` if it does.
fn ignored_reason(
    token: Token,
    name: &str,
    value: &Json,
    text_only: bool,
    client_id: Option<&str>,
) -> Option<IgnoredReason> {
    let is_client_id = value.as_text().is_some_and(|value| client_id == Some(value));
    // The access token's audience can be only the client's ID.
    let is_other_audience = token == Token::Access && name == "aud" && !is_client_id;
    if reserved::is_reserved(token, name) || is_other_audience {
        Some(IgnoredReason::Reserved)
    } else if text_only && value.as_text().is_none() && !value.is_null() {
        Some(IgnoredReason::NotText)
    } else if token == Token::Id && NEVER_OBJECTS.contains(&name) && matches!(value, Json::Object(_)) {
        Some(IgnoredReason::Object)
    } else {
        None
    }
}

/// Adds scopes to the claim `scope`, and removes others.
fn change_scopes(claims: &mut Claims, changes: &Changes) {
    if changes.add_scopes.is_empty() && changes.suppress_scopes.is_empty() {
        return;
    }
    let scope = claims.get("scope").and_then(Json::as_text).unwrap_or_default();
    let mut scopes: Vec<&str> = scope.split_whitespace().collect();
    for scope in changes.add_scopes.iter().filter(|scope| !scope.contains(char::is_whitespace)) {
        if !scopes.contains(&scope.as_str()) {
            scopes.push(scope);
        }
    }
    scopes.retain(|scope| !changes.suppress_scopes.iter().any(|suppressed| suppressed == scope));
    let scopes = Json::of(scopes.join(" "));
    claims.insert("scope".to_owned(), scopes);
}
