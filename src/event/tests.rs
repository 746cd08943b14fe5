use super::*;
use crate::value::Value;

#[test]
fn the_version_is_parsed_tolerantly() {
    let versions = [
        (None, EventVersion::V1),
        (Some("null"), EventVersion::V1),
        (Some("\"\""), EventVersion::V1),
        (Some("\"0\""), EventVersion::V1),
        (Some("\"1\""), EventVersion::V1),
        (Some("1"), EventVersion::V1),
        (Some("[2]"), EventVersion::V1),
        (Some("\"2\""), EventVersion::V2),
        (Some("2"), EventVersion::V2),
        (Some("2.0"), EventVersion::V2),
        (Some("\"V2_0\""), EventVersion::V2),
        (Some("\"3\""), EventVersion::V3),
        (Some("\"4\""), EventVersion::Later),
        (Some("\"10\""), EventVersion::Later),
        (Some("\"99999999999999999999\""), EventVersion::Later),
    ];
    for (text, version) in versions {
        assert_eq!(EventVersion::parse_json(text), version, "{text:?}");
    }
    assert_eq!((EventVersion::parse("V2_0"), EventVersion::parse("")), (EventVersion::V2, EventVersion::V1));
}

#[test]
fn a_trigger_source_is_logged_by_a_fixed_word() {
    let logged = |source: &str| serde_json::to_string(&TriggerSource::parse(source)).unwrap();
    for source in [
        "HostedAuth",
        "Authentication",
        "NewPasswordChallenge",
        "AuthenticateDevice",
        "RefreshTokens",
        "ClientCredentials",
    ] {
        let source = format!("TokenGeneration_{source}");
        assert_eq!(logged(&source), format!("\"{source}\""));
    }
    assert_eq!(logged("alice@example.com"), "\"unknown\"");
}

#[test]
fn a_machine_request_has_no_user() {
    let parse = |text: &str| Event::parse(text).unwrap().request().is_machine();
    let credentials = r#""triggerSource":"TokenGeneration_ClientCredentials""#;
    for (event, is_machine) in [
        (format!(r#"{{"version":"3",{credentials},"userName":"client-1"}}"#), true),
        (format!(r#"{{"version":"1",{credentials}}}"#), true),
        (r#"{"version":"3"}"#.to_owned(), true),
        (r#"{"version":"3","userName":"","request":{"userAttributes":{"sub":""}}}"#.to_owned(), true),
        (r#"{"version":"3","request":{"userAttributes":{"sub":"s-1"}}}"#.to_owned(), false),
        (r#"{"version":"3","userName":"alice"}"#.to_owned(), false),
        (r#"{"version":"2"}"#.to_owned(), false),
    ] {
        assert_eq!(parse(&event), is_machine, "{event}");
    }
    let event = format!(r#"{{"version":"3",{credentials},"userName":"client-1"}}"#);
    assert_eq!(Event::parse(&event).unwrap().request().user_name(), None);
}

#[test]
fn missing_null_and_mistyped_fields_are_absent() {
    for request in ["null", "[]", "7", r#"{"userAttributes":[],"groupConfiguration":"x","scopes":{}}"#] {
        let event = format!(r#"{{"version":"2","userName":7,"callerContext":null,"request":{request}}}"#);
        let event = Event::parse(&event).unwrap();
        let request = event.request();
        assert_eq!((request.user_name(), request.client_id(), request.sub()), (None, None, None));
        assert_eq!((request.groups(), request.roles(), request.scopes()), (None, None, None));
    }
    let sample = r#"{"request":{"groupConfiguration":
        {"groupsToOverride":["a",null,7],"iamRolesToOverride":[],"preferredRole":["r"]}}}"#;
    let event = Event::parse(sample).unwrap();
    let request = event.request();
    assert_eq!(request.groups(), Some(vec!["a".to_owned()]));
    assert_eq!((request.roles(), request.preferred_role()), (Some(Vec::new()), None));
}

#[test]
fn a_built_request_reads_like_a_parsed_one() {
    let request = TokenRequest::builder(EventVersion::V2)
        .trigger_source("TokenGeneration_Authentication")
        .user_name("al\"ice")
        .client_id("client-1")
        .user_pool_id("eu-west-1_Example")
        .user_attribute("sub", "s-1")
        .groups(&["a"])
        .roles(&["r"])
        .preferred_role("r")
        .scopes(&["openid"])
        .client_metadata("orgId", "o-1")
        .build();
    assert_eq!((request.user_name(), request.sub().as_deref()), (Some("al\"ice"), Some("s-1")));
    assert_eq!(
        (request.client_id().as_deref(), request.trigger()),
        (Some("client-1"), TriggerSource::Authentication)
    );
    assert_eq!(
        (request.groups().unwrap(), request.roles().unwrap()),
        (vec!["a".to_owned()], vec!["r".to_owned()])
    );
    assert_eq!((request.preferred_role().as_deref(), request.scopes().unwrap().len()), (Some("r"), 1));
    assert_eq!(request.client_metadata("orgId").as_deref(), Some("o-1"));
    assert_eq!(request.user_attribute("sub"), Some(Value::Text("s-1".to_owned())));
}
