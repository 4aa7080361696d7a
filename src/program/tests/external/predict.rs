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

pub(crate) fn trials() -> Vec<Trial> {
    trials!(&[Need::HotGym, Need::Repository(CONFIG)], hotgym_is_predicted_better_than_by_its_past)
}
