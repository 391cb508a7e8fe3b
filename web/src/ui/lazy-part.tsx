import { type ComponentType, type ReactElement, type ReactNode, useEffect, useReducer } from 'react';
import { partMissing } from './part-missing.js';

const retryMs = 15_000;
/** One failure may be a short loss of the network. */
const failuresBeforeNotice = 2;

/**
 * A part of a page that is loaded on demand. While it can't be loaded, e.g. without a connection, `instead` is shown and the page stays
 * usable; loading is retried automatically.
 */
export function lazyPart<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
): (props: Props & { readonly instead?: ReactNode }) => ReactElement {
  let loaded: ComponentType<Props> | undefined;
  return function LazyPart({ instead = null, ...props }) {
    const [, show] = useReducer((count: number) => count + 1, 0);
    const isMissing = loaded === undefined;
    useEffect(() => {
      if (!isMissing) {
        return undefined;
      }
      let isOver = false;
      let failures = 0;
      const attempt = (): void => {
        load().then(
          (component) => {
            loaded = component;
            if (!isOver) {
              show();
            }
          },
          () => {
            failures += 1;
            if (!isOver && navigator.onLine && failures === failuresBeforeNotice) {
              window.dispatchEvent(new Event(partMissing));
            }
          },
        );
      };
      attempt();
      const timer = setInterval(attempt, retryMs);
      window.addEventListener('online', attempt);
      return () => {
        isOver = true;
        clearInterval(timer);
        window.removeEventListener('online', attempt);
      };
    }, [isMissing]);
    const Part = loaded;
    return Part === undefined ? <>{instead}</> : <Part {...(props as unknown as Props)} />;
  };
}
