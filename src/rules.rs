//! What goes into which token, as configuration: the claim rules.
//!
//! [`mod@format`] is their written form, [`check`] turns it into [`Rules`] or into the list of all that
//! is wrong with it, [`source`] names where values come from. What rules do to an event is computed
//! in [`crate::claims`]. The three claims that are built in are rules as well: [`BUILT_IN`].

mod check;
mod contradictions;
pub mod format;
mod scope;
mod source;

pub(crate) use check::NO_OBJECTS;
pub(crate) use scope::may_be_in_a_scope;
pub use scope::{Piece, Scope};
pub use source::Source;

use std::fmt;

use crate::value::Value;
use format::{Encoding, GroupMode, TokenKind, Type};

/// The rules that hold where `CLAIM_RULES` says nothing, in the same format.
pub const BUILT_IN: &str = include_str!("rules/built-in.json");

/// The JSON Schema of the format, for editors.
pub const SCHEMA: &str = include_str!("rules/schema.json");

/// What goes into the tokens, checked.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rules {
    /// The claims, in the order in which they are written.
    pub claims: Vec<ClaimRule>,
    /// Claims that the ID token shall not hold.
    pub suppress_id: Vec<String>,
    /// Claims that a person's access token shall not hold.
    pub suppress_access: Vec<String>,
    /// Scopes that a person's access token shall hold.
    pub add_scopes: Vec<Scope>,
    /// Scopes that a person's access token shall not hold.
    pub suppress_scopes: Vec<String>,
    /// Where groups come from.
    pub groups: Option<GroupRule>,
}

/// How one claim comes about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimRule {
    /// Its name.
    pub claim: String,
    /// Where its value comes from.
    pub origin: Origin,
    /// The tokens that it goes into.
    pub tokens: Vec<TokenKind>,
    /// How V1 holds a list or a map.
    pub encoding: Encoding,
    /// The app clients that it is for; `None` for all.
    pub clients: Option<Vec<String>>,
}

/// Where a claim's value comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// The same for all.
    Constant(Value),
    /// Looked up, in the table or in the event.
    From {
        /// Where.
        source: Source,
        /// What stands in where the source is absent.
        default: Option<Value>,
        /// What it may hold; `None` for all that JSON can.
        types: Option<Vec<Type>>,
    },
}

/// How a person's groups come about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupRule {
    /// Where they come from.
    pub source: Source,
    /// What becomes of those that the person has.
    pub mode: GroupMode,
}

/// All that is wrong with a set of rules.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct RuleFaults(pub Vec<String>);

impl fmt::Display for RuleFaults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join("; "))
    }
}

impl Rules {
    /// Reads and checks rules.
    ///
    /// `budget` is what the claims of one token may weigh, in bytes of compact JSON.
    ///
    /// # Errors
    /// Every fault, each with the rule that it is in.
    pub fn parse(json: &str, budget: usize) -> Result<Self, RuleFaults> {
        check::check(json, budget)
    }

    /// The three claims of [`BUILT_IN`].
    pub fn built_in() -> Self {
        // A test makes sure that they are read.
        Self::parse(BUILT_IN, usize::MAX).unwrap_or_default()
    }

    /// What is allowed but asks for a second look, for whoever writes the rules.
    pub fn warnings(&self) -> Vec<String> {
        let claims = self.claims.iter().filter_map(|rule| match &rule.origin {
            Origin::From { source, .. } => Some((format!("claim {:?}", rule.claim), source)),
            Origin::Constant(_) => None,
        });
        let scopes = self.add_scopes.iter().flat_map(|scope| {
            scope.sources().map(move |source| (format!("scope {:?}", scope.to_string()), source))
        });
        let groups = self.groups.iter().map(|groups| ("the groups".to_owned(), &groups.source));
        claims
            .chain(scopes)
            .chain(groups)
            .filter(|(_, source)| source.may_be_writable())
            .map(|(what, source)| {
                format!(
                    "{what}: {source} may be writable by the users themselves: make sure that no app client's \
                     write attributes hold it before anything is decided by it"
                )
            })
            .collect()
    }
}

impl ClaimRule {
    /// Whether it is for `token` in the app client called `client`.
    pub fn is_for(&self, token: TokenKind, client: Option<&str>) -> bool {
        self.tokens.contains(&token)
            && self.clients.as_ref().is_none_or(|clients| {
                client.is_some_and(|client| clients.iter().any(|listed| listed == client))
            })
    }
}

#[cfg(test)]
mod tests;
