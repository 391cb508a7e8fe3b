import { useSession } from '@entra-mail-bff/client/react';
import { Compose } from './compose.tsx';
import { Inbox } from './inbox.tsx';

export function App() {
  const session = useSession();
  switch (session.status) {
    case 'loading':
      return <p role="status">One moment…</p>;
    case 'unavailable':
      return <p role="alert">The service is unavailable. We’ll retry automatically. {session.problem.title}</p>;
    case 'signed-out':
      return (
        <main>
          <h1>Example SPA</h1>
          <button
            type="button"
            onClick={() => {
              session.signIn();
            }}
          >
            Sign in
          </button>
        </main>
      );
    case 'signed-in':
      return (
        <main>
          <header>
            <h1>{session.user.name}</h1>
            <button type="button" onClick={() => void session.signOut()}>
              Sign out
            </button>
          </header>
          <Compose />
          <Inbox />
        </main>
      );
  }
}
