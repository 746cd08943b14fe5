//! What ends the program, each with what to do about it, in one line.

use std::error::Error as StdError;
use std::io;
use std::process::ExitCode;

use claim_enrichment::config::ConfigError;
use claim_enrichment::dynamodb::TableError;

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
    #[error("no AWS region: name one with --region, AWS_REGION or a --profile that has one{hint}")]
    NoRegion { hint: String },
    #[error(
        "the AWS region {0:?} is none: it has letters, digits and hyphens alone, as eu-west-1 has; see --region"
    )]
    BadRegion(String),
    #[error("{0}")]
    Credentials(String),
    #[error("the embedded DynamoDB could not be started: {}; try --endpoint-url with one that runs", chain(.0.as_ref()))]
    Embedded(Box<dyn StdError + Send + Sync>),
    #[error("{0}")]
    Lookup(String),
    #[error("the output could not be written: {0}")]
    Output(io::Error),
}

impl Error {
    /// 1: the tokens are shown, but the lookup failed. 2: there is nothing to show.
    pub(crate) fn exit_code(&self) -> ExitCode {
        ExitCode::from(if matches!(self, Self::Lookup(_)) { 1 } else { 2 })
    }
}

impl From<TableError> for Error {
    fn from(error: TableError) -> Self {
        Self::Embedded(error.into())
    }
}

/// `error` and the causes behind it.
pub(crate) fn chain(error: &(dyn StdError + 'static)) -> String {
    let mut chain = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let said = error.to_string();
        // Some errors say their cause themselves.
        if !chain.contains(&said) {
            chain = format!("{chain}: {said}");
        }
        cause = error.source();
    }
    chain
}
