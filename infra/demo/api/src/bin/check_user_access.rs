//! CheckUserAccess: reads the configuration, which is the trigger's, wires the parts, serves
//! questions.

// The SDK's futures are nested deeper than the default allows.
#![recursion_limit = "256"]

use std::process::ExitCode;

use claim_api::check::CheckUserAccess;
use claim_api::start;
use claim_enrichment::dynamodb::DynamoDbRepository;
use claim_enrichment::rules::Source;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    run().await.unwrap_or_else(|failure| failure)
}

async fn run() -> Result<ExitCode, ExitCode> {
    let (config, telemetry) = start::configured()?;
    let version = start::variable("TRIGGER_VERSION", &telemetry)?;
    if matches!(config.settings.key, Source::UserAttribute(_)) {
        let why =
            "USER_INFO_KEY has to be userName or sub: a token has no other attributes to find a person by";
        return Err(start::failed(&telemetry, &why));
    }
    let (timeout, roots) = (config.settings.lookup_timeout, config.roots.as_deref());
    let repository = DynamoDbRepository::connect_in_lambda(&config.endpoint, &config.table, timeout, roots)
        .await
        .keyed_by(config.key_attribute);
    let check = CheckUserAccess::new(repository, config.settings, version);
    let (check, log) = (&check, &telemetry);
    let code = start::serve(&telemetry, |question, remaining| async move {
        check.answer(question, remaining).await.inspect_err(|error| log.error(&error.to_string()))
    });
    Ok(code.await)
}
