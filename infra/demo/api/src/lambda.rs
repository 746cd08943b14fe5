//! Calls CheckUserAccess through AWS Lambda.

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

use crate::check_user_access::{AccessCheck, CheckCallError, CheckRequest, CheckResponse};

/// Longest time to open a connection. Inside a Region it takes some milliseconds.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(1);

/// Longest time of a call: a cold start, and a lookup of at most 2.3 s. The API function itself has 6 s.
const CALL_TIMEOUT: Duration = Duration::from_secs(5);

/// Longest error code that is logged. The codes of Lambda have about 30 characters.
const MAX_ERROR_CODE_LENGTH: usize = 64;

/// CheckUserAccess as a Lambda function.
#[derive(Debug)]
pub struct LambdaAccessCheck {
    client: Client,
    function_name: String,
}

impl LambdaAccessCheck {
    /// Creates the client from the environment of the Lambda function. Sends no request.
    pub async fn from_env(function_name: String) -> Self {
        let http = Builder::new().tls_provider(Provider::Rustls(CryptoMode::Ring)).build_https();
        let timeouts = TimeoutConfig::builder()
            .connect_timeout(CONNECT_TIMEOUT)
            .read_timeout(CALL_TIMEOUT)
            .operation_timeout(CALL_TIMEOUT)
            .build();
        let environment = without_profiles()
            .http_client(http)
            .timeout_config(timeouts)
            // With a retry, `table_reads` would miss the reads of the first call.
            .retry_config(RetryConfig::disabled());
        Self { client: Client::new(&environment.load().await), function_name }
    }
}

impl AccessCheck for LambdaAccessCheck {
    async fn check(&self, request: &CheckRequest) -> Result<CheckResponse, CheckCallError> {
        let payload = serde_json::to_vec(request).map_err(CheckCallError::Response)?;
        let call = self.client.invoke().function_name(&self.function_name).payload(Blob::new(payload));
        let output = call.send().await.map_err(|error| CheckCallError::Invoke(cause_of(&error)))?;
        if output.function_error.is_some() {
            return Err(CheckCallError::Function);
        }
        let payload = output.payload.unwrap_or_else(|| Blob::new(Vec::new()));
        serde_json::from_slice(payload.as_ref()).map_err(CheckCallError::Response)
    }
}

/// Returns the cause for the log. The SDK's own text can contain the whole request.
fn cause_of<R>(error: &SdkError<InvokeError, R>) -> String {
    match error {
        SdkError::TimeoutError(_) => "the call timed out".to_owned(),
        SdkError::DispatchFailure(failure) if failure.is_timeout() => "the call timed out".to_owned(),
        SdkError::DispatchFailure(_) => "Lambda is unreachable".to_owned(),
        SdkError::ServiceError(answer) => {
            let is_code = |code: &&str| {
                code.len() <= MAX_ERROR_CODE_LENGTH && code.chars().all(|char| char.is_ascii_alphanumeric())
            };
            answer.err().code().filter(is_code).unwrap_or("unknown error code").to_owned()
        }
        SdkError::ResponseError(_) => "the response of Lambda is unreadable".to_owned(),
        _ => "the request could not be built; credentials or Region are missing".to_owned(),
    }
}
