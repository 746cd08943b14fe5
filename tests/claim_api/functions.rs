//! The built functions, run as Lambda runs them: an event of API Gateway goes to `business`, its Invoke
//! request to `check_user_access`, and the lookup to the embedded DynamoDB.

use std::process::Stdio;
use std::sync::{Arc, Mutex, mpsc};
use std::time::Duration;

use bytes::Bytes;
use serde_json::{Value, json};
use tokio::io::AsyncReadExt as _;
use tokio::process::{Child, Command};
use tokio::runtime::Handle;
use tokio::time::timeout;
use wiremock::matchers::{header_exists, method, path};
use wiremock::{Mock, MockServer, Respond, ResponseTemplate};

use crate::fixtures::{api_event, claims_without_trigger};
use test_support::embedded;
use test_support::runtime_api::{Answer, Deadline, RuntimeApi};
use test_support::table::{Table, unique_name};

/// Longest wait for a function; far more than a slow machine needs.
const FUNCTION_TIMEOUT: Duration = Duration::from_secs(30);

/// A running function with its own Runtime API. Killed when dropped.
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
        timeout(FUNCTION_TIMEOUT, answer).await.unwrap().unwrap()
    }

    /// Ends the process and returns its whole output.
    async fn stop(self) -> String {
        let mut child = self.child.into_inner().unwrap();
        child.start_kill().unwrap();
        let mut output = String::new();
        child.stdout.take().unwrap().read_to_string(&mut output).await.unwrap();
        child.stderr.take().unwrap().read_to_string(&mut output).await.unwrap();
        output
    }
}

/// Lambda's Invoke operation for one function.
struct Invoke {
    function: Arc<Function>,
    runtime: Handle,
}

impl Respond for Invoke {
    fn respond(&self, request: &wiremock::Request) -> ResponseTemplate {
        let (function, event) = (Arc::clone(&self.function), request.body.clone());
        let (sender, receiver) = mpsc::channel();
        self.runtime.spawn(async move { sender.send(function.invoke(event).await) });
        let answer = receiver.recv().unwrap();
        let response = ResponseTemplate::new(200).set_body_bytes(answer.body.as_ref());
        if answer.is_error { response.insert_header("X-Amz-Function-Error", "Unhandled") } else { response }
    }
}

async fn lambda_with(function: Function) -> MockServer {
    let server = MockServer::start().await;
    Mock::given(method("POST"))
        .and(path("/2015-03-31/functions/check/invocations"))
        .and(header_exists("authorization"))
        .respond_with(Invoke { function: Arc::new(function), runtime: Handle::current() })
        .mount(&server)
        .await;
    server
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

async fn business(lambda: &MockServer) -> Function {
    let environment =
        [("AWS_ENDPOINT_URL_LAMBDA", lambda.uri()), ("CHECK_USER_ACCESS_FUNCTION", "check".to_owned())];
    let environment = environment.each_ref().map(|(name, value)| (*name, value.as_str()));
    Function::start(env!("CARGO_BIN_EXE_business"), &environment).await
}

/// Sends a request with a token that grants apollo and Legal. Returns status, `x-table-reads` and body.
async fn send(business: &Function, route: &str, path: &str) -> (u64, String, Value) {
    let mut claims = claims_without_trigger("access");
    claims.extend(json!({"projects": ["apollo"], "department": "Legal"}).as_object().unwrap().clone());
    let answer = business.invoke(api_event(route, path, &claims).to_string()).await;
    assert!(!answer.is_error, "{answer:?}");
    let response = answer.json();
    let body = serde_json::from_str(response["body"].as_str().unwrap()).unwrap();
    let reads = response["headers"]["x-table-reads"].as_str().unwrap().to_owned();
    (response["statusCode"].as_u64().unwrap(), reads, body)
}

#[tokio::test(flavor = "multi_thread")]
async fn optimized_route_uses_the_token_and_standard_route_the_table() {
    let table = Table::create(embedded::url()).await;
    table.put("alice", &["gemini"], Some("research")).await;
    let lambda = lambda_with(check_user_access(&table.name, &table.url).await).await;
    let business = business(&lambda).await;

    let (status, reads, body) = send(&business, "optimized", "projects").await;
    assert_eq!((status, reads.as_str(), &body["projects"][0]["name"]), (200, "0", &json!("apollo")));
    assert_eq!(send(&business, "optimized", "notices").await.2["department"], "Legal");
    assert_eq!(send(&business, "optimized", "projects/gemini").await.0, 403);
    assert_eq!(lambda.received_requests().await.unwrap().len(), 0);

    let (status, reads, body) = send(&business, "standard", "projects").await;
    assert_eq!((status, reads.as_str(), &body["projects"][0]["name"]), (200, "1", &json!("gemini")));
    assert_eq!(send(&business, "standard", "notices").await.2["department"], "research");
    assert_eq!(send(&business, "standard", "projects/apollo").await.0, 403);
    assert_eq!(lambda.received_requests().await.unwrap().len(), 3);
    assert_eq!(business.stop().await, "", "no errors are logged");
}

#[tokio::test(flavor = "multi_thread")]
async fn missing_table_is_a_503_and_one_log_line() {
    let lambda = lambda_with(check_user_access(&unique_name(), embedded::url()).await).await;
    let business = business(&lambda).await;
    let (status, reads, body) = send(&business, "standard", "projects").await;
    assert_eq!((status, reads.as_str(), &body["error"]), (503, "0", &json!("unavailable")));
    let log = business.stop().await;
    assert_eq!(log.lines().count(), 1, "{log}");
    assert!(log.contains("CheckUserAccess returned an error; its log has the cause"), "{log}");
    assert!(!log.contains("alice") && !log.contains("apollo"), "{log}");
}

#[tokio::test]
async fn start_up_error_names_the_variable() {
    let check_user_access = env!("CARGO_BIN_EXE_check_user_access");
    for (program, environment, variable) in [
        (env!("CARGO_BIN_EXE_business"), &[][..], "CHECK_USER_ACCESS_FUNCTION"),
        (check_user_access, &[], "TRIGGER_VERSION"),
        (
            check_user_access,
            &[("TRIGGER_VERSION", "V2_0"), ("USER_INFO_KEY", "attribute:email")],
            "USER_INFO_KEY",
        ),
    ] {
        let function = Function::start(program, environment).await;
        let mut child = function.child.into_inner().unwrap();
        let status = timeout(FUNCTION_TIMEOUT, child.wait()).await.unwrap().unwrap();
        let mut log = String::new();
        child.stderr.take().unwrap().read_to_string(&mut log).await.unwrap();
        assert!(!status.success() && log.contains(variable) && log.lines().count() == 1, "{log}");
    }
}
