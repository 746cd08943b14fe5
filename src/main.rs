//! The Lambda function: reads the configuration, wires the parts, serves events.

use std::env;
use std::process::ExitCode;

use claim_enrichment::config::Config;
use claim_enrichment::dynamodb::DynamoDbRepository;
use claim_enrichment::handler::Handler;
use claim_enrichment::runtime;
use claim_enrichment::telemetry::{Format, Level, Telemetry};

/// What a person who starts the function by hand reads.
const OUTSIDE_LAMBDA: &str = "This is the claim-enrichment function for AWS Lambda, Amazon Cognito's pre token generation \
trigger. It waits for events from Lambda, and AWS_LAMBDA_RUNTIME_API, which says where from, is not set. To try it \
on this machine, without an AWS account, run: cargo run";

// One thread: Lambda hands over one event at a time, and waking a second thread costs more than it
// brings.
#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    if env::var_os("AWS_LAMBDA_RUNTIME_API").is_none() {
        #[expect(clippy::print_stderr, reason = "it is a person who reads this")]
        {
            eprintln!("{OUTSIDE_LAMBDA}");
        }
        return ExitCode::FAILURE;
    }
    let config = match Config::read(|name| env::var_os(name)) {
        Ok(config) => config,
        Err(error) => {
            Telemetry::new(Level::Info, Format::Json, String::new()).fatal(&error.to_string());
            return ExitCode::FAILURE;
        }
    };
    let telemetry = Telemetry::new(config.log_level, config.log_format, config.function_name);
    telemetry.install_panic_hook();
    let (timeout, roots) = (config.settings.lookup_timeout, config.roots.as_deref());
    let repository = DynamoDbRepository::connect_in_lambda(&config.endpoint, &config.table, timeout, roots)
        .await
        .keyed_by(config.key_attribute);
    repository.warm_up().await;
    let handler = Handler::new(repository, config.settings);
    match runtime::serve(handler, telemetry.clone()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            telemetry.fatal(&format!("Lambda's Runtime API failed: {error}"));
            ExitCode::FAILURE
        }
    }
}
