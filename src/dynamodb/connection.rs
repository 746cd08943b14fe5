//! The client: endpoint, credentials and connector.

use std::time::Duration;

use aws_config::environment::{EnvironmentVariableCredentialsProvider, EnvironmentVariableRegionProvider};
use aws_config::meta::region::ProvideRegion as _;
use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, ConfigLoader, SdkConfig};
use aws_runtime::env_config::file::{EnvConfigFileKind, EnvConfigFiles};
use aws_runtime::user_agent::UserAgentInterceptor;
use aws_sdk_dynamodb::config::{Builder, Region, StalledStreamProtectionConfig};
use aws_smithy_http_client::Connector;
use aws_smithy_http_client::tls::{Provider, TlsContext, TrustStore, rustls_provider::CryptoMode};
use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::http::{
    HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient, SharedHttpConnector,
    http_client_fn,
};
use aws_smithy_runtime_api::client::interceptors::context::{
    BeforeSerializationInterceptorContextRef, BeforeTransmitInterceptorContextMut,
};
use aws_smithy_runtime_api::client::interceptors::{Intercept, disable_interceptor};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::config_bag::ConfigBag;

use crate::config::Endpoint;

/// The root certificates of Amazon's endpoints, from <https://www.amazontrust.com/repository/>: Amazon
/// Root CA 1 to 4 and Starfield Services Root CA G2. Five embedded certificates load faster at a cold
/// start than the system's 140 files.
const AMAZON_ROOTS: &[u8] = include_bytes!("amazon-roots.pem");

/// The part of the lookup timeout that opening a connection may use, in percent: within an attempt, and
/// far above the 30 ms that TCP and TLS take inside a Region on a throttled CPU.
const CONNECT_PERCENT: u32 = 25;

/// The user agent that CloudTrail shows.
const USER_AGENT: &str = concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION"), " aws-sdk-rust");

/// Where and as whom DynamoDB is called.
pub(super) struct Environment {
    pub(super) config: Builder,
    /// The own Region.
    pub(super) region: Option<Region>,
    /// A configured endpoint.
    pub(super) url: Option<String>,
}

/// Returns Region and credentials of a Lambda function, from its environment alone. Profiles and
/// metadata services do not exist in Lambda; without aws-config's loader, which reads both, the function
/// is smaller by a sixth and starts sooner.
pub(super) async fn lambda_environment(endpoint: &Endpoint) -> Environment {
    let region = EnvironmentVariableRegionProvider::new().region().await;
    let mut config = Builder::new()
        .behavior_version(BehaviorVersion::v2026_01_12())
        .region(region.clone())
        .credentials_provider(EnvironmentVariableCredentialsProvider::new());
    config
        .set_endpoint_url(endpoint.url.clone())
        .set_use_fips(Some(endpoint.use_fips))
        .set_use_dual_stack(Some(endpoint.use_dual_stack));
    Environment { config, region, url: endpoint.url.clone() }
}

impl From<SdkConfig> for Environment {
    fn from(sdk: SdkConfig) -> Self {
        let (region, url) = (sdk.region().cloned(), sdk.endpoint_url().map(str::to_owned));
        Self { config: Builder::from(&sdk), region, url }
    }
}

/// Returns an environment without profiles, for tools and tests that set Region and credentials.
pub fn without_profiles() -> ConfigLoader {
    // One empty file, because a set of no files panics.
    let no_profiles = EnvConfigFiles::builder().with_contents(EnvConfigFileKind::Config, "").build();
    aws_config::defaults(BehaviorVersion::v2026_01_12())
        .region(EnvironmentVariableRegionProvider::new())
        .credentials_provider(EnvironmentVariableCredentialsProvider::new())
        .profile_files(no_profiles)
}

impl Environment {
    /// Uses `http` for all requests, and turns off the SDK's own timeouts and retries:
    /// [`super::attempts`] has both.
    pub(super) fn set_up(mut self, http: SharedHttpClient) -> Self {
        self.config = self
            .config
            .timeout_config(TimeoutConfig::disabled())
            .retry_config(RetryConfig::disabled())
            // Its grace period is longer than the whole lookup timeout.
            .stalled_stream_protection(StalledStreamProtectionConfig::disabled())
            .interceptor(OwnUserAgent)
            .http_client(http);
        self
    }

    /// Returns the configuration of the client for the replica in `region`. A configured endpoint that
    /// names the own Region names the replica's instead; any other serves both.
    pub(super) fn replica(&self, region: &str) -> Builder {
        let mut config = self.config.clone().region(Region::new(region.to_owned()));
        if let (Some(url), Some(own)) = (&self.url, &self.region) {
            config.set_endpoint_url(Some(url.replace(own.as_ref(), region)));
        }
        config
    }
}

/// Sends one fixed user agent. The SDK builds two headers for each request, and signs one of them:
/// one instruction in twenty of a whole call.
#[derive(Debug)]
struct OwnUserAgent;

impl Intercept for OwnUserAgent {
    fn name(&self) -> &'static str {
        "OwnUserAgent"
    }

    fn read_before_execution(
        &self,
        _context: &BeforeSerializationInterceptorContextRef<'_>,
        config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let replaced = disable_interceptor::<UserAgentInterceptor>("replaced by a fixed header");
        config.interceptor_state().store_put(replaced);
        Ok(())
    }

    fn modify_before_transmit(
        &self,
        context: &mut BeforeTransmitInterceptorContextMut<'_>,
        _components: &RuntimeComponents,
        _config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        context.request_mut().headers_mut().insert("user-agent", USER_AGENT);
        Ok(())
    }
}

/// Returns one connector for all requests.
pub(super) fn http_client(lookup_timeout: Duration, roots: Option<&[u8]>) -> SharedHttpClient {
    let mut settings = HttpConnectorSettings::builder();
    settings.set_connect_timeout(Some(lookup_timeout * CONNECT_PERCENT / 100));
    let trust = TrustStore::empty().with_pem_certificate(roots.unwrap_or(AMAZON_ROOTS));
    let mut connector = Connector::builder()
        .connector_settings(settings.build())
        .tls_provider(Provider::Rustls(CryptoMode::Ring));
    // Building a context never fails: the certificates are parsed when the connector is built.
    if let Ok(context) = TlsContext::builder().with_trust_store(trust).build() {
        connector = connector.tls_context(context);
    }
    let checking = CheckingConnector(SharedHttpConnector::new(connector.build()));
    let shared = SharedHttpConnector::new(checking);
    http_client_fn(move |_, _| shared.clone())
}

/// Tells its own errors from those of the SDK, and refuses what the SDK would misread.
#[derive(Debug)]
pub(super) struct CheckingConnector(pub(super) SharedHttpConnector);

impl HttpConnector for CheckingConnector {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let response = self.0.call(request);
        HttpConnectorFuture::new(async move {
            let response = response.await.map_err(|error| match error {
                error if error.is_timeout() || error.is_io() => error,
                // Others may quote the whole request, and with it the key. The SDK gives their kind to a
                // request that it could not sign, too.
                _ => ConnectorError::io("the connector failed".into()),
            })?;
            // The SDK reads a response without content as "not found". DynamoDB never sends one.
            if response.status().is_success() && response.headers().get("content-length") == Some("0") {
                return Err(ConnectorError::io("the response has no content".into()));
            }
            Ok(response)
        })
    }
}
