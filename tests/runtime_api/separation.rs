//! Data of one user never reaches the event of another.

use crate::events::{enriched, null_claims, sign_in};
use test_support::faulty::{FaultyDynamoDb, Reply, Then, item};
use test_support::function::Function;

/// Faults that could leave a part of one response for the next request.
fn faults(user: &str) -> Vec<Reply> {
    let body = item(user).to_string();
    let whole = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{body}", body.len());
    // Taken for the response to the next request, the second one would hold another user's data.
    let two = format!("HTTP/1.1 400 No\r\nContent-Length: 0\r\n\r\n{whole}");
    let short = format!("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{whole}");
    let cut = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{}", body.len(), &body[..body.len() / 2]);
    vec![
        Reply::Bytes(two.into_bytes(), Then::Keep),
        Reply::Bytes(short.into_bytes(), Then::Keep),
        Reply::Bytes(cut.into_bytes(), Then::Close),
        Reply::error(400, "AccessDeniedException", &body),
        Reply::ok("[]"),
        Reply::error(400, "ValidationException", &body),
    ]
}

#[tokio::test]
async fn every_response_holds_the_data_of_its_own_user() {
    let dynamodb = FaultyDynamoDb::start().await;
    let function = Function::builder().env("AWS_ENDPOINT_URL_DYNAMODB", &dynamodb.url());
    // Short, since failing lookups use the whole timeout.
    let function = function.env("LOOKUP_TIMEOUT_MS", "300").start().await;
    for number in 0..400 {
        let version = ["1", "2", "3"][number % 3];
        let user = format!("canary-user-{number:03}");
        let expected = match number % 4 {
            1 => {
                let faults = faults(&user);
                dynamodb.always(faults[number / 4 % faults.len()].clone());
                null_claims(version, &user)
            }
            _ => {
                dynamodb.always(Reply::Healthy);
                enriched(version, &user)
            }
        };
        let answer = function.invoke(sign_in(version, &user)).await;
        assert_eq!(answer.json(), expected, "{number}");
    }
    let others = format!("canary-nobody-{}", "x".repeat(64));
    assert_eq!(function.invoke(sign_in("2", &others)).await.json(), null_claims("2", &others));
    function.finish().await;
}

/// A late response is not taken for the response to the next request.
#[tokio::test]
async fn a_late_response_is_discarded() {
    let dynamodb = FaultyDynamoDb::start().await;
    let function = Function::builder().env("AWS_ENDPOINT_URL_DYNAMODB", &dynamodb.url());
    // Short, so that the test is; long enough for a healthy response on a busy machine.
    let function = function.env("LOOKUP_TIMEOUT_MS", "500").start().await;
    for number in 0..8 {
        let (late, user) = (format!("canary-late-{number}"), format!("canary-user-{number}"));
        let body = item(&late).to_string();
        let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", body.len());
        dynamodb.always(Reply::Late { head: head.into_bytes(), body: body.into_bytes() });
        let answer = function.invoke(sign_in("2", &late)).await;
        assert_eq!(answer.json(), null_claims("2", &late));
        dynamodb.always(Reply::Healthy);
        let answer = function.invoke(sign_in("2", &user)).await;
        assert_eq!(answer.json(), enriched("2", &user));
    }
    function.finish().await;
}
