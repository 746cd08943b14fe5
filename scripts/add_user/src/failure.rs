//! Why a command failed, with its exit code.

use std::error::Error;
use std::process::ExitCode;

use aws_sdk_cognitoidentityprovider::config::http::HttpResponse;
use aws_sdk_cognitoidentityprovider::error::{ProvideErrorMetadata, SdkError};
use tools::aws::{AccessError, RequestError};
use tools::error::chain;
use tools::table::{DeleteError, GetError, PutError, ScanError, TableFault, UpdateError};

/// What the exit code stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Kind {
    /// Any other failure.
    Failed = 1,
    /// Wrong or missing options or data.
    Usage = 2,
    /// What is stored differs.
    Conflict = 3,
    /// No such user, pool, table or stack.
    NotFound = 4,
    /// Missing, expired, invalid or insufficient credentials.
    Denied = 5,
    /// Something was changed but not everything, or it is not known.
    Partly = 6,
}

/// Why a command failed, in one line.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{text}")]
pub struct Failure {
    /// The exit code.
    pub kind: Kind,
    /// What went wrong, and what to do about it.
    pub text: String,
    /// Whether AWS may have carried the request out nevertheless.
    pub may_be_done: bool,
}

impl Failure {
    /// A failure of this kind.
    pub fn new(kind: Kind, text: impl Into<String>) -> Self {
        Self { kind, text: text.into(), may_be_done: false }
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

    /// The same; if the request may have been carried out nevertheless, `what` is not known, such as
    /// "whether the item was written".
    #[must_use]
    pub fn or_unknown(self, what: &str) -> Self {
        if self.may_be_done {
            self.partly(&format!("{what} is not known; run the same command again"))
        } else {
            self
        }
    }

    /// A failure with the causes of `error`, of which `cause` is what AWS said.
    fn caused(error: &(dyn Error + 'static), cause: &RequestError) -> Self {
        let kind = match cause {
            RequestError::ExpiredCredentials { .. }
            | RequestError::ClockSkew { .. }
            | RequestError::InvalidCredentials { .. }
            | RequestError::Denied { .. } => Kind::Denied,
            RequestError::Refused { code, .. } => match code.as_str() {
                "ResourceNotFoundException" | "UserNotFoundException" => Kind::NotFound,
                // The one code of CloudFormation for a stack that does not exist.
                "ValidationError" => Kind::NotFound,
                "InvalidPasswordException" | "InvalidParameterException" => Kind::Usage,
                "UsernameExistsException" | "AliasExistsException" => Kind::Conflict,
                _ => Kind::Failed,
            },
            _ => Kind::Failed,
        };
        Self { kind, text: chain(error), may_be_done: cause.may_be_done() }
    }

    fn of_fault(error: &(dyn Error + 'static), fault: &TableFault) -> Self {
        match fault {
            TableFault::NoTable(_) => Self::new(Kind::NotFound, chain(error)),
            TableFault::Key(_) => Self::new(Kind::Usage, chain(error)),
            TableFault::Request { cause, .. } => Self::caused(error, cause),
        }
    }

    /// Turns what the SDK says of a request that needs the IAM action `action` into the failure of `what`.
    pub fn of_service<E>(what: &str, action: &'static str, error: SdkError<E, HttpResponse>) -> Self
    where
        E: ProvideErrorMetadata + Error + Send + Sync + 'static,
    {
        let cause = RequestError::new(action, error);
        let failure = Self::caused(&cause, &cause);
        Self { text: format!("{what}: {}", failure.text), ..failure }
    }
}

impl From<GetError> for Failure {
    fn from(error: GetError) -> Self {
        Self::of_fault(&error, &error.cause)
    }
}

impl From<ScanError> for Failure {
    fn from(error: ScanError) -> Self {
        Self::of_fault(&error, &error.0)
    }
}

impl From<PutError> for Failure {
    fn from(error: PutError) -> Self {
        match &error {
            PutError::Condition(_) => Self::new(Kind::Conflict, error.to_string()),
            PutError::Failed { cause, .. } => Self::of_fault(&error, cause),
        }
    }
}

impl From<UpdateError> for Failure {
    fn from(error: UpdateError) -> Self {
        match &error {
            UpdateError::Condition(_) => Self::new(Kind::Conflict, error.to_string()),
            UpdateError::Failed { cause, .. } => Self::of_fault(&error, cause),
        }
    }
}

impl From<DeleteError> for Failure {
    fn from(error: DeleteError) -> Self {
        match &error {
            DeleteError::Condition(_) => Self::new(Kind::Conflict, error.to_string()),
            DeleteError::Failed { cause, .. } => Self::of_fault(&error, cause),
        }
    }
}

impl From<AccessError> for Failure {
    fn from(error: AccessError) -> Self {
        let kind = match error {
            AccessError::NoRegion { .. } | AccessError::InvalidRegion(_) => Kind::Usage,
            AccessError::NoCredentials { .. } => Kind::Denied,
        };
        Self::new(kind, error.to_string())
    }
}
