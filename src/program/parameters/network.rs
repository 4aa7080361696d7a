//! The parameters of a network, from a file with `[[region]]`.

use std::fmt::Write;

use anyhow::{anyhow, bail};
use bami_htm::Profile;
use bami_htm::network::{Link, NetworkParameters, NetworkRegionParameters};
use bami_htm::region::{FieldEncoder, RegionParameters};
use serde::{Deserialize, Serialize};
use toml::{Table, Value};

use super::merge::{check_fields, default_table, parse_setting};
use super::{file, keys, profile};
use crate::args::RegionArgs;
use crate::input::column_type::{ColumnType, column_types};
use crate::input::error::{did_you_mean, names, nearest};
use crate::input::{Columns, TIMESTAMP_FIELD, VALUE_FIELD};
use crate::memory;

/// The key of the regions of a network.
const REGIONS: &str = "region";

/// The keys that only a region of a network has.
const OF_NETWORK: [&str; 4] = ["name", "period", "learning", "links"];

/// The keys of a region of a network, those that only it has first.
const KEYS: [&str; 10] = [
    "name",
    "period",
    "learning",
    "links",
    "metric",
    "range_rule",
    "encoders",
    "sp",
    "tm",
    "anomaly",
];

/// The parameters of a network, checked.
#[derive(Clone, Debug)]
pub struct NetworkConfiguration {
    /// The parameters.
    pub parameters: NetworkParameters,
}

impl NetworkConfiguration {
    /// From the arguments and the content of the file that they name, which messages call `origin`; `None` if
    /// that is not the file of a network.
    //= spec/program.md#program-network
    //# A parameter file with a table named region MUST be treated as a network.
    pub fn from_table(
        args: &RegionArgs,
        profile: Profile,
        origin: &str,
        table: &Table,
    ) -> anyhow::Result<Option<Self>> {
        let Some(regions) = table.get(REGIONS) else { return Ok(None) };
        //= spec/program.md#program-network
        //# A resolution or a range on the command line MUST be rejected if the parameters are those
        //# of a network.
        if !args.resolution.is_empty() || !args.min.is_empty() {
            bail!(
                "{origin} is a network, whose regions have their own encoders: give the resolution there, not with \
                 --resolution or --min and --max"
            );
        }
        if let Some(key) = table.keys().find(|key| !["seed", REGIONS].contains(&key.as_str())) {
            bail!(
                "{origin}: a network has no parameter `{key}`, only a profile, a seed and regions; parameters of a region belong under \
                 its [[region]]"
            );
        }
        let defaults = Table::try_from(RegionParameters::of(profile))?;
        let mut tables = Vec::new();
        for (place, region) in list(origin, regions)?.into_iter().enumerate() {
            let at = match region.get("name").and_then(Value::as_str) {
                Some(name) => format!("{origin}, region {name}"),
                None => bail!("{origin}, region number {}: has no name", place + 1),
            };
            check(&region, &defaults, &at)?;
            let mut whole = defaults.clone();
            whole.remove("seed");
            keys::overlay(&mut whole, region);
            tables.push((at, whole));
        }
        let mut seed = match table.get("seed") {
            Some(seed) => u64::deserialize(seed.clone()).map_err(|_| {
                anyhow!("{origin}: seed = {seed}: must be an integer of at least 0")
            })?,
            None => NetworkParameters::deserialize(Table::new())?.seed,
        };
        for setting in &args.set {
            set(&mut tables, &mut seed, &defaults, setting)?;
        }
        let mut parameters = NetworkParameters::new(args.seed.unwrap_or(seed));
        for (at, mut table) in tables {
            profile::complete_encoders(&mut table, profile)?;
            let region = NetworkRegionParameters::deserialize(Value::Table(table));
            parameters =
                parameters.region(region.map_err(|error| anyhow!("{at}: {}", first_line(&error)))?);
        }
        let memory = parameters.memory().map_err(|error| anyhow!("{origin}: {error}"))?;
        memory::check("the network", &memory).map_err(|error| anyhow!("{origin}: {error}"))?;
        Ok(Some(Self { parameters }))
    }

    /// The encoders of all regions.
    fn encoders(&self) -> Vec<FieldEncoder> {
        let regions = self.parameters.regions.iter();
        regions.flat_map(|region| region.encoders.clone()).collect()
    }

    /// The fields that the encoders of all regions read, each once.
    fn reads(&self) -> Vec<String> {
        let encoders = self.parameters.regions.iter().flat_map(|region| &region.encoders);
        let mut fields: Vec<String> = Vec::new();
        for field in encoders.flat_map(FieldEncoder::reads) {
            if !fields.contains(field) {
                fields.push(field.clone());
            }
        }
        fields
    }

    /// The types of the fields that the regions read.
    pub fn column_types(&self) -> anyhow::Result<Vec<(String, ColumnType)>> {
        column_types(self.parameters.regions.iter().flat_map(|region| &region.encoders))
    }

    /// Whether a region reads the time.
    pub fn reads_time(&self) -> bool {
        self.reads().iter().any(|field| field == TIMESTAMP_FIELD)
    }

    /// The columns that the regions read by name, unless these are only the time and `value`.
    //= spec/program.md#program-network
    //# If no value column is named on the command line and the encoders read fields other than
    //# timestamp and value, the value columns MUST be those with the names of these fields.
    pub fn named_columns(&self) -> Vec<String> {
        let mut fields = self.reads();
        fields.retain(|field| field != TIMESTAMP_FIELD);
        if fields == [VALUE_FIELD] { Vec::new() } else { fields }
    }

    /// The fields under which the regions get the columns; they must read all of them. A single column is the
    /// field `value` if an encoder reads that field.
    pub fn fields(&self, columns: &Columns) -> anyhow::Result<Vec<String>> {
        let fields = match &columns.values[..] {
            [_] if self.reads().iter().any(|field| field == VALUE_FIELD) => columns.fields(),
            names => names.to_vec(),
        };
        check_fields(&self.encoders(), &fields, columns.has_timestamp)?;
        Ok(fields)
    }
}

/// The regions as tables.
fn list(origin: &str, regions: &Value) -> anyhow::Result<Vec<Table>> {
    let tables = regions.as_array().and_then(|list| {
        list.iter().map(|region| region.as_table().cloned()).collect::<Option<Vec<Table>>>()
    });
    tables.ok_or_else(|| anyhow!("{origin}: `region` must be a list; write each as [[region]]"))
}

/// Rejects unknown keys of a region and values of the wrong type.
//= spec/network.md#net-file
//# A field that is not a field of a network, of a region or of a link MUST be rejected.
fn check(region: &Table, defaults: &Table, at: &str) -> anyhow::Result<()> {
    for key in region.keys() {
        if key == "seed" {
            bail!(
                "{at}: a region has no seed of its own; set the seed of the network above the regions"
            );
        }
        if !KEYS.contains(&key.as_str()) {
            bail!(
                "{at}: there is no parameter `{key}`{}; `bami params init --network` shows them all",
                did_you_mean(&nearest(key, KEYS))
            );
        }
    }
    let of_network = |key: &String| OF_NETWORK.contains(&key.as_str());
    let (of_network, own): (Table, Table) =
        region.clone().into_iter().partition(|(key, _)| of_network(key));
    keys::check(&own, defaults, at)?;
    for (key, value) in of_network {
        let alone = Table::from_iter([(key.clone(), value)]);
        if let Err(error) = NetworkRegionParameters::deserialize(Value::Table(alone)) {
            bail!("{at}: {key}: {}", first_line(&error));
        }
    }
    Ok(())
}

/// Applies `second.tm.activation_threshold=13`, or `seed=7`.
fn set(
    tables: &mut [(String, Table)],
    seed: &mut u64,
    defaults: &Table,
    setting: &str,
) -> anyhow::Result<()> {
    let (origin, key, value) = parse_setting(setting)?;
    if key == "seed" {
        *seed = u64::deserialize(value)
            .map_err(|_| anyhow!("{origin}: must be an integer of at least 0"))?;
        return Ok(());
    }
    let name_of = |table: &Table| table.get("name").and_then(Value::as_str).map(str::to_owned);
    let known: Vec<String> = tables.iter().filter_map(|(_, table)| name_of(table)).collect();
    let (name, key) = key.split_once('.').unwrap_or((&key, ""));
    let region = tables.iter_mut().find(|(_, table)| name_of(table).as_deref() == Some(name));
    let Some((_, table)) = region.filter(|_| !key.is_empty()) else {
        bail!(
            "{origin}: must begin with the name of a region and a dot, such as {}.tm.activation_threshold=13; \
             the regions are {}",
            known.first().map_or("first", String::as_str),
            names(&known)
        );
    };
    let settings = keys::nested(key, value);
    check(&settings, defaults, &origin)?;
    keys::overlay(table, settings);
    Ok(())
}

fn first_line(error: &toml::de::Error) -> String {
    keys::reason(error.message())
}

const HEAD: &str = "\
# A network of two regions for `bami run --config FILE`. A region reads fields of the row through
# `encoders`, and the outputs of other regions through `links`; it needs at least one of them.
# Omitted parameters have their defaults. All parameters are listed below, with values for one
# metric with timestamps.

# The profile, \"book\" or \"practical\": it chooses the defaults of the parameters that are left out.
# profile = \"practical\"

# The seed of the first region; each further region has the next number.
seed = 42
";

/// The encoders and links at the head of a region of the example.
fn region_head(region: &NetworkRegionParameters) -> anyhow::Result<String> {
    #[derive(Serialize)]
    struct Inputs<'a> {
        #[serde(skip_serializing_if = "<[_]>::is_empty")]
        encoders: &'a [FieldEncoder],
        #[serde(skip_serializing_if = "<[_]>::is_empty")]
        links: &'a [Link],
    }
    let inputs = Inputs { encoders: &region.encoders, links: &region.links };
    let text = toml::to_string(&inputs)?;
    Ok(text.replace("[[", "[[region.").replace("\n[encoders", "\n[region.encoders"))
}

/// The commented parameter file of the example.
pub(crate) fn commented() -> anyhow::Result<String> {
    let mut text = HEAD.to_owned();
    for (place, region) in example().regions.iter().enumerate() {
        write!(text, "\n[[region]]\n")?;
        let mut entry = |comment: &str, name: &str, value: Value| -> std::fmt::Result {
            for line in file::wrap(comment) {
                writeln!(text, "# {line}")?;
            }
            write!(text, "{name} = {value}\n\n")
        };
        entry(
            "Letters, digits, hyphens and underscores; the columns of its scores begin with it.",
            "name",
            region.name.clone().into(),
        )?;
        entry(
            "It makes one step per this many rows, on the union of its inputs since the last step. A multiple of the \
             periods of the regions that it reads from.",
            "period",
            i64::from(region.period).into(),
        )?;
        entry("Whether it learns.", "learning", region.learning.into())?;
        entry(
            "Whether a value far outside the range of all earlier ones sets the anomaly score to 1: NAB's range rule.",
            "range_rule",
            region.range_rule.into(),
        )?;
        let inputs = if place == 0 {
            "The fields that it reads: `timestamp`, and `value` or the names of columns. Values closer than the \
             resolution are treated as nearly the same."
        } else {
            "Its inputs: the region to read from, its output \"active-columns\", \"active-cells\" or \
             \"predicted-active-cells\", whether to add what is predicted next, and the number of its last steps to \
             take the union of."
        };
        for line in file::wrap(inputs) {
            writeln!(text, "# {line}")?;
        }
        text.push_str(&region_head(region)?);
        let mut values = default_table(Profile::default())?;
        values.remove("metric");
        if place == 0 {
            let left_out = ["seed", "metric", "range_rule", "encoders"];
            file::parameters(&mut text, &values, "region.", &left_out)?;
        } else {
            text.push_str("\n# For the meaning of each, see above.\n");
            let parts = ["sp", "tm", "anomaly"];
            let parts = values.into_iter().filter(|(key, _)| parts.contains(&key.as_str()));
            let parts = toml::to_string(&Table::from_iter(parts))?;
            text.push_str(&parts.replace("\n[", "\n[region.").replacen('[', "[region.", 1));
        }
    }
    Ok(text)
}

/// The example: a region for a metric, and above it a region on the union of its active columns over twelve
/// rows.
fn example() -> NetworkParameters {
    let metric = RegionParameters::for_metric(1.0);
    let upper = metric.clone().with_encoders([]);
    let link = Link::new("first");
    NetworkParameters::new(metric.seed)
        .region(NetworkRegionParameters::from_region("first", metric))
        .region(NetworkRegionParameters::from_region("second", upper).link(link).with_period(12))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_commented_file_is_the_example() {
        let text = commented().unwrap();
        example().validate().unwrap();
        assert_eq!(toml::from_str::<NetworkParameters>(&text).unwrap(), example(), "{text}");
        assert!(text.lines().all(|line| line.len() <= 101), "a line is too long");
    }
}
