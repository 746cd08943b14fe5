//! The least IAM policy that a rules file needs (`--policy`).

use claim_enrichment::rules::Rules;
use claim_enrichment::rules::read::{Operation, Read};
use claim_enrichment::rules::source::{EventField, Source};
use serde_json::{Value, json};

use crate::args::PolicyFormat;
use crate::usage;

/// Returns the policy: one statement for each read, limited to its table or index, its operations and its
/// attributes.
///
/// `region` is the Region of tables that are named without an ARN; without it any Region. `replica` is the
/// Region of `LOOKUP_REPLICA_REGION`.
pub(crate) fn policy(
    rules: &Rules,
    format: PolicyFormat,
    region: Option<&str>,
    replica: Option<&str>,
) -> Value {
    let usage = usage::of_reads(rules);
    let statements: Vec<Value> = rules
        .reads()
        .iter()
        .zip(&usage)
        .map(|(read, usage)| {
            let mut resources = vec![resource(read, format, region)];
            resources.extend(replica.map(|replica| replica_resource(read, format, replica)));
            let attributes: Vec<&String> = usage.attributes.iter().collect();
            json!({
                "Sid": sid(&read.name),
                "Effect": "Allow",
                "Action": one_or_list(actions(read).into_iter().map(|action| json!(action)).collect()),
                "Resource": one_or_list(resources),
                "Condition": {
                    // ForAllValues also holds for a request that names no attributes and so gets all;
                    // the other two conditions exclude it.
                    "ForAllValues:StringEquals": {"dynamodb:Attributes": attributes},
                    "Null": {"dynamodb:Attributes": "false"},
                    "StringEqualsIfExists": {"dynamodb:Select": "SPECIFIC_ATTRIBUTES"},
                },
            })
        })
        .collect();
    json!({"Version": "2012-10-17", "Statement": statements})
}

/// `ReadUser` for the read `user`. A Sid has only letters and digits, as have the names of reads.
fn sid(name: &str) -> String {
    let mut chars = name.chars();
    let first = chars.next().map(|first| first.to_ascii_uppercase());
    std::iter::once("Read".to_owned()).chain(first.map(String::from)).chain([chars.collect()]).collect()
}

/// A key with a list reads many items at once, and a list of one value one item.
fn actions(read: &Read) -> Vec<&'static str> {
    match read.operation {
        Operation::Query { .. } => vec!["dynamodb:Query"],
        Operation::Get(_) if has_possible_list(read) => vec!["dynamodb:BatchGetItem", "dynamodb:GetItem"],
        Operation::Get(_) => vec!["dynamodb:GetItem"],
    }
}

fn has_possible_list(read: &Read) -> bool {
    read.key_parts().iter().flat_map(|part| part.value.sources()).any(|source| match source {
        Source::Event(field) => matches!(field, EventField::Groups | EventField::Roles | EventField::Scopes),
        Source::Rows(_) => true,
        Source::UserAttribute(_) => false,
    })
}

fn resource(read: &Read, format: PolicyFormat, region: Option<&str>) -> Value {
    let index = read.index.as_ref().map(|index| format!("/index/{index}")).unwrap_or_default();
    if read.table.starts_with("arn:") {
        return json!(format!("{}{index}", read.table));
    }
    let name = format!("{}{index}", read.table);
    match format {
        PolicyFormat::Json => json!(format!("arn:aws:dynamodb:{}:*:table/{name}", region.unwrap_or("*"))),
        PolicyFormat::Cloudformation => {
            json!({"Fn::Sub": format!("arn:${{AWS::Partition}}:dynamodb:${{AWS::Region}}:${{AWS::AccountId}}:table/{name}")})
        }
    }
}

/// The same table or index in the replica Region.
fn replica_resource(read: &Read, format: PolicyFormat, replica: &str) -> Value {
    let index = read.index.as_ref().map(|index| format!("/index/{index}")).unwrap_or_default();
    if read.table.starts_with("arn:") {
        let mut parts: Vec<&str> = read.table.split(':').collect();
        if let Some(region) = parts.get_mut(3) {
            *region = replica;
        }
        return json!(format!("{}{index}", parts.join(":")));
    }
    let name = format!("{}{index}", read.table);
    match format {
        PolicyFormat::Json => json!(format!("arn:aws:dynamodb:{replica}:*:table/{name}")),
        PolicyFormat::Cloudformation => {
            json!({"Fn::Sub": format!("arn:${{AWS::Partition}}:dynamodb:{replica}:${{AWS::AccountId}}:table/{name}")})
        }
    }
}

/// IAM takes one value or a list.
fn one_or_list(mut values: Vec<Value>) -> Value {
    if values.len() == 1 { values.swap_remove(0) } else { Value::Array(values) }
}
