//! Finds the addresses in a cell: one, or several after each other.

use crate::import::{ClaimDraft, Mending};
use crate::text::is_web_address;

/// The limit for the addresses of one cell.
const MOST: usize = 256;

/// Returns the addresses of a cell, which may hold several between blanks, commas or the like.
/// Parts that are no address are noted. Returns `None` if there are more than [`MOST`]: no real
/// record has as many, and the cell is better kept as it is.
pub(super) fn addresses(draft: &mut ClaimDraft, at: &str, words: &str) -> Option<Vec<String>> {
    let parts: Vec<&str> = parts(words).take(MOST + 1).collect();
    match parts.as_slice() {
        [] => Some(draft.address(at, words).into_iter().collect()),
        [one] if *one == words.trim() || !is_web_address(one) => {
            Some(draft.address(at, words).into_iter().collect())
        }
        several if several.len() > MOST => None,
        several => {
            draft.mended(at, Mending::Addresses, 1, words);
            let mut found: Vec<String> = Vec::new();
            for part in several.iter().filter(|part| is_web_address(part)) {
                if !found.iter().any(|known| known == part) {
                    found.push((*part).to_owned());
                }
            }
            Some(found)
        }
    }
}

/// Returns true if a cell holds addresses and nothing else.
pub(super) fn are_addresses(words: &str) -> bool {
    let mut parts = parts(words).peekable();
    parts.peek().is_some() && parts.all(is_web_address)
}

/// Splits a cell at separators into addresses and whatever stands between them.
fn parts(words: &str) -> impl Iterator<Item = &str> {
    let parts = words.split(|c: char| c.is_whitespace() || matches!(c, '|' | '"'));
    let parts = parts.flat_map(|part| Glued(part.trim_matches([',', ';', '[', ']', '\''])));
    parts.filter(|part| !part.is_empty() && *part != "and")
}

/// Splits addresses that are joined by a comma or a semicolon without a blank:
/// `https://a.de,https://b.de`. A comma that no address follows is part of the address.
struct Glued<'w>(&'w str);

impl<'w> Iterator for Glued<'w> {
    type Item = &'w str;

    fn next(&mut self) -> Option<&'w str> {
        let rest = self.0;
        if rest.is_empty() {
            return None;
        }
        let next = rest.char_indices().find(|(at, c)| {
            let after = rest.get(at + 1..).unwrap_or_default();
            let after = after.trim_start_matches(['\'', ',', ';']);
            matches!(c, ',' | ';')
                && (after.starts_with("http://") || after.starts_with("https://"))
        });
        let end = next.map_or(rest.len(), |(at, _)| at);
        let (address, after) = rest.split_at(end);
        self.0 = after.trim_start_matches([',', ';', '\'']);
        Some(address.trim_end_matches(['\'', ',', ';']))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn several_addresses_are_taken_apart() {
        let of = |words: &str| {
            let mut draft = ClaimDraft::new("", "a");
            let found = addresses(&mut draft, "url", words).unwrap();
            (found, draft.mendings.0.keys().copied().collect::<Vec<_>>())
        };
        let (one, two) =
            ("https://a.org/x,y".to_owned(), "http://b.org/?u=http://c.org".to_owned());
        assert_eq!(of(&one), (vec![one.clone()], vec![]));
        for both in [
            format!("{one}, {two}"),
            format!("{one},{two}"),
            format!("{one} and {two}\n{one}"),
            format!("['{one}', '{two}']"),
            format!("['{one}','{two}']"),
            format!("{one}|{two};"),
        ] {
            let wanted = (vec![one.clone(), two.clone()], vec![Mending::Addresses]);
            assert_eq!(of(&both), wanted, "{both}");
        }
        assert_eq!(of("Metadata"), (vec![], vec![Mending::Address]));
        assert_eq!(of(" ;,"), (vec![], vec![Mending::Address]));
        assert_eq!(of(" "), (vec![], vec![]));
        assert!(
            are_addresses("https://a.org; https://b.org") && !are_addresses("see https://a.org")
        );
        let many = "https://a.org/1 ".repeat(300);
        assert_eq!(addresses(&mut ClaimDraft::new("", "a"), "url", &many), None);
    }
}
