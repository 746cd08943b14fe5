//! The way from the arguments to the output.

use std::io::{ErrorKind, Write as _};
use std::time::SystemTime;

use claim_enrichment::config::Config;
use claim_enrichment::dynamodb::DynamoDbRepository;
use claim_enrichment::event::EventVersion;
use claim_enrichment::handler::Handler;
use claim_enrichment::rules::{Rules, SCHEMA, Source};
use claim_enrichment::telemetry::{Outcome, Report};

use crate::advice::advice;
use crate::args::Args;
use crate::error::Error;
use crate::table::Place;
use crate::tokens::{self, Budget, Json, Tokens};
use crate::{check, input, report, sample_table, settings, table, text};

/// What became of one event.
#[derive(Debug)]
pub(crate) struct Simulation {
    /// The event as it goes back to Cognito; `None` if the sign-in is refused.
    pub(crate) event: Option<String>,
    /// The event as it came.
    pub(crate) sent: Json,
    /// What the function tells of it.
    pub(crate) report: Report,
    /// What Cognito makes of the answer.
    pub(crate) tokens: Option<Tokens>,
    /// What of them is the function's own doing.
    pub(crate) budget: Option<Budget>,
    /// What its settings make one think of.
    pub(crate) warnings: Vec<String>,
    /// What the person's item was looked up by.
    pub(crate) key: Source,
    /// The table that was asked.
    pub(crate) place: Place,
}

impl Simulation {
    /// How long the lookup took, if there was one, to the microsecond.
    pub(crate) fn lookup_ms(&self) -> Option<f64> {
        self.report.lookup_time.map(|time| (time.as_secs_f64() * 1_000_000.0).round() / 1_000.0)
    }
}

/// Does what `args` ask, and prints it.
pub(crate) async fn run(args: &Args) -> Result<(), Error> {
    if args.schema {
        return print(SCHEMA);
    }
    if args.check {
        return check::check(args);
    }
    let event = input::event(args)?;
    let config = settings::read(args)?;
    let simulation = simulate(args, config, &event).await?;
    let output = if args.json { report::json(&simulation) } else { text::text(&simulation) };
    print(&output)?;
    if simulation.report.lookup_failed {
        return Err(Error::Lookup(advice(&simulation.report, &simulation.place)));
    }
    Ok(())
}

/// Passes `event` through the handler, wired as the function's `main.rs` wires it.
async fn simulate(args: &Args, config: Config, event: &str) -> Result<Simulation, Error> {
    let (environment, place) = if args.is_real() {
        table::find(args, &config).await?
    } else {
        let (table, key_attribute) = (config.table.clone(), config.key_attribute.clone());
        (sample_table::start(&config).await?, Place { table, key_attribute, region: None, endpoint: None })
    };
    let (warnings, settings) = (settings::warnings(&config), config.settings.clone());
    let (timeout, roots) = (config.settings.lookup_timeout, config.roots.as_deref());
    let repository = DynamoDbRepository::connect(environment, &config.table, timeout, roots)
        .await
        .keyed_by(config.key_attribute);
    repository.warm_up().await;
    let answer = Handler::new(repository, config.settings).handle(event, None).await;
    let event_back = answer.response.ok();
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs();
    let v1 = answer.report.version == EventVersion::V1;
    let answered = event_back.as_deref().and_then(Json::parse);
    let sent = Json::parse(event).unwrap_or_else(|| Json::of(()));
    // What goes back as it came has nothing of the function's.
    let rules = if answer.report.outcome == Outcome::Skipped { Rules::default() } else { settings.rules };
    Ok(Simulation {
        tokens: answered.as_ref().map(|event| tokens::tokens(event, v1, now)),
        budget: answered.as_ref().map(|event| Budget::of(event, &sent, v1, &rules, settings.budget)),
        event: event_back,
        sent,
        report: answer.report,
        warnings,
        key: settings.key,
        place,
    })
}

/// Prints to the standard output, in colour if that is a terminal. A reader who has seen enough is
/// no error.
pub(crate) fn print(output: &str) -> Result<(), Error> {
    let mut stdout = anstream::stdout().lock();
    let written = stdout.write_all(output.as_bytes()).and_then(|()| stdout.flush());
    match written {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(Error::Output(error)),
        _ => Ok(()),
    }
}
