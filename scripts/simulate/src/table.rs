//! A real table: where it is and as whom it is read, found as the AWS CLI finds it.

use aws_config::ConfigLoader;
use claim_enrichment::config::Config;
use tools::aws::{self, Options};

use crate::args::Args;
use crate::error::Error;

/// Where the table is, to be told when something is wrong with it.
#[derive(Debug)]
pub(crate) struct Place {
    /// The table's name or ARN.
    pub(crate) table: String,
    /// The name of its partition key.
    pub(crate) key_attribute: String,
    /// The region; `None` for the embedded engine.
    pub(crate) region: Option<String>,
    /// The address, where one was named.
    pub(crate) endpoint: Option<String>,
}

/// Finds region and credentials, and says how to reach the table.
pub(crate) async fn find(args: &Args, config: &Config) -> Result<(ConfigLoader, Place), Error> {
    let options = Options {
        profile: args.profile.clone(),
        region: args.region.clone(),
        endpoint_url: args.endpoint_url.clone(),
        package: env!("CARGO_PKG_NAME"),
    };
    let access = options.connect(options.loader().http_client(aws::http_client(None))).await?;
    let place = Place {
        table: config.table.clone(),
        key_attribute: config.key_attribute.clone(),
        region: Some(access.region.to_string()),
        endpoint: options.endpoint_url.clone(),
    };
    // Found before the lookup, since a Lambda function has its credentials at hand.
    Ok((options.loader().region(access.region).credentials_provider(access.credentials), place))
}
