//! What is logged about one event.

use std::error::Error;
use std::time::Duration;

use serde::{Serialize, Serializer};

use super::Level;
use crate::claims::{ClaimWarning, Reason};
use crate::event::{EventVersion, TokenRequest, TriggerSource};
use crate::repository::{FailureCause, ReadError};

/// What was decided about one event, and why. It has no place for values of users.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// The result.
    pub outcome: Outcome,
    /// Why the tokens were not enriched.
    pub cause: Option<Cause>,
    /// The chain of errors behind the cause.
    pub error: Option<String>,
    /// What Cognito issues tokens for.
    pub trigger: TriggerSource,
    /// The event's version.
    pub version: EventVersion,
    /// The reads that were made, in the order of the rules.
    pub reads: Vec<ReadReport>,
    /// The time of all reads together; `None` without a read.
    pub lookup_time: Option<Duration>,
    /// Why something is not in a token as the rules have it.
    pub warnings: Vec<ClaimWarning>,
}

/// The result of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// A read found something, or no read was needed.
    Enriched,
    /// No read found anything.
    NotFound,
    /// A read failed; the claims that depend on it are null or left out.
    Fallback,
    /// No rule applies; the event went back as it came.
    Skipped,
    /// The event was answered with an error.
    Refused,
}

/// Why the tokens of an event were not enriched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// A read failed.
    Lookup(FailureCause),
    /// No rule applies.
    Skipped(SkipCause),
    /// A rule refused the sign-in.
    Rule,
    /// The payload is no event.
    NoEvent,
    /// The function panicked outside of a read.
    Panicked,
}

/// Why no rule applies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SkipCause {
    /// The event of a user has no user name.
    NoUserName,
    /// The token is for a machine, and no rule is for machine tokens.
    MachineToken,
}

/// What is logged about one read.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ReadReport {
    /// The name in the rules.
    pub name: String,
    /// The result.
    pub outcome: ReadOutcome,
    /// Why it failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cause: Option<FailureCause>,
    /// The number of rows that count.
    pub rows: usize,
    /// The number of requests, retries included.
    pub requests: u32,
    /// The time that it took.
    #[serde(rename = "ms", serialize_with = "millis")]
    pub time: Duration,
    /// Whether the replica Region answered.
    #[serde(rename = "replica", skip_serializing_if = "is_false")]
    pub from_replica: bool,
}

/// The result of a read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ReadOutcome {
    /// At least one row.
    Found,
    /// No row.
    NotFound,
    /// It is unknown whether there are rows.
    Failed,
}

impl Report {
    /// Returns the report of `request` before anything is decided.
    pub fn of(request: &TokenRequest<'_>) -> Self {
        Self::new(request.trigger(), request.version())
    }

    /// Returns the report of a payload that is no event, or of one that could not be handled.
    pub fn of_no_event(cause: Cause) -> Self {
        let report = Self::new(TriggerSource::Unknown, EventVersion::V1);
        Self { outcome: Outcome::Refused, cause: Some(cause), ..report }
    }

    fn new(trigger: TriggerSource, version: EventVersion) -> Self {
        Self {
            outcome: Outcome::Enriched,
            cause: None,
            error: None,
            trigger,
            version,
            reads: Vec::new(),
            lookup_time: None,
            warnings: Vec::new(),
        }
    }

    /// Returns the report of an event that no rule applies to.
    #[must_use]
    pub fn skipped(self, cause: SkipCause) -> Self {
        Self { outcome: Outcome::Skipped, cause: Some(Cause::Skipped(cause)), ..self }
    }

    /// Notes the first read that failed, with its chain of errors.
    pub fn failed(&mut self, error: &ReadError) {
        self.outcome = Outcome::Fallback;
        self.cause = Some(Cause::Lookup(error.cause));
        let mut chain = error.to_string();
        let mut source = error.source();
        while let Some(error) = source {
            chain.push_str(": ");
            chain.push_str(&error.to_string());
            source = error.source();
        }
        self.error = Some(chain);
    }

    /// Returns the number of reads that failed.
    pub fn failed_reads(&self) -> usize {
        self.reads.iter().filter(|read| read.outcome == ReadOutcome::Failed).count()
    }

    /// Returns the number of requests of all reads, retries included.
    pub fn requests(&self) -> u32 {
        self.reads.iter().map(|read| read.requests).sum()
    }

    /// Returns the severity.
    pub fn level(&self) -> Level {
        match self.outcome {
            // The rule did what its author wants.
            Outcome::Refused if self.cause == Some(Cause::Rule) => Level::Info,
            Outcome::Fallback | Outcome::Refused => Level::Error,
            _ if self.warnings.iter().any(|warning| warning.reason != Reason::Absent) => Level::Warn,
            _ => Level::Info,
        }
    }
}

impl Serialize for Cause {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Lookup(cause) => cause.serialize(serializer),
            Self::Skipped(cause) => cause.serialize(serializer),
            Self::Rule => serializer.serialize_str("rule"),
            Self::NoEvent => serializer.serialize_str("no_event"),
            Self::Panicked => serializer.serialize_str("panicked"),
        }
    }
}

/// Serializes a time in milliseconds, to the microsecond.
fn millis<S: Serializer>(time: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64(super::line::millis(*time))
}

fn is_false(truth: &bool) -> bool {
    !truth
}
