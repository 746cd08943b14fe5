//! Properties of any rules: a failed lookup grants nothing, and cost is linear.

use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::*;

/// The steps of entries.
const VALUES: [&str; 14] = [
    r#""value": "v""#,
    r#""from": "table.a""#,
    r#""from": "table.a.b", "default": "d""#,
    r#""from": "rows", "select": "[0].a""#,
    r#""from": ["attribute.nickname", "table.a"]"#,
    r#""from": {"name": "event.userName", "a": "table.a"}"#,
    r#""text": "{event.userName}-{table.a|upper}", "default": "none""#,
    r#""from": "rows.a", "select": "[0]""#,
    r#""from": "rows.a", "map": {"m": ["n", "o"], "*": "p"}"#,
    r#""from": "table.a", "parse": "json", "select": "sum(@)""#,
    r#""from": "table.a", "parse": "list", "as": "csv""#,
    r#""from": "table.a", "types": ["string", "list"], "absent": "omit""#,
    r#""from": "event.groups", "map": {"m": "n"}, "take": "first""#,
    r#""from": "attribute.nickname""#,
];

const CONDITIONS: [&str; 8] = [
    r#"{"from": "table.a", "in": ["m", 7]}"#,
    r#"{"from": "table.a", "notIn": ["m"]}"#,
    r#"{"from": "rows.a", "present": false}"#,
    r#"{"found": "table", "is": false}"#,
    r#"{"from": "table.a", "select": "starts_with(@, 'm')"}"#,
    r#"{"from": "event.groups", "in": ["staff"]}"#,
    r#"{"any": [{"found": "rows", "is": true}, {"from": "event.groups", "in": ["m"]}]}"#,
    r#"[{"from": "table.a", "parse": "json", "in": ["m"]}, {"found": "rows", "is": false}]"#,
];

/// What a lookup returns for the attribute `a`.
const ATTRIBUTES: [&str; 10] = [
    r#""m""#,
    r#""[m, n]""#,
    r#""[1,2]""#,
    "7",
    "true",
    "null",
    r#"["m","n"]"#,
    "[[]]",
    r#"{"b":"x"}"#,
    "1e30",
];

fn any_entry() -> impl Strategy<Value = String> {
    let when = proptest::option::of(proptest::sample::select(&CONDITIONS[..]));
    (proptest::sample::select(&VALUES[..]), when).prop_map(|(value, when)| match when {
        Some(when) => format!(r#"{value}, "when": {when}"#),
        None => value.to_owned(),
    })
}

fn any_rules() -> impl Strategy<Value = String> {
    let entries = proptest::collection::vec(any_entry(), 1..6);
    (entries, any_entry(), any_entry()).prop_map(|(claims, scope, groups)| {
        let mut name = 0;
        let claims: Vec<String> = claims
            .iter()
            .map(|entry| {
                let claim = format!(r#"{{"claim": "c{name}", {entry}}}"#);
                // An entry with a condition leaves the claim to the next one where it does not hold.
                name += usize::from(!entry.contains("when"));
                claim
            })
            .collect();
        format!(
            r#"{{"reads": {{"rows": {{"table": "Rows", "query": {{"id": "{{event.sub}}"}}, "attributes": ["a"]}}}},
            "claims": [{{"claim": "rows", "from": "rows.a"}}, {}], "scopes": {{"add": [{{{scope}}}]}}, "groups": {{{groups}}}}}"#,
            claims.join(",")
        )
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_failed_lookup_grants_nothing_that_every_successful_one_does_not(
        json in any_rules(),
        attribute in proptest::sample::select(&ATTRIBUTES[..]),
    ) {
        // Some combinations are faults.
        let Ok(rules) = parse(&json) else { return Ok(()) };
        let request = request();
        let plan = Plan::new(&rules, &request, NO_LIMIT);
        let row = || row(&format!(r#"{{"a": {attribute}}}"#));
        let found = |name: &str| match name {
            "rows" => LookupOutcome::Rows(vec![row(), row()]),
            _ => LookupOutcome::Row(row()),
        };
        let nothing = lookups(&rules, |_| failed());
        let failed = plan.changes(&nothing, FailedClaims::Null);
        let successes = [lookups(&rules, |_| LookupOutcome::NotFound), lookups(&rules, found)];
        for lookups in &successes {
            let changes = plan.changes(lookups, FailedClaims::Null);
            for (before, after) in [(&changes.id, &failed.id), (&changes.access, &failed.access)] {
                for claim in after.claims.iter().filter(|(_, json)| json != "null") {
                    prop_assert!(before.claims.contains(claim), "{claim:?} is not in {:?}", before.claims);
                }
                prop_assert!(after.add_scopes.iter().all(|scope| before.add_scopes.contains(scope)));
            }
            let groups = changes.group_override.groups.unwrap_or_default();
            let granted = failed.group_override.groups.iter().flatten();
            prop_assert!(granted.into_iter().all(|group| groups.contains(group)));
        }
        prop_assert!(plan.changes(&nothing, FailedClaims::Omit).id.claims.len() <= failed.id.claims.len());
    }
}

/// Returns the shortest of some runs, since other work on the machine only makes a run longer.
fn fastest(mut run: impl FnMut()) -> Duration {
    let times = (0..20).map(|_| {
        let start = Instant::now();
        run();
        start.elapsed()
    });
    times.min().unwrap_or_default()
}

/// Ten times the work may take 60 times as long: quadratic cost takes 100 times, and machines are busy.
const LINEAR: u32 = 60;

#[test]
fn cost_is_linear_in_the_size_of_an_item() {
    let rules = rules(
        r#"{"claims": [
        {"claim": "plain", "from": "table.list"},
        {"claim": "map", "from": "table.list", "map": {"x": "y", "*": "z"}},
        {"claim": "select", "from": "table.list", "select": "[?starts_with(@, 'a')]", "as": "csv"},
        {"claim": "json", "from": "table.text", "parse": "json"}
    ], "scopes": {"add": [{"from": "table.list"}]}, "groups": [
        {"from": "table.list", "mode": "add"}, {"from": "table.list", "mode": "remove"}
    ]}"#,
    );
    let request = request();
    let time = |items: usize| {
        let list: Vec<String> = (0..items).map(|index| format!(r#""a{index}""#)).collect();
        let list = format!("[{}]", list.join(","));
        let text = serde_json::to_string(&list).unwrap();
        let item = row(&format!(r#"{{"list": {list}, "text": {text}}}"#));
        let lookups = lookups(&rules, |_| LookupOutcome::Row(item.clone()));
        let plan = Plan::new(&rules, &request, NO_LIMIT);
        fastest(|| assert_eq!(plan.changes(&lookups, FailedClaims::Null).id.claims.len(), 4))
    };
    let (small, large) = (time(2_000), time(20_000));
    assert!(large < small * LINEAR, "{small:?} for a tenth, {large:?} for 200 KB");
}

#[test]
fn cost_is_linear_in_the_number_of_rules() {
    let request = request();
    let time = |count: usize| {
        let claims: Vec<String> = (0..count)
            .map(|index| {
                format!(
                    r#"{{"claim": "claim-{index:03}", "from": "table.a", "when": {{"from": "table.a", "present": true}}}}"#
                )
            })
            .collect();
        let rules = rules(&format!(r#"{{"claims": [{}]}}"#, claims.join(",")));
        let lookups = lookups(&rules, |_| LookupOutcome::Row(row(r#"{"a": "m"}"#)));
        let plan = Plan::new(&rules, &request, NO_LIMIT);
        fastest(|| {
            assert!(!plan.reads().is_empty());
            assert_eq!(plan.changes(&lookups, FailedClaims::Null).access.claims.len(), count);
        })
    };
    let (few, many) = (time(20), time(200));
    assert!(many < few * LINEAR, "{few:?} for 20 rules, {many:?} for 200");
}
