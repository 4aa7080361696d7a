//! The largest and the smallest numbers as parameters and as values: an encoder refuses them with a message, or has
//! bits for them and reads numbers out of these.

use super::*;

/// Numbers at the ends of what there is, and between them.
const NUMBERS: [f64; 13] = [
    f64::MIN,
    -1e308,
    -1e150,
    -1.0,
    -f64::MIN_POSITIVE,
    -5e-324,
    0.0,
    5e-324,
    1e-300,
    1.0,
    1e150,
    1e308,
    f64::MAX,
];

/// Every encoder of numbers, with every pair of these numbers as its parameters.
fn encoders() -> Vec<EncoderParameters> {
    let (buckets, active_bits) = (7, 3);
    let mut all = Vec::new();
    for low in NUMBERS {
        for high in NUMBERS {
            let (minimum, maximum) = (low, high);
            all.extend([
                EncoderParameters::Scalar(ScalarEncoderParameters {
                    minimum,
                    maximum,
                    buckets,
                    active_bits,
                }),
                EncoderParameters::Delta(DeltaEncoderParameters {
                    minimum,
                    maximum,
                    buckets,
                    active_bits,
                }),
                EncoderParameters::Log(LogEncoderParameters {
                    minimum,
                    maximum,
                    buckets,
                    active_bits,
                }),
                EncoderParameters::Periodic(PeriodicEncoderParameters {
                    minimum,
                    period: maximum,
                    buckets,
                    active_bits,
                }),
                EncoderParameters::RandomDistributedScalar(
                    RandomDistributedScalarEncoderParameters {
                        offset: low,
                        resolution: high,
                        size: 50,
                        active_bits,
                        ..Default::default()
                    },
                ),
            ]);
        }
    }
    all
}

#[test]
fn extreme_parameters_and_values_are_refused_or_have_bits() {
    let (mut refused, mut encoded) = (0, 0);
    for parameters in encoders() {
        let Ok(mut encoder) = parameters.build() else {
            refused += 1;
            continue;
        };
        let _ = parameters.warnings();
        for number in NUMBERS {
            let Ok(bits) = encoder.encode(&Value::Number(number)) else { continue };
            encoded += 1;
            assert_eq!(bits.active_bits(), 3, "{parameters:?}: {number:e}");
            assert_eq!(bits.size(), encoder.size());
            for decoded in encoder.decode(&bits).unwrap() {
                let Meaning::Range(from, to) = decoded.meaning else { continue };
                let is_number = |end: f64| !end.is_nan();
                assert!(
                    is_number(from) && is_number(to),
                    "{parameters:?}: {number:e}: {from}..{to}"
                );
            }
        }
    }
    assert!(refused > 100 && encoded > 1000, "{refused} refused, {encoded} encoded");
}
