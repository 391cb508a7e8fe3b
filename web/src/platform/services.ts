import { QueryClient } from '@tanstack/react-query';
import {
  createBffClient,
  isInteraction,
  openTabChannel,
  type Problem,
  problemOf,
  type TransportOptions,
} from '../client/index.js';
import { MailApi } from '../client/mail-api.js';
import { isTransient } from '../client/problem.js';
import { type AvailabilityReport, Transport } from '../client/transport.js';
import { fetchWithEarly } from './early-requests.js';
import { noteOutageEnd, noteRefusal } from './offline/offline-copy.js';
import { joined, type PendingInteraction } from './pending-interaction.js';
import { currentLocation } from './router.js';
import { createStore } from './store.js';

/** A problem that only the user can resolve at Entra; the dialog shows it. */
export const pendingInteraction = createStore<PendingInteraction | undefined>(undefined);

/** Prompts the user, together with pending requests. */
export function askUser(next: PendingInteraction): void {
  pendingInteraction.set(joined(pendingInteraction.get(), next));
}

/** Prompts the user if they can resolve the error; `intents` are performed when they are back. False when they can't. */
export function askUserAbout(error: unknown, intents?: PendingInteraction['intents']): boolean {
  const problem = problemOf(error);
  if (problem === undefined || !isInteraction(problem)) {
    return false;
  }
  askUser({ problem, returnTo: currentLocation(), intents });
  return true;
}

/** Counts how often a session was found to be valid again: refused streams then connect again. */
export const sessionReturns = createStore(0);

/** The user has signed in again, here or in another tab, without a reload of this page. */
export function sessionReturned(): void {
  // First: the subscribers perform what was waiting for the session.
  sessionReturns.set(sessionReturns.get() + 1);
  if (pendingInteraction.get()?.problem.code === 'login_required') {
    pendingInteraction.set(undefined);
  }
  const failed = { predicate: ({ state }: { state: { status: string } }) => state.status === 'error' };
  void queryClient.refetchQueries(failed);
}

export interface Outage {
  readonly problem: Problem;
  readonly retryAt: number;
}

/** Set while the service is unavailable; the banner counts down and retries. */
export const outage = createStore<Outage | undefined>(undefined);

outage.subscribe(() => {
  if (outage.get() === undefined) {
    noteOutageEnd();
  }
});

/** Whether the service itself responds: then its responses without Graph don't end the outage. */
function isBehindService({ code }: Problem): boolean {
  const ofService: readonly string[] = [
    'network_unreachable',
    'session_store_unavailable',
    'overloaded',
    'device_proof_required',
  ];
  return !ofService.includes(code);
}

const firstRetrySeconds = 5;
const lastRetrySeconds = 60;
let failures = 0;

function reportAvailability({ problem, isFromGraph }: AvailabilityReport): void {
  const current = outage.get();
  if (problem === undefined) {
    if (current === undefined || isFromGraph || !isBehindService(current.problem)) {
      failures = 0;
      outage.set(undefined);
    }
    return;
  }
  if (current !== undefined && current.retryAt > Date.now()) {
    return;
  }
  failures += 1;
  const asked = 'retryAfterSeconds' in problem ? problem.retryAfterSeconds : undefined;
  const seconds = asked ?? Math.min(lastRetrySeconds, firstRetrySeconds * 2 ** (failures - 1));
  outage.set({ problem, retryAt: Date.now() + Math.max(1, seconds) * 1000 });
}

/** A response that nobody is signed in any more deletes the stored copy. */
const fetchAndNote: typeof globalThis.fetch = async (input, init) => {
  const response = await fetchWithEarly(input, init);
  if (response.status === 401) {
    void noteRefusal(response.clone());
  }
  return response;
};

const options: TransportOptions = {
  fetch: fetchAndNote,
  onInteraction: (problem) => {
    askUser({ problem, returnTo: currentLocation() });
  },
  onAvailability: reportAvailability,
};

/** A failed background request is no outage of the page and opens no prompt. A success may end an outage. */
const asideOptions: TransportOptions = {
  fetch: fetchAndNote,
  onAvailability: (report) => {
    if (report.problem === undefined) {
      reportAvailability(report);
    }
  },
};

/** A background request has failed, and a component is waiting for it by now. */
export function reportFailure(error: unknown): void {
  const problem = problemOf(error);
  if (problem !== undefined && isTransient(problem)) {
    reportAvailability({ problem, isFromGraph: false });
  }
}

export const client = createBffClient(options);

/** For calls that only this app needs: the client omits them to stay small. */
export const transport = new Transport(options);

/** For prefetches and suggestions. */
export const asideTransport = new Transport(asideOptions);
export const asideMail = new MailApi(asideTransport);

export const tabs = openTabChannel();

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      // The banner controls the retries: one countdown for the page instead of one per query.
      retry: (count, error) => problemOf(error) === undefined && count < 2,
      staleTime: 60_000,
      refetchOnWindowFocus: false,
      networkMode: 'always',
    },
    mutations: { retry: false, networkMode: 'always' },
  },
});
