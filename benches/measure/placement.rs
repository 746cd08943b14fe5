//! Binds the programs to one processor and the servers to another. Without that the kernel moves them, and
//! the same call takes up to 50 % longer.

use std::io;

/// Moves this thread, and what it starts from now on, to the servers' processor.
pub fn as_server() -> io::Result<()> {
    put(|processors| processors.first())
}

/// Moves this thread, and what it starts from now on, to the programs' processor.
pub fn as_program() -> io::Result<()> {
    put(|processors| processors.last())
}

/// With one processor both share it, and times are longer.
#[cfg(target_os = "linux")]
fn put(choose: impl Fn(&[usize]) -> Option<&usize>) -> io::Result<()> {
    use std::sync::OnceLock;

    use rustix::thread::{CpuSet, sched_getaffinity, sched_setaffinity};

    /// The processors that this thread may use at its start.
    static PROCESSORS: OnceLock<Vec<usize>> = OnceLock::new();
    let given = sched_getaffinity(None)?;
    let processors = PROCESSORS
        .get_or_init(|| (0..CpuSet::MAX_CPU).filter(|&processor| given.is_set(processor)).collect());
    let mut chosen = CpuSet::new();
    chosen.set(*choose(processors).ok_or(io::ErrorKind::Unsupported)?);
    Ok(sched_setaffinity(None, &chosen)?)
}

/// Other systems have no such call, so that times vary more.
#[cfg(not(target_os = "linux"))]
fn put(_choose: impl Fn(&[usize]) -> Option<&usize>) -> io::Result<()> {
    Ok(())
}
