//! A scripted server in place of DynamoDB. It uses plain sockets, since HTTP servers do not produce the
//! faults that tests need.

mod connection;
mod forward;
mod reply;
mod shut;

pub use reply::{Reply, Then, item};
pub use shut::Shut;

use std::collections::{HashMap, VecDeque};
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use connection::converse;
use forward::Upstream;
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;

/// The key that the function reads at start-up.
pub const WARM_UP_KEY: &str = "warm up";

/// How new connections are treated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Door {
    /// They are served.
    Open,
    /// They are closed at once.
    Slammed,
}

/// A received request.
#[derive(Debug, Clone)]
pub struct Request {
    /// The header `X-Amz-Target`.
    pub target: String,
    /// The Region that it is signed for.
    pub region: String,
    pub body: Value,
}

impl Request {
    /// The tables that it reads.
    pub fn tables(&self) -> Vec<&str> {
        let of_batch = self.body["RequestItems"].as_object();
        let of_batch = of_batch.into_iter().flat_map(|tables| tables.keys().map(String::as_str));
        self.body["TableName"].as_str().into_iter().chain(of_batch).collect()
    }

    /// The value of the key, or the first value of a query, whatever its name.
    pub fn key(&self) -> &str {
        let key = self.body["Key"].as_object().or(self.body["ExpressionAttributeValues"].as_object());
        let key = key.and_then(|key| key.values().next());
        key.and_then(|key| key["S"].as_str()).unwrap_or_default()
    }
}

struct Script {
    door: Door,
    warm_up: Reply,
    next: VecDeque<Reply>,
    otherwise: Reply,
    tables: HashMap<String, Reply>,
    regions: HashMap<String, Reply>,
}

struct State {
    upstream: Option<Upstream>,
    script: Mutex<Script>,
    requests: Mutex<Vec<Request>>,
    open: AtomicUsize,
    accepted: AtomicUsize,
}

/// A running server. It ends when dropped, and returns items until scripted otherwise.
pub struct FaultyDynamoDb {
    address: SocketAddr,
    scheme: &'static str,
    state: Arc<State>,
    task: JoinHandle<()>,
}

impl FaultyDynamoDb {
    pub async fn start() -> Self {
        Self::serve(TcpListener::bind(("127.0.0.1", 0)).await.unwrap(), None)
    }

    /// Starts one that passes requests on to the DynamoDB at `url`, with `prefix` before the names of
    /// tables.
    pub async fn before(url: &str, prefix: &str) -> Self {
        let upstream = Upstream { url: url.to_owned(), prefix: prefix.to_owned() };
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let server = Self::serve_with(listener, None, Some(upstream));
        server.always(Reply::Forward { rows_per_page: None });
        server
    }

    /// The same, over TLS.
    pub async fn start_tls(acceptor: TlsAcceptor) -> Self {
        Self::serve(TcpListener::bind(("127.0.0.1", 0)).await.unwrap(), Some(acceptor))
    }

    fn serve(listener: TcpListener, tls: Option<TlsAcceptor>) -> Self {
        Self::serve_with(listener, tls, None)
    }

    fn serve_with(listener: TcpListener, tls: Option<TlsAcceptor>, upstream: Option<Upstream>) -> Self {
        let script = Script {
            door: Door::Open,
            warm_up: Reply::Healthy,
            next: VecDeque::new(),
            otherwise: Reply::Healthy,
            tables: HashMap::new(),
            regions: HashMap::new(),
        };
        let state = Arc::new(State {
            upstream,
            script: Mutex::new(script),
            requests: Mutex::default(),
            open: AtomicUsize::new(0),
            accepted: AtomicUsize::new(0),
        });
        let address = listener.local_addr().unwrap();
        let scheme = if tls.is_some() { "https" } else { "http" };
        let shared = Arc::clone(&state);
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                shared.accepted.fetch_add(1, Ordering::SeqCst);
                if shared.script.lock().unwrap().door == Door::Slammed {
                    continue;
                }
                let (state, tls) = (Arc::clone(&shared), tls.clone());
                tokio::spawn(async move {
                    state.open.fetch_add(1, Ordering::SeqCst);
                    match tls {
                        None => drop(converse(stream, &state).await),
                        Some(tls) => {
                            if let Ok(stream) = tls.accept(stream).await {
                                drop(converse(stream, &state).await);
                            }
                        }
                    }
                    state.open.fetch_sub(1, Ordering::SeqCst);
                });
            }
        });
        Self { address, scheme, state, task }
    }

    pub fn url(&self) -> String {
        format!("{}://{}", self.scheme, self.address)
    }

    /// Sets the response to the read at start-up.
    pub fn warm_up(&self, reply: Reply) {
        self.state.script.lock().unwrap().warm_up = reply;
    }

    /// Sets the responses to the next requests; later ones are answered as before.
    pub fn next(&self, replies: impl IntoIterator<Item = Reply>) {
        self.state.script.lock().unwrap().next = replies.into_iter().collect();
    }

    /// Sets the response to all other requests.
    pub fn always(&self, reply: Reply) {
        self.state.script.lock().unwrap().otherwise = reply;
    }

    /// Sets the response to requests for `table`.
    pub fn table(&self, table: &str, reply: Reply) {
        self.state.script.lock().unwrap().tables.insert(table.to_owned(), reply);
    }

    /// Sets the response to requests that are signed for `region`.
    pub fn region(&self, region: &str, reply: Reply) {
        self.state.script.lock().unwrap().regions.insert(region.to_owned(), reply);
    }

    /// Sets how new connections are treated.
    pub fn door(&self, door: Door) {
        self.state.script.lock().unwrap().door = door;
    }

    /// Returns the requests so far, without the one at start-up.
    pub fn requests(&self) -> Vec<Request> {
        let requests = self.state.requests.lock().unwrap();
        requests.iter().filter(|request| request.key() != WARM_UP_KEY).cloned().collect()
    }

    /// Returns whether the read at start-up was received.
    pub fn was_warmed_up(&self) -> bool {
        self.state.requests.lock().unwrap().iter().any(|request| request.key() == WARM_UP_KEY)
    }

    /// Returns the number of open connections.
    pub fn open_connections(&self) -> usize {
        self.state.open.load(Ordering::SeqCst)
    }

    /// Returns the number of connections so far.
    pub fn accepted_connections(&self) -> usize {
        self.state.accepted.load(Ordering::SeqCst)
    }
}

impl Drop for FaultyDynamoDb {
    fn drop(&mut self) {
        self.task.abort();
    }
}
