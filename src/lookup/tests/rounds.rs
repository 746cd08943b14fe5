//! Reads that depend on one another, and reads that fail.

use super::*;

/// `first` and `other` are read at the same time, `second` after `first` by a choice.
fn two_rounds() -> (Rules, Tables) {
    let reads = json!({
        "first": {"table": "First", "query": {"id": "x"}},
        "other": {"table": "Other", "get": {"id": "x"}},
        "second": {"table": "Second", "get": {"id": "{active.a}"}}
    });
    let active = json!({"of": "first", "by": "a", "prefer": [{"value": "y"}], "otherwise": "only"});
    let key = || InMemoryTable::new(&["id"]);
    let tables = Tables::default()
        .with("First", key(), json!([{"id": "x", "a": "y"}]))
        .with("Other", key(), json!([{"id": "x", "a": "z"}]))
        .with("Second", key(), json!([{"id": "y", "a": "w"}]));
    (rules(&reads, &json!({"active": active})), tables)
}

#[tokio::test(start_paused = true)]
async fn independent_reads_run_at_the_same_time_and_dependent_ones_after_them() {
    let (rules, mut tables) = two_rounds();
    let slow = Fault::Slow(Duration::from_millis(100));
    tables.faults = ["First", "Other", "Second"].map(|table| (table, slow)).into();
    let started = Instant::now();
    let performed = perform_with(&tables, &rules, &json!({})).await;
    assert_eq!(outcome_of(&performed, &rules, "other"), "z");
    assert_eq!(outcome_of(&performed, &rules, "second"), "w");
    let took = started.elapsed().as_millis();
    assert!((200..220).contains(&took), "{took} ms");
    assert_eq!(performed.reports.len(), 3);
}

#[tokio::test(start_paused = true)]
async fn each_read_fails_alone_and_takes_with_it_what_depends_on_it() {
    for (fault, cause) in [
        (Fault::Error, "Throttled"),
        (Fault::Hang, "TimedOut"),
        (Fault::Panic, "Panicked"),
        (Fault::Slow(TIMEOUT * 2), "TimedOut"),
    ] {
        for (table, first, other, second) in
            [("First", cause, "z", "Dependency"), ("Other", "y", cause, "w"), ("Second", "y", "z", cause)]
        {
            let (rules, mut tables) = two_rounds();
            // It has to start before a read that it does not depend on is given up.
            tables.faults.insert("Second", Fault::Slow(TIMEOUT / 4));
            tables.faults.insert(table, fault);
            let started = Instant::now();
            let performed = perform_with(&tables, &rules, &json!({})).await;
            let outcomes = ["first", "other", "second"].map(|name| outcome_of(&performed, &rules, name));
            assert_eq!(outcomes, [first, other, second], "{table}: {fault:?}");
            assert!(started.elapsed() <= TIMEOUT + GRACE + Duration::from_millis(2), "{table}: {fault:?}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn reads_of_two_rounds_share_one_deadline() {
    let (rules, mut tables) = two_rounds();
    tables.faults = [("First", Fault::Slow(TIMEOUT * 3 / 4)), ("Second", Fault::Slow(TIMEOUT / 2))].into();
    let started = Instant::now();
    let performed = perform_with(&tables, &rules, &json!({})).await;
    assert_eq!(outcome_of(&performed, &rules, "second"), "TimedOut");
    assert!(started.elapsed() <= TIMEOUT + GRACE + Duration::from_millis(2));
}

#[tokio::test]
async fn a_failure_is_reported_rather_than_what_follows_from_it() {
    let reads = json!({
        "dependent": {"table": "Rows", "get": {"id": "{first.a}"}},
        "first": {"table": "First", "get": {"id": "x"}}
    });
    let tables = Tables { faults: [("First", Fault::Error)].into(), ..Tables::default() };
    let performed = perform_with(&tables, &rules(&reads, &json!({})), &json!({})).await;
    assert_eq!(performed.lookups.failure().unwrap().cause, FailureCause::Throttled);
}
