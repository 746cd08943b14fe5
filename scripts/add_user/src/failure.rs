//! What goes wrong, each with its exit code.

use std::error::Error;
use std::process::ExitCode;

use aws_sdk_cognitoidentityprovider::config::http::HttpResponse;
use aws_sdk_cognitoidentityprovider::error::{ProvideErrorMetadata, SdkError};
use claim_enrichment::dynamodb::{TableError, UserInfoTable};
use claim_enrichment::repository::LookupError;

/// The exit code, and what it stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Kind {
    /// Anything that is none of the others.
    Failed = 1,
    /// Wrong or missing options or data.
    Usage = 2,
    /// What is stored differs.
    Conflict = 3,
    /// No such person, pool, table or stack.
    NotFound = 4,
    /// Credentials that are missing, not valid or not allowed to.
    Denied = 5,
    /// Something was changed, and not all.
    Partly = 6,
}

/// Why something was not done, in one line.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{text}")]
pub struct Failure {
    /// What it means for the exit code.
    pub kind: Kind,
    /// What went wrong, and what to do about it.
    pub text: String,
    /// Whether the request may have been carried out nevertheless: no answer came.
    pub maybe_done: bool,
}

impl Failure {
    /// A failure of this kind.
    pub fn new(kind: Kind, text: impl Into<String>) -> Self {
        Self { kind, text: text.into(), maybe_done: false }
    }

    /// The exit code.
    pub fn exit_code(&self) -> ExitCode {
        ExitCode::from(self.kind as u8)
    }

    /// The same after something was changed that stays changed. `state` says what is there now.
    #[must_use]
    pub fn partly(self, state: &str) -> Self {
        Self { kind: Kind::Partly, text: format!("{}; {state}", self.text), ..self }
    }

    /// What DynamoDB answered while `doing`.
    pub fn of_table(doing: &str, table: &UserInfoTable, error: TableError) -> Self {
        let name = table.name();
        let (kind, advice, maybe_done) = match &error {
            TableError::Condition => (
                Kind::Conflict,
                "somebody else changed it at the same time; run this again".to_owned(),
                false,
            ),
            TableError::Request { error, said } => {
                let said = said.as_ref().map(|said| format!(" ({said})")).unwrap_or_default();
                match error {
                    LookupError::Denied(_) => (
                        Kind::Denied,
                        format!("the credentials are not allowed to, on table {name}{said}"),
                        false,
                    ),
                    LookupError::NoTable(_) => (
                        Kind::NotFound,
                        format!("there is no table {name} in this account and region"),
                        false,
                    ),
                    LookupError::NotSent => (Kind::Failed, format!("{error}{said}"), false),
                    LookupError::Throttled(_) => (
                        Kind::Failed,
                        format!("table {name} is over its request rate; try again later"),
                        false,
                    ),
                    LookupError::Rejected(cause) => {
                        let why = chain(cause.as_ref());
                        (Kind::Failed, format!("DynamoDB rejected the request{said}: {why}"), false)
                    }
                    error => (Kind::Failed, format!("DynamoDB gave no answer: {}", chain(error)), true),
                }
            }
            error => (Kind::Failed, chain(error), true),
        };
        Self { kind, text: format!("{doing}: {advice}"), maybe_done }
    }

    /// What another service answered while `doing`.
    pub fn of_service<E>(doing: &str, error: SdkError<E, HttpResponse>) -> Self
    where
        E: ProvideErrorMetadata + Error + Send + Sync + 'static,
    {
        let Some(refusal) = error.as_service_error() else {
            let why = chain(&error);
            let not_sent = matches!(error, SdkError::ConstructionFailure(_));
            return Self { kind: Kind::Failed, text: format!("{doing}: {why}"), maybe_done: !not_sent };
        };
        let code = refusal.code().unwrap_or("an unknown error");
        let said = refusal.message().map(|said| format!(" ({said})")).unwrap_or_default();
        let status = error.raw_response().map_or(0, |answer| answer.status().as_u16());
        let kind = match code {
            "ResourceNotFoundException" | "UserNotFoundException" => Kind::NotFound,
            // CloudFormation has no code of its own for it.
            "ValidationError" if said.contains("does not exist") => Kind::NotFound,
            "InvalidPasswordException" | "InvalidParameterException" => Kind::Usage,
            "UsernameExistsException" | "AliasExistsException" => Kind::Conflict,
            "AccessDenied"
            | "AccessDeniedException"
            | "ExpiredToken"
            | "ExpiredTokenException"
            | "IncompleteSignature"
            | "InvalidClientTokenId"
            | "InvalidSignatureException"
            | "MissingAuthenticationToken"
            | "MissingAuthenticationTokenException"
            | "NotAuthorizedException"
            | "SignatureDoesNotMatch"
            | "UnrecognizedClientException" => Kind::Denied,
            _ if matches!(status, 401 | 403) => Kind::Denied,
            _ => Kind::Failed,
        };
        Self { kind, text: format!("{doing}: {code}{said}"), maybe_done: status >= 500 }
    }
}

/// `error` and the causes behind it, in one line.
pub fn chain(error: &(dyn Error + 'static)) -> String {
    let mut chain = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let said = error.to_string();
        // Some errors say their cause themselves.
        if !chain.contains(&said) {
            chain = format!("{chain}: {said}");
        }
        cause = error.source();
    }
    chain.split_whitespace().collect::<Vec<_>>().join(" ")
}
