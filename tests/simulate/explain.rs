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
        object["role"]["entries"][0]["trace"]
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
    assert!(run.error(2).contains("no rule writes this claim; the rules write role"), "{}", run.stderr);
}
