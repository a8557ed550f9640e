//! Checks of a claim's record as a whole: the ids of its items, whether it has evidence or denials,
//! and whether its own record supports its status.

use std::collections::HashMap;
use std::rc::Rc;

use super::finding::Address;
use super::pass::Mention;
use super::value::quoted;
use super::walk::Walk;
use crate::claim::{RecordKind, Scope, Stance, Status, Vocabulary};
use crate::json::{Json, JsonNode};

pub(super) fn check(walk: &mut Walk, claim: &JsonNode, address: &Address) {
    item_ids(walk, claim, address);
    same_text(walk, claim, address);
    if ["evidence", "denials", "verdicts"].iter().any(|key| is_listless(claim, key)) {
        return;
    }
    let items = |key: &str| claim.get(key).map_or(0, |list| list.items().len());
    if items("evidence") + items("denials") + items("verdicts") == 0 {
        let message = "the claim has neither evidence nor denial nor verdict".to_owned();
        walk.warning(claim.at, address, message, "add evidence or denials, if there are any");
    }
    status(walk, claim, address);
}

/// Returns whether a list is another type of value, which is already reported and has nothing to
/// count.
fn is_listless(claim: &JsonNode, key: &str) -> bool {
    claim.get(key).is_some_and(|list| !matches!(list.json, Json::List(_)))
}

fn item_ids(walk: &mut Walk, claim: &JsonNode, address: &Address) {
    let mut seen: HashMap<&str, usize> = HashMap::new();
    let lists = ["evidence", "denials"].into_iter().filter_map(|key| claim.get(key));
    for id in lists.flat_map(JsonNode::items).filter_map(|item| item.get("id")) {
        let Some(text) = id.text() else { continue };
        if let Some(first) = seen.get(text) {
            let line = walk.page.line(*first);
            let of = address
                .as_ref()
                .map(|claim| Rc::from(format!("{claim}#{}", super::value::clipped(text))));
            let message = format!(
                "the id {} is used twice in this claim; first in line {line}",
                quoted(text)
            );
            walk.error(
                id.at,
                &of,
                message,
                "give each piece of evidence and each denial its own id",
            );
        } else {
            seen.insert(text, id.at);
        }
    }
}

fn same_text(walk: &mut Walk, claim: &JsonNode, address: &Address) {
    let (Some(id), Some(text)) = (claim.text_of("id"), claim.get("text")) else { return };
    let Some(said) = text.text() else { return };
    let (kind, page, at) = (RecordKind::Claim, walk.page, text.at);
    walk.pass.says(&Mention { kind, id, field: "text", address, page, at }, said);
}

fn status(walk: &mut Walk, claim: &JsonNode, address: &Address) {
    let Some(status) = claim.get("status") else { return };
    let scopes = || words::<Scope>(claim, "denials", "scope");
    let stances = || words::<Stance>(claim, "evidence", "stance");
    let denied = scopes().any(Scope::denies);
    let undercut = stances().any(|stance| stance == Stance::Undercuts);
    let rated = claim.get("verdicts").is_some_and(|verdicts| !verdicts.items().is_empty());
    let against = match status.text().and_then(Status::from_spelling) {
        Some(Status::Disputed) if !denied && !undercut => {
            "is `disputed`, but the record has neither a full, partial or blanket denial nor undercutting evidence"
        }
        Some(Status::Unanswered) if denied => {
            "is `unanswered`, but the record has a full, partial or blanket denial"
        }
        Some(Status::Open) if denied => {
            "is `open`, but the record has a full, partial or blanket denial"
        }
        Some(Status::Corroborated)
            if !rated && stances().all(|stance| stance != Stance::Supports) =>
        {
            "is `corroborated`, but the record has neither supporting evidence nor a verdict"
        }
        Some(Status::Refuted)
            if !rated && !undercut && scopes().all(|scope| scope != Scope::Full) =>
        {
            "is `refuted`, but the record has neither undercutting evidence nor a full denial nor a verdict"
        }
        _ => return,
    };
    let help = "change the status, or add the records that justify it";
    walk.warning(status.at, address, format!("`status` {against}"), help);
}

/// Returns the words of a field of the items of a list, as far as the format knows them.
fn words<'n, T: Vocabulary>(
    claim: &'n JsonNode,
    list: &str,
    key: &'static str,
) -> impl Iterator<Item = T> + use<'n, T> {
    let items = claim.get(list).map_or(&[][..], JsonNode::items);
    items.iter().filter_map(move |item| T::from_spelling(item.text_of(key)?))
}
