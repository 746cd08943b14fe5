//! What the function's operator sets.

use std::ffi::OsString;
use std::fs;
use std::ops::RangeInclusive;
use std::path::Path;
use std::time::Duration;

use super::variables::{Variables, error};
use super::{ConfigError, ConnectionSettings};
use crate::handler::{EnrichmentSettings, OnLookupFailure};
use crate::rules::source::{EventField, Source};
use crate::rules::{BUILT_IN, DefaultRead, RuleContext, Rules};

/// The default of `USER_INFO_TABLE`.
pub const DEFAULT_TABLE: &str = "UserInfoTable";

/// The default of `USER_INFO_KEY_ATTRIBUTE`.
pub const DEFAULT_KEY_ATTRIBUTE: &str = "userName";

/// The default of `LOOKUP_TIMEOUT_MS`: time for several attempts, and a response within 2.5 s.
const DEFAULT_LOOKUP_TIMEOUT: Duration = Duration::from_millis(2000);

/// The default of `CLAIMS_BUDGET_BYTES`: half of the 8,192 bytes of headers that CloudFront accepts,
/// because a token is Base64 and shares the headers with others.
pub const DEFAULT_MAX_CLAIM_BYTES: usize = 4096;

/// From the shortest lookup that can succeed inside a Region, connection included, to the longest after
/// which the response still leaves within 2.5 s: Cognito gives up after 5 s, of which a cold start may
/// have used some.
const LOOKUP_TIMEOUT_MS: RangeInclusive<u64> = 50..=2300;

/// From the size of a few claims to more than any header with a token can hold.
const MAX_CLAIM_BYTES: RangeInclusive<u64> = 64..=65536;

/// The most bytes of an attribute's name ("Quotas in Amazon DynamoDB").
const MAX_ATTRIBUTE_BYTES: usize = 255;

/// What the function's operator sets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// How events are answered.
    pub enrichment: EnrichmentSettings,
    /// The read named `table`: `USER_INFO_TABLE` (default [`DEFAULT_TABLE`]), `USER_INFO_KEY`
    /// (`userName` by default, `sub`, or `attribute:<name>`) and `USER_INFO_KEY_ATTRIBUTE` (default
    /// [`DEFAULT_KEY_ATTRIBUTE`]).
    pub default_read: DefaultRead,
    /// How DynamoDB is reached.
    pub connection: ConnectionSettings,
}

impl Settings {
    /// Reads the variables through `variable`, which is [`std::env::var_os`] except in tests and tools.
    /// `package` is the folder that a file in `CLAIM_RULES` is relative to.
    ///
    /// # Errors
    /// The first variable that is invalid.
    pub fn read(variable: impl Fn(&str) -> Option<OsString>, package: &Path) -> Result<Self, ConfigError> {
        let variables = Variables(variable);
        let default_read = DefaultRead {
            table: variables.text("USER_INFO_TABLE")?.map_or(Ok(DEFAULT_TABLE.to_owned()), table)?,
            key: variables.text("USER_INFO_KEY")?.map_or(Ok(Source::Event(EventField::UserName)), key)?,
            key_attribute: variables
                .text("USER_INFO_KEY_ATTRIBUTE")?
                .map_or(Ok(DEFAULT_KEY_ATTRIBUTE.to_owned()), key_attribute)?,
        };
        let max_claim_bytes = variables
            .number("CLAIMS_BUDGET_BYTES", MAX_CLAIM_BYTES, "bytes")?
            .and_then(|bytes| usize::try_from(bytes).ok())
            .unwrap_or(DEFAULT_MAX_CLAIM_BYTES);
        let timeout = variables.number("LOOKUP_TIMEOUT_MS", LOOKUP_TIMEOUT_MS, "milliseconds")?;
        let on_lookup_failure = variables.choice("ON_LOOKUP_FAILURE", &["null", "omit", "fail"])?;
        let context = RuleContext {
            max_claim_bytes,
            default_read: default_read.clone(),
            variable: &|name| variables.0(name)?.into_string().ok().filter(|value| !value.is_empty()),
        };
        Ok(Self {
            enrichment: EnrichmentSettings {
                rules: rules(variables.text("CLAIM_RULES")?, package, &context)?,
                max_claim_bytes,
                lookup_timeout: timeout.map_or(DEFAULT_LOOKUP_TIMEOUT, Duration::from_millis),
                on_lookup_failure: match on_lookup_failure {
                    Some("omit") => OnLookupFailure::Omit,
                    Some("fail") => OnLookupFailure::Fail,
                    _ => OnLookupFailure::Null,
                },
            },
            connection: ConnectionSettings::read(&variables)?,
            default_read,
        })
    }
}

/// Parses rules: JSON, or `@` and the name of a file in the deployment package.
fn rules(value: Option<String>, package: &Path, context: &RuleContext<'_>) -> Result<Rules, ConfigError> {
    const NAME: &str = "CLAIM_RULES";
    let value = value.unwrap_or_else(|| BUILT_IN.to_owned());
    let json = match value.strip_prefix('@') {
        Some(file) => fs::read_to_string(package.join(file)).map_err(|cause| {
            error(NAME, &value, format!("it must name a file in the deployment package: {cause}"))
        })?,
        None => value.clone(),
    };
    Rules::parse(&json, context).map_err(|faults| error(NAME, &value, faults.to_string()))
}

/// A table's name has 3 to 255 characters ("Naming rules" of DynamoDB); its ARN is accepted too.
fn table(value: String) -> Result<String, ConfigError> {
    let plain = |char: char| char.is_ascii_alphanumeric() || "_-.".contains(char);
    let is_name = (3..=255).contains(&value.len()) && value.chars().all(plain);
    let is_arn = value.strip_prefix("arn:").is_some_and(|arn| {
        arn.contains(":table/") && arn.chars().all(|char| plain(char) || ":/".contains(char))
    });
    if is_name || is_arn {
        return Ok(value);
    }
    let problem =
        "it must be the name of a table, 3 to 255 characters of a-z, A-Z, 0-9, _, - and ., or its ARN";
    Err(error("USER_INFO_TABLE", &value, problem.to_owned()))
}

fn key(value: String) -> Result<Source, ConfigError> {
    match value.as_str() {
        "userName" => Ok(Source::Event(EventField::UserName)),
        "sub" => Ok(Source::Event(EventField::Sub)),
        other => match other.strip_prefix("attribute:").filter(|name| !name.is_empty()) {
            Some(name) => Ok(Source::UserAttribute(name.to_owned())),
            None => {
                let problem = "allowed values are userName, sub and attribute:<name of a user attribute>";
                Err(error("USER_INFO_KEY", &value, problem.to_owned()))
            }
        },
    }
}

fn key_attribute(value: String) -> Result<String, ConfigError> {
    if value.len() <= MAX_ATTRIBUTE_BYTES {
        return Ok(value);
    }
    let problem =
        format!("it must be the name of the table's partition key, at most {MAX_ATTRIBUTE_BYTES} bytes");
    Err(error("USER_INFO_KEY_ATTRIBUTE", &value, problem))
}
