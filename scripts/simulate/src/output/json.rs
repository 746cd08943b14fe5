//! Results as JSON objects, for scripts.

use std::collections::BTreeMap;

use claim_enrichment::claims::{ClaimWarning, Explanation, TraceEntry};
use claim_enrichment::rules::RuleFault;
use claim_enrichment::telemetry::{Cause, Outcome};
use serde::Serialize;
use serde_json::value::RawValue;
use serde_json::{Value, json};

use super::words;
use crate::check::{ReadSummary, RulesReport};
use crate::cognito::Tokens;
use crate::explain::Explanations;
use crate::simulation::{ClaimSize, ReadView, Simulation};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SimulationObject<'a> {
    event: Option<&'a RawValue>,
    outcome: Outcome,
    cause: Option<Cause>,
    error: Option<&'a str>,
    refusal: Option<&'a str>,
    lookup_ms: Option<f64>,
    requests: u32,
    reads: &'a [ReadView],
    warnings: &'a [ClaimWarning],
    rule_warnings: &'a [RuleFault],
    tokens: Option<&'a Tokens>,
    claim_size: Option<&'a ClaimSize>,
}

#[derive(Serialize)]
struct CheckObject<'a> {
    ok: bool,
    faults: &'a [RuleFault],
    warnings: &'a [RuleFault],
    reads: &'a [ReadSummary],
}

/// Returns the result of a simulation in one line.
pub(crate) fn simulation(simulation: &Simulation) -> String {
    let report = &simulation.report;
    line(&SimulationObject {
        event: simulation.returned.as_deref(),
        outcome: report.outcome,
        cause: report.cause,
        error: report.error.as_deref(),
        refusal: simulation.refusal.as_deref(),
        lookup_ms: simulation.lookup_ms(),
        requests: report.requests(),
        reads: &simulation.reads,
        warnings: simulation.warnings(),
        rule_warnings: &simulation.rule_warnings,
        tokens: simulation.tokens.as_ref(),
        claim_size: simulation.claim_size.as_ref(),
    })
}

/// Returns the result of `--check` in one line.
pub(crate) fn rules_report(report: &RulesReport) -> String {
    line(&match report {
        RulesReport::Valid(summary) => {
            CheckObject { ok: true, faults: &[], warnings: &summary.warnings, reads: &summary.reads }
        }
        RulesReport::Invalid { faults, .. } => {
            CheckObject { ok: false, faults: &faults.0, warnings: &[], reads: &[] }
        }
    })
}

/// Returns the result of `--explain` in one line: `claims` by name, and the other parts by name.
pub(crate) fn explanations(explanations: &Explanations) -> String {
    let claims = explanations.claims.iter().map(|(claim, explained)| (claim.clone(), explanation(explained)));
    let parts = explanations.parts.iter().map(|part| {
        let rules = part.rules.iter().map(|rule| {
            json!({
                "entry": rule.subject.to_string(),
                "applies": rule.applies,
                "when": words::verdict(rule.when),
                "trace": rule.trace.iter().map(trace).collect::<Vec<_>>(),
                "outcome": rule.outcome.as_ref().map(words::value),
            })
        });
        let results: BTreeMap<_, _> = part.results.iter().cloned().collect();
        (part.name.to_owned(), json!({"entries": rules.collect::<Vec<_>>(), "results": results}))
    });
    line(&json!({"claims": Value::Object(claims.collect()), "parts": Value::Object(parts.collect())}))
}

fn explanation(explained: &Explanation) -> Value {
    let entries = explained.entries.iter().map(|entry| {
        json!({
            "index": entry.index,
            "tokens": entry.tokens.iter().map(|token| words::token(*token)).collect::<Vec<_>>(),
            "isForClient": entry.is_for_client,
            "when": words::verdict(entry.when),
            "trace": entry.trace.iter().map(trace).collect::<Vec<_>>(),
            "outcome": words::value(&entry.outcome),
        })
    });
    let tokens = explained.tokens.iter().map(|token| {
        json!({
            "token": words::token(token.token),
            "json": token.json,
            "isSuppressed": token.is_suppressed,
            "isTooLarge": token.is_too_large,
            "addedBytes": token.added_bytes,
        })
    });
    json!({"entries": entries.collect::<Vec<_>>(), "tokens": tokens.collect::<Vec<_>>()})
}

fn trace(entry: &TraceEntry) -> Value {
    match entry {
        TraceEntry::Condition { condition, verdict } => {
            json!({"condition": words::condition(condition), "verdict": words::verdict(*verdict)})
        }
        TraceEntry::Source { source, is_user_writable, value } => json!({
            "source": source.to_string(), "value": words::value(value), "isUserWritable": is_user_writable,
        }),
        TraceEntry::Step { step, value } => json!({"step": words::step(*step), "value": words::value(value)}),
        TraceEntry::Dropped(items) => json!({"step": "map", "dropped": items}),
    }
}

/// Returns `object` as indented JSON.
pub(crate) fn pretty(object: &Value) -> String {
    format!("{object:#}\n")
}

/// Returns `object` as JSON in one line.
fn line(object: &impl Serialize) -> String {
    // All keys are text and all raw values are JSON, so that serialization cannot fail.
    let mut text = serde_json::to_string(object).unwrap_or_default();
    text.push('\n');
    text
}
