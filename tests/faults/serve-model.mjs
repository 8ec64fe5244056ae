// What a study of `tune serve` must be after the answers that came: a plain model, one map of trials.

export const SPACE = [
  { name: 'x', type: 'float', low: -5, high: 5 },
  { name: 'größe', type: 'int', low: 1, high: 9 },
];

const KEYS = {
  ask: ['op', 'count'],
  tell: ['op', 'id', 'value', 'failed', 'pruned'],
  report: ['op', 'id', 'step', 'value'],
  add: ['op', 'params', 'value', 'failed'],
  enqueue: ['op', 'params'],
  best: ['op'],
  status: ['op'],
};

/** The point of a request, in the order of the space; what is null is absent. Undefined if it is none. */
function pointOf(params) {
  if (typeof params !== 'object' || params === null || Array.isArray(params)) return undefined;
  const given = Object.entries(params).filter(([, value]) => value !== null);
  if (given.some(([name]) => name !== 'x' && name !== 'größe')) return undefined;
  const { x, größe } = params;
  const isIn =
    Math.abs(x) <= 5 &&
    typeof x === 'number' &&
    Number.isInteger(größe) &&
    größe >= 1 &&
    größe <= 9;
  return isIn ? { x, größe } : undefined;
}

const textOf = (params) => JSON.stringify(pointOf(params));

export class StudyModel {
  /** By id: the point, and the outcome once it was told. */
  trials = new Map();
  /** Ids that this process has handed out and that are not told. */
  untold = new Set();
  #told = { complete: 0, failed: 0, pruned: 0 };
  #added = 0;

  start(storage) {
    const fixed = { op: 'start', space: SPACE, direction: 'minimize', strategy: 'random' };
    return { ...fixed, pruner: 'median', storage };
  }

  restarted() {
    this.untold.clear();
  }

  /** Takes in an answer. @returns what is wrong with it, if anything is */
  take(request, answer) {
    if (answer.error !== undefined) {
      const { code, message } = answer.error;
      const isSentence =
        typeof message === 'string' && message.length > 0 && message.length < 10_100;
      if (!/^[A-Z]+(_[A-Z]+)+$/.test(code) || !isSentence)
        return 'an error without code or message';
      if (/^(CLI_REQUEST_FAILED|STRATEGY_FAILED|STORAGE_)/.test(code)) return 'an error of ours';
      return undefined;
    }
    if (request === undefined) return 'a line that is no request was answered';
    const unknown = Object.keys(request).find((key) => !KEYS[request.op]?.includes(key));
    if (unknown !== undefined) return `the unknown key ${unknown} was accepted`;
    return this[`_${request.op}`]?.(request, answer);
  }

  _ask({ count = 1 }, { trials }) {
    if (!Array.isArray(trials) || trials.length !== (count ?? 1)) return 'another number of trials';
    for (const { id, params } of trials) {
      const known = this.trials.get(id);
      if (pointOf(params) === undefined) return 'a point outside of the space';
      if (this.untold.has(id) || known?.outcome !== undefined)
        return 'a trial was handed out twice';
      if (known !== undefined && textOf(known.point) !== textOf(params)) {
        return 'a trial has another point than before';
      }
      this.trials.set(id, { point: params });
      this.untold.add(id);
    }
    return undefined;
  }

  _tell({ id, value, failed, pruned }, { ok }) {
    const trial = this.trials.get(id);
    const state = value != null ? 'complete' : failed != null ? 'failed' : 'pruned';
    const outcome = { state, value: value ?? undefined, reason: failed ?? undefined };
    if (ok !== true) return 'not ok';
    if (trial === undefined) return 'a trial that was never asked for was told';
    if (pruned != null && pruned !== true) return 'pruned is not true';
    if (trial.outcome !== undefined) {
      const isSame = JSON.stringify(trial.outcome) === JSON.stringify(outcome);
      return isSame ? undefined : 'a second outcome was accepted';
    }
    trial.outcome = outcome;
    this.untold.delete(id);
    this.#told[state] += 1;
    return undefined;
  }

  _report({ id }, { ok, stop }) {
    if (ok !== true || typeof stop !== 'boolean') return 'not ok';
    const trial = this.trials.get(id);
    if (trial === undefined || trial.outcome !== undefined) return 'a report was not refused';
    this.untold.add(id);
    return undefined;
  }

  _add({ params, value, failed }, { ok, id }) {
    if (ok !== true || this.trials.has(id)) return 'the id of another trial';
    if (pointOf(params) === undefined) return 'a point outside of the space was added';
    const outcome =
      value != null ? { state: 'complete', value } : { state: 'failed', reason: failed };
    this.trials.set(id, { point: params, outcome });
    this.#added += 1;
    return undefined;
  }

  _enqueue({ params }, { ok, id }) {
    if (ok !== true || this.trials.has(id)) return 'the id of another trial';
    if (pointOf(params) === undefined) return 'a point outside of the space was enqueued';
    this.trials.set(id, { point: params });
    return undefined;
  }

  _best(_request, { id, value }) {
    const values = [...this.trials.values()].flatMap(({ outcome }) => outcome?.value ?? []);
    if (values.length === 0) return id === null && value === null ? undefined : 'a best of nothing';
    const isBest = value === Math.min(...values) && this.trials.get(id)?.outcome?.value === value;
    return isBest ? undefined : 'another trial is better';
  }

  _status(_request, { trials }) {
    const states = { complete: 0, failed: 0, pruned: 0 };
    for (const { outcome } of this.trials.values()) {
      if (outcome !== undefined) states[outcome.state] += 1;
    }
    const isSame = Object.entries(states).every(([state, n]) => trials[state] === n);
    const open = [...this.trials.values()].filter(({ outcome }) => outcome === undefined).length;
    // Trials of a process that was killed count as running until they are taken over.
    const isOpen = trials.running + trials.waiting === open && trials.running >= this.untold.size;
    return isSame && isOpen ? undefined : 'other counts';
  }

  _start() {
    return 'a second start was accepted';
  }

  /** What differs between the model and the stored events. */
  faultsOf(events) {
    const faults = [];
    const stored = new Map();
    for (const event of events) {
      const { type, number, outcome } = event;
      if (type === 'trial-started' || type === 'trial-enqueued') {
        stored.set(number, { point: event.point, outcomes: [] });
      }
      const isFinal = type === 'trial-ended' && outcome.retryable !== true;
      if (isFinal) stored.get(number).outcomes.push(outcome);
    }
    for (const [id, { point, outcome }] of this.trials) {
      const { point: at, outcomes } = stored.get(id) ?? { outcomes: [] };
      if (textOf(at) !== textOf(point))
        faults.push(`trial ${id} has the point ${textOf(at)}, not ${textOf(point)}`);
      if (outcomes.length !== (outcome === undefined ? 0 : 1)) {
        faults.push(`trial ${id} is stored ${outcomes.length} times`);
      } else if (outcome !== undefined) {
        const [{ state, values, reason }] = outcomes;
        const isSame =
          state === outcome.state &&
          (state !== 'complete' || Object.is(values[0] + 0, outcome.value + 0)) &&
          (state !== 'failed' || reason === outcome.reason);
        if (!isSame) faults.push(`trial ${id} has another outcome`);
      }
    }
    if (stored.size !== this.trials.size) {
      faults.push(`${stored.size} trials are stored, not ${this.trials.size}`);
    }
    return faults;
  }

  summary() {
    const { complete, failed, pruned } = this.#told;
    return `${this.trials.size} trials (told ${complete} complete, ${failed} failed, ${pruned} pruned; ${this.#added} added)`;
  }
}
