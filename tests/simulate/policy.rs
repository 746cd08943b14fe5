//! `--policy`: the least IAM policy of the rules.

use serde_json::{Value, json};

use crate::program::{example, simulate, with_input};

fn statements(args: &[&str]) -> Value {
    let run = simulate(args);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{args:?}");
    run.json()["Statement"].clone()
}

#[test]
fn the_built_in_rules_need_one_get_item_of_named_attributes() {
    let conditions = |attributes: Value| {
        json!({
            "ForAllValues:StringEquals": {"dynamodb:Attributes": attributes},
            "Null": {"dynamodb:Attributes": "false"},
            "StringEqualsIfExists": {"dynamodb:Select": "SPECIFIC_ATTRIBUTES"},
        })
    };
    let expected = json!([{
        "Sid": "ReadTable",
        "Effect": "Allow",
        "Action": "dynamodb:GetItem",
        "Resource": "arn:aws:dynamodb:eu-west-1:*:table/UserInfoTable",
        "Condition": conditions(json!(["department", "projects", "sub", "userName"])),
    }]);
    assert_eq!(statements(&["--policy", "--region", "eu-west-1"]), expected);
    let statements = statements(&["--policy", "cloudformation"]);
    let arn = "arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/UserInfoTable";
    assert_eq!(statements[0]["Resource"], json!({ "Fn::Sub": arn }));
}

#[test]
fn each_read_has_a_statement_for_its_table_or_index_and_its_operations() {
    let operations = |recipe: &str| {
        let statements = statements(&["--policy", "json", "--rules", &example(recipe)]);
        let one = |statement: &Value| json!([statement["Action"], statement["Resource"]]);
        statements.as_array().unwrap().iter().map(one).collect::<Vec<_>>()
    };
    assert_eq!(
        operations("by-email"),
        [json!(["dynamodb:Query", "arn:aws:dynamodb:*:*:table/Members/index/byEmail"])]
    );
    let batch = json!(["dynamodb:BatchGetItem", "dynamodb:GetItem"]);
    assert_eq!(operations("permissions-table"), [json!([batch, "arn:aws:dynamodb:*:*:table/Roles"])]);
    assert_eq!(operations("active-tenant").len(), 2);
    assert_eq!(operations("verified-email"), Vec::<Value>::new());
}

#[test]
fn a_filter_and_the_checks_of_rows_need_their_attributes() {
    let rules = r#"{
      "reads": {"members": {"table": "arn:aws:dynamodb:eu-west-1:123456789012:table/App", "query": {"PK": "{event.sub}"},
        "where": {"status": ["active"]}, "owner": "userSub", "expires": "until"}},
      "choose": {"active": {"of": "members", "by": "orgId", "otherwise": "first"}},
      "claims": [{"claim": "role", "from": "active.role"}]
    }"#;
    let run = with_input(&["--policy", "--rules", "-"], rules);
    let statement = &run.json()["Statement"][0];
    assert_eq!(
        statement["Condition"]["ForAllValues:StringEquals"]["dynamodb:Attributes"],
        json!(["PK", "orgId", "role", "status", "until", "userSub"])
    );
    assert_eq!(statement["Resource"], "arn:aws:dynamodb:eu-west-1:123456789012:table/App");
    let mut replica = crate::program::command(&["--policy", "--rules", &example("single-table")]);
    replica.env("LOOKUP_REPLICA_REGION", "us-east-1");
    let resources = crate::program::end(replica).json()["Statement"][0]["Resource"].clone();
    assert_eq!(
        resources,
        json!(["arn:aws:dynamodb:*:*:table/App", "arn:aws:dynamodb:us-east-1:*:table/App"])
    );
}
