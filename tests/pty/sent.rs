//! What was sent to a terminal, taken apart.

use crate::pty::Pty;

/// A piece of what was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece<'a> {
    Text(&'a str),
    /// A control sequence: its parameters and its last character.
    Csi(&'a str, char),
    /// An operating system command, without its end.
    Osc(&'a str),
    /// A device control string, without its end.
    Dcs(&'a str),
    /// Esc, and what can't follow it.
    Other(&'a str),
}

/// Everything that was sent, which must be UTF-8.
pub fn sent(terminal: &Pty) -> String {
    String::from_utf8(terminal.sent().to_vec()).unwrap()
}

/// What was sent, piece by piece.
pub fn pieces(sent: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = sent;
    while !rest.is_empty() {
        let (piece, after) = if let Some(after) = rest.strip_prefix('\x1b') {
            sequence(after)
        } else {
            let (text, after) = rest.split_at(rest.find('\x1b').unwrap_or(rest.len()));
            (Piece::Text(text), after)
        };
        pieces.push(piece);
        rest = after;
    }
    pieces
}

/// What follows an Esc, and the rest.
fn sequence(text: &str) -> (Piece<'_>, &str) {
    if let Some(csi) = text.strip_prefix('[') {
        let end = csi.find(|c| matches!(c, '@'..='~')).unwrap();
        let last = csi[end..].chars().next().unwrap();
        return (Piece::Csi(&csi[..end], last), &csi[end + 1..]);
    }
    if let Some(osc) = text.strip_prefix(']') {
        let end = osc.find(['\x07', '\x1b']).unwrap();
        let after = osc[end..].strip_prefix('\x07').or_else(|| osc[end..].strip_prefix("\x1b\\"));
        return (Piece::Osc(&osc[..end]), after.unwrap());
    }
    if let Some(dcs) = text.strip_prefix('P') {
        let (inner, after) = dcs.split_once("\x1b\\").unwrap();
        return (Piece::Dcs(inner), after);
    }
    (Piece::Other(text), "")
}

/// The attributes that were set (SGR), one by one.
pub fn attributes(sent: &str) -> Vec<u16> {
    let of = |piece: &Piece| match *piece {
        Piece::Csi(numbers, 'm') => {
            numbers.split(';').map(|number| number.parse().unwrap_or_default()).collect()
        }
        _ => Vec::new(),
    };
    pieces(sent).iter().flat_map(of).collect()
}

/// Whether an attribute is a colour, or takes one back.
pub fn is_colour(attribute: u16) -> bool {
    matches!(attribute, 30..=49 | 90..=107)
}

/// Copies the id of the claim, and waits until it is told where the copy is.
#[track_caller]
pub fn copies(terminal: &mut Pty) {
    terminal.keys_show("y", "its id");
    terminal.keys("i");
    terminal.until("where the copy is", |screen| {
        let text = screen.contents();
        text.contains("sent to your terminal") || text.contains("only shown here")
    });
}

/// Waits for the end of a program that leaves nothing behind; everything that was sent.
#[track_caller]
pub fn ended(mut terminal: Pty) -> String {
    assert_eq!(terminal.ended(), 0);
    assert_eq!(terminal.left_behind(), [""; 0]);
    sent(&terminal)
}
