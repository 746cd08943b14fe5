use std::collections::HashMap;

use super::*;
use crate::rules::source::{EventField, Source};
use crate::rules::{BUILT_IN, DefaultRead};

fn parse(json: &str) -> Result<Rules, RuleFaults> {
    let tables = HashMap::from([("TABLE_NAME", "Memberships"), ("EMPTY", "")]);
    let variable = |name: &str| tables.get(name).map(|table| (*table).to_owned());
    Rules::parse(
        json,
        &RuleContext {
            max_claim_bytes: 4096,
            default_read: DefaultRead {
                table: "UserInfoTable".to_owned(),
                key: Source::Event(EventField::UserName),
                key_attribute: "userName".to_owned(),
            },
            variable: &variable,
        },
    )
}

#[test]
fn built_in_rules_use_the_default_read() {
    let rules = parse(BUILT_IN).unwrap();
    assert_eq!(rules.claims().len(), 3);
    assert_eq!(rules.reads().len(), 1);
}
