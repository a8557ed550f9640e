//! What a terminal is taken to understand. Nobody asks it: a question is a round trip, and an
//! answer among the keys.

/// How many colours a terminal shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Colours {
    /// None: attributes only.
    Mono,
    /// The eight colours of old and their bright ones.
    Sixteen,
    /// The sixteen, a cube of 216 and 24 greys.
    Indexed,
    /// Any, eight bits a channel.
    True,
}

/// What may be sent to a terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools, reason = "each is a thing that terminals have or lack")]
pub struct Profile {
    /// To how many colours all are lowered.
    pub colours: Colours,
    /// Whether it can erase cells in the midst of a row (ECH, `CSI n X`).
    pub erase: bool,
    /// Whether it can go to a column or a row alone (CHA, `CSI n G`; VPA, `CSI n d`).
    pub absolute: bool,
    /// Whether it can hold a frame back until it is whole (`CSI ? 2026 h` and `l`). Those that
    /// can't pass over it.
    pub synchronised: bool,
    /// Whether cells may be hyperlinks (OSC 8).
    pub links: bool,
}
