//! Random vectors of encoders.

use serde_json::{Map, Value, json};

use super::generate::{Draw, Drawn};

impl Draw {
    fn numbers(&mut self, low: i32, high: i32) -> Vec<Value> {
        (0..self.between(1, 12))
            .map(|_| {
                let value = match self.below(12) {
                    0 => Value::Null,
                    1..4 => self.between(0, 20).into(),
                    _ => self.decimal(low, high).into(),
                };
                json!({ "value": value })
            })
            .collect()
    }

    pub(super) fn scalar(&mut self) -> Drawn {
        let minimum = self.decimal(-20, 20);
        let parameters = json!({
            "minimum": minimum,
            "maximum": minimum + self.decimal(1, 50),
            "buckets": self.between(1, 60),
            "active_bits": self.between(1, 21),
        });
        (parameters, None, self.numbers(-60, 80))
    }

    pub(super) fn random_distributed_scalar(&mut self) -> Drawn {
        let mut parameters = json!({
            "resolution": self.pick(&[0.001, 0.1, 0.25, 1.0, 3.0]),
            "size": self.pick(&[5, 21, 40, 126, 400]),
            "active_bits": self.pick(&[1, 5, 5, 11]).min(5 + self.below(7)),
            "offset": self.pick(&[0.0, 0.0, 7.5, -1000.125]),
            "seed": self.below(1000),
        });
        let switches =
            [("rounding", json!(["floor", "nearest"])), ("collisions", json!(["leave", "probe"]))];
        self.switches(&mut parameters, &switches);
        (parameters, None, self.numbers(-100, 100))
    }

    pub(super) fn category(&mut self) -> Drawn {
        let names = ["red", "green", "blue", "grün", "", "a b"];
        let known = self.between(1, names.len() as u32) as usize;
        let parameters = json!({
            "categories": &names[..known],
            "active_bits": self.between(1, 5),
            "unknown_slot": self.one_in(2),
        });
        let inputs = (0..self.between(1, 8))
            .map(|_| {
                if self.one_in(8) {
                    json!({"value": null})
                } else {
                    json!({"value": self.pick(&names)})
                }
            })
            .collect();
        (parameters, None, inputs)
    }

    pub(super) fn periodic(&mut self) -> Drawn {
        let buckets = self.between(1, 60);
        let parameters = json!({
            "period": self.pick(&[1.0, 7.0, 24.0, 360.0, 0.3]),
            "buckets": buckets,
            "active_bits": self.between(1, buckets.min(21)),
            "minimum": self.pick(&[0.0, 0.0, -180.0, 0.1]),
        });
        (parameters, None, self.numbers(-100, 400))
    }

    pub(super) fn date(&mut self) -> Drawn {
        let mut parameters = Map::new();
        let kinds = self.between(1, 1023);
        let rings =
            ["time_of_day", "day_of_week", "season", "month", "day_of_month", "minute_of_hour"];
        for (place, name) in rings.into_iter().enumerate() {
            if kinds & (1 << place) > 0 {
                let (buckets, active) = (self.between(21, 84), self.between(1, 21));
                let mut part = json!({ "buckets": buckets, "active_bits": active });
                if name == "day_of_week" {
                    let switch = ("first_weekday", json!(["sunday", "monday"]));
                    self.switches(&mut part, &[switch]);
                }
                parameters.insert(name.into(), part);
            }
        }
        for (place, name) in ["weekend", "holiday", "custom_days", "day_night"].iter().enumerate() {
            if kinds & (64 << place) > 0 {
                let mut part = json!({ "active_bits": self.between(1, 5) });
                match *name {
                    "holiday" => {
                        let (month, day) = (self.between(1, 12), self.between(1, 28));
                        let any_day = format!("{month:02}-{day:02}");
                        part["dates"] = self.pick(&[
                            json!(["12-25", "02-29"]),
                            json!(["2026-11-21", "01-01"]),
                            json!([any_day]),
                        ])
                    }
                    "custom_days" => {
                        part["days"] =
                            self.pick(&[json!(["Monday"]), json!(["Sunday", "Wednesday"])])
                    }
                    "day_night" => {
                        part["day_begins"] = self.pick(&[0.0, 6.0, 7.25]).into();
                        part["night_begins"] = self.pick(&[18.0, 20.5, 24.0]).into();
                    }
                    _ => {}
                }
                parameters.insert((*name).into(), part);
            }
        }
        let inputs = (0..self.between(1, 8))
            .map(|_| {
                let (year, month, day) =
                    (self.between(1970, 2100), self.between(1, 12), self.between(1, 28));
                let (hour, minute, second) = (self.below(24), self.below(60), self.below(60));
                let time = format!("{hour:02}:{minute:02}:{second:02}");
                json!({ "value": format!("{year:04}-{month:02}-{day:02}T{time}") })
            })
            .collect();
        (parameters.into(), None, inputs)
    }

    /// The parameters of a scalar encoder between two numbers.
    fn range(&mut self, minimum: f64, maximum: f64) -> Value {
        json!({
            "minimum": minimum,
            "maximum": maximum,
            "buckets": self.between(1, 60),
            "active_bits": self.between(1, 21),
        })
    }

    pub(super) fn log(&mut self) -> Drawn {
        let minimum = self.pick(&[1.0, 0.001, 7.3, 1e-300]);
        let ratio = self.pick(&[1.5, 10.0, 1000.0, 1e12]);
        let parameters = self.range(minimum, minimum * ratio);
        let inputs = (0..self.between(1, 12))
            .map(|_| match self.below(12) {
                0 => json!({ "value": null }),
                1 => json!({ "value": self.pick(&[5e-324, 1e308, minimum, minimum * ratio]) }),
                2 => json!({ "value": self.between(0, 3) }),
                _ => {
                    let part = minimum + (minimum * ratio - minimum) * self.decimal(0, 1);
                    let small = minimum * self.decimal(1, 9);
                    json!({ "value": self.pick(&[part, small]) })
                }
            })
            .collect();
        (parameters, None, inputs)
    }

    pub(super) fn delta(&mut self) -> Drawn {
        let minimum = self.decimal(-20, 0);
        let maximum = minimum + self.decimal(1, 50);
        let parameters = self.range(minimum, maximum);
        let mut inputs = self.numbers(-30, 30);
        for input in &mut inputs {
            match self.below(12) {
                0 => *input = json!({ "reset": true }),
                1 => *input = json!({ "value": self.pick(&[1e308, -1e308]) }),
                _ => {}
            }
        }
        (parameters, None, inputs)
    }

    pub(super) fn ordered_category(&mut self) -> Drawn {
        let names = ["red", "green", "blue", "grün", "", "a b"];
        let known = self.between(1, names.len() as u32) as usize;
        let parameters = json!({
            "categories": &names[..known],
            "active_bits": self.between(1, 9),
            "spacing": self.between(1, 9),
            "cyclic": self.one_in(2),
        });
        let value = |draw: &mut Self| match draw.one_in(8) {
            true => json!({ "value": null }),
            false => json!({ "value": draw.pick(&names[..known]) }),
        };
        let inputs = (0..self.between(1, 8)).map(|_| value(self)).collect();
        (parameters, None, inputs)
    }

    pub(super) fn coordinate(&mut self) -> Drawn {
        let dimensions = self.between(2, 3);
        let mut parameters = json!({
            "dimensions": dimensions,
            "radius": self.between(1, 4),
            "size": self.pick(&[9, 40, 400, 2048]),
            "active_bits": self.between(1, 9),
            "seed": self.below(1000),
        });
        self.switches(&mut parameters, &[("collisions", json!(["leave", "probe"]))]);
        let reach = 2f64.powi(52);
        let centre = self.pick(&[0.0, -7.0, 100_000.0, 4_294_967_296.0, reach, -reach]);
        let inputs = (0..self.between(1, 6))
            .map(|_| {
                let inward = if centre > 0.0 { -1.0 } else { 1.0 };
                let offset = |draw: &mut Self| centre + inward * f64::from(draw.below(6));
                let value: Vec<f64> = (0..dimensions).map(|_| offset(self)).collect();
                match self.one_in(10) {
                    true => json!({ "value": [null, 3] }),
                    false => json!({ "value": value }),
                }
            })
            .collect();
        (parameters, None, inputs)
    }

    pub(super) fn geospatial(&mut self) -> Drawn {
        let (speed, altitude) = (self.one_in(2), self.one_in(3));
        let mut parameters = json!({
            "scale": self.pick(&[0.5, 30.0, 1000.0]),
            "timestep": self.pick(&[1.0, 10.0]),
            "size": self.pick(&[40, 400, 2048]),
            "active_bits": self.between(1, 21),
            "seed": self.below(1000),
            "speed": speed,
            "altitude": altitude,
        });
        self.switches(&mut parameters, &[("collisions", json!(["leave", "probe"]))]);
        let place = [self.decimal(-89, 88), self.decimal(-180, 179)];
        let inputs = (0..self.between(1, 5))
            .map(|_| {
                let mut value = place.map(|degrees| degrees + self.decimal(0, 1) / 100.0).to_vec();
                if speed {
                    value.push(self.decimal(0, 3));
                }
                if altitude {
                    value.push(self.decimal(-400, 9000));
                }
                if self.one_in(10) { json!({ "value": null }) } else { json!({ "value": value }) }
            })
            .collect();
        (parameters, None, inputs)
    }

    pub(super) fn pass_through(&mut self) -> Drawn {
        let size = self.between(1, 30);
        let exact = self.one_in(3);
        let parameters =
            json!({ "size": size, "active_bits": self.between(1, size), "exact": exact });
        let inputs = (0..self.between(1, 8))
            .map(|_| match self.one_in(8) {
                true => json!({ "value": null }),
                false => json!({ "value": self.subset(size, 3) }),
            })
            .collect();
        (parameters, None, inputs)
    }
}
