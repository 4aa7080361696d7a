// Two runs side by side: the first difference between them.

import { breathe } from './html.js';

/** Whether two events are equal, including all numbers. */
function sameEvent(a, i, b, j) {
  if (a.kinds[i] !== b.kinds[j] || a.lines[i] !== b.lines[j]) return false;
  return JSON.stringify(a.get(i)) === JSON.stringify(b.get(j));
}

/**
 * The first difference: { k, i, what }, where i is the position after the event; null if the runs are the same. Compares
 * the numbers and events of the steps in order; if one run is longer, that is a difference, too.
 */
export async function firstDifference(one, other, progress = () => {}) {
  const steps = Math.min(one.length, other.length);
  let since = performance.now();
  for (let k = 0; k < steps; k++) {
    if (performance.now() - since > 40) {
      progress(k);
      await breathe();
      since = performance.now();
    }
    if (one.steps[k].number !== other.steps[k].number) {
      return { k, i: 0, what: `step ${one.steps[k].number} versus step ${other.steps[k].number}` };
    }
    await one.ready(k);
    await other.ready(k);
    const [a, b] = [one.eventsOf(k), other.eventsOf(k)];
    const most = Math.min(a.length, b.length);
    for (let i = 0; i < most; i++) if (!sameEvent(a, i, b, i)) return { k, i: i + 1, what: 'the events differ' };
    if (a.length !== b.length) return { k, i: most + 1, what: `${a.length} events versus ${b.length}` };
  }
  if (one.length === other.length) return null;
  return { k: steps - 1, i: Infinity, what: `one run continues after this step: ${one.length} steps versus ${other.length}` };
}
