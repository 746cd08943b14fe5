//! The function CheckUserAccess: reads the configuration of the trigger and answers access checks.

// The futures of the AWS SDK are nested deeper than the default limit.
#![recursion_limit = "256"]

use std::process::ExitCode;

use claim_api::check_user_access::CheckUserAccess;
use claim_api::runtime;
use claim_enrichment::dynamodb::DynamoDbRepository;
use claim_enrichment::rules::source::Source;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    run().await.unwrap_or_else(|failure| failure)
}

async fn run() -> Result<ExitCode, ExitCode> {
    let (settings, telemetry) = runtime::configure()?;
    let trigger_version = runtime::required_variable("TRIGGER_VERSION", &telemetry)?;
    if matches!(settings.default_read.key, Source::UserAttribute(_)) {
        let error = "USER_INFO_KEY must be userName or sub: tokens hold no other user attribute";
        return Err(runtime::fail(&telemetry, &error));
    }
    let timeout = settings.enrichment.lookup_timeout;
    let repository = DynamoDbRepository::connect_in_lambda(&settings.connection, timeout).await;
    let function = CheckUserAccess::new(repository, settings.enrichment, &trigger_version);
    let (function, log) = (&function, &telemetry);
    let code = runtime::serve(&telemetry, |event, remaining| async move {
        function.handle(event, remaining).await.inspect_err(|error| log.error(&error.to_string()))
    });
    Ok(code.await)
}
