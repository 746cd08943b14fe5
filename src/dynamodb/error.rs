//! Conversion of the SDK's errors, without anything of a response that may not be logged.

use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_dynamodb::operation::RequestId;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;

use crate::repository::FailureCause;

/// The error codes of DynamoDB, from its pages "Error handling with DynamoDB", "GetItem", "Query",
/// "BatchGetItem" and "Common error types". No other word of a response is logged as a code.
const CODES: [&str; 29] = [
    "AccessDenied",
    "AccessDeniedException",
    "ExpiredTokenException",
    "IncompleteSignature",
    "IncompleteSignatureException",
    "InternalFailure",
    "InternalServerError",
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
    "RequestLimitExceeded",
    "RequestTimeTooSkewed",
    "ResourceNotFoundException",
    "SerializationException",
    "ServiceUnavailable",
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
}

/// What the service said about a request that it refused. Its message is left out, because it may
/// quote the request.
#[derive(Debug, thiserror::Error)]
#[error("{code} (HTTP {status}, request {request_id})")]
struct Refusal {
    code: &'static str,
    status: u16,
    request_id: String,
}

impl Failure {
    pub(super) fn new(cause: FailureCause) -> Self {
        Self { cause, source: None }
    }

    fn caused_by(cause: FailureCause, source: impl Into<Source>) -> Self {
        Self { cause, source: Some(source.into()) }
    }

    /// Returns whether the same request may succeed soon.
    pub(super) fn is_temporary(&self) -> bool {
        matches!(
            self.cause,
            FailureCause::Throttled
                | FailureCause::Service
                | FailureCause::Unreachable
                | FailureCause::Unreadable
                | FailureCause::TimedOut
        )
    }
}

impl From<FailureCause> for Failure {
    fn from(cause: FailureCause) -> Self {
        Self::new(cause)
    }
}

/// Converts an error. `was_sent` says whether a request reached the connector: the SDK does not
/// distinguish a request that it could not sign from one that broke on its way.
pub(super) fn failure<E>(error: SdkError<E, HttpResponse>, was_sent: bool) -> Failure
where
    E: ProvideErrorMetadata + RequestId + std::error::Error + Send + Sync + 'static,
{
    match &error {
        SdkError::TimeoutError(_) => Failure::new(FailureCause::TimedOut),
        SdkError::DispatchFailure(failure) if failure.is_timeout() => Failure::new(FailureCause::TimedOut),
        SdkError::DispatchFailure(failure) if was_sent && failure.is_io() => {
            Failure { cause: FailureCause::Unreachable, source: error.into_source().ok() }
        }
        // Other failures may quote the whole request, and with it the key.
        SdkError::DispatchFailure(_) if was_sent => {
            Failure::caused_by(FailureCause::Unreachable, "the connector failed")
        }
        SdkError::ServiceError(response) => match response.raw().status().as_u16() {
            // An error in a response that says success: it could not be read.
            200..=299 => Failure::caused_by(FailureCause::Unreadable, "unexpected content"),
            status @ 300..=399 => {
                Failure::caused_by(FailureCause::Unreadable, format!("a redirect (HTTP {status})"))
            }
            status => refusal(response.err(), status),
        },
        SdkError::ResponseError(_) => {
            Failure { cause: FailureCause::Unreadable, source: error.into_source().ok() }
        }
        _ => Failure::new(FailureCause::NotSent),
    }
}

fn refusal(error: &(impl ProvideErrorMetadata + RequestId), status: u16) -> Failure {
    let code = CODES.into_iter().find(|code| error.code() == Some(code)).unwrap_or("another error");
    let is_id = |id: &&str| {
        id.len() <= MAX_REQUEST_ID_LENGTH
            && id.chars().all(|char| char.is_ascii_alphanumeric() || char == '-')
    };
    let request_id = error.request_id().filter(is_id).unwrap_or("unknown").to_owned();
    let is_skewed =
        error.message().is_some_and(|message| CLOCK_SKEW.iter().any(|text| message.starts_with(text)));
    let cause = match (code, status) {
        ("RequestExpired" | "RequestTimeTooSkewed", _) => FailureCause::ClockSkew,
        ("InvalidSignatureException", _) if is_skewed => FailureCause::ClockSkew,
        (
            "ExpiredTokenException"
            | "IncompleteSignature"
            | "IncompleteSignatureException"
            | "InvalidSignatureException"
            | "MissingAuthenticationToken"
            | "MissingAuthenticationTokenException"
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
    };
    Failure::caused_by(cause, Refusal { code, status, request_id })
}
