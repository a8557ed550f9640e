//! Tests of `--help`, `--version`, `man`, `completions` and `schema`.

use std::process::{Command, Stdio};

use super::{Home, gainsay};

#[test]
fn the_program_and_each_command_have_help() {
    #[cfg(feature = "server")]
    for (name, arguments) in [("help", &["--help"][..]), ("help-serve", &["help", "serve"])] {
        insta::assert_snapshot!(name, gainsay(arguments).out());
    }
    for command in ["pick", "search", "show", "check", "schema", "completions", "man"] {
        let help = gainsay(&["help", command]).out();
        insta::assert_snapshot!(format!("help-{command}"), help);
    }
}

#[test]
fn the_version_is_that_of_the_package() {
    let version = gainsay(&["-V"]).out();
    insta::assert_snapshot!(version.replace(env!("CARGO_PKG_VERSION"), "[version]"), @"gainsay [version]");
}

#[test]
fn the_manual_page_names_commands_settings_and_exit_codes() {
    let page = gainsay(&["man"]).out();
    for part in [
        "gainsay search",
        "denied\\-by:",
        "half a page down",
        "GAINSAY_DATASET",
        "config.toml",
        "EXIT STATUS",
    ] {
        assert!(page.contains(part), "{part}");
    }
    assert_eq!(page.matches(".ie ").count(), 1, "one preamble");
    #[cfg(feature = "server")]
    insta::assert_snapshot!("man", page.replace(env!("CARGO_PKG_VERSION"), "[version]"));
}

#[test]
fn completions_list_the_commands_and_their_options() {
    for shell in ["bash", "zsh", "fish"] {
        let script = gainsay(&["completions", shell]).out();
        assert!(["search", "ndjson", "loose", "completions"].iter().all(|it| script.contains(it)));
        #[cfg(feature = "server")]
        insta::assert_snapshot!(format!("completions-{shell}"), script);
    }
}

#[test]
fn the_schema_is_the_shipped_one() {
    assert_eq!(gainsay(&["schema"]).out(), include_str!("../../data/claims.schema.json"));
}

#[test]
fn a_closed_output_pipe_is_no_error() {
    for arguments in [&["search"][..], &["completions", "zsh"], &["man"], &["schema"], &["--help"]]
    {
        let mut child = Home::new()
            .command(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{arguments:?}");
        assert_eq!(output.status.code(), Some(0), "{arguments:?}");
    }
}

#[test]
fn the_explorer_needs_a_terminal() {
    let refuses = |command: &mut Command| {
        let ran = super::finish(command);
        assert_eq!(ran.err.lines().count(), 1, "{}", ran.err);
        assert!(ran.err.contains("`gainsay search` and `gainsay show`"), "{}", ran.err);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    };
    let home = Home::new();
    refuses(&mut home.command(&[]));
    refuses(home.command(&[]).env("TERM", "dumb"));
    refuses(home.command(&["pick"]).env("TERM", "dumb"));
}

#[test]
fn invalid_arguments_are_refused() {
    for arguments in [&["search", "--format", "xml"][..], &["show"], &["check"], &["--nonsense"]] {
        let ran = gainsay(arguments);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{arguments:?}");
        assert!(ran.err.starts_with("error: "), "{}", ran.err);
    }
}
