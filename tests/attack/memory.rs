//! A record of 50,000 items, and readers who stay with it or take nothing of it: what the server
//! holds is one copy of the record, and little for each of them.

use std::fmt::Write as _;
use std::fs;

use rustix::process::Signal;

use crate::client::{Client, run, wait};
use crate::screen::{Ask, Screen};
use crate::served::{Server, home, serve_in, until};

const TERM: &str = "xterm-256color";
const ITEMS: usize = 50_000;
/// What a reader of the record may take, in bytes.
const READER: u64 = 2 << 20;
/// What an answer that is not read may take.
const ANSWER: u64 = 1 << 20;
/// What one open copy of the record may take, with all that was freed since it was made.
const RECORD: u64 = 110 << 20;

/// A dataset whose first claim has so many items: 6 MB for 50,000.
fn dataset(items: usize) -> String {
    let mut text = String::from(
        r#"{"gainsay":1,"dataset":{"id":"big","title":"Big"}}
{"agent":{"id":"a","kind":"person","name":"Ann"}}
{"source":{"id":"s","title":"A paper","url":"https://a.example/x"}}
{"claim":{"id":"huge","text":"Huge claim of many","made":[{"by":"a"}],"evidence":["#,
    );
    let stances = ["supports", "undercuts", "context"];
    for number in 0..items / 2 {
        let (lead, stance) = (if number > 0 { "," } else { "" }, stances[number % 3]);
        let _ = write!(
            text,
            r#"{lead}{{"id":"e{number}","kind":"document","stance":"{stance}","summary":"Item number {number} of very many, at some length","source":"s"}}"#
        );
    }
    text.push_str(r#"],"denials":["#);
    for number in 0..items / 2 {
        let lead = if number > 0 { "," } else { "" };
        let _ = write!(
            text,
            r#"{lead}{{"id":"d{number}","by":"a","scope":"full","quote":"No, not number {number}, and never","source":"s"}}"#
        );
    }
    text.push_str(
        "]}}\n{\"claim\":{\"id\":\"small\",\"text\":\"Small claim\",\"made\":[{\"by\":\"a\"}]}}\n",
    );
    text
}

fn serve(arguments: &[&str]) -> Server {
    let home = home();
    let file = home.path().join("big.ndjson");
    fs::write(&file, dataset(ITEMS)).unwrap();
    let mut all = vec![file.to_str().unwrap(), "--max-per-address", "200"];
    all.extend(arguments);
    serve_in(home, &all, &[])
}

/// A reader who has the record open, and its last item on the screen.
#[track_caller]
fn reads(server: &Server) -> Screen {
    let ask = Ask { size: (100, 30), term: TERM, ..Ask::default() };
    let mut reader = Screen::ask(Client::new(server.at), &ask);
    reader.shows("1/2");
    reader.shows("DENIALS  25000 full");
    reader.send_shows("\r\t\tG", "not number 24999");
    reader
}

/// A number of the server's log line that tells numbers.
#[track_caller]
fn counted(server: &Server, times: usize, name: &str) -> u64 {
    // Signals that come at once are one.
    let told = server.log.lines().iter().filter(|line| line.contains("counts:")).count();
    if told < times {
        server.signal(Signal::USR1);
    }
    let line = server.log.has_times("counts:", times);
    let lead = format!(" {name}=");
    let value = line.split_once(&lead).unwrap_or_else(|| panic!("no {name} in {line}")).1;
    value.split(' ').next().unwrap().parse().unwrap()
}

#[test]
fn readers_of_a_long_record_share_one_copy_of_it() {
    let server = serve(&[]);
    let before = server.memory();
    let mut readers = vec![reads(&server)];
    let with_one = server.memory();
    assert!(with_one <= before + RECORD, "{} kB for the record", (with_one - before) >> 10);
    readers.extend((1..10).map(|_| reads(&server)));
    let grown = server.memory().saturating_sub(with_one) / 9;
    println!("{} kB for the first, {} kB for each other", (with_one - before) >> 10, grown >> 10);
    assert!(grown <= READER, "{} kB a reader", grown >> 10);
    assert_eq!(counted(&server, 1, "records-open"), 1);
    let record = counted(&server, 1, "records-bytes");
    assert!((4 << 20..64 << 20).contains(&record), "{record}");
    let of_readers = counted(&server, 1, "readers-bytes");
    assert!((10_000..10 * READER).contains(&of_readers), "{of_readers}");
    for mut reader in readers {
        reader.send("q");
        assert_eq!(reader.ended(), Some(0));
    }
    let mut told = 1;
    until("a record that nobody holds", || {
        told += 1;
        counted(&server, told, "records-open") == 0 && counted(&server, told, "readers") == 0
    });
}

#[test]
fn a_reader_finds_steps_and_turns_back_in_a_long_record() {
    let server = serve(&[]);
    let mut reader = reads(&server);
    reader.send_shows("g", "not number 0,");
    reader.send_shows("G", "not number 24999");
    reader.resize(60, 20);
    reader.send_shows("gG", "not number 24999");
    reader.resize(100, 30);
    reader.send_shows("gG", "not number 24999");
    // The claim has its words once; the last hit but one is far down in the denials.
    reader.send_shows("/huge", "1/1");
    reader.send_shows("\rn", "match 1 of 2, in CLAIM");
    reader.send_shows("n", "match 2 of 2, in CLAIM");
    // The last link of all, which is chosen from the first.
    reader.send_shows("\t\tG", "not number 24999");
    reader.send_shows("l", "https://a.example/x");
}

/// A claim whose notes are so many lines of so many letters.
fn notes(lines: usize, letters: usize) -> String {
    let notes = format!("{}\\n", "word ".repeat(letters / 5)).repeat(lines);
    format!(
        r#"{{"gainsay":1,"dataset":{{"id":"n","title":"N"}}}}
{{"agent":{{"id":"a","kind":"person","name":"Ann"}}}}
{{"claim":{{"id":"noted","text":"Noted claim","made":[{{"by":"a"}}],"notes":"{notes}end"}}}}
{{"claim":{{"id":"small","text":"Small claim","made":[{{"by":"a"}}]}}}}
"#
    )
}

#[test]
fn long_texts_take_no_more_of_a_reader_than_many_items() {
    for (lines, letters) in [(300_000, 15), (1, 3_000_000)] {
        let home = home();
        let file = home.path().join("notes.ndjson");
        fs::write(&file, notes(lines, letters)).unwrap();
        let server = serve_in(home, &[file.to_str().unwrap(), "--max-per-address", "200"], &[]);
        let ask = Ask { size: (100, 30), term: TERM, ..Ask::default() };
        let read = || {
            let mut reader = Screen::ask(Client::new(server.at), &ask);
            reader.shows("1/2");
            reader.shows("word word");
            reader.send_shows("\rG", "notes.ndjson:3");
            reader
        };
        let first = read();
        let before = server.memory();
        let readers: Vec<Screen> = (0..3).map(|_| read()).collect();
        let grown = server.memory().saturating_sub(before) / 3;
        println!("{lines} lines of {letters} letters: {} kB for each reader", grown >> 10);
        assert!(grown <= 30 << 20, "{} kB a reader", grown >> 10);
        // What the program holds; the rest was freed, and waits in the allocator.
        let held = counted(&server, 1, "reader-bytes-most");
        assert!(held <= READER, "{held}");
        drop((first, readers));
    }
}

#[test]
fn answers_that_are_not_read_hold_no_copies() {
    for command in [
        "search many",
        "search --format ndjson many",
        "search --format json many",
        "show huge",
        "show --format json huge",
        "export --to ndjson many",
        "export --to json many",
        "export --to markdown many",
        "export --to html many",
        "export --to csv-items many",
    ] {
        let server = serve(&[]);
        // What one takes is not what is asserted.
        let ask = |window| {
            let client = Client::with_window(server.at, window);
            let channel = client.channel();
            wait(channel.exec(true, command)).unwrap();
            (client, channel)
        };
        let mut told = 0;
        let mut waiting = |count| {
            until("answers that wait", || {
                told += 1;
                counted(&server, told, "answers-waiting") >= count
            });
        };
        let first = ask(1);
        waiting(1);
        let before = server.memory();
        let others: Vec<_> = (1..20).map(|_| ask(1)).collect();
        waiting(20);
        let grown = server.memory().saturating_sub(before) / 19;
        println!("{command}: {} kB for each", grown >> 10);
        assert!(grown <= ANSWER, "{command}: {} kB an answer", grown >> 10);
        drop((first, others));
    }
}

/// A record of a feed is written as one: those that wait have a ceiling together.
#[test]
fn records_of_feeds_that_wait_have_a_ceiling() {
    let server = serve(&[]);
    let asking = |window| {
        let client = Client::with_window(server.at, window);
        let channel = client.channel();
        wait(channel.exec(true, "export --to jsonld many")).unwrap();
        (client, channel)
    };
    let before = server.memory();
    let unread: Vec<_> = (0..20).map(|_| asking(1)).collect();
    let mut told = 0;
    let mut counts = |name: &str| {
        told += 1;
        counted(&server, told, name)
    };
    until("answers that are cut off", || counts("answers-cut") > 0);
    let bytes = counts("answers-bytes");
    println!("{bytes} bytes wait, {} kB grown", (server.memory() - before) >> 10);
    assert!(bytes <= 80 << 20, "{bytes}");
    drop(unread);
    until("nothing that waits", || counts("answers-bytes") == 0);
    let whole = run(server.at, "export --to jsonld many");
    assert_eq!((whole.code, whole.err.as_str()), (Some(0), ""));
}

#[test]
fn an_answer_of_a_long_record_comes_whole() {
    let server = serve(&[]);
    let text = run(server.at, "show huge");
    assert_eq!((text.code, text.err.as_str()), (Some(0), ""));
    let items = text.out.lines().filter(|line| line.contains("  #")).count();
    assert_eq!(items, ITEMS);
    let json = run(server.at, "show --format json huge");
    let record: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(record["denials"][24_999]["id"], "d24999");
    let found = run(server.at, "search --format json many");
    let found: serde_json::Value = serde_json::from_str(&found.out).unwrap();
    assert_eq!(found[0]["claim"], record);
}

#[test]
fn a_record_beyond_the_ceiling_is_told_and_exported() {
    let server = serve(&["--max-record", "1M"]);
    let ask = Ask { size: (100, 30), term: TERM, ..Ask::default() };
    let mut reader = Screen::ask(Client::new(server.at), &ask);
    reader.shows("this server opens at most");
    reader.send_shows("j", "Small claim");
    let shown = run(server.at, "show huge");
    assert_eq!(shown.code, Some(2));
    assert!(shown.err.contains("export it as ndjson instead"), "{}", shown.err);
    let exported = run(server.at, "export --to ndjson many");
    assert_eq!((exported.code, exported.out.lines().count()), (Some(0), 4));
    assert!(server.log.lines().iter().all(|line| !line.contains("reload")));
}
