//! The state of an assembly: the evaluation of one event, and the warnings so far.

use super::Plan;
use super::changes::FailedClaims;
use super::evaluate::{Evaluated, Evaluator};
use super::trace::Verdict;
use super::warning::{ClaimWarning, Reason, Subject};
use super::when::OnError;
use crate::lookup_outcome::Lookups;
use crate::rules::condition::Limits;
use crate::rules::pipeline::Pipeline;

/// The changes of one event while they are computed.
#[derive(Debug)]
pub(super) struct Assembly<'a, 'v> {
    pub(super) plan: Plan<'a>,
    pub(super) evaluator: Evaluator<'v, ()>,
    pub(super) failed: FailedClaims,
    pub(super) warnings: Vec<ClaimWarning>,
}

impl<'a: 'v, 'v> Assembly<'a, 'v> {
    pub(super) fn new(plan: Plan<'a>, lookups: &'v Lookups, failed: FailedClaims) -> Self {
        let evaluator = Evaluator::new(plan.request, lookups, ());
        Self { plan, evaluator, failed, warnings: Vec::new() }
    }

    /// Returns whether the conditions of `limits` hold. Warns of those that cannot be evaluated.
    pub(super) fn verdict(&mut self, limits: &'a Limits, subject: impl Fn() -> Subject) -> Verdict {
        let verdict = self.evaluator.all(&limits.when, OnError::Unknown);
        self.take_reasons(subject);
        verdict
    }

    /// Returns the value of `pipeline`.
    pub(super) fn value(&mut self, pipeline: &'a Pipeline, subject: impl Fn() -> Subject) -> Evaluated<'v> {
        let value = self.evaluator.value(pipeline);
        self.take_reasons(subject);
        value
    }

    fn take_reasons(&mut self, subject: impl Fn() -> Subject) {
        let reasons = self.evaluator.reasons.drain(..);
        self.warnings.extend(reasons.map(|reason| ClaimWarning { subject: subject(), reason }));
    }

    pub(super) fn warn(&mut self, subject: Subject, reason: Reason) {
        self.warnings.push(ClaimWarning { subject, reason });
    }
}
