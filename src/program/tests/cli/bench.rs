//! `bami bench` from outside, with tiny runs.

use bami_htm::Learning;
use bami_htm::random::{Pcg32, PortableRng};
use bami_htm::sdr::Sdr;
use serde_json::Value;

use crate::support::{Folder, hourly};

/// What was measured.
fn json(folder: &Folder, args: &[&str]) -> Vec<Value> {
    let args = [&["bench", "--json"], args].concat();
    serde_json::from_str(&folder.bami(args).ok()).unwrap()
}

/// The one workload that was measured.
fn one(folder: &Folder, args: &[&str]) -> Value {
    let [measured] = json(folder, args).try_into().expect("one workload");
    measured
}

/// Inputs as the workloads have them, one line per step.
fn lines(patterns: &[Sdr], order: impl Iterator<Item = usize>) -> String {
    let line = |place: usize| {
        let on: Vec<String> = patterns[place].on().iter().map(u32::to_string).collect();
        on.join(" ") + "\n"
    };
    order.map(line).collect()
}

//= spec/program.md#program-bench
//= type=test
//# Inputs that are not supplied MUST be drawn from the generator of R-2 with seed 1 on stream 0.
#[test]
fn inputs_are_drawn_from_the_portable_generator() {
    let folder = Folder::new();
    let mut random = Pcg32::new(1, 0);
    let patterns: Vec<Sdr> =
        (0..2000).map(|_| Sdr::random(2048, 40, &mut random).unwrap()).collect();
    let order = (0..2).flat_map(|_| {
        let first = random.below(100) as usize * 20;
        first..first + 20
    });
    folder.write("w1.txt", lines(&patterns, order.take(22)));
    let made = one(&folder, &["--only", "w1", "--steps", "22"]);
    let read = one(&folder, &["--only", "w1", "--input", "w1.txt"]);
    assert_eq!((&made["steps"], &made["fingerprint"]), (&read["steps"], &read["fingerprint"]));

    let mut random = Pcg32::new(1, 0);
    let patterns: Vec<Sdr> =
        (0..500).map(|_| Sdr::random(1000, 40, &mut random).unwrap()).collect();
    let order: Vec<usize> = (0..4).map(|_| random.below(500) as usize).collect();
    folder.write("w2.txt", lines(&patterns, order.into_iter()));
    let made = one(&folder, &["--only", "w2-0", "--steps", "4"]);
    let read = one(&folder, &["--only", "w2-0", "--input", "w2.txt"]);
    assert_eq!((&made["steps"], &made["fingerprint"]), (&read["steps"], &read["fingerprint"]));
}

//= spec/program.md#program-bench
//= type=test
//# Learning MUST be on in every timed step.
//= spec/program.md#program-bench
//= type=test
//# The timing MUST cover the steps alone, excluding the time for reading or generating the inputs.
#[test]
fn every_step_learns_and_is_timed() {
    let folder = Folder::new();
    // A new sequence: every column bursts and grows a segment, in the first step one without synapses.
    let first: Vec<String> = (0..40).map(|column| (column * 9).to_string()).collect();
    let second: Vec<String> = (0..40).map(|column| (column * 9 + 3).to_string()).collect();
    folder.write("w1.txt", format!("{}\n{}\n", first.join(" "), second.join(" ")));
    let measured = one(&folder, &["--only", "w1", "--input", "w1.txt"]);
    assert_eq!(measured["segments"], 80);
    assert_eq!(measured["synapses"], 40 * 20);
    let stretches = measured["stretches"].as_array().unwrap();
    let steps: Vec<u64> = stretches.iter().map(|s| s["steps"].as_u64().unwrap()).collect();
    assert_eq!(steps, [1, 1]);
    // What was timed is the steps, and each of them once.
    let seconds = |of: &[Value]| of.iter().map(|s| s["seconds"].as_f64().unwrap()).sum::<f64>();
    let phases = seconds(measured["phases"].as_array().unwrap());
    assert!((seconds(stretches) - phases).abs() < 1e-6, "{measured}");
    assert!(measured["start_seconds"].as_f64().unwrap() > 0.0);
}

//= spec/program.md#program-bench
//= type=test
//# If several workloads are run, each MUST run in its own process, one after the other.
//= spec/program.md#program-bench
//= type=test
//# The bytes per synapse MUST be the growth of the resident memory, from before the workload to its
//# peak, divided by the number of synapses at the end, and be omitted if the system does not report
//# the resident memory or there are no synapses.
#[test]
fn the_memory_of_one_workload_does_not_serve_the_next() {
    let folder = Folder::new();
    let both = json(&folder, &["--only", "w2-0,w2-3", "--steps", "2"]);
    assert_eq!((&both[0]["name"], &both[1]["name"]), (&"w2-0".into(), &"w2-3".into()));
    for measured in both {
        assert_eq!(measured["synapses"], 2048 * 800);
        let Some(bytes) = measured["peak_growth_bytes"].as_f64() else {
            assert!(!std::path::Path::new("/proc/self/status").exists());
            continue;
        };
        let each = measured["bytes_per_synapse"].as_f64().unwrap();
        assert_eq!(each, bytes / (2048.0 * 800.0));
        // A permanence alone takes eight.
        assert!(each > 8.0, "{each}");
    }
    let nothing = one(&folder, &["--only", "w1", "--steps", "1"]);
    assert_eq!(nothing["synapses"], 0);
    assert_eq!(nothing["bytes_per_synapse"], Value::Null);
}

//= spec/program.md#program-bench
//= type=test
//# The fingerprint MUST hash the active columns of each step of a spatial pooler, the
//# bursting columns and the anomaly score of each step of a temporal memory, and at the end every
//# segment with its serial number, its column and the source and permanence of each of its
//# synapses.
#[test]
fn the_fingerprint_tells_whether_the_same_was_computed() {
    use bami_htm::anatomy::Layer;
    use bami_htm::hash::murmur3_32;
    use bami_htm::temporal_memory::{
        TemporalMemory, TemporalMemoryExtensions, TemporalMemoryParameters,
    };
    fn add(hash: &mut u32, number: u32) {
        *hash = murmur3_32(&number.to_le_bytes(), *hash);
    }
    fn add_wide(hash: &mut u32, number: u64) {
        add(hash, number as u32);
        add(hash, (number >> 32) as u32);
    }
    fn add_layer(hash: &mut u32, layer: &Layer) {
        for segment in layer.segments() {
            add_wide(hash, segment.serial().get());
            add(hash, segment.column().index().get());
            for synapse in segment.synapses() {
                add(hash, synapse.presynaptic().index());
                add_wide(hash, synapse.permanence().to_bits());
            }
        }
    }
    let parameters =
        TemporalMemoryParameters::default().with_predicted_decrement(0.01).with_extensions(
            TemporalMemoryExtensions::default()
                .with_max_segments_per_cell(255)
                .with_max_synapses_per_segment(255),
        );
    let mut memory = TemporalMemory::new(parameters, 42).unwrap();
    let mut random = Pcg32::new(5, 0);
    let patterns: Vec<Sdr> = (0..3).map(|_| Sdr::random(2048, 40, &mut random).unwrap()).collect();
    let mut hash = 0;
    for step in 0..9 {
        memory.step(&patterns[step % 3], Learning::On).unwrap();
        add_wide(&mut hash, memory.anomaly().to_bits());
        memory.bursting_columns().iter().for_each(|column| add(&mut hash, column.get()));
    }
    add_layer(&mut hash, memory.layer());
    let folder = Folder::new();
    folder.write("w1.txt", lines(&patterns, (0..9).map(|step| step % 3)));
    let measured = one(&folder, &["--only", "w1", "--input", "w1.txt"]);
    assert_eq!(measured["fingerprint"], format!("{hash:08x}"));
}

//= spec/program.md#program-bench
//= type=test
//# An input file MUST hold one line per step, with the indices of the ON bits in ascending order
//# separated by whitespace, or be rejected with a message that names the line.
#[test]
fn a_file_that_cannot_be_read_is_refused() {
    let folder = Folder::new();
    for line in ["5 3", "1 1", "2048", "-1", "one", "1,2"] {
        folder.write("w1.txt", format!("1 2 3\n{line}\n"));
        let message = folder.bami(["bench", "--only", "w1", "--input", "w1.txt"]).refused();
        assert!(message.contains("w1.txt, line 2: "), "{message}");
        assert!(message.contains("from 0 to 2047"), "{message}");
    }
    folder.write("w1.txt", "");
    for (args, word) in [
        (["--only", "w1", "--input", "w1.txt"], "has no steps"),
        (["--only", "w1", "--input", "none.txt"], "none.txt"),
        (["--only", "w3", "--input", "w1.txt"], "--file"),
        (["--only", "w1", "--file", "w1.txt"], "--input"),
        (["--only", "w1,w3", "--file", "w1.txt"], "one workload"),
        (["--only", "w9", "--steps", "1"], "w2-0"),
    ] {
        let message = folder.bami([&["bench"][..], &args].concat()).refused();
        assert!(message.contains(word), "{message}");
    }
}

//= spec/program.md#program-bench
//= type=test
//# The phases MUST be timed within the steps themselves: the encoders, lines 1 to 5, 6 to 10, 11 to
//# 18 and 19 to 26 of the spatial pooler, stages 1 and 2 of the temporal memory, and the
//# likelihood, as far as the workload has them.
//= spec/program.md#program-bench
//= type=test
//# The times of the phases MUST add up to the whole time of the steps.
#[test]
fn each_phase_is_timed() {
    let folder = Folder::new();
    let pooler = ["SP overlap", "SP inhibition", "SP learning", "SP duty cycles, boosts"];
    let memory = ["TM activate columns", "TM activate dendrites"];
    let all = [&["encoders"][..], &pooler, &memory, &["likelihood"]].concat();
    for (workload, expected) in [("w1", &memory[..]), ("w2-3", &pooler), ("w3", &all)] {
        let measured = one(&folder, &["--only", workload, "--steps", "3"]);
        let phases = measured["phases"].as_array().unwrap();
        let names: Vec<&str> = phases.iter().map(|phase| phase["name"].as_str().unwrap()).collect();
        assert_eq!(names, expected);
        let seconds = || phases.iter().map(|phase| phase["seconds"].as_f64().unwrap());
        assert!(seconds().all(|seconds| seconds > 0.0), "{measured}");
        let whole = measured["seconds"].as_f64().unwrap();
        assert!((seconds().sum::<f64>() - whole).abs() < 1e-6, "{measured}");
    }
}

//= spec/program.md#program-bench
//= type=test
//# Beside it, the report MUST give the same fit against the number of synapses on the axons of the
//# cells that a step makes active, averaged over every 16th step and the last step of each stretch.
#[test]
fn the_synapses_that_active_cells_reach_are_counted() {
    let folder = Folder::new();
    // The first pattern grows segments without synapses, the second those to the winners of the first,
    // which the cells of the first reach when it comes again.
    let line = |first: u32| {
        let columns: Vec<String> = (first..first + 40).map(|c| (c * 9).to_string()).collect();
        columns.join(" ") + "\n"
    };
    folder.write("w1.txt", [line(0), line(50), line(0)].concat());
    let measured = one(&folder, &["--only", "w1", "--input", "w1.txt"]);
    let stretches = measured["stretches"].as_array().unwrap();
    let active: Vec<f64> =
        stretches.iter().map(|s| s["active_synapses"].as_f64().unwrap()).collect();
    assert_eq!(active, [0.0, 0.0, 40.0 * 20.0]);
    let fit = &measured["growth_with_active"];
    // A line over 0, 0 and 800 synapses goes through the last point and the mean of the others.
    let seconds: Vec<f64> = stretches.iter().map(|s| s["seconds"].as_f64().unwrap()).collect();
    let at_none = (seconds[0] + seconds[1]) / 2.0;
    assert!((fit["seconds_at_none"].as_f64().unwrap() - at_none).abs() < 1e-9, "{measured}");
    let slope = (seconds[2] - at_none) / 800e-6;
    let found = fit["seconds_per_million_synapses"].as_f64().unwrap();
    assert!((found - slope).abs() < 1e-6 * slope.abs().max(1.0), "{measured}");
    let none = one(&folder, &["--only", "w2-0", "--steps", "2"]);
    assert_eq!(none["growth_with_active"], Value::Null);
}

#[test]
fn a_stream_is_measured_and_drawn() {
    let folder = Folder::new();
    folder.write("load.csv", hourly(12));
    let args =
        ["bench", "--only", "w3", "--file", "load.csv", "--steps", "10", "--plot", "plot.svg"];
    let text = folder.bami(args).ok();
    for word in
        ["10 in ", "encoders", "SP learning", "by what is active", "likelihood", "fingerprint"]
    {
        assert!(text.contains(word), "{text}");
    }
    assert!(folder.read("plot.svg").contains("milliseconds per step"));
    let refused = folder.bami(["bench", "--plot", "plot.pdf"]).refused();
    assert!(refused.contains(".svg"), "{refused}");
}
