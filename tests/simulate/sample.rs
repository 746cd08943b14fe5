//! The event of a sample sign-in, and what each option changes in it.

use serde_json::json;

use crate::program::{json, simulate};

#[test]
fn json_is_one_object_with_the_whole_result() {
    let object = json(&[]);
    assert_eq!((&object["outcome"], &object["cause"]), (&json!("enriched"), &json!(null)));
    assert_eq!(object["requests"], 1);
    assert!(object["lookupMs"].as_f64().unwrap() > 0.0);
    let added = json!({ "department": "engineering", "projects": ["apollo", "gemini"], "userName": "alice" });
    for name in ["id", "access"] {
        let token = &object["tokens"][name];
        assert_eq!(token["added"], added);
        assert_eq!(
            (&token["changed"], &token["suppressed"], &token["ignored"]),
            (&json!({}), &json!([]), &json!([]))
        );
        assert_eq!(token["before"]["cognito:groups"], json!(["staff"]));
        assert_eq!(token["before"]["token_use"], name);
        let claims = token["claims"].as_object().unwrap();
        assert_eq!(claims.len(), token["before"].as_object().unwrap().len() + 3);
        let payload = serde_json::to_string(claims).unwrap().len();
        assert_eq!(token["bytes"]["payload"], payload);
        let before = serde_json::to_string(&token["before"]).unwrap().len();
        assert_eq!(token["bytes"]["added"], payload - before);
    }
}

#[test]
fn v1_adds_only_text_to_the_id_token() {
    let object = json(&["--event-version", "v1"]);
    assert_eq!(object["event"]["version"], "1");
    assert_eq!(
        object["event"]["response"]["claimsOverrideDetails"]["claimsToAddOrOverride"],
        object["tokens"]["id"]["added"]
    );
    assert_eq!(object["tokens"]["id"]["added"]["projects"], r#"["apollo","gemini"]"#);
    let access = &object["tokens"]["access"];
    assert_eq!((&access["added"], &access["before"]), (&json!({}), &access["claims"]));
}

#[test]
fn v2_and_v3_change_both_tokens() {
    for (trigger, version) in [("V2", "2"), ("V3", "3")] {
        let object = json(&["--event-version", trigger]);
        assert_eq!(object["event"]["version"], version);
        assert!(object["event"]["request"]["scopes"].is_array());
        assert_eq!(object["tokens"]["access"]["added"]["department"], "engineering");
    }
}

#[test]
fn client_credentials_get_an_unchanged_access_token() {
    for source in ["ClientCredentials", "tokengeneration_clientcredentials"] {
        let object = json(&["--trigger-source", source, "--client-id", "robot"]);
        assert_eq!(object["event"]["triggerSource"], "TokenGeneration_ClientCredentials");
        assert_eq!(
            (&object["event"]["version"], &object["event"]["userName"]),
            (&json!("3"), &json!("robot"))
        );
        assert_eq!((&object["outcome"], &object["cause"]), (&json!("skipped"), &json!("machine_token")));
        assert_eq!((&object["lookupMs"], &object["tokens"]["id"]), (&json!(null), &json!(null)));
        let access = &object["tokens"]["access"];
        assert_eq!((&access["before"], &access["before"]["sub"]), (&access["claims"], &json!("robot")));
    }
    assert!(simulate(&["--trigger-source", "ClientCredentials"]).stdout.contains("none: a machine token"));
}

#[test]
fn every_trigger_source_of_users_is_enriched() {
    for source in
        ["HostedAuth", "Authentication", "NewPasswordChallenge", "AuthenticateDevice", "RefreshTokens"]
    {
        let object = json(&["--trigger-source", source]);
        assert_eq!(object["event"]["triggerSource"], format!("TokenGeneration_{source}"));
        assert_eq!(object["outcome"], "enriched");
    }
}

#[test]
fn each_sample_user_is_another_case() {
    let bob = json(&["--user", "bob"]);
    assert_eq!(bob["tokens"]["id"]["added"]["projects"], json!(["gemini"]));
    assert_eq!(bob["event"]["userName"], "bob");
    let carol = json(&["--user", "carol"]);
    assert_eq!(carol["outcome"], "enriched");
    assert_eq!(carol["tokens"]["id"]["added"]["department"], json!(null));
    assert!(carol["warnings"].to_string().contains("department"));
    assert!(simulate(&["--user", "carol"]).stdout.contains("its source has no value"));
    let nobody = json(&["--user", "nobody"]);
    assert_eq!(nobody["outcome"], "not_found");
    assert_eq!(nobody["tokens"]["id"]["added"]["projects"], json!(null));
    let text = simulate(&["--user", "nobody"]).stdout;
    assert!(text.contains("no read found anything") && text.contains("no meaning for null"), "{text}");
}

#[test]
fn options_shape_the_request() {
    let object = json(&[
        "--client-id",
        "app",
        "--group",
        "g1",
        "--group",
        "g2",
        "--attribute",
        "custom:tenant=a=b",
        "--attribute",
        "email=other@example.com",
    ]);
    let before = &object["tokens"]["id"]["before"];
    assert_eq!(before["aud"], "app");
    assert_eq!(before["cognito:groups"], json!(["g1", "g2"]));
    assert_eq!((&before["custom:tenant"], &before["email"]), (&json!("a=b"), &json!("other@example.com")));
    assert_eq!(object["tokens"]["access"]["before"]["client_id"], "app");
    assert_eq!(object["event"]["request"]["userAttributes"]["custom:tenant"], "a=b");
}

#[test]
fn a_claim_replaces_the_attribute_of_its_name() {
    let object = json(&["--attribute", "department=sales"]);
    let change = &object["tokens"]["id"]["changed"]["department"];
    assert_eq!(change, &json!({ "from": "sales", "to": "engineering" }));
    let text = simulate(&["--attribute", "department=sales"]).stdout;
    assert!(text.contains("~ department") && text.contains(r#"was "sales""#), "{text}");
}

#[test]
fn groups_roles_scopes_and_client_metadata_can_be_given() {
    let object = json(&[
        "--role",
        "arn:aws:iam::123456789012:role/a",
        "--preferred-role",
        "arn:aws:iam::123456789012:role/a",
        "--scope",
        "openid",
        "--scope",
        "orders/read",
        "--client-metadata",
        "orgId=acme",
    ]);
    let id = &object["tokens"]["id"]["before"];
    assert_eq!(id["cognito:roles"], json!(["arn:aws:iam::123456789012:role/a"]));
    assert_eq!(id["cognito:preferred_role"], "arn:aws:iam::123456789012:role/a");
    assert_eq!(object["tokens"]["access"]["before"]["scope"], "openid orders/read");
    assert_eq!(object["event"]["request"]["clientMetadata"], json!({ "orgId": "acme" }));
    let run = simulate(&["--event-version", "V1", "--scope", "openid"]);
    assert!(run.error(2).contains("--scope cannot be used with --event-version V1"), "{}", run.stderr);
}
