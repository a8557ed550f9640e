//! Tests that replies of a terminal to queries are not taken for typed keys.

use crate::screen::Screen;
use crate::served::serve;

const REPLIES: &[&str] = &[
    "\x1b]11;rgb:1e1e/1e1e/1e1e\x1b\\",
    "\x1b]11;rgb:1e1e/1e1e/1e1e\x07",
    "\x1b[?62;22c",
    "\x1b[>1;10;0c",
    "\x1bP>|kitty(0.26.5)\x1b\\",
    "\x1bP1+r544e=787465726d\x1b\\",
    "\x1b_Gi=31;OK\x1b\\",
    "\x1b^private\x1b\\",
    "\x1bXstring\x1b\\",
    "\x1b[12;40R",
    "\x1b[?2026;2$y",
    "\x1b[?1u",
    "\x1b[0n",
    "\x1b[4;600;800t",
    "\x1b[I",
    "\x1b[O",
];

#[test]
fn terminal_replies_are_not_taken_for_keys() {
    let server = serve(&[]);
    let mut user = Screen::open(server.at, 100, 30, "xterm-256color");
    // The list has the focus first, where letters are commands.
    for reply in REPLIES {
        user.send(reply);
    }
    user.send_shows("j", "2/24");
    assert!(user.text().contains("q quit"), "{}", user.text());
    user.send_shows("/", "clear");
    for reply in REPLIES {
        user.send(format!("{reply}i{reply}"));
        user.shows("/ i ");
        user.send("\x7f");
        user.until("an empty query", |screen| !screen.contents().contains("/ i "));
    }
    user.send_shows("inbox", "1/3");
    let prompt = user.screen().rows(0, 20).nth(1).unwrap();
    assert_eq!(prompt.trim(), "/ inbox");
}
