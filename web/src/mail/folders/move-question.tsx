import { type ReactElement, useEffect, useMemo } from 'react';
import { useStore } from '../../platform/store.js';
import { type MailCommands, moveToConfirm } from '../mail-commands.js';
import { MovePopover } from './move-menu.js';

interface MoveQuestionProps {
  readonly from: string;
  readonly commands: MailCommands;
}

/** Asks for the target folder, opened from a menu or by a key. */
export function MoveQuestion({ from, commands }: MoveQuestionProps): ReactElement | null {
  const question = useStore(moveToConfirm);
  // When the user leaves the folder, e.g. by the browser's Back button, the question closes: its messages aren't in the folder shown now.
  useEffect(() => close, [from]);
  const positioning = useMemo(() => {
    const { x, y } = question?.at ?? { x: 0, y: 0 };
    const target = { getBoundingClientRect: () => new DOMRect(x, y, 0, 0) };
    return { target, position: 'below', align: 'start' } as const;
  }, [question]);
  if (question === undefined) {
    return null;
  }
  return (
    <MovePopover
      from={from}
      positioning={positioning}
      subjects={question.subjects}
      commands={commands}
      onClose={close}
    />
  );
}

function close(): void {
  moveToConfirm.set(undefined);
}
