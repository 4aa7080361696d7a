//! The pin of a network: `spec/pin.md`, PIN-NETWORK.

use super::{LinkOutput, Network, NetworkRegion};
use crate::pin::{Lines, Pin, Runs, Word, Writer};
use crate::sdr::Sdr;

impl Network {
    /// The whole state as readable text, the same for the same state in every release; see
    /// [`pin`](crate::pin). About 30 bytes for each synapse.
    ///
    /// ```no_run
    /// # let network = bami_htm::network::Network::new(bami_htm::network::NetworkParameters::new(42))?;
    /// insta::assert_snapshot!(network.pin());
    /// # Ok::<(), bami_htm::network::NetworkError>(())
    /// ```
    #[must_use]
    pub fn pin(&self) -> Pin {
        Pin::of("network", |writer| self.write_pin(writer))
    }

    /// Counts, statistics and the digest of each section of [`pin`](Self::pin), in a few lines.
    #[must_use]
    pub fn pin_summary(&self) -> Pin {
        Pin::summary_of("network", |writer| self.write_pin(writer))
    }

    //= spec/pin.md#pin-network
    //# The section `network` MUST hold `seed` and `records`.
    fn write_pin(&self, writer: &mut Writer) {
        let records = |lines: &mut Lines| lines.put("records", &self.record);
        let state = |lines: &mut Lines| {
            lines.put("seed", &self.parameters.seed);
            records(lines);
        };
        writer.section("network", state, records);
        for (place, region) in self.regions.iter().enumerate() {
            writer.within(&format!("regions.{place}"), |writer| region.write_pin(writer));
        }
    }
}

impl NetworkRegion {
    fn write_pin(&self, writer: &mut Writer) {
        writer.section(
            "",
            |lines| self.pin_state(lines),
            |lines| {
                lines.put("name", &self.name);
                lines.put("steps", &self.region.steps());
            },
        );
        self.region.pin_parts(writer);
    }

    //= spec/pin.md#pin-network
    //# The section of a region of a network MUST hold `name`, `period`, `learning`, `records` and
    //# `taken`, then for each link `links.0.from`, `links.0.output`, `links.0.predictive`,
    //# `links.0.union` and a line for each output that its union holds, the oldest first, and then
    //# what PIN-REGION specifies.
    fn pin_state(&self, lines: &mut Lines) {
        lines.put("name", &self.name);
        lines.put("period", &self.period);
        lines.put("learning", &self.learning);
        lines.put("records", &self.records);
        let taken = self.taken.iter().flat_map(Sdr::on);
        lines.put_indices("taken", taken.copied());
        for (place, wire) in self.wires.iter().enumerate() {
            lines.within(&format!("links.{place}"), |lines| {
                lines.put("from", &wire.link.from);
                let output = match wire.link.output {
                    LinkOutput::ActiveColumns => "active-columns",
                    LinkOutput::ActiveCells => "active-cells",
                    LinkOutput::PredictedActiveCells => "predicted-active-cells",
                };
                lines.put("output", &Word(output));
                lines.put("predictive", &wire.link.predictive);
                lines.put("union", &wire.link.union);
                for (place, output) in wire.outputs.iter().enumerate() {
                    let bits = Runs::new(output.on().iter().copied());
                    lines.line(format_args!("held {place}:"), bits);
                }
            });
        }
        self.region.pin_state(lines);
    }
}
