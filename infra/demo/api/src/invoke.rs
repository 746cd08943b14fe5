//! The adapter of the port to CheckUserAccess: a call through Lambda.

use std::time::Duration;

use aws_sdk_lambda::Client;
use aws_sdk_lambda::config::retry::RetryConfig;
use aws_sdk_lambda::config::timeout::TimeoutConfig;
use aws_sdk_lambda::error::{ProvideErrorMetadata as _, SdkError};
use aws_sdk_lambda::operation::invoke::InvokeError;
use aws_sdk_lambda::primitives::Blob;
use aws_smithy_http_client::Builder;
use aws_smithy_http_client::tls::{Provider, rustls_provider::CryptoMode};
use claim_enrichment::dynamodb::without_profiles;

use crate::check::{AccessCheck, CheckError, Checked, Question};

/// What opening a connection may take: far above what it takes inside a region.
const CONNECT_LIMIT: Duration = Duration::from_secs(1);

/// What a call may take: a cold start and a lookup of at most 2.3 s. The function itself is given 6 s.
const CALL_LIMIT: Duration = Duration::from_secs(5);

/// The longest code of an error that is logged; Lambda's have some thirty letters.
const MAX_CODE_LENGTH: usize = 64;

/// CheckUserAccess, in Lambda.
#[derive(Debug)]
pub struct InvokedCheck {
    client: Client,
    function: String,
}

impl InvokedCheck {
    /// Sets the client up; sends nothing. Lambda's environment says where and as whom.
    pub async fn connect(function: String) -> Self {
        let http = Builder::new().tls_provider(Provider::Rustls(CryptoMode::Ring)).build_https();
        let timeouts = TimeoutConfig::builder()
            .connect_timeout(CONNECT_LIMIT)
            .read_timeout(CALL_LIMIT)
            .operation_timeout(CALL_LIMIT)
            .build();
        let environment = without_profiles()
            .http_client(http)
            .timeout_config(timeouts)
            // Once: so the reads that an answer tells are all that there were.
            .retry_config(RetryConfig::disabled());
        Self { client: Client::new(&environment.load().await), function }
    }
}

impl AccessCheck for InvokedCheck {
    async fn ask(&self, question: &Question) -> Result<Checked, CheckError> {
        let question = serde_json::to_vec(question).map_err(CheckError::Unreadable)?;
        let call = self.client.invoke().function_name(&self.function).payload(Blob::new(question));
        let answer = call.send().await.map_err(|error| CheckError::NotCalled(why(&error)))?;
        if answer.function_error.is_some() {
            return Err(CheckError::Failed);
        }
        let payload = answer.payload.unwrap_or_else(|| Blob::new(Vec::new()));
        serde_json::from_slice(payload.as_ref()).map_err(CheckError::Unreadable)
    }
}

/// What went wrong, for the log. What else the SDK has to say may show the whole request.
fn why<R>(error: &SdkError<InvokeError, R>) -> String {
    match error {
        SdkError::TimeoutError(_) => "it took too long".to_owned(),
        SdkError::DispatchFailure(failure) if failure.is_timeout() => "it took too long".to_owned(),
        SdkError::DispatchFailure(_) => "Lambda could not be reached".to_owned(),
        SdkError::ServiceError(answer) => {
            let is_code = |code: &&str| {
                code.len() <= MAX_CODE_LENGTH && code.chars().all(|char| char.is_ascii_alphanumeric())
            };
            answer.err().code().filter(is_code).unwrap_or("another error").to_owned()
        }
        SdkError::ResponseError(_) => "Lambda's answer could not be read".to_owned(),
        _ => "the request could not be made: credentials or region are missing".to_owned(),
    }
}
