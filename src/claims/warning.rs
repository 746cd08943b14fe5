//! Warnings: why something is not in a token as the rules have it.

use std::fmt;

use serde::Serialize;

/// Why something is not in a token as the rules have it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ClaimWarning {
    /// What the warning is about.
    pub subject: Subject,
    /// The reason.
    pub reason: Reason,
}

/// What a warning is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// A claim, by name.
    Claim(String),
    /// The suppression of a claim, by name.
    Suppression(String),
    /// A scope, by its label in the rules.
    Scope(String),
    /// An entry of `groups`, by index.
    Groups(usize),
    /// An entry of `roles`, by index.
    Roles(usize),
    /// The preferred role.
    PreferredRole,
    /// An entry of `refuse`, by index.
    Refusal(usize),
    /// A read, by name.
    Read(String),
    /// A choice, by name.
    Choice(String),
}

/// The reasons of a warning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The source has no value.
    Absent,
    /// The value has a type that the rule, the token or a step cannot take.
    WrongType,
    /// The value holds a character that a scope or a joined list cannot hold.
    WrongCharacter,
    /// The claim size limit was reached.
    SizeLimit,
    /// `parse` or `as` could not read the value.
    NotParsed,
    /// `select` could not be evaluated.
    NotEvaluated,
    /// A number is too large to be exact in `select`.
    InexactNumber,
    /// Text that looks like a list is used as one group, for want of `parse`.
    LooksLikeList,
    /// The row belongs to another user.
    OtherOwner,
    /// A value in the key holds the character that follows it in the template.
    ForgedKey,
    /// The e-mail address or phone number in the key is not verified.
    Unverified,
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Claim(name) => write!(f, "claim {name}"),
            Self::Suppression(name) => write!(f, "suppression of {name}"),
            Self::Scope(label) => write!(f, "scope {label}"),
            Self::Groups(index) => write!(f, "groups[{index}]"),
            Self::Roles(index) => write!(f, "roles[{index}]"),
            Self::PreferredRole => f.write_str("preferredRole"),
            Self::Refusal(index) => write!(f, "refuse[{index}]"),
            Self::Read(name) => write!(f, "read {name}"),
            Self::Choice(name) => write!(f, "choice {name}"),
        }
    }
}

impl Serialize for Subject {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
