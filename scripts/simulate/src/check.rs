//! Validation of the rules alone (`--check`).

use claim_enrichment::rules::read::{Operation, Read};
use claim_enrichment::rules::{RuleFault, RuleFaults, Rules, TokenKind};
use serde::Serialize;

use crate::args::Args;
use crate::settings::{self, SettingsError};
use crate::usage;

/// The result of validating a rules file.
#[derive(Debug)]
pub(crate) enum RulesReport {
    /// The rules are valid.
    Valid(RulesSummary),
    /// The rules have faults.
    Invalid { file: String, faults: RuleFaults },
}

/// What valid rules do.
#[derive(Debug)]
pub(crate) struct RulesSummary {
    /// The name of the file.
    pub(crate) file: String,
    /// Names and descriptions: each token, the scopes, the groups and so on.
    pub(crate) parts: Vec<(&'static str, String)>,
    /// Warnings about the rules and the settings.
    pub(crate) warnings: Vec<RuleFault>,
    /// The reads of the rules.
    pub(crate) reads: Vec<ReadSummary>,
}

/// What a read asks for.
#[derive(Debug, Serialize)]
pub(crate) struct ReadSummary {
    /// The name in the rules.
    pub(crate) name: String,
    /// The table's name or ARN.
    pub(crate) table: String,
    /// The index; `None` for the table itself.
    pub(crate) index: Option<String>,
    /// `get` or `query`.
    pub(crate) operation: &'static str,
    /// The attributes that are read, those of keys and filters included.
    pub(crate) attributes: Vec<String>,
}

/// Validates the rules that `args` name.
///
/// # Errors
/// A setting beside the rules is invalid.
pub(crate) fn check(args: &Args) -> Result<RulesReport, SettingsError> {
    let checked = match settings::read(args) {
        Err(SettingsError::Rules { file, faults }) => return Ok(RulesReport::Invalid { file, faults }),
        checked => checked?,
    };
    let rules = &checked.settings.enrichment.rules;
    let usage = usage::of_reads(rules);
    let reads = rules.reads().iter().zip(usage);
    Ok(RulesReport::Valid(RulesSummary {
        file: args.rules.as_deref().map(settings::name).unwrap_or_default(),
        parts: parts(rules),
        warnings: checked.warnings,
        reads: reads
            .map(|(read, usage)| ReadSummary::new(read, usage.attributes.into_iter().collect()))
            .collect(),
    }))
}

impl ReadSummary {
    fn new(read: &Read, attributes: Vec<String>) -> Self {
        Self {
            name: read.name.clone(),
            table: read.table.clone(),
            index: read.index.clone(),
            operation: match read.operation {
                Operation::Get(_) => "get",
                Operation::Query { .. } => "query",
            },
            attributes,
        }
    }
}

fn parts(rules: &Rules) -> Vec<(&'static str, String)> {
    let claims = |token| {
        let (claims, suppressed) = usage::counts(rules, token);
        counts(&[(claims, if claims == 1 { "claim" } else { "claims" }), (suppressed, "suppressed")])
    };
    let scopes = [(rules.scopes().len(), "added"), (rules.suppress_scopes().len(), "suppressed")];
    let entries = |count| counts(&[(count, if count == 1 { "entry" } else { "entries" })]);
    vec![
        (
            "refusals",
            match rules.refusals().len() {
                0 => "none".to_owned(),
                count => count.to_string(),
            },
        ),
        ("ID token", claims(TokenKind::Id)),
        ("access token", claims(TokenKind::Access)),
        ("machine token", claims(TokenKind::Machine)),
        ("scopes", counts(&scopes)),
        ("groups", entries(rules.groups().len())),
        ("roles", entries(rules.roles().len() + usize::from(rules.preferred_role().is_some()))),
    ]
}

/// Returns the counts that are not zero, with their names.
fn counts(counts: &[(usize, &str)]) -> String {
    let counts = counts.iter().filter(|(count, _)| *count > 0);
    let counts: Vec<_> = counts.map(|(count, what)| format!("{count} {what}")).collect();
    if counts.is_empty() { "unchanged".to_owned() } else { counts.join(", ") }
}
