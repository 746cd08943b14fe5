//! The path from the options to the output.

use std::io::{ErrorKind, Write as _};

use claim_enrichment::rules::SCHEMA;
use claim_enrichment::telemetry::ReadOutcome;

use crate::advice::advice;
use crate::args::Args;
use crate::check::{self, RulesReport};
use crate::error::Failure;
use crate::policy;
use crate::simulate::{Simulator, simulate};
use crate::{event, explain, output, settings};

/// Does what `args` ask for, and prints the result.
pub(crate) async fn run(args: &Args) -> Result<(), Failure> {
    if args.schema {
        return print(SCHEMA);
    }
    if args.check {
        return check_rules(args);
    }
    if let Some(format) = args.policy {
        let settings = settings::read(args)?.settings;
        let replica = settings.connection.replica_region.as_deref();
        let rules = &settings.enrichment.rules;
        return print(&output::json::pretty(&policy::policy(rules, format, args.region.as_deref(), replica)));
    }
    let event = event::event(args)?;
    let simulator = Simulator::start(args).await.map_err(Box::new)?;
    if let Some(claim) = &args.explain {
        let explanations = explain::explain(&simulator, &event, claim).await?;
        return print(&match args.json {
            true => output::json::explanations(&explanations),
            false => output::explain::explanations(&explanations),
        });
    }
    let simulation = simulate(&simulator, &event).await;
    print(&if args.json {
        output::json::simulation(&simulation)
    } else {
        output::text::simulation(&simulation)
    })?;
    let failed = simulation.reads.iter().filter(|read| read.outcome == ReadOutcome::Failed);
    let advice: Vec<_> = failed.map(|read| advice(read, &simulation)).collect();
    if advice.is_empty() { Ok(()) } else { Err(Failure::Lookup(advice)) }
}

fn check_rules(args: &Args) -> Result<(), Failure> {
    let report = check::check(args)?;
    match (&report, args.json) {
        (_, true) => print(&output::json::rules_report(&report))?,
        (RulesReport::Valid(summary), false) => print(&output::text::rules_summary(summary))?,
        (RulesReport::Invalid { .. }, false) => {}
    }
    match report {
        RulesReport::Valid(_) => Ok(()),
        RulesReport::Invalid { file, faults } => Err(Failure::Check { file, faults: faults.0 }),
    }
}

/// Prints to the standard output, in colour if it is a terminal. A closed pipe is not an error.
fn print(output: &str) -> Result<(), Failure> {
    let mut stdout = anstream::stdout().lock();
    let written = stdout.write_all(output.as_bytes()).and_then(|()| stdout.flush());
    match written {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(Failure::Output(error)),
        _ => Ok(()),
    }
}
