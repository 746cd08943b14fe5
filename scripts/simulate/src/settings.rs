//! The function's settings, as the options give them.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::env;
use std::path::Path;

use claim_enrichment::config::{ConfigError, Settings};
use claim_enrichment::rules::{RuleContext, RuleFault, RuleFaults, Rules};

use crate::args::{Args, option};
use crate::event;

/// Why there are no settings.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SettingsError {
    #[error("{} is {:?}: {}", option(.0.name), .0.value, .0.problem)]
    Config(ConfigError),
    #[error("--rules is {file:?}: {faults}")]
    Rules { file: String, faults: RuleFaults },
}

/// The settings, and warnings about them.
#[derive(Debug)]
pub(crate) struct CheckedSettings {
    pub(crate) settings: Settings,
    /// Warnings about the rules and the settings.
    pub(crate) warnings: Vec<RuleFault>,
}

/// Reads the settings with the function's own code, and the rules from their file.
///
/// # Errors
/// An option is invalid, or the rules have faults.
pub(crate) fn read(args: &Args) -> Result<CheckedSettings, SettingsError> {
    // `--rules` replaces CLAIM_RULES, so that no file is relative to a folder.
    let mut settings = tools::settings::read(|name| args.variable(name)).map_err(SettingsError::Config)?;
    let unset = RefCell::new(BTreeSet::new());
    if let Some(path) = &args.rules {
        let invalid = |faults| SettingsError::Rules { file: name(path), faults };
        let json = event::read(path).map_err(|error| {
            let message =
                format!("the file cannot be read: {error}; name a file, or - for the standard input");
            invalid(RuleFaults(vec![RuleFault { place: "the rules".to_owned(), message }]))
        })?;
        let variable = |variable: &str| match env::var(variable) {
            Ok(table) if !table.is_empty() => Some(table),
            // The function must have the variable, but this environment may lack it.
            _ if !args.selects_real_table() => {
                unset.borrow_mut().insert(variable.to_owned());
                Some(variable.to_owned())
            }
            _ => None,
        };
        let context = RuleContext {
            max_claim_bytes: settings.enrichment.max_claim_bytes,
            default_read: settings.default_read.clone(),
            variable: &variable,
        };
        settings.enrichment.rules = Rules::parse(&json, &context).map_err(invalid)?;
    }
    let mut warnings = settings.enrichment.rules.warnings();
    warnings.extend(unset.into_inner().into_iter().map(|variable| RuleFault {
        place: "reads".to_owned(),
        message: format!(
            "the environment variable {variable} is not set here; its name is used as the table's name, but the \
             function does not start without it"
        ),
    }));
    if settings.default_read.key.is_user_writable() {
        warnings.push(RuleFault {
            place: "--key".to_owned(),
            message: format!(
                "{}: users who can write this attribute choose whose item is read; make sure that no app client's \
                 write attributes include it",
                settings.default_read.key
            ),
        });
    }
    Ok(CheckedSettings { settings, warnings })
}

/// Returns the name of the rules file for messages.
pub(crate) fn name(path: &Path) -> String {
    if path == Path::new("-") { "standard input".to_owned() } else { path.display().to_string() }
}
