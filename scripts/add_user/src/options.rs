//! The options that both programs have.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use clap::Args;
use tools::item::NewValue;

/// The options that say where the pool and the table are.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Where")]
pub struct Place {
    /// The user pool.
    #[arg(long, value_name = "ID")]
    pub user_pool_id: Option<String>,

    /// The table, by name or ARN [default: UserInfoTable].
    #[arg(long, value_name = "NAME")]
    pub table: Option<String>,

    /// Read both from the outputs UserPoolId and UserInfoTableName of this CloudFormation stack.
    ///
    /// --user-pool-id and --table take precedence. The name of the table's key comes from UserInfoTableKey.
    #[arg(long, value_name = "NAME")]
    pub stack_name: Option<String>,

    /// The table's partition key, the function's USER_INFO_KEY_ATTRIBUTE [default: userName].
    ///
    /// It holds the user name.
    #[arg(long, value_name = "NAME")]
    pub key_attribute: Option<String>,

    /// Accept that a user name is another user's alias, and work on the user whom it belongs to.
    ///
    /// Without it, a name that Cognito finds as an alias is refused, because users can choose their aliases.
    #[arg(long)]
    pub follow_alias: bool,

    /// Use this profile of the AWS configuration files.
    #[arg(long, value_name = "NAME")]
    pub profile: Option<String>,

    /// The AWS region.
    #[arg(long, value_name = "NAME")]
    pub region: Option<String>,

    /// Send all requests to this address, such as an emulator's.
    ///
    /// AWS_ENDPOINT_URL_DYNAMODB, AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER and
    /// AWS_ENDPOINT_URL_CLOUDFORMATION name the address of one service.
    #[arg(long, value_name = "URL")]
    pub endpoint_url: Option<String>,
}

/// Splits a name and a value, as in `tier=gold`.
///
/// # Errors
/// The `=` or the name is missing.
pub fn attribute(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok((name.to_owned(), value.to_owned())),
        _ => Err("it has to be a name, = and a value, such as tier=gold".to_owned()),
    }
}

/// Collects the values of each attribute: one is text, several are a list. A value that is given again
/// counts once.
pub fn attributes<'a>(given: impl IntoIterator<Item = (&'a str, &'a str)>) -> BTreeMap<String, NewValue> {
    let mut attributes = BTreeMap::new();
    for (name, value) in given {
        let value = value.to_owned();
        match attributes.entry(name.to_owned()) {
            Entry::Vacant(entry) => {
                entry.insert(NewValue::Text(value));
            }
            Entry::Occupied(mut entry) => {
                let mut values: Vec<_> = entry.get().texts().into_iter().map(str::to_owned).collect();
                if !values.contains(&value) {
                    values.push(value);
                }
                entry.insert(NewValue::List(values));
            }
        }
    }
    attributes
}
