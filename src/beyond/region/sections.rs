//! Reading the tables `sp` and `tm` of a region, in which sizes that follow from others can be omitted.

use serde::{Deserialize, Deserializer};

use crate::spatial_pooler::SpatialPoolerParameters;
use crate::temporal_memory::TemporalMemoryParameters;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SpatialPoolerSection {
    #[serde(default)]
    input_dimensions: Vec<u32>,
    #[serde(flatten)]
    rest: SpatialPoolerParameters,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TemporalMemorySection {
    #[serde(default)]
    column_count: u32,
    #[serde(flatten)]
    rest: TemporalMemoryParameters,
}

/// The parameters of the spatial pooler; omitted input dimensions are empty. If neither parameter for
/// the number of winning columns is given, it is the default of the spatial pooler.
pub(crate) fn spatial_pooler<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<SpatialPoolerParameters, D::Error> {
    let SpatialPoolerSection { input_dimensions, mut rest } =
        SpatialPoolerSection::deserialize(deserializer)?;
    if rest.density().is_none() && rest.num_active_columns_per_inh_area.is_none() {
        let default = SpatialPoolerParameters::where_absent();
        rest.num_active_columns_per_inh_area = default.num_active_columns_per_inh_area;
    }
    Ok(SpatialPoolerParameters { input_dimensions, ..rest })
}

/// The parameters of the temporal memory; an omitted column count is 0.
pub(crate) fn temporal_memory<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<TemporalMemoryParameters, D::Error> {
    let TemporalMemorySection { column_count, rest } =
        TemporalMemorySection::deserialize(deserializer)?;
    Ok(TemporalMemoryParameters { column_count, ..rest })
}
