use std::collections::BTreeSet;

use super::*;
use crate::rules::SCHEMA;
use crate::rules::validate::keys;

/// `UPDATE_SCHEMA=1 cargo test --lib schema` writes the file.
#[test]
fn the_file_is_the_schema_of_the_types() {
    let schema = serde_json::to_string_pretty(&schema()).unwrap() + "\n";
    if std::env::var_os("UPDATE_SCHEMA").is_some() {
        std::fs::write("src/rules/schema.json", &schema).unwrap();
    } else {
        assert_eq!(SCHEMA, schema, "run UPDATE_SCHEMA=1 cargo test --lib schema");
    }
}

#[test]
fn the_schema_has_the_keys_that_the_validator_knows() {
    let schema = schema();
    let properties = |name: &str| -> BTreeSet<String> {
        let object = match name {
            "" => schema.as_value(),
            name => schema.pointer(&format!("/$defs/{name}")).unwrap(),
        };
        assert_eq!(object["additionalProperties"], false, "{name}");
        object["properties"].as_object().unwrap().keys().cloned().collect()
    };
    for (name, keys) in keys() {
        assert_eq!(properties(name), keys.concat().into_iter().map(str::to_owned).collect(), "{name}");
    }
}
