//! The page: its modules as one script, the rules, and the compressed recordings.

use std::io::{self, Write};

use anyhow::Context;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::ZlibEncoder;
use maud::{Markup, html};
use serde_json::{Value, json};

use super::bundle::{Module, bundle};
use super::recording::Recording;
use super::rules::rules;
use crate::html::{self, Page};

/// The modules of the port to JavaScript, each after those that it imports.
const PORT: [&str; 6] =
    ["bami.mjs", "events.mjs", "state.mjs", "pooler-lines.mjs", "memory-lines.mjs", "vectors.mjs"];

/// The files of the page's folder as modules.
macro_rules! modules {
    ($($name:literal),* $(,)?) => {
        [$(Module { name: $name, text: include_str!(concat!("page/", $name)) }),*]
    };
}

/// The modules of the page itself. `html.js` shows values as text; `runs.js` reconstructs the state
/// of a trace, and finds where a recording differs; `position.js` keeps the position; `main.js`
/// handles the address; `playing.js` and `playground.js` are the playground and its accuracy; the
/// port's `pooler-lines.mjs` and `memory-lines.mjs` produce the events.
//= spec/view.md#view-escape
//# Data that the page displays MUST be displayed as plain text.
//= spec/view.md#view-trace
//# The state that the page shows for a trace MUST be the result of applying its events to the state
//# before them.
//= spec/view.md#view-recording
//# If what the page recomputes differs from what was recorded, the page MUST report this and name
//# the step.
//= spec/view.md#view-lines
//# The events that the page recomputes MUST be those of the library, with the same numbers and in
//# the same order.
//= spec/view.md#view-stepping
//# Stepping forward and back by the same number of lines, functions, phases or time steps MUST lead
//# back to the same state.
//= spec/view.md#view-address
//# The URL of the page MUST contain the run, the step, the event and the current selection, and a
//# page opened at this URL shows them.
//= spec/view.md#view-chance
//# If the number of hits is less than three standard deviations above the mean of such a choice,
//# the hits MUST be labelled as hits by chance.
//= spec/view.md#view-playground
//# The playground MUST compute what the library computes for the same parameters, seed and input.
//= spec/view.md#view-playground
//# Two playgrounds with the same URL MUST go through the same steps.
const PAGE: [Module; 19] = modules!(
    "html.js",
    "format.js",
    "rules.js",
    "runs.js",
    "loading.js",
    "playing.js",
    "position.js",
    "breaks.js",
    "why.js",
    "compare.js",
    "comparing.js",
    "controls.js",
    "charts.js",
    "listing.js",
    "shapes.js",
    "picture.js",
    "details.js",
    "playground.js",
    "main.js",
);

/// The title of the page.
const TITLE: &str = "BAMI, line by line";
const STYLE: &str = include_str!("page/style.css");

/// The modules of the port.
fn port() -> anyhow::Result<Vec<Module>> {
    let module = |name: &'static str| {
        let text = bami_htm::spec::file(&format!("examples/ports/javascript/{name}"));
        Ok(Module { name, text: text.context("the library was built without its port")? })
    };
    PORT.into_iter().map(module).collect()
}

/// The page for these recordings.
//= spec/view.md#view-page
//# The page MUST be a single HTML file that contains its script, its style and its data and loads
//# nothing from elsewhere.
pub(super) fn page(recordings: &[Recording]) -> anyhow::Result<String> {
    let modules: Vec<Module> = port()?.into_iter().chain(PAGE).collect();
    let runs: Vec<Value> = recordings.iter().map(packed).collect::<Result<_, _>>()?;
    let data = json!({ "version": env!("CARGO_PKG_VERSION"), "rules": rules()?, "runs": runs });
    let script = bundle(&modules)?;
    Ok(Page::new(TITLE, body(&data)).style(STYLE).script(&script).document())
}

/// The elements that the script fills.
fn body(data: &Value) -> Markup {
    html! {
        a.skip href="#now" { "Skip to the current line" }
        header {
            h1 { (TITLE) }
            label { "Run " select #runs {} }
            button type="button" #open { "Open a trace" }
            button type="button" #compare { "Compare" }
            button type="button" #playground-toggle aria-expanded="false" aria-controls="playground" {
                "Playground"
            }
            span.gap {}
            button type="button" #theme { "Dark/light" }
            button type="button" #help-button { "Help " kbd { "?" } }
            input type="file" #file accept=".jsonl,.json,.txt" hidden;
        }
        p #about {}
        section #playground aria-label="Playground" hidden {}
        section #strip aria-label="Over time" {
            canvas #chart tabindex="0" role="slider" aria-label="Time step" aria-valuemin="1" {}
            p #chart-words {}
        }
        nav #controls aria-label="Stepping" {}
        p #status role="status" {}
        section #comparison aria-label="Comparison" hidden {}
        main {
            section #rules aria-label="Rules of the specification" {}
            section #picture aria-label="State" {}
            section #details aria-label="What this line did" {}
        }
        p.unseen #live aria-live="polite" {}
        dialog #help aria-labelledby="help-title" {}
        noscript { p { "This page needs JavaScript. All of its code is in this file; it loads nothing." } }
        (html::data("data", data))
    }
}

fn packed(recording: &Recording) -> io::Result<Value> {
    let document = recording.document.as_ref().map(Value::to_string).unwrap_or_default();
    Ok(json!({
        "title": recording.title,
        "about": recording.about,
        "document": blob(document.as_bytes())?,
        "permanences": blob(&recording.permanences)?,
        "trace": blob(&recording.trace)?,
    }))
}

/// Bytes as base64 of their zlib form; null for none.
fn blob(bytes: &[u8]) -> io::Result<Option<String>> {
    if bytes.is_empty() {
        return Ok(None);
    }
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes)?;
    Ok(Some(STANDARD.encode(encoder.finish()?)))
}
