//! The command line.

mod choices;

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Parser, ValueEnum as _};

pub(crate) use choices::{OnLookupFailure, Source, Trigger};

const EXAMPLES: &str = "\
Examples (from the workspace, put `cargo run --` before the options):
  simulate                              alice signs in; the table is embedded
  simulate --user bob                   someone with one project
  simulate --user carol                 someone without a department
  simulate --user nobody                someone who is not in the table
  simulate --trigger V1                 the first version: text, in the ID token
  simulate --trigger-source ClientCredentials
                                        a machine, which nobody is looked up for
  simulate --group admins --attribute custom:tenant=acme
  simulate --event captured.json        an event from the function's own life
  simulate --event - < captured.json
  simulate --table UserInfoTable --profile dev --region eu-west-1 --user alice
                                        what would alice's tokens hold today?
  simulate --endpoint-url http://localhost:8000 --region local
                                        the same of a DynamoDB Local
  simulate --rules tests/rules/groups-from-table.json
                                        claim rules of your own
  simulate --rules claim-rules.json --check
                                        are these rules in order? for a pipeline
  simulate --json | jq .tokens.access.claims

The embedded table:
  alice   projects apollo and gemini, department engineering, and for rules to be tried with:
          groups editors and reviewers, roles admin and auditor, tier gold, level 3,
          limits with seats and trial
  bob     project gemini, department research
  carol   project apollo
  and nobody else.

Any of --table, --endpoint-url, --profile and --region asks a real table instead. It is read, never
created and never written to. Its credentials are found as the AWS CLI finds them.

The tokens are those of a model of Cognito, made by its documentation; no Cognito is asked. What an
event can't know, such as a token's jti, is made up and marked.

Exit codes:
  0  the tokens are shown: the person was found, is not in the table, or the event has none
  1  the lookup failed; the tokens that a sign-in would get then are shown all the same
  2  nothing is shown: wrong options, rules with a fault, an event that is none, no region, no
     credentials";

/// Shows what the claim-enrichment trigger puts into the tokens of Amazon Cognito.
///
/// Passes one event, as Cognito sends it, through the handler of the Lambda function, with a
/// DynamoDB table behind it, and shows what the ID token and the access token hold then: Cognito's
/// own claims, and what the function adds, changes and suppresses.
///
/// Without options everything is inside this program: an event of a made-up sign-in, and an
/// embedded DynamoDB with a few people in it.
#[derive(Debug, Parser)]
#[command(version, after_long_help = EXAMPLES, max_term_width = 100)]
pub(crate) struct Args {
    /// Take a captured event: a file, or - for the standard input.
    ///
    /// One JSON object as Cognito sends it to the trigger, of any version, alone in its file.
    #[arg(long, value_name = "FILE", help_heading = "The event", conflicts_with_all = SAMPLE_ALONE)]
    pub(crate) event: Option<PathBuf>,

    /// Who signs in: the event's userName [default: alice].
    ///
    /// With --event it takes the place of the captured name.
    #[arg(long, value_name = "NAME", help_heading = "The event")]
    pub(crate) user: Option<String>,

    /// The version of the event [default: V2; V3 for ClientCredentials].
    #[arg(long, value_enum, ignore_case = true, help_heading = "The event")]
    pub(crate) trigger: Option<Trigger>,

    /// What tokens are issued for.
    #[arg(
        long,
        value_enum,
        ignore_case = true,
        value_name = "SOURCE",
        default_value = "Authentication",
        help_heading = "The event"
    )]
    pub(crate) trigger_source: Source,

    /// The app client that asks for tokens.
    #[arg(long, value_name = "ID", default_value = "1example23456789", help_heading = "The event")]
    pub(crate) client_id: String,

    /// A group that the user is in; give it again for another one [default: staff].
    #[arg(long = "group", value_name = "NAME", help_heading = "The event")]
    pub(crate) groups: Vec<String>,

    /// A user attribute, such as custom:tenant=acme; give it again for another one.
    #[arg(
        long = "attribute",
        value_name = "NAME=VALUE",
        value_parser = attribute,
        help_heading = "The event"
    )]
    pub(crate) attributes: Vec<(String, String)>,

    /// Ask this table, by name or ARN [default: UserInfoTable].
    #[arg(long, value_name = "NAME", help_heading = "The table: any of these asks a real one, read only")]
    pub(crate) table: Option<String>,

    /// Ask a DynamoDB at this address, such as a DynamoDB Local.
    #[arg(
        long,
        value_name = "URL",
        value_parser = url,
        help_heading = "The table: any of these asks a real one, read only"
    )]
    pub(crate) endpoint_url: Option<String>,

    /// Take this profile of the AWS configuration files.
    #[arg(long, value_name = "NAME", help_heading = "The table: any of these asks a real one, read only")]
    pub(crate) profile: Option<String>,

    /// Ask in this AWS region.
    #[arg(long, value_name = "NAME", help_heading = "The table: any of these asks a real one, read only")]
    pub(crate) region: Option<String>,

    /// Take these claim rules, and not the built-in ones: a file, or - for the standard input.
    ///
    /// What the function finds in CLAIM_RULES; the format is explained in src/rules/README.md.
    #[arg(long, value_name = "FILE", help_heading = "The function's settings")]
    pub(crate) rules: Option<PathBuf>,

    /// What is added to one token at most, as compact JSON, from 64 to 65536 [default: 4096], the
    /// function's CLAIMS_BUDGET_BYTES.
    #[arg(long, value_name = "BYTES", help_heading = "The function's settings")]
    pub(crate) budget: Option<String>,

    /// What a person's item is found by: userName, sub or attribute:NAME [default: userName], the
    /// function's USER_INFO_KEY.
    #[arg(long, value_name = "KEY", help_heading = "The function's settings")]
    pub(crate) key: Option<String>,

    /// How the table's partition key is called [default: userName], the function's
    /// USER_INFO_KEY_ATTRIBUTE.
    #[arg(long, value_name = "NAME", help_heading = "The function's settings")]
    pub(crate) key_attribute: Option<String>,

    /// What a lookup that fails means, the function's ON_LOOKUP_FAILURE.
    #[arg(
        long,
        value_enum,
        value_name = "WHAT",
        default_value = "null",
        help_heading = "The function's settings"
    )]
    pub(crate) on_lookup_failure: OnLookupFailure,

    /// What a lookup may take, from 50 to 2300 [default: 2000], the function's LOOKUP_TIMEOUT_MS.
    #[arg(long, value_name = "MS", help_heading = "The function's settings")]
    pub(crate) lookup_timeout_ms: Option<String>,

    /// Check the rules and do nothing else: no event, no table.
    ///
    /// Rules in order are summed up, with warnings where there are any. Otherwise every fault is told,
    /// each on a line of its own behind the file, and the exit code is 2. With --json the answer is one
    /// object: ok, faults, warnings, and attributes, the ones of the table that are read.
    #[arg(long, requires = "rules", help_heading = "The rules alone", conflicts_with_all = NOT_CHECKED)]
    pub(crate) check: bool,

    /// Print the JSON Schema of the rules, for editors, and do nothing else.
    #[arg(long, exclusive = true, help_heading = "The rules alone")]
    pub(crate) schema: bool,

    /// Print one JSON object, and nothing else; its `event` is what goes back to Cognito.
    ///
    /// Its members: event, outcome, cause, error, lookupMs, attempts, remarks, warnings, tokens.id and
    /// tokens.access, each with before, madeUp, added, changed, suppressed, refused, claims and
    /// bytes, and budget with limit, id and access. tokens.id is null for a machine; event, tokens and
    /// budget are null if the sign-in is refused.
    #[arg(long, help_heading = "Output")]
    pub(crate) json: bool,
}

/// What shapes a sample event, and a captured one not.
const SAMPLE_ALONE: [&str; 5] = ["trigger", "trigger_source", "client_id", "groups", "attributes"];

/// What a check of the rules has no use for.
const NOT_CHECKED: [&str; 11] = [
    "event",
    "user",
    "trigger",
    "trigger_source",
    "client_id",
    "groups",
    "attributes",
    "table",
    "endpoint_url",
    "profile",
    "region",
];

impl Args {
    /// Whether a real table is asked.
    pub(crate) fn is_real(&self) -> bool {
        [&self.table, &self.endpoint_url, &self.profile, &self.region].iter().any(|given| given.is_some())
    }

    /// What the function would find in its environment variable `name`: the options stand in for
    /// them, so that its own configuration checks them. Its environment itself is of no interest
    /// here, except for the root certificates that a real table is reached with.
    pub(crate) fn variable(&self, name: &str) -> Option<OsString> {
        match name {
            "USER_INFO_TABLE" => self.table.clone().map(OsString::from),
            "LOOKUP_TIMEOUT_MS" => self.lookup_timeout_ms.clone().map(OsString::from),
            "CLAIMS_BUDGET_BYTES" => self.budget.clone().map(OsString::from),
            "USER_INFO_KEY" => self.key.clone().map(OsString::from),
            "USER_INFO_KEY_ATTRIBUTE" => self.key_attribute.clone().map(OsString::from),
            "ON_LOOKUP_FAILURE" => {
                let value = self.on_lookup_failure.to_possible_value();
                value.map(|value| OsString::from(value.get_name()))
            }
            "AWS_CA_BUNDLE" if self.is_real() => std::env::var_os(name),
            _ => None,
        }
    }
}

/// The option that stands in for the function's environment variable `name`.
pub(crate) fn flag(name: &str) -> &str {
    match name {
        "USER_INFO_TABLE" => "--table",
        "LOOKUP_TIMEOUT_MS" => "--lookup-timeout-ms",
        "CLAIMS_BUDGET_BYTES" => "--budget",
        "USER_INFO_KEY" => "--key",
        "USER_INFO_KEY_ATTRIBUTE" => "--key-attribute",
        _ => name,
    }
}

fn attribute(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok((name.to_owned(), value.to_owned())),
        _ => Err("it has to be a name, = and a value, such as custom:tenant=acme".to_owned()),
    }
}

/// Checks an address as the SDK reads it, which would tell of a wrong one with the whole request.
fn url(text: &str) -> Result<String, String> {
    let url = text.parse::<http::Uri>().ok();
    let is_usable =
        |url: &http::Uri| url.authority().is_some() && matches!(url.scheme_str(), Some("http" | "https"));
    if url.is_some_and(|url| is_usable(&url)) {
        return Ok(text.to_owned());
    }
    Err("it has to be an address such as http://localhost:8000".to_owned())
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_command_line_makes_sense() {
        Args::command().debug_assert();
    }

    #[test]
    fn every_option_of_a_real_table_asks_a_real_one() {
        assert!(!Args::parse_from(["simulate"]).is_real());
        for (option, value) in
            [("--table", "People"), ("--endpoint-url", "http://h"), ("--profile", "p"), ("--region", "r")]
        {
            assert!(Args::parse_from(["simulate", option, value]).is_real(), "{option}");
        }
    }
}
