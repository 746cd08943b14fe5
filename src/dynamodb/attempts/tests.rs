//! The attempts against a scripted connector, in paused time.

use std::sync::Mutex;
use std::time::Duration;

use aws_sdk_dynamodb::config::{Builder, Credentials, Region};
use aws_smithy_runtime_api::client::http::{
    HttpConnector, HttpConnectorFuture, SharedHttpConnector, http_client_fn,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::http::StatusCode;
use aws_smithy_types::body::SdkBody;
use tokio::time::Instant;

use super::super::DynamoDbRepository;
use super::super::connection::{CheckingConnector, Environment};
use crate::repository::{
    FailureCause, KeyValue, Keys, QueryKey, ReadError, ReadRequest, ReadResponse, Repository as _, Validity,
};

const TIMEOUT: Duration = Duration::from_millis(2000);
const NETWORK: Duration = Duration::from_millis(5);
const REPLICA: &str = "us-west-2";

/// What becomes of one request.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Reply {
    Found,
    Error(u16, &'static str),
    Unreadable,
    /// An object without the members that a query and a batch have in every response.
    Empty,
    Closed,
    Hang,
}

const THROTTLED: Reply = Reply::Error(400, "ThrottlingException");
const DENIED: Reply = Reply::Error(400, "AccessDeniedException");
const TRANSIENT: [Reply; 5] =
    [THROTTLED, Reply::Error(500, "InternalServerError"), Reply::Unreadable, Reply::Closed, Reply::Hang];

/// Says what becomes of a request; `true` if it went to the replica.
type Script = Box<dyn FnMut(bool) -> Reply + Send>;

struct Scripted(Mutex<Script>);

impl std::fmt::Debug for Scripted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Scripted")
    }
}

impl HttpConnector for Scripted {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let signature = request.headers().get("authorization").unwrap_or_default();
        let reply = self.0.lock().unwrap()(signature.contains(REPLICA));
        HttpConnectorFuture::new(async move {
            tokio::time::sleep(NETWORK).await;
            let (status, body) = match reply {
                Reply::Found => (
                    200,
                    r#"{"Item":{"a":{"S":"x"}},"Items":[{"a":{"S":"x"}}],"Count":1,"Responses":{}}"#.into(),
                ),
                Reply::Error(status, code) => (status, format!(r#"{{"__type":"com.amazonaws#{code}"}}"#)),
                Reply::Empty => (200, "{}".to_owned()),
                Reply::Unreadable => (200, "<html>".to_owned()),
                Reply::Closed => return Err(ConnectorError::io("closed".into())),
                Reply::Hang => std::future::pending().await,
            };
            Ok(HttpResponse::new(StatusCode::try_from(status).unwrap(), SdkBody::from(body)))
        })
    }
}

fn repository(
    replica: Option<&str>,
    script: impl FnMut(bool) -> Reply + Send + 'static,
) -> DynamoDbRepository {
    let scripted = SharedHttpConnector::new(Scripted(Mutex::new(Box::new(script))));
    let connector = SharedHttpConnector::new(CheckingConnector(scripted));
    let region = Region::new("eu-west-1");
    let config = Builder::new()
        .behavior_version(aws_config::BehaviorVersion::v2026_01_12())
        .region(region.clone())
        .credentials_provider(Credentials::new("AKID", "secret", None, None, "test"));
    let environment = Environment { config, region: Some(region), url: None };
    DynamoDbRepository::new(environment, replica, http_client_fn(move |_, _| connector.clone()))
}

async fn read(repository: &DynamoDbRepository, keys: Keys<'_>) -> Result<ReadResponse, ReadError> {
    read_until(Instant::now() + TIMEOUT, repository, keys).await
}

async fn read_until(
    deadline: Instant,
    repository: &DynamoDbRepository,
    keys: Keys<'_>,
) -> Result<ReadResponse, ReadError> {
    let request = ReadRequest {
        table: "Users",
        index: None,
        keys,
        filter: &[],
        attributes: vec!["a"],
        validity: Validity::default(),
        at_most: 100,
        consistent: true,
        deadline,
    };
    repository.read(&request).await
}

async fn get(repository: &DynamoDbRepository) -> Result<ReadResponse, ReadError> {
    read(repository, Keys::Row(vec![("id", KeyValue::Text("alice".to_owned()))])).await
}

/// Replies with `replies` in order, then with `Found`.
fn in_order(replies: Vec<Reply>) -> impl FnMut(bool) -> Reply + Send {
    let mut replies = replies.into_iter();
    move |_| replies.next().unwrap_or(Reply::Found)
}

#[tokio::test(start_paused = true)]
async fn at_most_two_percent_of_reads_fail_if_thirty_percent_of_requests_do() {
    const READS: u32 = 3000;
    let mut random = fastrand::Rng::with_seed(1);
    fastrand::seed(2);
    let repository =
        repository(
            None,
            move |_| {
                if random.f64() < 0.3 { random.choice(TRANSIENT).unwrap() } else { Reply::Found }
            },
        );
    let mut failed = 0;
    for _ in 0..READS {
        failed += u32::from(get(&repository).await.is_err());
    }
    println!("{failed} of {READS} reads failed");
    assert!(failed * 100 <= READS * 2, "{failed} of {READS}");
}

#[tokio::test(start_paused = true)]
async fn a_throttle_of_half_a_second_ends_with_rows() {
    for _ in 0..200 {
        let started = Instant::now();
        let throttle = Duration::from_millis(500);
        let repository =
            repository(None, move |_| if started.elapsed() < throttle { THROTTLED } else { Reply::Found });
        let response = get(&repository).await.unwrap();
        assert!(response.requests <= 6, "{response:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn constant_throttling_multiplies_the_requests_of_a_read_by_six_at_most() {
    let error = get(&repository(None, |_| THROTTLED)).await.unwrap_err();
    assert_eq!((error.cause, error.requests), (FailureCause::Throttled, 6));
    let query = |key: usize| QueryKey { partition: ("id", KeyValue::Text(key.to_string())), sort: None };
    let keys = Keys::Query((0..25).map(query).collect());
    let error = read(&repository(None, |_| THROTTLED), keys).await.unwrap_err();
    assert_eq!(error.cause, FailureCause::Throttled);
    assert!(error.requests <= 13, "eight queries at the same time, and five retries: {}", error.requests);
}

#[tokio::test(start_paused = true)]
async fn any_transient_fault_is_retried() {
    for fault in TRANSIENT {
        let response = get(&repository(None, in_order(vec![fault, fault]))).await.unwrap();
        assert_eq!((response.rows.len(), response.requests), (1, 3), "{fault:?}");
        let started = Instant::now();
        get(&repository(None, move |_| fault)).await.unwrap_err();
        assert!(started.elapsed() <= TIMEOUT, "{fault:?}: {:?}", started.elapsed());
    }
}

#[tokio::test(start_paused = true)]
async fn a_query_or_batch_without_its_content_is_retried() {
    let id = || ("id", KeyValue::Text("alice".to_owned()));
    let query = Keys::Query(vec![QueryKey { partition: id(), sort: None }]);
    for keys in [query, Keys::Rows(vec![vec![id()]])] {
        let response = read(&repository(None, in_order(vec![Reply::Empty])), keys.clone()).await;
        assert_eq!(response.unwrap().requests, 2, "{keys:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn little_time_is_used_for_few_attempts_and_none_after_the_deadline() {
    for (millis, requests) in [(0, 0), (10, 1), (50, 2)] {
        let deadline = Instant::now() + Duration::from_millis(millis);
        let key = Keys::Row(vec![("id", KeyValue::Text("alice".to_owned()))]);
        let error = read_until(deadline, &repository(None, |_| Reply::Hang), key).await.unwrap_err();
        assert_eq!((error.cause, error.requests), (FailureCause::TimedOut, requests), "{millis} ms");
    }
}

#[tokio::test(start_paused = true)]
async fn a_permanent_failure_is_not_retried() {
    for (reply, cause) in [
        (DENIED, FailureCause::Denied),
        (Reply::Error(400, "ExpiredTokenException"), FailureCause::Credentials),
        (Reply::Error(400, "ResourceNotFoundException"), FailureCause::NoTable),
        (Reply::Error(400, "ValidationException"), FailureCause::Rejected),
        (Reply::Error(307, ""), FailureCause::Unreadable),
    ] {
        let error = get(&repository(None, move |_| reply)).await.unwrap_err();
        assert_eq!((error.cause, error.requests), (cause, 1), "{reply:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn the_replica_answers_whatever_fails_in_the_own_region() {
    for fault in TRANSIENT.into_iter().chain([DENIED, Reply::Error(400, "ResourceNotFoundException")]) {
        let repository =
            repository(Some(REPLICA), move |is_replica| if is_replica { Reply::Found } else { fault });
        let started = Instant::now();
        let response = get(&repository).await.unwrap();
        assert_eq!((response.from_replica, response.requests), (true, 2), "{fault:?}");
        let longest = if fault == Reply::Hang { TIMEOUT / 2 } else { TIMEOUT / 20 };
        assert!(started.elapsed() < longest, "{fault:?}: {:?}", started.elapsed());
    }
    let healthy = repository(Some(REPLICA), |_| Reply::Found);
    let response = get(&healthy).await.unwrap();
    assert_eq!((response.from_replica, response.requests), (false, 1));
}

#[tokio::test(start_paused = true)]
async fn a_broken_replica_leaves_the_retries_in_the_own_region_as_they_are() {
    let mut throttled = 3;
    let broken = repository(Some(REPLICA), move |is_replica| {
        if is_replica {
            return DENIED;
        }
        throttled -= 1;
        if throttled > 0 { THROTTLED } else { Reply::Found }
    });
    let response = get(&broken).await.unwrap();
    assert_eq!((response.from_replica, response.requests), (false, 4));
    let both = repository(Some(REPLICA), |is_replica| if is_replica { DENIED } else { THROTTLED });
    assert_eq!(get(&both).await.unwrap_err().cause, FailureCause::Throttled);
}

#[tokio::test(start_paused = true)]
async fn a_request_that_cannot_be_signed_is_not_counted() {
    let config = Builder::new()
        .behavior_version(aws_config::BehaviorVersion::v2026_01_12())
        .region(Region::new("eu-west-1"));
    let http = repository(None, |_| Reply::Found).home.client.config().http_client().unwrap();
    let environment = Environment { config, region: None, url: None };
    let error = get(&DynamoDbRepository::new(environment, None, http)).await.unwrap_err();
    assert_eq!((error.cause, error.requests), (FailureCause::NotSent, 0));
}
