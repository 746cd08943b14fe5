pub mod dynamodb_local;
pub mod embedded;
pub mod table;
