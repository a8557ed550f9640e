//! Imports responses of Google’s Fact Check Tools: pages of `claims:search`, each claim with its
//! reviews, and pages with the markup that publishers entered there. One file may hold several
//! responses; their data about themselves (`nextPageToken`) is dropped.

use serde_json::{Map, Value, json};

use super::dates::DayMonthOrder;
use super::json::{self, JsonPart, JsonRecord};
use super::labels;
use super::{
    ClaimDraft, Fields, ForeignOrigin, Format, Import, ImportBatch, Mending, schema_org, source,
};
use crate::claim::{AgentKind, Evidence, EvidenceKind, Made, Recorded, Source, Stance, Verdict};
use crate::input::{Diagnostic, OpenFile};

const NAME: &str = "fact-check-tools";

/// The key of the token that leads to the next page.
const PAGE: &str = "nextPageToken";

/// The description of a record, for messages.
const CLAIM: &str = "a claim of Google’s Fact Check Tools";

/// The members that hold the records of a response.
const LISTS: &[&str] = &["claims", "claimReviewMarkupPages"];

/// Reads a file of responses.
///
/// # Errors
/// Returns an error if the file can’t be read or the import stops.
pub(super) fn read(file: &mut OpenFile, import: &mut Import<'_>) -> Result<(), Diagnostic> {
    let name = file.name.clone();
    json::import(file, LISTS, import, |part, batch| {
        match part {
            Ok(JsonPart::Record(record)) => return take(record, &name, batch),
            // The envelope only says where the next page is.
            Ok(JsonPart::Envelope(_)) => {}
            Err(problem) => batch.broken(problem),
        }
        Ok(())
    })
}

fn take(mut record: JsonRecord, name: &str, batch: &mut ImportBatch) -> Result<(), Diagnostic> {
    // The record is a whole response: its list holds the records.
    let held = held(&mut record.value);
    if !held.is_empty() {
        let rest = std::mem::take(&mut record.value);
        if rest.as_object().is_some_and(|rest| rest.keys().any(|key| key != PAGE)) {
            batch.around(NAME, rest);
        }
        return held.into_iter().try_for_each(|value| {
            // The repairs of the response are noted with its first record.
            let mended = std::mem::take(&mut record.mended);
            take(JsonRecord { value, mended, ..record.clone() }, name, batch)
        });
    }
    let origin = ForeignOrigin::of(Format::FactCheckTools, name, record.line);
    if record.value.get("claimReviewMarkups").is_some() {
        return marked_up(record, &origin, batch);
    }
    let is_claim =
        |it: &Map<String, Value>| it.contains_key("text") || it.contains_key("claimReview");
    let is_empty =
        |it: &Map<String, Value>| it.keys().all(|key| key == PAGE || LISTS.contains(&key.as_str()));
    match record.value.as_object() {
        // A response without results is an empty object.
        Some(answer) if is_empty(answer) => batch.pass_over(),
        Some(answer) if !is_claim(answer) => batch.broken(json::unlike(name, &record, CLAIM)),
        _ => match draft(&mut record) {
            Some(draft) => batch.take(draft, &origin)?,
            None => batch.broken(json::unlike(name, &record, CLAIM)),
        },
    }
    Ok(())
}

/// Takes the claims of a page of markup.
fn marked_up(
    mut record: JsonRecord,
    origin: &ForeignOrigin,
    batch: &mut ImportBatch,
) -> Result<(), Diagnostic> {
    let reviews = reviews(record.value);
    if reviews.is_empty() {
        batch.pass_over();
    }
    for review in reviews {
        if let Some(mut draft) = schema_org::draft(review) {
            json::note_mended(&mut draft, &mut record.mended);
            batch.take(draft, origin)?;
        }
    }
    Ok(())
}

/// Takes the elements out of a response’s lists.
fn held(answer: &mut Value) -> Vec<Value> {
    let Some(map) = answer.as_object_mut() else { return Vec::new() };
    let mut held = Vec::new();
    for key in LISTS {
        if map.get(*key).is_some_and(Value::is_array)
            && let Some(Value::Array(list)) = map.shift_remove(*key)
        {
            held.extend(list);
        }
    }
    held
}

/// Makes a draft of a claim of `claims:search`.
fn draft(record: &mut JsonRecord) -> Option<ClaimDraft> {
    let mut fields = Fields::of(std::mem::take(&mut record.value)).ok()?;
    let words = fields.text("text");
    let mut draft = ClaimDraft::new("text", words.as_deref().unwrap_or_default());
    json::note_mended(&mut draft, &mut record.mended);
    let by = fields.text("claimant");
    let by = by.map(|name| draft.agent(AgentKind::Unknown, "claimant", &name));
    let date = fields.text("claimDate");
    let date = date.map(|date| draft.date("claimDate", &date, DayMonthOrder::Unknown));
    draft.claim.made.push(Made { by, date: date.unwrap_or_default(), ..Made::default() });
    let reviews = fields.list("claimReview").unwrap_or_default();
    let mut left: Vec<Value> = Vec::new();
    for (index, review) in reviews.into_iter().enumerate() {
        let at = format!("claimReview[{index}]");
        left.push(match Fields::of(review) {
            Ok(review) => reviewed(&mut draft, review, &at).unwrap_or_default(),
            Err(other) => other,
        });
    }
    let is_left = left.iter().any(|left| !left.is_null());
    fields.put_back("claimReview", is_left.then(|| left.into()));
    draft.keep(NAME, fields.left());
    Some(draft)
}

/// Adds a review of a claim, and returns what remains of it.
fn reviewed(draft: &mut ClaimDraft, mut review: Fields, at: &str) -> Option<Value> {
    let path = |key: &str| format!("{at}.{key}");
    let by = publisher(draft, &mut review, at);
    let label = review.text("textualRating");
    let label = label.and_then(|label| draft.some_text(&path("textualRating"), &label));
    let date = review.text("reviewDate");
    let date = date.map(|date| draft.date(&path("reviewDate"), &date, DayMonthOrder::Unknown));
    let date = date.unwrap_or_default();
    let (source, says) = article(draft, &mut review, at);
    if let Some(label) = label {
        let by = Some(by.unwrap_or_else(|| draft.unknown()));
        let label = Some(label);
        let verdict = Verdict { by, label, date, source, ..Verdict::default() };
        let verdict = labels::cut(draft, &path("textualRating"), verdict);
        draft.claim.verdicts.push(verdict);
    } else {
        // A review without a rating concerns the claim but is no verdict.
        draft.evidence(Evidence {
            kind: Some(EvidenceKind::Link),
            stance: Some(Stance::Context),
            summary: Some(says.unwrap_or_else(|| schema_org::UNTITLED.to_owned())),
            date,
            by,
            source,
            ..Evidence::default()
        });
    }
    review.left()
}

/// Adds the article of a review as a source; returns its id, and its title or address.
fn article(
    draft: &mut ClaimDraft,
    review: &mut Fields,
    at: &str,
) -> (Option<String>, Option<String>) {
    let title = review.text("title");
    let title = title.and_then(|title| draft.some_text(&format!("{at}.title"), &title));
    let url = review.text("url").and_then(|url| draft.address(&format!("{at}.url"), &url));
    let language = review.text("languageCode");
    // The claim counts as told in the language of its first review.
    draft.claim.lang = draft.claim.lang.take().or_else(|| language.clone());
    let says = title.clone().or_else(|| url.clone());
    if says.is_none() {
        review.put_back("languageCode", language.map(Value::from));
        return (None, None);
    }
    let url = url.map_or(Recorded::Absent, Recorded::Known);
    (draft.source(Source { title, url, language, ..source("fact-check") }), says)
}

/// Adds the publisher of a review, by its name or else by the host of its site.
fn publisher(draft: &mut ClaimDraft, review: &mut Fields, at: &str) -> Option<String> {
    let mut publisher = review.object("publisher")?;
    let name = publisher.text("name").or_else(|| {
        let site = publisher.text("site")?;
        draft.mended(&format!("{at}.publisher.name"), Mending::Nameless, 1, Value::Null);
        Some(site)
    });
    let at = format!("{at}.publisher.name");
    let id = name.map(|name| draft.agent(AgentKind::Publication, &at, &name));
    review.put_back("publisher", publisher.left());
    id
}

/// Converts the reviews of a page of markup to schema.org’s form. Fields without a counterpart stay
/// under `page` and `markup`.
fn reviews(page: Value) -> Vec<Value> {
    let Ok(mut page) = Fields::of(page) else { return Vec::new() };
    let markups = match page.take("claimReviewMarkups") {
        Some(Value::Array(markups)) => markups,
        one => one.into_iter().collect(),
    };
    let url = page.take("pageUrl");
    let mut about = Map::new();
    rename(&mut page, "publishDate", &mut about, "datePublished");
    if let Some(mut author) = page.object("claimReviewAuthor") {
        let mut node = Map::from_iter([("@type".to_owned(), Value::from("Organization"))]);
        rename(&mut author, "imageUrl", &mut node, "image");
        node.extend(author.0);
        about.insert("author".to_owned(), node.into());
    }
    about.extend(page.left().map(|left| ("page".to_owned(), left)));
    let markups = markups.into_iter().filter_map(|markup| Fields::of(markup).ok());
    markups.map(|markup| review(markup, url.clone(), about.clone())).collect()
}

fn review(mut markup: Fields, page: Option<Value>, about: Map<String, Value>) -> Value {
    let mut node = about;
    node.insert("@type".to_owned(), "ClaimReview".into());
    rename(&mut markup, "claimReviewed", &mut node, "claimReviewed");
    let url = markup.text("url").map(Value::from);
    match (url, page) {
        (Some(url), Some(page)) if url != page => {
            node.insert("url".to_owned(), url);
            node.insert("mainEntityOfPage".to_owned(), json!({ "@id": page }));
        }
        (url, page) => node.extend(url.or(page).map(|url| ("url".to_owned(), url))),
    }
    node.insert("itemReviewed".to_owned(), item(&mut markup));
    if let Some(mut rating) = markup.object("rating") {
        let mut inner = Map::from_iter([("@type".to_owned(), Value::from("Rating"))]);
        rename(&mut rating, "textualRating", &mut inner, "alternateName");
        rename(&mut rating, "imageUrl", &mut inner, "image");
        inner.extend(rating.0);
        node.insert("reviewRating".to_owned(), inner.into());
    }
    node.extend(markup.left().map(|left| ("markup".to_owned(), left)));
    node.into()
}

/// Converts the fields of a markup that describe its claim.
fn item(markup: &mut Fields) -> Value {
    let mut item = Map::from_iter([("@type".to_owned(), Value::from("Claim"))]);
    for (theirs, name) in [
        ("claimDate", "datePublished"),
        ("claimLocation", "name"),
        ("claimFirstAppearance", "firstAppearance"),
        ("claimAppearances", "appearance"),
    ] {
        rename(markup, theirs, &mut item, name);
    }
    if let Some(mut author) = markup.object("claimAuthor") {
        let mut node = Map::new();
        rename(&mut author, "imageUrl", &mut node, "image");
        node.extend(author.0);
        item.insert("author".to_owned(), node.into());
    }
    item.into()
}

fn rename(from: &mut Fields, theirs: &str, to: &mut Map<String, Value>, name: &str) {
    to.extend(from.take(theirs).map(|value| (name.to_owned(), value)));
}
