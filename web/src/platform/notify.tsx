import { Link, Toast, ToastTitle, ToastBody, type ToastIntent, useToastController } from '@fluentui/react-components';
import { useCallback } from 'react';

export const TOASTER_ID = 'app-toaster';

export interface Notice {
  readonly title: string;
  readonly body?: string | undefined;
  readonly intent?: ToastIntent;
  readonly action?: { readonly label: string; readonly run: () => void } | undefined;
  /** A notice with the same id takes the place of the earlier one. */
  readonly id?: string;
  readonly timeoutMs?: number;
}

let counter = 0;

/** Short messages at the bottom of the page, read out by screen readers. */
export function useNotify(): (notice: Notice) => void {
  const { dispatchToast, dismissToast } = useToastController(TOASTER_ID);
  return useCallback(
    ({ title, body, intent = 'success', action, id, timeoutMs }: Notice) => {
      counter += 1;
      const toastId = `${id ?? 'notice'}-${counter}`;
      const run = (): void => {
        dismissToast(toastId);
        action?.run();
      };
      dispatchToast(
        <Toast>
          <ToastTitle
            action={
              action === undefined ? null : (
                <Link as="button" onClick={run}>
                  {action.label}
                </Link>
              )
            }
          >
            {title}
          </ToastTitle>
          {body === undefined ? null : <ToastBody>{body}</ToastBody>}
        </Toast>,
        {
          toastId,
          intent,
          timeout: timeoutMs ?? (action === undefined ? 4000 : 8000),
          politeness: intent === 'error' ? 'assertive' : 'polite',
        },
      );
    },
    [dispatchToast, dismissToast],
  );
}
