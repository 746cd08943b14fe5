//! The function's settings, read from a tool's options.

use std::ffi::OsString;

use claim_enrichment::config::{Config, ConfigError};

/// Reads the function's settings through `variable`, which returns what the function would find in the
/// environment variable of that name. The function's own code validates the values, so that an option
/// means what the variable means.
///
/// # Errors
/// The first variable with an invalid value.
pub fn read(variable: impl Fn(&str) -> Option<OsString>) -> Result<Config, ConfigError> {
    // `Config` also holds what Lambda tells the function. No tool runs in Lambda, so these variables get
    // placeholders here, and only here, until the settings are a type of their own.
    Config::read(|name| match name {
        "AWS_LAMBDA_LOG_LEVEL" | "AWS_LAMBDA_LOG_FORMAT" => None,
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE" => Some("128".into()),
        _ if name.starts_with("AWS_LAMBDA_") => Some("tools".into()),
        _ => variable(name),
    })
}
