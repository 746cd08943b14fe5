//! The way to pool and table, found as the AWS CLI finds it.

use std::env;
use std::time::Duration;

use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_credential_types::provider::ProvideCredentials as _;
use aws_credential_types::provider::error::CredentialsError;
use aws_smithy_http_client::Builder;
use aws_smithy_http_client::tls::{Provider, TlsContext, TrustStore, rustls_provider::CryptoMode};
use claim_enrichment::config::Config;
use claim_enrichment::dynamodb::UserInfoTable;

use crate::failure::{Failure, Kind, chain};
use crate::options::Place;
use crate::pool::Pool;

/// How often a request is tried: with the SDK's pauses, which double up to 20 s, a minute or two.
/// Cognito throttles per account and second, and an administrator would rather wait than lose rows.
const MAX_ATTEMPTS: u32 = 9;

/// What opening a connection may take.
const CONNECT_LIMIT: Duration = Duration::from_secs(5);

/// What one attempt may take: Cognito calls triggers of the pool (5 s each) within a request.
const ATTEMPT_LIMIT: Duration = Duration::from_secs(20);

/// What a request may take with all its repetitions.
const REQUEST_LIMIT: Duration = Duration::from_secs(180);

/// What finding credentials may take: a process or another service may have to answer first.
const CREDENTIALS_LIMIT: Duration = Duration::from_secs(30);

/// The names of the stack's outputs.
const POOL_OUTPUT: &str = "UserPoolId";
const TABLE_OUTPUT: &str = "UserInfoTableName";
const TABLE_KEY_OUTPUT: &str = "UserInfoTableKey";
const KEY_OUTPUT: &str = "UserInfoKey";

/// What an item is found by here: Cognito's name of the user.
const USER_NAME: &str = "userName";

/// Where people are kept.
#[derive(Debug)]
pub struct Stores {
    /// The user pool; `None` if none was named.
    pub pool: Option<Pool>,
    /// The table.
    pub table: UserInfoTable,
}

/// Finds the stores that `place` names.
///
/// # Errors
/// No region, roots that can't be read, or a stack that doesn't say.
pub async fn connect(place: &Place) -> Result<Stores, Failure> {
    // The function's own reading of these options, so that they mean the same.
    let variable = |name: &str| match name {
        "AWS_CA_BUNDLE" => env::var_os(name),
        "USER_INFO_TABLE" => place.table.clone().map(Into::into),
        "USER_INFO_KEY_ATTRIBUTE" => place.key_attribute.clone().map(Into::into),
        "AWS_LAMBDA_LOG_LEVEL" | "AWS_LAMBDA_LOG_FORMAT" => None,
        // Of no interest here, but it asks for them.
        _ if name.starts_with("AWS_LAMBDA_") => Some("1".into()),
        _ => None,
    };
    let option = |name: &'static str| match name {
        "USER_INFO_TABLE" => "--table",
        "USER_INFO_KEY_ATTRIBUTE" => "--key-attribute",
        other => other,
    };
    let config = Config::read(variable).map_err(|error| {
        Failure::new(Kind::Usage, format!("{} is {:?}: {}", option(error.name), error.value, error.allowed))
    })?;
    let sdk = sdk(place, config.roots.as_deref()).await;
    if sdk.region().is_none() {
        let text = "no AWS region: name one with --region, AWS_REGION or a --profile that has one";
        return Err(Failure::new(Kind::Usage, text));
    }
    find_credentials(&sdk).await?;
    let mut pool = place.user_pool_id.clone();
    let (mut table, mut key_attribute) = (config.table, config.key_attribute);
    if let Some(stack) = &place.stack_name
        && (pool.is_none() || place.table.is_none())
    {
        let outputs = outputs(&sdk, stack).await?;
        let find = |name: &str| outputs.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone());
        let output = |name: &str| {
            find(name)
                .ok_or_else(|| Failure::new(Kind::NotFound, format!("stack {stack} has no output {name}")))
        };
        pool = Some(pool.map_or_else(|| output(POOL_OUTPUT), Ok)?);
        if place.table.is_none() {
            table = output(TABLE_OUTPUT)?;
            if let Some(key) = find(KEY_OUTPUT).filter(|key| key != USER_NAME) {
                let text = format!(
                    "stack {stack} finds people's items by {key} (its parameter UserInfoKey), and this program \
                     writes them by user name; such a table is filled by other means"
                );
                return Err(Failure::new(Kind::Usage, text));
            }
            // A stack of somebody's own may not say.
            if let Some(name) = find(TABLE_KEY_OUTPUT).filter(|_| place.key_attribute.is_none()) {
                key_attribute = name;
            }
        }
    }
    Ok(Stores {
        pool: pool.map(|id| Pool::new(&sdk, id)),
        table: UserInfoTable::new(&sdk, &table).keyed_by(key_attribute),
    })
}

async fn sdk(place: &Place, roots: Option<&[u8]>) -> SdkConfig {
    let tls = Builder::new().tls_provider(Provider::Rustls(CryptoMode::Ring));
    let context = roots.map(|roots| {
        TlsContext::builder().with_trust_store(TrustStore::empty().with_pem_certificate(roots)).build()
    });
    let http = match context {
        // The certificates were looked at as they were read; a context of them is always built.
        Some(Ok(context)) => tls.tls_context(context).build_https(),
        _ => tls.build_https(),
    };
    let timeouts = TimeoutConfig::builder()
        .connect_timeout(CONNECT_LIMIT)
        .operation_attempt_timeout(ATTEMPT_LIMIT)
        .operation_timeout(REQUEST_LIMIT)
        .build();
    let mut environment =
        aws_config::defaults(BehaviorVersion::v2026_01_12()).http_client(http).timeout_config(timeouts);
    // What the SDK's own variable says goes first.
    if env::var_os("AWS_MAX_ATTEMPTS").is_none() {
        // Adaptive: once a service throttles, all requests of this program slow down together.
        environment = environment.retry_config(RetryConfig::adaptive().with_max_attempts(MAX_ATTEMPTS));
    }
    if let Some(region) = &place.region {
        environment = environment.region(Region::new(region.clone()));
    }
    if let Some(profile) = &place.profile {
        environment = environment.profile_name(profile);
    }
    if let Some(url) = &place.endpoint_url {
        environment = environment.endpoint_url(url);
    }
    environment.load().await
}

/// Looks for credentials before anything is sent, since an answer of the SDK's own says less.
async fn find_credentials(sdk: &SdkConfig) -> Result<(), Failure> {
    let advice = "name a --profile that has them, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY";
    let none = |why: String| {
        // How the SDK says that it was built without.
        let sso = if why.contains("enabled: sso") {
            "; SSO is compiled in by `cargo run --features add_user/sso`, or set what `aws configure \
             export-credentials --format env` prints"
        } else {
            ""
        };
        Failure::new(Kind::Denied, format!("no AWS credentials{why}: {advice}{sso}"))
    };
    let Some(provider) = sdk.credentials_provider() else { return Err(none(String::new())) };
    match tokio::time::timeout(CREDENTIALS_LIMIT, provider.provide_credentials()).await {
        Ok(Ok(_)) => Ok(()),
        // Its text lists every place that was looked at.
        Ok(Err(CredentialsError::CredentialsNotLoaded(_))) => Err(none(String::new())),
        Ok(Err(error)) => Err(none(format!(" ({})", chain(&error)))),
        Err(_elapsed) => Err(none(" (nothing answered in time)".to_owned())),
    }
}

/// The outputs of the stack.
async fn outputs(sdk: &SdkConfig, stack: &str) -> Result<Vec<(String, String)>, Failure> {
    let client = aws_sdk_cloudformation::Client::new(sdk);
    let described = client.describe_stacks().stack_name(stack).send().await;
    let described =
        described.map_err(|error| Failure::of_service(&format!("stack {stack} could not be read"), error))?;
    let stacks = described.stacks.unwrap_or_default();
    let outputs = stacks.into_iter().flat_map(|stack| stack.outputs.unwrap_or_default());
    Ok(outputs.filter_map(|output| Some((output.output_key?, output.output_value?))).collect())
}
