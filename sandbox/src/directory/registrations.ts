import type { AppRegistration } from './app-registration.js';
import { sameText } from './directory.js';

/** "App registrations": every app that this sandbox knows, by client id. All are known in every tenant. */
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

  /** The one that is meant where none is named. */
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

  /** By client id or application id URI: what a resource is called in scopes and audiences. */
  findResource(idOrUri: string): AppRegistration | undefined {
    return this.#all.find(
      ({ clientId, appIdUri }) => sameText(clientId, idOrUri) || (appIdUri !== null && sameText(appIdUri, idOrUri)),
    );
  }

  add(registration: AppRegistration): void {
    requireOnce([...this.#all, registration], registration);
    this.#all = [...this.#all, registration];
  }

  /** `RangeError` when nobody has this client id. */
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
