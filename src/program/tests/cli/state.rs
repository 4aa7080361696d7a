//! Going on where a stream stopped: `spec/program.md`, PROGRAM-STATE and the rules behind it.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use bami_htm::random::{Pcg32, PortableRng};
use bami_htm::region::Region;

use crate::support::{Folder, SMALL, hourly, run};

/// The header of a stream and its rows.
fn lines(stream: &str) -> (&str, Vec<&str>) {
    let mut lines = stream.split_inclusive('\n');
    (lines.next().unwrap(), lines.collect())
}

/// The rows of some parts of a stream, each in a run of its own that goes on from the one before.
fn in_parts(stream: &str, cuts: &[usize], header_each_time: bool, more: &[&str]) -> String {
    let folder = Folder::new();
    let (header, rows) = lines(stream);
    let mut all = String::new();
    let mut from = 0;
    for &to in cuts.iter().chain([&rows.len()]) {
        let with_header = from == 0 || header_each_time;
        let head = if with_header { header } else { "" };
        let part = format!("{head}{}", rows[from..to].concat());
        folder.write("part.csv", part);
        let args: Vec<&str> = if folder.names().contains(&"s.state".to_owned()) {
            vec!["run", "part.csv", "--load", "s.state", "--save", "s.state"]
        } else {
            [&run("part.csv", &["--save", "s.state"])[..], more].concat()
        };
        let output = folder.bami(args).ok();
        let (own_header, own_rows) = lines(&output);
        if from == 0 {
            all.push_str(own_header);
        }
        all.push_str(&own_rows.concat());
        from = to;
    }
    assert_eq!(folder.names(), ["part.csv", "s.state"]);
    all
}

/// The rows of one run.
fn in_one(stream: &str, more: &[&str]) -> String {
    let folder = Folder::new();
    folder.write("data.csv", stream);
    folder.bami(run("data.csv", more)).ok()
}

//= spec/program.md#program-state
//= type=test
//# If a stream is read in parts, with the state saved after each part and loaded before the next,
//# the rows written MUST be byte for byte those of a single run over the whole stream.
//= spec/program.md#program-state
//= type=test
//# The columns, their names and the time format MUST be those of the state.
//= spec/program.md#program-state
//= type=test
//# A repeated header with the same names MUST be skipped.
#[test]
fn a_stream_in_parts_gives_the_rows_of_one_run() {
    let stream = hourly(300);
    let more = ["--resolution", "0.5"];
    let one = in_one(&stream, &more);
    for cuts in [&[1, 2, 150][..], &[299], &[100, 100, 101]] {
        for header_each_time in [true, false] {
            assert_eq!(in_parts(&stream, cuts, header_each_time, &more), one, "{cuts:?}");
        }
    }
}

#[test]
fn a_stream_in_parts_resumes_within_its_warm_up() {
    let stream = hourly(150);
    let one = in_one(&stream, &[]);
    for cuts in [&[1][..], &[40, 80, 120], &[99, 100], &[100]] {
        assert_eq!(in_parts(&stream, cuts, false, &[]), one, "{cuts:?}");
    }
}

//= spec/program.md#program-state
//= type=test
//# The columns, their names and the time format MUST be those of the state.
#[test]
fn the_form_of_the_times_stays_as_the_first_rows_settled_it() {
    // Only the first part says that the day comes first.
    let mut stream = "when,load\n13/1/2014 00:00,3\n".to_owned();
    for row in 0..60 {
        let (day, hour) = (2 + row / 24, row % 24);
        stream.push_str(&format!("{day}/2/2014 {hour:02}:00,{}\n", row % 7));
    }
    let more = ["--resolution", "1", "--format", "jsonl"];
    let folder = Folder::new();
    folder.write("data.csv", &stream);
    let one = folder.bami(run("data.csv", &more)).ok();
    let (header, rows) = lines(&stream);
    folder.write("a.csv", format!("{header}{}", rows[..10].concat()));
    folder.write("b.csv", rows[10..].concat());
    let a = folder.bami(run("a.csv", &[&more[..], &["--save", "s.state"]].concat())).ok();
    let b = folder.bami(["run", "b.csv", "--load", "s.state", "--format", "jsonl"]).ok();
    assert_eq!(a + &b, one);
}

const NETWORK: &str = r#"
[[region]]
name = "first"
encoders = [{ field = "value", type = "scalar", minimum = 0.0, maximum = 30.0 }]
[region.sp]
column_dimensions = [64]
num_active_columns_per_inh_area = 6
[region.tm]
cells_per_column = 4

[[region]]
name = "second"
period = 3
links = [{ from = "first", output = "active-cells", union = 2 }]
[region.sp]
column_dimensions = [64]
num_active_columns_per_inh_area = 6
[region.tm]
cells_per_column = 4
"#;

#[test]
fn a_network_in_parts_gives_the_rows_of_one_run() {
    let folder = Folder::new();
    let stream = hourly(100);
    let (header, rows) = lines(&stream);
    folder.write("network.toml", NETWORK);
    folder.write("data.csv", &stream);
    folder.write("a.csv", format!("{header}{}", rows[..47].concat()));
    folder.write("b.csv", format!("{header}{}", rows[47..].concat()));
    let one = folder.bami(["run", "data.csv", "--config", "network.toml"]).ok();
    let a = ["run", "a.csv", "--config", "network.toml", "--state", "n.state"];
    let a = folder.bami(a).ok();
    let b = folder.bami(["run", "b.csv", "--state", "n.state"]).ok();
    let (_, b) = lines(&b);
    assert_eq!(a + &b.concat(), one);
}

//= spec/program.md#program-state
//= type=test
//# With `--state`, the state MUST be loaded if the file exists.
//= spec/program.md#program-state
//= type=test
//# With `--state`, the state MUST be saved to the file.
//= spec/program.md#program-state
//= type=test
//# The state MUST be saved at the end of the stream and, with `--save-every`, each time the given
//# number of rows has been processed, always after these rows have been written out.
//= spec/program.md#program-resume
//= type=test
//# With `--resume`, the program MUST skip as many rows as the state has seen.
#[test]
fn the_state_is_saved_every_so_many_rows_and_at_the_end() {
    let folder = Folder::new();
    let stream = hourly(50);
    folder.write("data.csv", &stream);
    folder.write("bad.csv", format!("{stream}2014-04-04,many\n"));
    let args = ["--resolution", "1", "--state", "s.state", "--save-every", "20"];
    // A run that fails leaves what was saved before.
    folder.bami(run("bad.csv", &args)).refused();
    assert_eq!(Region::load(folder.path().join("s.state")).unwrap().temporal_memory().t(), 40);
    let again = ["run", "data.csv", "--state", "s.state", "--resume"];
    let output = folder.bami(again).ok();
    assert_eq!(lines(&output).1.len(), 10);
    assert_eq!(Region::load(folder.path().join("s.state")).unwrap().temporal_memory().t(), 50);
    assert_eq!(folder.names(), ["bad.csv", "data.csv", "s.state"]);
}

//= spec/program.md#program-state
//= type=test
//# A parameter, a column or a time format given together with `--load` MUST be rejected.
//= spec/program.md#program-resume
//= type=test
//# With `--resume`, the program MUST reject a stream that has fewer rows or in which the last
//# skipped row has a different time from that in the state.
//= spec/program.md#program-append
//= type=test
//# With `--append`, an output shorter than the state records MUST be rejected.
//= spec/program.md#program-append
//= type=test
//# Without a state, a non-empty output MUST be rejected.
#[test]
fn what_does_not_go_on_is_refused() {
    let folder = Folder::new();
    folder.write("data.csv", hourly(50));
    folder.write("short.csv", hourly(20));
    folder.write("other.csv", hourly(60).replace("-04-", "-05-"));
    folder.write("columns.csv", "timestamp,load\n2014-04-04,1\n");
    folder.write("three.csv", "2014-04-04,1,2\n");
    folder.write("full.csv", "rows\n");
    folder.write("csv.state", hourly(3));
    let first = ["--resolution", "1", "--save", "s.state", "-o", "out.csv", "--append"];
    folder.bami(run("data.csv", &first)).ok();
    let whole = std::fs::read(folder.path().join("s.state")).unwrap();
    let mut damaged = whole.clone();
    damaged[whole.len() / 2] ^= 4;
    folder.write("damaged.state", damaged);
    folder.write("half.state", &whole[..whole.len() / 2]);
    let mut state = bami_htm::snapshot::Snapshot::from_bytes(&whole).unwrap();
    state.attach("stream", serde_json::json!({ "rows": 3 }));
    state.write(folder.path().join("strange.state")).unwrap();
    Region::load(folder.path().join("s.state"))
        .unwrap()
        .save(folder.path().join("bare.state"))
        .unwrap();
    folder.bami(run("data.csv", &["--resolution", "1", "--save", "plain.state"])).ok();
    let before = folder.names();
    let load = ["run", "data.csv", "--load", "s.state"];
    let cases: [&[&str]; 25] = [
        &["run", "data.csv", "--load", "none.state"],
        &["run", "data.csv", "--load", "csv.state"],
        &["run", "data.csv", "--load", "damaged.state"],
        &["run", "data.csv", "--load", "half.state"],
        &["run", "data.csv", "--load", "strange.state"],
        &["run", "data.csv", "--load", "bare.state"],
        &["run", "data.csv", "--load", "."],
        &["run", "short.csv", "--load", "s.state", "--resume"],
        &["run", "other.csv", "--load", "s.state", "--resume"],
        &["run", "columns.csv", "--load", "s.state"],
        &["run", "three.csv", "--load", "s.state"],
        &["run", "data.csv", "--load", "s.state", "--seed", "3"],
        &["run", "data.csv", "--load", "s.state", "--timestamp-format", "unix"],
        &["run", "data.csv", "--load", "s.state", "--state", "s.state"],
        &["run", "data.csv", "--load", "s.state", "--resume", "-o", "full.csv", "--append"],
        &["run", "data.csv", "--resolution", "1", "-o", "full.csv", "--append"],
        &["run", "data.csv", "--load", "s.state", "-o", "out.csv", "--append", "--format", "jsonl"],
        &["run", "data.csv", "--resolution", "1", "--save", "no/folder.state"],
        &["run", "data.csv", "--resolution", "1", "--save", "data.csv"],
        &["run", "data.csv", "--resolution", "1", "--state", "new.csv", "-o", "new.csv"],
        &["run", "data.csv", "--load", "s.state", "--resume", "-o", "data.csv"],
        &["run", "data.csv", "--load", "plain.state", "--resume", "-o", "full.csv", "--append"],
        &["run", "--save", "s.state"],
        &["run", "data.csv", "--save-every", "3"],
        &["run", "data.csv", "--resume"],
    ];
    assert!(folder.bami(load).status() == 0);
    let mut messages = Vec::new();
    for case in cases {
        let stderr = folder.bami([case, &["--quiet"]].concat()).refused();
        let message = stderr.lines().take_while(|line| !line.is_empty()).collect::<Vec<_>>();
        messages.push(format!("{}\n    {}", case.join(" "), message.join("\n    ")));
        assert_eq!(folder.names(), before, "{case:?}");
    }
    insta::assert_snapshot!(messages.join("\n"));
    assert_eq!(std::fs::read(folder.path().join("s.state")).unwrap(), whole);
}

#[test]
fn an_output_goes_on_behind_the_rows_that_the_state_knows() {
    let folder = Folder::new();
    let stream = hourly(60);
    folder.write("data.csv", &stream);
    let one = folder.bami(run("data.csv", &["--resolution", "1"])).ok();
    let (header, rows) = lines(&stream);
    folder.write("part.csv", format!("{header}{}", rows[..25].concat()));
    let append = ["--state", "s.state", "--resume", "-o", "out.csv", "--append"];
    folder.bami(run("part.csv", &[&["--resolution", "1"][..], &append].concat())).ok();
    let known = folder.read("out.csv");
    assert!(one.starts_with(&known));
    folder.write("out.csv", format!("{known}2014-04-02 01:00:00,half a ro"));
    folder.bami([&["run", "data.csv"][..], &append].concat()).ok();
    assert_eq!(folder.read("out.csv"), one);
    // Nothing more has come: nothing changes.
    folder.bami([&["run", "data.csv"][..], &append].concat()).ok();
    assert_eq!(folder.read("out.csv"), one);
}

//= spec/program.md#program-state-show
//= type=test
//# `bami state` MUST check a snapshot as loading does.
//= spec/program.md#program-state-show
//= type=test
//# `bami state` MUST report the kind of a snapshot, the program that wrote it, its arrays and the
//# position of its stream.
#[test]
fn a_state_is_shown() {
    let folder = Folder::new();
    folder.write("data.csv", hourly(30));
    folder.bami(run("data.csv", &["--save", "c.state"])).ok();
    folder.bami(run("data.csv", &["--resolution", "1", "--save", "r.state"])).ok();
    let text = folder.bami(["state", "c.state"]).ok() + &folder.bami(["state", "r.state"]).ok();
    let text = text.replace(env!("CARGO_PKG_VERSION"), "VERSION");
    insta::assert_snapshot!(text);
    let json: serde_json::Value =
        serde_json::from_str(&folder.bami(["state", "r.state", "--json"]).ok()).unwrap();
    assert_eq!(json["kind"], "region");
    assert_eq!(json["stream"]["read"], 30);
    assert_eq!(json["arrays"]["tm.t"]["length"], 1);
    assert_eq!(json["parameters"]["tm"]["cells_per_column"], 4);
    // A graph that breaks its invariants under a checksum of its own.
    let mut snapshot = bami_htm::snapshot::Snapshot::read(folder.path().join("r.state"))
        .unwrap()
        .to_bytes()
        .unwrap();
    snapshot.truncate(100);
    folder.write("cut.state", snapshot);
    let message = folder.bami(["state", "cut.state"]).refused();
    assert!(message.starts_with("bami: error: cut.state: "), "{message}");
}

/// How often the process is killed: `BAMI_KILLS`, or a few times.
fn kills() -> u32 {
    std::env::var("BAMI_KILLS").ok().and_then(|kills| kills.parse().ok()).unwrap_or(8)
}

//= spec/program.md#program-append
//= type=test
//# However often it is killed and restarted, a run with `--resume`, `--append` and a saved state
//# MUST leave the same output as an uninterrupted run.
//= spec/program.md#program-append
//= type=test
//# With `--append`, everything in the output after the rows recorded in the state MUST be removed.
/// `BAMI_KILLS=100 cargo test -p bami --test cli killed -- --nocapture` kills it a hundred times.
#[test]
fn a_process_that_is_killed_again_and_again_loses_nothing() {
    let folder = Folder::new();
    let stream = hourly(700);
    folder.write("data.csv", &stream);
    let one = folder.bami(run("data.csv", &["--resolution", "1"])).ok();
    let whole = ["run", "data.csv", "--resolution", "1", "--state", "s.state", "--save-every", "3"];
    let args = [&whole[..], &["--resume", "-o", "out.csv", "--append", "--quiet"], &SMALL].concat();
    let mut random = Pcg32::new(42, 7);
    let (wanted, mut killed, mut ended) = (kills(), 0, 0);
    let began = Instant::now();
    while killed < wanted {
        let mut child = Command::new(env!("CARGO_BIN_EXE_bami"))
            .args(&args)
            .current_dir(folder.path())
            .stdin(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(u64::from(5 + random.below(120))));
        child.kill().unwrap();
        let status = child.wait().unwrap();
        if status.success() {
            // The stream was done: all over again.
            ended += 1;
            assert_eq!(folder.read("out.csv"), one);
            std::fs::remove_file(folder.path().join("s.state")).unwrap();
            std::fs::remove_file(folder.path().join("out.csv")).unwrap();
            continue;
        }
        killed += 1;
        let state = folder.path().join("s.state");
        if state.exists() {
            bami_htm::snapshot::Snapshot::read(&state)
                .expect("the old state or the new one, whole");
        }
    }
    folder.bami(args).ok();
    assert_eq!(folder.read("out.csv"), one);
    assert_eq!(folder.names(), ["data.csv", "out.csv", "s.state"]);
    println!("killed {killed} times in {:?}, {ended} runs to the end between", began.elapsed());
}
