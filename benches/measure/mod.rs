//! Runs programs as Lambda does, with a server in place of DynamoDB, and measures them.

pub mod build;
pub mod callgrind;
pub mod dynamodb;
pub mod placement;
pub mod process;
pub mod samples;
pub mod side_by_side;

/// A result whose error ends a benchmark.
pub type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

/// Returns the median.
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

/// Returns whether the command line has `option`.
pub fn is_given(option: &str) -> bool {
    std::env::args().any(|argument| argument == option)
}

/// Prints why a benchmark failed, and returns its exit code.
pub fn exit_code(result: Result<()>) -> std::process::ExitCode {
    match result {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            std::process::ExitCode::FAILURE
        }
    }
}
