//! What to do about a lookup that failed, in one line.

use claim_enrichment::telemetry::Report;

use crate::table::Place;

/// What went wrong with the lookup that `report` is about, and what to do next.
pub(crate) fn advice(report: &Report, place: &Place) -> String {
    let Place { table, region, endpoint } = place;
    let region = region.as_deref().unwrap_or("no region");
    let at = match endpoint {
        Some(endpoint) => format!("at {endpoint}"),
        None => format!("in {region}"),
    };
    // Without the function's own words, which are for those who look at its log.
    let error = report.error.as_deref().unwrap_or_default();
    let error = error.split_once(": ").map_or(error, |(_, why)| why);
    let said = |code: &str| error.contains(code);
    match report.cause.unwrap_or_default() {
        "no_table" => format!(
            "there is no table {table:?} {at} for these credentials; name it with --table, or another place with \
             --region or --profile"
        ),
        "denied" if said("ExpiredToken") => {
            "the credentials have expired; get new ones, or name another --profile".to_owned()
        }
        "denied" if said("UnrecognizedClient") || said("InvalidSignature") || said("IncompleteSignature") => {
            "the credentials are not valid here; check them, or name another --profile".to_owned()
        }
        "denied" => format!(
            "these credentials may not read table {table:?} {at}; allow dynamodb:GetItem on it, or name another \
             --profile"
        ),
        "unreachable" => format!(
            "DynamoDB could not be reached {at}; check the network, and --region or --endpoint-url ({error})"
        ),
        "timed_out" => format!(
            "table {table:?} {at} did not answer in time; check the network and --endpoint-url, or allow more by \
             --lookup-timeout-ms"
        ),
        "rejected" => format!(
            "table {table:?} {at} has another key; name one whose partition key is userName, a string ({error})"
        ),
        "throttled" => format!("table {table:?} {at} is over its request rate; try again later"),
        "unreadable" => format!("what answered {at} is no DynamoDB; check --endpoint-url ({error})"),
        _ => format!("the lookup {at} failed; try again ({error})"),
    }
}
