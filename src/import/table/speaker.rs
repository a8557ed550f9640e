//! Reads the names of claimants from slugs. Such a name is a guess and is noted as one; the agent’s
//! identity depends on the slug alone.

use crate::claim::{Agent, AgentKind};
use crate::import::ClaimDraft;
use crate::import::draft::agent;
use crate::import::id::IdBuilder;

/// Adds the agent of a slug and returns its id: `barack-obama` is Barack Obama, with the slug as an
/// alias. A text that is no slug is used as a name.
pub(super) fn of_slug(draft: &mut ClaimDraft, at: &str, words: &str) -> String {
    let slug = words.trim();
    let name = read(slug);
    if name == slug {
        return draft.agent(AgentKind::Unknown, at, slug);
    }
    let id = IdBuilder::of("agent").with("slug").with(slug).id('a');
    draft.refer(Agent {
        aliases: vec![slug.to_owned()],
        note: Some(format!("the name is read from “{slug}”")),
        ..agent(id, AgentKind::Unknown, name)
    })
}

/// Returns the name in a slug: its words, capitalized.
pub(super) fn read(slug: &str) -> String {
    let is_slug = slug.contains(['-', '_']) || slug.starts_with(|c: char| c.is_ascii_lowercase());
    let signs = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    if !is_slug || !slug.chars().all(signs) || !slug.contains(|c: char| c.is_ascii_alphabetic()) {
        return slug.to_owned();
    }
    let mut name = String::with_capacity(slug.len());
    for word in slug.split(['-', '_']).filter(|word| !word.is_empty()) {
        if !name.is_empty() {
            name.push(' ');
        }
        let start = name.len();
        name.push_str(word);
        if let Some(first) = name.get_mut(start..=start) {
            first.make_ascii_uppercase();
        }
    }
    name
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn a_slug_becomes_a_name() {
        for (slug, name) in [
            ("barack-obama", "Barack Obama"),
            ("Jack_Graham", "Jack Graham"),
            ("cnn", "Cnn"),
            ("future45", "Future45"),
            ("GaGOP", "GaGOP"),
            ("Bloggers", "Bloggers"),
            ("Ann O’Hara-Doe", "Ann O’Hara-Doe"),
            ("-", "-"),
            ("", ""),
        ] {
            assert_eq!(read(slug), name);
        }
    }
}
