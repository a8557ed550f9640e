//! Colours as numbers, reduced to those that a terminal shows.

use ratatui::style::Color;

use super::profile::Colours;

/// A colour in four bytes: the highest is the kind, the others hold the index or the channels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Colour(u32);

const INDEXED: u32 = 1 << 24;
const RGB: u32 = 2 << 24;

/// The first index of the cube of 216 colours and the first of the 24 greys, within the 256.
const CUBE: u8 = 16;
const GREY: u8 = 232;

/// The levels of a channel in the cube, as in xterm.
const LEVELS: [u8; 6] = [0, 95, 135, 175, 215, 255];

/// The sixteen colours as xterm shows them by default; a user may have set others.
const SIXTEEN: [[u8; 3]; 16] = [
    [0, 0, 0],
    [205, 0, 0],
    [0, 205, 0],
    [205, 205, 0],
    [0, 0, 238],
    [205, 0, 205],
    [0, 205, 205],
    [229, 229, 229],
    [127, 127, 127],
    [255, 0, 0],
    [0, 255, 0],
    [255, 255, 0],
    [92, 92, 255],
    [255, 0, 255],
    [0, 255, 255],
    [255, 255, 255],
];

impl Colour {
    /// The terminal's default colour.
    pub(super) const DEFAULT: Self = Self(0);

    /// Returns the colour nearest to one of ratatui's that a terminal can show.
    pub(super) fn of(colour: Color, colours: Colours) -> Self {
        let index = match colour {
            _ if colours == Colours::Mono => return Self::DEFAULT,
            Color::Reset => return Self::DEFAULT,
            Color::Rgb(r, g, b) if colours == Colours::True => {
                return Self(RGB | u32::from_be_bytes([0, r, g, b]));
            }
            Color::Rgb(r, g, b) if colours == Colours::Indexed => nearest_of_256([r, g, b]),
            Color::Rgb(r, g, b) => nearest_of_16([r, g, b]),
            Color::Indexed(index) if colours == Colours::Sixteen => nearest_of_16(rgb(index)),
            Color::Indexed(index) => index,
            named => number(named),
        };
        Self(INDEXED | u32::from(index))
    }

    /// Passes the SGR parameters that select the colour to `codes`; `base` is 30 for the foreground
    /// and 40 for the background.
    pub(super) fn write(self, base: u8, codes: &mut impl FnMut(u8)) {
        let [kind, r, g, b] = self.0.to_be_bytes();
        match kind {
            0 => codes(base + 9),
            1 if b < 8 => codes(base + b),
            1 if b < CUBE => codes(base + 60 + b - 8),
            1 => [base + 8, 5, b].into_iter().for_each(codes),
            _ => [base + 8, 2, r, g, b].into_iter().for_each(codes),
        }
    }
}

/// Returns the index of a named colour among the sixteen.
fn number(named: Color) -> u8 {
    match named {
        Color::Red => 1,
        Color::Green => 2,
        Color::Yellow => 3,
        Color::Blue => 4,
        Color::Magenta => 5,
        Color::Cyan => 6,
        Color::Gray => 7,
        Color::DarkGray => 8,
        Color::LightRed => 9,
        Color::LightGreen => 10,
        Color::LightYellow => 11,
        Color::LightBlue => 12,
        Color::LightMagenta => 13,
        Color::LightCyan => 14,
        Color::White => 15,
        _ => 0,
    }
}

/// Returns the channels of a colour by its index among the 256.
fn rgb(index: u8) -> [u8; 3] {
    if let Some(colour) = SIXTEEN.get(usize::from(index)) {
        return *colour;
    }
    if index >= GREY {
        return [8 + 10 * (index - GREY); 3];
    }
    let level = |n: u8| LEVELS[usize::from(n % 6)];
    let n = index - CUBE;
    [level(n / 36), level(n / 6), level(n)]
}

/// Returns the nearest colour of the cube and the greys. The first sixteen are left out, because
/// the user may have changed them.
fn nearest_of_256(colour: [u8; 3]) -> u8 {
    let step = |channel: u8| match channel {
        0..48 => 0,
        48..115 => 1,
        _ => (channel - 35) / 40,
    };
    let [r, g, b] = colour.map(step);
    let cube = CUBE + 36 * r + 6 * g + b;
    let mean = colour.map(u16::from).iter().sum::<u16>() / 3;
    let grey = (mean.saturating_sub(3) / 10).min(23);
    let grey = GREY + u8::try_from(grey).expect("there are 24 shades of grey");
    if distance(rgb(grey), colour) < distance(rgb(cube), colour) { grey } else { cube }
}

fn nearest_of_16(colour: [u8; 3]) -> u8 {
    (0..16).min_by_key(|index| distance(rgb(*index), colour)).expect("there are 16 colours")
}

/// Returns the squared distance of two colours.
fn distance(one: [u8; 3], other: [u8; 3]) -> u32 {
    one.iter().zip(other).map(|(a, b)| u32::from(a.abs_diff(b)).pow(2)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lowered(colour: Color, colours: Colours) -> Vec<u8> {
        let mut codes = Vec::new();
        Colour::of(colour, colours).write(30, &mut |code| codes.push(code));
        codes
    }

    #[test]
    fn colours_are_lowered_to_what_is_shown() {
        let orange = Color::Rgb(255, 135, 0);
        assert_eq!(lowered(orange, Colours::True), [38, 2, 255, 135, 0]);
        assert_eq!(lowered(orange, Colours::Indexed), [38, 5, 208]);
        assert_eq!(lowered(orange, Colours::Sixteen), [33]);
        assert_eq!(lowered(orange, Colours::Mono), [39]);
        assert_eq!(lowered(Color::Indexed(244), Colours::Sixteen), [90]);
        assert_eq!(lowered(Color::Rgb(128, 128, 128), Colours::Indexed), [38, 5, 244]);
        assert_eq!(lowered(Color::Rgb(255, 255, 255), Colours::Indexed), [38, 5, 231]);
        assert_eq!(lowered(Color::LightRed, Colours::Sixteen), [91]);
        assert_eq!(lowered(Color::Gray, Colours::True), [37]);
        assert_eq!(lowered(Color::Reset, Colours::True), [39]);
    }

    #[test]
    fn one_of_the_256_is_nearest_to_itself() {
        for index in CUBE..=255 {
            assert_eq!(rgb(nearest_of_256(rgb(index))), rgb(index), "{index}");
        }
    }
}
