//! `bami params`, `bami completions` and the help.

use crate::support::Folder;

#[test]
fn the_started_file_is_the_defaults() {
    let folder = Folder::new();
    folder.bami(["params", "init", "-o", "bami.toml"]).ok();
    assert_eq!(folder.read("bami.toml"), folder.bami(["params", "init"]).ok());
    assert_eq!(
        folder.bami(["params", "show", "--config", "bami.toml"]).ok(),
        folder.bami(["params", "show"]).ok()
    );
}

#[test]
fn what_is_shown_can_be_used() {
    let folder = Folder::new();
    let args =
        ["params", "show", "--effective", "--resolution", "0.5", "--set", "tm.cells_per_column=16"];
    let shown = folder.bami(args);
    assert_eq!(shown.stderr(), "");
    folder.write("bami.toml", shown.ok());
    let again = folder.bami(["params", "show", "--config", "bami.toml"]).ok();
    assert_eq!(again, shown.ok());
    assert!(again.contains("cells_per_column = 16\n"), "{again}");
    assert!(again.contains("column_count = 2048\n"), "{again}");
    assert!(again.contains("resolution = 0.5\n"), "{again}");
    assert!(!again.contains("--effective"), "{again}");
    assert!(folder.bami(["params", "show"]).ok().contains("--effective shows them"));
}

#[test]
fn parameters_can_be_shown_as_json() {
    let folder = Folder::new();
    let shown = folder.bami(["params", "show", "--json", "--seed", "7"]).ok();
    let value: serde_json::Value = serde_json::from_str(&shown).unwrap();
    assert_eq!(value["seed"], 7);
    assert_eq!(value["tm"]["cells_per_column"], 32);
    assert!(folder.bami(["params", "show", "--effective"]).stderr().contains("estimates it"));
}

#[test]
fn completions_and_help_are_printed() {
    let folder = Folder::new();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        assert!(folder.bami(["completions", shell]).ok().contains("warm-up-rows"), "{shell}");
    }
    let help = folder.bami(["run", "--help"]).ok();
    for word in ["--warm-up-rows", "Examples:", "--threshold", "month", "0.99999"] {
        assert!(help.contains(word), "{word}");
    }
    assert!(folder.bami(["--version"]).ok().starts_with("bami "));
}
