//! What to do about a failed read.

use claim_enrichment::repository::FailureCause;

use crate::simulation::{ReadView, Simulation};

/// Returns what went wrong with the read and what to do next, in one line.
pub(crate) fn advice(read: &ReadView, simulation: &Simulation) -> String {
    let ReadView { name, table, keys, .. } = read;
    let at = match &simulation.location {
        Some(location) => match &location.endpoint {
            Some(endpoint) => format!("at {endpoint}"),
            None => format!("in {}", location.region),
        },
        None => "in the embedded DynamoDB".to_owned(),
    };
    let action = read.operation.unwrap_or("GetItem");
    let what = match read.cause {
        Some(FailureCause::NoTable) if simulation.location.is_none() => format!(
            "the embedded DynamoDB has no table {table:?}, or not the index; define it with --tables FILE, or read \
             your own with --region or --profile"
        ),
        Some(FailureCause::NoTable) => format!(
            "there is no table {table:?} {at} for these credentials, or not the index; name it with --table or in the \
             rules, or choose another --region or --profile"
        ),
        Some(FailureCause::Credentials) => {
            "the credentials are not valid or have expired; get new ones, or name another --profile"
                .to_owned()
        }
        Some(FailureCause::ClockSkew) => "the clock of this machine is wrong; set it".to_owned(),
        Some(FailureCause::Denied) => format!(
            "these credentials are not allowed to read the table {table:?} {at}; allow dynamodb:{action} on it (see \
             --policy), or name another --profile"
        ),
        Some(FailureCause::Unreachable) => {
            format!("DynamoDB cannot be reached {at}; check the network, and --region or --endpoint-url")
        }
        Some(FailureCause::TimedOut) => format!(
            "the table {table:?} {at} did not answer in time; check the network and --endpoint-url, or allow more time \
             with --lookup-timeout-ms"
        ),
        Some(FailureCause::Rejected) => format!(
            "the table {table:?} {at} does not accept the request; compare its key with {}, and see --key-attribute",
            keys.join("; ")
        ),
        Some(FailureCause::Throttled) => {
            format!("the table {table:?} {at} is over its request rate; try again later")
        }
        Some(FailureCause::Unreadable) => {
            format!("the service {at} is not DynamoDB; check --endpoint-url")
        }
        Some(FailureCause::TooManyRows) => {
            format!("the table {table:?} has more rows than the read allows; raise atMost, or limit the key")
        }
        Some(cause) => format!("{cause}; try again"),
        None => "the read failed; try again".to_owned(),
    };
    let error = simulation.report.error.as_deref().map(|error| format!(" ({error})")).unwrap_or_default();
    format!("read {name}: {what}{error}")
}
