import type { DragEvent } from 'react';
import type { ActionSubjects } from '../mailbox/actions/targets.js';
import { beginDrag, carriesRows, draggedRows, droppedRows } from './drag-rows.js';

/** The data that the browser transfers from the drag to the drop. */
function carrier(): DataTransfer {
  const data = new Map<string, string>();
  return {
    get types() {
      return [...data.keys()];
    },
    clearData: () => {
      data.clear();
    },
    setData: (type: string, value: string) => data.set(type, value),
    getData: (type: string) => data.get(type) ?? '',
    setDragImage: () => undefined,
    effectAllowed: 'none',
  } as unknown as DataTransfer;
}

const rows: ActionSubjects = [{ thread: [], isConversation: true }];

function drag(subjects: ActionSubjects = rows): DataTransfer {
  const dataTransfer = carrier();
  beginDrag({ dataTransfer } as DragEvent, subjects);
  return dataTransfer;
}

describe('rows that are dragged', () => {
  beforeAll(() => {
    const element = { style: {}, remove: () => undefined };
    Object.assign(globalThis, {
      window: new EventTarget(),
      document: { createElement: () => element, body: { append: () => undefined } },
    });
  });

  afterEach(() => {
    window.dispatchEvent(new Event('dragend'));
  });

  afterAll(() => {
    Reflect.deleteProperty(globalThis, 'window');
    Reflect.deleteProperty(globalThis, 'document');
  });

  it('are dropped at the end of the same drag', () => {
    const dropped = drag();
    expect(carriesRows(dropped)).toBe(true);
    expect(droppedRows(dropped)).toBe(rows);
  });

  it('are not moved by a drop after a drag whose end was not noticed', () => {
    drag();
    const file = carrier();
    file.setData('Files', '');
    expect([carriesRows(file), droppedRows(file)]).toEqual([false, undefined]);

    const ofAnotherWindow = carrier();
    ofAnotherWindow.setData('application/x-mail-rows', crypto.randomUUID());
    expect(droppedRows(ofAnotherWindow)).toBeUndefined();
  });

  it('are those of the newest drag alone', () => {
    const earlier = drag();
    const others: ActionSubjects = [{ thread: [], isConversation: false }];
    const later = drag(others);
    expect([droppedRows(earlier), droppedRows(later)]).toEqual([undefined, others]);
  });

  it.each(['dragend', 'drop', 'pointerdown'])('are absent after %s', (type) => {
    const dropped = drag();
    window.dispatchEvent(new Event(type));
    expect([draggedRows.get(), droppedRows(dropped)]).toEqual([undefined, undefined]);
  });
});
