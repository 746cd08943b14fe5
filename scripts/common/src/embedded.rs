//! A DynamoDB-compatible engine, dynoxide, on a thread of this process.

use std::io;
use std::net::{Ipv4Addr, TcpListener};
use std::thread;

use aws_config::{ConfigLoader, Region};
use aws_credential_types::Credentials;
use claim_enrichment::dynamodb::without_profiles;
use dynoxide::Database;

/// Why the embedded DynamoDB did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The operating system gave it no address or no thread.
    #[error("the embedded DynamoDB could not listen on 127.0.0.1")]
    Listen(#[from] io::Error),
    /// The engine did not start.
    #[error("the embedded DynamoDB could not be set up: {0}")]
    Engine(String),
}

/// Starts an empty engine, which runs until the process ends, and returns its URL.
///
/// # Errors
/// No address is free, or the engine does not start.
pub fn start() -> Result<String, StartError> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    listener.set_nonblocking(true)?;
    let address = listener.local_addr()?;
    let database = Database::memory().map_err(|error| StartError::Engine(error.to_string()))?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let listener = {
        let _entered = runtime.enter();
        tokio::net::TcpListener::from_std(listener)?
    };
    thread::Builder::new()
        .name("embedded DynamoDB".to_owned())
        .spawn(move || runtime.block_on(dynoxide::server::serve_on(listener, database)))?;
    Ok(format!("http://{address}"))
}

/// Returns the SDK's configuration for the engine at `url`. The engine accepts any Region and any
/// credentials; they are set, so that the SDK does not look for those of the machine.
pub fn environment(url: &str) -> ConfigLoader {
    without_profiles()
        .region(Region::from_static("local"))
        .credentials_provider(Credentials::new("embedded", "embedded", None, None, "embedded"))
        .endpoint_url(url)
}
