// Two runs side by side: the first difference between them.

import { breathe } from './html.js';

/** Whether two events are the same, number by number. */
function sameEvent(a, i, b, j) {
  if (a.kinds[i] !== b.kinds[j] || a.lines[i] !== b.lines[j]) return false;
  return JSON.stringify(a.get(i)) === JSON.stringify(b.get(j));
}

/**
 * The first difference: { k, i, what }, where i is the place after the event; null where the runs are the same. Steps are
 * compared in their order, their numbers and events; where one run goes on, that is a difference too.
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
      return { k, i: 0, what: `step ${one.steps[k].number} stands beside step ${other.steps[k].number}` };
    }
    await one.ready(k);
    await other.ready(k);
    const [a, b] = [one.eventsOf(k), other.eventsOf(k)];
    const most = Math.min(a.length, b.length);
    for (let i = 0; i < most; i++) if (!sameEvent(a, i, b, i)) return { k, i: i + 1, what: 'the events differ' };
    if (a.length !== b.length) return { k, i: most + 1, what: `${a.length} events stand beside ${b.length}` };
  }
  if (one.length === other.length) return null;
  return { k: steps - 1, i: Infinity, what: `after this step one run goes on: ${one.length} steps stand beside ${other.length}` };
}
