//! A failed read grants nothing.

use proptest::prelude::*;
use proptest::sample::select;

use super::*;

/// What the read can return besides a failure. Every condition on it that the rules here have is false for one
/// of these, and true for another one or unknown.
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

/// Random rules. At most one entry of groups takes names away, and not the same ones whatever the read returns:
/// a failed read would keep them.
fn rules() -> impl Strategy<Value = String> {
    let entry = || (value(), when()).prop_map(|(value, when)| format!("{{{value}{when}}}"));
    let less = one_of(&[r#""value": "v""#, r#""from": "event.sub""#, r#""from": "table.a""#]);
    let less = (one_of(&["replace", "remove"]), less, when())
        .prop_map(|(mode, value, when)| format!(r#"{{{value}, "mode": "{mode}"{when}}}"#));
    let suppressed = when().prop_map(|when| format!(r#"{{"claim": "c"{when}}}"#));
    let blocked = when().prop_map(|when| format!(r#"{{"scope": "v"{when}}}"#));
    let refusal = when()
        .prop_filter("without a condition", |when| !when.is_empty())
        .prop_map(|when| format!("{{{}}}", when.trim_start_matches(", ")));
    let groups = (entries(entry()), proptest::option::of(less)).prop_map(|(more, less)| match less {
        Some(less) if more.is_empty() => less,
        Some(less) => format!("{more},{less}"),
        None => more,
    });
    (entries(claim_entry()), entries(entry()), groups, suppressed, blocked, entries(refusal)).prop_map(
        |(claims, scopes, groups, suppressed, blocked, refusals)| {
            format!(
                r#"{{"claims": [{claims}], "scopes": {{"add": [{scopes}], "suppress": [{blocked}]}}, "groups": [{groups}],
                    "suppress": {{"id": [{suppressed}]}}, "refuse": [{refusals}]}}"#
            )
        },
    )
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

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_failed_read_grants_nothing(
        rules in rules(),
        version in one_of(&["1", "2", "3"]),
        groups in one_of(&["[]", r#"["g1"]"#]),
        omits in any::<bool>(),
    ) {
        // Some rules are faulty, such as claims that never apply.
        let Ok(rules) = parse(&rules) else { return Ok(()) };
        let event = sign_in(&version).replace(r#"["g1","g2"]"#, &groups);
        let event = Event::parse(&event).unwrap();
        let failed = if omits { FailedClaims::Omit } else { FailedClaims::Null };
        let mut granted: Vec<_> = SUCCESSES.iter().flat_map(|row| gains(&event, &rules, row, failed)).collect();
        // What stays as the request has it is no gain.
        granted.push("group g1".to_owned());
        for gain in gains(&event, &rules, "failed", failed) {
            prop_assert!(granted.contains(&gain), "{gain} is there only if the read fails");
        }
    }
}
