//! The program refuses what cannot fit with a sentence, before it takes anything.

use crate::support::{Folder, hourly};

/// What each command says that is told to make something huge.
fn refused(args: &[&str]) -> String {
    let folder = Folder::new();
    folder.write("data.csv", hourly(120));
    folder.write("network.toml", NETWORK);
    let said = folder.bami(args.iter().copied()).refused();
    assert_eq!(folder.names(), ["data.csv", "network.toml"], "{args:?}");
    said
}

const NETWORK: &str = "\
[[region]]
name = \"first\"
encoders = [{ field = \"value\", type = \"scalar\" }]

[[region]]
name = \"second\"
links = [{ from = \"first\" }]
";

//= spec/limits.md#limit-program
//= type=test
//# The limit of the program MUST be the number of bytes given with `--max-memory` or, without it,
//# the smallest of the machine's memory and the memory limits of the control groups of the process,
//# as far as the system reports them.
#[test]
fn every_command_refuses_what_does_not_fit() {
    let little = ["--max-memory", "20M", "--resolution", "1", "-q"];
    let commands: [&[&str]; 5] = [
        &["run", "data.csv", "-o", "scores.csv", "--plot", "plot.svg"],
        &["predict", "data.csv", "-o", "predicted.csv"],
        &["trace", "data.csv"],
        &["view", "data.csv", "-o", "page.html"],
        &["animate", "data.csv", "-o", "load.gif"],
    ];
    let mut said: Vec<String> = commands
        .iter()
        .map(|command| {
            let quiet = ["run", "predict"].contains(&command[0]);
            let rest = if quiet { &little[..] } else { &little[..4] };
            refused(&[command, rest].concat())
        })
        .collect();
    said.push(refused(&["params", "show", "--max-memory", "20M"]));
    said.push(refused(&["params", "show", "--config", "network.toml", "--max-memory", "50MiB"]));
    said.push(refused(&["run", "data.csv", "--config", "network.toml", "--max-memory", "50MiB"]));
    insta::assert_snapshot!(said.join("\n"));
}

#[test]
fn a_limit_that_is_none_is_refused() {
    let folder = Folder::new();
    for limit in ["0", "much", "-5"] {
        let limit = format!("--max-memory={limit}");
        let said = folder.bami(["params", "show", &limit]);
        assert!(said.stderr().contains("512MiB"), "{}", said.stderr());
    }
}

//= spec/limits.md#limit-program
//= type=test
//# `bami params show` MUST print the estimate of the region or of the network, as comments in the
//# TOML and under `memory` in the JSON.
#[test]
fn the_estimate_is_shown() {
    let folder = Folder::new();
    folder.write("network.toml", NETWORK);
    let head = |args: &[&str]| {
        let shown = folder.bami(args.iter().copied()).ok();
        shown.lines().take_while(|line| line.starts_with("# ")).collect::<Vec<_>>().join("\n")
    };
    let region = head(&["params", "show"]);
    let network = head(&["params", "show", "--config", "network.toml"]);
    insta::assert_snapshot!(format!("{region}\n{network}"));
    let json = folder.bami(["params", "show", "--json"]).ok();
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    let memory = &json["memory"];
    assert!(memory["start"].as_u64().unwrap() > 50_000_000, "{memory}");
    assert_eq!(memory["synapse"], 40);
    assert!(memory["greatest"].as_u64() > memory["start"].as_u64(), "{memory}");
}

/// Under a limit of the system a region that the machine would have room for is refused too.
#[cfg(target_os = "linux")]
#[test]
fn what_the_system_does_not_give_is_refused_by_the_program() {
    let folder = Folder::new();
    folder.write("data.csv", hourly(120));
    let mut limited = std::process::Command::new("sh");
    limited.current_dir(folder.path());
    limited.args(["-c", "ulimit -v 1500000 && exec \"$0\" \"$@\""]);
    limited.arg(env!("CARGO_BIN_EXE_bami"));
    limited.args(["run", "data.csv", "--resolution", "1", "--max-memory", "100G"]);
    limited.args(["--set", "tm.cells_per_column=8192"]);
    let out = limited.output().unwrap();
    let said = String::from_utf8(out.stderr).unwrap();
    assert_eq!(out.status.code(), Some(2), "{said}");
    assert!(said.contains("which is more than the system provides"), "{said}");
    assert!(out.stdout.is_empty());
}

/// Sizes far beyond any machine, in every part, are refused at once.
#[test]
fn huge_parameters_are_refused() {
    let run = |setting: &str| {
        let resolution = if setting.starts_with("encoders") { "--quiet" } else { "--resolution=1" };
        refused(&["run", "data.csv", resolution, "--set", setting])
    };
    let said = [
        run("tm.cells_per_column=4294967295"),
        run("tm.column_count=4294967295"),
        run("sp.column_dimensions=[65536, 65536, 65536]"),
        run("sp.column_dimensions=[1000000]"),
        run("anomaly.history_window=4294967295"),
        run("anomaly.averaging_window=4294967295"),
        run(
            "encoders=[{ field = \"value\", type = \"random-distributed-scalar\", size = 1099511627776 }]",
        ),
        run(
            "encoders=[{ field = \"value\", type = \"random-distributed-scalar\", size = 4294967295, active_bits = 4294967295 }]",
        ),
        run("encoders=[{ field = \"value\", type = \"scalar\", active_bits = 4294967295 }]"),
        run(
            "encoders=[{ field = \"value\", type = \"scalar\", buckets = 4294967295, active_bits = 2 }]",
        ),
        run(
            "encoders=[{ field = \"value\", type = \"scalar\", buckets = 400000000, active_bits = 21 }]",
        ),
        refused(&["run", "data.csv", "--warm-up-rows", "4000000000"]),
        refused(&["predict", "data.csv", "--resolution", "1", "--steps", "65537"]),
        refused(&["predict", "data.csv", "--resolution", "1", "--learning-rate", "1e300"]),
    ];
    insta::assert_snapshot!(said.join("\n"));
}
