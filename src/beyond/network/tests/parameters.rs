//! What a network can be made of.

use super::*;

fn refused(regions: impl IntoIterator<Item = NetworkRegionParameters>) -> String {
    let parameters = NetworkParameters { seed: 7, regions: regions.into_iter().collect() };
    parameters.build().unwrap_err().to_string()
}

//= spec/network.md#net-regions
//= type=test
//# A network without a region MUST be rejected.
//= spec/network.md#net-regions
//= type=test
//# A region name that is empty or contains a character other than ASCII letters, digits, hyphens
//# and underscores MUST be rejected.
//= spec/network.md#net-regions
//= type=test
//# Two regions with the same name MUST be rejected.
//= spec/network.md#net-links
//= type=test
//# A link from a region that the network does not have MUST be rejected.
//= spec/network.md#net-links
//= type=test
//# Two links of a region that carry the same output of the same region MUST be rejected.
//= spec/network.md#net-links
//= type=test
//# Links that form a cycle MUST be rejected with an error that names the regions of the cycle.
//= spec/network.md#net-links
//= type=test
//# A region with neither an encoder nor a link MUST be rejected.
//= spec/network.md#net-period
//= type=test
//# A region with a period that is 0, or not a multiple of the period of every region that it reads
//# from, MUST be rejected.
//= spec/network.md#net-union
//= type=test
//# A union of 0 MUST be rejected.
#[test]
fn net_what_cannot_be_is_refused_with_a_reason() {
    let from = |name: &str| Link::new(name);
    let mut too_wide = first();
    too_wide.sp.input_dimensions = vec![7];
    let mut upper_too_wide = small("second").link(from("first"));
    upper_too_wide.sp.input_dimensions = vec![7];
    let mut columns = first();
    columns.tm.column_count = 63;
    let messages = [
        refused([]),
        refused([small("")]),
        refused([small("a.b").encoder("value", scalar())]),
        refused([first(), first()]),
        refused([first(), small("second")]),
        refused([first(), small("second").link(from("frist"))]),
        refused([first(), small("second").link(from("first")).link(from("first").with_union(2))]),
        refused([first().link(from("first"))]),
        refused([
            first(),
            small("above").link(from("a")),
            small("a").link(from("first")).link(from("b")),
            small("b").link(from("c")),
            small("c").link(from("a")),
        ]),
        refused([first().with_period(0)]),
        refused([first().with_period(4), small("second").link(from("first")).with_period(6)]),
        refused([first(), small("second").link(from("first").with_union(0))]),
        refused([too_wide]),
        refused([first(), upper_too_wide]),
        refused([columns]),
        refused([first().encoder("value", scalar())]),
    ];
    insta::assert_snapshot!(messages.join("\n"));
}

//= spec/network.md#net-sizes
//= type=test
//# REGION-SIZES MUST apply with the number of these bits in place of the number of bits that the
//# encoders produce.
//= spec/network.md#d-net-1
//= type=test
//# The region declared as number i, counted from 0, MUST have as its seed the seed of the network
//# plus i, modulo 2^64.
#[test]
fn net_sizes_and_seeds_follow() {
    let top = small("top")
        .encoder("value", scalar())
        .link(Link::new("first"))
        .link(Link::new("first").with_output(LinkOutput::ActiveCells));
    let parameters = NetworkParameters { seed: u64::MAX, regions: vec![top.clone(), first()] };
    let resolved = parameters.resolved().unwrap();
    assert_eq!(resolved.regions[0].sp.input_dimensions, [120 + 64 + 256]);
    assert_eq!(resolved.regions[0].tm.column_count, 64);
    assert_eq!(resolved.regions[1].sp.input_dimensions, [120]);
    let network = parameters.build().unwrap();
    assert_eq!(region(&network, "top").parameters().seed, u64::MAX);
    assert_eq!(region(&network, "first").parameters().seed, 0);
    let mut given = top;
    given.sp.input_dimensions = vec![20, 22];
    given.sp.column_dimensions = vec![8, 8];
    NetworkParameters { seed: 1, regions: vec![given, first()] }.validate().unwrap();
}

#[test]
fn net_warnings_name_the_region() {
    let mut second = small("second").link(Link::new("first"));
    second.tm.activation_threshold = 13;
    let parameters = NetworkParameters { seed: 1, regions: vec![first(), second] };
    let warnings = parameters.warnings();
    let warned = |name: &str| warnings.iter().any(|warning| warning.parameter == name);
    assert!(warned("second.tm.activation_threshold"), "{warnings:?}");
    assert!(!warned("first.tm.activation_threshold"), "{warnings:?}");
    assert!(NetworkParameters::new(1).warnings().is_empty());
}

//= spec/network.md#net-order
//= type=test
//# For each record, the next turn MUST go to the first region, in order of declaration, that has
//# not had its turn yet and reads only from regions that have had theirs.
#[test]
fn net_order_is_that_of_the_links_and_then_that_of_declaration() {
    let network = network([
        small("top").link(Link::new("left")).link(Link::new("right")),
        small("right").link(Link::new("first")),
        small("other").encoder("colour", category()),
        first(),
        small("left").link(Link::new("first")),
    ]);
    let order: Vec<&str> = network.in_order().map(NetworkRegion::name).collect();
    assert_eq!(order, ["other", "first", "right", "left", "top"]);
    let declared: Vec<&str> = network.regions().iter().map(NetworkRegion::name).collect();
    assert_eq!(declared, ["top", "right", "other", "first", "left"]);
}

#[cfg(feature = "serde")]
mod files {
    use super::*;

    //= spec/network.md#net-file
    //= type=test
    //# A field that is not a field of a network, of a region or of a link MUST be rejected.
    //= spec/network.md#d-net-2
    //= type=test
    //# By default, a link MUST carry active-columns and nothing predictive.
    //= spec/network.md#d-net-3
    //= type=test
    //# If no union is given, a link MUST carry the output of the last step alone.
    #[test]
    fn net_file_is_read_field_by_field() {
        let text = r#"{"seed": 3, "region": [
            {"name": "first", "encoders": [{"field": "value", "type": "scalar"}],
             "sp": {"column_dimensions": [64]}},
            {"name": "second", "period": 2, "learning": false, "links": [{"from": "first"}]}]}"#;
        let read: NetworkParameters = serde_json::from_str(text).unwrap();
        let absent = || NetworkRegionParameters::from_region("", RegionParameters::where_absent());
        let mut one = absent().with_name("first").encoder("value", scalar());
        one.sp.column_dimensions = vec![64];
        let link = Link::new("first")
            .with_output(LinkOutput::ActiveColumns)
            .with_predictive(false)
            .with_union(1);
        let two = absent().with_name("second").link(link).with_period(2).with_learning(false);
        assert_eq!(read, NetworkParameters::new(3).region(one).region(two));
        let written = serde_json::to_string(&read).unwrap();
        assert_eq!(serde_json::from_str::<NetworkParameters>(&written).unwrap(), read);

        let wrong = [
            (r#""seed""#, r#""sead""#),
            (r#""period""#, r#""every""#),
            (r#""from""#, r#""form""#),
            (r#""column_dimensions""#, r#""columns""#),
            (r#""seed": 3, "region": ["#, r#""region": [{"seed": 1},"#),
        ];
        let messages = wrong.map(|(right, wrong)| {
            let text = text.replacen(right, wrong, 1);
            let error = serde_json::from_str::<NetworkParameters>(&text).unwrap_err().to_string();
            error.split(", expected").next().unwrap().to_owned()
        });
        insta::assert_snapshot!(messages.join("\n"));
    }
}
