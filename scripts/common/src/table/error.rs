//! Why an operation on the table failed: one error for each operation.

use super::KeyMismatch;
use crate::aws::RequestError;

/// Why the table could not be created.
#[derive(Debug, thiserror::Error)]
pub enum CreateError {
    /// DynamoDB did not carry out a request.
    #[error("table {table} could not be created")]
    Failed {
        /// The table.
        table: String,
        /// Why.
        #[source]
        cause: RequestError,
    },
    /// The table was created and is not ready.
    #[error(
        "table {table} was created, but is not active after {seconds} s; wait, and run the command again"
    )]
    NotActive {
        /// The table.
        table: String,
        /// For how long the tool waited.
        seconds: u64,
    },
}

/// Why an item could not be read.
#[derive(Debug, thiserror::Error)]
#[error("the item of {key:?} could not be read")]
pub struct GetError {
    /// The item's key.
    pub key: String,
    /// Why.
    #[source]
    pub cause: TableFault,
}

/// Why the table could not be listed.
#[derive(Debug, thiserror::Error)]
#[error("the table could not be listed")]
pub struct ScanError(#[source] pub TableFault);

/// Why an item could not be put.
#[derive(Debug, thiserror::Error)]
pub enum PutError {
    /// The item is not as the condition of the request says. Nothing was written.
    #[error(
        "the item of {0:?} was not written: another program changed it at the same time; run the command again"
    )]
    Condition(String),
    /// The request failed.
    #[error("the item of {key:?} could not be written")]
    Failed {
        /// The item's key.
        key: String,
        /// Why.
        #[source]
        cause: TableFault,
    },
}

/// Why an item could not be updated.
#[derive(Debug, thiserror::Error)]
pub enum UpdateError {
    /// The item is not as the condition of the request says. Nothing was written.
    #[error(
        "the item of {0:?} was not changed: another program changed it at the same time; run the command again"
    )]
    Condition(String),
    /// The request failed.
    #[error("the item of {key:?} could not be changed")]
    Failed {
        /// The item's key.
        key: String,
        /// Why.
        #[source]
        cause: TableFault,
    },
}

/// Why an item could not be deleted.
#[derive(Debug, thiserror::Error)]
pub enum DeleteError {
    /// The item is not as the condition of the request says. Nothing was deleted.
    #[error(
        "the item of {0:?} was not deleted: another program changed it at the same time; run the command again"
    )]
    Condition(String),
    /// The request failed.
    #[error("the item of {key:?} could not be deleted")]
    Failed {
        /// The item's key.
        key: String,
        /// Why.
        #[source]
        cause: TableFault,
    },
}

/// Why a request about items failed.
#[derive(Debug, Clone, thiserror::Error)]
pub enum TableFault {
    /// There is no such table.
    #[error("there is no table {0} in this account and region; check --table and --region")]
    NoTable(String),
    /// The table's key is not the one that the tools write.
    #[error(transparent)]
    Key(#[from] KeyMismatch),
    /// DynamoDB did not carry out the request.
    #[error("table {table}: {cause}")]
    Request {
        /// The table.
        table: String,
        /// Why.
        cause: RequestError,
    },
}

impl TableFault {
    /// Whether DynamoDB may have carried the request out.
    pub fn may_be_done(&self) -> bool {
        matches!(self, Self::Request { cause, .. } if cause.may_be_done())
    }
}
