//! The pre token generation event: what the function reads of it.
//!
//! The types of `aws_lambda_events` serve where they can express the contract: the trigger sources
//! of people. They can't stand for the event as a whole: they drop fields that they don't know, fail
//! on `scopes`, groups or attributes that are missing or null and on every event of a machine, and
//! hold no null claim for V1. So the event stays [`RawObject`]s, of which single members are read.

use aws_lambda_events::event::cognito::CognitoEventUserPoolsPreTokenGenTriggerSource as PersonsTrigger;
use serde::Serialize;

use crate::json::RawObject;
use crate::rules::Source;
use crate::value::Value;

/// A machine's trigger source, which `aws_lambda_events` 1.2 has no variant for.
const CLIENT_CREDENTIALS: &str = "TokenGeneration_ClientCredentials";

/// One event, in the text that it came in.
#[derive(Debug)]
pub struct Event<'a> {
    pub(crate) event: RawObject<'a>,
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

    /// Whether the tokens are for a machine: client credentials, whatever the user name says.
    pub fn is_machine(&self) -> bool {
        matches!(self.trigger, TriggerSource::Machine(_))
    }

    /// The app client that asks for the tokens.
    pub fn client_id(&self) -> Option<String> {
        self.object("callerContext").get_text("clientId")
    }

    /// What the event says of `source`; nothing of the table, and never anything of
    /// `clientMetadata`, which is whatever the client sends.
    pub(crate) fn value_of(&self, source: &Source) -> Option<Value> {
        match source {
            Source::Table(_) => None,
            Source::UserAttribute(name) => self.user_attribute(name),
            Source::UserName => self.user_name.clone().map(Value::Text),
            Source::ClientId => self.client_id().map(Value::Text),
            Source::Sub => self.user_attribute("sub"),
            Source::TriggerSource => self.event.get_text("triggerSource").map(Value::Text),
        }
    }

    /// One of the user's attributes. They are text; a number or a truth is taken as what it is.
    fn user_attribute(&self, name: &str) -> Option<Value> {
        let request = self.object("request");
        let attributes = RawObject::parse_or_empty(request.get("userAttributes"));
        match attributes.get(name)? {
            "true" => Some(Value::Bool(true)),
            "false" => Some(Value::Bool(false)),
            number if number.starts_with(|first: char| first == '-' || first.is_ascii_digit()) => {
                Value::number(number.to_owned())
            }
            _ => attributes.get_text(name).map(Value::Text),
        }
    }

    /// The member `name` as far as it is an object.
    fn object(&self, name: &str) -> RawObject<'_> {
        RawObject::parse_or_empty(self.event.get(name))
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
