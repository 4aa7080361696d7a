//! Every name of the book's two listings can be found in the documentation.

use std::collections::BTreeSet;

use bami_htm::book::{self, Name};

/// The names of the temporal memory's listing: variables and sets, constants, functions.
const TEMPORAL_MEMORY: &str = "
    activeCells activeColumns activeSegments alreadyConnected bestScore candidates columns fewestSegments
    learningSegment leastUsedCells matchingSegments newSynapse newSynapseCount numActiveConnected numActivePotential
    numActivePotentialSynapses permanence presynapticCell segments winnerCell winnerCells
    ACTIVATION_THRESHOLD CONNECTED_PERMANENCE INITIAL_PERMANENCE LEARNING_ENABLED LEARNING_THRESHOLD
    PERMANENCE_DECREMENT PERMANENCE_INCREMENT PREDICTED_DECREMENT SAMPLE_SIZE SYNAPSE_SAMPLE_SIZE
    activatePredictedColumn bestMatchingSegment burstColumn chooseRandom count createNewSynapse growNewSegment
    growSynapses leastUsedCell punishPredictedColumn segmentsForColumn
    add copy min remove INT_MAX None
";

/// The names of the spatial pooler's listing.
const SPATIAL_POOLER: &str = "
    activeColumns activeDutyCycle activeDutyCycleNeighbors boost columns inhibitionRadius input minLocalActivity
    neighbors overlap overlapDutyCycle permanence sourceInput
    connectedPerm numActiveColumnsPerInhArea stimulusThreshold synPermActiveInc synPermInactiveDec
    active averageReceptiveFieldSize boostFunction connectedSynapses increasePermanences kthScore
    minDutyCycle potentialSynapses updateActiveDutyCycle updateOverlapDutyCycle
    append max mean min
";

/// The names of the spatial pooler that only its tables and its prose have.
const SPATIAL_POOLER_TABLES: &str = "
    boostStrength columnCount columnDimensions globalInhibition inputDimensions localAreaDensity maxDutyCycle
    minPctOverlapDutyCycle potentialPct potentialRadius
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
    check(book::SPATIAL_POOLER_TABLES, SPATIAL_POOLER_TABLES);
}

/// The rows of private functions name files that contain the function.
#[test]
fn every_private_function_is_in_the_files_that_its_row_names() {
    for (folder, names) in [
        ("temporal_memory", book::TEMPORAL_MEMORY),
        ("spatial_pooler", book::SPATIAL_POOLER),
        ("spatial_pooler", book::SPATIAL_POOLER_TABLES),
    ] {
        for name in names {
            let Some((function, files)) = name.here.split_once("` in `") else { continue };
            for file in files.split("in `").map(|file| file.split('`').next().unwrap_or_default()) {
                let path = format!("{}/src/bami/{folder}/{file}", env!("CARGO_MANIFEST_DIR"));
                let source = std::fs::read_to_string(&path).expect(&path);
                let signature = format!("fn {}", function.trim_start_matches('`'));
                assert!(source.contains(&signature), "{path} has no `{signature}`");
            }
        }
    }
}

#[test]
fn names_of_other_systems_lead_to_the_book_or_to_rules() {
    let tables =
        [book::TEMPORAL_MEMORY, book::SPATIAL_POOLER, book::SPATIAL_POOLER_TABLES, book::TERMS];
    let names: BTreeSet<&str> =
        tables.iter().flat_map(|table| table.iter().map(|n| n.book)).collect();
    let mut seen = BTreeSet::new();
    for theirs in book::COUNTERPARTS {
        assert!(seen.insert(theirs.name), "{} has two rows", theirs.name);
        let leads =
            names.contains(theirs.book) || theirs.book.is_empty() && !theirs.rules.is_empty();
        assert!(leads, "{} leads nowhere", theirs.name);
    }
    assert!(seen.len() >= 50);
}
