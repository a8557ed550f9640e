//! Tests of the guess: small tables with the right result, and generated ones whose columns are
//! shuffled, renamed, or without a header.

use proptest::prelude::*;

use super::*;
use crate::import::Format;

fn said_of(names: &[&str], rows: &[&[&str]], format: Format) -> String {
    let names: Vec<String> = names.iter().map(|&name| name.to_owned()).collect();
    let rows: Vec<Vec<String>> =
        rows.iter().map(|row| row.iter().map(|&cell| cell.to_owned()).collect()).collect();
    let survey = ColumnSurvey::new(&names, rows.iter().map(Vec::as_slice).collect());
    let guess = guess(&survey, Preset::of(format), &GivenFields::default());
    let mut said = vec![guess.said()];
    said.extend(guess.misfits());
    said.extend(guess.remarks.iter().cloned());
    said.join("\n")
}

fn said(names: &[&str], rows: &[&[&str]]) -> String {
    said_of(names, rows, Format::Csv)
}

#[test]
fn without_rows_names_decide() {
    assert_eq!(
        said(&["", "Statement", "Speaker", "Label", "URL", "state"], &[]),
        "claim = Statement, by = Speaker, verdict = Label, verdict-url = URL; kept: #1, state"
    );
    assert_eq!(
        said(&["text", "Claim Text", "person", "date", "url"], &[]),
        "claim = Claim Text, by = person, date = date, source-url = url; kept: text"
    );
    assert_eq!(said(&["a", "explanation"], &[]), "; kept: a, explanation");
    assert_eq!(said(&["title", "fact"], &[]), "claim = fact; kept: title");
    assert_eq!(
        said(&["author", "statement", "source", "verdict"], &[]),
        "claim = statement, by = author, verdict = verdict; kept: source"
    );
}

#[test]
fn a_repetition_has_its_own_speaker() {
    assert_eq!(
        said(&["speaker", "sentence", "verified_claim", "truth_value"], &[]),
        "claim = verified_claim, verdict = truth_value; kept: speaker, sentence"
    );
    let of_scrape = ["author", "statement", "source", "date", "target"];
    assert_eq!(
        said_of(&of_scrape, &[], Format::Politifact),
        "claim = statement, by = source, verdict = target, verdict-date = date, \
         verdict-author = author\n“author” wrote the fact-check, not the claim"
    );
}

#[test]
fn cells_overrule_names() {
    assert_eq!(
        said(
            &["post_link", "post_words", "claim", "worth"],
            &[
                &["https://p.example/1", "The lighthouse was sold to a circus.", "1", "0"],
                &["https://p.example/2", "What a fine day at the sea", "0", "0"],
            ]
        ),
        "claim = post_words (words that differ from row to row), \
         source-url = post_link; kept: claim, worth\n\
         “claim” holds flags: 1, 0, which can’t be claims"
    );
    assert_eq!(
        said(&["claim", "n"], &[&["0", "5"], &["1", "6"]]),
        "; kept: claim, n\n“claim” holds flags: 0, 1, which can’t be claims"
    );
    assert_eq!(
        said(
            &["speaker", "claim"],
            &[
                &["https://a.example/x", "The lighthouse was sold."],
                &["https://b.example", "No sea left."]
            ]
        ),
        "claim = claim; kept: speaker\n“speaker” holds addresses, which can’t be who makes the claim"
    );
}

#[test]
fn what_a_table_of_fact_checks_says_belongs_to_the_check() {
    assert_eq!(
        said(
            &["title", "author", "date", "claim", "rating", "url"],
            &[&[
                "Was the Lighthouse Sold?",
                "Ina Prüfer",
                "3 May 2020",
                "The lighthouse was sold to a circus.",
                "False",
                "https://n.example/fact-check/lighthouse/"
            ]]
        ),
        "claim = claim, verdict = rating, verdict-by = author, verdict-date = date, \
         verdict-url = url, verdict-title = title\n“author” wrote the fact-check, not the claim"
    );
    assert_eq!(
        said(
            &["Author", "Statement", "Source", "Rating", "URL"],
            &[
                &[
                    "Posts",
                    "The lighthouse was sold.",
                    "https://www.politifact.com/factchecks/2024/dec/10/posts/a/",
                    "false",
                    "https://www.politifact.com/factchecks/2024/dec/10/posts/a/"
                ],
                &[
                    "Eva Roe",
                    "All gulls are spies.",
                    "https://www.politifact.com/factchecks/2024/dec/11/eva-roe/b/",
                    "false",
                    "https://www.politifact.com/factchecks/2024/dec/11/eva-roe/b/"
                ],
            ]
        ),
        "claim = Statement, by = Author (names in the addresses of the fact-checks), \
         verdict = Rating, verdict-url = URL; kept: Source"
    );
    // The author of a mere page may be either.
    assert_eq!(
        said(
            &["claim", "author", "label", "link"],
            &[&["Gulls are spies.", "Eva Roe", "false", "https://n.example/gulls"]]
        ),
        "claim = claim, verdict = label, verdict-url = link; kept: author\n\
         “author” may have written the claim or the fact-check, and is kept"
    );
}

#[test]
fn ratings_are_told_by_their_words() {
    assert_eq!(
        said(
            &["claim", "page", "grade", "label"],
            &[
                &["Gulls are spies.", "https://n.example/a", "Falso", "0.0"],
                &["The sea is gone.", "https://n.example/b", "Engañoso", "1.0"],
            ]
        ),
        "claim = claim, verdict = grade (known ratings), verdict-url = page; kept: label"
    );
    assert_eq!(
        said(
            &["claim", "normalised_rating", "original_verdict"],
            &[&["Gulls are spies.", "False", "Nonsense"], &["The sea is gone.", "False", "Bosh"]]
        ),
        "claim = claim, verdict = original_verdict; kept: normalised_rating\n\
         “normalised_rating” holds ratings too, and is kept"
    );
    assert_eq!(
        said(&["claim", "is_reply"], &[&["Gulls are spies.", "True"], &["No sea.", "False"]]),
        "claim = claim; kept: is_reply"
    );
}

#[test]
fn the_label_of_a_pair_is_no_rating() {
    let rows: &[&[&str]] = &[
        &["In a trial, tea helped.", "Tea cures gout", "SUPPORTS", "does tea help?"],
        &["Tea had no effect at all.", "Tea cures gout", "REFUTES", "does tea help?"],
        &["Tea is grown in hills.", "Tea cures gout", "NEUTRAL", "does tea help?"],
    ];
    assert_eq!(
        said(&["evidence", "claim", "label", "question"], rows),
        "claim = claim, evidence = evidence, stance = label (what the evidence does to the claim); \
         kept: question"
    );
    assert_eq!(
        said(&["a", "b", "c", "d"], rows),
        "claim = b (texts that repeat beside different evidence), \
         evidence = a (texts beside the claims), stance = c (what the evidence does to the claim); \
         kept: d"
    );
}

#[test]
fn numbered_evidence_has_its_addresses() {
    let row =
        ["Gulls spy.", "Seen.", "https://n.example/1", "Heard.", "https://n.example/2", "Said."];
    let names = ["claim", "evidence_1", "link_1", "evidence_2", "link_2", "evidence_3"];
    assert_eq!(
        said(&names, &[&row]),
        "claim = claim, evidence = evidence_1, evidence = evidence_2, evidence = evidence_3, \
         evidence-url = link_1, evidence-url = link_2"
    );
}

#[test]
fn a_path_names_its_value() {
    let names = [
        "text",
        "claimant",
        "claimReview[0].publisher.name",
        "claimReview[0].url",
        "claimReview[0].textualRating",
        "claimReview[0].title",
        "claimDate",
    ];
    let row = [
        "No sea left.",
        "Eva Roe",
        "Sea Facts",
        "https://n.example/1",
        "False",
        "No, it is not",
        "2019-01-01",
    ];
    assert_eq!(
        said(&names, &[&row]),
        "claim = text, by = claimant, verdict = claimReview[0].textualRating, \
         verdict-by = claimReview[0].publisher.name, verdict-url = claimReview[0].url, \
         verdict-title = claimReview[0].title, date = claimDate"
    );
}

#[test]
fn a_site_of_fact_checks_is_no_source_of_the_claim() {
    let names = ["text", "ratingName", "author", "source", "sourceURL", "link"];
    let page = "https://www.politifact.com/truth-o-meter/statements/2019/jan/01/eva-roe/sea/";
    let row = ["No sea left.", "False", "Eva Roe", "politifact", "http://www.politifact.com", page];
    assert_eq!(
        said(&names, &[&row]),
        "claim = text, by = author (names in the addresses of the fact-checks), \
         verdict = ratingName, verdict-by = source (fact-checkers), verdict-url = link; \
         kept: sourceURL"
    );
}

#[test]
fn a_row_of_names_is_no_record() {
    for header in [
        &["id", "claim", ""][..],
        &["Claim Text", "URL"],
        &["claim"],
        &["claim", "url", "url"],
        &["No.", "#", "Claim", "Speaker"],
    ] {
        assert!(is_header(header), "{header:?}");
    }
    for record in [
        &["1", "claim"][..],
        &["The moon is made of cheese.", "x"],
        &["The earth is flat.", "Quote", "Politician", "2021-03-04", "https://a.example"],
        &["a", "https://a.org"],
        &["a", "2020-05-01"],
        &["a", "a"],
        &["", " "],
    ] {
        assert!(!is_header(record), "{record:?}");
    }
}

/// A made-up column: its telling name and its cells.
#[derive(Debug, Clone)]
struct MadeUp {
    name: &'static str,
    cells: Vec<String>,
}

/// Returns the name of the made-up column of each guessed field.
fn attribution(columns: &[MadeUp], names: &[String]) -> Vec<(ColumnField, &'static str)> {
    let count = columns.first().map_or(0, |column| column.cells.len());
    let rows: Vec<Vec<String>> = (0..count)
        .map(|row| columns.iter().map(|column| column.cells[row].clone()).collect())
        .collect();
    let survey = ColumnSurvey::new(names, rows.iter().map(Vec::as_slice).collect());
    let guess = guess(&survey, Preset::of(Format::Csv), &GivenFields::default());
    let mut places: Vec<(ColumnField, &'static str)> =
        guess.places.iter().map(|(field, place)| (*field, columns[*place].name)).collect();
    places.sort();
    places
}

fn telling(columns: &[MadeUp]) -> Vec<String> {
    columns.iter().map(|column| column.name.to_owned()).collect()
}

fn words(least: usize, most: usize) -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec("[b-df-hj-np-tv-z][aeiou][b-df-hj-np-tv-z][aeiou][a-z]{0,4}", least..most)
}

fn sentence(least: usize, most: usize) -> impl Strategy<Value = String> {
    words(least, most).prop_map(|words| {
        let text = words.join(" ");
        format!("{}{}.", text[..1].to_uppercase(), &text[1..])
    })
}

fn name() -> impl Strategy<Value = String> {
    let word = "[B-DF-HJ-NP-TV-Z][aeiou][b-df-hj-np-tv-z][aeiou]";
    (word, word).prop_map(|(one, other)| format!("{one} {other}"))
}

fn rating() -> impl Strategy<Value = String> {
    prop::sample::select(&["False", "Mixture", "half-true", "Engañoso", "faux", "3/5", "زائف"][..])
        .prop_map(str::to_owned)
}

/// What a row of a made-up table says, before it is put into columns.
#[derive(Debug, Clone)]
struct MadeUpRow {
    claim: String,
    other: String,
    title: Vec<String>,
    person: String,
    checker: String,
    rating: String,
    day: (u32, u32),
}

fn row() -> impl Strategy<Value = MadeUpRow> {
    let day = (1_u32..12, 1_u32..28);
    let texts = (sentence(3, 9), sentence(3, 14), words(4, 8));
    (texts, name(), name(), rating(), day).prop_map(
        |((claim, other, title), person, checker, rating, day)| MadeUpRow {
            claim,
            other,
            title,
            person,
            checker,
            rating,
            day,
        },
    )
}

fn column(name: &'static str, rows: &[MadeUpRow], cell: impl Fn(&MadeUpRow) -> String) -> MadeUp {
    MadeUp { name, cells: rows.iter().map(cell).collect() }
}

/// Returns the address of a check: by the speaker, under a segment for checks, or plain; with a
/// slug made of the title or of the claim.
fn address(row: &MadeUpRow, form: usize, of_claim: bool) -> String {
    use super::super::page_address::slug;
    let words = if of_claim { slug(&row.claim) } else { row.title.join("-") };
    let (month, day) = row.day;
    match form {
        0 => format!(
            "https://c.example/statements/2021/{month}/{day}/{}/{words}/",
            slug(&row.person)
        ),
        1 => format!("https://c.example/fact-check/{words}/"),
        2 => format!("https://c.example/2021/{month}/{day}/{words}"),
        _ => format!("https://c.example/{words}"),
    }
}

/// A table of fact-checks, of claims or of pairs.
fn table() -> impl Strategy<Value = Vec<MadeUp>> {
    let rows = prop::collection::vec(row(), 2..9);
    (rows, 0..3_usize, 0..4_usize, prop::collection::vec(any::<bool>(), 8)).prop_map(
        |(rows, kind, form, on)| {
            let all = match kind {
                0 => checks(&rows, form, &on),
                1 => claims(&rows, &on),
                _ => pairs(&rows, &on),
            };
            all.into_iter().flatten().collect()
        },
    )
}

fn checks(rows: &[MadeUpRow], form: usize, on: &[bool]) -> Vec<Option<MadeUp>> {
    let date = |row: &MadeUpRow| format!("2021-{:02}-{:02}", row.day.0, row.day.1);
    let title = |row: &MadeUpRow| {
        let end = if on[4] { "?" } else { "" };
        format!("{}{end}", row.title.join(" "))
    };
    vec![
        Some(column("claim", rows, |row| row.claim.clone())),
        Some(column("rating", rows, |row| row.rating.clone())),
        Some(column("url", rows, |row| address(row, form, on[0]))),
        on[1].then(|| column("title", rows, title)),
        on[2].then(|| column("author", rows, |row| row.checker.clone())),
        on[3].then(|| column("date", rows, date)),
        on[5].then(|| column("explanation", rows, |row| row.other.clone())),
        on[6].then(|| column("speaker", rows, |row| row.person.clone())),
        on[7].then(|| column("claim_url", rows, |row| format!("https://h.example/{}", row.day.0))),
    ]
}

fn claims(rows: &[MadeUpRow], on: &[bool]) -> Vec<Option<MadeUp>> {
    vec![
        Some(column("claim", rows, |row| row.claim.clone())),
        on[0].then(|| column("author", rows, |row| row.person.clone())),
        on[1].then(|| column("url", rows, |row| format!("https://h.example/{}", row.title[0]))),
        on[2].then(|| column("date", rows, |row| format!("2021-{:02}-01", row.day.0))),
        on[3].then(|| column("notes", rows, |row| row.other.clone())),
    ]
}

fn pairs(rows: &[MadeUpRow], on: &[bool]) -> Vec<Option<MadeUp>> {
    let label =
        |row: &MadeUpRow| ["SUPPORTS", "REFUTES", "NEUTRAL"][row.day.0 as usize % 3].to_owned();
    let claim = rows[0].claim.clone();
    vec![
        Some(column("claim", rows, |row| if on[0] { claim.clone() } else { row.claim.clone() })),
        Some(column("evidence", rows, |row| row.other.clone())),
        Some(column("label", rows, label)),
        on[1].then(|| column("question", rows, |row| format!("{}?", row.title.join(" ")))),
        on[2].then(|| column("id", rows, |row| (row.day.0 * 31 + row.day.1).to_string())),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn shuffled_columns_are_attributed_alike(
        (table, shuffled) in table().prop_flat_map(|table| (Just(table.clone()), Just(table).prop_shuffle())),
    ) {
        let wanted = attribution(&table, &telling(&table));
        prop_assert_eq!(attribution(&shuffled, &telling(&shuffled)), wanted);
        let bare = |table: &[MadeUp]| {
            let names: Vec<String> = table.iter().map(|_| "x".to_owned()).collect();
            attribution(table, &names)
        };
        prop_assert_eq!(bare(&shuffled), bare(&table));
    }

    #[test]
    fn without_names_nothing_goes_to_another(
        table in table().prop_shuffle(),
        is_numbered: bool,
    ) {
        let told = attribution(&table, &telling(&table));
        prop_assert!(told.contains(&(ColumnField::Claim, "claim")), "{told:?}");
        let names = (0..table.len()).map(|place| {
            if is_numbered { super::super::layout::place_name(place) } else { format!("column {place}") }
        });
        let untold = attribution(&table, &names.collect::<Vec<_>>());
        // Without a column for the claim the table is refused.
        if untold.iter().all(|(field, _)| *field != ColumnField::Claim) {
            return Ok(());
        }
        for (field, name) in &untold {
            let is_known = told.contains(&(*field, name));
            prop_assert!(is_known, "{field:?} = {name}; with names: {told:?}");
        }
    }

    #[test]
    fn nobody_says_what_the_table_does_not_say(table in table().prop_shuffle()) {
        let told = attribution(&table, &telling(&table));
        let is_of_checks = table.iter().any(|column| column.name == "rating");
        for (field, name) in told {
            match field {
                ColumnField::By => {
                    prop_assert!(name == "speaker" || name == "author" && !is_of_checks, "{name}");
                }
                ColumnField::Verdict => prop_assert_eq!(name, "rating"),
                ColumnField::Stance => prop_assert_eq!(name, "label"),
                ColumnField::VerdictBy => prop_assert_eq!(name, "author"),
                _ => {}
            }
        }
    }
}
