//! What ends the program, each with what to do about it, in one line.

use std::error::Error as StdError;
use std::io;
use std::process::ExitCode;

use claim_enrichment::config::ConfigError;
use tools::aws::AccessError;
use tools::error::chain;

use crate::args::flag;

/// Why the program ends otherwise than well.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    #[error("the event {from} could not be read: {source}; name a file, or - for the standard input")]
    Read { from: String, source: io::Error },
    #[error("the event {from} is no JSON: {source}; give one event, as Cognito sends it to the trigger")]
    NoJson { from: String, source: serde_json::Error },
    #[error("the event {from} is {what}, no JSON object; give one event, as Cognito sends it to the trigger")]
    NoObject { from: String, what: &'static str },
    #[error(
        "{flag} can't be used with --trigger-source ClientCredentials: a machine is no user; leave it out"
    )]
    MachineWith { flag: &'static str },
    #[error("--trigger-source ClientCredentials comes as V3 alone; leave --trigger out, or say V3")]
    MachineVersion,
    #[error("{} is {:?}: {}", flag(.0.name), .0.value, .0.allowed)]
    Config(ConfigError),
    #[error("--rules is {file:?}: {}", faults.join("; "))]
    Rules { file: String, faults: Vec<String> },
    #[error("{file} has {} faults", faults.len())]
    Faults { file: String, faults: Vec<String> },
    #[error("--rules and --event can't both be -: one of them has to name a file")]
    OneInput,
    #[error(transparent)]
    Access(#[from] AccessError),
    #[error("the embedded DynamoDB could not be started: {}; try --endpoint-url with one that runs", chain(.0.as_ref()))]
    Embedded(Box<dyn StdError + Send + Sync>),
    #[error("{0}")]
    Lookup(String),
    #[error("the output could not be written: {0}")]
    Output(io::Error),
}

impl Error {
    /// How it is told: in one line, but faults of rules that were to be checked each in one of its
    /// own, behind the file, as compilers do.
    pub(crate) fn lines(&self) -> Vec<String> {
        match self {
            Self::Faults { file, faults } => faults.iter().map(|fault| format!("{file}: {fault}")).collect(),
            error => vec![format!("simulate: {error}")],
        }
    }

    /// 1: the tokens are shown, but the lookup failed. 2: there is nothing to show.
    pub(crate) fn exit_code(&self) -> ExitCode {
        ExitCode::from(if matches!(self, Self::Lookup(_)) { 1 } else { 2 })
    }
}
