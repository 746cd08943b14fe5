//! Claim rules: what goes into which token, as configuration.
//!
//! [`raw`] is the written form. [`Rules::parse`] validates it and returns [`Rules`], or every fault. What
//! rules do to a token is computed in [`crate::claims`]. The built-in claims are rules as well:
//! [`BUILT_IN`].

pub mod condition;
pub mod expression;
pub mod pipeline;
mod raw;
pub mod read;
#[cfg(test)]
mod schema;
pub mod source;
pub mod template;
mod validate;
mod warnings;

use std::fmt;

use condition::Limits;
use pipeline::Pipeline;
use read::{Choice, Read};
use source::Source;

/// The rules that apply without `CLAIM_RULES`, in the same format.
pub const BUILT_IN: &str = include_str!("rules/built-in.json");

/// The JSON Schema of the format, for editors.
pub const SCHEMA: &str = include_str!("rules/schema.json");

/// The name of the read that `USER_INFO_TABLE`, `USER_INFO_KEY` and `USER_INFO_KEY_ATTRIBUTE` define.
pub const DEFAULT_READ: &str = "table";

/// Validated rules.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rules {
    reads: Vec<Read>,
    choices: Vec<Choice>,
    refusals: Vec<RefusalRule>,
    claims: Vec<ClaimRule>,
    suppress_id: Vec<SuppressRule>,
    suppress_access: Vec<SuppressRule>,
    scopes: Vec<ScopeRule>,
    suppress_scopes: Vec<SuppressRule>,
    groups: Vec<GroupRule>,
    roles: Vec<GroupRule>,
    preferred_role: Option<PreferredRoleRule>,
}

/// A claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimRule {
    /// The claim's name.
    pub claim: String,
    /// Its value.
    pub value: Pipeline,
    /// The tokens that it goes into.
    pub tokens: Vec<TokenKind>,
    /// When and for whom it applies.
    pub limits: Limits,
}

/// A scope, or a list of scopes, to add.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScopeRule {
    /// The scope as the rules write it, or its sources: for logs and messages.
    pub label: String,
    /// The scope or scopes.
    pub value: Pipeline,
    /// The tokens that it goes into: access, machine or both.
    pub tokens: Vec<TokenKind>,
    /// When and for whom it applies.
    pub limits: Limits,
}

/// A claim or a scope to suppress.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SuppressRule {
    /// The name of the claim, or the scope.
    pub name: String,
    /// For a scope: the tokens, access, machine or both. Empty for a claim.
    pub tokens: Vec<TokenKind>,
    /// When and for whom it applies.
    pub limits: Limits,
}

/// A change of the groups or of the IAM roles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupRule {
    /// The names of groups, or the ARNs of roles.
    pub value: Pipeline,
    /// What happens to those that the request has.
    pub mode: GroupMode,
    /// When and for whom it applies.
    pub limits: Limits,
}

/// The preferred IAM role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreferredRoleRule {
    /// The ARN.
    pub value: Pipeline,
    /// When and for whom it applies.
    pub limits: Limits,
}

/// A refusal of a sign-in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusalRule {
    /// The text that Cognito shows to the user; `None` for the usual one.
    pub message: Option<String>,
    /// Whether it applies to users' tokens.
    pub for_users: bool,
    /// Whether it applies to machine tokens.
    pub for_machines: bool,
    /// When and for which clients it applies.
    pub limits: Limits,
}

/// A token that an entry applies to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenKind {
    /// A user's ID token.
    Id,
    /// A user's access token (V2 and V3).
    Access,
    /// A machine token (V3).
    Machine,
}

/// What happens to the groups or roles that the request has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum GroupMode {
    /// The new ones follow them.
    #[default]
    Add,
    /// The new ones replace them.
    Replace,
    /// The named ones are removed from them.
    Remove,
}

/// What rules are validated against besides themselves.
pub struct RuleContext<'a> {
    /// The claim size limit, in bytes of compact JSON.
    pub max_claim_bytes: usize,
    /// The read named [`DEFAULT_READ`].
    pub default_read: DefaultRead,
    /// Returns the value of an environment variable, for tables named by `{"env": "…"}`.
    pub variable: &'a dyn Fn(&str) -> Option<String>,
}

/// The read that the environment defines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DefaultRead {
    /// `USER_INFO_TABLE`: the table's name or ARN.
    pub table: String,
    /// `USER_INFO_KEY`: the source of the key: `event.userName`, `event.sub` or a user attribute.
    pub key: Source,
    /// `USER_INFO_KEY_ATTRIBUTE`: the name of the partition key, a string.
    pub key_attribute: String,
}

/// Every fault of a rules file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct RuleFaults(pub Vec<RuleFault>);

/// A fault, or a warning, with its place.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct RuleFault {
    /// The place, as `claims[2] ("role")`, `reads.user`, `the rules`.
    pub place: String,
    /// What is wrong and what to do.
    pub message: String,
}

impl fmt::Display for RuleFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.message)
    }
}

impl fmt::Display for RuleFaults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, fault) in self.0.iter().enumerate() {
            write!(f, "{}{fault}", if index > 0 { "; " } else { "" })?;
        }
        Ok(())
    }
}

impl Rules {
    /// Parses and validates rules. A key whose value is null counts as not given, except `value` and `when`,
    /// for which null is a fault.
    ///
    /// # Errors
    /// Every fault, each with its place.
    pub fn parse(json: &str, context: &RuleContext<'_>) -> Result<Self, RuleFaults> {
        validate::validate(json, context)
    }

    /// Returns what is valid but deserves a second look, each with its place.
    pub fn warnings(&self) -> Vec<RuleFault> {
        warnings::warnings(self)
    }

    /// Returns the reads. The default read, if a rule uses it, is among them.
    pub fn reads(&self) -> &[Read] {
        &self.reads
    }

    /// Returns the choices.
    pub fn choices(&self) -> &[Choice] {
        &self.choices
    }

    /// Returns the refusals in order.
    pub fn refusals(&self) -> &[RefusalRule] {
        &self.refusals
    }

    /// Returns the claims in order.
    pub fn claims(&self) -> &[ClaimRule] {
        &self.claims
    }

    /// Returns the claims that are suppressed in the ID token.
    pub fn suppress_id(&self) -> &[SuppressRule] {
        &self.suppress_id
    }

    /// Returns the claims that are suppressed in a user's access token.
    pub fn suppress_access(&self) -> &[SuppressRule] {
        &self.suppress_access
    }

    /// Returns the scopes that are added.
    pub fn scopes(&self) -> &[ScopeRule] {
        &self.scopes
    }

    /// Returns the scopes that are suppressed.
    pub fn suppress_scopes(&self) -> &[SuppressRule] {
        &self.suppress_scopes
    }

    /// Returns the changes of the groups in order.
    pub fn groups(&self) -> &[GroupRule] {
        &self.groups
    }

    /// Returns the changes of the IAM roles in order.
    pub fn roles(&self) -> &[GroupRule] {
        &self.roles
    }

    /// Returns the rule for the preferred IAM role.
    pub fn preferred_role(&self) -> Option<&PreferredRoleRule> {
        self.preferred_role.as_ref()
    }
}

/// Returns whether a scope can hold this text: RFC 6749, section 3.3.
pub(crate) fn is_scope_text(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, 0x21 | 0x23..=0x5b | 0x5d..=0x7e))
}
