//! The values of encoders in a pin: PIN-REGION.

use super::{Lines, Word, put_fields};
use crate::encoders::{
    Collisions, DateEncoderParameters, EncoderMemory, EncoderParameters, FirstWeekday, Rounding,
};

/// The type, the parameters and the state of an encoder.
//= spec/pin.md#pin-region
//# The values of an encoder MUST have the prefix `encoders.`, the number of the encoder and a dot,
//# and be its `field`, its `columns`, its `type`, its parameters and its state.
pub(crate) fn write_encoder(
    parameters: &EncoderParameters,
    memory: Option<&EncoderMemory>,
    lines: &mut Lines,
) {
    lines.put("type", &Word(type_of(parameters)));
    match parameters {
        EncoderParameters::Scalar(p) => {
            put_fields!(lines, p, minimum, maximum, buckets, active_bits);
        }
        EncoderParameters::RandomDistributedScalar(p) => {
            put_fields!(lines, p, resolution, size, active_bits, offset, seed);
            if p.rounding == Rounding::Floor {
                lines.put("rounding", &Word("floor"));
            }
            write_collisions(p.collisions, lines);
        }
        EncoderParameters::Category(p) => {
            put_fields!(lines, p, categories, active_bits, unknown_slot);
        }
        EncoderParameters::Periodic(p) => {
            put_fields!(lines, p, period, buckets, active_bits, minimum);
        }
        EncoderParameters::Date(p) => write_date(p, lines),
        EncoderParameters::Log(p) => put_fields!(lines, p, minimum, maximum, buckets, active_bits),
        EncoderParameters::Delta(p) => {
            put_fields!(lines, p, minimum, maximum, buckets, active_bits);
        }
        EncoderParameters::OrderedCategory(p) => {
            put_fields!(lines, p, categories, active_bits, spacing, cyclic);
        }
        EncoderParameters::Coordinate(p) => {
            put_fields!(lines, p, dimensions, radius, size, active_bits, seed);
            write_collisions(p.collisions, lines);
        }
        EncoderParameters::Geospatial(p) => {
            put_fields!(lines, p, scale, timestep, size, active_bits, seed, speed, altitude);
            write_collisions(p.collisions, lines);
        }
        EncoderParameters::PassThrough(p) => put_fields!(lines, p, size, active_bits, exact),
        EncoderParameters::Custom(encoder) => lines.put("kind", &encoder.kind().to_owned()),
        EncoderParameters::Concatenated(p) => {
            let memories = parts(memory);
            for (place, part) in p.parts.iter().enumerate() {
                lines.within(&format!("parts.{place}"), |lines| {
                    lines.put("name", &part.name);
                    write_part(&part.encoder, memories.get(place), lines);
                });
            }
        }
    }
    if let Some(memory) = memory {
        write_memory(memory, lines);
    }
}

/// The switch of D-ENC-2 and D-ENC-19, which is newer than version 1 of the text.
fn write_collisions(collisions: Collisions, lines: &mut Lines) {
    if collisions == Collisions::Leave {
        lines.put("collisions", &Word("leave"));
    }
}

/// An encoder of a concatenation, after its name.
pub(crate) fn write_part(
    parameters: &EncoderParameters,
    memory: Option<&(u64, EncoderMemory)>,
    lines: &mut Lines,
) {
    write_encoder(parameters, memory.map(|part| &part.1), lines);
    lines.put("missing", &memory.map(|part| part.0));
}

/// The memories of the parts of a concatenation.
pub(crate) fn parts(memory: Option<&EncoderMemory>) -> &[(u64, EncoderMemory)] {
    match memory {
        Some(EncoderMemory::Parts(parts)) => parts,
        _ => &[],
    }
}

fn type_of(parameters: &EncoderParameters) -> &'static str {
    match parameters {
        EncoderParameters::Scalar(_) => "scalar",
        EncoderParameters::RandomDistributedScalar(_) => "random-distributed-scalar",
        EncoderParameters::Category(_) => "category",
        EncoderParameters::Periodic(_) => "periodic",
        EncoderParameters::Date(_) => "date",
        EncoderParameters::Log(_) => "log",
        EncoderParameters::Delta(_) => "delta",
        EncoderParameters::OrderedCategory(_) => "ordered-category",
        EncoderParameters::Coordinate(_) => "coordinate",
        EncoderParameters::Geospatial(_) => "geospatial",
        EncoderParameters::PassThrough(_) => "pass-through",
        EncoderParameters::Concatenated(_) => "concatenated",
        EncoderParameters::Custom(_) => "custom",
    }
}

/// The parts of a date that are used.
fn write_date(parameters: &DateEncoderParameters, lines: &mut Lines) {
    macro_rules! part {
        ($part:ident: $($field:ident),+) => {
            if let Some(part) = &parameters.$part {
                lines.within(stringify!($part), |lines| put_fields!(lines, part, $($field),+));
            }
        };
    }
    part!(time_of_day: buckets, active_bits);
    part!(day_of_week: buckets, active_bits);
    if let Some(part) = &parameters.day_of_week
        && part.first_weekday == FirstWeekday::Sunday
    {
        // NB: version 1 of the text knew no other first day than Monday.
        lines.within("day_of_week", |lines| lines.put("first_weekday", &Word("sunday")));
    }
    part!(weekend: active_bits);
    part!(season: buckets, active_bits);
    part!(month: buckets, active_bits);
    part!(day_of_month: buckets, active_bits);
    part!(holiday: active_bits, dates);
    part!(custom_days: active_bits, days);
    part!(day_night: active_bits, day_begins, night_begins);
    part!(minute_of_hour: buckets, active_bits);
}

fn write_memory(memory: &EncoderMemory, lines: &mut Lines) {
    match memory {
        EncoderMemory::Previous(previous) => lines.put("previous", previous),
        EncoderMemory::Buckets(buckets) => lines.put("buckets", buckets),
        EncoderMemory::Places(places) => {
            let position = |(position, radius): &(Vec<i64>, u32)| {
                let position: Vec<String> = position.iter().map(i64::to_string).collect();
                format!("{}:{radius}", position.join(","))
            };
            lines.line("positions =", places.iter().map(position));
        }
        // The parts of a concatenation have lines of their own.
        EncoderMemory::Nothing | EncoderMemory::Parts(_) => {}
    }
}
