//! The figures as tables, or as JSON.

use serde_json::{Map, Value, json};

use super::judge::{Part, Verdict};
use crate::figures::shown;
use crate::output::aligned;

/// What a detector made of the streams.
pub(super) struct Report {
    /// The name of the detector.
    pub(super) detector: String,
    /// Where the streams are from, for people.
    pub(super) source: String,
    /// The stated rate of alarms.
    pub(super) rows_per_alarm: Option<u32>,
    /// The verdicts on all streams.
    pub(super) verdicts: Vec<Verdict>,
}

/// A group of streams: by its kind or by its base.
type Key = fn(&(String, String)) -> &str;

/// The groups and their headings.
const GROUPS: [(&str, Key); 2] =
    [("kind", |(_, kind)| kind.as_str()), ("base", |(base, _)| base.as_str())];

impl Report {
    fn planted(&self) -> impl Iterator<Item = &Verdict> {
        self.verdicts.iter().filter(|verdict| verdict.planted.is_some())
    }

    fn clean(&self) -> Vec<&Verdict> {
        self.verdicts.iter().filter(|verdict| verdict.planted.is_none()).collect()
    }

    /// The groups in the order in which they first occur.
    fn groups(&self, key: Key) -> Vec<(&str, Part)> {
        let mut names: Vec<&str> = Vec::new();
        for (_, name) in self.keyed(key) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        let part = |name: &str| {
            Part::of(self.keyed(key).filter(|(_, other)| *other == name).map(|(v, _)| v))
        };
        names.into_iter().map(|name| (name, part(name))).collect()
    }

    fn keyed(&self, key: Key) -> impl Iterator<Item = (&Verdict, &str)> {
        self.planted().filter_map(move |verdict| Some((verdict, key(verdict.planted.as_ref()?))))
    }

    /// The tables.
    pub(super) fn text(&self, per_stream: bool) -> String {
        let clean = self.clean();
        let all = Part::of(self.planted());
        let mut text = format!("{}, {}\n", self.detector, self.source);
        if all.streams > 0 {
            let header =
                ["", "streams", "found", "recall", "delay", "false alarms", "in 2016 rows"];
            let mut rows = vec![header.map(str::to_owned).to_vec(), part_row("all", &all)];
            for (heading, key) in GROUPS {
                rows.push(vec![format!("by {heading}")]);
                let parts = self.groups(key);
                rows.extend(parts.iter().map(|(name, part)| part_row(&format!("  {name}"), part)));
            }
            text += "\n";
            text += &aligned(&rows, 1);
        }
        if !clean.is_empty() {
            let header = ["clean", "rows", "alarms", "in 2016 rows", "one per", "stated", "ratio"];
            let mut rows = vec![header.map(str::to_owned).to_vec()];
            rows.extend(clean.iter().map(|verdict| self.clean_row(verdict)));
            text += "\n";
            text += &aligned(&rows, 1);
        }
        if per_stream {
            let header = ["stream", "delay", "false alarms"];
            let mut rows = vec![header.map(str::to_owned).to_vec()];
            rows.extend(self.planted().map(|verdict| {
                let delay = verdict.delay.map_or("missed".to_owned(), |delay| delay.to_string());
                vec![verdict.name.clone(), delay, verdict.false_alarms.to_string()]
            }));
            text += "\n";
            text += &aligned(&rows, 1);
        }
        text
    }

    fn clean_row(&self, verdict: &Verdict) -> Vec<String> {
        vec![
            format!("  {}", verdict.name),
            verdict.watched.to_string(),
            verdict.false_alarms.to_string(),
            format!("{:.2}", verdict.rate()),
            shown(verdict.rows_per_alarm(), 0),
            shown(self.rows_per_alarm.map(f64::from), 0),
            shown(verdict.ratio(self.rows_per_alarm), 2),
        ]
    }

    /// The same as JSON.
    pub(super) fn json(&self, per_stream: bool) -> Value {
        let stated = self.rows_per_alarm;
        let mut figures = Map::new();
        figures.insert("detector".to_owned(), self.detector.as_str().into());
        figures.insert("streams".to_owned(), self.source.as_str().into());
        figures.insert("rows_per_alarm".to_owned(), json!(stated));
        figures.insert("all".to_owned(), Part::of(self.planted()).json());
        for (heading, key) in GROUPS {
            let parts = self.groups(key).into_iter();
            let parts = parts.map(|(name, part)| (name.to_owned(), part.json())).collect();
            figures.insert(format!("by_{heading}"), Value::Object(parts));
        }
        let of = |verdicts: Vec<&Verdict>| {
            let pairs = verdicts.into_iter().map(|v| (v.name.clone(), v.json(stated)));
            Value::Object(pairs.collect())
        };
        figures.insert("clean".to_owned(), of(self.clean()));
        if per_stream {
            figures.insert("by_stream".to_owned(), of(self.planted().collect()));
        }
        Value::Object(figures)
    }
}

fn part_row(name: &str, part: &Part) -> Vec<String> {
    vec![
        name.to_owned(),
        part.streams.to_string(),
        part.delays.len().to_string(),
        part.recall().map_or("-".to_owned(), |recall| format!("{:.1} %", 100.0 * recall)),
        shown(part.delay(), 1),
        part.false_alarms.to_string(),
        shown(part.rate(), 2),
    ]
}
