//! The published properties of the two algorithms that the examples `spatial_pooler_properties` and
//! `temporal_memory_properties` show, on the small setups and with a margin.

use std::error::Error;

use bami_experiments::spatial_pooler_properties::runs as spatial_pooler;
use bami_experiments::temporal_memory_properties::runs as temporal_memory;

type Tested = Result<(), Box<dyn Error>>;

mod pooler {
    use super::Tested;
    use super::spatial_pooler::{Change, Setup, Trainer, follow};
    use bami_htm::metrics::binary_entropy;

    const TRAINED: usize = 20;

    fn trained(setup: &Setup) -> super::spatial_pooler::Result<Trainer> {
        let mut trainer = Trainer::new(setup)?;
        trainer.epochs(TRAINED)?;
        Ok(trainer)
    }

    #[test]
    fn the_sparseness_is_the_same_for_all_inputs_before_and_after_learning() -> Tested {
        let mut trainer = Trainer::new(&Setup::small())?;
        for _ in 0..2 {
            let sparseness = trainer.outputs()?.sparseness();
            assert!(sparseness.iter().all(|&share| share == 10.0 / 512.0), "{sparseness:?}");
            trainer.epochs(TRAINED)?;
        }
        Ok(())
    }

    #[test]
    fn learning_raises_the_entropy_and_boosting_raises_it_further() -> Tested {
        let outputs = Trainer::new(&Setup::small())?.outputs()?;
        let untrained = outputs.entropy()?;
        let without = trained(&Setup::small())?.outputs()?.entropy()?;
        let most = binary_entropy(outputs.sparseness()[0]);
        assert!(without > 1.05 * untrained, "{without} after {untrained}");
        for boost in [10.0, 100.0] {
            let boosted = trained(&Setup::small().boosted(boost))?.outputs()?.entropy()?;
            assert!(boosted > 1.03 * without, "boostStrength {boost}: {boosted}, not {without}");
            assert!(boosted < most, "{boosted} is above the maximum, {most}");
        }
        Ok(())
    }

    #[test]
    fn learning_makes_outputs_robust_to_noise() -> Tested {
        let mut untrained = Trainer::new(&Setup::small())?;
        let mut trained = trained(&Setup::small())?;
        for (noise, before_at_most, after_at_least) in [(0.1, 0.7, 0.95), (0.3, 0.4, 0.8)] {
            let before = untrained.kept_under_noise(noise)?;
            let after = trained.kept_under_noise(noise)?;
            assert!(before < before_at_most, "{before} of the columns kept at noise {noise}");
            assert!(after > after_at_least, "{after} of the columns kept at noise {noise}");
        }
        assert_eq!(trained.kept_under_noise(0.0)?, 1.0);
        Ok(())
    }

    #[test]
    fn outputs_become_stable() -> Tested {
        let (epochs, _) = follow(&Setup::small(), TRAINED, None)?;
        assert!(epochs[0].stability < 0.8, "{:?}", epochs[0]);
        assert!(epochs[TRAINED - 1].stability > 0.95, "{:?}", epochs[TRAINED - 1]);
        Ok(())
    }

    #[test]
    fn other_inputs_are_learned_too() -> Tested {
        let setup = Setup::small().boosted(100.0);
        let (epochs, _) = follow(&setup, TRAINED + 60, Some((TRAINED + 1, Change::Inputs)))?;
        let [before, changed, last] = [TRAINED - 1, TRAINED, epochs.len() - 1].map(|n| epochs[n]);
        assert!(before.kept > 0.85 && changed.kept < 0.6 && last.kept > 0.8, "{epochs:?}");
        assert!(changed.entropy < 0.95 * before.entropy, "{epochs:?}");
        assert!(last.entropy > 0.95 * before.entropy, "{epochs:?}");
        Ok(())
    }

    #[test]
    fn dead_columns_never_win_and_the_others_take_over() -> Tested {
        let mut trainer = trained(&Setup::small())?;
        trainer.kill_columns(0.3)?;
        trainer.epoch()?;
        let outputs = trainer.outputs()?;
        assert!(outputs.sparseness().iter().all(|&share| share == 10.0 / 512.0));
        let dead = |column: &u32| {
            trainer.pooler.potential_synapses(*column).is_none_or(|mut s| s.next().is_none())
        };
        assert_eq!((0..512).filter(dead).count(), 154);
        assert!(!outputs.0.iter().flat_map(|output| output.on()).any(dead));
        assert!(trainer.kept_under_noise(0.1)? > 0.9);
        Ok(())
    }
}

mod memory {
    use super::Tested;
    use super::temporal_memory::{
        Learner, Setup, cell_death, input_noise, learning_and_change, mean, until_perfect,
    };

    /// Sequences that the small memory learns before it is tested.
    const LEARNED: usize = 260;

    fn learned() -> super::temporal_memory::Result<Learner> {
        let mut learner = Learner::new(Setup::small())?;
        learner.learn(LEARNED)?;
        Ok(learner)
    }

    #[test]
    fn a_high_order_memory_learns_the_endings_and_learns_them_again_when_they_change() -> Tested {
        let curve = learning_and_change(Setup::small(), LEARNED, LEARNED)?;
        for (part, values) in [("from the start", &curve.before), ("after the swap", &curve.after)]
        {
            assert!(mean(&values[..20]) < 0.5, "{part}: {values:?}");
            let learned = until_perfect(values, 20);
            assert!(learned.is_some_and(|count| count < 240), "{part}: {learned:?}");
            assert_eq!(mean(&values[LEARNED - 20..]), 1.0, "{part}");
        }
        Ok(())
    }

    #[test]
    fn a_first_order_memory_can_but_guess() -> Tested {
        let curve = learning_and_change(Setup::small().first_order(), LEARNED, 40)?;
        // As soon as both ends are known, both are predicted, whichever comes.
        let known = curve.before[100..].iter().chain(&curve.after);
        assert!(known.copied().all(|accuracy| accuracy == 0.5), "{curve:?}");
        Ok(())
    }

    #[test]
    fn a_fifth_of_the_cells_may_die_and_learning_makes_up_for_more() -> Tested {
        let learned = learned()?;
        let some = cell_death(&learned, 0.2, 0)?;
        assert!(some.at_once > 0.9, "{some:?}");
        let many = cell_death(&learned, 0.6, 60)?;
        assert!(many.at_once < 0.5, "{many:?}");
        assert!(many.relearned >= many.at_once + 0.3, "{many:?}");
        Ok(())
    }

    /// Relearning cannot repair this: cells that belong to both contexts cannot distinguish the ends.
    #[test]
    fn after_much_death_contexts_come_to_share_their_cells() -> Tested {
        let learned = learned()?;
        assert!(learned.shared_context()? < 0.2);
        let death = cell_death(&learned, 0.5, 200)?;
        assert!(death.shared_relearned > 0.8, "{death:?}");
        assert_eq!(death.relearned, 0.5, "both endings are predicted: {death:?}");
        Ok(())
    }

    #[test]
    fn a_segment_that_samples_more_bears_more_dead_cells() -> Tested {
        let mut learner = Learner::new(Setup::small().with_sample(20))?;
        learner.learn(LEARNED)?;
        let death = cell_death(&learner, 0.4, 0)?;
        let usual = cell_death(&learned()?, 0.4, 0)?;
        assert!(death.at_once > usual.at_once + 0.1, "{death:?}, {usual:?}");
        Ok(())
    }

    #[test]
    fn noise_in_a_quarter_of_the_active_columns_does_no_harm() -> Tested {
        let learned = learned()?;
        assert!(input_noise(&learned, 0.25)? > 0.9);
        assert!(input_noise(&learned, 0.6)? < 0.5);
        Ok(())
    }

    #[test]
    fn the_graph_is_whole_after_the_death_of_cells() -> Tested {
        let mut learner = Learner::new(Setup::small())?;
        learner.learn(20)?;
        learner.kill(0.7)?;
        let layer = learner.memory.layer();
        layer.check_invariants()?;
        let dead = layer.cells().filter(|cell| cell.is_dead()).count();
        assert_eq!(dead, 2867, "7 of 10 of 4096");
        learner.learn(5)?;
        learner.memory.layer().check_invariants()?;
        Ok(())
    }
}
