//! The embedded engine, dynoxide, on a thread of the test process.

use std::net::{Ipv4Addr, TcpListener};
use std::sync::OnceLock;
use std::thread;

use dynoxide::Database;

/// Returns the address of this process's embedded engine, and starts it at the first call.
pub fn url() -> &'static str {
    static URL: OnceLock<String> = OnceLock::new();
    URL.get_or_init(|| {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        listener.set_nonblocking(true).unwrap();
        let address = listener.local_addr().unwrap();
        thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async {
                let listener = tokio::net::TcpListener::from_std(listener).unwrap();
                dynoxide::server::serve_on(listener, Database::memory().unwrap()).await;
            });
        });
        format!("http://{address}")
    })
}
