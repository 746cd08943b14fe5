//! Results as text, for people.

use anstyle::Style;
use claim_enrichment::claims::{ClaimWarning, Subject};
use claim_enrichment::rules::RuleFault;
use claim_enrichment::telemetry::{Outcome, ReadOutcome};
use serde::Serialize;

use super::page::{BAD, FAINT, GOOD, NOTICE, PLAIN, Page, Row, TITLE};
use super::words;
use crate::check::RulesSummary;
use crate::cognito::{IgnoredReason, Json, TokenView};
use crate::simulation::{ReadView, Simulation};

/// The maximum size of a cookie in most browsers; many sites keep their tokens in cookies.
const COOKIE_BYTES: usize = 4096;

const NULL: &str = "Cognito documents no meaning for null";

const LEGEND: &str = "+ added   ~ changed   - suppressed   ! ignored by Cognito   * placeholder";

/// Commands to try next, after a run with the embedded table.
const HINTS: [(&str, &str); 5] = [
    ("cargo run -- --user carol", "a user without a department"),
    ("cargo run -- --event-version V1", "only text claims, only in the ID token"),
    ("cargo run -- --rules tests/rules/groups-from-table.json", "your own rules"),
    ("cargo run -- --json", "the same for scripts"),
    ("cargo run -- --help", "captured events, and your own table"),
];

/// Returns the result of a simulation.
pub(crate) fn simulation(simulation: &Simulation) -> String {
    let mut page = Page::default();
    match (&simulation.sent.user_name, simulation.report.outcome) {
        (_, Outcome::Refused) => page.line(TITLE, "The sign-in is refused: there are no tokens"),
        (Some(user), outcome) if outcome != Outcome::Skipped => {
            page.line(TITLE, &format!("The tokens of {user}"));
        }
        _ => page.line(TITLE, "The tokens"),
    }
    page.blank();
    page.rows(&facts(simulation));
    reads(&mut page, &simulation.reads);
    if let Some(tokens) = &simulation.tokens {
        let warnings = simulation.warnings();
        let size = simulation.claim_size.as_ref();
        let used = |used: Option<usize>| size.zip(used).map(|(size, used)| (used, size.limit));
        match &tokens.id {
            Some(id) => token(&mut page, "ID token", id, warnings, used(size.and_then(|size| size.id))),
            None => {
                page.title("ID token");
                page.line(FAINT, "  none: a machine token is an access token");
            }
        }
        let used = used(size.map(|size| size.access));
        token(&mut page, "Access token", &tokens.access, warnings, used);
        page.blank();
        page.line(FAINT, LEGEND);
        left_out(&mut page, warnings);
    }
    rule_warnings(&mut page, &simulation.rule_warnings);
    if simulation.location.is_none()
        && simulation.reads.iter().all(|read| read.outcome != ReadOutcome::Failed)
    {
        page.title("Try next");
        for (command, what) in HINTS {
            page.line(PLAIN, &format!("  {command:<31}  {what}"));
        }
    }
    page.into_text()
}

/// Returns the result of `--check` for valid rules.
pub(crate) fn rules_summary(summary: &RulesSummary) -> String {
    let mut page = Page::default();
    page.line(GOOD, &format!("{}: valid", summary.file));
    let rows: Vec<_> = summary.parts.iter().map(|(name, value)| Row::new(PLAIN, name, value)).collect();
    page.rows(&rows);
    if !summary.reads.is_empty() {
        page.title("Reads");
        let rows = summary.reads.iter().map(|read| {
            let place = place(&read.table, read.index.as_deref());
            Row::new(PLAIN, &read.name, format!("{} {place}: {}", read.operation, read.attributes.join(", ")))
        });
        page.rows(&rows.collect::<Vec<_>>());
    }
    rule_warnings(&mut page, &summary.warnings);
    page.into_text()
}

/// The event, where the tables are, and the outcome.
fn facts(simulation: &Simulation) -> Vec<Row> {
    let Simulation { report, sent, .. } = simulation;
    let source = sent.trigger_source.as_deref().unwrap_or("without a trigger source");
    let version = format!("V{}", word(&report.version)).replace("Vlater", "a version after V3");
    let location = match &simulation.location {
        Some(location) => match &location.endpoint {
            Some(endpoint) => format!("at {endpoint}"),
            None => format!("in {}", location.region),
        },
        None => "in the embedded DynamoDB".to_owned(),
    };
    let cause = report.cause.as_ref().map(word).unwrap_or_default();
    let (style, outcome) = match report.outcome {
        Outcome::Enriched if simulation.reads.is_empty() => {
            (GOOD, "no rule that applies reads a table".to_owned())
        }
        Outcome::Enriched => (GOOD, "a read found something".to_owned()),
        Outcome::NotFound => (NOTICE, "no read found anything".to_owned()),
        Outcome::Skipped => (NOTICE, format!("no rule applies ({cause})")),
        Outcome::Fallback => (BAD, format!("a read failed ({cause}), the sign-in continues")),
        Outcome::Refused => {
            let refusal = simulation.refusal.as_deref().unwrap_or_default();
            (BAD, format!("({cause}) the user sees: {refusal}"))
        }
    };
    let mut rows = vec![
        Row::new(PLAIN, "event", format!("{version}, {source}")),
        Row::new(PLAIN, "tables", location),
        Row::new(style, "outcome", format!("{}: {outcome}", word(&report.outcome))),
    ];
    if let Some(ms) = simulation.lookup_ms() {
        let requests = if report.requests() == 1 { "request" } else { "requests" };
        rows.push(Row::new(PLAIN, "lookup", format!("{ms:.1} ms, {} {requests}", report.requests())));
    }
    if let Some(error) = &report.error {
        rows.push(Row::new(FAINT, "error", error.clone()));
    }
    rows
}

/// Adds the reads: their requests, what they found, and which rules use them.
fn reads(page: &mut Page, reads: &[ReadView]) {
    if reads.is_empty() {
        return;
    }
    page.title("Reads");
    let rows = reads.iter().map(|read| {
        let rows = if read.rows == 1 { "row" } else { "rows" };
        let (style, outcome) = match read.outcome {
            ReadOutcome::Found => (GOOD, format!("{} {rows}", read.rows)),
            ReadOutcome::NotFound => (NOTICE, "not found".to_owned()),
            ReadOutcome::Failed => (
                BAD,
                read.cause.as_ref().map_or_else(|| "failed".to_owned(), |cause| format!("failed: {cause}")),
            ),
        };
        let place = place(&read.table, read.index.as_deref());
        let request = match read.operation {
            Some(operation) => format!("{operation} {place}: {}", read.keys.join("; ")),
            None => format!("{place}: not read, because the key has no value"),
        };
        let time = if read.operation.is_some() { format!(", {:.1} ms", read.ms) } else { String::new() };
        let note = format!("for {}", read.used_by.join(", "));
        Row { note: Some(note), ..Row::new(style, &read.name, format!("{request} -> {outcome}{time}")) }
    });
    page.rows(&rows.collect::<Vec<_>>());
}

fn place(table: &str, index: Option<&str>) -> String {
    index.map_or_else(|| table.to_owned(), |index| format!("{table}, index {index}"))
}

/// Adds one token: first what the function changes, then Cognito's own claims. `size` is the size of what
/// is added, and the limit.
fn token(
    page: &mut Page,
    title: &str,
    token: &TokenView,
    warnings: &[ClaimWarning],
    size: Option<(usize, usize)>,
) {
    let bytes = &token.bytes;
    page.title(title);
    page.rows(&claim_rows(token, warnings));
    page.line(
        FAINT,
        &format!(
            "  {} bytes of claims, {} of them added; about {} as a signed token",
            bytes.payload, bytes.added, bytes.token
        ),
    );
    if let Some((used, limit)) = size {
        page.line(FAINT, &format!("  {used} of at most {limit} bytes are added"));
    }
    if bytes.token > COOKIE_BYTES {
        page.line(NOTICE, "  larger than a cookie, which holds 4 KB");
    }
}

fn claim_rows(token: &TokenView, warnings: &[ClaimWarning]) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut row = |mark: char, style: Style, name: &str, value: &str, note: Option<String>| {
        rows.push(Row { mark, style, name: name.to_owned(), value: value.to_owned(), note });
    };
    let about_null = |name: &str, value: &Json| {
        value.is_null().then(|| {
            claim_warning(warnings, name).map_or_else(|| NULL.to_owned(), |why| format!("{why}; {NULL}"))
        })
    };
    let with_size = |name: &str, value: &Json| match token.bytes.claims.get(name) {
        Some(bytes) => format!("{value}  ({bytes} bytes)"),
        None => value.to_string(),
    };
    for (name, value) in &token.added {
        row('+', GOOD, name, &with_size(name, value), about_null(name, value));
    }
    for (name, change) in &token.changed {
        let was = format!("was {}", change.from);
        let note = about_null(name, &change.to).map_or_else(|| was.clone(), |null| format!("{was}; {null}"));
        row('~', NOTICE, name, &with_size(name, &change.to), Some(note));
    }
    for name in &token.suppressed {
        let note = token.before.get(name).map(|value| format!("was {value}"));
        row('-', BAD, name, "suppressed", note);
    }
    for ignored in &token.ignored {
        row('!', BAD, &ignored.name, ignored_reason(ignored.reason), None);
    }
    for (name, value) in &token.before {
        if token.claims.get(name) == Some(value) {
            let mark = if token.placeholders.contains(name) { " *" } else { "" };
            row(' ', FAINT, name, &format!("{value}{mark}"), None);
        }
    }
    rows
}

fn ignored_reason(reason: IgnoredReason) -> &'static str {
    match reason {
        IgnoredReason::Reserved => "not set: the claim is reserved",
        IgnoredReason::ReservedSuppression => "not suppressed: the claim is reserved",
        IgnoredReason::NotText => "not set: V1 holds only text",
        IgnoredReason::Object => "not set: this claim of the ID token cannot be an object",
        IgnoredReason::ScopeWithSpaces => "not added: a scope cannot contain spaces",
    }
}

/// Adds what is left out apart from claims. Warnings about claims stand beside the claims.
fn left_out(page: &mut Page, warnings: &[ClaimWarning]) {
    let mut warnings =
        warnings.iter().filter(|warning| !matches!(warning.subject, Subject::Claim(_))).peekable();
    if warnings.peek().is_some() {
        page.title("Left out by the function");
    }
    for ClaimWarning { subject, reason } in warnings {
        page.item(NOTICE, &format!("{subject}: {}", words::reason(*reason)));
    }
}

/// Adds the warnings about the rules and the settings.
fn rule_warnings(page: &mut Page, warnings: &[RuleFault]) {
    if !warnings.is_empty() {
        page.title("Warnings");
    }
    for warning in warnings {
        page.item(NOTICE, &warning.to_string());
    }
}

/// Returns why the claim `name` is null.
fn claim_warning(warnings: &[ClaimWarning], name: &str) -> Option<String> {
    let is_about =
        |warning: &&ClaimWarning| matches!(&warning.subject, Subject::Claim(claim) if claim == name);
    let mut reasons: Vec<_> =
        warnings.iter().filter(is_about).map(|warning| words::reason(warning.reason)).collect();
    // The two tokens can have the same warning.
    reasons.dedup();
    (!reasons.is_empty()).then(|| reasons.join("; "))
}

/// Returns the word that logs have for `value`.
fn word(value: &impl Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|word| word.as_str().map(str::to_owned)).unwrap_or_default()
}
