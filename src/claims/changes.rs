//! What the rules change in the tokens of one event.

use super::warning::ClaimWarning;
use crate::rules::{RefusalRule, TokenKind};

/// What the rules change in the tokens of one event.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct TokenChanges<'r> {
    /// The ID token.
    pub id: Changes<'r>,
    /// The user's access token, or the machine token. Always empty for V1.
    pub access: Changes<'r>,
    /// The groups and roles, which are in both tokens of a user.
    pub group_override: GroupOverride,
    /// Why something is not in a token as the rules have it.
    pub warnings: Vec<ClaimWarning>,
}

/// What changes in one token.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Changes<'r> {
    /// Claims to add: names and values as JSON, in the order of the rules.
    pub claims: Vec<(&'r str, String)>,
    /// Claims to suppress.
    pub suppress: Vec<&'r str>,
    /// Scopes to add.
    pub add_scopes: Vec<String>,
    /// Scopes to suppress.
    pub suppress_scopes: Vec<&'r str>,
    /// What is added, groups and roles included, in bytes of compact JSON.
    pub added_bytes: usize,
}

/// The whole new lists of groups and roles; `None` for what stays as the request has it.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct GroupOverride {
    /// The names of the groups; an empty list takes all groups away.
    pub groups: Option<Vec<String>>,
    /// The ARNs of the IAM roles.
    pub roles: Option<Vec<String>>,
    /// The ARN of the preferred IAM role.
    pub preferred_role: Option<String>,
}

/// What becomes of claims that depend on a failed read (`ON_LOOKUP_FAILURE`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum FailedClaims {
    /// They are null.
    #[default]
    Null,
    /// They are left out.
    Omit,
}

/// Whether a rule refuses the sign-in.
#[derive(Debug, PartialEq, Eq)]
pub struct RefusalDecision<'r> {
    /// The first rule that holds.
    pub refusal: Option<&'r RefusalRule>,
    /// Conditions that could not be evaluated.
    pub warnings: Vec<ClaimWarning>,
}

/// The reads and choices that the applicable rules need.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NeededReads<'r> {
    /// By index into [`Rules::reads`](crate::rules::Rules::reads): the attributes to read, each once and
    /// at least one; `None` for a read that is not needed.
    pub reads: Vec<Option<Vec<&'r str>>>,
    /// By index into [`Rules::choices`](crate::rules::Rules::choices): whether the choice is needed.
    pub choices: Vec<bool>,
}

impl NeededReads<'_> {
    /// Returns whether nothing has to be read.
    pub fn is_empty(&self) -> bool {
        self.reads.iter().all(Option::is_none)
    }
}

impl<'r> TokenChanges<'r> {
    pub(super) fn of(&mut self, token: TokenKind) -> &mut Changes<'r> {
        match token {
            TokenKind::Id => &mut self.id,
            TokenKind::Access | TokenKind::Machine => &mut self.access,
        }
    }
}

impl Changes<'_> {
    /// Returns whether neither claims nor scopes change.
    pub fn is_empty(&self) -> bool {
        self.claims.is_empty()
            && self.suppress.is_empty()
            && self.add_scopes.is_empty()
            && self.suppress_scopes.is_empty()
    }
}
