//! What Lambda sets for every function.

use std::ffi::OsString;
use std::ops::RangeInclusive;
use std::path::PathBuf;

use super::ConfigError;
use super::variables::{Variables, error};
use crate::telemetry::{Format, Level};

/// What lambda_runtime can hold; it panics at anything else.
const MEMORY_SIZE_MB: RangeInclusive<u64> = 0..=i32::MAX as u64;

/// What lambda_runtime requires; it panics without one of them.
pub(super) const REQUIRED: [&str; 4] = [
    "AWS_LAMBDA_RUNTIME_API",
    "AWS_LAMBDA_FUNCTION_NAME",
    "AWS_LAMBDA_FUNCTION_VERSION",
    "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
];

/// What Lambda sets for every function ("Defined runtime environment variables" in its developer
/// guide).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LambdaEnvironment {
    /// `AWS_LAMBDA_FUNCTION_NAME`: the dimension of the metrics.
    pub function_name: String,
    /// `AWS_LAMBDA_LOG_LEVEL`, default `INFO`.
    pub log_level: Level,
    /// `AWS_LAMBDA_LOG_FORMAT`, default `JSON`.
    pub log_format: Format,
    /// `LAMBDA_TASK_ROOT`: the folder of the deployment package; default the current folder.
    pub package: PathBuf,
}

impl LambdaEnvironment {
    /// Reads the variables through `variable`, which is [`std::env::var_os`] except in tests.
    ///
    /// # Errors
    /// The first variable that is missing or invalid.
    pub fn read(variable: impl Fn(&str) -> Option<OsString>) -> Result<Self, ConfigError> {
        let variables = Variables(variable);
        for name in REQUIRED {
            if variables.text(name)?.is_none() {
                return Err(error(name, "", "Lambda sets it; an emulator must set it too".to_owned()));
            }
        }
        variables.number("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", MEMORY_SIZE_MB, "megabytes")?;
        let levels = ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"];
        let level = variables.choice("AWS_LAMBDA_LOG_LEVEL", &levels)?;
        let format = variables.choice("AWS_LAMBDA_LOG_FORMAT", &["JSON", "Text"])?;
        Ok(Self {
            function_name: variables.text("AWS_LAMBDA_FUNCTION_NAME")?.unwrap_or_default(),
            log_level: match level {
                Some("TRACE" | "DEBUG") => Level::Debug,
                Some("WARN") => Level::Warn,
                Some("ERROR") => Level::Error,
                Some("FATAL") => Level::Fatal,
                _ => Level::Info,
            },
            log_format: if format == Some("Text") { Format::Text } else { Format::Json },
            package: variables.0("LAMBDA_TASK_ROOT").map_or_else(|| PathBuf::from("."), PathBuf::from),
        })
    }
}
