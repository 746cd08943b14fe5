//! The pre token generation event: what the function reads of it, and the answer that it becomes.
//!
//! The types of `aws_lambda_events` serve where they can express the contract: the trigger sources
//! of people. They can't stand for the event as a whole: they drop fields that they don't know, fail
//! on `scopes`, groups or attributes that are missing or null and on every event of a machine, and
//! hold no null claim for V1. So the event stays [`RawObject`]s, of which single members are read.

use aws_lambda_events::event::cognito::CognitoEventUserPoolsPreTokenGenTriggerSource as PersonsTrigger;
use serde::Serialize;
use serde_json::value::RawValue;

use crate::claims::{Claim, Claims};
use crate::json::RawObject;

/// A machine's trigger source, which `aws_lambda_events` 1.2 has no variant for.
const CLIENT_CREDENTIALS: &str = "TokenGeneration_ClientCredentials";

/// One event, in the text that it came in.
#[derive(Debug)]
pub struct Event<'a> {
    event: RawObject<'a>,
    /// Which version of the event it is.
    pub version: EventVersion,
    /// What Cognito is issuing tokens for.
    pub trigger: TriggerSource,
    /// The person, exactly as Cognito names them; `None` without a name, or with an empty one.
    pub user_name: Option<String>,
}

/// The version of an event, which decides the container that Cognito reads from the response.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum EventVersion {
    /// V1_0, and what says no version: `claimsOverrideDetails`, text in the ID token.
    #[serde(rename = "1")]
    V1,
    /// V2_0: `claimsAndScopeOverrideDetails`, JSON in the ID and the access token.
    #[serde(rename = "2")]
    V2,
    /// V3_0: V2's, for machines too.
    #[serde(rename = "3")]
    V3,
    /// One that came after V3: its container is taken to be V2's.
    #[serde(rename = "later")]
    Later,
}

/// What Cognito is issuing tokens for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum TriggerSource {
    /// A person's sign-in or refresh.
    Person(PersonsTrigger),
    /// A machine's client credentials.
    Machine(Machine),
    /// One that AWS has added since, or none at all: a person's too, as all but one are.
    Unknown(Unknown),
}

/// How a machine's trigger source is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Machine {
    /// The only one.
    #[serde(rename = "TokenGeneration_ClientCredentials")]
    ClientCredentials,
}

/// How an unknown trigger source is written: not as it came, since it becomes a metric's dimension.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Unknown {
    /// The only one.
    #[serde(rename = "unknown")]
    Unknown,
}

impl<'a> Event<'a> {
    /// Reads an event; `None` if it is no JSON object.
    pub fn parse(text: &'a str) -> Option<Self> {
        let event = RawObject::parse(text)?;
        Some(Self {
            version: EventVersion::parse(event.get("version")),
            trigger: TriggerSource::parse(event.get_text("triggerSource").as_deref()),
            user_name: event.get_text("userName").filter(|name| !name.is_empty()),
            event,
        })
    }

    /// The whole event with `claims` in its response.
    pub fn with_claims(mut self, claims: &Claims) -> String {
        let mut response = RawObject::parse_or_empty(self.event.get("response"));
        let container = match self.version {
            EventVersion::V1 => "claimsOverrideDetails",
            _ => "claimsAndScopeOverrideDetails",
        };
        let mut details = RawObject::parse_or_empty(response.get(container));
        match self.version {
            EventVersion::V1 => add_claims(&mut details, &claims.claims, Claim::to_v1),
            _ => {
                for token in ["idTokenGeneration", "accessTokenGeneration"] {
                    let mut changes = RawObject::parse_or_empty(details.get(token));
                    add_claims(&mut changes, &claims.claims, Claim::to_v2);
                    let changes = changes.to_string();
                    details.set(token, changes);
                }
            }
        }
        keep_groups(&mut details);
        let details = details.to_string();
        response.set(container, details);
        let response = response.to_string();
        self.event.set("response", response);
        self.event.to_string()
    }
}

/// Merges `claims` into the `claimsToAddOrOverride` of `changes`; a claim of ours replaces one of the
/// same name, every other one stays.
fn add_claims(changes: &mut RawObject<'_>, claims: &[Claim], json: fn(&Claim) -> String) {
    const CLAIMS: &str = "claimsToAddOrOverride";
    let mut merged = RawObject::parse_or_empty(changes.get(CLAIMS));
    for claim in claims {
        merged.set(&claim.name, json(claim));
    }
    let merged = merged.to_string();
    changes.set(CLAIMS, merged);
}

/// Takes out a group override that names no group: Cognito would strip the person's groups from
/// both tokens. Without the key they stay as they are.
fn keep_groups(details: &mut RawObject<'_>) {
    const GROUPS: &str = "groupOverrideDetails";
    let Some(text) = details.get(GROUPS).map(str::to_owned) else { return };
    let groups = RawObject::parse_or_empty(Some(&text));
    let named = groups.get("groupsToOverride").and_then(|groups| serde_json::from_str(groups).ok());
    let is_name = |group: &&RawValue| group.get().starts_with('"') && group.get() != "\"\"";
    if named.is_some_and(|groups: Vec<&RawValue>| groups.iter().any(is_name)) {
        // An earlier member of the same key goes: it may be an empty one.
        details.set(GROUPS, text);
    } else {
        details.remove(GROUPS);
    }
}

impl EventVersion {
    /// Reads the whole part of a version ("2", "2.1", 2); without one it is V1, the version from
    /// before versions.
    pub(crate) fn parse(version: Option<&str>) -> Self {
        let digits = version.unwrap_or_default().trim_start_matches(['"', 'V', 'v', ' ']);
        let end = digits.find(|char: char| !char.is_ascii_digit()).unwrap_or(digits.len());
        match digits.get(..end).unwrap_or_default().trim_start_matches('0') {
            "" | "1" => Self::V1,
            "2" => Self::V2,
            "3" => Self::V3,
            _ => Self::Later,
        }
    }
}

impl TriggerSource {
    pub(crate) fn parse(source: Option<&str>) -> Self {
        use serde::de::{Deserialize, IntoDeserializer, value::Error};

        match source {
            Some(CLIENT_CREDENTIALS) => Self::Machine(Machine::ClientCredentials),
            Some(source) => PersonsTrigger::deserialize(IntoDeserializer::<Error>::into_deserializer(source))
                .map_or(Self::Unknown(Unknown::Unknown), Self::Person),
            None => Self::Unknown(Unknown::Unknown),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_decides_the_container() {
        let versions = [
            (None, EventVersion::V1),
            (Some("null"), EventVersion::V1),
            (Some("\"\""), EventVersion::V1),
            (Some("\"0\""), EventVersion::V1),
            (Some("\"1\""), EventVersion::V1),
            (Some("1"), EventVersion::V1),
            (Some("[2]"), EventVersion::V1),
            (Some("\"2\""), EventVersion::V2),
            (Some("2"), EventVersion::V2),
            (Some("2.0"), EventVersion::V2),
            (Some("\"V2_0\""), EventVersion::V2),
            (Some("\"3\""), EventVersion::V3),
            (Some("\"4\""), EventVersion::Later),
            (Some("\"10\""), EventVersion::Later),
            (Some("\"99999999999999999999\""), EventVersion::Later),
        ];
        for (text, version) in versions {
            assert_eq!(EventVersion::parse(text), version, "{text:?}");
        }
    }

    #[test]
    fn a_trigger_source_is_named_in_logs_by_a_fixed_word() {
        fn named(source: Option<&str>) -> String {
            serde_json::to_string(&TriggerSource::parse(source)).unwrap()
        }
        for source in
            ["HostedAuth", "Authentication", "NewPasswordChallenge", "AuthenticateDevice", "RefreshTokens"]
        {
            let source = format!("TokenGeneration_{source}");
            assert_eq!(named(Some(&source)), format!("\"{source}\""));
            assert!(matches!(TriggerSource::parse(Some(&source)), TriggerSource::Person(_)));
        }
        assert_eq!(named(Some(CLIENT_CREDENTIALS)), format!("\"{CLIENT_CREDENTIALS}\""));
        assert_eq!(named(Some("alice@example.com")), "\"unknown\"");
        assert_eq!(named(None), "\"unknown\"");
    }
}
