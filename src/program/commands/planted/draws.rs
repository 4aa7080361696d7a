//! Random draws of the shapes that the streams need, from the generator of R-2.

use std::f64::consts::TAU;

use bami_htm::random::{Pcg32, PortableRng};

/// A normal draw of mean 0 and standard deviation 1, by the method of Box and Muller.
pub(super) fn normal(random: &mut Pcg32) -> f64 {
    let distance = (2.0 * exponential(random)).sqrt();
    distance * libm::cos(TAU * random.unit())
}

/// An exponential draw of mean 1.
pub(super) fn exponential(random: &mut Pcg32) -> f64 {
    // NB: unit() can be 0 but never 1.
    -libm::log(1.0 - random.unit())
}

/// A Poisson draw of this mean, which must be below 700: even draws are multiplied until they fall below exp(-mean).
pub(super) fn poisson(mean: f64, random: &mut Pcg32) -> f64 {
    let least = libm::exp(-mean);
    let mut product = random.unit();
    let mut count = 0.0;
    while product > least {
        product *= random.unit();
        count += 1.0;
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moments(mut draw: impl FnMut(&mut Pcg32) -> f64) -> (f64, f64) {
        let mut random = Pcg32::new(1, 0);
        let draws: Vec<f64> = (0..20_000).map(|_| draw(&mut random)).collect();
        let mean = draws.iter().sum::<f64>() / 20_000.0;
        (mean, draws.iter().map(|draw| (draw - mean).powi(2)).sum::<f64>() / 20_000.0)
    }

    #[test]
    fn draws_have_their_mean_and_variance() {
        let near = |found: (f64, f64), mean: f64, variance: f64| {
            let (by_mean, by_variance) = ((found.0 - mean).abs(), (found.1 - variance).abs());
            assert!(by_mean < 0.05 * variance.max(1.0), "{found:?}");
            assert!(by_variance < 0.05 * variance, "{found:?}");
        };
        near(moments(normal), 0.0, 1.0);
        near(moments(exponential), 1.0, 1.0);
        near(moments(|random| poisson(0.5, random)), 0.5, 0.5);
        near(moments(|random| poisson(40.0, random)), 40.0, 40.0);
        assert_eq!(poisson(0.0, &mut Pcg32::new(1, 0)), 0.0);
    }
}
