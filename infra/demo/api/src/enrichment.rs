//! Computes the claims that a token would hold now.

use std::time::Duration;

use claim_enrichment::handler::Handler;
use claim_enrichment::item::{DEPARTMENT, PROJECTS};
use claim_enrichment::repository::UserInfoRepository;
use serde_json::{Value, json};

use crate::check_user_access::{CheckError, CheckRequest, CheckResponse, TokenUse};

/// Runs the enrichment for one user and returns the claims that access decisions use.
///
/// This goes through an event and its response because the library takes nothing else; a function of
/// typed input and output replaces the whole body.
pub(crate) async fn current_claims<R: UserInfoRepository>(
    handler: &Handler<R>,
    trigger_version: &str,
    request: &CheckRequest,
    remaining: Option<Duration>,
) -> Result<CheckResponse, CheckError> {
    let event = json!({
        "version": trigger_version,
        "triggerSource": "TokenGeneration_Authentication",
        "userName": request.user_name,
        "callerContext": {"clientId": request.client_id},
        "request": {"userAttributes": {"sub": request.sub}},
    });
    let answer = handler.handle(&event.to_string(), remaining).await;
    let report = answer.report;
    let response = answer.response.map_err(|_| {
        let cause = report.cause.unwrap_or_default().to_owned();
        CheckError::Lookup(report.error.unwrap_or(cause))
    })?;
    // V1 has no container for the access token.
    let containers: &[&str] = match request.token_use {
        TokenUse::Id => &["claimsOverrideDetails", "claimsAndScopeOverrideDetails/idTokenGeneration"],
        TokenUse::Access => &["claimsAndScopeOverrideDetails/accessTokenGeneration"],
    };
    let event: Value = serde_json::from_str(&response).unwrap_or_default();
    let claim = |name: &str| {
        let path = |container: &str| format!("/response/{container}/claimsToAddOrOverride/{name}");
        let value = containers.iter().find_map(|container| event.pointer(&path(container)));
        value.map(|value| (name.to_owned(), value.clone()))
    };
    let claims = [PROJECTS, DEPARTMENT].into_iter().filter_map(claim).collect();
    Ok(CheckResponse { claims, table_reads: report.attempts })
}
