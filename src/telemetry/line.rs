//! The format of lines: JSON that is a log line and CloudWatch's embedded metric format in one, or text.
//!
//! In that format ("Specification: Embedded metric format" of CloudWatch) `_aws` names the members of
//! the object that are values and dimensions of metrics. Every dimension has few values.

use std::sync::LazyLock;
use std::time::{Duration, SystemTime};

use aws_smithy_types::DateTime;
use aws_smithy_types::date_time::Format as DateFormat;
use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};

use super::{Cause, Format, Level, Outcome, ReadReport, Report};
use crate::claims::ClaimWarning;
use crate::event::{EventVersion, TriggerSource};

/// The metric with dimensions.
const BY_OUTCOME: Directive = Directive {
    namespace: NAMESPACE,
    dimensions: &[
        &["functionName"],
        &["functionName", "outcome"],
        &["functionName", "cause"],
        &["functionName", "triggerSource"],
        &["functionName", "eventVersion"],
    ],
    metrics: &[Metric { name: "invocations", unit: "Count" }],
};

/// The metrics of every event.
const ALWAYS: Directive = Directive {
    namespace: NAMESPACE,
    dimensions: &[&["functionName"]],
    metrics: &[
        Metric { name: "lookupFailures", unit: "Count" },
        Metric { name: "warnings", unit: "Count" },
        Metric { name: "coldStarts", unit: "Count" },
    ],
};

/// The metrics of an event with a lookup.
const LOOKUP: Directive = Directive {
    namespace: NAMESPACE,
    dimensions: &[&["functionName"]],
    metrics: &[
        Metric { name: "lookupMs", unit: "Milliseconds" },
        Metric { name: "attempts", unit: "Count" },
        Metric { name: "replicaReads", unit: "Count" },
    ],
};

/// Serialized once, because they are the longest part of every line.
static WITHOUT_LOOKUP: LazyLock<Option<Box<RawValue>>> =
    LazyLock::new(|| to_raw_value(&[BY_OUTCOME, ALWAYS]).ok());
static WITH_LOOKUP: LazyLock<Option<Box<RawValue>>> =
    LazyLock::new(|| to_raw_value(&[BY_OUTCOME, ALWAYS, LOOKUP]).ok());

/// The capacity for a line without warnings and errors, so that it does not grow step by step.
const USUAL_LENGTH: usize = 1536;

/// The namespace of the metrics.
const NAMESPACE: &str = "ClaimEnrichment";

/// The most warnings that one line lists; the metric counts all. 200 rules could give as many.
const MAX_WARNINGS: usize = 20;

/// The line of one event. Without the optional members it is the metrics alone.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Line<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    timestamp: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    level: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    request_id: Option<&'a str>,
    outcome: Outcome,
    cause: CauseName,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<&'a str>,
    trigger_source: TriggerSource,
    event_version: EventVersion,
    #[serde(skip_serializing_if = "Option::is_none")]
    cold_start: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    duration_ms: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    lookup_ms: Option<f64>,
    attempts: u32,
    replica_reads: usize,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    reads: &'a [ReadReport],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    warning_details: &'a [ClaimWarning],
    function_name: &'a str,
    invocations: u8,
    lookup_failures: usize,
    warnings: usize,
    cold_starts: u8,
    #[serde(rename = "_aws")]
    directives: Directives,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Directives {
    timestamp: u64,
    cloud_watch_metrics: Option<&'static RawValue>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Directive {
    namespace: &'static str,
    dimensions: &'static [&'static [&'static str]],
    metrics: &'static [Metric],
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Metric {
    name: &'static str,
    unit: &'static str,
}

/// The circumstances of an event.
#[derive(Debug, Clone, Copy)]
pub(super) struct Invocation<'a> {
    pub(super) request_id: &'a str,
    pub(super) cold_start: bool,
    pub(super) duration: Duration,
    pub(super) now: SystemTime,
}

impl<'a> Line<'a> {
    /// Returns log line and metrics in one.
    pub(super) fn new(report: &'a Report, invocation: Invocation<'a>, function_name: &'a str) -> Self {
        Self {
            timestamp: Some(timestamp(invocation.now)),
            level: Some(report.level().name()),
            message: Some("pre token generation"),
            request_id: Some(invocation.request_id),
            error: report.error.as_deref(),
            cold_start: Some(invocation.cold_start),
            duration_ms: Some(millis(invocation.duration)),
            reads: &report.reads,
            warning_details: report.warnings.get(..MAX_WARNINGS).unwrap_or(&report.warnings),
            ..Self::metrics(report, invocation, function_name)
        }
    }

    /// Returns the metrics alone.
    pub(super) fn metrics(report: &'a Report, invocation: Invocation<'a>, function_name: &'a str) -> Self {
        let since_epoch = invocation.now.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        Self {
            timestamp: None,
            level: None,
            message: None,
            request_id: None,
            outcome: report.outcome,
            cause: CauseName(report.cause),
            error: None,
            trigger_source: report.trigger,
            event_version: report.version,
            cold_start: None,
            duration_ms: None,
            lookup_ms: report.lookup_time.map(millis),
            attempts: report.requests(),
            replica_reads: report.reads.iter().filter(|read| read.from_replica).count(),
            reads: &[],
            warning_details: &[],
            function_name,
            invocations: 1,
            lookup_failures: report.failed_reads(),
            warnings: report.warnings.len(),
            cold_starts: u8::from(invocation.cold_start),
            directives: Directives {
                timestamp: u64::try_from(since_epoch.as_millis()).unwrap_or(u64::MAX),
                cloud_watch_metrics: if report.lookup_time.is_some() {
                    WITH_LOOKUP.as_deref()
                } else {
                    WITHOUT_LOOKUP.as_deref()
                },
            },
        }
    }

    /// Returns the line as JSON.
    pub(super) fn to_json(&self) -> String {
        json(self)
    }

    /// Returns the line as text, without what only metrics need.
    pub(super) fn to_text(&self) -> String {
        const METRICS_ALONE: [&str; 7] = [
            "_aws",
            "functionName",
            "invocations",
            "lookupFailures",
            "replicaReads",
            "warnings",
            "coldStarts",
        ];
        let mut words = vec![self.level.unwrap_or_default().to_owned()];
        if let Ok(serde_json::Value::Object(members)) = serde_json::to_value(self) {
            let shown = members.iter().filter(|(name, _)| {
                !METRICS_ALONE.contains(&name.as_str()) && !["timestamp", "level"].contains(&name.as_str())
            });
            words.extend(shown.map(|(name, value)| format!("{name}={value}")));
        }
        words.join(" ")
    }
}

/// A line about something other than an event.
#[derive(Serialize)]
pub(super) struct Note<'a> {
    timestamp: String,
    level: &'static str,
    message: &'a str,
}

impl<'a> Note<'a> {
    pub(super) fn new(level: Level, message: &'a str, now: SystemTime) -> Self {
        Self { timestamp: timestamp(now), level: level.name(), message }
    }

    pub(super) fn format(&self, format: Format) -> String {
        match format {
            Format::Json => json(self),
            Format::Text => format!("{} {}", self.level, self.message),
        }
    }
}

impl Level {
    fn name(self) -> &'static str {
        match self {
            Self::Debug => "DEBUG",
            Self::Info => "INFO",
            Self::Warn => "WARN",
            Self::Error => "ERROR",
            Self::Fatal => "FATAL",
        }
    }
}

/// A cause, or `none`: a dimension needs a value.
struct CauseName(Option<Cause>);

impl Serialize for CauseName {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.0 {
            Some(cause) => cause.serialize(serializer),
            None => serializer.serialize_str("none"),
        }
    }
}

fn json(line: &impl Serialize) -> String {
    let mut json = Vec::with_capacity(USUAL_LENGTH);
    let written = serde_json::to_writer(&mut json, line);
    // Only a map whose keys are no text could fail, and a line has none.
    written.ok().and_then(|()| String::from_utf8(json).ok()).unwrap_or_default()
}

/// Returns the time as RFC 3339 to the millisecond, as Lambda's JSON log format requires.
fn timestamp(now: SystemTime) -> String {
    let since_epoch = now.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    let seconds = i64::try_from(since_epoch.as_secs()).unwrap_or(i64::MAX);
    let now = DateTime::from_secs_and_nanos(seconds, since_epoch.subsec_millis() * 1_000_000);
    now.fmt(DateFormat::DateTime).unwrap_or_default()
}

/// Returns a time in milliseconds, to the microsecond.
pub(super) fn millis(duration: Duration) -> f64 {
    (duration.as_secs_f64() * 1_000_000.0).round() / 1_000.0
}
