//! Reads of one row by its primary key.

use aws_sdk_dynamodb::types::AttributeValue;

use super::Target;
use super::attempts::Session;
use super::error::Failure;
use super::expression::Names;
use super::value;
use crate::repository::{ReadRequest, RowKey, Rows};

pub(super) async fn get<'a>(
    session: &Session<'_>,
    request: &ReadRequest<'a>,
    key: &RowKey<'_>,
) -> Result<Rows<'a>, Failure> {
    let mut names = Names::default();
    let projection = names.list(&request.attributes);
    let send = |target: &Target| {
        let key = key.iter().map(|(name, value)| ((*name).to_owned(), AttributeValue::from(value)));
        target
            .client
            .get_item()
            .table_name(target.table(request.table))
            .set_key(Some(key.collect()))
            .set_expression_attribute_names(names.to_map())
            .projection_expression(projection.clone())
            .consistent_read(request.consistent)
            .send()
    };
    // A response without item is complete: there is none.
    let output = session.send(send, |_| true).await?;
    let mut rows = Rows::new(request);
    if let Some(item) = output.item {
        rows.push(value::row(item))?;
    }
    Ok(rows)
}
