//! What goes back through API Gateway: the answer, what it cost, and every way to be refused.

use std::time::Duration;

use serde::Serialize;
use serde_json::{Value, json};

use crate::caller::NoCaller;
use crate::check::CheckError;
use crate::request::Unreadable;

/// Why a request gets no answer. The text is for the caller.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// The token can't be read as the one that was verified.
    #[error("Sign in: there is no token here that was verified for you.")]
    NotAuthenticated,
    /// There is nothing at this address.
    #[error("There is nothing at this address.")]
    NotFound,
    /// The token is a machine's.
    #[error("This is for people: the token is a machine's.")]
    Machine,
    /// The token lacks a claim.
    #[error(
        "The token has no claim \"{0}\", so it was issued before the claims were added, or without this one. Sign in \
         again; if that doesn't help, ask the administrator."
    )]
    Missing(&'static str),
    /// It is not the caller's to see; whether it is there at all is not told.
    #[error("You may not see this, or there is no such thing.")]
    Forbidden,
    /// Nothing could be decided.
    #[error("What you may see could not be looked up at the moment. Try again in a minute.")]
    Unavailable(#[source] CheckError),
}

impl Refusal {
    /// The status, and a fixed word for programs.
    fn code(&self) -> (u16, &'static str) {
        match self {
            Self::NotAuthenticated => (401, "not_authenticated"),
            Self::NotFound => (404, "not_found"),
            Self::Machine => (403, "machine"),
            Self::Missing(_) => (403, "claim_missing"),
            Self::Forbidden => (403, "forbidden"),
            Self::Unavailable(_) => (503, "unavailable"),
        }
    }
}

impl From<Unreadable> for Refusal {
    fn from(why: Unreadable) -> Self {
        match why {
            Unreadable::Unknown => Self::NotFound,
            Unreadable::Unauthorized => Self::NotAuthenticated,
        }
    }
}

impl From<NoCaller> for Refusal {
    fn from(why: NoCaller) -> Self {
        match why {
            NoCaller::AnotherToken => Self::NotAuthenticated,
            NoCaller::Machine => Self::Machine,
        }
    }
}

/// What API Gateway makes a response of (payload format 2.0).
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Response {
    /// The HTTP status.
    pub status_code: u16,
    headers: Value,
    /// The answer, as JSON.
    pub body: String,
}

/// What a decision cost.
#[derive(Debug, Clone, Copy, Default)]
pub struct Cost {
    /// How many requests were sent to the table.
    pub table_reads: u64,
    /// How long it took.
    pub time: Duration,
}

impl Response {
    /// The response to an answer, or to a refusal.
    pub fn new(answer: &Result<Value, Refusal>, cost: Cost) -> Self {
        let (status_code, body) = match answer {
            Ok(answer) => (200, answer.to_string()),
            Err(refusal) => {
                let (status, error) = refusal.code();
                (status, json!({"error": error, "message": refusal.to_string()}).to_string())
            }
        };
        let millis = cost.time.as_secs_f64() * 1000.0;
        let headers = json!({
            "content-type": "application/json",
            "cache-control": "no-store",
            "x-table-reads": cost.table_reads.to_string(),
            "x-decision-ms": format!("{millis:.3}"),
        });
        Self { status_code, headers, body }
    }

    /// How many requests were sent to the table for it.
    pub fn table_reads(&self) -> Option<u64> {
        self.headers.get("x-table-reads")?.as_str()?.parse().ok()
    }
}
