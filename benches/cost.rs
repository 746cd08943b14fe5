//! Measures an invocation of the function, beside `floor` (lambda_runtime with a constant response) and
//! `bare` (the same job without lambda_runtime and the SDK).
//!
//! `cargo bench --bench cost` prints two tables and whether each target is met; `-- --quick` takes fewer
//! turns. Counts, sizes and ratios decide the exit code, times never do. `-- --counts` measures only what
//! is the same on every machine.

#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::indexing_slicing,
    reason = "it prints its results, and its samples have the members that it writes"
)]
#![allow(unreachable_pub, dead_code, reason = "what is measured is shared by the benchmarks")]

mod measure;

use std::process::ExitCode;

use measure::process::Program;
use measure::side_by_side::{self, Figures, Turns, ratio};
use measure::{Result, build, callgrind, exit_code, is_given};

/// Enough turns to reach the peak of memory.
const COUNTS: Turns = Turns { cold: 0, warm: 2 };

/// Fewer calls for large input, whose cost is far above the noise of the first ones.
const COUNTED_LARGE: u32 = 20;

/// The size of a large item, in bytes. DynamoDB's limit is 400 KB, names included.
const LARGE_ITEM: usize = 350_000;

/// The approximate size of an event with all of Cognito's attributes filled, in bytes.
const LARGE_EVENT: usize = 58_000;

/// The most that the function may take, with little room above what it took when it got its second
/// version of the claim rules. The column "then" holds the goals, which the first version met.
const ZIP_MB: f64 = 2.7;
const PEAK_RSS_MB: f64 = 7.8;
const INSTRUCTIONS: f64 = 660_000.0;

/// The factor by which a ratio may miss its target before the benchmark fails, since machines are busy.
/// Counts and sizes have no such allowance.
const RATIO_NOISE: f64 = 1.15;

/// The most that twice the input may cost: twice as much, and a little more for sorting a set.
const LINEAR: f64 = 2.2;

/// A figure and its upper limit.
struct Target {
    name: &'static str,
    is: f64,
    at_most: f64,
    then: Option<f64>,
    fails_above: f64,
}

impl Target {
    fn new(name: &'static str, is: f64, at_most: f64, then: Option<f64>) -> Self {
        Self { name, is, at_most, then, fails_above: at_most }
    }

    fn ratio(name: &'static str, is: f64, at_most: f64, then: f64) -> Self {
        Self { fails_above: at_most * RATIO_NOISE, ..Self::new(name, is, at_most, Some(then)) }
    }

    /// Prints a row; returns whether the benchmark may succeed.
    fn print(&self) -> bool {
        let met = |limit: f64| if self.is <= limit { "met" } else { "not met" };
        let figure = |value: f64| if value >= 100.0 { format!("{value:.0}") } else { format!("{value:.2}") };
        let then = self.then.map_or("–".to_owned(), |then| format!("{}: {}", figure(then), met(then)));
        let (is, at_most) = (figure(self.is), self.at_most);
        println!("| {} | {is} | {}: {} | {then} |", self.name, figure(at_most), met(at_most));
        self.is <= self.fails_above
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let met = if is_given("--counts") { counts().await } else { all(Turns::from_arguments()).await };
    exit_code(met.and_then(|met| if met { Ok(()) } else { Err("a target is not met".into()) }))
}

async fn all(turns: Turns) -> Result<bool> {
    let programs = build::programs()?;
    let figures = side_by_side::measure(&programs, turns).await?;
    let [function, floor, bare] = figures.as_slice() else {
        return Err("three programs were measured".into());
    };
    println!("\n{} cold starts and {} warm calls of each, over TLS\n", turns.cold, turns.warm * 100);
    println!("{}", side_by_side::table(&programs, &figures, floor, bare));
    let mut targets = vec![
        Target::ratio("cold, × floor", ratio(&function.cold, &floor.cold), 2.0, 1.7),
        Target::ratio("warm p50, × bare", ratio(&function.warm, &bare.warm), 2.2, 1.6),
    ];
    targets.extend(sizes(function));
    if callgrind::is_there() {
        targets.extend(instructions(&programs).await?);
    } else {
        println!("Instructions were not counted: there is no valgrind on this machine.\n");
    }
    Ok(are_met(&targets))
}

/// Measures what is the same on every machine, of the function alone. Fails without valgrind, so that a
/// missing tool cannot pass the gate.
async fn counts() -> Result<bool> {
    if !callgrind::is_there() {
        return Err("instructions can't be counted: install valgrind".into());
    }
    let function = [build::function()?];
    let figures = side_by_side::measure(&function, COUNTS).await?;
    let mut targets: Vec<_> = figures.iter().flat_map(sizes).collect();
    targets.extend(instructions(&function).await?);
    Ok(are_met(&targets))
}

fn sizes(function: &Figures) -> Vec<Target> {
    let mut sizes = vec![Target::new("zip, MB", function.zip, ZIP_MB, Some(2.5))];
    sizes.extend(function.peak_rss.map(|peak| Target::new("peak RSS, MB", peak, PEAK_RSS_MB, Some(7.0))));
    sizes
}

/// Prints all targets; returns whether all are met.
fn are_met(targets: &[Target]) -> bool {
    println!("| target | is | first | then |\n| --- | --- | --- | --- |");
    targets.iter().filter(|target| !target.print()).count() == 0
}

/// Counts instructions; the function is the first of `programs`.
async fn instructions(programs: &[Program]) -> Result<Vec<Target>> {
    println!("| program | instructions per warm call, over plain HTTP |\n| --- | --- |");
    let function = programs.first().ok_or("the function is measured")?;
    let mut of_function = f64::NAN;
    for program in programs.iter().rev() {
        of_function = callgrind::per_call(program, callgrind::COUNTED, 0, 0).await?;
        println!("| {} | {of_function:.0} |", program.name);
    }
    let mut growths = Vec::new();
    for (item, event) in [(LARGE_ITEM, 0), (0, LARGE_EVENT)] {
        let half = callgrind::per_call(function, COUNTED_LARGE, item / 2, event / 2).await?;
        let whole = callgrind::per_call(function, COUNTED_LARGE, item, event).await?;
        let size = (item + event) / 1000;
        println!("| {} with {size} KB | {whole:.0} |", if item > 0 { "item" } else { "event" });
        growths.push((whole - of_function) / (half - of_function));
    }
    println!();
    Ok(vec![
        Target::new("instructions per warm call", of_function, INSTRUCTIONS, Some(600_000.0)),
        Target::new("an item of 350 KB, × one of 175 KB", growths[0], LINEAR, None),
        Target::new("an event of 58 KB, × one of 29 KB", growths[1], LINEAR, None),
    ])
}
