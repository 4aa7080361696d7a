// The events that the lines of BAMI emit (spec/trace.md), their operands, and a compact list of them.
//
// One module without dependencies. A step of a large region has a million events, so a list stores them as
// numbers in typed arrays; `get` returns one as an object with the fields of a line of a trace.

/** The operands of each event in the order of a trace: `?` may be null, `!` is a boolean, `*` a list, `$` a function name. */
const TM_FIELDS = {
  column_visited: 'column',
  function_entered: '$function column',
  cell_visited: 'cell',
  synapse_visited: 'segment presynaptic_cell permanence',
  active_potential_read: 'segment count',
  grow_synapses_entered: 'segment count',
  column: 'column !active',
  segments_counted: 'column count',
  column_handled: 'column $function',
  segment_visited: 'segment cell',
  active_cell_added: 'cell !added',
  winner_cell_added: 'cell !added',
  learning_tested: '!learning_enabled',
  presynaptic_tested: 'segment presynaptic_cell !active',
  permanence_changed: 'segment presynaptic_cell before after',
  new_synapse_count: 'segment sample_size active_potential count',
  grow_synapses_called: 'segment count',
  learning_segment_chosen: 'segment',
  winner_cell_chosen: 'cell',
  segment_grown: 'cell ?segment',
  permanence_tested: 'segment presynaptic_cell permanence bound !holds',
  counted: 'segment count',
  threshold_tested: 'segment count threshold !reached',
  segment_added: 'segment',
  potential_kept: 'segment count',
  fewest_segments: 'column ?cell ?fewest',
  segments_compared: 'cell segments fewest !equal',
  candidates: '*candidates',
  random_choice: '*candidates draw chosen',
  best_matching_started: 'column ?best_score',
  best_matching_compared: 'segment score best_score !better',
  best_matching_kept: 'segment score',
  best_matching_returned: 'segment',
  growing_tested: 'segment candidates wanted !goes_on',
  candidate_removed: 'cell left',
  already_connected: 'segment cell !connected',
  synapse_compared: 'segment presynaptic_cell candidate !equal',
  connection_tested: 'segment cell !connected',
  synapse_created: 'segment presynaptic_cell permanence !made',
  still_wanted: 'segment wanted',
  segment_gave_way: 'segment cell segments last_active',
  synapse_gave_way: 'segment synapses presynaptic_cell permanence',
  synapse_pruned: 'segment presynaptic_cell',
  segment_pruned: 'segment cell',
};

const SP_FIELDS = {
  receptive_field: 'column centre *field chosen',
  potential_input_drawn: 'column turn candidates draw input',
  initial_permanence: 'column input unit bias permanence',
  column_visited: 'column',
  overlap_reset: 'column before',
  connected_synapse: 'column input permanence',
  input_added: 'column input !active before after',
  overlap_boosted: 'column boost before after',
  min_local_activity: 'column neighbors k min_local_activity',
  stimulus_threshold_tested: 'column overlap stimulus_threshold !holds',
  min_local_activity_tested: 'column overlap min_local_activity !holds',
  column_activated: 'column',
  tie_judged: 'column ahead k !stays',
  potential_synapse: 'column input permanence',
  synapse_tested: 'column input !active',
  permanence_adjusted: 'column input before after',
  permanence_clipped: 'column input before after',
  active_duty_cycle_updated: 'column !active period before after',
  neighbors_mean: 'column neighbors mean',
  boost_updated: 'column active_duty_cycle active_duty_cycle_neighbors before after',
  overlap_duty_cycle_updated: 'column overlap stimulus_threshold period before after',
  overlap_duty_cycle_tested: 'column overlap_duty_cycle min_duty_cycle !below',
  permanence_bumped: 'column input amount before after',
  inhibition_radius_updated: '?mean_receptive_field_size before after',
};

const FUNCTIONS = ['activatePredictedColumn', 'burstColumn', 'punishPredictedColumn', 'leastUsedCell', 'bestMatchingSegment'];

/** Rules of events that do not belong to a line. */
const RULES_WITHOUT_LINE = {
  receptive_field: 'D-SP-2',
  potential_input_drawn: 'D-SP-3',
  initial_permanence: 'D-SP-4',
  tie_judged: 'EXT-SP-LOWEST-INDEX',
  segment_gave_way: 'EXT-TM-MAX-SEGMENTS',
  synapse_gave_way: 'EXT-TM-MAX-SYNAPSES',
  synapse_pruned: 'EXT-TM-PRUNE-ZERO',
  segment_pruned: 'EXT-TM-PRUNE-ZERO',
};

/** The last line of each rule; `else` and blank lines belong to the rule that follows them. */
const TM_RULES = [
  [1, 'TM-1'], [4, 'TM-2-4'], [6, 'TM-6'], [9, 'TM-8-9'], [11, 'TM-10-11'], [12, 'TM-12'], [13, 'TM-13'], [15, 'TM-15'],
  [18, 'TM-16-18'], [20, 'TM-20'], [24, 'TM-22-24'], [25, 'TM-25'], [27, 'TM-26-27'], [31, 'TM-29-31'], [33, 'TM-33'],
  [35, 'TM-34-35'], [37, 'TM-37'], [39, 'TM-39'], [42, 'TM-40-42'], [44, 'TM-44'], [48, 'TM-46-48'], [50, 'TM-49-50'],
  [54, 'TM-51-54'], [57, 'TM-55-57'], [61, 'TM-58-61'], [64, 'TM-63-64'], [67, 'TM-66-67'], [70, 'TM-69-70'], [72, 'TM-72'],
  [76, 'TM-73-76'], [81, 'TM-78-81'], [83, 'TM-83'], [86, 'TM-84-86'], [90, 'TM-87-90'], [92, 'TM-92'], [94, 'TM-93-94'],
  [95, 'TM-95'], [97, 'TM-96-97'], [102, 'TM-99-102'], [107, 'TM-104-107'],
];
const SP_RULES = [
  [2, 'SP-1-2'], [4, 'SP-3-4'], [5, 'SP-5'], [7, 'SP-6-7'], [10, 'SP-8-10'], [12, 'SP-11-12'], [15, 'SP-13-15'],
  [18, 'SP-16-18'], [20, 'SP-19-20'], [21, 'SP-21'], [22, 'SP-22'], [23, 'SP-23'], [25, 'SP-24-25'], [26, 'SP-26'],
];

/** The rule of a line, or of an event without a line. */
export function ruleOf(chapter, line, event) {
  if (line === null) return RULES_WITHOUT_LINE[event] ?? '';
  return (chapter === 'TM' ? TM_RULES : SP_RULES).find(([last]) => line <= last)?.[1] ?? '';
}

/** A kind of event: its number, its chapter, its name and its operands. */
export const KINDS = [];

function declare(chapter, table) {
  return Object.fromEntries(Object.entries(table).map(([event, fields]) => {
    const operands = fields.split(' ').map((field) => {
      const mark = '?!*$'.includes(field[0]) ? field[0] : '';
      return { name: field.slice(mark.length), mark };
    });
    KINDS.push({ kind: KINDS.length, chapter, event, operands });
    return [event, KINDS.length - 1];
  }));
}

/** The numbers of the kinds by name. */
export const TM = declare('TM', TM_FIELDS);
export const SP = declare('SP', SP_FIELDS);

/** An event of an unknown kind: only the fields in the trace are known. */
const UNKNOWN = 255;

export const FUNCTION = Object.fromEntries(FUNCTIONS.map((name, i) => [name, i]));

/** The events of a step, as numbers. */
export class EventList {
  constructor(capacity = 1024) {
    this.length = 0;
    this.size = 0;
    this.kinds = new Uint8Array(capacity);
    /** 0 if there is no line. */
    this.lines = new Uint8Array(capacity);
    this.offsets = new Uint32Array(capacity);
    this.data = new Float64Array(4 * capacity);
    /** Operands that are lists, and events of unknown kinds. */
    this.objects = [];
    /** The names of regions, by the first event of each run of events; null if the trace names none. */
    this.regions = null;
  }

  #grow() {
    const larger = (old, Type) => {
      const array = new Type(2 * old.length);
      array.set(old);
      return array;
    };
    if (this.length === this.kinds.length) {
      this.kinds = larger(this.kinds, Uint8Array);
      this.lines = larger(this.lines, Uint8Array);
      this.offsets = larger(this.offsets, Uint32Array);
    }
    if (this.size + 8 > this.data.length) this.data = larger(this.data, Float64Array);
  }

  /** Adds an event: its kind, its line (0 for none) and its operands as numbers. */
  push(kind, line, a, b, c, d, e, f) {
    if (this.length === this.kinds.length || this.size + 8 > this.data.length) this.#grow();
    const i = this.length;
    this.kinds[i] = kind;
    this.lines[i] = line;
    this.offsets[i] = this.size;
    const { data } = this;
    let at = this.size;
    if (a !== undefined) data[at++] = a;
    if (b !== undefined) data[at++] = b;
    if (c !== undefined) data[at++] = c;
    if (d !== undefined) data[at++] = d;
    if (e !== undefined) data[at++] = e;
    if (f !== undefined) data[at++] = f;
    this.size = at;
    this.length = i + 1;
  }

  /** Adds a list as an operand of the next event. */
  keep(list) {
    this.objects.push(list);
    return this.objects.length - 1;
  }

  /** Adds a line of a trace. */
  pushJson(json) {
    const names = json.chapter === 'TM' ? TM : json.chapter === 'SP' ? SP : {};
    const kind = Object.hasOwn(names, json.event) ? names[json.event] : UNKNOWN;
    const values = kind === UNKNOWN ? null : KINDS[kind].operands.map((operand) => this.#number(operand, json[operand.name]));
    if (json.region !== undefined) {
      this.regions ??= [];
      if (this.regions.at(-1)?.[1] !== json.region) this.regions.push([this.length, json.region]);
    }
    const line = Number.isInteger(json.line) && json.line > 0 && json.line < 256 ? json.line : 0;
    if (values === null || values.includes(undefined)) this.push(UNKNOWN, line, this.keep(json));
    else this.push(kind, line, ...values);
  }

  #number({ mark }, value) {
    if (value === null && mark === '?') return NaN;
    if (mark === '!') return typeof value === 'boolean' ? Number(value) : undefined;
    if (mark === '*') return Array.isArray(value) ? this.keep(value) : undefined;
    if (mark === '$') return FUNCTION[value];
    return typeof value === 'number' ? value : undefined;
  }

  /** The kind of an event; undefined if it is unknown. */
  kind(i) {
    return KINDS[this.kinds[i]];
  }

  /** The operand at an index, as a number. */
  operand(i, place) {
    return this.data[this.offsets[i] + place];
  }

  /** The operand with a name, as a number; undefined if the event has none. */
  valueOf(i, name) {
    const place = this.kind(i)?.operands.findIndex((operand) => operand.name === name) ?? -1;
    return place < 0 ? undefined : this.operand(i, place);
  }

  /** The region of an event, if the trace names it. */
  region(i) {
    return this.regions?.findLast(([first]) => first <= i)?.[1];
  }

  /** An event as an object like a line of a trace, without its kind and step. */
  get(i) {
    const declared = this.kind(i);
    if (declared === undefined) {
      const { kind: _kind, step: _step, ...json } = this.objects[this.operand(i, 0)];
      return json;
    }
    const { chapter, event, operands } = declared;
    const line = this.lines[i] || null;
    const region = this.region(i);
    const json = { ...(region !== undefined && { region }), chapter, line, rule: ruleOf(chapter, line, event), event };
    operands.forEach(({ name, mark }, place) => {
      const number = this.operand(i, place);
      if (mark === '!') json[name] = number === 1;
      else if (mark === '*') json[name] = this.objects[number];
      else if (mark === '$') json[name] = FUNCTIONS[number];
      else json[name] = Number.isNaN(number) ? null : number;
    });
    return json;
  }

  /** How often each line ran: for each chapter, an array indexed by line; events without a line count at index 0. */
  countLines() {
    const counts = { SP: new Uint32Array(128), TM: new Uint32Array(128) };
    for (let i = 0; i < this.length; i++) counts[this.chapter(i)][this.lines[i] & 127] += 1;
    return counts;
  }

  /** The chapter of an event. */
  chapter(i) {
    return this.kind(i)?.chapter ?? (this.objects[this.operand(i, 0)].chapter === 'SP' ? 'SP' : 'TM');
  }
}
