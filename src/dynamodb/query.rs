//! Queries: all pages of each partition key.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use futures_util::{StreamExt as _, TryStreamExt as _, stream};

use super::Target;
use super::attempts::Session;
use super::error::Failure;
use super::expression::{Names, Values, filter};
use super::value;
use crate::repository::{FailureCause, QueryKey, ReadRequest, Rows, SortKey, Validity};

/// The most queries of one read at the same time: each takes a connection.
const CONCURRENT_QUERIES: usize = 8;

pub(super) async fn query<'a>(
    session: &Session<'_>,
    request: &ReadRequest<'a>,
    keys: &[QueryKey<'_>],
) -> Result<Rows<'a>, Failure> {
    // Collected, because the compiler cannot prove that a stream of borrowing closures is `Send`.
    let queries: Vec<_> = keys.iter().map(|key| query_key(session, request, key)).collect();
    let mut results = stream::iter(queries).buffered(CONCURRENT_QUERIES);
    let mut rows = Rows::new(request);
    while let Some(later) = results.try_next().await? {
        rows.append(later)?;
    }
    Ok(rows)
}

async fn query_key<'a>(
    session: &Session<'_>,
    request: &ReadRequest<'a>,
    key: &QueryKey<'_>,
) -> Result<Rows<'a>, Failure> {
    let (mut names, mut values) = (Names::default(), Values::default());
    let (partition, value) = &key.partition;
    let mut condition = format!("{} = {}", names.name(partition), values.value(value.into()));
    if let Some((attribute, sort)) = &key.sort {
        let name = names.name(attribute);
        condition += &match sort {
            SortKey::Equals(value) => format!(" AND {name} = {}", values.value(value.into())),
            SortKey::BeginsWith(text) => {
                format!(" AND begins_with({name}, {})", values.value(AttributeValue::S(text.clone())))
            }
        };
    }
    let filter = filter(request.filter, &mut names, &mut values);
    let projection = names.list(&request.attributes);
    // More rows than these need not be read, unless some of them may not count.
    let counts_all = request.filter.is_empty() && request.validity == Validity::default();
    let limit = counts_all.then(|| i32::try_from(request.at_most.saturating_add(1)).ok()).flatten();
    let mut rows = Rows::new(request);
    let mut start: Option<HashMap<String, AttributeValue>> = None;
    loop {
        let send = |target: &Target| {
            target
                .client
                .query()
                .table_name(target.table(request.table))
                .set_index_name(request.index.map(str::to_owned))
                .key_condition_expression(condition.clone())
                .set_filter_expression(filter.clone())
                .projection_expression(projection.clone())
                .set_expression_attribute_names(names.to_map())
                .set_expression_attribute_values(Some(values.to_map()))
                .set_exclusive_start_key(start.clone())
                .set_limit(limit)
                .consistent_read(request.consistent)
                .send()
        };
        let page = session.send(send, |page| page.items.is_some()).await?;
        for item in page.items.into_iter().flatten() {
            rows.push(value::row(item))?;
        }
        match page.last_evaluated_key.filter(|key| !key.is_empty()) {
            // The same key again would never end.
            Some(next) if start.as_ref() == Some(&next) => {
                return Err(Failure::new(FailureCause::Unreadable));
            }
            Some(next) => start = Some(next),
            None => return Ok(rows),
        }
    }
}
