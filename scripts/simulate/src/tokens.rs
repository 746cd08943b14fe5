//! What Cognito makes of a trigger's response: pure, no input, no output.
//!
//! This is a model of Cognito, by its documentation; no Cognito is asked. What isn't documented is
//! shown as it was sent: a null claim stays a null claim.

mod changes;
mod cognito;
mod json;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use claim_enrichment::reserved::{self, Token};
use serde::Serialize;

use changes::Changes;
use cognito::{Before, Facts};
pub(crate) use json::Json;

/// Claims by name.
pub(crate) type Claims = BTreeMap<String, Json>;

/// What surrounds a token's payload, in bytes: the header with a key id of 44 characters, the
/// signature by an RSA key of 2048 bits, both in base64, and two dots.
const ENVELOPE_BYTES: usize = 91 + 342 + 2;

/// What an ID token takes no object for (the same page of the developer guide).
const NEVER_OBJECTS: [&str; 4] = ["address", "email_verified", "phone_number_verified", "updated_at"];

/// The two tokens of one sign-in.
#[derive(Debug, Serialize)]
pub(crate) struct Tokens {
    /// The ID token; a machine has none.
    pub(crate) id: Option<TokenView>,
    /// The access token.
    pub(crate) access: TokenView,
}

/// One token, before and after the trigger.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct TokenView {
    /// Cognito's own claims.
    pub(crate) before: Claims,
    /// Which of those have a made-up value, since no event tells it.
    pub(crate) made_up: BTreeSet<String>,
    /// Claims that were not there before.
    pub(crate) added: Claims,
    /// Claims that have another value than before.
    pub(crate) changed: BTreeMap<String, Change>,
    /// Claims that the response takes out, or keeps out.
    pub(crate) suppressed: BTreeSet<String>,
    /// What Cognito doesn't do of what the response asks.
    pub(crate) refused: Vec<Refused>,
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

/// Something that Cognito doesn't do.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Refused {
    /// The claim, or the scope.
    pub(crate) name: String,
    /// Why.
    pub(crate) reason: Reason,
}

/// Why something is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Reason {
    /// The claim is Cognito's own, and can't be set.
    Reserved,
    /// The claim is Cognito's own, and can't be suppressed.
    ReservedSuppression,
    /// V1 takes text alone.
    NotText,
    /// This claim of the ID token can't be an object.
    Object,
    /// A scope holds no blanks.
    ScopeWithBlanks,
}

/// Sizes of a token.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Bytes {
    /// The payload, all claims as JSON.
    pub(crate) payload: usize,
    /// What the added claims are of that.
    pub(crate) added: usize,
    /// The signed token, about.
    pub(crate) token: usize,
}

/// The tokens that Cognito makes of `event`, as it comes back from the trigger, at the second `now`.
/// `v1` tells that Cognito reads V1's part of the response.
pub(crate) fn tokens(event: &Json, v1: bool, now: u64) -> Tokens {
    let facts = Facts::of(event, now);
    let view = |token: Token, before: Before| {
        TokenView::new(token, before, &Changes::of(event, v1, token), facts.client.as_deref())
    };
    Tokens {
        id: facts.id_token().map(|before| view(Token::Id, before)),
        access: view(Token::Access, facts.access_token()),
    }
}

impl TokenView {
    fn new(token: Token, before: Before, changes: &Changes, client: Option<&str>) -> Self {
        let Before { claims: before, mut made_up } = before;
        let mut claims = before.clone();
        let (mut suppressed, mut refused) = (BTreeSet::new(), Vec::new());
        let mut refuse = |name: &str, reason| refused.push(Refused { name: name.to_owned(), reason });

        if let Some(groups) = &changes.groups {
            groups.write(&mut claims, token == Token::Id);
            suppressed.extend(before.keys().filter(|name| !claims.contains_key(*name)).cloned());
        }
        for (name, value) in &changes.set {
            match refusal(token, name, value, changes.text_alone, client) {
                Some(reason) => refuse(name, reason),
                None => drop(claims.insert(name.clone(), value.clone())),
            }
        }
        for scope in changes.add_scopes.iter().filter(|scope| scope.contains(char::is_whitespace)) {
            refuse(scope, Reason::ScopeWithBlanks);
        }
        change_scopes(&mut claims, changes);
        // After the additions: what is suppressed stays out, whoever adds it.
        for name in &changes.suppress {
            if reserved::is_kept(token, name) {
                refuse(name, Reason::ReservedSuppression);
            } else {
                claims.remove(name);
                suppressed.insert(name.clone());
            }
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
        made_up.retain(|name| claims.contains_key(name) && !changed.contains_key(name));
        let bytes = Bytes::of(&claims, &added);
        Self { before, made_up, added, changed, suppressed, refused, claims, bytes }
    }
}

/// Why Cognito won't give the claim `name` this value, if it won't.
fn refusal(token: Token, name: &str, value: &Json, text_alone: bool, client: Option<&str>) -> Option<Reason> {
    let is_client = || value.text().is_some_and(|value| client == Some(value.as_str()));
    let is_own_audience = token == Token::Access && name == "aud" && is_client();
    if reserved::is_reserved(token, name) && !is_own_audience {
        Some(Reason::Reserved)
    } else if text_alone && !value.is_text() && !value.is_null() {
        Some(Reason::NotText)
    } else if token == Token::Id && NEVER_OBJECTS.contains(&name) && value.is_object() {
        Some(Reason::Object)
    } else {
        None
    }
}

/// Adds scopes to the claim `scope`, and takes some out of it.
fn change_scopes(claims: &mut Claims, changes: &Changes) {
    if changes.add_scopes.is_empty() && changes.suppress_scopes.is_empty() {
        return;
    }
    let scope = claims.get("scope").and_then(Json::text).unwrap_or_default();
    let mut scopes: Vec<&str> = scope.split_whitespace().collect();
    for scope in changes.add_scopes.iter().filter(|scope| !scope.contains(char::is_whitespace)) {
        if !scopes.contains(&scope.as_str()) {
            scopes.push(scope);
        }
    }
    scopes.retain(|scope| !changes.suppress_scopes.iter().any(|suppressed| suppressed == scope));
    claims.insert("scope".to_owned(), Json::of(scopes.join(" ")));
}

impl Bytes {
    fn of(claims: &Claims, added: &Claims) -> Self {
        // A claim takes its name, a colon, its value, and a comma or, once, the opening brace.
        let size = |claims: &Claims| -> usize {
            claims
                .iter()
                .map(|(name, value)| Json::of(name.as_str()).as_str().len() + value.as_str().len() + 2)
                .sum()
        };
        let payload = size(claims) + 1;
        Self { payload, added: size(added), token: ENVELOPE_BYTES + (payload * 4).div_ceil(3) }
    }
}
