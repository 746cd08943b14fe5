//! The response to API Gateway, and the errors.

use std::time::Duration;

use serde::Serialize;
use serde_json::{Value, json};

use crate::caller::TokenError;
use crate::check_user_access::CheckCallError;
use crate::request::RequestError;

/// Why a request is refused. The text is the `message` of the response.
#[derive(Debug, thiserror::Error)]
pub enum ApiError {
    /// The request has no verified token.
    #[error("The request has no valid token. Sign in, and send your token in the Authorization header.")]
    NotAuthenticated,
    /// The path is unknown.
    #[error("There is no such resource.")]
    NotFound,
    /// The token was issued for client credentials.
    #[error("This API is for users, and the token belongs to an app client.")]
    MachineToken,
    /// The token lacks the named claim.
    #[error(
        "The token has no claim \"{0}\": it was issued before the trigger was attached, or the claim rules do not \
         write this claim. Sign in again; if that does not help, ask your administrator."
    )]
    MissingClaim(&'static str),
    /// The caller has no access. Does not tell whether the resource exists.
    #[error("You have no access to this resource, or it does not exist.")]
    Forbidden,
    /// CheckUserAccess has no result.
    #[error("Your access could not be checked. Try again in a minute.")]
    Unavailable(#[source] CheckCallError),
}

impl ApiError {
    /// Returns the HTTP status and the machine-readable `error` of the response.
    fn code(&self) -> (u16, &'static str) {
        match self {
            Self::NotAuthenticated => (401, "not_authenticated"),
            Self::NotFound => (404, "not_found"),
            Self::MachineToken => (403, "machine_token"),
            Self::MissingClaim(_) => (403, "claim_missing"),
            Self::Forbidden => (403, "forbidden"),
            Self::Unavailable(_) => (503, "unavailable"),
        }
    }
}

impl From<RequestError> for ApiError {
    fn from(error: RequestError) -> Self {
        match error {
            RequestError::UnknownResource => Self::NotFound,
            RequestError::Unauthorized => Self::NotAuthenticated,
        }
    }
}

impl From<TokenError> for ApiError {
    fn from(error: TokenError) -> Self {
        match error {
            TokenError::NotVerified => Self::NotAuthenticated,
            TokenError::MachineToken => Self::MachineToken,
        }
    }
}

/// A response in API Gateway's payload format 2.0.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Response {
    /// The HTTP status.
    pub status_code: u16,
    headers: Value,
    /// The body, as JSON text.
    pub body: String,
}

/// What the access decision cost.
#[derive(Debug, Clone, Copy, Default)]
pub struct Cost {
    /// The number of requests to DynamoDB.
    pub table_reads: u32,
    /// The time until the claims were known.
    pub duration: Duration,
}

impl Response {
    /// Creates the response to a request.
    pub fn new(result: &Result<Value, ApiError>, cost: Cost) -> Self {
        let (status_code, body) = match result {
            Ok(body) => (200, body.to_string()),
            Err(error) => {
                let (status, code) = error.code();
                (status, json!({"error": code, "message": error.to_string()}).to_string())
            }
        };
        let milliseconds = cost.duration.as_secs_f64() * 1000.0;
        let headers = json!({
            "content-type": "application/json",
            "cache-control": "no-store",
            "x-table-reads": cost.table_reads.to_string(),
            "x-decision-ms": format!("{milliseconds:.3}"),
        });
        Self { status_code, headers, body }
    }
}
