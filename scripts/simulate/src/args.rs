//! The command line.

mod choices;
mod help;
mod values;

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Parser, ValueEnum as _};

pub(crate) use choices::{OnLookupFailure, PolicyFormat, TriggerSource, VersionOption};
use help::EXAMPLES;
use values::{name_and_value, url};

/// Shows what the claim-enrichment trigger adds to the tokens of Amazon Cognito.
///
/// Passes one event, as Cognito sends it, through the Lambda function's handler and a DynamoDB table, and
/// shows the resulting ID token and access token: Cognito's own claims, and what the function adds,
/// changes and suppresses.
///
/// Without options, the program uses a sample event and an embedded DynamoDB with sample users.
#[derive(Debug, Parser)]
#[command(version, after_long_help = EXAMPLES, max_term_width = 100)]
pub(crate) struct Args {
    /// Read a captured event from a file, or from the standard input with -.
    ///
    /// The file holds one JSON object as Cognito sends it to the trigger, of any version.
    #[arg(long, value_name = "FILE", help_heading = "The event", conflicts_with_all = SAMPLE_ONLY)]
    pub(crate) event: Option<PathBuf>,

    /// The user who signs in: the event's userName [default: alice].
    ///
    /// With --event it replaces the captured user name.
    #[arg(long, value_name = "NAME", help_heading = "The event")]
    pub(crate) user: Option<String>,

    /// The version of the event [default: V2; V3 for ClientCredentials].
    #[arg(long, value_enum, value_name = "VERSION", ignore_case = true, help_heading = "The event")]
    pub(crate) event_version: Option<VersionOption>,

    /// Why Cognito issues the tokens.
    #[arg(
        long,
        value_enum,
        ignore_case = true,
        value_name = "SOURCE",
        default_value = "Authentication",
        help_heading = "The event"
    )]
    pub(crate) trigger_source: TriggerSource,

    /// The app client's ID.
    #[arg(long, value_name = "ID", default_value = "1example23456789", help_heading = "The event")]
    pub(crate) client_id: String,

    /// A group of the user; repeat the option for several [default: staff].
    #[arg(long = "group", value_name = "NAME", help_heading = "The event")]
    pub(crate) groups: Vec<String>,

    /// An IAM role of the user's groups, as an ARN; repeat the option for several.
    #[arg(long = "role", value_name = "ARN", help_heading = "The event")]
    pub(crate) roles: Vec<String>,

    /// The preferred IAM role, as an ARN.
    #[arg(long, value_name = "ARN", help_heading = "The event")]
    pub(crate) preferred_role: Option<String>,

    /// A scope of the access token (V2 and V3); repeat the option for several.
    #[arg(long = "scope", value_name = "NAME", help_heading = "The event")]
    pub(crate) scopes: Vec<String>,

    /// A user attribute, such as custom:tenant=acme; repeat the option for several.
    #[arg(
        long = "attribute",
        value_name = "NAME=VALUE",
        value_parser = name_and_value,
        help_heading = "The event"
    )]
    pub(crate) attributes: Vec<(String, String)>,

    /// A value that the client sends, such as orgId=acme; repeat the option for several.
    #[arg(
        long = "client-metadata",
        value_name = "NAME=VALUE",
        value_parser = name_and_value,
        help_heading = "The event"
    )]
    pub(crate) client_metadata: Vec<(String, String)>,

    /// The table's name or ARN [default: UserInfoTable].
    #[arg(long, value_name = "NAME", help_heading = REAL_TABLE)]
    pub(crate) table: Option<String>,

    /// The address of DynamoDB, such as that of a DynamoDB Local.
    #[arg(
        long,
        value_name = "URL",
        value_parser = url,
        help_heading = REAL_TABLE
    )]
    pub(crate) endpoint_url: Option<String>,

    /// Tables for the embedded DynamoDB: a JSON file, or - for the standard input.
    ///
    /// {"App": {"key": ["PK", "SK"], "indexes": {"byEmail": ["email"]}, "items": [...]}}; items are in
    /// DynamoDB's JSON, and the name of a key that is a number ends with #.
    #[arg(long, value_name = "FILE", help_heading = "The embedded tables", conflicts_with_all = REAL)]
    pub(crate) tables: Option<PathBuf>,

    /// The profile of the AWS configuration files.
    #[arg(long, value_name = "NAME", help_heading = REAL_TABLE)]
    pub(crate) profile: Option<String>,

    /// The AWS Region.
    #[arg(long, value_name = "NAME", help_heading = REAL_TABLE)]
    pub(crate) region: Option<String>,

    /// Claim rules instead of the built-in ones: a file, or - for the standard input.
    ///
    /// The file holds what the function finds in CLAIM_RULES; src/rules/README.md explains the format.
    #[arg(long, value_name = "FILE", help_heading = "The function's settings")]
    pub(crate) rules: Option<PathBuf>,

    /// The claim size limit: the most that is added to one token, in bytes of compact JSON, from 64 to
    /// 65536 [default: 4096]; the function's CLAIMS_BUDGET_BYTES.
    #[arg(long, value_name = "BYTES", help_heading = "The function's settings")]
    pub(crate) max_claim_bytes: Option<String>,

    /// The key of a user's item: userName, sub or attribute:NAME [default: userName]; the function's
    /// USER_INFO_KEY.
    #[arg(long, value_name = "KEY", help_heading = "The function's settings")]
    pub(crate) key: Option<String>,

    /// The name of the table's partition key [default: userName]; the function's
    /// USER_INFO_KEY_ATTRIBUTE.
    #[arg(long, value_name = "NAME", help_heading = "The function's settings")]
    pub(crate) key_attribute: Option<String>,

    /// What a failed lookup means; the function's ON_LOOKUP_FAILURE.
    #[arg(
        long,
        value_enum,
        value_name = "WHAT",
        default_value = "null",
        help_heading = "The function's settings"
    )]
    pub(crate) on_lookup_failure: OnLookupFailure,

    /// The lookup timeout in milliseconds, from 50 to 2300 [default: 2000]; the function's
    /// LOOKUP_TIMEOUT_MS.
    #[arg(long, value_name = "MS", help_heading = "The function's settings")]
    pub(crate) lookup_timeout_ms: Option<String>,

    /// Validate the rules, without an event and a table.
    ///
    /// Prints a summary of valid rules, and warnings if there are any. Prints each fault of invalid rules
    /// in a line of its own, after the file's name, and exits with 2. With --json the output is one object
    /// with the members ok, faults, warnings and reads.
    #[arg(long, requires = "rules", help_heading = "The rules", conflicts_with_all = NOT_FOR_CHECK)]
    pub(crate) check: bool,

    /// Print the least IAM policy that the rules need, for the AWS CLI or for CloudFormation.
    ///
    /// One statement for each read, limited to its table or index, its operations and its attributes.
    /// --region limits tables that are named without an ARN to that Region.
    #[arg(
        long,
        value_enum,
        value_name = "FORMAT",
        num_args = 0..=1,
        default_missing_value = "json",
        help_heading = "The rules",
        conflicts_with = "check"
    )]
    pub(crate) policy: Option<PolicyFormat>,

    /// Show how a claim gets its value: each source, condition and step.
    ///
    /// Also explains a part of the rules (refuse, suppress, scopes, groups, roles, preferredRole), or
    /// everything with `all`.
    #[arg(long, value_name = "NAME", help_heading = "The rules", conflicts_with_all = ["check", "policy"])]
    pub(crate) explain: Option<String>,

    /// Print the JSON Schema of the rules, for editors.
    #[arg(long, exclusive = true, help_heading = "The rules")]
    pub(crate) schema: bool,

    /// Print one JSON object; its member `event` is what the function returns to Cognito.
    ///
    /// Its members: event, outcome, cause, error, refusal, lookupMs, requests, reads, warnings,
    /// ruleWarnings; tokens.id
    /// and tokens.access, each with before, placeholders, added, changed, suppressed, ignored, claims and
    /// bytes; and claimSize with limit, id and access. tokens.id is null for client credentials; event,
    /// tokens and claimSize are null if the sign-in is refused.
    #[arg(long, help_heading = "Output")]
    pub(crate) json: bool,
}

const REAL_TABLE: &str = "The table (any of these options selects a real one, which is only read)";

/// The options of a sample event, which a captured one does not take.
const SAMPLE_ONLY: [&str; 9] = [
    "event_version",
    "trigger_source",
    "client_id",
    "groups",
    "roles",
    "preferred_role",
    "scopes",
    "attributes",
    "client_metadata",
];

/// The options that select a real table, apart from its name.
const REAL: [&str; 3] = ["endpoint_url", "profile", "region"];

/// The options that `--check` does not use.
const NOT_FOR_CHECK: [&str; 16] = [
    "tables",
    "event",
    "user",
    "event_version",
    "trigger_source",
    "client_id",
    "groups",
    "roles",
    "preferred_role",
    "scopes",
    "attributes",
    "client_metadata",
    "table",
    "endpoint_url",
    "profile",
    "region",
];

impl Args {
    /// Returns whether the options select a real table.
    pub(crate) fn selects_real_table(&self) -> bool {
        let names_table = self.table.is_some() && self.tables.is_none();
        names_table || [&self.endpoint_url, &self.profile, &self.region].iter().any(|given| given.is_some())
    }

    /// Returns what the function would find in its environment variable `name`. The options replace the
    /// variables, so that the function's own code validates them. Of this program's environment only the
    /// root certificates for a real table count.
    pub(crate) fn variable(&self, name: &str) -> Option<OsString> {
        match name {
            "USER_INFO_TABLE" => self.table.clone().map(OsString::from),
            "LOOKUP_TIMEOUT_MS" => self.lookup_timeout_ms.clone().map(OsString::from),
            "CLAIMS_BUDGET_BYTES" => self.max_claim_bytes.clone().map(OsString::from),
            "USER_INFO_KEY" => self.key.clone().map(OsString::from),
            "USER_INFO_KEY_ATTRIBUTE" => self.key_attribute.clone().map(OsString::from),
            "ON_LOOKUP_FAILURE" => {
                let value = self.on_lookup_failure.to_possible_value();
                value.map(|value| OsString::from(value.get_name()))
            }
            "LOOKUP_REPLICA_REGION" if self.policy.is_some() => std::env::var_os(name),
            "AWS_CA_BUNDLE" if self.selects_real_table() => std::env::var_os(name),
            _ => None,
        }
    }
}

/// Returns the option that replaces the function's environment variable `name`.
pub(crate) fn option(name: &str) -> &str {
    match name {
        "USER_INFO_TABLE" => "--table",
        "LOOKUP_TIMEOUT_MS" => "--lookup-timeout-ms",
        "CLAIMS_BUDGET_BYTES" => "--max-claim-bytes",
        "USER_INFO_KEY" => "--key",
        "USER_INFO_KEY_ATTRIBUTE" => "--key-attribute",
        _ => name,
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Args::command().debug_assert();
    }

    #[test]
    fn each_option_of_a_real_table_selects_one() {
        assert!(!Args::parse_from(["simulate"]).selects_real_table());
        for (option, value) in
            [("--table", "People"), ("--endpoint-url", "http://h"), ("--profile", "p"), ("--region", "r")]
        {
            assert!(Args::parse_from(["simulate", option, value]).selects_real_table(), "{option}");
        }
    }
}
