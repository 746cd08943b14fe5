//! The result of a simulation. What renders it depends on nothing else.

use claim_enrichment::rules::Source;
use claim_enrichment::telemetry::Report;
use serde_json::value::RawValue;

use crate::cognito::{ClaimSize, TokenEvent, Tokens};

/// The result of passing one event through the function.
#[derive(Debug)]
pub(crate) struct Simulation {
    /// The event.
    pub(crate) sent: TokenEvent,
    /// The event as the function returns it to Cognito; `None` if the sign-in is refused.
    pub(crate) returned: Option<Box<RawValue>>,
    /// What the function logs.
    pub(crate) report: Report,
    /// The tokens; `None` if the sign-in is refused.
    pub(crate) tokens: Option<Tokens>,
    /// What the rules add to the tokens, in bytes.
    pub(crate) claim_size: Option<ClaimSize>,
    /// Warnings about the rules and the settings.
    pub(crate) rule_warnings: Vec<String>,
    /// The key of the user's item.
    pub(crate) key: Source,
    /// The table.
    pub(crate) table: TableLocation,
}

/// Where the table is.
#[derive(Debug)]
pub(crate) struct TableLocation {
    /// The table's name or ARN.
    pub(crate) table: String,
    /// The name of its partition key.
    pub(crate) key_attribute: String,
    /// The Region; `None` for the embedded engine.
    pub(crate) region: Option<String>,
    /// The endpoint, if an option names one.
    pub(crate) endpoint: Option<String>,
}

impl Simulation {
    /// Returns the duration of the lookup in milliseconds, rounded to a microsecond; `None` if there was
    /// no lookup.
    pub(crate) fn lookup_ms(&self) -> Option<f64> {
        self.report.lookup_time.map(|time| (time.as_secs_f64() * 1_000_000.0).round() / 1_000.0)
    }
}
