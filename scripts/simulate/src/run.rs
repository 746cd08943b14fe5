//! The path from the options to the output.

use std::io::{ErrorKind, Write as _};
use std::time::SystemTime;

use claim_enrichment::config::Config;
use claim_enrichment::dynamodb::DynamoDbRepository;
use claim_enrichment::event::EventVersion;
use claim_enrichment::handler::Handler;
use claim_enrichment::rules::{Rules, SCHEMA};
use claim_enrichment::telemetry::Outcome;
use serde_json::value::RawValue;

use crate::advice::advice;
use crate::args::Args;
use crate::check::{self, RulesReport};
use crate::cognito::{self, ClaimSize, TokenEvent};
use crate::error::Failure;
use crate::simulation::{Simulation, TableLocation};
use crate::{connection, event, output, sample_table, settings};

/// Does what `args` ask for, and prints the result.
pub(crate) async fn run(args: &Args) -> Result<(), Failure> {
    if args.schema {
        return print(SCHEMA);
    }
    if args.check {
        return check_rules(args);
    }
    let event = event::event(args)?;
    let config = settings::read(args)?;
    let simulation = simulate(args, config, &event).await?;
    print(&if args.json {
        output::json::simulation(&simulation)
    } else {
        output::text::simulation(&simulation)
    })?;
    if simulation.report.lookup_failed {
        return Err(Failure::Lookup(advice(&simulation.report, &simulation.table)));
    }
    Ok(())
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
        RulesReport::Invalid { file, faults } => Err(Failure::Check { file, faults }),
    }
}

/// Passes `event` through the function's handler, connected as the function connects it.
async fn simulate(args: &Args, config: Config, event: &RawValue) -> Result<Simulation, Failure> {
    let (environment, table) = if args.selects_real_table() {
        connection::find(args, &config).await?
    } else {
        let (table, key_attribute) = (config.table.clone(), config.key_attribute.clone());
        let location = TableLocation { table, key_attribute, region: None, endpoint: None };
        (sample_table::start(&config).await?, location)
    };
    let (rule_warnings, settings) = (settings::warnings(&config), config.settings.clone());
    let (timeout, roots) = (config.settings.lookup_timeout, config.roots.as_deref());
    let repository = DynamoDbRepository::connect(environment, &config.table, timeout, roots)
        .await
        .keyed_by(config.key_attribute);
    repository.warm_up().await;
    let answer = Handler::new(repository, config.settings).handle(event.get(), None).await;
    let returned = answer.response.ok().and_then(|text| serde_json::from_str::<Box<RawValue>>(&text).ok());
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs();
    let is_v1 = answer.report.version == EventVersion::V1;
    // A skipped event goes back unchanged, so that no rule has added anything.
    let rules = if answer.report.outcome == Outcome::Skipped { Rules::default() } else { settings.rules };
    Ok(Simulation {
        sent: TokenEvent::new(event),
        tokens: returned.as_ref().map(|returned| cognito::tokens(returned, is_v1, now)),
        claim_size: returned
            .as_ref()
            .map(|returned| ClaimSize::new(returned, event, is_v1, &rules, settings.budget)),
        returned,
        report: answer.report,
        rule_warnings,
        key: settings.key,
        table,
    })
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
