//! Access to AWS for a command-line tool: the Region and the credentials, found as the AWS CLI finds
//! them, and why a request failed.

mod request;

use std::time::Duration;

use aws_config::{BehaviorVersion, ConfigLoader, Region, SdkConfig};
use aws_credential_types::Credentials;
use aws_credential_types::provider::ProvideCredentials as _;
use aws_credential_types::provider::error::CredentialsError;
use aws_smithy_http_client::Builder;
use aws_smithy_http_client::tls::{Provider, TlsContext, TrustStore, rustls_provider::CryptoMode};
use aws_smithy_runtime_api::client::http::SharedHttpClient;

use crate::error::chain;

pub use request::RequestError;

/// The longest that finding credentials may take: a program or another service may have to answer.
const CREDENTIALS_LIMIT: Duration = Duration::from_secs(30);

/// The options with which a user says where AWS is and who sends the requests.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// `--profile`: the profile of the AWS configuration files.
    pub profile: Option<String>,
    /// `--region`: the AWS Region.
    pub region: Option<String>,
    /// `--endpoint-url`: the address of all services, such as an emulator's.
    pub endpoint_url: Option<String>,
    /// The tool's package, whose feature `sso` adds sign-in through IAM Identity Center.
    pub package: &'static str,
}

/// The Region and the credentials that the requests of a tool use.
#[derive(Debug)]
pub struct Access {
    /// The SDK's configuration. It renews credentials that expire.
    pub sdk: SdkConfig,
    /// The Region.
    pub region: Region,
    /// The credentials as they are now.
    pub credentials: Credentials,
}

/// Why no request can be sent.
#[derive(Debug, thiserror::Error)]
pub enum AccessError {
    /// No option, environment variable or profile names a Region.
    #[error(
        "no AWS region: name one with --region, AWS_REGION or a --profile that has one{}",
        region_hint(profile.as_deref(), *has_endpoint)
    )]
    NoRegion {
        /// The profile that was named.
        profile: Option<String>,
        /// Whether an endpoint was named, so that it may be a DynamoDB Local.
        has_endpoint: bool,
    },
    /// The Region's name is no name of a Region.
    #[error(
        "the AWS region {0:?} is invalid: a region's name has only letters, digits and hyphens, such as \
         eu-west-1; see --region"
    )]
    InvalidRegion(String),
    /// There are no credentials.
    #[error("no AWS credentials{}: {cause}", in_profile(profile.as_deref()))]
    NoCredentials {
        /// The profile that was named.
        profile: Option<String>,
        /// Why.
        cause: NoCredentials,
    },
}

/// Why there are no credentials, with what to do about it.
#[derive(Debug, thiserror::Error)]
pub enum NoCredentials {
    /// They are configured nowhere.
    #[error("name a --profile that has them, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY")]
    NotConfigured,
    /// They are configured nowhere, and an endpoint was named.
    #[error(
        "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (a DynamoDB Local takes any), or name a --profile"
    )]
    NotConfiguredForEndpoint,
    /// The profile signs in through IAM Identity Center, which is not compiled in.
    #[error(
        "the profile signs in through SSO, which is not compiled in; run `cargo run --features {0}/sso`, or set \
         what `aws configure export-credentials --format env` prints"
    )]
    NeedsSso(&'static str),
    /// The profile signs in with `aws login`.
    #[error(
        "the profile signs in with `aws login`, which this program can't; set what `aws configure export-credentials \
         --format env` prints"
    )]
    NeedsLogin,
    /// Nothing answered.
    #[error("no source of credentials answered within {} s; run the command again", CREDENTIALS_LIMIT.as_secs())]
    TimedOut,
    /// What is configured did not give any.
    #[error(
        "{0}; if the profile signs in through SSO, run `aws sso login`; otherwise name another --profile, or set \
         AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"
    )]
    Failed(String),
}

impl Options {
    /// Returns the SDK's defaults with these options, as the start for [`connect`](Self::connect) or for
    /// a client of its own.
    pub fn loader(&self) -> ConfigLoader {
        let mut loader = aws_config::defaults(BehaviorVersion::v2026_01_12());
        if let Some(region) = &self.region {
            loader = loader.region(Region::new(region.clone()));
        }
        if let Some(profile) = &self.profile {
            loader = loader.profile_name(profile);
        }
        if let Some(url) = &self.endpoint_url {
            loader = loader.endpoint_url(url);
        }
        loader
    }

    /// Loads `loader` and makes sure that it has a Region and credentials, before anything is sent.
    ///
    /// # Errors
    /// There is no valid Region, or there are no credentials.
    pub async fn connect(&self, loader: ConfigLoader) -> Result<Access, AccessError> {
        let sdk = loader.load().await;
        let Some(region) = sdk.region().cloned() else {
            let (profile, has_endpoint) = (self.profile.clone(), self.endpoint_url.is_some());
            return Err(AccessError::NoRegion { profile, has_endpoint });
        };
        // The SDK puts the name into the address of the service.
        let is_plain = |char: char| char.is_ascii_alphanumeric() || char == '-';
        if region.as_ref().is_empty() || !region.as_ref().chars().all(is_plain) {
            return Err(AccessError::InvalidRegion(region.to_string()));
        }
        match self.credentials(&sdk).await {
            Ok(credentials) => Ok(Access { sdk, region, credentials }),
            Err(cause) => Err(AccessError::NoCredentials { profile: self.profile.clone(), cause }),
        }
    }

    async fn credentials(&self, sdk: &SdkConfig) -> Result<Credentials, NoCredentials> {
        let not_configured = || match self.endpoint_url {
            Some(_) => NoCredentials::NotConfiguredForEndpoint,
            None => NoCredentials::NotConfigured,
        };
        let provider = sdk.credentials_provider().ok_or_else(not_configured)?;
        let provided = tokio::time::timeout(CREDENTIALS_LIMIT, provider.provide_credentials()).await;
        provided.map_err(|_elapsed| NoCredentials::TimedOut)?.map_err(|error| {
            match missing_feature(&chain(&error)) {
                Some("sso") => NoCredentials::NeedsSso(self.package),
                Some("credentials-login") => NoCredentials::NeedsLogin,
                // Its text lists every place that was looked at.
                _ if matches!(error, CredentialsError::CredentialsNotLoaded(_)) => not_configured(),
                _ => NoCredentials::Failed(chain(&error)),
            }
        })
    }
}

/// Returns an HTTP client with TLS. `roots` (PEM, validated by the function's configuration) replace the
/// root certificates of the system.
pub fn http_client(roots: Option<&[u8]>) -> SharedHttpClient {
    let builder = Builder::new().tls_provider(Provider::Rustls(CryptoMode::Ring));
    let context = roots.and_then(|roots| {
        let trust = TrustStore::empty().with_pem_certificate(roots);
        // Never fails: the certificates are read when the connector is built.
        TlsContext::builder().with_trust_store(trust).build().ok()
    });
    match context {
        Some(context) => builder.tls_context(context).build_https(),
        None => builder.build_https(),
    }
}

/// The feature of the SDK that the profile needs and that is not compiled in. The SDK hides the error's
/// type behind a text.
fn missing_feature(why: &str) -> Option<&str> {
    let (_, feature) = why.split_once("feature(s) enabled: ")?;
    feature.split(|char: char| !char.is_ascii_alphanumeric() && char != '-').next()
}

fn region_hint(profile: Option<&str>, has_endpoint: bool) -> String {
    match profile {
        Some(profile) => format!("; profile {profile:?} has none, or is in no AWS configuration file"),
        None if has_endpoint => "; a DynamoDB Local takes any, such as --region local".to_owned(),
        None => String::new(),
    }
}

fn in_profile(profile: Option<&str>) -> String {
    profile.map(|profile| format!(" in profile {profile:?}")).unwrap_or_default()
}
