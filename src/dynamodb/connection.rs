//! How DynamoDB is reached: where and as whom, by which connector, and for how long.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use aws_config::environment::{EnvironmentVariableCredentialsProvider, EnvironmentVariableRegionProvider};
use aws_config::meta::region::ProvideRegion as _;
use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, ConfigLoader};
use aws_runtime::env_config::file::{EnvConfigFileKind, EnvConfigFiles};
use aws_runtime::user_agent::UserAgentInterceptor;
use aws_sdk_dynamodb::config::{Builder, StalledStreamProtectionConfig};
use aws_smithy_http_client::Connector;
use aws_smithy_http_client::tls::{Provider, TlsContext, TrustStore, rustls_provider::CryptoMode};
use aws_smithy_runtime::client::retries::{RetryPartition, TokenBucket};
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

use super::Endpoint;

/// The roots that Amazon's endpoints chain to, from <https://www.amazontrust.com/repository/>:
/// Amazon Root CA 1 to 4 and Starfield Services Root CA G2. Reading five certificates that lie in
/// the binary is cheaper at a cold start than the system's 140 from as many files.
const AMAZON_ROOTS: &[u8] = include_bytes!("amazon-roots.pem");

/// At most two repetitions: with [`ATTEMPT_SHARE`] more would not fit into the budget.
const MAX_ATTEMPTS: u32 = 3;

/// The part of the lookup's budget that one attempt may use, in percent. Two fifths, so that an
/// attempt that hangs leaves time for a second one of the same length.
const ATTEMPT_SHARE: u32 = 40;

/// The part of the budget that opening a connection may use, in percent: within an attempt, and far
/// above the 30 ms that TCP and TLS take inside a region on a throttled CPU.
const CONNECT_SHARE: u32 = 25;

/// The longest first pause before a repetition, the SDK's own figure for DynamoDB.
const INITIAL_BACKOFF: Duration = Duration::from_millis(25);

/// The longest pause, also where the service asks for more: a pause over the budget is a failure.
const MAX_BACKOFF: Duration = Duration::from_millis(100);

/// Who asks, as CloudTrail shows it.
const USER_AGENT: &str = concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION"), " aws-sdk-rust");

/// Where and as whom a Lambda function calls AWS: its environment alone. No profile is read and no
/// metadata service is asked, since Lambda has neither. So it doesn't take aws-config's loader, which
/// could do both: without it the function is smaller by a sixth, and starts sooner.
pub(super) async fn lambda_environment(endpoint: &Endpoint) -> Builder {
    let mut environment = Builder::new()
        .behavior_version(BehaviorVersion::v2026_01_12())
        .region(EnvironmentVariableRegionProvider::new().region().await)
        .credentials_provider(EnvironmentVariableCredentialsProvider::new());
    environment
        .set_endpoint_url(endpoint.url.clone())
        .set_use_fips(Some(endpoint.use_fips))
        .set_use_dual_stack(Some(endpoint.use_dual_stack));
    environment
}

/// An environment without profiles, for tools and tests that say themselves where and as whom.
pub fn without_profiles() -> ConfigLoader {
    // One that is empty, since a set of no files at all is refused with a panic.
    let no_profiles = EnvConfigFiles::builder().with_contents(EnvConfigFileKind::Config, "").build();
    aws_config::defaults(BehaviorVersion::v2026_01_12())
        .region(EnvironmentVariableRegionProvider::new())
        .credentials_provider(EnvironmentVariableCredentialsProvider::new())
        .profile_files(no_profiles)
}

/// The timeouts of a lookup that may take `budget`.
pub(super) fn timeouts(budget: Duration) -> TimeoutConfig {
    TimeoutConfig::builder()
        .connect_timeout(budget * CONNECT_SHARE / 100)
        // No read timeout, since reading is within an attempt.
        .operation_attempt_timeout(budget * ATTEMPT_SHARE / 100)
        .operation_timeout(budget)
        .build()
}

/// `environment` set up for lookups of at most `lookup_timeout`; nothing about time is left to the
/// SDK's defaults.
pub(super) fn set_up(environment: Builder, lookup_timeout: Duration) -> Builder {
    let retries = RetryConfig::standard()
        .with_max_attempts(MAX_ATTEMPTS)
        .with_initial_backoff(INITIAL_BACKOFF)
        .with_max_backoff(MAX_BACKOFF);
    // The SDK's bucket would end all repetitions after some fifty hanging lookups, for as many
    // sign-ins more. The number of attempts bounds the load already.
    let unlimited = RetryPartition::custom("claim-enrichment").token_bucket(TokenBucket::unlimited()).build();
    environment
        .timeout_config(timeouts(lookup_timeout))
        .retry_config(retries)
        .retry_partition(unlimited)
        // Its grace time is longer than the whole budget, which the timeouts above keep.
        .stalled_stream_protection(StalledStreamProtectionConfig::disabled())
        .interceptor(OwnUserAgent)
}

/// Says who asks in one fixed header. The SDK puts two together for each request, one of which it
/// signs, with what it counts of its own use: one instruction in twenty of a whole call.
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

/// One connector for all that the SDK sends: the same connections whatever timeouts a request has.
/// `requests` counts what it sends.
pub(super) fn http_client(
    lookup_timeout: Duration,
    roots: Option<&[u8]>,
    requests: Arc<AtomicU64>,
) -> SharedHttpClient {
    let mut settings = HttpConnectorSettings::builder();
    settings.set_connect_timeout(timeouts(lookup_timeout).connect_timeout());
    let trust = TrustStore::empty().with_pem_certificate(roots.unwrap_or(AMAZON_ROOTS));
    let mut connector = Connector::builder()
        .connector_settings(settings.build())
        .tls_provider(Provider::Rustls(CryptoMode::Ring));
    // Building a context never fails: the certificates are looked at when the connector is built.
    if let Ok(context) = TlsContext::builder().with_trust_store(trust).build() {
        connector = connector.tls_context(context);
    }
    let counting = CountingConnector { connector: SharedHttpConnector::new(connector.build()), requests };
    let shared = SharedHttpConnector::new(counting);
    http_client_fn(move |_, _| shared.clone())
}

#[derive(Debug)]
struct CountingConnector {
    connector: SharedHttpConnector,
    requests: Arc<AtomicU64>,
}

impl HttpConnector for CountingConnector {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        self.requests.fetch_add(1, Ordering::Relaxed);
        let answer = self.connector.call(request);
        HttpConnectorFuture::new(async move {
            let answer = answer.await?;
            // The SDK reads an answer without content as one that found nobody. DynamoDB never gives one.
            if answer.status().is_success() && answer.headers().get("content-length") == Some("0") {
                return Err(ConnectorError::io("the answer has no content".into()));
            }
            Ok(answer)
        })
    }
}
