//! Property tests: random frames in a row, on two emulators.

use crossterm::style::force_color_output;
use proptest::prelude::*;
use ratatui::backend::Backend;
use ratatui::style::Color;
use ratatui_crossterm::CrosstermBackend;

use super::emulator::{Emulator, Linking, Look};
use super::*;
use crate::terminal::cell::Attributes;
use crate::terminal::glyph;

/// Letters of all kinds; blanks are frequent.
const PLAIN: &[&str] = &[
    " ", " ", " ", "a", "b", "c", "é", "ж", "ש", "ع", "“", "—", "→", "│", "漢", "字", "か", "한",
    "　",
];
const DISPUTED: &[&str] = &[
    " ",
    " ",
    "a",
    "漢",
    "①",
    "❤",
    "❤\u{FE0F}",
    "😀",
    "👩\u{200D}👧\u{200D}👦",
    "🇩🇪",
    "1\u{FE0F}\u{20E3}",
    "e\u{301}\u{323}",
    "क्षि",
    "न",
    "ﾞ",
    "\u{1b}",
    "",
];
const URLS: &[&str] =
    &["https://a.example/ö", "http://b.example", "ftp://c.example", "https://d.example/\u{1b}\\"];

/// A styled cluster at a cell: first cell, cluster, repetitions, style.
type Stroke = ((u16, u16), &'static str, u16, Style);

#[derive(Debug, Clone)]
struct Step {
    /// The clusters written over the previous frame.
    strokes: Vec<Stroke>,
    /// The rows that are cleared first.
    emptied: Vec<u16>,
    cursor: (u16, u16),
    links: Vec<Hyperlink>,
    /// Whether another program writes to the terminal and the screen forgets what it shows.
    forget: bool,
}

fn any_colour() -> impl Strategy<Value = Color> {
    prop_oneof![
        4 => Just(Color::Reset),
        2 => prop::sample::select(vec![Color::Black, Color::Red, Color::Gray, Color::LightBlue]),
        1 => any::<u8>().prop_map(Color::Indexed),
        1 => any::<[u8; 3]>().prop_map(|[r, g, b]| Color::Rgb(r, g, b)),
    ]
}

fn any_style() -> impl Strategy<Value = Style> {
    // Neither emulator supports bold and dim together.
    let one = |modifier: Modifier| match modifier.contains(Modifier::ITALIC) {
        _ if !modifier.contains(Modifier::BOLD | Modifier::DIM) => modifier,
        true => modifier - Modifier::BOLD,
        false => modifier - Modifier::DIM,
    };
    let modifier = prop_oneof![Just(0), any::<u16>()]
        .prop_map(move |bits| one(Modifier::from_bits_truncate(bits)));
    (any_colour(), any_colour(), modifier)
        .prop_map(|(fg, bg, modifier)| Style::new().fg(fg).bg(bg).add_modifier(modifier))
}

fn any_step(size: (u16, u16), clusters: &'static [&'static str]) -> impl Strategy<Value = Step> {
    let (width, height) = size;
    let place = move || (0..width, 0..height);
    let stroke = (place(), prop::sample::select(clusters), 1..9_u16, any_style());
    let link = (0..height, 0..width, 1..9_u16, prop::sample::select(URLS))
        .prop_map(|(row, start, length, url)| link(row, start..start + length, url));
    (
        prop::collection::vec(stroke, 0..24),
        prop::collection::vec(0..height, 0..3),
        place(),
        prop::collection::vec(link, 0..3),
        prop::bool::weighted(0.1),
    )
        .prop_map(|(strokes, emptied, cursor, links, forget)| Step {
            strokes,
            emptied,
            cursor,
            links,
            forget,
        })
}

fn any_steps(clusters: &'static [&'static str]) -> impl Strategy<Value = ((u16, u16), Vec<Step>)> {
    (1..41_u16, 1..13_u16).prop_flat_map(move |size| {
        (Just(size), prop::collection::vec(any_step(size, clusters), 1..8))
    })
}

fn any_profile() -> impl Strategy<Value = Profile> {
    any::<[bool; 4]>().prop_map(|[erase, absolute, synchronised, links]| Profile {
        erase,
        absolute,
        synchronised,
        links,
        ..FULL
    })
}

/// Applies a step to a buffer; no cluster ends beyond `edge`.
fn change(buffer: &mut Buffer, step: &Step, edge: impl Fn(&str) -> u16) {
    let width = buffer.area.width;
    for y in &step.emptied {
        (0..width).for_each(|x| buffer[(x, *y)].reset());
    }
    for ((x, y), cluster, times, style) in &step.strokes {
        let columns = crate::text::cluster_width(cluster).clamp(1, 2);
        let columns = u16::try_from(columns).unwrap();
        let mut x = *x;
        for _ in 0..*times {
            if x + columns > width || x + edge(cluster) > width {
                break;
            }
            uncover(buffer, x, *y);
            uncover(buffer, x + columns, *y);
            for covered in x..x + columns {
                buffer[(covered, *y)].reset();
            }
            buffer[(x, *y)].set_symbol(cluster).set_style(*style);
            x += columns;
        }
    }
}

/// Clears a wide cell whose second half is at a column.
fn uncover(buffer: &mut Buffer, x: u16, y: u16) {
    let Some(before) = x.checked_sub(1).and_then(|x| buffer.cell_mut((x, y))) else { return };
    if before.symbol().len() > 1 && crate::text::cluster_width(before.symbol()) == 2 {
        before.reset();
    }
}

fn is_disputed(buffer: &Buffer, y: u16) -> bool {
    let plain = |symbol: &str| {
        !symbol.is_empty()
            && matches!(glyph::shown(symbol), Some(what) if !what.any(Attributes::DISPUTED))
    };
    (0..buffer.area.width).any(|x| !plain(buffer[(x, y)].symbol()))
}

/// Returns what ratatui itself would show on an empty screen. Rows with disputed clusters are left
/// out.
fn stock<E: Emulator>(buffer: &Buffer) -> E {
    force_color_output(true);
    let mut plain = buffer.clone();
    for y in (0..buffer.area.height).filter(|y| is_disputed(buffer, *y)) {
        (0..buffer.area.width).for_each(|x| plain[(x, y)].reset());
    }
    let empty = Buffer::empty(plain.area);
    let mut bytes = Vec::new();
    CrosstermBackend::new(&mut bytes).draw(empty.diff(&plain).into_iter()).unwrap();
    let mut emulator = E::new(plain.area.width, plain.area.height);
    emulator.feed(&bytes);
    emulator
}

/// Returns the link addresses of the cells of a row.
fn leads(row: u16, width: u16, links: &[Hyperlink], buffer: &Buffer) -> Vec<String> {
    let mut leads = vec![String::new(); width.into()];
    for link in links.iter().filter(|link| link.row == row) {
        let Some(url) = crate::text::escape_uri(&link.url) else { continue };
        for x in link.columns.clone().filter(|x| *x < width) {
            // Only the first half of a wide cell counts; the emulator is asked about that one.
            if crate::text::cluster_width(buffer[(x, row)].symbol()) > 0 {
                leads[usize::from(x)].clone_from(&url);
            }
        }
    }
    leads
}

/// Paints the steps and compares after each: with a screen that begins with this frame, and, if
/// nothing is disputed, with ratatui's own output.
fn check<E: Emulator>(
    size: (u16, u16),
    steps: &[Step],
    profile: Profile,
    edge: impl Fn(&str) -> u16,
) {
    let mut buffer = Buffer::empty(Rect::new(0, 0, size.0, size.1));
    let mut screen = Screen::new(profile);
    let mut terminal = Linking::<E>::new(size);
    for step in steps {
        change(&mut buffer, step, &edge);
        if step.forget {
            terminal.emulator.feed(b"\x1b[H\x1b[1;4;41mwhat another program wrote");
            screen.forget();
        }
        let bytes = linked(&mut screen, &buffer, step.cursor, &step.links);
        terminal.read(bytes.as_bytes());
        let mut fresh = Linking::<E>::new(size);
        fresh.read(linked(&mut Screen::new(profile), &buffer, step.cursor, &step.links).as_bytes());
        let links = if profile.links { step.links.as_slice() } else { &[] };
        let oracle = stock::<E>(&buffer);
        for y in 0..size.1 {
            let row = terminal.row(y);
            for (x, (look, wanted)) in row.iter().zip(fresh.row(y)).enumerate() {
                assert_eq!(*look, wanted, "column {x} of row {y} after {bytes:?}");
            }
            if !is_disputed(&buffer, y) {
                compare_row(&row, &oracle, y, &leads(y, size.0, links, &buffer), &buffer);
            }
        }
        assert_eq!(terminal.emulator.cursor(), step.cursor);
    }
}

fn compare_row<E: Emulator>(row: &[Look], oracle: &E, y: u16, leads: &[String], buffer: &Buffer) {
    let mut x = 0;
    while x < buffer.area.width {
        let at = usize::from(x);
        let wanted = Look { link: leads[at].clone(), ..oracle.look(x, y) };
        assert_eq!(row[at], wanted, "column {x} of row {y}");
        x += u16::try_from(crate::text::cluster_width(buffer[(x, y)].symbol())).unwrap().max(1);
    }
}

/// Returns the most columns of a disputed cluster, or 0 for others. A test keeps clusters this far
/// from the edge if wrapping can't be switched off on its emulator.
fn reach(cluster: &str) -> u16 {
    match glyph::shown(if cluster.is_empty() { " " } else { cluster }) {
        Some(what) if what.any(Attributes::DISPUTED) => glyph::reach(cluster).try_into().unwrap(),
        _ => 0,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn plain_frames_look_as_ratatui_would_have_them(
        (size, steps) in any_steps(PLAIN),
        profile in any_profile(),
    ) {
        check::<vt100::Parser>(size, &steps, profile, |_| 0);
        check::<avt::Terminal>(size, &steps, profile, |_| 0);
    }

    #[test]
    fn of_disputed_clusters_nothing_remains(
        (size, steps) in any_steps(DISPUTED),
        profile in any_profile(),
    ) {
        check::<vt100::Parser>(size, &steps, profile, reach);
        check::<avt::Terminal>(size, &steps, profile, |_| 0);
    }

    #[test]
    fn lowered_colours_are_what_the_terminal_has(
        (size, steps) in any_steps(PLAIN),
        mut profile in any_profile(),
        colours in prop::sample::select(vec![Colours::Mono, Colours::Sixteen, Colours::Indexed]),
    ) {
        profile.colours = colours;
        let mut buffer = Buffer::empty(Rect::new(0, 0, size.0, size.1));
        let mut screen = Screen::new(profile);
        let mut terminal = Linking::<avt::Terminal>::new(size);
        for step in &steps {
            change(&mut buffer, step, |_| 0);
            terminal.read(linked(&mut screen, &buffer, step.cursor, &step.links).as_bytes());
            let oracle = stock::<avt::Terminal>(&buffer);
            for y in 0..size.1 {
                for (x, look) in (0..).zip(terminal.row(y)) {
                    prop_assert_eq!(&look.text, &oracle.look(x, y).text);
                    prop_assert!(look.colours.iter().all(|colour| has(colours, colour)), "{:?}", look);
                }
            }
        }
    }
}

fn has(colours: Colours, colour: &str) -> bool {
    let index = colour.strip_prefix("Indexed(").and_then(|rest| rest.strip_suffix(')'));
    match (colours, index) {
        (Colours::Mono, index) => index.is_none() && colour == "default",
        (Colours::Sixteen, Some(index)) => index.parse::<u8>().is_ok_and(|index| index < 16),
        (_, index) => index.is_some() || colour == "default",
    }
}

/// A family of three, in two columns here and in eight on avt.
const FAMILY: &str = "👩\u{200D}👧\u{200D}👦";

/// Returns what avt shows after some frames of one row.
fn shown_after(frames: &[&Buffer]) -> String {
    let mut screen = Screen::new(FULL);
    let mut terminal = Linking::<avt::Terminal>::new((12, 1));
    for frame in frames {
        terminal.read(painted(&mut screen, frame, (0, 0)).as_bytes());
    }
    terminal.row(0).iter().map(|look| if look.text.is_empty() { "." } else { &look.text }).collect()
}

#[test]
fn a_wide_letter_over_half_a_disputed_cluster_takes_it_away_whole() {
    let (mut before, mut after) = (buffer(&["            "]), buffer(&["            "]));
    put(&mut before, (2, 0), FAMILY, Style::new());
    put(&mut after, (1, 0), "漢", Style::new());
    assert!(shown_after(&[&before]).contains("👦"));
    assert_eq!(shown_after(&[&before, &after]), ".漢..........");
}

#[test]
fn what_is_broken_under_a_letter_keeps_none_of_its_colours() {
    let mut frame = buffer(&["            "]);
    put(&mut frame, (0, 0), FAMILY, Style::new());
    put(&mut frame, (3, 0), "b", Style::new().bg(Color::Red));
    let mut terminal = Linking::<avt::Terminal>::new((12, 1));
    terminal.read(painted(&mut Screen::new(FULL), &frame, (0, 0)).as_bytes());
    assert_eq!(terminal.row(0)[3].colours[1], "Indexed(1)");
    assert_eq!(terminal.row(0)[4].colours[1], "default");
}
