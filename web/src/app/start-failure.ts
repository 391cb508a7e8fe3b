import { t } from '../texts/t.js';

const KEY = 'reloaded-to-start';

export type StartFailureAnswer = 'reload' | 'say';

/**
 * The app can't be loaded: after an update of the service, the page that names its files may be an old one, and a new one helps. Once
 * only, and not without a network, which takes away the page too.
 */
export function answerToStartFailure(isOnline: boolean, hasReloaded: boolean): StartFailureAnswer {
  return isOnline && !hasReloaded ? 'reload' : 'say';
}

export function onStartFailure(): void {
  if (answerToStartFailure(navigator.onLine, !remember()) === 'reload') {
    window.location.reload();
  } else {
    announce();
  }
}

/** The next failure is a new one. */
export function onStarted(): void {
  try {
    sessionStorage.removeItem(KEY);
  } catch {
    // Nothing was remembered either.
  }
}

/** False when this tab has been reloaded for it already, or can't remember that it was. */
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

/** Without anything that would have to be loaded. */
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
