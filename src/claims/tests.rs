use super::*;

const PERSON: &str = r#"{
    "version": "2", "triggerSource": "TokenGeneration_HostedAuth", "userName": "alice",
    "callerContext": {"clientId": "client-1"},
    "request": {
        "userAttributes": {"sub": "s-1", "custom:tenantId": "t-1", "email_verified": true, "odd": {"a": 1}},
        "groupConfiguration": {"groupsToOverride": ["staff"], "preferredRole": "r"},
        "clientMetadata": {"custom:tenantId": "forged", "userName": "forged"}
    }
}"#;

fn item() -> UserInfo {
    let text = |text: &str| Value::Text(text.to_owned());
    let value = |value: Value| Attribute::Value(value);
    UserInfo::from_iter([
        ("projects", value(Value::List(vec![text("a"), text("b")]))),
        ("department", value(text("Legal"))),
        ("level", value(Value::Number("12345678901234567890123".to_owned()))),
        ("nothing", value(Value::Null)),
        ("map", value(Value::Map([("k".to_owned(), Value::Bool(true))].into()))),
        ("spaced", value(text("a b"))),
        ("empty", value(text(""))),
        ("photo", Attribute::Unsupported),
    ])
}

fn enrich_with(event: &str, rules: &str, knowledge: Knowledge<'_>, budget: usize) -> Enrichment {
    let rules = Rules::parse(rules, 4096).unwrap();
    let event = Event::parse(event).unwrap();
    Plan::new(&rules, &event, budget).enrich(knowledge)
}

fn enrich(rules: &str, knowledge: Knowledge<'_>) -> Enrichment {
    enrich_with(PERSON, rules, knowledge, 4096)
}

fn shown(changes: &Changes) -> String {
    let claims = changes.claims.iter().map(|(name, json)| format!("{name}={json}"));
    claims.collect::<Vec<_>>().join(" ")
}

fn remarks(enrichment: &Enrichment) -> Vec<(&str, Reason)> {
    enrichment.remarks.iter().map(|remark| (remark.on.as_str(), remark.reason)).collect()
}

fn claim(from: &str) -> String {
    format!(r#"{{"claims": [{{"claim": "c", {from}}}]}}"#)
}

#[test]
fn a_source_is_carried_natively() {
    for (from, json) in [
        (r#""from": "table.projects""#, r#"["a","b"]"#),
        (r#""from": "table.level""#, "12345678901234567890123"),
        (r#""from": "table.map""#, r#"{"k":true}"#),
        (r#""from": "table.nothing""#, "null"),
        (r#""from": "table.empty", "default": "d""#, r#""""#),
        (r#""from": "event.userName""#, r#""alice""#),
        (r#""from": "event.clientId""#, r#""client-1""#),
        (r#""from": "event.sub""#, r#""s-1""#),
        (r#""from": "event.triggerSource""#, r#""TokenGeneration_HostedAuth""#),
        (r#""from": "attribute.custom:tenantId""#, r#""t-1""#),
        (r#""from": "attribute.email_verified""#, "true"),
        (r#""value": {"a": [1, 2.5, "x", false]}"#, r#"{"a":[1,2.5,"x",false]}"#),
    ] {
        let made = enrich(&claim(from), Knowledge::Found(&item()));
        assert_eq!(shown(&made.id), format!("c={json}"), "{from}");
        assert_eq!(made.id.claims, made.access.claims);
        assert_eq!(remarks(&made), []);
    }
}

#[test]
fn what_is_absent_or_makes_no_sense_is_null_and_remarked_once() {
    for (from, reason) in [
        (r#""from": "table.missing""#, Reason::Absent),
        (r#""from": "attribute.missing""#, Reason::Absent),
        (r#""from": "attribute.odd""#, Reason::Absent),
        (r#""from": "table.photo""#, Reason::WrongType),
        (r#""from": "table.photo", "default": 1"#, Reason::WrongType),
        (r#""from": "table.map", "types": ["string", "list"]"#, Reason::WrongType),
        (r#""from": "table.nothing", "types": ["string"]"#, Reason::Absent),
    ] {
        let made = enrich(&claim(from), Knowledge::Found(&item()));
        assert_eq!(shown(&made.id), "c=null", "{from}");
        assert_eq!(remarks(&made), [("claim c", reason)], "{from}");
    }
}

#[test]
fn a_default_stands_in_for_what_is_absent_but_not_for_a_failure() {
    let rules = claim(r#""from": "table.missing", "default": ["d"]"#);
    assert_eq!(shown(&enrich(&rules, Knowledge::Found(&item())).id), r#"c=["d"]"#);
    assert_eq!(shown(&enrich(&rules, Knowledge::NotFound).id), r#"c=["d"]"#);
    assert_eq!(shown(&enrich(&rules, Knowledge::FailedNull).id), "c=null");
    assert_eq!(shown(&enrich(&rules, Knowledge::FailedOmit).id), "");
    let elsewhere = claim(r#""from": "attribute.custom:tenantId""#);
    assert_eq!(shown(&enrich(&elsewhere, Knowledge::FailedOmit).id), r#"c="t-1""#);
}

#[test]
fn a_rule_is_for_its_tokens_and_clients_alone() {
    let rules = r#"{"claims": [
        {"claim": "both", "value": 1},
        {"claim": "id", "value": 2, "tokens": ["id"]},
        {"claim": "access", "value": 3, "tokens": ["access"]},
        {"claim": "machine", "value": 4, "tokens": ["machine"]},
        {"claim": "mine", "value": 5, "clients": ["client-1"]},
        {"claim": "theirs", "value": 6, "clients": ["client-2"]}
    ]}"#;
    let made = enrich(rules, Knowledge::NotFound);
    assert_eq!(shown(&made.id), "both=1 id=2 mine=5");
    assert_eq!(shown(&made.access), "both=1 access=3 mine=5");
    let v1 = enrich_with(&PERSON.replace("\"2\"", "\"1\""), rules, Knowledge::NotFound, 4096);
    assert_eq!(shown(&v1.id), r#"both="1" id="2" mine="5""#);
    assert_eq!(v1.access, Changes::default());
    let machine = PERSON.replace("HostedAuth", "ClientCredentials");
    let made = enrich_with(&machine, rules, Knowledge::NotFound, 4096);
    assert_eq!((shown(&made.id).as_str(), shown(&made.access).as_str()), ("", "machine=4"));
    let v1_machine = machine.replace("\"2\"", "\"1\"");
    let made = enrich_with(&v1_machine, rules, Knowledge::NotFound, 4096);
    assert_eq!(made, Enrichment::default(), "V1 has no access token to change");
}

#[test]
fn only_what_applicable_rules_need_is_asked_of_the_table() {
    let rules = r#"{
        "claims": [
            {"claim": "a", "from": "table.a"},
            {"claim": "b", "from": "table.b", "clients": ["client-2"]},
            {"claim": "c", "from": "table.c", "tokens": ["access"]},
            {"claim": "d", "from": "table.a", "clients": ["client-1"]}
        ],
        "scopes": {"add": ["x:{table.s}"]},
        "groups": {"from": "table.g"}
    }"#;
    let rules = Rules::parse(rules, 4096).unwrap();
    let attributes = |event: &str| {
        let event = Event::parse(event).unwrap();
        Plan::new(&rules, &event, 4096).attributes().iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    assert_eq!(attributes(PERSON), ["a", "c", "s", "g"]);
    assert_eq!(attributes(&PERSON.replace("\"2\"", "\"1\"")), ["a", "g"]);
    assert!(attributes(&PERSON.replace("HostedAuth", "ClientCredentials")).is_empty());
}

#[test]
fn a_scope_that_can_not_be_made_is_left_out() {
    let rules = r#"{"scopes": {"add": [
        "plain", "t:{attribute.custom:tenantId}.{table.department}", "n:{table.level}", "m:{table.missing}",
        "b:{table.spaced}", "l:{table.projects}", "e:{table.empty}", "plain"
    ], "suppress": ["openid"]}}"#;
    let made = enrich(rules, Knowledge::Found(&item()));
    assert_eq!(made.access.add_scopes, ["plain", "t:t-1.Legal", "n:12345678901234567890123"]);
    assert_eq!(made.access.suppress_scopes, ["openid"]);
    assert_eq!(
        remarks(&made),
        [
            ("scope m:{table.missing}", Reason::Absent),
            ("scope b:{table.spaced}", Reason::WrongCharacter),
            ("scope l:{table.projects}", Reason::WrongType),
            ("scope e:{table.empty}", Reason::Absent),
        ]
    );
    let failed = enrich(rules, Knowledge::FailedNull);
    assert_eq!(failed.access.add_scopes, ["plain"]);
    assert_eq!(remarks(&failed), []);
}

#[test]
fn groups_come_from_text_or_a_list_of_it() {
    let groups = |from: &str, knowledge| {
        enrich(&format!(r#"{{"groups": {{"from": "{from}"}}}}"#), knowledge).groups.map(|groups| groups.names)
    };
    let item = item();
    assert_eq!(groups("table.projects", Knowledge::Found(&item)).unwrap(), ["a", "b"]);
    assert_eq!(groups("table.department", Knowledge::Found(&item)).unwrap(), ["Legal"]);
    for from in ["table.missing", "table.map", "table.photo", "table.empty", "table.level"] {
        assert_eq!(groups(from, Knowledge::Found(&item)), None, "{from}");
    }
    assert_eq!(groups("table.projects", Knowledge::NotFound), None);
    assert_eq!(groups("table.projects", Knowledge::FailedNull), None);
}

#[test]
fn a_claim_is_whole_or_null_within_the_budget() {
    let rules = r#"{"claims": [
        {"claim": "a", "value": "xxxxxxxxxx"}, {"claim": "b", "value": "yyyyyyyyyyyyyyyyyyyy"}, {"claim": "c", "value": 1}
    ], "scopes": {"add": ["s1", "s2"]}}"#;
    // What is added to the ID token as compact JSON, and its length.
    let all = r#"{"a":"xxxxxxxxxx","b":"yyyyyyyyyyyyyyyyyyyy","c":1}"#;
    let fits = enrich_with(PERSON, rules, Knowledge::NotFound, all.len() + 3);
    assert_eq!(shown(&fits.id), r#"a="xxxxxxxxxx" b="yyyyyyyyyyyyyyyyyyyy" c=1"#);
    assert!(fits.access.add_scopes.is_empty());
    let short = enrich_with(PERSON, rules, Knowledge::NotFound, all.len() - 4);
    assert_eq!(shown(&short.id), r#"a="xxxxxxxxxx" b=null c=1"#);
    assert_eq!(short.access.add_scopes, ["s1", "s2"]);
    assert_eq!(
        remarks(&short),
        [("claim b", Reason::OverBudget), ("claim b", Reason::OverBudget)],
        "one for each token"
    );
    let none = enrich_with(PERSON, rules, Knowledge::NotFound, 20);
    assert_eq!(shown(&none.id), "a=null b=null c=1");
}

#[test]
fn an_object_is_kept_from_the_claims_that_hold_none() {
    let rules = r#"{"claims": [{"claim": "address", "from": "table.map"}]}"#;
    let made = enrich(rules, Knowledge::Found(&item()));
    assert_eq!(
        (shown(&made.id).as_str(), shown(&made.access).as_str()),
        ("address=null", r#"address={"k":true}"#)
    );
    assert_eq!(remarks(&made), [("claim address", Reason::WrongType)]);
}
