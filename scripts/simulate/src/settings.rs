//! The function's settings, as the options give them.

use std::path::Path;

use claim_enrichment::config::{Config, ConfigError};
use claim_enrichment::rules::{Rules, Source};

use crate::args::{Args, option};
use crate::event;

/// Why there are no settings.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SettingsError {
    #[error("{} is {:?}: {}", option(.0.name), .0.value, .0.allowed)]
    Config(ConfigError),
    #[error("--rules is {file:?}: {}", faults.join("; "))]
    Rules { file: String, faults: Vec<String> },
}

/// Reads the settings with the function's own code, and the rules from their file.
pub(crate) fn read(args: &Args) -> Result<Config, SettingsError> {
    let mut config = tools::settings::read(|name| args.variable(name)).map_err(SettingsError::Config)?;
    if let Some(path) = &args.rules {
        let invalid = |faults| SettingsError::Rules { file: name(path), faults };
        let json = event::read(path).map_err(|error| {
            invalid(vec![format!(
                "the file cannot be read: {error}; name a file, or - for the standard input"
            )])
        })?;
        config.settings.rules =
            Rules::parse(&json, config.settings.budget).map_err(|faults| invalid(faults.0))?;
    }
    Ok(config)
}

/// Returns the warnings about the rules and the key.
pub(crate) fn warnings(config: &Config) -> Vec<String> {
    let mut warnings = config.settings.rules.warnings();
    if let key @ Source::UserAttribute(attribute) = &config.settings.key
        && key.may_be_writable()
    {
        warnings.push(format!(
            "--key attribute:{attribute}: users who can write this attribute choose whose item is read; make sure that \
             no app client's write attributes include it"
        ));
    }
    warnings
}

/// Returns the name of the rules file for messages.
pub(crate) fn name(path: &Path) -> String {
    if path == Path::new("-") { "standard input".to_owned() } else { path.display().to_string() }
}
