//! Imports workbooks (.xlsx): the first sheet with cells becomes a table of texts, which is read
//! like comma-separated values.
//!
//! A workbook is a zip archive, so a small file may unpack to any size. Everything in it is unpacked
//! once without being kept, and refused above a limit, before it is read.

use std::fmt::Write as _;
use std::io::{self, Cursor, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{DataRef, ExcelDateTime, Reader, Xlsx, XlsxError};

use super::table::{Columns, TableReader};
use super::{Format, Import};
use crate::input::{Diagnostic, Input, OpenFile, stored_bytes};

/// The limit in bytes for a workbook, and for the text of a sheet.
const LARGEST: usize = 256 << 20;

/// The most rows and columns of a sheet, as the format has them.
const ROWS: u32 = 1 << 20;
const COLUMNS: u32 = 1 << 14;

/// The limit in bytes for everything in a workbook.
const UNPACKED: u64 = 512 << 20;

type Workbook = Xlsx<Cursor<Vec<u8>>>;

/// Reads the first sheet of a workbook that has cells.
///
/// # Errors
/// Returns an error if the workbook can’t be read, if it is too large, if no column is known to hold
/// the claim, or if the import stops.
pub(super) fn read(
    input: &Input,
    name: String,
    columns: &Columns,
    import: &mut Import<'_>,
) -> Result<(), Diagnostic> {
    let bytes = stored_bytes(input, LARGEST as u64)?;
    let sheet = catch_unwind(AssertUnwindSafe(|| first_sheet(bytes)));
    let sheet = sheet.unwrap_or_else(|_| Err(SheetFault::Damaged("internal error".to_owned())));
    let sheet = sheet.map_err(|fault| fault.problem(&name))?;
    if !sheet.others.is_empty() {
        let others = sheet.others.join("”, “");
        import.guess(format!("{name}: sheet “{}”; not read: “{others}”", sheet.name));
    }
    let mut file = OpenFile::of(name, Cursor::new(sheet.text.into_bytes()))?;
    TableReader::new(Format::Xlsx, columns).read(&mut file, import)
}

/// A sheet as comma-separated values.
struct Sheet {
    name: String,
    text: String,
    /// The names of the workbook’s other sheets.
    others: Vec<String>,
}

/// The reason why a workbook can’t be read.
#[derive(Debug)]
enum SheetFault {
    /// It is no workbook, or is damaged.
    Damaged(String),
    /// It is larger than the limits allow.
    TooLarge,
    /// No sheet has cells.
    Empty,
}

impl From<XlsxError> for SheetFault {
    fn from(error: XlsxError) -> Self {
        match error {
            XlsxError::Password => Self::Damaged("it is protected by a password".to_owned()),
            other => Self::Damaged(other.to_string()),
        }
    }
}

impl SheetFault {
    fn problem(self, name: &str) -> Diagnostic {
        match self {
            Self::Damaged(why) => {
                Diagnostic::error(name, format!("can’t read this workbook: {why}"))
                    .help("open it in a spreadsheet program and save it again, or as CSV")
            }
            Self::TooLarge => {
                let size = UNPACKED >> 20;
                let what = format!("this workbook holds more than {size} MiB, and is not read");
                Diagnostic::error(name, what)
                    .help("save the sheet as CSV, which may be of any size")
            }
            Self::Empty => Diagnostic::error(name, "no sheet of this workbook has cells"),
        }
    }
}

fn first_sheet(bytes: Vec<u8>) -> Result<Sheet, SheetFault> {
    measure(&bytes)?;
    let mut workbook = Workbook::new(Cursor::new(bytes))?;
    let mut names = workbook.sheet_names();
    for number in 0..names.len() {
        let text = match text_of(&mut workbook, &names[number]) {
            // A sheet that is a chart has no cells.
            Err(SheetFault::Empty) => continue,
            text => text?,
        };
        let name = names.remove(number);
        return Ok(Sheet { name, text, others: names });
    }
    Err(SheetFault::Empty)
}

/// Unpacks everything in the archive once, to see how large it is. The sizes that the archive states
/// may be wrong.
fn measure(bytes: &[u8]) -> Result<(), SheetFault> {
    let damaged = |error: &dyn std::fmt::Display| SheetFault::Damaged(error.to_string());
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|error| damaged(&error))?;
    let mut left = UNPACKED;
    for index in 0..archive.len() {
        let entry = archive.by_index(index).map_err(|error| damaged(&error))?;
        let read = io::copy(&mut entry.take(left + 1), &mut io::sink());
        let size = read.map_err(|error| damaged(&error))?;
        left = left.checked_sub(size).ok_or(SheetFault::TooLarge)?;
    }
    Ok(())
}

/// Returns the cells of a sheet as comma-separated values, one line a row, so that the number of a
/// line is that of its row. Rows are as wide as the first one, or wider.
fn text_of(workbook: &mut Workbook, name: &str) -> Result<String, SheetFault> {
    let mut cells = match workbook.worksheet_cells_reader(name) {
        Err(XlsxError::NotAWorksheet(_)) => return Err(SheetFault::Empty),
        cells => cells?,
    };
    let (mut text, mut at, mut width) = (String::new(), (0, 0), 0);
    while let Some(cell) = cells.next_cell()? {
        let (row, column) = cell.get_position();
        if row >= ROWS || column >= COLUMNS {
            return Err(SheetFault::Damaged("a cell lies outside of the sheet".to_owned()));
        }
        let value = shown(cell.get_value());
        if value.is_empty() || (row, column) < at {
            continue;
        }
        if row > at.0 {
            end_row(&mut text, at.1, &mut width);
            (at.0..row).for_each(|_| text.push('\n'));
            at = (row, 0);
        }
        for _ in at.1..column {
            text.push_str("\"\",");
        }
        // A separator follows every cell but the last, which `end_row` knows.
        let _ = write!(text, "\"{}\",", value.replace('"', "\"\""));
        at.1 = column + 1;
        if text.len() > LARGEST {
            return Err(SheetFault::TooLarge);
        }
    }
    end_row(&mut text, at.1, &mut width);
    if width == 0 { Err(SheetFault::Empty) } else { Ok(text + "\n") }
}

/// Ends a row after `count` cells: fills it up to the width of the first row, which it is if there
/// was none before, and removes the last separator.
fn end_row(text: &mut String, count: u32, width: &mut u32) {
    if count == 0 {
        return;
    }
    if *width == 0 {
        *width = count;
    }
    for _ in count..*width {
        text.push_str("\"\",");
    }
    text.pop();
}

/// Returns the text of a cell.
fn shown(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            text.clone()
        }
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(value) => value.to_string(),
        DataRef::DateTime(date) => iso(*date),
        DataRef::Error(error) => error.to_string(),
        DataRef::Empty => String::new(),
    }
}

/// Returns a date as ISO 8601 has it, with the time if there is one; or the time alone.
fn iso(date: ExcelDateTime) -> String {
    let (year, month, day, hour, minute, second, _) = date.to_ymd_hms_milli();
    let time = format!("{hour:02}:{minute:02}:{second:02}");
    if date.is_duration() || date.as_f64() < 1.0 {
        return time;
    }
    let day = format!("{year:04}-{month:02}-{day:02}");
    if time == "00:00:00" { day } else { format!("{day}T{time}") }
}
