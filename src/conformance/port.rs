//! A command as a port: started, queried line by line, and never waited for without a limit.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender, SyncSender};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;
use thiserror::Error;

use super::Header;

/// The maximum length of a line read from a port, in bytes.
pub(super) const LONGEST_LINE: u64 = 16 << 20;

/// The number of bytes at the end of standard error that are kept.
const STDERR_KEPT: usize = 2048;

/// The number of characters of a bad line that are shown.
const SHOWN: usize = 200;

/// How often to check whether a port has exited.
const POLL: Duration = Duration::from_millis(2);

/// A command that answers the inputs of vectors.
///
/// ```
/// use bami_conformance::Port;
///
/// let port = Port::new("node 'my port.js' --serve")?;
/// assert_eq!(port.words(), ["node", "my port.js", "--serve"]);
/// assert!(Port::new("node 'my port.js").is_err());
/// # Ok::<(), bami_conformance::PortError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Port {
    words: Vec<String>,
    timeout: Duration,
}

/// Why a command cannot be used as a port.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum PortError {
    /// A quotation mark in the command is not closed.
    #[error("the command {command:?} cannot be split into words: a quotation mark is not closed")]
    Quotes {
        /// The command.
        command: String,
    },
    /// The command is empty.
    #[error("the command is empty; name the program that is the port")]
    Empty,
    /// The command cannot be started.
    #[error(
        "{program:?} cannot be started: {problem}; check that it is installed and spelled correctly"
    )]
    Start {
        /// The first word of the command.
        program: String,
        /// The reason.
        problem: String,
    },
}

/// How a port failed to answer.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum PortFault {
    /// It did not answer in time.
    #[error("no answer within {seconds} s")]
    Hung {
        /// The time limit.
        seconds: String,
    },
    /// It exited without an answer.
    #[error("the port exited without an answer ({status})")]
    Ended {
        /// Its exit status, if known.
        status: String,
    },
    /// It exited in the middle of a line.
    #[error("the port exited in the middle of a line, after {text:?} ({status})")]
    HalfLine {
        /// The incomplete line.
        text: String,
        /// Its exit status, if known.
        status: String,
    },
    /// It wrote a line that is too long.
    #[error("a line of more than {limit} bytes; an answer is one line")]
    Flood {
        /// The maximum length.
        limit: u64,
    },
    /// Its line is not a JSON object.
    #[error("the answer is not a JSON object: {problem}: {text:?}")]
    NoJson {
        /// What is wrong with it.
        problem: String,
        /// The line, or its beginning.
        text: String,
    },
    /// It went on writing after its last answer.
    #[error("one line more than there are steps: {text:?}")]
    OneLineMore {
        /// The line, or its beginning.
        text: String,
    },
    /// It answered everything and did not exit.
    #[error("the port did not exit within {seconds} s of the end of its input")]
    DidNotEnd {
        /// The time limit.
        seconds: String,
    },
    /// It exited with the wrong status.
    #[error("{status}, but {expected} is expected")]
    WrongStatus {
        /// Its exit status, if known.
        status: String,
        /// The expected exit status.
        expected: &'static str,
    },
    /// It supports the algorithm in some steps but not in others.
    #[error("unsupported in some steps and not in others")]
    Wavering,
    /// Communication with it failed.
    #[error("cannot communicate with the port: {problem}")]
    Broken {
        /// The reason.
        problem: String,
    },
}

impl Port {
    /// The default time limit for an answer.
    pub const DEFAULT_TIMEOUT: Duration = Duration::from_secs(10);

    /// A port started by `command`, which is split into words as a shell would do it. No shell is
    /// run.
    ///
    /// # Errors
    ///
    /// An empty command, or a quotation mark that is not closed.
    pub fn new(command: &str) -> Result<Self, PortError> {
        let words = shell_words::split(command)
            .map_err(|_| PortError::Quotes { command: command.into() })?;
        if words.is_empty() {
            return Err(PortError::Empty);
        }
        Ok(Self { words, timeout: Self::DEFAULT_TIMEOUT })
    }

    /// The same port with a different time limit for each answer.
    #[must_use]
    pub fn with_timeout(self, timeout: Duration) -> Self {
        Self { timeout, ..self }
    }

    /// The words of the command.
    #[must_use]
    pub fn words(&self) -> &[String] {
        &self.words
    }

    /// Starts the port and sends it a header.
    pub(crate) fn start(&self, header: &Header) -> Result<Session, PortError> {
        let start = || {
            let mut child = Command::new(&self.words[0])
                .args(&self.words[1..])
                .stdin(Stdio::piped())
                .stdout(Stdio::piped())
                .stderr(Stdio::piped())
                .spawn()?;
            let missing = || std::io::Error::other("it has no standard input and output");
            let stdin = child.stdin.take().ok_or_else(missing)?;
            let stdout = child.stdout.take().ok_or_else(missing)?;
            let stderr = child.stderr.take().ok_or_else(missing)?;
            Ok((child, stdin, stdout, stderr))
        };
        let (child, stdin, stdout, stderr) = start().map_err(|error: std::io::Error| {
            let program = self.words[0].clone();
            PortError::Start { program, problem: error.to_string() }
        })?;
        // NB: the threads are not joined. A process started by the port may hold the pipes open
        // forever; a thread ends when its pipe or its channel does.
        let (input, lines_in) = mpsc::channel::<String>();
        thread::spawn(move || write_lines(stdin, &lines_in));
        let (lines_out, output) = mpsc::sync_channel(1);
        thread::spawn(move || read_lines(stdout, &lines_out));
        let (stderr_end, stderr_ended) = mpsc::channel();
        let said = Arc::new(Mutex::new(Vec::new()));
        let keep = Arc::clone(&said);
        thread::spawn(move || keep_tail(stderr, &keep, stderr_end));
        let session = Session {
            child,
            input: Some(input),
            output,
            said,
            stderr_ended,
            timeout: self.timeout,
        };
        session.send(header.to_line());
        Ok(session)
    }
}

/// A running port, which is killed on drop.
pub(crate) struct Session {
    child: Child,
    input: Option<Sender<String>>,
    output: Receiver<Line>,
    said: Arc<Mutex<Vec<u8>>>,
    stderr_ended: Receiver<()>,
    timeout: Duration,
}

/// Output received from a port.
pub(super) enum Line {
    /// A complete line.
    Whole(Vec<u8>),
    /// The end of the output, without a line end.
    Half(Vec<u8>),
    /// A line longer than the limit.
    TooLong,
    /// The output could not be read.
    Broken(String),
}

/// The recorded output of a port that is no longer running.
pub(crate) struct Recorded<R>(pub(super) R);

impl<R: BufRead> Recorded<R> {
    /// The next answer.
    pub(super) fn answer(&mut self) -> Result<Value, PortFault> {
        let status = || "the recorded output ends here".to_owned();
        match read_line(&mut self.0) {
            Some(Line::Whole(line)) => object(&line),
            Some(Line::Half(line)) => {
                Err(PortFault::HalfLine { text: shown(&line), status: status() })
            }
            Some(Line::TooLong) => Err(PortFault::Flood { limit: LONGEST_LINE }),
            Some(Line::Broken(problem)) => Err(PortFault::Broken { problem }),
            None => Err(PortFault::Ended { status: status() }),
        }
    }

    /// Checks that nothing follows the last answer.
    pub(super) fn finish(&mut self) -> Result<(), PortFault> {
        match read_line(&mut self.0) {
            None => Ok(()),
            Some(Line::Whole(line) | Line::Half(line)) => {
                Err(PortFault::OneLineMore { text: shown(&line) })
            }
            Some(Line::TooLong) => Err(PortFault::Flood { limit: LONGEST_LINE }),
            Some(Line::Broken(problem)) => Err(PortFault::Broken { problem }),
        }
    }
}

impl Session {
    fn send(&self, line: String) {
        if let Some(input) = &self.input {
            // NB: if the port has closed its input, its output or exit status says more about the
            // reason.
            let _ = input.send(line);
        }
    }

    /// Sends an input and waits for the answer.
    //= spec/conformance.md#conf-run-limits
    //# A port that does not answer in time, exits early, or writes an incomplete line, an overlong
    //# line or invalid JSON MUST be a failure of the vector that says which of these it was.
    pub(crate) fn answer(&mut self, input: &Value) -> Result<Value, PortFault> {
        self.send(input.to_string());
        match self.output.recv_timeout(self.timeout) {
            Ok(Line::Whole(line)) => object(&line),
            Ok(Line::Half(line)) => {
                Err(PortFault::HalfLine { text: shown(&line), status: self.status() })
            }
            Ok(Line::TooLong) => Err(PortFault::Flood { limit: LONGEST_LINE }),
            Ok(Line::Broken(problem)) => Err(PortFault::Broken { problem }),
            Err(RecvTimeoutError::Timeout) => Err(PortFault::Hung { seconds: self.seconds() }),
            Err(RecvTimeoutError::Disconnected) => Err(PortFault::Ended { status: self.status() }),
        }
    }

    /// Closes the input and waits for the port to exit with the right status.
    pub(crate) fn finish(&mut self, after_error: bool) -> Result<(), PortFault> {
        self.input = None;
        let deadline = Instant::now() + self.timeout;
        match self.output.recv_timeout(self.timeout) {
            Ok(Line::Whole(line) | Line::Half(line)) => {
                return Err(PortFault::OneLineMore { text: shown(&line) });
            }
            Ok(Line::TooLong) => return Err(PortFault::Flood { limit: LONGEST_LINE }),
            Ok(Line::Broken(problem)) => return Err(PortFault::Broken { problem }),
            Err(RecvTimeoutError::Timeout) => {
                return Err(PortFault::DidNotEnd { seconds: self.seconds() });
            }
            Err(RecvTimeoutError::Disconnected) => {}
        }
        let Some(status) = self.wait(deadline)? else {
            return Err(PortFault::DidNotEnd { seconds: self.seconds() });
        };
        let expected = if after_error { "a status other than 0" } else { "exit status 0" };
        if status.success() == after_error || status.code().is_none() {
            return Err(PortFault::WrongStatus { status: status.to_string(), expected });
        }
        Ok(())
    }

    fn wait(&mut self, deadline: Instant) -> Result<Option<ExitStatus>, PortFault> {
        loop {
            match self.child.try_wait() {
                Ok(None) if Instant::now() < deadline => thread::sleep(POLL),
                Ok(status) => return Ok(status),
                Err(error) => return Err(PortFault::Broken { problem: error.to_string() }),
            }
        }
    }

    /// The exit status of the port, if it exits soon.
    fn status(&mut self) -> String {
        let soon = Instant::now() + self.timeout.min(Duration::from_secs(1));
        match self.wait(soon) {
            Ok(Some(status)) => status.to_string(),
            _ => "it is still running".into(),
        }
    }

    fn seconds(&self) -> String {
        format!("{}", self.timeout.as_secs_f64())
    }

    /// The end of what the port wrote to standard error.
    pub(crate) fn said(&mut self) -> String {
        self.kill();
        let _ = self.stderr_ended.recv_timeout(Duration::from_millis(200));
        let said = self.said.lock().map(|said| said.clone()).unwrap_or_default();
        String::from_utf8_lossy(&said).trim_end().to_owned()
    }

    fn kill(&mut self) {
        // NB: this fails if the port has already exited.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Parses an answer.
fn object(line: &[u8]) -> Result<Value, PortFault> {
    let no_json = |problem: String| PortFault::NoJson { problem, text: shown(line) };
    let value: Value = serde_json::from_slice(line).map_err(|error| no_json(error.to_string()))?;
    if value.is_object() { Ok(value) } else { Err(no_json("another value".into())) }
}

/// A line, or its beginning.
fn shown(line: &[u8]) -> String {
    let text = String::from_utf8_lossy(line);
    let mut shown: String = text.trim_end().chars().take(SHOWN).collect();
    if shown.len() < text.trim_end().len() {
        shown.push_str(" ...");
    }
    shown
}

fn write_lines(mut stdin: impl Write, lines: &Receiver<String>) {
    for line in lines {
        let written = writeln!(stdin, "{line}").and_then(|()| stdin.flush());
        if written.is_err() {
            return;
        }
    }
}

/// The next line, of at most [`LONGEST_LINE`] bytes; `None` at the end.
pub(super) fn read_line(input: &mut impl BufRead) -> Option<Line> {
    let mut line = Vec::new();
    let read = input.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut line);
    Some(match read {
        Ok(0) => return None,
        Ok(_) if line.ends_with(b"\n") => Line::Whole(line),
        Ok(_) if line.len() as u64 == LONGEST_LINE => Line::TooLong,
        Ok(_) => Line::Half(line),
        Err(error) => Line::Broken(error.to_string()),
    })
}

fn read_lines(stdout: impl Read, lines: &SyncSender<Line>) {
    let mut stdout = BufReader::new(stdout);
    while let Some(line) = read_line(&mut stdout) {
        let goes_on = matches!(line, Line::Whole(_));
        if lines.send(line).is_err() || !goes_on {
            return;
        }
    }
}

fn keep_tail(mut stderr: impl Read, said: &Mutex<Vec<u8>>, _ended: Sender<()>) {
    let mut chunk = [0; 1024];
    while let Ok(read @ 1..) = stderr.read(&mut chunk) {
        let Ok(mut said) = said.lock() else { return };
        said.extend_from_slice(&chunk[..read]);
        let surplus = said.len().saturating_sub(STDERR_KEPT);
        said.drain(..surplus);
    }
}
