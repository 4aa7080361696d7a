//! The connections between the regions, and the order and the sizes that follow from them.

use super::{Link, NetworkError, NetworkParameters, NetworkRegionParameters};
use crate::limits::{MOST_REGIONS, MOST_UNION};
use crate::parameters::{ParameterError, ParameterWarning};
use crate::region::RegionParameters;

/// How the regions of a network are connected. Regions are numbered in the order of declaration.
pub(super) struct Plan {
    /// The regions in the order of their turns.
    pub(super) order: Vec<usize>,
    /// For each region, the index of the source region of each of its links.
    pub(super) sources: Vec<Vec<usize>>,
    /// The parameters of each region, sizes and seed filled in.
    pub(super) regions: Vec<RegionParameters>,
}

impl Plan {
    /// Checks the parameters of a network.
    pub(super) fn of(parameters: &NetworkParameters) -> Result<Self, NetworkError> {
        let regions = &parameters.regions;
        check_names(regions)?;
        let sources: Vec<Vec<usize>> =
            regions.iter().map(|region| sources(regions, region)).collect::<Result<_, _>>()?;
        let order = order(regions, &sources)?;
        let mut resolved: Vec<Option<RegionParameters>> = vec![None; regions.len()];
        for &index in &order {
            let region = &regions[index];
            check_period(regions, region, &sources[index])?;
            let mut bits = encoder_bits(parameters, index)?;
            for (link, &from) in region.links.iter().zip(&sources[index]) {
                // NB: every source comes earlier in the order.
                let below = resolved[from].as_ref().map_or(0, |below| link.size(&below.tm));
                bits = bits.checked_add(below).ok_or_else(|| too_many_bits(region, link))?;
            }
            //= spec/network.md#net-sizes
            //# REGION-SIZES MUST apply with the number of these bits in place of the number of bits
            //# that the encoders produce.
            let own = parameters.region_alone(index);
            let own = own.resolved_for(bits, "its encoders and links make");
            resolved[index] = Some(own.map_err(|error| region.wrong(error))?);
        }
        Ok(Self { order, sources, regions: resolved.into_iter().flatten().collect() })
    }
}

impl NetworkParameters {
    /// Checks the parameters of every region, and that the regions fit together.
    ///
    /// # Errors
    ///
    /// The first invalid name, link, cycle of links, period, or parameter of a region.
    pub fn validate(&self) -> Result<(), NetworkError> {
        Plan::of(self).map(|_| ())
    }

    /// The same parameters with the sizes filled in that follow from others.
    ///
    /// # Errors
    ///
    /// Whatever [`validate`](Self::validate) rejects.
    pub fn resolved(&self) -> Result<Self, NetworkError> {
        let plan = Plan::of(self)?;
        let regions = self.regions.iter().zip(plan.regions);
        let resolved = |(region, planned): (&NetworkRegionParameters, RegionParameters)| {
            NetworkRegionParameters { sp: planned.sp, tm: planned.tm, ..region.clone() }
        };
        Ok(Self { seed: self.seed, regions: regions.map(resolved).collect() })
    }

    /// The parameters of each region, sizes and seed filled in.
    pub(crate) fn planned(&self) -> Result<Vec<RegionParameters>, NetworkError> {
        Ok(Plan::of(self)?.regions)
    }

    /// Valid but probably unintended settings of all regions; none if the parameters are invalid.
    #[must_use]
    pub fn warnings(&self) -> Vec<ParameterWarning> {
        let Ok(plan) = Plan::of(self) else { return Vec::new() };
        let named = self.regions.iter().zip(&plan.regions);
        let of_one = |(region, planned): (&NetworkRegionParameters, &RegionParameters)| {
            let encoder = planned.build_encoder().ok();
            let warnings = planned.warnings_with(encoder.as_ref());
            warnings.into_iter().map(|w| w.within(&region.name)).collect::<Vec<_>>()
        };
        named.flat_map(of_one).collect()
    }

    /// The parameters of a region by itself.
    //= spec/network.md#d-net-1
    //# The region declared as number i, counted from 0, MUST have as its seed the seed of the
    //# network plus i, modulo 2^64.
    fn region_alone(&self, index: usize) -> RegionParameters {
        self.regions[index].as_region(self.seed.wrapping_add(index as u64))
    }
}

fn check_names(regions: &[NetworkRegionParameters]) -> Result<(), NetworkError> {
    //= spec/network.md#net-regions
    //# A network without a region MUST be rejected.
    if regions.is_empty() {
        return Err(NetworkError::NoRegion);
    }
    //= spec/limits.md#limit-bounds
    //# A network of more than 256 regions MUST be rejected.
    if regions.len() > MOST_REGIONS {
        return Err(NetworkError::TooManyRegions { count: regions.len(), most: MOST_REGIONS });
    }
    for (index, region) in regions.iter().enumerate() {
        let name = &region.name;
        let fits = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        //= spec/network.md#net-regions
        //# A region name that is empty or contains a character other than ASCII letters, digits,
        //# hyphens and underscores MUST be rejected.
        if name.is_empty() || !name.chars().all(fits) {
            return Err(NetworkError::BadName { name: name.clone() });
        }
        //= spec/network.md#net-regions
        //# Two regions with the same name MUST be rejected.
        if regions[..index].iter().any(|other| other.name == *name) {
            return Err(NetworkError::DuplicateName { name: name.clone() });
        }
    }
    Ok(())
}

/// The source regions of the links of a region.
fn sources(
    regions: &[NetworkRegionParameters],
    region: &NetworkRegionParameters,
) -> Result<Vec<usize>, NetworkError> {
    //= spec/network.md#net-links
    //# A region with neither an encoder nor a link MUST be rejected.
    if region.encoders.is_empty() && region.links.is_empty() {
        return Err(NetworkError::NoInput { region: region.name.clone() });
    }
    for (index, link) in region.links.iter().enumerate() {
        let same = |other: &Link| (&other.from, other.output) == (&link.from, link.output);
        //= spec/network.md#net-links
        //# Two links of a region that carry the same output of the same region MUST be rejected.
        if region.links[..index].iter().any(same) {
            return Err(NetworkError::DuplicateLink {
                region: region.name.clone(),
                from: link.from.clone(),
                output: link.output.name(),
            });
        }
        //= spec/network.md#net-union
        //# A union of 0 MUST be rejected.
        //= spec/limits.md#limit-bounds
        //# A link with a union over more than 65536 steps MUST be rejected.
        let checked = ParameterError::check_range("union", link.union, 1, MOST_UNION);
        checked.map_err(|error| region.wrong(error.within(&link.from).within("links")))?;
    }
    let source = |link: &Link| {
        let index = regions.iter().position(|other| other.name == link.from);
        //= spec/network.md#net-links
        //# A link from a region that the network does not have MUST be rejected.
        index.ok_or_else(|| NetworkError::UnknownRegion {
            region: region.name.clone(),
            from: link.from.clone(),
            known: regions.iter().map(|region| region.name.clone()).collect(),
        })
    };
    region.links.iter().map(source).collect()
}

/// The regions in the order of their turns.
//= spec/network.md#net-order
//# For each record, the next turn MUST go to the first region, in order of declaration, that has
//# not had its turn yet and reads only from regions that have had theirs.
fn order(
    regions: &[NetworkRegionParameters],
    sources: &[Vec<usize>],
) -> Result<Vec<usize>, NetworkError> {
    let mut order: Vec<usize> = Vec::new();
    while order.len() < regions.len() {
        let is_next = |index: &usize| {
            !order.contains(index) && sources[*index].iter().all(|from| order.contains(from))
        };
        match (0..regions.len()).find(is_next) {
            Some(index) => order.push(index),
            None => return Err(cycle(regions, sources, &order)),
        }
    }
    Ok(order)
}

/// A cycle among the regions that have no turn: from the first of them along the first link to another
/// of them, until a region repeats.
//= spec/network.md#net-links
//# Links that form a cycle MUST be rejected with an error that names the regions of the cycle.
fn cycle(
    regions: &[NetworkRegionParameters],
    sources: &[Vec<usize>],
    ordered: &[usize],
) -> NetworkError {
    let is_left = |index: &usize| !ordered.contains(index);
    let mut walk: Vec<usize> = Vec::new();
    let mut here = (0..regions.len()).find(is_left);
    while let Some(index) = here {
        if let Some(start) = walk.iter().position(|&before| before == index) {
            walk.drain(..start);
            walk.push(index);
            break;
        }
        walk.push(index);
        here = sources[index].iter().copied().find(is_left);
    }
    NetworkError::Cycle { cycle: walk.iter().map(|&i| regions[i].name.clone()).collect() }
}

//= spec/network.md#net-period
//# A region with a period that is 0, or not a multiple of the period of every region that it reads
//# from, MUST be rejected.
fn check_period(
    regions: &[NetworkRegionParameters],
    region: &NetworkRegionParameters,
    sources: &[usize],
) -> Result<(), NetworkError> {
    ParameterError::check_range("period", region.period, 1, u32::MAX)
        .map_err(|error| region.wrong(error))?;
    let mismatch =
        sources.iter().find(|from| !region.period.is_multiple_of(regions[**from].period));
    match mismatch {
        Some(&from) => Err(NetworkError::PeriodMismatch {
            region: region.name.clone(),
            period: region.period,
            from: regions[from].name.clone(),
            below: regions[from].period,
        }),
        None => Ok(()),
    }
}

/// The number of bits of the encoders of a region; 0 without encoders.
fn encoder_bits(parameters: &NetworkParameters, index: usize) -> Result<u32, NetworkError> {
    let region = &parameters.regions[index];
    if region.encoders.is_empty() {
        return Ok(0);
    }
    let encoder = parameters.region_alone(index).build_encoder();
    Ok(encoder.map_err(|error| region.wrong(error))?.size())
}

fn too_many_bits(region: &NetworkRegionParameters, link: &Link) -> NetworkError {
    let allowed = "gives the region more bits than a 32-bit index can address; remove a link";
    region.wrong(ParameterError::new("links.from", format!("{:?}", link.from), allowed))
}
