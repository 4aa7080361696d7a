//! `WideNumber` compared with binary64, within the range of binary64.

use proptest::prelude::*;

use super::super::WideNumber;

fn wide(x: f64) -> WideNumber {
    WideNumber::from_f64(x)
}

/// Numbers whose products, quotients and sums are in the range of binary64.
fn number() -> impl Strategy<Value = f64> {
    prop_oneof![9 => (0.5..1.0f64, -300i32..300).prop_map(|(s, e)| s * 2f64.powi(e)), 1 => Just(0.0)]
}

proptest! {
    #[test]
    fn wide_numbers_calculate_as_binary64_does(x in number(), y in number()) {
        prop_assert_eq!((wide(x) * wide(y)).to_f64(), x * y);
        prop_assert_eq!((wide(x) + wide(y)).to_f64(), x + y);
        prop_assert_eq!(wide(x).partial_cmp(&wide(y)), x.partial_cmp(&y));
        prop_assert_eq!(wide(x).min(wide(y)).to_f64(), x.min(y));
        if y > 0.0 {
            prop_assert_eq!((wide(x) / wide(y)).to_f64(), x / y);
        }
        prop_assert_eq!(format!("{:.4}", wide(x)), format!("{x:.4e}"));
    }

    /// Beyond the range of binary64 the logarithm is exact to the rounding of a number of that
    /// size, and the digits agree with it.
    #[test]
    fn wide_numbers_show_what_their_logarithm_says(x in 0.5..1.0f64, power in 1u64..100_000) {
        let number = wide(x).powi(power);
        let ln = libm::log(x) * power as f64;
        prop_assert!((number.ln() - ln).abs() <= 1e-11 * (1.0 + ln.abs()), "{} {}", number.ln(), ln);
        prop_assert!((number.log10() - ln / std::f64::consts::LN_10).abs() <= 1e-11 * (1.0 + ln.abs()));
        let text = format!("{number:.9}");
        let (digits, power) = text.split_once('e').unwrap();
        let (digits, power): (f64, f64) = (digits.parse().unwrap(), power.parse().unwrap());
        prop_assert!((1.0..10.0).contains(&digits));
        prop_assert!((libm::log10(digits) + power - number.log10()).abs() < 1e-8);
    }
}

#[test]
fn wide_numbers_at_the_ends() {
    assert_eq!(WideNumber::ZERO.recip(), None);
    assert_eq!(WideNumber::ZERO.ln(), f64::NEG_INFINITY);
    assert_eq!(WideNumber::ZERO.log10(), f64::NEG_INFINITY);
    assert_eq!(WideNumber::ZERO.powi(0), WideNumber::ONE);
    assert_eq!(WideNumber::ONE.ln(), 0.0);
    assert_eq!(format!("{} {:.2}", WideNumber::ZERO, WideNumber::ONE), "0.000000e0 1.00e0");
    let large = wide(10.0).powi(5000);
    assert_eq!(format!("{large:.2} {:>12.2}", large.recip().unwrap()), "1.00e5000   1.00e-5000");
    assert_eq!(large.to_f64(), f64::INFINITY);
    assert_eq!(large.recip().unwrap().to_f64(), 0.0);
    assert_eq!(format!("{:.1}", wide(9.99).powi(1000).min(large)), "3.7e999");
    assert!((large + WideNumber::ONE) == large && WideNumber::ZERO + large == large);
}

#[test]
fn no_operation_overflows_whatever_the_numbers() {
    let (tiny, huge) = (wide(1e-300), wide(1e300));
    let (least, greatest) = (tiny.powi(u64::MAX), huge.powi(u64::MAX));
    assert!(least < tiny && huge < greatest);
    assert_eq!((least.to_f64(), greatest.to_f64()), (0.0, f64::INFINITY));
    assert_eq!((least + greatest, greatest + least), (greatest, greatest));
    let exponent = |number: WideNumber| number.into_parts().1;
    for number in [least, least * least, least / greatest] {
        assert!(exponent(number) <= i64::MIN + 1);
    }
    for number in [greatest, greatest * greatest, greatest / least] {
        assert!(exponent(number) >= i64::MAX - 1);
    }
    assert_eq!(least.checked_div(WideNumber::ZERO), None);
    assert!(!format!("{least} {greatest}").is_empty());
}
