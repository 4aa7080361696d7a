//! A detector in a snapshot: `spec/snapshot.md`, SNAP-DETECTOR.

use std::collections::VecDeque;

use super::alarm::Alarm;
use super::blocks::{BLOCK, BLOCKS, Blocks};
use super::combined::Combined;
use super::extremes::{Extremes, RANK};
use super::field::{Field, MOST_CATEGORIES};
use super::flat_line::FlatLine;
use super::range::{EPOCH, Range};
use super::scale::{REPLAYED, Scale};
use super::season::{DAYS, Season, Slots};
use super::surprise::{KEPT, Sums, Surprise};
use super::{Detector, DetectorParameters};
use crate::encoders::{EncoderRegistry, RegistryError};
use crate::limits::{Limits, MemoryEstimate};
use crate::parameters::ParameterError;
use crate::region::Region;
use crate::snapshot::{Packer, SnapshotError, Unpacker, snapshots};

impl DetectorParameters {
    fn resolve_encoders(&mut self, registry: &EncoderRegistry) -> Result<(), RegistryError> {
        self.region.resolve_encoders(registry)
    }
}

impl Detector {
    /// The memory that an object of these parameters takes at the start.
    fn memory_of(parameters: &DetectorParameters) -> Result<MemoryEstimate, ParameterError> {
        parameters.memory()
    }

    fn parameters_to_save(&self) -> DetectorParameters {
        self.parameters.clone()
    }

    //= spec/snapshot.md#snap-detector
    //# The arrays of a detector MUST be those of the table, together with those of the regions of
    //# each scale, each name prefixed with `classes`, the number of the class, `scales`, the number
    //# of the scale, `regions` and the number of the region, each followed by a dot.
    fn pack(&self, packer: &mut Packer) {
        packer.put("rows", vec![self.rows]);
        packer.put("class_of", self.class_of.iter().map(|&class| class as u32).collect::<Vec<_>>());
        packer.part("alarm", |packer| self.alarm.pack(packer));
        packer.part("combined", |packer| self.combined.blocks.pack(packer));
        for (index, class) in self.classes.iter().enumerate() {
            packer.part(&format!("classes.{index}"), |packer| class.pack(packer));
        }
    }

    fn unpack(
        parameters: DetectorParameters,
        unpacker: &mut Unpacker,
    ) -> Result<Self, SnapshotError> {
        parameters.validate().map_err(|error| SnapshotError::parameters(&error))?;
        let mut detector = Self::unlimited(parameters, &Limits::default());
        detector.rows = unpacker.counter("rows")?;
        detector.class_of = detector.unpack_classes(unpacker)?;
        detector.alarm = unpacker.part("alarm", Alarm::unpack)?;
        let statistics = detector.classes.iter().map(Field::statistics).sum();
        detector.combined = Combined::new(statistics);
        detector.combined.blocks = unpacker.part("combined", Blocks::unpack)?;
        detector.combined.count();
        let Self { parameters, classes, .. } = &mut detector;
        for (index, class) in classes.iter_mut().enumerate() {
            let part = format!("classes.{index}");
            unpacker.part(&part, |unpacker| class.unpack(parameters, unpacker))?;
        }
        Ok(detector)
    }

    /// Takes the classes of the fields, and makes a detector for each.
    fn unpack_classes(&mut self, unpacker: &mut Unpacker) -> Result<Vec<usize>, SnapshotError> {
        let class_of = unpacker.u32s("class_of")?;
        unpacker.check_len("class_of", class_of.len(), self.parameters.fields.len())?;
        let class_of: Vec<usize> = class_of.into_iter().map(|class| class as usize).collect();
        let mut kinds = Vec::new();
        for number in 0..class_of.iter().max().map_or(0, |&most| most.min(class_of.len()) + 1) {
            let fields = self.parameters.fields.iter().zip(&class_of);
            let mut members = fields.filter(|(_, class)| **class == number).map(|(f, _)| f.kind);
            let kind = members.next().filter(|&kind| members.all(|other| other == kind));
            let Some(kind) = kind else {
                let problem = "must number the classes without a gap, each with fields of one kind";
                return Err(unpacker.wrong("class_of", problem));
            };
            kinds.push(kind);
        }
        self.classes = kinds.into_iter().map(|kind| Field::new(&self.parameters, kind)).collect();
        Ok(class_of)
    }
}

/// A list of at most `most` finite numbers.
fn numbers(name: &str, most: usize, unpacker: &mut Unpacker) -> Result<Vec<f64>, SnapshotError> {
    let numbers = unpacker.f64s(name)?;
    if numbers.len() > most {
        let problem = format!("has {} numbers; it must have at most {most}", numbers.len());
        return Err(unpacker.wrong(name, problem));
    }
    unpacker.check_numbers(name, &numbers, "finite", f64::is_finite)?;
    Ok(numbers)
}

/// Exactly `N` finite numbers.
fn exactly<const N: usize>(name: &str, unpacker: &mut Unpacker) -> Result<[f64; N], SnapshotError> {
    let found = numbers(name, N, unpacker)?;
    unpacker.check_len(name, found.len(), N)?;
    Ok(std::array::from_fn(|index| found[index]))
}

/// A number that may be missing.
fn optional(name: &str, unpacker: &mut Unpacker) -> Result<Option<f64>, SnapshotError> {
    Ok(numbers(name, 1, unpacker)?.first().copied())
}

/// Packs a list of numbers that has its own front.
fn list<'a>(numbers: impl IntoIterator<Item = &'a f64>) -> Vec<f64> {
    numbers.into_iter().copied().collect()
}

impl Alarm {
    fn pack(&self, packer: &mut Packer) {
        packer.put("since", Vec::from_iter(self.since));
        packer.put("strength", vec![self.strength]);
    }

    fn unpack(unpacker: &mut Unpacker) -> Result<Self, SnapshotError> {
        let since = unpacker.u64s("since")?;
        unpacker.check_len("since", since.len(), usize::from(!since.is_empty()))?;
        unpacker.check_counters("since", &since)?;
        let [strength] = exactly("strength", unpacker)?;
        Ok(Self { since: since.first().copied(), strength })
    }
}

impl Blocks {
    fn pack(&self, packer: &mut Packer) {
        packer.put("rows", vec![self.rows]);
        packer.put("greatest", Vec::from_iter(self.greatest));
        packer.put("blocks", list(&self.complete));
    }

    fn unpack(unpacker: &mut Unpacker) -> Result<Self, SnapshotError> {
        let rows = unpacker.u32("rows")?;
        if rows >= BLOCK {
            let problem = format!("is {rows}; it must be below {BLOCK}");
            return Err(unpacker.wrong("rows", problem));
        }
        let greatest = optional("greatest", unpacker)?;
        let found = usize::from(greatest.is_some());
        unpacker.check_len("greatest", found, usize::from(rows > 0))?;
        let complete = VecDeque::from(numbers("blocks", BLOCKS, unpacker)?);
        Ok(Self { rows, greatest, complete })
    }
}

impl Extremes {
    fn pack(&self, packer: &mut Packer) {
        packer.put("greatest", self.greatest.clone());
        packer.put("least", self.least.clone());
    }

    fn unpack(unpacker: &mut Unpacker) -> Result<Self, SnapshotError> {
        let greatest = numbers("greatest", RANK, unpacker)?;
        let least = numbers("least", RANK, unpacker)?;
        unpacker.check_len("least", least.len(), greatest.len())?;
        if !greatest.is_sorted_by(|a, b| a >= b) || !least.is_sorted() {
            return Err(unpacker.wrong("least", "must ascend, and `greatest` must descend"));
        }
        Ok(Self { greatest, least })
    }
}

impl Range {
    fn pack(&self, packer: &mut Packer) {
        packer.part("current", |packer| self.current.pack(packer));
        packer.part("before", |packer| self.before.pack(packer));
        packer.put("rows", vec![self.in_epoch, self.rows]);
    }

    fn unpack(unpacker: &mut Unpacker) -> Result<Self, SnapshotError> {
        let current = unpacker.part("current", Extremes::unpack)?;
        let before = unpacker.part("before", Extremes::unpack)?;
        let rows = unpacker.u64s("rows")?;
        unpacker.check_len("rows", rows.len(), 2)?;
        unpacker.check_counters("rows", &rows)?;
        let (in_epoch, rows) = (rows[0], rows[1]);
        if in_epoch >= EPOCH {
            let problem = format!("begins with {in_epoch}; it must be below {EPOCH}");
            return Err(unpacker.wrong("rows", problem));
        }
        Ok(Self { current, before, in_epoch, rows })
    }
}

impl FlatLine {
    fn pack(&self, packer: &mut Packer) {
        packer.put("last", Vec::from_iter(self.last));
        packer.put("counts", vec![self.run, self.changes]);
    }

    fn unpack(unpacker: &mut Unpacker) -> Result<Self, SnapshotError> {
        let last = optional("last", unpacker)?;
        let counts = unpacker.u64s("counts")?;
        unpacker.check_len("counts", counts.len(), 2)?;
        unpacker.check_counters("counts", &counts)?;
        Ok(Self { last, run: counts[0], changes: counts[1] })
    }
}

impl Season {
    fn pack(&self, packer: &mut Packer) {
        let (times, slots) = match self {
            Self::Unknown(times) => (Some(times.clone()), None),
            Self::None => (None, None),
            Self::Known(slots) => (None, Some(slots)),
        };
        packer.put("times", times.unwrap_or_default());
        let kind = match self {
            Self::Unknown(_) => 0_u32,
            Self::None => 1,
            Self::Known(_) => 2,
        };
        packer.put("kind", vec![kind]);
        if let Some(slots) = slots {
            slots.pack(packer);
        }
    }

    fn unpack(unpacker: &mut Unpacker) -> Result<Self, SnapshotError> {
        let times = unpacker.i64s("times")?;
        let kind = unpacker.u32("kind")?;
        let most = if kind == 0 { super::season::INTERVALS } else { 0 };
        if times.len() > most || times.iter().any(|time| time.unsigned_abs() >= 1 << 40) {
            return Err(unpacker.wrong("times", format!("must be at most {most} times")));
        }
        match kind {
            0 => Ok(Self::Unknown(times)),
            1 => Ok(Self::None),
            2 => Ok(Self::Known(Box::new(Slots::unpack(unpacker)?))),
            _ => Err(unpacker.wrong("kind", format!("is {kind}; it must be 0, 1 or 2"))),
        }
    }
}

impl Slots {
    fn pack(&self, packer: &mut Packer) {
        packer.put("step", vec![self.seconds, i64::from(self.rows), self.slot]);
        packer.put("sum", vec![self.sum]);
        packer.put("count", vec![self.count]);
        packer.put("values", list(&self.values));
        packer.put("distances", self.residuals.to_vec());
        packer.put("steps", vec![self.steps]);
        packer.put("deviations", list(&self.deviations));
        packer.put("statistics", self.statistics.map(Vec::from).unwrap_or_default());
        packer.put("expected", Vec::from_iter(self.expected));
    }

    fn unpack(unpacker: &mut Unpacker) -> Result<Self, SnapshotError> {
        let step = unpacker.i64s("step")?;
        unpacker.check_len("step", step.len(), 3)?;
        let [seconds, rows, slot] = std::array::from_fn(|index| step[index]);
        let Some(mut slots) = Slots::of(seconds, rows, slot) else {
            let problem = "must be the seconds of a step, its rows and its number";
            return Err(unpacker.wrong("step", problem));
        };
        [slots.sum] = exactly("sum", unpacker)?;
        slots.count = unpacker.u32("count")?;
        if slots.count >= slots.rows {
            return Err(unpacker.wrong("count", "must be below the rows of a step"));
        }
        let values = unpacker.f64s("values")?;
        if values.len() > DAYS * slots.day {
            return Err(unpacker.wrong("values", "has more numbers than steps are remembered"));
        }
        let allowed = "finite, or NaN if missing";
        unpacker.check_numbers("values", &values, allowed, |value| !value.is_infinite())?;
        slots.values = VecDeque::from(values);
        slots.residuals = exactly("distances", unpacker)?;
        slots.steps = unpacker.counter("steps")?;
        let most = slots.day.div_ceil(2);
        slots.deviations = VecDeque::from(numbers("deviations", most, unpacker)?);
        let statistics = numbers("statistics", slots.residuals.len(), unpacker)?;
        slots.statistics = match statistics[..] {
            [] => None,
            [a, b, c] => Some([a, b, c]),
            _ => return Err(unpacker.wrong("statistics", "must be empty or have 3 numbers")),
        };
        slots.expected = optional("expected", unpacker)?;
        slots.sort();
        Ok(slots)
    }
}

impl Surprise {
    fn pack(&self, packer: &mut Packer) {
        packer.put("steps", vec![self.steps]);
        packer.put("raw_scores", list(&self.raw));
        let sums = self.sums.iter().flat_map(|sums| [sums.count, sums.sum, sums.squares]);
        packer.put("sums", sums.collect::<Vec<f64>>());
    }

    fn unpack(unpacker: &mut Unpacker) -> Result<Self, SnapshotError> {
        let steps = unpacker.counter("steps")?;
        let raw = VecDeque::from(numbers("raw_scores", KEPT, unpacker)?);
        let sums: [f64; 12] = exactly("sums", unpacker)?;
        let sums = std::array::from_fn(|window| Sums {
            count: sums[3 * window],
            sum: sums[3 * window + 1],
            squares: sums[3 * window + 2],
        });
        Ok(Self { steps, raw, sums })
    }
}

impl Scale {
    fn pack(&self, packer: &mut Packer) {
        packer.put("rows", self.groups.rows.clone());
        packer.put("running_mean", Vec::from_iter(self.groups.running_mean));
        packer.put("history", self.history.iter().flatten().copied().collect::<Vec<f64>>());
        for (index, extremes) in self.extremes.iter().enumerate() {
            packer.part(&format!("extremes.{index}"), |packer| extremes.pack(packer));
        }
        packer.put("encoders", vec![self.widths[0], self.widths[1], self.offset]);
        packer.put("counts", vec![self.steps, self.builds, self.clamped]);
        packer.put("is_clamped", vec![u32::from(self.is_clamped)]);
        packer.put("surprise", Vec::from_iter(self.surprise));
        packer.put("actual", Vec::from_iter(self.actual));
        packer.put("predicted", self.predicted.clone());
        for (index, surprise) in self.surprises.iter().enumerate() {
            packer.part(&format!("surprises.{index}"), |packer| surprise.pack(packer));
        }
        packer.put("built", vec![self.regions.len() as u32]);
        for (index, region) in self.regions.iter().enumerate() {
            packer.part(&format!("regions.{index}"), |packer| region.pack(packer));
        }
    }

    fn unpack(
        &mut self,
        parameters: &DetectorParameters,
        unpacker: &mut Unpacker,
    ) -> Result<(), SnapshotError> {
        let most = self.rows() as usize - 1;
        self.groups.rows = numbers("rows", most, unpacker)?;
        self.groups.running_mean = optional("running_mean", unpacker)?;
        let history = numbers("history", 2 * REPLAYED, unpacker)?;
        let (pairs, rest) = history.as_chunks::<2>();
        if !rest.is_empty() {
            return Err(unpacker.wrong("history", "must consist of pairs"));
        }
        self.history = pairs.iter().copied().collect();
        for (index, extremes) in self.extremes.iter_mut().enumerate() {
            *extremes = unpacker.part(&format!("extremes.{index}"), Extremes::unpack)?;
        }
        [self.widths[0], self.widths[1], self.offset] = exactly("encoders", unpacker)?;
        let counts = unpacker.u64s("counts")?;
        unpacker.check_len("counts", counts.len(), 3)?;
        unpacker.check_counters("counts", &counts)?;
        [self.steps, self.builds, self.clamped] = std::array::from_fn(|index| counts[index]);
        self.is_clamped = unpacker.u32("is_clamped")? != 0;
        self.surprise = optional("surprise", unpacker)?;
        self.actual = optional("actual", unpacker)?;
        self.predicted = unpacker.u32s("predicted")?;
        unpacker.check_ascending("predicted", &self.predicted, parameters.region_columns())?;
        for (index, surprise) in self.surprises.iter_mut().enumerate() {
            *surprise = unpacker.part(&format!("surprises.{index}"), Surprise::unpack)?;
        }
        let built = unpacker.u32("built")?;
        if built != 0 && built != parameters.regions {
            let problem = format!("is {built}; it must be 0 or {}", parameters.regions);
            return Err(unpacker.wrong("built", problem));
        }
        for number in 0..built {
            let of_region = self.parameters_of(parameters, number);
            let part = format!("regions.{number}");
            let region = unpacker.part(&part, |unpacker| Region::unpack(of_region, unpacker))?;
            self.regions.push(region);
        }
        Ok(())
    }
}

impl Field {
    fn pack(&self, packer: &mut Packer) {
        packer.part("range", |packer| self.range.pack(packer));
        packer.part("season", |packer| self.season.pack(packer));
        packer.part("flat_line", |packer| self.flat_line.pack(packer));
        let mut names: Vec<(&u32, &String)> =
            self.categories.iter().map(|(name, number)| (number, name)).collect();
        names.sort();
        let names = names.into_iter().map(|(_, name)| name.chars().map(u32::from).collect());
        let names: Vec<Vec<u32>> = names.collect();
        packer.put_lists("category_lengths", "categories", names.iter().map(Vec::as_slice));
        for (index, watched) in self.watched.iter().enumerate() {
            packer.part(&format!("calibrations.{index}"), |packer| {
                watched.calibration.blocks.pack(packer)
            });
        }
        for (index, scale) in self.scales.iter().enumerate() {
            packer.part(&format!("scales.{index}"), |packer| scale.pack(packer));
        }
    }

    fn unpack(
        &mut self,
        parameters: &DetectorParameters,
        unpacker: &mut Unpacker,
    ) -> Result<(), SnapshotError> {
        self.range = unpacker.part("range", Range::unpack)?;
        self.season = unpacker.part("season", Season::unpack)?;
        self.flat_line = unpacker.part("flat_line", FlatLine::unpack)?;
        let names = unpacker.lists("category_lengths", "categories")?;
        if names.len() > MOST_CATEGORIES {
            let problem = format!("has {} names; at most {MOST_CATEGORIES} are kept", names.len());
            return Err(unpacker.wrong("categories", problem));
        }
        for (number, name) in names.into_iter().enumerate() {
            let name: Option<String> = name.into_iter().map(char::from_u32).collect();
            let Some(name) = name else {
                return Err(unpacker.wrong("categories", "must be the code points of names"));
            };
            self.categories.insert(name, number as u32);
        }
        for (index, watched) in self.watched.iter_mut().enumerate() {
            let part = format!("calibrations.{index}");
            watched.calibration.blocks = unpacker.part(&part, Blocks::unpack)?;
            watched.calibration.refit();
        }
        for (index, scale) in self.scales.iter_mut().enumerate() {
            let part = format!("scales.{index}");
            unpacker.part(&part, |unpacker| scale.unpack(parameters, unpacker))?;
        }
        Ok(())
    }
}

snapshots!(Detector, Detector, registry EncoderRegistry);
