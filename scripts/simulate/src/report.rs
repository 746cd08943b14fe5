//! The result as one JSON object, for scripts.

use claim_enrichment::claims::Remark;
use claim_enrichment::telemetry::{Outcome, Report};
use serde::Serialize;
use serde_json::value::RawValue;

use crate::run::Simulation;
use crate::tokens::Tokens;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Object<'a> {
    event: Option<&'a RawValue>,
    outcome: Outcome,
    cause: Option<&'a str>,
    error: Option<&'a str>,
    lookup_ms: Option<f64>,
    attempts: u64,
    remarks: &'a [Remark],
    tokens: Option<&'a Tokens>,
}

/// The object, and a line's end.
pub(crate) fn json(simulation: &Simulation) -> String {
    let Report { outcome, cause, error, attempts, remarks, .. } = &simulation.report;
    let object = Object {
        event: simulation.event.as_deref().and_then(|event| serde_json::from_str(event).ok()),
        outcome: *outcome,
        cause: *cause,
        error: error.as_deref(),
        lookup_ms: simulation.lookup_ms(),
        attempts: *attempts,
        remarks,
        tokens: simulation.tokens.as_ref(),
    };
    // All maps in it have text for keys, and all raw values are JSON: nothing else could fail.
    let mut text = serde_json::to_string(&object).unwrap_or_default();
    text.push('\n');
    text
}
