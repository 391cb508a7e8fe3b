import {
  type BffClient,
  type EventStream,
  openTabChannel,
  type Problem,
  problemOf,
  type SessionState,
  type SignedIn,
  type TabChannel,
} from '../client/index.js';
import { ExternalStore } from './external-store.js';
import { toProblem } from './to-problem.js';

export type SessionView =
  | { readonly status: 'loading' }
  | ({ readonly status: 'signed-in' } & Omit<SignedIn, 'authenticated'>)
  | { readonly status: 'signed-out' }
  /** It isn't known whether the user is signed in. The store asks again by itself. */
  | { readonly status: 'unavailable'; readonly problem: Problem };

export interface SessionListener {
  /** The change was made here, in another tab, on another device, or by an administrator. */
  readonly onPermissionsChanged?: () => void;
  /** The session is still valid: streams that were refused connect again. */
  readonly onReturn?: () => void;
}

const firstRetrySeconds = 2;
const lastRetrySeconds = 30;

/** The signed-in user, kept up to date by the server's events, by the other tabs, and by polling when the page becomes visible. */
export class SessionStore extends ExternalStore<SessionView> {
  readonly #observers = new Set<SessionListener>();
  #tabs: TabChannel | undefined;
  #stopListening: (() => void) | undefined;
  #stream: EventStream | undefined;
  #isRefused = false;
  #isAsking = false;
  #mayResume = false;
  /** Changes when a pending response becomes stale. */
  #turn = 0;
  #failures = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly client: BffClient,
    private readonly openTabs: () => TabChannel = openTabChannel,
  ) {
    super({ status: 'loading' });
  }

  /** Returns a function that closes everything. The store can be started again. */
  start(): () => void {
    this.#tabs = this.openTabs();
    const unsubscribe = this.#tabs.subscribe(({ type }) => {
      if (type === 'signed-out') {
        this.#signedOut();
      }
      if (type === 'signed-in') {
        void this.ask();
      }
      if (type === 'permissions-changed') {
        this.#emitPermissions();
      }
    });
    const onVisible = (): void => {
      if (document.visibilityState === 'visible') {
        void this.ask();
      }
    };
    if (typeof document !== 'undefined') {
      document.addEventListener('visibilitychange', onVisible);
    }
    this.#stopListening = () => {
      unsubscribe();
      if (typeof document !== 'undefined') {
        document.removeEventListener('visibilitychange', onVisible);
      }
    };
    void this.ask();
    return () => {
      this.#stop();
    };
  }

  observe(listener: SessionListener): () => void {
    this.#observers.add(listener);
    return () => {
      this.#observers.delete(listener);
    };
  }

  /** Polls the server, which extends no session. Earlier requests are superseded. */
  async ask({ mayResume = true } = {}): Promise<void> {
    if (!this.#isStarted()) {
      return;
    }
    this.#turn += 1;
    this.#mayResume ||= mayResume;
    if (this.#isAsking) {
      return;
    }
    this.#isAsking = true;
    clearTimeout(this.#timer);
    let asked = await this.#answer();
    while (!asked.isFresh() && this.#isStarted()) {
      asked = await this.#answer();
    }
    this.#isAsking = false;
    if (asked.isFresh()) {
      asked.settle();
    }
    this.#mayResume = false;
  }

  /** A call was refused, perhaps because the session has ended. */
  report(problem: Problem): void {
    if (problem.code === 'login_required' && this.getSnapshot().status === 'signed-in') {
      void this.ask();
    }
  }

  /** Returns the address that signs the user out at Entra too. */
  async signOut(everywhere: boolean): Promise<string> {
    const logoutUrl = await this.client.auth.logout(everywhere);
    this.#tabs?.post({ type: 'signed-out' });
    this.#signedOut();
    return logoutUrl;
  }

  #isStarted(): boolean {
    return this.#tabs !== undefined;
  }

  #stop(): void {
    this.#turn += 1;
    clearTimeout(this.#timer);
    this.#stopListening?.();
    this.#tabs?.close();
    this.#tabs = undefined;
    this.#closeStream();
  }

  async #answer(): Promise<{ isFresh: () => boolean; settle: () => void }> {
    const turn = this.#turn;
    const isFresh = (): boolean => turn === this.#turn;
    try {
      const state = await this.client.auth.session();
      return {
        isFresh,
        settle: () => {
          this.#succeeded(state);
        },
      };
    } catch (error) {
      return {
        isFresh,
        settle: () => {
          this.#failed(error);
        },
      };
    }
  }

  #succeeded(state: SessionState): void {
    this.#failures = 0;
    if (!state.authenticated) {
      this.#signedOut();
      return;
    }
    const { authenticated: _, ...signedIn } = state;
    this.set({ status: 'signed-in', ...signedIn });
    this.#signedIn();
  }

  #failed(error: unknown): void {
    const asked = problemOf(error);
    const { status } = this.getSnapshot();
    // An outage doesn't sign the user out.
    if (status === 'loading' || status === 'unavailable') {
      this.set({ status: 'unavailable', problem: toProblem(error) });
    }
    const own = Math.min(lastRetrySeconds, firstRetrySeconds * 2 ** this.#failures);
    this.#failures += 1;
    const seconds = asked !== undefined && 'retryAfterSeconds' in asked ? (asked.retryAfterSeconds ?? own) : own;
    this.#timer = setTimeout(() => void this.ask(), Math.max(1, seconds) * 1000);
  }

  #signedOut(): void {
    this.#turn += 1;
    this.#closeStream();
    this.set({ status: 'signed-out' });
  }

  #signedIn(): void {
    if (this.#stream === undefined) {
      this.#openStream();
      this.#tabs?.post({ type: 'signed-in' });
    } else if (this.#isRefused && this.#mayResume) {
      this.#stream.resume();
    }
    if (this.#mayResume) {
      for (const { onReturn } of [...this.#observers]) {
        onReturn?.();
      }
    }
  }

  #openStream(): void {
    let wasOpen = false;
    this.#stream = this.client.authEvents({
      onEvent: ({ type }) => {
        if (type === 'session.ended' || type === 'session.expiring') {
          void this.ask();
        }
        if (type === 'permissions.changed') {
          this.#emitPermissions();
        }
      },
      onState: (state) => {
        this.#isRefused = state === 'refused';
        // Not resumed when the refused stream itself caused the request: that would loop.
        if (this.#isRefused) {
          void this.ask({ mayResume: false });
        }
        if (state !== 'open') {
          return;
        }
        // Events that were sent while the stream was closed are lost.
        if (wasOpen) {
          void this.ask();
          this.#emitPermissions();
        }
        wasOpen = true;
      },
    });
  }

  #closeStream(): void {
    const stream = this.#stream;
    this.#stream = undefined;
    this.#isRefused = false;
    stream?.close();
  }

  #emitPermissions(): void {
    for (const { onPermissionsChanged } of [...this.#observers]) {
      onPermissionsChanged?.();
    }
  }
}
