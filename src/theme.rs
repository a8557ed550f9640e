//! How things look: roles to styles, signs to glyphs. Colours are the terminal's own
//! sixteen unless the reader chooses others, on its own background, and none carries a
//! meaning alone.

use ratatui::style::{Color, Modifier, Style};

use crate::page::Mark;

/// What a stretch of the screen is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Marked text of a page.
    Text(Mark),
    /// A letter in the list that the search matches: many stand alone, so that one attribute
    /// must do.
    Match,
    /// The words that are chosen, or typed.
    Selected,
    /// The marker beside what is selected or focused.
    Marker,
    /// A link that Enter would follow.
    Chosen,
    /// A heading.
    Heading,
    /// Lines between regions.
    Rule,
    /// A key in a hint.
    Key,
    /// A hint, a count, a title: what stands at the rim.
    Rim,
    /// Something to tell the reader.
    Message,
    /// A filter that is on.
    Chip,
}

/// The colours a theme uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Palette {
    /// None.
    Mono,
    /// The terminal's own sixteen.
    Sixteen,
    /// Soft ones that read well on a dark background.
    Dark,
    /// Deep ones that read well on a light background.
    Light,
}

/// The signs a theme uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Glyphs {
    /// Any.
    Unicode,
    /// ASCII only.
    Ascii,
}

/// Whether lines are drawn between regions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Borders {
    /// They are.
    Lines,
    /// They are left blank: a screen reader would read them aloud.
    Blank,
}

/// The names of the themes, as the command line and the configuration file spell them.
pub const THEMES: &[&str] = &["auto", "mono", "dark", "light"];

/// How things look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Theme {
    /// The colours.
    pub palette: Palette,
    /// The signs.
    pub glyphs: Glyphs,
    /// The lines between regions.
    pub borders: Borders,
}

impl Default for Theme {
    fn default() -> Self {
        Self { palette: Palette::Sixteen, glyphs: Glyphs::Unicode, borders: Borders::Lines }
    }
}

impl Theme {
    /// The style of a role.
    #[must_use]
    pub fn style(self, role: Role) -> Style {
        let style = Style::new();
        match role {
            Role::Text(mark) => self.mark(mark),
            Role::Match
            | Role::Selected
            | Role::Marker
            | Role::Heading
            | Role::Key
            | Role::Message => style.add_modifier(Modifier::BOLD),
            Role::Chosen => style.add_modifier(Modifier::REVERSED),
            Role::Rule => style.add_modifier(Modifier::DIM),
            Role::Rim => style,
            Role::Chip => self.colour(style, Color::Cyan),
        }
    }

    /// The style of a searched word in text of some style: bold, and where that says nothing
    /// new, underlined.
    #[must_use]
    pub fn hit(self, own: Style) -> Style {
        let bold = own.add_modifier.contains(Modifier::BOLD);
        own.add_modifier(if bold { Modifier::UNDERLINED } else { Modifier::BOLD })
    }

    fn mark(self, mark: Mark) -> Style {
        let style = Style::new();
        let bold = style.add_modifier(Modifier::BOLD);
        match mark {
            Mark::Plain | Mark::Quote | Mark::Source | Mark::Date => style,
            Mark::Title | Mark::Strong | Mark::Scope => bold,
            Mark::Supports => self.colour(bold, Color::Green),
            Mark::Undercuts => self.colour(bold, Color::Red),
            Mark::Fault => self.colour(bold, Color::Yellow),
            Mark::Link => style.add_modifier(Modifier::UNDERLINED),
            Mark::Aside => style.add_modifier(Modifier::DIM),
        }
    }

    fn colour(self, style: Style, colour: Color) -> Style {
        let [dark, light] = match colour {
            Color::Green => [(0x98, 0xc3, 0x79), (0x2f, 0x6b, 0x1f)],
            Color::Red => [(0xe8, 0x7c, 0x7c), (0xa6, 0x22, 0x22)],
            Color::Yellow => [(0xe0, 0xbc, 0x6a), (0x7d, 0x56, 0x00)],
            _ => [(0x7f, 0xbf, 0xca), (0x1b, 0x60, 0x74)],
        };
        match self.palette {
            Palette::Mono => style,
            Palette::Sixteen => style.fg(colour),
            Palette::Dark => style.fg(Color::from(dark)),
            Palette::Light => style.fg(Color::from(light)),
        }
    }

    /// A cluster as this theme can show it, of the same width.
    #[must_use]
    pub fn glyph(self, cluster: &str) -> &str {
        match self.glyphs {
            Glyphs::Unicode => cluster,
            Glyphs::Ascii if cluster.is_ascii() => cluster,
            Glyphs::Ascii => ascii(cluster),
        }
    }

    /// Words as this theme can show them, in display form.
    #[must_use]
    pub fn words(self, words: &str) -> String {
        let shown = crate::text::line(words);
        crate::text::clusters(&shown).map(|(_, cluster)| self.glyph(cluster)).collect()
    }
}

/// An ASCII stand-in of the same width, for terminals that show nothing else.
fn ascii(cluster: &str) -> &'static str {
    match cluster {
        "─" | "–" | "—" | "−" | "‐" | "‑" => "-",
        "│" => "|",
        "┬" | "┴" | "┌" | "┐" | "└" | "┘" | "├" | "┤" => "+",
        "…" => "*",
        "·" | "•" => ".",
        "●" => "#",
        "→" | "▏" => ">",
        "↵" => "<",
        "×" | "✗" => "x",
        // No digit: a number follows it.
        "⊘" => "@",
        "¶" => "P",
        "“" | "”" | "„" | "«" | "»" => "\"",
        "‘" | "’" => "'",
        _ => letter(cluster),
    }
}

/// The ASCII letter under the accents, else `?`, twice for a wide cluster.
fn letter(cluster: &str) -> &'static str {
    const ASCII: &str = " !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~";
    let folded = crate::text::fold(cluster);
    let at =
        folded.bytes().next().filter(|_| folded.len() == 1).and_then(|byte| byte.checked_sub(b' '));
    match at.map(usize::from).and_then(|at| ASCII.get(at..=at)) {
        Some(letter) => letter,
        None if crate::text::cluster_width(cluster) == 2 => "??",
        None => "?",
    }
}
