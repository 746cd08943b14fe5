//! The function's settings, read from a tool's options.

use std::ffi::OsString;
use std::path::Path;

use claim_enrichment::config::{ConfigError, Settings};

/// Reads the function's settings through `variable`, which returns what the function would find in the
/// environment variable of that name. The function's own code validates the values, so that an option
/// means what the variable means.
///
/// # Errors
/// The first variable with an invalid value.
pub fn read(variable: impl Fn(&str) -> Option<OsString>) -> Result<Settings, ConfigError> {
    // No tool reads rules from a deployment package, so that no file is relative to one.
    Settings::read(variable, Path::new(""))
}
