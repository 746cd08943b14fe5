//! The result of a simulation. What renders it depends on nothing else.

use std::time::Duration;

use claim_enrichment::claims::ClaimWarning;
use claim_enrichment::repository::FailureCause;
use claim_enrichment::rules::RuleFault;
use claim_enrichment::telemetry::{ReadOutcome, Report};
use serde::Serialize;
use serde_json::value::RawValue;

use crate::cognito::{TokenEvent, Tokens};

/// The result of passing one event through the function.
#[derive(Debug)]
pub(crate) struct Simulation {
    /// The event.
    pub(crate) sent: TokenEvent,
    /// The event as the function returns it to Cognito; `None` if the sign-in is refused.
    pub(crate) returned: Option<Box<RawValue>>,
    /// What the user reads if the sign-in is refused.
    pub(crate) refusal: Option<String>,
    /// What the function logs.
    pub(crate) report: Report,
    /// The reads, in the order in which the function made them.
    pub(crate) reads: Vec<ReadView>,
    /// The tokens; `None` if the sign-in is refused.
    pub(crate) tokens: Option<Tokens>,
    /// What the rules add to the tokens; `None` if the sign-in is refused.
    pub(crate) claim_size: Option<ClaimSize>,
    /// Warnings about the rules and the settings.
    pub(crate) rule_warnings: Vec<RuleFault>,
    /// Where the tables are; `None` for the embedded DynamoDB.
    pub(crate) location: Option<Location>,
}

/// Where real tables are.
#[derive(Debug, Clone)]
pub(crate) struct Location {
    /// The Region.
    pub(crate) region: String,
    /// The endpoint, if an option names one.
    pub(crate) endpoint: Option<String>,
}

/// One read, with the values of its key: the user of this program asked for them.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ReadView {
    /// The name in the rules.
    pub(crate) name: String,
    /// The table's name or ARN.
    pub(crate) table: String,
    /// The index; `None` for the table itself.
    pub(crate) index: Option<String>,
    /// The operation of DynamoDB; `None` if no request was made.
    pub(crate) operation: Option<&'static str>,
    /// The keys, as text such as `userName = "alice"`.
    pub(crate) keys: Vec<String>,
    /// The attributes that the request asks for.
    pub(crate) attributes: Vec<String>,
    /// The result.
    pub(crate) outcome: ReadOutcome,
    /// Why the read failed.
    pub(crate) cause: Option<FailureCause>,
    /// The number of rows that count.
    pub(crate) rows: usize,
    /// The number of requests, retries included.
    pub(crate) requests: u32,
    /// The duration in milliseconds.
    pub(crate) ms: f64,
    /// The entries of the rules that use it.
    pub(crate) used_by: Vec<String>,
}

/// What the rules add to each token, in bytes of compact JSON.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(crate) struct ClaimSize {
    /// The claim size limit of each token.
    pub(crate) limit: usize,
    /// What is added to the ID token; `None` for a machine token.
    pub(crate) id: Option<usize>,
    /// What is added to the access token.
    pub(crate) access: usize,
}

impl Simulation {
    /// Returns the duration of all reads together in milliseconds; `None` if there was no read.
    pub(crate) fn lookup_ms(&self) -> Option<f64> {
        self.report.lookup_time.map(millis)
    }

    /// Returns what the function warns of.
    pub(crate) fn warnings(&self) -> &[ClaimWarning] {
        &self.report.warnings
    }
}

/// Returns `time` in milliseconds, rounded to a microsecond.
pub(crate) fn millis(time: Duration) -> f64 {
    (time.as_secs_f64() * 1_000_000.0).round() / 1_000.0
}
