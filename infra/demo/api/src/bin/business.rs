//! The API function: reads the configuration and serves API requests.

// The futures of the AWS SDK are nested deeper than the default limit.
#![recursion_limit = "256"]

use std::convert::Infallible;
use std::process::ExitCode;

use claim_api::handler::RequestHandler;
use claim_api::lambda::LambdaAccessCheck;
use claim_api::response::ApiError;
use claim_api::runtime;
use claim_api::sample_data::SampleData;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    run().await.unwrap_or_else(|failure| failure)
}

async fn run() -> Result<ExitCode, ExitCode> {
    let (_, telemetry) = runtime::configure()?;
    let function_name = runtime::required_variable("CHECK_USER_ACCESS_FUNCTION", &telemetry)?;
    let data = SampleData::built_in().map_err(|error| runtime::fail(&telemetry, &error))?;
    let handler = RequestHandler::new(data, LambdaAccessCheck::from_env(function_name).await);
    let (handler, log) = (&handler, &telemetry);
    let code = runtime::serve(&telemetry, |event, _| async move {
        let (response, error) = handler.handle(event).await;
        if let Some(ApiError::Unavailable(cause)) = error {
            log.error(&cause.to_string());
        }
        Ok::<_, Infallible>(response)
    });
    Ok(code.await)
}
