//! The function's settings, as the options give them.

use std::path::Path;

use claim_enrichment::config::Config;
use claim_enrichment::rules::{Rules, Source};

use crate::args::Args;
use crate::error::Error;
use crate::input;

/// Reads the options as the function reads its environment variables, and the rules where they are
/// given: once, since a pipe can't be read twice.
pub(crate) fn read(args: &Args) -> Result<Config, Error> {
    let mut config = tools::settings::read(|name| args.variable(name)).map_err(Error::Config)?;
    if let Some(path) = &args.rules {
        let wrong = |faults| Error::Rules { file: name(path), faults };
        let json = input::read(path).map_err(|error| {
            wrong(vec![format!("it could not be read: {error}; name a file, or - for the standard input")])
        })?;
        config.settings.rules =
            Rules::parse(&json, config.settings.budget).map_err(|faults| wrong(faults.0))?;
    }
    Ok(config)
}

/// What is allowed but asks for a second look.
pub(crate) fn warnings(config: &Config) -> Vec<String> {
    let mut warnings = config.settings.rules.warnings();
    if let key @ Source::UserAttribute(attribute) = &config.settings.key
        && key.may_be_writable()
    {
        warnings.push(format!(
            "--key attribute:{attribute}: whoever may write that attribute chooses whose item is theirs: make sure \
             that no app client's write attributes hold it"
        ));
    }
    warnings
}

/// How the file of the rules is called.
pub(crate) fn name(path: &Path) -> String {
    if path == Path::new("-") { "standard input".to_owned() } else { path.display().to_string() }
}
