//! The Lambda function: reads the configuration, wires the parts, serves events.

use std::env;
use std::process::ExitCode;

use claim_enrichment::config::{ConfigError, LambdaEnvironment, Settings};
use claim_enrichment::dynamodb::DynamoDbRepository;
use claim_enrichment::handler::Handler;
use claim_enrichment::runtime;
use claim_enrichment::telemetry::{Format, Level, Telemetry};

/// The message for someone who starts the function by hand.
const OUTSIDE_LAMBDA: &str = "This is the claim-enrichment function for AWS Lambda, a pre token generation trigger for Amazon \
Cognito. It receives its events from Lambda, and AWS_LAMBDA_RUNTIME_API is not set. To try it on this machine without an AWS \
account, run: cargo run";

// One thread: Lambda hands over one event at a time, and waking a second thread costs more than it
// brings.
#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    if env::var_os("AWS_LAMBDA_RUNTIME_API").is_none() {
        #[expect(clippy::print_stderr, reason = "the reader sits at a terminal")]
        {
            eprintln!("{OUTSIDE_LAMBDA}");
        }
        return ExitCode::FAILURE;
    }
    let (lambda, settings) = match configuration() {
        Ok(configuration) => configuration,
        Err(error) => {
            Telemetry::new(Level::Info, Format::Json, String::new()).fatal(&error.to_string());
            return ExitCode::FAILURE;
        }
    };
    let telemetry = Telemetry::new(lambda.log_level, lambda.log_format, lambda.function_name);
    telemetry.install_panic_hook();
    let timeout = settings.enrichment.lookup_timeout;
    let repository = DynamoDbRepository::connect_in_lambda(&settings.connection, timeout).await;
    if let Some(read) = settings.enrichment.rules.reads().first() {
        repository.warm_up(read).await;
    }
    let handler = Handler::new(repository, settings.enrichment);
    match runtime::serve(handler, telemetry.clone()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            telemetry.fatal(&format!("Lambda's Runtime API failed: {error}"));
            ExitCode::FAILURE
        }
    }
}

fn configuration() -> Result<(LambdaEnvironment, Settings), ConfigError> {
    let lambda = LambdaEnvironment::read(|name| env::var_os(name))?;
    let settings = Settings::read(|name| env::var_os(name), &lambda.package)?;
    Ok((lambda, settings))
}
