//! How the page opens, what it looks like, and that data are no markup.

use std::fmt::Write as _;
use std::path::Path;

use libtest_mimic::Trial;
use serde_json::{Value, json};

use super::browser::{Browser, DESK, PHONE, View};
use super::{examples, no_problems};
use crate::harness::{Need, trials};
use crate::support::{self, Folder};

//= spec/view.md#view-page
//= type=test
//# The page MUST be a single HTML file that contains its script, its style and its data and loads
//# nothing from elsewhere.
//= spec/view.md#view-examples
//= type=test
//# Without a file, the page MUST show three examples: one step on ten columns, learning A B C D,
//# and two sequences that share a middle.
fn the_page_opens_with_three_examples_and_asks_nobody_for_anything() {
    let mut browser = Browser::start();
    let folder = Folder::new();
    let file = examples(&folder);
    let mut page = browser.open(&file, "", DESK);
    let titles =
        page.eval("[...document.querySelectorAll('#runs option')].map((o) => o.textContent)");
    let wanted =
        ["One step on ten columns", "Learning A B C D", "Two sequences that share a middle"];
    assert_eq!(titles, json!(wanted));
    assert_eq!(page.eval("bami.cursor.state.columnCount"), 10);
    for run in 0..3 {
        page.eval(&format!("bami.open({run})"));
        page.wait("bami.run.isReady(bami.run.length)");
        assert_eq!(page.eval("bami.run.disagreement"), Value::Null);
        assert!(page.text("#now").contains("TM 72"), "{}", page.text("#now"));
    }
    no_problems(&mut page);
}

//= spec/view.md#view-escape
//= type=test
//# Data that the page displays MUST be displayed as plain text.
//= spec/view.md#view-escape
//= type=test
//# Data MUST be embedded in the page in such a way that nothing in it can end or begin an element.
fn a_column_named_like_an_element_is_a_text() {
    let mut browser = Browser::start();
    let folder = Folder::new();
    let name = "</script><img src=x onerror=document.title='gone'>";
    let mut data = format!("timestamp,{name}\n");
    for hour in 0..6 {
        writeln!(data, "2026-01-01 {hour:02}:00:00,{hour}").unwrap();
    }
    folder.write("<b>load&amp;.csv", data);
    let args = [
        &["view", "<b>load&amp;.csv", "--min=0", "--max=30", "-o", "page.html"],
        &support::SMALL[..],
    ];
    folder.bami(args.concat()).ok();
    let file = folder.path().join("page.html");
    let mut page = browser.open(&file, "", DESK);
    assert!(page.text("#chart-words").contains(name), "{}", page.text("#chart-words"));
    assert_eq!(
        page.eval("[document.images.length, document.title]"),
        json!([0, "<b>load&amp;.csv - BAMI, line by line"])
    );
    no_problems(&mut page);
}

fn it_fits_a_desk_and_a_phone_and_no_text_is_small() {
    let mut browser = Browser::start();
    let folder = Folder::new();
    let file = examples(&folder);
    for view in [DESK, PHONE, View { dark: true, ..DESK }, View { dark: true, ..PHONE }] {
        let mut page = browser.open(&file, "#run=2&step=60&event=900&cell=7", view);
        page.click("#playground-toggle");
        let small = page.eval(
            "[...document.querySelectorAll('body *')].filter((e) => e.textContent.trim() !== '' && parseFloat(getComputedStyle(e).fontSize) < 12).map((e) => e.outerHTML.slice(0, 80))",
        );
        assert_eq!(small, json!([]));
        let wide = page.eval("document.documentElement.scrollWidth");
        assert!(wide.as_u64().unwrap() <= view.width.into(), "{wide} wide at {}", view.width);
        let nameless = page.eval(
            "[...document.querySelectorAll('button, input:not([hidden]), select')].filter((e) => !(e.textContent.trim() || e.getAttribute('aria-label') || e.closest('label'))).map((e) => e.outerHTML)",
        );
        assert_eq!(nameless, json!([]));
        if let Some(pictures) = std::env::var_os("BAMI_PICTURES") {
            page.click("#playground-toggle");
            let kind = if view.dark { "dark" } else { "light" };
            page.picture(&Path::new(&pictures).join(format!("view-{}-{kind}.png", view.width)));
        }
        no_problems(&mut page);
    }
}

pub(crate) fn trials() -> Vec<Trial> {
    trials!(
        &[Need::Browser],
        the_page_opens_with_three_examples_and_asks_nobody_for_anything,
        a_column_named_like_an_element_is_a_text,
        it_fits_a_desk_and_a_phone_and_no_text_is_small
    )
}
