//! The rules alone, for whoever writes them and for pipelines: are they in order, and what are they?

use std::collections::BTreeSet;

use claim_enrichment::rules::format::{GroupMode, TokenKind};
use claim_enrichment::rules::{Origin, Rules, Scope, Source};
use serde::Serialize;

use crate::args::Args;
use crate::error::Error;
use crate::page::{GOOD, PLAIN, Page, Row};
use crate::{report, run, settings, text};

#[derive(Serialize)]
struct Object<'a> {
    ok: bool,
    faults: &'a [String],
    warnings: &'a [String],
    attributes: &'a [&'a str],
}

/// Checks the rules that `args` name, and prints what comes of it.
pub(crate) fn check(args: &Args) -> Result<(), Error> {
    let config = match settings::read(args) {
        Err(Error::Rules { file, faults }) => {
            if args.json {
                let object = Object { ok: false, faults: &faults, warnings: &[], attributes: &[] };
                run::print(&report::line(&object))?;
            }
            return Err(Error::Faults { file, faults });
        }
        config => config?,
    };
    let (rules, warnings) = (&config.settings.rules, settings::warnings(&config));
    let attributes = attributes(rules);
    if args.json {
        let object = Object { ok: true, faults: &[], warnings: &warnings, attributes: &attributes };
        return run::print(&report::line(&object));
    }
    let file = args.rules.as_deref().map(settings::name).unwrap_or_default();
    let mut page = Page::default();
    page.line(GOOD, &format!("{file}: in order"));
    page.rows(&summary(rules, &attributes));
    text::warnings(&mut page, &warnings);
    run::print(&page.into_text())
}

/// The attributes of the table that the rules read, each once.
fn attributes(rules: &Rules) -> Vec<&str> {
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
    attributes.collect::<BTreeSet<_>>().into_iter().collect()
}

fn summary(rules: &Rules, attributes: &[&str]) -> Vec<Row> {
    let claims = |token: TokenKind, suppressed: usize| {
        let of_token = rules.claims.iter().filter(|rule| rule.tokens.contains(&token));
        let names: BTreeSet<_> = of_token.map(|rule| &rule.claim).collect();
        let claims = if names.len() == 1 { "claim" } else { "claims" };
        counts(&[(names.len(), claims), (suppressed, "suppressed")], "as it is")
    };
    let groups = match &rules.groups {
        Some(groups) if groups.mode == GroupMode::Add => format!("those of {} are added", groups.source),
        Some(groups) => format!("those of {} replace the person's", groups.source),
        None => "as they are".to_owned(),
    };
    let scopes = [(rules.add_scopes.len(), "added"), (rules.suppress_scopes.len(), "suppressed")];
    let table = if attributes.is_empty() { "not read".to_owned() } else { attributes.join(", ") };
    let row = |(name, value): (&str, String)| Row {
        mark: ' ',
        style: PLAIN,
        name: name.to_owned(),
        value,
        note: None,
    };
    let rows = [
        ("ID token", claims(TokenKind::Id, rules.suppress_id.len())),
        ("access token", claims(TokenKind::Access, rules.suppress_access.len())),
        ("machine's token", claims(TokenKind::Machine, 0)),
        ("scopes", counts(&scopes, "as they are")),
        ("groups", groups),
        ("table", table),
    ];
    rows.into_iter().map(row).collect()
}

/// The counts that are not zero, with what they count; without any, `nothing`.
fn counts(counts: &[(usize, &str)], nothing: &str) -> String {
    let counts = counts.iter().filter(|(count, _)| *count > 0);
    let counts: Vec<_> = counts.map(|(count, what)| format!("{count} {what}")).collect();
    if counts.is_empty() { nothing.to_owned() } else { counts.join(", ") }
}
