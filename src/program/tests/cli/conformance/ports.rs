//! Ports that misbehave, and ports that are wrong.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use bami_conformance::fuzz::fuzz;
use bami_conformance::{Failure, Outcome, Port, Report, Target, Vector, run};
use serde_json::json;

use super::{BAMI, said, vector};

/// The command that runs a shell script.
fn script(text: &str) -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let n = COUNT.fetch_add(1, Ordering::Relaxed);
    let file = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("port-{n}.sh"));
    std::fs::write(&file, text).unwrap();
    format!("sh '{}'", file.display())
}

/// A port that is a shell script.
fn shell(text: &str) -> Target {
    let port = Port::new(&script(text)).unwrap();
    Target::Port(port.with_timeout(Duration::from_millis(700)))
}

fn problem(report: Report) -> String {
    match report.outcome {
        Outcome::Failed(failure) => {
            let Failure { step, divergence, problem, stderr, .. } = *failure;
            let place = step.map_or("end".into(), |step| format!("step {step}"));
            let problem = problem.unwrap_or_else(|| {
                let divergence = divergence.unwrap();
                format!("{}: {:?}", divergence.key, divergence.got)
            });
            format!("{place}: {problem} [{}]", stderr.replace('\n', " / "))
        }
        other => format!("{other:?}"),
    }
}

//= spec/conformance.md#conf-run-limits
//= type=test
//# A port that does not answer in time, exits early, or writes an incomplete line, an overlong line
//# or invalid JSON MUST be a failure of the vector that says which of these it was.
#[test]
fn conf_run_limits_each_kind_of_misbehaviour_has_its_outcome() {
    // Three draws of which any answer that has no `value` diverges; and two resets, whose output
    // is empty, so that any object will do.
    let draws = vector("unit-is-a-fraction-of-two-to-the-32");
    let mut resets = vector("matching-alone-bursts");
    let step = |_| bami_conformance::Step { input: json!({"reset": true}), output: json!({}) };
    resets.steps = (0..2).map(step).collect();
    let answers = "read h; while read l; do echo \"{}\"; done";
    let start = Instant::now();
    let mut all = String::new();
    for (vector, script) in [
        (&draws, "sleep 100".to_owned()),
        (&draws, "exit 3".into()),
        (&draws, "echo it went wrong >&2; exit 3".into()),
        (&draws, "read l; read l; kill -9 $$".into()),
        (&draws, "printf \"{\\\"value\\\": 0.6\"".into()),
        (&draws, "printf \"{\\\"value\\\": 0.6\"; sleep 100".into()),
        (&draws, "cat /dev/zero".into()),
        (&draws, "yes".into()),
        (&draws, "yes 17".into()),
        (&draws, "yes {}".into()),
        (&draws, "yes >&2".into()),
        (&draws, "exec >&-; sleep 100".into()),
        (&resets, answers.into()),
        (&resets, format!("{answers}; exit 3")),
        (&resets, format!("{answers}; kill -15 $$")),
        (&resets, format!("{answers}; echo one more")),
        (&resets, format!("{answers}; printf half")),
        (&resets, format!("{answers}; sleep 100")),
        (&resets, "read h; echo {}; echo \"{\\\"unsupported\\\": true}\"".into()),
        (&resets, "read h; while read l; do echo \"{\\\"unsupported\\\": true}\"; done".into()),
        (&resets, "read h; echo \"{\\\"error\\\": \\\"no\\\"}\"; exit 1".into()),
    ] {
        let answer = problem(run(vector, &shell(&script)).unwrap());
        let mut shown = answer;
        if script == "yes >&2" {
            shown = shown.replace("y / ", "").replace("[y]", "[y ...]");
        }
        writeln!(all, "{script}\n    {shown}").unwrap();
    }
    insta::assert_snapshot!(all);
    assert!(start.elapsed() < Duration::from_secs(60), "nothing was waited for");
}

#[test]
fn an_expected_error_wants_another_status_than_0() {
    let refuses = vector("no-columns");
    let error = "read h; echo \"{\\\"error\\\": \\\"no\\\"}\"";
    // These answer, however busy the machine is.
    let patient = |script: &str| Target::Port(Port::new(&self::script(script)).unwrap());
    let outcome = |script: &str| problem(run(&refuses, &patient(script)).unwrap());
    assert_eq!(outcome(&format!("{error}; exit 1")), "Passed");
    assert!(outcome(error).contains("but a status other than 0 is expected"));
    assert!(outcome("read h; echo {}").starts_with("step 0: error: None"));
}

/// A port that changes what the library says.
fn liar(sed: &str) -> String {
    script(&format!("'{BAMI}' conformance serve | sed -u '{sed}'"))
}

//= spec/conformance.md#conf-run-divergence
//= type=test
//# For the first divergence of a vector, the vector, the step, the key, the expected and the actual
//# value, and the lines of BAMI and the section of the specification that determine the key MUST be
//# reported.
#[test]
fn conf_run_divergence_says_all_that_is_known() {
    let mut all = String::new();
    for (sed, path) in [
        (
            "s/\"active_cells\":.0,1]/\"active_cells\":[0,2]/",
            "temporal-memory/the-example-of-the-chapter",
        ),
        ("s/.4,0.375]/[5,0.375]/", "temporal-memory/burst-learns-on-the-best-match"),
        ("s/0.375]]/0.5]]/", "temporal-memory/burst-learns-on-the-best-match"),
        ("s/\"anomaly\":1.0,//", "temporal-memory/the-example-of-the-chapter"),
        ("s/\"boosts\":[^]]*]/\"boosts\":[1.0,1.0]/", "spatial-pooler/who-wins-is-boosted-less"),
        ("s/,92]/]/", "scalar-encoder/the-thermometer"),
    ] {
        let file = format!("spec/vectors/{path}.json");
        let (text, status) = said(&["run", "--port", &liar(sed), &file]);
        assert_eq!(status, 1, "{text}");
        all += &text;
    }
    insta::assert_snapshot!(all);
}

//= spec/conformance.md#conf-run-skipped
//= type=test
//# A vector of which every step is answered with unsupported MUST count as skipped, never as
//# passed.
#[test]
fn conf_run_skipped_is_not_passed() {
    let port = "sh -c 'read h; while read l; do echo \"{\\\"unsupported\\\": true}\"; done'";
    let file = "spec/vectors/random/below-small-numbers.json";
    let (text, status) = said(&["run", "--port", port, file]);
    assert_eq!(status, 0);
    assert_eq!(text, "skip random/below-small-numbers\n0 passed, 0 failed, 1 skipped\n");
}

//= spec/conformance.md#conf-run-expected
//= type=test
//# With a list of expected failures, a vector on the list that fails MUST NOT make the run fail,
//# whereas one on the list that passes does.
#[test]
fn conf_run_expected_failures_may_fail_and_must_not_pass() {
    let folder = tempfile::tempdir().unwrap();
    let list = folder.path().join("expected");
    let arguments = |names: &str| {
        std::fs::write(&list, names).unwrap();
        let files = ["below-zero", "seed-zero", "the-published-outputs"];
        let files = files.map(|name| format!("spec/vectors/random/{name}.json"));
        let port = liar("s/2707161783/0/");
        let list = list.to_str().unwrap();
        let mut all = vec!["run", "--port", &port, "--expected-failures", list];
        all.extend(files.iter().map(String::as_str));
        said(&all)
    };
    // The pipe has the status of sed, which is 0 also after an error.
    let known = "# not done yet\nbelow-zero # status\n\nthe-published-outputs\n";
    let (text, status) = arguments(known);
    assert_eq!(status, 0, "{text}");
    insta::assert_snapshot!(text);
    let (text, status) = arguments(&format!("{known}seed-zero\n"));
    assert_eq!(status, 1, "{text}");
    insta::assert_snapshot!(text);
    assert_eq!(arguments("below-zero\n").1, 1);
}

#[test]
fn fuzz_finds_a_planted_fault_and_shrinks_it() {
    // Any column that bursts shows it; the smallest vector has one step, and nothing else.
    let port = Port::new(&liar("s/\"anomaly\":1.0/\"anomaly\":0.9/")).unwrap();
    let fuzzed = fuzz(&port, &["temporal-memory"], 20, 7).unwrap();
    let finding = fuzzed.finding.expect("the fault is found");
    let shrunk = &finding.shrunk;
    assert_eq!(shrunk.steps.len(), 1);
    assert_eq!(shrunk.header.initial, None);
    assert_eq!(shrunk.steps[0].input["active_columns"].as_array().unwrap().len(), 1);
    assert_eq!(shrunk.header.parameters["cells_per_column"], 1);
    assert!(matches!(&finding.report.outcome, Outcome::Failed(failure)
        if failure.divergence.as_ref().unwrap().key == "anomaly"));
    assert!(finding.found.steps.len() >= shrunk.steps.len());

    let folder = tempfile::tempdir().unwrap();
    let file: PathBuf = folder.path().join("found.json");
    let liar = liar("s/2707161783/0/;s/:0[.]/:1./");
    let arguments = ["fuzz", "--port", &liar, "--cases", "30", "--algorithm", "random"];
    let (text, status) = said(&[&arguments[..], &["--output", file.to_str().unwrap()]].concat());
    assert_eq!(status, 1, "{text}");
    let written = Vector::from_json(&std::fs::read_to_string(&file).unwrap()).unwrap();
    assert!(text.contains("key value: expected 0."), "{text}");
    assert_eq!(run(&written, &Target::Library).unwrap().outcome, Outcome::Passed);
}
