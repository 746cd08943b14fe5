//! The model of Cognito: what each response does to the tokens.

use super::*;

const NOW: u64 = 1_700_000_000;

/// Returns the tokens of a user's event whose response has `details` in the container of its version.
fn user(v1: bool, details: &str) -> (TokenView, TokenView) {
    let container = if v1 { "claimsOverrideDetails" } else { "claimsAndScopeOverrideDetails" };
    let event = format!(
        r#"{{"triggerSource":"TokenGeneration_Authentication","region":"eu-west-1","userPoolId":"eu-west-1_P",
            "userName":"alice","callerContext":{{"clientId":"app"}},
            "request":{{"userAttributes":{{"sub":"s-1","email":"a@example.com","email_verified":"true",
                "cognito:user_status":"CONFIRMED"}},
                "groupConfiguration":{{"groupsToOverride":["g1","g2"],"iamRolesToOverride":["role"],
                "preferredRole":"role"}},"scopes":["openid"]}},
            "response":{{"{container}":{details}}}}}"#
    );
    let tokens = tokens(&raw(&event), v1, NOW);
    (tokens.id.unwrap(), tokens.access)
}

fn v2(id: &str, access: &str) -> (TokenView, TokenView) {
    user(false, &format!(r#"{{"idTokenGeneration":{id},"accessTokenGeneration":{access}}}"#))
}

fn raw(json: &str) -> Box<RawValue> {
    serde_json::from_str(json).unwrap()
}

fn value(claims: &Claims, name: &str) -> Option<String> {
    claims.get(name).map(Json::to_string)
}

#[test]
fn without_changes_a_token_holds_what_the_event_tells() {
    for details in ["null", "[]", "{}"] {
        let (id, access) = user(false, details);
        for (name, expected) in [
            ("sub", "\"s-1\""),
            ("iss", "\"https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_P\""),
            ("aud", "\"app\""),
            ("cognito:username", "\"alice\""),
            ("cognito:groups", "[\"g1\",\"g2\"]"),
            ("cognito:roles", "[\"role\"]"),
            ("cognito:preferred_role", "\"role\""),
            ("token_use", "\"id\""),
            ("email", "\"a@example.com\""),
            ("email_verified", "true"),
            ("exp", "1700003600"),
        ] {
            assert_eq!(value(&id.claims, name).as_deref(), Some(expected), "{name}");
        }
        assert_eq!(value(&id.claims, "cognito:user_status"), None);
        for (name, expected) in [
            ("client_id", "\"app\""),
            ("username", "\"alice\""),
            ("scope", "\"openid\""),
            ("token_use", "\"access\""),
            ("cognito:groups", "[\"g1\",\"g2\"]"),
        ] {
            assert_eq!(value(&access.claims, name).as_deref(), Some(expected), "{name}");
        }
        assert_eq!((value(&access.claims, "email"), value(&access.claims, "cognito:roles")), (None, None));
        for token in [id, access] {
            assert_eq!(token.before, token.claims);
            assert!(token.placeholders.contains("jti") && !token.placeholders.contains("sub"));
            assert!(token.added.is_empty() && token.changed.is_empty() && token.suppressed.is_empty());
            assert_eq!(token.bytes.added, 0);
        }
    }
}

#[test]
fn claims_are_added_changed_and_suppressed() {
    let (id, access) = v2(
        r#"{"claimsToAddOrOverride":{"n":12345678901234567890123456789,"email":"b@example.com",
            "sub":"evil","both":1},"claimsToSuppress":["both","email_verified","iss","nothing"]}"#,
        r#"{"claimsToAddOrOverride":{"list":["a", "b"],"none":null}}"#,
    );
    assert_eq!(value(&id.added, "n").as_deref(), Some("12345678901234567890123456789"));
    assert_eq!(id.added.len(), 1, "suppress beats add");
    let change = id.changed.get("email").unwrap();
    assert_eq!(
        (change.from.to_string().as_str(), change.to.to_string().as_str()),
        ("\"a@example.com\"", "\"b@example.com\"")
    );
    assert_eq!(id.changed.len(), 1);
    assert_eq!(id.suppressed.iter().collect::<Vec<_>>(), ["both", "email_verified", "nothing"]);
    let ignored = |name: &str, reason| Ignored { name: name.to_owned(), reason };
    assert_eq!(
        id.ignored,
        [ignored("sub", IgnoredReason::Reserved), ignored("iss", IgnoredReason::ReservedSuppression)]
    );
    assert_eq!(value(&id.claims, "sub").as_deref(), Some("\"s-1\""));
    assert_eq!(value(&id.claims, "email_verified"), None);
    assert!(id.claims.contains_key("iss"));
    assert_eq!(
        (value(&access.added, "list").as_deref(), value(&access.added, "none").as_deref()),
        (Some("[\"a\",\"b\"]"), Some("null"))
    );
    assert_eq!(value(&access.claims, "n"), None);
}

#[test]
fn the_size_is_that_of_the_payload_as_json() {
    let (id, _) = v2(r#"{"claimsToAddOrOverride":{"a\"ü":"x"}}"#, "null");
    let payload = serde_json::to_string(&id.claims).unwrap();
    assert_eq!(id.bytes.payload, payload.len());
    assert_eq!(id.bytes.added, r#""a\"ü":"x","#.len());
    assert!(id.bytes.token > payload.len() * 4 / 3 + 400);
}

#[test]
fn v1_changes_the_id_token_with_text_alone() {
    let details = r#"{"claimsToAddOrOverride":{"t":"x","n":1,"none":null},"claimsToSuppress":["email"],
        "idTokenGeneration":{"claimsToAddOrOverride":{"v2":"x"}}}"#;
    let (id, access) = user(true, details);
    assert_eq!(id.added.keys().collect::<Vec<_>>(), ["none", "t"]);
    assert_eq!(id.ignored, [Ignored { name: "n".to_owned(), reason: IgnoredReason::NotText }]);
    assert!(id.suppressed.contains("email"));
    assert_eq!(access.before, access.claims);
    assert!(access.suppressed.is_empty());
}

#[test]
fn a_group_override_replaces_groups_and_roles_of_both_tokens() {
    for v1 in [true, false] {
        let (id, access) = user(v1, r#"{"groupOverrideDetails":{"groupsToOverride":["g3"]}}"#);
        assert_eq!(value(&id.claims, "cognito:groups").as_deref(), Some("[\"g3\"]"));
        assert_eq!(value(&access.claims, "cognito:groups").as_deref(), Some("[\"g3\"]"));
        assert!(id.changed.contains_key("cognito:groups") && access.changed.contains_key("cognito:groups"));
        assert_eq!(id.suppressed.iter().collect::<Vec<_>>(), ["cognito:preferred_role", "cognito:roles"]);
    }
}

#[test]
fn an_empty_group_override_strips_the_groups() {
    for empty in ["null", "{}", "[]"] {
        let (id, access) = user(false, &format!(r#"{{"groupOverrideDetails":{empty}}}"#));
        for token in [id, access] {
            assert_eq!(value(&token.claims, "cognito:groups"), None, "{empty}");
            assert!(token.suppressed.contains("cognito:groups"), "{empty}");
        }
    }
}

#[test]
fn scopes_are_added_and_suppressed_in_the_access_token() {
    let changes = r#"{"scopesToAdd":["a/read","two words","x"],"scopesToSuppress":["openid","x"]}"#;
    let (id, access) = v2(changes, changes);
    assert_eq!(value(&access.claims, "scope").as_deref(), Some("\"a/read\""));
    assert_eq!(
        access.ignored,
        [Ignored { name: "two words".to_owned(), reason: IgnoredReason::ScopeWithSpaces }]
    );
    assert!(id.ignored.is_empty() && !id.claims.contains_key("scope"));
}

#[test]
fn an_access_token_takes_its_own_client_for_its_audience() {
    let (id, access) =
        v2(r#"{"claimsToAddOrOverride":{"aud":"app"}}"#, r#"{"claimsToAddOrOverride":{"aud":"app"}}"#);
    assert_eq!(id.ignored.len(), 1);
    assert_eq!(value(&access.added, "aud").as_deref(), Some("\"app\""));
    let (_, access) = v2("null", r#"{"claimsToAddOrOverride":{"aud":"other"}}"#);
    assert_eq!((access.ignored.len(), value(&access.claims, "aud")), (1, None));
}

#[test]
fn an_id_token_takes_no_object_for_some_of_its_claims() {
    let set = r#"{"claimsToAddOrOverride":{"address":{"a":1},"o":{"a":1}}}"#;
    let (id, access) = v2(set, set);
    assert_eq!(id.ignored, [Ignored { name: "address".to_owned(), reason: IgnoredReason::Object }]);
    assert!(id.added.contains_key("o") && access.added.contains_key("address"));
}

#[test]
fn a_machine_has_an_access_token_alone() {
    let event = r#"{"triggerSource":"TokenGeneration_ClientCredentials","userName":"ignored",
        "callerContext":{"clientId":"robot"},"request":{"scopes":["a/read","a/write"]},"response":{}}"#;
    let tokens = tokens(&raw(event), false, NOW);
    assert!(tokens.id.is_none());
    let claims = &tokens.access.claims;
    assert_eq!((value(claims, "sub").as_deref(), value(claims, "username")), (Some("\"robot\""), None));
    assert_eq!(value(claims, "scope").as_deref(), Some("\"a/read a/write\""));
    assert!(tokens.access.placeholders.contains("iss"), "the event has no user pool");
}

#[test]
fn an_event_without_anything_has_tokens_too() {
    let tokens = tokens(&raw("{}"), true, NOW);
    let id = tokens.id.unwrap();
    assert!(id.placeholders.contains("sub") && id.placeholders.contains("aud"));
    assert!(!id.claims.contains_key("cognito:username"));
}

#[test]
fn the_group_claims_can_be_suppressed_and_the_groups_take_the_roles_with_them() {
    let (id, access) =
        v2(r#"{"claimsToSuppress":["cognito:groups"]}"#, r#"{"claimsToSuppress":["cognito:username"]}"#);
    assert_eq!(id.suppressed.iter().collect::<Vec<_>>(), ["cognito:groups", "cognito:roles"]);
    assert_eq!(value(&id.claims, "cognito:roles"), None);
    assert_eq!(value(&id.claims, "cognito:preferred_role").as_deref(), Some("\"role\""));
    assert_eq!(value(&access.claims, "cognito:groups").as_deref(), Some("[\"g1\",\"g2\"]"));
    assert_eq!(access.ignored.len(), 1);
}

#[test]
fn a_v3_event_without_a_user_is_for_a_machine_token() {
    for (version, user, is_machine) in
        [("3", "", true), ("3", r#","userName":"alice""#, false), ("2", "", false)]
    {
        let event = format!(
            r#"{{"version":"{version}","triggerSource":"TokenGeneration_New"{user},"response":{{
                "claimsAndScopeOverrideDetails":{{"accessTokenGeneration":{{"scopesToAdd":["a/write"]}}}}}}}}"#
        );
        let tokens = tokens(&raw(&event), false, NOW);
        assert_eq!(tokens.id.is_none(), is_machine, "{event}");
        assert!(value(&tokens.access.claims, "scope").unwrap().contains("a/write"));
    }
}
