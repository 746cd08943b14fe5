//! A real table: where it is and as whom it is read, found as the AWS CLI finds it.

use std::time::Duration;

use aws_config::{BehaviorVersion, ConfigLoader};
use aws_credential_types::provider::ProvideCredentials as _;
use aws_credential_types::provider::error::CredentialsError;
use aws_smithy_http_client::Builder;
use aws_smithy_http_client::tls::{Provider, rustls_provider::CryptoMode};

use crate::args::Args;
use crate::error::{Error, chain};

/// What finding credentials may take: a process or another service may have to answer first. They
/// are found before the lookup, since a Lambda function has its own at hand.
const CREDENTIALS_LIMIT: Duration = Duration::from_secs(15);

/// Where the table is, to be told when something is wrong with it.
#[derive(Debug)]
pub(crate) struct Place {
    /// The table's name or ARN.
    pub(crate) table: String,
    /// The region; `None` for the embedded engine.
    pub(crate) region: Option<String>,
    /// The address, where one was named.
    pub(crate) endpoint: Option<String>,
}

/// Finds region and credentials, and says how to reach the table.
pub(crate) async fn find(args: &Args, table: &str) -> Result<(ConfigLoader, Place), Error> {
    let tls = Provider::Rustls(CryptoMode::Ring);
    let sdk = environment(args).http_client(Builder::new().tls_provider(tls).build_https()).load().await;
    let Some(region) = sdk.region().cloned() else {
        return Err(Error::NoRegion { hint: region_hint(args) });
    };
    let plain = |char: char| char.is_ascii_alphanumeric() || char == '-';
    if region.as_ref().is_empty() || !region.as_ref().chars().all(plain) {
        return Err(Error::BadRegion(region.to_string()));
    }
    let Some(provider) = sdk.credentials_provider() else {
        return Err(no_credentials(args, ""));
    };
    let credentials = match tokio::time::timeout(CREDENTIALS_LIMIT, provider.provide_credentials()).await {
        Ok(Ok(credentials)) => credentials,
        // Its text lists every place that was looked at.
        Ok(Err(CredentialsError::CredentialsNotLoaded(_))) => return Err(no_credentials(args, "")),
        Ok(Err(error)) => return Err(no_credentials(args, &chain(&error))),
        Err(_elapsed) => return Err(no_credentials(args, "nothing answered in time")),
    };
    let place = Place {
        table: table.to_owned(),
        region: Some(region.to_string()),
        endpoint: args.endpoint_url.clone(),
    };
    Ok((environment(args).region(region).credentials_provider(credentials), place))
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
        (None, Some(_)) => "; a DynamoDB Local takes any, such as --region local".to_owned(),
        (None, None) => String::new(),
    }
}

fn no_credentials(args: &Args, why: &str) -> Error {
    let profile = args.profile.as_ref().map(|profile| format!(" in profile {profile:?}")).unwrap_or_default();
    // How the SDK says that it was built without.
    let needs = |feature: &str| why.contains(&format!("feature(s) enabled: {feature}"));
    let (advice, why) = if needs("sso") {
        let advice = "it signs in through SSO, which is not compiled in; say `cargo run --features simulate/sso --` \
                      instead of `cargo run --`, or set what `aws configure export-credentials --format env` prints";
        (advice, "")
    } else if needs("credentials-login") {
        let advice = "it signs in by `aws login`, which this program can't; set what \
                      `aws configure export-credentials --format env` prints";
        (advice, "")
    } else if why.contains("SSO") || why.contains("/sso/") {
        ("sign in by `aws sso login`, and try again", why)
    } else if args.endpoint_url.is_some() {
        let advice = "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (a DynamoDB Local takes any), or name a --profile";
        (advice, why)
    } else {
        ("name a --profile that has them, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY", why)
    };
    let why = if why.is_empty() { String::new() } else { format!(" ({why})") };
    Error::Credentials(format!("no AWS credentials{profile}: {advice}{why}"))
}
