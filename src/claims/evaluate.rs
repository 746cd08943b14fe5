//! From sources to a value: the steps of the rules in their order.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::resolve::{Resolved, resolve};
use super::select::select;
use super::steps::{convert, has_type, parse, replace};
use super::trace::{Step, Trace, TraceEntry, TracedValue};
use super::warning::Reason;
use crate::event::TokenRequest;
use crate::lookup_outcome::Lookups;
use crate::rules::expression::Expression;
use crate::rules::pipeline::{From, Mapping, Origin, Parse, Pipeline, Type};
use crate::rules::source::Source;
use crate::rules::template::{Piece, Template};
use crate::value::Value;

/// A value, or why there is none.
pub(super) type Evaluated<'v> = Result<Cow<'v, Value>, Missing>;

/// Why there is no value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Missing {
    /// There is none.
    Absent {
        /// Whether that is nothing to warn of: there is no row, or a warning has been given.
        is_silent: bool,
    },
    /// A step cannot handle it.
    Invalid(Reason),
    /// It depends on a failed read.
    Failed,
}

const ABSENT: Missing = Missing::Absent { is_silent: false };

/// Evaluates the values and conditions of rules for one request.
#[derive(Debug)]
pub(super) struct Evaluator<'v, T> {
    pub(super) request: &'v TokenRequest<'v>,
    pub(super) lookups: &'v Lookups,
    /// Warnings since the caller last took them.
    pub(super) reasons: Vec<Reason>,
    pub(super) trace: T,
}

impl<'v, T: Trace> Evaluator<'v, T> {
    pub(super) fn new(request: &'v TokenRequest<'v>, lookups: &'v Lookups, trace: T) -> Self {
        Self { request, lookups, reasons: Vec::new(), trace }
    }

    /// Returns the value of `pipeline` with its default and in its form.
    pub(super) fn value(&mut self, pipeline: &'v Pipeline) -> Evaluated<'v> {
        let mut evaluated = self.value_without_default(pipeline);
        if let (Err(Missing::Absent { .. }), Some(default)) = (&evaluated, &pipeline.default) {
            evaluated = self.traced(Step::Default, Ok(Cow::Borrowed(default)));
        }
        match (evaluated, pipeline.form) {
            (Ok(value), Some(form)) => {
                let converted = convert(value, form).map_err(Missing::Invalid);
                self.traced(Step::As, converted)
            }
            (evaluated, _) => evaluated,
        }
    }

    fn value_without_default(&mut self, pipeline: &'v Pipeline) -> Evaluated<'v> {
        let value = match &pipeline.origin {
            Origin::From(from) => self.from(from),
            Origin::Text(template) => self.text(template),
            Origin::Constant(value) => Ok(Cow::Borrowed(value)),
        };
        let mut value = self.traced(Step::Origin, value)?;
        if let Some(form) = pipeline.parse {
            value = self.parsed(value, form)?;
        }
        if let Some(expression) = &pipeline.select {
            value = self.selected(&value, expression)?;
        }
        if let Some(mapping) = &pipeline.map {
            value = self.mapped(&value, mapping)?;
        }
        match &pipeline.types {
            Some(types) => self.typed(value, types),
            None => Ok(value),
        }
    }

    /// Returns the value of `from`, parsed.
    pub(super) fn parsed_from(&mut self, from: &'v From, form: Option<Parse>) -> Evaluated<'v> {
        let value = self.from(from)?;
        match form {
            Some(form) => self.parsed(value, form),
            None => Ok(value),
        }
    }

    /// Returns the value of `from`. If one of several sources failed, the whole failed.
    pub(super) fn from(&mut self, from: &'v From) -> Evaluated<'v> {
        match from {
            From::Source(source) => match self.source(source) {
                Resolved::Value(value) => Ok(value),
                Resolved::Unsupported => Err(Missing::Invalid(Reason::WrongType)),
                Resolved::Absent => Err(ABSENT),
                Resolved::NotFound => Err(Missing::Absent { is_silent: true }),
                Resolved::Failed => Err(Missing::Failed),
            },
            From::FirstOf(sources) => self.first_of(sources),
            From::Object(members) => self.object(members),
        }
    }

    fn first_of(&mut self, sources: &'v [Source]) -> Evaluated<'v> {
        let (mut first, mut is_silent) = (None, false);
        for source in sources {
            let value = match self.source(source) {
                Resolved::Failed => return Err(Missing::Failed),
                Resolved::Value(value) if !is_empty_text(&value) => Ok(value),
                Resolved::Unsupported => Err(Missing::Invalid(Reason::WrongType)),
                Resolved::NotFound => {
                    is_silent = true;
                    continue;
                }
                Resolved::Value(_) | Resolved::Absent => continue,
            };
            first.get_or_insert(value);
        }
        first.unwrap_or(Err(Missing::Absent { is_silent }))
    }

    fn object(&mut self, members: &'v [(String, Source)]) -> Evaluated<'v> {
        let (mut object, mut is_silent, mut is_absent, mut is_unsupported) =
            (BTreeMap::new(), false, true, false);
        for (name, source) in members {
            let value = match self.source(source) {
                Resolved::Failed => return Err(Missing::Failed),
                Resolved::Value(value) => {
                    is_absent = false;
                    value.into_owned()
                }
                Resolved::Unsupported => {
                    is_unsupported = true;
                    Value::Null
                }
                Resolved::NotFound => {
                    is_silent = true;
                    Value::Null
                }
                Resolved::Absent => Value::Null,
            };
            object.insert(name.clone(), value);
        }
        match (is_unsupported, is_absent) {
            (true, _) => Err(Missing::Invalid(Reason::WrongType)),
            (false, true) => Err(Missing::Absent { is_silent }),
            (false, false) => Ok(Cow::Owned(Value::Map(object))),
        }
    }

    fn text(&mut self, template: &'v Template) -> Evaluated<'v> {
        let (mut text, mut missing, mut is_unusable) = (String::new(), None, false);
        for piece in &template.pieces {
            let (source, case) = match piece {
                Piece::Text(piece) => {
                    text.push_str(piece);
                    continue;
                }
                Piece::Source { source, case } => (source, case),
            };
            match self.source(source) {
                Resolved::Failed => return Err(Missing::Failed),
                Resolved::Value(value) => match value.scalar_text() {
                    Some(piece) if piece.is_empty() => _ = missing.get_or_insert(ABSENT),
                    Some(piece) => match case {
                        Some(case) => text.push_str(&case.apply(&piece)),
                        None => text.push_str(&piece),
                    },
                    None => is_unusable = true,
                },
                Resolved::Unsupported => is_unusable = true,
                Resolved::Absent => _ = missing.get_or_insert(ABSENT),
                Resolved::NotFound => _ = missing.get_or_insert(Missing::Absent { is_silent: true }),
            }
        }
        if is_unusable {
            // What text cannot hold makes the text absent, with a warning.
            self.reasons.push(Reason::WrongType);
            return Err(Missing::Absent { is_silent: true });
        }
        missing.map_or(Ok(Cow::Owned(Value::Text(text))), Err)
    }

    fn source(&mut self, source: &'v Source) -> Resolved<'v> {
        let resolved = resolve(source, self.request, self.lookups);
        self.trace.record(|| TraceEntry::Source {
            source: source.clone(),
            is_user_writable: source.is_user_writable(),
            value: TracedValue::from(&resolved),
        });
        resolved
    }

    fn parsed(&mut self, value: Cow<'v, Value>, form: Parse) -> Evaluated<'v> {
        let parsed = match value.as_ref() {
            Value::Text(text) => match parse(text, form) {
                Ok(Value::Null) => Err(ABSENT),
                Ok(value) => Ok(Cow::Owned(value)),
                Err(reason) => Err(Missing::Invalid(reason)),
            },
            _ => Ok(value),
        };
        self.traced(Step::Parse, parsed)
    }

    fn selected(&mut self, value: &Value, expression: &Expression) -> Evaluated<'v> {
        let selected = match select(expression, Some(value)) {
            Ok(selected) => selected.map(Cow::Owned).ok_or(ABSENT),
            Err(reason) => Err(Missing::Invalid(reason)),
        };
        self.traced(Step::Select, selected)
    }

    fn mapped(&mut self, value: &Value, mapping: &Mapping) -> Evaluated<'v> {
        let mapped = match replace(value, mapping) {
            Ok(replaced) => {
                if !replaced.dropped.is_empty() {
                    self.trace.record(|| TraceEntry::Dropped(replaced.dropped));
                }
                replaced.value.map(Cow::Owned).ok_or(ABSENT)
            }
            Err(reason) => Err(Missing::Invalid(reason)),
        };
        self.traced(Step::Map, mapped)
    }

    fn typed(&mut self, value: Cow<'v, Value>, types: &[Type]) -> Evaluated<'v> {
        let typed =
            if has_type(&value, types) { Ok(value) } else { Err(Missing::Invalid(Reason::WrongType)) };
        self.traced(Step::Types, typed)
    }

    fn traced(&mut self, step: Step, evaluated: Evaluated<'v>) -> Evaluated<'v> {
        self.trace.record(|| TraceEntry::Step { step, value: traced_value(&evaluated) });
        evaluated
    }
}

pub(super) fn traced_value(evaluated: &Evaluated<'_>) -> TracedValue {
    match evaluated {
        Ok(value) => TracedValue::Value(value.clone().into_owned()),
        Err(Missing::Absent { .. }) => TracedValue::Absent,
        Err(Missing::Invalid(reason)) => TracedValue::Invalid(*reason),
        Err(Missing::Failed) => TracedValue::Failed,
    }
}

fn is_empty_text(value: &Value) -> bool {
    matches!(value, Value::Text(text) if text.is_empty())
}
