//! The embedded engine, dynoxide, on a thread of the test process.

use std::sync::OnceLock;

/// Returns the address of this process's embedded engine, and starts it at the first call.
pub fn url() -> &'static str {
    static URL: OnceLock<String> = OnceLock::new();
    URL.get_or_init(|| tools::embedded::start().unwrap())
}
