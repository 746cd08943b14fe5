use std::ffi::OsString;
use std::path::Path;
use std::time::Duration;

use super::connection::roots;
use super::lambda::REQUIRED;
use super::*;
use crate::handler::OnLookupFailure;
use crate::telemetry::{Format, Level};

type Variable = (&'static str, &'static str);

fn variable(variables: &[Variable], name: &str) -> Option<OsString> {
    variables.iter().find(|(set, _)| *set == name).map(|(_, value)| OsString::from(value))
}

fn settings(variables: &[Variable]) -> Result<Settings, ConfigError> {
    Settings::read(|name| variable(variables, name), Path::new("."))
}

fn lambda(variables: &[Variable]) -> Result<LambdaEnvironment, ConfigError> {
    LambdaEnvironment::read(|name| {
        variable(variables, name).or_else(|| REQUIRED.contains(&name).then(|| "128".into()))
    })
}

#[test]
fn empty_variables_count_as_not_set() {
    let unset = settings(&[]).unwrap();
    assert_eq!(unset.default_read.table, "UserInfoTable");
    assert_eq!(unset.enrichment.lookup_timeout, Duration::from_millis(2000));
    assert_eq!(unset.enrichment.on_lookup_failure, OnLookupFailure::Null);
    let names = ["USER_INFO_TABLE", "LOOKUP_TIMEOUT_MS", "ON_LOOKUP_FAILURE", "AWS_CA_BUNDLE", "CLAIM_RULES"];
    assert_eq!(settings(&names.map(|name| (name, ""))).unwrap(), unset);
    let lambda = lambda(&[("AWS_LAMBDA_LOG_LEVEL", "")]).unwrap();
    assert_eq!((lambda.log_level, lambda.log_format), (Level::Info, Format::Json));
}

#[test]
fn set_variables_replace_the_defaults() {
    let settings = settings(&[
        ("USER_INFO_TABLE", "arn:aws:dynamodb:eu-west-1:123456789012:table/Users"),
        ("LOOKUP_TIMEOUT_MS", "50"),
        ("ON_LOOKUP_FAILURE", "omit"),
        ("CLAIMS_BUDGET_BYTES", "64"),
        ("CLAIM_RULES", "{}"),
        ("LOOKUP_REPLICA_REGION", "us-west-2"),
    ])
    .unwrap();
    assert_eq!(settings.default_read.table, "arn:aws:dynamodb:eu-west-1:123456789012:table/Users");
    assert_eq!(settings.enrichment.lookup_timeout, Duration::from_millis(50));
    assert_eq!(settings.enrichment.on_lookup_failure, OnLookupFailure::Omit);
    assert_eq!(settings.enrichment.max_claim_bytes, 64);
    assert_eq!(settings.connection.replica_region.as_deref(), Some("us-west-2"));
    let lambda = lambda(&[("AWS_LAMBDA_LOG_LEVEL", "warn"), ("AWS_LAMBDA_LOG_FORMAT", "Text")]).unwrap();
    assert_eq!((lambda.log_level, lambda.log_format), (Level::Warn, Format::Text));
}

#[test]
fn errors_name_the_variable_its_value_and_what_is_allowed() {
    for (name, value, allowed) in [
        ("USER_INFO_TABLE", "no", "3 to 255"),
        ("USER_INFO_TABLE", "User Info", "3 to 255"),
        ("USER_INFO_TABLE", "arn:aws:s3:::bucket", "ARN"),
        ("USER_INFO_KEY", "email", "attribute:<name"),
        ("LOOKUP_TIMEOUT_MS", "soon", "from 50 to 2300"),
        ("LOOKUP_TIMEOUT_MS", "49", "from 50 to 2300"),
        ("LOOKUP_TIMEOUT_MS", "2301", "from 50 to 2300"),
        ("LOOKUP_TIMEOUT_MS", "-1", "from 50 to 2300"),
        ("LOOKUP_REPLICA_REGION", "us west", "name of a Region"),
        ("LOOKUP_REPLICA_REGION", "https://x", "name of a Region"),
        ("ON_LOOKUP_FAILURE", "ignore", "null, omit, fail"),
        ("CLAIM_RULES", "@nowhere.json", "No such file"),
        ("CLAIM_RULES", "[]", "object"),
        ("AWS_CA_BUNDLE", "/nowhere.pem", "No such file"),
        ("AWS_CA_BUNDLE", "Cargo.toml", "no certificate"),
        ("AWS_LAMBDA_LOG_LEVEL", "LOUD", "TRACE, DEBUG, INFO"),
        ("AWS_LAMBDA_LOG_FORMAT", "XML", "JSON, Text"),
        ("AWS_LAMBDA_FUNCTION_NAME", "", "Lambda sets it"),
    ] {
        let variables = [(name, value)];
        let error = lambda(&variables).err().or_else(|| settings(&variables).err()).unwrap().to_string();
        assert!(error.starts_with(&format!("{name} is {value:?}: ")), "{error}");
        assert!(error.contains(allowed) && !error.contains('\n'), "{error}");
    }
}

#[test]
fn replica_region_must_differ_from_the_own_one() {
    let own = ("AWS_REGION", "eu-west-1");
    let error = settings(&[own, ("LOOKUP_REPLICA_REGION", "eu-west-1")]).unwrap_err().to_string();
    assert!(error.contains("another Region than the function's own"), "{error}");
    assert!(settings(&[own, ("LOOKUP_REPLICA_REGION", "eu-central-1")]).is_ok());
}

#[test]
fn embedded_root_certificates_are_accepted_as_a_bundle() {
    assert!(roots("src/dynamodb/amazon-roots.pem").is_ok());
}

#[test]
fn dynamodb_endpoint_takes_precedence_over_the_general_one() {
    let both = [("AWS_ENDPOINT_URL", "http://all"), ("AWS_ENDPOINT_URL_DYNAMODB", "http://one")];
    let url = |variables: &[Variable]| settings(variables).unwrap().connection.endpoint.url;
    assert_eq!(url(&both).as_deref(), Some("http://one"));
    assert_eq!(url(&both[..1]).as_deref(), Some("http://all"));
    assert_eq!(url(&[both[0], both[1], ("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true")]), None);
    let fips = settings(&[("AWS_USE_FIPS_ENDPOINT", "true")]).unwrap().connection.endpoint;
    assert_eq!(fips, Endpoint { use_fips: true, ..Endpoint::default() });
}
