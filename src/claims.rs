//! What the rules do to the tokens of one event. Pure: reads nothing, writes nothing.
//!
//! A [`Plan`] knows which rules apply to a request. It says which reads they need, whether one of them
//! refuses the sign-in, and what they change in the tokens:
//!
//! 1. [`resolve`] gives the values of sources, `evaluate` takes them through the steps, `when` decides
//!    conditions.
//! 2. `assemble` evaluates the entries of the rules, `scopes` and `groups` theirs.
//! 3. `place` keeps what fits into the claim size limit.

mod assemble;
mod assembly;
mod changes;
mod evaluate;
mod explain;
mod groups;
mod needs;
mod place;
mod resolve;
mod scopes;
mod select;
mod steps;
mod trace;
mod warning;
mod when;

use crate::event::TokenRequest;
use crate::lookup_outcome::Lookups;
use crate::rules::condition::Limits;
use crate::rules::{RefusalRule, Rules, TokenKind};

use evaluate::Evaluator;
use when::OnError;

pub use changes::{Changes, FailedClaims, GroupOverride, NeededReads, RefusalDecision, TokenChanges};
pub use explain::{ExplainedEntry, ExplainedRule, ExplainedToken, Explanation, explain, explain_other_rules};
pub use resolve::{Resolved, resolve};
pub use trace::{Step, TraceEntry, TracedValue, Verdict};
pub use warning::{ClaimWarning, Reason, Subject};

/// The rules that apply to one request.
#[derive(Debug, Clone, Copy)]
pub struct Plan<'a> {
    rules: &'a Rules,
    request: &'a TokenRequest<'a>,
    max_claim_bytes: usize,
}

impl<'a> Plan<'a> {
    /// Returns the plan for `request`. What the rules add to each token takes at most
    /// `max_claim_bytes` of compact JSON.
    pub fn new(rules: &'a Rules, request: &'a TokenRequest<'a>, max_claim_bytes: usize) -> Self {
        Self { rules, request, max_claim_bytes }
    }

    /// Returns whether no rule is for these tokens and this client, whatever its conditions say. The
    /// event then goes back as it is.
    pub fn is_empty(&self) -> bool {
        let rules = self.rules;
        let is_for = |limits: &Limits, tokens: &[TokenKind]| self.is_for(limits) && self.has_one_of(tokens);
        let is_user = !self.request.is_machine();
        let suppressions =
            [(TokenKind::Id, rules.suppress_id()), (TokenKind::Access, rules.suppress_access())];
        self.refusals().next().is_none()
            && !rules.claims().iter().any(|rule| is_for(&rule.limits, &rule.tokens))
            && !rules.scopes().iter().any(|rule| is_for(&rule.limits, &rule.tokens))
            && !rules.suppress_scopes().iter().any(|rule| is_for(&rule.limits, &rule.tokens))
            && !suppressions
                .iter()
                .any(|(token, rules)| rules.iter().any(|rule| is_for(&rule.limits, &[*token])))
            && !(is_user
                && (rules.groups().iter().chain(rules.roles()).any(|rule| self.is_for(&rule.limits))
                    || rules.preferred_role().is_some_and(|rule| self.is_for(&rule.limits))))
    }

    /// Returns the reads and choices that the applicable rules need.
    ///
    /// An entry whose conditions the request alone makes false needs none, nor does an entry of a claim
    /// that another one certainly writes.
    pub fn reads(&self) -> NeededReads<'a> {
        needs::needed_reads(*self)
    }

    /// Returns the first refusal that holds. One that depends on a failed read does not.
    pub fn refusal(&self, lookups: &Lookups) -> RefusalDecision<'a> {
        let mut warnings = Vec::new();
        for (index, rule) in self.refusals() {
            let mut evaluator = Evaluator::new(self.request, lookups, ());
            let verdict = evaluator.all(&rule.limits.when, OnError::Holds);
            let subject = || Subject::Refusal(index);
            warnings.extend(
                evaluator.reasons.into_iter().map(|reason| ClaimWarning { subject: subject(), reason }),
            );
            if verdict == Verdict::Holds {
                return RefusalDecision { refusal: Some(rule), warnings };
            }
        }
        RefusalDecision { refusal: None, warnings }
    }

    /// Returns what the rules change in the tokens.
    pub fn changes(&self, lookups: &Lookups, failed: FailedClaims) -> TokenChanges<'a> {
        assembly::Assembly::new(*self, lookups, failed).finish()
    }

    fn refusals(&self) -> impl Iterator<Item = (usize, &'a RefusalRule)> {
        let is_machine = self.request.is_machine();
        self.rules.refusals().iter().enumerate().filter(move |(_, rule)| {
            (if is_machine { rule.for_machines } else { rule.for_users }) && self.is_for(&rule.limits)
        })
    }

    /// Returns the tokens whose claims can be changed.
    fn tokens(&self) -> &'static [TokenKind] {
        self.request.version().tokens(self.request.is_machine())
    }

    fn has_one_of(&self, tokens: &[TokenKind]) -> bool {
        self.tokens().iter().any(|token| tokens.contains(token))
    }

    /// Returns whether `limits` name the client of the request.
    fn is_for(&self, limits: &Limits) -> bool {
        limits.clients.as_ref().is_none_or(|clients| {
            self.request.client_id().is_some_and(|client| clients.iter().any(|id| *id == *client))
        })
    }
}

#[cfg(test)]
mod contract_tests;
#[cfg(test)]
mod tests;
