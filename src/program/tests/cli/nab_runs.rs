//! `bami nab run`: several seeds, any folder, and what is printed.

use crate::nab::{RANGE_RULE, corpus, fields, series, time};
use crate::support::SMALL;

//= spec/nab.md#nab-seeds
//= type=test
//# With `--seeds N`, the detector MUST be run with N seeds, the given or default one and those that
//# follow it.
//= spec/nab.md#nab-seeds
//= type=test
//# The results of each of several seeds MUST be named NAME-SEED.
//= spec/nab.md#nab-seeds
//= type=test
//# With several seeds, the mean over the seeds MUST be printed below the figures of each seed.
#[test]
fn several_seeds_are_run_and_averaged() {
    let folder = corpus();
    let args = ["nab", "run", "--nab", "nab", "-o", "results", "--detector", "region"];
    let run = |more: &[&str]| folder.bami([&args[..], &SMALL[..12], more].concat()).ok();
    let out = run(&["--seed", "5", "--seeds", "2", "--name", "two"]);
    for (name, seed) in [("two-5", "5"), ("two-6", "6")] {
        assert!(out.contains(&format!("\n{name} ")), "{out}");
        run(&["--seed", seed, "--name", "one"]);
        let of = |name: &str| folder.read(&format!("results/{name}/artificial/{name}_one.csv"));
        assert_eq!(of(name), of("one"));
    }
    assert!(out.contains("\ntwo, mean of 2 seeds "), "{out}");
}

/// Of two windows one is hit in its sixth row; the range rule fires in the first rows of all files.
//= spec/nab.md#nab-summary
//= type=test
//# `bami nab run` MUST print for each profile the score with the threshold 0.5, with the best one
//# (NAB-THRESHOLD) and, if there are several categories, with those chosen on other categories
//# (NAB-CROSS-VALIDATION).
//= spec/nab.md#nab-summary
//= type=test
//# It MUST print the number of alarms that start outside windows, the number of rows outside
//# windows for each of them, and the median number of rows from the first row of a window to the
//# first alarm that starts in it.
//= spec/nab.md#nab-summary
//= type=test
//# For a detector that states a rate of one alarm per N rows, the ratio MUST be k * N / n for k
//# alarms that start outside windows and n rows outside windows.
//= spec/nab.md#nab-summary
//= type=test
//# The same figures of the detector `every-n` MUST be printed below those of any other, with its
//# default N or, if the other states a rate, with that.
#[test]
fn a_run_prints_scores_alarms_and_what_not_looking_would_give() {
    let folder = corpus();
    folder.write("nab/data/artificial/one.csv", series(100, &[55]));
    let out = folder.bami(RANGE_RULE).ok();
    let alarms = out.lines().rfind(|line| line.starts_with("range-rule")).unwrap();
    // 3 alarms in 260 rows less 11 in windows, one window, 5 rows late.
    let expected = ["range-rule", "3", "83", "-", "-", "1", "5.0"];
    assert_eq!(alarms.split_whitespace().collect::<Vec<_>>(), expected, "{out}");
    insta::assert_snapshot!(out);
    let every = ["nab", "run", "--nab", "nab", "--detector", "every-n", "--rows-per-alarm", "25"];
    insta::assert_snapshot!(folder.bami(every).ok());
}

//= spec/nab.md#nab-files
//= type=test
//# With `--windows`, the windows MUST be read from the given file.
//= spec/nab.md#nab-files
//= type=test
//# With `--windows`, the files MUST be those that it names, below `data` in the folder or, if there
//# is no such folder, below the folder itself.
#[test]
fn any_folder_with_a_file_of_windows_can_be_run() {
    let folder = corpus();
    std::fs::create_dir_all(folder.path().join("mine/deep")).unwrap();
    folder.write("mine/deep/a.csv", series(100, &[52]));
    folder.write("mine/b.csv", series(100, &[]));
    folder.write("mine/unused.csv", "no file of the corpus");
    let of =
        |name: &str| format!(r#"{{"{name}": [["{}", "{}"]], "b.csv": []}}"#, time(50), time(59));
    folder.write("windows.json", of("deep/a.csv"));
    let args =
        ["nab", "run", "--detector", "range-rule", "-o", "results", "--windows", "windows.json"];
    let out = folder.bami([&args[..], &["--nab", "mine"]].concat()).ok();
    assert!(out.contains("1 of 1"), "{out}");
    assert_eq!(fields(&folder, "results/range-rule/deep/range-rule_a.csv").len(), 100);
    assert_eq!(fields(&folder, "results/range-rule/range-rule_b.csv").len(), 100);
    let score =
        ["nab", "score", "results/range-rule", "--nab", "mine", "--windows", "windows.json"];
    assert!(folder.bami(score).ok().contains("1 of 1"));
    for name in ["../nab/data/artificial/one.csv", "/etc/hosts", "deep/none.csv"] {
        folder.write("windows.json", of(name));
        let refused = folder.bami([&args[..], &["--nab", "mine"]].concat()).refused();
        assert!(refused.contains(name), "{refused}");
    }
    // In a folder with data, the names are below it.
    folder.write("windows.json", of("artificial/one.csv").replace(r#", "b.csv": []"#, ""));
    folder.bami([&args[..], &["--nab", "nab"]].concat()).ok();
}
