//! The recipes of `src/rules/RECIPES.md`: their rules files, with events and the tokens that they give.
//!
//! A case names a file in `tests/rules` and the options of the sample event. `id` and `access` are the
//! claims that are added to each token and nothing else; `suppressed` belongs to the ID token.

use std::collections::BTreeSet;

use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::program::{ROOT, command, end, example, simulate, with_input};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    recipe: String,
    #[serde(default)]
    options: Vec<String>,
    #[serde(default)]
    id: Map<String, Value>,
    #[serde(default)]
    access: Map<String, Value>,
    groups: Option<Value>,
    scope: Option<Value>,
    #[serde(default)]
    suppressed: Vec<String>,
    refusal: Option<String>,
    /// The operations of DynamoDB, in order; null for a read whose key has no value.
    #[serde(default)]
    requests: Vec<Option<String>>,
}

#[test]
fn each_recipe_gives_the_tokens_that_it_promises() {
    let cases: Vec<Case> = serde_json::from_str(include_str!("recipes.json")).unwrap();
    let tables = format!("{ROOT}/tests/simulate/tables.json");
    let mut recipes = BTreeSet::new();
    for case in cases {
        let rules = example(&case.recipe);
        let mut args = vec!["--json", "--tables", &tables, "--rules", &rules];
        args.extend(case.options.iter().map(String::as_str));
        let run = simulate(&args);
        let case_name = format!("{} {:?}", case.recipe, case.options);
        assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{case_name}");
        let object = run.json();
        let operations = object["reads"].as_array().unwrap().iter().map(|read| &read["operation"]);
        assert_eq!(json!(operations.collect::<Vec<_>>()), json!(case.requests), "{case_name}");
        assert_eq!(object["refusal"], json!(case.refusal), "{case_name}");
        recipes.insert(case.recipe);
        if case.refusal.is_some() {
            assert_eq!(object["tokens"], Value::Null, "{case_name}");
            continue;
        }
        let (id, access) = (&object["tokens"]["id"], &object["tokens"]["access"]);
        let added = |token: &Value| token.get("added").cloned().unwrap_or(json!({}));
        assert_eq!(added(id), json!(case.id), "{case_name}");
        assert_eq!(added(access), json!(case.access), "{case_name}");
        let changed = |claim: &str| access["changed"].get(claim).map(|change| change["to"].clone());
        assert_eq!(changed("cognito:groups"), case.groups, "{case_name}");
        assert_eq!(changed("scope"), case.scope, "{case_name}");
        let suppressed = id.get("suppressed").cloned().unwrap_or(json!([]));
        assert_eq!(suppressed, json!(case.suppressed), "{case_name}");
    }
    assert!(recipes.len() >= 17, "{recipes:?}");
}

#[test]
fn each_recipe_stands_on_the_page() {
    let page = std::fs::read_to_string(format!("{ROOT}/src/rules/RECIPES.md")).unwrap();
    for case in serde_json::from_str::<Vec<Case>>(include_str!("recipes.json")).unwrap() {
        let link = format!("tests/rules/{}.json", case.recipe);
        assert!(page.contains(&link), "{link}");
        let rules: Value =
            serde_json::from_str(&std::fs::read_to_string(example(&case.recipe)).unwrap()).unwrap();
        let blocks = page.split("```json\n").skip(1).filter_map(|block| block.split("```").next());
        let mut parsed = blocks.filter_map(|block| serde_json::from_str::<Value>(block).ok());
        assert!(parsed.any(|block| block == rules), "{link} differs from the page");
    }
}

#[test]
fn the_first_example_of_the_reference_is_valid() {
    let page = std::fs::read_to_string(format!("{ROOT}/src/rules/README.md")).unwrap();
    let example = page.split("```json\n").nth(1).unwrap().split("```").next().unwrap();
    let run = with_input(&["--rules", "-", "--check"], example);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
}

#[test]
fn the_commands_of_the_page_work() {
    let page = std::fs::read_to_string(format!("{ROOT}/src/rules/RECIPES.md")).unwrap();
    let commands: Vec<_> = page.lines().filter_map(|line| line.strip_prefix("cargo run -- ")).collect();
    assert_eq!(commands.len(), 3);
    for line in commands {
        let args: Vec<_> = line.split('#').next().unwrap().split_whitespace().collect();
        let mut command = command(&args);
        command.current_dir(ROOT);
        let run = end(command);
        assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{line}");
    }
}
