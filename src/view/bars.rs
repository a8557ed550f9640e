//! Draws the rows at the edges of the screen: the title, the search field with filters and counts,
//! the key hints and messages.

use crate::app::App;
use crate::app::MatchCounts;
use crate::app::keymap::Action;
use crate::app::layout::{Area, Focus, Layout, ScreenShape};
use crate::app::prompt::Prompt;
use crate::app::searching::ChosenFilter;
use crate::text::{self, DisplayText};
use crate::theme::Role;

use super::Position;
use super::painter::Painter;

pub(super) fn draw(painter: &mut Painter, app: &App, layout: &Layout) {
    if let Some(area) = layout.title {
        title(painter, app, area);
    }
    if let Some(area) = layout.rule {
        painter.rule(area.y, area.x, area.x + area.width);
    }
    if let Some(area) = layout.footer {
        footer(painter, app, area);
    }
}

fn title(painter: &mut Painter, app: &App, area: Area) {
    let right = format!("{}  {} help ", claims(app), app.hint(Action::Help));
    let end = painter.put_right(area.y, area.x, area.x + area.width, &right, Role::Rim);
    let x = painter.put((area.x + 1, area.y), end, "gainsay", Role::Heading);
    let x = painter.put((x, area.y), end, " · ", Role::Rim);
    painter.put_cut((x, area.y), end.saturating_sub(2), app.about().title(), Role::Rim);
}

/// Draws the search field, its filters and the counts. Returns the place of the caret while keys go
/// to the field.
pub(super) fn prompt(painter: &mut Painter, app: &App, layout: &Layout) -> Option<Position> {
    let area = layout.prompt?;
    let search = app.search();
    let end = area.x + area.width;
    let fits = |counts: &String| usize::from(area.width) > painter.width(counts) + 12;
    let short = (!app.marked().is_empty()).then(|| marked_place(app));
    let right = match std::iter::once(counts(app)).chain(short).find(fits) {
        Some(counts) => painter.put_right(area.y, area.x, end, format!("{counts} "), Role::Rim),
        None => end,
    };
    let lead = if area.width < 20 { "/" } else { " / " };
    let role = if search.active { Role::Marker } else { Role::Rim };
    let x = painter.put((area.x, area.y), right, lead, role);
    let room = usize::from(right.saturating_sub(x));
    // The filters take at most half of the row; those that don't fit are counted.
    let chips = chips(painter, &search.filters, room / 2);
    let chips_width = chips.as_ref().map_or(0, |chips| painter.width(chips) + 1);
    let field_end = right.saturating_sub(u16::try_from(chips_width).unwrap_or(0));
    let (after, caret) = field(painter, app, (x, area.y), field_end);
    if let Some(chips) = chips {
        painter.put((after + 1, area.y), right, &chips, Role::Chip);
    }
    search.active.then_some((caret, area.y))
}

/// Formats the filters in at most `room` columns: as many as fit, then the number of the others.
/// Returns `None` if there are no filters.
fn chips(painter: &Painter, filters: &[ChosenFilter], room: usize) -> Option<DisplayText<'static>> {
    let all: Vec<String> = filters.iter().map(|filter| format!("[{} ×]", filter.chip)).collect();
    (0..=all.len()).rev().filter(|_| !all.is_empty()).find_map(|shown| {
        let hidden = all.len() - shown;
        let rest = match (shown, hidden) {
            (_, 0) => None,
            (0, 1) => Some("[1 filter]".to_owned()),
            (0, several) => Some(format!("[{several} filters]")),
            (_, several) => Some(format!("[+{several}]")),
        };
        let words = all.iter().take(shown).cloned().chain(rest).collect::<Vec<_>>().join(" ");
        let words = DisplayText::from(words);
        (painter.width(&words) <= room || shown == 0).then_some(words)
    })
}

/// Draws the search field. Returns the column after its text and the column of the caret.
fn field(painter: &mut Painter, app: &App, at: Position, end: u16) -> (u16, u16) {
    let prompt = &app.search().prompt;
    if prompt.text().is_empty() && !app.search().active {
        return (painter.put(at, end, "search", Role::Rule), at.0);
    }
    typed(painter, prompt, at, end)
}

/// Draws the text of a field, scrolled so that the caret is visible. Returns the column after the
/// text and the column of the caret.
pub(super) fn typed(
    painter: &mut Painter,
    prompt: &Prompt,
    (x, y): Position,
    end: u16,
) -> (u16, u16) {
    let room = usize::from(end.saturating_sub(x)).max(1);
    let before = text::line(prompt.before_cursor());
    let mut start = 0;
    let mut width = painter.width(&before);
    for (offset, cluster) in text::clusters(&before) {
        if width < room {
            break;
        }
        width -= painter.glyphs().columns(cluster);
        start = offset + cluster.len();
    }
    let whole = text::line(prompt.text());
    let after = painter.put((x, y), end, whole.piece(start..whole.len()), Role::Selected);
    (after, x + u16::try_from(width).unwrap_or(0))
}

/// Formats the number of claims, with the percentage read so far: `312,000 claims · 31 %`.
fn claims(app: &App) -> String {
    let Some(loading) = app.loading() else {
        let count = app.about().claims;
        let noun = if count == 1 { "claim" } else { "claims" };
        return format!("{} {noun}", text::thousands(count));
    };
    let percent = loading.percent.map_or("…".to_owned(), |percent| format!("{percent} %"));
    format!("{} claims · {percent}", text::thousands(loading.claims))
}

/// Formats the counts: `4 close · 1 loose · 1/4`. If the screen has no title, they begin with the
/// progress of reading the files.
fn counts(app: &App) -> String {
    let found = format!("{}{}", marked(app), found(app));
    match app.loading() {
        Some(_) if app.layout().title.is_none() => {
            let claims = claims(app).replace(" claims", "");
            format!("{claims} · {found}")
        }
        _ => found,
    }
}

/// Formats the marks and the position, `3 marked · 1/4`, for rows too narrow for all counts.
fn marked_place(app: &App) -> String {
    format!("{}{}", marked(app), position(app))
}

fn position(app: &App) -> String {
    let listed = app.list().counts.listed;
    let position = if listed == 0 { 0 } else { app.list().selected() + 1 };
    format!("{}/{}", text::thousands(position), text::thousands(listed))
}

/// Formats the number of marks, `3 marked · `, or nothing if there are none.
fn marked(app: &App) -> String {
    match app.marked().len() {
        0 => String::new(),
        count => format!("{} marked · ", text::thousands(count)),
    }
}

/// Formats the numbers of matches and the position of the selection among them.
fn found(app: &App) -> String {
    let counts = app.list().counts;
    let MatchCounts { listed, all, total, close, loose_shown, read } = counts;
    let order = app.search().order().map(|order| format!("{order} · ")).unwrap_or_default();
    let place = format!("{order}{}", position(app));
    if app.search().query.is_unfinished() {
        return format!("unfinished · {place}");
    }
    if let Some(read) = read {
        return format!("reading records, {read} % · {place}");
    }
    match close {
        _ if !app.search().query.ranks() && listed < all => {
            format!("{place} of {}", text::thousands(all))
        }
        _ if !app.search().query.ranks() => place,
        None => format!("{} found, counting close matches · {place}", text::thousands(total)),
        Some(0) if loose_shown => format!("{} loose, none close · {place}", text::thousands(total)),
        Some(close) => {
            let loose = text::thousands(counts.loose());
            format!("{} close · {loose} loose · {place}", text::thousands(close))
        }
    }
}

fn footer(painter: &mut Painter, app: &App, area: Area) {
    let start = area.x + u16::from(area.width > 20);
    let end = area.x + area.width;
    if let Some(message) = app.message() {
        painter.put_cut((start, area.y), end, message, Role::Message);
        return;
    }
    let note = note(app);
    let right = painter.put_right(area.y, start, end, &note, Role::Message);
    let mut x = start;
    for (key, word) in app.hints() {
        let width = painter.width(&key) + painter.width(word) + 3;
        if usize::from(x) + width > usize::from(right) {
            break;
        }
        x = painter.put((x, area.y), right, &key, Role::Key);
        x = painter.put((x, area.y), right, format!(" {word}  "), Role::Rim);
    }
}

/// Returns what the user should know without pressing a key: records left out, problems, hidden
/// loose matches.
fn note(app: &App) -> String {
    let about = app.about();
    let counts = app.list().counts;
    let wide = app.layout().shape == ScreenShape::Wide;
    if about.left_out > 0 {
        let records = if about.left_out == 1 { "record" } else { "records" };
        return format!(
            "{} {records} left out · {} shows ",
            text::thousands(about.left_out),
            app.hint(Action::Problems)
        );
    }
    if !about.problems.is_empty() && app.focus() == Focus::List {
        return format!(
            "{} problems · {} shows ",
            text::thousands(about.problems.len()),
            app.hint(Action::Problems)
        );
    }
    match counts.loose() {
        hidden if hidden > 0 && wide && app.search().query.ranks() && !counts.loose_shown => {
            format!("loose matches hidden: {} shows ", app.hint(Action::Loose))
        }
        _ => String::new(),
    }
}
