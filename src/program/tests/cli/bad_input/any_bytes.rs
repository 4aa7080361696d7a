//! Whatever bytes come in: the program ends with 0 or 2 and writes whole rows, one for each row that it read.

use proptest::prelude::*;

use crate::support::{Folder, run};

/// Pieces of which streams are made, good ones and bad ones.
const PIECES: [&str; 24] = [
    "timestamp,value\n",
    "2014-04-01 00:00,1\n",
    "2014-04-01 01:00,2.5\n",
    "2014-04-01 02:00,\n",
    ",3\n",
    "2014-02-30,1\n",
    "2014-04-01 03:00,x\n",
    "2014-04-01 03:00,1e309\n",
    "2014-04-01 04:00,1,2\n",
    "7\n",
    "\"2014-04-01 05:00\",\"1\"\n",
    "\"",
    "\n",
    "\r\n",
    ",",
    ";",
    "value",
    "1",
    "e9",
    "-",
    " ",
    "\u{feff}",
    "\0",
    "ä",
];

fn stream() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        8 => (0..10_usize).prop_map(|piece| PIECES[piece].as_bytes().to_vec()),
        2 => (10..PIECES.len()).prop_map(|piece| PIECES[piece].as_bytes().to_vec()),
        1 => proptest::collection::vec(any::<u8>(), 0..6),
    ];
    let head = prop_oneof![4 => Just(PIECES[0]), 1 => Just("")];
    (head, proptest::collection::vec(piece, 0..16))
        .prop_map(|(head, pieces)| [head.as_bytes(), &pieces.concat()].concat())
}

/// The rows of CSV in a text, without the lines that are blank.
fn rows(text: &[u8]) -> usize {
    let mut reader = csv::ReaderBuilder::new();
    let reader = reader.has_headers(false).flexible(true).terminator(csv::Terminator::Any(b'\n'));
    let rows = reader.from_reader(text).into_byte_records().map(Result::unwrap);
    rows.filter(|row| row.iter().ne([b"\r"])).count()
}

/// A number before a word in what was said.
fn number_before(said: &str, word: &str) -> usize {
    let before = said.split(word).next().filter(|before| before.len() < said.len());
    before.and_then(|before| before.split_whitespace().last()?.parse().ok()).unwrap_or(0)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    //= spec/program.md#program-rows
    //= type=test
    //# For every row read, the program MUST write one row before it reads the next one from the
    //# stream.
    //= spec/program.md#program-exit
    //= type=test
    //# The exit status MUST be 0 for success, 1 if a check failed, and 2 for a usage error or bad
    //# input.
    #[test]
    fn any_bytes_end_with_0_or_2_and_whole_rows(stream in stream()) {
        let folder = Folder::new();
        folder.write("data.csv", &stream);
        let more = ["--resolution", "1", "--skip-bad-rows", "--delimiter", ","];
        let run = folder.bami(run("data.csv", &more));
        let (out, said) = (run.stdout(), run.stderr());
        prop_assert!([0, 2].contains(&run.status()), "{said}");
        prop_assert!(out.is_empty() || out.ends_with('\n'));
        let mut written = csv::Reader::from_reader(out.as_bytes());
        let written = written.records().map(|row| row.map(|row| row.len()));
        // Every row is whole: the reader refuses rows that differ in length.
        let written: Vec<usize> = written.collect::<Result<_, _>>().unwrap();
        prop_assert!(written.iter().all(|&fields| fields == 6));
        prop_assert_eq!(folder.names(), ["data.csv"]);
        if run.status() == 2 {
            prop_assert!(said.contains("bami: error: "), "{}", said);
            return Ok(());
        }
        let skipped = number_before(&said, " row skipped").max(number_before(&said, " rows skipped"));
        let summary = number_before(&said, " row in ").max(number_before(&said, " rows in "));
        prop_assert_eq!(written.len(), summary);
        let headers = rows(&stream) - written.len() - skipped;
        prop_assert!(headers <= 1, "{} of {} rows are missing: {}", headers, rows(&stream), said);
    }
}
