//! Where a value comes from, by the one way to name it.

use std::fmt;

/// A source, as rules name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// `table.<attribute>`: a top-level attribute of the person's item. What follows the first dot
    /// is its name, dots included.
    Table(String),
    /// `attribute.<user attribute>`: an attribute of Cognito's, such as `custom:tenantId`.
    UserAttribute(String),
    /// `event.userName`.
    UserName,
    /// `event.clientId`.
    ClientId,
    /// `event.sub`.
    Sub,
    /// `event.triggerSource`.
    TriggerSource,
}

/// User attributes that Cognito itself writes; every other one can be writable by the user.
const COGNITOS_OWN: [&str; 6] = [
    "sub",
    "email_verified",
    "phone_number_verified",
    "identities",
    "cognito:user_status",
    "cognito:email_alias",
];

/// What every message about a wrong source says.
const KNOWN: &str = "known are table.<attribute>, attribute.<user attribute>, event.userName, event.clientId, \
event.sub and event.triggerSource";

impl Source {
    /// Reads a source's name.
    ///
    /// # Errors
    /// What is wrong, for the person who wrote it.
    pub fn parse(name: &str) -> Result<Self, String> {
        match name.split_once('.') {
            Some(("table", attribute)) if !attribute.is_empty() => Ok(Self::Table(attribute.to_owned())),
            Some(("attribute", attribute)) if !attribute.is_empty() => {
                Ok(Self::UserAttribute(attribute.to_owned()))
            }
            Some(("event", "userName")) => Ok(Self::UserName),
            Some(("event", "clientId")) => Ok(Self::ClientId),
            Some(("event", "sub")) => Ok(Self::Sub),
            Some(("event", "triggerSource")) => Ok(Self::TriggerSource),
            _ => Err(format!("there is no source {name:?}: {KNOWN}")),
        }
    }

    /// Whether a machine's event has it too.
    pub fn serves_machines(&self) -> bool {
        matches!(self, Self::ClientId | Self::TriggerSource)
    }

    /// Whether people may be able to write it themselves, unless the app client forbids it.
    pub fn may_be_writable(&self) -> bool {
        matches!(self, Self::UserAttribute(name) if !COGNITOS_OWN.contains(&name.as_str()))
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Table(attribute) => write!(f, "table.{attribute}"),
            Self::UserAttribute(attribute) => write!(f, "attribute.{attribute}"),
            Self::UserName => f.write_str("event.userName"),
            Self::ClientId => f.write_str("event.clientId"),
            Self::Sub => f.write_str("event.sub"),
            Self::TriggerSource => f.write_str("event.triggerSource"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_is_read_as_it_is_written() {
        for name in [
            "table.projects",
            "table.a.b c",
            "attribute.custom:tenantId",
            "event.userName",
            "event.clientId",
            "event.sub",
            "event.triggerSource",
        ] {
            assert_eq!(Source::parse(name).unwrap().to_string(), name);
        }
        for name in ["", "projects", "table.", "attribute.", "event.user", "Table.x", "client.x", "event"] {
            assert!(Source::parse(name).unwrap_err().contains("known are table."), "{name}");
        }
    }
}
