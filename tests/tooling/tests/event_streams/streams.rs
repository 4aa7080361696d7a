//! Which vector shows which rule, and which of its events tell of the rule.

use super::{Shows, Stream, pin};
use Shows::{All, Lines, Own, Rules};

/// A test and an entry of [`STREAMS`] for each rule; the name is the id in small letters.
macro_rules! streams {
    ($($name:ident: $vector:literal, $shows:expr;)*) => {
        pub(crate) const STREAMS: &[Stream] =
            &[$(Stream { name: stringify!($name), vector: $vector, shows: $shows }),*];

        $(
            #[test]
            fn $name() {
                pin(stringify!($name));
            }
        )*
    };
}

streams! {
    // The temporal memory, in the order of its lines.
    tm_step: "temporal-memory/stage-2-sees-what-stage-1-did", All;
    tm_1: "temporal-memory/columns-ascending-decide-the-draws", Own;
    tm_2_4: "temporal-memory/predicted-column-does-not-burst", Own;
    tm_6: "temporal-memory/matching-alone-bursts", Own;
    tm_8_9: "temporal-memory/inactive-matching-columns-are-punished", Own;
    tm_10_11: "temporal-memory/active-segments-by-cell-then-creation", Own;
    tm_12: "temporal-memory/predicted-cell-becomes-active", Own;
    tm_13: "temporal-memory/predicted-cell-becomes-winner", Own;
    tm_15: "temporal-memory/predicted-column-without-learning", Own;
    tm_16_18: "temporal-memory/predicted-active-synapses-gain", Own;
    tm_20: "temporal-memory/predicted-inactive-synapses-lose", Own;
    tm_22_24: "temporal-memory/predicted-segment-fills-its-sample", Own;
    tm_25: "temporal-memory/burst-learns-in-its-order", Lines(&[25, 27, 30, 31, 37, 42, 48]);
    tm_26_27: "temporal-memory/burst-activates-every-cell", Own;
    tm_29_31: "temporal-memory/burst-learns-on-the-best-match", Own;
    tm_33: "temporal-memory/burst-without-match-takes-the-least-used-cell", Own;
    tm_34_35: "temporal-memory/burst-grows-a-segment-on-the-winner", Own;
    tm_37: "temporal-memory/one-winner-for-each-burst", Own;
    tm_39: "temporal-memory/burst-without-learning", Own;
    tm_40_42: "temporal-memory/burst-active-synapses-gain", Own;
    tm_44: "temporal-memory/burst-inactive-synapses-lose", Own;
    tm_46_48: "temporal-memory/learning-segment-fills-its-sample", Own;
    tm_49_50: "temporal-memory/no-punishment-without-learning", Own;
    tm_51_54: "temporal-memory/punishment-spares-silent-synapses", Own;
    tm_55_57: "temporal-memory/counts-do-not-add-up", Own;
    tm_58_61: "temporal-memory/connected-at-the-threshold", Own;
    tm_63_64: "temporal-memory/potential-at-permanence-zero", Own;
    tm_66_67: "temporal-memory/activation-threshold-by-equality", Own;
    tm_69_70: "temporal-memory/learning-threshold-by-equality", Own;
    tm_72: "temporal-memory/count-is-kept-below-the-threshold", Own;
    tm_73_76: "temporal-memory/fewest-segments-in-the-column", Own;
    tm_78_81: "temporal-memory/least-used-candidates-ascending", Own;
    tm_83: "temporal-memory/columns-ascending-decide-the-draws", Own;
    tm_84_86: "temporal-memory/best-match-may-have-score-zero", Own;
    tm_87_90: "temporal-memory/first-of-equal-matches-learns", Own;
    tm_92: "temporal-memory/first-of-equal-matches-learns", Own;
    tm_93_94: "temporal-memory/candidates-are-the-ascending-winners", Own;
    tm_95: "temporal-memory/growth-ends-with-the-candidates", Own;
    tm_96_97: "temporal-memory/each-turn-takes-one-candidate", Own;
    tm_99_102: "temporal-memory/a-connected-candidate-is-passed-over", Own;
    tm_104_107: "temporal-memory/only-new-synapses-count", Own;

    // What the temporal memory leaves open.
    d_tm_1: "temporal-memory/permanences-stop-at-zero-and-one", Lines(&[42, 44, 54]);
    d_tm_2: "temporal-memory/each-active-segment-learns", Lines(&[11, 12, 13, 18]);
    d_tm_3: "temporal-memory/the-past-is-frozen", Lines(&[3, 8, 27, 37, 46, 94, 96]);
    d_tm_4: "temporal-memory/sample-size-is-that-of-line-22", Lines(&[22, 46]);
    d_tm_5: "temporal-memory/draws-without-learning", Lines(&[33, 34, 39, 83]);
    d_tm_6: "temporal-memory/empty-segments-are-grown", Lines(&[35, 48, 94, 95]);
    d_tm_7: "temporal-memory/matching-is-enough-to-be-punished", Lines(&[8, 9, 51, 54]);
    d_tm_8: "temporal-memory/a-cell-may-listen-to-itself", Lines(&[30, 94, 96, 105]);
    d_tm_9: "temporal-memory/reset-forgets-and-does-not-punish", Lines(&[2, 3, 8, 27, 29, 94]);
    d_tm_10: "temporal-memory/active-and-predictive-at-once", Lines(&[27, 55, 67]);
    d_tm_11: "temporal-memory/anomaly-is-the-fraction-that-burst", Lines(&[2, 3, 4, 6]);
    d_tm_12: "temporal-memory/thresholds-are-reached-not-exceeded", Lines(&[66, 67, 69, 70]);
    d_tm_13: "temporal-memory/every-predicted-cell-wins", Lines(&[11, 12, 13]);
    d_tm_14: "temporal-memory/short-segments-grow", Lines(&[46, 94, 95, 96, 105, 107]);
    d_tm_15: "temporal-memory/an-empty-step-is-a-step", Lines(&[2, 8, 9, 54]);
    d_tm_16: "temporal-memory/five-candidates-keep-their-order", Lines(&[94, 96, 97]);
    d_tm_17: "temporal-memory/winner-cells-are-a-set", Lines(&[11, 12, 13, 94]);

    // The spatial pooler, in the order of its lines.
    sp_step: "spatial-pooler/one-step-through-all-lines", Lines(&[1, 6, 11, 19, 26]);
    sp_phase_1: "spatial-pooler/phase-1-with-topology",
        Rules(&["D-SP-2", "D-SP-3", "D-SP-4"]);
    sp_phase_1_given: "spatial-pooler/given-synapses-take-the-place-of-drawn-ones",
        Rules(&["SP-3-4", "SP-26"]);
    sp_1_2: "spatial-pooler/overlaps-start-anew", Own;
    sp_3_4: "spatial-pooler/connected-and-active-count", Own;
    sp_5: "spatial-pooler/overlaps-are-boosted", Own;
    sp_6_7: "spatial-pooler/score-to-reach-is-local", Own;
    sp_8_10: "spatial-pooler/winners-reach-the-kth-score", Own;
    sp_11_12: "spatial-pooler/winners-learn-on-all-potential-synapses", Own;
    sp_13_15: "spatial-pooler/active-inputs-gain", Own;
    sp_16_18: "spatial-pooler/inactive-inputs-lose", Own;
    sp_19_20: "spatial-pooler/active-duty-cycles", Own;
    sp_21: "spatial-pooler/mean-is-local", Own;
    sp_22: "spatial-pooler/who-wins-is-boosted-less", Own;
    sp_23: "spatial-pooler/overlap-duty-cycles", Own;
    sp_24_25: "spatial-pooler/weak-columns-are-bumped", Own;
    sp_26: "spatial-pooler/radius-follows-the-connected-synapses", Own;

    // What the spatial pooler leaves open.
    d_sp_1: "spatial-pooler/natural-centres", Rules(&["D-SP-2"]);
    d_sp_2: "spatial-pooler/fields-are-cut-at-the-borders", Own;
    d_sp_3: "spatial-pooler/choice-is-drawn-before-permanences", Rules(&["D-SP-2", "D-SP-3"]);
    d_sp_4: "spatial-pooler/permanences-fall-from-the-centre", Rules(&["D-SP-2", "D-SP-4"]);
    d_sp_5: "spatial-pooler/connected-at-the-threshold-sp", Lines(&[3, 4]);
    d_sp_6: "spatial-pooler/boost-without-learning", Lines(&[5, 22]);
    d_sp_7: "spatial-pooler/a-column-is-its-own-neighbor", Lines(&[7]);
    d_sp_8: "spatial-pooler/kth-score-counts-equal-scores", Lines(&[5, 7]);
    d_sp_9: "spatial-pooler/all-ties-win", Lines(&[7, 8, 9, 10]);
    d_sp_10: "spatial-pooler/density-is-rounded-half-up", Lines(&[7, 10]);
    d_sp_11: "spatial-pooler/threshold-is-exceeded", Lines(&[8, 9, 10]);
    d_sp_12: "spatial-pooler/duty-cycles-after-a-whole-period", Lines(&[20, 23]);
    d_sp_13: "spatial-pooler/boost-goes-by-the-neighbors-mean", Lines(&[20, 21, 22]);
    d_sp_14: "spatial-pooler/all-duty-cycles-before-the-first-boost",
        Lines(&[19, 20, 21, 22, 23, 24, 25]);
    d_sp_14_one_loop: "spatial-pooler/one-loop-mixes-old-and-new-duty-cycles",
        Lines(&[19, 20, 21, 22, 23, 24, 25]);
    d_sp_15: "spatial-pooler/minimum-goes-by-overlaps-nearby", Lines(&[23, 24]);
    d_sp_16: "spatial-pooler/the-bump-adds-an-amount", Lines(&[24, 25]);
    d_sp_17: "spatial-pooler/radius-follows-the-connected-synapses", Lines(&[14, 17, 26]);
    d_sp_18: "spatial-pooler/one-step-through-all-lines", All;
    d_sp_19: "spatial-pooler/the-decrement-is-the-decrement", Lines(&[17, 18]);
    d_sp_20: "spatial-pooler/the-bump-acts-from-the-next-step-on", Lines(&[3, 5, 10, 25]);
    d_sp_21: "spatial-pooler/potential-radius-counts-not-inhibition-radius",
        Rules(&["D-SP-2", "SP-26"]);
    d_sp_22: "spatial-pooler/overlap-at-the-threshold-does-not-count", Lines(&[8, 23]);
    d_sp_23: "spatial-pooler/exp-of-small-and-large-arguments", Lines(&[22]);
    d_sp_24: "spatial-pooler/zero-increments-change-nothing", Lines(&[14, 15, 17, 18]);

    // The extensions.
    ext_tm_max_segments: "temporal-memory/oldest-segment-gives-way",
        Rules(&["EXT-TM-MAX-SEGMENTS", "TM-34-35"]);
    ext_tm_max_synapses: "temporal-memory/weakest-synapse-gives-way",
        Rules(&["EXT-TM-MAX-SYNAPSES", "TM-96-97", "TM-104-107"]);
    ext_tm_max_synapses_protected: "temporal-memory/protected-synapses-end-the-growth",
        Rules(&["TM-96-97", "TM-99-102", "TM-104-107"]);
    ext_tm_prune_zero: "temporal-memory/zero-permanence-is-pruned",
        Rules(&["EXT-TM-PRUNE-ZERO", "TM-40-42", "TM-44", "TM-51-54"]);
    ext_tm_skip_empty: "temporal-memory/empty-segments-are-skipped",
        Rules(&["TM-33", "TM-34-35", "TM-37"]);
    ext_sp_wrap_around: "spatial-pooler/rings-reach-round-the-end", Rules(&["D-SP-2", "D-SP-4"]);
    ext_sp_wrap_around_columns: "spatial-pooler/rings-of-columns", Lines(&[7]);
    ext_sp_lowest_index: "spatial-pooler/lowest-index-breaks-ties",
        Rules(&["SP-8-10", "EXT-SP-LOWEST-INDEX"]);
}
