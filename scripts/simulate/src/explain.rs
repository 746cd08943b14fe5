//! How a claim gets its value (`--explain`).

use claim_enrichment::claims::{self, Explanation, FailedClaims, Plan};
use claim_enrichment::event::Event;
use claim_enrichment::handler::OnLookupFailure;
use serde_json::value::RawValue;

use crate::simulate::Simulator;

/// The word that stands for every claim of the rules.
const ALL: &str = "all";

/// Why nothing can be explained.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ExplainError {
    #[error("--explain {claim}: no rule writes this claim; the rules write {}", known(known_claims))]
    UnknownClaim { claim: String, known_claims: Vec<String> },
}

/// A claim with the way to its value.
#[derive(Debug)]
pub(crate) struct ExplainedClaim {
    /// The claim's name.
    pub(crate) claim: String,
    /// How the rules for it are evaluated.
    pub(crate) explanation: Explanation,
    /// The claim size limit.
    pub(crate) max_claim_bytes: usize,
}

/// Evaluates the rules for `claim`, or for every claim if it is `all`.
///
/// # Errors
/// No rule writes the claim.
pub(crate) async fn explain(
    simulator: &Simulator,
    event: &RawValue,
    claim: &str,
) -> Result<Vec<ExplainedClaim>, ExplainError> {
    let settings = &simulator.settings.enrichment;
    let mut names: Vec<&str> = Vec::new();
    for rule in settings.rules.claims() {
        if !names.contains(&rule.claim.as_str()) {
            names.push(&rule.claim);
        }
    }
    if claim != ALL {
        if !names.contains(&claim) {
            let known_claims = names.into_iter().map(str::to_owned).collect();
            return Err(ExplainError::UnknownClaim { claim: claim.to_owned(), known_claims });
        }
        names = vec![claim];
    }
    #[expect(clippy::expect_used, reason = "`event` makes sure that it is an object")]
    let event = Event::parse(event.get()).expect("a JSON object is an event");
    let enricher = simulator.enricher();
    let performed = enricher.enrich(event.request(), None).await.performed;
    let plan = Plan::new(&settings.rules, event.request(), settings.max_claim_bytes);
    let failed = match settings.on_lookup_failure {
        OnLookupFailure::Omit => FailedClaims::Omit,
        OnLookupFailure::Null | OnLookupFailure::Fail => FailedClaims::Null,
    };
    let explained = names.into_iter().map(|claim| ExplainedClaim {
        claim: claim.to_owned(),
        explanation: claims::explain(&plan, &performed.lookups, failed, claim),
        max_claim_bytes: settings.max_claim_bytes,
    });
    Ok(explained.collect())
}

fn known(claims: &[String]) -> String {
    if claims.is_empty() { "no claim".to_owned() } else { claims.join(", ") }
}
