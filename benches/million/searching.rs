//! Measures searches, gainsay's and the peers'.

use std::fmt::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use gainsay::search::Corpus;
use nucleo_matcher::Utf32String;

use crate::ours::Ours;
use crate::peers;
use crate::queries::{QUERIES, request, words};
use crate::settings::{Settings, threads};
use crate::table::Table;
use crate::timing::{median, seconds};

/// The medians of one query, in seconds; NaN if a value is not measured.
struct Figures {
    query: &'static str,
    matches: usize,
    listed: f64,
    counted: f64,
    appended: f64,
    pass: f64,
    skim: f64,
    frizbee: f64,
    nucleo: f64,
}

/// The searched lines, in the forms that the peers need.
struct Lines {
    plain: Vec<String>,
    nucleo: Vec<Utf32String>,
}

/// Measures all queries, and returns the figures of each as a separate table.
pub fn measure(
    corpus: &Arc<Corpus>,
    lines: Vec<String>,
    settings: &Settings,
    table: &mut Table,
) -> String {
    let nucleo = lines.iter().map(|line| Utf32String::from(line.as_str())).collect();
    let lines = Lines { plain: lines, nucleo };
    let of_query = |query: &&'static str| one(query, corpus, &lines, settings.rounds);
    let figures: Vec<Figures> = QUERIES.iter().map(of_query).collect();
    against_peers(&figures, table);
    appended(&figures, table);
    details(&figures)
}

/// Measures one query: everything in turn, `rounds` times.
fn one(query: &'static str, corpus: &Arc<Corpus>, lines: &Lines, rounds: usize) -> Figures {
    let words = words(query);
    let single = if let [word] = &words[..] { Some(word.as_str()) } else { None };
    let mut matches = 0;
    let mut runs: [Vec<f64>; 7] = Default::default();
    for _ in 0..rounds {
        let answer = Ours::new(corpus).ask(request(query));
        matches = answer.ranking.total;
        let run = [
            answer.listed,
            answer.counted / answer.listed,
            last_letter(corpus, query),
            seconds(|| pass(corpus)),
            seconds(|| peers::skim(&lines.plain, &words)),
            single.map_or(f64::NAN, |word| seconds(|| peers::frizbee(&lines.plain, word))),
            single.map_or(f64::NAN, |word| seconds(|| peers::nucleo(&lines.nucleo, word))),
        ];
        runs.iter_mut().zip(run).for_each(|(all, value)| all.push(value));
    }
    let [listed, counted, appended, pass, skim, frizbee, nucleo] = runs.map(|all| median(&all));
    Figures { query, matches, listed, counted, appended, pass, skim, frizbee, nucleo }
}

/// Types a query letter by letter, and returns the time of the last letter to the list.
fn last_letter(corpus: &Arc<Corpus>, query: &str) -> f64 {
    if query.chars().nth(1).is_none() {
        return f64::NAN;
    }
    let mut ours = Ours::new(corpus);
    let ends = query.char_indices().map(|(start, letter)| start + letter.len_utf8());
    ends.map(|end| ours.ask(request(&query[..end])).listed).last().unwrap()
}

/// Reads all searched texts once, as fast as memory delivers them.
fn pass(corpus: &Corpus) -> u64 {
    let segments: Vec<_> = corpus.catalog().segments().map(|(_, segment)| segment).collect();
    let next = AtomicUsize::new(0);
    let work = || {
        let mut sum = 0_u64;
        while let Some(segment) = segments.get(next.fetch_add(1, Ordering::Relaxed)) {
            let (eights, _) = segment.arena.bytes().as_chunks();
            let words = eights.iter().map(|eight| u64::from_le_bytes(*eight));
            sum = sum.wrapping_add(words.fold(0, u64::wrapping_add));
        }
        sum
    };
    thread::scope(|scope| {
        let all: Vec<_> = (0..threads()).map(|_| scope.spawn(work)).collect();
        all.into_iter().fold(0, |sum: u64, thread| sum.wrapping_add(thread.join().unwrap()))
    })
}

/// Returns the ratios of the queries that were measured.
fn ratios(figures: &[Figures], of: impl Fn(&Figures) -> f64) -> Vec<f64> {
    figures.iter().map(of).filter(|ratio| ratio.is_finite()).collect()
}

/// Formats the median, the least and the greatest ratio.
fn spread(ratios: &[f64]) -> String {
    let least = ratios.iter().copied().fold(f64::INFINITY, f64::min);
    let most = ratios.iter().copied().fold(0.0, f64::max);
    format!("{:.1}x ({least:.2}x to {most:.0}x, {} queries)", median(ratios), ratios.len())
}

fn against_peers(figures: &[Figures], table: &mut Table) {
    let skim = ratios(figures, |it| it.skim / it.listed);
    let met = median(&skim) >= 20.0;
    table.row("cold query, against SkimMatcherV2", "≥ 20x", spread(&skim), Some(met));
    let frizbee = ratios(figures, |it| it.frizbee / it.listed);
    let met = median(&frizbee) >= 1.5 && frizbee.iter().all(|ratio| *ratio >= 0.9);
    let reach = "≥ 1.5x, none below 0.9x";
    table.row("cold query, against frizbee", reach, spread(&frizbee), Some(met));
    let nucleo = ratios(figures, |it| it.nucleo / it.listed);
    let met = median(&nucleo) >= 8.0;
    table.row("cold query, against nucleo-matcher", "≥ 8x", spread(&nucleo), Some(met));
    let close = ratios(figures, |it| it.counted);
    let met = median(&close) <= 2.0;
    let what = "cold query to the number of close matches, against the same to its list";
    table.row(what, "≤ 2x", spread(&close), Some(met));
}

fn appended(figures: &[Figures], table: &mut Table) {
    let skim = ratios(figures, |it| it.skim / it.appended);
    let met = median(&skim) >= 40.0;
    table.row("a letter appended, against SkimMatcherV2", "≥ 40x", spread(&skim), Some(met));
    let pass = ratios(figures, |it| it.appended / it.pass);
    let met = median(&pass) <= 2.5;
    let what = "a letter appended, against one pass over the texts";
    table.row(what, "≤ 2.5x", spread(&pass), Some(met));
}

fn details(figures: &[Figures]) -> String {
    let mut out =
        "| query | matches | listed | counted | appended | pass | SkimMatcherV2 | frizbee | \
        nucleo-matcher |\n|---|---|---|---|---|---|---|---|---|\n"
            .to_owned();
    for it in figures {
        let counted = it.counted * it.listed;
        let all = [it.listed, counted, it.appended, it.pass, it.skim, it.frizbee, it.nucleo];
        let shown = all.map(|seconds| match seconds {
            seconds if seconds.is_nan() => String::new(),
            seconds => format!("{:.1}", seconds * 1e3),
        });
        let _ = writeln!(out, "| `{}` | {} | {} |", it.query, it.matches, shown.join(" | "));
    }
    out
}
