//! Many users from a file, some at a time.

use std::cell::Cell;
use std::future::ready;
use std::io::{self, IsTerminal as _, Write as _};
use std::pin::pin;

use futures_util::{StreamExt as _, stream};

use crate::failure::{Failure, Kind};
use crate::provision::Provisioning;
use crate::report::{Outcome, Verdict, print, print_json, tell};
use crate::rows::Row;

/// How a file is processed.
#[derive(Debug, Clone, Copy)]
pub struct Batch {
    /// Users at the same time.
    pub concurrency: usize,
    /// Whether the next rows are processed after one failed.
    pub continue_on_error: bool,
    /// Whether results are JSON.
    pub json: bool,
}

/// The results of a file.
#[derive(Debug, Default)]
struct Tally {
    added: usize,
    updated: usize,
    completed: usize,
    unchanged: usize,
    failed: Vec<Kind>,
    changed_rights: bool,
}

impl Tally {
    fn count(&mut self, outcome: &Outcome) {
        match &outcome.result {
            Ok(Verdict::Added) => self.added += 1,
            Ok(Verdict::Updated) => self.updated += 1,
            Ok(Verdict::Resumed) => self.completed += 1,
            Ok(Verdict::Unchanged) => self.unchanged += 1,
            Err(failure) => self.failed.push(failure.kind),
        }
        self.changed_rights |= outcome.has_changed_rights();
    }

    fn succeeded(&self) -> usize {
        self.added + self.updated + self.completed + self.unchanged
    }
}

impl Batch {
    /// Provisions the users of all rows, and prints each result as it comes. An interruption ends it after the
    /// rows that were begun, a second one at once.
    ///
    /// Returns whether the rights of existing users changed.
    ///
    /// # Errors
    /// Rows that failed, or were not reached.
    pub async fn run(self, provisioning: &Provisioning<'_>, rows: Vec<Row>) -> Result<bool, Failure> {
        let total = rows.len();
        let is_stopped = Cell::new(false);
        let shows_progress = io::stderr().is_terminal() && !io::stdout().is_terminal();
        let mut tally = Tally::default();
        let mut results = stream::iter(rows)
            .take_while(|_| ready(!is_stopped.get()))
            .map(|row| async move { (row.line, provisioning.run(&row.user).await) })
            .buffer_unordered(self.concurrency);
        let mut interrupted = false;
        // One for the whole loop: it keeps an interruption that comes together with a result, or between two.
        let mut interruption = pin!(tokio::signal::ctrl_c());
        loop {
            let next = tokio::select! {
                next = results.next() => next,
                _ = &mut interruption => {
                    if interrupted {
                        break;
                    }
                    interrupted = true;
                    interruption.set(tokio::signal::ctrl_c());
                    is_stopped.set(true);
                    tell("Interrupted: the rows that were begun are completed; interrupt again to end at once.");
                    continue;
                }
            };
            let Some((line, outcome)) = next else { break };
            tally.count(&outcome);
            self.show(line, &outcome);
            if outcome.result.is_err() && !self.continue_on_error {
                is_stopped.set(true);
            }
            if shows_progress {
                let done = tally.succeeded() + tally.failed.len();
                drop(write!(io::stderr(), "\r{done} of {total}, {} failed ", tally.failed.len()));
            }
        }
        if shows_progress {
            tell("");
        }
        let reached = tally.succeeded() + tally.failed.len();
        let Tally { added, updated, completed, unchanged, .. } = &tally;
        let would = if provisioning.dry_run { "would be " } else { "" };
        tell(&format!(
            "{total} rows: {would}{added} added, {updated} updated, {completed} completed, {unchanged} unchanged; {} \
             failed, {} not reached",
            tally.failed.len(),
            total - reached
        ));
        self.verdict(&tally, total - reached)
    }

    fn show(self, line: u64, outcome: &Outcome) {
        if self.json {
            print_json(&outcome.json(Some(line)));
            return;
        }
        match &outcome.result {
            Ok(_) => print(&outcome.text()),
            Err(_) => tell(&format!("line {line}: {}", outcome.text())),
        }
        for note in &outcome.notes {
            tell(&format!("line {line}: note: {note}"));
        }
    }

    /// The failure of all rows, if they have the same one; otherwise the file is partly done.
    fn verdict(self, tally: &Tally, not_reached: usize) -> Result<bool, Failure> {
        let failed = tally.failed.len();
        if failed == 0 && not_reached == 0 {
            return Ok(tally.changed_rights);
        }
        let text = format!(
            "{failed} rows failed, {not_reached} were not reached; the same command continues from there"
        );
        let first = tally.failed.first().copied().unwrap_or(Kind::Partly);
        let is_alike = tally.succeeded() == 0 && tally.failed.iter().all(|kind| *kind == first);
        Err(Failure::new(if is_alike { first } else { Kind::Partly }, text))
    }
}
