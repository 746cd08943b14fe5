//! Conditions, with three outcomes.

use super::evaluate::{Evaluator, Missing};
use super::select::is_true;
use super::trace::{Trace, TraceEntry, Verdict};
use crate::lookup_outcome::LookupOutcome;
use crate::rules::condition::{Condition, Limits};
use crate::rules::pipeline::Pipeline;
use crate::rules::source::{RowSet, Source};
use crate::value::Value;

/// What a condition means that cannot be evaluated, though no read failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum OnError {
    /// It is unknown.
    Unknown,
    /// It holds: in `refuse`, since the rule is a gate and the data of one user is at fault.
    Holds,
}

impl<'v, T: Trace> Evaluator<'v, T> {
    /// Returns whether all conditions hold: false if one is false, else unknown if one is.
    pub(super) fn all(&mut self, conditions: &'v [Condition], on_error: OnError) -> Verdict {
        let mut all = Verdict::Holds;
        for condition in conditions {
            match self.condition(condition, on_error) {
                Verdict::Holds => {}
                Verdict::Fails => return Verdict::Fails,
                Verdict::Unknown => all = Verdict::Unknown,
            }
        }
        all
    }

    /// Returns whether one condition holds; otherwise unknown if one is.
    fn any(&mut self, conditions: &'v [Condition], on_error: OnError) -> Verdict {
        let mut any = Verdict::Fails;
        for condition in conditions {
            match self.condition(condition, on_error) {
                Verdict::Holds => return Verdict::Holds,
                Verdict::Fails => {}
                Verdict::Unknown => any = Verdict::Unknown,
            }
        }
        any
    }

    fn condition(&mut self, condition: &'v Condition, on_error: OnError) -> Verdict {
        let verdict = match self.decide(condition, on_error) {
            Ok(verdict) => verdict,
            Err(Missing::Invalid(reason)) => {
                self.reasons.push(reason);
                match on_error {
                    OnError::Holds => Verdict::Holds,
                    OnError::Unknown => Verdict::Unknown,
                }
            }
            Err(Missing::Failed | Missing::Absent { .. }) => Verdict::Unknown,
        };
        self.trace.record(|| TraceEntry::Condition { condition: condition.clone(), verdict });
        verdict
    }

    /// Returns the outcome of a condition, or why it cannot be evaluated.
    fn decide(&mut self, condition: &'v Condition, on_error: OnError) -> Result<Verdict, Missing> {
        Ok(match condition {
            Condition::In { from, parse, values, negated } => match self.parsed_from(from, *parse) {
                Ok(value) => Verdict::from(is_in(&value, values) != *negated),
                Err(Missing::Absent { .. }) => Verdict::from(*negated),
                Err(missing) => return Err(missing),
            },
            Condition::Present { from, expected } => match self.from(from) {
                Ok(_) | Err(Missing::Invalid(_)) => Verdict::from(*expected),
                Err(Missing::Absent { .. }) => Verdict::from(!*expected),
                Err(Missing::Failed) => Verdict::Unknown,
            },
            Condition::Select { from, parse, expression } => {
                let value = match self.parsed_from(from, *parse) {
                    Err(Missing::Absent { .. }) => None,
                    value => Some(value?),
                };
                Verdict::from(is_true(expression, value.as_deref()).map_err(Missing::Invalid)?)
            }
            Condition::Found { rows, expected } => match self.lookups.outcome(rows.id) {
                LookupOutcome::Row(_) | LookupOutcome::Rows(_) => Verdict::from(*expected),
                LookupOutcome::NotFound => Verdict::from(!*expected),
                LookupOutcome::Failed(_) | LookupOutcome::Pending => Verdict::Unknown,
            },
            Condition::Any(conditions) => self.any(conditions, on_error),
        })
    }
}

impl From<bool> for Verdict {
    fn from(holds: bool) -> Self {
        if holds { Self::Holds } else { Self::Fails }
    }
}

/// Returns whether the value, or an item of the list, equals one of `values` as text.
fn is_in(value: &Value, values: &[String]) -> bool {
    let equals = |value: &Value| {
        value.scalar_text().is_some_and(|text| values.iter().any(|expected| *expected == *text))
    };
    match value {
        Value::List(items) => items.iter().any(equals),
        value => equals(value),
    }
}

/// Calls `visit` with each source and each read or choice that `conditions` use.
pub(super) fn visit_conditions<'r>(conditions: &'r [Condition], visit: &mut impl FnMut(Used<'r>)) {
    for condition in conditions {
        match condition {
            Condition::In { from, .. } | Condition::Present { from, .. } | Condition::Select { from, .. } => {
                from.sources().into_iter().for_each(|source| visit(Used::Source(source)));
            }
            Condition::Found { rows, .. } => visit(Used::Found(rows)),
            Condition::Any(conditions) => visit_conditions(conditions, visit),
        }
    }
}

/// What a condition uses.
#[derive(Debug, Clone, Copy)]
pub(super) enum Used<'r> {
    /// The value of a source.
    Source(&'r Source),
    /// Whether a read or choice found something.
    Found(&'r RowSet),
}

/// Returns whether users may be able to write what an entry depends on.
pub(super) fn depends_on_user(value: &Pipeline, limits: &Limits) -> bool {
    let mut depends = value.origin.sources().into_iter().any(Source::is_user_writable);
    visit_conditions(&limits.when, &mut |used| {
        depends |= matches!(used, Used::Source(source) if source.is_user_writable());
    });
    depends
}
