//! What a response asks of Cognito for one token.

use claim_enrichment::reserved::Token;

use super::Claims;
use super::cognito::GroupClaims;
use super::json::Json;

/// The changes to one token.
#[derive(Debug, Default)]
pub(super) struct Changes {
    /// Whether claims have to be text, as in V1.
    pub(super) text_alone: bool,
    pub(super) set: Claims,
    pub(super) suppress: Vec<String>,
    pub(super) add_scopes: Vec<String>,
    pub(super) suppress_scopes: Vec<String>,
    /// `Some` replaces the person's groups, also by none.
    pub(super) groups: Option<GroupClaims>,
}

impl Changes {
    /// Reads the changes to `token` from the response of `event`; V1 (`text_alone`) changes no claims
    /// of the access token.
    pub(super) fn of(event: &Json, text_alone: bool, token: Token) -> Self {
        let container = if text_alone { "claimsOverrideDetails" } else { "claimsAndScopeOverrideDetails" };
        let Some(details) = event.get("response").and_then(|response| response.get(container)) else {
            return Self::default();
        };
        let claims = match (text_alone, token) {
            (true, Token::Id) => Some(details.clone()),
            (true, Token::Access) => None,
            (false, Token::Id) => details.get("idTokenGeneration"),
            (false, Token::Access) => details.get("accessTokenGeneration"),
        };
        let member = |name: &str| claims.as_ref().and_then(|claims| claims.get(name));
        let texts = |name: &str| member(name).map(|names| names.texts()).unwrap_or_default();
        let scopes = |name: &str| if token == Token::Access { texts(name) } else { Vec::new() };
        Self {
            text_alone,
            set: member("claimsToAddOrOverride").map(|claims| claims.members()).unwrap_or_default(),
            suppress: texts("claimsToSuppress"),
            add_scopes: scopes("scopesToAdd"),
            suppress_scopes: scopes("scopesToSuppress"),
            groups: details.get("groupOverrideDetails").as_ref().map(GroupClaims::of),
        }
    }
}
