import type { Page } from 'playwright-core';

import { textOf } from './mail-windows.js';

/** A picture of 8 by 8 pixels (PNG, base64). */
export const dot =
  'iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAEUlEQVR4nGP4z8CAFWEXHbQSACj/P8Fu7N9hAAAAAElFTkSuQmCC';

/** Pastes into the text that is being written; `file` is a picture (PNG, base64), which is called `dot.png`. */
export async function paste(
  page: Page,
  { html, text, file }: { html?: string; text?: string; file?: string },
): Promise<void> {
  const event = JSON.stringify({ html, text, file });
  await textOf(page).focus();
  await page.evaluate(`(() => {
    const { html, text, file } = ${event};
    const data = new DataTransfer();
    if (html !== undefined) data.setData('text/html', html);
    if (text !== undefined) data.setData('text/plain', text);
    if (file !== undefined) {
      const bytes = Uint8Array.from(atob(file), (one) => one.charCodeAt(0));
      data.items.add(new File([bytes], 'dot.png', { type: 'image/png' }));
    }
    const options = { clipboardData: data, bubbles: true, cancelable: true };
    document.activeElement.dispatchEvent(new ClipboardEvent('paste', options));
  })()`);
}
