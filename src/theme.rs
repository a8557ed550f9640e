//! The appearance of the screen: maps roles to styles and signs to glyphs. Unless the user chooses
//! other colours, a theme uses the terminal's own sixteen on its own background. No colour carries
//! a meaning alone.

use ratatui::style::{Color, Modifier, Style};

use crate::page::Mark;
use crate::text::DisplayText;

pub use crate::text::Glyphs;

/// The role of a piece of text on the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// Marked text of a page.
    Text(Mark),
    /// A letter in the list that the query matches. Many such letters stand alone, so a single
    /// attribute has to be enough.
    Match,
    /// Selected or typed words.
    Selected,
    /// The marker beside the selected or focused item.
    Marker,
    /// The link that Enter would follow.
    Chosen,
    Heading,
    /// A line between two regions.
    Rule,
    Key,
    /// Hints, counts and titles at the edges.
    Rim,
    Message,
    Chip,
}

/// The colours that a theme uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Palette {
    /// No colours, only attributes.
    Mono,
    /// The terminal's own sixteen.
    Sixteen,
    /// Soft colours that read well on a dark background.
    Dark,
    /// Deep colours that read well on a light background.
    Light,
}

/// Whether a theme draws lines between regions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Borders {
    Lines,
    /// The cells stay blank, because a screen reader would read lines aloud.
    Blank,
}

/// The appearance of the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Theme {
    pub(crate) palette: Palette,
    /// The glyphs that it uses.
    pub glyphs: Glyphs,
    pub(crate) borders: Borders,
}

impl Default for Theme {
    fn default() -> Self {
        Self { palette: Palette::Sixteen, glyphs: Glyphs::Unicode, borders: Borders::Lines }
    }
}

impl Theme {
    pub(crate) fn style(self, role: Role) -> Style {
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

    /// Returns the style of a searched word within text of a style: bold, or underlined if the text
    /// is bold already.
    pub(crate) fn hit(own: Style) -> Style {
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

    /// Returns a cluster as this theme shows it. ASCII may take more columns.
    pub(crate) fn glyph(self, cluster: &str) -> &str {
        self.glyphs.spell(cluster)
    }

    /// Returns words as this theme shows them.
    pub(crate) fn words(self, words: &DisplayText) -> DisplayText<'static> {
        let glyphs = crate::text::clusters(words).map(|(_, cluster)| self.glyph(cluster));
        glyphs.collect::<String>().into()
    }
}
