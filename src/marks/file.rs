//! The text of a file of marks: one id a line, and comment lines that begin with `#`. Lines that
//! don't change stay as they are, whether this program or the user wrote them.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashSet};

/// The longest dataset id that becomes a file name unchanged.
const ID_LIMIT: usize = 96;

/// Returns the name of a dataset's file. An id that is valid in the format is the name. In other
/// ids, which only a faulty dataset has, unusual characters are replaced and a hash is added.
pub(super) fn name(dataset: &str) -> String {
    let letter = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    let fine = |c: char| letter(c) || matches!(c, '.' | '_' | '-');
    if dataset.starts_with(letter) && dataset.chars().all(fine) && dataset.len() <= ID_LIMIT {
        return format!("{dataset}.txt");
    }
    let plain = |c: char| if fine(c) { c } else { '-' };
    let begins: String = dataset.chars().take(ID_LIMIT / 3).map(plain).collect();
    format!("~{begins}~{:016x}.txt", xxhash_rust::xxh3::xxh3_64(dataset.as_bytes()))
}

/// Returns the ids in a text, in its order.
pub(super) fn ids(text: &str) -> impl Iterator<Item = Cow<'_, str>> {
    text.lines().filter_map(id)
}

/// Returns the id that a line holds.
fn id(line: &str) -> Option<Cow<'_, str>> {
    let line = line.trim();
    match line.chars().next()? {
        '#' => None,
        '"' => Some(serde_json::from_str(line).map_or(Cow::Borrowed(line), Cow::Owned)),
        _ => Some(Cow::Borrowed(line)),
    }
}

/// Returns an id as a line: unchanged if it reads back as the same id, otherwise as a JSON string.
fn line(id: &str) -> String {
    let reads_back = self::id(id) == Some(Cow::Borrowed(id)) && !id.starts_with('"');
    let plain = reads_back && !id.contains(char::is_control);
    if plain { id.to_owned() } else { serde_json::Value::from(id).to_string() }
}

/// Returns a text with marks set and removed, or `None` if that changes nothing.
pub(super) fn changed(
    text: &str,
    dataset: &str,
    changes: &BTreeMap<String, bool>,
) -> Option<String> {
    let gone = |line: &&str| id(line).is_some_and(|id| changes.get(&*id) == Some(&false));
    let there: HashSet<Cow<'_, str>> = ids(text).collect();
    let new = |(id, marked): &(&String, &bool)| **marked && !there.contains(id.as_str());
    let mut out: String = text.split_inclusive('\n').filter(|line| !gone(line)).collect();
    for (id, _) in changes.iter().filter(new) {
        if out.is_empty() {
            let named = crate::text::line(dataset);
            out = format!(
                "# Claims of the dataset {named} that are marked in gainsay: an id a line.\n"
            );
        }
        if !out.ends_with('\n') {
            out.push('\n');
        }
        out.push_str(&line(id));
        out.push('\n');
    }
    (out != text).then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_format_s_ids_are_names_and_no_id_leads_out_of_the_folder() {
        assert_eq!(name("meta-netflix"), "meta-netflix.txt");
        assert_eq!(name("a.b_c-9"), "a.b_c-9.txt");
        for odd in
            ["", "..", "../x", "/etc/passwd", ".hidden", "A", "a b", "é", "a\0b", &"x".repeat(97)]
        {
            let name = name(odd);
            assert!(name.starts_with('~') && name.len() < 120, "{name}");
            assert!(!name.contains(['/', '\0', ' ']) && name.is_ascii(), "{name}");
        }
        assert_ne!(name("A"), name("B"));
    }

    #[test]
    fn what_others_wrote_stays_as_it_is() {
        let text = "# mine\r\nb\n\n  a  \n\"odd\nlast";
        let found: Vec<_> = ids(text).collect();
        assert_eq!(found, ["b", "a", "\"odd", "last"]);
        let changes = [("a", false), ("new", true), ("b", true), ("gone", false)];
        let changes = changes.map(|(id, marked)| (id.to_owned(), marked)).into();
        let written = changed(text, "d", &changes).unwrap();
        assert_eq!(written, "# mine\r\nb\n\n\"odd\nlast\nnew\n");
        assert_eq!(changed(&written, "d", &changes), None);
    }

    proptest! {
        #[test]
        fn a_text_has_what_was_marked_and_not_taken_away(
            steps in prop::collection::vec(prop::collection::btree_map("[a-c#\" ]{0,2}|\\PC{0,4}|[\u{0}-\u{ff}\u{2028}]{0,3}", any::<bool>(), 0..6), 0..8),
        ) {
            let (mut text, mut expected) = (String::new(), BTreeSet::new());
            for changes in steps {
                if let Some(written) = changed(&text, "d", &changes) {
                    text = written;
                }
                for (id, marked) in changes {
                    if marked { expected.insert(id); } else { expected.remove(&id); }
                }
                let found: Vec<String> = ids(&text).map(Cow::into_owned).collect();
                prop_assert_eq!(found.len(), expected.len(), "{:?}", text);
                prop_assert_eq!(&found.into_iter().collect::<BTreeSet<_>>(), &expected);
            }
        }

        #[test]
        fn any_id_has_a_name_of_its_own(a in ".{0,120}", b in ".{0,120}") {
            prop_assert_eq!(name(&a) == name(&b), a == b);
            prop_assert!(name(&a).len() < 130 && !name(&a).contains('/'));
        }
    }
}
