//! Checks a line against the schema of "Specification: Embedded metric format" in the CloudWatch user guide.

use serde_json::{Map, Value};

/// Most dimensions in a set.
const MAX_DIMENSIONS: usize = 30;

/// Most metrics in a directive.
const MAX_METRICS: usize = 100;

/// The longest value of a dimension, and name of a metric or namespace.
const MAX_TEXT: usize = 1024;

/// The longest name of a dimension.
const MAX_DIMENSION_NAME: usize = 250;

/// A time in ms since 1970, between 2020 and 2100: in seconds or in µs it would lie outside.
const PLAUSIBLE_MILLIS: std::ops::Range<u64> = 1_577_836_800_000..4_102_444_800_000;

/// Returns the names of the metrics in `line`.
///
/// # Panics
/// The line is malformed.
pub(crate) fn metrics(line: &Value) -> Vec<String> {
    let root = line.as_object().expect("an object");
    let aws = root["_aws"].as_object().expect("_aws is an object");
    let timestamp = aws["Timestamp"].as_u64().expect("Timestamp is a whole number");
    assert!(PLAUSIBLE_MILLIS.contains(&timestamp), "Timestamp in ms: {timestamp}");
    let directives = aws["CloudWatchMetrics"].as_array().expect("CloudWatchMetrics is an array");
    assert!(!directives.is_empty());
    let mut names = Vec::new();
    for directive in directives {
        assert!(text(&directive["Namespace"], MAX_TEXT).is_some(), "{directive}");
        assert!(!directive["Namespace"].as_str().unwrap().starts_with("AWS/"), "{directive}");
        let sets = directive["Dimensions"].as_array().expect("Dimensions is an array");
        assert!(!sets.is_empty());
        for set in sets {
            let set = set.as_array().expect("a set of dimensions is an array");
            assert!(set.len() <= MAX_DIMENSIONS);
            for dimension in set {
                let name = text(dimension, MAX_DIMENSION_NAME).expect("a dimension has a name");
                let value = root.get(name).and_then(|value| text(value, MAX_TEXT));
                assert!(value.is_some(), "the dimension {name} is text at the root: {line}");
            }
        }
        let metrics = directive["Metrics"].as_array().expect("Metrics is an array");
        assert!((1..=MAX_METRICS).contains(&metrics.len()));
        names.extend(metrics.iter().map(|metric| metric_name(metric, root)));
    }
    names
}

fn metric_name(metric: &Value, root: &Map<String, Value>) -> String {
    let name = text(&metric["Name"], MAX_TEXT).expect("a metric has a name");
    assert!(root.get(name).is_some_and(Value::is_number), "the metric {name} is a number at the root");
    assert!(
        ["Count", "Milliseconds", "Bytes", "Percent", "None"].contains(&metric["Unit"].as_str().unwrap())
    );
    name.to_owned()
}

fn text(value: &Value, longest: usize) -> Option<&str> {
    value.as_str().filter(|text| (1..=longest).contains(&text.len()))
}
