//! The configuration: environment variables, read once, at the start.

use std::ffi::OsString;
use std::fs;
use std::ops::RangeInclusive;
use std::path::PathBuf;
use std::time::Duration;

use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;

use crate::dynamodb::{Endpoint, KEY_ATTRIBUTE};
use crate::handler::{OnLookupFailure, Settings};
use crate::rules::{Rules, Source};
use crate::telemetry::{Format, Level};

/// The table, where `USER_INFO_TABLE` names no other.
pub const DEFAULT_TABLE: &str = "UserInfoTable";

/// From the shortest lookup that can succeed inside a region, connection included, to the longest
/// after which an answer still leaves within 2.5 s of its event: Cognito gives up at 5 s, of which a
/// cold start may have spent some.
const LOOKUP_TIMEOUT_MS: RangeInclusive<u64> = 50..=2300;

/// From what holds a few claims to more than any token that travels in a header can hold.
const CLAIMS_BUDGET_BYTES: RangeInclusive<u64> = 64..=65536;

/// What lambda_runtime can hold; it panics at anything else.
const MEMORY_SIZE_MB: RangeInclusive<u64> = 0..=i32::MAX as u64;

/// What Lambda tells a runtime, and the runtime can't do without.
const LAMBDA_VARIABLES: [&str; 4] = [
    "AWS_LAMBDA_RUNTIME_API",
    "AWS_LAMBDA_FUNCTION_NAME",
    "AWS_LAMBDA_FUNCTION_VERSION",
    "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
];

/// All that can be configured. A variable that is empty is as good as one that is not set, since
/// templates have no other way to leave one out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// `USER_INFO_TABLE`: the table's name or ARN, default [`DEFAULT_TABLE`].
    pub table: String,
    /// `USER_INFO_KEY_ATTRIBUTE`: the name of the table's partition key, default [`KEY_ATTRIBUTE`].
    pub key_attribute: String,
    /// `CLAIM_RULES`: the rules as JSON, or `@` and the name of a file of the package; default
    /// [`BUILT_IN`](crate::rules::BUILT_IN).
    /// `CLAIMS_BUDGET_BYTES`: what the claims of one token may weigh, 64 to 65536, default 4096.
    /// `USER_INFO_KEY`: `userName` (default), `sub` or `attribute:<name>`.
    /// `LOOKUP_TIMEOUT_MS`: what a lookup may take, retries included, 50 to 2300 ms, default 2000.
    /// `ON_LOOKUP_FAILURE`: `null` (default), `omit` or `fail`.
    pub settings: Settings,
    /// `AWS_ENDPOINT_URL_DYNAMODB`, else `AWS_ENDPOINT_URL`, unless
    /// `AWS_IGNORE_CONFIGURED_ENDPOINT_URLS`; `AWS_USE_FIPS_ENDPOINT`, `AWS_USE_DUALSTACK_ENDPOINT`.
    pub endpoint: Endpoint,
    /// `AWS_CA_BUNDLE`: the content of that PEM file, which replaces the embedded roots.
    pub roots: Option<Vec<u8>>,
    /// `AWS_LAMBDA_LOG_LEVEL`, default `INFO`.
    pub log_level: Level,
    /// `AWS_LAMBDA_LOG_FORMAT`, default `JSON`.
    pub log_format: Format,
    /// `AWS_LAMBDA_FUNCTION_NAME`, the dimension of the metrics.
    pub function_name: String,
}

/// A variable that the program can't start with.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("{name} is {value:?}: {allowed}")]
pub struct ConfigError {
    /// The variable.
    pub name: &'static str,
    /// Its value.
    pub value: String,
    /// What is allowed.
    pub allowed: String,
}

impl Config {
    /// Reads the variables through `variable`, which is [`std::env::var_os`] but in tests.
    ///
    /// # Errors
    /// The first variable with a value that makes no sense.
    pub fn read(variable: impl Fn(&str) -> Option<OsString>) -> Result<Self, ConfigError> {
        let text = |name: &'static str| match variable(name).map(OsString::into_string) {
            Some(Ok(value)) if !value.is_empty() => Ok(Some(value)),
            None | Some(Ok(_)) => Ok(None),
            Some(Err(value)) => Err(ConfigError {
                name,
                value: value.to_string_lossy().into_owned(),
                allowed: "it has to be UTF-8".to_owned(),
            }),
        };
        for name in LAMBDA_VARIABLES {
            if text(name)?.is_none() {
                let allowed = "Lambda sets it; whatever stands in for Lambda has to as well".to_owned();
                return Err(ConfigError { name, value: String::new(), allowed });
            }
        }
        let memory = "AWS_LAMBDA_FUNCTION_MEMORY_SIZE";
        number(memory, text(memory)?, MEMORY_SIZE_MB, "megabytes")?;
        let levels = ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"];
        let level = choice("AWS_LAMBDA_LOG_LEVEL", text("AWS_LAMBDA_LOG_LEVEL")?, &levels)?;
        let format = choice("AWS_LAMBDA_LOG_FORMAT", text("AWS_LAMBDA_LOG_FORMAT")?, &["JSON", "Text"])?;
        Ok(Self {
            table: text("USER_INFO_TABLE")?.map_or(Ok(DEFAULT_TABLE.to_owned()), table)?,
            key_attribute: text("USER_INFO_KEY_ATTRIBUTE")?
                .map_or(Ok(KEY_ATTRIBUTE.to_owned()), key_attribute)?,
            settings: settings(&text, variable("LAMBDA_TASK_ROOT"))?,
            endpoint: endpoint(&text)?,
            roots: text("AWS_CA_BUNDLE")?.map(roots).transpose()?,
            log_level: match level {
                Some("TRACE" | "DEBUG") => Level::Debug,
                Some("WARN") => Level::Warn,
                Some("ERROR") => Level::Error,
                Some("FATAL") => Level::Fatal,
                _ => Level::Info,
            },
            log_format: if format == Some("Text") { Format::Text } else { Format::Json },
            function_name: text("AWS_LAMBDA_FUNCTION_NAME")?.unwrap_or_default(),
        })
    }
}

/// What the handler goes by. `package` is the folder that the function lies in.
fn settings(
    text: &impl Fn(&'static str) -> Result<Option<String>, ConfigError>,
    package: Option<OsString>,
) -> Result<Settings, ConfigError> {
    let defaults = Settings::default();
    let on_lookup_failure =
        choice("ON_LOOKUP_FAILURE", text("ON_LOOKUP_FAILURE")?, &["null", "omit", "fail"])?;
    let millis = number("LOOKUP_TIMEOUT_MS", text("LOOKUP_TIMEOUT_MS")?, LOOKUP_TIMEOUT_MS, "milliseconds")?;
    let budget = number("CLAIMS_BUDGET_BYTES", text("CLAIMS_BUDGET_BYTES")?, CLAIMS_BUDGET_BYTES, "bytes")?;
    let budget = budget.and_then(|budget| usize::try_from(budget).ok()).unwrap_or(defaults.budget);
    Ok(Settings {
        rules: match text("CLAIM_RULES")? {
            Some(value) => rules(value, package, budget)?,
            None => defaults.rules,
        },
        budget,
        key: text("USER_INFO_KEY")?.map_or(Ok(defaults.key), key)?,
        lookup_timeout: millis.map_or(defaults.lookup_timeout, Duration::from_millis),
        on_lookup_failure: match on_lookup_failure {
            Some("omit") => OnLookupFailure::Omit,
            Some("fail") => OnLookupFailure::Fail,
            _ => OnLookupFailure::Null,
        },
    })
}

/// At which address DynamoDB is, by the variables that the SDKs share ("Service-specific endpoints",
/// "Dual-stack and FIPS endpoints" in the AWS SDKs and Tools Reference Guide).
fn endpoint(
    text: &impl Fn(&'static str) -> Result<Option<String>, ConfigError>,
) -> Result<Endpoint, ConfigError> {
    let is_true = |name| Ok(choice(name, text(name)?, &["true", "false"])? == Some("true"));
    let mut url = None;
    if !is_true("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS")? {
        for name in ["AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_DYNAMODB"] {
            url = text(name)?.map(|value| address(name, value)).transpose()?.or(url);
        }
    }
    Ok(Endpoint {
        url,
        use_fips: is_true("AWS_USE_FIPS_ENDPOINT")?,
        use_dual_stack: is_true("AWS_USE_DUALSTACK_ENDPOINT")?,
    })
}

fn address(name: &'static str, value: String) -> Result<String, ConfigError> {
    let is_one = |uri: http::Uri| {
        let names_a_port = |host: &str| host.rsplit(']').next().is_some_and(|end| end.contains(':'));
        matches!(uri.scheme_str(), Some("http" | "https"))
            && uri.authority().is_some_and(|host| host.port_u16().is_some() || !names_a_port(host.as_str()))
    };
    if value.parse().is_ok_and(is_one) {
        return Ok(value);
    }
    let allowed = "it has to be an address such as https://dynamodb.eu-west-1.amazonaws.com".to_owned();
    Err(ConfigError { name, value, allowed })
}

/// The one of `choices` that `value` is, however it is capitalised.
fn choice(
    name: &'static str,
    value: Option<String>,
    choices: &[&'static str],
) -> Result<Option<&'static str>, ConfigError> {
    let Some(value) = value else { return Ok(None) };
    match choices.iter().find(|choice| choice.eq_ignore_ascii_case(&value)) {
        Some(choice) => Ok(Some(choice)),
        None => {
            let allowed = format!("allowed is one of {}", choices.join(", "));
            Err(ConfigError { name, value, allowed })
        }
    }
}

/// A table's name is 3 to 255 characters long ("Naming rules" of DynamoDB); its ARN serves as well.
fn table(value: String) -> Result<String, ConfigError> {
    let plain = |char: char| char.is_ascii_alphanumeric() || "_-.".contains(char);
    let is_name = (3..=255).contains(&value.len()) && value.chars().all(plain);
    let is_arn = value.strip_prefix("arn:").is_some_and(|arn| {
        arn.contains(":table/") && arn.chars().all(|char| plain(char) || ":/".contains(char))
    });
    if is_name || is_arn {
        return Ok(value);
    }
    let allowed =
        "allowed is the name of a table, 3 to 255 characters of a-z, A-Z, 0-9, _, - and ., or its ARN";
    Err(ConfigError { name: "USER_INFO_TABLE", value, allowed: allowed.to_owned() })
}

/// A whole number within `range`.
fn number(
    name: &'static str,
    value: Option<String>,
    range: RangeInclusive<u64>,
    unit: &str,
) -> Result<Option<u64>, ConfigError> {
    let Some(value) = value else { return Ok(None) };
    match value.parse() {
        Ok(number) if range.contains(&number) => Ok(Some(number)),
        _ => {
            let allowed =
                format!("allowed is a whole number of {unit} from {} to {}", range.start(), range.end());
            Err(ConfigError { name, value, allowed })
        }
    }
}

/// Claim rules: JSON, or the name of a file with it behind an `@`, relative to the package.
fn rules(value: String, package: Option<OsString>, budget: usize) -> Result<Rules, ConfigError> {
    const NAME: &str = "CLAIM_RULES";
    let wrong = |value: String, why: String| ConfigError { name: NAME, value, allowed: why };
    let Some(file) = value.strip_prefix('@') else {
        return Rules::parse(&value, budget).map_err(|faults| wrong(shortened(&value), faults.to_string()));
    };
    let package = package.map_or_else(|| PathBuf::from("."), PathBuf::from);
    let json = fs::read_to_string(package.join(file)).map_err(|error| {
        wrong(value.clone(), format!("it has to name a file in the deployment package, but {error}"))
    })?;
    Rules::parse(&json, budget).map_err(|faults| wrong(value.clone(), faults.to_string()))
}

/// So much of a long value that one knows which it is.
fn shortened(value: &str) -> String {
    const LONGEST: usize = 60;
    match value.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}...", value.get(..end).unwrap_or_default()),
        None => value.to_owned(),
    }
}

/// What a person's item is found by.
fn key(value: String) -> Result<Source, ConfigError> {
    match value.as_str() {
        "userName" => Ok(Source::UserName),
        "sub" => Ok(Source::Sub),
        other => match other.strip_prefix("attribute:").filter(|name| !name.is_empty()) {
            Some(name) => Ok(Source::UserAttribute(name.to_owned())),
            None => {
                let allowed = "allowed is userName, sub or attribute:<name>, a user attribute of Cognito's";
                Err(ConfigError { name: "USER_INFO_KEY", value, allowed: allowed.to_owned() })
            }
        },
    }
}

/// The name of a key attribute has 1 to 255 bytes ("Quotas in Amazon DynamoDB").
fn key_attribute(value: String) -> Result<String, ConfigError> {
    if value.len() <= 255 {
        return Ok(value);
    }
    let allowed = "allowed are at most 255 bytes, the name of the table's partition key".to_owned();
    Err(ConfigError { name: "USER_INFO_KEY_ATTRIBUTE", value: shortened(&value), allowed })
}

/// Reads a PEM file and makes sure that the TLS library will take what is in it, since that panics
/// where it won't.
fn roots(path: String) -> Result<Vec<u8>, ConfigError> {
    let wrong = |why: String| ConfigError {
        name: "AWS_CA_BUNDLE",
        value: path.clone(),
        allowed: format!("it has to be the path of a PEM file with root certificates, but {why}"),
    };
    let pem = fs::read(&path).map_err(|error| wrong(error.to_string()))?;
    let mut store = RootCertStore::empty();
    for certificate in CertificateDer::pem_slice_iter(&pem) {
        let certificate = certificate.map_err(|error| wrong(error.to_string()))?;
        store.add(certificate).map_err(|error| wrong(error.to_string()))?;
    }
    if store.is_empty() { Err(wrong("there is none in it".to_owned())) } else { Ok(pem) }
}

#[cfg(test)]
mod tests;
