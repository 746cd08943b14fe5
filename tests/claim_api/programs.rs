//! The built programs as Lambda runs them: API Gateway's request goes into `business`, its call of
//! Lambda into `check_user_access`, and that one's lookup into the embedded DynamoDB.

use std::convert::Infallible;
use std::process::Stdio;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode, server::conn::http1};
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tokio::io::AsyncReadExt as _;
use tokio::net::TcpListener;
use tokio::process::{Child, Command};
use tokio::time::timeout;

use crate::world::{plain, request};
use test_support::embedded;
use test_support::runtime_api::{Answer, Deadline, RuntimeApi};
use test_support::table::{Table, unique_name};

/// When a test gives up: far above what anything takes on a slow machine.
const PATIENCE: Duration = Duration::from_secs(30);

/// A program that runs, fed by a Runtime API of its own. Killed when dropped.
struct Function {
    api: RuntimeApi,
    child: Mutex<Child>,
}

impl Function {
    async fn start(program: &str, environment: &[(&str, &str)]) -> Self {
        let api = RuntimeApi::start().await;
        let child = Command::new(program)
            .env_clear()
            .envs([
                ("AWS_LAMBDA_FUNCTION_NAME", "tested"),
                ("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST"),
                ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "128"),
                ("AWS_LAMBDA_RUNTIME_API", &api.address.to_string()),
                ("AWS_REGION", "eu-west-1"),
                ("AWS_ACCESS_KEY_ID", "tests"),
                ("AWS_SECRET_ACCESS_KEY", "tests"),
            ])
            .envs(environment.iter().copied())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        Self { api, child: Mutex::new(child) }
    }

    async fn invoke(&self, event: impl Into<Bytes>) -> Answer {
        let answer = self.api.queue(event, Deadline::Ahead(Duration::from_secs(6)));
        timeout(PATIENCE, answer).await.unwrap().unwrap()
    }

    /// Ends it, and gives all that it has written.
    async fn finish(self) -> String {
        let mut child = self.child.into_inner().unwrap();
        child.start_kill().unwrap();
        let mut output = String::new();
        child.stdout.take().unwrap().read_to_string(&mut output).await.unwrap();
        child.stderr.take().unwrap().read_to_string(&mut output).await.unwrap();
        output
    }
}

/// Lambda's Invoke operation for one function; gives its address and how often it was called.
async fn lambda(function: Arc<Function>) -> (String, Arc<AtomicU64>) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let (url, calls) = (format!("http://{}", listener.local_addr().unwrap()), Arc::new(AtomicU64::new(0)));
    let counted = Arc::clone(&calls);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let (function, calls) = (Arc::clone(&function), Arc::clone(&counted));
            let service = service_fn(move |request| {
                calls.fetch_add(1, Ordering::SeqCst);
                invoke(request, Arc::clone(&function))
            });
            tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
        }
    });
    (url, calls)
}

async fn invoke(
    request: Request<Incoming>,
    function: Arc<Function>,
) -> Result<Response<Full<Bytes>>, Infallible> {
    let path = "/2015-03-31/functions/check/invocations";
    let mut response = Response::builder();
    if request.uri().path() != path || !request.headers().contains_key("authorization") {
        response = response.status(StatusCode::FORBIDDEN);
        return Ok(response.body(Full::new(Bytes::from_static(b"{}"))).unwrap());
    }
    let answer = function.invoke(request.into_body().collect().await.unwrap().to_bytes()).await;
    if answer.is_error {
        response = response.header("X-Amz-Function-Error", "Unhandled");
    }
    Ok(response.body(Full::new(answer.body)).unwrap())
}

/// Status, `x-table-reads` and body of the response.
async fn ask(business: &Function, way: &str, path: &str) -> (u64, String, Value) {
    let mut claims = plain("access");
    claims.extend(json!({"projects": ["apollo"], "department": "Legal"}).as_object().unwrap().clone());
    let answer = business.invoke(request(way, path, &claims).to_string()).await;
    assert!(!answer.is_error, "{answer:?}");
    let response = answer.json();
    let body = serde_json::from_str(response["body"].as_str().unwrap()).unwrap();
    let reads = response["headers"]["x-table-reads"].as_str().unwrap().to_owned();
    (response["statusCode"].as_u64().unwrap(), reads, body)
}

async fn check_user_access(table: &str, url: &str) -> Function {
    let environment = [
        ("USER_INFO_TABLE", table),
        ("AWS_ENDPOINT_URL_DYNAMODB", url),
        ("TRIGGER_VERSION", "V2_0"),
        ("LOOKUP_TIMEOUT_MS", "2000"),
    ];
    Function::start(env!("CARGO_BIN_EXE_check_user_access"), &environment).await
}

async fn business(lambda: &str) -> Function {
    let environment = [("AWS_ENDPOINT_URL_LAMBDA", lambda), ("CHECK_USER_ACCESS_FUNCTION", "check")];
    Function::start(env!("CARGO_BIN_EXE_business"), &environment).await
}

#[tokio::test(flavor = "multi_thread")]
async fn one_way_reads_the_table_and_the_other_calls_nobody() {
    let table = Table::create(embedded::url()).await;
    table.put("alice", &["gemini"], Some("research")).await;
    let (lambda, calls) = lambda(Arc::new(check_user_access(&table.name, &table.url).await)).await;
    let business = business(&lambda).await;

    // The token says one thing, the table has another since.
    let (status, reads, body) = ask(&business, "optimized", "projects").await;
    assert_eq!((status, reads.as_str(), &body["projects"][0]["name"]), (200, "0", &json!("apollo")));
    assert_eq!(ask(&business, "optimized", "notices").await.2["department"], "Legal");
    assert_eq!(ask(&business, "optimized", "projects/gemini").await.0, 403);
    assert_eq!(calls.load(Ordering::SeqCst), 0);

    let (status, reads, body) = ask(&business, "standard", "projects").await;
    assert_eq!((status, reads.as_str(), &body["projects"][0]["name"]), (200, "1", &json!("gemini")));
    assert_eq!(ask(&business, "standard", "notices").await.2["department"], "research");
    assert_eq!(ask(&business, "standard", "projects/apollo").await.0, 403);
    assert_eq!(calls.load(Ordering::SeqCst), 3);
    assert_eq!(business.finish().await, "", "nothing went wrong");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_table_that_is_gone_is_one_line_in_each_log_and_a_503() {
    let check = Arc::new(check_user_access(&unique_name(), embedded::url()).await);
    let (lambda, _) = lambda(Arc::clone(&check)).await;
    let business = business(&lambda).await;
    let (status, reads, body) = ask(&business, "standard", "projects").await;
    assert_eq!((status, reads.as_str(), &body["error"]), (503, "0", &json!("unavailable")));
    let told = business.finish().await;
    assert_eq!(
        (told.lines().count(), told.contains("CheckUserAccess failed: see its log")),
        (1, true),
        "{told}"
    );
    assert!(!told.contains("alice") && !told.contains("apollo"), "{told}");
}

#[tokio::test]
async fn a_program_that_misses_its_configuration_says_which() {
    for (program, environment, names) in [
        (env!("CARGO_BIN_EXE_business"), &[][..], "CHECK_USER_ACCESS_FUNCTION"),
        (env!("CARGO_BIN_EXE_check_user_access"), &[], "TRIGGER_VERSION"),
        (
            env!("CARGO_BIN_EXE_check_user_access"),
            &[("TRIGGER_VERSION", "V2_0"), ("USER_INFO_KEY", "attribute:email")],
            "USER_INFO_KEY",
        ),
    ] {
        let function = Function::start(program, environment).await;
        let mut child = function.child.into_inner().unwrap();
        let status = timeout(PATIENCE, child.wait()).await.unwrap().unwrap();
        let mut told = String::new();
        child.stderr.take().unwrap().read_to_string(&mut told).await.unwrap();
        assert!(!status.success() && told.contains(names) && told.lines().count() == 1, "{told}");
    }
}
