// The rules of the specification, by line and by id; functions and phases of the pseudocode.

/** The functions of BAMI TM and the phases of BAMI SP with their lines. */
const PARTS = {
  TM: [[1, 9, 'stage 1: the columns'], [10, 24, 'activatePredictedColumn'], [25, 48, 'burstColumn'], [49, 54, 'punishPredictedColumn'],
    [55, 72, 'stage 2: the segments'], [73, 83, 'leastUsedCell'], [84, 92, 'bestMatchingSegment'], [93, 107, 'growSynapses']],
  SP: [[1, 5, 'phase 2: overlap'], [6, 10, 'phase 3: inhibition'], [11, 26, 'phase 4: learning']],
};

export class Rules {
  constructor(rules) {
    this.all = rules;
    this.byId = new Map(rules.map((rule) => [rule.id, rule]));
  }

  /** The rules of a chapter that have lines, in order. */
  ofChapter(chapter) {
    return this.all.filter((rule) => rule.lines !== null && rule.id.startsWith(`${chapter}-`));
  }

  ofLine(chapter, line) {
    return this.ofChapter(chapter).find(({ lines: [first, last] }) => line >= first && line <= last);
  }
}

/** The index of the function or phase of a line within its chapter; -1 without a line. */
export const partOf = (chapter, line) => PARTS[chapter].findIndex(([first, last]) => line >= first && line <= last);

export const partsOf = (chapter) => PARTS[chapter];

/** The phase of an event, for stepping by phase: phases 1 to 4 of the pooler, stages 1 and 2 of the memory. */
export function phaseOf(chapter, line) {
  if (chapter === 'SP') return line === 0 ? 'SP tie or phase 1' : `SP ${partOf('SP', line)}`;
  return line >= 55 && line <= 72 ? 'TM 2' : 'TM 1';
}
