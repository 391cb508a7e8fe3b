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
import { noteOutageEnd, noteRefusal } from './offline/kept.js';
import { joined, type PendingInteraction } from './pending-interaction.js';
import { currentLocation } from './router.js';
import { createStore } from './store.js';

/** What only the user can resolve at Entra; the dialog shows it. */
export const pendingInteraction = createStore<PendingInteraction | undefined>(undefined);

/** Asks, together with what is asked for already. */
export function askUser(next: PendingInteraction): void {
  pendingInteraction.set(joined(pendingInteraction.get(), next));
}

/** Asks, when it is the user who can resolve it; `intents` is what they wanted, for when they are back. False when it is not. */
export function askUserAbout(error: unknown, intents?: PendingInteraction['intents']): boolean {
  const problem = problemOf(error);
  if (problem === undefined || !isInteraction(problem)) {
    return false;
  }
  askUser({ problem, returnTo: currentLocation(), intents });
  return true;
}

/** Counts how often a session was found alive again: streams that were refused go on. */
export const sessionReturns = createStore(0);

/** The user signed in again, here or in another tab, without this page being loaded anew. */
export function sessionReturned(): void {
  // First: what waits for the session is done by those who are told.
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

/** Set while the service cannot do its work; the banner counts down and tries again. */
export const outage = createStore<Outage | undefined>(undefined);

outage.subscribe(() => {
  if (outage.get() === undefined) {
    noteOutageEnd();
  }
});

/** Then the service itself answers, and what it answers without Graph ends no outage. */
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

/** Whoever is told that nobody is signed in any more forgets what was kept for them. */
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

/** A failure of what nobody waits for is no outage of the page, and asks the user for nothing; that something works again it may tell. */
const asideOptions: TransportOptions = {
  fetch: fetchAndNote,
  onAvailability: (report) => {
    if (report.problem === undefined) {
      reportAvailability(report);
    }
  },
};

/** What was asked for aside has failed, and somebody waits for it by now. */
export function reportFailure(error: unknown): void {
  const problem = problemOf(error);
  if (problem !== undefined && isTransient(problem)) {
    reportAvailability({ problem, isFromGraph: false });
  }
}

export const client = createBffClient(options);

/** For what only this app asks for: the client is small because it leaves that out. */
export const transport = new Transport(options);

/** For what is fetched ahead, and for suggestions. */
export const asideTransport = new Transport(asideOptions);
export const asideMail = new MailApi(asideTransport);

export const tabs = openTabChannel();

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      // The banner owns the retry clock: one countdown for the page instead of one per query.
      retry: (count, error) => problemOf(error) === undefined && count < 2,
      staleTime: 60_000,
      refetchOnWindowFocus: false,
      networkMode: 'always',
    },
    mutations: { retry: false, networkMode: 'always' },
  },
});
