//! Readers who type: how long until a frame shows a key, and whether every key is shown.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until, timeout};

use crate::client::{Reader, place};
use crate::server::{Room, WIDE};
use crate::settings::Settings;
use crate::table::Table;
use crate::timing::{median, percentile};

/// Between two keys of a reader.
const PERIOD: Duration = Duration::from_millis(500);
/// How long the last keys are waited for.
const LAST: Duration = Duration::from_secs(10);
/// Queries that read every record, or match nearly every claim loosely.
const HEAVY: [(&[u8], &str); 4] = [
    (b"\x15all:e", "all:e"),
    (b"\x15a e o", "a e o"),
    (b"\x15all:the all:in", "all:the all:in"),
    (b"\x15e | a | o", "e | a | o"),
];

/// A key, and how the row of the search field looks once it has done what it does.
type Step = (Vec<u8>, Mark);

#[derive(Debug, Clone, Copy)]
enum Mark {
    /// The place in the list.
    Place(usize),
    /// The text of the field.
    Field(&'static str),
}

impl Mark {
    fn is_in(self, row: &str) -> bool {
        match self {
            Self::Place(at) => place(row) == Some(at),
            Self::Field(text) => field(row) == text,
        }
    }
}

/// The text of the search field.
fn field(row: &str) -> &str {
    let text = row.strip_prefix(" / ").unwrap_or_default();
    text.split("  ").next().unwrap_or_default()
}

/// What readers look for, each for another.
const WORDS: [&str; 24] = [
    "health", "border", "school", "police", "energy", "climate", "doctor", "market", "senate",
    "budget", "worker", "prison", "vaccine", "justice", "farmer", "travel", "union", "nuclear",
    "flood", "housing", "internet", "kitchen", "labour", "quarter",
];
/// How many letters of it they type.
const LETTERS: usize = 5;
/// How many keys a round has: six down, those letters, and one back.
const ROUND: u32 = 12;

/// What a reader does over and over: some claims down, a word, and back to the whole list.
fn round(reader: usize) -> Vec<Step> {
    let word = WORDS[reader % WORDS.len()];
    let down = (2..8).map(|place| (b"j".to_vec(), Mark::Place(place)));
    let typed = (0..LETTERS).map(|at| {
        let slash = if at == 0 { "/" } else { "" };
        (format!("{slash}{}", &word[at..=at]).into_bytes(), Mark::Field(&word[..=at]))
    });
    let back = (b"\x15\rg".to_vec(), Mark::Field("search"));
    down.chain(typed).chain([back]).collect()
}

/// What came of some keys.
#[derive(Debug, Default)]
struct Tally {
    /// Milliseconds from a key to the frame that shows it.
    times: Vec<f64>,
    lost: usize,
}

/// Measures one reader, many, and many with one who asks for the heaviest all the time.
pub async fn measure(room: &Room, settings: &Settings, table: &mut Table) {
    let server = room.serve(WIDE);
    let one = together(server.at, 1, settings.keys * 2).await;
    let many = together(server.at, settings.typing, settings.keys).await;
    let heavy = tokio::spawn(heavy(server.at));
    let beside = together(server.at, settings.typing - 1, settings.keys).await;
    heavy.abort();
    let (usual, most) = (median(&one.times), percentile(&many.times, 99));
    let keys = settings.typing * settings.keys;
    let measured = format!(
        "{} of {keys} keys lost; median {:.1} ms, p99 {most:.1} ms, one reader’s median {usual:.1} ms: {:.1}x",
        many.lost,
        median(&many.times),
        most / usual
    );
    let what = format!("{} readers, 2 keys/s each, {} claims", settings.typing, settings.claims);
    let met = many.lost == 0 && most <= 3.0 * usual;
    table.row(&what, "0 keys lost, p99 ≤ 3x one reader’s median", measured, Some(met));
    let worst = percentile(&beside.times, 99);
    let measured = format!(
        "{} keys lost; median {:.1} ms, p99 {worst:.1} ms: {:.1}x",
        beside.lost,
        median(&beside.times),
        worst / most
    );
    let what = "the same, one of them sending the heaviest queries without pause";
    let met = beside.lost == 0 && worst <= 2.0 * most;
    table.row(what, "0 keys lost, the others’ p99 ≤ 2x of that", measured, Some(met));
}

/// So many readers, each at another point of the round, their keys spread evenly over time.
async fn together(at: SocketAddr, readers: usize, keys: usize) -> Tally {
    let mut within = Vec::new();
    for _ in 0..readers {
        within.push(Reader::come(at).await.unwrap());
    }
    let mut tasks = JoinSet::new();
    let begin = Instant::now() + Duration::from_millis(200);
    for (number, reader) in within.into_iter().enumerate() {
        let [nth, of] = [number, readers].map(|count| u32::try_from(count).unwrap());
        let due = begin + PERIOD * ROUND * nth / of;
        let steps = round(number).into_iter().cycle().take(keys);
        tasks.spawn(type_keys(reader, due, steps));
    }
    let mut all = Tally::default();
    while let Some(tally) = tasks.join_next().await {
        let tally = tally.unwrap();
        all.times.extend(tally.times);
        all.lost += tally.lost;
    }
    all
}

/// A reader who types at their own pace, whatever they see.
async fn type_keys(
    mut reader: Reader,
    mut due: Instant,
    steps: impl Iterator<Item = Step>,
) -> Tally {
    let mut steps = steps.peekable();
    let mut waited: VecDeque<(Mark, Instant)> = VecDeque::new();
    let mut tally = Tally::default();
    while steps.peek().is_some() || !waited.is_empty() {
        tokio::select! {
            () = sleep_until(due), if steps.peek().is_some() => {
                let Some((bytes, mark)) = steps.next() else { break };
                waited.push_back((mark, Instant::now()));
                due += PERIOD;
                if reader.press(bytes).await.is_err() {
                    break;
                }
            }
            heard = timeout(LAST, reader.hear()) => {
                if !matches!(heard, Ok(Ok(()))) {
                    break;
                }
                let row = reader.row();
                // What a frame shows of a key, it shows of those before.
                let Some(last) = waited.iter().rposition(|(mark, _)| mark.is_in(&row)) else {
                    continue;
                };
                let shown = waited.drain(..=last);
                tally.times.extend(shown.map(|(_, at)| at.elapsed().as_secs_f64() * 1e3));
            }
        }
    }
    tally.lost = waited.len() + steps.count();
    tally
}

/// A reader who asks for the heaviest, the next as soon as the last is in the field.
async fn heavy(at: SocketAddr) {
    let mut reader = Reader::come(at).await.unwrap();
    reader.press(b"/").await.unwrap();
    for (bytes, text) in HEAVY.into_iter().cycle() {
        reader.press(bytes).await.unwrap();
        reader.until(|row| field(row) == text).await.unwrap();
    }
}
