//! The built function and the deployment template agree: variables, limits, attributes, metrics.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::events::sign_in;
use test_support::faulty::{FaultyDynamoDb, Reply};
use test_support::function::Function;

/// Longer than any value that a variable accepts, and no JSON.
const INVALID: &str = "x";
const INVALID_LENGTH: usize = 300;

/// Reads the template; the tags of its intrinsic functions (`!Ref`, `!Sub`) are dropped.
fn template() -> Value {
    serde_saphyr::from_str(include_str!("../../infra/template.yaml")).expect("the template is YAML")
}

#[tokio::test]
async fn function_validates_every_variable_that_the_template_sets() {
    let template = template();
    let variables = &template["Resources"]["ClaimEnrichment"]["Properties"]["Environment"]["Variables"];
    for name in variables.as_object().unwrap().keys() {
        let value = INVALID.repeat(INVALID_LENGTH);
        let output = Function::builder().env(name, &value).start().await.ended().await;
        assert!(output.stderr.concat().contains(name), "the function does not read {name}: {output:?}");
    }
}

#[tokio::test]
async fn limits_of_numeric_parameters_are_those_of_the_function() {
    let dynamodb = FaultyDynamoDb::start().await;
    dynamodb.always(Reply::ok("{}"));
    for (parameter, variable) in
        [("LookupTimeoutMs", "LOOKUP_TIMEOUT_MS"), ("MaxClaimBytes", "CLAIMS_BUDGET_BYTES")]
    {
        let limits = &template()["Parameters"][parameter];
        let (min, max) = (limits["MinValue"].as_u64().unwrap(), limits["MaxValue"].as_u64().unwrap());
        let function = |value: u64| {
            let function = Function::builder().env("AWS_ENDPOINT_URL_DYNAMODB", &dynamodb.url());
            function.env(variable, &value.to_string()).start()
        };
        for value in [min, max] {
            let function = function(value).await;
            assert!(!function.invoke(sign_in("2", "alice")).await.is_error, "{parameter}={value}");
            function.finish().await;
        }
        for value in [min - 1, max + 1] {
            let output = function(value).await.ended().await;
            assert!(output.stderr.concat().contains(variable), "{parameter}={value}: {output:?}");
        }
    }
}

#[tokio::test]
async fn built_in_rules_read_only_attributes_that_the_template_allows() {
    let parameters = template()["Parameters"].take();
    let default = |name: &str| parameters[name]["Default"].as_str().unwrap().to_owned();
    let allowed = format!("{},{}", default("KeyAttribute"), default("TableAttributes"));
    let allowed: BTreeSet<_> = allowed.split(',').collect();

    let dynamodb = FaultyDynamoDb::start().await;
    dynamodb.always(Reply::ok("{}"));
    let function = Function::with_dynamodb(&dynamodb.url()).await;
    function.invoke(sign_in("2", "alice")).await;
    function.finish().await;

    let request = dynamodb.requests().pop().unwrap().body;
    let names = request["ExpressionAttributeNames"].as_object();
    let projection = request["ProjectionExpression"].as_str().unwrap();
    for attribute in projection.split(',').map(str::trim) {
        let name = names.and_then(|names| names.get(attribute)).and_then(Value::as_str).unwrap_or(attribute);
        assert!(allowed.contains(name), "TableAttributes does not allow {name}");
    }
}

#[tokio::test]
async fn alarms_and_dashboard_use_metrics_that_the_function_writes() {
    let dynamodb = FaultyDynamoDb::start().await;
    dynamodb.always(Reply::ok("{}"));
    let function = Function::with_dynamodb(&dynamodb.url()).await;
    let answer = function.invoke(sign_in("2", "alice")).await;
    let line = function.log(&answer).await;
    function.finish().await;

    let mut written = BTreeSet::new();
    for directive in line["_aws"]["CloudWatchMetrics"].as_array().unwrap() {
        for metric in directive["Metrics"].as_array().unwrap() {
            written.insert((text(&directive["Namespace"]), text(&metric["Name"])));
        }
    }
    let used = metrics_of(&template()["Resources"]);
    let unknown: Vec<_> = used.difference(&written).collect();
    assert!(used.len() > 3 && unknown.is_empty(), "the function does not write {unknown:?}");

    let alarm = &template()["Resources"]["NotFoundAlarm"]["Properties"]["Metrics"][1]["MetricStat"]["Metric"];
    assert_eq!(alarm["Dimensions"][1]["Value"], line["outcome"], "an item that does not exist");
}

/// The namespaces and names of the metrics in alarms and on the dashboard, without those of AWS.
fn metrics_of(resources: &Value) -> BTreeSet<(String, String)> {
    let mut used = BTreeSet::new();
    for resource in resources.as_object().unwrap().values() {
        if resource["Type"] != "AWS::CloudWatch::Alarm" {
            continue;
        }
        let properties = &resource["Properties"];
        let math = properties["Metrics"].as_array().into_iter().flatten();
        let metrics = math.map(|metric| &metric["MetricStat"]["Metric"]).chain([properties]);
        for metric in metrics.filter(|metric| metric["MetricName"].is_string()) {
            used.insert((text(&metric["Namespace"]), text(&metric["MetricName"])));
        }
    }
    let body = resources["Dashboard"]["Properties"]["DashboardBody"][0].as_str().unwrap();
    let body = body.replace("${Idle}", "").replace("${Detached}", "");
    let dashboard: Value = serde_json::from_str(&body).expect("the dashboard is JSON");
    for widget in dashboard["widgets"].as_array().unwrap() {
        // In a dashboard "." repeats the value above, and "..." all of them.
        let mut above = (String::new(), String::new());
        for metric in widget["properties"]["metrics"].as_array().into_iter().flatten() {
            if metric[0].is_string() && metric[0] != "..." {
                let field = |value: &Value, above: String| if value == "." { above } else { text(value) };
                above = (field(&metric[0], above.0), field(&metric[1], above.1));
                used.insert(above.clone());
            }
        }
    }
    used.retain(|(namespace, _)| !namespace.starts_with("AWS/"));
    used
}

fn text(value: &Value) -> String {
    value.as_str().expect("a name").to_owned()
}
