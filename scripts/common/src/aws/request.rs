//! Why AWS did not carry out a request.

use std::error::Error;

use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;

use crate::error::chain;

/// Why AWS did not carry out a request, with what to do about it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RequestError {
    /// The credentials were valid once.
    #[error(
        "the AWS credentials have expired ({code}); get new ones, for example with `aws sso login` or from \
         whatever set AWS_SESSION_TOKEN, and run the command again"
    )]
    ExpiredCredentials {
        /// The service's error code.
        code: String,
    },
    /// The signature's time is not the service's.
    #[error(
        "the clock of this computer differs from that of AWS by more than 5 minutes ({code}); set the clock, and \
         run the command again"
    )]
    ClockSkew {
        /// The service's error code.
        code: String,
    },
    /// The service does not know the credentials, or the signature is wrong.
    #[error(
        "the AWS credentials are not valid ({code}{}); check the --profile, or AWS_ACCESS_KEY_ID, \
         AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN", said(message.as_deref())
    )]
    InvalidCredentials {
        /// The service's error code.
        code: String,
        /// The service's message.
        message: Option<String>,
    },
    /// The credentials are valid and have no permission.
    #[error(
        "the AWS credentials are not allowed to do this ({code}{}); allow the IAM action {action}",
        said(message.as_deref())
    )]
    Denied {
        /// The IAM action, such as `dynamodb:PutItem`.
        action: &'static str,
        /// The service's error code.
        code: String,
        /// The service's message.
        message: Option<String>,
    },
    /// The service is over its request rate.
    #[error("AWS throttles the requests ({code}); wait a moment, and run the command again")]
    Throttled {
        /// The service's error code.
        code: String,
    },
    /// The service refused the request for a reason of its own.
    #[error("{code}{}", said(message.as_deref()))]
    Refused {
        /// The service's error code.
        code: String,
        /// The service's message.
        message: Option<String>,
    },
    /// The service failed. It may have carried the request out.
    #[error("AWS failed (HTTP {status}, {code}{}); run the command again", said(message.as_deref()))]
    Service {
        /// The HTTP status.
        status: u16,
        /// The service's error code.
        code: String,
        /// The service's message.
        message: Option<String>,
    },
    /// The request was not sent.
    #[error("the request could not be sent: {0}")]
    NotSent(String),
    /// No answer came, or none that could be read. The service may have carried the request out.
    #[error("there is no usable answer from AWS: {0}")]
    NoAnswer(String),
}

impl RequestError {
    /// Reads what the SDK says of a request that needs the IAM action `action`.
    pub fn new<E>(action: &'static str, error: SdkError<E, HttpResponse>) -> Self
    where
        E: ProvideErrorMetadata + Error + Send + Sync + 'static,
    {
        match (error.as_service_error(), error.raw_response()) {
            (Some(service), Some(response)) => {
                Self::refused(action, response.status().as_u16(), service.code(), service.message())
            }
            _ if matches!(error, SdkError::ConstructionFailure(_)) => Self::NotSent(chain(&error)),
            _ => Self::NoAnswer(chain(&error)),
        }
    }

    /// Whether the service may have carried the request out.
    pub fn may_be_done(&self) -> bool {
        matches!(self, Self::Service { .. } | Self::NoAnswer(_))
    }

    /// The service's error code, where it refused the request for a reason of its own.
    pub fn code(&self) -> Option<&str> {
        match self {
            Self::Refused { code, .. } => Some(code),
            _ => None,
        }
    }

    /// The codes are from the pages "Common error types" and "Error handling" of DynamoDB, Amazon Cognito
    /// and CloudFormation. The services that speak XML name some without `Exception`.
    fn refused(action: &'static str, status: u16, code: Option<&str>, message: Option<&str>) -> Self {
        let (code, message) = (code.unwrap_or("an unknown error").to_owned(), message.map(str::to_owned));
        match code.trim_end_matches("Exception") {
            "ExpiredToken" | "TokenRefreshRequired" => Self::ExpiredCredentials { code },
            "RequestExpired" | "RequestInTheFuture" | "RequestTimeTooSkewed" => Self::ClockSkew { code },
            // A signature that is too old has the code of a wrong one, and only the message tells them apart.
            "InvalidSignature" | "SignatureDoesNotMatch" | "AuthFailure"
                if is_about_time(message.as_deref()) =>
            {
                Self::ClockSkew { code }
            }
            "AuthFailure"
            | "IncompleteSignature"
            | "InvalidAccessKeyId"
            | "InvalidClientTokenId"
            | "InvalidSignature"
            | "InvalidToken"
            | "MissingAuthenticationToken"
            | "SignatureDoesNotMatch"
            | "UnrecognizedClient" => Self::InvalidCredentials { code, message },
            "AccessDenied" | "NotAuthorized" | "OptInRequired" | "UnauthorizedOperation" => {
                Self::Denied { action, code, message }
            }
            "ProvisionedThroughputExceeded"
            | "RequestLimitExceeded"
            | "SlowDown"
            | "Throttling"
            | "Throttled"
            | "TooManyRequests" => Self::Throttled { code },
            _ if status == 429 => Self::Throttled { code },
            _ if matches!(status, 401 | 403) => Self::Denied { action, code, message },
            _ if status >= 500 => Self::Service { status, code, message },
            _ => Self::Refused { code, message },
        }
    }
}

/// Whether a message about a signature says that its time is wrong: "Signature expired: …" and "Signature
/// not yet current: …" ("Troubleshooting Signature Version 4 signing" in the IAM User Guide).
fn is_about_time(message: Option<&str>) -> bool {
    message.is_some_and(|message| {
        let message = message.to_ascii_lowercase();
        ["signature expired", "signature not yet current", "must be within"]
            .iter()
            .any(|text| message.contains(text))
    })
}

fn said(message: Option<&str>) -> String {
    message.map(|message| format!(": {message}")).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn causes_are_told_apart() {
        let refused = |status, code, message| {
            RequestError::refused("dynamodb:PutItem", status, Some(code), message).to_string()
        };
        for code in ["ExpiredToken", "ExpiredTokenException"] {
            assert!(refused(403, code, Some("…")).contains("have expired"), "{code}");
        }
        let expired = "Signature expired: 20260101T000000Z is now earlier than 20260101T001000Z";
        let early = "Signature not yet current: 20260101T001000Z is still later than 20260101T000500Z";
        for (code, message) in [
            ("InvalidSignatureException", expired),
            ("SignatureDoesNotMatch", expired),
            ("InvalidSignatureException", early),
            ("RequestTimeTooSkewed", "…"),
            ("RequestExpired", "…"),
        ] {
            assert!(refused(403, code, Some(message)).contains("clock"), "{code}");
        }
        for code in ["InvalidSignatureException", "UnrecognizedClientException", "InvalidClientTokenId"] {
            assert!(refused(400, code, Some("…")).contains("are not valid"), "{code}");
        }
        for (status, code) in [(400, "AccessDeniedException"), (403, "AccessDenied"), (403, "Odd")] {
            assert!(refused(status, code, None).contains("allow the IAM action dynamodb:PutItem"), "{code}");
        }
        assert!(refused(400, "ThrottlingException", None).contains("throttles"));
        assert!(refused(503, "Odd", None).contains("HTTP 503"));
        assert_eq!(refused(400, "ValidationException", Some("why")), "ValidationException: why");
    }
}
