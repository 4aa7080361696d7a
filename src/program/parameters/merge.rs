//! Merges the parameters of a region: a file overrides the defaults for a metric, single settings override the file.

use std::path::Path;

use anyhow::{Context, anyhow, bail};
use bami_htm::Profile;
use bami_htm::encoders::{
    EncoderParameters, RandomDistributedScalarEncoderParameters, resolution_from_range,
};
use bami_htm::region::{FieldEncoder, RegionParameters};
use serde::Deserialize;
use toml::{Table, Value};

use super::profile::PROFILE;
use super::{keys, profile};
use crate::args::RegionArgs;
use crate::files;
use crate::input::column_type::{ColumnType, column_types};
use crate::input::{Columns, TIMESTAMP_FIELD, VALUE_FIELD};
use crate::memory;

/// The parameters of a region, checked.
#[derive(Clone, Debug)]
pub struct Configuration {
    /// All parameters except the encoders that are made for the columns.
    parameters: RegionParameters,
    /// The encoder that is made for each value, but for its resolution and its seed.
    value_encoder: RandomDistributedScalarEncoderParameters,
    resolutions: Vec<f64>,
}

impl Configuration {
    /// From the arguments and the file that they name, with built-in parameters as defaults.
    pub fn with_built_in(args: &RegionArgs, built_in: &str) -> anyhow::Result<Self> {
        Self::over(args, built_in, &mut Section::none())
    }

    /// From the arguments, the profile, and the content of the file that they name, with `built_in` in
    /// place of some defaults.
    pub fn from_table(
        args: &RegionArgs,
        profile: Profile,
        file: Option<(String, Table)>,
        built_in: Table,
    ) -> anyhow::Result<Self> {
        let mut table = default_table(profile)?;
        keys::overlay(&mut table, built_in);
        Self::merged(args, profile, file, table, &mut Section::none())
    }

    /// From merged parameters and the encoder of the values.
    pub fn of_parameters(
        parameters: RegionParameters,
        value_encoder: RandomDistributedScalarEncoderParameters,
    ) -> Self {
        Self { parameters, value_encoder, resolutions: Vec::new() }
    }

    /// The same with built-in parameters as defaults, for a command with its own settings in a table beside those of
    /// the region; returns this table too.
    pub fn with_section(
        args: &RegionArgs,
        built_in: &str,
        name: &'static str,
    ) -> anyhow::Result<(Self, Table)> {
        let mut section = Section { name: Some(name), settings: Table::new() };
        let configuration = Self::over(args, built_in, &mut section)?;
        Ok((configuration, section.settings))
    }

    fn over(args: &RegionArgs, built_in: &str, section: &mut Section) -> anyhow::Result<Self> {
        let mut file = file_of(args)?;
        let profile = profile::chosen(args, file.as_mut())?;
        let mut table = default_table(profile)?;
        keys::overlay(&mut table, section.split_off(built_in.parse()?));
        Self::merged(args, profile, file, table, section)
    }

    fn merged(
        args: &RegionArgs,
        profile: Profile,
        file: Option<(String, Table)>,
        mut table: Table,
        section: &mut Section,
    ) -> anyhow::Result<Self> {
        let defaults = default_table(profile)?;
        let mut origins = Vec::new();
        if let Some((origin, settings)) = file {
            let settings = section.split_off(settings);
            keys::check(&settings, &defaults, &origin)?;
            keys::overlay(&mut table, settings);
            origins.push(origin);
        }
        for setting in &args.set {
            let (origin, key, value) = parse_setting(setting)?;
            let settings = section.split_off(keys::nested(&key, value));
            keys::check(&settings, &defaults, &origin)?;
            keys::overlay(&mut table, settings);
            origins.push("--set".to_owned());
        }
        origins.dedup();
        profile::complete_encoders(&mut table, profile)?;
        let mut parameters = RegionParameters::deserialize(Value::Table(table))
            .map_err(|error| anyhow!("{}: {}", origins.join(", "), error.to_string().trim_end()))?;
        parameters.seed = args.seed.unwrap_or(parameters.seed);
        let resolutions = resolutions(args)?;
        if !parameters.encoders.is_empty() && !resolutions.is_empty() {
            bail!(
                "the resolution is given twice: by the encoders in the parameters, and by --resolution or --min \
                 and --max"
            );
        }
        Ok(Self { parameters, value_encoder: value_encoder(profile), resolutions })
    }

    /// The resolutions for this many values, if they need not be estimated: given encoders have their own.
    pub fn known_resolutions(&self, values: usize) -> anyhow::Result<Option<Vec<f64>>> {
        if !self.parameters.encoders.is_empty() {
            return Ok(Some(Vec::new()));
        }
        match &self.resolutions[..] {
            [] => Ok(None),
            [one] => Ok(Some(vec![*one; values])),
            several if several.len() == values => Ok(Some(several.to_vec())),
            several => bail!(
                "{} resolutions or ranges are given for {values} value column{}; give one, or one for each",
                several.len(),
                if values == 1 { "" } else { "s" },
            ),
        }
    }

    /// The types of the fields that the given encoders read.
    pub fn column_types(&self) -> anyhow::Result<Vec<(String, ColumnType)>> {
        column_types(&self.parameters.encoders)
    }

    /// The parameters with encoders for these columns, one resolution for each (none if the encoders are
    /// given).
    pub fn for_columns(
        &self,
        columns: &Columns,
        resolutions: &[f64],
    ) -> anyhow::Result<RegionParameters> {
        let mut parameters = self.parameters.clone();
        if parameters.encoders.is_empty() {
            parameters.encoders = encoders(columns, &self.value_encoder, resolutions);
        } else {
            check_fields(&parameters.encoders, &columns.fields(), columns.has_timestamp)?;
        }
        memory::check("the region", &parameters.memory()?)?;
        Ok(parameters)
    }

    /// The encoder that is made for each value, but for its resolution and its seed.
    pub fn value_encoder(&self) -> &RandomDistributedScalarEncoderParameters {
        &self.value_encoder
    }

    /// The parameters without the encoders that are made for the columns.
    pub fn parameters(&self) -> &RegionParameters {
        &self.parameters
    }
}

/// A table beside the parameters of the region that does not belong to the region.
struct Section {
    name: Option<&'static str>,
    settings: Table,
}

impl Section {
    fn none() -> Self {
        Self { name: None, settings: Table::new() }
    }

    /// Moves what belongs to the section to its settings, and returns the rest.
    fn split_off(&mut self, mut settings: Table) -> Table {
        if let Some(Value::Table(own)) = self.name.and_then(|name| settings.remove(name)) {
            keys::overlay(&mut self.settings, own);
        }
        settings
    }
}

/// The file that the arguments name, if any.
pub(super) fn file_of(args: &RegionArgs) -> anyhow::Result<Option<(String, Table)>> {
    args.config.as_deref().map(read_table).transpose()
}

/// A parameter file: its name for messages, and its content.
pub(super) fn read_table(path: &Path) -> anyhow::Result<(String, Table)> {
    let origin = path.display().to_string();
    let text = files::read_text(path, files::MOST_BYTES)
        .with_context(|| format!("{origin}: cannot be read"))?;
    let table =
        text.parse().map_err(|error: toml::de::Error| anyhow!("{origin}: is not TOML\n{error}"))?;
    Ok((origin, table))
}

/// The defaults as a table: those for a metric in this profile, without the encoders.
pub(crate) fn default_table(profile: Profile) -> anyhow::Result<Table> {
    let parameters = RegionParameters::for_metric_of(profile, 1.0).with_encoders([]);
    Ok(Table::try_from(parameters)?)
}

/// The encoder of a value of a metric in this profile.
fn value_encoder(profile: Profile) -> RandomDistributedScalarEncoderParameters {
    let encoders = RegionParameters::for_metric_of(profile, 1.0).encoders;
    let value = encoders.into_iter().find(|part| part.field == VALUE_FIELD);
    let value = value.and_then(|part| match part.encoder {
        EncoderParameters::RandomDistributedScalar(parameters) => Some(parameters),
        _ => None,
    });
    value.unwrap_or_default()
}

/// The encoders that are made if none are given: the time as for a metric, and each value as the value of a metric.
fn encoders(
    columns: &Columns,
    value: &RandomDistributedScalarEncoderParameters,
    resolutions: &[f64],
) -> Vec<FieldEncoder> {
    let template = RegionParameters::for_metric(1.0).encoders;
    let mut encoders = Vec::new();
    if columns.has_timestamp {
        encoders.extend(template.into_iter().filter(|part| part.field == TIMESTAMP_FIELD));
    }
    for (index, (field, resolution)) in columns.fields().into_iter().zip(resolutions).enumerate() {
        let encoder = value
            .clone()
            .with_resolution(*resolution)
            // Equal numbers in different columns have different meanings.
            .with_seed(value.seed + index as u32);
        encoders
            .push(FieldEncoder::new(field, EncoderParameters::RandomDistributedScalar(encoder)));
    }
    encoders
}

/// Given encoders must read all value columns, and may read the time.
pub(super) fn check_fields(
    encoders: &[FieldEncoder],
    values: &[String],
    has_timestamp: bool,
) -> anyhow::Result<()> {
    let mut known = values.to_vec();
    if has_timestamp {
        known.push(TIMESTAMP_FIELD.to_owned());
    }
    let list = |names: &[String]| crate::input::error::names(names);
    for part in encoders {
        if let Some(missing) = part.reads().iter().find(|field| !known.contains(field)) {
            bail!(
                "the encoder of the field `{missing}` has nothing to read; the fields of the stream are {}",
                list(&known)
            );
        }
    }
    for field in values {
        if !encoders.iter().any(|part| part.reads().contains(field)) {
            let read: Vec<String> =
                encoders.iter().flat_map(|part| part.reads().to_vec()).collect();
            bail!("no encoder reads the field `{field}`; the encoders read {}", list(&read));
        }
    }
    Ok(())
}

/// The most names in a key, separated by dots: a region, a group and a parameter.
const DEEPEST: usize = 3;

/// The origin for messages, the key and the value of `tm.activation_threshold=13`.
pub(super) fn parse_setting(setting: &str) -> anyhow::Result<(String, String, Value)> {
    let origin = format!("--set {setting}");
    let Some((key, text)) = setting.split_once('=') else {
        bail!("{origin}: must be KEY=VALUE, such as tm.activation_threshold=13");
    };
    let (key, text) = (key.trim(), text.trim());
    if key.is_empty() || key.split('.').any(str::is_empty) {
        bail!("{origin}: must be KEY=VALUE, such as tm.activation_threshold=13");
    }
    if key == PROFILE {
        bail!("{origin}: a profile is not a parameter; choose it with --profile");
    }
    if key.split('.').count() > DEEPEST {
        bail!(
            "{origin}: no parameter has more than {DEEPEST} levels; `bami params init` shows them all"
        );
    }
    // What is not TOML is a string, so that quotation marks need not be escaped in the shell.
    let parsed = format!("value = {text}").parse::<Table>().ok().filter(|table| table.len() == 1);
    let parsed: Option<Value> = parsed.and_then(|mut table| table.remove("value"));
    let value = parsed.unwrap_or_else(|| Value::String(text.to_owned()));
    Ok((origin, key.to_owned(), value))
}

/// The resolutions that the arguments give.
fn resolutions(args: &RegionArgs) -> anyhow::Result<Vec<f64>> {
    if !args.resolution.is_empty() {
        return Ok(args.resolution.clone());
    }
    if args.min.len() != args.max.len() {
        bail!("--min is given {} times and --max {} times", args.min.len(), args.max.len());
    }
    let ranges = args.min.iter().zip(&args.max);
    ranges
        .map(|(&min, &max)| {
            resolution_from_range(min, max).with_context(|| format!("--min {min:?} --max {max:?}"))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn configured(set: &[&str]) -> Result<RegionParameters, String> {
        let args = RegionArgs {
            set: set.iter().map(|setting| (*setting).to_owned()).collect(),
            ..RegionArgs::default()
        };
        Configuration::with_built_in(&args, "")
            .and_then(|configuration| configuration.for_columns(&Columns::one_value(), &[0.5]))
            .map_err(|error| error.to_string())
    }

    #[test]
    fn without_arguments_the_parameters_are_those_for_a_metric() {
        assert_eq!(configured(&[]).unwrap(), RegionParameters::for_metric(0.5));
    }

    #[test]
    fn settings_are_typed() {
        let parameters = configured(&[
            "tm.activation_threshold=13",
            "tm.predicted_decrement = 0",
            "sp.tie_break=all",
            "sp.column_dimensions=[32, 64]",
            "sp.input_dimensions=[1, 454]",
            "range_rule=true",
            "metric=value",
            "sp.local_area_density=0.02",
            "tm.extensions.max_segments_per_cell=none",
        ])
        .unwrap();
        let mut expected = RegionParameters::for_metric(0.5);
        expected.tm.activation_threshold = 13;
        expected.tm.predicted_decrement = 0.0;
        expected.sp.tie_break = bami_htm::spatial_pooler::TieBreak::All;
        expected.sp.column_dimensions = vec![32, 64];
        expected.sp.input_dimensions = vec![1, 454];
        expected.range_rule = true;
        expected.metric = Some("value".into());
        expected.sp.local_area_density = Some(0.02);
        expected.sp.num_active_columns_per_inh_area = None;
        expected.tm.extensions.max_segments_per_cell = None;
        assert_eq!(parameters, expected);
    }

    #[test]
    fn settings_that_cannot_be_are_refused() {
        let settings = [
            "tm.activation_treshold=13",
            "activation_threshold=13",
            "tm=5",
            "tm.extensions.depth=5",
            "xyz=1",
            "tm.activation_threshold",
            "=1",
            "tm..a=1",
            "tm.activation_threshold=1.5",
            "tm.activation_threshold=many",
            "tm.activation_threshold=-1",
            "tm.activation_threshold=99999999999",
            "tm.activation_threshold=none",
            "sp.potential_pct=1.5",
            "sp.potential_pct=nan",
            "sp.tie_break=some",
            "sp.column_dimensions=2048",
            "sp.column_dimensions=[1.5]",
            "tm.column_count=7",
            "encoders=[]",
            "encoders=[{field=\"value\"}]",
            "encoders=[{field=\"value\",type=\"scalar\",width=3}]",
            "encoders=[{field=\"load\",type=\"scalar\"}]",
            "encoders=[{field=\"timestamp\",type=\"date\"}]",
        ];
        let messages: Vec<String> = settings
            .iter()
            .map(|setting| {
                configured(&[setting]).err().unwrap_or_else(|| format!("{setting}: fine"))
            })
            .collect();
        insta::assert_snapshot!(messages.join("\n"), @r#"
        --set tm.activation_treshold=13: there is no parameter `tm.activation_treshold` (did you mean `tm.activation_threshold` or `tm.learning_threshold`?); `bami params init` shows them all
        --set activation_threshold=13: there is no parameter `activation_threshold` (did you mean `tm.activation_threshold`?); `bami params init` shows them all
        --set tm=5: `tm` is a group of parameters; write tm.NAME = VALUE
        --set tm.extensions.depth=5: there is no parameter `tm.extensions.depth` (did you mean `tm.extensions.skip_empty_segments` or `tm.extensions.max_segments_per_cell` or `tm.extensions.prune_zero_permanence`?); `bami params init` shows them all
        --set xyz=1: there is no parameter `xyz`; `bami params init` shows them all
        --set tm.activation_threshold: must be KEY=VALUE, such as tm.activation_threshold=13
        --set =1: must be KEY=VALUE, such as tm.activation_threshold=13
        --set tm..a=1: must be KEY=VALUE, such as tm.activation_threshold=13
        --set tm.activation_threshold=1.5: tm.activation_threshold = 1.5: must be an integer, not a number
        --set tm.activation_threshold=many: tm.activation_threshold = "many": must be an integer, not a string in quotation marks
        --set tm.activation_threshold=-1: tm.activation_threshold = -1: invalid value: integer `-1`, expected an integer from 0 to 4294967295
        --set tm.activation_threshold=99999999999: tm.activation_threshold = 99999999999: invalid value: integer `99999999999`, expected an integer from 0 to 4294967295
        --set tm.activation_threshold=none: tm.activation_threshold = "none": must be an integer, not a string in quotation marks
        sp.potential_pct = 1.5: must be above 0 and at most 1
        sp.potential_pct = NaN: must be above 0 and at most 1
        --set sp.tie_break=some: sp.tie_break = "some": unknown variant `some`, expected `all` or `lowest_index`
        --set sp.column_dimensions=2048: sp.column_dimensions = 2048: must be a list in square brackets, not an integer
        --set sp.column_dimensions=[1.5]: sp.column_dimensions: invalid type: floating point `1.5`, expected an integer from 0 to 4294967295
        tm.column_count = 7: must be 2048, the number of columns of sp.column_dimensions; omit it to have it filled in
        encoders=[]: fine
        --set encoders=[{field="value"}]: encoders: missing field `type`
        --set encoders=[{field="value",type="scalar",width=3}]: encoders: unknown field `width`, expected one of `minimum`, `maximum`, `buckets`, `active_bits`
        the encoder of the field `load` has nothing to read; the fields of the stream are `value`, `timestamp`
        no encoder reads the field `value`; the encoders read `timestamp`
        "#);
    }

    #[test]
    fn several_values_have_an_encoder_each() {
        let columns = Columns { has_timestamp: false, values: vec!["a".into(), "value".into()] };
        let configuration = Configuration::with_built_in(&RegionArgs::default(), "").unwrap();
        let parameters = configuration.for_columns(&columns, &[0.5, 2.0]).unwrap();
        let fields: Vec<&str> =
            parameters.encoders.iter().map(|part| part.field.as_str()).collect();
        assert_eq!(fields, ["a", "value"]);
    }

    #[test]
    fn resolutions_are_for_all_values_or_for_each() {
        let of = |resolution: &[f64], min: &[f64], max: &[f64]| {
            let args = RegionArgs {
                resolution: resolution.to_vec(),
                min: min.to_vec(),
                max: max.to_vec(),
                ..RegionArgs::default()
            };
            Configuration::with_built_in(&args, "")
                .and_then(|configuration| configuration.known_resolutions(2))
                .map_err(|error| error.to_string())
        };
        assert_eq!(of(&[], &[], &[]), Ok(None));
        assert_eq!(of(&[0.5], &[], &[]), Ok(Some(vec![0.5, 0.5])));
        assert_eq!(of(&[0.5, 2.0], &[], &[]), Ok(Some(vec![0.5, 2.0])));
        let range = |min, max| resolution_from_range(min, max).unwrap();
        assert_eq!(
            of(&[], &[0.0, 5.0], &[1.0, 9.0]),
            Ok(Some(vec![range(0.0, 1.0), range(5.0, 9.0)]))
        );
        assert!(of(&[1.0, 2.0, 3.0], &[], &[]).is_err());
        assert!(of(&[], &[1.0, 2.0], &[3.0]).is_err());
        assert!(of(&[], &[3.0], &[2.0]).is_err());
    }
}
