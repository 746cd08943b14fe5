//! Configuration: environment variables, read once at start-up.
//!
//! [`LambdaEnvironment`] is what Lambda sets for every function, [`Settings`] what its operator sets for
//! this one. Tools read the settings alone.

mod connection;
mod lambda;
mod settings;
mod variables;

pub use connection::{ConnectionSettings, Endpoint};
pub use lambda::LambdaEnvironment;
pub use settings::{DEFAULT_KEY_ATTRIBUTE, DEFAULT_MAX_CLAIM_BYTES, DEFAULT_TABLE, Settings};

/// A variable that the function cannot start with.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("{name} is {value:?}: {problem}")]
pub struct ConfigError {
    /// The variable.
    pub name: &'static str,
    /// Its value, shortened if it is long.
    pub value: String,
    /// What is wrong or allowed.
    pub problem: String,
}

#[cfg(test)]
mod tests;
