//! Builds the programs as they are deployed: in the release profile, and each package by itself, since
//! Cargo would otherwise unify their features.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::Result;
use super::process::Program;

/// The name of the function's package and program.
pub const FUNCTION: &str = "claim-enrichment";

/// Builds the function, `floor` and `bare`.
pub fn programs() -> Result<[Program; 3]> {
    let function = function()?;
    package("compare")?;
    Ok([function, program("floor", false)?, program("bare", true)?])
}

/// Builds the function alone.
pub fn function() -> Result<Program> {
    package(FUNCTION)?;
    program(FUNCTION, true)
}

fn package(name: &str) -> Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    run(Command::new(cargo()).args(["build", "--release", "-p", name]).current_dir(root))
}

fn program(name: &str, looks_up: bool) -> Result<Program> {
    Ok(Program { name: name.to_owned(), path: release()?.join(name), looks_up })
}

/// Returns the folder of the programs: the benchmark runs from its `deps`.
pub fn release() -> Result<PathBuf> {
    let benchmark = std::env::current_exe()?;
    Ok(benchmark.ancestors().nth(2).ok_or("a benchmark lies in target/release/deps")?.to_owned())
}

pub fn cargo() -> std::ffi::OsString {
    std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}

pub fn run(command: &mut Command) -> Result<()> {
    if command.status()?.success() { Ok(()) } else { Err(format!("{command:?} failed").into()) }
}
