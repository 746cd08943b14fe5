//! A failed read grants nothing, and a read that is not needed changes nothing.

use proptest::prelude::*;
use proptest::sample::select;

use super::*;

/// What the read can return besides a failure. Each condition on it in the rules here is false for one of these.
const SUCCESSES: [&str; 7] = [
    "",
    "{}",
    r#"{"a": null}"#,
    r#"{"a": ""}"#,
    r#"{"a": "x"}"#,
    r#"{"a": ["x", "y"]}"#,
    r#"{"a": {"x": 1}}"#,
];

fn one_of(choices: &'static [&'static str]) -> impl Strategy<Value = String> {
    select(choices).prop_map(str::to_owned)
}

/// `when`: nothing, or a condition on the read, alone or with one on the event.
fn when() -> impl Strategy<Value = String> {
    let of_read = one_of(&[
        r#"{"found": "table", "is": true}"#,
        r#"{"found": "table", "is": false}"#,
        r#"{"from": "table.a", "present": false}"#,
        r#"{"from": "table.a", "notIn": ["x"]}"#,
        r#"{"from": ["table.a", "event.sub"], "in": ["s-1"]}"#,
        r#"{"from": "table.a", "select": "@ != 'x'"}"#,
        r#"{"from": "table.a", "select": "!starts_with(@, 'x')"}"#,
    ]);
    let of_event = one_of(&[
        r#"{"from": "event.groups", "in": ["g1"]}"#,
        r#"{"from": "event.groups", "notIn": ["g1"]}"#,
    ]);
    let condition = (of_read, of_event, 0..4).prop_map(|(read, event, form)| match form {
        0 => read,
        1 => format!("[{read}, {event}]"),
        2 => format!(r#"{{"any": [{read}, {event}]}}"#),
        _ => event,
    });
    proptest::option::of(condition)
        .prop_map(|when| when.map_or_else(String::new, |when| format!(r#", "when": {when}"#)))
}

/// The steps of an entry that gives `x`, a constant, or something else.
fn value() -> impl Strategy<Value = String> {
    let origin = one_of(&[
        r#""value": "v""#,
        r#""from": "event.sub""#,
        r#""from": "table.a""#,
        r#""from": ["table.a", "event.sub"]"#,
        r#""from": ["event.sub", "table.a"]"#,
        r#""text": "t-{table.a}""#,
        r#""from": "table.a", "default": "v""#,
        r#""from": "table.a", "map": {"x": "y", "*": "z"}"#,
        r#""from": "table.a", "parse": "list", "default": ["v"]"#,
    ]);
    (origin, one_of(&["", r#", "absent": "omit""#])).prop_map(|(origin, absent)| origin + &absent)
}

fn claim_entry() -> impl Strategy<Value = String> {
    (one_of(&["c", "d"]), value(), when())
        .prop_map(|(claim, value, when)| format!(r#"{{"claim": "{claim}", {value}{when}}}"#))
}

fn entries(entry: impl Strategy<Value = String>) -> impl Strategy<Value = String> {
    proptest::collection::vec(entry, 0..4).prop_map(|entries| entries.join(","))
}

/// Random rules that add: claims, scopes, groups and refusals.
fn adding_rules() -> impl Strategy<Value = Vec<String>> {
    let entry = || (value(), when()).prop_map(|(value, when)| format!("{{{value}{when}}}"));
    let claims = entries(claim_entry()).prop_map(|claims| format!(r#""claims": [{claims}]"#));
    let scopes = (entries(entry()), when()).prop_map(|(scopes, when)| {
        format!(r#""scopes": {{"add": [{scopes}], "suppress": [{{"scope": "v"{when}}}]}}"#)
    });
    let refusal = when()
        .prop_filter("without a condition", |when| !when.is_empty())
        .prop_map(|when| format!("{{{}}}", when.trim_start_matches(", ")));
    let refusals = entries(refusal).prop_map(|refusals| format!(r#""refuse": [{refusals}]"#));
    (claims, scopes, refusals).prop_map(|(claims, scopes, refusals)| vec![claims, scopes, refusals])
}

/// Entries of groups that add, and at most one that takes names away, which the read can prevent: a failed
/// read does prevent it.
fn groups(takes_away: bool) -> impl Strategy<Value = String> {
    let added = (value(), when()).prop_map(|(value, when)| format!("{{{value}{when}}}"));
    let taken = one_of(&[r#""value": "v""#, r#""from": "event.sub""#, r#""from": "table.a""#]);
    let taken = (one_of(&["replace", "remove"]), taken, when())
        .prop_map(|(mode, value, when)| format!(r#"{{{value}, "mode": "{mode}"{when}}}"#));
    (proptest::collection::vec(added, 0..4), taken).prop_map(move |(mut groups, taken)| {
        if takes_away {
            groups.push(taken);
        }
        format!(r#""groups": [{}]"#, groups.join(","))
    })
}

fn suppression() -> impl Strategy<Value = String> {
    when().prop_map(|when| format!(r#""suppress": {{"id": [{{"claim": "c"{when}}}]}}"#))
}

/// What the tokens gain, each with its place; null claims aside.
fn gains(event: &Event<'_>, rules: &Rules, table: &str, failed: FailedClaims) -> Vec<String> {
    let plan = Plan::new(rules, event.request(), NO_LIMIT);
    let lookups = lookups(rules, table);
    let changes = plan.changes(&lookups, failed);
    let of = |place: &'static str, changes: &Changes<'_>| {
        let claims = changes.claims.iter().filter(|(_, json)| json != "null");
        let claims = claims.map(move |(name, json)| format!("{place} {name} {json}"));
        claims.chain(changes.add_scopes.iter().map(|scope| format!("scope {scope}"))).collect::<Vec<_>>()
    };
    let mut gains = [of("id", &changes.id), of("access", &changes.access)].concat();
    gains.extend(changes.group_override.groups.into_iter().flatten().map(|group| format!("group {group}")));
    gains.extend(plan.refusal(&lookups).refusal.map(|_| "refusal".to_owned()));
    gains
}

/// Returns what the tokens gain if the read fails, and for each other result of the read.
fn compared(
    parts: &[String],
    (version, groups, omits): (String, String, bool),
) -> Option<(Vec<String>, [Vec<String>; SUCCESSES.len()])> {
    // Some rules are faulty, such as claims that never apply.
    let rules = parse(&format!("{{{}}}", parts.join(","))).ok()?;
    let event = sign_in(&version).replace(r#"["g1","g2"]"#, &groups);
    let event = Event::parse(&event)?;
    let failed = if omits { FailedClaims::Omit } else { FailedClaims::Null };
    let mut gained = gains(&event, &rules, "failed", failed);
    // What stays as the request has it is no gain.
    gained.retain(|gain| gain != "group g1");
    Some((gained, SUCCESSES.map(|row| gains(&event, &rules, row, failed))))
}

fn setting() -> impl Strategy<Value = (String, String, bool)> {
    (one_of(&["1", "2", "3"]), one_of(&["[]", r#"["g1"]"#]), any::<bool>())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn rules_that_add_give_no_more_than_after_any_successful_read(
        mut parts in adding_rules(),
        groups in groups(false),
        setting in setting(),
    ) {
        parts.push(groups);
        let Some((gained, granted)) = compared(&parts, setting) else { return Ok(()) };
        for gain in gained {
            prop_assert!(granted.iter().all(|granted| granted.contains(&gain)), "{gain} depends on the read");
        }
    }

    #[test]
    fn rules_that_take_away_leave_no_more_than_after_some_successful_read(
        mut parts in adding_rules(),
        groups in groups(true),
        suppression in suppression(),
        setting in setting(),
    ) {
        parts.extend([groups, suppression]);
        let Some((gained, granted)) = compared(&parts, setting) else { return Ok(()) };
        for gain in gained {
            prop_assert!(granted.iter().any(|granted| granted.contains(&gain)), "{gain} needs a failure");
        }
    }

    #[test]
    fn a_read_that_is_not_needed_changes_nothing(
        mut parts in adding_rules(),
        groups in groups(true),
        suppression in suppression(),
        (version, request_groups, _) in setting(),
    ) {
        parts.extend([groups, suppression]);
        let Ok(rules) = parse(&format!("{{{}}}", parts.join(","))) else { return Ok(()) };
        let event = sign_in(&version).replace(r#"["g1","g2"]"#, &request_groups);
        let event = Event::parse(&event).unwrap();
        let needed = Plan::new(&rules, event.request(), NO_LIMIT).reads();
        if needed.is_empty() {
            let granted = SUCCESSES.map(|row| gains(&event, &rules, row, FailedClaims::Null));
            let failed = gains(&event, &rules, "failed", FailedClaims::Null);
            prop_assert!(granted.iter().all(|granted| *granted == failed), "{granted:?} {failed:?}");
        }
    }
}
