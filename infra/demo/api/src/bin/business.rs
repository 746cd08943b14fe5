//! The business function: reads the configuration, wires the parts, serves requests.

// The SDK's futures are nested deeper than the default allows.
#![recursion_limit = "256"]

use std::convert::Infallible;
use std::process::ExitCode;

use claim_api::business::Business;
use claim_api::company::Company;
use claim_api::invoke::InvokedCheck;
use claim_api::response::Refusal;
use claim_api::start;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    run().await.unwrap_or_else(|failure| failure)
}

async fn run() -> Result<ExitCode, ExitCode> {
    let (_, telemetry) = start::configured()?;
    let function = start::variable("CHECK_USER_ACCESS_FUNCTION", &telemetry)?;
    let company = Company::built_in().map_err(|error| start::failed(&telemetry, &error))?;
    let business = Business::new(company, InvokedCheck::connect(function).await);
    let (business, log) = (&business, &telemetry);
    let code = start::serve(&telemetry, |event, _| async move {
        let (response, refusal) = business.handle(event).await;
        if let Some(Refusal::Unavailable(error)) = refusal {
            log.error(&error.to_string());
        }
        Ok::<_, Infallible>(response)
    });
    Ok(code.await)
}
