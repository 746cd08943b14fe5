//! Validation of the rules alone, as in a deployment pipeline.

use claim_enrichment::rules::SCHEMA;
use serde_json::json;

use crate::program::{Run, example, file, simulate, with_input};

/// Rules with four faults.
const FAULTY: &str = r#"{
  "claims": [{"claim": "sub", "from": "event.sub", "tokens": ["id"]}, {"claim": "a", "from": "tabel.x"}],
  "suppress": {"id": ["iss"]},
  "groups": {"mode": "add"}
}"#;

/// The lines of the standard error without the file before them.
fn faults<'r>(run: &'r Run, file: &str) -> Vec<&'r str> {
    let behind = |line: &'r str| line.strip_prefix(file).and_then(|line| line.strip_prefix(": "));
    run.stderr.lines().map(|line| behind(line).unwrap_or_else(|| panic!("{line}"))).collect()
}

#[test]
fn every_example_is_valid() {
    let mut seen = 0;
    for entry in std::fs::read_dir(example("machine").replace("machine.json", "")).unwrap() {
        let path = entry.unwrap().path();
        let path = path.to_str().unwrap();
        let run = simulate(&["--rules", path, "--check", "--json"]);
        assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{path}");
        let object = run.json();
        assert_eq!((&object["ok"], &object["faults"]), (&json!(true), &json!([])), "{path}");
        seen += 1;
    }
    assert!(seen >= 8, "{seen}");
}

#[test]
fn valid_rules_are_summarized() {
    let rules = r#"{
      "claims": [
        {"claim": "plan", "value": 1, "clients": ["a"]}, {"claim": "plan", "value": 2, "clients": ["b"]},
        {"claim": "tier", "from": "table.tier"}, {"claim": "by", "from": "event.clientId", "tokens": ["machine"]}
      ],
      "suppress": {"id": ["email", "dev:x"]},
      "scopes": {"add": ["x:{table.tier}.{table.level}"]},
      "groups": {"from": "attribute.custom:groups", "mode": "replace"}
    }"#;
    let run = with_input(&["--rules", "-", "--check"], rules);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    for (name, told) in [
        ("ID token", "2 claims, 2 suppressed"),
        ("access token", "2 claims"),
        ("machine token", "1 claim"),
        ("scopes", "1 added"),
        ("groups", "1 entry"),
        ("table", "get UserInfoTable: level, sub, tier, userName"),
    ] {
        let line = run.stdout.lines().find(|line| line.trim_start().starts_with(name)).unwrap();
        assert!(line.ends_with(&format!("  {told}")), "{line}");
    }
    assert!(run.words().contains("Warnings groups[0]: "), "{}", run.stdout);
    let object = with_input(&["--rules", "-", "--check", "--json"], rules).json();
    let read = json!({
        "name": "table", "table": "UserInfoTable", "index": null, "operation": "get",
        "attributes": ["level", "sub", "tier", "userName"],
    });
    assert_eq!(object["reads"], json!([read]));
    assert_eq!(object.as_object().unwrap().len(), 4);
}

#[test]
fn each_fault_has_a_line_of_its_own() {
    let (_file, path) = file(FAULTY);
    let run = simulate(&["--rules", &path, "--check"]);
    assert_eq!((run.code, run.stdout.as_str()), (2, ""));
    let told = faults(&run, &path);
    for fault in ["\"sub\"", "tabel.x", "\"iss\"", "groups"] {
        assert!(told.iter().any(|line| line.contains(fault)), "{fault} in {told:?}");
    }
    assert_eq!(told.len(), 4);
    let run = simulate(&["--rules", &path, "--check", "--json"]);
    assert_eq!(run.code, 2);
    let object = run.json();
    assert_eq!((&object["ok"], &object["warnings"]), (&json!(false), &json!([])));
    assert_eq!(object["faults"].as_array().unwrap().len(), 4);
    let run = with_input(&["--rules", "-", "--check"], FAULTY);
    assert_eq!((run.code, faults(&run, "standard input").len()), (2, 4));
    // Without --check the faults stand in one line, like every other failure.
    let run = simulate(&["--rules", &path]);
    let error = run.error(2);
    assert!(
        error.contains("tabel.x")
            && error.starts_with(&format!("--rules is {path:?}: "))
            && run.stdout.is_empty(),
        "{error}"
    );
}

#[test]
fn a_file_that_cannot_be_read_is_a_fault() {
    let folder = tempfile::tempdir().unwrap();
    let latin = folder.path().join("latin.json");
    std::fs::write(&latin, b"{\"claims\": \"\xfc\"}").unwrap();
    for (path, why) in [
        ("no/such/rules.json", "No such file"),
        (folder.path().to_str().unwrap(), "directory"),
        (latin.to_str().unwrap(), "UTF-8"),
    ] {
        let run = simulate(&["--rules", path, "--check"]);
        assert_eq!((run.code, run.stdout.as_str()), (2, ""));
        let told = faults(&run, path);
        assert!(told.len() == 1 && told[0].contains(why) && told[0].contains("name a file"), "{told:?}");
        let run = simulate(&["--rules", path]);
        assert!(run.error(2).contains(why), "{}", run.stderr);
        let object = simulate(&["--rules", path, "--check", "--json"]).json();
        assert_eq!((&object["ok"], object["faults"].as_array().unwrap().len()), (&json!(false), 1));
    }
}

#[test]
fn settings_beside_the_rules_count() {
    let (_file, path) = file(&format!(r#"{{"claims": [{{"claim": "a", "value": "{}"}}]}}"#, "x".repeat(100)));
    assert_eq!(simulate(&["--rules", &path, "--check"]).code, 0);
    let run = simulate(&["--rules", &path, "--check", "--max-claim-bytes", "100"]);
    assert_eq!(run.code, 2);
    assert!(faults(&run, &path)[0].contains("takes 108 bytes"), "{}", run.stderr);
    let run = simulate(&["--rules", &path, "--check", "--key", "attribute:custom:employee"]);
    assert_eq!(run.code, 0);
    assert!(run.words().contains("--key: attribute.custom:employee: users who can write"), "{}", run.stdout);
    assert!(simulate(&["--rules", &path, "--check", "--key", "x"]).error(2).contains("--key is"));
}

#[test]
fn the_schema_is_the_librarys() {
    let run = simulate(&["--schema"]);
    assert_eq!((run.code, run.stdout.as_str(), run.stderr.as_str()), (0, SCHEMA, ""));
}

#[test]
fn a_table_in_an_unset_variable_is_a_warning() {
    let rules = r#"{
      "reads": {"org": {"table": {"env": "ORGS_TABLE"}, "get": {"id": "{event.sub}"}}},
      "claims": [{"claim": "plan", "from": "org.plan"}]
    }"#;
    let object = with_input(&["--rules", "-", "--check", "--json"], rules).json();
    assert_eq!(object["reads"][0]["table"], "ORGS_TABLE");
    assert!(
        object["warnings"][0]["message"].as_str().unwrap().contains("ORGS_TABLE is not set here"),
        "{object}"
    );
}
