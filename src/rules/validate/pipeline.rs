//! The steps from a source to a value.

use super::object::{Object, inside};
use super::types::Types;
use super::{Audience, Validator};
use crate::rules::expression::Expression;
use crate::rules::pipeline::{Absent, Encoding, Form, Mapped, Mapping, Origin, Parse, Pipeline, Type};
use crate::rules::raw::Json;
use crate::value::Value;

/// The keys of the steps.
pub(super) const STEP_KEYS: &[&str] =
    &["from", "text", "value", "parse", "select", "map", "take", "types", "default", "absent", "as"];

/// The most entries of a `map`.
const MAX_MAP_ENTRIES: usize = 500;

/// The longest text in a `map`, in bytes.
const MAX_MAP_BYTES: usize = 2048;

const PARSES: &[(&str, Parse)] =
    &[("json", Parse::Json), ("csv", Parse::Csv), ("space", Parse::Space), ("list", Parse::List)];

const TYPES: &[(&str, Type)] = &[
    ("string", Type::String),
    ("number", Type::Number),
    ("boolean", Type::Boolean),
    ("list", Type::List),
    ("map", Type::Map),
];

const FORMS: &[(&str, Form)] = &[
    ("json", Form::Json),
    ("csv", Form::Csv),
    ("space", Form::Space),
    ("text", Form::Text),
    ("number", Form::Number),
    ("boolean", Form::Boolean),
    ("list", Form::List),
];

const ENCODINGS: &[(&str, Encoding)] =
    &[("json", Encoding::Json), ("csv", Encoding::Csv), ("space", Encoding::Space)];

impl Validator<'_> {
    /// Reads the steps of an entry. `None` if there is no valid origin.
    pub(super) fn pipeline(&mut self, object: &mut Object, audience: Audience) -> Option<Pipeline> {
        let origin = self.origin(object, audience);
        let is_constant = matches!(origin, Some(Origin::Constant(_)));
        if is_constant {
            for step in ["parse", "select", "map", "types", "default"] {
                if object.has(step) {
                    self.fault(&object.place, format!("{step} has no effect on a constant (value)"));
                }
            }
        }
        let parse = self.parse(object);
        let select = self.select(object);
        let map = self.mapping(object);
        let types = self.types(object);
        let default = object.take("default");
        let default = default.and_then(|json| self.constant(&inside(&object.place, "default"), json));
        let absent = self.word(object, "absent", &[("null", Absent::Null), ("omit", Absent::Omit)]);
        let form = self.word(object, "as", FORMS);
        let encoding = self.word(object, "encoding", ENCODINGS);
        let pipeline = Pipeline {
            origin: origin?,
            parse,
            select,
            map,
            types,
            default,
            absent: absent.unwrap_or_default(),
            form,
            encoding: encoding.unwrap_or_default(),
        };
        self.possible_types(&object.place, &pipeline);
        Some(pipeline)
    }

    fn origin(&mut self, object: &mut Object, audience: Audience) -> Option<Origin> {
        let place = object.place.clone();
        let (from, text) = (object.take("from"), object.take("text"));
        // A constant that is null is a fault of its own.
        let value = object.take_with_null("value");
        match (from, text, value) {
            (Some(from), None, None) => self.from(&inside(&place, "from"), from, audience).map(Origin::From),
            (None, Some(text), None) => {
                let place = inside(&place, "text");
                let text = self.text_of(&place, text)?;
                self.template(&place, &text, audience).map(Origin::Text)
            }
            (None, None, Some(value)) => self.constant(&inside(&place, "value"), value).map(Origin::Constant),
            (None, None, None) => {
                self.fault(&place, "needs from (a source), text (a template) or value (a constant)");
                None
            }
            (from, ..) => {
                self.fault(&place, "has more than one of from, text and value");
                // Its sources count as used, so that their reads are not reported too.
                from.and_then(|from| self.from(&inside(&place, "from"), from, audience));
                None
            }
        }
    }

    /// Reads `parse`.
    pub(super) fn parse(&mut self, object: &mut Object) -> Option<Parse> {
        self.word(object, "parse", PARSES)
    }

    /// Reads `select`.
    pub(super) fn select(&mut self, object: &mut Object) -> Option<Expression> {
        let text = self.text(object, "select")?;
        Expression::compile(&text).map_err(|why| self.fault(&inside(&object.place, "select"), why)).ok()
    }

    fn mapping(&mut self, object: &mut Object) -> Option<Mapping> {
        let take = self.word(object, "take", &[("first", ())]);
        let Some(json) = object.take("map") else {
            if take.is_some() {
                self.fault(&object.place, "take needs map");
            }
            return None;
        };
        let place = inside(&object.place, "map");
        let members = self.any_members(&place, json)?;
        self.count(&place, members.len(), MAX_MAP_ENTRIES);
        if members.is_empty() {
            self.fault(&place, "has no entries, so that nothing would remain");
        }
        let mut mapping = Mapping {
            entries: Vec::with_capacity(members.len()),
            otherwise: None,
            otherwise_position: 0,
            takes_first: take.is_some(),
        };
        for (key, json) in members {
            let mapped = self.mapped(&format!("{place}[{key:?}]"), json)?;
            if key == "*" {
                mapping.otherwise_position = mapping.entries.len();
                mapping.otherwise = Some(mapped);
            } else {
                mapping.entries.push((key, mapped));
            }
        }
        Some(mapping)
    }

    fn mapped(&mut self, place: &str, json: Json) -> Option<Mapped> {
        match json {
            Json::Text(text) => {
                self.mapped_length(place, &text);
                Some(Mapped::Text(text))
            }
            Json::List(_) => {
                let items = self.list(place, json)?;
                let texts: Vec<_> = items.into_iter().filter_map(|item| self.text_of(place, item)).collect();
                texts.iter().for_each(|text| self.mapped_length(place, text));
                Some(Mapped::List(texts))
            }
            other => {
                self.mismatch(place, "text or a list of texts", &other);
                None
            }
        }
    }

    fn mapped_length(&mut self, place: &str, text: &str) {
        if text.len() > MAX_MAP_BYTES {
            self.fault(place, format!("{} bytes; the limit is {MAX_MAP_BYTES}", text.len()));
        }
    }

    fn types(&mut self, object: &mut Object) -> Option<Vec<Type>> {
        let json = object.take("types")?;
        let place = inside(&object.place, "types");
        let items = self.filled_list(&place, json, "names no type, so that nothing would remain")?;
        Some(items.into_iter().filter_map(|item| self.word_of(&place, item, TYPES)).collect())
    }

    /// Reports steps that can never give a value.
    fn possible_types(&mut self, place: &str, pipeline: &Pipeline) {
        let mut possible = Types::of_origin(&pipeline.origin);
        if let Some(parse) = pipeline.parse {
            possible = possible.parsed(parse);
        }
        if pipeline.select.is_some() {
            possible = Types::ALL;
        }
        if let Some(map) = &pipeline.map {
            possible = possible.mapped(map);
            if possible == Types::NONE {
                self.fault(place, "map applies to scalars and lists, and this value is an object");
                return;
            }
        }
        if let Some(types) = pipeline.types.as_ref().filter(|types| !types.is_empty()) {
            let allowed = types.iter().fold(Types::NONE, |types, kind| types.or(Types::of(*kind)));
            if possible.and(allowed) == Types::NONE {
                let because =
                    if possible == Types::TEXT { ": it is text, as every user attribute is" } else { "" };
                self.fault(place, format!("types: the value can have none of these types{because}"));
                return;
            }
            possible = possible.and(allowed);
        }
        if let Some(default) = &pipeline.default {
            possible = possible.or(Types::of_value(default));
        }
        if let Some(form) = pipeline.form {
            let is_possible = match (form, &pipeline.origin) {
                (Form::Number, Origin::Constant(Value::Text(text))) => Value::number(text.clone()).is_some(),
                (Form::Boolean, Origin::Constant(Value::Text(text))) => text == "true" || text == "false",
                _ => possible.and(Types::taken_by(form)) != Types::NONE,
            };
            if !is_possible {
                self.fault(place, "as: the value can never have this form");
            }
        }
    }
}

/// Returns a pipeline without steps.
pub(super) fn without_steps(origin: Origin) -> Pipeline {
    Pipeline {
        origin,
        parse: None,
        select: None,
        map: None,
        types: None,
        default: None,
        absent: Absent::Null,
        form: None,
        encoding: Encoding::Json,
    }
}
