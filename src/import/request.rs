//! Imports files as a request asks: finds the format of each file, has its importer read it, and
//! returns an import that is ready to be written.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use super::collector::Import;
use super::scifact::Abstracts;
use super::sniff::{Sniffed, sniff};
use super::table::{Columns, TableReader};
use super::{
    Broken, Format, Imported, Refusal, Watch, averitec, climate_fever, fact_check_tools, fever,
    html, records, schema_org, scifact, workbook,
};
use crate::claim::{DatasetInfo, Recorded, Unknown};
use crate::input::Cache;
use crate::input::{Diagnostic, Input, OpenFile, beginning, paths};

/// The advice for a file of JSON whose format is unknown.
const NAME_JSON: &str = "name it: --from FORMAT; if its records hold claims, say which of their \
    keys do: --map claim=KEY,by=KEY,verdict=KEY, with dots for nested ones: review.rating";

/// The advice for any other file whose format is unknown.
const NAME_TABLE: &str = "name it: --from FORMAT; for a table, say what its columns contain: \
    --map claim=COLUMN,by=COLUMN,verdict=COLUMN";

/// The number of file names in a title.
const NAMED: usize = 3;

/// A request to import files.
#[derive(Debug, Clone)]
pub struct ImportRequest<'i> {
    /// The files to import.
    pub inputs: &'i [Input],
    /// The format of the files; if absent, it is detected for each file.
    pub format: Option<Format>,
    /// The meaning of a table’s columns, as far as the user gave it.
    pub columns: Columns,
    /// The treatment of records that can’t be read.
    pub broken: Broken,
    /// The dataset’s id; if absent, it is made of the first file’s name.
    pub id: Option<String>,
    /// The dataset’s title; if absent, it consists of the files’ names.
    pub title: Option<String>,
}

impl ImportRequest<'_> {
    /// Returns true if a map was given for one file.
    fn is_mapped_file(&self) -> bool {
        !self.columns.is_empty() && self.inputs.len() == 1
    }
}

/// Imports files into one dataset, which [`Imported::write`] then writes.
///
/// At the start of each file, `begin` receives a counter of the bytes read from it.
///
/// ```
/// use std::ops::ControlFlow;
///
/// use gainsay::import::{Broken, Columns, ImportRequest, import};
/// use gainsay::input::{Cache, Input};
///
/// let csv = "claim,speaker\nThe bridge has no toll.,Ann Example\n";
/// let inputs = [Input::Bytes { name: "claims.csv".to_owned(), bytes: csv.as_bytes().into() }];
/// let request = ImportRequest {
///     inputs: &inputs,
///     format: None,
///     columns: Columns::default(),
///     broken: Broken::LeaveOut,
///     id: None,
///     title: None,
/// };
/// let mut go_on = |_: usize| ControlFlow::Continue(());
/// let mut imported = import(&request, &Cache::default(), &mut |_, _| {}, &mut go_on)
///     .expect("the table has a column of claims");
/// assert_eq!(imported.summary.claims, 1);
/// let mut dataset = Vec::new();
/// imported.write(&mut dataset)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// Returns a [`Refusal`] if a file can’t be read, if its format is unknown, if records can’t be
/// read and [`Broken::Refuse`] applies, or if `watch` stops the import.
pub fn import(
    request: &ImportRequest<'_>,
    cache: &Cache,
    begin: &mut dyn FnMut(&Input, Arc<AtomicU64>),
    watch: &mut Watch<'_>,
) -> Result<Imported, Refusal> {
    let plan = plan(request)?;
    let names: Vec<String> = request.inputs.iter().map(name).collect();
    let info = info(request, &plan, &names);
    // With a named lifetime the caller’s closure would stay borrowed for too long.
    let mut watch = |count: usize| watch(count);
    let mut import = Import::new(names.join(", "), info, cache, request.broken, &mut watch);
    if let Err(problem) = read_all(request, &plan, cache, begin, &mut import) {
        return Err(import.refuse(problem));
    }
    import.record_remarks(request.inputs);
    // A gainsay dataset that is imported again brings its id and title; the request goes first.
    let info = import.info();
    info.id = request.id.clone().unwrap_or_else(|| std::mem::take(&mut info.id));
    info.title = request.title.clone().or_else(|| info.title.take());
    import.finish()
}

/// Reads every file; first the corpora that other files refer to.
fn read_all(
    request: &ImportRequest<'_>,
    plan: &ImportPlan<'_>,
    cache: &Cache,
    begin: &mut dyn FnMut(&Input, Arc<AtomicU64>),
    import: &mut Import<'_>,
) -> Result<(), Diagnostic> {
    let mut abstracts = Abstracts::new(cache);
    for input in &plan.corpora {
        let mut file = OpenFile::open(input)?;
        begin(input, file.counter());
        abstracts.add(&mut file, import)?;
    }
    for (input, format) in &plan.claims {
        if *format == Format::Xlsx {
            workbook::read(input, place(input), &request.columns, import)?;
            continue;
        }
        let mut file = OpenFile::open(input)?;
        begin(input, file.counter());
        let left_out = import.summary.left_out;
        let end = read(&mut file, *format, request, &abstracts, import);
        if end.is_err() || import.summary.left_out > left_out {
            file.check_rest()?;
        }
        end?;
        let encoding = file.encoding();
        if !encoding.is_utf_8() {
            import.guess(format!("{}: read as {encoding}", file.name));
            if let Some(what) = file.replacements() {
                import.guess(format!("{}: {what}", file.name));
            }
        }
    }
    Ok(())
}

/// Reads a file with the importer of its format.
fn read(
    file: &mut OpenFile,
    format: Format,
    request: &ImportRequest<'_>,
    abstracts: &Abstracts,
    import: &mut Import<'_>,
) -> Result<(), Diagnostic> {
    match format {
        Format::SchemaOrg => schema_org::read(file, import),
        Format::Html => html::read(file, import),
        Format::FactCheckTools => fact_check_tools::read(file, import),
        Format::Averitec => averitec::read(file, import),
        Format::Fever => fever::read(file, import),
        Format::ClimateFever => climate_fever::read(file, import),
        Format::SciFact => scifact::read(file, abstracts, import),
        Format::Json => records::read(file, &request.columns, import),
        Format::Csv
        | Format::Tsv
        | Format::Xlsx
        | Format::Liar
        | Format::Pubhealth
        | Format::Politifact => TableReader::new(format, &request.columns).read(file, import),
    }
}

/// Returns true if an input is in a foreign format that can be imported, or that is known but not
/// read. Returns false for anything that is not a readable file: the caller’s own attempt to open it
/// reports why.
#[must_use]
pub(crate) fn is_foreign(input: &Input) -> bool {
    !matches!(sniffed(input), Sniffed::Ours | Sniffed::Unknown)
}

/// Returns the diagnostic for an input that should be a gainsay dataset and is in a foreign format;
/// `None` if it may be a dataset.
pub(crate) fn foreign_format(input: &Input) -> Option<Diagnostic> {
    let at = place(input);
    let format = match sniffed(input) {
        Sniffed::Ours | Sniffed::Unknown => return None,
        Sniffed::Unreadable(kind) => return Some(kind.problem(at)),
        Sniffed::SciFactCorpus => Format::SciFact,
        Sniffed::Foreign(format) => format,
    };
    let (name, about) = (format.name(), format.about());
    let help = format!("make a dataset of it, and check that: gainsay import {at} -o NEW.ndjson");
    let what = format!("this is not a gainsay dataset; its format seems to be {name} ({about})");
    Some(Diagnostic::error(at, what).help(help))
}

/// The files of a folder that may be datasets or collections of claims, by their formats.
#[derive(Debug, Default)]
pub(crate) struct FolderFormats {
    /// The files in foreign formats.
    pub(crate) foreign: Vec<Input>,
    /// The number of gainsay datasets.
    pub(crate) ours: usize,
    /// The number of files whose format is unknown.
    pub(crate) others: usize,
}

/// Returns the files of a folder by their formats, or `None` if the input is no folder, or holds no
/// file that can be imported.
pub(crate) fn folder_formats(input: &Input) -> Option<FolderFormats> {
    let folder = input.path().filter(|path| path.is_dir())?;
    let mut formats = FolderFormats::default();
    for path in paths(&[Input::Path(folder.to_owned())]) {
        let file = Input::Path(path);
        match sniffed(&file) {
            Sniffed::Ours => formats.ours += 1,
            Sniffed::Unknown | Sniffed::Unreadable(_) => formats.others += 1,
            Sniffed::Foreign(_) | Sniffed::SciFactCorpus => formats.foreign.push(file),
        }
    }
    (!formats.foreign.is_empty()).then_some(formats)
}

fn sniffed(input: &Input) -> Sniffed {
    match input {
        Input::Path(path) if !path.is_file() => Sniffed::Unknown,
        _ => sniff(&name(input), &beginning(input).unwrap_or_default()),
    }
}

/// The importer for each file.
struct ImportPlan<'i> {
    claims: Vec<(&'i Input, Format)>,
    /// Files that hold records to which others refer.
    corpora: Vec<&'i Input>,
}

fn plan<'i>(request: &ImportRequest<'i>) -> Result<ImportPlan<'i>, Diagnostic> {
    let mut plan = ImportPlan { claims: Vec::new(), corpora: Vec::new() };
    for input in request.inputs {
        let at = place(input);
        let start = beginning(input)?;
        if start.trim_ascii().is_empty() {
            return Err(Diagnostic::error(at, "this file is empty"));
        }
        let sniffed = sniff(&name(input), &start);
        match (sniffed, request.format) {
            (Sniffed::SciFactCorpus, None | Some(Format::SciFact)) => plan.corpora.push(input),
            // A map is not ignored because a file's labels look like FEVER's.
            (Sniffed::Foreign(Format::Fever), None) if request.is_mapped_file() => {
                plan.claims.push((input, Format::Json));
            }
            (_, Some(format)) | (Sniffed::Foreign(format), None) => {
                plan.claims.push((input, format));
            }
            (Sniffed::Unreadable(kind), None) => return Err(kind.problem(at)),
            (Sniffed::Ours, None) => {
                return Err(Diagnostic::error(at, "this is a dataset of gainsay’s own format")
                    .help("open it as it is, or export it: gainsay export --to FORMAT -d FILE"));
            }
            (Sniffed::Unknown, None) => {
                OpenFile::open(input)?.check_rest()?;
                let is_json = start.trim_ascii_start().starts_with(b"{")
                    || start.trim_ascii_start().starts_with(b"[");
                if is_json && !request.columns.is_empty() {
                    plan.claims.push((input, Format::Json));
                    continue;
                }
                return Err(Diagnostic::error(at, "can’t detect the format of this file")
                    .help(if is_json { NAME_JSON } else { NAME_TABLE }));
            }
        }
    }
    let has_claims = plan.claims.iter().any(|(_, format)| *format == Format::SciFact);
    match plan.corpora.first() {
        Some(corpus) if !has_claims => Err(Diagnostic::error(
            place(corpus),
            "this is the corpus of SciFact, which holds no claims",
        )
        .help("name the file with the claims too: gainsay import claims.jsonl corpus.jsonl")),
        _ => Ok(plan),
    }
}

/// Returns the name of an input, without folders.
fn name(input: &Input) -> String {
    match input {
        Input::Path(path) => file_name(path),
        Input::Bytes { name, .. } => name.clone(),
        Input::Pipe(_) => "-".to_owned(),
    }
}

/// Returns the name of an input as the user gave it.
fn place(input: &Input) -> String {
    match input {
        Input::Path(path) => path.to_string_lossy().into_owned(),
        other => name(other),
    }
}

fn file_name(path: &Path) -> String {
    let name = path.file_name().unwrap_or(path.as_os_str());
    name.to_string_lossy().into_owned()
}

/// Returns the description of the new dataset. It must not depend on the time of the import.
fn info(request: &ImportRequest<'_>, plan: &ImportPlan<'_>, names: &[String]) -> DatasetInfo {
    let first = names.first().map_or("", String::as_str);
    let mut formats: Vec<&str> = plan.claims.iter().map(|(_, format)| format.name()).collect();
    formats.dedup();
    let several = names.len().saturating_sub(NAMED);
    let mut shown: Vec<&str> = names.iter().take(NAMED).map(String::as_str).collect();
    let more = format!("{several} more");
    if several > 0 {
        shown.push(&more);
    }
    let files = shown.join(", ");
    let title = request.title.clone().unwrap_or_else(|| match files.as_str() {
        "-" => "Imported claims".to_owned(),
        files => files.to_owned(),
    });
    DatasetInfo {
        id: request.id.clone().unwrap_or_else(|| slug(first)),
        title: Some(title),
        description: None,
        language: None,
        created: Recorded::Absent,
        updated: Recorded::Absent,
        publisher: None,
        licence: None,
        homepage: Recorded::Absent,
        method: Some(format!("imported from {files} ({})", formats.join(", "))),
        unknown: Unknown::new(),
    }
}

/// Returns an id made of a file’s name: without its extensions, in lower case letters, digits and
/// hyphens.
fn slug(name: &str) -> String {
    let stem = name.trim_start_matches('.').split('.').next().unwrap_or_default();
    let mut slug = String::new();
    for c in crate::text::fold(stem).to_lowercase().chars() {
        match c {
            'a'..='z' | '0'..='9' => slug.push(c),
            _ if slug.ends_with('-') || slug.is_empty() => {}
            _ => slug.push('-'),
        }
    }
    slug.truncate(64);
    let slug = slug.trim_end_matches('-');
    if slug.is_empty() { "imported".to_owned() } else { slug.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::slug;

    #[test]
    fn a_file_s_name_becomes_an_id() {
        for (name, id) in [
            ("claims.jsonld", "claims"),
            ("Fact Checks (2020).csv.gz", "fact-checks-2020"),
            ("-", "imported"),
            ("Überprüft.json", "uberpruft"),
            ("ادعاءات.json", "imported"),
        ] {
            assert_eq!(slug(name), id);
        }
    }
}
