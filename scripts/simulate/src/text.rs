//! The result for a reader.

use anstyle::Style;
use claim_enrichment::handler::REFUSAL;
use claim_enrichment::telemetry::{Outcome, Report};
use serde::Serialize;

use crate::page::{BAD, FAINT, GOOD, NOTICE, PLAIN, Page, Row, TITLE};
use crate::run::Simulation;
use crate::tokens::{Json, Reason, TokenView};

/// What a cookie holds in most browsers: where many sites keep their tokens.
const COOKIE_BYTES: usize = 4096;

/// What is said of a null claim.
const NULL: &str = "Cognito documents no meaning for null";

const LEGEND: &str = "+ added   ~ changed   - suppressed   ! refused by Cognito   * made up";

/// What to try next, where nothing but the defaults is known to be tried.
const HINTS: [(&str, &str); 4] = [
    ("cargo run -- --user carol", "someone without a department"),
    ("cargo run -- --trigger V1", "text claims, in the ID token alone"),
    ("cargo run -- --json", "the same for scripts"),
    ("cargo run -- --help", "captured events, and your own table"),
];

/// The whole page.
pub(crate) fn text(simulation: &Simulation) -> String {
    let mut page = Page::default();
    let text = |name: &str| simulation.sent.get(name).and_then(|value| value.text());
    let user = text("userName").filter(|name| !name.is_empty());
    match (&user, simulation.report.outcome) {
        (_, Outcome::Refused) => page.line(TITLE, "A refused sign-in: there are no tokens"),
        (Some(user), outcome) if outcome != Outcome::Skipped => {
            page.line(TITLE, &format!("What the tokens of {user} hold"));
        }
        _ => page.line(TITLE, "What the tokens hold"),
    }
    page.blank();
    page.rows(&facts(simulation));
    if let Some(tokens) = &simulation.tokens {
        let remarked = |name: &str| remark(&simulation.report, name);
        match &tokens.id {
            Some(id) => token(&mut page, "ID token", id, &remarked),
            None => {
                page.blank();
                page.line(TITLE, "ID token");
                page.line(FAINT, "  none: a machine gets an access token alone");
            }
        }
        token(&mut page, "Access token", &tokens.access, &remarked);
        page.blank();
        page.line(FAINT, LEGEND);
    }
    if simulation.place.region.is_none() && !simulation.report.lookup_failed {
        page.blank();
        page.line(TITLE, "Try next");
        for (command, what) in HINTS {
            page.line(PLAIN, &format!("  {command:<28}{what}"));
        }
    }
    page.into_text()
}

/// What was asked, of whom, and what came of it.
fn facts(simulation: &Simulation) -> Vec<Row> {
    let Simulation { report, place, sent, .. } = simulation;
    let fact = |style: Style, name: &str, value: String| Row {
        mark: ' ',
        style,
        name: name.to_owned(),
        value,
        note: None,
    };
    let source = sent.get("triggerSource").and_then(|source| source.text());
    let source = source.unwrap_or_else(|| "without a trigger source".to_owned());
    let version = format!("V{}", word(&report.version)).replace("Vlater", "a version after V3");
    let at = match (&place.endpoint, &place.region) {
        (Some(endpoint), _) => format!("{}, at {endpoint}", place.table),
        (None, Some(region)) => format!("{}, in {region}", place.table),
        (None, None) => format!("{}, in a DynamoDB inside this program", place.table),
    };
    let cause = report.cause.unwrap_or("no cause");
    let (style, outcome) = match report.outcome {
        Outcome::Enriched => (GOOD, "the person is in the table".to_owned()),
        Outcome::NotFound => (NOTICE, "the person is not in the table".to_owned()),
        Outcome::Skipped => (NOTICE, format!("nobody to look up ({cause})")),
        Outcome::Fallback => (BAD, format!("the lookup failed ({cause}), the sign-in goes on")),
        Outcome::Refused => (BAD, format!("({cause}) the person reads: {REFUSAL}")),
    };
    let mut rows = vec![
        fact(PLAIN, "event", format!("{version}, {source}")),
        fact(PLAIN, "table", at),
        fact(style, "outcome", format!("{}: {outcome}", word(&report.outcome))),
    ];
    if let Some(ms) = simulation.lookup_ms() {
        let requests = if report.attempts == 1 { "request" } else { "requests" };
        rows.push(fact(PLAIN, "lookup", format!("{ms:.1} ms, {} {requests}", report.attempts)));
    }
    if let Some(error) = &report.error {
        rows.push(fact(FAINT, "error", error.clone()));
    }
    rows
}

/// One token: what the function changes first, then Cognito's own claims.
fn token(page: &mut Page, title: &str, token: &TokenView, remarked: &dyn Fn(&str) -> Option<String>) {
    let bytes = &token.bytes;
    page.blank();
    page.line(TITLE, title);
    page.rows(&rows(token, remarked));
    page.line(
        FAINT,
        &format!(
            "  {} bytes of claims, {} of them added; about {} as a signed token",
            bytes.payload, bytes.added, bytes.token
        ),
    );
    if bytes.token > COOKIE_BYTES {
        page.line(NOTICE, "  larger than the 4 KB that a cookie holds");
    }
}

fn rows(token: &TokenView, remarked: &dyn Fn(&str) -> Option<String>) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut row = |mark, style, name: &str, value: &str, note| {
        rows.push(Row { mark, style, name: name.to_owned(), value: value.to_owned(), note });
    };
    let about_null = |name: &str, value: &Json| {
        value
            .is_null()
            .then(|| remarked(name).map_or_else(|| NULL.to_owned(), |why| format!("{why}; {NULL}")))
    };
    for (name, value) in &token.added {
        row('+', GOOD, name, value.as_str(), about_null(name, value));
    }
    for (name, change) in &token.changed {
        let was = format!("was {}", change.from.as_str());
        let note = about_null(name, &change.to).map_or_else(|| was.clone(), |null| format!("{was}; {null}"));
        row('~', NOTICE, name, change.to.as_str(), Some(note));
    }
    for name in &token.suppressed {
        let note = token.before.get(name).map(|value| format!("was {}", value.as_str()));
        row('-', BAD, name, "suppressed", note);
    }
    for refused in &token.refused {
        row('!', BAD, &refused.name, reason(refused.reason), None);
    }
    for (name, value) in &token.before {
        if token.claims.get(name) == Some(value) {
            let made_up = if token.made_up.contains(name) { " *" } else { "" };
            row(' ', FAINT, name, &format!("{}{made_up}", value.as_str()), None);
        }
    }
    rows
}

fn reason(reason: Reason) -> &'static str {
    match reason {
        Reason::Reserved => "not set: the claim is Cognito's own",
        Reason::ReservedSuppression => "not suppressed: the claim is Cognito's own",
        Reason::NotText => "not set: V1 takes text alone",
        Reason::Object => "not set: this claim of the ID token can't be an object",
        Reason::ScopeWithBlanks => "not added: a scope holds no blanks",
    }
}

/// Why the claim `name` is null although the person was found.
fn remark(report: &Report, name: &str) -> Option<String> {
    let on = format!("claim {name}");
    let remark = report.remarks.iter().find(|remark| remark.on == on)?;
    Some(match word(&remark.reason).as_str() {
        "absent" => "the table has no value for it".to_owned(),
        "wrong_type" => "the table's value has a type that makes no sense for it".to_owned(),
        other => other.replace('_', " "),
    })
}

/// The fixed word that logs have for `value`.
fn word(value: &impl Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|word| word.as_str().map(str::to_owned)).unwrap_or_default()
}
