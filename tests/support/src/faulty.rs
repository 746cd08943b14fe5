//! A scripted DynamoDB on loopback. It speaks HTTP on bare sockets, since no HTTP server can be
//! made to misbehave enough.

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

/// The key that the function reads at its start, before the first event.
pub const WARM_UP_KEY: &str = "warm up";

/// What happens to a connection before its first request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Door {
    /// It is served.
    Open,
    /// It is closed at once.
    Slammed,
}

/// A request that came.
#[derive(Debug, Clone)]
pub struct Request {
    /// The header `X-Amz-Target`.
    pub target: String,
    pub body: Value,
}

impl Request {
    /// The tables that it reads.
    pub fn tables(&self) -> Vec<&str> {
        let of_batch = self.body["RequestItems"].as_object();
        let of_batch = of_batch.into_iter().flat_map(|tables| tables.keys().map(String::as_str));
        self.body["TableName"].as_str().into_iter().chain(of_batch).collect()
    }

    /// The key that it asks for, whatever its name.
    pub fn key(&self) -> &str {
        let key = self.body["Key"].as_object().and_then(|key| key.values().next());
        key.and_then(|key| key["S"].as_str()).unwrap_or_default()
    }
}

struct Script {
    door: Door,
    warm_up: Reply,
    next: VecDeque<Reply>,
    otherwise: Reply,
    tables: HashMap<String, Reply>,
}

struct State {
    upstream: Option<Upstream>,
    script: Mutex<Script>,
    requests: Mutex<Vec<Request>>,
    open: AtomicUsize,
    accepted: AtomicUsize,
}

/// A DynamoDB that listens; ends when dropped. Healthy, until it is told otherwise.
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

    /// The read at the function's start is answered so.
    pub fn warm_up(&self, reply: Reply) {
        self.state.script.lock().unwrap().warm_up = reply;
    }

    /// The next requests are answered so, one after the other; those after them as before.
    pub fn next(&self, replies: impl IntoIterator<Item = Reply>) {
        self.state.script.lock().unwrap().next = replies.into_iter().collect();
    }

    /// Every request is answered so, until this is called again.
    pub fn always(&self, reply: Reply) {
        self.state.script.lock().unwrap().otherwise = reply;
    }

    /// Requests for `table` are answered so, until this is called again.
    pub fn table(&self, table: &str, reply: Reply) {
        self.state.script.lock().unwrap().tables.insert(table.to_owned(), reply);
    }

    /// New connections are treated so.
    pub fn door(&self, door: Door) {
        self.state.script.lock().unwrap().door = door;
    }

    /// The requests so far, but for the one at the start.
    pub fn requests(&self) -> Vec<Request> {
        let requests = self.state.requests.lock().unwrap();
        requests.iter().filter(|request| request.key() != WARM_UP_KEY).cloned().collect()
    }

    /// Whether the read at the function's start has come.
    pub fn was_warmed_up(&self) -> bool {
        self.state.requests.lock().unwrap().iter().any(|request| request.key() == WARM_UP_KEY)
    }

    /// How many connections are open now.
    pub fn open_connections(&self) -> usize {
        self.state.open.load(Ordering::SeqCst)
    }

    /// How many connections there were.
    pub fn accepted_connections(&self) -> usize {
        self.state.accepted.load(Ordering::SeqCst)
    }
}

impl Drop for FaultyDynamoDb {
    fn drop(&mut self) {
        self.task.abort();
    }
}
