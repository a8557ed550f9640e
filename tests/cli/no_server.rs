//! A build without the feature `server`: `serve` is an error, and no other command mentions it.

use super::{Home, gainsay};

#[test]
fn serve_says_which_feature_it_needs() {
    let needed = "error: this build of gainsay has no server: build it with the feature `server`";
    let home = Home::new();
    // The explorer would open a dataset of this name.
    home.file("serve", super::dataset("a", "c", "One."));
    for arguments in [
        &["serve"][..],
        &["serve", "--help"],
        &["serve", "--check", "--listen", "127.0.0.1:2222"],
        &["--no-cache", "serve", "claims.json", "--no-such-option", "-x"],
    ] {
        let ran = home.run(arguments);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{arguments:?}");
        assert!(ran.err.starts_with(needed), "{arguments:?}: {}", ran.err);
    }
}

#[test]
fn what_follows_serve_is_not_repeated() {
    let ran = gainsay(&["serve", "\x1b]0;x\x07\ngainsay: forged"]);
    assert_eq!(ran.code, 2);
    assert!(!ran.err.contains("forged"), "{}", ran.err);
}

#[test]
fn help_manual_page_and_completions_do_not_list_serve() {
    for arguments in [
        &["--help"][..],
        &["help"],
        &["completions", "bash"],
        &["completions", "zsh"],
        &["completions", "fish"],
    ] {
        let out = gainsay(arguments).out();
        let mut words = out.split(|letter: char| !letter.is_alphanumeric());
        assert!(words.clone().any(|word| word == "export"), "{arguments:?}");
        assert!(!words.any(|word| word == "serve"), "{arguments:?}: {out}");
    }
    let page = gainsay(&["man"]).out();
    assert!(page.contains("gainsay export"), "{page}");
    for part in ["gainsay serve", "Serve", "host_key"] {
        assert!(!page.contains(part), "{part}: {page}");
    }
}

/// The settings of the server are those of a machine, whichever build runs there.
#[test]
fn settings_of_the_server_are_no_error() {
    let home = Home::new();
    home.file(".config/gainsay/config.toml", "[serve]\nidle = \"15m\"\n");
    home.run(&["search", "--format", "ids", "inbox"]).out();
}
