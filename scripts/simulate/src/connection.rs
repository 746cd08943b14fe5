//! Real tables: their Region and the credentials to read it, found as the AWS CLI finds them.

use aws_config::ConfigLoader;
use tools::aws::{self, AccessError, Options};

use crate::args::Args;
use crate::simulation::Location;

/// Finds the Region and the credentials before the lookup, because a Lambda function has its own in the
/// environment. Returns the SDK's configuration and the location.
///
/// # Errors
/// There is no Region, or there are no credentials.
pub(crate) async fn find(args: &Args) -> Result<(ConfigLoader, Location), AccessError> {
    let options = Options {
        profile: args.profile.clone(),
        region: args.region.clone(),
        endpoint_url: args.endpoint_url.clone(),
        package: env!("CARGO_PKG_NAME"),
    };
    let access = options.connect(options.loader().http_client(aws::http_client(None))).await?;
    let location = Location { region: access.region.to_string(), endpoint: options.endpoint_url.clone() };
    Ok((options.loader().region(access.region).credentials_provider(access.credentials), location))
}
