//! The branches that one event can take.

use std::panic::AssertUnwindSafe;
use std::time::Duration;

use futures_util::FutureExt as _;

use crate::claims::{FailedClaims, Plan, TokenChanges};
use crate::event::{Event, TokenRequest};
use crate::lookup::{self, Performed};
use crate::repository::Repository;
use crate::response;
use crate::rules::Rules;
use crate::telemetry::{Cause, Outcome, ReadOutcome, Report, SkipCause};

/// The time of Lambda's own deadline that is kept for building and sending the response.
const RESPONSE_RESERVE: Duration = Duration::from_millis(150);

/// The text of a refusal without a message of its own. Cognito shows it to the user.
pub const REFUSAL: &str = "Sign-in is not possible at the moment.";

/// A refused sign-in, with the text that Cognito shows to the user. The reason is in the log.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", message.as_deref().unwrap_or(REFUSAL))]
pub struct Refusal {
    message: Option<String>,
}

/// The response to one event, and what there is to log.
#[derive(Debug)]
pub struct Answer {
    /// The event as it goes back to Cognito, or a refusal.
    pub response: Result<String, Refusal>,
    /// For the log and the metrics.
    pub report: Report,
}

/// What is decided about one token request, and what there is to log.
#[derive(Debug)]
pub struct Enrichment<'r> {
    /// The decision.
    pub decision: Decision<'r>,
    /// What the reads returned.
    pub performed: Performed,
    /// For the log and the metrics.
    pub report: Report,
}

/// What is decided about one token request.
#[derive(Debug)]
#[expect(clippy::large_enum_variant, reason = "there is one at a time, on the stack")]
pub enum Decision<'r> {
    /// The tokens change.
    Change(TokenChanges<'r>),
    /// No rule applies.
    Skip,
    /// The sign-in is refused.
    Refuse(Refusal),
}

/// What a failed read means for a sign-in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OnLookupFailure {
    /// The claims that depend on it are null.
    #[default]
    Null,
    /// The claims that depend on it are left out.
    Omit,
    /// The sign-in is refused.
    Fail,
}

/// How events are answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnrichmentSettings {
    /// `CLAIM_RULES`: what goes into the tokens; default [`BUILT_IN`](crate::rules::BUILT_IN).
    pub rules: Rules,
    /// `CLAIMS_BUDGET_BYTES`: the claim size limit of one token, 64 to 65536 bytes of compact JSON;
    /// default 4096.
    pub max_claim_bytes: usize,
    /// `LOOKUP_TIMEOUT_MS`: the time of all reads of an event together, retries included, 50 to 2300 ms;
    /// default 2000 ms.
    pub lookup_timeout: Duration,
    /// `ON_LOOKUP_FAILURE`: `null` (default), `omit` or `fail`.
    pub on_lookup_failure: OnLookupFailure,
}

/// Enriches tokens: a library call with typed input and output.
#[derive(Debug)]
pub struct Enricher<R> {
    repository: R,
    settings: EnrichmentSettings,
}

impl<R: Repository> Enricher<R> {
    /// Creates an enricher that reads `repository`.
    pub fn new(repository: R, settings: EnrichmentSettings) -> Self {
        Self { repository, settings }
    }

    /// Returns the settings.
    pub fn settings(&self) -> &EnrichmentSettings {
        &self.settings
    }

    /// Decides about one token request. `remaining` is the time until the caller's own deadline.
    pub async fn enrich<'a>(
        &'a self,
        request: &'a TokenRequest<'a>,
        remaining: Option<Duration>,
    ) -> Enrichment<'a> {
        let plan = Plan::new(&self.settings.rules, request, self.settings.max_claim_bytes);
        let skipped = match request.is_machine() {
            true if plan.is_empty() => Some(SkipCause::MachineToken),
            false if request.user_name().is_none() => Some(SkipCause::NoUserName),
            _ => None,
        };
        if let Some(cause) = skipped {
            let report = Report::of(request).skipped(cause);
            return Enrichment { decision: Decision::Skip, performed: Performed::default(), report };
        }
        let timeout = self.lookup_timeout(remaining);
        let rules = &self.settings.rules;
        let mut performed = lookup::perform(&self.repository, rules, request, &plan.reads(), timeout).await;
        let mut report = Report::of(request);
        report.reads = std::mem::take(&mut performed.reports);
        report.lookup_time = performed.time;
        report.warnings = std::mem::take(&mut performed.warnings);
        let decision = self.decide(&plan, &performed, &mut report);
        Enrichment { decision, performed, report }
    }

    /// Decides what the results of the reads mean: the only place that knows what a failed one means.
    fn decide<'a>(&self, plan: &Plan<'a>, performed: &Performed, report: &mut Report) -> Decision<'a> {
        let lookups = &performed.lookups;
        if let Some(error) = lookups.failure() {
            report.failed(error);
            if self.settings.on_lookup_failure == OnLookupFailure::Fail {
                report.outcome = Outcome::Refused;
                return Decision::Refuse(Refusal { message: None });
            }
        } else if !report.reads.is_empty()
            && report.reads.iter().all(|read| read.outcome == ReadOutcome::NotFound)
        {
            report.outcome = Outcome::NotFound;
        }
        let refusal = plan.refusal(lookups);
        report.warnings.extend(refusal.warnings);
        if let Some(rule) = refusal.refusal {
            report.outcome = Outcome::Refused;
            report.cause = Some(Cause::Rule);
            return Decision::Refuse(Refusal { message: rule.message.clone() });
        }
        let failed = match self.settings.on_lookup_failure {
            OnLookupFailure::Null | OnLookupFailure::Fail => FailedClaims::Null,
            OnLookupFailure::Omit => FailedClaims::Omit,
        };
        let mut changes = plan.changes(lookups, failed);
        report.warnings.append(&mut changes.warnings);
        Decision::Change(changes)
    }

    /// Returns the time for lookups: as configured, or less where Lambda would end the function earlier.
    fn lookup_timeout(&self, remaining: Option<Duration>) -> Duration {
        remaining.map_or(self.settings.lookup_timeout, |remaining| {
            let usable = remaining.checked_sub(RESPONSE_RESERVE).unwrap_or(remaining / 2);
            usable.min(self.settings.lookup_timeout)
        })
    }
}

/// Answers events.
#[derive(Debug)]
pub struct Handler<R> {
    enricher: Enricher<R>,
}

impl<R: Repository> Handler<R> {
    /// Creates a handler that reads `repository`.
    pub fn new(repository: R, settings: EnrichmentSettings) -> Self {
        Self { enricher: Enricher::new(repository, settings) }
    }

    /// Answers one event, given as text. `remaining` is the time until Lambda's own deadline.
    ///
    /// Never panics: the text of a panic could quote data, and lambda_runtime would send it to Cognito.
    pub async fn handle(&self, text: &str, remaining: Option<Duration>) -> Answer {
        let answer = AssertUnwindSafe(self.answer(text, remaining)).catch_unwind().await;
        answer.unwrap_or_else(|_panic| refuse(Cause::Panicked))
    }

    async fn answer(&self, text: &str, remaining: Option<Duration>) -> Answer {
        let Some(event) = Event::parse(text) else {
            return refuse(Cause::NoEvent);
        };
        let enrichment = self.enricher.enrich(event.request(), remaining).await;
        let response = match &enrichment.decision {
            Decision::Change(changes) => Ok(response::complete(&event, changes)),
            Decision::Skip => Ok(text.to_owned()),
            Decision::Refuse(refusal) => Err(refusal.clone()),
        };
        Answer { response, report: enrichment.report }
    }
}

fn refuse(cause: Cause) -> Answer {
    Answer { response: Err(Refusal { message: None }), report: Report::of_no_event(cause) }
}
