//! Explanations of claims, as text.

use claim_enrichment::claims::{ExplainedEntry, ExplainedToken, TraceEntry, TracedValue, Verdict};

use super::page::{BAD, FAINT, GOOD, NOTICE, PLAIN, Page, Row};
use super::words;
use crate::explain::ExplainedClaim;

/// Returns how each claim gets its value: the entries of the rules with their conditions and steps, then
/// what each token holds.
pub(crate) fn explanations(claims: &[ExplainedClaim]) -> String {
    let mut page = Page::default();
    for claim in claims {
        page.title(&format!("Claim {}", claim.claim));
        for entry in &claim.explanation.entries {
            page.blank();
            page.line(PLAIN, &title(entry));
            page.rows(&rows(entry));
        }
        page.blank();
        page.line(PLAIN, "Result");
        let rows: Vec<_> =
            claim.explanation.tokens.iter().map(|token| result(token, claim.max_claim_bytes)).collect();
        page.rows(&rows);
    }
    page.into_text()
}

fn title(entry: &ExplainedEntry) -> String {
    let tokens: Vec<_> = entry.tokens.iter().map(|token| words::token(*token)).collect();
    let effect = match (entry.is_for_client, entry.when) {
        (false, _) => "not used: it is for other clients",
        (true, Verdict::Fails) => "not used: a condition does not hold",
        (true, Verdict::Unknown) => "failed: a condition is unknown",
        (true, Verdict::Holds) => "used, unless an earlier entry for the same token is",
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
