//! `--explain`: how a claim gets its value.

use serde_json::json;

use crate::program::{example, simulate, with_input};

#[test]
fn each_step_condition_and_dropped_item_is_shown() {
    let rules = r#"{"claims": [
      {"claim": "role", "from": "attribute.custom:roles", "parse": "list", "map": {"A": "admin"}, "as": "json",
       "when": {"from": "event.groups", "in": ["staff"]}}
    ]}"#;
    let args = ["--rules", "-", "--explain", "role", "--attribute", "custom:roles=[A, B]"];
    let page = with_input(&args, rules).words();
    for told in [
        "when event.groups is one of staff: holds",
        "source attribute.custom:roles = \"[A, B]\"",
        "users may be able to write this attribute",
        "parse [\"A\",\"B\"]",
        "has no entry for B",
        "map [\"admin\"]",
        "ID token \"[\\\"admin\\\"]\"",
    ] {
        assert!(page.contains(told), "{told} in {page}");
    }
    let object = with_input(&[&args[..], &["--json"]].concat(), rules).json();
    assert!(
        object["claims"]["role"]["entries"][0]["trace"]
            .as_array()
            .unwrap()
            .contains(&json!({ "step": "map", "dropped": ["B"] }))
    );
    let page = with_input(&[&args[..], &["--group", "other"]].concat(), rules).words();
    assert!(page.contains("does not hold") && page.contains("the claim is not written"), "{page}");
}

#[test]
fn the_size_limit_and_unknown_claims_are_reported() {
    let long = r#"{"claims": [{"claim": "long", "from": "attribute.custom:x"}]}"#;
    let value = format!("custom:x={}", "y".repeat(100));
    let args = ["--rules", "-", "--explain", "all", "--max-claim-bytes", "64", "--attribute", &value];
    let page = with_input(&args, long).words();
    assert!(page.contains("the value does not fit: ") && page.contains("of at most 64 bytes"), "{page}");
    let run = simulate(&["--rules", &example("role-from-groups"), "--explain", "roel"]);
    assert!(run.error(2).contains("the rules have no such claim or part; they have role"), "{}", run.stderr);
}

#[test]
fn scopes_groups_suppressions_and_refusals_are_explained() {
    let rules = r#"{
      "refuse": [{"when": {"found": "table", "is": false}}],
      "suppress": {"id": [{"claim": "email", "when": {"from": "event.groups", "in": ["staff"]}}]},
      "scopes": {"add": ["tier:{table.tier}"]},
      "groups": [{"from": "table.groups", "map": {"editors": "authors"}}]
    }"#;
    let page = with_input(&["--rules", "-", "--explain", "all"], rules).words();
    for told in [
        "refuse[0]: not used: a condition does not hold when table found nothing: does not hold",
        "suppression of email: used source event.groups = [\"staff\"] when event.groups is one of staff: holds",
        "Result ID token email",
        "value \"tier:gold\"",
        "Result added tier:gold",
        "has no entry for reviewers, which is dropped",
        "Result both tokens staff, authors",
    ] {
        assert!(page.contains(told), "{told} in {page}");
    }
    let page = with_input(&["--rules", "-", "--explain", "scopes"], rules).words();
    assert!(page.starts_with("scopes scope ") && !page.contains("refuse"), "{page}");
}
