//! Finds the shortest byte sequence that moves the cursor to a cell.

/// The position of the cursor, as far as it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Cursor {
    pub(super) column: Option<u16>,
    pub(super) row: Option<u16>,
}

impl Cursor {
    pub(super) const LOST: Self = Self { column: None, row: None };

    pub(super) fn at((column, row): (u16, u16)) -> Self {
        Self { column: Some(column), row: Some(row) }
    }
}

#[derive(Debug, Clone, Copy)]
enum MotionStep {
    Stay,
    /// A control character, repeated a number of times.
    Repeat(u8, u16),
    /// A control sequence with one parameter, which is omitted if it is 1.
    Sequence(u16, u8),
    /// CUP to a column and a row, counted from 0.
    To(u16, u16),
}

impl MotionStep {
    fn cost(self) -> usize {
        match self {
            Self::Stay => 0,
            Self::Repeat(_, times) => usize::from(times),
            Self::Sequence(number, _) => 3 + parameter_cost(number),
            Self::To(0, row) => 3 + parameter_cost(row + 1),
            Self::To(column, row) => 4 + parameter_cost(row + 1) + parameter_cost(column + 1),
        }
    }

    fn write(self, out: &mut Vec<u8>) {
        match self {
            Self::Stay => {}
            Self::Repeat(byte, times) => {
                out.extend(std::iter::repeat_n(byte, usize::from(times)));
            }
            Self::Sequence(number, last) => sequence(number, last, out),
            Self::To(0, row) => sequence(row + 1, b'H', out),
            Self::To(column, row) => {
                out.extend_from_slice(b"\x1b[");
                parameter(row + 1, out);
                out.push(b';');
                sequence_end(column + 1, b'H', out);
            }
        }
    }
}

/// Appends a control sequence with one parameter, which is omitted if it is 1.
pub(super) fn sequence(number: u16, last: u8, out: &mut Vec<u8>) {
    out.extend_from_slice(b"\x1b[");
    sequence_end(number, last, out);
}

/// Returns the number of bytes that [`sequence`] appends.
pub(super) fn sequence_cost(number: u16) -> usize {
    MotionStep::Sequence(number, 0).cost()
}

fn sequence_end(number: u16, last: u8, out: &mut Vec<u8>) {
    parameter(number, out);
    out.push(last);
}

fn parameter(number: u16, out: &mut Vec<u8>) {
    if number != 1 {
        out.extend_from_slice(number.to_string().as_bytes());
    }
}

fn parameter_cost(number: u16) -> usize {
    match number {
        1 => 0,
        0..10 => 1,
        10..100 => 2,
        100..1_000 => 3,
        1_000..10_000 => 4,
        _ => 5,
    }
}

/// A way to a cell: up or down, then perhaps to the start of the row, then along it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Way([MotionStep; 3]);

impl Way {
    /// Returns the shortest way that is certain to lead to a cell. `absolute` says whether the
    /// terminal understands CHA and VPA. Line feeds are safe: they only go down to a row of the
    /// screen, so they never scroll it.
    pub(super) fn shortest(from: Cursor, to: (u16, u16), absolute: bool) -> Self {
        let (column, row) = to;
        let mut best = Self([MotionStep::To(column, row), MotionStep::Stay, MotionStep::Stay]);
        for vertical in vertical(from.row, row, absolute).into_iter().flatten() {
            for [back, along] in horizontal(from.column, column, absolute).into_iter().flatten() {
                let way = Self([vertical, back, along]);
                if way.cost() < best.cost() {
                    best = way;
                }
            }
        }
        best
    }

    pub(super) fn cost(&self) -> usize {
        self.0.iter().map(|step| step.cost()).sum()
    }

    pub(super) fn write(&self, out: &mut Vec<u8>) {
        self.0.iter().for_each(|step| step.write(out));
    }
}

fn vertical(from: Option<u16>, to: u16, absolute: bool) -> [Option<MotionStep>; 3] {
    let direct = absolute.then_some(MotionStep::Sequence(to + 1, b'd'));
    match from {
        Some(from) if from == to => [Some(MotionStep::Stay), None, None],
        Some(from) if from < to => {
            let down = to - from;
            [Some(MotionStep::Repeat(b'\n', down)), Some(MotionStep::Sequence(down, b'B')), direct]
        }
        Some(from) => [Some(MotionStep::Sequence(from - to, b'A')), direct, None],
        None => [direct, None, None],
    }
}

fn horizontal(from: Option<u16>, to: u16, absolute: bool) -> [Option<[MotionStep; 2]>; 4] {
    let forward = |columns| match columns {
        0 => MotionStep::Stay,
        _ => MotionStep::Sequence(columns, b'C'),
    };
    let direct = absolute.then_some([MotionStep::Stay, MotionStep::Sequence(to + 1, b'G')]);
    let from_start = Some([MotionStep::Repeat(b'\r', 1), forward(to)]);
    match from {
        Some(from) if from <= to => {
            [Some([MotionStep::Stay, forward(to - from)]), direct, from_start, None]
        }
        Some(from) => {
            let back = from - to;
            let spaces = Some([MotionStep::Stay, MotionStep::Repeat(0x08, back)]);
            [spaces, Some([MotionStep::Stay, MotionStep::Sequence(back, b'D')]), direct, from_start]
        }
        None => [direct, from_start, None, None],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn way(from: (u16, u16), to: (u16, u16), absolute: bool) -> String {
        let mut out = Vec::new();
        let way = Way::shortest(Cursor::at(from), to, absolute);
        way.write(&mut out);
        assert_eq!(out.len(), way.cost());
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn the_shortest_way_is_taken() {
        for (from, to, bytes) in [
            ((4, 4), (4, 4), ""),
            ((9, 4), (0, 5), "\n\r"),
            ((4, 4), (4, 7), "\n\n\n"),
            ((4, 4), (4, 3), "\x1b[A"),
            ((4, 4), (2, 4), "\x08\x08"),
            ((140, 4), (9, 4), "\x1b[10G"),
            ((40, 4), (1, 4), "\x1b[2G"),
            ((4, 4), (5, 4), "\x1b[C"),
            ((40, 20), (0, 0), "\x1b[H"),
            ((40, 20), (0, 1), "\x1b[2H"),
            ((40, 20), (40, 4), "\x1b[5d"),
            ((3, 0), (50, 30), "\x1b[31;51H"),
        ] {
            assert_eq!(way(from, to, true), bytes, "{from:?} {to:?}");
        }
        assert_eq!(way((140, 4), (9, 4), false), "\r\x1b[9C");
        assert_eq!(way((40, 20), (40, 4), false), "\x1b[16A");
    }

    #[test]
    fn an_unknown_column_is_not_counted_from() {
        let from = Cursor { column: None, row: Some(4) };
        let bytes = |to, absolute| {
            let mut out = Vec::new();
            Way::shortest(from, to, absolute).write(&mut out);
            String::from_utf8(out).unwrap()
        };
        assert_eq!(bytes((7, 4), true), "\x1b[8G");
        assert_eq!(bytes((0, 4), true), "\r");
        assert_eq!(bytes((7, 4), false), "\r\x1b[7C");
        let mut out = Vec::new();
        Way::shortest(Cursor::LOST, (7, 4), true).write(&mut out);
        assert_eq!(out, b"\x1b[5;8H");
    }
}
