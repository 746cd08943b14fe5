//! Measures build options: builds the function again with one option changed, and measures it beside the
//! function as it is.
//!
//! `cargo bench --bench levers` takes about two minutes for each; `-- NAME...` selects those whose names
//! contain one of the words, and `-- --quick` takes fewer turns. `-- NAME=PATH` measures a program that
//! was built before, for example from before a change.

#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::indexing_slicing,
    reason = "it prints its results, and its samples have the members that it writes"
)]
#![allow(unreachable_pub, dead_code, reason = "what is measured is shared by the benchmarks")]

mod measure;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use measure::process::Program;
use measure::side_by_side::{self, Turns};
use measure::{Result, build, callgrind, exit_code};

/// One changed option.
struct Lever {
    name: &'static str,
    /// File, text, and its replacement.
    edits: &'static [(&'static str, &'static str, &'static str)],
    /// Settings of the profile, as Cargo's environment variables.
    profile: &'static [(&'static str, &'static str)],
    /// Options of rustc for the last step.
    rustc: &'static [&'static str],
}

const NONE: Lever = Lever { name: "", edits: &[], profile: &[], rustc: &[] };

const MULTI_THREAD: &[(&str, &str, &str)] = &[
    ("src/main.rs", "#[tokio::main(flavor = \"current_thread\")]", "#[tokio::main]"),
    (
        "Cargo.toml",
        "\"macros\", \"net\", \"rt\", \"time\"",
        "\"macros\", \"net\", \"rt-multi-thread\", \"time\"",
    ),
];

const LEVERS: &[Lever] = &[
    Lever { name: "multi-thread", edits: MULTI_THREAD, ..NONE },
    Lever {
        name: "aws-lc",
        edits: &[
            ("Cargo.toml", "\"rustls-ring\"", "\"rustls-aws-lc\""),
            ("src/dynamodb/connection.rs", "CryptoMode::Ring", "CryptoMode::AwsLc"),
        ],
        ..NONE
    },
    Lever {
        name: "default-features",
        edits: &[
            ("Cargo.toml", "\"1.13.0\", default-features = false", "\"1.13.0\""),
            ("Cargo.toml", "\"1.136.0\", default-features = false", "\"1.136.0\""),
        ],
        ..NONE
    },
    Lever {
        name: "no-lto",
        profile: &[("CARGO_PROFILE_RELEASE_LTO", "off"), ("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")],
        ..NONE
    },
    Lever { name: "abort", profile: &[("CARGO_PROFILE_RELEASE_PANIC", "abort")], ..NONE },
    Lever { name: "not-stripped", profile: &[("CARGO_PROFILE_RELEASE_STRIP", "none")], ..NONE },
    Lever {
        name: "native-roots",
        edits: &[(
            "src/dynamodb/connection.rs",
            "TrustStore::empty().with_pem_certificate(",
            "TrustStore::default().with_pem_certificate(",
        )],
        ..NONE
    },
    Lever { name: "no-warm-up", edits: &[("src/main.rs", "    repository.warm_up().await;\n", "")], ..NONE },
    Lever { name: "no-pie", rustc: &["-C", "relocation-model=static"], ..NONE },
    Lever { name: "static-pie", rustc: &["-C", "target-feature=+crt-static"], ..NONE },
    Lever {
        name: "static-no-pie",
        rustc: &["-C", "target-feature=+crt-static", "-C", "relocation-model=static"],
        ..NONE
    },
    Lever {
        name: "no-telemetry",
        edits: &[(
            "src/runtime.rs",
            "telemetry.event(&answer.report, &event.context.request_id, cold_start, arrived.elapsed());",
            "let _ = (telemetry, cold_start, arrived);",
        )],
        ..NONE
    },
    Lever {
        name: "no-identity-cache",
        edits: &[(
            "src/dynamodb/connection.rs",
            "EnvironmentVariableRegionProvider::new().region().await)",
            "EnvironmentVariableRegionProvider::new().region().await)\n\
             .identity_cache(aws_sdk_dynamodb::config::IdentityCache::no_cache())",
        )],
        ..NONE
    },
    Lever { name: "icf", rustc: &["-C", "link-arg=-Wl,--icf=all"], ..NONE },
    Lever { name: "opt-s", profile: &[("CARGO_PROFILE_RELEASE_OPT_LEVEL", "s")], ..NONE },
    Lever { name: "opt-3", profile: &[("CARGO_PROFILE_RELEASE_OPT_LEVEL", "3")], ..NONE },
];

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let words: Vec<_> = std::env::args().skip(1).filter(|word| !word.starts_with("--")).collect();
    exit_code(run(&words, Turns::from_arguments()).await)
}

async fn run(words: &[String], turns: Turns) -> Result<()> {
    let chosen =
        |lever: &&Lever| words.is_empty() || words.iter().any(|word| lever.name.contains(word.as_str()));
    let [mut as_it_is, ..] = build::programs()?;
    // The variants overwrite the program.
    as_it_is.path = keep(&as_it_is.path, "as-it-is")?;
    let mut programs = vec![as_it_is];
    for (name, path) in words.iter().filter_map(|word| word.split_once('=')) {
        programs.push(Program { name: name.to_owned(), path: path.into(), looks_up: true });
    }
    for lever in LEVERS.iter().filter(chosen) {
        match variant(lever) {
            Ok(path) => programs.push(Program { name: lever.name.to_owned(), path, looks_up: true }),
            Err(error) => eprintln!("{} is left out: {error}", lever.name),
        }
    }
    // Restores the function, so that the last variant is not mistaken for it.
    build::programs()?;
    let figures = side_by_side::measure(&programs, turns).await?;
    println!("\n{}", side_by_side::table(&programs, &figures, &figures[0], &figures[0]));
    if callgrind::is_there() {
        println!("| program | instructions per warm call | ratio |\n| --- | --- | --- |");
        let mut as_it_is = f64::NAN;
        for program in &programs {
            let count = callgrind::per_call(program, callgrind::COUNTED, 0, 0).await?;
            as_it_is = if as_it_is.is_nan() { count } else { as_it_is };
            println!("| {} | {count:.0} | {:.3} |", program.name, count / as_it_is);
        }
    }
    Ok(())
}

/// Builds an edited copy of the workspace into the same target folder, and keeps the program.
fn variant(lever: &Lever) -> Result<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let release = build::release()?;
    let target = release.parent().ok_or("the release folder lies in the target folder")?;
    let copy = target.join("levers").join("source");
    if copy.exists() {
        fs::remove_dir_all(&copy)?;
    }
    fs::create_dir_all(&copy)?;
    for part in fs::read_dir(root)? {
        let part = part?;
        let name = part.file_name();
        if name != "target" && !name.to_string_lossy().starts_with('.') {
            copy_all(&part.path(), &copy.join(name))?;
        }
    }
    for (file, from, to) in lever.edits {
        let file = copy.join(file);
        let text = fs::read_to_string(&file)?;
        if !text.contains(from) {
            return Err(format!("{} holds no {from}", file.display()).into());
        }
        fs::write(&file, text.replace(from, to))?;
    }
    let mut build = Command::new(build::cargo());
    build.args(["rustc", "--release", "-p", build::FUNCTION, "--bin", build::FUNCTION, "--target-dir"]);
    build.arg(target).arg("--").args(lever.rustc).envs(lever.profile.iter().copied()).current_dir(&copy);
    build::run(&mut build)?;
    keep(&release.join(build::FUNCTION), lever.name)
}

/// Copies a program to where no build writes.
fn keep(program: &Path, name: &str) -> Result<PathBuf> {
    let folder = build::release()?.with_file_name("levers");
    fs::create_dir_all(&folder)?;
    let kept = folder.join(name);
    fs::copy(program, &kept)?;
    Ok(kept)
}

fn copy_all(from: &Path, to: &Path) -> Result<()> {
    if !from.is_dir() {
        fs::copy(from, to)?;
        return Ok(());
    }
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        copy_all(&entry.path(), &to.join(entry.file_name()))?;
    }
    Ok(())
}
