//! The words for parts of rules and for values, in every output.

use claim_enrichment::claims::{Reason, Step, TracedValue, Verdict};
use claim_enrichment::rules::TokenKind;
use claim_enrichment::rules::condition::Condition;
use claim_enrichment::rules::pipeline::From;

/// Returns a condition as the rules write it, in short.
pub(super) fn condition(condition: &Condition) -> String {
    match condition {
        Condition::In { from, values, negated, .. } => {
            let relation = if *negated { "is none of" } else { "is one of" };
            format!("{} {relation} {}", origin(from), values.join(", "))
        }
        Condition::Present { from, expected: true } => format!("{} is present", origin(from)),
        Condition::Present { from, expected: false } => format!("{} is absent", origin(from)),
        Condition::Select { from, expression, .. } => format!("{} on {}", expression.as_str(), origin(from)),
        Condition::Found { rows, expected: true } => format!("{} found something", rows.name),
        Condition::Found { rows, expected: false } => format!("{} found nothing", rows.name),
        Condition::Any(conditions) => {
            conditions.iter().map(self::condition).collect::<Vec<_>>().join(", or ")
        }
    }
}

fn origin(from: &From) -> String {
    match from {
        From::Source(source) => source.to_string(),
        From::FirstOf(sources) => {
            sources.iter().map(ToString::to_string).collect::<Vec<_>>().join(" or else ")
        }
        From::Object(members) => {
            let members = members.iter().map(|(name, source)| format!("{name}: {source}"));
            format!("{{{}}}", members.collect::<Vec<_>>().join(", "))
        }
    }
}

pub(super) fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Holds => "holds",
        Verdict::Fails => "does not hold",
        Verdict::Unknown => "is unknown",
    }
}

pub(super) fn step(step: Step) -> &'static str {
    match step {
        Step::Origin => "value",
        Step::Parse => "parse",
        Step::Select => "select",
        Step::Map => "map",
        Step::Types => "types",
        Step::Default => "default",
        Step::As => "as",
    }
}

pub(super) fn value(value: &TracedValue) -> String {
    match value {
        TracedValue::Value(value) => value.to_json(),
        TracedValue::Absent => "absent".to_owned(),
        TracedValue::Invalid(cause) => format!("no value: {}", reason(*cause)),
        TracedValue::Failed => {
            "failed: it depends on a read that failed, or on an unknown condition".to_owned()
        }
    }
}

pub(super) fn token(token: TokenKind) -> &'static str {
    match token {
        TokenKind::Id => "ID token",
        TokenKind::Access => "access token",
        TokenKind::Machine => "machine token",
    }
}

pub(super) fn reason(reason: Reason) -> &'static str {
    match reason {
        Reason::Absent => "its source has no value",
        Reason::WrongType => "the value has a type that is not supported here",
        Reason::WrongCharacter => "the value contains a character that is not allowed here",
        Reason::SizeLimit => "it exceeds the claim size limit",
        Reason::NotParsed => "the value cannot be parsed",
        Reason::NotEvaluated => "the expression cannot be evaluated for this value",
        Reason::InexactNumber => "a number is too large to be exact in an expression",
        Reason::LooksLikeList => {
            "the text looks like a list, but counts as one name; use \"parse\": \"list\""
        }
        Reason::OtherOwner => "a row belongs to another user and does not count",
        Reason::ForgedKey => "a value in the key contains the character that follows it, so nothing is read",
        Reason::Unverified => {
            "the e-mail address or phone number in the key is not verified, so nothing is read"
        }
    }
}
