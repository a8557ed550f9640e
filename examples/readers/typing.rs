//! Measures users who type: the time until a frame shows a key, and whether every key is shown.

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

/// The time between two keys of a user.
const PERIOD: Duration = Duration::from_millis(500);
/// The time to wait for the last keys.
const LAST: Duration = Duration::from_secs(10);
/// Queries that read every record, or match nearly every claim loosely.
const HEAVY: [(&[u8], &str); 4] = [
    (b"\x15all:e", "all:e"),
    (b"\x15a e o", "a e o"),
    (b"\x15all:the all:in", "all:the all:in"),
    (b"\x15e | a | o", "e | a | o"),
];

/// A key, and the mark of the row of the search field once the key has had its effect.
type Step = (Vec<u8>, Mark);

#[derive(Debug, Clone, Copy)]
enum Mark {
    /// The rank of the selection.
    Place(usize),
    /// The text of the search field.
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

/// Returns the text of the search field.
fn field(row: &str) -> &str {
    let text = row.strip_prefix(" / ").unwrap_or_default();
    text.split("  ").next().unwrap_or_default()
}

/// The words that users search for.
const WORDS: [&str; 24] = [
    "health", "border", "school", "police", "energy", "climate", "doctor", "market", "senate",
    "budget", "worker", "prison", "vaccine", "justice", "farmer", "travel", "union", "nuclear",
    "flood", "housing", "internet", "kitchen", "labour", "quarter",
];
/// The number of letters of a word that users type.
const LETTERS: usize = 5;
/// The number of keys in a round: six down, the letters, and one back.
const ROUND: u32 = 12;

/// Returns the round that a user repeats: some claims down, a word, and back to the whole list.
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

/// The result of a number of keys.
#[derive(Debug, Default)]
struct Tally {
    /// The times from a key to the frame that shows it, in milliseconds.
    times: Vec<f64>,
    lost: usize,
}

/// Measures one user, many users, and many users beside one who sends the heaviest queries all the
/// time.
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

/// Runs this many users, each at another point of the round, with their keys spread evenly over
/// time.
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

/// Types at a user's own pace, whatever the screen shows.
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
                // A frame that shows a key also shows those before it.
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

/// Sends the heaviest queries, the next as soon as the field shows the last.
async fn heavy(at: SocketAddr) {
    let mut reader = Reader::come(at).await.unwrap();
    reader.press(b"/").await.unwrap();
    for (bytes, text) in HEAVY.into_iter().cycle() {
        reader.press(bytes).await.unwrap();
        reader.until(|row| field(row) == text).await.unwrap();
    }
}
