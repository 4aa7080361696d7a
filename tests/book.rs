//! Every name of the book's two listings can be found in the documentation.

use std::collections::BTreeSet;

use bami_htm::book::{self, Name};

/// The names of the temporal memory's listing: variables and sets, constants, functions.
const TEMPORAL_MEMORY: &str = "
    activeCells activeColumns activeSegments alreadyConnected bestScore candidates columns fewestSegments
    learningSegment leastUsedCells matchingSegments newSynapseCount numActiveConnected numActivePotential
    numActivePotentialSynapses permanence presynapticCell segments winnerCell winnerCells
    ACTIVATION_THRESHOLD CONNECTED_PERMANENCE INITIAL_PERMANENCE LEARNING_ENABLED LEARNING_THRESHOLD
    PERMANENCE_DECREMENT PERMANENCE_INCREMENT PREDICTED_DECREMENT SAMPLE_SIZE SYNAPSE_SAMPLE_SIZE
    activatePredictedColumn bestMatchingSegment burstColumn chooseRandom count createNewSynapse growNewSegment
    growSynapses leastUsedCell punishPredictedColumn segmentsForColumn
";

/// The names of the spatial pooler's listing and of its two tables.
const SPATIAL_POOLER: &str = "
    activeColumns activeDutyCycle activeDutyCycleNeighbors boost columns inhibitionRadius input minLocalActivity
    neighbors overlap overlapDutyCycle permanence sourceInput
    boostStrength columnCount columnDimensions connectedPerm globalInhibition inputDimensions localAreaDensity
    minPctOverlapDutyCycle numActiveColumnsPerInhArea potentialPct potentialRadius stimulusThreshold
    synPermActiveInc synPermInactiveDec
    active averageReceptiveFieldSize boostFunction connectedSynapses increasePermanences kthScore maxDutyCycle
    minDutyCycle potentialSynapses updateActiveDutyCycle updateOverlapDutyCycle
";

fn check(names: &[Name], expected: &str) {
    let found: BTreeSet<&str> = names.iter().map(|name| name.book).collect();
    assert_eq!(found, expected.split_whitespace().collect());
    assert_eq!(found.len(), names.len(), "a name has two rows");
}

#[test]
fn every_name_of_the_temporal_memory_is_in_its_table() {
    check(book::TEMPORAL_MEMORY, TEMPORAL_MEMORY);
}

#[test]
fn every_name_of_the_spatial_pooler_is_in_its_table() {
    check(book::SPATIAL_POOLER, SPATIAL_POOLER);
}

/// The rows of private functions name a file that contains the function.
#[test]
fn every_private_function_is_in_the_file_that_its_row_names() {
    for (folder, names) in
        [("temporal_memory", book::TEMPORAL_MEMORY), ("spatial_pooler", book::SPATIAL_POOLER)]
    {
        for name in names {
            let Some((function, rest)) = name.here.split_once("` in `") else { continue };
            let file = rest.split('`').next().unwrap_or_default();
            let path = format!("{}/src/bami/{folder}/{file}", env!("CARGO_MANIFEST_DIR"));
            let source = std::fs::read_to_string(&path).expect(&path);
            let signature = format!("fn {}", function.trim_start_matches('`'));
            assert!(source.contains(&signature), "{path} has no `{signature}` for {}", name.book);
        }
    }
}
