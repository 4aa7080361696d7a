//! The pages: one shell, one style sheet, and templates that escape every text.
//!
//! The body of a page is written with the macro `maud::html!`, which escapes text and attributes
//! unless they are explicitly marked as markup.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::drawing::palette;

/// The style that all pages share.
const STYLE: &str = include_str!("html.css");

/// A page that needs no other file.
#[derive(Debug)]
pub struct Page<'a> {
    title: &'a str,
    body: Markup,
    style: &'a str,
    script: &'a str,
}

impl<'a> Page<'a> {
    /// A page with a title and a body.
    #[must_use]
    pub const fn new(title: &'a str, body: Markup) -> Self {
        Self { title, body, style: "", script: "" }
    }

    /// With a style sheet after the common one.
    #[must_use]
    pub fn style(self, style: &'a str) -> Self {
        Self { style, ..self }
    }

    /// With a script at the end of the body. It must not contain `</script`.
    #[must_use]
    pub fn script(self, script: &'a str) -> Self {
        Self { script, ..self }
    }

    /// The HTML document.
    ///
    /// Its security policy allows this style sheet and this script, by their hashes, and nothing else.
    #[must_use]
    pub fn document(&self) -> String {
        let style = format!("\n{}{STYLE}{}", palette::variables(), self.style);
        let script = format!("\n{}", self.script);
        let mut policy = format!("default-src 'none'; img-src data:; style-src {}", source(&style));
        if !self.script.is_empty() {
            policy += &format!("; script-src {}", source(&script));
        }
        let page = html! {
            (DOCTYPE)
            (PreEscaped("\n"))
            html lang="en" {
                (PreEscaped("\n"))
                head {
                    (PreEscaped("\n"))
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta http-equiv="Content-Security-Policy" content=(policy);
                    link rel="icon" href="data:,";
                    title { (self.title) }
                    (PreEscaped("\n"))
                    style { (PreEscaped(style)) }
                    (PreEscaped("\n"))
                }
                (PreEscaped("\n"))
                body {
                    (PreEscaped("\n"))
                    (self.body)
                    @if !self.script.is_empty() { script { (PreEscaped(script)) } }
                    (PreEscaped("\n"))
                }
                (PreEscaped("\n"))
            }
            (PreEscaped("\n"))
        };
        page.into_string()
    }
}

/// The source expression of a content security policy for an inline style sheet or script.
fn source(text: &str) -> String {
    format!("'sha256-{}'", STANDARD.encode(Sha256::digest(text)))
}

/// Data for the script of a page, in an element with this id.
//= spec/view.md#view-escape
//# Data MUST be embedded in the page in such a way that nothing in it can end or begin an element.
#[must_use]
pub fn data(id: &str, data: &Value) -> Markup {
    let json = data.to_string();
    let json = json.replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026");
    html! { script type="application/json" id=(id) { (PreEscaped(json)) } }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn data_cannot_end_its_element() {
        let value = json!({ "</script><!--": "<script>&amp;" });
        let element = data("data", &value).into_string();
        let text = element.strip_prefix(r#"<script type="application/json" id="data">"#).unwrap();
        let text = text.strip_suffix("</script>").unwrap();
        assert!(!text.contains(['<', '>', '&']));
        assert_eq!(serde_json::from_str::<Value>(text).unwrap(), value);
    }

    //= spec/nab.md#nab-report
    //= type=test
    //# Every name that the report shows MUST be escaped.
    #[test]
    fn titles_and_texts_are_escaped() {
        let text = "</title><a href=\"x\">&";
        let page = Page::new(text, html! { p title=(text) { (text) } }).document();
        assert!(!page.contains("<a href"), "{page}");
        let escaped = "&lt;/title&gt;&lt;a href=&quot;x&quot;&gt;&amp;";
        assert_eq!(page.matches(escaped).count(), 3, "{page}");
    }

    #[test]
    fn the_policy_allows_this_style_and_this_script_only() {
        let page = Page::new("t", html! {}).style("p {}\n").script("go();\n").document();
        for (element, source_of) in [("style", "style-src"), ("script", "script-src")] {
            let (_, rest) = page.split_once(&format!("<{element}>")).unwrap();
            let (text, _) = rest.split_once(&format!("</{element}>")).unwrap();
            assert!(page.contains(&format!("{source_of} {}", source(text))), "{page}");
        }
        let silent = Page::new("t", html! {}).document();
        assert!(!silent.contains("script") && silent.contains("default-src 'none'"), "{silent}");
    }
}
