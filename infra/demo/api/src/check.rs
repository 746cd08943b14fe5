//! CheckUserAccess: what would a token say of this person now?
//!
//! The standard architecture, which asks the table at each request. It asks it the way the trigger
//! does, with the same rules and limits, so that both ways come to the same decision; only this
//! function may read the table.

use std::future::Future;
use std::time::Duration;

use claim_enrichment::access::{DEPARTMENT, PROJECTS};
use claim_enrichment::handler::{Handler, OnLookupFailure, Settings};
use claim_enrichment::repository::UserInfoRepository;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

/// The port to it.
pub trait AccessCheck: Send + Sync {
    /// Asks about one person.
    ///
    /// # Errors
    /// Whatever keeps it from saying what is in the table.
    fn ask(&self, question: &Question) -> impl Future<Output = Result<Checked, CheckError>> + Send;
}

/// About whom.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Question {
    /// The person.
    pub user_name: String,
    /// Their id.
    pub sub: String,
    /// The app client that has the token; there may be rules for it alone.
    pub client_id: Option<String>,
    /// The token that they came with; there may be rules for it alone.
    pub token_use: TokenUse,
}

/// A kind of token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TokenUse {
    /// It says who somebody is.
    Id,
    /// It says what they may do.
    Access,
}

/// The answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Checked {
    /// The claims that a token would hold, those that decide.
    pub claims: Map<String, Value>,
    /// How many requests it sent to the table.
    pub table_reads: u64,
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum CheckError {
    /// The function could not be called, or gave no answer.
    #[error("CheckUserAccess could not be called: {0}")]
    NotCalled(String),
    /// The function answered with an error; its own log says which.
    #[error("CheckUserAccess failed: see its log")]
    Failed,
    /// The answer makes no sense.
    #[error("the answer of CheckUserAccess could not be read")]
    Unreadable(#[source] serde_json::Error),
}

/// Why the function has no answer: a sentence for the log, without names or claims.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoAnswer {
    /// It was asked for something else.
    #[error("what came is no question about a person")]
    NoQuestion,
    /// The table said nothing.
    #[error("the lookup failed: {0}")]
    LookupFailed(String),
}

/// The function.
#[derive(Debug)]
pub struct CheckUserAccess<R> {
    handler: Handler<R>,
    trigger_version: String,
}

impl<R: UserInfoRepository> CheckUserAccess<R> {
    /// One that reads `repository` by the trigger's `settings`. `trigger_version` is that of the
    /// user pool, such as `V2_0`: it decides which tokens have claims, and in which form.
    pub fn new(repository: R, settings: Settings, trigger_version: String) -> Self {
        // What the table doesn't say is no decision.
        let settings = Settings { on_lookup_failure: OnLookupFailure::Fail, ..settings };
        Self { handler: Handler::new(repository, settings), trigger_version }
    }

    /// Answers a [`Question`]. `remaining` is the time until Lambda's deadline.
    ///
    /// # Errors
    /// It is none, or the lookup failed.
    pub async fn answer(&self, question: Value, remaining: Option<Duration>) -> Result<Checked, NoAnswer> {
        let question: Question = serde_json::from_value(question).map_err(|_| NoAnswer::NoQuestion)?;
        let event = json!({
            "version": self.trigger_version,
            "triggerSource": "TokenGeneration_Authentication",
            "userName": question.user_name,
            "callerContext": {"clientId": question.client_id},
            "request": {"userAttributes": {"sub": question.sub}},
        });
        let answer = self.handler.handle(&event.to_string(), remaining).await;
        let report = answer.report;
        let response = answer.response.map_err(|_| {
            let cause = report.cause.unwrap_or_default().to_owned();
            NoAnswer::LookupFailed(report.error.unwrap_or(cause))
        })?;
        let claims = added(&response, question.token_use);
        Ok(Checked { claims, table_reads: report.attempts })
    }
}

/// The claims that decide, as the answered event adds them to the token. V1 leaves the access token
/// alone.
fn added(response: &str, token_use: TokenUse) -> Map<String, Value> {
    let places: &[&str] = match token_use {
        TokenUse::Id => &["claimsOverrideDetails", "claimsAndScopeOverrideDetails/idTokenGeneration"],
        TokenUse::Access => &["claimsAndScopeOverrideDetails/accessTokenGeneration"],
    };
    let event: Value = serde_json::from_str(response).unwrap_or_default();
    let claim = |name: &str| {
        let mut places = places.iter();
        let value = places
            .find_map(|place| event.pointer(&format!("/response/{place}/claimsToAddOrOverride/{name}")));
        value.map(|value| (name.to_owned(), value.clone()))
    };
    [PROJECTS, DEPARTMENT].into_iter().filter_map(claim).collect()
}
