//! `bami view` and `bami animate` from outside; what the page does is in `external/page/`.

use crate::support::{Folder, SMALL, hourly};

/// The arguments of a command on a small region with a known range.
fn small<'a>(command: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    [&[command, "load.csv", "--min=0", "--max=30"], more, &SMALL].concat()
}

fn folder(rows: usize) -> Folder {
    let folder = Folder::new();
    folder.write("load.csv", hourly(rows));
    folder
}

#[test]
fn a_page_goes_to_standard_output_or_to_a_file_that_is_whole() {
    let folder = folder(5);
    let page = folder.bami(small("view", &[])).ok();
    assert!(page.starts_with("<!DOCTYPE html>") && page.ends_with("</html>\n"));
    folder.bami(small("view", &["-o", "page.html"])).ok();
    assert_eq!(folder.read("page.html"), page);
    assert_eq!(folder.names(), ["load.csv", "page.html"]);
}

//= spec/view.md#view-page
//= type=test
//# A page of more than 20,000,000 bytes MUST be rejected with a message that says how large it
//# would be.
#[test]
fn a_page_that_is_too_large_is_refused_with_its_size() {
    let folder = Folder::new();
    // Random letters out of 64 do not pack: base64 takes as many.
    let start = r#"{"kind":"start","format":"bami-trace/1","source":{"vector":{}}}"#;
    let letters = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut number = 1_u64;
    let noise: String = (0..21_000_000)
        .map(|_| {
            number = number
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            char::from(letters[(number >> 58) as usize])
        })
        .collect();
    let trace = format!("{start}\n{{\"kind\":\"event\",\"step\":1,\"note\":\"{noise}\"}}\n");
    folder.write("huge.jsonl", trace);
    let message = folder.bami(["view", "huge.jsonl", "-o", "page.html"]).refused();
    assert!(
        message.contains("the page would have 2") && message.contains("the limit is 20"),
        "{message}"
    );
    assert_eq!(folder.names(), ["huge.jsonl"]);
}

//= spec/view.md#view-trace
//= type=test
//# A trace file MUST be rejected, with the line number, if its first line is not the first line of
//# a trace or if any other line is not a JSON object with a kind.
#[test]
fn what_is_no_trace_is_refused_with_its_line() {
    let folder = Folder::new();
    let start = r#"{"kind":"start","format":"bami-trace/1","source":{"vector":{}}}"#;
    for (text, wanted) in [
        (r#"{"kind":"input","step":1}"#.to_owned(), "line 1 is not the start of a trace"),
        (start.replace("/1", "/2"), "line 1 is not the start of a trace"),
        (format!("{start}\nno"), "line 2"),
        (format!("{start}\n{{\"step\":1}}"), "line 2 has no kind"),
        (String::new(), "the trace is empty"),
    ] {
        folder.write("a.jsonl", text);
        let message = folder.bami(["view", "a.jsonl", "-o", "page.html"]).refused();
        assert!(message.contains(wanted) && message.contains("a.jsonl"), "{message}");
    }
    folder.write("a.json", "{}");
    assert!(folder.bami(["view", "a.json"]).refused().contains("a.json"));
    assert!(folder.bami(["view", "none.csv"]).refused().contains("none.csv"));
    assert_eq!(folder.names(), ["a.json", "a.jsonl"]);
}

#[test]
fn steps_that_are_not_there_are_refused() {
    let folder = folder(5);
    let message = folder.bami(small("view", &["--steps", "9.."])).refused();
    assert!(message.contains("load.csv has 5 rows"), "{message}");
    let message = folder.bami(["view", "load.csv"]).refused();
    assert!(message.contains("only serve to estimate the resolution"), "{message}");
    let message = folder.bami(small("animate", &["--steps", "9..", "-o", "a.gif"])).refused();
    assert!(message.contains("load.csv has 5 rows"), "{message}");
}

/// A region with an encoder, and one above it that makes a step per two rows.
const NETWORK: &str = r#"
seed = 7
[[region]]
name = "first"
encoders = [{ field = "value", type = "scalar", minimum = 0.0, maximum = 30.0 }]
[region.sp]
column_dimensions = [64]
num_active_columns_per_inh_area = 6
[region.tm]
cells_per_column = 4
activation_threshold = 4
learning_threshold = 3
synapse_sample_size = 6
[[region]]
name = "second"
period = 2
links = [{ from = "first", union = 2 }]
[region.sp]
column_dimensions = [64]
num_active_columns_per_inh_area = 6
[region.tm]
cells_per_column = 4
activation_threshold = 4
learning_threshold = 3
synapse_sample_size = 6
"#;

//= spec/view.md#view-network
//= type=test
//# If the parameters are those of a network, `--region` MUST name the region to show.
//= spec/view.md#view-network
//= type=test
//# The message for a missing or unknown name MUST list the regions of the network.
#[test]
fn a_region_of_a_network_is_chosen_by_its_name() {
    let folder = folder(8);
    folder.write("network.toml", NETWORK);
    let network = ["load.csv", "--config", "network.toml", "-o", "a.svg"];
    for command in ["view", "animate"] {
        let run = |more: &[&'static str]| folder.bami([&[command][..], &network, more].concat());
        for wrong in [&[][..], &["--region", "third"]] {
            let message = run(wrong).refused();
            assert!(message.contains("first, second"), "{message}");
        }
        run(&["--region", "second"]).ok();
        let region = ["--min=0", "--max=30", "-o", "a.svg", "--region", "second"];
        let message = folder.bami(small(command, &region)).refused();
        assert!(message.contains("a single region"), "{message}");
    }
}

//= spec/view.md#view-network
//= type=test
//# For a region of a network, the page and the animation MUST show its steps, each with the number
//# of the row that completes it.
#[test]
fn a_region_of_a_network_is_shown_in_the_rows_in_which_it_makes_a_step() {
    let folder = folder(8);
    folder.write("network.toml", NETWORK);
    let show = |command, output, more: &[&'static str]| {
        let args = [command, "load.csv", "--config", "network.toml", "-o", output];
        folder.bami([&args[..], &["--region", "second"], more].concat())
    };
    show("animate", "a.svg", &["--steps", "3..7"]).ok();
    let animation = folder.read("a.svg");
    let steps = (1..=8).filter(|step| animation.contains(&format!(">step {step} ")));
    assert_eq!(steps.collect::<Vec<_>>(), [4, 6]);
    show("view", "page.html", &["--steps", "3..7"]).ok();
    assert!(folder.read("page.html").contains("The region second of a network, 2 steps."));
    let message = show("view", "none.html", &["--steps", "3..3"]).refused();
    assert!(message.contains("makes no step"), "{message}");
}

//= spec/view.md#view-animate
//= type=test
//# The extension of the output MUST determine what is written: .gif an animated GIF, .svg an
//# animated SVG, .mp4-frames a folder of PNG files numbered from 000001.
//= spec/view.md#view-animate
//= type=test
//# An output with any other extension MUST be rejected.
#[test]
fn an_animation_is_what_its_ending_says() {
    let folder = folder(8);
    let steps = ["--steps", "3..6", "--rate", "2", "-o"];
    let animate =
        |name: &'static str| folder.bami(small("animate", &[&steps[..], &[name]].concat()));
    animate("load.gif").ok();
    let mut options = gif::DecodeOptions::new();
    options.set_color_output(gif::ColorOutput::RGBA);
    let file = std::fs::File::open(folder.path().join("load.gif")).unwrap();
    let mut decoder = options.read_info(file).unwrap();
    let mut delays = Vec::new();
    while let Some(frame) = decoder.read_next_frame().unwrap() {
        delays.push(frame.delay);
    }
    assert_eq!(
        (delays, decoder.width(), decoder.repeat()),
        (vec![50; 4], 960, gif::Repeat::Infinite)
    );

    animate("load.svg").ok();
    let svg = folder.read("load.svg");
    assert_eq!(svg.matches("<animate ").count(), 4);
    assert!(svg.contains("keyTimes=\"0;0.250000;0.500000\"") && svg.contains("dur=\"2.000s\""));
    assert!(svg.contains(">step 6   2014-04-01 05:00:00  15") || svg.contains(">step 6 "), "{svg}");

    animate("load.mp4-frames").ok();
    let frames = std::fs::read_dir(folder.path().join("load.mp4-frames")).unwrap();
    let mut names: Vec<_> =
        frames.map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
    names.sort_unstable();
    assert_eq!(names, ["000001.png", "000002.png", "000003.png", "000004.png"]);
    let png = std::fs::read(folder.path().join("load.mp4-frames/000004.png")).unwrap();
    assert!(png.starts_with(b"\x89PNG"));

    assert!(animate("load.mp4-frames").refused().contains("exists already"));
    assert!(animate("load.mp4").refused().contains(".gif, .svg or .mp4-frames"));
    assert_eq!(folder.names(), ["load.csv", "load.gif", "load.mp4-frames", "load.svg"]);
}
