//! Computes the claims that a token would hold now.

use std::time::Duration;

use claim_enrichment::access::{DEPARTMENT, PROJECTS};
use claim_enrichment::event::{EventVersion, TokenRequest};
use claim_enrichment::handler::{Decision, Enricher};
use claim_enrichment::repository::Repository;
use serde_json::Map;

use crate::check_user_access::{CheckError, CheckRequest, CheckResponse, TokenUse};

/// Runs the enrichment for one user and returns the claims that access decisions use.
pub(crate) async fn current_claims<R: Repository>(
    enricher: &Enricher<R>,
    event_version: EventVersion,
    request: &CheckRequest,
    remaining: Option<Duration>,
) -> Result<CheckResponse, CheckError> {
    let mut token_request = TokenRequest::builder(event_version)
        .trigger_source("TokenGeneration_Authentication")
        .user_name(&request.user_name)
        .user_attribute("sub", &request.sub);
    if let Some(client) = &request.client_id {
        token_request = token_request.client_id(client);
    }
    let token_request = token_request.build();
    let enrichment = enricher.enrich(&token_request, remaining).await;
    let report = enrichment.report;
    let changes = match enrichment.decision {
        Decision::Change(changes) => changes,
        Decision::Skip => return Err(CheckError::Request),
        Decision::Refuse(_) => {
            return Err(report.error.map_or(CheckError::Refused, CheckError::Lookup));
        }
    };
    let token = match request.token_use {
        TokenUse::Id => changes.id,
        TokenUse::Access => changes.access,
    };
    let claims = token.claims.into_iter().filter(|(name, _)| [PROJECTS, DEPARTMENT].contains(name));
    let claims = claims.filter_map(|(name, json)| Some((name.to_owned(), serde_json::from_str(&json).ok()?)));
    Ok(CheckResponse { claims: claims.collect::<Map<_, _>>(), table_reads: report.requests() })
}
