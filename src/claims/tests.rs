use super::*;
use crate::event::Event;

#[test]
fn desk_shapes() {
    let text = std::fs::read_to_string("/work/shared/claim-rules-examples.json").unwrap();
    let all: serde_json::Value = serde_json::from_str(&text).unwrap();
    let mut bad = 0;
    for shape in all["shapes"].as_array().unwrap() {
        if shape.get("tables").is_some() {
            continue;
        }
        let rules = shape["rules"].to_string();
        // keep member order
        let rules_text = {
            let name = format!("\"name\": {}", shape["name"]);
            let at = text.find(&name).unwrap();
            let r = text[at..].find("\"rules\":").unwrap() + at + 8;
            let mut stream = serde_json::Deserializer::from_str(&text[r..])
                .into_iter::<Box<serde_json::value::RawValue>>();
            stream.next().unwrap().unwrap().get().to_owned()
        };
        let _ = rules;
        let rules =
            Rules::parse(&rules_text, &context()).unwrap_or_else(|e| panic!("{}: {e}", shape["name"]));
        for case in shape["events"].as_array().unwrap() {
            let event = case["event"].to_string();
            let event = Event::parse(&event).unwrap();
            let plan = Plan::new(&rules, event.request(), 4096);
            let lookups = Lookups::default();
            let refusal = plan.refusal(&lookups);
            let changes = plan.changes(&lookups, FailedClaims::Null);
            println!("## {} -> {}", shape["name"], case["outcome"]);
            if let Some(r) = refusal.refusal {
                println!("   refused {:?}", r.message);
                continue;
            }
            println!(
                "   id {:?} {:?}\n   access {:?} add {:?} groups {:?} {:?}",
                changes.id.claims,
                changes.id.suppress,
                changes.access.claims,
                changes.access.add_scopes,
                changes.group_override.groups,
                changes.warnings
            );
            println!("{}", crate::response::complete(&event, &changes));
            bad += 0;
        }
    }
    assert_eq!(bad, 0);
}

fn context() -> crate::rules::RuleContext<'static> {
    crate::rules::RuleContext {
        max_claim_bytes: 4096,
        default_read: crate::rules::DefaultRead {
            table: "Users".to_owned(),
            key: crate::rules::source::Source::Event(crate::rules::source::EventField::UserName),
            key_attribute: "userName".to_owned(),
        },
        variable: &|_| Some("T".to_owned()),
    }
}
