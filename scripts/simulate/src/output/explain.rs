//! Explanations of claims, as text.

use claim_enrichment::claims::{
    ExplainedEntry, ExplainedRule, ExplainedToken, TraceEntry, TracedValue, Verdict,
};

use super::page::{BAD, FAINT, GOOD, NOTICE, PLAIN, Page, Row};
use super::words;
use crate::explain::Explanations;

/// Returns how each claim and each other entry gets its value: the conditions, sources and steps, then what the
/// tokens hold.
pub(crate) fn explanations(explanations: &Explanations) -> String {
    let mut page = Page::default();
    for (claim, explanation) in &explanations.claims {
        page.title(&format!("Claim {claim}"));
        for entry in &explanation.entries {
            page.blank();
            page.line(PLAIN, &title(entry, explanation.entries.len() > 1));
            page.rows(&rows(entry));
        }
        page.blank();
        page.line(PLAIN, "Result");
        let limit = explanations.max_claim_bytes;
        page.rows(&explanation.tokens.iter().map(|token| result(token, limit)).collect::<Vec<_>>());
    }
    for part in &explanations.parts {
        page.title(part.name);
        for rule in &part.rules {
            page.blank();
            page.line(PLAIN, &format!("{}: {}", rule.subject, effect(rule)));
            let mut rows: Vec<_> = rule.trace.iter().map(trace).collect();
            rows.extend(rule.outcome.iter().map(|value| Row::new(FAINT, "outcome", words::value(value))));
            page.rows(&rows);
        }
        if !part.results.is_empty() {
            page.blank();
            page.line(PLAIN, "Result");
            page.rows(
                &part.results.iter().map(|(name, value)| Row::new(GOOD, name, value)).collect::<Vec<_>>(),
            );
        }
    }
    page.into_text()
}

fn effect(rule: &ExplainedRule) -> &'static str {
    match (rule.applies, rule.when) {
        (false, _) => "not used: it is for other tokens or clients",
        (true, Verdict::Holds) => "used",
        (true, Verdict::Fails) => "not used: a condition does not hold",
        (true, Verdict::Unknown) => "not used: a condition is unknown",
    }
}

fn title(entry: &ExplainedEntry, has_others: bool) -> String {
    let tokens: Vec<_> = entry.tokens.iter().map(|token| words::token(*token)).collect();
    let effect = match (entry.is_for_client, entry.when) {
        (false, _) => "not used: it is for other clients",
        (true, Verdict::Fails) => "not used: a condition does not hold",
        (true, Verdict::Unknown) => "failed: a condition is unknown",
        (true, Verdict::Holds) if has_others => "used, unless an earlier entry for the same token is used",
        (true, Verdict::Holds) => "used",
    };
    format!("claims[{}], for the {}: {effect}", entry.index, tokens.join(" and the "))
}

fn rows(entry: &ExplainedEntry) -> Vec<Row> {
    let mut rows: Vec<_> = entry.trace.iter().map(trace).collect();
    rows.push(Row::new(FAINT, "outcome", words::value(&entry.outcome)));
    rows
}

fn trace(entry: &TraceEntry) -> Row {
    match entry {
        TraceEntry::Condition { condition, verdict } => {
            let style = match verdict {
                Verdict::Holds => GOOD,
                Verdict::Fails => NOTICE,
                Verdict::Unknown => BAD,
            };
            Row::new(style, "when", format!("{}: {}", words::condition(condition), words::verdict(*verdict)))
        }
        TraceEntry::Source { source, is_user_writable, value } => {
            let note = is_user_writable.then(|| "users may be able to write this attribute".to_owned());
            Row { note, ..Row::new(PLAIN, "source", format!("{source} = {}", words::value(value))) }
        }
        TraceEntry::Step { step, value } => {
            let style = if matches!(value, TracedValue::Value(_)) { PLAIN } else { NOTICE };
            Row::new(style, words::step(*step), words::value(value))
        }
        TraceEntry::Dropped(items) => {
            Row::new(NOTICE, "map", format!("has no entry for {}, which is dropped", items.join(", ")))
        }
    }
}

fn result(token: &ExplainedToken, limit: usize) -> Row {
    let (style, value) = match &token.json {
        _ if token.is_suppressed => (BAD, "suppressed".to_owned()),
        Some(json) => (GOOD, json.clone()),
        None => (NOTICE, "the claim is not written".to_owned()),
    };
    let size = format!("{} of at most {limit} bytes are added to this token", token.added_bytes);
    let note = if token.is_too_large { format!("the value does not fit: {size}") } else { size };
    Row { note: Some(note), ..Row::new(style, words::token(token.token), value) }
}
