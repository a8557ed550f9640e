//! Tests of the configuration file and of the environment variables.

use super::{Home, dataset, finish};

const DEFAULT: &str = ".config/gainsay/config.toml";

#[test]
fn settings_are_read_from_the_default_file() {
    let home = Home::new();
    home.file("a.json", dataset("a", "c", "One."));
    home.file(DEFAULT, "dataset = \"a.json\"\ntheme = \"mono\"\n[keys.main]\nquit = \"X\"\n");
    assert_eq!(home.run(&["search", "--format", "ids"]).out(), "c\n");
    home.file("xdg/gainsay/config.toml", "[keys.main]\nquit = \"Hyper-x\"\n");
    let ran = finish(home.command(&["search"]).env("XDG_CONFIG_HOME", home.path("xdg")));
    ran.fails(2, "config.toml:2: “Hyper-x” is not a key");
}

#[test]
fn a_mistake_in_the_configuration_is_reported_with_its_line() {
    let home = Home::new();
    home.file("c.toml", "theme = \"auto\"\n\n[keys.main]\npagedown = \"x\"\n");
    home.run(&["search", "--config", "c.toml"])
        .fails(2, "c.toml:4: unknown action “pagedown” in [keys.main]: did you mean “page-down”?");
    home.file("c.toml", "\ncolour = 1\n");
    home.run(&["show", "inbox-api", "--config", "c.toml"])
        .fails(2, "c.toml:2: unknown field `colour`");
    // The option may also precede the command.
    home.run(&["--config", "c.toml", "search", "inbox"]).fails(2, "c.toml:2: ");
    home.run(&["search", "--config", "none.toml"]).fails(2, "none.toml: can’t be read");
}

#[test]
fn the_environment_variable_names_one_dataset() {
    let home = Home::new();
    home.file("a:b.json", dataset("a", "c", "One."));
    home.file("other.json", dataset("a", "other", "Two."));
    home.file(DEFAULT, "dataset = \"other.json\"\n");
    let ids = |value: &str, arguments: &[&str]| {
        finish(home.command(arguments).env("GAINSAY_DATASET", value)).out()
    };
    let search = ["search", "--format", "ids"];
    assert_eq!(
        ids("a:b.json", &search),
        "c\n",
        "the variable overrides the configuration, and a colon is part of the name"
    );
    assert_eq!(ids("", &search), "other\n", "an empty variable counts as unset");
    let named = ["search", "--format", "ids", "-d", "other.json"];
    assert_eq!(ids("missing.json", &named), "other\n", "an argument overrides the variable");
    finish(home.command(&["show", "c"]).env("GAINSAY_DATASET", "missing.json"))
        .fails(2, "missing.json: error: no such file");
}
