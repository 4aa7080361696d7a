//! `bami predict` on the hourly consumption of a building.

use libtest_mimic::Trial;
use serde_json::Value;

use crate::harness::{Need, hot_gym, root, trials};
use crate::support::Folder;

const CONFIG: &str = "examples/config/hotgym-forecast.toml";

fn mae(of: &Value, name: &str) -> f64 {
    of[name]["mae"].as_f64().unwrap()
}

/// The predictions have smaller errors than the value before and the value a week before.
fn hotgym_is_predicted_better_than_by_its_past() {
    let (path, config) = (hot_gym(), root().join(CONFIG));
    let args = [
        "predict",
        path.to_str().unwrap(),
        "--json",
        "--steps",
        "1,5",
        "--config",
        config.to_str().unwrap(),
        "--learning-rate",
        "0.014",
        "--input",
        "encoding,columns,coming-time,week-before",
    ];
    let errors: Value = serde_json::from_str(&Folder::new().bami(args).ok()).unwrap();
    for of in errors["horizons"].as_array().unwrap() {
        assert!(mae(of, "predicted") < mae(of, "same_as_now"), "{of:#}");
        assert!(mae(of, "predicted") < mae(of, "same_as_a_week_ago"), "{of:#}");
    }
}

/// So do those of the defaults, at all horizons, and the range holds its share.
fn hotgym_is_predicted_better_than_by_its_past_without_options() {
    let path = hot_gym();
    let args = ["predict", path.to_str().unwrap(), "--json", "--steps", "1,5,24"];
    let errors: Value = serde_json::from_str(&Folder::new().bami(args).ok()).unwrap();
    for of in errors["horizons"].as_array().unwrap() {
        for simple in ["same_as_now", "same_as_a_day_ago", "same_as_a_week_ago"] {
            assert!(mae(of, "predicted") < mae(of, simple), "{simple} {of:#}");
        }
        let in_range = of["predicted"]["in_range"].as_f64().unwrap();
        assert!((77.0..=83.0).contains(&in_range), "{of:#}");
    }
}

pub(crate) fn trials() -> Vec<Trial> {
    trials!(
        &[Need::HotGym, Need::Repository(CONFIG)],
        hotgym_is_predicted_better_than_by_its_past,
        hotgym_is_predicted_better_than_by_its_past_without_options
    )
}
