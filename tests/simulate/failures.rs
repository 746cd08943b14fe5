//! Failures: each prints one line that says what to do, and has an exit code.

use serde_json::json;

use crate::program::{
    answering, command, end, file, nowhere, silent, simulate, with_credentials, with_input,
};

#[test]
fn an_event_that_cannot_be_read_is_reported() {
    let folder = tempfile::tempdir().unwrap();
    for (path, why) in [("no/such/file.json", "No such file"), (folder.path().to_str().unwrap(), "directory")]
    {
        let run = simulate(&["--event", path]);
        let error = run.error(2);
        assert!(error.contains(path) && error.contains(why) && error.contains("name a file"), "{error}");
        assert_eq!(run.stdout, "");
    }
}

#[test]
fn an_invalid_event_is_reported_with_its_place() {
    let not_text = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(not_text.path(), [0xff, 0xfe]).unwrap();
    let run = simulate(&["--json", "--event", not_text.path().to_str().unwrap()]);
    assert!(run.error(2).contains("UTF-8"), "{}", run.stderr);
    for (text, why) in [
        ("", "not JSON"),
        ("{\"a\":\n1,}", "line 2"),
        ("{} {}", "trailing characters"),
        ("[{}]", "an array, not a JSON object"),
        ("null", "null, not a JSON object"),
        ("\"{}\"", "a string, not a JSON object"),
        ("7", "a number, not a JSON object"),
        ("true", "a boolean, not a JSON object"),
    ] {
        let (_file, path) = file(text);
        for run in [simulate(&["--json", "--event", &path]), with_input(&["--json", "--event", "-"], text)] {
            let error = run.error(2);
            assert!(error.contains(why) && error.contains("provide one event"), "{text:?}: {error}");
            assert_eq!(run.stdout, "");
        }
    }
}

#[test]
fn invalid_options_are_reported() {
    for (args, why) in [
        (&["--trigger-source", "ClientCredentials", "--user", "x"][..], "--user cannot be used"),
        (&["--trigger-source", "ClientCredentials", "--group", "x"], "--group cannot be used"),
        (&["--trigger-source", "ClientCredentials", "--attribute", "x=y"], "--attribute cannot be used"),
        (&["--trigger-source", "ClientCredentials", "--event-version", "V2"], "only as V3"),
        (&["--lookup-timeout-ms", "49"], "--lookup-timeout-ms is \"49\": "),
        (&["--lookup-timeout-ms", "soon"], "from 50 to 2300"),
        (&["--max-claim-bytes", "63"], "--max-claim-bytes is \"63\": "),
        (&["--max-claim-bytes", "65537"], "from 64 to 65536"),
        (&["--key", "email"], "--key is \"email\": allowed values are userName, sub and attribute:"),
        (&["--key-attribute", &"x".repeat(256)], "--key-attribute is \"xxx"),
        (&["--table", "x"], "--table is \"x\": "),
        (&["--profile", "p", "--region", "x/y"], "region \"x/y\" is invalid"),
        (&["--region", ""], "region \"\" is invalid"),
    ] {
        let run = simulate(args);
        assert!(run.error(2).contains(why), "{args:?}: {}", run.stderr);
        assert_eq!(run.stdout, "");
    }
    for (args, why) in [
        (&["--event-version", "V4"][..], "V1, V2, V3"),
        (&["--trigger-source", "x"], "RefreshTokens"),
        (&["--attribute", "x"], "a name, = and a value"),
        (&["--endpoint-url", "localhost:8000"], "http://localhost:8000"),
        (&["--endpoint-url", "http://[x"], "http://localhost:8000"),
        (&["--on-lookup-failure", "x"], "null, omit, fail"),
        (&["--event", "x", "--group", "y"], "cannot be used with"),
        (&["--check"], "--rules"),
        (&["--check", "--rules", "x", "--event", "y"], "cannot be used with"),
        (&["--check", "--rules", "x", "--table", "y"], "cannot be used with"),
        (&["--schema", "--json"], "cannot be used with"),
        (&["alice"], "unexpected argument"),
        (&["--evnt", "x"], "--event"),
    ] {
        let run = simulate(args);
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{args:?}");
        assert!(run.stderr.contains(why), "{args:?}: {}", run.stderr);
    }
}

#[test]
fn missing_region_or_credentials_are_reported_with_advice() {
    for (args, why) in [
        (&["--table", "People"][..], "no AWS region: name one with --region"),
        (&["--endpoint-url", "http://localhost:1"], "--region local"),
        (&["--profile", "nope"], "profile \"nope\" has none"),
        (&["--region", "eu-west-1"], "no AWS credentials: name a --profile"),
        (&["--region", "eu-west-1", "--endpoint-url", "http://localhost:1"], "a DynamoDB Local takes any"),
    ] {
        let run = simulate(args);
        assert!(run.error(2).contains(why), "{args:?}: {}", run.stderr);
        assert_eq!(run.stdout, "");
    }
}

const PROFILES: &str = "
[profile sso]
region = eu-west-1
sso_start_url = https://example.com
sso_region = eu-west-1
sso_account_id = 123456789012
sso_role_name = role
[profile session]
region = eu-west-1
sso_session = s
sso_account_id = 123456789012
sso_role_name = role
[sso-session s]
sso_start_url = https://example.com
sso_region = eu-west-1
[profile login]
region = eu-west-1
login_session = arn:aws:iam::123456789012:user/x
";

#[test]
fn a_profile_that_needs_a_sign_in_is_reported_with_advice() {
    let (_file, path) = file(PROFILES);
    let sso = if cfg!(feature = "sso") { "`aws sso login`" } else { "--features simulate/sso" };
    for (profile, how) in [("sso", sso), ("session", sso), ("login", "`aws login`, which this program can't")]
    {
        let mut command = command(&["--profile", profile]);
        command.env("AWS_CONFIG_FILE", &path);
        let run = end(command);
        let error = run.error(2);
        assert!(error.contains(how) && error.contains(&format!("{profile:?}")), "{error}");
    }
}

#[test]
fn a_table_that_cannot_be_reached_gives_the_tokens_of_a_failed_lookup() {
    let url = nowhere();
    let run = with_credentials(&["--json", "--endpoint-url", &url]);
    let error = run.error(1);
    assert!(error.contains(&url) && error.contains("--endpoint-url"), "{error}");
    let object = run.json();
    assert_eq!((&object["outcome"], &object["cause"]), (&json!("fallback"), &json!("unreachable")));
    let added = json!({ "department": null, "projects": null, "userName": "alice" });
    assert_eq!(object["tokens"]["access"]["added"], added);
    let text = with_credentials(&["--endpoint-url", &url]);
    assert_eq!(text.code, 1);
    assert!(text.stdout.contains("a read failed (unreachable)"), "{}", text.stdout);
}

#[test]
fn on_lookup_failure_decides_what_a_failed_lookup_means() {
    let url = nowhere();
    let run = with_credentials(&["--json", "--endpoint-url", &url, "--on-lookup-failure", "omit"]);
    assert_eq!(run.code, 1);
    assert_eq!(run.json()["tokens"]["id"]["added"], json!({ "userName": "alice" }));
    let run = with_credentials(&["--json", "--endpoint-url", &url, "--on-lookup-failure", "fail"]);
    assert!(run.error(1).contains("could not be reached"));
    let object = run.json();
    assert_eq!(object["outcome"], "refused");
    assert_eq!((&object["event"], &object["tokens"]), (&json!(null), &json!(null)));
    let run = with_credentials(&["--endpoint-url", &url, "--on-lookup-failure", "fail"]);
    assert!(run.stdout.contains("The sign-in is refused") && run.stdout.contains("Sign-in is not possible"));
}

#[test]
fn each_error_of_dynamodb_has_its_own_advice() {
    const UNKNOWN: &str = r#"{"__type":"com.amazon.coral.service#UnrecognizedClientException"}"#;
    const DENIED: &str = r#"{"__type":"com.amazon.coral.service#AccessDeniedException"}"#;
    const EXPIRED: &str = r#"{"__type":"com.amazon.coral.service#ExpiredTokenException"}"#;
    const REJECTED: &str = r#"{"__type":"com.amazon.coral.validate#ValidationException"}"#;
    const THROTTLED: &str = r#"{"__type":"x#ProvisionedThroughputExceededException"}"#;
    for (status, body, cause, advice) in [
        ("400 Bad Request", DENIED, "denied", "allow dynamodb:GetItem"),
        ("400 Bad Request", UNKNOWN, "credentials", "are not valid"),
        ("400 Bad Request", EXPIRED, "credentials", "have expired"),
        ("400 Bad Request", REJECTED, "rejected", "does not accept the request"),
        ("400 Bad Request", THROTTLED, "throttled", "request rate"),
        ("500 Internal Server Error", "{}", "service", "try again"),
        ("200 OK", "<html>", "unreadable", "is not DynamoDB"),
    ] {
        let url = answering(status, body);
        let run = with_credentials(&["--json", "--endpoint-url", &url]);
        assert!(run.error(1).contains(advice), "{cause}: {}", run.stderr);
        assert_eq!(run.json()["cause"], cause);
        assert_eq!(run.json()["tokens"]["id"]["added"]["userName"], "alice");
    }
}

#[test]
fn the_lookup_timeout_is_kept() {
    let (_listener, url) = silent();
    let run = with_credentials(&["--json", "--endpoint-url", &url, "--lookup-timeout-ms", "100"]);
    assert!(run.error(1).contains("--lookup-timeout-ms"), "{}", run.stderr);
    let object = run.json();
    assert_eq!(object["cause"], "timed_out");
    assert!((90.0..1000.0).contains(&object["lookupMs"].as_f64().unwrap()), "{object}");
}
