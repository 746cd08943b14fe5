//! Captured events, from a file and from the standard input.

use serde_json::{Value, json};

use crate::program::{file, json, simulate, with_input};

/// An event with unknown members and unusual formatting.
const ODD: &str = r#"{ "version": "2", "triggerSource": "TokenGeneration_Someday", "userName": "bob",
  "added by AWS": [1e400, {"x": null}], "region": "eu-west-1", "userPoolId": "eu-west-1_P",
  "request": {"userAttributes": {"sub": "s", "email": null}, "more": 123456789012345678901234567890} }"#;

/// An event with the response of another trigger function.
const ANSWERED: &str = r#"{
  "version": "2", "triggerSource": "TokenGeneration_HostedAuth", "userName": "alice",
  "callerContext": {"clientId": "app"},
  "request": {
    "userAttributes": {"sub": "s", "email": "a@example.com", "nickname": "al"},
    "groupConfiguration": {"groupsToOverride": ["staff"], "iamRolesToOverride": [], "preferredRole": null},
    "scopes": ["openid", "email"]
  },
  "response": {"claimsAndScopeOverrideDetails": {
    "idTokenGeneration": {
      "claimsToAddOrOverride": {"sub": "other", "nickname": "Al", "department": "old", "level": 3},
      "claimsToSuppress": ["email", "iss", "projects"]
    },
    "accessTokenGeneration": {
      "claimsToAddOrOverride": {"username": "other"}, "scopesToAdd": ["a/read"], "scopesToSuppress": ["email"]
    },
    "groupOverrideDetails": {"groupsToOverride": ["admins"], "iamRolesToOverride": [], "preferredRole": null}
  }}
}"#;

#[test]
fn a_captured_event_is_returned_whole() {
    let (_file, path) = file(ODD);
    let run = simulate(&["--json", "--event", &path]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    for member in [
        r#""version":"2""#,
        r#""triggerSource":"TokenGeneration_Someday""#,
        r#""userName":"bob""#,
        r#""added by AWS":[1e400, {"x": null}]"#,
        r#""request":{"userAttributes": {"sub": "s", "email": null}, "more": 123456789012345678901234567890}"#,
    ] {
        assert!(run.stdout.contains(member), "{member} in {}", run.stdout);
    }
    assert!(run.stdout.contains(r#""outcome":"enriched""#) && run.stdout.contains(r#"["gemini"]"#));
}

#[test]
fn the_standard_input_and_a_file_are_the_same() {
    let (_file, path) = file(ANSWERED);
    let run = with_input(&["--json", "--event", "-"], ANSWERED);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    assert_eq!(run.json()["event"], json(&["--event", &path])["event"]);
    let marked = with_input(&["--json", "--event", "-"], &format!("\u{feff}{ANSWERED}\r\n"));
    assert_eq!(marked.json()["event"], run.json()["event"]);
}

#[test]
fn another_user_replaces_the_captured_one() {
    let run = with_input(&["--json", "--event", "-", "--user", "carol"], ANSWERED);
    let mut expected: Value = serde_json::from_str(ANSWERED).unwrap();
    expected["userName"] = json!("carol");
    let event = run.json()["event"].clone();
    assert_eq!((&event["userName"], &event["request"]), (&expected["userName"], &expected["request"]));
    assert_eq!(run.json()["tokens"]["access"]["added"]["projects"], json!(["apollo"]));
}

#[test]
fn an_existing_response_is_shown_as_cognito_applies_it() {
    let object = with_input(&["--json", "--event", "-"], ANSWERED).json();
    let id = &object["tokens"]["id"];
    assert_eq!(id["added"], json!({ "department": "engineering", "level": 3, "userName": "alice" }));
    assert_eq!(id["changed"]["nickname"], json!({ "from": "al", "to": "Al" }));
    assert_eq!(id["changed"]["cognito:groups"], json!({ "from": ["staff"], "to": ["admins"] }));
    assert_eq!(id["suppressed"], json!(["email", "projects"]));
    assert_eq!(
        id["ignored"],
        json!([
            { "name": "sub", "reason": "reserved" },
            { "name": "iss", "reason": "reserved_suppression" },
        ])
    );
    assert_eq!((&id["claims"]["sub"], &id["claims"]["email"]), (&json!("s"), &json!(null)));
    let access = &object["tokens"]["access"];
    assert_eq!(access["changed"]["scope"], json!({ "from": "openid email", "to": "openid a/read" }));
    assert_eq!(access["changed"]["cognito:groups"]["to"], json!(["admins"]));
    assert_eq!(access["ignored"], json!([{ "name": "username", "reason": "reserved" }]));
    assert_eq!(access["added"]["projects"], json!(["apollo", "gemini"]));
}

#[test]
fn the_text_marks_the_same_changes() {
    let text = with_input(&["--event", "-"], ANSWERED).stdout;
    for (mark, name) in [
        ('+', "level"),
        ('~', "nickname"),
        ('-', "email"),
        ('-', "projects"),
        ('!', "sub"),
        ('!', "username"),
    ] {
        assert!(text.contains(&format!("  {mark} {name} ")), "{mark} {name} in {text}");
    }
}

#[test]
fn an_event_without_a_user_is_returned_unchanged() {
    for event in ["{}", r#"{"userName":"","version":"2"}"#] {
        let run = with_input(&["--json", "--event", "-"], event);
        assert_eq!(run.code, 0, "{}", run.stderr);
        assert_eq!(
            run.json()["event"].to_string(),
            serde_json::from_str::<Value>(event).unwrap().to_string()
        );
        assert_eq!(
            (&run.json()["outcome"], &run.json()["cause"]),
            (&json!("skipped"), &json!("no_user_name"))
        );
    }
}

#[test]
fn a_deeply_nested_event_is_accepted() {
    let deep = format!(r#"{{"userName":"bob","deep":{}{}}}"#, "[".repeat(300), "]".repeat(300));
    let run = with_input(&["--json", "--event", "-"], &deep);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(run.stdout.contains(&"[".repeat(300)));
}
