//! The user's settings: reads and checks the configuration file, and names the folders of this
//! program. An option that is also a flag has one type with its values, its parser and its help,
//! for the file and for the command line. Flags take precedence over the file; a switch that the
//! file turns on stays on.

mod look;
mod serve;
mod value;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use etcetera::BaseStrategy;
use serde::Deserialize;
use toml::Spanned;

use crate::app::keymap::{Action, Context, Keymap};
use crate::text::DisplayText;

pub(crate) use look::{LookSettings, ThemeName};
pub(crate) use serve::{LogFormat, ServeSettings};
pub(crate) use value::size;

/// The settings of the configuration file.
#[derive(Debug, Clone, Default)]
pub(crate) struct Config {
    /// The file from which they were read, if there is one.
    pub(crate) file: Option<PathBuf>,
    pub(crate) look: LookSettings,
    pub(crate) terminal: TerminalUse,
    /// The dataset to open if the command line names none.
    pub(crate) dataset: Option<PathBuf>,
    /// The most bytes that temporary files may take, or `None` for the default.
    pub(crate) spool_limit: Option<u64>,
    pub(crate) keymap: Keymap,
    pub(crate) serve: ServeSettings,
}

/// Which features of a terminal are used if it has them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
#[allow(clippy::struct_excessive_bools, reason = "each is a switch of its own in the file")]
pub(crate) struct TerminalUse {
    /// Hyperlinks for addresses (OSC 8).
    pub(crate) links: bool,
    /// The title of the window (OSC 2).
    pub(crate) title: bool,
    /// The clipboard of the terminal (OSC 52).
    pub(crate) clipboard: bool,
    /// Synchronized output, which holds back large frames until they are complete (mode 2026).
    pub(crate) synchronised: bool,
    /// The alternate screen, which preserves what was shown before.
    pub(crate) alternate_screen: bool,
}

impl Default for TerminalUse {
    fn default() -> Self {
        let all = true;
        Self { links: all, title: all, clipboard: all, synchronised: all, alternate_screen: all }
    }
}

/// Returns the default path of the host key: beside the configuration file.
pub(crate) fn host_key_path() -> Option<PathBuf> {
    Some(default_path()?.with_file_name("host_key"))
}

/// An error in a configuration file, with its line.
#[derive(Debug, thiserror::Error)]
#[error(
    "{}{}: {}",
    DisplayText::from(file.as_path()),
    line.map(|line| format!(":{line}")).unwrap_or_default(),
    DisplayText::from(message)
)]
pub(crate) struct ConfigError {
    file: PathBuf,
    /// The line's number, counted from 1, or `None` if the whole file is meant.
    line: Option<usize>,
    message: String,
}

#[derive(Debug, Deserialize, Default)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
struct ConfigFile {
    theme: Option<ThemeName>,
    ascii: bool,
    reader: bool,
    dataset: Option<PathBuf>,
    #[serde(deserialize_with = "value::a_size")]
    spool_limit: Option<u64>,
    terminal: TerminalUse,
    serve: ServeSettings,
    keys: Sections,
}

/// The keys of each action, by context.
type Sections = BTreeMap<Spanned<String>, BTreeMap<Spanned<String>, Spanned<KeySetting>>>;

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum KeySetting {
    One(String),
    Several(Vec<String>),
}

/// Returns the default path of the configuration file: `gainsay/config.toml` in the configuration
/// folder (`$XDG_CONFIG_HOME`, or else `~/.config`).
pub(crate) fn default_path() -> Option<PathBuf> {
    let folders = etcetera::choose_base_strategy().ok()?;
    Some(folders.config_dir().join("gainsay").join("config.toml"))
}

/// Returns the folder for files that can be recreated: `gainsay` in the cache folder
/// (`$XDG_CACHE_HOME`, or else `~/.cache`).
pub(crate) fn cache_folder() -> Option<PathBuf> {
    Some(etcetera::choose_base_strategy().ok()?.cache_dir().join("gainsay"))
}

/// Returns the folder for a user's marks: `gainsay/marks` in the state folder (`$XDG_STATE_HOME`,
/// or else `~/.local/state`).
pub(crate) fn marks_folder() -> Option<PathBuf> {
    let folders = etcetera::choose_base_strategy().ok()?;
    Some(folders.state_dir()?.join("gainsay").join("marks"))
}

/// Reads the settings from the file `named`, or else from the default file if that exists.
///
/// # Errors
/// Returns [`ConfigError`] if the file can't be read or holds an unknown name or value. No setting
/// of it takes effect then.
pub(crate) fn read(named: Option<&Path>) -> Result<Config, ConfigError> {
    let Some(path) = named.map(Path::to_path_buf).or_else(default_path) else {
        return Ok(Config::default());
    };
    match std::fs::read_to_string(&path) {
        Ok(text) => parse(&path, &text),
        Err(error) if named.is_none() && error.kind() == std::io::ErrorKind::NotFound => {
            Ok(Config::default())
        }
        Err(error) => {
            Err(ConfigError {
                file: path, line: None, message: format!("can’t be read: {error}")
            })
        }
    }
}

/// Parses settings. `path` names the file in errors.
pub(crate) fn parse(path: &Path, text: &str) -> Result<Config, ConfigError> {
    let fault = |at: usize, message: String| ConfigError {
        file: path.to_path_buf(),
        line: Some(text.get(..at).unwrap_or(text).matches('\n').count() + 1),
        message,
    };
    let file: ConfigFile = toml::from_str(text).map_err(|error| {
        let at = error.span().map_or(0, |span| span.start);
        fault(at, error.message().to_owned())
    })?;
    let mut config = Config {
        file: Some(path.to_path_buf()),
        look: LookSettings { theme: file.theme, ascii: file.ascii, reader: file.reader },
        dataset: file.dataset,
        spool_limit: file.spool_limit,
        terminal: file.terminal,
        serve: file.serve,
        ..Config::default()
    };
    bind(&mut config.keymap, &file.keys).map_err(|(at, message)| fault(at, message))?;
    Ok(config)
}

/// Binds the keys that the file sets. Returns the position in the file and a message if that fails.
fn bind(keymap: &mut Keymap, sections: &Sections) -> Result<(), (usize, String)> {
    let mut bound = Vec::new();
    for (context, actions) in sections {
        for (action, keys) in actions {
            let named: Vec<&str> = match keys.get_ref() {
                KeySetting::One(key) => vec![key],
                KeySetting::Several(keys) => keys.iter().map(String::as_str).collect(),
            };
            let at = action.span().start;
            let (context, action) = (context.get_ref().as_str(), action.get_ref().as_str());
            keymap.rebind(context, action, &named).map_err(|error| (at, error.to_string()))?;
            bound.push((context, action, at));
        }
    }
    let meant = |context: Context, action: Action| {
        bound.iter().any(|(of, name, _)| *of == context.name() && *name == action.name())
    };
    // An action that silently lost its last key could no longer be reached.
    let Some((context, lost)) = keymap.lost(meant) else { return Ok(()) };
    let place = bound.iter().rev().find(|(of, _, _)| *of == context.name());
    let message = format!(
        "“{name}” in [keys.{}] has no key left; give it another, or none with {name} = []",
        context.name(),
        name = lost.name(),
    );
    Err((place.map_or(0, |(_, _, at)| *at), message))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(text: &str) -> String {
        parse(Path::new("c.toml"), text).unwrap_err().to_string()
    }

    #[test]
    fn features_of_the_terminal_can_be_turned_off() {
        let text = "reader = true\n[terminal]\ntitle = false\nalternate-screen = false\n";
        let config = parse(Path::new("c.toml"), text).unwrap();
        let all = TerminalUse::default();
        let wanted = TerminalUse { title: false, alternate_screen: false, ..all };
        assert!(config.look.reader && config.terminal == wanted);
        assert!(error("[terminal]\nlink = false\n").starts_with("c.toml:2: unknown field"));
    }

    #[test]
    fn sizes_are_read_with_and_without_units() {
        assert_eq!(size("0"), Ok(0));
        assert_eq!(size("500M"), Ok(500 << 20));
        assert_eq!(size("8 GiB"), Ok(8 << 30));
        assert_eq!(size("1tb"), Ok(1 << 40));
        for wrong in ["", "M", "-1", "1.5G", "3 parsecs", "99999999999T", "١"] {
            assert!(size(wrong).is_err(), "{wrong}");
        }
        for text in ["spool-limit = 1048576", "spool-limit = \"1MiB\""] {
            assert_eq!(parse(Path::new("c.toml"), text).unwrap().spool_limit, Some(1 << 20));
        }
        assert!(error("\nspool-limit = \"much\"").starts_with("c.toml:2: write a size"));
    }

    #[test]
    fn settings_of_the_server_are_read_and_limits_of_zero_are_refused() {
        let text = "[serve]\nanonymous = true\nlog-format = \"json\"\nrate = 3\n";
        let serve = parse(Path::new("c.toml"), text).unwrap().serve;
        assert!(serve.anonymous && serve.log_format == Some(LogFormat::Json));
        assert_eq!((serve.rate, serve.idle), (Some(3), None));
        for name in ["max-connections", "max-unauthenticated", "max-per-address", "rate"] {
            let told = error(&format!("[serve]\n{name} = 0\n"));
            assert_eq!(told, "c.toml:2: must be 1 or more: with 0 no one could connect");
        }
    }

    #[test]
    fn settings_and_keys_are_read() {
        let text = "theme = \"mono\"\nascii = true\ndataset = \"a.json\"\n[keys.main]\npage-down = [\"PgDn\", \"Ctrl-f\"]\nquit = \"X\"\n";
        let config = parse(Path::new("c.toml"), text).unwrap();
        let look = LookSettings { theme: Some(ThemeName::Mono), ascii: true, reader: false };
        assert_eq!(config.look, look);
        assert_eq!(config.terminal, TerminalUse::default());
        assert_eq!(
            config.keymap.action(Context::Main, "Ctrl-f".parse().unwrap()),
            Some(Action::PageDown)
        );
        assert_eq!(config.keymap.action(Context::Main, "X".parse().unwrap()), Some(Action::Quit));
        assert_eq!(config.keymap.action(Context::Main, "q".parse().unwrap()), None);
    }

    #[test]
    fn no_action_loses_its_last_key_without_a_word() {
        assert!(
            error("[keys.main]\nsearch = \"q\"").contains("“quit” in [keys.main] has no key left")
        );
        for fine in ["search = \"q\"\nquit = \"X\"", "search = \"q\"\nquit = []"] {
            assert!(parse(Path::new("c.toml"), &format!("[keys.main]\n{fine}")).is_ok(), "{fine}");
        }
    }

    #[test]
    fn what_is_unknown_is_an_error_with_its_line() {
        assert_eq!(
            error("\nthene = \"mono\""),
            "c.toml:2: unknown field `thene`, expected one of `theme`, `ascii`, `reader`, `dataset`, `spool-limit`, `terminal`, `serve`, `keys`"
        );
        assert_eq!(
            error("theme = \"pink\""),
            "c.toml:1: unknown variant `pink`, expected one of `auto`, `mono`, `dark`, `light`"
        );
        assert!(
            error("[keys.main]\n\nscrol = \"x\"").starts_with("c.toml:3: unknown action “scrol”")
        );
        assert!(error("[keys.main]\ndown = \"jj\"").starts_with("c.toml:2: “jj” is not a key"));
        assert!(error("[keys.mane]\ndown = \"j\"").starts_with("c.toml:2: unknown context “mane”"));
        assert!(error("a = = b").starts_with("c.toml:1: "));
    }
}
