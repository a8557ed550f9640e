//! What every importer owes whatever bytes it is given: no panic; and where it takes them, a sum
//! that adds up and a dataset in which `check` finds no error. Shared by the targets.

use std::ops::ControlFlow;

use gainsay::input::Cache;
use gainsay::check::check;
use gainsay::input::Input;
use gainsay::import::{Broken, Columns, Format, ImportRequest, import};

/// Imports files of a format, in memory.
pub fn holds(format: Format, files: &[&[u8]], columns: Columns) {
    let inputs: Vec<Input> = files
        .iter()
        .enumerate()
        .map(|(at, bytes)| Input::Bytes { name: format!("file{at}"), bytes: (*bytes).into() })
        .collect();
    let request = ImportRequest {
        inputs: &inputs,
        format: Some(format),
        columns,
        broken: Broken::LeaveOut,
        id: None,
        title: None,
    };
    let cache = Cache::default();
    let mut go_on = |_: usize| ControlFlow::Continue(());
    let Ok(mut imported) = import(&request, &cache, &mut |_, _| {}, &mut go_on) else { return };
    let mut out = Vec::new();
    imported.write(&mut out).unwrap();
    let summary = &imported.summary;
    assert_eq!(summary.records, summary.claims + summary.merged + summary.left_out);
    let _ = summary.to_string();
    // A record of ours comes back as it was, with what `check` finds in it.
    if files.iter().any(|bytes| bytes.windows(8).any(|at| at == b"gainsay:")) {
        return;
    }
    let written = Input::Bytes { name: "out.ndjson".into(), bytes: out.as_slice().into() };
    let checked = check(&[written], &cache);
    assert_eq!(checked.counts.errors, 0, "{:?}", checked.problems);
}
