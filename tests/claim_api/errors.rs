//! Which requests are refused, with which status and message.

use std::future::ready;

use claim_api::check_user_access::{
    AccessCheck, CheckCallError, CheckError, CheckRequest, CheckResponse, CheckUserAccess,
};
use claim_api::handler::RequestHandler;
use claim_api::response::{ApiError, Response};
use claim_api::sample_data::SampleData;
use claim_enrichment::repository::FailureCause;
use serde_json::{Value, json};

use crate::fixtures::{PATHS, SUB, api_event, claims_with, claims_without_trigger};
use test_support::answer::settings;
use test_support::store::Store;

const ROUTES: [&str; 2] = ["optimized", "standard"];

/// Answers each access check as the closure does.
struct FakeAccessCheck(fn() -> Result<CheckResponse, CheckCallError>);

impl AccessCheck for FakeAccessCheck {
    async fn check(&self, _: &CheckRequest) -> Result<CheckResponse, CheckCallError> {
        (self.0)()
    }
}

fn handler(check: fn() -> Result<CheckResponse, CheckCallError>) -> RequestHandler<FakeAccessCheck> {
    RequestHandler::new(SampleData::built_in().unwrap(), FakeAccessCheck(check))
}

/// Sends a request that must not lead to an access check.
async fn send(event: Value) -> Response {
    handler(|| panic!("unexpected access check")).handle(event).await.0
}

/// Status, and `error` of the body.
fn error(response: &Response) -> (u16, String) {
    let body: Value = serde_json::from_str(&response.body).unwrap();
    assert!(body["message"].as_str().unwrap().ends_with('.'), "{body}");
    (response.status_code, body["error"].as_str().unwrap().to_owned())
}

fn expected(status: u16, error: &str) -> (u16, String) {
    (status, error.to_owned())
}

#[tokio::test]
async fn request_without_verified_token_is_not_authenticated() {
    for route in ROUTES {
        let valid = api_event(
            route,
            "projects",
            &claims_with(&json!({"projects": ["apollo"], "department": "Legal"})),
        );
        let mut without_authorizer = valid.clone();
        without_authorizer["requestContext"]["authorizer"] = Value::Null;
        let mut without_token = valid.clone();
        without_token["headers"] = json!({});
        let mut other_subject = valid.clone();
        other_subject["requestContext"]["authorizer"]["jwt"]["claims"]["sub"] = json!("other");
        let mut malformed_token = valid.clone();
        malformed_token["headers"]["authorization"] = json!("Bearer x.y.z");
        for event in [without_authorizer, without_token, other_subject, malformed_token] {
            assert_eq!(error(&send(event.clone()).await), expected(401, "not_authenticated"), "{event}");
        }
    }
}

#[tokio::test]
async fn unknown_path_and_machine_token_are_refused() {
    for route in ROUTES {
        let event = api_event(route, "people", &claims_without_trigger("id"));
        assert_eq!(error(&send(event).await), expected(404, "not_found"));
        let machine = json!({"sub": SUB, "token_use": "access", "client_id": SUB, "projects": ["apollo"]});
        let event = api_event(route, "projects", machine.as_object().unwrap());
        assert_eq!(error(&send(event).await), expected(403, "machine_token"));
    }
}

#[tokio::test]
async fn missing_claim_asks_for_a_new_sign_in_and_null_claim_does_not() {
    for path in PATHS {
        let response = send(api_event("optimized", path, &claims_without_trigger("id"))).await;
        assert_eq!(error(&response), expected(403, "claim_missing"), "{path}");
        assert!(response.body.contains("Sign in again"), "{}", response.body);

        let null = claims_with(&json!({"projects": null, "department": null}));
        let response = send(api_event("optimized", path, &null)).await;
        if path.trim_matches('/') == "projects" {
            assert_eq!((response.status_code, response.body.as_str()), (200, r#"{"projects":[]}"#));
        } else {
            assert_eq!(error(&response), expected(403, "forbidden"), "{path}");
        }
    }
}

#[tokio::test]
async fn forbidden_and_nonexistent_projects_have_the_same_response() {
    let claims = claims_with(&json!({"projects": ["apollo", "nowhere"], "department": "Legal"}));
    let own = send(api_event("optimized", "projects/apollo", &claims)).await;
    let body: Value = serde_json::from_str(&own.body).unwrap();
    assert_eq!((own.status_code, &body["workItems"][0]["id"]), (200, &json!("A-1")));

    let forbidden = send(api_event("optimized", "projects/gemini", &claims)).await;
    assert_eq!(error(&forbidden), expected(403, "forbidden"));
    for path in ["projects/nowhere", "projects/elsewhere", "projects/Apollo", "projects/apollo%20"] {
        let response = send(api_event("optimized", path, &claims)).await;
        assert_eq!((response.status_code, &response.body), (403, &forbidden.body), "{path}");
    }
}

#[tokio::test]
async fn failed_access_check_is_a_503_whose_cause_only_the_log_has() {
    let failures: [fn() -> Result<CheckResponse, CheckCallError>; 3] = [
        || Err(CheckCallError::Function),
        || Err(CheckCallError::Invoke("the call timed out".to_owned())),
        || serde_json::from_str("\"canary\"").map_err(CheckCallError::Response),
    ];
    for check in failures {
        let handler = handler(check);
        for path in PATHS {
            let event = api_event("standard", path, &claims_without_trigger("id"));
            let (response, cause) = handler.handle(event).await;
            assert_eq!(error(&response), expected(503, "unavailable"), "{path}");
            assert!(!response.body.contains("CheckUserAccess"), "{}", response.body);
            let Some(ApiError::Unavailable(cause)) = cause else { panic!("{cause:?}") };
            assert!(cause.to_string().contains("CheckUserAccess") && !cause.to_string().contains("canary"));
        }
        let claims = claims_with(&json!({"projects": ["apollo"]}));
        let (response, _) = handler.handle(api_event("optimized", "projects/apollo", &claims)).await;
        assert_eq!(response.status_code, 200, "the optimized route needs no access check");
    }
}

#[tokio::test]
async fn failed_lookup_is_an_error_and_unknown_user_has_null_claims() {
    let request = json!({"userName": "alice", "sub": SUB, "clientId": null, "tokenUse": "id"});
    let failing = Store(|_| ready(Err(FailureCause::Throttled)));
    let function = CheckUserAccess::new(failing, settings(&[]), "V2_0");
    assert!(matches!(function.handle(request.clone(), None).await, Err(CheckError::Lookup(_))));

    let empty = Store(|_| ready(Ok(None)));
    let function = CheckUserAccess::new(empty, settings(&[]), "V2_0");
    let response = function.handle(request, None).await.unwrap();
    assert_eq!(Value::Object(response.claims), json!({"projects": null, "department": null}));
    for event in [json!(null), json!({"userName": "alice"}), json!({"userName": 1, "sub": 2})] {
        assert_eq!(function.handle(event.clone(), None).await, Err(CheckError::Request), "{event}");
    }
}
