import { QueryObserver } from '@tanstack/react-query';
import { queryClient, tabs } from '../platform/services.js';
import { refresh } from './mail-cache.js';

const queryKey = ['what is shown'];

/** A query whose requests get these responses in this order. */
function show(answers: readonly (string | Promise<string>)[]): { readonly asked: () => number } {
  let asked = 0;
  const queryFn = async (): Promise<string> => {
    asked += 1;
    return answers[asked - 1] ?? Promise.reject(new Error('not expected'));
  };
  new QueryObserver(queryClient, { queryKey, queryFn, staleTime: Infinity }).subscribe(() => undefined);
  return { asked: () => asked };
}

describe('stale data', () => {
  afterEach(() => {
    queryClient.clear();
  });
  afterAll(() => {
    tabs.close();
  });

  it('is requested again even while the first response is pending, which may be older than the change', async () => {
    let answerFirst: (answer: string) => void = () => undefined;
    const first = new Promise<string>((resolve) => {
      answerFirst = resolve;
    });
    const { asked } = show([first, 'after']);
    const refreshed = refresh({ queryKey });
    answerFirst('before');
    await refreshed;
    expect([asked(), queryClient.getQueryData(queryKey)]).toEqual([2, 'after']);
  });

  it('is stale at once, and fresh when the refresh has settled', async () => {
    queryClient.setQueryData(queryKey, 'before');
    const { asked } = show(['after']);
    const refreshed = refresh({ queryKey });
    expect(queryClient.getQueryState(queryKey)?.isInvalidated).toBe(true);
    await refreshed;
    expect([asked(), queryClient.getQueryData(queryKey)]).toEqual([1, 'after']);
  });

  it('is not requested when no component shows it', async () => {
    queryClient.setQueryData(queryKey, 'before');
    await refresh({ queryKey });
    expect([queryClient.isFetching(), queryClient.getQueryState(queryKey)?.isInvalidated]).toEqual([0, true]);
  });
});
