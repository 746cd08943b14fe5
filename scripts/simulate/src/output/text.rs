//! Results as text, for people.

use anstyle::Style;
use claim_enrichment::claims::{self, Remark};
use claim_enrichment::dynamodb::KEY_ATTRIBUTE;
use claim_enrichment::handler::REFUSAL;
use claim_enrichment::rules::Source;
use claim_enrichment::telemetry::Outcome;
use serde::Serialize;

use super::page::{BAD, FAINT, GOOD, NOTICE, PLAIN, Page, Row, TITLE};
use crate::check::RulesSummary;
use crate::cognito::{IgnoredReason, Json, TokenView};
use crate::simulation::Simulation;

/// The maximum size of a cookie in most browsers; many sites keep their tokens in cookies.
const COOKIE_BYTES: usize = 4096;

const NULL: &str = "Cognito documents no meaning for null";

/// The start of a warning's subject if it is about a claim.
const ON_CLAIM: &str = "claim ";

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
    if let Some(tokens) = &simulation.tokens {
        let warnings = &simulation.report.remarks;
        let size = simulation.claim_size.as_ref();
        let used = |used: Option<usize>| size.zip(used).map(|(size, used)| (used, size.limit));
        match &tokens.id {
            Some(id) => token(&mut page, "ID token", id, warnings, used(size.and_then(|size| size.id))),
            None => {
                page.title("ID token");
                page.line(FAINT, "  none: client credentials get only an access token");
            }
        }
        let used = used(size.map(|size| size.access));
        token(&mut page, "Access token", &tokens.access, warnings, used);
        page.blank();
        page.line(FAINT, LEGEND);
        left_out(&mut page, warnings);
    }
    rule_warnings(&mut page, &simulation.rule_warnings);
    if simulation.table.region.is_none() && !simulation.report.lookup_failed {
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
    rule_warnings(&mut page, &summary.warnings);
    page.into_text()
}

/// The event, the table and the outcome.
fn facts(simulation: &Simulation) -> Vec<Row> {
    let Simulation { report, table, sent, .. } = simulation;
    let source = sent.trigger_source.as_deref().unwrap_or("without a trigger source");
    let version = format!("V{}", word(&report.version)).replace("Vlater", "a version after V3");
    let location = match (&table.endpoint, &table.region) {
        (Some(endpoint), _) => format!("{}, at {endpoint}", table.table),
        (None, Some(region)) => format!("{}, in {region}", table.table),
        (None, None) => format!("{}, in the embedded DynamoDB", table.table),
    };
    let cause = report.cause.unwrap_or("no cause");
    let (style, outcome) = match report.outcome {
        Outcome::Enriched if report.lookup_time.is_none() => {
            (GOOD, "no rule that applies reads the table".to_owned())
        }
        Outcome::NotFound if report.lookup_time.is_none() => {
            (NOTICE, format!("the event has no {} to look up", simulation.key))
        }
        Outcome::Enriched => (GOOD, "the user is in the table".to_owned()),
        Outcome::NotFound => (NOTICE, "the user is not in the table".to_owned()),
        Outcome::Skipped => (NOTICE, format!("there is no user to look up ({cause})")),
        Outcome::Fallback => (BAD, format!("the lookup failed ({cause}), the sign-in continues")),
        Outcome::Refused => (BAD, format!("({cause}) the user sees: {REFUSAL}")),
    };
    let mut rows =
        vec![Row::new(PLAIN, "event", format!("{version}, {source}")), Row::new(PLAIN, "table", location)];
    if simulation.key != Source::UserName || table.key_attribute != KEY_ATTRIBUTE {
        let key = format!("{}, in the table {}", simulation.key, table.key_attribute);
        rows.push(Row::new(PLAIN, "key", key));
    }
    rows.push(Row::new(style, "outcome", format!("{}: {outcome}", word(&report.outcome))));
    if let Some(ms) = simulation.lookup_ms() {
        let requests = if report.attempts == 1 { "request" } else { "requests" };
        rows.push(Row::new(PLAIN, "lookup", format!("{ms:.1} ms, {} {requests}", report.attempts)));
    }
    if let Some(error) = &report.error {
        rows.push(Row::new(FAINT, "error", error.clone()));
    }
    rows
}

/// Adds one token: first what the function changes, then Cognito's own claims. `size` is the size of what
/// is added, and the limit.
fn token(page: &mut Page, title: &str, token: &TokenView, warnings: &[Remark], size: Option<(usize, usize)>) {
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

fn claim_rows(token: &TokenView, warnings: &[Remark]) -> Vec<Row> {
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

/// Adds the scopes and groups that the function left out. Warnings about claims stand beside the claims.
fn left_out(page: &mut Page, warnings: &[Remark]) {
    let mut warnings = warnings.iter().filter(|warning| !warning.on.starts_with(ON_CLAIM)).peekable();
    if warnings.peek().is_some() {
        page.title("Left out by the function");
    }
    for Remark { on, reason } in warnings {
        page.item(NOTICE, &format!("{on}: {}", warning_reason(*reason)));
    }
}

/// Adds the warnings about the rules and the settings.
fn rule_warnings(page: &mut Page, warnings: &[String]) {
    if !warnings.is_empty() {
        page.title("Warnings");
    }
    for warning in warnings {
        page.item(NOTICE, warning);
    }
}

/// Returns why the claim `name` is null.
fn claim_warning(warnings: &[Remark], name: &str) -> Option<String> {
    let is_on = |warning: &&Remark| warning.on.strip_prefix(ON_CLAIM) == Some(name);
    let mut reasons: Vec<_> =
        warnings.iter().filter(is_on).map(|warning| warning_reason(warning.reason)).collect();
    // The two tokens can have the same warning.
    reasons.dedup();
    (!reasons.is_empty()).then(|| reasons.join("; "))
}

fn warning_reason(reason: claims::Reason) -> &'static str {
    match reason {
        claims::Reason::Absent => "its source has no value",
        claims::Reason::WrongType => "the value of its source has an unsupported type",
        claims::Reason::WrongCharacter => "its value contains a character that is not allowed here",
        claims::Reason::OverBudget => "it exceeds the claim size limit",
    }
}

/// Returns the word that logs have for `value`.
fn word(value: &impl Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|word| word.as_str().map(str::to_owned)).unwrap_or_default()
}
