//! The abstracts that SciFact’s claims refer to by number, in a separate file of any size. The file
//! is spooled once; of each document only its place stays in memory, and it is read again when a
//! claim names it.

use std::io::{self, Write};

use serde_json::Value;
use xxhash_rust::xxh3::xxh3_64;

use super::super::json::{self, JsonPart, JsonRecord};
use super::super::{Fields, Import};
use crate::claim::NumberOrText;
use crate::input::Cache;
use crate::input::{Diagnostic, OpenFile, Spool, not_kept};

/// The number of documents between two calls of the watch function.
const LOOK: usize = 512;

/// The documents of a corpus, in a spool.
pub(in crate::import) struct Abstracts {
    spool: Spool,
    places: Vec<DocumentPlace>,
    read: usize,
}

/// The place of a document in the spool: 24 bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct DocumentPlace {
    key: u64,
    at: u64,
    length: u32,
}

#[derive(Debug, Default, PartialEq)]
pub(super) struct AbstractDocument {
    pub(super) title: Option<String>,
    pub(super) sentences: Vec<String>,
    pub(super) left: Option<Value>,
}

impl Abstracts {
    pub(in crate::import) fn new(cache: &Cache) -> Self {
        Self { spool: Spool::new(cache), places: Vec::new(), read: 0 }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    pub(in crate::import) fn add(
        &mut self,
        file: &mut OpenFile,
        import: &mut Import<'_>,
    ) -> Result<(), Diagnostic> {
        let name = file.name.clone();
        json::each(file, &[], |part| match part {
            Ok(JsonPart::Record(record)) => match id(&record.value) {
                Some(id) => {
                    self.look(import)?;
                    self.keep(&id, &record).map_err(|error| self.fault(&name, &error))
                }
                None => import.broken(json::unlike(&name, &record, "a document with a `doc_id`")),
            },
            Ok(JsonPart::Envelope(_)) => Ok(()),
            Err(problem) => import.broken(problem),
        })?;
        self.spool.flush().map_err(|error| self.fault(&name, &error))?;
        self.places.sort_unstable();
        Ok(())
    }

    /// Calls the watch function after every `LOOK` documents.
    fn look(&mut self, import: &mut Import<'_>) -> Result<(), Diagnostic> {
        self.read += 1;
        if self.read.is_multiple_of(LOOK) { import.look() } else { Ok(()) }
    }

    fn keep(&mut self, id: &str, record: &JsonRecord) -> io::Result<()> {
        let line = serde_json::to_vec(&record.value)?;
        let length = u32::try_from(line.len()).map_err(|_| io::ErrorKind::FileTooLarge)?;
        let at = self.spool.length();
        self.spool.write_all(&line)?;
        self.places.push(DocumentPlace { key: xxh3_64(id.as_bytes()), at, length });
        Ok(())
    }

    /// Returns the document of this number; if there are several, the first.
    pub(super) fn find(&self, number: &str) -> Result<Option<AbstractDocument>, Diagnostic> {
        let key = xxh3_64(number.as_bytes());
        let first = self.places.partition_point(|place| place.key < key);
        let same = self.places[first..].iter();
        for place in same.take_while(|place| place.key == key) {
            let bytes = self.spool.read(place.at, place.length as usize);
            let value = bytes.and_then(|bytes| Ok(serde_json::from_slice::<Value>(&bytes)?));
            let value = value.map_err(|error| self.fault("-", &error))?;
            // Two different numbers may have one hash.
            if id(&value).as_deref() == Some(number) {
                return Ok(Some(document(value)));
            }
        }
        Ok(None)
    }

    fn fault(&self, file: &str, error: &io::Error) -> Diagnostic {
        not_kept(file, "the abstracts", self.spool.folder(), error)
    }
}

/// Returns the number of a document: a text in a claim’s evidence, a number elsewhere.
fn id(document: &Value) -> Option<String> {
    number(document.get("doc_id")?)
}

/// Returns the number that a value gives as a text or a number.
pub(super) fn number(value: &Value) -> Option<String> {
    let number = match value {
        Value::Number(number) => NumberOrText::Number(number.clone()).to_string(),
        Value::String(text) => text.trim().to_owned(),
        _ => return None,
    };
    (!number.is_empty()).then_some(number)
}

fn document(value: Value) -> AbstractDocument {
    let Ok(mut fields) = Fields::of(value) else { return AbstractDocument::default() };
    let title = fields.text("title");
    let sentences = match fields.take("abstract") {
        Some(Value::Array(sentences)) => sentences,
        Some(text @ Value::String(_)) => vec![text],
        _ => Vec::new(),
    };
    // A value that is no text keeps its place, because claims name sentences by their index.
    let text = |sentence| match sentence {
        Value::String(text) => text,
        _ => String::new(),
    };
    fields.take("doc_id");
    AbstractDocument {
        title,
        sentences: sentences.into_iter().map(text).collect(),
        left: fields.left(),
    }
}

#[cfg(test)]
mod tests {
    use std::ops::ControlFlow;

    use super::*;
    use crate::claim::DatasetInfo;
    use crate::import::Broken;
    use crate::input::Input;
    use serde_json::json;

    fn abstracts(text: &str) -> (Abstracts, usize) {
        let input = Input::Bytes { name: "corpus".into(), bytes: text.as_bytes().into() };
        let info: DatasetInfo = serde_json::from_value(json!({"id": "t", "title": "T"})).unwrap();
        let mut go_on = |_: usize| ControlFlow::Continue(());
        let cache = Cache::default();
        let mut import = Import::new("a".into(), info, &cache, Broken::LeaveOut, &mut go_on);
        let mut abstracts = Abstracts::new(&cache);
        abstracts.add(&mut OpenFile::open(&input).unwrap(), &mut import).unwrap();
        (abstracts, import.summary.left_out)
    }

    #[test]
    fn a_document_is_found_by_its_number_however_it_is_written() {
        let (abstracts, broken) = abstracts(concat!(
            r#"{"doc_id": 12, "title": "T", "abstract": ["One.", 3, "Two."], "structured": false}"#,
            "\n",
            r#"{"doc_id": "7", "title": null, "abstract": "All."}"#,
            "\n",
            r#"{"doc_id": 12, "title": "another", "abstract": []}"#,
            "\n",
            r#"{"title": "no number"}"#,
            "\nnonsense\n",
        ));
        assert_eq!(broken, 2);
        let twelve = abstracts.find("12").unwrap().unwrap();
        assert_eq!(twelve.title.as_deref(), Some("T"));
        assert_eq!(twelve.sentences, ["One.", "", "Two."]);
        assert_eq!(twelve.left, Some(json!({"structured": false})));
        assert_eq!(abstracts.find("7").unwrap().unwrap().sentences, ["All."]);
        assert_eq!(abstracts.find("8").unwrap(), None);
    }

    #[test]
    fn what_is_held_of_a_document_is_small() {
        assert_eq!(size_of::<DocumentPlace>(), 24);
    }
}
