/* eslint-disable own/import-order -- The page must exist before a library looks for it. */
import { dom } from '../ui/testing/dom.js';
import { act, createElement, type KeyboardEvent } from 'react';
import { createRoot } from 'react-dom/client';
import type { MessageSummary } from '../client/index.js';
import { TemplateName } from './template-row.js';

const template = { id: 't', subject: 'Greeting' } as unknown as MessageSummary;

describe('the new name of a template', () => {
  const place = dom.document.createElement('div');
  dom.document.body.append(place);
  const root = createRoot(place as unknown as HTMLElement);
  let closed: string[];

  beforeEach(() => {
    closed = [];
    const name = createElement(TemplateName, {
      template,
      onRename: () => undefined,
      onClose: () => {
        closed.push('name');
      },
    });
    // Like Fluent's dialog, which closes on Escape.
    const dialog = createElement(
      'div',
      {
        onKeyDown: (event: KeyboardEvent) => {
          if (event.key === 'Escape' && !event.isDefaultPrevented()) {
            closed.push('dialog');
          }
        },
      },
      name,
    );
    act(() => {
      root.render(dialog);
    });
  });

  afterAll(() => {
    act(() => {
      root.unmount();
    });
  });

  const press = (members: object): boolean => {
    const event = new dom.KeyboardEvent('keydown', { key: 'Escape', bubbles: true, cancelable: true, ...members });
    act(() => {
      place.querySelector('input')?.dispatchEvent(event);
    });
    return event.defaultPrevented;
  };

  it('is closed by Escape, and the dialog is not', () => {
    expect([press({}), closed]).toEqual([true, ['name']]);
  });

  // Safari's event for a key of an input method has only the key code.
  it.each([{ isComposing: true }, { keyCode: 229 }])('leaves Escape to an input method: %j', (members) => {
    expect([press(members), closed]).toEqual([false, []]);
  });
});
