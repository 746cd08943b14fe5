//! The result for a reader.

use anstyle::Style;
use claim_enrichment::claims::{self, Remark};
use claim_enrichment::dynamodb::KEY_ATTRIBUTE;
use claim_enrichment::handler::REFUSAL;
use claim_enrichment::rules::Source;
use claim_enrichment::telemetry::Outcome;
use serde::Serialize;

use crate::page::{BAD, FAINT, GOOD, NOTICE, PLAIN, Page, Row, TITLE};
use crate::run::Simulation;
use crate::tokens::{Json, Reason, TokenView};

/// What a cookie holds in most browsers: where many sites keep their tokens.
const COOKIE_BYTES: usize = 4096;

/// What is said of a null claim.
const NULL: &str = "Cognito documents no meaning for null";

/// What remarks on claims begin with.
const ON_CLAIM: &str = "claim ";

const LEGEND: &str = "+ added   ~ changed   - suppressed   ! refused by Cognito   * made up";

/// What to try next, where nothing but the defaults is known to be tried.
const HINTS: [(&str, &str); 5] = [
    ("cargo run -- --user carol", "someone without a department"),
    ("cargo run -- --trigger V1", "text claims, in the ID token alone"),
    ("cargo run -- --rules tests/rules/groups-from-table.json", "rules of your own"),
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
        let remarks = &simulation.report.remarks;
        let budget = simulation.budget.as_ref();
        let used = |used: Option<usize>| budget.zip(used).map(|(budget, used)| (used, budget.limit));
        match &tokens.id {
            Some(id) => token(&mut page, "ID token", id, remarks, used(budget.and_then(|budget| budget.id))),
            None => {
                page.blank();
                page.line(TITLE, "ID token");
                page.line(FAINT, "  none: a machine gets an access token alone");
            }
        }
        let used = used(budget.map(|budget| budget.access));
        token(&mut page, "Access token", &tokens.access, remarks, used);
        page.blank();
        page.line(FAINT, LEGEND);
        left_out(&mut page, remarks);
    }
    warnings(&mut page, &simulation.warnings);
    if simulation.place.region.is_none() && !simulation.report.lookup_failed {
        page.blank();
        page.line(TITLE, "Try next");
        for (command, what) in HINTS {
            page.line(PLAIN, &format!("  {command:<26}  {what}"));
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
        Outcome::Enriched if report.lookup_time.is_none() => {
            (GOOD, "no rule that applies reads the table".to_owned())
        }
        Outcome::NotFound if report.lookup_time.is_none() => {
            (NOTICE, format!("the event has no {} to look up", simulation.key))
        }
        Outcome::Enriched => (GOOD, "the person is in the table".to_owned()),
        Outcome::NotFound => (NOTICE, "the person is not in the table".to_owned()),
        Outcome::Skipped => (NOTICE, format!("nobody to look up ({cause})")),
        Outcome::Fallback => (BAD, format!("the lookup failed ({cause}), the sign-in goes on")),
        Outcome::Refused => (BAD, format!("({cause}) the person reads: {REFUSAL}")),
    };
    let mut rows = vec![fact(PLAIN, "event", format!("{version}, {source}")), fact(PLAIN, "table", at)];
    if simulation.key != Source::UserName || place.key_attribute != KEY_ATTRIBUTE {
        let key = format!("{}, which the table has as {}", simulation.key, place.key_attribute);
        rows.push(fact(PLAIN, "key", key));
    }
    rows.push(fact(style, "outcome", format!("{}: {outcome}", word(&report.outcome))));
    if let Some(ms) = simulation.lookup_ms() {
        let requests = if report.attempts == 1 { "request" } else { "requests" };
        rows.push(fact(PLAIN, "lookup", format!("{ms:.1} ms, {} {requests}", report.attempts)));
    }
    if let Some(error) = &report.error {
        rows.push(fact(FAINT, "error", error.clone()));
    }
    rows
}

/// One token: what the function changes first, then Cognito's own claims. `budget` is what is used of
/// it, and the whole.
fn token(
    page: &mut Page,
    title: &str,
    token: &TokenView,
    remarks: &[Remark],
    budget: Option<(usize, usize)>,
) {
    let bytes = &token.bytes;
    page.blank();
    page.line(TITLE, title);
    page.rows(&rows(token, remarks));
    page.line(
        FAINT,
        &format!(
            "  {} bytes of claims, {} of them added; about {} as a signed token",
            bytes.payload, bytes.added, bytes.token
        ),
    );
    if let Some((used, limit)) = budget {
        page.line(FAINT, &format!("  {used} of the budget's {limit} bytes are used"));
    }
    if bytes.token > COOKIE_BYTES {
        page.line(NOTICE, "  larger than the 4 KB that a cookie holds");
    }
}

fn rows(token: &TokenView, remarks: &[Remark]) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut row = |mark, style, name: &str, value: &str, note| {
        rows.push(Row { mark, style, name: name.to_owned(), value: value.to_owned(), note });
    };
    let about_null = |name: &str, value: &Json| {
        value
            .is_null()
            .then(|| remarked(remarks, name).map_or_else(|| NULL.to_owned(), |why| format!("{why}; {NULL}")))
    };
    let weighed = |name: &str, value: &Json| match token.bytes.claims.get(name) {
        Some(bytes) => format!("{}  ({bytes} bytes)", value.as_str()),
        None => value.as_str().to_owned(),
    };
    for (name, value) in &token.added {
        row('+', GOOD, name, &weighed(name, value), about_null(name, value));
    }
    for (name, change) in &token.changed {
        let was = format!("was {}", change.from.as_str());
        let note = about_null(name, &change.to).map_or_else(|| was.clone(), |null| format!("{was}; {null}"));
        row('~', NOTICE, name, &weighed(name, &change.to), Some(note));
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

/// What the function left out of scopes and groups. On claims it is told beside them.
fn left_out(page: &mut Page, remarks: &[Remark]) {
    let mut remarks = remarks.iter().filter(|remark| !remark.on.starts_with(ON_CLAIM)).peekable();
    if remarks.peek().is_some() {
        page.blank();
        page.line(TITLE, "Left out by the function");
    }
    for Remark { on, reason } in remarks {
        let why = match reason {
            claims::Reason::Absent => "its source holds nothing",
            claims::Reason::WrongType => "its source holds something of a type that makes no sense here",
            claims::Reason::WrongCharacter => "its source holds a character that no scope may have",
            claims::Reason::OverBudget => "it would be over the budget",
        };
        page.item(NOTICE, &format!("{on}: {why}"));
    }
}

/// What is allowed but asks for a second look.
pub(crate) fn warnings(page: &mut Page, warnings: &[String]) {
    if !warnings.is_empty() {
        page.blank();
        page.line(TITLE, "Warnings");
    }
    for warning in warnings {
        page.item(NOTICE, warning);
    }
}

/// Why the claim `name` is null although its rule could be followed.
fn remarked(remarks: &[Remark], name: &str) -> Option<String> {
    let is_on = |remark: &&Remark| remark.on.strip_prefix(ON_CLAIM) == Some(name);
    let mut reasons: Vec<_> = remarks
        .iter()
        .filter(is_on)
        .map(|remark| match remark.reason {
            claims::Reason::Absent => "its source has no value for it",
            claims::Reason::WrongType => "its source holds something of a type that makes no sense here",
            claims::Reason::WrongCharacter => "its source holds the character that separates items",
            claims::Reason::OverBudget => "it would be over the budget",
        })
        .collect();
    // The two tokens may have the same to tell.
    reasons.dedup();
    (!reasons.is_empty()).then(|| reasons.join("; "))
}

/// The fixed word that logs have for `value`.
fn word(value: &impl Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|word| word.as_str().map(str::to_owned)).unwrap_or_default()
}
