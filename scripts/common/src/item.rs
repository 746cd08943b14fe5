//! The item of one user as the tools write it: its shape, and what it may hold.

mod validate;

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

pub use claim_enrichment::access::{DEPARTMENT, PROJECTS};
pub use validate::{Fault, PrincipalTag, text_fault};

/// The attribute with the `sub` of the Cognito user that the item was written for.
pub const SUB: &str = "sub";

/// The attribute that marks a user whose first sign-in is not prepared yet: `password` or `invitation`.
/// `add_user` removes it with its last step, so it stays where a run was interrupted.
pub const PENDING: &str = "addUserPending";

/// One user's item, as the tools write it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Item {
    /// The name that Cognito's events carry: the key.
    pub user_name: String,
    /// The projects that the user works on, stored as a string set. Without any the attribute is left
    /// out, because DynamoDB has no empty sets.
    #[serde(with = "serde_dynamo::string_set", skip_serializing_if = "BTreeSet::is_empty")]
    pub projects: BTreeSet<String>,
    /// The department, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub department: Option<String>,
    /// The `sub` of the Cognito user, where it is known. It tells a user from a later one of the same
    /// name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sub: Option<String>,
    /// Further attributes, by their names.
    #[serde(flatten)]
    pub attributes: BTreeMap<String, NewValue>,
}

/// A value of an attribute, as the tools write it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum NewValue {
    /// A string.
    Text(String),
    /// A list of strings.
    List(Vec<String>),
    /// A string set, which is not empty.
    #[serde(with = "serde_dynamo::string_set")]
    Set(BTreeSet<String>),
}

impl NewValue {
    /// The strings that it holds.
    pub fn texts(&self) -> Vec<&str> {
        match self {
            Self::Text(text) => vec![text],
            Self::List(texts) => texts.iter().map(String::as_str).collect(),
            Self::Set(texts) => texts.iter().map(String::as_str).collect(),
        }
    }
}
