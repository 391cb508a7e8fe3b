import type { Fault, FaultRegistry } from '../model.js';
import { Gates } from './gates.js';

interface Entry {
  readonly id: number;
  readonly fault: Fault;
  remaining: number;
}

export interface ListedFault {
  readonly id: number;
  readonly fault: Fault;
  /** Null: until removed. */
  readonly remaining: number | null;
}

/** Whether a fact matches a value of `Fault.match`. */
function matchesFact(name: string, wanted: string, actual: string | undefined): boolean {
  if (actual === undefined) {
    return false;
  }
  if (wanted.startsWith('*') && wanted.endsWith('*')) {
    return actual.includes(wanted.slice(1, -1));
  }
  if (wanted.endsWith('*')) {
    return actual.startsWith(wanted.slice(0, -1));
  }
  if (name !== 'path') {
    return wanted === actual;
  }
  if (wanted.endsWith('$')) {
    return actual === wanted.slice(0, -1);
  }
  return actual === wanted || actual.startsWith(wanted.endsWith('/') ? wanted : `${wanted}/`);
}

export class ScriptedFaults implements FaultRegistry {
  readonly gates = new Gates();
  #entries: readonly Entry[] = [];
  #lastId = 0;

  add(fault: Fault): number {
    this.#lastId += 1;
    this.#entries = [...this.#entries, { id: this.#lastId, fault, remaining: fault.times ?? Number.POSITIVE_INFINITY }];
    if (fault.action.kind === 'gate') {
      this.gates.gate(fault.action.name).close();
    }
    return this.#lastId;
  }

  remove(id: number): boolean {
    const before = this.#entries.length;
    this.#entries = this.#entries.filter((entry) => entry.id !== id);
    return this.#entries.length < before;
  }

  list(): readonly ListedFault[] {
    return this.#entries.map(({ id, fault, remaining }) => ({
      id,
      fault,
      remaining: Number.isFinite(remaining) ? remaining : null,
    }));
  }

  take(point: string, facts: Readonly<Record<string, string>>): Fault | undefined {
    const entry = this.#entries.find((candidate) => applies(candidate, point, facts));
    if (entry !== undefined) {
      this.#use(entry);
    }
    return entry?.fault;
  }

  /** Takes every matching fault, in the order in which they were added: one request can match a gate and a reset. */
  takeAll(point: string, facts: Readonly<Record<string, string>>): readonly Fault[] {
    const matching = this.#entries.filter((candidate) => applies(candidate, point, facts));
    for (const entry of matching) {
      this.#use(entry);
    }
    return matching.map((entry) => entry.fault);
  }

  waitAtGate(name: string): Promise<void> {
    return this.gates.gate(name).pass();
  }

  reset(): void {
    this.#entries = [];
    this.gates.openAll();
  }

  #use(entry: Entry): void {
    entry.remaining -= 1;
    if (entry.remaining <= 0) {
      this.remove(entry.id);
    }
  }
}

function applies(entry: Entry, point: string, facts: Readonly<Record<string, string>>): boolean {
  return (
    entry.fault.point === point &&
    Object.entries(entry.fault.match ?? {}).every(([name, wanted]) => matchesFact(name, wanted, facts[name]))
  );
}
