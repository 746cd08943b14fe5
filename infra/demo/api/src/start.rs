//! What both programs do first, and the loop that takes events from Lambda.

use std::env;
use std::error::Error;
use std::future::Future;
use std::process::ExitCode;
use std::time::{Duration, SystemTime};

use claim_enrichment::config::Config;
use claim_enrichment::telemetry::{Format, Level, Telemetry};
use lambda_runtime::{Diagnostic, LambdaEvent, service_fn};
use serde::Serialize;
use serde_json::Value;

/// Reads the configuration.
///
/// # Errors
/// It makes no sense, or this is not Lambda; that has been told.
pub fn configured() -> Result<(Config, Telemetry), ExitCode> {
    if env::var_os("AWS_LAMBDA_RUNTIME_API").is_none() {
        #[expect(clippy::print_stderr, reason = "it is a person who reads this")]
        {
            eprintln!(
                "This is a function for AWS Lambda, and AWS_LAMBDA_RUNTIME_API, which says where events come from, is not \
                 set. infra/demo/api/README.md says how to deploy it, and how to try it on this machine."
            );
        }
        return Err(ExitCode::FAILURE);
    }
    let config = Config::read(|name| env::var_os(name)).map_err(|error| {
        let telemetry = Telemetry::new(Level::Info, Format::Json, String::new());
        failed(&telemetry, &error)
    })?;
    let telemetry = Telemetry::new(config.log_level, config.log_format, config.function_name.clone());
    telemetry.install_panic_hook();
    Ok((config, telemetry))
}

/// The value of a variable that has to be set.
///
/// # Errors
/// It isn't; that has been told.
pub fn variable(name: &str, telemetry: &Telemetry) -> Result<String, ExitCode> {
    let value = env::var(name).ok().filter(|value| !value.is_empty());
    value.ok_or_else(|| failed(telemetry, &format!("{name} is not set: see infra/template.yaml")))
}

/// Tells what keeps the program from starting.
pub fn failed(telemetry: &Telemetry, why: &impl ToString) -> ExitCode {
    telemetry.fatal(&why.to_string());
    ExitCode::FAILURE
}

/// Serves events until the process is ended: `answer` gets each with the time until Lambda's deadline.
pub async fn serve<F, A, T, E>(telemetry: &Telemetry, answer: F) -> ExitCode
where
    F: Fn(Value, Option<Duration>) -> A,
    A: Future<Output = Result<T, E>>,
    T: Serialize,
    E: Error,
{
    let answer = &answer;
    let service = service_fn(move |event: LambdaEvent<Value>| async move {
        let remaining = event.context.deadline().duration_since(SystemTime::now()).ok();
        answer(event.payload, remaining)
            .await
            .map_err(|error| Diagnostic { error_type: "Failed".to_owned(), error_message: error.to_string() })
    });
    match lambda_runtime::run(service).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => failed(telemetry, &format!("Lambda's Runtime API failed: {error}")),
    }
}
