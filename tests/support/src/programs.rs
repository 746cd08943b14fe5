//! Where Cargo puts what it builds.

use std::env;
use std::path::PathBuf;

/// Returns the path of a built program. Tests and benchmarks run from `deps`, below it.
pub fn program(name: &str) -> PathBuf {
    profile().join(name)
}

/// Returns the folder for what tests download or write, which outlives them.
pub fn scratch() -> PathBuf {
    profile().with_file_name("tmp")
}

fn profile() -> PathBuf {
    let test = env::current_exe().unwrap();
    test.ancestors().nth(2).expect("a test runs from target/<profile>/deps").to_owned()
}
