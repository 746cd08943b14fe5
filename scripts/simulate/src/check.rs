//! Validation of the rules alone (`--check`).

use std::collections::BTreeSet;

use claim_enrichment::rules::format::{GroupMode, TokenKind};
use claim_enrichment::rules::{Origin, Rules, Scope, Source};

use crate::args::Args;
use crate::settings::{self, SettingsError};

/// The result of validating a rules file.
#[derive(Debug)]
pub(crate) enum RulesReport {
    /// The rules are valid.
    Valid(RulesSummary),
    /// The rules have faults.
    Invalid { file: String, faults: Vec<String> },
}

/// What valid rules do.
#[derive(Debug)]
pub(crate) struct RulesSummary {
    /// The name of the file.
    pub(crate) file: String,
    /// Names and descriptions: each token, the scopes, the groups, the table.
    pub(crate) parts: Vec<(&'static str, String)>,
    /// Warnings about the rules and the settings.
    pub(crate) warnings: Vec<String>,
    /// The attributes of the table that the rules read.
    pub(crate) attributes: Vec<String>,
}

/// Validates the rules that `args` name.
///
/// # Errors
/// A setting beside the rules is invalid.
pub(crate) fn check(args: &Args) -> Result<RulesReport, SettingsError> {
    let config = match settings::read(args) {
        Err(SettingsError::Rules { file, faults }) => return Ok(RulesReport::Invalid { file, faults }),
        config => config?,
    };
    let rules = &config.settings.rules;
    let attributes: Vec<String> = attributes(rules).into_iter().map(str::to_owned).collect();
    Ok(RulesReport::Valid(RulesSummary {
        file: args.rules.as_deref().map(settings::name).unwrap_or_default(),
        parts: parts(rules, &attributes),
        warnings: settings::warnings(&config),
        attributes,
    }))
}

/// Returns the attributes of the table that the rules read, each once.
fn attributes(rules: &Rules) -> BTreeSet<&str> {
    let of_claims = rules.claims.iter().filter_map(|rule| match &rule.origin {
        Origin::From { source, .. } => Some(source),
        Origin::Constant(_) => None,
    });
    let of_scopes = rules.add_scopes.iter().flat_map(Scope::sources);
    let of_groups = rules.groups.iter().map(|groups| &groups.source);
    let attributes = of_claims.chain(of_scopes).chain(of_groups).filter_map(|source| match source {
        Source::Table(attribute) => Some(attribute.as_str()),
        _ => None,
    });
    attributes.collect()
}

fn parts(rules: &Rules, attributes: &[String]) -> Vec<(&'static str, String)> {
    let claims = |token: TokenKind, suppressed: usize| {
        let of_token = rules.claims.iter().filter(|rule| rule.tokens.contains(&token));
        let names: BTreeSet<_> = of_token.map(|rule| &rule.claim).collect();
        let claims = if names.len() == 1 { "claim" } else { "claims" };
        counts(&[(names.len(), claims), (suppressed, "suppressed")])
    };
    let groups = match &rules.groups {
        Some(groups) if groups.mode == GroupMode::Add => format!("{} is added", groups.source),
        Some(groups) => format!("{} replaces the user's groups", groups.source),
        None => "unchanged".to_owned(),
    };
    let scopes = [(rules.add_scopes.len(), "added"), (rules.suppress_scopes.len(), "suppressed")];
    let table = if attributes.is_empty() { "not read".to_owned() } else { attributes.join(", ") };
    vec![
        ("ID token", claims(TokenKind::Id, rules.suppress_id.len())),
        ("access token", claims(TokenKind::Access, rules.suppress_access.len())),
        ("machine token", claims(TokenKind::Machine, 0)),
        ("scopes", counts(&scopes)),
        ("groups", groups),
        ("table", table),
    ]
}

/// Returns the counts that are not zero, with their names.
fn counts(counts: &[(usize, &str)]) -> String {
    let counts = counts.iter().filter(|(count, _)| *count > 0);
    let counts: Vec<_> = counts.map(|(count, what)| format!("{count} {what}")).collect();
    if counts.is_empty() { "unchanged".to_owned() } else { counts.join(", ") }
}
