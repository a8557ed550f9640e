//! One test for each rule of the grammar.

use std::sync::Arc;

use proptest::prelude::*;

use super::{corpus, found};
use crate::search::field::Field;
use crate::search::query::{AtomKind, How};
use crate::search::{Query, SearchRequest, rank};

/// Writes the query's terms plainly: `!` if negated, then the kind and the text.
fn read(source: &str) -> Vec<Vec<String>> {
    let atom = |atom: &crate::search::query::Atom| {
        let sign = if atom.negated { "!" } else { "" };
        match &atom.value {
            AtomKind::Text(needle) => format!("{sign}{:?} {}", needle.how, needle.text),
            AtomKind::Field(field) => format!("{sign}{field:?}"),
        }
    };
    let query = Query::parse(source);
    query.terms.iter().map(|term| term.alternatives.iter().map(atom).collect()).collect()
}

fn single(source: &str) -> String {
    let terms = read(source);
    assert_eq!((terms.len(), terms[0].len()), (1, 1), "{source}: {terms:?}");
    terms[0][0].clone()
}

#[test]
fn blanks_mean_and() {
    assert_eq!(read("  a\tb  "), [["Fuzzy a"], ["Fuzzy b"]]);
    assert_eq!(found("netflix messages"), "inbox");
}

#[test]
fn a_bar_between_words_means_or_and_binds_tighter() {
    assert_eq!(read("a b | c d").concat(), ["Fuzzy a", "Fuzzy b", "Fuzzy c", "Fuzzy d"]);
    assert_eq!(read("a b | c d")[1], ["Fuzzy b", "Fuzzy c"]);
    assert_eq!(found("'netflix 'messages | 'adverts"), "inbox budget");
}

#[test]
fn a_bar_at_either_end_or_doubled_is_ignored() {
    assert_eq!(read("| a |"), [["Fuzzy a"]]);
    assert_eq!(read("a | | b"), [["Fuzzy a", "Fuzzy b"]]);
    assert!(read("|").is_empty());
    assert_eq!(single("a|b"), "Fuzzy a|b");
}

#[test]
fn an_apostrophe_means_exact_and_takes_the_rest_literally() {
    assert_eq!(single("'word"), "Exact word");
    assert_eq!(single("'by:x"), "Exact by:x");
    assert_eq!(single("'^x$"), "Exact ^x$");
}

#[test]
fn a_caret_means_prefix() {
    assert_eq!(single("^word"), "Prefix word");
    assert_eq!(found("^meta"), "inbox");
}

#[test]
fn a_dollar_means_suffix() {
    assert_eq!(single("word$"), "Suffix word");
    assert_eq!(found("messages.$"), "inbox");
}

#[test]
fn both_mean_the_whole_text() {
    assert_eq!(single("^word$"), "Whole word");
    assert_eq!(found("^the\\ knight\\ keeps\\ a\\ metal\\ inbox.$"), "inbox");
}

#[test]
fn an_exclamation_mark_negates_and_is_exact() {
    assert_eq!(single("!word"), "!Exact word");
    assert_eq!(single("!'word"), "!Exact word");
    assert_eq!(single("!^word"), "!Prefix word");
    assert_eq!(single("!word$"), "!Suffix word");
    assert_eq!(single("!^word$"), "!Whole word");
    assert_eq!(single("!scope:full"), "!Scope(Full)");
    assert_eq!(found("!netflix"), "inbox-two inbox");
}

#[test]
fn a_backslash_makes_blanks_and_signs_literal() {
    assert_eq!(single("a\\ b"), "Fuzzy a b");
    assert_eq!(single("\\!a"), "Fuzzy !a");
    assert_eq!(single("\\'a"), "Fuzzy 'a");
    assert_eq!(single("\\|"), "Fuzzy |");
    assert_eq!(single("a\\$"), "Fuzzy a$");
    assert_eq!(single("by\\:x"), "Fuzzy by:x");
    assert_eq!(single("a\\\\b"), "Fuzzy a\\b");
    assert_eq!(single("C:\\dir"), "Fuzzy C:\\dir");
}

#[test]
fn what_is_half_typed_is_ignored() {
    for source in
        ["", " ", "!", "'", "^", "!^", "!'", "^$", "\\", "by:", "!by:", "date:..", "scope:"]
    {
        let query = Query::parse(source);
        assert_eq!((query.terms, query.faults), (Vec::new(), Vec::new()), "{source}");
    }
    assert_eq!(single("$"), "Fuzzy $");
    assert_eq!(single("a\\"), "Fuzzy a");
}

#[test]
fn a_value_with_blanks_stands_in_quotes() {
    assert_eq!(single("topic:\"private life\""), "Topic(Name(\"private life\"))");
    assert_eq!(single("topic:\"private life"), "Topic(Name(\"private life\"))");
    assert_eq!(single("!topic:\"a \\\"b\\\" | c\""), "!Topic(Name(\"a \\\"b\\\" | c\"))");
    assert_eq!(read("a\"b c"), [["Fuzzy a\"b"], ["Fuzzy c"]]);
}

#[test]
fn a_phrase_stands_in_quotes_and_is_exact() {
    assert_eq!(single("\"two words\""), "Exact two words");
    assert_eq!(single("!\"two words\""), "!Exact two words");
    assert_eq!(single("^\"two words\""), "Prefix two words");
    assert_eq!(single("!^\"two words\""), "!Prefix two words");
    assert_eq!(single("\"two words\"$"), "Suffix two words");
    assert_eq!(single("^\"two words\"$"), "Whole two words");
    assert_eq!(single("\"word\""), "Exact word");
    assert_eq!(single("\"by:x | !y 'z\""), "Exact by:x | !y 'z");
    assert_eq!(single("\"cost $\""), "Exact cost $");
    assert_eq!(single("\"^a\""), "Exact ^a");
    assert_eq!(single("\"say \\\"no\\\" \""), "Exact say \"no\" ");
    assert_eq!(read("\"a b\" | c d")[0], ["Exact a b", "Fuzzy c"]);
    assert_eq!(read("\"a b\" \"c d\"").concat(), ["Exact a b", "Exact c d"]);
    assert_eq!(found("\"private messages\""), "inbox");
    assert_eq!(found("\"messages private\""), "");
    assert_eq!(found("!\"private messages\""), "budget inbox-two inbox");
    assert_eq!(found("^\"the knight\""), "inbox");
    assert_eq!(found("^\"knight keeps\""), "");
}

#[test]
fn a_phrase_that_is_not_closed_takes_the_rest() {
    assert_eq!(single("\"two words | x "), "Exact two words | x");
    assert_eq!(single("!\"a b"), "!Exact a b");
    for source in ["\"", "\" ", "\"\"", "!\"", "^\"\"", "\"\"$", "^\"\"$", "\"\" \""] {
        assert_eq!(Query::parse(source), Query::default(), "{source}");
    }
}

#[test]
fn a_quotation_mark_elsewhere_is_literal() {
    assert_eq!(single("5\""), "Fuzzy 5\"");
    assert_eq!(single("\\\"a"), "Fuzzy \"a");
    assert_eq!(single("'\"a"), "Exact \"a");
    assert_eq!(read("^a\"b c\""), [["Prefix a\"b"], ["Fuzzy c\""]]);
    assert_eq!(single("\"a\"b"), "Exact ab");
}

#[test]
fn an_unknown_word_before_a_colon_is_plain_text() {
    assert_eq!(single("covid:19"), "Fuzzy covid:19");
    assert_eq!(single("By:x"), "Fuzzy By:x");
}

#[test]
fn text_is_folded() {
    assert_eq!(single("'École"), "Exact Ecole");
    assert_eq!(found("'erdogan"), "inbox-two");
    assert_eq!(found("'users'"), "inbox");
}

#[test]
fn a_capital_makes_a_word_respect_case() {
    assert_eq!(found("'meta"), "inbox inbox");
    assert_eq!(found("'Meta"), "inbox");
    assert_eq!(found("!Meta 'met"), "inbox");
    assert_eq!(found("^The"), "inbox");
    assert_eq!(found("^tHe"), "");
    assert_eq!(found("all:usd"), "budget");
    assert_eq!(found("all:Usd"), "");
}

#[test]
fn a_bad_value_is_a_fault_that_names_the_values() {
    let query = Query::parse("a scope:blah | b");
    assert_eq!(query.terms.len(), 2);
    assert_eq!(
        query.faults[0].to_string(),
        "scope:blah is not a known value; use full, partial, blanket, non-denial, context, \
         no-comment or unclear"
    );
    assert_eq!(query.faults[0].span, 2..12);
    for source in ["status:x", "kind:x", "stance:x", "has:x", "no:x", "date:x", "date:2017-13"] {
        assert_eq!(Query::parse(source).faults.len(), 1, "{source}");
    }
    assert_eq!(
        Query::parse("date:2018..2017").faults[0].to_string(),
        "date:2018..2017 ends before it begins"
    );
}

/// A value that can't become a valid one by typing on makes the query find nothing.
#[test]
fn an_invalid_query_finds_nothing_and_an_unfinished_one_what_the_rest_of_it_finds() {
    let listed = |source: &str| {
        let request = SearchRequest { query: Query::parse(source), ..SearchRequest::default() };
        rank(&Arc::new(corpus()), &request, &|| false).unwrap().listed
    };
    for source in ["scope:fool", "netflix status:x", "date:yesterday", "date:2017-13 | netflix"] {
        assert!(Query::parse(source).is_invalid(), "{source}");
        assert_eq!(listed(source), 0, "{source}");
    }
    for source in ["scope:f", "scope:no", "date:2", "date:2018-0", "date:2018..20", "has:ev"] {
        assert!(Query::parse(source).is_unfinished(), "{source}");
        assert_eq!(listed(source), 4, "{source}");
    }
    for source in ["scope:", "by:", "scope:full", "date:2018"] {
        let query = Query::parse(source);
        assert!(!query.is_invalid() && !query.is_unfinished(), "{source}");
    }
    let empty = &Query::parse("a !by: scope:").unfilled;
    let told: Vec<String> = empty.iter().map(ToString::to_string).collect();
    let why = "has no value; write one right after the colon";
    assert_eq!(told, [format!("by: {why}"), format!("scope: {why}")]);
}

#[test]
fn terms_know_where_they_stand() {
    let source = "'a  topic:\"x y\" | b  \"c d\" !\"e";
    let spans = Query::parse(source).terms.into_iter().map(|term| &source[term.span]);
    assert_eq!(spans.collect::<Vec<_>>(), ["'a", "topic:\"x y\" | b", "\"c d\"", "!\"e"]);
}

#[test]
fn fuzzy_letters_beyond_the_limit_are_ignored() {
    let query = Query::parse(&format!("{} {} 'c", "a".repeat(100), "b".repeat(100)));
    let letters: Vec<usize> = query.needles().iter().map(|needle| needle.letters()).collect();
    assert_eq!(letters, [100, 28, 1]);
}

#[test]
fn conditions_beyond_the_limit_are_ignored() {
    let query = Query::parse(&"no:denial | 'a ".repeat(100));
    let conditions: usize = query.terms.iter().map(|term| term.alternatives.len()).sum();
    assert_eq!(conditions, crate::search::query::CONDITIONS_LIMIT);
}

#[test]
fn the_panes_mark_wanted_texts_and_words_of_the_record() {
    let query = Query::parse("a !b 'c all:d !all:e by:f g | h");
    let texts: Vec<&str> = query.needles().iter().map(|needle| needle.text.as_str()).collect();
    assert_eq!(texts, ["a", "c", "d", "g", "h"]);
}

proptest! {
    #[test]
    fn every_text_is_a_query(source in "\\PC*") {
        for term in Query::parse(&source).terms {
            prop_assert!(source.get(term.span).is_some());
            prop_assert!(!term.alternatives.is_empty());
        }
    }

    #[test]
    fn every_mix_of_signs_is_a_query(source in "([!'^$|\\\\\": a]|by:|scope:|date:|has:|all:|20|\\.\\.){0,12}") {
        for term in Query::parse(&source).terms {
            prop_assert!(source.get(term.span).is_some());
            for atom in term.alternatives {
                match atom.value {
                    AtomKind::Text(needle) | AtomKind::Field(Field::All(needle)) => {
                        prop_assert!(!needle.text.is_empty());
                        prop_assert!(!(atom.negated && needle.how == How::Fuzzy));
                    }
                    AtomKind::Field(_) => {}
                }
            }
        }
    }
}

#[test]
fn a_piece_takes_nothing_of_the_next() {
    for open in ["meta |", "meta \\", "by:\"m", "\"me ta", "!", "'"] {
        let both = Query::of([open, "no:denial"]);
        let alone = Query::parse("no:denial");
        assert_eq!(
            both.terms.last().map(|term| &term.alternatives),
            alone.terms.first().map(|term| &term.alternatives),
            "{open}"
        );
    }
}
