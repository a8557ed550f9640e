//! Tests of commands given over SSH in place of the explorer: their output and their exit codes.

use std::fs;

use crate::client::{Client, Ran, ran, run, wait};
use crate::served::{Server, home, serve, serve_in};

#[track_caller]
fn refused(server: &Server, command: &str, code: u32, words: &str) {
    let Ran { code: told, out, err } = run(server.at, command);
    assert_eq!((told, out.as_str()), (Some(code), ""), "{command}: {err}");
    assert!(err.starts_with("gainsay: ") && err.contains(words), "{command}: {err}");
    assert_eq!(err.lines().count(), 1, "{command}: {err}");
    assert_eq!(controls(&err), "", "{command}: {err:?}");
}

#[test]
fn commands_answer_as_on_the_command_line() {
    let server = serve(&[]);
    let ids = run(server.at, "search --format ids inbox api");
    assert_eq!((ids.code, ids.err.as_str()), (Some(0), ""));
    assert_eq!(ids.out.lines().next(), Some("inbox-api"));
    let json = run(server.at, "search --limit 1 --format json inbox");
    assert!(serde_json::from_str::<serde_json::Value>(&json.out).is_ok(), "{}", json.out);
    let shown = run(server.at, "show inbox-api");
    assert_eq!((shown.code, shown.err.as_str()), (Some(0), ""));
    assert!(shown.out.contains("Inbox API"), "{}", shown.out);
    let help = run(server.at, "help");
    assert!(help.code == Some(0) && help.out.contains("ssh HOST search"), "{help:?}");
}

#[test]
fn an_export_is_sent_to_the_client() {
    let server = serve(&[]);
    let csv = run(server.at, "export --to csv no:denial");
    assert_eq!((csv.code, csv.err.as_str()), (Some(0), ""));
    assert!(csv.out.starts_with("claim,text,"), "{}", csv.out);
    let feed = run(server.at, "export --to jsonld");
    let feed: serde_json::Value = serde_json::from_str(&feed.out).unwrap();
    assert_eq!(feed["@type"], "DataFeed");
    let first = run(server.at, "export --to ndjson --limit 2 --sort date");
    assert_eq!(first.err, "");
    assert_eq!(first.out.lines().filter(|line| line.starts_with("{\"claim\"")).count(), 2);
    refused(&server, "export inbox", 2, "choose a format: --to FORMAT, one of json");
    refused(&server, "export --to pdf inbox", 2, "invalid value 'pdf' for '--to <FORMAT>'");
    refused(&server, "export --to csv -o /tmp/x inbox", 2, "unexpected argument '-o' found");
    refused(&server, "export --to csv qqzzqqxx", 1, "no claim matches “qqzzqqxx”");
    refused(
        &server,
        "export --to csv is:marked",
        1,
        "marks made over SSH last only for the session",
    );
}

#[test]
fn a_record_with_a_duplicate_key_does_not_stop_an_export() {
    let home = home();
    let claim = |id: &str, more: &str| {
        format!("{{\"claim\":{{\"id\":\"{id}\",{more}\"text\":\"T\",\"made\":[]}}}}\n")
    };
    let header = "{\"gainsay\":1,\"dataset\":{\"id\":\"d\",\"title\":\"D\"}}\n";
    let claims = claim("a", "") + &claim("bad", "\"text\":\"No\",") + &claim("z", "");
    let file = home.path().join("d.ndjson");
    fs::write(&file, format!("{header}{claims}")).unwrap();
    let server = serve_in(home, &[file.to_str().unwrap()], &[]);
    let feed = run(server.at, "export --to jsonld");
    assert_eq!(feed.code, Some(0), "{}", feed.err);
    assert!(feed.err.starts_with("gainsay: d/bad: a field appears twice"), "{}", feed.err);
    let feed: serde_json::Value = serde_json::from_str(&feed.out).unwrap();
    assert_eq!(feed["dataFeedElement"].as_array().unwrap().len(), 3);
}

#[test]
fn exit_codes_tell_success_no_result_and_errors_apart() {
    let server = serve(&[]);
    refused(&server, "search qqzzqqxx", 1, "no claim matches “qqzzqqxx”");
    refused(&server, "search foo:bar", 2, "“foo:” is not a field; the fields are by, ");
    refused(&server, "export --to csv foo:bar", 2, "“foo:” is not a field");
    refused(&server, "show nobody-knows-it", 2, "nobody-knows-it");
    refused(&server, "show", 2, "required arguments were not provided: <ID[#ITEM]>...; `help`");
    refused(&server, "serch inbox", 127, "did you mean `search`?");
    refused(&server, "search 'court", 1, "records contain the words: --all takes them");
    let all = run(server.at, "search 'court --all --format table --limit 2");
    assert_eq!((all.code, all.out.lines().count()), (Some(0), 2), "{all:?}");
    let listed = run(server.at, "search --format ids");
    assert_eq!((listed.code, listed.out.lines().count()), (Some(0), 24), "{listed:?}");
    assert!(run(server.at, "show meta").out.starts_with("PARTY\n"));
    assert!(run(server.at, "search --help").out.contains("ssh HOST search"));
    refused(&server, "search date:abc", 2, "date:abc is not a date");
    refused(&server, &format!("search {}", "x".repeat(513)), 2, "512 characters");
    assert_eq!(run(server.at, &format!("search {}", "x".repeat(512))).code, Some(1));
    refused(&server, "search is:marked", 1, "marks made over SSH last only for the session");
    assert_eq!(run(server.at, "search !is:marked").code, Some(0));
    refused(&server, "rm -rf /", 127, "unknown command");
    refused(&server, "", 127, "unknown command");
    refused(&server, "sh -c 'id'", 127, "unknown command");
    refused(&server, "\x1b[2J\x07", 127, "␛[2J");
}

#[test]
fn no_control_character_reaches_the_clients_terminal() {
    let home = home();
    let file = |id: &str| {
        format!(
            r#"{{"gainsay":1,"dataset":{{"id":"{id}","title":"T"}},"claims":[{{"id":"twice","text":"A claim"}}]}}"#
        )
    };
    let names = ["one.json", "two.json"].map(|name| home.path().join(name));
    fs::write(&names[0], file(r"one\u001b[2J")).unwrap();
    fs::write(&names[1], file(r"two\u009b2J\u202e")).unwrap();
    let server = serve_in(home, &names.each_ref().map(|name| name.to_str().unwrap()), &[]);
    refused(&server, "show \x1b[2J\u{9b}1m\r\n\x07", 2, "␛[2J");
    refused(&server, "show twice", 2, "one␛[2J/twice, two");
    refused(&server, "search denied\x1bby:qqzz", 2, "denied␛by");
    refused(&server, "search --sort \x1b[2J x", 2, "␛[2J");
    for command in ["search --format ids claim", "search claim", "search --format json claim"] {
        let ran = run(server.at, command);
        assert_eq!((ran.code, controls(&ran.out).as_str()), (Some(0), ""), "{ran:?}");
    }
}

/// Returns the control characters of a text, except line feeds.
fn controls(text: &str) -> String {
    text.chars().filter(|c| c.is_control() && *c != '\n').collect()
}

#[test]
fn lines_end_with_crlf_on_a_terminal_and_lf_elsewhere() {
    let server = serve(&[]);
    let bare = |text: &str| !text.contains('\r') && text.contains('\n');
    let returned = |text: &str| {
        let feeds = text.matches('\n').count();
        feeds > 0 && text.matches("\r\n").count() == feeds && text.matches('\r').count() == feeds
    };
    let ask = |terminal: bool, command: Option<&str>| {
        let client = Client::new(server.at);
        let channel = client.channel();
        if terminal {
            wait(channel.request_pty(false, "xterm", 80, 24, 0, 0, &[])).unwrap();
        }
        match command {
            Some(command) => wait(channel.exec(false, command)).unwrap(),
            None => wait(channel.request_shell(false)).unwrap(),
        }
        ran(channel)
    };
    for command in ["help", "show inbox-api", "search --limit 2 inbox"] {
        let (plain, shown) = (ask(false, Some(command)), ask(true, Some(command)));
        assert!(bare(&plain.out) && returned(&shown.out), "{command}: {shown:?}");
        assert_eq!(shown.out.replace('\r', ""), plain.out);
    }
    assert!(returned(&ask(true, Some("show nobody")).err));
    let told = ask(false, None);
    assert_eq!((told.code, told.out.as_str()), (Some(2), ""));
    assert!(told.err.starts_with("gainsay: no terminal was requested") && bare(&told.err));
}

#[test]
fn a_query_is_not_interpreted_by_a_shell() {
    let server = serve(&[]);
    let without = run(server.at, "search --format ids 'inbox !facebook");
    let with = run(server.at, "search --format ids 'inbox");
    assert!(without.code.is_some_and(|code| code < 2), "{without:?}");
    assert_eq!(with.code, Some(0));
    let kept: Vec<&str> = without.out.lines().collect();
    assert!(kept.len() < with.out.lines().count(), "{kept:?} of {}", with.out);
    assert!(run(server.at, "search don't").code.is_some_and(|code| code < 2));
    assert_eq!(run(server.at, "search $(touch x)`touch x`;touch x|y > x").code, Some(1));
    assert!(!server.path("x").exists());
}

#[test]
fn no_command_or_option_names_a_file() {
    let server = serve(&[]);
    fs::write(server.path("claims.json"), "{}").unwrap();
    for command in [
        "search -d claims.json x",
        "search --dataset claims.json x",
        "search -o out x",
        "search --output out x",
        "search --output=out x",
        "show --config config.toml x",
        "show -o out inbox-api",
        "show --no-cache inbox-api",
    ] {
        refused(&server, command, 2, "unexpected argument '-");
    }
    refused(&server, "check claims.json", 127, "unknown command");
    refused(&server, "serve", 127, "unknown command");
    refused(&server, "show claims.json", 2, "claims.json");
    refused(&server, "show /etc/passwd", 2, "/etc/passwd");
    assert!(!server.path("out").exists());
}

#[test]
fn a_connection_runs_one_command_after_the_other() {
    let server = serve(&[]);
    let client = Client::new(server.at);
    assert_eq!(client.run("help").code, Some(0));
    assert_eq!(client.run("show no-such-claim").code, Some(2));
    drop(client);
    for command in ["help", "show no-such-claim"] {
        let line = server.log.has(&format!("command=\"{command}\""));
        assert!(line.contains("end=done"), "{line}");
    }
}
