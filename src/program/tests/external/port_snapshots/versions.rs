//! Files of every version of the format.

use std::path::{Path, PathBuf};

use bami_htm::region::Region;
use bami_htm::snapshot::{FORMAT_VERSION, Snapshot};
use jiff::ToSpan;
use jiff::civil::date;
use libtest_mimic::Trial;
use serde_json::{Value as Json, json};

use super::{NEEDS, goes_on, ports, region_answer, run, taken_apart};
use crate::harness::{root, trials};

/// A file of a version of the format.
fn format_file(version: u32, name: &str) -> PathBuf {
    root().join(format!("tests/formats/v{version}/{name}"))
}

//= spec/snapshot.md#snap-version
//= type=test
//# Files of every version from 1 on MUST be read.
fn the_ports_read_files_of_every_version_and_write_what_they_read() {
    let kinds = ["temporal-memory", "spatial-pooler", "region", "predictor", "network"];
    for (version, kind) in (1..=FORMAT_VERSION).flat_map(|v| kinds.map(|kind| (v, kind))) {
        let path = format_file(version, &format!("{kind}.snapshot"));
        let snapshot = Snapshot::read(&path).unwrap();
        for port in ports() {
            let told = String::from_utf8(run(&port, &[&path]).stdout).unwrap();
            let lines = 1 + told.lines().position(|line| line == "arrays").unwrap();
            let arrays = snapshot.arrays().iter();
            let wanted = arrays
                .map(|(name, array)| format!("  {name} {} {}", array.type_name(), array.len()));
            let wanted: Vec<String> = wanted.collect();
            assert_eq!(told.lines().skip(lines).collect::<Vec<_>>(), wanted, "{}: {kind}", port[1]);
            if ["predictor", "network"].contains(&kind) {
                let never = path.with_file_name("never");
                let output = run(&port, &[&path, Path::new("--save"), &never]);
                assert_eq!(output.status.code(), Some(2), "{}: {kind}", port[1]);
                continue;
            }
            let (_, saved) = goes_on(&port, &snapshot, &[]);
            // NB: by their texts, because a missing value is NaN.
            let [saved, wanted] = [&saved, &snapshot].map(|s| format!("{:?}", s.arrays()));
            assert_eq!(saved, wanted, "{}: {kind}", port[1]);
        }
    }
}

/// The inputs of the steps after the file of a region.
fn later_inputs() -> Vec<Json> {
    let input = |step: i64| {
        let time = date(2026, 3, 1).at(0, 0, 0, 0).checked_add((7 * step).hours()).unwrap();
        let value = (step % 9 != 4).then_some(step % 8);
        let colour = if step % 3 == 0 { "red" } else { "green" };
        let record = json!({
            "timestamp": time.to_string(), "value": value, "x": step % 5, "y": 3, "colour": colour,
        });
        json!({ "record": record, "learn": true })
    };
    (40..60).map(input).collect()
}

//= spec/snapshot.md#snap-version
//= type=test
//# A switch that is absent from a file MUST have the value of the table, whatever the profile.
fn the_ports_go_on_from_version_1_as_the_program_that_wrote_it() {
    let folder = tempfile::tempdir().unwrap();
    let steps = folder.path().join("steps");
    let lines: Vec<String> = later_inputs().iter().map(Json::to_string).collect();
    std::fs::write(&steps, lines.join("\n")).unwrap();
    for name in ["region", "weekday"] {
        let path = format_file(1, &format!("{name}.snapshot"));
        let expected = std::fs::read_to_string(path.with_extension("txt")).unwrap();
        for port in ports() {
            let output = run(&port, &[&path, Path::new("--steps"), &steps]);
            let answers = String::from_utf8(output.stdout).unwrap();
            let told: Vec<String> = answers.lines().map(encoded_and_active).collect();
            let wanted: Vec<&str> =
                expected.lines().map(|line| line.rsplitn(3, ' ').last().unwrap()).collect();
            assert_eq!(told, wanted, "{}: {name}", port[1]);
        }
    }
}

/// The bits and the columns of an answer, without the scores.
fn encoded_and_active(answer: &str) -> String {
    let answer: Json = serde_json::from_str(answer).unwrap();
    let list = |name: &str| serde_json::from_value::<Vec<u32>>(answer[name].clone()).unwrap();
    format!("{:?} {:?}", list("encoded"), list("active_columns"))
}

//= spec/snapshot.md#snap-sp
//= type=test
//# The arrays of a spatial pooler MUST be those of the table, with the content that it describes.
fn the_ports_go_on_from_a_region_of_the_book_profile() {
    let path = format_file(2, "book.snapshot");
    let mut straight = Region::load(&path).unwrap();
    let inputs = later_inputs();
    let wanted: Vec<Json> =
        inputs.iter().map(|input| region_answer(&mut straight, input).1).collect();
    let end = straight.snapshot().unwrap();
    for port in ports() {
        let (answers, saved) = goes_on(&port, &Snapshot::read(&path).unwrap(), &inputs);
        let answers: Vec<Json> = answers.into_iter().map(|answer| taken_apart(answer).1).collect();
        assert_eq!(answers, wanted, "{}", port[1]);
        for name in ["sp.active_window", "sp.overlap_window", "sp.boosts", "tm.permanences"] {
            assert_eq!(saved.arrays()[name], end.arrays()[name], "{}: {name}", port[1]);
        }
    }
}

pub(super) fn trials() -> Vec<Trial> {
    trials!(
        NEEDS,
        the_ports_read_files_of_every_version_and_write_what_they_read,
        the_ports_go_on_from_version_1_as_the_program_that_wrote_it,
        the_ports_go_on_from_a_region_of_the_book_profile,
    )
}
