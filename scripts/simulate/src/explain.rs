//! How claims and other entries of the rules get their values (`--explain`).

use claim_enrichment::claims::{
    self, Changes, ExplainedRule, Explanation, FailedClaims, Plan, Subject, TokenChanges,
};
use claim_enrichment::event::Event;
use claim_enrichment::handler::OnLookupFailure;
use serde_json::value::RawValue;

use crate::simulate::Simulator;

/// Stands for every claim and every part of the rules.
const ALL: &str = "all";

/// The parts of the rules that write no claims, by their names in the rules.
const PARTS: [&str; 6] = ["refuse", "suppress", "scopes", "groups", "roles", "preferredRole"];

/// Why nothing can be explained.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ExplainError {
    #[error("--explain {name}: the rules have no such claim or part; they have {}", listed(known))]
    Unknown { name: String, known: Vec<String> },
}

/// How the rules get their values.
#[derive(Debug, Default)]
pub(crate) struct Explanations {
    /// The claims, in the order of the rules.
    pub(crate) claims: Vec<(String, Explanation)>,
    /// The other parts of the rules.
    pub(crate) parts: Vec<ExplainedPart>,
    /// The claim size limit.
    pub(crate) max_claim_bytes: usize,
}

/// A part of the rules that writes no claims.
#[derive(Debug)]
pub(crate) struct ExplainedPart {
    /// Its name in the rules.
    pub(crate) name: &'static str,
    /// Its entries.
    pub(crate) rules: Vec<ExplainedRule>,
    /// What becomes of the tokens: names and values.
    pub(crate) results: Vec<(&'static str, String)>,
}

/// Evaluates the rules for `name`: a claim, a part of the rules, or `all`.
///
/// # Errors
/// The rules have no such claim and no such part.
pub(crate) async fn explain(
    simulator: &Simulator,
    event: &RawValue,
    name: &str,
) -> Result<Explanations, ExplainError> {
    let settings = &simulator.settings.enrichment;
    #[expect(clippy::expect_used, reason = "`event` makes sure that it is an object")]
    let event = Event::parse(event.get()).expect("a JSON object is an event");
    let enricher = simulator.enricher();
    let performed = enricher.enrich(event.request(), None).await.performed;
    let plan = Plan::new(&settings.rules, event.request(), settings.max_claim_bytes);
    let failed = match settings.on_lookup_failure {
        OnLookupFailure::Omit => FailedClaims::Omit,
        OnLookupFailure::Null | OnLookupFailure::Fail => FailedClaims::Null,
    };
    let changes = plan.changes(&performed.lookups, failed);
    let mut names: Vec<&str> = Vec::new();
    for rule in settings.rules.claims() {
        if !names.contains(&rule.claim.as_str()) {
            names.push(&rule.claim);
        }
    }
    let mut rules = claims::explain_other_rules(&plan, &performed.lookups);
    let parts: Vec<_> = PARTS
        .into_iter()
        .map(|part| ExplainedPart {
            name: part,
            rules: rules.extract_if(.., |rule| part_of(&rule.subject) == Some(part)).collect(),
            results: results(part, &changes),
        })
        .filter(|part| !part.rules.is_empty())
        .collect();
    let known = names.iter().copied().chain(parts.iter().map(|part| part.name)).map(str::to_owned).collect();
    let is_wanted = |one: &str| name == ALL || name == one;
    let explain = |claim: &str| (claim.to_owned(), claims::explain(&plan, &performed.lookups, failed, claim));
    let explanations = Explanations {
        claims: names.into_iter().filter(|claim| is_wanted(claim)).map(explain).collect(),
        parts: parts.into_iter().filter(|part| is_wanted(part.name)).collect(),
        max_claim_bytes: settings.max_claim_bytes,
    };
    if explanations.claims.is_empty() && explanations.parts.is_empty() {
        return Err(ExplainError::Unknown { name: name.to_owned(), known });
    }
    Ok(explanations)
}

fn part_of(subject: &Subject) -> Option<&'static str> {
    Some(match subject {
        Subject::Refusal(_) => "refuse",
        Subject::Suppression(_) => "suppress",
        Subject::Scope(_) => "scopes",
        Subject::Groups(_) => "groups",
        Subject::Roles(_) => "roles",
        Subject::PreferredRole => "preferredRole",
        Subject::Claim(_) | Subject::Read(_) | Subject::Choice(_) => return None,
    })
}

fn results(part: &str, changes: &TokenChanges<'_>) -> Vec<(&'static str, String)> {
    let list = |items: &[String]| if items.is_empty() { "none".to_owned() } else { items.join(", ") };
    let suppressed = |changes: &Changes<'_>| {
        let names: Vec<_> = changes.suppress.iter().map(ToString::to_string).collect();
        list(&names)
    };
    let overridden = |items: &Option<Vec<String>>| {
        items.as_ref().map_or_else(|| "unchanged".to_owned(), |items| list(items))
    };
    let groups = &changes.group_override;
    match part {
        "suppress" => {
            vec![("ID token", suppressed(&changes.id)), ("access token", suppressed(&changes.access))]
        }
        "scopes" => vec![("added", list(&changes.access.add_scopes))],
        "groups" => vec![("both tokens", overridden(&groups.groups))],
        "roles" => vec![("ID token", overridden(&groups.roles))],
        "preferredRole" => {
            vec![("ID token", groups.preferred_role.clone().unwrap_or_else(|| "unchanged".to_owned()))]
        }
        _ => Vec::new(),
    }
}

fn listed(names: &[String]) -> String {
    if names.is_empty() { "none".to_owned() } else { names.join(", ") }
}
