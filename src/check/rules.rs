//! The rules between the fields of one object: references to itself, quotations, amounts, periods
//! and places.

use super::claim;
use super::dates;
use super::finding::Address;
use super::form::written_number;
use super::pass::Mention;
use super::value::quoted;
use super::walk::Walk;
use crate::claim::{RecordKind, Scope, Vocabulary};
use crate::json::{Json, JsonNode};

/// Checks an object of the format called `name`.
pub(super) fn check(walk: &mut Walk, name: &str, node: &JsonNode, address: &Address) {
    match name {
        "Claim" => claim::check(walk, node, address),
        "Relation" => relation(walk, node, address),
        "Source" => source(walk, node, address),
        "Made" => quotation(walk, node, address, "quote", "quote_is"),
        "Evidence" => {
            via(walk, node, address);
            quotation(walk, node, address, "excerpt", "excerpt_is");
        }
        "Denial" => {
            via(walk, node, address);
            quotation(walk, node, address, "quote", "quote_is");
            scope(walk, node, address);
        }
        "Amount" => amount(walk, node, address),
        "Happened" => happened(walk, node, address),
        "Locator" => locator(walk, node, address),
        _ => {}
    }
}

fn relation(walk: &mut Walk, node: &JsonNode, address: &Address) {
    let (from, to) = (node.text_of("from"), node.get("to"));
    if let (Some(from), Some(to)) = (from, to)
        && to.text() == Some(from)
    {
        let message = format!("the claim {} is related to itself", quoted(from));
        walk.error(to.at, address, message, "name another claim, or remove the relation");
    }
}

fn source(walk: &mut Walk, node: &JsonNode, address: &Address) {
    if let (Some(id), Some(via)) = (node.text_of("id"), node.get("via"))
        && let Some(through) = via.text()
    {
        let (kind, page, at) = (RecordKind::Source, walk.page, via.at);
        walk.pass.links(&Mention { kind, id, field: "via", address, page, at }, through);
    }
}

fn via(walk: &mut Walk, node: &JsonNode, address: &Address) {
    let (source, via) = (node.text_of("source"), node.get("via"));
    if let (Some(source), Some(via)) = (source, via)
        && via.text() == Some(source)
    {
        let message = format!("`via` is circular: {0} is known through {0}", quoted(source));
        walk.error(via.at, address, message, "remove `via` if the source itself was read");
    }
}

/// Warns of a quotation that doesn't say whose words it gives. The sources of an import rarely say
/// it, and an import must not guess it.
fn quotation(walk: &mut Walk, node: &JsonNode, address: &Address, words: &str, whose: &str) {
    let Some(quote) = node.get(words).filter(|quote| quote.text().is_some()) else { return };
    if node.get(whose).is_none() && !walk.is_imported {
        let message = format!("`{words}` has no `{whose}`: it does not say whose words these are");
        let help = format!(
            "write \"{whose}\": \"verbatim\" if they are the speaker’s own, or another of the quote kinds"
        );
        walk.warning(quote.at, address, message, &help);
    }
}

/// Reports the words of a denial with their scope, so that equal words are compared.
fn scope(walk: &mut Walk, node: &JsonNode, address: &Address) {
    let Some(word) = node.get("scope") else { return };
    let scope = word.text().and_then(Scope::from_spelling);
    let (Some(by), Some(words), Some(scope)) = (node.text_of("by"), node.text_of("quote"), scope)
    else {
        return;
    };
    let (page, at) = (walk.page, word.at);
    let by = Mention { kind: RecordKind::Agent, id: by, field: "scope", address, page, at };
    walk.pass.answers(&by, words, scope);
}

fn amount(walk: &mut Walk, node: &JsonNode, address: &Address) {
    let Some(value) = node.get("value") else { return };
    let Some(text) = value.text().filter(|text| !text.trim().is_empty()) else { return };
    let message = format!("`value` is text, not a number: {}", quoted(text));
    let help = match written_number(text) {
        Some(number) => format!("write \"value\": {number}, and words in `unit` or `what`"),
        None => "write a number such as 1500000, and words in `unit` or `what`".to_owned(),
    };
    walk.warning(value.at, address, message, &help);
}

fn happened(walk: &mut Walk, node: &JsonNode, address: &Address) {
    let Some(to) = node.get("to") else { return };
    if let (Some(first), Some(last)) = (node.text_of("date"), to.text())
        && dates::is_before(last, first)
    {
        let message = format!(
            "the event ends before it begins: `to` is {}, `date` is {}",
            quoted(last),
            quoted(first)
        );
        walk.error(to.at, address, message, "write the first day as `date`, the last as `to`");
    }
}

fn locator(walk: &mut Walk, node: &JsonNode, address: &Address) {
    if let Some(characters) = node.get("char")
        && let [from, to] = characters.items()
        && let (Some(from), Some(to)) = (whole(from), whole(to))
        && to <= from
    {
        let message = format!("`char` ends before it begins: from {from} to {to}");
        let help = "write the first character and the one after the last: [from, to]";
        walk.error(characters.at, address, message, help);
    }
    for field in ["page", "timecode"] {
        let Some(value) = node.get(field) else { continue };
        let written = match &value.json {
            Json::Number(number) => Some(*number),
            _ => value.text(),
        };
        if let Some(written) = written.filter(|it| it.parse::<f64>().is_ok_and(|it| it < 0.0)) {
            let message = format!("`{field}` is negative: {}", quoted(written));
            walk.warning(value.at, address, message, "write it as the source gives it");
        }
    }
}

fn whole(node: &JsonNode) -> Option<u64> {
    match node.json {
        Json::Number(number) => number.parse().ok(),
        _ => None,
    }
}
