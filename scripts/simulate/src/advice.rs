//! What to do about a failed lookup.

use claim_enrichment::telemetry::Report;

use crate::simulation::TableLocation;

/// Returns what went wrong with the lookup and what to do next, in one line.
pub(crate) fn advice(report: &Report, location: &TableLocation) -> String {
    let TableLocation { table, key_attribute, region, endpoint } = location;
    let region = region.as_deref().unwrap_or("no region");
    let at = match endpoint {
        Some(endpoint) => format!("at {endpoint}"),
        None => format!("in {region}"),
    };
    // Without the first part, which is the cause that is reported anyway.
    let error = report.error.as_deref().unwrap_or_default();
    let error = error.split_once(": ").map_or(error, |(_, why)| why);
    let said = |code: &str| error.contains(code);
    match report.cause.unwrap_or_default() {
        "no_table" => format!(
            "there is no table {table:?} {at} for these credentials; name it with --table, or choose another \
             --region or --profile"
        ),
        "denied" if said("ExpiredToken") => {
            "the credentials have expired; get new ones, or name another --profile".to_owned()
        }
        "denied" if said("UnrecognizedClient") || said("InvalidSignature") || said("IncompleteSignature") => {
            "the credentials are not valid here; check them, or name another --profile".to_owned()
        }
        "denied" => format!(
            "these credentials are not allowed to read the table {table:?} {at}; allow dynamodb:GetItem on it, or name another \
             --profile"
        ),
        "unreachable" => format!(
            "DynamoDB could not be reached {at}; check the network, and --region or --endpoint-url ({error})"
        ),
        "timed_out" => format!(
            "the table {table:?} {at} did not answer in time; check the network and --endpoint-url, or allow more time \
             with --lookup-timeout-ms"
        ),
        "rejected" => format!(
            "the table {table:?} {at} has another key; name one whose partition key is {key_attribute}, a string, or \
             name its key with --key-attribute ({error})"
        ),
        "throttled" => format!("the table {table:?} {at} is over its request rate; try again later"),
        "unreadable" => format!("the service {at} is not DynamoDB; check --endpoint-url ({error})"),
        _ => format!("the lookup {at} failed; try again ({error})"),
    }
}
