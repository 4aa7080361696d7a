//! Regions and everything that is built from them can be copied, sent to and shared between
//! threads.

use bami_htm::encoders::{DeltaEncoderParameters, Encoder, EncoderParameters};
use bami_htm::network::{Link, Network, NetworkParameters, NetworkRegion, NetworkRegionParameters};
use bami_htm::region::{
    FieldEncoder, Predictor, PredictorParameters, Record, Region, RegionParameters,
};
use bami_htm::time_scales::{Known, ScaleState, TimeScales, TimeScalesParameters};

const fn is_clone_send_sync<T: Clone + Send + Sync>() {}

const _: () = {
    is_clone_send_sync::<Region>();
    is_clone_send_sync::<RegionParameters>();
    is_clone_send_sync::<Predictor>();
    is_clone_send_sync::<Network>();
    is_clone_send_sync::<NetworkRegion>();
    is_clone_send_sync::<NetworkParameters>();
    is_clone_send_sync::<TimeScales>();
    is_clone_send_sync::<ScaleState>();
    is_clone_send_sync::<Box<dyn Encoder>>();
};

fn parameters() -> RegionParameters {
    let mut parameters = RegionParameters::for_metric(0.5);
    let delta = EncoderParameters::Delta(DeltaEncoderParameters::default());
    parameters.encoders.push(FieldEncoder::new("change", delta).with_columns(["value"]));
    parameters.sp.column_dimensions = vec![256];
    parameters.sp.num_active_columns_per_inh_area = Some(20);
    parameters.tm.cells_per_column = 4;
    parameters
}

fn value(step: usize) -> f64 {
    (step * step % 7) as f64
}

fn record(step: usize) -> Record {
    Record::new().number("value", value(step))
}

/// Checks that a copy made in the middle of a stream gives the same results as its original, on
/// another thread and without affecting the original.
fn check<T: Clone + Send, R: PartialEq + std::fmt::Debug + Send>(
    mut original: T,
    step: impl Fn(&mut T, usize) -> R + Sync,
) {
    for number in 0..60 {
        step(&mut original, number);
    }
    let mut copy = original.clone();
    let continued = std::thread::scope(|scope| {
        let thread = scope.spawn(|| (60..120).map(|n| step(&mut copy, n)).collect::<Vec<_>>());
        thread.join().unwrap()
    });
    let expected: Vec<R> = (60..120).map(|number| step(&mut original, number)).collect();
    assert_eq!(continued, expected);
}

#[test]
fn a_copy_of_a_region_continues_identically() {
    let region = Region::new(parameters()).unwrap();
    check(region, |region, number| region.step(&record(number)).unwrap());
}

#[test]
fn a_copy_of_a_predictor_continues_identically() {
    let predictor = Predictor::new(parameters(), PredictorParameters::default()).unwrap();
    check(predictor, |predictor, number| predictor.step(&record(number)).unwrap());
}

#[test]
fn a_copy_of_a_network_continues_identically() {
    let mut second = NetworkRegionParameters::from_region("second", parameters());
    second.encoders.clear();
    let parameters = NetworkParameters::new(5)
        .region(NetworkRegionParameters::from_region("first", parameters()))
        .region(second.link(Link::new("first").with_union(3)).with_period(7));
    let network = Network::new(parameters).unwrap();
    check(network, |network, number| network.step(&record(number)).unwrap());
}

#[test]
fn a_copy_of_a_detector_with_several_time_scales_continues_identically() {
    let known = Known::new(200, 0.0, 6.0);
    let detector = TimeScales::new(&TimeScalesParameters::default(), &parameters(), known).unwrap();
    check(detector, |detector, number| detector.step(value(number)).unwrap());
}
