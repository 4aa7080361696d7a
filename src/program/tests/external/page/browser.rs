//! A real browser, driven through its debugging pipe: no driver, no network.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::harness::browser;

/// How long a browser may take for anything.
const PATIENCE: Duration = Duration::from_secs(120);

/// Without these a browser asks the network for all kinds of things, or does not run as root.
const FLAGS: [&str; 12] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--disable-extensions",
    "--hide-scrollbars",
    "--remote-debugging-pipe",
];

/// A browser with an empty profile, ended when it is dropped.
pub(crate) struct Browser {
    child: Child,
    pipe: ChildStdin,
    messages: Receiver<Value>,
    next: u64,
    /// What came beside the answers, by session.
    events: Vec<Value>,
    _profile: tempfile::TempDir,
}

impl Browser {
    /// Starts a browser.
    pub(crate) fn start() -> Self {
        let profile = tempfile::tempdir().unwrap();
        // The pipe is file 3 for commands and file 4 for answers; the shell makes them of its own 0 and 1.
        let mut command = Command::new("sh");
        command.args(["-c", r#"exec "$0" "$@" 3<&0 4>&1 </dev/null >/dev/null 2>&1"#]);
        command.arg(browser()).args(FLAGS);
        command.arg(format!("--user-data-dir={}", profile.path().display())).arg("about:blank");
        let mut child =
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("a shell");
        let pipe = child.stdin.take().unwrap();
        let answers = BufReader::new(child.stdout.take().unwrap());
        let (send, messages) = channel();
        thread::spawn(move || {
            for message in answers.split(0).map_while(Result::ok) {
                let Ok(message) = serde_json::from_slice(&message) else { continue };
                if send.send(message).is_err() {
                    break;
                }
            }
        });
        Self { child, pipe, messages, next: 0, events: Vec::new(), _profile: profile }
    }

    /// Sends a command and waits for its answer.
    fn call(&mut self, session: Option<&str>, method: &str, parameters: Value) -> Value {
        self.next += 1;
        let mut message = json!({ "id": self.next, "method": method, "params": parameters });
        if let Some(session) = session {
            message["sessionId"] = session.into();
        }
        self.pipe.write_all(format!("{message}\0").as_bytes()).expect("the browser listens");
        self.pipe.flush().unwrap();
        loop {
            let answer = self.messages.recv_timeout(PATIENCE);
            let answer = answer.unwrap_or_else(|_| panic!("no answer to {method}"));
            if answer["id"] == self.next {
                assert!(answer["error"].is_null(), "{method}: {}", answer["error"]);
                return answer["result"].clone();
            }
            self.events.push(answer);
        }
    }

    /// Opens a file in a window of this size and waits until the page is ready.
    pub(crate) fn open(&mut self, file: &Path, hash: &str, view: View) -> Page<'_> {
        let target = self.call(None, "Target.createTarget", json!({ "url": "about:blank" }));
        let attach = json!({ "targetId": target["targetId"], "flatten": true });
        let session = self.call(None, "Target.attachToTarget", attach);
        let session = session["sessionId"].as_str().unwrap().to_owned();
        let mut page = Page { browser: self, session, opening: Duration::ZERO };
        for domain in ["Runtime", "Log", "Network", "Page"] {
            page.call(&format!("{domain}.enable"), json!({}));
        }
        let metrics = json!({ "width": view.width, "height": view.height, "deviceScaleFactor": 1, "mobile": view.width < 600 });
        page.call("Emulation.setDeviceMetricsOverride", metrics);
        let scheme = if view.dark { "dark" } else { "light" };
        let features = json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }] });
        page.call("Emulation.setEmulatedMedia", features);
        let start = Instant::now();
        page.call("Page.navigate", json!({ "url": format!("file://{}{hash}", file.display()) }));
        page.wait("document.documentElement?.dataset.ready !== undefined");
        page.opening = start.elapsed();
        page
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.pipe.write_all(b"{\"id\":0,\"method\":\"Browser.close\"}\0");
        for _ in 0..50 {
            if matches!(self.child.try_wait(), Ok(Some(_))) {
                return;
            }
            thread::sleep(Duration::from_millis(100));
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// How a page is looked at.
#[derive(Clone, Copy)]
pub(crate) struct View {
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) dark: bool,
}

/// A desk.
pub(crate) const DESK: View = View { width: 1280, height: 800, dark: false };
/// A phone.
pub(crate) const PHONE: View = View { width: 390, height: 844, dark: false };

/// A page in a browser.
pub(crate) struct Page<'a> {
    browser: &'a mut Browser,
    session: String,
    /// How long it took until the page was ready.
    pub(crate) opening: Duration,
}

impl Page<'_> {
    fn call(&mut self, method: &str, parameters: Value) -> Value {
        self.browser.call(Some(&self.session), method, parameters)
    }

    /// The value of an expression; promises are waited for.
    #[track_caller]
    pub(crate) fn eval(&mut self, expression: &str) -> Value {
        let parameters =
            json!({ "expression": expression, "awaitPromise": true, "returnByValue": true });
        let answer = self.call("Runtime.evaluate", parameters);
        let thrown = &answer["exceptionDetails"];
        assert!(thrown.is_null(), "{expression}: {thrown}");
        answer["result"]["value"].clone()
    }

    /// Waits until an expression holds.
    #[track_caller]
    pub(crate) fn wait(&mut self, expression: &str) {
        let start = Instant::now();
        while self.eval(expression) != true {
            if start.elapsed() > PATIENCE {
                let status = self.eval("document.getElementById('status')?.textContent");
                panic!(
                    "{expression} did not come to hold; the page says {status}: {:?}",
                    self.problems()
                );
            }
            thread::sleep(Duration::from_millis(15));
        }
    }

    /// Presses a key.
    pub(crate) fn key(&mut self, key: &str) {
        let text = if key.chars().count() == 1 { key } else { "" };
        let down = if text.is_empty() { "rawKeyDown" } else { "keyDown" };
        self.call("Input.dispatchKeyEvent", json!({ "type": down, "key": key, "text": text }));
        self.call("Input.dispatchKeyEvent", json!({ "type": "keyUp", "key": key }));
    }

    /// Clicks the element with this selector.
    #[track_caller]
    pub(crate) fn click(&mut self, selector: &str) {
        let found = self.eval(&format!(
            "(() => {{ const e = document.querySelector({selector:?}); e?.click(); return e !== null; }})()"
        ));
        assert_eq!(found, true, "there is no {selector}");
    }

    /// Gives a field a value, as typing and leaving it does.
    #[track_caller]
    pub(crate) fn fill(&mut self, selector: &str, value: &str) {
        let found = self.eval(&format!(
            "(() => {{ const e = document.querySelector({selector:?}); if (!e) return false; e.value = {value:?}; \
             e.dispatchEvent(new Event('input')); e.dispatchEvent(new Event('change')); return true; }})()"
        ));
        assert_eq!(found, true, "there is no {selector}");
    }

    /// Gives a field for files a file.
    pub(crate) fn choose(&mut self, selector: &str, file: &Path) {
        let found = self.call(
            "Runtime.evaluate",
            json!({ "expression": format!("document.querySelector({selector:?})") }),
        );
        let files = json!({ "objectId": found["result"]["objectId"], "files": [file] });
        self.call("DOM.setFileInputFiles", files);
    }

    /// The text of the element with this selector.
    pub(crate) fn text(&mut self, selector: &str) -> String {
        let text = self.eval(&format!("document.querySelector({selector:?})?.textContent ?? ''"));
        text.as_str().unwrap_or_default().to_owned()
    }

    /// A picture of what is seen, as PNG.
    pub(crate) fn picture(&mut self, file: &Path) {
        let answer = self.call("Page.captureScreenshot", json!({ "format": "png" }));
        let text = answer["data"].as_str().unwrap();
        std::fs::write(file, base64(text)).unwrap();
    }

    /// Errors on the console, exceptions, and requests for anything but the file itself.
    pub(crate) fn problems(&mut self) -> Vec<String> {
        // An answer comes after what was sent before it.
        self.call("Runtime.evaluate", json!({ "expression": "0" }));
        let own =
            self.browser.events.iter().filter(|event| event["sessionId"] == self.session.as_str());
        own.filter_map(|event| {
            let parameters = &event["params"];
            match event["method"].as_str()? {
                "Runtime.exceptionThrown" => Some(parameters["exceptionDetails"].to_string()),
                "Runtime.consoleAPICalled" if parameters["type"] == "error" => {
                    Some(parameters.to_string())
                }
                "Log.entryAdded" if parameters["entry"]["level"] == "error" => {
                    Some(parameters.to_string())
                }
                "Network.requestWillBeSent" => {
                    let url = parameters["request"]["url"].as_str()?;
                    let is_own =
                        url.starts_with("file://") && url.split('#').next()?.ends_with(".html");
                    (!is_own && !url.starts_with("data:")).then(|| format!("request for {url}"))
                }
                _ => None,
            }
        })
        .collect()
    }
}

impl Drop for Page<'_> {
    fn drop(&mut self) {
        if !thread::panicking() {
            self.call("Page.close", json!({}));
        }
    }
}

/// The bytes of base64.
fn base64(text: &str) -> Vec<u8> {
    let digit = |letter: u8| match letter {
        b'A'..=b'Z' => letter - b'A',
        b'a'..=b'z' => letter - b'a' + 26,
        b'0'..=b'9' => letter - b'0' + 52,
        b'+' => 62,
        _ => 63,
    };
    let letters: Vec<u8> = text.bytes().filter(|letter| *letter != b'=').map(digit).collect();
    let mut bytes = Vec::new();
    for four in letters.chunks(4) {
        let whole =
            four.iter().enumerate().fold(0_u32, |sum, (i, &d)| sum | u32::from(d) << (18 - 6 * i));
        bytes.extend(&whole.to_be_bytes()[1..four.len()]);
    }
    bytes
}
