//! A handler's response outside of a runtime.

use std::ffi::OsString;
use std::path::Path;

use claim_enrichment::config::Settings;
use claim_enrichment::handler::{Answer, EnrichmentSettings, Handler};
use claim_enrichment::repository::Repository;

/// Returns the response of a new handler to `event`. Time is paused: every wait ends at once.
pub fn answer<R: Repository>(repository: R, settings: EnrichmentSettings, event: &str) -> Answer {
    let handler = Handler::new(repository, settings);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build();
    runtime.unwrap().block_on(handler.handle(event, None))
}

/// Returns the settings that the function has with `variables` in its environment.
pub fn settings(variables: &[(&str, &str)]) -> EnrichmentSettings {
    let variable = |name: &str| {
        let found = variables.iter().find(|(variable, _)| *variable == name);
        found.map(|(_, value)| OsString::from(value))
    };
    Settings::read(variable, Path::new(".")).unwrap().enrichment
}
