//! What a dossier states about itself and about the datasets of its claims, as display text.

use super::selection::Selection;
use crate::catalog::{Catalog, Dataset};
use crate::claim::DatasetInfo;
use crate::text::{self, DisplayText};

/// Describes a selection: "the first 50 of 4,000 claims of the dataset meta-netflix, found by:
/// inbox, newest first".
pub(super) fn whole(selection: &Selection, catalog: &Catalog) -> DisplayText<'static> {
    let asked = &selection.asked;
    let written = selection.rows.len();
    let mut words = match asked.found.checked_sub(written) {
        None | Some(0) => text::several(written, "claim"),
        Some(_) => {
            let (first, all) = (text::thousands(written), text::thousands(asked.found));
            format!("the first {first} of {all} claims")
        }
    };
    let ids: Vec<&str> =
        selection.infos(catalog).into_iter().map(|info| info.id.as_str()).collect();
    match ids.as_slice() {
        [] => {}
        [one] => words.extend([" of the dataset ", one]),
        several => words.extend([" of the datasets ", &several.join(", ")]),
    }
    if !asked.query.is_empty() {
        words.extend([", found by: ", &asked.query]);
    }
    if let Some(order) = &asked.order {
        words.extend([", ", order]);
    }
    words.into()
}

/// The description of a dataset, from its own metadata.
#[derive(Debug, Clone, Default)]
pub(super) struct DatasetDescription {
    pub(super) title: DisplayText<'static>,
    pub(super) language: Option<String>,
    pub(super) description: Vec<DisplayText<'static>>,
    /// Further facts, each with its name.
    pub(super) facts: Vec<(&'static str, String)>,
    pub(super) homepage: Option<DisplayText<'static>>,
}

impl DatasetDescription {
    pub(super) fn of(dataset: &Dataset) -> Self {
        let info = &dataset.heading.info;
        let facts = [
            ("Method", info.method.clone()),
            ("Publisher", publisher(dataset, info)),
            ("Licence", info.licence.clone()),
            ("Updated", info.updated.known().map(|date| date.0.clone())),
        ];
        let facts = facts.into_iter().filter_map(|(name, words)| {
            let words = text::block(&words?).join(" ");
            (!words.trim().is_empty()).then_some((name, words))
        });
        let description = info.description.as_deref().into_iter().flat_map(text::lines);
        Self {
            title: text::line(info.title.as_ref().unwrap_or(&info.id)).into_owned(),
            language: info.language.clone(),
            description: description.map(DisplayText::into_owned).collect(),
            facts: facts.collect(),
            homepage: info.homepage.known().map(|url| text::line(url).into_owned()),
        }
    }
}

/// Returns the publisher's name: that of an agent, or the recorded text.
fn publisher(dataset: &Dataset, info: &DatasetInfo) -> Option<String> {
    let publisher = info.publisher.as_ref()?;
    Some(dataset.agent_name(publisher).to_owned())
}
