//! The embedded DynamoDB, dynoxide, on a thread of the test process.

use std::sync::OnceLock;

/// The address of the one embedded DynamoDB of this process.
pub fn url() -> &'static str {
    static URL: OnceLock<String> = OnceLock::new();
    URL.get_or_init(|| tools::embedded::start().unwrap())
}
