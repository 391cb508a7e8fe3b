/** After this delay the user is doing something else: a dialog would open under their fingers. */
const patienceMs = 5000;

/**
 * Asks with a dialog that is loaded on demand. A dialog that can't be loaded, e.g. without a connection, or that arrives too
 * late is not opened: `fail` reports it, and the user asks again.
 */
export async function askWith<Dialog>(
  load: () => Promise<Dialog>,
  ask: (dialog: Dialog) => void,
  fail: (error: unknown) => void,
): Promise<void> {
  const before = Date.now();
  let dialog: Dialog;
  try {
    dialog = await load();
  } catch (error) {
    fail(error);
    return;
  }
  if (Date.now() - before > patienceMs) {
    fail(new Error('late'));
  } else {
    ask(dialog);
  }
}
