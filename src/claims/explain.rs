//! Explanations: how the rules for a claim, or another entry, are evaluated.

use super::Plan;
use super::changes::FailedClaims;
use super::evaluate::{Evaluator, traced_value};
use super::trace::{TraceEntry, TracedValue, Verdict};
use super::warning::{ClaimWarning, Reason, Subject};
use super::when::OnError;
use crate::lookup_outcome::Lookups;
use crate::rules::TokenKind;
use crate::rules::condition::Limits;
use crate::rules::pipeline::Pipeline;

/// How the rules for one claim are evaluated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// The entries of `claims` that name the claim, in order.
    pub entries: Vec<ExplainedEntry>,
    /// What becomes of the claim in each token that can be changed.
    pub tokens: Vec<ExplainedToken>,
}

/// How one entry of `claims` is evaluated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExplainedEntry {
    /// Its index in `claims`.
    pub index: usize,
    /// The tokens that it goes into.
    pub tokens: Vec<TokenKind>,
    /// Whether its `clients` name the client of the request.
    pub is_for_client: bool,
    /// The outcome of `when`.
    pub when: Verdict,
    /// What the evaluation does, in order: the conditions, the sources, the steps.
    pub trace: Vec<TraceEntry>,
    /// The value at the end.
    pub outcome: TracedValue,
}

/// What becomes of a claim in one token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExplainedToken {
    /// The token.
    pub token: TokenKind,
    /// The JSON that is written; `None` if the claim is left out.
    pub json: Option<String>,
    /// Whether the claim is suppressed in this token.
    pub is_suppressed: bool,
    /// Whether the value did not fit into the claim size limit.
    pub is_too_large: bool,
    /// The bytes of compact JSON that all changes of this token take.
    pub added_bytes: usize,
}

/// How one entry of the rules that writes no claim is evaluated: of `refuse`, `suppress`, `scopes`, `groups`,
/// `roles` or `preferredRole`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExplainedRule {
    /// The entry.
    pub subject: Subject,
    /// Whether it is for these tokens and its `clients` name the client of the request.
    pub applies: bool,
    /// The outcome of `when`. A refusal happens if it holds.
    pub when: Verdict,
    /// What the evaluation does, in order: the conditions, the sources, the steps.
    pub trace: Vec<TraceEntry>,
    /// The value at the end; `None` for an entry that has only conditions.
    pub outcome: Option<TracedValue>,
}

/// Returns how the rules for `claim` are evaluated.
///
/// The claim is evaluated as in [`Plan::changes`], but every entry for it, also where an earlier one
/// writes the claim.
pub fn explain(plan: &Plan<'_>, lookups: &Lookups, failed: FailedClaims, claim: &str) -> Explanation {
    let entries = plan.rules.claims().iter().enumerate().filter(|(_, rule)| rule.claim == claim);
    let entries = entries.map(|(index, rule)| {
        let mut evaluator = Evaluator::new(plan.request, lookups, Vec::new());
        let when = evaluator.all(&rule.limits.when, OnError::Unknown);
        let outcome = match when {
            Verdict::Unknown => TracedValue::Failed,
            Verdict::Holds | Verdict::Fails => traced_value(&evaluator.value(&rule.value)),
        };
        ExplainedEntry {
            index,
            tokens: rule.tokens.clone(),
            is_for_client: plan.is_for(&rule.limits),
            when,
            trace: evaluator.trace,
            outcome,
        }
    });
    let entries = entries.collect();
    let changes = plan.changes(lookups, failed);
    let too_large = ClaimWarning { subject: Subject::Claim(claim.to_owned()), reason: Reason::SizeLimit };
    let tokens = plan.tokens().iter().map(|&token| {
        let changes_of_token = if token == TokenKind::Id { &changes.id } else { &changes.access };
        let written = changes_of_token.claims.iter().find(|(name, _)| *name == claim);
        ExplainedToken {
            token,
            json: written.map(|(_, json)| json.clone()),
            is_suppressed: changes_of_token.suppress.contains(&claim),
            is_too_large: written.is_none_or(|(_, json)| json == "null")
                && changes.warnings.contains(&too_large),
            added_bytes: changes_of_token.added_bytes,
        }
    });
    Explanation { entries, tokens: tokens.collect() }
}

/// Returns how every entry of the rules that writes no claim is evaluated, in the order of the parts: refusals,
/// suppressions, scopes, groups, roles and the preferred role.
pub fn explain_other_rules(plan: &Plan<'_>, lookups: &Lookups) -> Vec<ExplainedRule> {
    let (rules, request) = (plan.rules, plan.request);
    let is_user = !request.is_machine();
    let evaluate = |subject, is_for_tokens: bool, limits: &Limits, value: Option<&Pipeline>, on_error| {
        let mut evaluator = Evaluator::new(request, lookups, Vec::new());
        let when = evaluator.all(&limits.when, on_error);
        let outcome = value.map(|value| match when {
            Verdict::Unknown => TracedValue::Failed,
            Verdict::Holds | Verdict::Fails => traced_value(&evaluator.value(value)),
        });
        let applies = is_for_tokens && plan.is_for(limits);
        ExplainedRule { subject, applies, when, trace: evaluator.trace, outcome }
    };
    let mut explained = Vec::new();
    for (index, rule) in rules.refusals().iter().enumerate() {
        let is_for_tokens = if is_user { rule.for_users } else { rule.for_machines };
        explained.push(evaluate(Subject::Refusal(index), is_for_tokens, &rule.limits, None, OnError::Holds));
    }
    for rule in rules.suppress_id().iter().chain(rules.suppress_access()) {
        let subject = Subject::Suppression(rule.name.clone());
        explained.push(evaluate(subject, is_user, &rule.limits, None, OnError::Unknown));
    }
    for rule in rules.suppress_scopes() {
        let subject = Subject::Suppression(rule.name.clone());
        explained.push(evaluate(
            subject,
            plan.has_one_of(&rule.tokens),
            &rule.limits,
            None,
            OnError::Unknown,
        ));
    }
    for rule in rules.scopes() {
        let (subject, is_for) = (Subject::Scope(rule.label.clone()), plan.has_one_of(&rule.tokens));
        explained.push(evaluate(subject, is_for, &rule.limits, Some(&rule.value), OnError::Unknown));
    }
    for (index, rule) in rules.groups().iter().enumerate() {
        explained.push(evaluate(
            Subject::Groups(index),
            is_user,
            &rule.limits,
            Some(&rule.value),
            OnError::Unknown,
        ));
    }
    for (index, rule) in rules.roles().iter().enumerate() {
        explained.push(evaluate(
            Subject::Roles(index),
            is_user,
            &rule.limits,
            Some(&rule.value),
            OnError::Unknown,
        ));
    }
    if let Some(rule) = rules.preferred_role() {
        explained.push(evaluate(
            Subject::PreferredRole,
            is_user,
            &rule.limits,
            Some(&rule.value),
            OnError::Unknown,
        ));
    }
    explained
}
