//! Keeps what fits into the claim size limit.
//!
//! Constants and what comes from tables are placed before what a user can write, so that nobody can push a
//! restriction out of their own token. The order in the output stays that of the rules.

use super::groups::GroupSlot;
use super::warning::{ClaimWarning, Reason, Subject};
use crate::budget::Budget;
use crate::rules::{ClaimRule, TokenKind};

/// What is added to one token.
#[derive(Debug)]
pub(super) struct TokenSlots<'r> {
    pub(super) token: TokenKind,
    /// The claims that are suppressed.
    pub(super) suppressed: Vec<&'r str>,
    /// The claims that an entry writes or leaves out; later entries do nothing.
    decided: Vec<&'r str>,
    /// The claims in the order of the rules.
    pub(super) claims: Vec<ClaimSlot<'r>>,
    pub(super) budget: Budget,
}

/// A claim of one token.
#[derive(Debug)]
pub(super) struct ClaimSlot<'r> {
    pub(super) name: &'r str,
    /// The value; `None` for null.
    pub(super) json: Option<String>,
    pub(super) by_user: bool,
    pub(super) placed: Placed,
}

/// What of a claim fits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Placed {
    Nothing,
    Null,
    Value,
}

/// A scope of the access or machine token.
#[derive(Debug)]
pub(super) struct ScopeSlot<'r> {
    /// The entry of the rules, for warnings.
    pub(super) label: &'r str,
    pub(super) scope: String,
    pub(super) by_user: bool,
    pub(super) fits: bool,
}

/// Decides what fits: of each of the two classes first the claims, then the scopes, then the entries of
/// groups and roles.
pub(super) fn place<'s>(
    tokens: &mut [TokenSlots<'_>],
    scopes: &mut [ScopeSlot<'_>],
    entries: impl Iterator<Item = &'s mut GroupSlot>,
    warnings: &mut Vec<ClaimWarning>,
) {
    let mut warn = |subject| {
        let warning = ClaimWarning { subject, reason: Reason::SizeLimit };
        // A list of a thousand scopes is one warning.
        if !matches!(warning.subject, Subject::Scope(_)) || warnings.last() != Some(&warning) {
            warnings.push(warning);
        }
    };
    let mut entries: Vec<_> = entries.collect();
    for by_user in [false, true] {
        for slots in &mut *tokens {
            slots.place_claims(by_user, &mut warn);
        }
        if let Some(slots) = tokens.iter_mut().find(|slots| slots.token != TokenKind::Id) {
            for scope in scopes.iter_mut().filter(|scope| scope.by_user == by_user) {
                scope.fits = slots.budget.take_scope(&scope.scope);
                if !scope.fits {
                    warn(Subject::Scope(scope.label.to_owned()));
                }
            }
        }
        for entry in entries.iter_mut().filter(|entry| entry.by_user == by_user) {
            entry.fits = tokens.iter().all(|slots| slots.budget.fits(entry.bytes));
            if entry.fits {
                tokens.iter_mut().for_each(|slots| _ = slots.budget.take(entry.bytes));
            } else {
                warn(entry.subject.clone());
            }
        }
    }
}

impl<'r> TokenSlots<'r> {
    pub(super) fn new(token: TokenKind, suppressed: Vec<&'r str>, max_claim_bytes: usize) -> Self {
        let budget = Budget::new(max_claim_bytes);
        Self { token, suppressed, decided: Vec::new(), claims: Vec::new(), budget }
    }

    /// Returns whether `rule` can write its claim into this token.
    pub(super) fn is_open(&self, rule: &ClaimRule) -> bool {
        rule.tokens.contains(&self.token) && !self.decided.contains(&rule.claim.as_str())
    }

    /// Leaves the claim to `rule`. Returns the place for it, unless the claim is suppressed.
    pub(super) fn decide(&mut self, rule: &'r ClaimRule) -> Option<&mut Self> {
        self.decided.push(&rule.claim);
        (!self.suppressed.contains(&rule.claim.as_str())).then_some(self)
    }

    /// Places all claims of a class as null first, so that none is pushed out by the value of an earlier one.
    fn place_claims(&mut self, by_user: bool, warn: &mut impl FnMut(Subject)) {
        for claim in self.claims.iter_mut().filter(|claim| claim.by_user == by_user) {
            if self.budget.take_null(claim.name) {
                claim.placed = Placed::Null;
            }
        }
        for claim in self.claims.iter_mut().filter(|claim| claim.by_user == by_user) {
            let fits = claim.placed == Placed::Null
                && claim.json.as_ref().is_none_or(|json| self.budget.take_value(json));
            if fits {
                claim.placed = Placed::Value;
            } else {
                warn(Subject::Claim(claim.name.to_owned()));
            }
        }
    }
}

impl<'r> ClaimSlot<'r> {
    /// Returns name and JSON, if the claim is written.
    pub(super) fn into_claim(self) -> Option<(&'r str, String)> {
        let json = match self.placed {
            Placed::Nothing => return None,
            Placed::Null => None,
            Placed::Value => self.json,
        };
        Some((self.name, json.unwrap_or_else(|| "null".to_owned())))
    }
}
