//! Imports the real corpora if `GAINSAY_CORPORA` names their folder. They are not part of the
//! project, since their terms do not allow it.

use std::path::{Path, PathBuf};

use gainsay::import::{Broken, Mending};
use gainsay::input::Input;

use super::import_inputs;

/// The files of a corpus and the known numbers of its import.
struct Corpus {
    files: &'static [&'static str],
    records: usize,
    /// The number of HTML tags that are removed.
    tags: usize,
}

const CORPORA: &[Corpus] = &[
    Corpus { files: &["averitec/dev.json"], records: 500, tags: 0 },
    Corpus { files: &["climate-fever/climate-fever.jsonl"], records: 1_535, tags: 0 },
    Corpus {
        files: &["liar/train.tsv", "liar/valid.tsv", "liar/test.tsv"],
        records: 12_836,
        tags: 13,
    },
    Corpus { files: &["claimreview-jsonld/samples.json"], records: 6, tags: 0 },
];

#[test]
fn the_real_corpora_are_imported_completely() {
    let Some(folder) = std::env::var_os("GAINSAY_CORPORA") else {
        println!("skipped: GAINSAY_CORPORA names no folder with the corpora");
        return;
    };
    for corpus in CORPORA {
        whole(Path::new(&folder), corpus);
    }
}

fn whole(folder: &Path, corpus: &Corpus) {
    let path = |file: &&str| folder.join(file);
    let paths: Vec<PathBuf> = corpus.files.iter().map(path).collect();
    let inputs: Vec<Input> = paths.into_iter().map(Input::Path).collect();
    let dataset = import_inputs(&inputs, None, Broken::Refuse);
    let dataset =
        dataset.unwrap_or_else(|refusal| panic!("{:?}: {:#?}", corpus.files, refusal.problems));
    let summary = &dataset.summary;
    println!("{:?}\n{summary}", corpus.files);
    assert_eq!(summary.records, corpus.records, "{:?}", corpus.files);
    assert_eq!(summary.claims + summary.merged, corpus.records, "{:?}", corpus.files);
    let tags = summary.mended.0.get(&Mending::HtmlTag).copied().unwrap_or_default();
    assert_eq!(tags, corpus.tags, "{:?}", corpus.files);
}
