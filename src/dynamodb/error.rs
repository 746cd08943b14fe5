//! From the SDK's errors to [`LookupError`], with a cause that may be logged.

use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_dynamodb::operation::RequestId;
use aws_sdk_dynamodb::operation::get_item::GetItemError;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;

use crate::repository::LookupError;

/// The codes that DynamoDB may answer with, from its pages "Error handling with DynamoDB", "GetItem"
/// and "Common error types". Any other word of an answer is no code: a body may hold anything.
const CODES: [&str; 28] = [
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

/// The longest request id that is taken from an answer; DynamoDB's have 52 letters and digits.
const MAX_REQUEST_ID_LENGTH: usize = 64;

/// What a service said about a request that it refused. Its message is left out: it is part of the
/// body, and a body may hold anything. The code says as much.
#[derive(Debug, thiserror::Error)]
#[error("{code} (HTTP {status}, request {request_id})")]
struct Refusal {
    code: &'static str,
    status: u16,
    request_id: String,
}

/// `was_sent` says whether a request reached the connector at all: the SDK gives a request that it
/// could not sign the same name as one that broke on its way.
pub(super) fn lookup_error(error: SdkError<GetItemError, HttpResponse>, was_sent: bool) -> LookupError {
    match &error {
        SdkError::TimeoutError(_) => LookupError::TimedOut,
        SdkError::DispatchFailure(failure) if failure.is_timeout() => LookupError::TimedOut,
        SdkError::DispatchFailure(failure) if was_sent && failure.is_io() => {
            LookupError::Unreachable(source(error))
        }
        // What else there is to say may show the whole request, and with it the key.
        SdkError::DispatchFailure(_) if was_sent => LookupError::Unreachable("the connector failed".into()),
        SdkError::ServiceError(answer) => match answer.raw().status().as_u16() {
            // An error in an answer that says success: what could not be read.
            200..=299 => LookupError::Unreadable("unexpected content".into()),
            status @ 300..=399 => LookupError::Unreadable(format!("a redirect (HTTP {status})").into()),
            status => refusal(answer.err(), status),
        },
        SdkError::ResponseError(_) => LookupError::Unreadable(source(error)),
        _ => LookupError::NotSent,
    }
}

/// What `error`, which came with this status, says.
fn refusal(error: &(impl ProvideErrorMetadata + RequestId), status: u16) -> LookupError {
    let code = CODES.into_iter().find(|code| error.code() == Some(code)).unwrap_or("another error");
    let is_id = |id: &&str| {
        id.len() <= MAX_REQUEST_ID_LENGTH
            && id.chars().all(|char| char.is_ascii_alphanumeric() || char == '-')
    };
    let request_id = error.request_id().filter(is_id).unwrap_or("unknown").to_owned();
    let refusal = Box::new(Refusal { code, status, request_id });
    match (code, status) {
        (
            "AccessDenied"
            | "AccessDeniedException"
            | "ExpiredTokenException"
            | "IncompleteSignature"
            | "IncompleteSignatureException"
            | "InvalidSignatureException"
            | "MissingAuthenticationToken"
            | "MissingAuthenticationTokenException"
            | "NotAuthorized"
            | "OptInRequired"
            | "RequestExpired"
            | "UnrecognizedClientException",
            _,
        )
        | (_, 401 | 403) => LookupError::Denied(refusal),
        ("ResourceNotFoundException", _) => LookupError::NoTable(refusal),
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
        | (_, 429) => LookupError::Throttled(refusal),
        (_, 500..) => LookupError::Service(refusal),
        _ => LookupError::Rejected(refusal),
    }
}

fn source(error: SdkError<GetItemError, HttpResponse>) -> Box<dyn std::error::Error + Send + Sync> {
    error.into_source().unwrap_or_else(Into::into)
}
