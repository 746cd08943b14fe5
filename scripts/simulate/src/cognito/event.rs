//! What an event says about the tokens that Cognito is about to issue.

use std::collections::BTreeMap;

use serde_json::value::RawValue;

use super::json::{self, Json};

/// The parts of an event that the tokens depend on.
#[derive(Debug, Default)]
pub(crate) struct TokenEvent {
    /// `version`.
    pub(crate) version: Option<String>,
    /// `triggerSource`.
    pub(crate) trigger_source: Option<String>,
    /// `userName`, unless it is empty.
    pub(crate) user_name: Option<String>,
    /// `callerContext.clientId`.
    pub(crate) client_id: Option<String>,
    pub(super) issuer: Option<String>,
    pub(super) attributes: BTreeMap<String, Json>,
    pub(super) groups: GroupConfiguration,
    pub(super) scopes: Vec<String>,
}

/// A user's groups and IAM roles, as the request has them or as the response overrides them.
#[derive(Debug, Default)]
pub(super) struct GroupConfiguration {
    pub(super) groups: Vec<String>,
    pub(super) roles: Vec<String>,
    pub(super) preferred_role: Option<String>,
}

impl TokenEvent {
    /// Reads `event`; members that are missing or of another type count as absent.
    pub(crate) fn new(event: &RawValue) -> Self {
        let members = json::members(event);
        let text = |name: &str| members.get(name).copied().and_then(json::text);
        let request = members.get("request").map(|request| json::members(request)).unwrap_or_default();
        let requested = |name: &str| request.get(name).copied();
        let issuer = text("region").zip(text("userPoolId"));
        let attributes = requested("userAttributes").map(json::members).unwrap_or_default();
        Self {
            version: text("version"),
            trigger_source: text("triggerSource"),
            user_name: text("userName").filter(|name| !name.is_empty()),
            client_id: members
                .get("callerContext")
                .and_then(|caller| json::member(caller, "clientId"))
                .and_then(json::text),
            issuer: issuer.map(|(region, pool)| format!("https://cognito-idp.{region}.amazonaws.com/{pool}")),
            attributes: attributes.into_iter().map(|(name, value)| (name, value.into())).collect(),
            groups: requested("groupConfiguration").map(GroupConfiguration::new).unwrap_or_default(),
            scopes: requested("scopes").map(json::texts).unwrap_or_default(),
        }
    }

    /// Whether the token is a machine token: for client credentials, or in V3 without a user, whatever the
    /// trigger source is.
    pub(crate) fn is_machine(&self) -> bool {
        let is_v3 = self.version.as_deref().is_some_and(|version| version.starts_with('3'));
        let has_user = self.user_name.is_some() || self.attributes.contains_key("sub");
        self.trigger_source.as_deref() == Some("TokenGeneration_ClientCredentials") || (is_v3 && !has_user)
    }

    pub(super) fn is_hosted(&self) -> bool {
        self.trigger_source.as_deref() == Some("TokenGeneration_HostedAuth")
    }
}

impl GroupConfiguration {
    /// Reads `groupConfiguration` or `groupOverrideDetails`; whatever is not an object has no groups.
    pub(super) fn new(raw: &RawValue) -> Self {
        let texts = |name: &str| json::member(raw, name).map(json::texts).unwrap_or_default();
        Self {
            groups: texts("groupsToOverride"),
            roles: texts("iamRolesToOverride"),
            preferred_role: json::member(raw, "preferredRole").and_then(json::text),
        }
    }
}
