/** Later, whoever asked is at something else: a dialog would open under their fingers. */
const patienceMs = 5000;

/**
 * Asks with a dialog that comes when it is first needed. One that can't be had, as without a connection, or that comes too
 * late is not opened: `fail` says so, and the user asks again.
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
