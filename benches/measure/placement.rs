//! Which processor runs what: the programs have one, the servers that they talk to another one. Left
//! to itself the kernel moves them about, and the same call takes half as long again.

use std::io;

/// From now on this thread, and what it starts, is on the servers' processor.
pub fn as_server() -> io::Result<()> {
    put(|processors| processors.first())
}

/// From now on this thread, and what it starts, is on the programs' processor.
pub fn as_program() -> io::Result<()> {
    put(|processors| processors.last())
}

/// With one processor both are the same, and it shows in the times.
#[cfg(target_os = "linux")]
fn put(choose: impl Fn(&[usize]) -> Option<&usize>) -> io::Result<()> {
    use std::sync::OnceLock;

    use rustix::thread::{CpuSet, sched_getaffinity, sched_setaffinity};

    /// What this thread was given at its start.
    static PROCESSORS: OnceLock<Vec<usize>> = OnceLock::new();
    let given = sched_getaffinity(None)?;
    let processors = PROCESSORS
        .get_or_init(|| (0..CpuSet::MAX_CPU).filter(|&processor| given.is_set(processor)).collect());
    let mut chosen = CpuSet::new();
    chosen.set(*choose(processors).ok_or(io::ErrorKind::Unsupported)?);
    Ok(sched_setaffinity(None, &chosen)?)
}

/// Other systems have no such call.
#[cfg(not(target_os = "linux"))]
fn put(_choose: impl Fn(&[usize]) -> Option<&usize>) -> io::Result<()> {
    Ok(())
}
