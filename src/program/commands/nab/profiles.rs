//! The profiles: the weights of hits, misses and false alarms.

use std::path::Path;

use serde::Deserialize;
use serde_json::{Map, Value};

use super::error::NabError;
use super::scoring::Weights;
use crate::files;

/// The form of a file of profiles.
const FORM: &str = r#"it must look like {"standard": {"tpWeight": 1, "fnWeight": 1, "fpWeight": 0.11}}, with weights of 0 or more and tpWeight greater than 0"#;

/// A profile.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Profile {
    /// Its name.
    pub(crate) name: String,
    /// Its weights.
    pub(crate) weights: Weights,
}

/// The weights in the form of the file.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Entry {
    tp_weight: f64,
    fn_weight: f64,
    fp_weight: f64,
}

/// The profiles of a corpus.
//= spec/nab.md#nab-profiles
//# The profiles and their weights MUST be those of `profiles.json` or `config/profiles.json` in the
//# folder or, if there is neither, standard, reward_low_FP_rate and reward_low_FN_rate with
//# tpWeight 1, fnWeight 1, 1 and 2, and fpWeight 0.11, 0.22 and 0.11.
pub(crate) fn read(folder: &Path) -> Result<Vec<Profile>, NabError> {
    let candidates = ["profiles.json", "config/profiles.json"];
    match candidates.iter().map(|name| folder.join(name)).find(|path| path.is_file()) {
        Some(path) => read_file(&path),
        None => Ok(defaults()),
    }
}

fn defaults() -> Vec<Profile> {
    let profile = |name: &str, false_negative, false_positive| Profile {
        name: name.to_owned(),
        weights: Weights { true_positive: 1.0, false_negative, false_positive },
    };
    vec![
        profile("standard", 1.0, 0.11),
        profile("reward_low_FP_rate", 1.0, 0.22),
        profile("reward_low_FN_rate", 2.0, 0.11),
    ]
}

fn read_file(path: &Path) -> Result<Vec<Profile>, NabError> {
    let text = files::read_text(path, files::MOST_BYTES).map_err(NabError::unreadable(path))?;
    let wrong = |problem: String| NabError::Json { path: path.to_owned(), problem, right: FORM };
    let entries: Map<String, Value> =
        serde_json::from_str(&text).map_err(|error| wrong(error.to_string()))?;
    if entries.is_empty() {
        return Err(wrong("has no profile".to_owned()));
    }
    let mut profiles = Vec::new();
    for (name, entry) in entries {
        // NAB's own file has the weights one level deeper.
        let matrix = entry.get("CostMatrix").unwrap_or(&entry);
        let entry = Entry::deserialize(matrix)
            .map_err(|error| wrong(format!("profile {name}: {error}")))?;
        let weights = Weights {
            true_positive: entry.tp_weight,
            false_negative: entry.fn_weight,
            false_positive: entry.fp_weight,
        };
        let fine = weights.true_positive > 0.0
            && weights.false_negative >= 0.0
            && weights.false_positive >= 0.0;
        if !fine {
            return Err(wrong(format!("profile {name}: has an invalid weight")));
        }
        profiles.push(Profile { name, weights });
    }
    Ok(profiles)
}

/// The profile with this name.
pub(crate) fn named<'a>(profiles: &'a [Profile], name: &str) -> Result<&'a Profile, NabError> {
    let missing = || NabError::NoProfile {
        name: name.to_owned(),
        known: profiles.iter().map(|p| p.name.as_str()).collect::<Vec<_>>().join(", "),
    };
    profiles.iter().find(|profile| profile.name == name).ok_or_else(missing)
}

#[cfg(test)]
mod tests {
    use super::*;

    //= spec/nab.md#nab-profiles
    //= type=test
    //# The profiles and their weights MUST be those of `profiles.json` or `config/profiles.json` in
    //# the folder or, if there is neither, standard, reward_low_FP_rate and reward_low_FN_rate with
    //# tpWeight 1, fnWeight 1, 1 and 2, and fpWeight 0.11, 0.22 and 0.11.
    #[test]
    fn profiles_come_from_a_file_or_are_those_of_nab() {
        let folder = tempfile::tempdir().unwrap();
        let found: Vec<(String, [f64; 3])> = read(folder.path())
            .unwrap()
            .into_iter()
            .map(|Profile { name, weights: w }| {
                (name, [w.true_positive, w.false_negative, w.false_positive])
            })
            .collect();
        let expected = [
            ("standard".to_owned(), [1.0, 1.0, 0.11]),
            ("reward_low_FP_rate".to_owned(), [1.0, 1.0, 0.22]),
            ("reward_low_FN_rate".to_owned(), [1.0, 2.0, 0.11]),
        ];
        assert_eq!(found, expected);
        std::fs::create_dir(folder.path().join("config")).unwrap();
        let nested = r#"{"mine": {"CostMatrix": {"tpWeight": 2, "fnWeight": 3, "fpWeight": 0.5, "tnWeight": 1}}}"#;
        std::fs::write(folder.path().join("config/profiles.json"), nested).unwrap();
        let weights = Weights { true_positive: 2.0, false_negative: 3.0, false_positive: 0.5 };
        assert_eq!(read(folder.path()).unwrap(), [Profile { name: "mine".into(), weights }]);
        let flat =
            nested.replace("{\"CostMatrix\": ", "").replace("}}}", "}}").replace("mine", "top");
        std::fs::write(folder.path().join("profiles.json"), flat).unwrap();
        assert_eq!(read(folder.path()).unwrap(), [Profile { name: "top".into(), weights }]);
        assert!(named(&defaults(), "top").unwrap_err().to_string().contains("reward_low_FN_rate"));
    }

    #[test]
    fn weights_that_cannot_be_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("profiles.json");
        let weights =
            |tp: f64| format!(r#"{{"a": {{"tpWeight": {tp}, "fnWeight": 1, "fpWeight": 1}}}}"#);
        for text in [
            "",
            "[]",
            "{}",
            r#"{"a": 1}"#,
            r#"{"a": {"tpWeight": 1}}"#,
            &weights(0.0),
            &weights(-1.0),
        ] {
            std::fs::write(&path, text).unwrap();
            assert!(
                read(folder.path()).unwrap_err().to_string().contains("must look like"),
                "{text}"
            );
        }
    }
}
