//! Which lines of BAMI and which part of the specification determine a key of an output.

use serde::Serialize;

/// What determines a key.
///
/// ```
/// let blame = bami_conformance::blame("temporal-memory", "winner_cells");
/// assert!(blame.is_some());
/// assert!(bami_conformance::blame("temporal-memory", "no-such-key").is_none());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Blame {
    /// The lines of BAMI, such as `BAMI TM 12, 26-27`; empty if BAMI has none.
    pub lines: &'static str,
    /// The part of the specification, such as `spec/temporal-memory.md#tm-12`; further parts of
    /// the same file follow as `#...`.
    pub section: &'static str,
}

/// Algorithm, pattern of the key, lines, section. The first matching pattern counts. `*` matches
/// any number in brackets, and a pattern also matches everything nested below it.
type Row = (&'static str, &'static str, &'static str, &'static str);

const TM: &str = "temporal-memory";
const SP: &str = "spatial-pooler";
const CLASSIFIER: &str = "sdr-classifier";

#[rustfmt::skip]
const TABLE: &[Row] = &[
    ("random", "value", "", "spec/portable-core.md#r-2-seed, #r-2-output, #r-2-below, #r-2-unit"),
    (TM, "active_cells", "BAMI TM 12, 26-27", "spec/temporal-memory.md#tm-12, #tm-26-27"),
    (TM, "winner_cells", "BAMI TM 13, 29-37, 73-92", "spec/temporal-memory.md#tm-13, #tm-29-31, #tm-33, #tm-37, #tm-83, #tm-92, #d-tm-5"),
    (TM, "bursting_columns", "BAMI TM 2-6", "spec/temporal-memory.md#tm-2-4, #tm-6"),
    (TM, "active_segments", "BAMI TM 55-67", "spec/temporal-memory.md#tm-58-61, #tm-66-67"),
    (TM, "matching_segments", "BAMI TM 55-64, 69-70", "spec/temporal-memory.md#tm-63-64, #tm-69-70"),
    (TM, "predictive_cells", "BAMI TM 55-67", "spec/temporal-memory.md#tm-66-67"),
    (TM, "anomaly", "BAMI TM 2-6", "spec/temporal-memory.md#d-tm-11"),
    (TM, "segment_count", "BAMI TM 34-35", "spec/temporal-memory.md#tm-34-35, #d-tm-6"),
    (TM, "synapse_count", "BAMI TM 22-24, 46-48, 93-107", "spec/temporal-memory.md#tm-22-24, #tm-46-48, #tm-95, #tm-99-102"),
    (TM, "segments[*].id", "BAMI TM 34-35", "spec/portable-core.md#r-4-segment"),
    (TM, "segments[*].cell", "BAMI TM 33-35, 73-83", "spec/temporal-memory.md#tm-33, #tm-34-35, #tm-83"),
    (TM, "segments[*].synapses[*][1]", "BAMI TM 16-20, 40-44, 49-54, 105", "spec/temporal-memory.md#tm-16-18, #tm-20, #tm-40-42, #tm-44, #tm-51-54, #d-tm-1"),
    (TM, "segments[*].synapses", "BAMI TM 22-24, 46-48, 93-107", "spec/temporal-memory.md#tm-22-24, #tm-46-48, #tm-93-94, #tm-96-97, #tm-99-102, #d-tm-16"),
    (TM, "segments", "BAMI TM 34-35", "spec/temporal-memory.md#tm-34-35, #d-tm-6"),
    (SP, "overlaps", "BAMI SP 1-5", "spec/spatial-pooler.md#sp-3-4, #sp-5, #d-sp-5"),
    (SP, "active_columns", "BAMI SP 6-10", "spec/spatial-pooler.md#sp-6-7, #sp-8-10, #d-sp-9"),
    (SP, "state.potential_synapses[*][*][0]", "BAMI SP, phase 1", "spec/spatial-pooler.md#sp-phase-1, #d-sp-1, #d-sp-2, #d-sp-3"),
    (SP, "state.potential_synapses[*][*][1]", "BAMI SP, phase 1 and 11-18, 24-25", "spec/spatial-pooler.md#d-sp-4, #sp-11-12, #sp-13-15, #sp-16-18, #sp-24-25"),
    (SP, "state.potential_synapses", "BAMI SP, phase 1", "spec/spatial-pooler.md#sp-phase-1, #d-sp-2, #d-sp-3"),
    (SP, "state.active_duty_cycles", "BAMI SP 19-20", "spec/spatial-pooler.md#sp-19-20, #d-sp-12"),
    (SP, "state.overlap_duty_cycles", "BAMI SP 23", "spec/spatial-pooler.md#sp-23, #d-sp-12, #d-sp-22"),
    (SP, "state.boosts", "BAMI SP 21-22", "spec/spatial-pooler.md#sp-21, #sp-22, #d-sp-13, #d-sp-14"),
    (SP, "state.inhibition_radius", "BAMI SP 26", "spec/spatial-pooler.md#sp-26, #d-sp-17"),
    ("scalar-encoder", "active_bits", "BAMI ENC 'A Simple Encoder for Numbers'", "spec/encoders.md#enc-scalar-bucket, #d-enc-1, #enc-scalar-bits"),
    ("random-distributed-scalar-encoder", "active_bits", "BAMI ENC 'A More Flexible Encoder for Numbers'", "spec/encoders.md#d-enc-5, #enc-rdse-keys, #enc-rdse-probe, #d-enc-2"),
    ("category-encoder", "active_bits", "BAMI ENC 'Encoding Categories'", "spec/encoders.md#enc-category-bits, #d-enc-7"),
    ("periodic-encoder", "active_bits", "BAMI ENC 'Ordered and Cyclic Categories'", "spec/encoders.md#enc-periodic-bucket, #d-enc-4"),
    ("date-encoder", "active_bits", "BAMI ENC 'Ordered and Cyclic Categories'", "spec/encoders.md#enc-date-order, #d-enc-8, #d-enc-9, #d-enc-10, #d-enc-12, #enc-date-month, #d-enc-13, #d-enc-14, #enc-date-custom, #d-enc-15, #enc-date-minute"),
    ("log-encoder", "active_bits", "BAMI ENC 'The Numeric Log Encoder'", "spec/further-encoders.md#enc-log"),
    ("delta-encoder", "active_bits", "BAMI ENC 'The Delta Encoder'", "spec/further-encoders.md#enc-delta, #d-enc-16, #d-enc-17"),
    ("ordered-category-encoder", "active_bits", "BAMI ENC 'Ordered and Cyclic Categories'", "spec/further-encoders.md#enc-ordered-bits"),
    ("coordinate-encoder", "active_bits", "BAMI ENC 'Encoding Geospatial Data'", "spec/further-encoders.md#enc-coordinate-weight, #enc-coordinate-choice, #enc-coordinate-probe, #d-enc-19"),
    ("geospatial-encoder", "active_bits", "BAMI ENC 'Encoding Geospatial Data'", "spec/further-encoders.md#enc-geo-mercator, #d-enc-20, #enc-geo-radius, #enc-geo"),
    ("pass-through-encoder", "active_bits", "", "spec/further-encoders.md#enc-pass"),
    ("anomaly-likelihood", "likelihood", "", "spec/anomaly.md#anom-likelihood-current, #anom-likelihood-normal, #anom-likelihood-filter, #anom-likelihood-result"),
    ("anomaly-likelihood", "log_likelihood", "", "spec/anomaly.md#anom-likelihood-log"),
    (CLASSIFIER, "predictions[*].steps", "", "spec/classifier.md#cla-parameters"),
    (CLASSIFIER, "predictions[*].outcomes[*][0]", "", "spec/classifier.md#cla-buckets, #cla-softmax"),
    (CLASSIFIER, "predictions[*].outcomes[*][1]", "", "spec/classifier.md#cla-values, #cla-buckets"),
    (CLASSIFIER, "predictions[*].outcomes[*][2]", "", "spec/classifier.md#cla-softmax, #cla-activation, #cla-learn, #cla-order, #d-cla-1"),
    (CLASSIFIER, "predictions[*].outcomes", "", "spec/classifier.md#cla-buckets, #cla-missing"),
    (CLASSIFIER, "predictions[*].mode", "", "spec/classifier.md#cla-mode"),
    (CLASSIFIER, "predictions[*].mean", "", "spec/classifier.md#cla-mean"),
    (CLASSIFIER, "predictions[*].quantile", "", "spec/classifier.md#cla-quantile"),
    (CLASSIFIER, "predictions", "", "spec/classifier.md#cla-parameters"),
];

/// What determines a key of an algorithm's output; `None` for an unknown algorithm or key.
///
/// ```
/// use bami_conformance::blame;
///
/// let blame = blame("temporal-memory", "active_cells[3]").unwrap();
/// assert_eq!(blame.lines, "BAMI TM 12, 26-27");
/// ```
#[must_use]
pub fn blame(algorithm: &str, key: &str) -> Option<Blame> {
    let fits = |&&(of, pattern, _, _): &&Row| of == algorithm && fits(pattern, key);
    TABLE.iter().find(fits).map(|&(_, _, lines, section)| Blame { lines, section })
}

fn fits(pattern: &str, key: &str) -> bool {
    let mut key = parts(key);
    parts(pattern).all(|wanted| {
        key.next().is_some_and(|part| part == wanted || wanted == "*]" && part.ends_with(']'))
    })
}

/// Splits a key: `a.b[0]` into `a`, `b`, `0]`.
fn parts(key: &str) -> impl Iterator<Item = &str> {
    key.split(['.', '['])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_specific_row_counts() {
        let lines = |algorithm, key| blame(algorithm, key).map(|blame| blame.lines);
        assert_eq!(lines(TM, "segments[12].id"), Some("BAMI TM 34-35"));
        let permanence = Some("BAMI TM 16-20, 40-44, 49-54, 105");
        assert_eq!(lines(TM, "segments[12].synapses[0][1]"), permanence);
        let growth = Some("BAMI TM 22-24, 46-48, 93-107");
        assert_eq!(lines(TM, "segments[12].synapses[0][0]"), growth);
        assert_eq!(lines(TM, "segments[12].synapses[3]"), growth);
        assert_eq!(lines(TM, "segments[12]"), Some("BAMI TM 34-35"));
        assert_eq!(lines(TM, "activity"), None);
        assert_eq!(lines("word-encoder", "active_bits"), None);
        assert_eq!(lines(SP, "state.boosts[4]"), Some("BAMI SP 21-22"));
    }

    #[test]
    fn every_section_exists() {
        for &(_, _, _, section) in TABLE {
            let (file, anchors) = section.split_once('#').unwrap();
            let text = bami_htm::spec::file(file).unwrap();
            let headings: Vec<String> = text
                .lines()
                .filter_map(|line| line.strip_prefix("### "))
                .map(str::to_lowercase)
                .collect();
            for anchor in anchors.split(", #") {
                assert!(headings.contains(&anchor.to_owned()), "{file}#{anchor}");
            }
        }
    }
}
