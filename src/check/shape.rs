//! The objects and fields of the format as `check` walks them. They are compiled once from the
//! schema of the model's types, so that the two can't disagree.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde_json::{Value, json};

use crate::claim::{RecordKind, schema};

/// The values that a field may hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum ValueShape {
    /// An object of the format, by name.
    Record(String),
    /// A list of `least` to `most` values of one shape.
    List {
        of: Box<ValueShape>,
        least: usize,
        most: usize,
    },
    Text,
    Id,
    Date,
    Url,
    Word(Vec<String>),
    Number,
    /// A whole number of at least this value.
    Whole(u64),
    Bool,
    /// A number or a text, as published.
    NumberOrText,
    Foreign,
    /// The version of the format, which is checked before everything else.
    Version,
}

#[derive(Debug)]
pub(super) struct ShapeField {
    pub(super) name: String,
    pub(super) shape: ValueShape,
    pub(super) required: bool,
    pub(super) nullable: bool,
}

#[derive(Debug)]
pub(super) struct RecordShape {
    pub(super) fields: Vec<ShapeField>,
    /// The fields of which at least one must be present, and not null.
    pub(super) either: Vec<String>,
    /// A field and the word in it with which none of `either` is needed.
    pub(super) exempt: Option<(String, String)>,
}

impl RecordShape {
    pub(super) fn field(&self, name: &str) -> Option<&ShapeField> {
        self.fields.iter().find(|field| field.name == name)
    }
}

/// The objects of the format by name: the definitions of the schema, `Document`, `Header`.
pub(super) static RECORDS: LazyLock<BTreeMap<String, RecordShape>> = LazyLock::new(|| {
    let schema = schema();
    let header = json!({
        "properties": {
            "$schema": &schema["properties"]["$schema"],
            "gainsay": { "const": 1 },
            "dataset": { "$ref": "#/$defs/DatasetInfo" },
            "ext": &schema["properties"]["ext"]
        },
        "required": ["gainsay", "dataset"]
    });
    let definitions = schema.get("$defs").and_then(Value::as_object).into_iter().flatten();
    let mut records: BTreeMap<String, RecordShape> = definitions
        .filter(|(_, definition)| definition.get("properties").is_some())
        .map(|(name, definition)| (name.clone(), record(definition, &schema)))
        .collect();
    records.insert("Document".into(), record(&schema, &schema));
    records.insert("Header".into(), record(&header, &schema));
    for kind in RecordKind::ALL {
        debug_assert!(records.contains_key(kind.definition()));
    }
    records
});

fn record(definition: &Value, schema: &Value) -> RecordShape {
    let names = |value: Option<&Value>| -> Vec<String> {
        let names = value.and_then(Value::as_array).into_iter().flatten();
        names.filter_map(Value::as_str).map(String::from).collect()
    };
    let required = names(definition.get("required"));
    let exempt = choices(definition).iter().find_map(exemption);
    let either = choices(definition).iter().filter(|choice| exemption(choice).is_none());
    let either = either.flat_map(|choice| names(choice.get("required"))).collect();
    let properties = definition.get("properties").and_then(Value::as_object).into_iter().flatten();
    let field = |(name, value): (&String, &Value)| ShapeField {
        name: name.clone(),
        required: required.contains(name),
        nullable: is_nullable(value),
        shape: shape(value, schema),
    };
    RecordShape { fields: properties.map(field).collect(), either, exempt }
}

/// Returns the field and its word in a choice such as `{"properties": {"scope": {"const": …}}}`.
fn exemption(choice: &Value) -> Option<(String, String)> {
    let (field, value) = choice.get("properties")?.as_object()?.iter().next()?;
    Some((field.clone(), value.get("const")?.as_str()?.to_owned()))
}

fn choices(value: &Value) -> &[Value] {
    value.get("anyOf").and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

fn is_null(value: &Value) -> bool {
    value.get("type").is_some_and(|name| name == "null")
}

fn is_nullable(value: &Value) -> bool {
    choices(value).iter().any(is_null)
}

fn shape(value: &Value, schema: &Value) -> ValueShape {
    if let Some(reference) = value.get("$ref").and_then(Value::as_str) {
        return named(reference, schema);
    }
    if value.get("const").is_some() {
        return ValueShape::Version;
    }
    if value.get("format").is_some_and(|format| format == "uri") {
        return ValueShape::Url;
    }
    if let Some(value) = choices(value).iter().find(|choice| !is_null(choice)) {
        return shape(value, schema);
    }
    let words = words(value);
    if !words.is_empty() {
        return ValueShape::Word(words);
    }
    match value.get("type").and_then(Value::as_str) {
        Some("string") if value.get("pattern").is_some() => ValueShape::Id,
        Some("string") => ValueShape::Text,
        Some("number") => ValueShape::Number,
        Some("integer") => {
            ValueShape::Whole(value.get("minimum").and_then(Value::as_u64).unwrap_or(0))
        }
        Some("boolean") => ValueShape::Bool,
        Some("array") => list(value, schema),
        _ => ValueShape::Foreign,
    }
}

/// Returns the words of a closed list: constants, each with its definition, or bare strings.
fn words(value: &Value) -> Vec<String> {
    let words = value.get("oneOf").or_else(|| value.get("enum")).and_then(Value::as_array);
    let word = |word: &Value| word.get("const").unwrap_or(word).as_str().map(String::from);
    words.into_iter().flatten().filter_map(word).collect()
}

fn list(value: &Value, schema: &Value) -> ValueShape {
    let bound = |name: &str| value.get(name).and_then(Value::as_u64);
    let bound = |name| bound(name).and_then(|bound| usize::try_from(bound).ok());
    ValueShape::List {
        of: Box::new(value.get("items").map_or(ValueShape::Foreign, |items| shape(items, schema))),
        least: bound("minItems").unwrap_or(0),
        most: bound("maxItems").unwrap_or(usize::MAX),
    }
}

fn named(reference: &str, schema: &Value) -> ValueShape {
    let name = reference.rsplit('/').next().unwrap_or_default();
    let definition = schema.get("$defs").and_then(|definitions| definitions.get(name));
    match (name, definition) {
        ("PartialDate", _) => ValueShape::Date,
        ("NumberOrText", _) => ValueShape::NumberOrText,
        (_, Some(definition)) if definition.get("properties").is_none() => {
            shape(definition, schema)
        }
        _ => ValueShape::Record(name.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_of_the_format_has_a_shape_of_its_own() {
        for (name, record) in RECORDS.iter() {
            for field in &record.fields {
                let shape = match &field.shape {
                    ValueShape::List { of, .. } => of,
                    shape => shape,
                };
                assert_eq!(
                    *shape == ValueShape::Foreign,
                    field.name == "ext",
                    "{name}.{}",
                    field.name
                );
                if let ValueShape::Word(words) = shape {
                    assert!(words.len() > 1, "{name}.{}", field.name);
                }
                if let ValueShape::Record(target) = shape {
                    assert!(RECORDS.contains_key(target), "{name}.{}", field.name);
                }
            }
        }
    }

    #[test]
    fn shapes_are_those_of_the_types() {
        let shape = |record: &str, field: &str| &RECORDS[record].field(field).unwrap().shape;
        assert_eq!(*shape("Source", "url"), ValueShape::Url);
        assert_eq!(*shape("Archived", "url"), ValueShape::Url);
        assert_eq!(*shape("Source", "published"), ValueShape::Date);
        assert_eq!(*shape("Evidence", "id"), ValueShape::Id);
        assert_eq!(*shape("Locator", "page"), ValueShape::NumberOrText);
        assert!(RECORDS["Source"].field("url").unwrap().nullable);
        assert!(!RECORDS["Source"].field("title").unwrap().nullable);
        assert_eq!(RECORDS["Source"].either, ["title", "url"]);
        assert_eq!(RECORDS["Denial"].either, ["quote", "note"]);
        let exempt = RECORDS["Denial"].exempt.as_ref().unwrap();
        assert_eq!((exempt.0.as_str(), exempt.1.as_str()), ("scope", "no-comment"));
        assert_eq!(*shape("Locator", "line"), ValueShape::Whole(1));
        let made = RECORDS["Claim"].field("made").unwrap();
        assert!(matches!(made.shape, ValueShape::List { least: 1, .. }) && made.required);
    }
}
