//! A scripted DynamoDB on loopback. It speaks HTTP on bare sockets, since no HTTP server can be
//! made to misbehave enough.
#![allow(dead_code, reason = "each test crate uses a part of it")]

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::{Value, json};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::task::JoinHandle;
use tokio::time::sleep;
use tokio_rustls::TlsAcceptor;

/// The key that the function reads at its start, before the first event.
pub(crate) const WARM_UP_KEY: &str = "warm up";

/// How one request is answered.
#[derive(Debug, Clone)]
pub(crate) enum Reply {
    /// With what [`item`] says.
    Healthy,
    /// With these bytes, whatever they are.
    Bytes(Vec<u8>, Then),
    /// With an answer that never ends, a byte at a time.
    Trickle,
    /// Not at all.
    Hang,
    /// With its head at once, and with its body after [`LATE`].
    Late {
        /// Sent at once.
        head: Vec<u8>,
        /// Sent later.
        body: Vec<u8>,
    },
}

/// Longer than the lookup of a test that asks for a late answer may take.
const LATE: Duration = Duration::from_millis(110);

/// What follows an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Then {
    /// The next request of this connection.
    Keep,
    /// The end of the connection.
    Close,
    /// Nothing: the connection stays open, and nobody reads it.
    Hang,
}

/// What happens to a connection before its first request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Door {
    /// It is served.
    Open,
    /// It is closed at once.
    Slammed,
}

impl Reply {
    /// HTTP 200 with `body`.
    pub(crate) fn ok(body: impl AsRef<[u8]>) -> Self {
        Self::http(200, &[], body)
    }

    /// An answer of `status` with `headers` and `body`, well formed.
    pub(crate) fn http(status: u16, headers: &[(&str, &str)], body: impl AsRef<[u8]>) -> Self {
        let body = body.as_ref();
        let headers: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        let head = format!(
            "HTTP/1.1 {status} Whatever\r\nContent-Type: application/x-amz-json-1.0\r\n\
             x-amzn-RequestId: AB12CD34\r\n{headers}Content-Length: {}\r\n\r\n",
            body.len()
        );
        Self::Bytes([head.as_bytes(), body].concat(), Then::Keep)
    }

    /// A DynamoDB error.
    pub(crate) fn error(status: u16, code: &str, message: &str) -> Self {
        Self::error_with(status, &[], code, message)
    }

    /// A DynamoDB error with further headers.
    pub(crate) fn error_with(status: u16, headers: &[(&str, &str)], code: &str, message: &str) -> Self {
        let code = format!("com.amazonaws.dynamodb.v20120810#{code}");
        Self::http(status, headers, json!({"__type": code, "message": message}).to_string())
    }

    /// Nothing but the end of the connection.
    pub(crate) fn close() -> Self {
        Self::Bytes(Vec::new(), Then::Close)
    }
}

/// What a healthy table holds: everybody but those called nobody, each with data of their own.
pub(crate) fn item(key: &str) -> Value {
    if key == WARM_UP_KEY || key.contains("nobody") {
        return json!({});
    }
    json!({"Item": {
        "projects": {"SS": [format!("canary-y-{key}"), format!("canary-x-{key}")]},
        "department": {"S": format!("canary-department-{key}")},
    }})
}

/// A request that came.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    /// The header `X-Amz-Target`.
    pub(crate) target: String,
    pub(crate) body: Value,
}

impl Request {
    /// The user name that it asks for.
    pub(crate) fn key(&self) -> &str {
        self.body["Key"]["userName"]["S"].as_str().unwrap_or_default()
    }
}

struct Script {
    door: Door,
    warm_up: Reply,
    next: VecDeque<Reply>,
    otherwise: Reply,
}

struct State {
    script: Mutex<Script>,
    requests: Mutex<Vec<Request>>,
    open: AtomicUsize,
    accepted: AtomicUsize,
}

/// A DynamoDB that listens; ends when dropped. Healthy, until it is told otherwise.
pub(crate) struct FaultyDynamoDb {
    address: SocketAddr,
    scheme: &'static str,
    state: Arc<State>,
    task: JoinHandle<()>,
}

/// A DynamoDB that has an address, but doesn't take connections yet.
pub(crate) struct Shut {
    address: SocketAddr,
    door: ShutDoor,
}

enum ShutDoor {
    Bound(TcpSocket),
    Listening(TcpListener, Vec<TcpStream>),
}

impl Shut {
    /// Its port refuses every connection, and nobody else can get it.
    pub(crate) fn refusing() -> Self {
        let socket = bound();
        Self { address: socket.local_addr().unwrap(), door: ShutDoor::Bound(socket) }
    }

    /// Connections open, since the system opens them, and nobody ever takes one.
    pub(crate) fn not_accepting() -> Self {
        let listener = bound().listen(64).unwrap();
        Self { address: listener.local_addr().unwrap(), door: ShutDoor::Listening(listener, Vec::new()) }
    }

    /// Connections don't even open: the system's queue is full, so it drops what asks for one.
    /// (Linux; elsewhere a full queue refuses.)
    pub(crate) async fn full() -> Self {
        let listener = bound().listen(0).unwrap();
        let address = listener.local_addr().unwrap();
        let filler = TcpStream::connect(address).await.unwrap();
        Self { address, door: ShutDoor::Listening(listener, vec![filler]) }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub(crate) fn port(&self) -> u16 {
        self.address.port()
    }

    /// From now on it is served.
    pub(crate) fn open(self) -> FaultyDynamoDb {
        let listener = match self.door {
            ShutDoor::Bound(socket) => socket.listen(64).unwrap(),
            ShutDoor::Listening(listener, _filler) => listener,
        };
        FaultyDynamoDb::serve(listener, None)
    }
}

fn bound() -> TcpSocket {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind(([127, 0, 0, 1], 0).into()).unwrap();
    socket
}

impl FaultyDynamoDb {
    pub(crate) async fn start() -> Self {
        Self::serve(TcpListener::bind(("127.0.0.1", 0)).await.unwrap(), None)
    }

    /// The same, over TLS.
    pub(crate) async fn start_tls(acceptor: TlsAcceptor) -> Self {
        Self::serve(TcpListener::bind(("127.0.0.1", 0)).await.unwrap(), Some(acceptor))
    }

    fn serve(listener: TcpListener, tls: Option<TlsAcceptor>) -> Self {
        let script = Script {
            door: Door::Open,
            warm_up: Reply::Healthy,
            next: VecDeque::new(),
            otherwise: Reply::Healthy,
        };
        let state = Arc::new(State {
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

    pub(crate) fn url(&self) -> String {
        format!("{}://{}", self.scheme, self.address)
    }

    /// The read at the function's start is answered so.
    pub(crate) fn warm_up(&self, reply: Reply) {
        self.state.script.lock().unwrap().warm_up = reply;
    }

    /// The next requests are answered so, one after the other; those after them as before.
    pub(crate) fn next(&self, replies: impl IntoIterator<Item = Reply>) {
        self.state.script.lock().unwrap().next = replies.into_iter().collect();
    }

    /// Every request is answered so, until this is called again.
    pub(crate) fn always(&self, reply: Reply) {
        self.state.script.lock().unwrap().otherwise = reply;
    }

    /// New connections are treated so.
    pub(crate) fn door(&self, door: Door) {
        self.state.script.lock().unwrap().door = door;
    }

    /// The requests so far, but for the one at the start.
    pub(crate) fn requests(&self) -> Vec<Request> {
        let requests = self.state.requests.lock().unwrap();
        requests.iter().filter(|request| request.key() != WARM_UP_KEY).cloned().collect()
    }

    /// Whether the read at the function's start has come.
    pub(crate) fn was_warmed_up(&self) -> bool {
        self.state.requests.lock().unwrap().iter().any(|request| request.key() == WARM_UP_KEY)
    }

    /// How many connections are open now.
    pub(crate) fn open_connections(&self) -> usize {
        self.state.open.load(Ordering::SeqCst)
    }

    /// How many connections there were.
    pub(crate) fn accepted_connections(&self) -> usize {
        self.state.accepted.load(Ordering::SeqCst)
    }
}

impl Drop for FaultyDynamoDb {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn converse<S: AsyncRead + AsyncWrite + Unpin>(mut stream: S, state: &State) -> std::io::Result<()> {
    let mut unread = Vec::new();
    while let Some(request) = read_request(&mut stream, &mut unread).await? {
        let key = request.key().to_owned();
        state.requests.lock().unwrap().push(request);
        let reply = {
            let mut script = state.script.lock().unwrap();
            match key.as_str() {
                WARM_UP_KEY => script.warm_up.clone(),
                _ => script.next.pop_front().unwrap_or_else(|| script.otherwise.clone()),
            }
        };
        let then = match reply {
            Reply::Healthy => {
                let Reply::Bytes(bytes, then) = Reply::ok(item(&key).to_string()) else { unreachable!() };
                stream.write_all(&bytes).await?;
                then
            }
            Reply::Bytes(bytes, then) => {
                stream.write_all(&bytes).await?;
                then
            }
            Reply::Trickle => {
                stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n").await?;
                loop {
                    stream.write_all(b" ").await?;
                    stream.flush().await?;
                    sleep(Duration::from_millis(20)).await;
                }
            }
            Reply::Hang => Then::Hang,
            Reply::Late { head, body } => {
                stream.write_all(&head).await?;
                stream.flush().await?;
                sleep(LATE).await;
                stream.write_all(&body).await?;
                Then::Keep
            }
        };
        stream.flush().await?;
        match then {
            Then::Keep => {}
            Then::Close => return stream.shutdown().await,
            // Until the other side gives up.
            Then::Hang => while stream.read(&mut [0; 1024]).await? > 0 {},
        }
    }
    Ok(())
}

/// Reads one request; `None` at the end of the connection. What is read beyond it stays in `unread`.
async fn read_request<S: AsyncRead + Unpin>(
    stream: &mut S,
    unread: &mut Vec<u8>,
) -> std::io::Result<Option<Request>> {
    let head_end = loop {
        match unread.windows(4).position(|bytes| bytes == b"\r\n\r\n") {
            Some(position) => break position + 4,
            None if stream.read_buf(unread).await? == 0 => return Ok(None),
            None => {}
        }
    };
    let head = String::from_utf8_lossy(&unread[..head_end]).into_owned();
    let header = |name: &str| {
        let lines = head.lines().filter_map(|line| line.split_once(':'));
        let mut values =
            lines.filter(|(set, _)| set.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim());
        values.next().unwrap_or_default().to_owned()
    };
    let length: usize = header("content-length").parse().unwrap_or_default();
    while unread.len() < head_end + length {
        if stream.read_buf(unread).await? == 0 {
            return Ok(None);
        }
    }
    let body = serde_json::from_slice(&unread[head_end..head_end + length]).unwrap_or_default();
    unread.drain(..head_end + length);
    Ok(Some(Request { target: header("x-amz-target"), body }))
}
