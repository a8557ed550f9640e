//! Divides a screen of a given size into areas. Pure arithmetic in columns and rows, counted
//! from 0 at the top left; `view` paints exactly these areas.

use crate::page::Part;

/// A rectangle of cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Area {
    /// The first column, from 0.
    pub(crate) x: u16,
    /// The first row, from 0.
    pub(crate) y: u16,
    /// The number of columns.
    pub width: u16,
    /// The number of rows.
    pub(crate) height: u16,
}

impl Area {
    pub(crate) const fn new(x: u16, y: u16, width: u16, height: u16) -> Self {
        Self { x, y, width, height }
    }

    pub(crate) fn contains(self, x: u16, y: u16) -> bool {
        (self.x..self.x + self.width).contains(&x) && (self.y..self.y + self.height).contains(&y)
    }

    /// Splits the first `rows` rows off, and returns them and the rest.
    fn split_top(self, rows: u16) -> (Self, Self) {
        let rows = rows.min(self.height);
        (
            Self { height: rows, ..self },
            Self { y: self.y + rows, height: self.height - rows, ..self },
        )
    }
}

/// The region that keys of the main context go to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Focus {
    List,
    Part(Part),
}

/// The smallest width at which the title line is shown and a claim takes one row of the list.
const WIDE: u16 = 100;
/// The longest line that is easy to read, in columns.
const READABLE: u16 = 100;
/// Below this width, or below `LOW` rows, the screen shows one part at a time.
const NARROW: u16 = 60;
const LOW: u16 = 15;

/// The way in which a screen is divided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum ScreenShape {
    /// List and claim side by side, one row for each claim.
    Wide,
    /// List and claim side by side, two rows for each claim.
    Medium,
    /// One part at a time.
    #[default]
    Single,
}

/// The areas of a part of the claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct PartArea {
    /// The row with the part's heading.
    pub(crate) heading: Option<Area>,
    /// The rows with the part's text.
    pub(crate) body: Area,
}

/// The areas of the screen; `None` for what is not shown.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Layout {
    /// The way in which the screen is divided.
    pub(crate) shape: ScreenShape,
    /// The row with the dataset's title.
    pub(crate) title: Option<Area>,
    /// The row with the search field and the counts.
    pub(crate) prompt: Option<Area>,
    /// The line under the search field.
    pub(crate) rule: Option<Area>,
    pub(crate) list: Option<Area>,
    /// The line between the list and the claim.
    pub(crate) divider: Option<Area>,
    /// The row with the claim's title, shown when the list is not.
    pub(crate) claim_title: Option<Area>,
    /// The parts of the claim, in the order of [`Part::ALL`].
    pub(crate) parts: [Option<PartArea>; 3],
    /// The row with key hints and messages.
    pub(crate) footer: Option<Area>,
    /// The rows that a claim takes in the list.
    pub(crate) rows_per_claim: u16,
}

/// The state that decides the layout, apart from the size.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Wish {
    /// The region that has the focus.
    pub(crate) focus: Focus,
    /// Whether the focused region takes the whole screen.
    pub(crate) zoomed: bool,
}

impl Layout {
    /// Returns the shape of a screen of `width` columns and `height` rows.
    pub(crate) fn shape((width, height): (u16, u16), wish: Wish) -> ScreenShape {
        if width < NARROW || height < LOW || wish.zoomed {
            ScreenShape::Single
        } else if width < WIDE {
            ScreenShape::Medium
        } else {
            ScreenShape::Wide
        }
    }

    /// Returns the columns available to a part's text on a screen of this size.
    pub(crate) fn text_width(size: (u16, u16), wish: Wish) -> u16 {
        match Self::shape(size, wish) {
            ScreenShape::Single => size.0.min(READABLE),
            _ => size.0 - list_width(size.0) - 3,
        }
    }

    /// Divides a screen. `lengths` are the numbers of the parts' lines, wrapped at
    /// [`Layout::text_width`].
    pub(crate) fn new(size: (u16, u16), wish: Wish, lengths: [usize; 3]) -> Self {
        let shape = Self::shape(size, wish);
        let screen = Area::new(0, 0, size.0, size.1);
        match shape {
            ScreenShape::Single => single(screen, wish.focus),
            ScreenShape::Wide | ScreenShape::Medium => side_by_side(screen, shape, lengths),
        }
    }

    /// Returns the areas of a part, if it is on the screen.
    pub(crate) fn part(&self, part: Part) -> Option<PartArea> {
        self.parts[part as usize]
    }

    pub(crate) fn claims(&self) -> usize {
        self.list.map_or(0, |list| usize::from(list.height / self.rows_per_claim))
    }
}

/// Returns the width of the list: 40 of 100 columns.
fn list_width(width: u16) -> u16 {
    width * 2 / 5
}

fn side_by_side(screen: Area, shape: ScreenShape, lengths: [usize; 3]) -> Layout {
    let wide = shape == ScreenShape::Wide;
    let (title, rest) = screen.split_top(u16::from(wide));
    let (prompt, rest) = rest.split_top(1);
    let (rule, rest) = rest.split_top(1);
    let (body, footer) = rest.split_top(rest.height - 1);
    let list = Area { width: list_width(screen.width), ..body };
    let divider = Area { x: list.width, width: 1, ..body };
    // One blank column on either side of the line keeps letters off it.
    let x = list.width + 2;
    let text = Area { x, width: screen.width - x - 1, ..body };
    Layout {
        shape,
        title: wide.then_some(title),
        prompt: Some(prompt),
        rule: Some(rule),
        list: Some(list),
        divider: Some(divider),
        claim_title: None,
        parts: stack(text, lengths).map(Some),
        footer: Some(footer),
        rows_per_claim: if wide { 1 } else { 2 },
    }
}

/// Stacks the three parts. Each gets the rows it needs; if they don't fit, every part gets at
/// least a third of the rows unless it needs fewer.
fn stack(area: Area, lengths: [usize; 3]) -> [PartArea; 3] {
    let room = usize::from(area.height.saturating_sub(2));
    let spare = room.saturating_sub(lengths.iter().sum());
    let gaps = spare.min(2);
    let heights = share(room - gaps, lengths);
    let mut rest = area;
    let mut parts = [PartArea::default(); 3];
    for (index, height) in heights.into_iter().enumerate() {
        if index > 0 {
            let gap = u16::from(gaps >= index);
            let (_, after) = rest.split_top(gap);
            let (heading, after) = after.split_top(1);
            parts[index].heading = Some(heading);
            rest = after;
        }
        let rows = if index == 2 { rest.height } else { u16::try_from(height).unwrap_or(u16::MAX) };
        (parts[index].body, rest) = rest.split_top(rows);
    }
    parts
}

/// Shares `room` rows among three needs. A part that needs less than a fair share leaves the
/// rest to the others.
fn share(room: usize, needs: [usize; 3]) -> [usize; 3] {
    let mut order = [0, 1, 2];
    order.sort_by_key(|index| needs[*index]);
    let mut given = [0; 3];
    let mut left = room;
    for (served, index) in order.into_iter().enumerate() {
        given[index] = needs[index].min(left / (3 - served));
        left -= given[index];
    }
    // A part that lacks up to three rows gets them from the largest part that lacks more.
    for index in [1, 2, 0] {
        let lacks = needs[index] - given[index];
        let Some(donor) = (0..3)
            .filter(|other| needs[*other] > given[*other] + 3)
            .max_by_key(|other| given[*other])
        else {
            break;
        };
        if (1..=3).contains(&lacks) && donor != index && given[donor] >= lacks + 5 {
            given[index] += lacks;
            given[donor] -= lacks;
        }
    }
    given
}

/// Divides a screen that shows one part at a time. On a low screen the rows at the edges go
/// first and the text last.
fn single(screen: Area, focus: Focus) -> Layout {
    let rows = screen.height;
    let (top, rest) = screen.split_top(u16::from(rows >= 3));
    let (body, footer) = rest.split_top(rest.height - u16::from(rows >= 4));
    let mut layout = Layout {
        footer: Some(footer).filter(|footer| footer.height > 0),
        rows_per_claim: if screen.width < WIDE && rows >= 8 { 2 } else { 1 },
        ..Layout::default()
    };
    let top = Some(top).filter(|top| top.height > 0);
    match focus {
        Focus::List => {
            layout.prompt = top;
            layout.list = Some(body);
        }
        Focus::Part(part) => {
            layout.claim_title = top;
            let (heading, body) = body.split_top(u16::from(rows >= 5));
            let heading = Some(heading).filter(|heading| heading.height > 0);
            let body = Area { width: body.width.min(READABLE), ..body };
            layout.parts[part as usize] = Some(PartArea { heading, body });
        }
    }
    layout
}

/// Places an overlay whose content has at most `columns` columns and `rows` rows. Returns its
/// frame and the area inside. On a small screen the overlay covers everything, and a very small
/// one has no frame.
pub(crate) fn overlay((width, height): (u16, u16), columns: u16, rows: usize) -> (Area, Area) {
    let columns = if width > NARROW + 4 { (width - 4).min(columns + 4) } else { width };
    let most = if height > LOW { height - 4 } else { height };
    // A text that isn't wrapped yet has no rows; its width must not depend on them.
    let rows = u16::try_from(rows.max(1).saturating_add(2)).unwrap_or(u16::MAX).min(most);
    let frame = Area::new((width - columns) / 2, (height - rows) / 2, columns, rows);
    if columns < 8 || height < 4 {
        return (frame, frame);
    }
    (frame, Area::new(frame.x + 2, frame.y + 1, columns - 4, rows - 2))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const LIST: Wish = Wish { focus: Focus::List, zoomed: false };

    #[test]
    fn sizes_have_their_shapes() {
        assert_eq!(Layout::shape((120, 40), LIST), ScreenShape::Wide);
        assert_eq!(Layout::shape((80, 24), LIST), ScreenShape::Medium);
        assert_eq!(Layout::shape((59, 24), LIST), ScreenShape::Single);
        assert_eq!(Layout::shape((120, 14), LIST), ScreenShape::Single);
        assert_eq!(Layout::shape((120, 40), Wish { zoomed: true, ..LIST }), ScreenShape::Single);
    }

    #[test]
    fn rows_are_shared_by_need() {
        assert_eq!(share(30, [5, 40, 40]), [5, 12, 13]);
        assert_eq!(share(30, [5, 6, 7]), [5, 6, 7]);
        assert_eq!(share(2, [5, 6, 7]), [0, 1, 1]);
    }

    proptest! {
        #[test]
        fn nothing_lies_outside_the_screen(
            width in 1_u16..300, height in 1_u16..100, part in 0_usize..4, zoomed: bool,
            lengths in proptest::array::uniform3(0_usize..200),
        ) {
            let focus = if part == 3 { Focus::List } else { Focus::Part(Part::ALL[part]) };
            let wish = Wish { focus, zoomed };
            let layout = Layout::new((width, height), wish, lengths);
            let parts = layout.parts.iter().flatten();
            let of_parts = parts.flat_map(|part| part.heading.into_iter().chain([part.body]));
            let rest = [layout.title, layout.prompt, layout.rule, layout.list, layout.divider, layout.claim_title, layout.footer];
            let mut rows = 0;
            for area in rest.into_iter().flatten().chain(of_parts) {
                prop_assert!(area.x + area.width <= width && area.y + area.height <= height, "{area:?}");
                rows += area.height;
            }
            prop_assert!(rows > 0);
        }
    }
}
