//! The four rules of the chapter on encoders as tests, and its equation 4 as a rank correlation:
//! `BAMI PS ENC.1`.

use std::collections::BTreeSet;
use std::error::Error;

use bami_htm::encoders::{
    CategoryEncoder, CategoryEncoderParameters, CoordinateEncoder, CoordinateEncoderParameters,
    DateEncoder, DateEncoderParameters, DayOfWeekParameters, DeltaEncoder, DeltaEncoderParameters,
    Encoder, GeospatialEncoder, GeospatialEncoderParameters, LogEncoder, LogEncoderParameters,
    OrderedCategoryEncoder, OrderedCategoryEncoderParameters, PeriodicEncoder,
    PeriodicEncoderParameters, RandomDistributedScalarEncoder,
    RandomDistributedScalarEncoderParameters, ScalarEncoder, ScalarEncoderParameters,
    TimeOfDayParameters, Value,
};
use bami_htm::random::{Pcg32, PortableRng};
use bami_htm::sdr::Sdr;
use jiff::Span;
use jiff::civil::date;

use super::super::answer::{Answer, Effort, Outcome};
use crate::support::plot::{Mark, Plot};
use crate::support::table::Table;

type Fallible<T> = Result<T, Box<dyn Error + Send + Sync>>;

/// An encoder with a distance between its values, which are computed from numbers.
struct Candidate {
    key: &'static str,
    /// The names of its key figures, for any pairs and for near pairs.
    findings: [&'static str; 2],
    name: &'static str,
    encoder: Box<dyn Encoder>,
    /// Values are computed from numbers from 0 to this.
    range: f64,
    /// The distance from which values have no bits in common.
    reach: f64,
    value: fn(f64) -> Fallible<Value>,
    distance: fn(f64, f64) -> f64,
}

impl Candidate {
    /// The bits for a number. The delta encoder gets 0 first, so that the number is the difference.
    fn encode(&mut self, x: f64) -> Fallible<Sdr> {
        if self.key == "delta" {
            self.encoder.reset();
            self.encoder.encode(&Value::Number(0.0))?;
        }
        Ok(self.encoder.encode(&(self.value)(x)?)?)
    }
}

const CATEGORIES: [&str; 10] =
    ["amber", "blue", "cyan", "green", "indigo", "lime", "orange", "red", "violet", "yellow"];

fn plain(x: f64) -> Fallible<Value> {
    Ok(Value::Number(x))
}

fn difference(x: f64, y: f64) -> f64 {
    (x - y).abs()
}

/// The category with the unit interval that contains a number.
fn category(x: f64) -> Fallible<Value> {
    Ok(Value::from(CATEGORIES[(x as usize).min(CATEGORIES.len() - 1)]))
}

/// A time, given by the hours since a Monday.
fn time(hours: f64) -> Fallible<Value> {
    let seconds = (hours * 3600.0) as i64;
    let monday = date(2024, 1, 1).at(0, 0, 0, 0);
    Ok(Value::Time(monday.checked_add(Span::new().try_seconds(seconds)?)?))
}

fn round_the_clock(x: f64, y: f64) -> f64 {
    let apart = difference(x, y) % 24.0;
    apart.min(24.0 - apart)
}

/// Buckets of the log encoder per power of ten.
const BUCKETS_PER_DECADE: f64 = 25.0;

/// A number, given by the number of buckets below its logarithm.
fn power(x: f64) -> Fallible<Value> {
    Ok(Value::Number(10_f64.powf(x / BUCKETS_PER_DECADE)))
}

/// A square of a grid, on a line.
fn square(x: f64) -> Fallible<Value> {
    Ok(Value::List(vec![Value::Number(x.floor()), Value::Number(0.0)]))
}

/// The latitude of the positions, in degrees.
const LATITUDE: f64 = 47.0;

/// Meters per degree at the equator.
const METRES_IN_A_DEGREE: f64 = 111_319.490_793_273_57;

/// A position at walking speed, given by the meters east of the prime meridian.
fn place(metres: f64) -> Fallible<Value> {
    let degree = METRES_IN_A_DEGREE * LATITUDE.to_radians().cos();
    Ok(Value::List([LATITUDE, metres / degree, 1.5].map(Value::Number).to_vec()))
}

/// The distance of two categories in their order.
fn ranks_apart(x: f64, y: f64) -> f64 {
    difference(x.floor(), y.floor())
}

fn candidates() -> Fallible<Vec<Candidate>> {
    let date_parts = DateEncoderParameters::default()
        .with_time_of_day(TimeOfDayParameters::default())
        .with_day_of_week(DayOfWeekParameters::default());
    let mut candidates = vec![
        Candidate {
            key: "scalar",
            findings: ["scalar_any", "scalar_near"],
            name: "scalar, 0 to 100",
            encoder: Box::new(ScalarEncoder::new(ScalarEncoderParameters::default())?),
            range: 100.0,
            reach: 21.0,
            value: plain,
            distance: difference,
        },
        Candidate {
            key: "rdse",
            findings: ["rdse_any", "rdse_near"],
            name: "random distributed scalar",
            encoder: Box::new(RandomDistributedScalarEncoder::new(
                RandomDistributedScalarEncoderParameters::default(),
            )?),
            range: 100.0,
            reach: 21.0,
            value: plain,
            distance: difference,
        },
        Candidate {
            key: "periodic",
            findings: ["periodic_any", "periodic_near"],
            name: "periodic, 24 hours",
            encoder: Box::new(PeriodicEncoder::new(PeriodicEncoderParameters::default())?),
            range: 24.0,
            reach: 24.0 * 21.0 / 54.0,
            value: plain,
            distance: round_the_clock,
        },
        Candidate {
            key: "time_of_day",
            findings: ["time_of_day_any", "time_of_day_near"],
            name: "date: time of day",
            encoder: Box::new(DateEncoder::new(DateEncoderParameters::only_time_of_day())?),
            range: 14.0 * 24.0,
            reach: 24.0 * 21.0 / 54.0,
            value: time,
            distance: round_the_clock,
        },
        Candidate {
            key: "date",
            findings: ["date_any", "date_near"],
            name: "date: time and day",
            encoder: Box::new(DateEncoder::new(date_parts)?),
            range: 14.0 * 24.0,
            reach: 24.0 * 21.0 / 54.0,
            value: time,
            distance: difference,
        },
        Candidate {
            key: "category",
            findings: ["category_any", "category_near"],
            name: "category, 10 of them",
            encoder: Box::new(CategoryEncoder::new(CategoryEncoderParameters::new(CATEGORIES))?),
            range: 10.0,
            reach: 1.0,
            value: category,
            distance: |x, y| if x as usize == y as usize { 0.0 } else { f64::INFINITY },
        },
    ];
    candidates.extend(further_candidates()?);
    Ok(candidates)
}

/// The encoders for further kinds of data.
fn further_candidates() -> Fallible<Vec<Candidate>> {
    let ordered = OrderedCategoryEncoderParameters::new(CATEGORIES);
    let ordered_reach = f64::from(ordered.active_bits) / f64::from(ordered.spacing);
    let coordinate = CoordinateEncoderParameters::default();
    // Below this distance, the neighbourhoods of two squares on a line have squares in common.
    let squares = f64::from(2 * coordinate.radius + 1);
    let geospatial = GeospatialEncoderParameters::default();
    let radius = (0.75 * 1.5 * geospatial.timestep / geospatial.scale).round().max(3.0);
    // A Mercator map is stretched away from the equator.
    let metres = geospatial.scale * LATITUDE.to_radians().cos();
    Ok(vec![
        Candidate {
            key: "log",
            findings: ["log_any", "log_near"],
            name: "log, 1 to 10000",
            encoder: Box::new(LogEncoder::new(LogEncoderParameters::default())?),
            range: 4.0 * BUCKETS_PER_DECADE,
            reach: 21.0,
            value: power,
            distance: difference,
        },
        Candidate {
            key: "delta",
            findings: ["delta_any", "delta_near"],
            name: "delta, -50 to 50",
            encoder: Box::new(DeltaEncoder::new(DeltaEncoderParameters::default())?),
            range: 100.0,
            reach: 21.0,
            value: |x| plain(x - 50.0),
            distance: difference,
        },
        Candidate {
            key: "ordered_category",
            findings: ["ordered_category_any", "ordered_category_near"],
            name: "ordered category, 10",
            encoder: Box::new(OrderedCategoryEncoder::new(ordered)?),
            range: CATEGORIES.len() as f64,
            reach: ordered_reach,
            value: category,
            distance: ranks_apart,
        },
        Candidate {
            key: "coordinate",
            findings: ["coordinate_any", "coordinate_near"],
            name: "coordinate, on a line",
            encoder: Box::new(CoordinateEncoder::new(coordinate)?),
            range: 10.0 * squares,
            reach: squares,
            value: square,
            distance: difference,
        },
        Candidate {
            key: "geospatial",
            findings: ["geospatial_any", "geospatial_near"],
            name: "geospatial, walking",
            encoder: Box::new(GeospatialEncoder::new(geospatial)?),
            range: 10.0 * (2.0 * radius + 1.0) * metres,
            reach: (2.0 * radius + 1.0) * metres,
            value: place,
            distance: difference,
        },
    ])
}

/// Distance and overlap of random pairs. The second value is within `within` of the first.
fn pairs(
    candidate: &mut Candidate,
    within: f64,
    count: u32,
    random: &mut Pcg32,
) -> Fallible<Vec<(f64, f64)>> {
    let mut found = Vec::new();
    for _ in 0..count {
        let x = random.unit() * candidate.range;
        let y = loop {
            let y = x + (2.0 * random.unit() - 1.0) * within;
            if (0.0..candidate.range).contains(&y) {
                break y;
            }
        };
        let (bits, others) = (candidate.encode(x)?, candidate.encode(y)?);
        found.push(((candidate.distance)(x, y), f64::from(bits.overlap(&others)?)));
    }
    Ok(found)
}

/// The rank of each value; equal values share the mean of their ranks.
fn ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&a, &b| values[a].total_cmp(&values[b]));
    let mut ranks = vec![0.0; values.len()];
    let mut start = 0;
    for group in order.chunk_by(|&a, &b| values[a] == values[b]) {
        let mean = start as f64 + (group.len() as f64 - 1.0) / 2.0;
        group.iter().for_each(|&place| ranks[place] = mean);
        start += group.len();
    }
    ranks
}

/// Spearman's rank correlation: Pearson's correlation of the ranks.
pub fn rank_correlation(pairs: &[(f64, f64)]) -> f64 {
    let (xs, ys): (Vec<f64>, Vec<f64>) = pairs.iter().copied().unzip();
    let (xs, ys) = (ranks(&xs), ranks(&ys));
    let mean = (pairs.len() as f64 - 1.0) / 2.0;
    let product = |a: &[f64], b: &[f64]| -> f64 {
        a.iter().zip(b).map(|(a, b)| (a - mean) * (b - mean)).sum()
    };
    product(&xs, &ys) / (product(&xs, &xs) * product(&ys, &ys)).sqrt()
}

/// The fraction of ordered pairs of pairs for which equation 4 holds as written: an overlap is at least
/// as large if and only if the distance is at most as large.
fn equation_4(pairs: &[(f64, f64)]) -> f64 {
    let mut holds = 0_u32;
    for (at, one) in pairs.iter().enumerate() {
        for (other_at, other) in pairs.iter().enumerate() {
            holds += u32::from(at != other_at && (one.1 >= other.1) == (one.0 <= other.0));
        }
    }
    f64::from(holds) / (pairs.len() * (pairs.len() - 1)) as f64
}

/// What the rules of pp. 30-31 ask of an encoder, over random values.
struct Rules {
    /// The mean overlap of values that are close enough to share bits, and of any two, as fractions of w.
    near: f64,
    any: f64,
    /// Values with different bits when encoded again.
    changed: u32,
    /// Sizes of the SDRs, and least and most ON bits.
    sizes: BTreeSet<u32>,
    least: u32,
    most: u32,
}

impl Rules {
    fn measure(
        candidate: &mut Candidate,
        near: &[(f64, f64)],
        any: &[(f64, f64)],
        random: &mut Pcg32,
    ) -> Fallible<Self> {
        let w = f64::from(candidate.encoder.active_bits());
        let mean = |pairs: &[(f64, f64)]| {
            pairs.iter().map(|(_, overlap)| overlap / w).sum::<f64>() / pairs.len() as f64
        };
        let mut rules = Self {
            near: mean(near),
            any: mean(any),
            changed: 0,
            sizes: BTreeSet::new(),
            least: u32::MAX,
            most: 0,
        };
        for _ in 0..200 {
            let x = random.unit() * candidate.range;
            let (once, again) = (candidate.encode(x)?, candidate.encode(x)?);
            rules.changed += u32::from(once != again);
            rules.sizes.insert(once.size());
            rules.least = rules.least.min(once.active_bits());
            rules.most = rules.most.max(once.active_bits());
        }
        Ok(rules)
    }

    /// Whether the four rules hold.
    fn hold(&self) -> [bool; 4] {
        [
            self.near > self.any,
            self.changed == 0,
            self.sizes.len() == 1,
            self.least == self.most && self.least >= 20,
        ]
    }
}

pub fn rules_and_distance(effort: Effort) -> Outcome {
    let count = effort.pick(1_000, 5_000);
    let mut random = Pcg32::new(1, 0);
    let mut table = Table::new(
        "Overlap versus distance for pairs of random values",
        ["encoder", "rank corr., any", "rank corr., near", "equation 4, any", "equation 4, near"],
    );
    let mut rules_table = Table::new(
        "The four rules: similar values overlap, same value same bits, same size, same and enough ON bits",
        ["encoder", "overlap near", "overlap any", "changed", "size", "ON bits", "rules that hold"],
    );
    let mut plot = Plot::new(
        "Overlap versus distance",
        "distance; from 1 on, no bits in common",
        "mean overlap, fraction of w",
    );
    let mut answer = Answer::to(format!(
        "The four rules of BAMI pp. 30-31, for each encoder: values that are close enough to share bits overlap more \
         than any two; 200 random values are encoded twice; all SDRs have the same size; and the same number of ON \
         bits, at least 20. Then equation 4: for each encoder, {count} pairs of random values (seed 1) from its whole range, and {count} pairs that are \
         close enough to share bits. Spearman's rank correlation of distance and overlap is -1 for a perfect \
         encoder. The distance of times is in hours, for the time of day alone the shorter way around the clock. \
         Equation 4 is counted over all ordered pairs of pairs, as written, including ties."
    ));
    let mut figures = Vec::new();
    let (mut held, mut encoders) = ([0_u32; 4], 0_u32);
    for mut candidate in candidates()? {
        let range = candidate.range;
        let any = pairs(&mut candidate, range, count, &mut random)?;
        let reach = candidate.reach;
        let near = pairs(&mut candidate, reach, count, &mut random)?;
        let row =
            [rank_correlation(&any), rank_correlation(&near), equation_4(&any), equation_4(&near)];
        let rules = Rules::measure(&mut candidate, &near, &any, &mut Pcg32::new(1, 1))?;
        let hold = rules.hold();
        rules_table.row([
            candidate.name.to_owned(),
            format!("{:.3}", rules.near),
            format!("{:.3}", rules.any),
            rules.changed.to_string(),
            rules.sizes.iter().map(u32::to_string).collect::<Vec<_>>().join(", "),
            if rules.least == rules.most {
                rules.least.to_string()
            } else {
                format!("{} to {}", rules.least, rules.most)
            },
            hold.iter().filter(|holds| **holds).count().to_string(),
        ]);
        held.iter_mut().zip(hold).for_each(|(held, holds)| *held += u32::from(holds));
        encoders += 1;
        let shown = row.map(|figure| format!("{figure:.4}"));
        table.row([candidate.name].into_iter().map(str::to_owned).chain(shown));
        answer = answer
            .finding(
                candidate.findings[0],
                row[0],
                format!("rank correlation, any pairs: {}", candidate.name),
            )
            .finding(
                candidate.findings[1],
                row[1],
                format!("rank correlation, near pairs: {}", candidate.name),
            );
        figures.push((candidate.key, row));
        // Categories have no distances to plot; the time of day is the same as the periodic encoder, and
        // logarithms and differences are the same as the scalar encoder.
        if !matches!(candidate.key, "category" | "time_of_day" | "log" | "delta") {
            let w = f64::from(candidate.encoder.active_bits());
            plot = plot.series(candidate.name, Mark::Line, means(&any, reach, w));
        }
    }
    let of = |key: &str| {
        let found = figures.iter().find(|(own, _)| *own == key);
        found.map(|(_, row)| *row).unwrap_or_default()
    };
    Ok(answer
        .finding("encoders", encoders, "encoders")
        .finding("similar", held[0], "of them give similar values more bits in common than any two")
        .finding("deterministic", held[1], "give the same value the same bits")
        .finding("same_size", held[2], "give SDRs of one size")
        .finding("same_sparsity", held[3], "have the same number of ON bits, at least 20")
        .finding("scalar_equation_4", of("scalar")[3], "fraction of near pairs of pairs: scalar")
        .finding("category_equation_4", of("category")[2], "fraction of pairs of pairs: category")
        .table(rules_table)
        .table(table)
        .plot(plot)
        .reading(format!(
            "An encoder is good if similar values share bits, the same value always has the same bits, and all SDRs \
             have the same size and about the same number of ON bits, enough of them to bear noise. Each is a test \
             that any new encoder can be put to: of {encoders} encoders {}, {}, {} and {} pass. What \"similar\" means \
             must be said first, as a distance; then equation 4 asks that overlaps fall as distances grow, which a \
             rank correlation measures. Near values follow it: the scalar and the periodic encoder lose a bit with every bucket, and the \
             rank correlation is {:.3} and {:.3}; it is not exactly -1 because distances that differ by less than a \
             bucket give the same overlap. Beyond the reach of w buckets, all overlaps are 0 and distances cannot be \
             distinguished, so that the correlation over the whole range is {:.3} for the scalar encoder. There, the \
             random distributed encoder has chance overlaps instead of 0, w^2 / n = 1.1 bits on average, which do \
             not depend on the distance ({:.3}). Categories satisfy equation 4 literally, for {:.0}% of the pairs of \
             pairs. Time and day together do not, if distance means hours: after a day, and even more after a week, \
             the bits return ({:.3}). That is the purpose of the encoder; equation 4 only measures an encoder \
             against the distance that its user has in mind. The log and the delta encoder are the scalar encoder of \
             logarithms and of differences ({:.3} and {:.3} near). For ordered categories, only neighbors share \
             bits, so that equation 4 holds for {:.0}% of the near pairs of pairs, and all larger distances look the \
             same ({:.3} over the whole range). A position is encoded by the w heaviest squares around it; the \
             number of squares that two positions share decreases with the distance, with random variations ({:.3} \
             near for squares on a line, {:.3} for meters). Over the whole range, ten times the reach, most pairs \
             have only chance overlaps, w^2 / n = 0.8 bits on average ({:.3} and {:.3}).",
            held[0],
            held[1],
            held[2],
            held[3],
            of("scalar")[1],
            of("periodic")[1],
            of("scalar")[0],
            of("rdse")[0],
            100.0 * of("category")[2],
            of("date")[0],
            of("log")[1],
            of("delta")[1],
            100.0 * of("ordered_category")[3],
            of("ordered_category")[0],
            of("coordinate")[1],
            of("geospatial")[1],
            of("coordinate")[0],
            of("geospatial")[0],
        )))
}

/// The mean overlap as a fraction of w, by distance in units of the reach, in steps of a tenth up to 3.
fn means(pairs: &[(f64, f64)], reach: f64, w: f64) -> Vec<(f64, f64)> {
    let mut sums = [(0.0, 0.0); 30];
    for (distance, overlap) in pairs {
        if let Some(sum) = sums.get_mut((distance / reach * 10.0) as usize) {
            *sum = (sum.0 + overlap, sum.1 + 1.0);
        }
    }
    let points = sums.iter().enumerate().filter(|(_, sum)| sum.1 > 0.0);
    points.map(|(step, sum)| ((step as f64 + 0.5) / 10.0, sum.0 / sum.1 / w)).collect()
}
