//! The memory that a region and a predictor take.

use super::{
    ClassifierInput, FieldEncoder, MOST_TIMES, PredictorParameters, RegionParameters, WEEK_BITS,
};
use crate::limits::MemoryEstimate;
use crate::limits::bytes::{exact, grown, product, sum};
use crate::parameters::ParameterError;
use crate::sdr::grid_size;

/// The memory beside the parts.
const BESIDE: u64 = 4096;

fn encoders(encoders: &[FieldEncoder]) -> Result<MemoryEstimate, ParameterError> {
    let of_one = |part: &FieldEncoder| {
        let within = |error: ParameterError| error.within(&part.field).within("encoders");
        part.encoder.memory().map_err(within)
    };
    encoders.iter().map(of_one).sum()
}

impl RegionParameters {
    /// The memory that a region of these parameters takes.
    ///
    /// # Errors
    ///
    /// Whatever [`validate`](Self::validate) rejects.
    pub fn memory(&self) -> Result<MemoryEstimate, ParameterError> {
        self.resolved()?.memory_resolved()
    }

    /// The same for parameters with their sizes filled in.
    pub(crate) fn memory_resolved(&self) -> Result<MemoryEstimate, ParameterError> {
        let inputs = grid_size(&self.sp.input_dimensions).map_or(0, u64::from);
        // The SDRs of a step: the input, the active columns, and those that burst.
        let columns = u64::from(self.tm.column_count);
        let step = sum([grown::<u32>(inputs), product([4, grown::<u32>(columns)])]);
        let parts = [
            Ok(MemoryEstimate::bounded(BESIDE, step)),
            encoders(&self.encoders),
            self.sp.memory(),
            self.tm.memory(),
            self.anomaly.memory(),
        ];
        parts.into_iter().sum()
    }
}

impl PredictorParameters {
    /// The memory that a predictor of these parameters takes, with the region.
    ///
    /// # Errors
    ///
    /// Invalid parameters of the predictor or of the region.
    pub fn memory(&self, region: &RegionParameters) -> Result<MemoryEstimate, ParameterError> {
        self.validate()?;
        let resolved = region.resolved()?;
        let size = self.pattern_size(&resolved)?;
        let classifiers = self.classifier.steps.iter().map(|&steps| {
            self.classifier
                .of_one_horizon(steps)
                .memory(size)
                .map_err(|error| error.within("classifier"))
        });
        let classifiers: MemoryEstimate = classifiers.sum::<Result<_, _>>()?;
        let week = if self.inputs.contains(&ClassifierInput::WeekBefore) {
            let bits = resolved.target_active_bits()?;
            product([MOST_TIMES as u64, 64 + exact::<u32>(u64::from(bits))])
        } else {
            product([MOST_TIMES as u64, 64])
        };
        Ok(resolved.memory_resolved()? + classifiers + MemoryEstimate::later(week))
    }

    /// The number of bits of the patterns of the classifiers, for a region with its sizes filled in.
    fn pattern_size(&self, region: &RegionParameters) -> Result<u32, ParameterError> {
        let bits = |input: &ClassifierInput| {
            Ok::<u32, ParameterError>(match input {
                ClassifierInput::Encoding => grid_size(&region.sp.input_dimensions).unwrap_or(0),
                ClassifierInput::Columns | ClassifierInput::PredictedColumns => {
                    region.tm.column_count
                }
                ClassifierInput::Cells | ClassifierInput::WinnerCells => {
                    region.tm.column_count * region.tm.cells_per_column
                }
                ClassifierInput::ComingTime => WEEK_BITS,
                ClassifierInput::WeekBefore => region.target_size()?,
            })
        };
        // NB: cells are at most 2^24, inputs at most 10^8, so the sum fits.
        self.inputs.iter().map(bits).sum()
    }
}

impl RegionParameters {
    /// Number of bits of the target field's encoder; 0 if there is none.
    fn target_size(&self) -> Result<u32, ParameterError> {
        Ok(self.target_encoder()?.map_or(0, |encoder| encoder.size()))
    }

    /// Number of bits that the target field's encoder turns ON; 0 if there is none.
    fn target_active_bits(&self) -> Result<u32, ParameterError> {
        Ok(self.target_encoder()?.map_or(0, |encoder| encoder.active_bits()))
    }
}
