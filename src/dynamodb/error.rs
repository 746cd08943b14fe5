//! From the SDK's errors to [`LookupError`], with a cause that may be logged.

use std::error::Error;

use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_dynamodb::operation::RequestId;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;

use crate::repository::LookupError;

/// The longest name that is taken from an answer; DynamoDB's longest error code has 46 characters,
/// its request ids have 52.
const MAX_NAME_LENGTH: usize = 64;

/// What a service said about a request that it refused. Its message is left out: it is part of the
/// body, and a body may hold anything. The code says as much.
#[derive(Debug, thiserror::Error)]
#[error("{code} (HTTP {status}, request {request_id})")]
struct Refusal {
    code: String,
    status: u16,
    request_id: String,
}

/// What an operation of DynamoDB ends with.
pub(super) trait Answered: ProvideErrorMetadata + RequestId + Error + Send + Sync + 'static {}

impl<E: ProvideErrorMetadata + RequestId + Error + Send + Sync + 'static> Answered for E {}

pub(super) fn lookup_error<E: Answered>(error: SdkError<E, HttpResponse>) -> LookupError {
    match &error {
        SdkError::TimeoutError(_) => LookupError::TimedOut,
        SdkError::DispatchFailure(failure) if failure.is_timeout() => LookupError::TimedOut,
        SdkError::DispatchFailure(_) => LookupError::Unreachable(source(error)),
        SdkError::ServiceError(answer) => match answer.raw().status().as_u16() {
            // An error in an answer that says success: what could not be read.
            200..=299 => LookupError::Unreadable("unexpected content".into()),
            status => refusal(answer.err(), status),
        },
        SdkError::ResponseError(_) => LookupError::Unreadable(source(error)),
        _ => LookupError::NotSent(source(error)),
    }
}

/// The codes are those of the page "Error handling with DynamoDB" and of "Common error types".
fn refusal(error: &impl Answered, status: u16) -> LookupError {
    let code = name(error.code());
    let request_id = name(error.request_id());
    let refusal = Box::new(Refusal { code: code.clone(), status, request_id });
    match code.as_str() {
        "AccessDeniedException"
        | "AccessDenied"
        | "ExpiredTokenException"
        | "IncompleteSignatureException"
        | "InvalidSignatureException"
        | "MissingAuthenticationTokenException"
        | "NotAuthorized"
        | "UnrecognizedClientException" => LookupError::Denied(refusal),
        "ResourceNotFoundException" => LookupError::NoTable(refusal),
        "LimitExceededException"
        | "ProvisionedThroughputExceededException"
        | "RequestLimitExceeded"
        | "ThrottlingException"
        | "TooManyRequestsException" => LookupError::Throttled(refusal),
        _ => match status {
            401 | 403 => LookupError::Denied(refusal),
            429 => LookupError::Throttled(refusal),
            500.. => LookupError::Service(refusal),
            _ => LookupError::Rejected(refusal),
        },
    }
}

/// A name from an answer, if it looks like one.
fn name(said: Option<&str>) -> String {
    let plain = |name: &&str| {
        name.len() <= MAX_NAME_LENGTH && name.chars().all(|char| char.is_ascii_alphanumeric() || char == '-')
    };
    said.filter(plain).unwrap_or("unknown").to_owned()
}

fn source<E: Answered>(error: SdkError<E, HttpResponse>) -> Box<dyn Error + Send + Sync> {
    error.into_source().unwrap_or_else(Into::into)
}
