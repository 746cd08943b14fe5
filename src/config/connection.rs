//! How DynamoDB is reached.

use std::ffi::OsString;
use std::fs;

use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;

use super::ConfigError;
use super::variables::{Variables, error};

/// The most characters of a Region's name; the longest today have 14.
const MAX_REGION_CHARS: usize = 32;

const REPLICA_REGION: &str = "LOOKUP_REPLICA_REGION";

/// The endpoint of DynamoDB.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Endpoint {
    /// A URL instead of the Region's endpoint.
    pub url: Option<String>,
    /// Whether to use the Region's FIPS endpoint.
    pub use_fips: bool,
    /// Whether to use the Region's dual-stack endpoint.
    pub use_dual_stack: bool,
}

/// How DynamoDB is reached. Region and credentials come from the environment, as in every SDK.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ConnectionSettings {
    /// `AWS_ENDPOINT_URL_DYNAMODB`, else `AWS_ENDPOINT_URL`, unless
    /// `AWS_IGNORE_CONFIGURED_ENDPOINT_URLS`; `AWS_USE_FIPS_ENDPOINT`, `AWS_USE_DUALSTACK_ENDPOINT`
    /// ("Service-specific endpoints" and "Dual-stack and FIPS endpoints" in the AWS SDKs and Tools
    /// Reference Guide).
    pub endpoint: Endpoint,
    /// `AWS_CA_BUNDLE`: the content of that PEM file, which replaces the embedded root certificates.
    pub roots: Option<Vec<u8>>,
    /// `LOOKUP_REPLICA_REGION`: a Region with replicas of the same global tables, which is read when a
    /// request to the function's own Region fails. A configured endpoint that names the own Region names
    /// this one for the replica; any other endpoint serves both. Default none.
    pub replica_region: Option<String>,
}

impl ConnectionSettings {
    pub(super) fn read<F: Fn(&str) -> Option<OsString>>(
        variables: &Variables<F>,
    ) -> Result<Self, ConfigError> {
        let mut url = None;
        if !variables.is_true("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS")? {
            for name in ["AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_DYNAMODB"] {
                url = variables.text(name)?.map(|value| address(name, value)).transpose()?.or(url);
            }
        }
        Ok(Self {
            endpoint: Endpoint {
                url,
                use_fips: variables.is_true("AWS_USE_FIPS_ENDPOINT")?,
                use_dual_stack: variables.is_true("AWS_USE_DUALSTACK_ENDPOINT")?,
            },
            roots: variables.text("AWS_CA_BUNDLE")?.map(|path| roots(&path)).transpose()?,
            replica_region: variables
                .text(REPLICA_REGION)?
                .map(|replica| replica_region(replica, variables.text("AWS_REGION")?.as_deref()))
                .transpose()?,
        })
    }
}

fn address(name: &'static str, value: String) -> Result<String, ConfigError> {
    let is_address = |uri: http::Uri| {
        let names_a_port = |host: &str| host.rsplit(']').next().is_some_and(|end| end.contains(':'));
        matches!(uri.scheme_str(), Some("http" | "https"))
            && uri.authority().is_some_and(|host| host.port_u16().is_some() || !names_a_port(host.as_str()))
    };
    if value.parse().is_ok_and(is_address) {
        return Ok(value);
    }
    let problem = "it must be a URL such as https://dynamodb.eu-west-1.amazonaws.com".to_owned();
    Err(error(name, &value, problem))
}

fn replica_region(value: String, own: Option<&str>) -> Result<String, ConfigError> {
    let is_region = value.len() <= MAX_REGION_CHARS
        && value.starts_with(|first: char| first.is_ascii_lowercase())
        && value.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    let problem = match own {
        _ if !is_region => "it must be the name of a Region, such as eu-west-1",
        Some(own) if own == value => "it must be another Region than the function's own",
        _ => return Ok(value),
    };
    Err(error(REPLICA_REGION, &value, problem.to_owned()))
}

/// Reads a PEM file, and makes sure that the TLS library, which would panic otherwise, accepts it.
pub(super) fn roots(path: &str) -> Result<Vec<u8>, ConfigError> {
    let wrong = |why: String| {
        error(
            "AWS_CA_BUNDLE",
            path,
            format!("it must be the path of a PEM file with root certificates: {why}"),
        )
    };
    let pem = fs::read(path).map_err(|error| wrong(error.to_string()))?;
    let mut store = RootCertStore::empty();
    for certificate in CertificateDer::pem_slice_iter(&pem) {
        let certificate = certificate.map_err(|error| wrong(error.to_string()))?;
        store.add(certificate).map_err(|error| wrong(error.to_string()))?;
    }
    if store.is_empty() { Err(wrong("it has no certificate".to_owned())) } else { Ok(pem) }
}
