//! The reasons to end with another exit code than 0.

use std::io;
use std::process::ExitCode;

use claim_enrichment::rules::RuleFault;
use tools::error::chain;

use crate::event::EventError;
use crate::explain::ExplainError;
use crate::settings::SettingsError;
use crate::simulate::SimulatorError;

/// Why the program ends with another exit code than 0.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    #[error(transparent)]
    Event(#[from] EventError),
    #[error(transparent)]
    Settings(#[from] SettingsError),
    #[error(transparent)]
    Simulator(#[from] Box<SimulatorError>),
    #[error(transparent)]
    Explain(#[from] ExplainError),
    #[error("the output cannot be written")]
    Output(#[source] io::Error),
    /// The tokens are shown, but reads failed. Holds what to do about each.
    #[error("{}", .0.join("; "))]
    Lookup(Vec<String>),
    /// `--check` found faults in the rules.
    #[error("{file} has {} faults", faults.len())]
    Check { file: String, faults: Vec<RuleFault> },
}

impl Failure {
    /// Returns the lines to print: one with the causes, or, for the faults that `--check` finds, one for
    /// each after the file's name, as compilers do.
    pub(crate) fn lines(&self) -> Vec<String> {
        match self {
            Self::Check { file, faults } => faults.iter().map(|fault| format!("{file}: {fault}")).collect(),
            error => vec![format!("simulate: {}", chain(error))],
        }
    }

    /// Returns 1 if the tokens are shown, but a lookup failed; 2 if nothing is shown.
    pub(crate) fn exit_code(&self) -> ExitCode {
        ExitCode::from(if matches!(self, Self::Lookup(_)) { 1 } else { 2 })
    }
}
