//! The changes to one token that a response asks for.

use claim_enrichment::reserved::Token;
use serde_json::value::RawValue;

use super::Claims;
use super::event::GroupConfiguration;
use super::json;

/// The changes to one token.
#[derive(Debug, Default)]
pub(super) struct Changes {
    /// Whether claims must be text, as in V1.
    pub(super) text_only: bool,
    pub(super) set: Claims,
    pub(super) suppress: Vec<String>,
    pub(super) add_scopes: Vec<String>,
    pub(super) suppress_scopes: Vec<String>,
    /// `Some` replaces the user's groups, roles and preferred role, also by none.
    pub(super) groups: Option<GroupConfiguration>,
}

impl Changes {
    /// Reads the changes to `token` from the response in `event`. V1 changes only claims of the ID token.
    pub(super) fn new(event: &RawValue, is_v1: bool, token: Token) -> Self {
        let container = if is_v1 { "claimsOverrideDetails" } else { "claimsAndScopeOverrideDetails" };
        let response = json::member(event, "response");
        let Some(details) = response.and_then(|response| json::member(response, container)) else {
            return Self::default();
        };
        let claims = match (is_v1, token) {
            (true, Token::Id) => Some(details),
            (true, Token::Access) => None,
            (false, Token::Id) => json::member(details, "idTokenGeneration"),
            (false, Token::Access) => json::member(details, "accessTokenGeneration"),
        };
        let member = |name: &str| claims.and_then(|claims| json::member(claims, name));
        let texts = |name: &str| member(name).map(json::texts).unwrap_or_default();
        let scopes = |name: &str| if token == Token::Access { texts(name) } else { Vec::new() };
        let set = member("claimsToAddOrOverride").map(json::members).unwrap_or_default();
        Self {
            text_only: is_v1,
            set: set.into_iter().map(|(name, value)| (name, value.into())).collect(),
            suppress: texts("claimsToSuppress"),
            add_scopes: scopes("scopesToAdd"),
            suppress_scopes: scopes("scopesToSuppress"),
            groups: json::member(details, "groupOverrideDetails").map(GroupConfiguration::new),
        }
    }
}
