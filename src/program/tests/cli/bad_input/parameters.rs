//! Files of parameters, and single settings.

use super::case::{Case, table};

fn set(name: &str, settings: &[&str]) -> Case {
    let mut args = vec!["run", "data.csv", "-o", "out.csv", "--resolution", "1"];
    for setting in settings {
        args.extend(["--set", setting]);
    }
    Case::new(name, &args).file("data.csv", "value\n1\n2\n")
}

#[test]
fn toml() {
    let deep = 10_000;
    let cases = [
        Case::parameters("toml-not-utf-8", b"metric = \"\xff\"\n"),
        Case::parameters("toml-in-utf-16", b"\xff\xfes\0e\0e\0d\0"),
        Case::parameters("toml-cut-in-a-table", "[sp\n"),
        Case::parameters("toml-cut-in-a-text", "metric = \"val"),
        Case::parameters("toml-without-a-value", "seed =\n"),
        Case::parameters("toml-key-twice", "seed = 1\nseed = 2\n"),
        Case::parameters("toml-table-twice", "[sp]\n[sp]\n"),
        Case::parameters(
            "toml-lists-10000-deep",
            "x = ".to_owned() + &"[".repeat(deep) + &"]".repeat(deep),
        ),
        Case::parameters(
            "toml-tables-10000-deep",
            "x = ".to_owned() + &"{a=".repeat(deep) + "1" + &"}".repeat(deep),
        ),
        Case::parameters("toml-keys-10000-deep", "a.".repeat(deep) + "a = 1"),
        Case::parameters("toml-headers-10000-deep", "[".to_owned() + &"a.".repeat(deep) + "a]\n"),
        Case::parameters("toml-integer-of-20-digits", "seed = 99999999999999999999\n"),
        Case::parameters("toml-seed-below-0", "seed = -1\n"),
        Case::parameters("toml-key-of-100-kb", "x".repeat(100_000) + " = 1\n"),
        Case::parameters("toml-key-that-steers", "\"\\u001b[31m\" = 1\n"),
        Case::parameters(
            "toml-text-of-1-mb",
            "metric = \"".to_owned() + &"x".repeat(1 << 20) + "\"\n",
        ),
        Case::parameters("toml-unknown-group", "[spatial]\npotential_pct = 0.5\n"),
        Case::parameters("toml-group-as-number", "sp = 3\n"),
        Case::parameters("toml-text-for-number", "[tm]\nactivation_threshold = \"13\"\n"),
        Case::parameters("toml-region-as-number", "region = 3\n"),
        Case::parameters("toml-region-without-name", "[[region]]\nperiod = 2\n"),
        Case::parameters(
            "toml-link-to-nowhere",
            "[[region]]\nname = \"a\"\n[[region.links]]\nfrom = \"b\"\n",
        ),
        Case::parameters("toml-encoders-as-number", "encoders = 3\n"),
        Case::parameters(
            "toml-encoder-unknown",
            "[[encoders]]\nfield = \"value\"\ntype = \"scaler\"\n",
        ),
    ];
    insta::assert_snapshot!(table(&cases));
}

#[test]
fn settings() {
    let deep = "a.".repeat(50_000) + "a=1";
    let cases = [
        set("set-without-a-value", &["seed"]),
        set("set-nothing", &[""]),
        set("set-keys-50000-deep", &[&deep]),
        set("set-with-a-second-line", &["seed=1\nmetric=2"]),
        set("set-of-an-unknown-name", &["tm.activation_treshold=3"]),
        set("dimensions-that-overflow-u32", &["sp.column_dimensions=[65536, 65536]"]),
        set(
            "dimensions-that-overflow-u64",
            &["sp.column_dimensions=[4294967295, 4294967295, 4294967295]"],
        ),
        set("dimensions-without-columns", &["sp.column_dimensions=[0]"]),
        set("dimensions-none", &["sp.column_dimensions=[]"]),
        set("dimensions-below-0", &["sp.column_dimensions=[-1]"]),
        set("no-cells", &["tm.cells_per_column=0"]),
        set("a-permanence-of-nan", &["tm.initial_permanence=nan"]),
        set("a-permanence-of-1e308", &["tm.permanence_increment=1e308"]),
        set("a-boost-of-infinity", &["sp.boost_strength=inf"]),
        set("a-potential-below-0", &["sp.potential_pct=-0.1"]),
        set("no-duty-cycle-period", &["sp.duty_cycle_period=0"]),
        set("a-window-above-the-history", &["anomaly.averaging_window=4294967295"]),
        Case::new("a-resolution-of-0", &["run", "data.csv", "--resolution", "0"]),
        Case::new("a-resolution-of-1e309", &["run", "data.csv", "--resolution", "1e309"]),
        Case::new(
            "a-range-that-overflows",
            &["run", "data.csv", "--min", "-1e308", "--max", "1e308", "-o", "out.csv"],
        )
        .file("data.csv", "value\n1\n"),
        Case::new(
            "a-range-upside-down",
            &["run", "data.csv", "--min", "2", "--max", "1", "-o", "out.csv"],
        )
        .file("data.csv", "value\n1\n"),
        Case::new("a-seed-of-65-bits", &["run", "data.csv", "--seed", "18446744073709551616"]),
        Case::new("a-learning-rate-of-1e308", &["predict", "data.csv", "--learning-rate", "1e308"])
            .file("data.csv", "value\n1\n"),
        Case::new("a-horizon-of-0", &["predict", "data.csv", "--steps", "0"])
            .file("data.csv", "value\n1\n"),
        Case::new("a-horizon-of-4294967295", &["predict", "data.csv", "--steps", "4294967295"])
            .file("data.csv", "value\n1\n"),
    ];
    insta::assert_snapshot!(table(&cases));
}

#[test]
fn encoders() {
    let encoder = |name: &str, parameters: &str| {
        let toml = format!("[[encoders]]\nfield = \"value\"\n{parameters}\n");
        Case::parameters(name, toml.replace("; ", "\n"))
    };
    let cases = [
        encoder(
            "scalar-range-overflows",
            "type = \"scalar\"; minimum = -1e308; maximum = 1e308; buckets = 100; active_bits = 21",
        ),
        encoder(
            "scalar-bits-overflow",
            "type = \"scalar\"; minimum = 0; maximum = 1; buckets = 4294967295; active_bits = 4294967295",
        ),
        encoder(
            "scalar-range-of-nan",
            "type = \"scalar\"; minimum = nan; maximum = 1; buckets = 100; active_bits = 21",
        ),
        encoder(
            "scalar-without-bits",
            "type = \"scalar\"; minimum = 0; maximum = 1; buckets = 100; active_bits = 0",
        ),
        encoder(
            "delta-range-upside-down",
            "type = \"delta\"; minimum = 1; maximum = -1; buckets = 100; active_bits = 21",
        ),
        encoder(
            "log-from-0",
            "type = \"log\"; minimum = 0; maximum = 9; buckets = 100; active_bits = 21",
        ),
        encoder(
            "periodic-without-period",
            "type = \"periodic\"; period = 0; buckets = 24; active_bits = 5",
        ),
        encoder(
            "periodic-that-overflows",
            "type = \"periodic\"; period = 1e308; buckets = 24; active_bits = 5",
        ),
        encoder(
            "rdse-more-bits-than-size",
            "type = \"random-distributed-scalar\"; resolution = 1; size = 20; active_bits = 21",
        ),
        encoder(
            "rdse-resolution-too-fine",
            "type = \"random-distributed-scalar\"; resolution = 5e-324; size = 400; active_bits = 21",
        ),
        encoder("category-without-any", "type = \"category\"; categories = []; active_bits = 21"),
        encoder(
            "category-twice",
            "type = \"category\"; categories = [\"a\", \"a\"]; active_bits = 21",
        ),
        encoder(
            "bits-of-4294967295",
            "type = \"pass-through\"; size = 4294967295; active_bits = 1",
        ),
    ];
    insta::assert_snapshot!(table(&cases));
}
