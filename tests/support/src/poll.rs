//! Waiting for something that happens elsewhere.

use std::thread;
use std::time::{Duration, Instant};

/// The time after which a test gives up: far above what anything takes on a slow machine.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// The pause between two attempts.
const INTERVAL: Duration = Duration::from_millis(5);

/// Waits until `done` returns true.
///
/// # Panics
/// It does not within [`PATIENCE`].
pub async fn eventually(what: &str, mut done: impl FnMut() -> bool) {
    let until = Instant::now() + PATIENCE;
    while !done() {
        assert!(Instant::now() < until, "never happened: {what}");
        tokio::time::sleep(INTERVAL).await;
    }
}

/// Waits until `attempt` returns a value, and blocks the thread meanwhile; `None` after `limit`.
pub fn wait_for<T>(limit: Duration, mut attempt: impl FnMut() -> Option<T>) -> Option<T> {
    let until = Instant::now() + limit;
    loop {
        if let Some(value) = attempt() {
            return Some(value);
        }
        if Instant::now() > until {
            return None;
        }
        thread::sleep(INTERVAL);
    }
}
