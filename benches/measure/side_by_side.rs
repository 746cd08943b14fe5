//! Measures times side by side: the programs take turns, so that a busy machine slows all of them, and the
//! ratios within each turn are compared.

use std::fmt::Write as _;

use bytes::Bytes;

use super::dynamodb::DynamoDb;
use super::process::Program;
use super::{Result, is_given, median, samples};

/// The number of starts and of series of calls of each program.
#[derive(Debug, Clone, Copy)]
pub struct Turns {
    pub cold: usize,
    pub warm: usize,
}

impl Turns {
    const FULL: Self = Self { cold: 40, warm: 30 };
    const QUICK: Self = Self { cold: 15, warm: 5 };

    /// Returns fewer turns if the command line has `--quick`.
    pub fn from_arguments() -> Self {
        if is_given("--quick") { Self::QUICK } else { Self::FULL }
    }
}

/// The warm calls in one series.
const CALLS_IN_TURN: usize = 100;

/// The figures of one program. Times are in the order of the turns.
#[derive(Debug, Default)]
pub struct Figures {
    /// From the start of the process to its first answer, in ms.
    pub cold: Vec<f64>,
    /// From the start until the program asked for an event, in ms.
    pub init: Vec<f64>,
    /// The medians of the series, in µs.
    pub warm: Vec<f64>,
    /// Processor time of one warm call, in µs.
    pub cpu: Option<f64>,
    /// In MB.
    pub peak_rss: Option<f64>,
    /// In MB.
    pub binary: f64,
    /// In MB.
    pub zip: f64,
}

/// Measures all `programs`, over TLS.
pub async fn measure(programs: &[Program], turns: Turns) -> Result<Vec<Figures>> {
    let dynamodb = DynamoDb::over_tls(samples::item(0)).await?;
    let event = samples::event(0);
    let mut figures = Vec::new();
    for program in programs {
        let (binary, zip) = program.sizes()?;
        figures.push(Figures { binary: mega(binary), zip: mega(zip), ..Figures::default() });
    }
    for _ in 0..turns.cold {
        for (program, figures) in programs.iter().zip(&mut figures) {
            cold(program, &dynamodb, &event, figures).await?;
        }
    }
    warm(programs, &dynamodb, &event, turns.warm, &mut figures).await?;
    Ok(figures)
}

async fn cold(program: &Program, dynamodb: &DynamoDb, event: &Bytes, figures: &mut Figures) -> Result<()> {
    let mut running = program.start(dynamodb, &[]).await?;
    running.asked().await?;
    figures.init.push(running.started.elapsed().as_secs_f64() * 1e3);
    running.call_asked(event).await?;
    figures.cold.push(running.started.elapsed().as_secs_f64() * 1e3);
    Ok(())
}

async fn warm(
    programs: &[Program],
    dynamodb: &DynamoDb,
    event: &Bytes,
    turns: usize,
    figures: &mut [Figures],
) -> Result<()> {
    let mut running = Vec::new();
    for program in programs {
        let mut program = program.start(dynamodb, &[]).await?;
        for _ in 0..CALLS_IN_TURN {
            program.call(event).await?;
        }
        let cpu = program.cpu();
        running.push((program, cpu));
    }
    for _ in 0..turns {
        for ((program, _), figures) in running.iter_mut().zip(&mut *figures) {
            let mut took = Vec::new();
            for _ in 0..CALLS_IN_TURN {
                took.push(program.call(event).await?.as_secs_f64() * 1e6);
            }
            figures.warm.push(median(took));
        }
    }
    let calls = (turns * CALLS_IN_TURN) as f64;
    for ((program, before), figures) in running.iter().zip(figures) {
        let cpu = program.cpu().zip(*before).map(|(after, before)| after.saturating_sub(before));
        figures.cpu = cpu.map(|cpu| cpu.as_secs_f64() * 1e6 / calls);
        figures.peak_rss = program.peak_rss().map(|kilo| kilo / 1e3);
    }
    Ok(())
}

/// Returns the median of the ratios within each turn.
pub fn ratio(one: &[f64], other: &[f64]) -> f64 {
    median(one.iter().zip(other).map(|(one, other)| one / other).collect())
}

/// Returns a table; ratios are to `cold_by` and `warm_by`.
pub fn table(programs: &[Program], figures: &[Figures], cold_by: &Figures, warm_by: &Figures) -> String {
    let mut table = String::from(
        "| program | cold ms | of it init | cold ratio | warm p50 µs | warm ratio | CPU µs per call | peak RSS MB | \
         binary MB | zip MB |\n| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |\n",
    );
    for (Program { name, .. }, of) in programs.iter().zip(figures) {
        let (cold, init) = (median(of.cold.clone()), median(of.init.clone()));
        let (cold_ratio, warm_ratio) = (ratio(&of.cold, &cold_by.cold), ratio(&of.warm, &warm_by.warm));
        let warm = median(of.warm.clone());
        let or_dash = |value: Option<f64>| value.map_or("–".to_owned(), |value| format!("{value:.1}"));
        let (cpu, rss) = (or_dash(of.cpu), or_dash(of.peak_rss));
        let (binary, zip) = (of.binary, of.zip);
        writeln!(
            table,
            "| {name} | {cold:.2} | {init:.2} | {cold_ratio:.2} | {warm:.0} | {warm_ratio:.2} | {cpu} | {rss} | \
             {binary:.2} | {zip:.2} |"
        )
        .ok();
    }
    table
}

fn mega(bytes: usize) -> f64 {
    bytes as f64 / 1e6
}
