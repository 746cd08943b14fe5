//! Runs programs as Lambda does, beside a DynamoDB that answers at once, and measures them.

pub mod build;
pub mod callgrind;
pub mod dynamodb;
pub mod lambda;
pub mod placement;
pub mod process;
pub mod samples;
pub mod side_by_side;

/// Whatever ends a benchmark.
pub type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

/// The middle one of `values`.
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}
