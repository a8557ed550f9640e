//! Reads foreign JSON record by record, however long the file is: values one after the other, the
//! elements of an array, or the list in an envelope (a feed, a page of search results). Only the
//! records under way are in memory. Knows nothing of the records’ contents.

mod faults;

use std::io::{BufRead, Read};
use std::sync::OnceLock;

use serde_json::Value;

use super::place::not_utf8;
use super::text_repair::references;
use super::{Import, ImportBatch, Mending};
use crate::input::{Diagnostic, OpenFile};
use crate::json::lossless::{self, Whole};
use crate::json::{self, JsonError, JsonPiece, SplitError, Splitter};
use crate::parallel;
use crate::text::{Place, position, within};

/// The limit in bytes for one record.
const LARGEST: usize = 256 << 20;

/// The limit for the nesting of lists and objects in a record. The converted record is parsed
/// again, here and elsewhere, with a few levels around it.
const DEEPEST: usize = json::DEEPEST - 17;
/// The limit for exported gainsay records, which have some of those levels around them already.
const DEEPEST_OF_OURS: usize = json::DEEPEST - 7;

/// A record of a JSON file.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct JsonRecord {
    /// The parsed record, without losses.
    pub(crate) value: Value,
    /// The line on which the record begins, from 1.
    pub(crate) line: usize,
    /// The kinds of repairs that the record’s JSON needed, and their counts.
    pub(crate) mended: Vec<(Mending, usize)>,
}

/// A part of a JSON file.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum JsonPart {
    /// A record of the file.
    Record(JsonRecord),
    /// Members of the envelope around the records, as an object.
    Envelope(JsonRecord),
}

/// Imports the records of a file on several threads. `make` writes each part, or the diagnostic of
/// an unreadable record, to a batch; an error that it returns ends reading. `envelopes` names the
/// members whose list holds the records and is not a field of a record.
///
/// # Errors
/// Returns an error if the file can’t be read, if `make` fails, or if the import stops.
pub fn import(
    file: &mut OpenFile,
    envelopes: &[&str],
    import: &mut Import<'_>,
    make: impl Fn(Result<JsonPart, Diagnostic>, &mut ImportBatch) -> Result<(), Diagnostic> + Sync,
) -> Result<(), Diagnostic> {
    let name = file.name.clone();
    parallel::map(
        |put| {
            pieces(file, envelopes, LARGEST, &mut |piece| {
                let weight = piece.as_ref().map_or(0, JsonPiece::length);
                put(piece, weight)
            })
        },
        |_| (),
        |(), pieces: Vec<Result<JsonPiece, Diagnostic>>| {
            let mut batch = ImportBatch::default();
            let parts = pieces.into_iter().map(|piece| part(&name, &piece?));
            let end = { parts }.try_for_each(|part| make(part, &mut batch));
            (batch, end)
        },
        |(batch, end)| import.take(batch).and(end),
    )
}

/// The limits for the first records of a file, which `plan` receives: their number, and their bytes.
const FIRST: (usize, usize) = (1_000, 4 << 20);

/// Imports records like [`import`], after `plan` has decided by the first of them how all are read.
/// It also receives whether these are all. Returns the plan, or `None` for a file without records.
///
/// # Errors
/// Returns an error as [`import`] does, or if `plan` fails.
pub(super) fn import_planned<P: Send + Sync>(
    file: &mut OpenFile,
    envelopes: &[&str],
    import: &mut Import<'_>,
    plan: impl Fn(&[JsonRecord], bool) -> Result<P, Diagnostic>,
    make: impl Fn(&P, Result<JsonPart, Diagnostic>, &mut ImportBatch) -> Result<(), Diagnostic> + Sync,
) -> Result<Option<P>, Diagnostic> {
    let name = file.name.clone();
    let planned = OnceLock::new();
    parallel::map(
        |put| {
            let mut first = FirstPieces::default();
            let mut put = |piece: Result<JsonPiece, Diagnostic>| {
                let weight = piece.as_ref().map_or(0, JsonPiece::length);
                put(piece, weight)
            };
            let begin = |first: &mut FirstPieces, put: &mut PutPiece<'_>, is_whole| {
                let plan = plan(&first.records(&name)?, is_whole)?;
                // Only this thread sets it, and once.
                let _ = planned.set(plan);
                std::mem::take(&mut first.pieces).into_iter().try_for_each(put)
            };
            pieces(file, envelopes, LARGEST, &mut |piece| {
                if planned.get().is_some() {
                    return put(piece);
                }
                if first.take(piece) { begin(&mut first, &mut put, false) } else { Ok(()) }
            })?;
            if first.pieces.is_empty() { Ok(()) } else { begin(&mut first, &mut put, true) }
        },
        |_| (),
        |(), pieces: Vec<Result<JsonPiece, Diagnostic>>| {
            let mut batch = ImportBatch::default();
            // The plan is set before the first piece is put, so there is none without it.
            let Some(plan) = planned.get() else { return (batch, Ok(())) };
            let parts = pieces.into_iter().map(|piece| part(&name, &piece?));
            let end = { parts }.try_for_each(|part| make(plan, part, &mut batch));
            (batch, end)
        },
        |(batch, end)| import.take(batch).and(end),
    )?;
    Ok::<_, Diagnostic>(planned.into_inner())
}

/// Puts a piece, or the diagnostic in its place.
type PutPiece<'p> = dyn FnMut(Result<JsonPiece, Diagnostic>) -> Result<(), Diagnostic> + 'p;

/// The first pieces of a file, held back until they can be examined.
#[derive(Default)]
struct FirstPieces {
    pieces: Vec<Result<JsonPiece, Diagnostic>>,
    bytes: usize,
}

impl FirstPieces {
    /// Takes a piece; returns true if they are enough.
    fn take(&mut self, piece: Result<JsonPiece, Diagnostic>) -> bool {
        self.bytes += piece.as_ref().map_or(0, JsonPiece::length);
        self.pieces.push(piece);
        self.pieces.len() >= FIRST.0 || self.bytes >= FIRST.1
    }

    /// Returns the records among the pieces that can be read.
    ///
    /// # Errors
    /// Returns the first [`Diagnostic`] if there are none because of faults.
    fn records(&self, name: &str) -> Result<Vec<JsonRecord>, Diagnostic> {
        let (mut records, mut fault) = (Vec::new(), None);
        for piece in &self.pieces {
            match piece.as_ref().map(|piece| part(name, piece)) {
                Ok(Ok(JsonPart::Record(record))) => records.push(record),
                Ok(Ok(JsonPart::Envelope(_))) => {}
                Ok(Err(problem)) => fault = fault.or(Some(problem)),
                Err(problem) => fault = fault.or_else(|| Some(problem.clone())),
            }
        }
        fault.filter(|_| records.is_empty()).map_or(Ok(records), Err)
    }
}

/// Reads the records of a file one by one on this thread, like [`import`].
///
/// # Errors
/// Returns an error if the file can’t be read or `take` fails.
pub(crate) fn each(
    file: &mut OpenFile,
    envelopes: &[&str],
    mut take: impl FnMut(Result<JsonPart, Diagnostic>) -> Result<(), Diagnostic>,
) -> Result<(), Diagnostic> {
    let name = file.name.clone();
    pieces(file, envelopes, LARGEST, &mut |piece| take(piece.and_then(|piece| part(&name, &piece))))
}

/// Splits a file and passes on each unparsed piece, or a diagnostic if splitting fails.
fn pieces(
    file: &mut OpenFile,
    envelopes: &[&str],
    largest: usize,
    put: &mut impl FnMut(Result<JsonPiece, Diagnostic>) -> Result<(), Diagnostic>,
) -> Result<(), Diagnostic> {
    let name = file.name.clone();
    if is_lines(file, envelopes)? {
        return lines(file, &name, largest, put);
    }
    let mut splitter = Splitter::new(&mut *file, envelopes, largest);
    loop {
        match splitter.next() {
            Ok(Some(piece)) => put(Ok(piece))?,
            Ok(None) => return Ok(()),
            Err(SplitError::Unreadable(error)) => return Err(file.fault(&error)),
            // The beginning of the next record is unknown, so nothing follows the diagnostic.
            Err(fault) => return put(Err(fault.diagnostic(&name))),
        }
    }
}

/// Reads the records of a script, which begins on line `line` of a page and holds one JSON document
/// or several.
///
/// # Errors
/// Returns an error if `take` fails. It receives a diagnostic if the text can’t be split.
pub(crate) fn each_of_script(
    name: &str,
    text: &str,
    line: usize,
    envelopes: &[&str],
    mut take: impl FnMut(Result<JsonPart, Diagnostic>) -> Result<(), Diagnostic>,
) -> Result<(), Diagnostic> {
    let mended = json::repaired_script(text).or_else(|| unescaped(text));
    let broken = mended.is_some().then_some((Mending::Json, 1));
    let text = mended.as_deref().unwrap_or(text);
    let mut splitter = Splitter::new(text.as_bytes(), envelopes, LARGEST).at_line(line);
    loop {
        let piece = match splitter.next() {
            Ok(Some(piece)) => piece,
            Ok(None) => return Ok(()),
            Err(fault) => return take(Err(fault.diagnostic_of_script(name))),
        };
        let mut part = part(name, &piece);
        if let Ok(JsonPart::Record(record) | JsonPart::Envelope(record)) = &mut part {
            record.mended.extend(broken);
        }
        take(part)?;
    }
}

/// Returns the JSON of a script that was escaped like a text of HTML (`{&quot;@type&quot;: …`), or
/// `None` for any other script.
fn unescaped(text: &str) -> Option<String> {
    const QUOTES: [&str; 4] = ["&quot;", "&#34;", "&#034;", "&#x22;"];
    let is_escaped = !text.contains('"') && QUOTES.iter().any(|quote| text.contains(quote));
    let decoded = is_escaped.then(|| references(text)).flatten()?;
    Some(json::repaired_script(&decoded).unwrap_or(decoded))
}

/// Returns true if a file has one record a line: its first line is an object by itself, and not the
/// whole file. The second line doesn’t matter: it may be broken and the third good. An envelope on
/// the first line doesn’t count, because its records are inside of it.
fn is_lines(file: &mut OpenFile, envelopes: &[&str]) -> Result<bool, Diagnostic> {
    let start = file.peek()?.trim_ascii_start();
    let Some(newline) = memchr::memchr(b'\n', start) else { return Ok(false) };
    let (first, rest) = start.split_at(newline);
    let object = serde_json::from_slice::<serde_json::Map<String, Value>>(first);
    // An empty object may be a response without results, before one with some.
    let is_record =
        object.is_ok_and(|it| !it.is_empty() && !envelopes.iter().any(|key| it.contains_key(*key)));
    Ok(is_record && !rest.trim_ascii().is_empty())
}

/// Passes on the lines of a file. A broken line is one record, whatever a quote in it would
/// swallow.
fn lines(
    file: &mut OpenFile,
    name: &str,
    largest: usize,
    put: &mut impl FnMut(Result<JsonPiece, Diagnostic>) -> Result<(), Diagnostic>,
) -> Result<(), Diagnostic> {
    for number in 1.. {
        let mut line = Vec::new();
        let read = file.by_ref().take(largest as u64 + 1).read_until(b'\n', &mut line);
        if read.map_err(|error| file.fault(&error))? == 0 {
            break;
        }
        if line.len() > largest {
            return put(Err(SplitError::TooLong((number, 1)).diagnostic(name)));
        }
        line.truncate(line.trim_ascii_end().len());
        if !line.is_empty() {
            put(Ok(JsonPiece::Record(line, (number, 1))))?;
        }
    }
    Ok(())
}

fn part(name: &str, piece: &JsonPiece) -> Result<JsonPart, Diagnostic> {
    match piece {
        JsonPiece::Record(bytes, place) => record(name, bytes, *place).map(JsonPart::Record),
        JsonPiece::Envelope(bytes, place) => record(name, bytes, *place).map(JsonPart::Envelope),
    }
}

/// Parses a record, and repairs its JSON if that is possible.
fn record(name: &str, bytes: &[u8], place: Place) -> Result<JsonRecord, Diagnostic> {
    let line = place.0;
    let error = match lossless::read(bytes) {
        Ok(whole) if whole.depth > DEEPEST && is_too_deep(bytes, whole.depth) => {
            return Err(Diagnostic::error(name, "this record is nested too deeply")
                .at(place)
                .help("skip records that can’t be read: --skip-broken"));
        }
        Ok(whole) => return Ok(JsonRecord::of(whole, line)),
        Err(error) => error,
    };
    let Ok(text) = std::str::from_utf8(bytes) else { return Err(not_utf8(name, bytes, place)) };
    let mended = json::repaired(text).and_then(|text| lossless::read(text.as_bytes()).ok());
    let Some(whole) = mended else {
        let error = JsonError::new(&error, text);
        return Err(Diagnostic::error(name, error.message)
            .at(within(place, position(text, error.at)))
            .help("correct the record, or skip records that can’t be read: --skip-broken"));
    };
    let mut record = JsonRecord::of(whole, line);
    record.mended.push((Mending::Json, 1));
    Ok(record)
}

fn is_too_deep(bytes: &[u8], depth: usize) -> bool {
    let is_ours = memchr::memmem::find(bytes, b"gainsay:").is_some();
    depth > if is_ours { DEEPEST_OF_OURS } else { DEEPEST }
}

impl JsonRecord {
    fn of(whole: Whole, line: usize) -> Self {
        let mended = [(Mending::Twice, whole.twice), (Mending::Number, whole.numbers)];
        let mended = mended.into_iter().filter(|(_, times)| *times > 0).collect();
        Self { value: whole.value, line, mended }
    }
}

/// Returns the diagnostic for a record that is not of the expected kind.
pub(super) fn unlike(name: &str, record: &JsonRecord, what: &str) -> Diagnostic {
    Diagnostic::error(name, format!("this record isn’t {what}"))
        .at((record.line, 0))
        .help("is it another format? name it: --from FORMAT; or skip records that can’t be read: --skip-broken")
}

/// Notes on a draft the repairs of its record’s JSON. If a record holds several claims, the repairs
/// are noted on each and counted with the first.
pub(crate) fn note_mended(draft: &mut super::ClaimDraft, mended: &mut [(Mending, usize)]) {
    for (how, times) in mended {
        draft.mended("", *how, std::mem::take(times), Value::Null);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::Input;
    use proptest::prelude::*;
    use serde_json::json;

    fn read(text: &[u8], envelopes: &[&str]) -> (Vec<Value>, Vec<String>) {
        let input = Input::Bytes { name: "a".into(), bytes: text.into() };
        let (mut values, mut problems) = (Vec::new(), Vec::new());
        let end = OpenFile::open(&input).and_then(|mut file| {
            each(&mut file, envelopes, |part| {
                match part {
                    Ok(JsonPart::Record(record)) => values.push(record.value),
                    Ok(JsonPart::Envelope(it)) => values.push(json!({ "envelope": it.value })),
                    Err(problem) => problems.push(problem.to_string()),
                }
                Ok(())
            })
        });
        problems.extend(end.err().map(|problem| problem.to_string()));
        (values, problems)
    }

    fn values(text: &str) -> Vec<Value> {
        let (values, problems) = read(text.as_bytes(), &["list"]);
        assert_eq!(problems, Vec::<String>::new(), "{text}");
        values
    }

    #[test]
    fn records_are_found_however_they_are_carried() {
        let two = [json!({"a": 1}), json!({"b": "]}"})];
        for text in [
            r#"[{"a":1},{"b":"]}"}]"#,
            "{\"a\":1}\n{\"b\":\"]}\"}\n",
            "{\"a\":1}\n\n{\"b\":\"]}\"}",
            "{\n \"a\":1}\n{\"b\":\n\"]}\"}",
            "[\n{\"a\":1}\n]\n[{\"b\":\"]}\"}]",
            "\u{feff}[{\"a\":1}, {\"b\":\"\\u005d}\"}]",
        ] {
            assert_eq!(values(text), two, "{text}");
        }
        let pages = "{\"list\":[{\"a\":1}]}\n{\"list\":[{\"b\":\"]}\"}]}\n";
        assert_eq!(values(pages), two, "a page a line");
        assert_eq!(
            values(r#"{"x":1,"list":[{"a":1},{"b":"]}"}],"y":[2]} {"list":[]} {"z":0}"#),
            [
                json!({"envelope": {"x": 1}}),
                json!({"a": 1}),
                json!({"b": "]}"}),
                json!({"envelope": {"y": [2]}}),
                json!({"z": 0}),
            ]
        );
    }

    #[test]
    fn what_is_wrong_says_where() {
        let problem = |text: &[u8]| read(text, &[]).1.join("; ");
        assert!(problem(b"[{\"a\":1},\n {\"a\":tru}]").starts_with("a:2:"));
        assert!(
            problem(b"[{\"a\":1},\n {\"a\":").contains("a:2:2: error: the file ends in the middle")
        );
        assert!(problem(b"{\"a\":1}\n{\"a\":\xe9}\n").contains("a:2:6: error: this is not UTF-8"));
        assert!(problem(b"{\"a\":1}}").contains("error"));
        let deep = format!("[{}{}]", "[".repeat(100_000), "]".repeat(100_000));
        assert!(problem(deep.as_bytes()).contains("nested too deeply"));
        let (good, bad) = read(b"{\"a\":1}\nnonsense\n{\"a\":2}\n", &[]);
        assert_eq!((good.len(), bad.len()), (2, 1), "{bad:?}");
        let problem = problem(b"{\"a\":1}\n{\"a\"\n{\"a\":2}\n");
        assert!(problem.starts_with("a:2:") && !problem.contains("a:3"), "{problem}");
    }

    #[test]
    fn a_record_too_long_ends_reading_with_its_place() {
        let text = format!("{{\"a\":1}}\n{{\"b\":\"{}\"}}\n{{\"c\":1}}\n", "x".repeat(100));
        let input = Input::Bytes { name: "a".into(), bytes: text.as_bytes().into() };
        let mut parts = Vec::new();
        let mut file = OpenFile::open(&input).unwrap();
        lines(&mut file, "a", 64, &mut |part| {
            parts.push(part.map_err(|problem| problem.to_string()));
            Ok(())
        })
        .unwrap();
        let [Ok(_), Err(problem)] = parts.as_slice() else { panic!("{parts:?}") };
        assert!(problem.starts_with("a:2:1: error: this record is longer"), "{problem}");
        let mut splitter = Splitter::new(text.as_bytes(), &[], 64);
        assert!(matches!(splitter.next(), Ok(Some(JsonPiece::Record(..)))));
        assert!(matches!(splitter.next(), Err(SplitError::TooLong((2, 1)))));
    }

    proptest! {
        #[test]
        fn any_bytes_are_answered(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = read(&bytes, &["list"]);
        }

        #[test]
        fn any_structure_is_answered(text in r#"[\[\]{}:,"\\a1 \n]{0,60}"#) {
            let _ = read(text.as_bytes(), &["a"]);
        }

        #[test]
        fn an_array_yields_its_elements(texts in prop::collection::vec(any::<String>(), 0..8), pretty: bool) {
            let list: Vec<Value> = texts.iter().map(|text| json!({ "list": text, "n": [text, {}] })).collect();
            let write = if pretty { serde_json::to_string_pretty } else { serde_json::to_string };
            prop_assert_eq!(values(&write(&Value::from(list.clone())).unwrap()), list);
        }
    }
}
