//! Sizes: of a token, and of what the function adds to it.

use std::collections::BTreeMap;

use claim_enrichment::reserved::Token;
use claim_enrichment::rules::Rules;
use claim_enrichment::rules::format::TokenKind;
use serde::Serialize;
use serde_json::value::RawValue;

use super::changes::Changes;
use super::json::Json;
use super::{Change, Claims, TokenEvent};

/// What surrounds a token's payload, in bytes: the header with a key ID of 44 characters, the signature
/// by an RSA key of 2048 bits, both in base64, and two dots.
const ENVELOPE_BYTES: usize = 91 + 342 + 2;

/// An object's braces, less the comma that its last member does not have; the same for an array.
const FRAME: usize = 1;

/// Sizes of a token.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Bytes {
    /// The payload: all claims as JSON.
    pub(crate) payload: usize,
    /// The added claims' share of it.
    pub(crate) added: usize,
    /// The signed token, approximately.
    pub(crate) token: usize,
    /// Each claim that is new or has another value.
    pub(crate) claims: BTreeMap<String, usize>,
}

impl Bytes {
    pub(super) fn new(claims: &Claims, added: &Claims, changed: &BTreeMap<String, Change>) -> Self {
        let size =
            |claims: &Claims| -> usize { claims.iter().map(|(name, value)| member_bytes(name, value)).sum() };
        let payload = size(claims) + FRAME;
        let changed = changed.iter().map(|(name, change)| (name, &change.to));
        let each = added.iter().chain(changed);
        Self {
            payload,
            added: size(added),
            token: ENVELOPE_BYTES + (payload * 4).div_ceil(3),
            claims: each.map(|(name, value)| (name.clone(), member_bytes(name, value))).collect(),
        }
    }
}

/// What the rules add to each token, in bytes of compact JSON.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(crate) struct ClaimSize {
    /// The claim size limit of each token.
    pub(crate) limit: usize,
    /// What is added to the ID token; `None` for client credentials.
    pub(crate) id: Option<usize>,
    /// What is added to the access token.
    pub(crate) access: usize,
}

impl ClaimSize {
    /// Measures what `rules` added to the response of `returned`, compared with the event that was `sent`.
    pub(crate) fn new(
        returned: &RawValue,
        sent: &RawValue,
        is_v1: bool,
        rules: &Rules,
        limit: usize,
    ) -> Self {
        let event = TokenEvent::new(returned);
        let used = |kind, token| {
            let (changes, before) = (Changes::new(returned, is_v1, token), Changes::new(sent, is_v1, token));
            used(event.client_id.as_deref(), &changes, &before, kind, rules)
        };
        let access = if event.is_machine() { TokenKind::Machine } else { TokenKind::Access };
        Self {
            limit,
            id: (!event.is_machine()).then(|| used(TokenKind::Id, Token::Id)),
            access: used(access, Token::Access),
        }
    }
}

/// The size of the claims that there are rules for, and of the scopes that were not there `before`.
fn used(
    client_id: Option<&str>,
    changes: &Changes,
    before: &Changes,
    kind: TokenKind,
    rules: &Rules,
) -> usize {
    let claims = rules.claims.iter().filter(|rule| rule.is_for(kind, client_id));
    let claims = claims.filter_map(|rule| Some(member_bytes(&rule.claim, changes.set.get(&rule.claim)?)));
    let scopes = changes.add_scopes.iter().filter(|scope| !before.add_scopes.contains(scope));
    let scopes = scopes.map(|scope| Json::of(scope.as_str()).to_string().len() + ",".len());
    [claims.sum(), scopes.sum()]
        .into_iter()
        .filter(|bytes: &usize| *bytes > 0)
        .map(|bytes| bytes + FRAME)
        .sum()
}

/// The size of a claim: its name, a colon, its value, and a comma or, once, the opening brace.
fn member_bytes(name: &str, value: &Json) -> usize {
    Json::of(name).to_string().len() + ":".len() + value.to_string().len() + ",".len()
}
