//! Builds what is measured, exactly as it is deployed: in the release profile, each package by
//! itself, since cargo would else give it the features that another one asks for.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::Result;
use super::process::Program;

/// The function's own name, of the package and of the program.
pub const FUNCTION: &str = "claim-enrichment";

/// The function, the floor and the bare program.
pub fn programs() -> Result<[Program; 3]> {
    let function = function()?;
    package("compare")?;
    Ok([function, program("floor", false)?, program("bare", true)?])
}

/// The function alone.
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

/// The folder with the programs: this benchmark lies in its `deps`.
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
