//! Checks one record against the shape of its kind, field by field. The rules between the fields
//! of one object are in [`rules`]; rules beyond the record belong to the pass.

use std::rc::Rc;

use super::dates::{Updated, future_fault};
use super::finding::{Address, Finding};
use super::form::form_fault;
use super::page::CheckedText;
use super::pass::{Mention, Pass};
use super::rules;
use super::shape::{RECORDS, RecordShape, ShapeField, ValueShape};
use super::value::{ValueFault, clipped, date_fault, quoted, text_faults, url_fault};
use crate::claim::RecordKind;
use crate::claim::{IMPORT, is_id, spelt};
use crate::input::Severity;
use crate::json::{Json, JsonNode};
use crate::text::nearest;

pub(super) struct Walk<'w, 't> {
    pub(super) page: &'w CheckedText<'t>,
    pub(super) pass: &'w mut dyn Pass,
    /// The dataset's last change, as far as it is known.
    pub(super) updated: Option<&'w Updated>,
    /// Whether the present claim comes from an import.
    pub(super) is_imported: bool,
}

#[derive(Clone, Copy)]
struct FieldSpot<'s> {
    record: &'s str,
    field: &'s str,
    address: &'s Address,
}

impl Walk<'_, '_> {
    pub(super) fn error(&mut self, at: usize, of: &Address, message: String, help: &str) {
        let finding = Finding::error(self.page.spot(at), of.clone(), message);
        self.pass.found(finding.help(help));
    }

    pub(super) fn warning(&mut self, at: usize, of: &Address, message: String, help: &str) {
        let finding = Finding::warning(self.page.spot(at), of.clone(), message);
        self.pass.found(finding.help(help));
    }

    /// Checks an object of the format called `name`, which belongs to `parent`.
    pub(super) fn record(&mut self, name: &str, node: &JsonNode, parent: &Address) {
        let Some(record) = RECORDS.get(name) else { return };
        let address = address_of(name, node, parent);
        if !matches!(node.json, Json::Object(_)) {
            let message = format!("expected an object, found {}", node.kind());
            return self.error(node.at, &address, message, "write { … }");
        }
        if name == "Claim" {
            self.is_imported = node.get("ext").is_some_and(|ext| ext.get(IMPORT).is_some());
        }
        self.repeated(node, &address);
        for member in node.members() {
            if let Some(field) = record.field(&member.key) {
                let spot = FieldSpot { record: name, field: &field.name, address: &address };
                self.field(field, &member.value, spot);
            } else {
                self.unknown(record, &member.key, member.at, &address);
                self.foreign(&member.value, &address);
            }
        }
        self.missing(record, name, node, &address);
        self.define(name, node, &address);
        rules::check(self, name, node, &address);
    }

    fn repeated(&mut self, node: &JsonNode, address: &Address) {
        for member in node.repeated() {
            let message = format!("the field {} appears twice in one object", quoted(&member.key));
            self.error(member.at, address, message, "keep one of the two");
        }
    }

    /// Checks foreign data, which may be anything but must not repeat a key in an object.
    fn foreign(&mut self, node: &JsonNode, address: &Address) {
        self.repeated(node, address);
        for member in node.members() {
            self.foreign(&member.value, address);
        }
        for item in node.items() {
            self.foreign(item, address);
        }
    }

    fn unknown(&mut self, record: &RecordShape, key: &str, at: usize, address: &Address) {
        let known = record.fields.iter().map(|field| field.name.as_str());
        let help = match nearest(key, known) {
            Some(known) => format!("did you mean `{known}`?"),
            None => "put other data under `ext`, with a dotted key".into(),
        };
        self.error(at, address, format!("unknown field {}", quoted(key)), &help);
    }

    fn missing(&mut self, record: &RecordShape, name: &str, node: &JsonNode, address: &Address) {
        for field in record.fields.iter().filter(|field| field.required) {
            if node.get(&field.name).is_none() {
                let (message, help) = missing(name, &field.name);
                self.error(node.at, address, message, help);
            }
        }
        // A null that is not allowed is already reported.
        let has = |name: &String| {
            let nullable = record.field(name).is_some_and(|field| field.nullable);
            node.get(name).is_some_and(|value| !nullable || !matches!(value.json, Json::Null))
        };
        let is_exempt = record.exempt.as_ref().is_some_and(|(field, word)| {
            node.text_of(field).is_some_and(|text| spelt(text, &[word]).is_some())
        });
        if !record.either.is_empty() && !is_exempt && !record.either.iter().any(has) {
            let message = format!("`{}` is missing", record.either.join("` or `"));
            self.error(node.at, address, message, "give one of them");
        }
    }

    fn field(&mut self, field: &ShapeField, node: &JsonNode, spot: FieldSpot) {
        if !(field.nullable && matches!(node.json, Json::Null)) {
            self.value(&field.shape, node, spot);
        }
    }

    fn value(&mut self, shape: &ValueShape, node: &JsonNode, spot: FieldSpot) {
        match (shape, &node.json) {
            (ValueShape::Record(name), _) => self.record(name, node, spot.address),
            (ValueShape::List { of, least, most }, Json::List(items)) => {
                if items.len() < *least || items.len() > *most {
                    self.length(*least, items.len(), node, spot);
                }
                for item in items {
                    self.value(of, item, spot);
                }
            }
            (ValueShape::Word(words), Json::Text(text)) => self.word(words, text, node, spot),
            (ValueShape::Id, Json::Text(text)) => self.id(text, node, spot),
            (ValueShape::Date, Json::Text(text)) => {
                let future = || future_fault(self.updated?, spot.record, spot.field, text);
                self.faults(date_fault(text).or_else(future), node, spot);
            }
            (ValueShape::Url, Json::Text(text)) => {
                self.faults(url_fault(text), node, spot);
                let faults = text_faults(spot.record, spot.field, text);
                self.faults(
                    faults.into_iter().filter(|it| it.severity == Severity::Warning),
                    node,
                    spot,
                );
            }
            (ValueShape::Text | ValueShape::NumberOrText, Json::Text(text)) => {
                self.text(text, node, spot);
            }
            (ValueShape::Whole(least), Json::Number(number))
                if number.parse::<u64>().is_ok_and(|number| number >= *least) => {}
            (ValueShape::Number | ValueShape::NumberOrText, Json::Number(_))
            | (ValueShape::Bool, Json::Bool)
            | (ValueShape::Version, _) => {}
            (ValueShape::Foreign, Json::Object(_)) => self.foreign(node, spot.address),
            _ => self.wrong_type(shape, node, spot),
        }
    }

    fn wrong_type(&mut self, shape: &ValueShape, node: &JsonNode, spot: FieldSpot) {
        let found = match node.json {
            Json::Number(number) if matches!(shape, ValueShape::Whole(_)) => quoted(number),
            _ => node.kind().to_owned(),
        };
        let message = format!("`{}` must be {}, not {found}", spot.field, wanted(shape));
        let field = RECORDS.get(spot.record).and_then(|record| record.field(spot.field));
        let help = match (&node.json, field.is_some_and(|field| field.required)) {
            (Json::Null, true) => "this field is required",
            (Json::Null, false) => "omit the field",
            _ => "",
        };
        self.error(node.at, spot.address, message, help);
        self.foreign(node, spot.address);
    }

    fn length(&mut self, least: usize, found: usize, node: &JsonNode, spot: FieldSpot) {
        let (message, help) = match (spot.field, found) {
            ("made", 0) => {
                ("the claim has no claimant: `made` is empty".to_owned(), "add who makes the claim")
            }
            (field, _) => (format!("`{field}` must have {least} values, not {found}"), ""),
        };
        self.error(node.at, spot.address, message, help);
    }

    fn word(&mut self, words: &[String], text: &str, node: &JsonNode, spot: FieldSpot) {
        if words.iter().any(|word| word == text) {
            return;
        }
        if let Some(word) = spelt(text, words) {
            let message = format!("`{}` is spelt {}", spot.field, quoted(text));
            self.warning(node.at, spot.address, message, &format!("write `{word}`"));
        } else {
            let message = format!("`{}` cannot be {}", spot.field, quoted(text));
            let meant = nearest(text, words.iter().map(String::as_str));
            let meant = meant.map_or(String::new(), |meant| format!("did you mean `{meant}`? "));
            let help = format!("{meant}it is one of: {}", words.join(", "));
            self.error(node.at, spot.address, message, &help);
        }
    }

    fn id(&mut self, text: &str, node: &JsonNode, spot: FieldSpot) {
        if !is_id(text) {
            let message = format!("{} is not a valid id", quoted(text));
            let help = "an id has up to 96 of a–z, 0–9, dot, underscore and hyphen, and begins with a letter or digit";
            self.error(node.at, spot.address, message, help);
        }
    }

    fn text(&mut self, text: &str, node: &JsonNode, spot: FieldSpot) {
        let Some(kind) = reference(spot.record, spot.field) else {
            let form = form_fault(spot.record, spot.field, text);
            let faults = text_faults(spot.record, spot.field, text);
            return self.faults(faults.into_iter().chain(form), node, spot);
        };
        if text.trim().is_empty() {
            let help = format!("write the id of the {}, or omit the field", kind.key());
            return self.error(node.at, spot.address, format!("`{}` is empty", spot.field), &help);
        }
        let (address, page) = (spot.address, self.page);
        self.pass.refer(&Mention { kind, id: text, field: spot.field, address, page, at: node.at });
    }

    fn faults(
        &mut self,
        faults: impl IntoIterator<Item = ValueFault>,
        node: &JsonNode,
        spot: FieldSpot,
    ) {
        for fault in faults {
            let message = format!("`{}` {}", spot.field, fault.message);
            match fault.severity {
                Severity::Error => self.error(node.at, spot.address, message, &fault.help),
                Severity::Warning => self.warning(node.at, spot.address, message, &fault.help),
            }
        }
    }

    fn define(&mut self, name: &str, node: &JsonNode, address: &Address) {
        let kind = RecordKind::ALL.into_iter().find(|kind| kind.definition() == name);
        let (Some(kind), Some(at)) = (kind, node.get("id")) else { return };
        let Some(id) = at.text() else { return };
        let page = self.page;
        let mention = Mention { kind, id, field: "id", address, page, at: at.at };
        self.pass.define(&mention, &|| node.digest(page.text));
    }
}

fn missing(record: &str, field: &str) -> (String, &'static str) {
    match (record, field) {
        ("Claim", "made") => {
            ("the claim has no claimant: `made` is missing".into(), "add who makes the claim")
        }
        ("Made", "by") => (
            "the claimant is not named: `by` is missing".into(),
            "name an agent; its kind may be unknown",
        ),
        _ => (format!("`{field}` is missing"), "this field is required"),
    }
}

fn wanted(shape: &ValueShape) -> &'static str {
    match shape {
        ValueShape::Record(_) | ValueShape::Foreign => "an object",
        ValueShape::List { .. } => "a list",
        ValueShape::Text | ValueShape::Id | ValueShape::Word(_) => "text",
        ValueShape::Date => "a date in quotation marks",
        ValueShape::Url => "an address in quotation marks",
        ValueShape::Number => "a number",
        ValueShape::Whole(0) => "a whole number",
        ValueShape::Whole(_) => "a whole number, from 1",
        ValueShape::Bool => "true or false",
        ValueShape::NumberOrText => "a number or text",
        ValueShape::Version => "the version",
    }
}

/// Returns the kind of record that a field names. The publisher of a dataset and the author of a
/// change may be names, and the claims that a change concerned may be gone.
fn reference(record: &str, field: &str) -> Option<RecordKind> {
    match (record, field) {
        ("DatasetInfo" | "History", _) => None,
        (_, "by" | "on_behalf_of" | "interpreted_by" | "authors" | "publisher" | "affiliation") => {
            Some(RecordKind::Agent)
        }
        (_, "source" | "via") => Some(RecordKind::Source),
        ("Verdict", "scale") => Some(RecordKind::Scale),
        (_, "from" | "to" | "about") => Some(RecordKind::Claim),
        _ => None,
    }
}

fn address_of(name: &str, node: &JsonNode, parent: &Address) -> Address {
    let named = |kind: &str| match node.text_of("id") {
        Some(id) => Some(format!("{kind} {}", clipped(id))),
        None => Some(kind.to_owned()),
    };
    let own = match name {
        "Claim" => node.text_of("id").map(clipped),
        "Agent" | "Source" | "Scale" | "Issue" => named(&name.to_ascii_lowercase()),
        "DatasetInfo" => named("dataset"),
        "Evidence" | "Denial" => match (parent, node.text_of("id")) {
            (Some(claim), Some(id)) => Some(format!("{claim}#{}", clipped(id))),
            _ => None,
        },
        "Relation" => {
            let end = |key: &str| node.text_of(key).map_or("?".to_owned(), clipped);
            Some(format!("relation {} → {}", end("from"), end("to")))
        }
        "History" if parent.is_none() => Some("history".to_owned()),
        _ => None,
    };
    own.map(Rc::from).or_else(|| parent.clone())
}
