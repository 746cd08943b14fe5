//! How much of the function's budget its answer uses.

use claim_enrichment::reserved::Token;
use claim_enrichment::rules::Rules;
use claim_enrichment::rules::format::TokenKind;
use serde::Serialize;

use super::changes::Changes;
use super::json::Json;
use super::member_bytes;

/// An object's braces, less the comma that its last member doesn't have; an array's brackets alike.
const FRAME: usize = 1;

/// What the rules put into the tokens, in bytes of compact JSON.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Budget {
    /// What may be put into each.
    pub(crate) limit: usize,
    /// What is put into the ID token; `None` for a machine, which has none.
    pub(crate) id: Option<usize>,
    /// What is put into the access token.
    pub(crate) access: usize,
}

impl Budget {
    /// Weighs what `rules` have put into the response of `event`, which was `sent` without it. `v1` as
    /// in [`super::tokens`].
    pub(crate) fn of(event: &Json, sent: &Json, v1: bool, rules: &Rules, limit: usize) -> Self {
        let source = event.get("triggerSource").and_then(|source| source.text());
        let machine = source.as_deref() == Some("TokenGeneration_ClientCredentials");
        let used = |kind, token| {
            let (changes, before) = (Changes::of(event, v1, token), Changes::of(sent, v1, token));
            used(event, &changes, &before, kind, rules)
        };
        let access = if machine { TokenKind::Machine } else { TokenKind::Access };
        Self {
            limit,
            id: (!machine).then(|| used(TokenKind::Id, Token::Id)),
            access: used(access, Token::Access),
        }
    }
}

/// The weight of the claims that there are rules for, and of the scopes that were not there `before`.
fn used(event: &Json, changes: &Changes, before: &Changes, kind: TokenKind, rules: &Rules) -> usize {
    let client = event.get("callerContext").and_then(|caller| caller.get("clientId"));
    let client = client.and_then(|client| client.text());
    let claims = rules.claims.iter().filter(|rule| rule.is_for(kind, client.as_deref()));
    let claims = claims.filter_map(|rule| Some(member_bytes(&rule.claim, changes.set.get(&rule.claim)?)));
    let scopes = changes.add_scopes.iter().filter(|scope| !before.add_scopes.contains(scope));
    let scopes = scopes.map(|scope| Json::of(scope.as_str()).as_str().len() + ",".len());
    [claims.sum(), scopes.sum()]
        .into_iter()
        .filter(|bytes: &usize| *bytes > 0)
        .map(|bytes| bytes + FRAME)
        .sum()
}
