//! The capabilities of a terminal, derived from its name and a few variables. The terminal is not
//! queried: a question costs a round trip, and the answer arrives among the keys. The caller passes
//! the variables, since those of the process are not those of a user who connects over SSH.

use clap::ValueEnum;

use super::osc::OscRoute;

/// The number of colours that a terminal shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub(crate) enum Colours {
    /// No colours, only attributes
    #[value(name = "none")]
    Mono,
    /// The eight standard colours and their bright variants
    #[value(name = "16")]
    Sixteen,
    /// The sixteen, a cube of 216 and 24 greys
    #[value(name = "256")]
    Indexed,
    /// Any colour, eight bits a channel
    #[value(name = "truecolor")]
    True,
}

/// What may be sent to a terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools, reason = "each is a thing that terminals have or lack")]
pub struct Profile {
    /// The colours that the terminal shows; all others are reduced to these.
    pub(crate) colours: Colours,
    /// Whether it can erase cells in the middle of a row (ECH, `CSI n X`).
    pub(crate) erase: bool,
    /// Whether it can go to a column or a row alone (CHA, `CSI n G`; VPA, `CSI n d`).
    pub(crate) absolute: bool,
    /// Whether it can hold a frame back until it is complete (`CSI ? 2026 h` and `l`). Terminals
    /// that can't ignore these sequences.
    pub(crate) synchronised: bool,
    /// Whether it understands hyperlinks (OSC 8).
    pub(crate) links: bool,
    /// Whether it can save, change and restore the title of its window.
    pub(crate) title: bool,
    /// The route to its clipboard, if it has one.
    pub(crate) clipboard: Option<OscRoute>,
    /// Whether the explorer uses the alternate screen.
    pub(crate) alternate: bool,
    /// Whether it shows more than ASCII.
    pub(crate) unicode: bool,
}

/// The variables of a user's environment, by name.
pub struct Environment<'a>(&'a dyn Fn(&str) -> Option<String>);

/// The kind of a terminal, according to its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum TerminalKind {
    /// A window, or a program that emulates one.
    Window,
    /// The Linux console, without a window system.
    Console,
    /// A terminal of DEC from the VT220 on, or one that claims to be compatible.
    Vt220,
    /// The VT100, and every unknown terminal.
    Vt100,
    /// The multiplexer GNU screen.
    Screen,
}

impl<'a> Environment<'a> {
    /// Creates an environment from a function that looks a variable up.
    #[must_use]
    pub fn new(lookup: &'a dyn Fn(&str) -> Option<String>) -> Self {
        Self(lookup)
    }

    /// Returns whether the terminal can't even move its cursor, according to `TERM`.
    pub(crate) fn is_dumb(&self) -> bool {
        self.set("TERM").is_some_and(|term| term == "dumb")
    }

    /// Returns what may be sent to the terminal.
    #[must_use]
    pub fn profile(&self) -> Profile {
        let term = self.set("TERM").unwrap_or_default();
        let kind = kind(&term);
        let tmux = self.set("TMUX").is_some() || term.starts_with("tmux");
        // Within tmux the name is often that of GNU screen, which can do less.
        let window = kind == TerminalKind::Window || tmux;
        Profile {
            colours: self.colours(&term, kind),
            erase: window || matches!(kind, TerminalKind::Console | TerminalKind::Vt220),
            absolute: window || kind == TerminalKind::Console,
            synchronised: window,
            links: window,
            title: window,
            clipboard: match kind {
                _ if tmux => Some(OscRoute::Tmux),
                TerminalKind::Window => Some(OscRoute::Direct),
                TerminalKind::Screen => Some(OscRoute::Screen),
                _ => None,
            },
            alternate: true,
            unicode: self.is_utf8(),
        }
    }

    /// Returns the colours, according to <https://no-color.org>, <https://bixense.com/clicolors>,
    /// `COLORTERM` and the terminal's name.
    fn colours(&self, term: &str, kind: TerminalKind) -> Colours {
        let off =
            self.set("NO_COLOR").is_some() || self.set("CLICOLOR").is_some_and(|it| it == "0");
        let named = |ends: &[&str]| ends.iter().any(|end| term.ends_with(end));
        let many = self.set("COLORTERM").is_some_and(|it| it == "truecolor" || it == "24bit");
        match kind {
            _ if off || named(&["-m", "-mono"]) => Colours::Mono,
            TerminalKind::Vt100 | TerminalKind::Vt220 => Colours::Mono,
            TerminalKind::Console => Colours::Sixteen,
            _ if many || named(&["-direct", "-truecolor"]) => Colours::True,
            _ if named(&["-256color"]) || WITH_256.contains(&term) => Colours::Indexed,
            _ => Colours::Sixteen,
        }
    }

    /// Returns whether the locale uses UTF-8, according to the first variable that is set.
    fn is_utf8(&self) -> bool {
        let mut named =
            ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().filter_map(|name| self.set(name));
        // Containers and SSH sessions often lack a locale, and their terminals show UTF-8
        // nevertheless.
        named.next().is_none_or(|value| {
            let value = value.to_ascii_lowercase();
            value.contains("utf-8") || value.contains("utf8")
        })
    }

    /// Returns the value of a variable, unless it is unset or empty.
    fn set(&self, name: &str) -> Option<String> {
        (self.0)(name).filter(|value| !value.is_empty())
    }
}

/// Terminals that show 256 colours although their names don't say so.
const WITH_256: [&str; 7] =
    ["alacritty", "contour", "foot", "wezterm", "xterm-ghostty", "xterm-kitty", "rio"];

/// Prefixes of the names of terminals that are windows. Their capabilities come from terminfo
/// (`ech`, `hpa`, `vpa`) and their documentation.
const WINDOWS: [&str; 20] = [
    "alacritty",
    "contour",
    "foot",
    "ghostty",
    "gnome",
    "iterm",
    "kitty",
    "konsole",
    "mintty",
    "mlterm",
    "nsterm",
    "putty",
    "rio",
    "rxvt",
    "st-",
    "tmux",
    "vte",
    "wezterm",
    "xterm",
    "eterm",
];

fn kind(term: &str) -> TerminalKind {
    let term = term.to_ascii_lowercase();
    let begins = |name: &str| term.starts_with(name);
    match term.as_str() {
        "st" => TerminalKind::Window,
        _ if WINDOWS.iter().any(|name| begins(name)) => TerminalKind::Window,
        _ if begins("linux") => TerminalKind::Console,
        _ if begins("screen") => TerminalKind::Screen,
        _ if ["vt22", "vt3", "vt4", "vt5"].iter().any(|name| begins(name)) => TerminalKind::Vt220,
        _ => TerminalKind::Vt100,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(variables: &[(&str, &str)]) -> Profile {
        let found = |name: &str| {
            let found = variables.iter().find(|(key, _)| *key == name);
            found.map(|(_, value)| (*value).to_owned())
        };
        Environment::new(&found).profile()
    }

    #[test]
    fn colours_are_those_of_the_name_and_the_user() {
        let colours = |variables: &[(&str, &str)]| of(variables).colours;
        assert_eq!(colours(&[("TERM", "xterm")]), Colours::Sixteen);
        assert_eq!(colours(&[("TERM", "xterm-256color")]), Colours::Indexed);
        assert_eq!(colours(&[("TERM", "xterm"), ("COLORTERM", "truecolor")]), Colours::True);
        assert_eq!(colours(&[("TERM", "xterm-direct")]), Colours::True);
        assert_eq!(colours(&[("TERM", "linux"), ("COLORTERM", "24bit")]), Colours::Sixteen);
        assert_eq!(colours(&[("TERM", "vt100"), ("COLORTERM", "24bit")]), Colours::Mono);
        assert_eq!(colours(&[("TERM", "xterm-mono")]), Colours::Mono);
        assert_eq!(colours(&[("TERM", "xterm-256color"), ("NO_COLOR", "1")]), Colours::Mono);
        assert_eq!(colours(&[("TERM", "xterm-256color"), ("NO_COLOR", "")]), Colours::Indexed);
        assert_eq!(colours(&[("TERM", "xterm-256color"), ("CLICOLOR", "0")]), Colours::Mono);
    }

    #[test]
    fn old_terminals_are_sent_what_they_know() {
        let plain = |term| {
            let Profile { erase, absolute, synchronised, links, title, clipboard, .. } =
                of(&[("TERM", term)]);
            assert!(!links && !title && !synchronised && clipboard.is_none(), "{term}");
            (erase, absolute)
        };
        assert_eq!(plain("linux"), (true, true));
        assert_eq!(plain("vt220"), (true, false));
        assert_eq!(plain("vt100"), (false, false));
        assert_eq!(plain("nobody-knows-it"), (false, false));
        let screen = of(&[("TERM", "screen.xterm-256color")]);
        assert_eq!((screen.erase, screen.clipboard), (false, Some(OscRoute::Screen)));
        let within_tmux = of(&[("TERM", "screen-256color"), ("TMUX", "/tmp/tmux")]);
        assert_eq!((within_tmux.erase, within_tmux.clipboard), (true, Some(OscRoute::Tmux)));
        assert_eq!(of(&[("TERM", "tmux-256color")]).clipboard, Some(OscRoute::Tmux));
        assert_eq!(of(&[("TERM", "xterm-kitty")]).colours, Colours::Indexed);
    }

    #[test]
    fn the_first_variable_that_is_set_names_the_characters() {
        assert!(of(&[]).unicode && of(&[("LANG", "de_DE.UTF-8")]).unicode);
        assert!(!of(&[("LANG", "C")]).unicode);
        assert!(of(&[("LC_ALL", ""), ("LC_CTYPE", "C.utf8"), ("LANG", "C")]).unicode);
        assert!(!of(&[("LC_ALL", "POSIX"), ("LANG", "C.UTF-8")]).unicode);
    }

    #[test]
    fn dumb_is_dumb() {
        assert!(Environment::new(&|_| Some("dumb".to_owned())).is_dumb());
        assert!(!Environment::new(&|_| None).is_dumb());
    }
}
