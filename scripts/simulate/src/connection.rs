//! A real table: its Region and the credentials to read it, found as the AWS CLI finds them.

use std::time::Duration;

use aws_config::{BehaviorVersion, ConfigLoader};
use aws_credential_types::provider::ProvideCredentials as _;
use aws_credential_types::provider::error::CredentialsError;
use aws_smithy_http_client::Builder;
use aws_smithy_http_client::tls::{Provider, rustls_provider::CryptoMode};

use claim_enrichment::config::Config;

use crate::args::Args;
use crate::error::chain;
use crate::simulation::TableLocation;

/// The longest that finding credentials may take: a program or another service may have to answer. They
/// are found before the lookup, because a Lambda function has its own in the environment.
const CREDENTIALS_LIMIT: Duration = Duration::from_secs(15);

/// Why no request can be sent.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ConnectionError {
    #[error("there is no AWS Region: name one with --region, AWS_REGION or a --profile that has one{hint}")]
    NoRegion { hint: String },
    #[error(
        "the AWS Region {0:?} is invalid: it has only letters, digits and hyphens, such as eu-west-1; see --region"
    )]
    InvalidRegion(String),
    #[error("{0}")]
    NoCredentials(String),
}

/// Finds the Region and the credentials, and returns the SDK's configuration and the table's location.
pub(crate) async fn find(
    args: &Args,
    config: &Config,
) -> Result<(ConfigLoader, TableLocation), ConnectionError> {
    let tls = Provider::Rustls(CryptoMode::Ring);
    let sdk = environment(args).http_client(Builder::new().tls_provider(tls).build_https()).load().await;
    let Some(region) = sdk.region().cloned() else {
        return Err(ConnectionError::NoRegion { hint: region_hint(args) });
    };
    let plain = |char: char| char.is_ascii_alphanumeric() || char == '-';
    if region.as_ref().is_empty() || !region.as_ref().chars().all(plain) {
        return Err(ConnectionError::InvalidRegion(region.to_string()));
    }
    let Some(provider) = sdk.credentials_provider() else {
        return Err(no_credentials(args, ""));
    };
    let credentials = match tokio::time::timeout(CREDENTIALS_LIMIT, provider.provide_credentials()).await {
        Ok(Ok(credentials)) => credentials,
        // Its text lists every place that was looked at.
        Ok(Err(CredentialsError::CredentialsNotLoaded(_))) => return Err(no_credentials(args, "")),
        Ok(Err(error)) => return Err(no_credentials(args, &chain(&error))),
        Err(_elapsed) => return Err(no_credentials(args, "no source of credentials answered in time")),
    };
    let location = TableLocation {
        table: config.table.clone(),
        key_attribute: config.key_attribute.clone(),
        region: Some(region.to_string()),
        endpoint: args.endpoint_url.clone(),
    };
    Ok((environment(args).region(region).credentials_provider(credentials), location))
}

/// The SDK's defaults, with what the options say.
fn environment(args: &Args) -> ConfigLoader {
    let mut environment = aws_config::defaults(BehaviorVersion::v2026_01_12());
    if let Some(region) = &args.region {
        environment = environment.region(aws_config::Region::new(region.clone()));
    }
    if let Some(profile) = &args.profile {
        environment = environment.profile_name(profile);
    }
    if let Some(url) = &args.endpoint_url {
        environment = environment.endpoint_url(url);
    }
    environment
}

fn region_hint(args: &Args) -> String {
    match (&args.profile, &args.endpoint_url) {
        (Some(profile), _) => format!("; profile {profile:?} has none, or is in no AWS configuration file"),
        (None, Some(_)) => "; a DynamoDB Local accepts any, such as --region local".to_owned(),
        (None, None) => String::new(),
    }
}

fn no_credentials(args: &Args, why: &str) -> ConnectionError {
    let profile = args.profile.as_ref().map(|profile| format!(" in profile {profile:?}")).unwrap_or_default();
    // The SDK reports a feature that it was built without only as text.
    let needs = |feature: &str| why.contains(&format!("feature(s) enabled: {feature}"));
    let (advice, why) = if needs("sso") {
        let advice = "it signs in through SSO, which is not compiled in; run `cargo run --features simulate/sso --`, or set what `aws configure export-credentials --format env` prints";
        (advice, "")
    } else if needs("credentials-login") {
        let advice = "it signs in with `aws login`, which this program does not support; set what \
                      `aws configure export-credentials --format env` prints";
        (advice, "")
    } else if why.contains("SSO") || why.contains("/sso/") {
        ("run `aws sso login`, and try again", why)
    } else if args.endpoint_url.is_some() {
        let advice = "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (a DynamoDB Local accepts any), or name a --profile";
        (advice, why)
    } else {
        ("name a --profile that has them, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY", why)
    };
    let why = if why.is_empty() { String::new() } else { format!(" ({why})") };
    ConnectionError::NoCredentials(format!("there are no AWS credentials{profile}: {advice}{why}"))
}
