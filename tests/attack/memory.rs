//! Tests of a record of 50,000 items that many sessions show, or that clients request without
//! reading the output. The server holds one copy of the record and little for each session.

use std::fmt::Write as _;
use std::fs;

use rustix::process::Signal;

use crate::client::{Client, run, wait};
use crate::screen::{Ask, Screen};
use crate::served::{Server, home, serve_in, until};

const TERM: &str = "xterm-256color";
const ITEMS: usize = 50_000;
/// The most bytes that a session showing the record may take.
const USER: u64 = 2 << 20;
/// The most bytes that output that is not read may take.
const ANSWER: u64 = 1 << 20;
/// The most bytes that one open copy of the record may take, together with what was freed since it
/// was opened.
const RECORD: u64 = 110 << 20;

/// Returns a dataset whose first claim has `items` items: 6 MB for 50,000.
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

/// Returns a dataset of a party and a source that `items` records name, and the source with `items`
/// faults.
fn often_named(items: usize) -> String {
    let mut text = String::from(
        r#"{"gainsay":1,"dataset":{"id":"named","title":"Named"}}
{"agent":{"id":"a","kind":"person","name":"Ann"}}
{"source":{"id":"s","title":"A paper","url":"https://a.example/x"}}
"#,
    );
    for number in 0..items {
        let _ = writeln!(
            text,
            r#"{{"claim":{{"id":"c{number}","text":"Claim number {number}","made":[{{"by":"a","source":"s"}}]}}}}
{{"issue":{{"source":"s","text":"Fault number {number}, told at some length, of the source","about":["c{number}"]}}}}"#
        );
    }
    text
}

fn serve(arguments: &[&str]) -> Server {
    serve_text(&dataset(ITEMS), arguments)
}

fn serve_text(dataset: &str, arguments: &[&str]) -> Server {
    let home = home();
    let file = home.path().join("big.ndjson");
    fs::write(&file, dataset).unwrap();
    let mut all = vec![file.to_str().unwrap(), "--max-per-address", "200"];
    all.extend(arguments);
    serve_in(home, &all, &[])
}

/// Opens the record in the explorer and scrolls to its last item.
#[track_caller]
fn open_record(server: &Server) -> Screen {
    let ask = Ask { size: (100, 30), term: TERM, ..Ask::default() };
    let mut user = Screen::ask(Client::new(server.at), &ask);
    user.shows("1/2");
    user.shows("DENIALS  25000 full");
    user.send_shows("\r\t\tG", "not number 24999");
    user
}

/// Returns one of the counts that the server logs on SIGUSR1.
#[track_caller]
fn counted(server: &Server, times: usize, name: &str) -> u64 {
    // Signals that arrive together may be merged into one.
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
fn sessions_share_one_copy_of_a_long_record() {
    let server = serve(&[]);
    let before = server.memory();
    let mut users = vec![open_record(&server)];
    let with_one = server.memory();
    assert!(with_one <= before + RECORD, "{} kB for the record", (with_one - before) >> 10);
    users.extend((1..10).map(|_| open_record(&server)));
    let grown = server.memory().saturating_sub(with_one) / 9;
    println!("{} kB for the first, {} kB for each other", (with_one - before) >> 10, grown >> 10);
    assert!(grown <= USER, "{} kB a user", grown >> 10);
    assert_eq!(counted(&server, 1, "records-open"), 1);
    let record = counted(&server, 1, "records-bytes");
    assert!((4 << 20..64 << 20).contains(&record), "{record}");
    let of_users = counted(&server, 1, "users-bytes");
    assert!((10_000..10 * USER).contains(&of_users), "{of_users}");
    for mut user in users {
        user.send("q");
        assert_eq!(user.ended(), Some(0));
    }
    let mut told = 1;
    until("a closed record", || {
        told += 1;
        counted(&server, told, "records-open") == 0 && counted(&server, told, "users") == 0
    });
}

#[test]
fn find_links_and_resizing_work_in_a_long_record() {
    let server = serve(&[]);
    let mut user = open_record(&server);
    user.send_shows("g", "not number 0,");
    user.send_shows("G", "not number 24999");
    user.resize(60, 20);
    user.send_shows("gG", "not number 24999");
    user.resize(100, 30);
    user.send_shows("gG", "not number 24999");
    // The first claim matches once in its text; the second match is far down in the denials.
    user.send_shows("/huge", "1/1");
    user.send_shows("\rn", "match 1 of 2, in CLAIM");
    user.send_shows("n", "match 2 of 2, in CLAIM");
    // The last link of the claim, found starting from the first.
    user.send_shows("\t\tG", "not number 24999");
    user.send_shows("l", "https://a.example/x");
}

/// Returns a dataset with a claim whose notes have `lines` lines of `letters` letters.
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
fn long_texts_take_no_more_memory_than_many_items() {
    for (lines, letters) in [(300_000, 15), (1, 3_000_000)] {
        let home = home();
        let file = home.path().join("notes.ndjson");
        fs::write(&file, notes(lines, letters)).unwrap();
        let server = serve_in(home, &[file.to_str().unwrap(), "--max-per-address", "200"], &[]);
        let ask = Ask { size: (100, 30), term: TERM, ..Ask::default() };
        let read = || {
            let mut user = Screen::ask(Client::new(server.at), &ask);
            user.shows("1/2");
            user.shows("word word");
            user.send_shows("\rG", "notes.ndjson:3");
            user
        };
        let first = read();
        let before = server.memory();
        let users: Vec<Screen> = (0..3).map(|_| read()).collect();
        let grown = server.memory().saturating_sub(before) / 3;
        println!("{lines} lines of {letters} letters: {} kB for each user", grown >> 10);
        assert!(grown <= 30 << 20, "{} kB a user", grown >> 10);
        // The memory that the program holds; freed memory may remain in the allocator.
        let held = counted(&server, 1, "user-bytes-most");
        assert!(held <= USER, "{held}");
        drop((first, users));
    }
}

#[test]
fn unread_output_holds_no_copies_of_a_record() {
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
        "show agent:a",
        "show --format json agent:a",
        "show source:s",
        "show --format json source:s",
    ] {
        unread_takes_little(&serve(&[]), command);
    }
}

#[test]
fn unread_output_holds_no_list_of_what_names_a_party() {
    let text = often_named(ITEMS);
    for command in [
        "show agent:a",
        "show --format json agent:a",
        "show source:s",
        "show --format json source:s",
    ] {
        let server = serve_text(&text, &[]);
        unread_takes_little(&server, command);
    }
}

/// Checks that twenty clients that don't read the output of a command take little memory.
fn unread_takes_little(server: &Server, command: &str) {
    // The memory of the first client is not part of the measurement.
    let ask = |window| {
        let client = Client::with_window(server.at, window);
        let channel = client.channel();
        wait(channel.exec(true, command)).unwrap();
        (client, channel)
    };
    let mut told = 0;
    let mut waiting = |count| {
        until("waiting output", || {
            told += 1;
            counted(server, told, "answers-waiting") >= count
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

/// A record of a JSON-LD feed is written as a whole; a limit applies to all that wait.
#[test]
fn waiting_records_of_feeds_have_a_limit() {
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
    until("output that is cut off", || counts("answers-cut") > 0);
    let bytes = counts("answers-bytes");
    println!("{bytes} bytes wait, memory grew by {} kB", (server.memory() - before) >> 10);
    assert!(bytes <= 80 << 20, "{bytes}");
    drop(unread);
    until("empty queues of output", || counts("answers-bytes") == 0);
    let whole = run(server.at, "export --to jsonld many");
    assert_eq!((whole.code, whole.err.as_str()), (Some(0), ""));
}

#[test]
fn output_of_a_long_record_is_complete() {
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
fn a_record_beyond_the_limit_is_refused_but_exported() {
    let server = serve(&["--max-record", "1M"]);
    let ask = Ask { size: (100, 30), term: TERM, ..Ask::default() };
    let mut user = Screen::ask(Client::new(server.at), &ask);
    user.shows("this server opens at most");
    user.send_shows("j", "Small claim");
    let shown = run(server.at, "show huge");
    assert_eq!(shown.code, Some(2));
    assert!(shown.err.contains("export it as ndjson instead"), "{}", shown.err);
    let exported = run(server.at, "export --to ndjson many");
    assert_eq!((exported.code, exported.out.lines().count()), (Some(0), 4));
    assert!(server.log.lines().iter().all(|line| !line.contains("reload")));
}
