//! Lambda's Runtime API for one program, as the "Lambda runtime API" page of its guide says.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use hyper::{Request, Response, server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;
use tokio::sync::{Mutex, mpsc};

use super::Result;

/// How far off an event's deadline is: out of the way of a program that valgrind slows down.
const DEADLINE: Duration = Duration::from_secs(60);

/// How long a program may keep quiet: valgrind takes seconds to start one.
const PATIENCE: Duration = Duration::from_secs(60);

enum Said {
    Asked,
    Answered(Bytes),
    Failed(Bytes),
}

/// The Runtime API of one program.
pub struct Lambda {
    pub address: SocketAddr,
    said: mpsc::UnboundedReceiver<Said>,
    events: mpsc::UnboundedSender<Bytes>,
}

struct Api {
    said: mpsc::UnboundedSender<Said>,
    events: Mutex<mpsc::UnboundedReceiver<Bytes>>,
}

impl Lambda {
    pub async fn start() -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let (said_sender, said) = mpsc::unbounded_channel();
        let (events, events_receiver) = mpsc::unbounded_channel();
        let api = Arc::new(Api { said: said_sender, events: Mutex::new(events_receiver) });
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                stream.set_nodelay(true).ok();
                let api = Arc::clone(&api);
                let service = service_fn(move |request| answer(Arc::clone(&api), request));
                tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
            }
        });
        Ok(Self { address, said, events })
    }

    /// Waits until the program asks for an event.
    pub async fn asked(&mut self) -> Result<()> {
        match self.next().await? {
            Said::Asked => Ok(()),
            Said::Answered(_) => Err("it answered without having asked".into()),
            Said::Failed(why) => Err(String::from_utf8_lossy(&why).into()),
        }
    }

    /// Hands an event to a program that has asked for one; the time until its answer, and the answer.
    pub async fn call(&mut self, event: &Bytes) -> Result<(Duration, Bytes)> {
        let sent = Instant::now();
        self.events.send(event.clone())?;
        match self.next().await? {
            Said::Answered(answer) => Ok((sent.elapsed(), answer)),
            Said::Asked => Err("it asked twice".into()),
            Said::Failed(why) => Err(String::from_utf8_lossy(&why).into()),
        }
    }

    async fn next(&mut self) -> Result<Said> {
        tokio::time::timeout(PATIENCE, self.said.recv()).await?.ok_or_else(|| "the API has ended".into())
    }
}

async fn answer(
    api: Arc<Api>,
    request: Request<Incoming>,
) -> std::result::Result<Response<Full<Bytes>>, Infallible> {
    let path = request.uri().path().to_owned();
    let body = request.into_body().collect().await.map(|body| body.to_bytes()).unwrap_or_default();
    let said = match path.rsplit('/').next() {
        Some("next") => {
            api.said.send(Said::Asked).ok();
            let event = api.events.lock().await.recv().await.unwrap_or_default();
            return Ok(invocation(event));
        }
        Some("response") => Said::Answered(body),
        _ => Said::Failed(body),
    };
    api.said.send(said).ok();
    let mut accepted = Response::new(Full::default());
    *accepted.status_mut() = hyper::StatusCode::ACCEPTED;
    Ok(accepted)
}

fn invocation(event: Bytes) -> Response<Full<Bytes>> {
    let deadline = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default() + DEADLINE;
    let arn = "arn:aws:lambda:eu-central-1:123456789012:function:benchmark";
    let headers = [
        ("content-type", "application/json".to_owned()),
        ("lambda-runtime-aws-request-id", "8476a536-e9f4-11e8-9739-2dfe598c3fcd".to_owned()),
        ("lambda-runtime-deadline-ms", deadline.as_millis().to_string()),
        ("lambda-runtime-invoked-function-arn", arn.to_owned()),
        ("lambda-runtime-trace-id", "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Sampled=0".to_owned()),
    ];
    let mut response = Response::new(Full::from(event));
    for (name, value) in headers {
        if let Ok(value) = value.try_into() {
            response.headers_mut().insert(name, value);
        }
    }
    response
}
