//! Results as JSON objects, for scripts.

use claim_enrichment::claims::Remark;
use claim_enrichment::telemetry::{Outcome, Report};
use serde::Serialize;
use serde_json::value::RawValue;

use crate::check::RulesReport;
use crate::cognito::{ClaimSize, Tokens};
use crate::simulation::Simulation;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SimulationObject<'a> {
    event: Option<&'a RawValue>,
    outcome: Outcome,
    cause: Option<&'a str>,
    error: Option<&'a str>,
    lookup_ms: Option<f64>,
    requests: u64,
    warnings: &'a [Remark],
    rule_warnings: &'a [String],
    tokens: Option<&'a Tokens>,
    claim_size: Option<&'a ClaimSize>,
}

#[derive(Serialize)]
struct CheckObject<'a> {
    ok: bool,
    faults: &'a [String],
    warnings: &'a [String],
    attributes: &'a [String],
}

/// Returns the result of a simulation in one line.
pub(crate) fn simulation(simulation: &Simulation) -> String {
    let Report { outcome, cause, error, attempts, remarks, .. } = &simulation.report;
    line(&SimulationObject {
        event: simulation.returned.as_deref(),
        outcome: *outcome,
        cause: *cause,
        error: error.as_deref(),
        lookup_ms: simulation.lookup_ms(),
        requests: *attempts,
        warnings: remarks,
        rule_warnings: &simulation.rule_warnings,
        tokens: simulation.tokens.as_ref(),
        claim_size: simulation.claim_size.as_ref(),
    })
}

/// Returns the result of `--check` in one line.
pub(crate) fn rules_report(report: &RulesReport) -> String {
    line(&match report {
        RulesReport::Valid(summary) => CheckObject {
            ok: true,
            faults: &[],
            warnings: &summary.warnings,
            attributes: &summary.attributes,
        },
        RulesReport::Invalid { faults, .. } => {
            CheckObject { ok: false, faults, warnings: &[], attributes: &[] }
        }
    })
}

/// Returns `object` as JSON in one line.
fn line(object: &impl Serialize) -> String {
    // All keys are text and all raw values are JSON, so that serialization cannot fail.
    let mut text = serde_json::to_string(object).unwrap_or_default();
    text.push('\n');
    text
}
