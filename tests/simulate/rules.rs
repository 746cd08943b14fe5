//! Claim rules of one's own, and what they make of the tokens.

use serde_json::{Map, Value, json};

use crate::program::{ROOT, command, end, example, file, json, simulate, with_input};

const VERSIONS: [&str; 3] = ["V1", "V2", "V3"];

/// What `--json` prints for an example and `args`; that the page for readers says the same is checked
/// on the way.
fn shown(name: &str, args: &[&str]) -> Value {
    let path = example(name);
    let args = [&["--rules", &path], args].concat();
    let object = json(&args);
    let page = simulate(&args);
    assert_eq!((page.code, page.stderr.as_str()), (0, ""));
    let page = page.words();
    let (_, page) = page.split_once("ID token").unwrap();
    let (id, access) = page.split_once("Access token").unwrap();
    for (page, token, used) in [
        (id, &object["tokens"]["id"], &object["claimSize"]["id"]),
        (access, &object["tokens"]["access"], &object["claimSize"]["access"]),
    ] {
        if token.is_null() {
            continue;
        }
        for (mark, part) in [('+', "added"), ('~', "changed")] {
            for (name, value) in token[part].as_object().unwrap() {
                let value = value.get("to").unwrap_or(value);
                let bytes = member(name, value);
                assert_eq!(token["bytes"]["claims"][name], bytes, "{name}");
                let row = format!("{mark} {name} {value} ({bytes} bytes)");
                assert!(page.contains(&row), "{row} in {page}");
            }
        }
        for name in token["suppressed"].as_array().unwrap() {
            assert!(page.contains(&format!("- {} suppressed", name.as_str().unwrap())), "{page}");
        }
        let size = &object["claimSize"]["limit"];
        assert!(page.contains(&format!("{used} of at most {size} bytes")), "{page}");
    }
    object
}

/// What a claim weighs with its comma.
fn member(name: &str, value: &Value) -> usize {
    let object: Map<_, _> = [(name.to_owned(), value.clone())].into_iter().collect();
    Value::Object(object).to_string().len() - "{}".len() + ",".len()
}

fn added(object: &Value) -> (&Value, &Value) {
    (&object["tokens"]["id"]["added"], &object["tokens"]["access"]["added"])
}

#[test]
fn the_blogs_projects_and_a_constant_department() {
    for version in VERSIONS {
        let v1 = version == "V1";
        let object = shown("blog-projects", &["--event-version", version]);
        let projects = if v1 { json!(r#"["apollo","gemini"]"#) } else { json!(["apollo", "gemini"]) };
        let access = if v1 { json!({}) } else { json!({ "userName": "alice" }) };
        assert_eq!(added(&object), (&json!({ "userName": "alice", "projects": projects }), &access));
        let object = shown("constant-department", &["--event-version", version]);
        assert_eq!(added(&object), (&json!({ "department": "Legal" }), &json!({})));
        assert_eq!((&object["lookupMs"], &object["requests"]), (&json!(null), &json!(0)));
    }
    let page = simulate(&["--rules", &example("constant-department")]).words();
    assert!(page.contains("no rule that applies reads a table"), "{page}");
}

#[test]
fn claims_from_user_attributes_come_with_warnings() {
    for version in VERSIONS {
        let args = ["--event-version", version, "--attribute", "custom:tenantId=acme"];
        let object = shown("tenant-and-department", &args);
        let claims = json!({ "tenantId": "acme", "departmentId": "none" });
        let none = json!({});
        assert_eq!(added(&object), (&claims, if version == "V1" { &none } else { &claims }));
        assert_eq!(object["tokens"]["id"]["suppressed"], json!(["email"]));
        let warnings = object["ruleWarnings"].as_array().unwrap();
        assert_eq!(warnings.len(), 2, "{warnings:?}");
        let page = simulate(&["--rules", &example("tenant-and-department")]).words();
        let (_, page) = page.split_once(" placeholder Warnings ").unwrap();
        for warning in warnings {
            assert!(page.contains(warning["message"].as_str().unwrap()), "{warning} in {page}");
        }
    }
    assert_eq!(shown("blog-projects", &[])["ruleWarnings"], json!([]));
    assert_eq!(json(&["--key", "attribute:email_verified"])["ruleWarnings"], json!([]));
    let by_mail = json(&["--key", "attribute:email"]);
    assert!(by_mail["ruleWarnings"].to_string().contains("attribute.email"), "{by_mail}");
}

#[test]
fn scopes_and_groups_are_seen_in_the_tokens() {
    let user = ["--attribute", "custom:location=USA", "--attribute", "custom:membership=Premium"];
    for version in VERSIONS {
        let object = shown("membership", &[&["--event-version", version][..], &user].concat());
        let access = &object["tokens"]["access"];
        if version == "V1" {
            assert_eq!((&access["added"], &access["changed"]), (&json!({}), &json!({})));
            assert_eq!(object["claimSize"], json!({ "limit": 4096, "id": 0, "access": 0 }));
        } else {
            assert_eq!(access["added"], json!({ "demo:membershipLevel": "Premium" }));
            let scopes = json!({ "from": "aws.cognito.signin.user.admin", "to": "membership:USA.Premium" });
            assert_eq!(access["changed"]["scope"], scopes);
            let scopes = json!(["membership:USA.Premium"]).to_string().len();
            let claim = member("demo:membershipLevel", &json!("Premium"));
            assert_eq!(object["claimSize"]["access"], 1 + claim + scopes);
        }
        let object = shown("groups-from-table", &["--event-version", version]);
        let groups = json!({ "from": ["staff"], "to": ["staff", "editors", "reviewers"] });
        for token in ["id", "access"] {
            assert_eq!(object["tokens"][token]["changed"]["cognito:groups"], groups, "{version} {token}");
        }
    }
}

#[test]
fn what_is_left_out_has_a_reason() {
    let wrong = ["--attribute", "custom:location=U S A", "--attribute", "custom:membership=Premium"];
    let scope = "scope membership:{attribute.custom:location}.{attribute.custom:membership}";
    for (name, args, on, reason, told) in [
        ("membership", &[][..], scope, "absent", "its source has no value"),
        ("membership", &wrong, scope, "wrong_character", "a character that is not allowed here"),
        ("groups-from-table", &["--user", "bob"], "groups[0]", "absent", "its source has no value"),
    ] {
        let object = shown(name, args);
        let warning = json!({ "subject": on, "reason": reason });
        assert!(object["warnings"].as_array().unwrap().contains(&warning), "{}", object["warnings"]);
        let path = example(name);
        let page = simulate(&[&["--rules", &path], args].concat()).words();
        let (_, page) = page.split_once(" Left out by the function ").unwrap();
        assert!(page.starts_with(&format!("{on}: ")) && page.contains(told), "{page}");
    }
    let page = simulate(&["--rules", &example("membership")]).words();
    assert!(page.contains("its source has no value"), "{page}");
    assert!(!simulate(&["--user", "carol"]).stdout.contains("Left out"), "a claim has it beside itself");
}

#[test]
fn a_namespaced_claim_and_one_for_a_client_alone() {
    for version in VERSIONS {
        let object = shown("namespaced-roles", &["--event-version", version]);
        let roles = if version == "V1" { json!("admin auditor") } else { json!(["admin", "auditor"]) };
        assert_eq!(added(&object).0, &json!({ "https://example.com/roles": roles }));
        let object = shown("one-client", &["--event-version", version]);
        assert_eq!(added(&object).0["plan"], "gold");
        let object = shown("one-client", &["--event-version", version, "--client-id", "other"]);
        assert_eq!(added(&object).0.as_object().unwrap().keys().collect::<Vec<_>>(), ["projects"]);
    }
}

#[test]
fn machine_rules_need_no_user() {
    let machine = ["--trigger-source", "ClientCredentials"];
    let object = shown("machine", &[&machine[..], &["--client-id", "2example23456789"]].concat());
    let claims = json!({ "service": "billing", "calledBy": "2example23456789" });
    assert_eq!(added(&object), (&json!(null), &claims));
    assert_eq!((&object["claimSize"]["id"], &object["claimSize"]["access"]), (&json!(null), &json!(51)));
    let object = shown("machine", &[&machine[..], &["--client-id", "other"]].concat());
    assert_eq!(added(&object).1, &json!({ "calledBy": "other" }));
    assert_eq!(added(&shown("machine", &[])), (&json!({}), &json!({})));
}

#[test]
fn the_shown_size_is_the_one_that_the_function_limits() {
    let rules = r#"{"claims": [{"claim": "limits", "from": "table.limits"}, {"claim": "l\"ü", "from": "table.tier"}],
        "scopes": {"add": ["level:{table.level}", "tier:{table.tier}"]}}"#;
    let (_file, path) = file(rules);
    let with = |bytes: &str| json(&["--rules", &path, "--max-claim-bytes", bytes]);
    let used = with("4096")["claimSize"]["access"].as_u64().unwrap();
    let fits = with(&used.to_string());
    assert_eq!((&fits["warnings"], &fits["claimSize"]["access"]), (&json!([]), &json!(used)));
    let over = with(&(used - 1).to_string());
    assert_eq!(over["warnings"], json!([{ "subject": "scope tier:{table.tier}", "reason": "size_limit" }]));
    assert_eq!(over["claimSize"]["limit"], used - 1);
    let page = simulate(&["--rules", &path, "--max-claim-bytes", "64"]).words();
    let (claims, left_out) = page.split_once("Left out by the function").unwrap();
    assert!(left_out.contains("exceeds the claim size limit"), "{page}");
    assert!(!claims.contains("exceeds the claim size limit"), "{page}");
    let (_file, path) = file(
        r#"{"claims": [{"claim": "projects", "from": "table.projects"}, {"claim": "limits", "from": "table.limits"}]}"#,
    );
    let page = simulate(&["--rules", &path, "--max-claim-bytes", "64"]).words();
    assert!(page.contains("it exceeds the claim size limit; Cognito documents no meaning"), "{page}");
}

#[test]
fn claims_of_another_trigger_do_not_count_for_the_size() {
    let event = r#"{"version": "2", "userName": "alice", "response": {"claimsAndScopeOverrideDetails": {
        "idTokenGeneration": {"claimsToAddOrOverride": {"theirs": 1, "tier": "old"}},
        "accessTokenGeneration": {"scopesToAdd": ["a/read"]}}}}"#;
    let (_file, path) = file(r#"{"claims": [{"claim": "tier", "from": "table.tier", "tokens": ["id"]}]}"#);
    let object = with_input(&["--json", "--rules", &path, "--event", "-"], event).json();
    assert_eq!(object["tokens"]["id"]["added"], json!({ "theirs": 1, "tier": "gold" }));
    let size = json!({ "limit": 4096, "id": 1 + member("tier", &json!("gold")), "access": 0 });
    assert_eq!(object["claimSize"], size);
}

#[test]
fn a_skipped_event_adds_no_bytes() {
    let event =
        r#"{"response": {"claimsOverrideDetails": {"claimsToAddOrOverride": {"department": "theirs"}}}}"#;
    let object = with_input(&["--json", "--event", "-"], event).json();
    assert_eq!(object["tokens"]["id"]["added"], json!({ "department": "theirs" }));
    assert_eq!(object["claimSize"]["id"], 0);
}

#[test]
fn alice_has_a_value_of_every_type() {
    let claims: Vec<_> = ["groups", "roles", "tier", "level", "limits"]
        .map(|name| json!({ "claim": name, "from": format!("table.{name}") }))
        .into();
    let object = with_input(&["--json", "--rules", "-"], &json!({ "claims": claims }).to_string()).json();
    let expected = json!({
        "groups": ["editors", "reviewers"], "roles": ["admin", "auditor"], "tier": "gold", "level": 3,
        "limits": { "seats": 25, "trial": false },
    });
    assert_eq!(added(&object), (&expected, &expected));
}

#[test]
fn a_captured_event_may_be_looked_up_by_its_sub() {
    let event =
        r#"{"version": "2", "userName": "Google_1162", "request": {"userAttributes": {"sub": "alice"}}}"#;
    for key_attribute in ["userName", "id"] {
        let args = ["--json", "--event", "-", "--key", "sub", "--key-attribute", key_attribute];
        let object = with_input(&args, event).json();
        assert_eq!(object["tokens"]["id"]["added"]["department"], "engineering");
        assert_eq!(object["tokens"]["id"]["added"]["userName"], "Google_1162");
    }
    let args = ["--event", "-", "--key", "attribute:custom:employee"];
    let page = with_input(&args, event).words();
    assert!(page.contains("not read, because the key has no value"), "{page}");
    assert_eq!(with_input(&["--json", "--event", "-"], event).json()["outcome"], "not_found");
}

#[test]
fn rules_come_from_the_standard_input_too() {
    let rules = std::fs::read_to_string(example("constant-department")).unwrap();
    let object = with_input(&["--json", "--rules", "-"], &rules).json();
    assert_eq!(added(&object).0, &json!({ "department": "Legal" }));
    // Neither is the default that an empty variable stands for, nor a file.
    for text in ["", " \n", "@Cargo.toml"] {
        let run = with_input(&["--rules", "-"], text);
        assert!(run.error(2).contains("--rules is \"standard input\": the rules: "), "{text}");
    }
    assert!(simulate(&["--rules", "-", "--event", "-"]).error(2).contains("cannot both be -"));
}

#[test]
fn the_suggested_commands_work() {
    let page = simulate(&[]).stdout;
    let hint = page.lines().find(|line| line.contains("--rules")).unwrap();
    let (hint, _) = hint.trim().rsplit_once("  ").unwrap();
    let args: Vec<_> = hint.strip_prefix("cargo run -- ").unwrap().split(' ').collect();
    let mut command = command(&args);
    command.current_dir(ROOT);
    let run = end(command);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    assert!(run.stdout.contains("editors"), "{}", run.stdout);
}
