use super::*;

fn read(variables: &[(&str, &str)]) -> Result<Config, ConfigError> {
    Config::read(|name| {
        let set = variables.iter().find(|(set, _)| *set == name).map(|(_, value)| *value);
        set.or(LAMBDA_VARIABLES.contains(&name).then_some("128")).map(OsString::from)
    })
}

#[test]
fn without_variables_the_defaults_hold_and_empty_ones_are_none() {
    let unset = read(&[]).unwrap();
    assert_eq!(unset.table, "UserInfoTable");
    assert_eq!(unset.settings.lookup_timeout, Duration::from_millis(2000));
    assert_eq!(unset.settings.on_lookup_failure, OnLookupFailure::Null);
    assert_eq!((unset.log_level, unset.log_format), (Level::Info, Format::Json));
    let names = ["USER_INFO_TABLE", "LOOKUP_TIMEOUT_MS", "ON_LOOKUP_FAILURE", "AWS_CA_BUNDLE"];
    assert_eq!(read(&names.map(|name| (name, ""))).unwrap(), unset);
}

#[test]
fn values_are_taken() {
    let set = read(&[
        ("USER_INFO_TABLE", "arn:aws:dynamodb:eu-west-1:123456789012:table/People"),
        ("LOOKUP_TIMEOUT_MS", "50"),
        ("ON_LOOKUP_FAILURE", "omit"),
        ("AWS_LAMBDA_LOG_LEVEL", "warn"),
        ("AWS_LAMBDA_LOG_FORMAT", "Text"),
    ])
    .unwrap();
    assert_eq!(set.table, "arn:aws:dynamodb:eu-west-1:123456789012:table/People");
    assert_eq!(set.settings.lookup_timeout, Duration::from_millis(50));
    assert_eq!(set.settings.on_lookup_failure, OnLookupFailure::Omit);
    assert_eq!((set.log_level, set.log_format), (Level::Warn, Format::Text));
}

#[test]
fn a_bad_value_is_named_with_what_is_allowed() {
    for (name, value, allowed) in [
        ("USER_INFO_TABLE", "no", "3 to 255"),
        ("USER_INFO_TABLE", "User Info", "3 to 255"),
        ("USER_INFO_TABLE", "arn:aws:s3:::bucket", "ARN"),
        ("LOOKUP_TIMEOUT_MS", "soon", "from 50 to 2300"),
        ("LOOKUP_TIMEOUT_MS", "49", "from 50 to 2300"),
        ("LOOKUP_TIMEOUT_MS", "2301", "from 50 to 2300"),
        ("LOOKUP_TIMEOUT_MS", "-1", "from 50 to 2300"),
        ("ON_LOOKUP_FAILURE", "ignore", "null, omit, fail"),
        ("AWS_CA_BUNDLE", "/nowhere.pem", "No such file"),
        ("AWS_CA_BUNDLE", "Cargo.toml", "none in it"),
        ("AWS_LAMBDA_LOG_LEVEL", "LOUD", "TRACE, DEBUG, INFO"),
        ("AWS_LAMBDA_LOG_FORMAT", "XML", "JSON, Text"),
        ("AWS_LAMBDA_FUNCTION_NAME", "", "Lambda sets it"),
    ] {
        let error = read(&[(name, value)]).unwrap_err().to_string();
        assert!(error.starts_with(&format!("{name} is {value:?}: ")), "{error}");
        assert!(error.contains(allowed) && !error.contains('\n'), "{error}");
    }
}

#[test]
fn the_embedded_roots_are_what_a_bundle_may_be() {
    assert!(roots("src/dynamodb/amazon-roots.pem".to_owned()).is_ok());
}

#[test]
fn the_endpoint_of_dynamodb_goes_before_that_of_all_services() {
    let both = [("AWS_ENDPOINT_URL", "http://all"), ("AWS_ENDPOINT_URL_DYNAMODB", "http://one")];
    let url = |variables: &[_]| read(variables).unwrap().endpoint.url;
    assert_eq!(url(&both).as_deref(), Some("http://one"));
    assert_eq!(url(&both[..1]).as_deref(), Some("http://all"));
    assert_eq!(url(&[both[0], both[1], ("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true")]), None);
    let fips = read(&[("AWS_USE_FIPS_ENDPOINT", "true")]).unwrap().endpoint;
    assert_eq!(fips, Endpoint { use_fips: true, ..Endpoint::default() });
}
