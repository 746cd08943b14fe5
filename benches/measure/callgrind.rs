//! Counts instructions per warm call with valgrind. The figure is the same on every machine.

use std::fs;
use std::process::{Command, Stdio};

use bytes::Bytes;

use super::dynamodb::DynamoDb;
use super::process::Program;
use super::{Result, samples};

/// The warm calls over which instructions are counted.
pub const COUNTED: u32 = 200;

/// Returns whether valgrind is installed.
pub fn is_there() -> bool {
    let mut version = Command::new("valgrind");
    version.arg("--version").stdout(Stdio::null()).stderr(Stdio::null());
    version.status().is_ok_and(|status| status.success())
}

/// The number of counts. A busy machine adds wake-ups, so the least count is the best.
const ROUNDS: u32 = 3;

/// Returns the slope between 1 and `1 + calls` calls, for an item and an event of about these sizes.
pub async fn per_call(program: &Program, calls: u32, item_size: usize, event_size: usize) -> Result<f64> {
    let dynamodb = DynamoDb::plain(samples::item(item_size)).await?;
    let event = samples::event(event_size);
    let (mut one, mut more) = (f64::INFINITY, f64::INFINITY);
    for _ in 0..ROUNDS {
        one = one.min(count(program, &dynamodb, 1, &event).await?);
        more = more.min(count(program, &dynamodb, 1 + calls, &event).await?);
    }
    Ok((more - one) / f64::from(calls))
}

async fn count(program: &Program, dynamodb: &DynamoDb, calls: u32, event: &Bytes) -> Result<f64> {
    let counted = tempfile::NamedTempFile::new()?;
    let out = format!("--callgrind-out-file={}", counted.path().display());
    let under = ["valgrind", "--tool=callgrind", "-q", &out].map(str::to_owned);
    let mut running = program.start(dynamodb, &under).await?;
    for _ in 0..calls {
        running.call(event).await?;
    }
    running.asked().await?;
    running.end()?;
    let counted = fs::read_to_string(counted.path())?;
    let total =
        counted.lines().find_map(|line| line.strip_prefix("totals: ")).ok_or("callgrind has no totals")?;
    Ok(total.trim().parse()?)
}
