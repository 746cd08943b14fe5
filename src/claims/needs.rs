//! The reads and choices that the applicable rules need.

use super::Plan;
use super::changes::NeededReads;
use super::evaluate::Evaluator;
use super::trace::Verdict;
use super::when::{OnError, Used, visit_conditions};
use crate::lookup_outcome::Lookups;
use crate::rules::condition::Limits;
use crate::rules::pipeline::Pipeline;
use crate::rules::read::{Owner, Preference};
use crate::rules::source::{RowSet, RowSetId, Source};
use crate::rules::{Rules, TokenKind};

/// Nothing has been read yet: every condition on a read is unknown.
const NOTHING_READ: &Lookups = &Lookups { reads: Vec::new(), choices: Vec::new() };

/// Returns what the applicable rules of `plan` need.
pub(super) fn needed_reads<'a>(plan: Plan<'a>) -> NeededReads<'a> {
    let rules = plan.rules;
    let reads = vec![None; rules.reads().len()];
    let choices = vec![false; rules.choices().len()];
    let evaluator = Evaluator::new(plan.request, NOTHING_READ, ());
    let mut collector = Collector { plan, evaluator, needed: NeededReads { reads, choices } };
    if !rules.reads().is_empty() {
        collector.entries();
        collector.dependencies();
    }
    collector.needed
}

struct Collector<'a> {
    plan: Plan<'a>,
    evaluator: Evaluator<'a, ()>,
    needed: NeededReads<'a>,
}

impl<'a> Collector<'a> {
    fn entries(&mut self) {
        let (plan, rules) = (self.plan, self.plan.rules);
        for (_, rule) in plan.refusals() {
            self.conditions(&rule.limits);
        }
        self.claims();
        for &token in plan.tokens() {
            match token {
                TokenKind::Id => {
                    rules.suppress_id().iter().for_each(|rule| _ = self.conditions(&rule.limits))
                }
                TokenKind::Access => {
                    rules.suppress_access().iter().for_each(|rule| _ = self.conditions(&rule.limits));
                }
                TokenKind::Machine => {}
            }
        }
        for rule in rules.suppress_scopes().iter().filter(|rule| plan.has_one_of(&rule.tokens)) {
            self.conditions(&rule.limits);
        }
        for rule in rules.scopes().iter().filter(|rule| plan.has_one_of(&rule.tokens)) {
            self.entry(&rule.value, &rule.limits);
        }
        if !plan.request.is_machine() {
            for rule in rules.groups().iter().chain(rules.roles()) {
                self.entry(&rule.value, &rule.limits);
            }
            if let Some(rule) = rules.preferred_role() {
                self.entry(&rule.value, &rule.limits);
            }
        }
    }

    /// Adds what the claims need, without those that an earlier entry certainly writes.
    fn claims(&mut self) {
        let tokens = self.plan.tokens();
        let mut decided: Vec<(TokenKind, &str)> = Vec::new();
        for rule in self.plan.rules.claims() {
            let open = tokens.iter().filter(|token| rule.tokens.contains(token));
            let open = open.map(|token| (*token, rule.claim.as_str()));
            let open: Vec<_> = open.filter(|claim| !decided.contains(claim)).collect();
            if !open.is_empty() && self.entry(&rule.value, &rule.limits) == Verdict::Holds {
                decided.extend(open);
            }
        }
    }

    /// Adds what an entry needs. Returns whether it applies.
    fn entry(&mut self, value: &'a Pipeline, limits: &'a Limits) -> Verdict {
        let verdict = self.conditions(limits);
        if verdict != Verdict::Fails {
            value.origin.sources().into_iter().for_each(|source| self.source(source));
        }
        verdict
    }

    /// Adds what the conditions of an entry need, if the request alone does not decide them.
    fn conditions(&mut self, limits: &'a Limits) -> Verdict {
        if !self.plan.is_for(limits) {
            return Verdict::Fails;
        }
        let verdict = self.evaluator.all(&limits.when, OnError::Unknown);
        if verdict == Verdict::Unknown {
            visit_conditions(&limits.when, &mut |used| match used {
                Used::Source(source) => self.source(source),
                Used::Found(rows) => self.rows(rows, &[]),
            });
        }
        verdict
    }

    fn source(&mut self, source: &'a Source) {
        let Source::Rows(path) = source else { return };
        match path.path.split_first() {
            Some((attribute, _)) => self.rows(&path.rows, std::slice::from_ref(attribute)),
            None => self.rows(&path.rows, &path.attributes),
        }
    }

    /// Returns the read whose rows these are.
    fn read_of(&self, rows: RowSetId) -> Option<usize> {
        let choice = match rows {
            RowSetId::Read(index) => return Some(index),
            RowSetId::Choice(index) => self.plan.rules.choices().get(index)?,
        };
        match choice.of.id {
            RowSetId::Read(index) => Some(index),
            RowSetId::Choice(_) => None,
        }
    }

    /// Adds attributes of the rows of a read or choice.
    fn rows(&mut self, rows: &RowSet, attributes: &'a [String]) {
        if let RowSetId::Choice(index) = rows.id
            && let Some(is_needed) = self.needed.choices.get_mut(index)
        {
            *is_needed = true;
        }
        let Some(needed) = self.read_of(rows.id).and_then(|index| self.needed.reads.get_mut(index)) else {
            return;
        };
        let needed = needed.get_or_insert_default();
        for attribute in attributes {
            if !needed.contains(&attribute.as_str()) {
                needed.push(attribute);
            }
        }
    }

    /// Adds what the needed choices and reads depend on, and the attributes that their checks need.
    fn dependencies(&mut self) {
        let rules: &'a Rules = self.plan.rules;
        // A choice needs a read, a read may need a choice or a read: two levels, and the last pass adds
        // nothing.
        loop {
            let before = self.needed.clone();
            for (choice, _) in rules.choices().iter().zip(&before.choices).filter(|(_, needed)| **needed) {
                self.rows(&choice.of, std::slice::from_ref(&choice.by));
                for preference in &choice.prefer {
                    if let Preference::Source(source) = preference {
                        self.source(source);
                    }
                }
            }
            for (index, read) in rules.reads().iter().enumerate() {
                if before.reads.get(index).is_none_or(Option::is_none) {
                    continue;
                }
                for part in read.key_parts() {
                    part.value.sources().for_each(|source| self.source(source));
                }
                let owner = match &read.owner {
                    Owner::Anyone => None,
                    Owner::Required(attribute) | Owner::IfPresent(attribute) => Some(attribute),
                };
                let key = read.key_parts().into_iter().map(|part| &part.attribute).take(1);
                let checked = owner.into_iter().chain(&read.expires);
                let Some(Some(needed)) = self.needed.reads.get_mut(index) else { continue };
                for attribute in checked {
                    if !needed.contains(&attribute.as_str()) {
                        needed.push(attribute);
                    }
                }
                // Whether something is found can be asked without any attribute, but not of DynamoDB.
                if needed.is_empty() {
                    needed.extend(key.map(String::as_str));
                }
            }
            if self.needed == before {
                return;
            }
        }
    }
}
