//! Streams that are no CSV, or not in UTF-8, or have no end.

use super::case::{Case, table};

const HEAD: &str = "timestamp,value\n2014-04-01,1\n";

fn after(rows: impl AsRef<[u8]>) -> Vec<u8> {
    [HEAD.as_bytes(), rows.as_ref()].concat()
}

fn utf_16(text: &str, of: impl Fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(of).collect()
}

//= spec/program.md#program-text
//= type=test
//# A stream in UTF-16, a compressed file, a stream with a zero byte in its first line and a stream
//# with bare carriage returns as line ends MUST be rejected with a message that says which of these
//# it is.
#[test]
fn what_is_not_a_text_of_rows() {
    let little = u16::to_le_bytes;
    let big = u16::to_be_bytes;
    let cases = [
        Case::stream("utf-16-le-with-mark", utf_16(&format!("\u{feff}{HEAD}"), little), &[]),
        Case::stream("utf-16-be-with-mark", utf_16(&format!("\u{feff}{HEAD}"), big), &[]),
        Case::stream("utf-16-le-without-mark", utf_16(HEAD, little), &[]),
        Case::stream("utf-16-be-without-mark", utf_16(HEAD, big), &[]),
        Case::stream("latin-1-in-the-header", b"timestamp,gr\xf6sse\n2014-04-01,1\n", &[]),
        Case::stream("latin-1-in-a-row", after(b"2014-04-02,1\xb0\n"), &[]),
        Case::stream("zero-byte-in-the-header", b"timestamp,val\0ue\n2014-04-01,1\n", &[]),
        Case::stream("zero-byte-in-a-value", after(b"2014-04-02,1\0\n"), &[]),
        Case::stream("gzip", b"\x1f\x8b\x08\0\0\0\0\0\0\x03", &[]),
        Case::stream("zip", b"PK\x03\x04\x14\0", &[]),
        Case::stream("zstd", b"\x28\xb5\x2f\xfd\x24\0", &[]),
        Case::stream("xz", b"\xfd7zXZ\0\0\x04", &[]),
        Case::stream("bzip2", b"BZh91AY&SY", &[]),
        Case::stream("parquet", b"PAR1\x15\x04", &[]),
        Case::stream("pdf", b"%PDF-1.7\n", &[]),
        Case::stream("png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", &[]),
        Case::stream("html", "<html><body>404</body></html>\n", &[]),
        Case::stream("json", "{\"timestamp\": [1, 2]}\n", &[]),
        Case::stream("carriage-returns-alone", HEAD.replace('\n', "\r"), &[]),
        Case::stream("nothing", "", &[]),
        Case::stream("a-byte-order-mark-alone", b"\xef\xbb\xbf", &[]),
        Case::stream("blank-lines-alone", "\n\r\n\n", &[]),
        Case::stream("blanks-alone", "   \n \n", &[]),
        Case::stream("separators-alone", ",,,\n,,,\n", &[]),
        Case::stream("empty-quotes-alone", "\"\"\n\"\"\n", &[]),
        Case::stream("a-header-alone", "timestamp,value\r\n", &[]),
        Case::stream("nupic-headers-alone", "timestamp,value\ndatetime,float\nT,\n", &[]),
        Case::stream("a-name-twice", "value,value\n1,2\n", &[]),
        Case::stream("a-named-column-twice", "a,a\n1,2\n", &["--value-column", "a"]),
    ];
    insta::assert_snapshot!(table(&cases));
}

//= spec/program.md#program-row-size
//= type=test
//# A row of more than 1048576 bytes or 16384 fields MUST end the run with a message that names its
//# line, even if bad rows are to be skipped.
#[test]
fn what_has_no_end() {
    let names = |count: usize| (1..=count).map(|n| format!("c{n},")).collect::<String>() + "\n";
    let skip: &[&str] = &["--skip-bad-rows"];
    let cases = [
        Case::stream("a-first-line-of-12-mb", "x".repeat(12 << 20), &[]),
        Case::stream(
            "a-field-of-11-mb",
            after("2014-04-02,".to_owned() + &"9".repeat(11 << 20)),
            skip,
        ),
        Case::stream(
            "a-field-of-100-kb",
            after("2014-04-02,".to_owned() + &"x".repeat(100_000)),
            &[],
        ),
        Case::stream("a-million-columns", names(1_000_000), &[]),
        Case::stream("16384-columns", names(16_383) + &"1,".repeat(16_383) + "\n", &[]),
        Case::stream("a-million-fields-in-a-row", after(",".repeat(1_000_000)), skip),
        Case::stream(
            "a-quote-over-megabytes",
            after("2014-04-02,\"".to_owned() + &"1\n".repeat(1 << 20)),
            skip,
        ),
        Case::new("zeros-without-end", &["run", "/dev/zero"]),
        Case::new("parameters-without-end", &["params", "show", "--config", "/dev/zero"]),
        Case::new("a-vector-without-end", &["conformance", "run", "/dev/zero"]),
        Case::new(
            "a-list-without-end",
            &["conformance", "run", "--expected-failures", "/dev/zero"],
        ),
        Case::new("steps-without-end", &["bench", "--only", "w1", "--input", "/dev/zero"]),
    ];
    insta::assert_snapshot!(table(&cases));
}

#[test]
fn quotes_and_ragged_rows() {
    let cases = [
        Case::stream("a-quote-open-at-the-end", after("2014-04-02,\"2\n2014-04-03,3\n"), &[]),
        Case::stream("a-quote-open-in-the-header", "timestamp,\"value\n2014-04-01,1\n", &[]),
        Case::stream("a-quote-within-a-number", after("2014-04-02,2\"5\n"), &[]),
        Case::stream("a-row-too-short", after("2014-04-02\n"), &[]),
        Case::stream("a-row-too-long", after("2014-04-02,1,\n"), &[]),
        Case::stream("a-row-after-its-cut", after("2014-04-02,1\n2014-04-"), &[]),
        Case::stream("a-separator-of-another-kind", after("2014-04-02;1\n"), &[]),
    ];
    insta::assert_snapshot!(table(&cases));
}
