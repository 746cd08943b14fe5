//! Conversion of the SDK's errors, without anything of a response that may not be logged.

use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_dynamodb::operation::RequestId;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;

use crate::repository::FailureCause;

/// The error codes of DynamoDB, from its pages "Error handling with DynamoDB", "GetItem", "Query",
/// "BatchGetItem" and "Common error types". No other word of a response is logged as a code.
const CODES: [&str; 33] = [
    "AccessDenied",
    "AccessDeniedException",
    "ExpiredToken",
    "ExpiredTokenException",
    "IncompleteSignature",
    "IncompleteSignatureException",
    "InternalFailure",
    "InternalServerError",
    "InvalidClientTokenId",
    "InvalidEndpointException",
    "InvalidSignatureException",
    "LimitExceededException",
    "MissingAuthenticationToken",
    "MissingAuthenticationTokenException",
    "NotAuthorized",
    "OptInRequired",
    "ProvisionedThroughputExceeded",
    "ProvisionedThroughputExceededException",
    "ReplicatedWriteConflictException",
    "RequestExpired",
    "RequestInTheFuture",
    "RequestLimitExceeded",
    "RequestTimeTooSkewed",
    "ResourceNotFoundException",
    "SerializationException",
    "ServiceUnavailable",
    "SignatureDoesNotMatch",
    "Throttling",
    "ThrottlingException",
    "TooManyRequestsException",
    "UnknownOperationException",
    "UnrecognizedClientException",
    "ValidationException",
];

/// The longest request ID that is logged; DynamoDB's have 52 letters and digits.
const MAX_REQUEST_ID_LENGTH: usize = 64;

/// What signatures of a wrong time are answered with, beside their code ("Troubleshooting AWS
/// Signature Version 4 errors" in the IAM user guide).
const CLOCK_SKEW: [&str; 2] = ["Signature expired", "Signature not yet current"];

type Source = Box<dyn std::error::Error + Send + Sync>;

/// Why a request failed.
#[derive(Debug)]
pub(super) struct Failure {
    pub(super) cause: FailureCause,
    pub(super) source: Option<Source>,
    is_redirect: bool,
}

/// What a read requests, for messages that say what to do.
#[derive(Debug, Clone, Copy)]
pub(super) struct Resource<'a> {
    /// The IAM action.
    pub(super) action: &'static str,
    pub(super) table: &'a str,
    pub(super) index: Option<&'a str>,
}

/// What the service said about a request that it refused. Its message is left out, because it may
/// quote the request.
#[derive(Debug, thiserror::Error)]
#[error("{advice}{code} (HTTP {status}, request {request_id})")]
struct Refusal {
    advice: String,
    code: &'static str,
    status: u16,
    request_id: String,
}

impl Failure {
    pub(super) fn new(cause: FailureCause) -> Self {
        Self { cause, source: None, is_redirect: false }
    }

    fn caused_by(cause: FailureCause, source: impl Into<Source>) -> Self {
        Self { source: Some(source.into()), ..Self::new(cause) }
    }

    /// Returns whether the same request may succeed soon. A redirect is no passing fault: it could lead
    /// the signed request anywhere.
    pub(super) fn is_temporary(&self) -> bool {
        let is_passing = matches!(
            self.cause,
            FailureCause::Throttled
                | FailureCause::Service
                | FailureCause::Unreachable
                | FailureCause::Unreadable
                | FailureCause::TimedOut
        );
        is_passing && !self.is_redirect
    }
}

impl From<FailureCause> for Failure {
    fn from(cause: FailureCause) -> Self {
        Self::new(cause)
    }
}

/// Converts an error.
pub(super) fn failure<E>(error: SdkError<E, HttpResponse>, resource: &Resource<'_>) -> Failure
where
    E: ProvideErrorMetadata + RequestId + std::error::Error + Send + Sync + 'static,
{
    match &error {
        SdkError::TimeoutError(_) => Failure::new(FailureCause::TimedOut),
        SdkError::DispatchFailure(failure) if failure.is_timeout() => Failure::new(FailureCause::TimedOut),
        // The connector gives this kind to all of its own errors but timeouts.
        SdkError::DispatchFailure(failure) if failure.is_io() => {
            Failure { source: error.into_source().ok(), ..Failure::new(FailureCause::Unreachable) }
        }
        SdkError::ServiceError(response) => match response.raw().status().as_u16() {
            // An error in a response that says success: it could not be read.
            200..=299 => Failure::caused_by(FailureCause::Unreadable, "unexpected content"),
            status @ 300..=399 => Failure {
                is_redirect: true,
                ..Failure::caused_by(FailureCause::Unreadable, format!("a redirect (HTTP {status})"))
            },
            status => refusal(response.err(), status, resource),
        },
        SdkError::ResponseError(_) => {
            Failure { source: error.into_source().ok(), ..Failure::new(FailureCause::Unreadable) }
        }
        // Its source may quote the whole request, and with it the key.
        _ => Failure::caused_by(
            FailureCause::NotSent,
            "set credentials, Region and endpoint: one is missing or invalid",
        ),
    }
}

fn refusal(error: &(impl ProvideErrorMetadata + RequestId), status: u16, resource: &Resource<'_>) -> Failure {
    let code = CODES.into_iter().find(|code| error.code() == Some(code)).unwrap_or("another error");
    let is_id = |id: &&str| {
        id.len() <= MAX_REQUEST_ID_LENGTH
            && id.chars().all(|char| char.is_ascii_alphanumeric() || char == '-')
    };
    let request_id = error.request_id().filter(is_id).unwrap_or("unknown").to_owned();
    let is_skewed =
        error.message().is_some_and(|message| CLOCK_SKEW.iter().any(|text| message.starts_with(text)));
    let cause = cause(code, status, is_skewed);
    let advice = resource.advice(cause);
    Failure::caused_by(cause, Refusal { advice, code, status, request_id })
}

fn cause(code: &str, status: u16, is_skewed: bool) -> FailureCause {
    match (code, status) {
        ("RequestExpired" | "RequestInTheFuture" | "RequestTimeTooSkewed", _) => FailureCause::ClockSkew,
        ("InvalidSignatureException" | "SignatureDoesNotMatch", _) if is_skewed => FailureCause::ClockSkew,
        (
            "ExpiredToken"
            | "ExpiredTokenException"
            | "IncompleteSignature"
            | "IncompleteSignatureException"
            | "InvalidClientTokenId"
            | "InvalidSignatureException"
            | "MissingAuthenticationToken"
            | "MissingAuthenticationTokenException"
            | "SignatureDoesNotMatch"
            | "UnrecognizedClientException",
            _,
        ) => FailureCause::Credentials,
        ("AccessDenied" | "AccessDeniedException" | "NotAuthorized" | "OptInRequired", _) => {
            FailureCause::Denied
        }
        ("ResourceNotFoundException", _) => FailureCause::NoTable,
        (
            "LimitExceededException"
            | "ProvisionedThroughputExceeded"
            | "ProvisionedThroughputExceededException"
            | "RequestLimitExceeded"
            | "Throttling"
            | "ThrottlingException"
            | "TooManyRequestsException",
            _,
        )
        | (_, 429) => FailureCause::Throttled,
        (_, 401 | 403) => FailureCause::Denied,
        (_, 500..) => FailureCause::Service,
        _ => FailureCause::Rejected,
    }
}

impl Resource<'_> {
    /// Returns what to do about a failure; empty where its code says enough.
    fn advice(&self, cause: FailureCause) -> String {
        let Self { action, table, index } = self;
        let place = match index {
            Some(index) => format!("index {index} of table {table}"),
            None => format!("table {table}"),
        };
        match cause {
            FailureCause::Denied => format!("the role must allow {action} on {place}: "),
            FailureCause::NoTable => format!("{place} is not in this account and Region: "),
            FailureCause::Rejected => {
                format!("the key attributes must have the names and types of {place}: ")
            }
            FailureCause::ClockSkew => "the clock of this machine must be set: ".to_owned(),
            FailureCause::Credentials => "the credentials must be renewed: ".to_owned(),
            _ => String::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rejected_signatures_are_told_from_missing_permissions() {
        for (code, is_skewed, cause) in [
            ("ExpiredTokenException", false, FailureCause::Credentials),
            ("UnrecognizedClientException", false, FailureCause::Credentials),
            ("InvalidSignatureException", false, FailureCause::Credentials),
            ("InvalidSignatureException", true, FailureCause::ClockSkew),
            ("RequestTimeTooSkewed", false, FailureCause::ClockSkew),
            ("AccessDeniedException", true, FailureCause::Denied),
        ] {
            assert_eq!(super::cause(code, 400, is_skewed), cause, "{code}");
        }
    }

    #[test]
    fn a_denied_read_names_the_action_that_the_role_lacks() {
        let resource = Resource { action: "dynamodb:Query", table: "App", index: Some("email-index") };
        let advice = resource.advice(FailureCause::Denied);
        assert_eq!(advice, "the role must allow dynamodb:Query on index email-index of table App: ");
    }
}
