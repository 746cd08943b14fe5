//! The event of the pre token generation trigger.
//!
//! The event stays [`RawObject`]s, of which single members are read. `aws_lambda_events` 1.2 cannot hold
//! it: it drops fields that it does not know, and fails on every event of client credentials and on
//! scopes, groups or attributes that are missing or null.

mod request;

use std::borrow::Cow;

use serde::Serialize;

use crate::json::{RawObject, string_of};
use crate::rules::TokenKind;

pub use request::{TokenRequest, TokenRequestBuilder};

/// One event, in the text that it came in, and the request that it carries.
#[derive(Debug)]
pub struct Event<'a> {
    pub(crate) members: RawObject<'a>,
    request: TokenRequest<'a>,
}

/// The version of an event. It decides which tokens can be changed, and in which form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub enum EventVersion {
    /// V1_0, and events without a version.
    #[default]
    #[serde(rename = "1")]
    V1,
    /// V2_0.
    #[serde(rename = "2")]
    V2,
    /// V3_0.
    #[serde(rename = "3")]
    V3,
    /// A later version, which is treated like V3.
    #[serde(rename = "later")]
    Later,
}

/// Why Cognito issues tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum TriggerSource {
    /// A sign-in through managed login, or a federated one.
    #[serde(rename = "TokenGeneration_HostedAuth")]
    HostedAuth,
    /// A sign-in through the API, or a refresh with GetTokensFromRefreshToken.
    #[serde(rename = "TokenGeneration_Authentication")]
    Authentication,
    /// The first sign-in of a user that an administrator created.
    #[serde(rename = "TokenGeneration_NewPasswordChallenge")]
    NewPasswordChallenge,
    /// The end of the authentication of a device.
    #[serde(rename = "TokenGeneration_AuthenticateDevice")]
    AuthenticateDevice,
    /// A refresh at the token endpoint or with REFRESH_TOKEN_AUTH.
    #[serde(rename = "TokenGeneration_RefreshTokens")]
    RefreshTokens,
    /// A client credentials grant.
    #[serde(rename = "TokenGeneration_ClientCredentials")]
    ClientCredentials,
    /// Another one, or none. Its text is not kept, because it becomes a dimension of metrics.
    #[serde(rename = "unknown")]
    Unknown,
}

impl<'a> Event<'a> {
    /// Parses an event; `None` if `text` is no JSON object.
    ///
    /// Missing, null and mistyped fields count as absent, since AWS adds and moves fields.
    pub fn parse(text: &'a str) -> Option<Self> {
        let members = RawObject::parse(text)?;
        let text_of = |name| members.get_parsed(name).and_then(string_of);
        let header = request::Header {
            trigger_source: text_of("triggerSource"),
            user_name: text_of("userName"),
            user_pool_id: text_of("userPoolId"),
        };
        let part = |name| Cow::Borrowed(members.get_parsed(name).unwrap_or_default());
        let version = EventVersion::parse_json(members.get("version"));
        let request = TokenRequest::new(version, header, part("callerContext"), part("request"));
        Some(Self { members, request })
    }

    /// Returns the request.
    pub fn request(&self) -> &TokenRequest<'a> {
        &self.request
    }
}

/// What differs between the versions stands here alone.
impl EventVersion {
    /// Parses the whole part of a version ("2", "2.1", 2) in JSON; V1 without one.
    pub(crate) fn parse_json(version: Option<&str>) -> Self {
        Self::parse(version.unwrap_or_default())
    }

    /// Parses the whole part of a version, such as `2`, `2.1` or `V2_0`; V1 without one.
    pub fn parse(version: &str) -> Self {
        let digits = version.trim_start_matches(['"', 'V', 'v', ' ']);
        let end = digits.find(|char: char| !char.is_ascii_digit()).unwrap_or(digits.len());
        match digits.get(..end).unwrap_or_default().trim_start_matches('0') {
            "" | "1" => Self::V1,
            "2" => Self::V2,
            "3" => Self::V3,
            _ => Self::Later,
        }
    }

    /// Returns the name of the object in the response that Cognito reads.
    pub(crate) fn container(self) -> &'static str {
        match self {
            Self::V1 => "claimsOverrideDetails",
            Self::V2 | Self::V3 | Self::Later => "claimsAndScopeOverrideDetails",
        }
    }

    /// Returns the member of the container that changes `token`; `None` for the container itself.
    pub(crate) fn section(self, token: TokenKind) -> Option<&'static str> {
        match (self, token) {
            (Self::V1, _) => None,
            (_, TokenKind::Id) => Some("idTokenGeneration"),
            (_, TokenKind::Access | TokenKind::Machine) => Some("accessTokenGeneration"),
        }
    }

    /// Returns the tokens whose claims can be changed.
    pub fn tokens(self, is_machine: bool) -> &'static [TokenKind] {
        match (is_machine, self) {
            (true, Self::V1) => &[],
            (true, _) => &[TokenKind::Machine],
            (false, Self::V1) => &[TokenKind::Id],
            (false, _) => &[TokenKind::Id, TokenKind::Access],
        }
    }

    /// Returns whether claims hold text only.
    pub fn is_text_only(self) -> bool {
        self == Self::V1
    }

    /// Returns whether Cognito sends events of this version for machine tokens.
    pub fn covers_machines(self) -> bool {
        matches!(self, Self::V3 | Self::Later)
    }
}

impl TriggerSource {
    /// Parses the `triggerSource` of an event.
    pub fn parse(source: &str) -> Self {
        match source.strip_prefix("TokenGeneration_") {
            Some("HostedAuth") => Self::HostedAuth,
            Some("Authentication") => Self::Authentication,
            Some("NewPasswordChallenge") => Self::NewPasswordChallenge,
            Some("AuthenticateDevice") => Self::AuthenticateDevice,
            Some("RefreshTokens") => Self::RefreshTokens,
            Some("ClientCredentials") => Self::ClientCredentials,
            _ => Self::Unknown,
        }
    }
}

/// Text of the event, or of a builder.
type Text<'a> = Option<Cow<'a, str>>;

#[cfg(test)]
mod tests;
