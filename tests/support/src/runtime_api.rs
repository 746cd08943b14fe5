//! The Lambda Runtime API ("Using the Lambda runtime API for custom runtimes"): sends events one by one and
//! receives the responses.

use std::collections::HashMap;
use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant, SystemTime};

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode, server::conn::http1};
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::task::JoinHandle;

/// The largest response; Lambda rejects larger ones with 413.
pub const MAX_ANSWER_BYTES: usize = 6_291_556;

/// The deadline of an event.
#[derive(Debug, Clone, Copy)]
pub enum Deadline {
    /// This long after the event is sent.
    Ahead(Duration),
    /// At this time, in ms since 1970.
    At(u64),
}

/// The response to an event.
#[derive(Debug)]
pub struct Answer {
    pub request_id: String,
    /// Whether it is an error.
    pub is_error: bool,
    /// The header `Lambda-Runtime-Function-Error-Type`.
    pub error_type: Option<String>,
    pub body: Bytes,
    /// The time from sending the event to receiving the response.
    pub took: Duration,
    /// Whether Lambda would reject it for its size.
    pub too_large: bool,
}

impl Answer {
    /// The answer as JSON.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap()
    }
}

struct Invocation {
    request_id: String,
    body: Bytes,
    deadline: Deadline,
    answer: oneshot::Sender<Answer>,
}

struct Pending {
    since: Instant,
    answer: oneshot::Sender<Answer>,
}

#[derive(Default)]
struct State {
    pending: Mutex<HashMap<String, Pending>>,
    /// The number of requests for an event.
    polls: watch::Sender<u64>,
    connections: AtomicU64,
}

/// A running server. It ends when dropped.
pub struct RuntimeApi {
    pub address: SocketAddr,
    state: Arc<State>,
    queue: mpsc::UnboundedSender<Invocation>,
    next_id: AtomicU64,
    task: JoinHandle<()>,
}

impl RuntimeApi {
    pub async fn start() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let state = Arc::new(State::default());
        let (queue, events) = mpsc::unbounded_channel();
        let events = Arc::new(tokio::sync::Mutex::new(events));
        let shared = Arc::clone(&state);
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                stream.set_nodelay(true).ok();
                shared.connections.fetch_add(1, Ordering::SeqCst);
                let (state, events) = (Arc::clone(&shared), Arc::clone(&events));
                let service =
                    service_fn(move |request| serve(request, Arc::clone(&state), Arc::clone(&events)));
                tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
            }
        });
        Self { address, state, queue, next_id: AtomicU64::new(1), task }
    }

    /// Returns the number of requests for an event.
    pub fn polls(&self) -> u64 {
        *self.state.polls.borrow()
    }

    /// Waits until the function asks for an event and no event is queued.
    pub async fn is_waiting(&self) {
        let queued = self.next_id.load(Ordering::SeqCst);
        self.state.polls.subscribe().wait_for(|polls| *polls >= queued).await.unwrap();
    }

    /// Returns the number of connections.
    pub fn connections(&self) -> u64 {
        self.state.connections.load(Ordering::SeqCst)
    }

    /// Queues an event; the receiver gets the response.
    pub fn queue(&self, body: impl Into<Bytes>, deadline: Deadline) -> oneshot::Receiver<Answer> {
        let number = self.next_id.fetch_add(1, Ordering::SeqCst);
        let request_id = format!("00000000-0000-4000-8000-{number:012}");
        let (answer, receiver) = oneshot::channel();
        let event = Invocation { request_id, body: body.into(), deadline, answer };
        assert!(self.queue.send(event).is_ok(), "the Runtime API has ended");
        receiver
    }
}

impl Drop for RuntimeApi {
    fn drop(&mut self) {
        self.task.abort();
    }
}

type Events = Arc<tokio::sync::Mutex<mpsc::UnboundedReceiver<Invocation>>>;

async fn serve(
    request: Request<Incoming>,
    state: Arc<State>,
    events: Events,
) -> Result<Response<Full<Bytes>>, Infallible> {
    let path = request.uri().path().to_owned();
    let parts: Vec<&str> = path.trim_start_matches("/2018-06-01/runtime/").split('/').collect();
    Ok(match (request.method().as_str(), parts.as_slice()) {
        ("GET", ["invocation", "next"]) => {
            state.polls.send_modify(|polls| *polls += 1);
            match events.lock().await.recv().await {
                Some(event) => hand_out(event, &state),
                None => empty(StatusCode::INTERNAL_SERVER_ERROR),
            }
        }
        ("POST", ["invocation", request_id, kind @ ("response" | "error")]) => {
            take(request, request_id, *kind == "error", &state).await
        }
        ("POST", ["init", "error"]) => empty(StatusCode::ACCEPTED),
        _ => empty(StatusCode::NOT_FOUND),
    })
}

fn hand_out(event: Invocation, state: &State) -> Response<Full<Bytes>> {
    let deadline = match event.deadline {
        Deadline::At(millis) => millis,
        Deadline::Ahead(ahead) => {
            let then = SystemTime::now() + ahead;
            u64::try_from(then.duration_since(SystemTime::UNIX_EPOCH).unwrap().as_millis()).unwrap()
        }
    };
    let response = Response::builder()
        .header("Lambda-Runtime-Aws-Request-Id", &event.request_id)
        .header("Lambda-Runtime-Deadline-Ms", deadline)
        .header(
            "Lambda-Runtime-Invoked-Function-Arn",
            "arn:aws:lambda:eu-west-1:123456789012:function:claims",
        )
        .header("Lambda-Runtime-Trace-Id", "Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=0")
        .header("Content-Type", "application/json")
        .body(Full::new(event.body))
        .unwrap();
    let pending = Pending { since: Instant::now(), answer: event.answer };
    state.pending.lock().unwrap().insert(event.request_id, pending);
    response
}

async fn take(
    request: Request<Incoming>,
    request_id: &str,
    is_error: bool,
    state: &State,
) -> Response<Full<Bytes>> {
    let error_type = request.headers().get("Lambda-Runtime-Function-Error-Type");
    let error_type = error_type.map(|value| value.to_str().unwrap().to_owned());
    let Ok(body) = request.into_body().collect().await else { return empty(StatusCode::BAD_REQUEST) };
    let body = body.to_bytes();
    let Some(pending) = state.pending.lock().unwrap().remove(request_id) else {
        return empty(StatusCode::BAD_REQUEST);
    };
    let too_large = body.len() > MAX_ANSWER_BYTES;
    let took = pending.since.elapsed();
    let request_id = request_id.to_owned();
    drop(pending.answer.send(Answer { request_id, is_error, error_type, body, took, too_large }));
    empty(if too_large { StatusCode::PAYLOAD_TOO_LARGE } else { StatusCode::ACCEPTED })
}

fn empty(status: StatusCode) -> Response<Full<Bytes>> {
    Response::builder().status(status).body(Full::new(Bytes::new())).unwrap()
}
