//! The scopes that the rules add to an access or machine token.

use std::collections::HashSet;

use super::assembly::Assembly;
use super::evaluate::Missing;
use super::place::ScopeSlot;
use super::trace::Verdict;
use super::warning::{Reason, Subject};
use super::when::depends_on_user;
use crate::rules::pipeline::Absent;
use crate::rules::{ScopeRule, TokenKind, is_scope_text};
use crate::value::Value;

impl<'a: 'v, 'v> Assembly<'a, 'v> {
    /// Returns the scopes to suppress and those to add, each once.
    pub(super) fn scopes(&mut self) -> (Vec<&'a str>, Vec<ScopeSlot<'a>>) {
        let plan = self.plan;
        let token = plan.tokens().iter().copied().find(|token| *token != TokenKind::Id);
        let (mut suppressed, mut added) = (Vec::new(), Vec::new());
        let Some(token) = token else {
            return (suppressed, added);
        };
        // What may be suppressed is not added either: a failed read must not grant a scope.
        let mut blocked = HashSet::new();
        for rule in plan.rules.suppress_scopes() {
            if !rule.tokens.contains(&token) || !plan.is_for(&rule.limits) {
                continue;
            }
            let verdict = self.verdict(&rule.limits, || Subject::Suppression(rule.name.clone()));
            if verdict != Verdict::Fails {
                blocked.insert(rule.name.clone());
            }
            if verdict == Verdict::Holds && !suppressed.contains(&rule.name.as_str()) {
                suppressed.push(rule.name.as_str());
            }
        }
        for rule in plan.rules.scopes() {
            if rule.tokens.contains(&token) && plan.is_for(&rule.limits) {
                self.scope(rule, &mut blocked, &mut added);
            }
        }
        (suppressed, added)
    }

    /// Adds the scopes of one entry that are not in `taken`: suppressed, or added before.
    fn scope(&mut self, rule: &'a ScopeRule, taken: &mut HashSet<String>, added: &mut Vec<ScopeSlot<'a>>) {
        let subject = || Subject::Scope(rule.label.clone());
        if self.verdict(&rule.limits, subject) != Verdict::Holds {
            return;
        }
        let value = match self.value(&rule.value, subject) {
            Ok(value) => value,
            Err(Missing::Absent { is_silent: false }) if rule.value.absent == Absent::Null => {
                return self.warn(subject(), Reason::Absent);
            }
            Err(Missing::Invalid(reason)) => return self.warn(subject(), reason),
            Err(Missing::Absent { .. } | Missing::Failed) => return,
        };
        let by_user = depends_on_user(&rule.value, &rule.limits);
        let items = match value.as_ref() {
            Value::List(items) => items.as_slice(),
            value => std::slice::from_ref(value),
        };
        let mut reasons: Vec<Reason> = Vec::new();
        for item in items {
            let scope = match item.scalar_text() {
                Some(scope) if scope.is_empty() => Err(Reason::Absent),
                Some(scope) if !is_scope_text(&scope) => Err(Reason::WrongCharacter),
                scope => scope.ok_or(Reason::WrongType),
            };
            match scope {
                Ok(scope) if taken.contains(scope.as_ref()) => {}
                Ok(scope) => {
                    taken.insert(scope.clone().into_owned());
                    added.push(ScopeSlot {
                        label: &rule.label,
                        scope: scope.into_owned(),
                        by_user,
                        fits: false,
                    });
                }
                Err(reason) if reasons.contains(&reason) => {}
                Err(reason) => reasons.push(reason),
            }
        }
        reasons.into_iter().for_each(|reason| self.warn(subject(), reason));
    }
}
