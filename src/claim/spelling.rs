//! The spellings of the words of the format's closed lists: a file may write a word as a screen
//! shows it. Only spellings of known words are read; any other word stays an error.

/// Words that stand for a word of the format: those that pages show in its place, and those that
/// earlier versions showed.
const OTHERS: [(&str, &str); 12] = [
    ("a translation", "translation"),
    ("cause", "causal"),
    ("minor", "low"),
    ("moderate", "medium"),
    ("not known", "unknown"),
    ("not seen by the coder", "not-seen"),
    ("parallel to", "parallel"),
    ("quotation", "quote"),
    ("seen by the coder", "first-hand"),
    ("serious", "high"),
    ("the reporter’s words", "reporter-words"),
    ("verbatim, as its source quotes it", "verbatim-quoted-by-source"),
];

/// The largest number of bytes of a text that is compared.
const LONGEST: usize = 64;

/// Returns the word among `words` that `text` spells in another way: with other capitals, with
/// blanks or underscores for hyphens, or as pages show it.
pub(crate) fn spelt<'w, W: AsRef<str>>(text: &str, words: &'w [W]) -> Option<&'w str> {
    let meant = letters(text)?;
    let is = |name: &str| letters(name).is_some_and(|name| name == meant);
    let other = OTHERS.iter().filter(|(other, _)| is(other)).map(|(_, name)| *name).next();
    words.iter().map(AsRef::as_ref).find(|name| is(name) || Some(*name) == other)
}

/// Returns the letters of a text in lower case; `None` if the text has signs that no word has.
fn letters(text: &str) -> Option<String> {
    let is_between = |c: char| matches!(c, ' ' | '-' | '_' | ',' | '\'' | '’');
    let is_word = text.len() <= LONGEST && text.chars().all(|c| c.is_alphabetic() || is_between(c));
    let letters = text.chars().filter(|c| !is_between(*c)).flat_map(char::to_lowercase);
    is_word.then(|| letters.collect()).filter(|letters: &String| !letters.is_empty())
}

#[cfg(test)]
mod tests {
    use crate::claim::{
        Access, AgentKind, ClaimKind, EvidenceKind, IssueSeverity, QuoteIs, RelationKind,
        ReliabilityLevel, Scope, Stance, Status, Vocabulary,
    };

    fn reads_both_spellings<T: Vocabulary + PartialEq + std::fmt::Debug>() {
        for term in T::ALL {
            for text in [term.name(), term.words(), &term.name().to_uppercase().replace('-', "_")] {
                assert_eq!(T::from_spelling(text), Some(*term), "{text}");
            }
        }
    }

    #[test]
    fn words_are_read_as_the_file_and_as_the_screen_spells_them() {
        reads_both_spellings::<Access>();
        reads_both_spellings::<AgentKind>();
        reads_both_spellings::<ClaimKind>();
        reads_both_spellings::<EvidenceKind>();
        reads_both_spellings::<IssueSeverity>();
        reads_both_spellings::<QuoteIs>();
        reads_both_spellings::<RelationKind>();
        reads_both_spellings::<ReliabilityLevel>();
        reads_both_spellings::<Scope>();
        reads_both_spellings::<Stance>();
        reads_both_spellings::<Status>();
        assert_eq!(IssueSeverity::from_spelling("Serious"), Some(IssueSeverity::High));
    }

    #[test]
    fn an_unknown_word_is_none() {
        for text in ["", "-", "fulll", "full!", "ful", "no comments", "serious", &"full".repeat(40)]
        {
            assert_eq!(Scope::from_spelling(text), None, "{text}");
        }
        let read = serde_json::from_str::<Scope>;
        assert_eq!(read(r#""No comment""#).unwrap(), Scope::NoComment);
        let error = read(r#""none""#).unwrap_err().to_string();
        assert!(error.starts_with("unknown variant `none`, expected one of `full`"), "{error}");
        assert!(read("7").is_err() && read("null").is_err());
    }
}
