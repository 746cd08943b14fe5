//! The function CheckUserAccess, which the standard architecture calls for every request, and the
//! interface through which the API calls it.
//!
//! The function looks the user up as the trigger does, with the same rules and limits, so that both
//! architectures decide alike. It is the only one of the two functions that can read the table.

use std::future::Future;
use std::time::Duration;

use claim_enrichment::access::{DEPARTMENT, PROJECTS};
use claim_enrichment::event::{EventVersion, TokenRequest};
use claim_enrichment::handler::{Decision, Enricher, EnrichmentSettings, OnLookupFailure};
use claim_enrichment::repository::Repository;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// Calls CheckUserAccess.
pub trait AccessCheck: Send + Sync {
    /// Returns the claims that a token of the user would hold now.
    ///
    /// # Errors
    /// The function could not be called, or has failed.
    fn check(
        &self,
        request: &CheckRequest,
    ) -> impl Future<Output = Result<CheckResponse, CheckCallError>> + Send;
}

/// A user and the token that they sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CheckRequest {
    /// The user name in the user pool.
    pub user_name: String,
    /// The `sub` of the user.
    pub sub: String,
    /// The app client of the token; rules can be limited to some app clients.
    pub client_id: Option<String>,
    /// The kind of the token; rules can be limited to one kind.
    pub token_use: TokenUse,
}

/// The kind of a token, as its claim `token_use` names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TokenUse {
    /// An ID token.
    Id,
    /// An access token.
    Access,
}

/// What CheckUserAccess returns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CheckResponse {
    /// The claims `projects` and `department`, as a token would hold them.
    pub claims: Map<String, Value>,
    /// The number of requests to DynamoDB.
    pub table_reads: u32,
}

/// Why a call of CheckUserAccess has no result.
#[derive(Debug, thiserror::Error)]
pub enum CheckCallError {
    /// Lambda did not run the function, or did not answer. The text is the cause.
    #[error("could not call CheckUserAccess: {0}")]
    Invoke(String),
    /// The function returned an error.
    #[error("CheckUserAccess returned an error; its log has the cause")]
    Function,
    /// The response of the function is not a [`CheckResponse`].
    #[error("could not parse the response of CheckUserAccess")]
    Response(#[source] serde_json::Error),
}

/// Why CheckUserAccess fails. The text is for the log, and holds no names and no claims.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum CheckError {
    /// The event is not a [`CheckRequest`].
    #[error("the event is not an access check request")]
    Request,
    /// The lookup failed. The text is the cause.
    #[error("the lookup failed: {0}")]
    Lookup(String),
    /// A rule refuses tokens to the user.
    #[error("a rule refuses tokens to the user")]
    Refused,
}

/// The function CheckUserAccess.
#[derive(Debug)]
pub struct CheckUserAccess<R> {
    enricher: Enricher<R>,
    event_version: EventVersion,
}

impl<R: Repository> CheckUserAccess<R> {
    /// Creates the function. `settings` are those of the trigger; `trigger_version` is the version that
    /// the user pool calls it with, such as `V2_0`: it decides which tokens have claims, and their form.
    pub fn new(repository: R, settings: EnrichmentSettings, trigger_version: &str) -> Self {
        // A failed lookup must end in an error, never in a decision.
        let settings = EnrichmentSettings { on_lookup_failure: OnLookupFailure::Fail, ..settings };
        Self {
            enricher: Enricher::new(repository, settings),
            event_version: EventVersion::parse(trigger_version),
        }
    }

    /// Answers an event that holds a [`CheckRequest`]. `remaining` is the time until Lambda's deadline.
    ///
    /// # Errors
    /// The event is not a [`CheckRequest`], or the lookup failed.
    pub async fn handle(
        &self,
        event: Value,
        remaining: Option<Duration>,
    ) -> Result<CheckResponse, CheckError> {
        let request: CheckRequest = serde_json::from_value(event).map_err(|_| CheckError::Request)?;
        current_claims(&self.enricher, self.event_version, &request, remaining).await
    }
}

/// Runs the enrichment for one user and returns the claims that access decisions use.
async fn current_claims<R: Repository>(
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
