import { t } from '../texts/t.js';

const KEY = 'reloaded-to-start';

export type StartFailureResponse = 'reload' | 'announce';

/**
 * The app can't be loaded. After an update of the service, the page may be an old one that names old files, and a reload helps. The
 * app reloads once only, and not without a network, because the page itself would be lost.
 */
export function respondToStartFailure(isOnline: boolean, hasReloaded: boolean): StartFailureResponse {
  return isOnline && !hasReloaded ? 'reload' : 'announce';
}

export function onStartFailure(): void {
  if (respondToStartFailure(navigator.onLine, !remember()) === 'reload') {
    window.location.reload();
  } else {
    announce();
  }
}

/** The app has started: the next failure counts as a new one. */
export function onStarted(): void {
  try {
    sessionStorage.removeItem(KEY);
  } catch {
    // Then nothing was stored either.
  }
}

/** False when this tab has already reloaded for this reason, or can't store that it has. */
function remember(): boolean {
  try {
    if (sessionStorage.getItem(KEY) !== null) {
      return false;
    }
    if (navigator.onLine) {
      sessionStorage.setItem(KEY, 'yes');
    }
    return true;
  } catch {
    return false;
  }
}

/** Uses nothing that would have to be loaded. */
function announce(): void {
  const text = document.createElement('p');
  text.textContent = t('The mail app couldn’t be loaded. Check your connection, and reload the page.');
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = t('Reload');
  button.addEventListener('click', () => {
    window.location.reload();
  });
  const box = document.createElement('main');
  box.setAttribute('role', 'alert');
  box.style.padding = '24px';
  box.append(text, button);
  document.getElementById('root')?.replaceChildren(box);
}
