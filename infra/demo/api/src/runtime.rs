//! Start-up of both functions, and the loop that receives events from Lambda.

use std::env;
use std::error::Error;
use std::future::Future;
use std::process::ExitCode;
use std::time::{Duration, SystemTime};

use claim_enrichment::config::{ConfigError, LambdaEnvironment, Settings};
use claim_enrichment::telemetry::{Format, Level, Telemetry};
use lambda_runtime::{Diagnostic, LambdaEvent, service_fn};
use serde::Serialize;
use serde_json::Value;

/// Reads the configuration from the environment and sets logging up.
///
/// # Errors
/// The program does not run in Lambda, or a variable is invalid. The cause has been printed or logged.
pub fn configure() -> Result<(Settings, Telemetry), ExitCode> {
    if env::var_os("AWS_LAMBDA_RUNTIME_API").is_none() {
        #[expect(clippy::print_stderr, reason = "somebody has started the program by hand")]
        {
            eprintln!(
                "AWS_LAMBDA_RUNTIME_API is not set: this program is an AWS Lambda function. infra/demo/api/README.md says \
                 how to run it locally and how to deploy it."
            );
        }
        return Err(ExitCode::FAILURE);
    }
    let (lambda, settings) = read().map_err(|error| {
        let telemetry = Telemetry::new(Level::Info, Format::Json, String::new());
        fail(&telemetry, &error)
    })?;
    let telemetry = Telemetry::new(lambda.log_level, lambda.log_format, lambda.function_name);
    telemetry.install_panic_hook();
    Ok((settings, telemetry))
}

fn read() -> Result<(LambdaEnvironment, Settings), ConfigError> {
    let lambda = LambdaEnvironment::read(|name| env::var_os(name))?;
    let settings = Settings::read(|name| env::var_os(name), &lambda.package)?;
    Ok((lambda, settings))
}

/// Returns the value of a required environment variable.
///
/// # Errors
/// The variable is not set or empty, which has been logged.
pub fn required_variable(name: &str, telemetry: &Telemetry) -> Result<String, ExitCode> {
    let value = env::var(name).ok().filter(|value| !value.is_empty());
    value.ok_or_else(|| fail(telemetry, &format!("{name} is not set; infra/template.yaml sets it")))
}

/// Logs an error that ends the program.
pub fn fail(telemetry: &Telemetry, error: &impl ToString) -> ExitCode {
    telemetry.fatal(&error.to_string());
    ExitCode::FAILURE
}

/// Handles events until Lambda ends the process. `handle` gets each event, and the time until the
/// deadline.
pub async fn serve<H, F, T, E>(telemetry: &Telemetry, handle: H) -> ExitCode
where
    H: Fn(Value, Option<Duration>) -> F,
    F: Future<Output = Result<T, E>>,
    T: Serialize,
    E: Error,
{
    let handle = &handle;
    let service = service_fn(move |event: LambdaEvent<Value>| async move {
        let remaining = event.context.deadline().duration_since(SystemTime::now()).ok();
        handle(event.payload, remaining)
            .await
            .map_err(|error| Diagnostic { error_type: "Failed".to_owned(), error_message: error.to_string() })
    });
    match lambda_runtime::run(service).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => fail(telemetry, &format!("the Lambda Runtime API failed: {error}")),
    }
}
