//! Finds the pool and the table.

use std::env;
use std::time::Duration;

use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;
use aws_config::{ConfigLoader, SdkConfig};
use tools::aws::{self, Options};
use tools::settings;
use tools::table::UserInfoTable;

use crate::failure::{Failure, Kind};
use crate::options::Place;
use crate::pool::Pool;

/// The attempts of a request. With the SDK's pauses, which double up to 20 s, they take a minute or two:
/// Cognito throttles per account and second, and an administrator would rather wait than lose rows.
const MAX_ATTEMPTS: u32 = 9;

/// The longest that opening a connection may take.
const CONNECT_LIMIT: Duration = Duration::from_secs(5);

/// The longest that one attempt may take: Cognito calls triggers of the pool (5 s each) within a request.
const ATTEMPT_LIMIT: Duration = Duration::from_secs(20);

/// The longest that a request may take with all its attempts.
const REQUEST_LIMIT: Duration = Duration::from_secs(180);

/// The names of the stack's outputs.
const POOL_OUTPUT: &str = "UserPoolId";
const TABLE_OUTPUT: &str = "UserInfoTableName";
const TABLE_KEY_OUTPUT: &str = "UserInfoTableKey";
const KEY_OUTPUT: &str = "UserInfoKey";

/// The only value of the output [`KEY_OUTPUT`] that these tools support.
const USER_NAME: &str = "userName";

/// The pool and the table.
#[derive(Debug)]
pub struct Stores {
    /// The user pool; `None` if none was named.
    pub pool: Option<Pool>,
    /// The table.
    pub table: UserInfoTable,
}

/// Finds the pool and the table that the options name.
///
/// # Errors
/// No region, roots that can't be read, or a stack that doesn't say.
pub async fn connect(place: &Place) -> Result<Stores, Failure> {
    // The function's own code validates these options.
    let config = settings::read(|name| match name {
        "AWS_CA_BUNDLE" => env::var_os(name),
        "USER_INFO_TABLE" => place.table.clone().map(Into::into),
        "USER_INFO_KEY_ATTRIBUTE" => place.key_attribute.clone().map(Into::into),
        _ => None,
    });
    let option = |name: &'static str| match name {
        "USER_INFO_TABLE" => "--table",
        "USER_INFO_KEY_ATTRIBUTE" => "--key-attribute",
        other => other,
    };
    let config = config.map_err(|error| {
        Failure::new(Kind::Usage, format!("{} is {:?}: {}", option(error.name), error.value, error.problem))
    })?;
    let options = Options {
        profile: place.profile.clone(),
        region: place.region.clone(),
        endpoint_url: place.endpoint_url.clone(),
        package: env!("CARGO_PKG_NAME"),
    };
    let sdk = options.connect(loader(&options, config.connection.roots.as_deref())).await?.sdk;
    let mut pool = place.user_pool_id.clone();
    let (mut table, mut key_attribute) = (config.default_read.table, config.default_read.key_attribute);
    if let Some(stack) = &place.stack_name
        && (pool.is_none() || place.table.is_none())
    {
        let outputs = outputs(&sdk, stack).await?;
        let find = |name: &str| outputs.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone());
        let output = |name: &str| {
            find(name)
                .ok_or_else(|| Failure::new(Kind::NotFound, format!("stack {stack} has no output {name}")))
        };
        pool = Some(pool.map_or_else(|| output(POOL_OUTPUT), Ok)?);
        if place.table.is_none() {
            table = output(TABLE_OUTPUT)?;
            if let Some(key) = find(KEY_OUTPUT).filter(|key| key != USER_NAME) {
                let text = format!(
                    "stack {stack} looks up items by {key} (its parameter UserInfoKey), and these tools write them by user \
                     name; fill this table by other means"
                );
                return Err(Failure::new(Kind::Usage, text));
            }
            // Another template may not have this output.
            if let Some(name) = find(TABLE_KEY_OUTPUT).filter(|_| place.key_attribute.is_none()) {
                key_attribute = name;
            }
        }
    }
    Ok(Stores {
        pool: pool.map(|id| Pool::new(&sdk, id, place.follow_alias)),
        table: UserInfoTable::new(&sdk, &table).with_key_attribute(key_attribute),
    })
}

/// The SDK's defaults for the options, with the timeouts and retries of an administrator's tool.
fn loader(options: &Options, roots: Option<&[u8]>) -> ConfigLoader {
    let timeouts = TimeoutConfig::builder()
        .connect_timeout(CONNECT_LIMIT)
        .operation_attempt_timeout(ATTEMPT_LIMIT)
        .operation_timeout(REQUEST_LIMIT)
        .build();
    let loader = options.loader().http_client(aws::http_client(roots)).timeout_config(timeouts);
    // The SDK's own variable takes precedence.
    if env::var_os("AWS_MAX_ATTEMPTS").is_some() {
        return loader;
    }
    // Adaptive: once a service throttles, all requests of this program slow down together.
    loader.retry_config(RetryConfig::adaptive().with_max_attempts(MAX_ATTEMPTS))
}

/// The outputs of the stack.
async fn outputs(sdk: &SdkConfig, stack: &str) -> Result<Vec<(String, String)>, Failure> {
    let client = aws_sdk_cloudformation::Client::new(sdk);
    let described = client.describe_stacks().stack_name(stack).send().await;
    let described = described.map_err(|error| {
        Failure::of_service(
            &format!("stack {stack} could not be read"),
            "cloudformation:DescribeStacks",
            error,
        )
    })?;
    let stacks = described.stacks.unwrap_or_default();
    let outputs = stacks.into_iter().flat_map(|stack| stack.outputs.unwrap_or_default());
    Ok(outputs.filter_map(|output| Some((output.output_key?, output.output_value?))).collect())
}
