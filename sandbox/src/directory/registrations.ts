import type { AppRegistration } from './app-registration.js';
import { sameText } from './directory.js';

/** "App registrations": the apps of this sandbox by client id. Every tenant knows all of them. */
export class AppRegistrations {
  #all: readonly AppRegistration[];

  constructor(given: readonly AppRegistration[]) {
    for (const registration of given) {
      requireOnce(given, registration);
    }
    this.#all = given;
  }

  get all(): readonly AppRegistration[] {
    return this.#all;
  }

  /** The default where none is named. */
  get first(): AppRegistration {
    const [first] = this.#all;
    if (first === undefined) {
      throw new Error('There is always a first registration.');
    }
    return first;
  }

  find(clientId: string): AppRegistration | undefined {
    return this.#all.find((registration) => sameText(registration.clientId, clientId));
  }

  /** Finds a resource by client id or application id URI, its two names in scopes and audiences. */
  findResource(idOrUri: string): AppRegistration | undefined {
    return this.#all.find(
      ({ clientId, appIdUri }) => sameText(clientId, idOrUri) || (appIdUri !== null && sameText(appIdUri, idOrUri)),
    );
  }

  add(registration: AppRegistration): void {
    requireOnce([...this.#all, registration], registration);
    this.#all = [...this.#all, registration];
  }

  /** Throws `RangeError` for an unknown client id. */
  change(clientId: string, changes: Partial<Omit<AppRegistration, 'clientId'>>): void {
    const present = this.find(clientId);
    if (present === undefined) {
      throw new RangeError(`There is no app registration ${clientId}.`);
    }
    this.#all = this.#all.map((registration) => (registration === present ? { ...present, ...changes } : registration));
  }
}

function requireOnce(all: readonly AppRegistration[], { clientId }: AppRegistration): void {
  if (all.filter((registration) => sameText(registration.clientId, clientId)).length > 1) {
    throw new RangeError(`There is an app registration ${clientId} already.`);
  }
}
