//! Takes the output of a terminal session apart.

use crate::pty::Pty;

/// A piece of terminal output.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece<'a> {
    Text(&'a str),
    /// A control sequence: its parameters and its final character.
    Csi(&'a str, char),
    /// An operating system command without its terminator.
    Osc(&'a str),
    /// A device control string without its terminator.
    Dcs(&'a str),
    /// An Esc with a character that begins none of the above.
    Other(&'a str),
}

/// Returns the whole output, which must be UTF-8.
pub fn sent(terminal: &Pty) -> String {
    String::from_utf8(terminal.sent().to_vec()).unwrap()
}

/// Splits output into pieces.
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

/// Returns the piece that follows an Esc, and the rest.
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

/// Returns the graphic attributes (SGR) that the output sets, one by one.
pub fn attributes(sent: &str) -> Vec<u16> {
    let of = |piece: &Piece| match *piece {
        Piece::Csi(numbers, 'm') => {
            numbers.split(';').map(|number| number.parse().unwrap_or_default()).collect()
        }
        _ => Vec::new(),
    };
    pieces(sent).iter().flat_map(of).collect()
}

/// Returns whether an attribute sets or resets a colour.
pub fn is_colour(attribute: u16) -> bool {
    matches!(attribute, 30..=49 | 90..=107)
}

/// Copies the id of the claim, and waits until the program reports the copy.
#[track_caller]
pub fn copies(terminal: &mut Pty) {
    terminal.keys_show("y", "its id");
    terminal.keys("i");
    terminal.until("where the copy is", |screen| {
        let text = screen.contents();
        text.contains("sent to your terminal") || text.contains("only shown here")
    });
}

/// Waits until a program has ended and restored the terminal. Returns the whole output.
#[track_caller]
pub fn ended(mut terminal: Pty) -> String {
    assert_eq!(terminal.ended(), 0);
    assert_eq!(terminal.left_behind(), [""; 0]);
    sent(&terminal)
}
