//! What is told of one event.

use std::error::Error;
use std::time::Duration;

use serde::Serialize;

use super::Level;
use crate::claims::{Reason, Remark};
use crate::event::{Event, EventVersion, TriggerSource};
use crate::repository::LookupError;

/// What was decided about one event, and why.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// What became of it.
    pub outcome: Outcome,
    /// Why it was not enriched, in a fixed word.
    pub cause: Option<&'static str>,
    /// The chain of errors behind the cause.
    pub error: Option<String>,
    /// Whether there was a lookup that failed.
    pub lookup_failed: bool,
    /// What Cognito is issuing tokens for.
    pub trigger: TriggerSource,
    /// The event's version.
    pub version: EventVersion,
    /// How long the lookup took, if there was one.
    pub lookup_time: Option<Duration>,
    /// How many requests it sent, retries included.
    pub attempts: u64,
    /// Which claims are null although the person was found.
    pub remarks: Vec<Remark>,
}

/// What became of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The person was found, the claims are theirs.
    Enriched,
    /// The person is not in the table, the claims are null.
    NotFound,
    /// The lookup failed, the claims are null or left out.
    Fallback,
    /// There is no person, the event went back as it was.
    Skipped,
    /// The event was answered with an error.
    Refused,
}

impl Report {
    /// A report of `event`, to be completed: a fallback, until something better is known.
    pub fn of(event: &Event<'_>) -> Self {
        Self::new(Outcome::Fallback, event.trigger.clone(), event.version)
    }

    /// A report of something that is no event, or that could not be read as one.
    pub fn of_no_event(cause: &'static str) -> Self {
        let report = Self::new(Outcome::Refused, TriggerSource::parse(None), EventVersion::parse(None));
        Self { cause: Some(cause), ..report }
    }

    fn new(outcome: Outcome, trigger: TriggerSource, version: EventVersion) -> Self {
        Self {
            outcome,
            cause: None,
            error: None,
            lookup_failed: false,
            trigger,
            version,
            lookup_time: None,
            attempts: 0,
            remarks: Vec::new(),
        }
    }

    /// Notes that there is nobody to look up, and `why`.
    #[must_use]
    pub fn skipped(self, why: &'static str) -> Self {
        Self { outcome: Outcome::Skipped, cause: Some(why), ..self }
    }

    /// Notes that there was a lookup.
    pub fn looked_up(&mut self, time: Duration, attempts: u64) {
        self.lookup_time = Some(time);
        self.attempts = attempts;
    }

    /// Notes that the lookup failed.
    pub fn failed(&mut self, error: &LookupError) {
        self.outcome = Outcome::Fallback;
        self.lookup_failed = true;
        self.cause = Some(error.cause());
        let mut chain = error.to_string();
        let mut cause = error.source();
        while let Some(error) = cause {
            chain.push_str(": ");
            chain.push_str(&error.to_string());
            cause = error.source();
        }
        self.error = Some(chain);
    }

    /// How grave this is.
    pub fn level(&self) -> Level {
        match self.outcome {
            Outcome::Fallback | Outcome::Refused => Level::Error,
            _ if self.remarks.iter().any(|remark| remark.reason != Reason::Absent) => Level::Warn,
            _ => Level::Info,
        }
    }
}
